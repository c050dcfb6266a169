from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest

from tests.ops.kernel import check, noise, run

X = np.float32([-2.5, -1.5, -0.75, -0.5, 0, 0.25, 0.5, 1.5, 2.5, 3])
POSITIVE = np.float32([0.01, 0.5, 1, 2, 30])
INSIDE = np.float32([-0.9, -0.1, 0, 0.3, 0.8])
NAN, INF = math.nan, math.inf

UNARY: list[tuple[str, np.ndarray, Callable[[np.ndarray], np.ndarray]]] = [
    ("Acos", INSIDE, np.arccos),
    ("Acosh", POSITIVE + 1, np.arccosh),
    ("Asin", INSIDE, np.arcsin),
    ("Asinh", X, np.arcsinh),
    ("Atan", X, np.arctan),
    ("Atanh", INSIDE, np.arctanh),
    ("Ceil", X, np.ceil),
    ("Cos", X, np.cos),
    ("Cosh", X, np.cosh),
    ("Elu", X, lambda x: np.where(x >= 0, x, np.expm1(x))),
    ("Erf", X, np.vectorize(math.erf)),
    ("Exp", X, np.exp),
    ("Expm1", X, np.expm1),
    ("Floor", X, np.floor),
    ("Log", POSITIVE, np.log),
    ("Log1p", POSITIVE, np.log1p),
    ("Neg", X, np.negative),
    ("Reciprocal", POSITIVE, np.reciprocal),
    ("Relu", X, lambda x: np.maximum(x, 0)),
    ("Relu6", X * 4, lambda x: np.clip(x, 0, 6)),
    ("Rsqrt", POSITIVE, lambda x: 1 / np.sqrt(x)),
    ("Sigmoid", X, lambda x: 1 / (1 + np.exp(-x))),
    ("Silu", X, lambda x: x / (1 + np.exp(-x))),
    ("Sin", X, np.sin),
    ("Sinh", X, np.sinh),
    ("Softplus", X * 20, lambda x: np.logaddexp(x, 0)),
    ("Sqrt", POSITIVE, np.sqrt),
    ("Square", X, np.square),
    ("Tan", X, np.tan),
    ("Tanh", X, np.tanh),
    ("OnesLike", X, np.ones_like),
    ("ZerosLike", X, np.zeros_like),
    ("Identity", X, lambda x: x),
    ("Abs", X, np.abs),
]


@pytest.mark.parametrize(("kernel", "x", "function"), UNARY, ids=lambda one: one if isinstance(one, str) else "")
def test_a_function_of_one_number(kernel: str, x: np.ndarray, function: Callable[[np.ndarray], np.ndarray]) -> None:
    check(kernel, {"x": x}, None, function(x.astype(np.float64)).astype(np.float32), tolerance=3e-6)


def test_halves_are_rounded_to_the_even_neighbour() -> None:
    check("Round", {"x": [-2.5, -1.5, -0.5, 0.5, 1.5, 2.5, 2.4]}, None, [-2.0, -2.0, 0, 0, 2.0, 2.0, 2.0])


def test_what_is_not_a_number_goes_through_as_in_tensorflow() -> None:
    x = [NAN, 1.0, -1.0]
    check("Step", {"x": x}, {"alpha": 0.5}, [NAN, 1.0, 0.5])
    check("Sign", {"x": x}, None, [0.0, 1.0, -1.0])
    check("Relu", {"x": x}, None, [NAN, 1.0, 0.0])
    check("ClipByValue", {"x": x}, {"clipValueMin": 0, "clipValueMax": 0.5}, [NAN, 0.5, 0.0])
    check("Maximum", {"a": x, "b": [0.0, NAN, 0.0]}, None, [NAN, NAN, 0.0])
    check("IsNan", {"x": x}, None, [True, False, False])
    check("ArgMax", {"x": [x, [1.0, NAN, 2.0]]}, {"axis": 1}, np.int32([0, 2]))
    check("Max", {"x": x}, {"reductionIndices": [0], "keepDims": False}, np.float32(NAN))


def test_whole_numbers_are_exact_and_wrap_around() -> None:
    big = np.int32([2**31 - 1, -(2**31), 16777217, 46341])
    check("Add", {"a": big, "b": np.int32(1)}, None, big + np.int32(1), tolerance=0)
    with np.errstate(over="ignore"):
        check("Multiply", {"a": big, "b": big}, None, big * big, tolerance=0)
        check("Square", {"x": big}, None, big * big, tolerance=0)
    check("Relu", {"x": big}, None, np.maximum(big, 0), tolerance=0)
    check("Sum", {"x": big}, {"axis": [0], "keepDims": False}, big.sum(dtype=np.int32), tolerance=0)


def test_division_of_whole_numbers_rounds_down_and_by_zero_is_zero() -> None:
    a, b = np.int32([7, -7, 7, -7, 5]), np.int32([2, 2, -2, -2, 0])
    check("FloorDiv", {"a": a, "b": b}, None, np.int32([3, -4, -4, 3, 0]), tolerance=0)
    check("Mod", {"a": a, "b": b}, None, np.int32([1, 1, -1, -1, 0]), tolerance=0)
    check("FloorDiv", {"a": [-1.5, 7.0], "b": [1.0, 2.0]}, None, [-2.0, 3.0])
    check("Mod", {"a": [-5.5, 5.5, 5.5], "b": [2.0, -2.0, 2.0]}, None, [0.5, -0.5, 1.5])


