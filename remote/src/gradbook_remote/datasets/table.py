"""Rows of data that can be read in any order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from ..errors import Refused
from ..protocol import RemoteType, Spec

Values = np.ndarray[Any, Any]


@dataclass(frozen=True)
class Column:
    """What a batch has of each row; `shape` is that of one row."""

    name: str
    type: RemoteType
    shape: tuple[int, ...]

    def batch(self, rows: int) -> Spec:
        return Spec(self.type, (rows, *self.shape))

    def on_wire(self) -> dict[str, object]:
        return {"name": self.name, "type": self.type, "shape": list(self.shape)}


class Table(Protocol):
    @property
    def rows(self) -> int: ...

    @property
    def columns(self) -> Sequence[Column]: ...

    @property
    def classes(self) -> Sequence[str] | None:
        """The words that labels stand for, by number; None where labels are numbers."""

    def read(self, rows: Values) -> list[Values]:
        """For each column [len(rows), ...], of its type. Refused for a row that cannot be decoded, naming it."""


class Arrays:
    """Columns that are arrays with one row along the first axis; they may be files that are read in place."""

    def __init__(self, named: Sequence[tuple[str, Values]], classes: Sequence[str] | None = None) -> None:
        """Refused where the arrays differ in rows, or hold what no tensor can."""
        self.classes = classes
        self._arrays = [array for _, array in named]
        self.columns = [Column(name, _type_of(name, array), tuple(array.shape[1:])) for name, array in named]
        self.rows = len(self._arrays[0]) if self._arrays else 0
        for name, array in named[1:]:
            if len(array) != self.rows:
                raise Refused(
                    "shape",
                    f"{named[0][0]} has {self.rows:,} rows and {name} {len(array):,}: they have to belong together",
                )

    def read(self, rows: Values) -> list[Values]:
        return [_as(array[rows], column) for array, column in zip(self._arrays, self.columns, strict=True)]


_TYPES: dict[str, RemoteType] = {"f": "float32", "i": "int32", "u": "int32", "b": "bool", "c": "complex64"}


def _type_of(name: str, array: Values) -> RemoteType:
    found = _TYPES.get(array.dtype.kind)
    if array.ndim == 0:
        raise Refused("malformed", f"{name} is a single value; an array of rows is needed")
    if found is None:
        raise Refused("unsupported", f"{name} holds {array.dtype}; tensors hold numbers and booleans")
    return found


def _as(values: Values, column: Column) -> Values:
    wanted = column.batch(0).dtype
    if values.dtype.kind in "iu" and (values.dtype.itemsize > 4 or values.dtype == np.uint32) and values.size > 0:
        low, high = int(values.min()), int(values.max())
        if low < -(2**31) or high >= 2**31:
            raise Refused("malformed", f"{column.name} holds {low if low < 0 else high:,}, which is no int32")
    return np.ascontiguousarray(values, wanted)
