"""
Gathering, scattering and counting by index. What an index out of range means cannot be an error on the device: what is
gathered there is the nearest that exists, what is scattered there is dropped.
"""

from __future__ import annotations

import math

import jax
import jax.numpy as jnp
from jax import lax

from .call import DTYPES, Array, Call, Kernels, Mismatch, axis_of, cast

INT32 = DTYPES["int32"]


def gather(call: Call) -> Array:
    x, indices = call.input("x"), cast(call.input("indices"), INT32)
    axis, shared = axis_of(call.whole("axis", 0), x.ndim), call.whole("batchDims", 0)
    if shared < 0:
        shared += indices.ndim
    if not 0 <= shared <= min(axis, indices.ndim) or x.shape[:shared] != indices.shape[:shared]:
        raise Mismatch(f"{shared} leading axes of [{x.shape}] and [{indices.shape}] are not the same batch")

    def take(x: Array, indices: Array) -> Array:
        return jnp.take(x, indices, axis=axis - shared, mode="clip")

    for _ in range(shared):
        take = jax.vmap(take)
    return take(x, indices)


def places(indices: Array) -> tuple[Array, ...]:
    """The last axis of coordinates, taken apart."""
    indices = cast(indices, INT32)
    return tuple(indices[..., axis] for axis in range(indices.shape[-1]))


def coordinates(indices: Array) -> Array:
    """Coordinates of one axis are numbers."""
    return indices[:, None] if indices.ndim == 1 else indices


def gather_nd(call: Call) -> Array:
    params, indices = call.take("params", "indices")
    if indices.ndim == 0 or indices.shape[-1] > params.ndim:
        raise Mismatch(f"coordinates {indices.shape} are too long for {params.shape}")
    if indices.shape[-1] == 0:
        return jnp.broadcast_to(params, indices.shape[:-1] + params.shape)
    inside = [jnp.clip(one, 0, max(0, length - 1)) for one, length in zip(places(indices), params.shape, strict=False)]
    return params[tuple(inside)]


def far(one: Array, length: int) -> Array:
    """Indices out of range as one that jax drops."""
    return jnp.where((one < 0) | (one >= length), length, one)


def scattered(onto: Array, indices: Array, updates: Array, *, add: bool) -> Array:
    indices = coordinates(indices)
    depth = indices.shape[-1]
    shape = indices.shape[:-1] + onto.shape[depth:]
    if depth > onto.ndim or (updates.ndim > 0 and math.prod(updates.shape) != math.prod(shape)):
        raise Mismatch(f"updates {updates.shape} do not fit coordinates {indices.shape} into {onto.shape}")
    values = jnp.broadcast_to(updates, shape) if updates.ndim == 0 else updates.reshape(shape)
    where = tuple(far(one, length) for one, length in zip(places(indices), onto.shape, strict=False))
    at = onto.at[where]
    values = cast(values, onto.dtype)
    return at.add(values, mode="drop") if add else at.set(values, mode="drop")


def scatter_nd(call: Call) -> Array:
    """Equal coordinates add up."""
    indices, updates = call.take("indices", "updates")
    shape = call.wholes("shape")
    if shape != call.outputs[0].shape:
        raise Mismatch(f"a tensor of {shape} is expected to be {call.outputs[0]}")
    if updates.dtype == jnp.bool_:
        return cast(scattered(jnp.zeros(shape, INT32), indices, updates, add=True), call.dtype)
    return scattered(jnp.zeros(shape, updates.dtype), indices, updates, add=True)


def scatter_update(call: Call) -> Array:
    tensor, indices, updates = call.take("tensor", "indices", "updates")
    return scattered(tensor, indices, updates, add=False)


def sparse_to_dense(call: Call) -> Array:
    """Indices [], [n] or [n, rank]; values [] or [n]."""
    indices, values, default = call.take("sparseIndices", "sparseValues", "defaultValue")
    shape = call.wholes("outputShape")
    if shape != call.outputs[0].shape or default.size != 1:
        raise Mismatch(f"a tensor of {shape} of one value is expected to be {call.outputs[0]}")
    dense = jnp.full(shape, cast(default.reshape(()), call.dtype))
    return scattered(dense, indices.reshape(1) if indices.ndim == 0 else indices, values, add=False)


