"""Gradients that are summed over batches: the devices exchange nothing until the sums are needed whole."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from gradbook_remote.graph import parse_graph
from tests.recorded import RecordedStep
from tests.support import Client, graph_of, serving

# w [4, 1], x [16, 4] parted, sum [4, 1] → sum + 0.5 x' x w, and the mean of x w.
ADDS: dict[str, Any] = graph_of(
    "adds",
    [
        ("BatchMatMul", [1, 0], [16, 1]),
        ("BatchMatMul", [1, 4], [4, 1]),
        ("Multiply", [5, 3], [4, 1]),
        ("Add", [2, 6], [4, 1]),
        ("Mean", [4], []),
    ],
    [[4, 1], [16, 4], [4, 1]],
    [7, 8],
    scalars=1,
    placements=["replicated", "batch", "replicated"],
)
for index, node in enumerate(ADDS["nodes"][:2]):
    node.update(names=["a", "b"], attributes={"transposeA": index == 1, "transposeB": False})
ADDS["nodes"][4].update(attributes={"axis": [0, 1], "keepDims": False})
# w, sum → w - sum, and zeros for the next.
UPDATES: dict[str, Any] = graph_of(
    "updates", [("Sub", [0, 1], [4, 1]), ("Sub", [1, 1], [4, 1])], [[4, 1], [4, 1]], [2, 3]
)
W = np.arange(4, dtype=np.float32).reshape(4, 1)
X = np.linspace(-0.3, 0.3, 64, dtype=np.float32).reshape(16, 4)


@pytest.fixture
def eight() -> Iterator[Client]:
    with serving("--devices", "8") as process:
        client = Client(process.address, process.token)
        client.send(ADDS)
        client.send(UPDATES)
        yield client
        client.close()


def accumulated(batches: int) -> np.ndarray[Any, Any]:
    return sum((0.5 * (X + step).T @ ((X + step) @ W) for step in range(batches)), np.zeros_like(W))


def test_batches_are_added_without_an_exchange_and_the_sum_is_that_of_one_device(eight: Client) -> None:
    w, total = eight.put(W), eight.put(np.zeros_like(W))
    for step in range(5):
        x = eight.put(X + np.float32(step), "batch")
        total, mean = eight.execute(ADDS, [w, x, total], [0.5], free=[total, x])
    assert eight.wait("compiled").message["collectives"] == {}
    np.testing.assert_allclose(eight.read(mean), np.mean((X + 4) @ W), rtol=1e-5)
    np.testing.assert_allclose(eight.read(total), accumulated(5), rtol=1e-5)


def test_an_update_takes_the_whole_sum_and_the_next_ones_begin_anew(eight: Client) -> None:
    w, total = eight.put(W), eight.put(np.zeros_like(W))
    expected = W
    for _ in range(3):
        for _ in range(4):
            total, _ = eight.execute(ADDS, [w, eight.put(X, "batch"), total], [0.25], free=[total])
        w, total = eight.execute(UPDATES, [w, total], free=[w, total])
        expected = expected - X.T @ (X @ expected)
    np.testing.assert_allclose(eight.read(w), expected, rtol=1e-5, atol=1e-6)


def test_a_sum_that_was_read_is_added_to_further(eight: Client) -> None:
    w, total = eight.put(W), eight.put(np.zeros_like(W))
    for step in range(3):
        x = eight.put(X + np.float32(step), "batch")
        total, _ = eight.execute(ADDS, [w, x, total], [0.5], free=[total])
        np.testing.assert_allclose(eight.read(total), accumulated(step + 1), rtol=1e-5)


BATCHES = {
    "a-convolution-and-batch-normalisation-with-RMSProp": [0, 9],
    "a-depthwise-separable-convolution-with-Adagrad": [0, 6],
    "an-LSTM-with-Adamax": [0, 1, 7],
    "an-embedding-with-Adam": [0, 4],
    "cnn": [0, 7],
    "dense-layers-with-SGD": [0, 5],
    "dense-layers-with-momentum-and-weight-decay": [0, 5],
    "gpt": [0, 18],
    "two-branches-with-Adam": [0, 5],
}
"""By recorded step: the inputs that are of its batch."""


@pytest.fixture(scope="module")
def two() -> Iterator[Client]:
    with serving("--devices", "2") as process:
        client = Client(process.address, process.token)
        yield client
        client.close()


def summed_up(step: RecordedStep, name: str, placements: dict[int, str]) -> tuple[dict[str, Any], int]:
    """The step's graph, with each output that is one number added to an input of its own as well; how many these are."""
    step.placed(name, placements)
    graph = step.graph
    count = len(graph["inputs"])
    specs = parse_graph(graph, max_nodes=20_000).specs
    numbers = [value for value in graph["outputs"] if specs[value].shape == () and specs[value].dtype == "float32"]

    def moved(value: int) -> int:
        return value if value < count else value + len(numbers)

    nodes = [
        {
            **node,
            "inputs": [moved(value) for value in node["inputs"]],
            "parameters": {
                key: [moved(one) for one in value] if isinstance(value, list) else moved(value)
                for key, value in node["parameters"].items()
            },
        }
        for node in graph["nodes"]
    ]
    for position, number in enumerate(numbers):
        add = {"kernel": "Add", "names": ["a", "b"], "inputs": [count + position, moved(number)]}
        nodes.append({**add, "attributes": {}, "parameters": {}, "outputs": [["float32", []]]})
    sums = [len(specs) + len(numbers) + position for position in range(len(numbers))]
    whole = {
        **graph,
        "inputs": [*graph["inputs"], *(["float32", []] for _ in numbers)],
        "placements": [*graph["placements"], *("replicated" for _ in numbers)],
        "nodes": nodes,
        "outputs": [*(moved(value) for value in graph["outputs"]), *sums],
    }
    return whole, len(numbers)


