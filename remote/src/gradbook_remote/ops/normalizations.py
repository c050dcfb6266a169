"""Softmax and its losses, batch, layer and root-mean-square normalisation, and their gradients."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

from .call import DTYPES, Array, Call, Kernels, Mismatch, axis_of, cast, floating


def softmax(call: Call) -> Array:
    x = floating(call.input("logits"))
    return jax.nn.softmax(x, axis_of(call.whole("dim", -1), x.ndim))


def log_softmax(call: Call) -> Array:
    x = floating(call.input("logits"))
    return jax.nn.log_softmax(x, axis_of(call.whole("axis", -1), x.ndim))


def visible(call: Call, x: Array) -> Array | None:
    """Which keys a query may see, in a shape that is broadcast to that of x [..., queries, keys]; None for all."""
    mask = call.optional("mask")
    seen = None if mask is None else cast(mask, DTYPES["bool"])
    if not call.flag("causal"):
        return seen
    if x.ndim < 2:
        raise Mismatch("a causal mask needs two axes")
    queries, keys = (lax.broadcasted_iota(jnp.int32, x.shape[-2:], axis) for axis in (0, 1))
    past = keys <= queries
    return past if seen is None else seen & past


def masked_softmax(call: Call) -> Array:
    x = call.input("x")
    seen = visible(call, x)
    scaled = x * np.float32(call.number("scale"))
    if seen is None:
        return jax.nn.softmax(scaled, -1)
    # A finite lowest: where a row sees nothing its largest would be infinite, and differences of infinities nothing.
    scaled = jnp.where(seen, scaled, np.float32(-3e38))
    powers = jnp.where(seen, jnp.exp(scaled - jnp.max(scaled, -1, keepdims=True, initial=-np.inf)), 0)
    total = jnp.sum(powers, -1, keepdims=True)
    return jnp.where(total == 0, 0, powers / jnp.where(total == 0, 1, total))


def masked_softmax_gradient(call: Call) -> Array:
    dy, y = call.take("dy", "y")
    return np.float32(call.number("scale")) * y * (dy - jnp.sum(dy * y, -1, keepdims=True))


def batch_norm(call: Call) -> Array:
    x, mean, variance = (floating(one) for one in call.take("x", "mean", "variance"))
    scale, offset = call.optional("scale"), call.optional("offset")
    factor = lax.rsqrt(variance + np.float32(call.number("varianceEpsilon", 0.001)))
    if scale is not None:
        factor = factor * scale
    made = (x - mean) * factor
    return cast(made if offset is None else made + offset, call.dtype)


def batch_norm_gradient(call: Call) -> tuple[Array, ...]:
    """dy, x [..., n], mean, variance, scale? [n] → dx, dmean, dvariance, dscale, doffset."""
    dy, x, mean, variance = call.take("dy", "x", "mean", "variance")
    scale = call.optional("scale")
    others = tuple(range(x.ndim - 1))
    inverse = lax.rsqrt(variance + np.float32(call.number("varianceEpsilon", 0.001)))
    slope = inverse if scale is None else inverse * scale
    sums = jnp.sum(dy, others)
    products = jnp.sum(dy * (x - mean), others)
    return dy * slope, -slope * sums, -0.5 * slope * inverse * inverse * products, inverse * products, sums


def layer_norm(call: Call) -> tuple[Array, Array, Array]:
    x, gamma, beta = call.take("x", "gamma", "beta")
    mean = jnp.mean(x, -1, keepdims=True)
    centred = x - mean
    inverse = lax.rsqrt(jnp.mean(centred * centred, -1, keepdims=True) + np.float32(call.number("epsilon")))
    return centred * inverse * gamma + beta, mean, inverse


def layer_norm_gradient(call: Call) -> tuple[Array, Array, Array]:
    dy, x, gamma, mean, inverse = call.take("dy", "x", "gamma", "mean", "inverse")
    normal = (x - mean) * inverse
    scaled = dy * gamma
    along = normal * jnp.mean(scaled * normal, -1, keepdims=True)
    dx = inverse * (scaled - jnp.mean(scaled, -1, keepdims=True) - along)
    others = tuple(range(x.ndim - 1))
    return dx, jnp.sum(dy * normal, others), jnp.sum(dy, others)


def rms_norm(call: Call) -> tuple[Array, Array]:
    x, gamma = call.take("x", "gamma")
    inverse = lax.rsqrt(jnp.mean(x * x, -1, keepdims=True) + np.float32(call.number("epsilon")))
    return x * inverse * gamma, inverse


def rms_norm_gradient(call: Call) -> tuple[Array, Array]:
    dy, x, gamma, inverse = call.take("dy", "x", "gamma", "inverse")
    normal = x * inverse
    scaled = dy * gamma
    dx = inverse * (scaled - normal * jnp.mean(scaled * normal, -1, keepdims=True))
    return dx, jnp.sum(dy * normal, tuple(range(x.ndim - 1)))


def targets(labels: Array, classes: int, smoothing: float) -> Array:
    """Smoothed one-hot rows [n, classes]; NaN where the label names no class."""
    hot = labels[:, None] == jnp.arange(classes, dtype=jnp.int32)
    rows = jnp.where(hot, np.float32(1 - smoothing), 0) + np.float32(smoothing / max(classes, 1))
    known = (labels >= 0) & (labels < classes)
    return jnp.where(known[:, None], rows, np.float32(np.nan))


def sparse_cross_entropy(call: Call) -> tuple[Array, Array]:
    """logits [n, c], labels [n] → loss [n], log of the sum of exponentials [n]."""
    logits, labels = call.take("logits", "labels")
    total = jax.nn.logsumexp(logits, -1)
    wanted = targets(labels, logits.shape[-1], call.number("labelSmoothing"))
    return total - jnp.sum(wanted * logits, -1), total


def sparse_cross_entropy_gradient(call: Call) -> Array:
    dy, logits, labels, total = call.take("dy", "logits", "labels", "logSumExp")
    wanted = targets(labels, logits.shape[-1], call.number("labelSmoothing"))
    return dy[:, None] * (jnp.exp(logits - total[:, None]) - wanted)


def cross_entropy(call: Call) -> tuple[Array, Array]:
    logits, labels = call.take("logits", "labels")
    total = jax.nn.logsumexp(logits, -1)
    return jnp.sum(labels * (total[:, None] - logits), -1), total


def cross_entropy_gradient(call: Call) -> Array:
    dy, logits, labels, total = call.take("dy", "logits", "labels", "logSumExp")
    return dy[:, None] * (jnp.exp(logits - total[:, None]) * jnp.sum(labels, -1, keepdims=True) - labels)


KERNELS: Kernels = {
    "FusedBatchNorm": batch_norm,
    "FusedBatchNormGrad": batch_norm_gradient,
    "LayerNorm": layer_norm,
    "LayerNormGrad": layer_norm_gradient,
    "LogSoftmax": log_softmax,
    "MaskedSoftmax": masked_softmax,
    "MaskedSoftmaxGrad": masked_softmax_gradient,
    "RmsNorm": rms_norm,
    "RmsNormGrad": rms_norm_gradient,
    "Softmax": softmax,
    "SoftmaxCrossEntropy": cross_entropy,
    "SoftmaxCrossEntropyGrad": cross_entropy_gradient,
    "SparseSoftmaxCrossEntropy": sparse_cross_entropy,
    "SparseSoftmaxCrossEntropyGrad": sparse_cross_entropy_gradient,
}
