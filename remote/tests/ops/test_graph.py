"""Graphs from the wire are read strictly: whatever a client sends is computed, or refused in the words of the wire."""

from __future__ import annotations

import copy
from typing import Any

import jax
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from gradbook_remote.errors import Refused
from gradbook_remote.graph import Graph, parse_graph, trace
from gradbook_remote.ops import KERNELS
from gradbook_remote.ops.call import DTYPES

FLOAT = ["float32", [2]]


def node(kernel: str, inputs: list[int], *outputs: Any, **more: Any) -> dict[str, Any]:  # noqa: ANN401
    names = more.pop("names", ["a", "b"][: len(inputs)])
    rest = {"attributes": {}, "parameters": {}, "outputs": list(outputs) or [FLOAT]} | more
    return {"kernel": kernel, "names": names, "inputs": inputs, **rest}


def graph(**change: Any) -> dict[str, Any]:  # noqa: ANN401
    """(a + b) · s, of two inputs and a scalar."""
    return {
        "kind": "compile",
        "graph": "key",
        "inputs": [FLOAT, FLOAT],
        "placements": ["replicated", "batch"],
        "scalars": ["float32"],
        "nodes": [node("Add", [0, 1]), node("Multiply", [3, 2])],
        "outputs": [4, 3, 0],
        "precision": "float32",
    } | change


def read(message: object, most: int = 100) -> Graph:
    return parse_graph(message, max_nodes=most)  # type: ignore[arg-type]


def shapes(parsed: Graph) -> list[jax.ShapeDtypeStruct]:
    return [jax.ShapeDtypeStruct(spec.shape, DTYPES[spec.dtype]) for spec in parsed.inputs]


def test_values_are_numbered_inputs_scalars_nodes() -> None:
    compute = jax.jit(trace(read(graph())))
    made = compute([np.float32([1, 2]), np.float32([3, 4])], [np.float32(10)])
    assert [one.tolist() for one in made] == [[40, 60], [4, 6], [1, 2]]


def test_a_graph_is_what_was_sent() -> None:
    parsed = read(graph(precision="bfloat16"))
    assert (parsed.key, parsed.placements, parsed.precision) == ("key", ("replicated", "batch"), "bfloat16")
    assert [str(parsed.spec(value)) for value in range(5)] == [
        "[2] float32",
        "[2] float32",
        "[] float32",
        "[2] float32",
        "[2] float32",
    ]


def test_operations_are_named_after_their_node_for_the_profile() -> None:
    parsed = read(graph())
    text = jax.jit(trace(parsed)).lower(shapes(parsed), [np.float32(1)]).as_text(debug_info=True)
    assert "n0.Add" in text
    assert "n1.Multiply" in text


MALFORMED: list[tuple[str, str, dict[str, Any]]] = [
    ("malformed", "must be a list", {"nodes": None}),
    ("malformed", "must be a map", {"nodes": [3]}),
    ("malformed", "has no field 'color'", {"color": 1}),
    ("malformed", "2 inputs have 1 placements", {"placements": ["batch"]}),
    ("malformed", "must be one of replicated, batch", {"placements": ["batch", "left"]}),
    ("malformed", "must be one of float32", {"precision": "float64"}),
    ("malformed", "the type of a scalar", {"scalars": ["complex128"]}),
    ("malformed", "value 9 is not there yet", {"outputs": [9]}),
    ("malformed", "named by its number", {"outputs": [True]}),
    ("malformed", "must be text", {"graph": ""}),
    ("malformed", "whole numbers, none negative", {"inputs": [["float32", [-2]], FLOAT]}),
    ("malformed", "whole numbers, none negative", {"inputs": [["float32", [2.5]], FLOAT]}),
    ("limit", "too large", {"inputs": [["float32", [2**20, 2**20]], FLOAT]}),
    ("limit", "too large", {"inputs": [["float32", [0, 2**60]], FLOAT]}),
    ("limit", "13 axes", {"inputs": [["float32", [1] * 13], FLOAT]}),
    ("limit", "101 nodes", {"nodes": [node("Add", [0, 1])] * 101}),
    ("malformed", "value 4 is not there yet", {"nodes": [node("Add", [0, 4])]}),
    ("malformed", "as many names", {"nodes": [node("Add", [0, 1], names=["a"])]}),
    ("malformed", "all different", {"nodes": [node("Add", [0, 1], names=["a", "a"])]}),
    ("malformed", "nested too deeply", {"nodes": [node("Add", [0, 1], attributes={"x": [[[[[1]]]]]})]}),
    ("malformed", "an attribute is bytes", {"nodes": [node("Add", [0, 1], attributes={"x": b"1"})]}),
    ("limit", "more than 100000 values", {"nodes": [node("Add", [0, 1], attributes={"x": [0] * 100_001})]}),
    ("shape", "where one number is expected", {"nodes": [node("Add", [0, 1], parameters={"x": 0})]}),
]


@pytest.mark.parametrize(("failure", "text", "change"), MALFORMED, ids=lambda one: one if isinstance(one, str) else "")
def test_what_is_no_graph_is_refused(failure: str, text: str, change: dict[str, Any]) -> None:
    with pytest.raises(Refused) as refused:
        read(graph(**change))
    assert refused.value.failure == failure
    assert text in refused.value.message


