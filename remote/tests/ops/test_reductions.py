from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from gradbook_remote.errors import Refused
from tests.ops.kernel import check, noise, run

X = noise(3, 4, 5)


@pytest.mark.parametrize(
    ("kernel", "function"), [("Sum", np.sum), ("Mean", np.mean), ("Prod", np.prod), ("Max", np.max), ("Min", np.min)]
)
@pytest.mark.parametrize(("axes", "kept"), [((1,), False), ((0, 2), True), ((0, 1, 2), False), ((), False)])
def test_axes_are_reduced(kernel: str, function: Callable, axes: tuple[int, ...], kept: bool) -> None:
    name = "reductionIndices" if kernel == "Max" else "axis"
    check(kernel, {"x": X}, {name: list(axes), "keepDims": kept}, function(X, axis=axes, keepdims=kept))


def test_truth_values_are_counted() -> None:
    x = np.array([[True, False], [True, True]])
    check("Sum", {"x": x}, {"axis": [1]}, np.int32([1, 2]))
    check("Mean", {"x": x}, {"axis": 1}, [0.5, 1.0])
    check("All", {"x": x}, {"axis": [1], "keepDims": True}, [[False], [True]])
    check("Any", {"x": x}, {"axis": []}, x)


def test_of_nothing_the_largest_is_the_least_there_is() -> None:
    check("Max", {"x": np.zeros((2, 0))}, {"reductionIndices": [1]}, [-np.inf, -np.inf])
    check("Sum", {"x": np.zeros((2, 0))}, {"axis": [1]}, [0.0, 0.0])


def test_where_the_extremes_are() -> None:
    x = [[1.0, 3, 3], [2, 0, 0]]
    check("ArgMax", {"x": x}, {"axis": 1}, np.int32([1, 0]))
    check("ArgMin", {"x": x}, {"axis": -2}, np.int32([0, 1, 1]))


@pytest.mark.parametrize("exclusive", [False, True])
@pytest.mark.parametrize("reverse", [False, True])
def test_running_sums_and_products(exclusive: bool, reverse: bool) -> None:
    for kernel, function, neutral in (("Cumsum", np.cumsum, 0), ("Cumprod", np.cumprod, 1)):
        x = X[:, ::-1] if reverse else X
        want = function(x, axis=1)
        if exclusive:
            want = np.concatenate([np.full_like(x[:, :1], neutral), want[:, :-1]], 1)
        told = {"axis": 1, "exclusive": exclusive, "reverse": reverse}
        check(kernel, {"x": X}, told, want[:, ::-1] if reverse else want)


def test_the_largest_come_first_and_of_equals_the_earlier() -> None:
    x = [[1.0, 3, 3, 2]]
    check("TopK", {"x": x}, {"k": 3, "sorted": True}, [[3.0, 3, 2]], np.int32([[1, 2, 3]]))
    with pytest.raises(Refused, match="there are no 5 values"):
        run("TopK", {"x": x}, {"k": 5}, like=[np.zeros((1, 5)), np.zeros((1, 5), np.int32)])


def test_where_values_would_be_inserted() -> None:
    given = {"sortedSequence": [[1.0, 2, 2, 5], [0, 0, 1, 9]], "values": [[2.0, 6], [0, -1]]}
    check("SearchSorted", given, {"side": "left"}, np.int32([[1, 4], [0, 0]]))
    check("UpperBound", given, {}, np.int32([[3, 4], [2, 0]]))