def sparse_reshape(call: Call) -> tuple[Array, Array]:
    """Coordinates [n, rank] in a dense shape → the same in `newShape`, of which one length may be -1."""
    indices, old, new = call.take("inputIndices", "inputShape", "newShape")
    known = jnp.prod(jnp.where(new < 0, 1, new))
    shape = jnp.where(new < 0, jnp.prod(old) // jnp.maximum(known, 1), new)

    def steps(lengths: Array) -> Array:
        """What an index counts for along each axis, row-major."""
        after = lax.pad(lengths[1:], jnp.int32(1), [(0, 1 if lengths.shape[0] > 0 else 0, 0)])
        return jnp.flip(jnp.cumprod(jnp.flip(after), dtype=INT32))

    flat = jnp.sum(indices * steps(old), axis=1, dtype=INT32, keepdims=True)
    by = jnp.maximum(steps(shape), 1)
    return (flat // by) % jnp.maximum(shape, 1), shape


def one_hot(call: Call) -> Array:
    indices, depth = call.input("indices"), call.whole("depth")
    on, off = jnp.float32(call.number("onValue", 1)), jnp.float32(call.number("offValue", 0))
    classes = jnp.arange(min(depth, 2**31 - 1), dtype=INT32)
    return jnp.where(cast(indices, INT32)[..., None] == classes, cast(on, call.dtype), cast(off, call.dtype))


def segment_sum(call: Call) -> Array:
    """x, segmentIds of the first axes of x → the sums [numSegments, the other axes of x]."""
    x, ids = call.take("x", "segmentIds")
    count = call.whole("numSegments")
    if x.shape[: ids.ndim] != ids.shape or call.outputs[0].shape[:1] != (count,):
        raise Mismatch(f"segments of [{ids.shape}] do not part [{x.shape}] into {call.outputs[0]}")
    rest = x.shape[ids.ndim :]
    x = cast(x, INT32) if x.dtype == jnp.bool_ else x
    where = far(cast(ids, INT32).reshape(-1), count)
    return cast(jnp.zeros((count, *rest), x.dtype).at[where].add(x.reshape(-1, *rest), mode="drop"), call.dtype)


def counts(x: Array, weights: Array, size: int, *, binary: bool = False) -> Array:
    """x [n] → how often each number below `size` is there, or the sum of its weights, or only whether it is there."""
    where = far(cast(x, INT32), size)
    if binary:
        return jnp.zeros(size, weights.dtype).at[where].set(1, mode="drop")
    added = weights if weights.size > 0 else jnp.ones(x.shape, weights.dtype)
    return jnp.zeros(size, weights.dtype).at[where].add(added, mode="drop")


def bincount(call: Call) -> Array:
    x, weights = call.take("x", "weights")
    size, binary = call.whole("size"), call.flag("binaryOutput")
    if call.outputs[0].shape[-1:] != (size,) or (weights.size > 0 and weights.shape != x.shape):
        raise Mismatch(f"{size} numbers with weights {weights.shape} are expected to be {call.outputs[0]}")
    if x.ndim != 2 or call.kernel == "Bincount":
        return counts(x.reshape(-1), weights.reshape(-1), size)
    if weights.size == 0:
        return jax.vmap(lambda row: counts(row, weights.reshape(-1), size, binary=binary))(x)
    return jax.vmap(lambda row, by: counts(row, by, size, binary=binary))(x, weights)


KERNELS: Kernels = {
    "Bincount": bincount,
    "DenseBincount": bincount,
    "GatherNd": gather_nd,
    "GatherV2": gather,
    "OneHot": one_hot,
    "ScatterNd": scatter_nd,
    "SparseReshape": sparse_reshape,
    "SparseToDense": sparse_to_dense,
    "TensorScatterUpdate": scatter_update,
    "UnsortedSegmentSum": segment_sum,
}
