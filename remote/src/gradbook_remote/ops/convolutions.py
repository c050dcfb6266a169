"""
Convolutions over two and three axes, depthwise too, and their gradients by the input and by the filter: each is one
convolution of XLA. Filters are [window..., in, out], depthwise ones [window..., in, multiplier].
"""

from __future__ import annotations

from collections.abc import Sequence

import jax.numpy as jnp
from jax import lax

from .call import Array, Call, Kernel, Kernels, Mismatch, Precision, Shape, cast, floating
from .geometry import Along, layout, spatial, windows
from .products import accuracy, finished, rounded

LETTERS = {2: "HW", 3: "DHW"}


def spec(axes: int, channels_last: bool, batch: str = "N", channels: str = "C") -> str:
    letters = LETTERS[axes]
    return f"{batch}{letters}{channels}" if channels_last else f"{batch}{channels}{letters}"


def convolve(
    lhs: Array,
    rhs: Array,
    specs: tuple[str, str, str],
    precision: Precision,
    *,
    padding: Sequence[tuple[int, int]],
    strides: Sequence[int] | None = None,
    spread: Sequence[int] | None = None,
    dilations: Sequence[int] | None = None,
    groups: int = 1,
    batch_groups: int = 1,
) -> Array:
    """`spread` puts zeros between the values of `lhs`, `dilations` between those of `rhs`."""
    lhs, rhs = rounded(floating(lhs), precision), rounded(floating(rhs), precision)
    return lax.conv_general_dilated(
        lhs,
        rhs,
        window_strides=strides or (1,) * len(padding),
        padding=padding,
        lhs_dilation=spread,
        rhs_dilation=dilations,
        dimension_numbers=specs,
        feature_group_count=groups,
        batch_group_count=batch_groups,
        **accuracy(lhs),
    )


def channels_of(shape: Shape, channels_last: bool) -> int:
    return shape[-1] if channels_last else shape[1]


def forward(axes: int, depthwise: bool = False) -> Kernel:
    """Also the fused kernels: without a bias and an activation they are the plain ones."""

    def kernel(call: Call) -> Array:
        x, filter_ = call.take("x", "filter")
        ranks(axes, x, filter_)
        last = layout(call, axes)
        along = windows(call, spatial(x.shape, last), filter_.shape[:axes], last)
        channels = channels_of(x.shape, last)
        if filter_.shape[axes] != channels:
            raise Mismatch(f"a filter for {filter_.shape[axes]} channels is given an input of {channels}")
        if any(one.count == 0 for one in along) or x.size == 0:
            made = empty(call)
        else:
            rhs = filter_
            if depthwise:
                rhs = filter_.reshape(*filter_.shape[:axes], 1, channels * filter_.shape[-1])
            made = convolve(
                x,
                rhs,
                (spec(axes, last), f"{LETTERS[axes]}IO", spec(axes, last)),
                call.precision,
                strides=[one.stride for one in along],
                padding=[one.padding for one in along],
                dilations=[one.dilation for one in along],
                groups=channels if depthwise else 1,
            )
        return cast(finished(call, made, -1 if last else 1), call.dtype)

    return kernel


def empty(call: Call) -> Array:
    return jnp.zeros(call.outputs[0].shape, jnp.float32)


def by_input(axes: int, depthwise: bool = False) -> Kernel:
    """dy, filter → dx of the shape `inputShape`."""

    def kernel(call: Call) -> Array:
        dy, filter_ = call.take("dy", "filter")
        ranks(axes, dy, filter_)
        last = layout(call, axes)
        shape = call.wholes("inputShape")
        if len(shape) != axes + 2:
            raise Mismatch(f"attribute 'inputShape' must be {axes + 2} numbers")
        along = counted(call, spatial(shape, last), filter_.shape[:axes], spatial(dy.shape, last), last)
        dy = within(dy, along, last)
        if dy.size == 0 or filter_.size == 0:
            return jnp.zeros(call.outputs[0].shape, call.dtype)
        inputs, outputs = filter_.shape[axes:]
        rhs = jnp.flip(filter_, tuple(range(axes)))
        # The filter turned around, its inputs and outputs exchanged; a depthwise one has `outputs` inputs a channel.
        rhs = jnp.swapaxes(rhs, axes, axes + 1)
        made = convolve(
            dy,
            rhs,
            (spec(axes, last), f"{LETTERS[axes]}IO", spec(axes, last)),
            call.precision,
            spread=[one.stride for one in along],
            dilations=[one.dilation for one in along],
            padding=[backwards(one) for one in along],
            groups=inputs if depthwise else 1,
        )
        if depthwise and channels_of(dy.shape, last) != inputs * outputs:
            raise Mismatch(f"{inputs} channels times {outputs} are not {channels_of(dy.shape, last)}")
        return cast(made, call.dtype)

    return kernel


