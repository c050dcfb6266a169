"""A recorded computation: read from the wire, and made into a function that jax can compile."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import jax
import numpy as np

from .errors import Refused
from .ops import KERNELS
from .ops.call import DTYPES, Array, Attribute, Call, DType, Mismatch, Precision, Spec
from .protocol import MOST_RANK, PLACEMENTS, Placement

MOST_ELEMENTS = 2**31 - 1
MOST_OUTPUTS = 100_000
"""Of one node."""
MOST_NUMBERS = 100_000
"""In the attributes of one node: paddings, permutations and shapes, never data."""
MOST_TEXT = 1_000
MOST_DEPTH = 4

_FIELDS = {
    *("kind", "graph", "inputs", "placements", "scalars", "nodes", "outputs", "precision"),
    *("outputPlacements", "group"),
}
PRECISIONS = ("float32", "bfloat16", "float16")


@dataclass(frozen=True)
class Node:
    kernel: str
    names: tuple[str, ...] | None
    inputs: tuple[int, ...]
    attributes: Mapping[str, Attribute]
    parameters: Mapping[str, int | tuple[int, ...]]
    outputs: tuple[Spec, ...]
    precision: Precision | None = None
    """Of a product that computes in another than the graph's."""


@dataclass(frozen=True)
class Graph:
    """Values are numbered: inputs, scalars, then the outputs of the nodes in order."""

    key: str
    inputs: tuple[Spec, ...]
    placements: tuple[Placement, ...]
    scalars: tuple[DType, ...]
    nodes: tuple[Node, ...]
    outputs: tuple[int, ...]
    precision: Precision
    output_placements: tuple[Placement | None, ...]
    group: tuple[int, int] | None

    def spec(self, value: int) -> Spec:
        """Of any value."""
        return self.specs[value]

    @property
    def specs(self) -> list[Spec]:
        specs = [*self.inputs, *(Spec(dtype, ()) for dtype in self.scalars)]
        for node in self.nodes:
            specs.extend(node.outputs)
        return specs


def parse_graph(message: Mapping[str, Any], *, max_nodes: int) -> Graph:
    """The graph of a `compile` message. Raises Refused for anything else, naming what is wrong and the node."""
    message = _mapping(message, "a graph")
    _only(message, "a graph", _FIELDS)
    nodes = _list(message.get("nodes"), "'nodes'")
    if len(nodes) > max_nodes:
        raise Refused("limit", f"the graph has {len(nodes)} nodes; this server takes {max_nodes}: read a value earlier")
    most = 4 * max_nodes + 1000
    inputs = tuple(_spec(item, "an input") for item in _list(message.get("inputs"), "'inputs'", most))
    placements = tuple(
        _one_of(item, PLACEMENTS, "a placement") for item in _list(message.get("placements"), "'placements'", most)
    )
    if len(placements) != len(inputs):
        raise Refused("malformed", f"{len(inputs)} inputs have {len(placements)} placements")
    scalars = tuple(
        _one_of(item, tuple(DTYPES), "the type of a scalar")
        for item in _list(message.get("scalars"), "'scalars'", most)
    )
    specs = [*inputs, *(Spec(dtype, ()) for dtype in scalars)]
    read: list[Node] = []
    for index, item in enumerate(nodes):
        try:
            node = _node(item, specs)
            if len(specs) + len(node.outputs) > most:
                raise Refused("limit", f"the graph has more than {most} values")
        except Refused as refused:
            raise Refused(refused.failure, refused.message, index) from refused
        read.append(node)
        specs.extend(node.outputs)
    outputs = tuple(_value(item, len(specs)) for item in _list(message.get("outputs"), "'outputs'", most))
    key = _text(message.get("graph"), "the name of a graph")
    precision = _one_of(message.get("precision"), PRECISIONS, "'precision'")
    lie = _output_placements(message.get("outputPlacements"), len(outputs))
    return Graph(key, inputs, placements, scalars, tuple(read), outputs, precision, lie, _group(message.get("group")))


def _output_placements(given: object, count: int) -> tuple[Placement | None, ...]:
    if given is None:
        return (None,) * count
    found = tuple(
        None if item is None else _one_of(item, PLACEMENTS, "the placement of an output")
        for item in _list(given, "'outputPlacements'")
    )
    if len(found) != count:
        raise Refused("malformed", f"{count} outputs have {len(found)} placements")
    return found


