from __future__ import annotations

import math

import numpy as np
import pytest

from gradbook_remote.errors import Refused
from tests.ops.kernel import check, noise, run

IMAGE = noise(2, 5, 4, 3)
OPTIONS = [(False, False), (True, False), (False, True)]


def place(index: int, length: int, size: int, aligned: bool, centred: bool) -> float:
    scale = (length - 1) / (size - 1) if aligned and size > 1 else length / size
    return scale * (index + 0.5) - 0.5 if centred else scale * index


def weights(length: int, size: int, aligned: bool, centred: bool, bilinear: bool) -> np.ndarray:
    """How much of each of `length` places is in each of `size` new ones: [size, length]."""
    made = np.zeros((size, length))
    for index in range(size):
        at = place(index, length, size, aligned, centred)
        if bilinear:
            at = max(0.0, at)
            low, high = math.floor(at), min(length - 1, math.ceil(at))
            made[index, low] += 1 - (at - low)
            made[index, high] += at - low
        else:
            at += 0.5 if centred else 0
            made[index, min(length - 1, math.floor(at + 0.5) if aligned else math.floor(at))] += 1
    return made


@pytest.mark.parametrize(("aligned", "centred"), OPTIONS)
@pytest.mark.parametrize("size", [(7, 9), (3, 2), (1, 4)])
@pytest.mark.parametrize("kernel", ["ResizeBilinear", "ResizeNearestNeighbor"])
def test_images_are_resized_and_gradients_go_back(
    kernel: str, size: tuple[int, int], aligned: bool, centred: bool
) -> None:
    rows, columns = (
        weights(length, new, aligned, centred, kernel == "ResizeBilinear")
        for length, new in zip(IMAGE.shape[1:3], size, strict=True)
    )
    told = {"size": list(size), "alignCorners": aligned, "halfPixelCenters": centred}
    want = np.einsum("ri,cj,bijk->brck", rows, columns, IMAGE)
    check(kernel, {"images": IMAGE}, told, want)
    dy = noise(*want.shape, seed=1)
    check(f"{kernel}Grad", {"images": IMAGE, "dy": dy}, told, np.einsum("ri,cj,brck->bijk", rows, columns, dy))


def test_crops() -> None:
    boxes, told = (
        [[0, 0, 1, 1], [0.25, 0, 0.75, 1], [0, 0, 2, 1], [0, 0, 1, 1.0]],
        {"cropSize": [3, 4], "extrapolationValue": 9},
    )
    rows = [[0, 2, 4], [1, 2, 3], [0, 4, 8]]
    want = np.stack(
        [IMAGE[batch][[min(row, 4) for row in taken]] for batch, taken in zip([1, 0, 0], rows, strict=True)]
    )
    want[2, 2] = 9
    want = np.concatenate([want, np.zeros((1, 3, 4, 3))])
    given = {"image": IMAGE, "boxes": boxes, "boxInd": np.int32([1, 0, 0, 7])}
    for method in ("bilinear", "nearest"):
        check("CropAndResize", given, told | {"method": method}, want)
    middle = {"image": IMAGE, "boxes": [[0, 0, 0.75, 1]], "boxInd": np.int32([0])}
    centre = (IMAGE[0, 1, 1:3] + IMAGE[0, 2, 1:3]).sum(0) / 4
    check("CropAndResize", middle, {"cropSize": [1, 1], "method": "bilinear"}, centre[None, None, None])


def test_a_shifted_image_is_filled_as_asked() -> None:
    row = np.float32([1, 2, 3, 4]).reshape(1, 1, 4, 1)
    shift = [[1.0, 0, -2, 0, 1, 0, 0, 0]]
    for mode, want in {
        "constant": [7, 7, 1, 2],
        "nearest": [1, 1, 1, 2],
        "reflect": [2, 1, 1, 2],
        "wrap": [3, 4, 1, 2],
    }.items():
        told = {"interpolation": "nearest", "fillMode": mode, "fillValue": 7}
        check("Transform", {"image": row, "transforms": shift}, told, np.float32(want).reshape(1, 1, 4, 1))
    half = [[1.0, 0, 0.5, 0, 1, 0, 0, 0]]
    told = {"interpolation": "bilinear", "fillMode": "nearest", "fillValue": 0, "outputShape": [1, 3]}
    check("Transform", {"image": row, "transforms": half}, told, np.float32([1.5, 2.5, 3.5]).reshape(1, 1, 3, 1))


def test_a_half_turn() -> None:
    told = {"radians": math.pi, "center": [0.5, 0.5], "fillValue": [1, 2, 3]}
    square = IMAGE[:, :4]
    want = np.empty_like(square)
    for row, column in np.ndindex(4, 4):
        y, x = 4 - row, 4 - column
        want[:, row, column] = square[:, y, x] if y < 4 and x < 4 else [1, 2, 3]
    check("RotateWithOffset", {"image": square}, told, want)


def test_huge_sizes_are_refused_before_anything_is_made() -> None:
    told = {"size": [2**30, 1], "alignCorners": False, "halfPixelCenters": False}
    with pytest.raises(Refused) as refused:
        run("ResizeBilinear", {"images": IMAGE}, told, like=IMAGE)
    assert refused.value.failure == "limit"
