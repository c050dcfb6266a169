"""What is told of a device's time, and of a program that it has no room for, by the real server."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
import pytest

from gradbook_remote.profile_events import Event, summary
from gradbook_remote.profile_operations import Operation, operations_in
from gradbook_remote.room import room_in
from tests.support import Client, graph_of

SIDE = 256
PRODUCT = {"transposeA": False, "transposeB": False}


def product(name: str) -> dict[str, object]:
    """A product of two matrices, then an element-wise part and a sum."""
    graph = graph_of(
        name,
        [("BatchMatMul", [0, 1], [SIDE, SIDE]), ("Tanh", [2], [SIDE, SIDE]), ("Sum", [3], [])],
        [[SIDE, SIDE], [SIDE, SIDE]],
        [3, 4],
    )
    nodes = graph["nodes"]
    nodes[0].update(names=["a", "b"], attributes=PRODUCT)
    nodes[2].update(attributes={"axis": [0, 1], "keepDims": False})
    return graph


def measured(client: Client, number: int, steps: int, graph: dict[str, object], inputs: list[int]) -> dict[str, object]:
    client.send({"kind": "profile", "request": number, "phase": "begin"})
    for _ in range(steps):
        outputs = client.execute(graph, inputs)
        client.send({"kind": "free", "handles": outputs})
    client.send({"kind": "profile", "request": number, "phase": "end"})
    return dict(client.wait("profiled", "failed", request=number).message)


def test_time_is_told_by_operation_and_node(client: Client) -> None:
    graph = product("measured")
    client.send(graph)
    x = client.put(np.ones((SIDE, SIDE), np.float32))
    client.execute(graph, [x, x])
    told = measured(client, 1001, 5, graph, [x, x])
    assert told["kind"] == "profiled", told
    assert 0 < told["busy"] <= told["milliseconds"]
    operations = told["operations"]
    products = [one for one in operations if one["type"] == "matrix"]
    assert sum(one["milliseconds"] for one in products) > 0
    assert {(one["graph"], one["node"], one["times"]) for one in products} == {("measured", 0, 5)}
    assert any(one["type"] == "elementwise" and one["node"] in (1, 2) for one in operations)
    # Again, by the same session: the profiler is free.
    assert measured(client, 1002, 1, graph, [x, x])["kind"] == "profiled"


def test_one_client_measures_at_a_time_and_is_not_told_of_others(
    client: Client, connect: Callable[..., Client]
) -> None:
    other = connect()
    graphs = {one: product(name) for one, name in ((client, "mine"), (other, "theirs"))}
    handles = {one: one.put(np.ones((SIDE, SIDE), np.float32)) for one in graphs}
    for one, graph in graphs.items():
        one.send(graph)
        one.read(one.execute(graph, [handles[one]] * 2)[1])
    client.send({"kind": "profile", "request": 2001, "phase": "begin"})
    client.read(handles[client])
    assert measured(other, 2002, 3, graphs[other], [handles[other]] * 2)["failure"] == "busy"
    other.read(handles[other])
    client.execute(graphs[client], [handles[client]] * 2)
    client.send({"kind": "profile", "request": 2001, "phase": "end"})
    told = client.wait("profiled", "failed", request=2001).message
    assert {one["graph"] for one in told["operations"]} == {"mine"}


def test_a_session_that_ends_while_it_measures_leaves_the_profiler_to_others(
    client: Client, connect: Callable[..., Client]
) -> None:
    other = connect()
    other.send({"kind": "profile", "request": 3001, "phase": "begin"})
    other.read(other.put(np.ones(3, np.float32)))
    other.close()
    graph = product("after")
    client.send(graph)
    x = client.put(np.ones((SIDE, SIDE), np.float32))
    # What the session held is let go of when its thread comes to it.
    told = next(
        told
        for number in range(3002, 3100)
        if (told := measured(client, number, 1, graph, [x, x])).get("failure") != "busy" or time.sleep(0.1)
    )
    assert told["kind"] == "profiled"


def test_a_program_without_room_is_refused_before_it_runs(client: Client) -> None:
    """The server of these tests gives a session 64 MiB."""
    side = 4096
    nodes = [("BatchMatMul", [0, 1], [side, side]), ("Tanh", [2], [side, side]), ("BatchMatMul", [3, 0], [side, 1])]
    graph = graph_of("large", nodes, [[side, 1], [1, side]], [4])
    for node in (graph["nodes"][0], graph["nodes"][2]):
        node.update(names=["a", "b"], attributes=PRODUCT)
    client.send(graph)
    a = client.put(np.ones((side, 1), np.float32))
    b = client.put(np.ones((1, side), np.float32))
    client.execute(graph, [a, b])
    told = client.failed(seq=client.seq)
    assert told["failure"] == "memory" and told["graph"] == "large"
    assert told["room"]["limit"] == 64 * 2**20 and told["room"]["needed"] >= 64 * 2**20
    assert "tf.remat" in told["message"]


@pytest.mark.parametrize(
    ("text", "room"),
    [
        (
            "RESOURCE_EXHAUSTED: Ran out of memory in memory space hbm. Used 20.5G of 15.48G hbm.",
            (20.5 * 2**30, 15.48 * 2**30),
        ),
        ("RESOURCE_EXHAUSTED: Out of memory while trying to allocate 12345 bytes.", None),
    ],
)
def test_what_xla_says_of_room_is_read(text: str, room: tuple[float, float] | None) -> None:
    assert room_in(text) == (None if room is None else tuple(int(size) for size in room))


MODULE = """
HloModule jit_step_g1, entry_computation_layout={(f32[4,4]{1,0})->f32[]}

