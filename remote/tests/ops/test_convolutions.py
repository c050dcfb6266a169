"""Convolutions against loops in numpy; gradients as the transposes of what is linear in each argument."""

from __future__ import annotations

import itertools
from typing import Any

import ml_dtypes
import numpy as np
import pytest

from gradbook_remote.errors import Refused
from tests.ops.kernel import check, noise, run


def around(pad: Any, axis: int, length: int, reach: int, stride: int, axes: int = 2) -> tuple[int, int]:  # noqa: ANN401
    if pad == "same":
        needed = (-(-length // stride) - 1) * stride + reach - length
        # In volumes TensorFlow.js lets it be negative.
        needed = max(0, needed) if axes == 2 else needed
        return needed // 2, needed - needed // 2
    if pad == "valid":
        return 0, 0
    return tuple(pad[axis + 1]) if isinstance(pad, list) else (pad, pad)


def convolve(x: np.ndarray, filter_: np.ndarray, pad: Any, strides: list, dilations: list) -> np.ndarray:  # noqa: ANN401
    """x [batch, lengths..., in], filter [sizes..., in, out], channels last."""
    axes = len(strides)
    reaches = [(size - 1) * dilation + 1 for size, dilation in zip(filter_.shape, dilations, strict=False)]
    pads = [around(pad, axis, x.shape[axis + 1], reaches[axis], strides[axis], axes) for axis in range(axes)]
    x = np.pad(x.astype(np.float64), [(0, 0), *pads, (0, 0)])
    counts = [(x.shape[axis + 1] - reaches[axis]) // strides[axis] + 1 for axis in range(axes)]
    made = np.zeros((x.shape[0], *counts, filter_.shape[-1]))
    for place in itertools.product(*map(range, filter_.shape[:axes])):
        taken = tuple(
            slice(at * dilations[axis], at * dilations[axis] + (counts[axis] - 1) * strides[axis] + 1, strides[axis])
            for axis, at in enumerate(place)
        )
        made += x[(slice(None), *taken)] @ filter_[place]
    return made.astype(np.float32)


def spread(filter_: np.ndarray) -> np.ndarray:
    """A depthwise filter [h, w, in, multiplier] as one of all channels [h, w, in, in · multiplier]."""
    h, w, channels, times = filter_.shape
    whole = np.zeros((h, w, channels, channels * times), np.float32)
    for channel in range(channels):
        whole[:, :, channel, channel * times : (channel + 1) * times] = filter_[:, :, channel]
    return whole


CASES = [
    # pad, strides, dilations, lengths, window
    ("same", [1, 1], [1, 1], (6, 5), (3, 3)),
    ("same", [2, 3], [1, 1], (7, 8), (3, 2)),
    ("valid", [2, 1], [1, 1], (7, 6), (2, 3)),
    ("valid", [1, 1], [2, 3], (9, 9), (3, 2)),
    ("same", [1, 1], [2, 2], (6, 6), (3, 3)),
    ([[0, 0], [1, 2], [0, 3], [0, 0]], [2, 2], [1, 1], (6, 5), (3, 3)),
    (1, [1, 1], [1, 1], (5, 5), (3, 3)),
    # The last rows and columns are in no window.
    ("valid", [3, 3], [1, 1], (8, 9), (2, 2)),
    ("same", [3, 3], [1, 1], (8, 9), (1, 1)),
]


@pytest.mark.parametrize(("pad", "strides", "dilations", "lengths", "window"), CASES)
@pytest.mark.parametrize("depthwise", [False, True])
def test_convolutions_of_images_and_their_gradients(
    pad: Any,  # noqa: ANN401 - a word, a number or pairs
    strides: list,
    dilations: list,
    lengths: tuple,
    window: tuple,
    depthwise: bool,
) -> None:
    x, filter_ = noise(2, *lengths, 3), noise(*window, 3, 2, seed=1)
    whole = spread(filter_) if depthwise else filter_
    y = convolve(x, whole, pad, strides, dilations)
    dy = noise(*y.shape, seed=2)
    told = {"pad": pad, "strides": strides, "dilations": dilations, "dataFormat": "NHWC"}
    name = "DepthwiseConv2dNative" if depthwise else "Conv2D"
    check(name, {"x": x, "filter": filter_}, told, y, tolerance=2e-5)

    shapes = {"inputShape": list(x.shape), "filterShape": list(filter_.shape)}
    (dx,) = run(
        f"{name}BackpropInput", {"dy": dy, "filter": filter_}, told | {"inputShape": shapes["inputShape"]}, like=x
    )
    (df,) = run(
        f"{name}BackpropFilter", {"x": x, "dy": dy}, told | {"filterShape": shapes["filterShape"]}, like=filter_
    )
    # y is linear in x and in the filter: <dy, y(other)> = <gradient, other>.
    other_x, other_filter = noise(*x.shape, seed=3), noise(*filter_.shape, seed=4)
    turned = convolve(other_x, whole, pad, strides, dilations)
    assert np.vdot(dx, other_x) == pytest.approx(np.vdot(dy, turned), rel=1e-4, abs=1e-3)
    turned = convolve(x, spread(other_filter) if depthwise else other_filter, pad, strides, dilations)
    assert np.vdot(df, other_filter) == pytest.approx(np.vdot(dy, turned), rel=1e-4, abs=1e-3)


@pytest.mark.parametrize("depthwise", [False, True])
def test_channels_may_come_first(depthwise: bool) -> None:
    x, filter_, bias = noise(2, 6, 5, 3), noise(3, 3, 3, 2, seed=1), noise(6 if depthwise else 2, seed=2)
    y = convolve(x, spread(filter_) if depthwise else filter_, "same", [2, 2], [1, 1])
    told = {"pad": "same", "strides": [2, 2], "dilations": 1, "dataFormat": "NCHW"}
    first = (0, 3, 1, 2)
    given = {"x": x.transpose(first), "filter": filter_}
    name = "DepthwiseConv2dNative" if depthwise else "Conv2D"
    check(name, given, told, y.transpose(first), tolerance=2e-5)
    fused = "FusedDepthwiseConv2D" if depthwise else "FusedConv2D"
    want = np.maximum(y + bias, 0).transpose(first)
    check(fused, given | {"bias": bias}, told | {"activation": "relu"}, want, tolerance=2e-5)
    if not depthwise:
        dy = noise(*y.shape, seed=3)
        plain = told | {"dataFormat": "NHWC"}
        shapes = {"inputShape": [2, 3, 6, 5], "filterShape": [3, 3, 3, 2]}
        (dx,) = run("Conv2DBackpropInput", {"dy": dy, "filter": filter_}, plain | {"inputShape": [2, 6, 5, 3]}, like=x)
        (df,) = run("Conv2DBackpropFilter", {"x": x, "dy": dy}, plain | shapes, like=filter_)
        dy, x = dy.transpose(first), x.transpose(first)
        check("Conv2DBackpropInput", {"dy": dy, "filter": filter_}, told | shapes, dx.transpose(first), tolerance=2e-5)
        check("Conv2DBackpropFilter", {"x": x, "dy": dy}, told | shapes, df, tolerance=2e-5)


@pytest.mark.parametrize(("pad", "strides"), [("same", [2, 1, 2]), ("valid", [1, 2, 1])])
def test_convolutions_of_volumes_and_their_gradients(pad: str, strides: list) -> None:
    x, filter_ = noise(1, 4, 5, 6, 2), noise(2, 3, 2, 2, 3, seed=1)
    y = convolve(x, filter_, pad, strides, [1, 1, 1])
    dy = noise(*y.shape, seed=2)
    told = {"pad": pad, "strides": strides}
    check("Conv3D", {"x": x, "filter": filter_}, told | {"dilations": 1, "dataFormat": "NDHWC"}, y, tolerance=2e-5)
    (dx,) = run("Conv3DBackpropInputV2", {"dy": dy, "filter": filter_}, told | {"inputShape": list(x.shape)}, like=x)
    (df,) = run("Conv3DBackpropFilterV2", {"x": x, "dy": dy}, told | {"filterShape": list(filter_.shape)}, like=filter_)
    assert np.vdot(dx, x) == pytest.approx(np.vdot(dy, y), rel=1e-4, abs=1e-3)
    assert np.vdot(df, filter_) == pytest.approx(np.vdot(dy, y), rel=1e-4, abs=1e-3)


def test_in_bfloat16_sums_stay_float32() -> None:
    x, filter_ = noise(1, 5, 5, 64), noise(3, 3, 64, 2, seed=1)
    low = [one.astype(ml_dtypes.bfloat16).astype(np.float32) for one in (x, filter_)]
    want = convolve(*low, "same", [1, 1], [1, 1])
    told = {"pad": "same", "strides": 1, "dilations": 1}
    check("Conv2D", {"x": x, "filter": filter_}, told, want, precision="bfloat16", tolerance=1e-4)


def test_what_does_not_fit_is_refused() -> None:
    x, told = noise(1, 5, 5, 3), {"pad": "same", "strides": 1, "dilations": 1}
    for filter_, change in [
        (noise(3, 3, 2, 2), {}),
        (noise(3, 3, 3, 2), {"strides": 0}),
        (noise(3, 3, 3, 2), {"pad": "odd"}),
        (noise(3, 3, 3, 2), {"pad": "valid", "strides": [1, 1, 1]}),
        (noise(3, 3, 3), {}),
    ]:
        with pytest.raises(Refused, match="Conv2D") as refused:
            run("Conv2D", {"x": x, "filter": filter_}, told | change, like=noise(1, 5, 5, 2))
        assert (refused.value.failure, refused.value.node) == ("shape", 0)


def test_of_a_dy_larger_than_there_are_windows_the_first_values_count() -> None:
    dy, filter_ = noise(1, 4, 4, 2), noise(3, 3, 1, 2, seed=1)
    told = {"strides": [1, 1], "pad": "same", "dataFormat": "NHWC", "inputShape": [1, 2, 2, 1]}
    [want] = run("Conv2DBackpropInput", {"dy": dy[:, :2, :2], "filter": filter_}, told, like=np.zeros((1, 2, 2, 1)))
    check("Conv2DBackpropInput", {"dy": dy, "filter": filter_}, told, want)
