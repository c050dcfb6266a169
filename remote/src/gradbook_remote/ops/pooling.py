"""Pooling over two and three axes and its gradients, and local response normalisation; channels last but where said."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

from .call import DTYPES, Array, Call, Kernel, Kernels, Mismatch, Shape, cast, floating, limit_unrolled
from .geometry import Along, each, layout, spatial, windows

LOWEST = {np.dtype(np.float32): np.float32(-np.inf), np.dtype(np.int32): np.int32(np.iinfo(np.int32).min)}


def geometry(call: Call, shape: Shape, axes: int, channels_last: bool = True) -> list[Along]:
    if len(shape) != axes + 2:
        raise Mismatch(f"a tensor of {len(shape)} axes is given, where {axes + 2} are expected")
    lengths = spatial(shape, channels_last)
    return windows(call, lengths, each(call, "filterSize", axes), channels_last, dilated=False)


def frame(along: Sequence[Along], channels_last: bool) -> dict[str, Any]:
    """Arguments of lax.reduce_window."""

    def around(values: Sequence[Any], outer: Any) -> tuple[Any, ...]:  # noqa: ANN401 - lengths, or pairs of them
        return (outer, *values, outer) if channels_last else (outer, outer, *values)

    return {
        "window_dimensions": around([one.window for one in along], 1),
        "window_strides": around([one.stride for one in along], 1),
        "padding": around([one.padding for one in along], (0, 0)),
    }


def largest(x: Array, along: Sequence[Along], channels_last: bool = True) -> Array:
    x = trimmed(x, along, channels_last)
    return lax.reduce_window(x, LOWEST[x.dtype], lax.max, **clipped(along, channels_last))


def totals(x: Array, along: Sequence[Along], channels_last: bool = True) -> Array:
    x = trimmed(x, along, channels_last)
    return lax.reduce_window(x, x.dtype.type(0), lax.add, **clipped(along, channels_last))


def clipped(along: Sequence[Along], channels_last: bool) -> dict[str, Any]:
    arguments = frame(along, channels_last)
    arguments["padding"] = tuple((max(0, before), max(0, after)) for before, after in arguments["padding"])
    return arguments


def trimmed(x: Array, along: Sequence[Along], channels_last: bool) -> Array:
    """Without the values that padding below 0 takes away."""
    first = 1 if channels_last else 2
    for axis, one in enumerate(along):
        start, stop = max(0, -one.before), one.length - max(0, -one.after)
        x = lax.slice_in_dim(x, start, stop, axis=axis + first)
    return x


def numeric(x: Array) -> Array:
    if jnp.iscomplexobj(x):
        raise Mismatch("of complex numbers none is the largest")
    return cast(x, DTYPES["int32"]) if x.dtype == np.bool_ else x


def untouched(along: Sequence[Along]) -> bool:
    """Images whose windows hold one value TensorFlow.js returns as they are, if they keep their size, padded or not."""
    return len(along) == 2 and all(one.window == 1 and one.count == one.length for one in along)


def largest_of(axes: int) -> Kernel:
    """What is not a number does not count."""

    def kernel(call: Call) -> Array:
        x = numeric(call.input("x"))
        last = layout(call, axes)
        along = geometry(call, x.shape, axes, last)
        if untouched(along):
            return cast(x, call.dtype)
        if x.dtype == np.float32:
            x = jnp.where(jnp.isnan(x), np.float32(-np.inf), x)
        return cast(largest(x, along, last), call.dtype)

    return kernel


def average_of(axes: int) -> Kernel:
    """Of what of each window lies within the input."""

    def kernel(call: Call) -> Array:
        x = floating(call.input("x"))
        last = layout(call, axes)
        along = geometry(call, x.shape, axes, last)
        if untouched(along):
            return cast(x, call.dtype)
        sums = totals(x, along, last)
        counts = np.ones((), np.float32)
        for axis, one in enumerate(along):
            starts = np.arange(one.count) * one.stride - one.before
            inside = np.minimum(starts + one.window, one.length) - np.maximum(starts, 0)
            place = axis + (1 if last else 2)
            counts = counts * inside.astype(np.float32).reshape([-1 if at == place else 1 for at in range(axes + 2)])
        return cast(sums / np.maximum(counts, 1 if axes == 3 else 0), call.dtype)

    return kernel


def counted(dy: Array, along: Sequence[Along]) -> list[Along]:
    """The windows in the number that dy tells, as gradients of TensorFlow.js are not told how it was rounded."""
    return [replace(one, count=count) for one, count in zip(along, dy.shape[1:-1], strict=True)]


def largest_gradient(axes: int) -> Kernel:
    """dy goes to the first largest of each window in two axes, to the last in three, as TensorFlow.js has it."""

    def kernel(call: Call) -> Array:
        dy, x = floating(call.input("dy")), floating(call.input("input"))
        along = counted(dy, geometry(call, x.shape, axes))
        turned = tuple(range(1, axes + 1)) if axes == 3 else ()
        if axes == 3:
            # Turned around the last is the first.
            x, dy = jnp.flip(x, turned), jnp.flip(dy, turned)
            along = [replace(one, before=one.after) for one in along]
        _, pull = jax.vjp(lambda values: largest(values, along), x)
        return jnp.flip(pull(dy)[0], turned)

    return kernel


def average_gradient(axes: int) -> Kernel:
    """Each value of dy over the whole window, padding included, shared evenly."""

    def kernel(call: Call) -> Array:
        dy, x = floating(call.input("dy")), call.input("input")
        along = counted(dy, geometry(call, x.shape, axes))
        spread = jax.linear_transpose(lambda values: totals(values, along), jax.ShapeDtypeStruct(x.shape, jnp.float32))
        return spread(dy)[0] / math.prod(one.window for one in along)

    return kernel


def largest_and_where(call: Call) -> tuple[Array, Array]:
    """Where: (row · width + column) · channels + channel, of the whole batch if `includeBatchInIndex`."""
    x = floating(call.input("x"))
    along = geometry(call, x.shape, 2)
    batch, height, width, channels = x.shape
    limit_unrolled(along[0].window * along[1].window, "a window")
    places = jnp.arange(height * width * channels, dtype=jnp.int32).reshape(1, height, width, channels)
    if call.flag("includeBatchInIndex"):
        places = places + jnp.arange(batch, dtype=jnp.int32).reshape(-1, 1, 1, 1) * (height * width * channels)
    best = jnp.full((batch, along[0].count, along[1].count, channels), -np.inf, jnp.float32)
    where = jnp.full(best.shape, -1, jnp.int32)
    for values, numbers in zip(shifted(x, along, -np.inf), shifted(places, along, -1), strict=True):
        better = values > best
        best, where = jnp.where(better, values, best), jnp.where(better, numbers, where)
    return cast(best, call.dtype), where


def shifted(x: Array, along: Sequence[Along], outside: float) -> list[Array]:
    """For each place in a window the values that the windows have there: [batch, windows..., channels] each."""
    value = jnp.asarray(outside, x.dtype)
    x = lax.pad(x, value, [(0, 0, 0), *((one.before, max(0, one.after), 0) for one in along), (0, 0, 0)])
    found = []
    for place in np.ndindex(*(one.window for one in along)):
        starts = [at * one.dilation for at, one in zip(place, along, strict=True)]
        stops = [start + (one.count - 1) * one.stride + 1 for start, one in zip(starts, along, strict=True)]
        strides = [one.stride for one in along]
        found.append(lax.slice(x, (0, *starts, 0), (x.shape[0], *stops, x.shape[-1]), (1, *strides, 1)))
    return found


def nearby(call: Call, x: Array) -> Array:
    """Sums over the channels within `depthRadius`."""
    radius = call.whole("depthRadius")
    if radius < 0:
        raise Mismatch("attribute 'depthRadius' must not be negative")
    radius = min(radius, x.shape[-1])
    padding = [(0, 0)] * (x.ndim - 1) + [(radius, radius)]
    return lax.reduce_window(x, np.float32(0), lax.add, (1,) * (x.ndim - 1) + (2 * radius + 1,), (1,) * x.ndim, padding)


def response_norm(call: Call) -> Array:
    x = floating(call.input("x"))
    bias, alpha, beta = (np.float32(call.number(name)) for name in ("bias", "alpha", "beta"))
    return x * (bias + alpha * nearby(call, x * x)) ** -beta


def response_norm_gradient(call: Call) -> Array:
    x, y, dy = call.take("x", "y", "dy")
    bias, alpha, beta = (np.float32(call.number(name)) for name in ("bias", "alpha", "beta"))
    norm = bias + alpha * nearby(call, x * x)
    return dy * norm**-beta - 2 * alpha * beta * x * nearby(call, y * dy / norm)


KERNELS: Kernels = {
    "AvgPool": average_of(2),
    "AvgPool3D": average_of(3),
    "AvgPool3DGrad": average_gradient(3),
    "AvgPoolGrad": average_gradient(2),
    "LRN": response_norm,
    "LRNGrad": response_norm_gradient,
    "MaxPool": largest_of(2),
    "MaxPool3D": largest_of(3),
    "MaxPool3DGrad": largest_gradient(3),
    "MaxPoolGrad": largest_gradient(2),
    "MaxPoolWithArgmax": largest_and_where,
}