%fused (param_0: f32[4,4]) -> f32[4,4] {
  %param_0 = f32[4,4]{1,0:T(8,128)} parameter(0)
  %dot.1 = f32[4,4]{1,0} dot(%param_0, %param_0), lhs_contracting_dims={1}, metadata={op_name="jit(step)/n0.BatchMatMul/dot_general"}
  ROOT %tanh.2 = f32[4,4]{1,0} tanh(%dot.1), metadata={op_name="jit(step)/n1.Tanh/tanh"}
}

ENTRY %main.9 (Arg_0.1: f32[4,4]) -> (f32[], s32[]) {
  %Arg_0.1 = f32[4,4]{1,0} parameter(0)
  %fusion.1 = f32[4,4]{1,0} fusion(%Arg_0.1), kind=kOutput, calls=%fused
  %copy.1 = f32[4,4]{0,1} copy(%fusion.1), metadata={op_name="jit(step)/n2.Transpose/transpose"}
  %all-reduce.3 = f32[4,4]{0,1} all-reduce(%copy.1), to_apply=%add
  %custom-call.4 = (f32[4,4]{1,0}, /*index=1*/f32[8]{0}) custom-call(%copy.1), custom_call_target="__cublas$gemm"
  ROOT %tuple.5 = (f32[], s32[]) tuple(%copy.1)
}
"""


def test_operations_are_what_their_heaviest_part_is() -> None:
    found = operations_in(MODULE)
    assert found["fusion.1"] == Operation("matrix", 0)
    assert found["copy.1"] == Operation("movement", 2)
    assert found["all-reduce.3"] == Operation("communication", None)
    assert found["custom-call.4"] == Operation("matrix", None)


def test_what_runs_inside_another_operation_counts_once() -> None:
    operations = {"while.1": Operation("elementwise", None), "dot.2": Operation("matrix", 3)}
    modules = {"g": ("step_g", operations)}
    lines = [
        [
            Event("jit_step_g", "while.1", 0, 10e6),
            Event("jit_step_g", "dot.2", 1e6, 4e6),
            Event("jit_step_g", "dot.2", 5e6, 9e6),
        ],
        [Event("jit_step_g", "dot.2", 20e6, 21e6), Event("jit_other", "dot.2", 22e6, 90e6)],
    ]
    told = summary(lines, modules)
    assert told["busy"] == 11
    assert told["operations"] == [
        {"graph": "g", "node": 3, "name": "dot.2", "type": "matrix", "milliseconds": 8.0, "times": 3},
        {"graph": "g", "node": None, "name": "while.1", "type": "elementwise", "milliseconds": 3.0, "times": 1},
    ]
