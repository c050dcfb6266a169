"""Greyscale dilation: the largest sum of a window's values with a filter's, and its gradients."""

from __future__ import annotations

from collections.abc import Sequence

import jax
import jax.numpy as jnp
import numpy as np

from .call import Array, Call, Kernels, Mismatch, cast, floating, limit_unrolled
from .geometry import Along, windows
from .pooling import shifted

LEAST = np.float32(-9007199254740991)
"""What a window has that lies in padding alone."""


def geometry(call: Call, x: Array, filter_: Array) -> list[Along]:
    if x.ndim != 4 or filter_.ndim != 3 or filter_.shape[2] != x.shape[3]:
        raise Mismatch("an image [batch, height, width, channels] needs a filter [height, width, channels]")
    limit_unrolled(filter_.shape[0] * filter_.shape[1], "a filter")
    return windows(call, x.shape[1:3], filter_.shape[:2])


def sums(x: Array, filter_: Array, along: Sequence[Along], outside: float) -> list[Array]:
    weights = filter_.reshape(-1, filter_.shape[-1])
    return [values + weights[place] for place, values in enumerate(shifted(x, along, outside))]


def dilation(call: Call) -> Array:
    x, filter_ = (floating(one) for one in call.take("x", "filter"))
    best = jnp.full(call.outputs[0].shape, LEAST)
    for candidate in sums(x, filter_, geometry(call, x, filter_), -np.inf):
        best = jnp.where(candidate > best, candidate, best)
    return cast(best, call.dtype)


def gradients(call: Call) -> tuple[Array, Array]:
    """Of x and of the filter: dy goes to the first largest sum of each window."""
    x, filter_ = (floating(one) for one in call.take("x", "filter"))
    dy = floating(call.input("dy"))
    along = geometry(call, x, filter_)
    best = jnp.full(dy.shape, LEAST)
    chosen = jnp.full(dy.shape, -1)
    for place, candidate in enumerate(sums(x, filter_, along, -np.inf)):
        better = candidate > best
        best, chosen = jnp.where(better, candidate, best), jnp.where(better, place, chosen)

    def taken(x: Array, filter_: Array) -> Array:
        candidates = sums(x, filter_, along, 0)
        return sum((jnp.where(chosen == place, one, 0) for place, one in enumerate(candidates)), jnp.zeros_like(dy))

    _, pull = jax.vjp(taken, x, filter_)
    return pull(dy)


KERNELS: Kernels = {
    "Dilation2D": dilation,
    "Dilation2DBackpropFilter": lambda call: cast(gradients(call)[1], call.dtype),
    "Dilation2DBackpropInput": lambda call: cast(gradients(call)[0], call.dtype),
}
