"""Images [batch, height, width, channels] resized, cropped and turned."""

from __future__ import annotations

from collections.abc import Callable

import jax
import jax.numpy as jnp
import numpy as np

from ..errors import Refused
from .call import Array, Call, Kernel, Kernels, Mismatch, cast, floating

MOST_LENGTH = 2**20
"""Of an axis of an image, whose places are worked out before the graph is compiled."""

Resize = Callable[[Array, int, int, "Options"], Array]
Options = tuple[bool, bool]
"""alignCorners, halfPixelCenters."""


def options(call: Call) -> Options:
    return call.flag("alignCorners"), call.flag("halfPixelCenters")


def image(call: Call, name: str) -> Array:
    x = call.input(name)
    if x.ndim != 4 or any(length == 0 for length in x.shape[1:3]) or max(x.shape[1:3]) > MOST_LENGTH:
        raise Mismatch(f"an image [batch, height, width, channels] cannot be {x.shape}")
    return x


def sizes(call: Call, name: str) -> tuple[int, int]:
    asked = call.wholes(name)
    if len(asked) != 2 or any(one < 0 for one in asked):
        raise Mismatch(f"attribute '{name}' must be a height and a width")
    if max(asked) > MOST_LENGTH:
        raise Refused("limit", f"an image of {asked[0]} x {asked[1]}: at most {MOST_LENGTH} a side are computed")
    return asked[0], asked[1]


def scale(length: int, size: int, aligned: bool) -> float:
    return (length - 1) / (size - 1) if aligned and size > 1 else length / max(size, 1)


def nearest(x: Array, axis: int, size: int, asked: Options) -> Array:
    aligned, centred = asked
    length = x.shape[axis]
    place = scale(length, size, aligned) * (np.arange(size) + (0.5 if centred else 0))
    chosen = np.floor(place + 0.5) if aligned else np.floor(place)
    return jnp.take(x, np.clip(chosen, 0, length - 1).astype(np.int32), axis=axis)


def bilinear(x: Array, axis: int, size: int, asked: Options) -> Array:
    aligned, centred = asked
    length = x.shape[axis]
    place = scale(length, size, aligned) * (np.arange(size) + (0.5 if centred else 0)) - (0.5 if centred else 0)
    below = np.maximum(0, np.floor(place))
    above = np.minimum(length - 1, np.ceil(place))
    share = (np.maximum(place, 0) - below).astype(np.float32)
    low, high = (jnp.take(x, one.astype(np.int32), axis=axis) for one in (below, above))
    return low + (high - low) * share.reshape([-1 if at == axis else 1 for at in range(x.ndim)])


def resized(x: Array, size: tuple[int, int], along: Resize, asked: Options) -> Array:
    # Columns first: the order in which TensorFlow.js adds.
    return along(along(x, 2, size[1], asked), 1, size[0], asked)


def resize(along: Resize, whole: bool) -> Kernel:
    def kernel(call: Call) -> Array:
        x = image(call, "images")
        made = resized(x if whole else floating(x), sizes(call, "size"), along, options(call))
        return cast(made, call.dtype)

    return kernel


def resize_gradient(along: Resize) -> Kernel:
    def kernel(call: Call) -> Array:
        x, dy = image(call, "images"), floating(image(call, "dy"))
        given, asked = jax.ShapeDtypeStruct(x.shape, jnp.float32), options(call)
        pull = jax.linear_transpose(lambda one: resized(one, dy.shape[1:3], along, asked), given)
        return cast(pull(dy)[0], call.dtype)

    return kernel


def crop_and_resize(call: Call) -> Array:
    """Of an image that is not there the crop is 0."""
    x = floating(image(call, "image"))
    boxes, chosen = call.take("boxes", "boxInd")
    height, width = sizes(call, "cropSize")
    method = call.choice("method", ("bilinear", "nearest"), "bilinear")
    outside = np.float32(call.number("extrapolationValue", 0))
    if boxes.ndim != 2 or boxes.shape[1] != 4:
        raise Mismatch(f"boxes must be [count, 4], not {boxes.shape}")

    def places(first: Array, last: Array, length: int, size: int) -> tuple[Array, Array]:
        if size > 1:
            step = (last - first) * np.float32(length - 1) / np.float32(size - 1)
            place = first * np.float32(length - 1) + jnp.arange(size, dtype=jnp.float32) * step
        else:
            place = jnp.full((size,), 0.5 * (first + last) * np.float32(length - 1))
        return place, (place >= 0) & (place <= length - 1)

    def crop(box: Array, number: Array) -> Array:
        one = x[jnp.clip(number, 0, x.shape[0] - 1)]
        y, inside_y = places(box[0], box[2], x.shape[1], height)
        across, inside_x = places(box[1], box[3], x.shape[2], width)
        if method == "nearest":
            made = pick(pick(one, jnp.floor(y + 0.5), 0), jnp.floor(across + 0.5), 1)
        else:
            left, right = pick(one, jnp.floor(across), 1), pick(one, jnp.ceil(across), 1)
            row = left + (right - left) * (across - jnp.floor(across))[None, :, None]
            top, bottom = pick(row, jnp.floor(y), 0), pick(row, jnp.ceil(y), 0)
            made = top + (bottom - top) * (y - jnp.floor(y))[:, None, None]
        made = jnp.where((inside_y[:, None] & inside_x[None, :])[..., None], made, outside)
        return jnp.where(number < x.shape[0], made, 0)

    return jax.vmap(crop)(floating(boxes), chosen)