def test_powers() -> None:
    a, b = np.int32([2, 3, -1, 0, 2]), np.int32([10, 19, -3, -1, -2])
    check("Pow", {"a": a, "b": b}, None, np.int32([1024, 1162261467, -1, 0, 0]), tolerance=0)
    check("Pow", {"a": [2.0, -2.0, 1.0, 4.0], "b": [0.5, 2.0, NAN, 0.0]}, None, [math.sqrt(2), 4.0, NAN, 1.0])


def test_types_are_joined_as_the_client_expects() -> None:
    check("Add", {"a": np.array([True, True]), "b": np.int32([1, 2])}, None, np.int32([2, 3]))
    check("Multiply", {"a": np.int32([2, 3]), "b": [0.5, 0.25]}, None, [1.0, 0.75])
    check("Exp", {"x": np.int32([0, 1])}, None, [1.0, math.e])
    check("RealDiv", {"a": np.int32([7, -7]), "b": np.int32([2, 2])}, None, np.int32([3, -3]))
    check("Less", {"a": np.int32([1, 2]), "b": [1.5, 1.5]}, None, [True, False])
    check("LogicalAnd", {"a": np.array([True, False]), "b": np.array([True, True])}, None, [True, False])
    check("BitwiseAnd", {"a": np.int32([6, 5]), "b": np.int32([3, 4])}, None, np.int32([2, 4]))


def test_casts_cut_fractions_and_take_anything_but_zero_for_true() -> None:
    check("Cast", {"x": [-1.9, 1.9, 0.5]}, {"dtype": "int32"}, np.int32([-1, 1, 0]))
    check("Cast", {"x": [-1.9, 0.0, NAN]}, {"dtype": "bool"}, [True, False, True])
    check("Cast", {"x": np.array([True, False])}, {"dtype": "float32"}, [1.0, 0.0])
    check("Cast", {"x": [1 + 2j]}, {"dtype": "float32"}, [1.0])
    check("Cast", {"x": [3.0]}, {"dtype": "complex64"}, [3 + 0j])


@pytest.mark.parametrize("approximate", [False, True])
def test_the_gradient_of_gelu_is_its_slope(approximate: bool) -> None:
    x, h = X.astype(np.float64), 1e-3
    attributes = {"approximate": approximate}

    def gelu(x: np.ndarray) -> np.ndarray:
        if approximate:
            return 0.5 * x * (1 + np.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3)))
        return 0.5 * x * (1 + np.vectorize(math.erf)(x / math.sqrt(2)))

    check("Gelu", {"x": X}, attributes, gelu(x))
    check("GeluGrad", {"dy": X * 2, "x": X}, attributes, 2 * x * (gelu(x + h) - gelu(x - h)) / (2 * h))


def test_gradients_of_activations() -> None:
    dy, x = noise(10, seed=1), X
    y = 1 / (1 + np.exp(-x))
    check("SigmoidGrad", {"dy": dy, "y": y}, None, dy * y * (1 - y))
    check("TanhGrad", {"dy": dy, "y": np.tanh(x)}, None, dy * (1 - np.tanh(x) ** 2))
    check("ReluGrad", {"dy": dy, "x": x}, None, dy * (x > 0))
    check("SquareGrad", {"dy": dy, "x": x}, None, 2 * dy * x)
    check(
        "ClipByValueGrad", {"dy": dy, "x": x}, {"clipValueMin": -0.5, "clipValueMax": 1}, dy * ((x >= -0.5) & (x <= 1))
    )
    check("EluGrad", {"dy": dy, "y": x}, None, dy * np.where(x >= 0, 1, x + 1))
    check("SiluGrad", {"dy": dy, "x": x}, None, dy * y * (1 + x * (1 - y)))


def test_choices() -> None:
    t, e = np.arange(6.0).reshape(3, 2), -np.ones((3, 2))
    check("Select", {"condition": np.array([True, False, True]), "t": t, "e": e}, None, [[0.0, 1], [-1, -1], [4, 5]])
    check("Select", {"condition": np.array([[True, False]] * 3), "t": t, "e": e}, None, [[0.0, -1], [2, -1], [4, -1]])
    check("Select", {"condition": np.array(False), "t": t, "e": e}, None, e)
    check("Prelu", {"x": X, "alpha": [0.1]}, None, np.where(X < 0, 0.1 * X, X))
    check("LeakyRelu", {"x": X}, {"alpha": 0.3}, np.where(X < 0, 0.3 * X, X))
    check("AddN", [t, e, t], None, 2 * t + e)


def test_complex_numbers() -> None:
    z = np.complex64([[3 + 4j, 1 - 1j, 0, 2j]])
    check("Complex", {"real": z.real, "imag": z.imag}, None, z)
    check("ComplexAbs", {"x": z}, None, np.abs(z))
    check("Real", {"input": z}, None, z.real)
    check("Imag", {"input": z}, None, z.imag)
    check("Multiply", {"a": z, "b": z}, None, z * z)
    check("FFT", {"input": z}, None, np.fft.fft(z))
    check("IFFT", {"input": z}, None, np.fft.ifft(z))


def test_a_float_kernel_of_whole_numbers_is_cut_as_the_client_expects() -> None:
    assert run("Sqrt", {"x": np.int32([10])}, like=np.int32([0]))[0].tolist() == [3]
