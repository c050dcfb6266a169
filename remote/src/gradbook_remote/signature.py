"""What goes into a graph and comes out of it, and which of its inputs can be computed in place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from .errors import Refused
from .graph import Graph
from .protocol import Placement, RemoteType, Spec, type_of
from .requests import Execute, Loop

# Numbers given at each execution travel to the device as one list a type, by the name of the type.
Packed = dict[str, np.ndarray]


@dataclass(frozen=True)
class Signature:
    graph: str
    inputs: tuple[Spec, ...]
    placements: tuple[Placement, ...]
    scalars: tuple[RemoteType, ...]
    outputs: tuple[Spec, ...]
    output_placements: tuple[Placement | None, ...]
    group: tuple[int, int] | None

    @staticmethod
    def of(graph: Graph) -> Signature:
        specs = [Spec(spec.dtype, spec.shape) for spec in graph.specs]
        outputs = tuple(specs[value] for value in graph.outputs)
        inputs = tuple(specs[: len(graph.inputs)])
        return Signature(
            graph.key, inputs, graph.placements, graph.scalars, outputs, graph.output_placements, graph.group
        )

    @cached_property
    def output_bytes(self) -> int:
        return sum(spec.bytes for spec in self.outputs)

    def check(self, request: Execute | Loop) -> None:
        """Refused('malformed') where the request has other numbers of inputs or outputs than the graph."""
        for name, given, own in (("inputs", request.inputs, self.inputs), ("outputs", request.outputs, self.outputs)):
            if len(given) != len(own):
                raise Refused("malformed", f"Graph {self.graph} has {len(own)} {name}; `{name}` names {len(given)}")

    def check_input(self, position: int, spec: Spec, leading: int | None = None) -> None:
        """Refused('shape') where a tensor is not what the graph was recorded for; `leading`: the length of an axis before it."""
        own = self.inputs[position]
        wanted = own if leading is None else Spec(own.type, (leading, *own.shape))
        if spec != wanted:
            raise Refused("shape", f"Input {position} of graph {self.graph} is {wanted}; the tensor given is {spec}")

    def donated(self, request: Execute) -> frozenset[int]:
        """
        Positions of inputs that nothing needs afterwards and whose memory an output can take: those named once, of the
        type and shape of an output, no more of a kind than there are outputs of it.
        """
        free, named = set(request.free), Counter(request.inputs)
        room = Counter(self.outputs)
        found = set()
        for position, (handle, spec) in enumerate(zip(request.inputs, self.inputs, strict=True)):
            if handle in free and named[handle] == 1 and room[spec] > 0:
                room[spec] -= 1
                found.add(position)
        return frozenset(found)

    def pack(self, rows: Sequence[Sequence[float]]) -> Packed:
        """[steps, count] a type, from one list of numbers a step. Refused('malformed') for a number that its type has not."""
        if any(len(row) != len(self.scalars) for row in rows):
            raise Refused("malformed", f"Graph {self.graph} has {len(self.scalars)} scalars a step")
        packed: Packed = {}
        for kind in dict.fromkeys(self.scalars):
            own = [position for position, scalar in enumerate(self.scalars) if scalar == kind]
            packed[kind] = _numbers(kind, [[row[position] for position in own] for row in rows])
        return packed

    def places(self) -> list[tuple[str, int]]:
        """Where each scalar is in what `pack` makes: the type and the column."""
        counts: Counter[str] = Counter()
        found = []
        for kind in self.scalars:
            found.append((kind, counts[kind]))
            counts[kind] += 1
        return found


def _numbers(kind: RemoteType, rows: list[list[float]]) -> np.ndarray:
    dtype = Spec(kind, ()).dtype
    if kind == "int32" and any(
        value != value or not -(2**31) <= value < 2**31 or value != int(value) for row in rows for value in row
    ):
        raise Refused("malformed", "A scalar of type int32 has to be an integer of 32 bits")
    try:
        with np.errstate(over="ignore"):
            return np.array(rows, np.float64).astype(dtype)
    except (OverflowError, ValueError) as error:
        raise Refused("malformed", f"A scalar of type {type_of(dtype)}: {error}") from None
