"""Two inputs that are broadcast together, and sums of many."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce

import jax.numpy as jnp
import numpy as np
from jax import lax

from .call import DTYPES, Array, Call, Kernel, Kernels, Mismatch, cast, floating
from .elementwise import prelu

INT32 = DTYPES["int32"]
FLOAT32 = DTYPES["float32"]


def common(a: Array, b: Array) -> tuple[Array, Array]:
    """Both in the wider of their types; truth values count as numbers."""
    dtype = next((DTYPES[name] for name in ("complex64", "float32") if DTYPES[name] in (a.dtype, b.dtype)), INT32)
    return cast(a, dtype), cast(b, dtype)


def binary(floats: Callable[[Array, Array], Array], wholes: Callable[[Array, Array], Array] | None = None) -> Kernel:
    """`wholes` is for int32; without it int32 is computed in float32."""

    def kernel(call: Call) -> Array:
        a, b = common(*call.take("a", "b"))
        if a.dtype != INT32:
            made = floats(a, b)
        elif wholes is None:
            made = floats(cast(a, FLOAT32), cast(b, FLOAT32))
        else:
            made = wholes(a, b)
        return cast(made, call.dtype)

    return kernel


def same(function: Callable[[Array, Array], Array]) -> Kernel:
    """In int32 arithmetic wraps around."""
    return binary(function, function)


def comparison(function: Callable[[Array, Array], Array]) -> Kernel:
    return lambda call: function(*common(*call.take("a", "b")))


def logical(function: Callable[[Array, Array], Array]) -> Kernel:
    return lambda call: function(*(cast(x, DTYPES["bool"]) for x in call.take("a", "b")))


def modulo(a: Array, b: Array) -> Array:
    """The remainder has the divisor's sign."""
    remainder = lax.rem(*jnp.broadcast_arrays(a, b))
    alike = ((a < 0) & (b < 0)) | ((a >= 0) & (b >= 0))
    return jnp.where(alike, remainder, lax.rem(*jnp.broadcast_arrays(remainder + b, b)))


def whole_modulo(a: Array, b: Array) -> Array:
    """By 0 it is 0, what a number that is none is as an int32."""
    return jnp.where(b == 0, 0, modulo(a, jnp.where(b == 0, 1, b)))


def whole_floor_division(a: Array, b: Array) -> Array:
    return jnp.where(b == 0, 0, jnp.floor_divide(a, jnp.where(b == 0, 1, b)))


def whole_power(a: Array, b: Array) -> Array:
    """Fractions are cut off; 0 to a negative power is 0."""
    inverse = jnp.where(a == 1, 1, jnp.where(a == -1, jnp.where(b % 2 == 0, 1, -1), 0))
    return jnp.where(b < 0, inverse, jnp.power(a, jnp.maximum(b, 0)))


def power(a: Array, b: Array) -> Array:
    """±1 to the power of infinity or NaN is NaN, as ECMAScript has it; XLA follows C."""
    made = jnp.power(a, b)
    return jnp.where(jnp.isnan(b) | (jnp.isinf(b) & (jnp.abs(a) == 1)), np.float32(np.nan), made)


def squared_difference(a: Array, b: Array) -> Array:
    return (a - b) * (a - b)


def sum_of_all(call: Call) -> Array:
    if not call.inputs:
        raise Mismatch("the kernel has no input")
    return cast(reduce(lambda a, b: jnp.add(*common(a, b)), call.inputs), call.dtype)


def select(call: Call) -> Array:
    """A condition of one axis chooses whole rows."""
    condition, t, e = call.take("condition", "t", "e")
    condition = cast(condition, DTYPES["bool"])
    if condition.ndim == 1 and t.ndim > 1:
        if condition.shape[0] != t.shape[0]:
            raise Mismatch(f"{condition.shape[0]} conditions choose among {t.shape[0]} rows")
        condition = condition.reshape(-1, *[1] * (t.ndim - 1))
    return jnp.where(condition, cast(t, call.dtype), cast(e, call.dtype))


KERNELS: Kernels = {
    "Add": same(jnp.add),
    "AddN": sum_of_all,
    "Atan2": binary(jnp.arctan2),
    "BitwiseAnd": same(lambda a, b: jnp.bitwise_and(cast(a, INT32), cast(b, INT32))),
    "Equal": comparison(jnp.equal),
    "FloorDiv": binary(lambda a, b: jnp.floor(a / b), whole_floor_division),
    "Greater": comparison(jnp.greater),
    "GreaterEqual": comparison(jnp.greater_equal),
    "Less": comparison(jnp.less),
    "LessEqual": comparison(jnp.less_equal),
    "LogicalAnd": logical(jnp.logical_and),
    "LogicalOr": logical(jnp.logical_or),
    "LogicalXor": logical(jnp.logical_xor),
    "Maximum": same(jnp.maximum),
    "Minimum": same(jnp.minimum),
    "Mod": binary(modulo, whole_modulo),
    "Multiply": same(jnp.multiply),
    "NotEqual": comparison(jnp.not_equal),
    "Pow": binary(power, whole_power),
    "Prelu": lambda call: cast(prelu(floating(call.input("x")), floating(call.input("alpha"))), call.dtype),
    "RealDiv": binary(jnp.divide),
    "Select": select,
    "SquaredDifference": same(squared_difference),
    "Sub": same(jnp.subtract),
}
