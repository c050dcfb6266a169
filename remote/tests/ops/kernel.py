"""Runs one kernel as a graph of one node, for tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import jax
import numpy as np

from gradbook_remote.graph import parse_graph, trace

QUICK = {
    "xla_backend_optimization_level": 0,
    "xla_llvm_disable_expensive_passes": True,
    "xla_cpu_use_fusion_emitters": False,
}
"""Compiles in a quarter of the time."""

Given = Mapping[str, Any] | Sequence[Any]


def array(value: Any) -> np.ndarray:  # noqa: ANN401 - whatever numpy makes an array of
    """float32 where numpy would make float64, int32 for whole numbers."""
    made = np.asarray(value)
    if made.dtype == np.float64:
        return made.astype(np.float32)
    if made.dtype == np.complex128:
        return made.astype(np.complex64)
    return made.astype(np.int32) if made.dtype == np.int64 else made


def spec(value: np.ndarray) -> list[Any]:
    return [value.dtype.name, list(value.shape)]


def message(
    kernel: str,
    given: Given,
    attributes: Mapping[str, Any],
    outputs: Sequence[Any],
    precision: str = "float32",
    parameters: Mapping[str, Any] | None = None,
) -> tuple[dict[str, Any], list[np.ndarray], list[np.ndarray]]:
    """The message that compiles the node, and its inputs and scalars; `parameters` are numbers, or lists of them."""
    names = list(given) if isinstance(given, Mapping) else None
    inputs = [array(value) for value in (given.values() if isinstance(given, Mapping) else given)]
    scalars: list[np.ndarray] = []

    def place(value: Any) -> int:  # noqa: ANN401 - a number
        scalars.append(array(value))
        return len(inputs) + len(scalars) - 1

    told = {
        name: [place(one) for one in value] if isinstance(value, list) else place(value)
        for name, value in (parameters or {}).items()
    }
    first = len(inputs) + len(scalars)
    node = {
        "kernel": kernel,
        "names": names,
        "inputs": list(range(len(inputs))),
        "attributes": dict(attributes),
        "parameters": told,
        "outputs": list(outputs),
    }
    graph = {
        "kind": "compile",
        "graph": "one",
        "inputs": [spec(value) for value in inputs],
        "placements": ["replicated"] * len(inputs),
        "scalars": [value.dtype.name for value in scalars],
        "nodes": [node],
        "outputs": list(range(first, first + len(outputs))),
        "precision": precision,
    }
    return graph, inputs, scalars


def run(
    kernel: str,
    given: Given,
    attributes: Mapping[str, Any] | None = None,
    *,
    like: Any,  # noqa: ANN401 - whatever numpy makes an array of
    **more: Any,  # noqa: ANN401 - as for `message`
) -> list[np.ndarray]:
    """What the kernel makes; the client expects outputs of the types and shapes of `like`, a list of arrays or one."""
    expected = [array(one) for one in (like if isinstance(like, list | tuple) else [like])]
    graph, inputs, scalars = message(kernel, given, attributes or {}, [spec(one) for one in expected], **more)
    compute = jax.jit(trace(parse_graph(graph, max_nodes=10)))
    made = compute.lower(inputs, scalars).compile(compiler_options=QUICK)(inputs, scalars)
    return [np.asarray(one) for one in made]


def check(
    kernel: str,
    given: Given,
    attributes: Mapping[str, Any] | None,
    *expected: Any,  # noqa: ANN401 - whatever numpy makes an array of
    tolerance: float = 1e-5,
    **more: Any,  # noqa: ANN401 - as for `run`
) -> None:
    wanted = [array(one) for one in expected]
    for made, want in zip(run(kernel, given, attributes, like=wanted, **more), wanted, strict=True):
        np.testing.assert_allclose(made, want, rtol=tolerance, atol=tolerance)


def noise(*shape: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=shape).astype(np.float32)