def backwards(one: Along) -> tuple[int, int]:
    """Padding of dy, spread by the stride, from which windows turned around give dx."""
    before = one.reach - 1 - one.before
    spread = (one.count - 1) * one.stride + 1
    return before, one.length + one.reach - 1 - spread - before


def by_filter(axes: int, depthwise: bool = False) -> Kernel:
    """x, dy → dfilter of the shape `filterShape`."""

    def kernel(call: Call) -> Array:
        x, dy = call.take("x", "dy")
        ranks(axes, x, dy)
        last = layout(call, axes)
        shape = call.wholes("filterShape")
        if len(shape) != axes + 2:
            raise Mismatch(f"attribute 'filterShape' must be {axes + 2} numbers")
        along = counted(call, spatial(x.shape, last), shape[:axes], spatial(dy.shape, last), last)
        dy = within(dy, along, last)
        if x.size == 0 or dy.size == 0:
            return jnp.zeros(call.outputs[0].shape, call.dtype)
        # dy is the filter; examples are what is summed over, so that they stand in the place of channels.
        made = convolve(
            x,
            dy,
            (spec(axes, last, "C", "N"), spec(axes, last, "I", "O"), f"{LETTERS[axes]}NC"),
            call.precision,
            strides=[one.dilation for one in along],
            dilations=[one.stride for one in along],
            padding=[(one.before, beyond(one)) for one in along],
            batch_groups=channels_of(x.shape, last) if depthwise else 1,
        )
        if depthwise:
            made = made.reshape(shape)
        return cast(made, call.dtype)

    return kernel


def beyond(one: Along) -> int:
    """Padding behind x, so that dy, spread by the stride, fits in `window` places."""
    return (one.count - 1) * one.stride + 1 + (one.window - 1) * one.dilation - one.length - one.before


def counted(call: Call, lengths: Shape, sizes: Shape, counts: Shape, channels_last: bool) -> list[Along]:
    """The windows. TensorFlow.js lets dy have more values than there are windows, and ignores those."""
    found = windows(call, lengths, sizes, channels_last)
    for axis, (one, count) in enumerate(zip(found, counts, strict=True)):
        if one.count > count:
            raise Mismatch(f"dy has {count} values along axis {axis}, where {one.count} windows are")
    return found


def within(dy: Array, along: Sequence[Along], channels_last: bool) -> Array:
    first = 1 if channels_last else 2
    for axis, one in enumerate(along):
        dy = lax.slice_in_dim(dy, 0, one.count, axis=axis + first)
    return dy


def ranks(axes: int, *tensors: Array) -> None:
    for tensor in tensors:
        if tensor.ndim != axes + 2:
            raise Mismatch(f"a tensor of {tensor.ndim} axes is given, where {axes + 2} are expected")


KERNELS: Kernels = {
    "Conv2D": forward(2),
    "Conv2DBackpropFilter": by_filter(2),
    "Conv2DBackpropInput": by_input(2),
    "Conv3D": forward(3),
    "Conv3DBackpropFilterV2": by_filter(3),
    "Conv3DBackpropInputV2": by_input(3),
    "DepthwiseConv2dNative": forward(2, depthwise=True),
    "DepthwiseConv2dNativeBackpropFilter": by_filter(2, depthwise=True),
    "DepthwiseConv2dNativeBackpropInput": by_input(2, depthwise=True),
    "FusedConv2D": forward(2),
    "FusedDepthwiseConv2D": forward(2, depthwise=True),
}
