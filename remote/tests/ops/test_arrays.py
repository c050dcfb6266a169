from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from gradbook_remote.errors import Refused
from tests.ops.kernel import check, noise, run

X = np.arange(24.0).reshape(2, 3, 4)

PADS = [[0, 0], [2, 1], [1, 3]]
MASKS = {"ellipsisMask": 1, "shrinkAxisMask": 2, "newAxisMask": 4}

CASES: list[tuple[str, dict, dict, Any]] = [
    ("Reshape", {"x": X}, {"shape": [4, -1]}, X.reshape(4, 6)),
    ("ExpandDims", {"input": X}, {"dim": -1}, X[..., None]),
    ("Transpose", {"x": X}, {"perm": [2, 0, 1]}, X.transpose(2, 0, 1)),
    ("Slice", {"x": X}, {"begin": [0, 1], "size": [1, -1]}, X[:1, 1:]),
    ("StridedSlice", {"x": X}, {"begin": [0, 0, 3], "end": [2, 3, -5], "strides": [1, 2, -2]}, X[:, ::2, ::-2]),
    ("StridedSlice", {"x": X}, {"begin": [1, 0], "end": [2, 0], "strides": [1, 1], "shrinkAxisMask": 1, "endMask": 2}, X[1]),
    ("StridedSlice", {"x": X}, {"begin": [0, -1, 0], "end": [0, 0, 0], "strides": [1, 1, 1], **MASKS}, X[..., -1, None]),
    ("Tile", {"x": X}, {"reps": [1, 2, 3]}, np.tile(X, [1, 2, 3])),
    ("BroadcastTo", {"x": X[:, :1]}, {"shape": [2, 3, 4]}, np.broadcast_to(X[:, :1], (2, 3, 4))),
    ("PadV2", {"x": X}, {"paddings": [[0, 1], [2, 0], [0, 0]], "constantValue": 7}, np.pad(X, [(0, 1), (2, 0), (0, 0)], constant_values=7)),
    ("MirrorPad", {"x": X}, {"paddings": PADS, "mode": "reflect"}, np.pad(X, PADS, mode="reflect")),
    ("MirrorPad", {"x": X}, {"paddings": PADS, "mode": "symmetric"}, np.pad(X, PADS, mode="symmetric")),
    ("Reverse", {"x": X}, {"dims": [0, -1]}, X[::-1, :, ::-1]),
    ("Reverse", {"x": X}, {}, X[::-1, ::-1, ::-1]),
    ("Diag", {"x": [1.0, 2.0]}, {}, np.diag([1.0, 2.0])),
    ("MatrixBandPart", {"input": X, "numLower": np.int32(0), "numUpper": np.int32(-1)}, {}, np.triu(X)),
    ("BroadcastArgs", {"s0": np.int32([3, 1]), "s1": np.int32([5, 1, 4])}, {}, np.int32([5, 3, 4])),
    ("Fill", {}, {"shape": [2, 2], "value": 3, "dtype": "int32"}, np.full((2, 2), 3, np.int32)),
    ("Range", {}, {"start": 5, "stop": 0, "step": -2, "dtype": "int32"}, np.int32([5, 3, 1])),
    ("Range", {}, {"start": 2, "stop": -1, "step": 1, "dtype": "float32"}, np.float32([2, 1, 0])),
    ("LinSpace", {}, {"start": 0, "stop": 1, "num": 5}, np.linspace(0, 1, 5)),
    ("Barrier", {"x0": X}, {"count": 1}, X),
    ("Barrier", {"x0": np.float32([np.nan, np.inf])}, {"count": 1}, np.float32([np.nan, np.inf])),
    ("Barrier", {"x0": np.int32([3])}, {"count": 1}, np.int32([3])),
    ("FlipLeftRight", {"image": X[None]}, {}, X[None, :, ::-1]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("kernel", "given", "told", "want"), CASES, ids=lambda one: one if isinstance(one, str) else ""
)
def test_values_are_moved(kernel: str, given: dict, told: dict, want: Any) -> None:  # noqa: ANN401
    check(kernel, given, told, want, tolerance=1e-6)


def test_lists_are_joined_and_taken_apart() -> None:
    check("Concat", [X, X[:, :1], np.zeros((0,))], {"axis": 1}, np.concatenate([X, X[:, :1]], 1))
    check("Concat", [np.zeros((0, 2)), np.zeros((0, 3))], {"axis": 1}, np.zeros((0, 5)))
    check("Pack", [X, X + 1], {"axis": -1}, np.stack([X, X + 1], -1))
    check("Unpack", {"value": X}, {"axis": 1}, X[:, 0], X[:, 1], X[:, 2])
    check("SplitV", {"x": X}, {"numOrSizeSplits": [1, -1], "axis": 2}, X[..., :1], X[..., 1:])
    check("SplitV", {"x": X}, {"numOrSizeSplits": 2, "axis": -1}, X[..., :2], X[..., 2:])


def test_blocks_go_from_batches_to_space_and_back() -> None:
    x = noise(2, 4, 6, 3)
    blocks = x.reshape(2, 2, 2, 3, 2, 3).transpose(2, 4, 0, 1, 3, 5).reshape(8, 2, 3, 3)
    told = {"blockShape": [2, 2]}
    check("SpaceToBatchND", {"x": x}, told | {"paddings": [[0, 0], [0, 0]]}, blocks)
    check("BatchToSpaceND", {"x": blocks}, told | {"crops": [[1, 0], [0, 2]]}, x[:, 1:, :4])
    (padded,) = run("SpaceToBatchND", {"x": x}, told | {"paddings": [[1, 1], [0, 2]]}, like=np.zeros((8, 3, 4, 3)))
    check("BatchToSpaceND", {"x": padded}, told | {"crops": [[1, 1], [0, 2]]}, x)
    depth = x[:, :, :, None].repeat(4, 3).reshape(2, 4, 6, 12)
    check("DepthToSpace", {"x": depth}, {"blockSize": 2, "dataFormat": "NHWC"}, x.repeat(2, 1).repeat(2, 2))
    first = (0, 3, 1, 2)
    want = x.repeat(2, 1).repeat(2, 2).transpose(first)
    check("DepthToSpace", {"x": depth.transpose(first)}, {"blockSize": 2, "dataFormat": "NCHW"}, want)


def test_numbers_of_a_fill_may_come_at_run_time() -> None:
    check("Fill", {}, {"shape": [3]}, np.float32([2.5] * 3), parameters={"value": np.float32(2.5)})


def test_gathering_takes_the_nearest_where_an_index_is_out_of_range() -> None:
    indices = np.int32([[2, 0], [1, 7]])
    check("GatherV2", {"x": X, "indices": indices}, {"axis": 1, "batchDims": 0}, X[:, np.clip(indices, 0, 2)])
    want = np.stack([X[0][[2, 0]], X[1][[1, 2]]])
    check("GatherV2", {"x": X, "indices": indices}, {"axis": 1, "batchDims": 1}, want)
    check("GatherNd", {"params": X, "indices": np.int32([[1, 2], [0, -1]])}, {}, np.stack([X[1, 2], X[0, 0]]))


def test_scattering_adds_up_and_drops_what_is_out_of_range() -> None:
    given = {"indices": np.int32([[1], [1], [9], [-1]]), "updates": np.ones((4, 2))}
    check("ScatterNd", given, {"shape": [3, 2]}, [[0.0, 0], [2, 2], [0, 0]])
    given = {"tensor": np.zeros((3, 2)), "indices": np.int32([[0, 1], [2, 0]]), "updates": [5.0, 6.0]}
    check("TensorScatterUpdate", given, {}, [[0.0, 5], [0, 0], [6, 0]])
    given = {"sparseIndices": np.int32([1, 3]), "sparseValues": np.int32([5, 6]), "defaultValue": np.int32(-1)}
    check("SparseToDense", given, {"outputShape": [4]}, np.int32([-1, 5, -1, 6]))
    check("UnsortedSegmentSum", {"x": X, "segmentIds": np.int32([3, -1])}, {"numSegments": 4}, [X[0] * 0] * 3 + [X[0]])


def test_sparse_coordinates_are_reshaped() -> None:
    given = {
        "inputIndices": np.int32([[0, 1], [2, 3]]),
        "inputShape": np.int32([3, 4]),
        "newShape": np.int32([2, -1, 2]),
    }
    check("SparseReshape", given, {}, np.int32([[0, 0, 1], [1, 2, 1]]), np.int32([2, 3, 2]))


def test_counting() -> None:
    x = np.int32([1, 2, 2, 9])
    check("Bincount", {"x": x, "weights": np.zeros(0)}, {"size": 3}, [0.0, 1, 2])
    check("DenseBincount", {"x": x, "weights": [1.0, 2, 3, 4]}, {"size": 3}, [0.0, 1, 5])
    given = {"x": np.int32([[1, 1], [0, 2]]), "weights": np.zeros(0, np.float32)}
    check("DenseBincount", given, {"size": 3, "binaryOutput": True}, [[0.0, 1, 0], [1, 0, 1]])


def test_one_hot_rows_of_what_names_no_class_are_empty() -> None:
    told = {"depth": 3, "onValue": 2, "offValue": -1, "dtype": "float32"}
    check("OneHot", {"indices": np.int32([1, 5, -1])}, told, [[-1.0, 2, -1], [-1, -1, -1], [-1, -1, -1]])


REFUSED: list[tuple[str, dict, dict, tuple[int, ...]]] = [
    ("Reshape", {"x": X}, {"shape": [5, 5]}, (5, 5)),
    ("Slice", {"x": X}, {"begin": [0, 0, 3], "size": [1, 1, 2]}, (1, 1, 2)),
    ("StridedSlice", {"x": X}, {"begin": [2], "end": [3], "strides": [1], "shrinkAxisMask": 1}, (3, 4)),
    ("StridedSlice", {"x": X}, {"begin": [0], "end": [3], "strides": [0]}, (2, 3, 4)),
    ("Transpose", {"x": X}, {"perm": [0, 0, 1]}, (2, 2, 3)),
    ("SplitV", {"x": X}, {"numOrSizeSplits": 10**12, "axis": 0}, (2, 3, 4)),
    ("PadV2", {"x": X}, {"paddings": [[-1, 0], [0, 0], [0, 0]], "constantValue": 0}, (1, 3, 4)),
    ("MirrorPad", {"x": X}, {"paddings": [[2, 0], [0, 0], [0, 0]], "mode": "reflect"}, (4, 3, 4)),
    ("Tile", {"x": X}, {"reps": [2**40, 2**40, 1]}, (2, 3, 4)),
    ("Range", {}, {"start": 0, "stop": 1e300, "step": 1, "dtype": "float32"}, (3,)),
    ("Range", {}, {"start": 0, "stop": float("inf"), "step": 1, "dtype": "float32"}, (3,)),
    ("GatherV2", {"x": X, "indices": np.int32([0])}, {"axis": 5}, (1, 3, 4)),
    ("OneHot", {"indices": np.int32([0])}, {"depth": 2**50}, (1, 3)),
    ("Cast", {"x": X}, {"dtype": "string"}, (2, 3, 4)),
]


@pytest.mark.parametrize(
    ("kernel", "given", "told", "shape"), REFUSED, ids=lambda one: one if isinstance(one, str) else ""
)
def test_what_does_not_fit_is_refused_by_name(kernel: str, given: dict, told: dict, shape: tuple[int, ...]) -> None:
    with pytest.raises(Refused, match=kernel) as refused:
        run(kernel, given, told, like=np.zeros(shape, np.float32))
    assert refused.value.failure == "shape"
