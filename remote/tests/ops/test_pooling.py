from __future__ import annotations

import itertools

import numpy as np
import pytest

from tests.ops.kernel import check, noise, run
from tests.ops.test_convolutions import around

CASES = [("same", 3, 2), ("valid", 2, 2), ("valid", [2, 3], [1, 2]), (1, 3, 1), ("same", 2, 3)]


def windows(x: np.ndarray, pad: object, size: list, strides: list) -> list[tuple[tuple, tuple]]:
    """For each window, [channels last], its place and the slices of x that lie in it."""
    axes = len(size)
    pads = [around(pad, axis, x.shape[axis + 1], size[axis], strides[axis], axes) for axis in range(axes)]
    counts = [(x.shape[axis + 1] + sum(pads[axis]) - size[axis]) // strides[axis] + 1 for axis in range(axes)]
    found = []
    for place in itertools.product(*map(range, counts)):
        starts = [at * strides[axis] - pads[axis][0] for axis, at in enumerate(place)]
        inside = tuple(slice(max(0, start), start + size[axis]) for axis, start in enumerate(starts))
        found.append((place, inside))
    return found


def each(value: int | list, axes: int) -> list:
    return value if isinstance(value, list) else [value] * axes


@pytest.mark.parametrize(("pad", "size", "strides"), CASES)
@pytest.mark.parametrize("axes", [2, 3])
def test_pooling_and_its_gradients(pad: object, size: int | list, strides: int | list, axes: int) -> None:
    if axes == 3 and isinstance(size, list):
        size, strides = [2, 3, 2], [1, 2, 1]
    # Shuffled rather than random: no two are equal.
    x = (
        np.random.default_rng(0)
        .permutation(2 * 6 * 5 ** (axes - 1) * 2)
        .reshape(2, 6, *[5] * (axes - 1), 2)
        .astype(np.float32)
    )
    all_ = windows(x, pad, each(size, axes), each(strides, axes))
    counts = np.add(all_[-1][0], 1)
    largest, average = np.zeros((2, *counts, 2), np.float32), np.zeros((2, *counts, 2), np.float32)
    dy = noise(2, *counts, 2)
    dlargest, daverage = np.zeros_like(x), np.zeros_like(x)
    for place, inside in all_:
        for batch, channel in itertools.product(range(2), range(2)):
            part = x[(batch, *inside, channel)]
            largest[(batch, *place, channel)], average[(batch, *place, channel)] = part.max(), part.mean()
            best = dlargest[(batch, *inside, channel)]
            best[np.unravel_index(part.argmax(), part.shape)] += dy[(batch, *place, channel)]
            daverage[(batch, *inside, channel)] += dy[(batch, *place, channel)] / np.prod(each(size, axes))
    told = {"filterSize": size, "strides": strides, "pad": pad}
    suffix = "" if axes == 2 else "3D"
    check(f"MaxPool{suffix}", {"x": x}, told, largest)
    check(f"AvgPool{suffix}", {"x": x}, told, average)
    check(f"MaxPool{suffix}Grad", {"dy": dy, "input": x, "output": largest}, told, dlargest)
    check(f"AvgPool{suffix}Grad", {"dy": dy, "input": x}, told, daverage)


def test_of_equal_values_the_first_takes_the_gradient_in_images() -> None:
    told = {"filterSize": 2, "strides": 2, "pad": "valid"}
    x, dy = np.ones((1, 2, 2, 1)), np.full((1, 1, 1, 1), 5.0)
    check("MaxPoolGrad", {"dy": dy, "input": x, "output": dy}, told, np.float32([5, 0, 0, 0]).reshape(1, 2, 2, 1))


def test_channels_may_come_first() -> None:
    x = noise(1, 4, 6, 5, 3)
    told = {"filterSize": 2, "strides": 2, "pad": "valid", "dataFormat": "NCDHW"}
    want = np.zeros((1, 4, 3, 2, 1), np.float32)
    for place in np.ndindex(want.shape):
        n, c, a, b, d = place
        want[place] = x[n, c, 2 * a : 2 * a + 2, 2 * b : 2 * b + 2, 2 * d : 2 * d + 2].max()
    check("MaxPool3D", {"x": x}, told, want)


@pytest.mark.parametrize("whole", [False, True])
def test_where_the_largest_is(whole: bool) -> None:
    x = np.float32([[1, 5, 2, 0], [3, 4, 9, 7]] * 2).reshape(2, 2, 4, 1)
    places = np.int32([[1, 6], [9, 14] if whole else [1, 6]]).reshape(2, 1, 2, 1)
    told = {"filterSize": 2, "strides": 2, "pad": "valid", "includeBatchInIndex": whole}
    check("MaxPoolWithArgmax", {"x": x}, told, np.float32([5, 9] * 2).reshape(2, 1, 2, 1), places)


def test_local_response_normalisation_and_its_gradient() -> None:
    told = {"depthRadius": 1, "bias": 1.5, "alpha": 0.3, "beta": 0.6}

    def norm(x: np.ndarray) -> np.ndarray:
        padded = np.pad(x.astype(np.float64) ** 2, [(0, 0)] * 3 + [(1, 1)])
        return x * (1.5 + 0.3 * (padded[..., :-2] + padded[..., 1:-1] + padded[..., 2:])) ** -0.6

    x, dy, along = noise(1, 2, 2, 4), noise(1, 2, 2, 4, seed=1), noise(1, 2, 2, 4, seed=2)
    check("LRN", {"x": x}, told, norm(x).astype(np.float32))
    (dx,) = run("LRNGrad", {"x": x, "y": norm(x), "dy": dy}, told, like=x)
    slope = np.vdot(dy, norm(x + 1e-4 * along) - norm(x - 1e-4 * along)) / 2e-4
    assert np.vdot(dx, along) == pytest.approx(slope, rel=1e-3, abs=1e-3)


def test_dilation_and_its_gradients() -> None:
    x, filter_ = noise(1, 4, 5, 2), noise(2, 2, 2, seed=1)
    told = {"strides": 1, "pad": "valid", "dilations": 1}
    y, dx, df = np.zeros((1, 3, 4, 2), np.float32), np.zeros_like(x), np.zeros_like(filter_)
    dy = noise(1, 3, 4, 2, seed=2)
    for row, column, channel in np.ndindex(3, 4, 2):
        sums = x[0, row : row + 2, column : column + 2, channel] + filter_[:, :, channel]
        a, b = np.unravel_index(sums.argmax(), (2, 2))
        y[0, row, column, channel] = sums.max()
        dx[0, row + a, column + b, channel] += dy[0, row, column, channel]
        df[a, b, channel] += dy[0, row, column, channel]
    given = {"x": x, "filter": filter_}
    check("Dilation2D", given, told, y)
    check("Dilation2DBackpropInput", given | {"dy": dy}, told, dx)
    check("Dilation2DBackpropFilter", given | {"dy": dy}, told, df)