def pick(x: Array, place: Array, axis: int) -> Array:
    return jnp.take(x, place.astype(jnp.int32), axis=axis, mode="clip")


def mapped(place: Array, length: int, mode: str) -> Array:
    """Where a coordinate outside an axis is looked up (`Transform` of TensorFlow)."""
    last = np.float32(length - 1)
    match mode:
        case "nearest":
            return jnp.clip(place, 0, last)
        case "reflect":
            if length <= 1:
                return jnp.zeros_like(place)
            turn = np.float32(2 * length)
            low = turn * jnp.trunc(-place / turn) + place
            low = jnp.where(low < -length, low + turn, -low - 1)
            high = place - turn * jnp.trunc(place / turn)
            high = jnp.where(high >= length, turn - high - 1, high)
        case "wrap":
            if length <= 1:
                return jnp.zeros_like(place)
            low = place + length * (jnp.trunc(-place / last) + 1)
            high = place - length * jnp.trunc(place / last)
        case _:
            return place
    return jnp.clip(jnp.where(place < 0, low, jnp.where(place > last, high, place)), 0, last)


def transform(call: Call) -> Array:
    """transforms [batch or 1, 8]: (x, y) of the output is looked up at ((a·x + b·y + c) / k, (d·x + e·y + f) / k)."""
    x = floating(image(call, "image"))
    transforms = floating(call.input("transforms"))
    if transforms.ndim != 2 or transforms.shape[1] != 8 or transforms.shape[0] not in (1, x.shape[0]):
        raise Mismatch(f"transforms must be [{x.shape[0]}, 8] or [1, 8], not {transforms.shape}")
    method = call.choice("interpolation", ("nearest", "bilinear"), "nearest")
    mode = call.choice("fillMode", ("constant", "reflect", "wrap", "nearest"), "constant")
    fill = np.float32(call.number("fillValue", 0))
    size = x.shape[1:3] if call.attributes.get("outputShape") is None else sizes(call, "outputShape")
    across = jnp.arange(size[1], dtype=jnp.float32)[None, :]
    down = jnp.arange(size[0], dtype=jnp.float32)[:, None]

    def turned(one: Array, t: Array) -> Array:
        k = t[6] * across + t[7] * down + 1
        safe = jnp.where(k == 0, 1, k)
        column = mapped((t[0] * across + t[1] * down + t[2]) / safe, one.shape[1], mode)
        row = mapped((t[3] * across + t[4] * down + t[5]) / safe, one.shape[0], mode)
        if method == "nearest":
            made = look_up(one, jnp.floor(row + 0.5), jnp.floor(column + 0.5), fill)
        else:
            top, left = jnp.floor(row), jnp.floor(column)
            y, z = (row - top)[..., None], (column - left)[..., None]
            upper = (1 - z) * look_up(one, top, left, fill) + z * look_up(one, top, left + 1, fill)
            lower = (1 - z) * look_up(one, top + 1, left, fill) + z * look_up(one, top + 1, left + 1, fill)
            made = (1 - y) * upper + y * lower
        return jnp.where((k == 0)[..., None], fill, made)

    return cast(jax.vmap(turned)(x, jnp.broadcast_to(transforms, (x.shape[0], 8))), call.dtype)


def look_up(one: Array, row: Array, column: Array, fill: np.float32 | Array) -> Array:
    """one [height, width, channels] at rows and columns of any shape; `fill` outside."""
    inside = (row >= 0) & (row < one.shape[0]) & (column >= 0) & (column < one.shape[1])
    y = jnp.clip(row, 0, one.shape[0] - 1).astype(jnp.int32)
    x = jnp.clip(column, 0, one.shape[1] - 1).astype(jnp.int32)
    return jnp.where(inside[..., None], one[y, x], fill)


def rotate(call: Call) -> Array:
    x = image(call, "image")
    radians, center = call.number("radians"), call.numbers("center")
    fills = call.numbers("fillValue")
    height, width, channels = x.shape[1:]
    middle_x, middle_y = width * center[0], height * center[-1]
    if len(fills) > 1:
        # The fourth channel is opacity.
        fills = tuple(255 if channel == 3 else fills[min(channel, len(fills) - 1)] for channel in range(channels))
    across, down = np.arange(width)[None, :] - middle_x, np.arange(height)[:, None] - middle_y
    column = np.floor(across * np.cos(radians) - down * np.sin(radians) + middle_x + 0.5)
    row = np.floor(across * np.sin(radians) + down * np.cos(radians) + middle_y + 0.5)
    fill = jnp.asarray(np.float32(fills)).astype(x.dtype)
    turn = jax.vmap(lambda one: look_up(one, jnp.float32(row), jnp.float32(column), fill))
    return turn(x)


KERNELS: Kernels = {
    "CropAndResize": crop_and_resize,
    "FlipLeftRight": lambda call: jnp.flip(image(call, "image"), 2),
    "ResizeBilinear": resize(bilinear, whole=False),
    "ResizeBilinearGrad": resize_gradient(bilinear),
    "ResizeNearestNeighbor": resize(nearest, whole=True),
    "ResizeNearestNeighborGrad": resize_gradient(nearest),
    "RotateWithOffset": rotate,
    "Transform": transform,
}