def _group(given: object) -> tuple[int, int] | None:
    if given is None:
        return None
    pair = _list(given, "'group'")
    if len(pair) != 2 or any(type(number) is not int for number in pair) or not 0 <= pair[0] < pair[1]:
        raise Refused("malformed", "'group' must be the number of a part and how many parts there are")
    return pair[0], pair[1]


def trace(graph: Graph) -> Callable[[Sequence[Array], Sequence[Array]], list[Array]]:
    """
    A pure function of inputs and scalars. Raises Refused at once for a kernel that is not there, and when it is traced
    for inputs that do not fit a kernel, or for outputs other than the client expects.
    """
    for index, node in enumerate(graph.nodes):
        if node.kernel not in KERNELS:
            raise Refused("unsupported", f"kernel '{node.kernel}' is not there on the TPU runtime", index)

    def compute(inputs: Sequence[Array], scalars: Sequence[Array]) -> list[Array]:
        values = [*inputs, *scalars]
        for index, node in enumerate(graph.nodes):
            values.extend(_run(node, index, values, node.precision or graph.precision))
        return [values[value] for value in graph.outputs]

    return compute


def _run(node: Node, index: int, values: Sequence[Array], precision: Precision) -> Sequence[Array]:
    def refuse(failure: Literal["shape", "unsupported", "internal"], text: str) -> Refused:
        return Refused(failure, f"kernel '{node.kernel}': {text}", index)

    parameters = {
        name: values[value] if isinstance(value, int) else tuple(values[one] for one in value)
        for name, value in node.parameters.items()
    }
    inputs = tuple(values[value] for value in node.inputs)
    call = Call(node.kernel, node.names, inputs, node.attributes, node.outputs, precision, parameters)
    try:
        # The compiler's profile and its own messages name operations by this. Numbers too large for 32 bits are infinite.
        with jax.named_scope(f"n{index}.{node.kernel}"), np.errstate(over="ignore", invalid="ignore"):
            made = KERNELS[node.kernel](call)
    except Refused as refused:
        raise Refused(refused.failure, f"kernel '{node.kernel}': {refused.message}", index) from refused
    except (Mismatch, TypeError, ValueError, IndexError, OverflowError, ZeroDivisionError) as failure:
        raise refuse("shape", _first_line(failure)) from failure
    except NotImplementedError as failure:
        raise refuse("unsupported", _first_line(failure)) from failure
    except Exception as failure:
        raise refuse("internal", _first_line(failure)) from failure
    results = list(made) if isinstance(made, list | tuple) else [made]
    if len(results) != len(node.outputs):
        raise refuse("shape", f"it makes {len(results)} outputs, where the client expects {len(node.outputs)}")
    for result, spec in zip(results, node.outputs, strict=True):
        if tuple(result.shape) != spec.shape or result.dtype != DTYPES[spec.dtype]:
            shape = ",".join(map(str, result.shape))
            raise refuse("shape", f"it makes [{shape}] {result.dtype}, where the client expects {spec}")
    return results


def _first_line(failure: Exception) -> str:
    text = str(failure).strip().split("\n", 1)[0]
    return text[:MOST_TEXT] or type(failure).__name__


def _node(item: object, specs: Sequence[Spec]) -> Node:
    fields = _mapping(item, "a node")
    _only(fields, "a node", {"kernel", "names", "inputs", "attributes", "parameters", "outputs"})
    kernel = _text(fields.get("kernel"), "the name of a kernel")
    inputs = tuple(_value(value, len(specs)) for value in _list(fields.get("inputs"), "'inputs' of a node"))
    names: tuple[str, ...] | None = None
    if fields.get("names") is not None:
        names = tuple(_text(name, "the name of an input") for name in _list(fields.get("names"), "'names'"))
        if len(names) != len(inputs) or len(set(names)) != len(names):
            raise Refused("malformed", f"{len(inputs)} inputs need as many names, all different")
    attributes = _attributes(fields.get("attributes"))
    own = attributes.get("precision")
    precision = None if own is None else _one_of(own, PRECISIONS, "the precision of a node")
    parameters: dict[str, int | tuple[int, ...]] = {}
    for name, given in _mapping(fields.get("parameters"), "'parameters'").items():
        listed = isinstance(given, list | tuple)
        found = tuple(_value(value, len(specs)) for value in (given if listed else (given,)))
        for value in found:
            if specs[value].shape != () or specs[value].dtype == "complex64":
                raise Refused("shape", f"parameter '{name}' is {specs[value]}, where one number is expected")
        parameters[_text(name, "the name of a parameter")] = found if listed else found[0]
    outputs = tuple(
        _spec(spec, "an output") for spec in _list(fields.get("outputs"), "'outputs' of a node", MOST_OUTPUTS)
    )
    return Node(kernel, names, inputs, attributes, parameters, outputs, precision)


