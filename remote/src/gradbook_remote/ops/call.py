"""One call of a kernel, as the function that computes it sees it."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias, TypeVar

import jax
import jax.numpy as jnp
import numpy as np

from ..errors import Refused

Array: TypeAlias = jax.Array
Attribute: TypeAlias = "float | int | str | bool | tuple[Attribute, ...] | None"
DType = Literal["float32", "int32", "bool", "complex64"]
Precision = Literal["float32", "bfloat16", "float16"]
Shape: TypeAlias = tuple[int, ...]
Choice = TypeVar("Choice", bound=str)

DTYPES: Mapping[str, np.dtype] = {
    "float32": np.dtype(np.float32),
    "int32": np.dtype(np.int32),
    "bool": np.dtype(np.bool_),
    "complex64": np.dtype(np.complex64),
}

MOST_UNROLLED = 4096
"""Steps that a kernel may write out one by one: more would take the compiler minutes."""


@dataclass(frozen=True)
class Spec:
    """Type and shape of a tensor."""

    dtype: DType
    shape: Shape

    @property
    def size(self) -> int:
        return math.prod(self.shape)

    def __str__(self) -> str:
        return f"[{','.join(map(str, self.shape))}] {self.dtype}"


class Mismatch(Exception):
    """What a kernel was given does not fit together."""


@dataclass(frozen=True)
class Call:
    """Inputs in order, named or not; attributes as TensorFlow.js passes them to its kernels."""

    kernel: str
    names: tuple[str, ...] | None
    inputs: tuple[Array, ...]
    attributes: Mapping[str, Attribute]
    outputs: tuple[Spec, ...]
    """What the client expects."""
    precision: Precision = "float32"
    parameters: Mapping[str, Array | tuple[Array, ...]] = field(default_factory=dict)
    """Attributes given at run time: scalars, or lists of them."""

    def optional(self, name: str) -> Array | None:
        if self.names is None or name not in self.names:
            return None
        return self.inputs[self.names.index(name)]

    def input(self, name: str) -> Array:
        found = self.optional(name)
        if found is None:
            raise Mismatch(f"input '{name}' is missing")
        return found

    def take(self, *names: str) -> tuple[Array, ...]:
        return tuple(self.input(name) for name in names)

    @property
    def first(self) -> Array:
        if not self.inputs:
            raise Mismatch("the kernel has no input")
        return self.inputs[0]

    @property
    def dtype(self) -> np.dtype:
        """Of the first output, as the client expects it."""
        if not self.outputs:
            raise Mismatch("no output is expected")
        return DTYPES[self.outputs[0].dtype]

    def number(self, name: str, default: float | None = None) -> float:
        value = self.attributes.get(name)
        if value is None and default is not None:
            return default
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise Mismatch(f"attribute '{name}' must be a number")
        return value

    def whole(self, name: str, default: int | None = None) -> int:
        return as_whole(self.number(name, default), name)

    def flag(self, name: str, default: bool = False) -> bool:
        value = self.attributes.get(name)
        if value is None:
            return default
        if not isinstance(value, bool):
            raise Mismatch(f"attribute '{name}' must be true or false")
        return value

    def choice(self, name: str, among: Sequence[Choice], default: Choice | None = None) -> Choice:
        value = self.attributes.get(name)
        if value is None and default is not None:
            return default
        for one in among:
            if value == one:
                return one
        raise Mismatch(f"attribute '{name}' must be one of {', '.join(among)}")

    def text(self, name: str) -> str:
        value = self.attributes.get(name)
        if not isinstance(value, str):
            raise Mismatch(f"attribute '{name}' must be text")
        return value

    def wholes(self, name: str) -> Shape:
        """A list of whole numbers; one number is a list of one."""
        value = self.attributes.get(name)
        items = value if isinstance(value, tuple) else (value,)
        return tuple(as_whole(item, name) for item in items)

    def numbers(self, name: str) -> tuple[float, ...]:
        value = self.attributes.get(name)
        items = value if isinstance(value, tuple) else (value,)
        if any(isinstance(item, bool) or not isinstance(item, int | float) for item in items):
            raise Mismatch(f"attribute '{name}' must be numbers")
        return items  # type: ignore[return-value]

    def pairs(self, name: str, count: int) -> tuple[tuple[int, int], ...]:
        """`count` pairs of whole numbers, none negative."""
        value = self.attributes.get(name)
        if not isinstance(value, tuple) or len(value) != count:
            raise Mismatch(f"attribute '{name}' must be {count} pairs")
        pairs = []
        for item in value:
            if not isinstance(item, tuple) or len(item) != 2:
                raise Mismatch(f"attribute '{name}' must be {count} pairs")
            before, after = (as_whole(one, name) for one in item)
            if before < 0 or after < 0:
                raise Mismatch(f"attribute '{name}' must not be negative")
            pairs.append((before, after))
        return tuple(pairs)

    def parameter(self, name: str) -> Array:
        """A number given at run time, or by an attribute."""
        given = self.parameters.get(name)
        if isinstance(given, tuple):
            raise Mismatch(f"'{name}' must be one number")
        return jnp.float32(self.number(name)) if given is None else given

    def parameter_list(self, name: str, dtype: np.dtype) -> tuple[Array, ...]:
        given = self.parameters.get(name)
        if given is None:
            return tuple(jnp.asarray(wrapped(value, dtype)) for value in self.numbers(name))
        return tuple(one.astype(dtype) for one in (given if isinstance(given, tuple) else (given,)))


Kernel: TypeAlias = Callable[[Call], "Array | Sequence[Array]"]
Kernels: TypeAlias = Mapping[str, Kernel]


def wrapped(value: float, dtype: np.dtype) -> np.generic:
    if dtype == np.int32:
        return np.int64(value).astype(np.int32)
    return dtype.type(value)


def as_whole(value: Attribute, name: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Mismatch(f"attribute '{name}' must be whole numbers")
    if not math.isfinite(value) or value != int(value):
        raise Mismatch(f"attribute '{name}' must be whole numbers, not {value}")
    return int(value)


def axis_of(axis: int, rank: int) -> int:
    """Counts an axis from the front."""
    if not -rank <= axis < rank:
        raise Mismatch(f"axis {axis} is not among {rank} axes")
    return axis % rank


def cast(x: Array, dtype: np.dtype) -> Array:
    """As TensorFlow casts: numbers lose their fraction or their imaginary part; anything but 0 is true."""
    if x.dtype == dtype:
        return x
    if jnp.iscomplexobj(x):
        return cast(x.real, dtype)
    if dtype == np.bool_:
        return x != 0
    return x.astype(dtype)


def floating(x: Array) -> Array:
    """float32, unless it is complex."""
    return x if jnp.iscomplexobj(x) else cast(x, DTYPES["float32"])


def limit_unrolled(steps: int, what: str) -> None:
    if steps > MOST_UNROLLED:
        raise Refused("limit", f"{what} of {steps} values: at most {MOST_UNROLLED} are compiled")
