"""Many steps in one execution: equal to as many single ones."""

from __future__ import annotations

import time
from typing import Any

import numpy as np
import pytest

from tests.support import Client, graph_of

# w, x and the scalar rate → w - rate (x w), and x w.
STEP = graph_of(
    "train",
    [("Multiply", [1, 0], [3]), ("Multiply", [3, 2], [3]), ("Sub", [0, 4], [3])],
    [[3], [3]],
    [5, 3],
    scalars=1,
)
MATMUL: dict[str, Any] = {
    **graph_of("slow", [("BatchMatMul", [0, 1], [600, 600])], [[600, 600], [600, 600]], [2]),
}
MATMUL["nodes"][0].update(names=["a", "b"], attributes={"transposeA": False, "transposeB": False})
SUM: dict[str, Any] = {
    "kernel": "Sum",
    "names": ["x"],
    "inputs": [2],
    "attributes": {"axis": [0, 1], "keepDims": False},
    "parameters": {},
    "outputs": [["float32", []]],
}


def loop(client: Client, graph: dict[str, Any], **fields: Any) -> list[int]:  # noqa: ANN401 - fields of the wire
    client.seq += 1
    outputs = client.handles(len(graph["outputs"]))
    about = {"kind": "loop", "graph": graph["graph"], "seq": client.seq, "outputs": outputs, "free": [], "collect": []}
    client.send({**about, **fields})
    return outputs


@pytest.mark.parametrize("freed", [True, False])
def test_a_loop_is_equal_to_single_steps(client: Client, freed: bool) -> None:
    client.send(STEP)
    start = np.array([1, 2, 3], np.float32)
    batches = np.linspace(0, 1, 21, dtype=np.float32).reshape(7, 3)
    rates = [0.1 / (step + 1) for step in range(7)]
    w = client.put(start)
    expected = []
    for batch, rate in zip(batches, rates, strict=True):
        w, product = client.execute(STEP, [w, client.put(batch)], [rate])
        expected.append(client.read(product))
    first, feed = client.put(start), client.put(batches)
    state, products = loop(
        client,
        STEP,
        steps=7,
        inputs=[first, feed],
        state=[[0, 0]],
        feeds=[1],
        scalars=[[rate] for rate in rates],
        collect=[1],
        free=[first, feed] if freed else [],
    )
    np.testing.assert_allclose(client.read(state), client.read(w), rtol=1e-6)
    np.testing.assert_allclose(client.read(products), np.stack(expected), rtol=1e-6)
    if freed:
        assert client.failed(request=client.fetch(first))["failure"] == "gone"
    else:
        assert client.read(first).tolist() == [1, 2, 3]


def test_a_loop_of_convolutions_is_equal_to_single_steps(client: Client) -> None:
    image, filter_ = [1, 4, 4, 1], [3, 3, 1, 1]
    graph = graph_of(
        "blur", [("Conv2D", [0, 1], image), ("Multiply", [3, 2], image)], [image, filter_], [4, 3], scalars=1
    )
    graph["nodes"][0].update(names=["x", "filter"], attributes={"strides": [1, 1], "pad": "same", "dataFormat": "NHWC"})
    client.send(graph)
    start = np.arange(16, dtype=np.float32).reshape(image)
    blur = client.put(np.full(filter_, 1 / 9, np.float32))
    scales = [1.0, 1.5, 0.5, 2.0, 1.0]
    x, expected = client.put(start), []
    for scale in scales:
        x, made = client.execute(graph, [x, blur], [scale])
        expected.append(client.read(made))
    about = {"state": [[0, 0]], "feeds": [], "scalars": [[scale] for scale in scales], "collect": [1]}
    after, rows = loop(client, graph, steps=5, inputs=[client.put(start), blur], **about)
    np.testing.assert_allclose(client.read(after), client.read(x), rtol=1e-6)
    np.testing.assert_allclose(client.read(rows), np.stack(expected), rtol=1e-6)


def test_outputs_that_are_not_collected_are_the_last_steps(client: Client) -> None:
    client.send(STEP)
    w, x = client.put(np.ones(3, np.float32)), client.put(np.full(3, 0.5, np.float32))
    after, product = loop(client, STEP, steps=3, inputs=[w, x], state=[[0, 0]], feeds=[], scalars=[[1.0]] * 3)
    assert client.read(after).tolist() == [0.125] * 3
    assert client.read(product).tolist() == [0.125] * 3
    assert client.stats()["used"] == 4 * 12