@pytest.mark.parametrize("name", BATCHES)
def test_whole_steps_that_add_to_a_sum_compute_on_parts_what_one_device_does(
    name: str, two: Client, client: Client
) -> None:
    step, made = RecordedStep(name, {}), []
    for one, placement in ((client, "replicated"), (two, "batch")):
        graph, sums = summed_up(step, f"{name} on {placement}", dict.fromkeys(BATCHES[name], placement))
        one.send(graph)
        handles = [*step.put(one), *(one.put(np.float32(3)) for _ in range(sums))]
        made.append([one.read(handle) for handle in one.execute(graph, handles, step.scalars)])
    for alone, together in zip(*made, strict=True):
        # Gradients that are 0 but for rounding, as those of a bias before a normalisation, are noise to an optimizer.
        np.testing.assert_allclose(together, alone, rtol=2e-4, atol=5e-5)
    exchanged = two.wait("compiled", graph=f"{name} on batch").message["collectives"]
    assert exchanged["all-reduce"] == 1 or "normalisation" in name or "depthwise" in name


def test_sums_of_any_number_are_made_whole_with_one_exchange() -> None:
    """In a process of its own: devices are counted once, when jax is loaded."""
    text = subprocess.run(
        [sys.executable, "-c", ONE_EXCHANGE],
        env={
            **os.environ,
            "JAX_PLATFORMS": "cpu",
            "XLA_FLAGS": "--xla_force_host_platform_device_count=8",
            "NPROC": "32",
        },
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert text.strip() == "{'all-reduce': 1}"


ONE_EXCHANGE = """
import jax, jax.numpy as jnp
from gradbook_remote.partial_sums import totals
from gradbook_remote.placement import Devices
from gradbook_remote.programs import collectives_in
devices = Devices.found()
sums = [devices.spread(jnp.ones(shape)) for shape in ((3, 4), (4,), ())]
made = jax.jit(totals, out_shardings=devices.sharding("replicated")).lower(sums).compile()
print(collectives_in(made.as_text()))
"""
