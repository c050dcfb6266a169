from __future__ import annotations

import ml_dtypes
import numpy as np
import pytest

from gradbook_remote.errors import Refused
from tests.ops.kernel import check, noise, run


@pytest.mark.parametrize("transpose_a", [False, True])
@pytest.mark.parametrize("transpose_b", [False, True])
def test_products_of_batches_are_broadcast(transpose_a: bool, transpose_b: bool) -> None:
    a, b = noise(3, 1, 4, 5), noise(2, 5, 6, seed=1)
    given = {
        "a": np.swapaxes(a, -1, -2) if transpose_a else a,
        "b": np.swapaxes(b, -1, -2) if transpose_b else b,
    }
    check("BatchMatMul", given, {"transposeA": transpose_a, "transposeB": transpose_b}, np.matmul(a, b))


def test_whole_numbers_are_multiplied_exactly() -> None:
    a = np.int32([[[16777217, 1]]])
    check("BatchMatMul", {"a": a, "b": np.int32([[[3], [1]]])}, {}, np.int32([[[50331652]]]), tolerance=0)


ACTIVATIONS = {
    "linear": lambda x: x,
    "relu": lambda x: np.maximum(x, 0),
    "relu6": lambda x: np.clip(x, 0, 6),
    "elu": lambda x: np.where(x >= 0, x, np.expm1(x)),
    "sigmoid": lambda x: 1 / (1 + np.exp(-x)),
    "leakyrelu": lambda x: np.where(x < 0, 0.1 * x, x),
    "prelu": lambda x: np.where(x < 0, 0.5 * x, x),
}


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_a_bias_and_an_activation_are_fused(activation: str) -> None:
    a, b, bias = noise(1, 3, 4) * 4, noise(1, 4, 5, seed=1), noise(5, seed=2)
    given = {"a": a, "b": b, "bias": bias, "preluActivationWeights": [0.5]}
    attributes = {"transposeA": False, "transposeB": False, "activation": activation, "leakyreluAlpha": 0.1}
    check("_FusedMatMul", given, attributes, ACTIVATIONS[activation](a @ b + bias))


@pytest.mark.parametrize("precision", ["bfloat16", "float16"])
def test_factors_are_rounded_and_sums_are_not(precision: str) -> None:
    a, b = noise(1, 8, 512), noise(1, 512, 8, seed=1)
    dtype = ml_dtypes.bfloat16 if precision == "bfloat16" else np.float16
    rounded = a.astype(dtype).astype(np.float64) @ b.astype(dtype).astype(np.float64)
    check("BatchMatMul", {"a": a, "b": b}, {}, rounded.astype(np.float32), precision=precision, tolerance=2e-5)


def test_in_float32_nothing_is_rounded() -> None:
    a, b = noise(1, 8, 512), noise(1, 512, 8, seed=1)
    check("BatchMatMul", {"a": a, "b": b}, {}, (a.astype(np.float64) @ b).astype(np.float32), tolerance=2e-5)


def test_einsum() -> None:
    a, b = noise(2, 3, 4), noise(4, 3, 5, seed=1)
    check("Einsum", [a, b], {"equation": "bij, jik -> bk"}, np.einsum("bij,jik->bk", a, b))
    check("Einsum", [a], {"equation": "bij->jb"}, np.einsum("bij->jb", a))


@pytest.mark.parametrize("equation", ["bij", "bij,->(b)", "...->b", "bij->" + "z", "ab->a"])
def test_equations_that_make_no_sense_are_refused(equation: str) -> None:
    with pytest.raises(Refused, match="Einsum"):
        run("Einsum", [noise(2, 3, 4)], {"equation": equation}, like=noise(2))
