"""Several devices: here eight virtual ones of a CPU."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from gradbook_remote.programs import collectives_in
from tests.support import Client, graph_of, serving
from tests.test_loops import loop

# w [4], x [16, 4] parted, → w - x' x w summed over the batch, and the error.
STEP: dict[str, Any] = graph_of(
    "step",
    [("BatchMatMul", [1, 0], [16, 1]), ("BatchMatMul", [1, 2], [4, 1]), ("Sub", [0, 3], [4, 1])],
    [[4, 1], [16, 4]],
    [4, 2],
    placements=["replicated", "batch"],
)
for index, node in enumerate(STEP["nodes"][:2]):
    node.update(names=["a", "b"], attributes={"transposeA": index == 1, "transposeB": False})


@pytest.fixture(scope="module")
def eight() -> Iterator[Client]:
    with serving("--devices", "8") as process:
        client = Client(process.address, process.token)
        client.send(STEP)
        yield client
        client.close()


def expected(w: np.ndarray[Any, Any], x: np.ndarray[Any, Any], steps: int) -> np.ndarray[Any, Any]:
    for _ in range(steps):
        w = w - x.T @ (x @ w)
    return w


W = np.arange(4, dtype=np.float32).reshape(4, 1)
X = np.linspace(-0.3, 0.3, 64, dtype=np.float32).reshape(16, 4)


def test_a_batch_is_parted_and_the_step_has_one_all_reduce(eight: Client) -> None:
    assert len(eight.welcome["devices"]) == 8
    w, x = eight.put(W), eight.put(X, "batch")
    for _ in range(30):
        w, error = eight.execute(STEP, [w, x], free=[w])
    np.testing.assert_allclose(eight.read(w), expected(W, X, 30), rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(eight.read(error), X @ expected(W, X, 29), rtol=1e-5, atol=1e-6)
    assert eight.wait("compiled").message["collectives"] == {"all-reduce": 1}


def test_a_tensor_placed_otherwise_than_its_graph_wants_is_moved(eight: Client) -> None:
    w, _ = eight.execute(STEP, [eight.put(W), eight.put(X)])
    np.testing.assert_allclose(eight.read(w), expected(W, X, 1), rtol=1e-5, atol=1e-6)


def test_a_loop_parts_the_batches_of_its_feeds(eight: Client) -> None:
    w, feed = eight.put(W), eight.put(np.stack([X] * 5))
    about = {"steps": 5, "inputs": [w, feed], "state": [[0, 0]], "feeds": [1], "scalars": [[]] * 5, "collect": [1]}
    after, errors = loop(eight, STEP, **about)
    np.testing.assert_allclose(eight.read(after), expected(W, X, 5), rtol=1e-5, atol=1e-6)
    assert eight.read(errors).shape == (5, 16, 1)


def test_a_batch_that_does_not_divide_names_the_remedy(eight: Client) -> None:
    handle = eight.put(np.zeros((37, 4), np.float32), "batch")
    told = eight.failed(failure="shape")["message"]
    assert "37 rows" in told and "8 devices" in told and "remainder: 'drop'" in told and "such as 32" in told
    assert eight.failed(request=eight.fetch(handle))["message"] == told


def test_two_sessions_at_once_do_not_wait_for_each_other_for_ever(eight: Client) -> None:
    other = Client(eight.address, eight.token)
    other.send(STEP)
    handles = {client: (client.put(W), client.put(X, "batch")) for client in (eight, other)}
    for _ in range(30):
        for client, (w, x) in handles.items():
            handles[client] = (client.execute(STEP, [w, x], free=[w])[0], x)
    for client, (w, _) in handles.items():
        np.testing.assert_allclose(client.read(w), expected(W, X, 30), rtol=1e-5, atol=1e-6)
    other.close()


def test_operations_between_devices_are_counted_once_each() -> None:
    module = """
      %all-reduce.1 = f32[4]{0} all-reduce(f32[4]{0} %dot), replica_groups={}
      %ag = (f32[4]{0}, f32[32]{0}) all-gather-start(f32[4]{0} %p)
      %done = f32[32]{0} all-gather-done((f32[4]{0}, f32[32]{0}) %ag)
      ROOT %fusion = f32[4]{0} fusion(f32[4]{0} %all-reduce.1), calls=%all-reduce-like
    """
    assert collectives_in(module) == {"all-reduce": 1, "all-gather": 1}
