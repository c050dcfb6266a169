"""Kernels that move values without changing them, and series made of nothing."""

from __future__ import annotations

import math

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

from .call import DTYPES, Array, Call, Kernels, Mismatch, Shape, axis_of, cast


def text_of(shape: Shape) -> str:
    return f"[{','.join(map(str, shape))}]"


def reshape(call: Call) -> Array:
    x = call.input("x")
    shape = call.wholes("shape")
    if -1 in shape:
        known = math.prod(length for length in shape if length != -1)
        shape = tuple(x.size // max(known, 1) if length == -1 else length for length in shape)
    if math.prod(shape) != x.size or any(length < 0 for length in shape):
        raise Mismatch(f"{text_of(x.shape)} cannot be reshaped to {text_of(shape)}")
    return x.reshape(shape)


def expand_dims(call: Call) -> Array:
    x = call.input("input")
    return jnp.expand_dims(x, axis_of(call.whole("dim"), x.ndim + 1))


def transpose(call: Call) -> Array:
    return jnp.transpose(call.input("x"), call.wholes("perm"))


def concat(call: Call) -> Array:
    # Empty ones may be of any rank.
    filled = [x for x in call.inputs if x.size > 0] or call.inputs
    if not filled:
        raise Mismatch("the kernel has no input")
    axis = axis_of(call.whole("axis"), filled[0].ndim)
    return jnp.concatenate([cast(x, call.dtype) for x in filled], axis)


def pack(call: Call) -> Array:
    return jnp.stack(call.inputs, axis_of(call.whole("axis"), call.first.ndim + 1))


def unpack(call: Call) -> list[Array]:
    x = call.input("value")
    axis = axis_of(call.whole("axis"), x.ndim)
    if x.shape[axis] != len(call.outputs):
        raise Mismatch(f"{text_of(x.shape)} has {x.shape[axis]} slices, where {len(call.outputs)} are expected")
    return [lax.index_in_dim(x, index, axis, keepdims=False) for index in range(x.shape[axis])]


def split(call: Call) -> list[Array]:
    x = call.input("x")
    axis = axis_of(call.whole("axis"), x.ndim)
    asked, length = call.attributes.get("numOrSizeSplits"), x.shape[axis]
    if isinstance(asked, tuple):
        sizes = call.wholes("numOrSizeSplits")
        rest = length - sum(size for size in sizes if size != -1)
        sizes = tuple(rest if size == -1 else size for size in sizes)
    else:
        count = call.whole("numOrSizeSplits")
        if count < 1 or length % count != 0:
            raise Mismatch(f"{length} values cannot be split into {count} equal parts")
        sizes = (length // count,) * min(count, len(call.outputs) + 1)
    if len(sizes) != len(call.outputs) or sum(sizes) != length or min(sizes, default=0) < 0:
        raise Mismatch(f"{length} values cannot be split into {text_of(sizes[:20])}")
    stops = np.cumsum(sizes)
    parts = zip(stops - sizes, stops, strict=True)
    return [lax.slice_in_dim(x, int(start), int(stop), axis=axis) for start, stop in parts]


def slice_(call: Call) -> Array:
    x = call.input("x")
    begin, size = call.wholes("begin"), () if call.attributes.get("size") is None else call.wholes("size")
    begin += (0,) * (x.ndim - len(begin))
    size += (-1,) * (x.ndim - len(size))
    ends = []
    for axis, (start, count) in enumerate(zip(begin, size, strict=True)):
        end = x.shape[axis] if count < 0 else start + count
        if not 0 <= start <= end <= x.shape[axis]:
            raise Mismatch(f"a slice from {text_of(begin)} of size {text_of(size)} leaves {text_of(x.shape)}")
        ends.append(end)
    return lax.slice(x, begin, ends)


def strided_slice(call: Call) -> Array:
    """Python's rules of slices are TensorFlow's, once the masks are read."""
    x = call.input("x")
    begin, end = call.wholes("begin"), call.wholes("end")
    strides = (1,) * len(begin) if call.attributes.get("strides") is None else call.wholes("strides")
    if not len(begin) == len(end) == len(strides):
        raise Mismatch("begin, end and strides must be of one length")
    masks = {name: call.whole(f"{name}Mask", 0) for name in ("begin", "end", "ellipsis", "newAxis", "shrinkAxis")}
    index: list[slice | int | type(Ellipsis) | None] = []
    for place, (start, stop, stride) in enumerate(zip(begin, end, strides, strict=True)):
        masked = {name for name, mask in masks.items() if mask >> place & 1}
        if "ellipsis" in masked:
            index.append(Ellipsis)
        elif "newAxis" in masked:
            index.append(None)
        elif stride == 0 or ("shrinkAxis" in masked and stride < 0):
            raise Mismatch(f"stride {stride} at {place}")
        elif "shrinkAxis" in masked:
            index.append(start)
        else:
            index.append(slice(None if "begin" in masked else start, None if "end" in masked else stop, stride))
    # Rather than an index out of range being moved to the nearest, as jax does.
    axis = 0
    for place, one in enumerate(index):
        if one is Ellipsis:
            axis = x.ndim - sum(after is not None for after in index[place + 1 :])
        elif one is not None:
            if isinstance(one, int) and not -x.shape[axis] <= one < x.shape[axis]:
                raise Mismatch(f"slice index {one} of dimension {axis} out of bounds")
            axis += 1
    return x[tuple(index)]


def tile(call: Call) -> Array:
    x, times = call.input("x"), call.wholes("reps")
    if any(count < 0 for count in times):
        raise Mismatch("attribute 'reps' must not be negative")
    times = (1,) * (x.ndim - len(times)) + times
    shape = (1,) * (len(times) - x.ndim) + x.shape
    paired = [length for pair in zip(times, shape, strict=True) for length in pair]
    spread = x.reshape([length for one in shape for length in (1, one)])
    whole = [count * length for count, length in zip(times, shape, strict=True)]
    return jnp.broadcast_to(spread, paired).reshape(whole)


def pad(call: Call) -> Array:
    x = call.input("x")
    value = call.attributes.get("constantValue")
    outside = cast(jnp.float32(0 if value is None else call.number("constantValue")), x.dtype)
    return lax.pad(x, outside, [(before, after, 0) for before, after in call.pairs("paddings", x.ndim)])


def mirror_pad(call: Call) -> Array:
    x = call.input("x")
    mode = call.choice("mode", ("reflect", "symmetric"))
    paddings = call.pairs("paddings", x.ndim)
    for (before, after), length in zip(paddings, x.shape, strict=True):
        if max(before, after) > length - (mode == "reflect"):
            raise Mismatch(f"{max(before, after)} values are to mirror {length}")
    return jnp.pad(x, paddings, mode=mode)


def reverse(call: Call) -> Array:
    x = call.input("x")
    if call.attributes.get("dims") is None:
        return jnp.flip(x)
    return jnp.flip(x, tuple(axis_of(axis, x.ndim) for axis in call.wholes("dims")))


def batch_to_space(call: Call) -> Array:
    x, block = call.input("x"), call.wholes("blockShape")
    crops = call.pairs("crops", len(block))
    count, inner, rest = len(block), x.shape[1 : 1 + len(block)], x.shape[1 + len(block) :]
    batch, wrong = divmod(x.shape[0], math.prod(block))
    if wrong or len(inner) != count:
        raise Mismatch(f"{text_of(x.shape)} does not hold blocks of {text_of(block)}")
    spread = x.reshape(*block, batch, *inner, *rest)
    order = [count]
    for axis in range(count):
        order += [count + 1 + axis, axis]
    order += range(2 * count + 1, spread.ndim)
    whole = [length * size for length, size in zip(inner, block, strict=True)]
    made = spread.transpose(order).reshape(batch, *whole, *rest)
    kept = [slice(before, length - after) for (before, after), length in zip(crops, whole, strict=True)]
    return made[(slice(None), *kept)]


def space_to_batch(call: Call) -> Array:
    x, block = call.input("x"), call.wholes("blockShape")
    count = len(block)
    paddings = call.pairs("paddings", count)
    x = jnp.pad(x, [(0, 0), *paddings, *[(0, 0)] * (x.ndim - 1 - count)])
    inner, rest = x.shape[1 : 1 + count], x.shape[1 + count :]
    parted = [length for pair in zip(inner, block, strict=True) for length in (pair[0] // pair[1], pair[1])]
    spread = x.reshape(x.shape[0], *parted, *rest)
    order = [2 * axis + 2 for axis in range(count)] + [0] + [2 * axis + 1 for axis in range(count)]
    order += range(2 * count + 1, spread.ndim)
    return spread.transpose(order).reshape(x.shape[0] * math.prod(block), *parted[::2], *rest)


def depth_to_space(call: Call) -> Array:
    x, block = call.input("x"), call.whole("blockSize")
    if x.ndim != 4 or block < 1:
        raise Mismatch("an image of four axes and a positive block are needed")
    if call.choice("dataFormat", ("NHWC", "NCHW"), "NHWC") == "NHWC":
        n, height, width, depth = x.shape
        spread = x.reshape(n, height, width, block, block, depth // block**2)
        return spread.transpose(0, 1, 3, 2, 4, 5).reshape(n, height * block, width * block, depth // block**2)
    n, depth, height, width = x.shape
    spread = x.reshape(n, block, block, depth // block**2, height, width)
    return spread.transpose(0, 3, 4, 1, 5, 2).reshape(n, depth // block**2, height * block, width * block)


def diag(call: Call) -> Array:
    x = call.input("x")
    flat = x.reshape(-1)
    return jnp.where(jnp.eye(flat.size, dtype=bool), flat, jnp.zeros((), x.dtype)).reshape(x.shape + x.shape)


def band_part(call: Call) -> Array:
    """Below 0 keeps a whole triangle."""
    x = call.input("input")
    lower, upper = call.take("numLower", "numUpper")
    rows, columns = x.shape[-2:]
    apart = jnp.arange(rows, dtype=jnp.int32)[:, None] - jnp.arange(columns, dtype=jnp.int32)[None, :]
    kept = ((lower < 0) | (apart <= lower)) & ((upper < 0) | (-apart <= upper))
    return jnp.where(kept, x, jnp.zeros((), x.dtype))


def broadcast_args(call: Call) -> Array:
    """Two shapes → the shape that tensors of them are broadcast to."""
    a, b = call.take("s0", "s1")
    rank = max(a.shape[0], b.shape[0])
    a, b = (lax.pad(one, jnp.int32(1), [(rank - one.shape[0], 0, 0)]) for one in (a, b))
    return jnp.where(a == 1, b, a)


def fill(call: Call) -> Array:
    return jnp.broadcast_to(cast(call.parameter("value"), call.dtype), call.wholes("shape"))


def range_(call: Call) -> Array:
    """Downwards by default too, as TensorFlow.js has it: a step of 1 is then taken for -1."""
    start, stop, step = (call.number(name) for name in ("start", "stop", "step"))
    if start == stop or (start < stop and step < 0) or (stop < start and step > 1):
        length = 0
    elif step == 0:
        raise Mismatch("attribute 'step' must not be 0")
    else:
        length = abs(math.ceil((stop - start) / step))
        step = -1 if stop < start and step == 1 else step
    if (length,) != call.outputs[0].shape:
        raise Mismatch(f"a range of {length} values is expected to be {call.outputs[0]}")
    dtype = call.dtype
    steps = jnp.arange(length, dtype=dtype)
    return steps * cast(jnp.float32(step), dtype) + cast(jnp.float32(start), dtype)


def lin_space(call: Call) -> Array:
    start, stop, count = call.number("start"), call.number("stop"), call.whole("num")
    if (count,) != call.outputs[0].shape:
        raise Mismatch(f"{count} values are expected to be {call.outputs[0]}")
    steps = jnp.arange(count, dtype=DTYPES["float32"])
    return np.float32(start) + steps * np.float32((stop - start) / max(1, count - 1))


def barrier(call: Call) -> list[Array]:
    """Each input as it is; nothing computed of them is merged with, or moved before, what is computed of the outputs."""
    given = [call.input(f"x{index}") for index in range(len(call.outputs))]
    last = given[-1]
    if jax.default_backend() != "cpu" or last.size == 0 or not jnp.issubdtype(last.dtype, jnp.floating):
        return list(lax.optimization_barrier(tuple(given)))
    # The compiler for processors drops barriers before it merges what is equal. It cannot know that a sine is below 2,
    # nor begin before it has one; NaN is not above 2 either.
    holds = ~(jnp.abs(jnp.sin(last.reshape(-1)[0])) > 2)
    return [jnp.where(holds, value, jnp.zeros_like(value)) for value in given]


KERNELS: Kernels = {
    "Barrier": barrier,
    "BatchToSpaceND": batch_to_space,
    "BroadcastArgs": broadcast_args,
    "BroadcastTo": lambda call: jnp.broadcast_to(call.input("x"), call.wholes("shape")),
    "Concat": concat,
    "DepthToSpace": depth_to_space,
    "Diag": diag,
    "ExpandDims": expand_dims,
    "Fill": fill,
    "LinSpace": lin_space,
    "MatrixBandPart": band_part,
    "MirrorPad": mirror_pad,
    "Pack": pack,
    "PadV2": pad,
    "Range": range_,
    "Reshape": reshape,
    "Reverse": reverse,
    "Slice": slice_,
    "SpaceToBatchND": space_to_batch,
    "SplitV": split,
    "StridedSlice": strided_slice,
    "Tile": tile,
    "Transpose": transpose,
    "Unpack": unpack,
}
