"""Where windows lie: paddings and output lengths as TensorFlow.js computes them (`conv_util.ts`)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from .call import Call, Mismatch, Shape, as_whole

Rounding = Literal["floor", "round", "ceil"]
ROUNDINGS = ("floor", "round", "ceil")


@dataclass(frozen=True)
class Along:
    """Windows along one axis."""

    length: int
    window: int
    stride: int
    dilation: int
    before: int
    """Padding before the first value; what comes after follows from `count`."""
    count: int

    @property
    def reach(self) -> int:
        """From the first to the last value of a window."""
        return (self.window - 1) * self.dilation + 1

    @property
    def after(self) -> int:
        """Padding behind the last value: negative where the last values are in no window."""
        return (self.count - 1) * self.stride + self.reach - self.length - self.before

    @property
    def padding(self) -> tuple[int, int]:
        return self.before, self.after


def layout(call: Call, axes: int) -> bool:
    """Whether channels come last."""
    formats = ("NHWC", "NCHW") if axes == 2 else ("NDHWC", "NCDHW")
    return call.choice("dataFormat", formats, formats[0]) == formats[0]


def spatial(shape: Shape, channels_last: bool) -> Shape:
    return shape[1:-1] if channels_last else shape[2:]


def each(call: Call, name: str, axes: int, default: int | None = None) -> Shape:
    """A number for every axis, or one for all; positive."""
    if call.attributes.get(name) is None and default is not None:
        return (default,) * axes
    values = call.wholes(name)
    values = values * axes if len(values) == 1 else values
    if len(values) != axes or any(value < 1 for value in values):
        raise Mismatch(f"attribute '{name}' must be {axes} positive numbers")
    return values


def windows(call: Call, lengths: Shape, sizes: Shape, channels_last: bool = True, dilated: bool = True) -> list[Along]:
    """For every spatial axis of an input of `lengths` the windows of `sizes`, by the call's attributes."""
    axes = len(lengths)
    strides = each(call, "strides", axes, 1)
    dilations = each(call, "dilations", axes, 1) if dilated else (1,) * axes
    rounding = None if call.attributes.get("dimRoundingMode") is None else call.choice("dimRoundingMode", ROUNDINGS)
    pad = call.attributes.get("pad")
    found = []
    for axis, (length, window, stride, dilation) in enumerate(zip(lengths, sizes, strides, dilations, strict=True)):
        reach = (window - 1) * dilation + 1
        if pad == "same":
            count = -(-length // stride)
            needed = (count - 1) * stride + reach - length
            # In three axes padding may be negative: the first values are then in no window.
            before = max(0, needed) // 2 if axes == 2 else needed // 2
        elif pad == "valid" or pad is None:
            before, count = 0, -(-(length - reach + 1) // stride)
            if axes == 3:
                count = max(0, (length - reach) // stride + 1)
        elif isinstance(pad, tuple):
            if axes != 2 or len(pad) != 4:
                raise Mismatch("explicit padding must be four pairs")
            before, behind = padded(pad[axis + (1 if channels_last else 2)])
            count = rounded((length - reach + before + behind) / stride + 1, rounding)
        else:
            before = as_whole(pad, "pad")
            # With padding as a number TensorFlow.js takes the first axis's window and stride for all axes of an image.
            first = ((sizes[0] - 1) * dilations[0] + 1, strides[0]) if axes == 2 else (reach, stride)
            count = rounded((length - first[0] + 2 * before) / first[1] + 1, rounding)
        if count < 0 or abs(before) > 2**24:
            raise Mismatch(f"a window of {reach} is larger than the {length} values of axis {axis}")
        found.append(Along(length, window, stride, dilation, before, count))
    return found


def padded(pair: object) -> tuple[int, int]:
    if not isinstance(pair, tuple) or len(pair) != 2:
        raise Mismatch("explicit padding must be four pairs")
    before, after = as_whole(pair[0], "pad"), as_whole(pair[1], "pad")
    return before, after


def rounded(value: float, rounding: Rounding | None) -> int:
    match rounding:
        case "floor":
            return math.floor(value)
        case "ceil":
            return math.ceil(value)
        case "round":
            return math.floor(value + 0.5)
        case None:
            return math.trunc(value)