def _attributes(given: object) -> Mapping[str, Attribute]:
    left = MOST_NUMBERS

    def read(value: object, depth: int) -> Attribute:
        nonlocal left
        left -= 1
        if left < 0:
            raise Refused("limit", f"the attributes of a node hold more than {MOST_NUMBERS} values")
        if isinstance(value, list | tuple):
            if depth == MOST_DEPTH:
                raise Refused("malformed", "an attribute is nested too deeply")
            return tuple(read(one, depth + 1) for one in value)
        if isinstance(value, str):
            return _text(value, "an attribute", empty=True)
        if value is None or isinstance(value, bool | float):
            return value
        if isinstance(value, int) and abs(value) < 2**64:
            return value
        raise Refused("malformed", f"an attribute is {type(value).__name__}")

    return {
        _text(name, "the name of an attribute"): read(value, 0)
        for name, value in _mapping(given, "'attributes'").items()
    }


def _spec(item: object, what: str) -> Spec:
    pair = _list(item, what)
    if len(pair) != 2:
        raise Refused("malformed", f"{what} must be a type and a shape")
    dtype = _one_of(pair[0], tuple(DTYPES), f"the type of {what}")
    shape = _list(pair[1], f"the shape of {what}")
    if len(shape) > MOST_RANK:
        raise Refused("limit", f"{what} has {len(shape)} axes; at most {MOST_RANK} are computed")
    for length in shape:
        if isinstance(length, bool) or not isinstance(length, int) or length < 0:
            raise Refused("malformed", f"the shape of {what} must be whole numbers, none negative")
    # Each length by itself too: beside a 0 any other would pass.
    if math.prod(shape) > MOST_ELEMENTS or any(length > MOST_ELEMENTS for length in shape):
        raise Refused("limit", f"{what} of {math.prod(shape)} values is too large")
    return Spec(dtype, tuple(shape))


def _mapping(value: object, what: str) -> Mapping[Any, Any]:
    if not isinstance(value, Mapping):
        raise Refused("malformed", f"{what} must be a map, not {type(value).__name__}")
    return value


def _only(fields: Mapping[Any, Any], what: str, known: set[str]) -> None:
    for name in fields:
        if name not in known:
            raise Refused("malformed", f"{what} has no field {str(name)[:50]!r}")


def _list(value: object, what: str, most: int | None = None) -> Sequence[Any]:
    if not isinstance(value, list | tuple):
        raise Refused("malformed", f"{what} must be a list, not {type(value).__name__}")
    if most is not None and len(value) > most:
        raise Refused("limit", f"{what} holds {len(value)}; at most {most} are taken")
    return value


def _text(value: object, what: str, *, empty: bool = False) -> str:
    if not isinstance(value, str) or not (value or empty):
        raise Refused("malformed", f"{what} must be text")
    if len(value) > MOST_TEXT:
        raise Refused("limit", f"{what} is longer than {MOST_TEXT} characters")
    return value


def _one_of(value: object, among: Sequence[str], what: str) -> Any:  # noqa: ANN401 - one of the literals
    if not isinstance(value, str) or value not in among:
        raise Refused("malformed", f"{what} must be one of {', '.join(among)}")
    return value


def _value(value: object, count: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise Refused("malformed", "a value must be named by its number")
    if not 0 <= value < count:
        raise Refused("malformed", f"value {value} is not there yet; there are {count}")
    return value