def test_a_kernel_that_is_not_there_is_refused_before_anything_is_traced() -> None:
    parsed = read(graph(nodes=[node("Add", [0, 1]), node("os.system", [3, 2])]))
    with pytest.raises(Refused, match=r"kernel 'os\.system' is not there") as refused:
        trace(parsed)
    assert (refused.value.failure, refused.value.node) == ("unsupported", 1)


@pytest.mark.parametrize(
    ("wrong", "text"),
    [
        (node("Multiply", [3, 2], ["float32", [3]]), "it makes [2] float32, where the client expects [3] float32"),
        (node("Less", [3, 2], ["float32", [2]]), "it makes [2] bool, where the client expects [2] float32"),
        (node("Multiply", [3, 2], FLOAT, FLOAT), "it makes 1 outputs, where the client expects 2"),
        (node("Multiply", [3], FLOAT), "input 'b' is missing"),
        (node("Sum", [3], FLOAT, names=["x"], attributes={"axis": [5]}), "axis 5 is not among 1 axes"),
        (node("Cast", [3], FLOAT, names=["x"], attributes={"dtype": 5}), "attribute 'dtype' must be text"),
    ],
)
def test_what_does_not_fit_names_the_node(wrong: dict[str, Any], text: str) -> None:
    parsed = read(graph(nodes=[node("Add", [0, 1]), wrong], outputs=[4]))
    with pytest.raises(Refused) as refused:
        jax.eval_shape(trace(parsed), shapes(parsed), [np.float32(1)])
    assert (refused.value.failure, refused.value.node) == ("shape", 1)
    assert text in refused.value.message
    assert wrong["kernel"] in refused.value.message


anything = some.recursive(
    some.none() | some.booleans() | some.integers() | some.floats() | some.text(max_size=8) | some.binary(max_size=4),
    lambda inner: some.lists(inner, max_size=4) | some.dictionaries(some.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
PATHS = [
    ("nodes",), ("nodes", 0), ("nodes", 0, "kernel"), ("nodes", 0, "names"), ("nodes", 0, "inputs"), ("nodes", 0, "inputs", 0),
    ("nodes", 0, "attributes"), ("nodes", 0, "parameters"), ("nodes", 0, "outputs"), ("nodes", 0, "outputs", 0), ("inputs",),
    ("inputs", 0), ("inputs", 0, 0), ("inputs", 0, 1), ("placements",), ("scalars",), ("outputs",), ("graph",), ("precision",),
]  # fmt: skip


@given(anything)
def test_anything_at_all_is_refused(message: object) -> None:
    with pytest.raises(Refused):
        read(message)


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(some.sampled_from(PATHS), anything)
def test_a_graph_with_one_thing_replaced_is_computed_or_refused(path: tuple[Any, ...], value: object) -> None:
    message = copy.deepcopy(graph())
    place: Any = message
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    try:
        parsed = read(message)
        jax.eval_shape(
            trace(parsed), shapes(parsed), [jax.ShapeDtypeStruct((), DTYPES[dtype]) for dtype in parsed.scalars]
        )
    except Refused:
        pass


ATTRIBUTES = [
    "axis", "dim", "begin", "size", "strides", "pad", "dilations", "filterSize", "shape", "perm", "paddings", "reps", "k", "depth",
    "dtype", "equation", "numOrSizeSplits", "blockShape", "crops", "blockSize", "cropSize", "inputShape", "filterShape", "dataFormat",
    "count", "rule", "numSegments", "distribution", "a", "b", "key", "value", "start", "stop", "step", "num", "end", "radians",
    "center", "fillValue", "alpha",
]  # fmt: skip
INPUTS = [
    "x", "a", "b", "filter", "dy", "input", "images", "image", "indices", "logits", "labels", "y", "gamma", "mean", "params", "updates",
]  # fmt: skip
values = some.one_of(
    some.integers(-3, 9), some.sampled_from([2**31, 2**62, -1e300, float("nan"), float("inf"), 0.5]), some.booleans(), some.none(),
    some.sampled_from(["same", "valid", "float32", "int32", "NHWC", "NCHW", "ij,jk->ik", "adam", "uniform", "bilinear"]),
    some.lists(some.integers(-2, 5), max_size=5), some.lists(some.lists(some.integers(-1, 3), min_size=2, max_size=2), max_size=4),
)  # fmt: skip
specs = some.tuples(some.sampled_from(sorted(DTYPES)), some.lists(some.integers(0, 4), max_size=5)).map(list)


@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(
    kernel=some.sampled_from(sorted(KERNELS)),
    names=some.none() | some.lists(some.sampled_from(INPUTS), unique=True, min_size=3, max_size=3),
    inputs=some.lists(specs, min_size=3, max_size=3),
    outputs=some.lists(specs, min_size=0, max_size=3),
    attributes=some.dictionaries(some.sampled_from(ATTRIBUTES), values, max_size=6),
)
def test_a_kernel_of_anything_is_computed_or_refused(
    kernel: str, names: list[str] | None, inputs: list[Any], outputs: list[Any], attributes: dict[str, Any]
) -> None:
    one = node(kernel, [0, 1, 2], names=names, attributes=attributes)
    message = graph(
        inputs=inputs, placements=["replicated"] * 3, scalars=[], nodes=[one | {"outputs": outputs}], outputs=[]
    )
    try:
        parsed = read(message)
        jax.eval_shape(trace(parsed), shapes(parsed), [])
    except Refused as refused:
        assert refused.failure in ("shape", "malformed", "limit", "unsupported"), refused.message
