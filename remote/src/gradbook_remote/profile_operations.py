"""What the operations of a compiled program are: which node each computes, and what part of a device does it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

OperationKind = Literal["matrix", "elementwise", "movement", "communication"]

_BEGIN = re.compile(r"^(?:ENTRY )?%?([\w.\-]+) .*\{\s*$")
_INSTRUCTION = re.compile(r"^\s+(ROOT )?%?([\w.\-]+) = .*?\s([a-z][\w\-]*)\(")
_CALLED = re.compile(r"(?:calls|to_apply)=%?([\w.\-]+)")
# The scopes that `graph.trace` names after nodes; the innermost counts.
_NODE = re.compile(r'op_name="(?:[^"]*/)?n(\d+)\.')
_TARGET = re.compile(r'custom_call_target="([^"]*)"')

_MATRIX = re.compile(r"matmul|gemm|dot|conv", re.IGNORECASE)
_COMMUNICATION = ("all-reduce", "all-gather", "all-to-all", "reduce-scatter", "collective-", "send", "recv")
_MOVING = {
    "bitcast",
    "bitcast-convert",
    "broadcast",
    "concatenate",
    "constant",
    "copy",
    "copy-done",
    "copy-start",
    "dynamic-slice",
    "dynamic-update-slice",
    "gather",
    "get-tuple-element",
    "iota",
    "pad",
    "parameter",
    "reshape",
    "reverse",
    "scatter",
    "slice",
    "transpose",
    "tuple",
}


@dataclass(frozen=True)
class Operation:
    type: OperationKind
    # Of the graph; None where XLA does not tell.
    node: int | None


@dataclass(frozen=True)
class _Line:
    opcode: str
    root: bool
    node: int | None
    called: str | None
    target: str


def module_name(graph: str) -> str:
    """What the compiled function of a graph is called: the profiler tells whose operations it saw by this."""
    return "step_" + "".join(letter if letter.isascii() and letter.isalnum() else "_" for letter in graph)


def operations_in(module: str) -> Mapping[str, Operation]:
    """Every instruction in the text of an HLO module, by its name."""
    computations: dict[str, dict[str, _Line]] = {}
    current: dict[str, _Line] = {}
    for text in module.splitlines():
        found = _INSTRUCTION.match(text)
        if found is not None:
            current[found[2]] = _line(found, text)
            continue
        begins = _BEGIN.match(text)
        if begins is not None:
            current = computations[begins[1]] = {}

    def inside(line: _Line) -> Iterable[_Line]:
        return computations.get(line.called or "", {}).values()

    return {
        name: Operation(_type(line, inside(line)), _node(line, inside(line)))
        for lines in computations.values()
        for name, line in lines.items()
    }


def _line(found: re.Match[str], text: str) -> _Line:
    nodes = _NODE.findall(text)
    called = _CALLED.search(text)
    target = _TARGET.search(text)
    return _Line(
        opcode=found[3],
        root=found[1] is not None,
        node=int(nodes[-1]) if nodes else None,
        called=None if called is None else called[1],
        target="" if target is None else target[1],
    )


def _type(line: _Line, inside: Iterable[_Line]) -> OperationKind:
    """A fusion is what its heaviest part is; what `reduce` and the like apply to two numbers is no part."""
    lines = list(inside) if line.opcode in ("fusion", "call", "async-start") else []
    types = {_own_type(part) for part in lines} or {_own_type(line)}
    if "matrix" in types:
        return "matrix"
    if "communication" in types:
        return "communication"
    return "elementwise" if "elementwise" in types else "movement"


def _own_type(line: _Line) -> OperationKind:
    opcode = line.opcode
    if opcode in ("dot", "convolution") or (opcode == "custom-call" and _MATRIX.search(line.target)):
        return "matrix"
    if opcode.startswith(_COMMUNICATION):
        return "communication"
    return "movement" if opcode in _MOVING else "elementwise"


def _node(line: _Line, inside: Iterable[_Line]) -> int | None:
    """Of a fusion, the product in it; else what it ends with."""
    lines = list(inside)
    products = [part.node for part in lines if part.node is not None and _own_type(part) == "matrix"]
    if products:
        return products[0]
    if line.node is not None:
        return line.node
    named = [part.node for part in lines if part.root and part.node is not None]
    return named[0] if named else max((part.node for part in lines if part.node is not None), default=None)
