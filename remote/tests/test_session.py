"""What a session holds and computes, against the real server."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest

from gradbook_remote.protocol import MOST_CHUNK_BYTES, encode_frame
from tests.support import Client, graph_of

STEP = graph_of("step", [("Multiply", [1, 2], [4]), ("Sub", [0, 3], [4])], [[4], [4]], [4], scalars=1)
"""w, g and the scalar rate → w - rate g."""


def rows(*values: float) -> np.ndarray[Any, np.dtype[np.float32]]:
    return np.array(values, np.float32)


@pytest.mark.parametrize(
    "value",
    [
        np.float32(1.5),
        rows(1, np.nan, -np.inf, 1e-45),
        np.array([[1, -(2**31)], [2**31 - 1, 0]], np.int32),
        np.array([[True], [False]]),
        np.array([1 + 2j, -3j], np.complex64),
        np.zeros((0, 3), np.float32),
        np.arange(MOST_CHUNK_BYTES // 4 + 5, dtype=np.int32),
    ],
    ids=["a number", "float32", "int32", "bool", "complex64", "nothing", "two pieces"],
)
def test_what_is_put_is_read_back_bit_by_bit(client: Client, value: np.ndarray[Any, Any]) -> None:
    back = client.read(client.put(value))
    assert back.shape == value.shape and back.dtype == value.dtype
    assert back.tobytes() == value.tobytes()


def test_numbers_given_at_each_execution_need_no_new_program(client: Client) -> None:
    client.send(STEP)
    g = client.put(rows(1, 2, 3, 4))
    w = client.put(rows(0, 0, 0, 0))
    for rate in (0.5, 0.25, 0.125):
        [after] = client.execute(STEP, [w, g], [rate], free=[w])
        w = after
    assert client.read(w).tolist() == [-0.875, -1.75, -2.625, -3.5]
    client.wait("ack", seq=3)
    assert client.wait("compiled", graph="step").message["milliseconds"] > 0
    assert client.stats()["handles"] == 2
    with pytest.raises(TimeoutError):
        client.wait("compiled", seconds=0.2)


def test_a_value_survives_that_its_memory_is_given_away_while_it_is_read(client: Client) -> None:
    client.send(STEP)
    g = client.put(rows(1, 1, 1, 1))
    w = client.put(rows(0, 0, 0, 0))
    requests = []
    for _ in range(40):
        requests.append(client.fetch(w))
        [w] = client.execute(STEP, [w, g], [1.0], free=[w])
    assert [client.value(request)[0] for request in requests] == [-step for step in range(40)]


def test_a_tensor_named_twice_or_needed_later_is_not_computed_over(client: Client) -> None:
    client.send(STEP)
    w = client.put(rows(1, 1, 1, 1))
    [twice] = client.execute(STEP, [w, w], [3.0])
    assert client.read(twice).tolist() == [-2] * 4
    [kept] = client.execute(STEP, [w, twice], [1.0])
    [gone] = client.execute(STEP, [w, twice], [1.0], free=[w, twice])
    assert client.read(kept).tolist() == client.read(gone).tolist() == [3] * 4
    assert client.failed(request=client.fetch(w))["failure"] == "gone"


def test_a_graph_is_compiled_without_an_execution(client: Client) -> None:
    client.send(graph_of("ahead", [("Add", [0, 1], [2])], [[2], [2]], [2]))
    compiled = client.wait("compiled", graph="ahead").message
    assert compiled["memory"]["arguments"] == 16 and compiled["collectives"] == {}


@pytest.mark.parametrize(
    ("graph", "failure", "node"),
    [
        (graph_of("a", [("Add", [0, 0], [2]), ("Launch", [1], [2])], [[2]], [2]), "unsupported", 1),
        (graph_of("b", [("Add", [0, 1], [2])], [[2], [3]], [2]), "shape", 0),
        (graph_of("c", [("Add", [0, 0], [2]), ("Add", [0, 1], [9])], [[2]], [2]), "shape", 1),
        (graph_of("d", [("Add", [0, 5], [2])], [[2]], [1]), "malformed", 0),
        ({**graph_of("e", [("Add", [0, 0], [2])], [[2]], [1]), "precision": "float8"}, "malformed", None),
    ],
    ids=[
        "an unknown kernel",
        "inputs that do not fit",
        "another shape than expected",
        "a value that is not there",
        "precision",
    ],
)
def test_a_graph_that_cannot_be_is_refused_with_its_node(
    client: Client, graph: dict[str, Any], failure: str, node: int | None
) -> None:
    client.send(graph)
    told = client.failed(graph=graph["graph"])
    assert (told["failure"], told.get("node")) == (failure, node)
    inputs = [client.put(np.zeros(spec[1], np.float32)) for spec in graph["inputs"]]
    outputs = client.execute(graph, inputs)
    execution = client.failed(seq=client.seq)
    assert (execution["failure"], execution["graph"], execution.get("node")) == (failure, graph["graph"], node)
    client.wait("ack", seq=client.seq)
    # What needs its results fails with the same words, and the session goes on.
    after = graph_of("after", [("Add", [0, 0], [2])], [[2]], [1])
    client.send(after)
    [later] = client.execute(after, [outputs[0]])
    assert client.failed(seq=client.seq)["message"] == execution["message"]
    read = client.failed(request=client.fetch(later))
    assert (read["message"], read["graph"]) == (execution["message"], graph["graph"])
    assert client.read(client.execute(after, [client.put(rows(1, 2))])[0]).tolist() == [2, 4]


def test_a_graph_of_too_many_nodes_is_refused(client: Client) -> None:
    nodes = [("Add", [0, 0], [2])] * 50_001
    client.send(graph_of("huge", nodes, [[2]], [1]))
    told = client.failed(graph="huge")
    assert told["failure"] == "limit" and "50000 nodes" in told["message"]
    assert client.read(client.put(rows(1))).tolist() == [1]


def test_a_list_of_a_million_nodes_is_refused(client: Client) -> None:
    client.send({**STEP, "graph": "million", "nodes": [0] * 1_000_000})
    assert client.failed(graph="million")["failure"] == "limit"


def test_a_frame_larger_than_any_may_be_ends_the_session_and_says_so(client: Client) -> None:
    client.send(STEP)
    client.wait("compiled")
    client.socket.send(bytes(40 * 2**20))
    with pytest.raises(Exception, match="1009"):
        while True:
            client.pull(10)
    assert client.resume()["resumed"] is False
    assert "larger" in client.failed(failure="limit")["message"]
    client.received = 0


@pytest.mark.parametrize(
    "frame",
    [
        b"",
        b"\x00\x00\x00\x00",
        b"\xff\xff\xff\xff",
        b"garbage garbage",
        encode_frame({"kind": "dance"}),
        encode_frame({"kind": "fetch", "request": 5}),
    ],
)
def test_garbage_is_answered_and_the_session_goes_on(client: Client, frame: bytes) -> None:
    client.send_raw(frame)
    assert client.failed()["failure"] == "malformed"
    assert client.read(client.put(rows(1))).tolist() == [1]


def test_a_claim_of_a_gigabyte_takes_no_memory(client: Client) -> None:
    about = {"kind": "put", "handle": 1, "type": "float32", "shape": [2**28], "placement": "replicated", "bytes": 2**30}
    client.send({**about, "offset": 0}, bytes(1000))
    assert client.failed()["failure"] == "memory"
    client.send({**about, "offset": 1000}, bytes(1000))
    assert client.failed()["failure"] == "malformed"
    # An upload counts as a whole from its first piece on, and no more once it is given up.
    client.send({**about, "shape": [2**23], "bytes": 2**25, "offset": 0}, bytes(1000))
    assert client.stats()["used"] == 2**25
    client.send({"kind": "free", "handles": [1]})
    assert client.stats()["used"] == 0


def test_results_larger_than_the_session_may_hold_are_refused(client: Client) -> None:
    wide = graph_of("wide", [("Add", [0, 1], [4096, 8192])], [[4096, 1], [1, 8192]], [2])
    client.send(wide)
    client.execute(wide, [client.put(np.zeros((4096, 1), np.float32)), client.put(np.zeros((1, 8192), np.float32))])
    told = client.failed(seq=1)
    assert told["failure"] == "memory" and "--max-memory" in told["message"]
    assert client.stats()["used"] == 4 * (4096 + 8192)


@pytest.mark.parametrize(
    ("inputs", "scalars", "failure", "words"),
    [
        ([1], [1.0], "malformed", "2 inputs"),
        ([1, 2], [], "malformed", "1 scalars"),
        ([1, 99], [1.0], "gone", "Tensor 99"),
        ([1, 3], [1.0], "shape", r"Input 1 of graph step is \[4\] float32; the tensor given is \[3\] float32"),
        ([1, 4], [1.0], "shape", "int32"),
    ],
)
def test_executions_that_do_not_fit_their_graph_fail(
    client: Client, inputs: list[int], scalars: list[float], failure: str, words: str
) -> None:
    client.send(STEP)
    for value in (np.zeros(4, np.float32), np.zeros(4, np.float32), np.zeros(3, np.float32), np.zeros(4, np.int32)):
        client.put(value)
    client.execute(STEP, inputs, scalars)
    told = client.failed(seq=1)
    assert told["failure"] == failure
    assert re.search(words, told["message"]), told["message"]


def test_an_execution_of_an_unknown_graph_fails(client: Client) -> None:
    client.execute({"graph": "nobody", "outputs": [0]}, [])
    assert client.failed(seq=1)["failure"] == "gone"
    client.wait("ack", seq=1)


def test_more_executions_than_may_be_under_way_are_refused(client: Client) -> None:
    # Each takes so long that all are in the server's hands before the seventeenth is done, however busy the machine.
    steps = [("BatchMatMul", [0, 0], [1000, 1000]), ("BatchMatMul", [1, 2], [1, 1000])]
    product = graph_of("product", steps, [[1000, 1000], [1, 1000]], [3])
    for node in product["nodes"]:
        node.update(names=["a", "b"], attributes={"transposeA": False, "transposeB": False})
    client.send(product)
    square = client.put(np.zeros((1000, 1000), np.float32))
    row = client.put(np.zeros((1, 1000), np.float32))
    for _ in range(80):
        client.execute(product, [square, row])
    client.wait("ack", seq=80)
    refused = [event.message for event in client.events if event.message["kind"] == "failed"]
    assert refused and all(message["failure"] == "limit" for message in refused)


def test_a_seq_that_does_not_follow_is_malformed(client: Client) -> None:
    client.send(STEP)
    w = client.put(rows(1, 1, 1, 1))
    client.execute(STEP, [w, w], [1.0])
    client.seq = 0
    client.execute(STEP, [w, w], [1.0])
    assert client.failed(seq=1)["failure"] == "malformed"


def test_what_is_cancelled_before_it_begins_fails(client: Client) -> None:
    client.send(STEP)
    w = client.put(rows(1, 1, 1, 1))
    for _ in range(10):
        [w] = client.execute(STEP, [w, w], [1.0])
    client.send({"kind": "cancel", "seq": 10})
    assert client.failed(seq=10)["failure"] == "cancelled"
    client.wait("ack", seq=10)
    assert client.failed(request=client.fetch(w))["failure"] == "cancelled"
    x = client.put(rows(1, 1, 1, 1))
    assert client.read(client.execute(STEP, [x, x], [1.0])[0]).tolist() == [0] * 4


def test_one_sessions_compiling_does_not_hold_up_anothers_steps(client: Client, connect: Any) -> None:  # noqa: ANN401
    other = connect()
    other.send(STEP)
    w = other.put(rows(1, 1, 1, 1))
    other.read(other.execute(STEP, [w, w], [1.0])[0])
    nodes = [("Add" if index % 2 else "Multiply", [index, 0], [2]) for index in range(700)]
    client.send(graph_of("long", nodes, [[2]], [700]))
    while not any(event.message["kind"] == "compiled" for event in client.events):
        other.read(other.execute(STEP, [w, w], [1.0])[0])
        try:
            client.pull(0.001)
        except TimeoutError:
            continue
    assert other.seq > 10