@pytest.mark.parametrize(
    ("fields", "failure"),
    [
        ({"scalars": [[1.0]]}, "malformed"),
        ({"state": [[0, 9]]}, "malformed"),
        ({"state": [[0, 0], [0, 1]]}, "malformed"),
        ({"feeds": [0]}, "malformed"),
        ({"collect": [1, 1]}, "malformed"),
        ({"feeds": [1]}, "shape"),
        ({"steps": 0}, "malformed"),
        ({"state": [[0]]}, "malformed"),
    ],
)
def test_loops_that_make_no_sense_are_refused(client: Client, fields: dict[str, Any], failure: str) -> None:
    client.send(STEP)
    w, x = client.put(np.ones(3, np.float32)), client.put(np.ones(3, np.float32))
    about = {"steps": 2, "inputs": [w, x], "state": [[0, 0]], "feeds": [], "scalars": [[1.0]] * 2}
    loop(client, STEP, **{**about, **fields})
    assert client.failed(seq=client.seq)["failure"] == failure
    assert client.read(w).tolist() == [1] * 3


def test_a_loop_under_way_ends_between_steps_and_keeps_what_it_has(client: Client) -> None:
    graph = {**MATMUL, "graph": "under way", "nodes": [*MATMUL["nodes"], SUM], "outputs": [2, 3]}
    client.send(graph)
    steps = 20_000
    a, b = client.put(np.eye(600, dtype=np.float32)), client.put(np.eye(600, dtype=np.float32))
    about = {"steps": steps, "inputs": [a, b], "state": [[0, 0]], "feeds": [], "scalars": [[]] * steps, "collect": [1]}
    (after, _) = loop(client, graph, **about, free=[a], stream=[1], streaming="last")
    for _ in range(2):
        client.wait("rows", seq=client.seq)
    began = time.monotonic()
    client.send({"kind": "cancel", "seq": client.seq})
    told = client.failed(seq=client.seq)
    client.wait("ack", seq=client.seq)
    # One chunk of steps is to take a quarter of a second; the bound leaves room for a crowded machine.
    assert time.monotonic() - began < 5
    assert told["failure"] == "cancelled" and 0 < told["steps"] < steps
    np.testing.assert_array_equal(client.read(after), np.eye(600))
    client.events.clear()


@pytest.mark.parametrize("mode", ["all", "last"])
def test_rows_are_told_while_the_loop_runs(client: Client, mode: str) -> None:
    client.send(MATMUL)
    steps = 20_000
    a, b = client.put(np.eye(600, dtype=np.float32)), client.put(np.eye(600, dtype=np.float32))
    graph = {**MATMUL, "graph": f"told {mode}", "nodes": [*MATMUL["nodes"], SUM], "outputs": [2, 3]}
    client.send(graph)
    about = {"steps": steps, "inputs": [a, b], "state": [[0, 0]], "feeds": [], "scalars": [[]] * steps, "collect": [1]}
    loop(client, graph, **about, stream=[1], streaming=mode)
    first = client.wait("rows", seq=client.seq).message
    assert (first["from"], first["shape"][1:], first["output"]) == (0, [], 1)
    seen = [first]
    while len(seen) < 4:
        seen.append(client.wait("rows", seq=client.seq).message)
    client.send({"kind": "cancel", "seq": client.seq, "loops": True})
    told = client.failed(seq=client.seq)
    client.wait("ack", seq=client.seq)
    rows = seen + [frame.message for frame in client.events if frame.message["kind"] == "rows"]
    assert rows[-1]["from"] + rows[-1]["shape"][0] == told["steps"] < steps
    if mode == "last":
        assert {row["shape"][0] for row in rows} == {1}
    client.events.clear()


def test_a_loop_that_is_stopped_before_it_begins_keeps_its_state(client: Client) -> None:
    client.send(STEP)
    w, x = client.put(np.array([1, 2, 3], np.float32)), client.put(np.ones((2, 3), np.float32))
    client.send({"kind": "cancel", "seq": client.seq + 2, "loops": True})
    about = {"steps": 2, "state": [[0, 0]], "feeds": [1], "scalars": [[1.0]] * 2, "collect": [1]}
    (after, product) = loop(client, STEP, inputs=[w, x], free=[w], **about)
    assert client.failed(seq=client.seq)["steps"] == 0
    assert client.read(after).tolist() == [1, 2, 3]
    assert np.isnan(client.read(product)).all() and client.read(product).shape == (2, 3)
    # An execution is computed all the same, and so is what comes later.
    [after, _] = client.execute(STEP, [after, client.put(np.ones(3, np.float32))], [1.0])
    assert client.read(after).tolist() == [0, 0, 0]
    w = client.put(np.array([1, 2, 3], np.float32))
    (after, _) = loop(client, STEP, inputs=[w, x], **about)
    assert client.read(after).tolist() == [0, 0, 0]


def test_rows_of_what_is_not_collected_are_refused(client: Client) -> None:
    client.send(STEP)
    w, x = client.put(np.ones(3, np.float32)), client.put(np.ones(3, np.float32))
    loop(client, STEP, steps=2, inputs=[w, x], state=[[0, 0]], feeds=[], scalars=[[1.0]] * 2, stream=[1])
    assert client.failed(seq=client.seq)["failure"] == "malformed"
