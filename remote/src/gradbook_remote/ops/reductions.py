"""Reductions along axes, running sums and products, sorting and searching."""

from __future__ import annotations

from collections.abc import Callable

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

from .call import DTYPES, Array, Call, Kernel, Kernels, Mismatch, axis_of, cast, floating

INT32 = DTYPES["int32"]


def axes_of(call: Call, x: Array) -> tuple[int, ...]:
    for name in ("axis", "reductionIndices"):
        if call.attributes.get(name) is not None:
            return tuple(dict.fromkeys(axis_of(axis, x.ndim) for axis in call.wholes(name)))
    return tuple(range(x.ndim))


def counted(x: Array) -> Array:
    """Truth values as numbers."""
    return cast(x, INT32) if x.dtype == np.bool_ else x


def total(function: Callable[..., Array]) -> Kernel:
    """In int32 it wraps around."""

    def kernel(call: Call) -> Array:
        x = counted(call.first)
        made = function(x, axis=axes_of(call, x), keepdims=call.flag("keepDims"), dtype=x.dtype)
        return cast(made, call.dtype)

    return kernel


def extreme(function: Callable[..., Array], start: Callable[[np.dtype], float]) -> Kernel:
    def kernel(call: Call) -> Array:
        x = counted(call.first)
        made = function(x, axis=axes_of(call, x), keepdims=call.flag("keepDims"), initial=start(x.dtype))
        return cast(made, call.dtype)

    return kernel


def lowest(dtype: np.dtype) -> float:
    return -np.inf if dtype == np.float32 else np.iinfo(np.int32).min


def highest(dtype: np.dtype) -> float:
    return np.inf if dtype == np.float32 else np.iinfo(np.int32).max


def mean(call: Call) -> Array:
    x = floating(call.first)
    return jnp.mean(x, axis=axes_of(call, x), keepdims=call.flag("keepDims"))


def every(function: Callable[..., Array]) -> Kernel:
    def kernel(call: Call) -> Array:
        x = call.first
        return function(cast(x, DTYPES["bool"]), axis=axes_of(call, x), keepdims=call.flag("keepDims"))

    return kernel


def argument(largest: bool) -> Kernel:
    """The first of equals. Numbers that are none do not count, but the first in its row does."""

    def kernel(call: Call) -> Array:
        x = counted(call.input("x"))
        axis = axis_of(call.wholes("axis")[0] if call.attributes.get("axis") is not None else 0, x.ndim)
        find = jnp.argmax if largest else jnp.argmin
        if x.dtype != np.float32:
            return find(x, axis=axis).astype(INT32)
        nothing = jnp.isnan(x)
        found = find(jnp.where(nothing, -np.inf if largest else np.inf, x), axis=axis).astype(INT32)
        return jnp.where(lax.index_in_dim(nothing, 0, axis, keepdims=False), 0, found)

    return kernel


def scan(function: Callable[..., Array], neutral: int) -> Kernel:
    def kernel(call: Call) -> Array:
        x = counted(call.input("x"))
        axis = axis_of(call.whole("axis", 0), x.ndim)
        backwards = call.flag("reverse")
        if backwards:
            x = jnp.flip(x, axis)
        made = function(x, axis=axis, dtype=x.dtype)
        if call.flag("exclusive") and x.shape[axis] > 0:
            first = jnp.full_like(lax.slice_in_dim(x, 0, 1, axis=axis), neutral)
            made = jnp.concatenate([first, lax.slice_in_dim(made, 0, x.shape[axis] - 1, axis=axis)], axis)
        return cast(jnp.flip(made, axis) if backwards else made, call.dtype)

    return kernel


def top_k(call: Call) -> tuple[Array, Array]:
    """Sorted, unless all are asked for in any order; of equal values the first come first."""
    x = counted(call.input("x"))
    k = call.whole("k")
    if x.ndim == 0 or not 0 <= k <= x.shape[-1]:
        raise Mismatch(f"there are no {k} values along the last axis of [{','.join(map(str, x.shape))}]")
    if k == x.shape[-1] and not call.flag("sorted", True):
        return cast(x, call.dtype), lax.broadcasted_iota(INT32, x.shape, x.ndim - 1)
    values, indices = lax.top_k(x, k)
    return cast(values, call.dtype), indices.astype(INT32)


def search(side: Callable[[Call], str]) -> Kernel:
    """sortedSequence [batch, n], values [batch, m] → where each would be inserted [batch, m]."""

    def kernel(call: Call) -> Array:
        sequence, values = call.take("sortedSequence", "values")
        chosen = side(call)
        find = jax.vmap(lambda row, wanted: jnp.searchsorted(row, wanted, side=chosen))
        return find(sequence, values).astype(INT32)

    return kernel


KERNELS: Kernels = {
    "All": every(jnp.all),
    "Any": every(jnp.any),
    "ArgMax": argument(True),
    "ArgMin": argument(False),
    "Cumprod": scan(jnp.cumprod, 1),
    "Cumsum": scan(jnp.cumsum, 0),
    "LowerBound": search(lambda call: "left"),
    "Max": extreme(jnp.max, lowest),
    "Mean": mean,
    "Min": extreme(jnp.min, highest),
    "Prod": total(jnp.prod),
    "SearchSorted": search(lambda call: call.choice("side", ("left", "right"), "left")),
    "Sum": total(jnp.sum),
    "TopK": top_k,
    "UpperBound": search(lambda call: "right"),
}
