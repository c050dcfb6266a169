"""
Products of matrices, and what is fused to them.

Factors are rounded to the graph's precision; sums are float32 always. In float32 a TPU would by default round factors
to bfloat16, hence HIGHEST.
"""

from __future__ import annotations

import re
from typing import Any

import jax.numpy as jnp
import numpy as np
from jax import lax

from .call import DTYPES, Array, Call, Kernels, Mismatch, Precision, cast, floating
from .elementwise import elu, leaky_relu, prelu, relu, relu6

FLOAT32 = DTYPES["float32"]
ACTIVATIONS = ("linear", "relu", "relu6", "elu", "sigmoid", "leakyrelu", "prelu")


def rounded(x: Array, precision: Precision) -> Array:
    """A factor of a product as the graph's precision wants it; whole and complex numbers stay."""
    return x.astype(precision) if x.dtype == np.float32 and precision != "float32" else x


def accuracy(x: Array) -> dict[str, Any]:
    """How a product with such a factor is summed: arguments of jax's products."""
    if not jnp.issubdtype(x.dtype, jnp.floating):
        return {"precision": lax.Precision.HIGHEST}
    return {"precision": lax.Precision.HIGHEST if x.dtype == np.float32 else None, "preferred_element_type": FLOAT32}


def product(a: Array, b: Array, precision: Precision) -> Array:
    """a [..., m, k], b [..., k, n] → [..., m, n]; leading axes are broadcast."""
    if a.ndim < 2 or b.ndim < 2:
        raise Mismatch(f"factors of {a.ndim} and {b.ndim} axes are no matrices")
    a, b = rounded(a, precision), rounded(b, precision)
    return jnp.matmul(a, b, **accuracy(a))


def matrix_product(call: Call) -> Array:
    a, b = call.take("a", "b")
    if a.dtype != b.dtype:
        a, b = floating(a), floating(b)
    if call.flag("transposeA"):
        a = jnp.swapaxes(a, -1, -2)
    if call.flag("transposeB"):
        b = jnp.swapaxes(b, -1, -2)
    return cast(product(a, b, call.precision), call.dtype)


def finished(call: Call, made: Array, channel: int = -1) -> Array:
    """Adds the bias and applies the activation of a fused kernel; `channel` is the axis of a bias of one axis."""
    bias, weights = call.optional("bias"), call.optional("preluActivationWeights")
    if bias is not None:
        made = made + along(bias, made.ndim, channel)
    match call.choice("activation", ACTIVATIONS, "linear"):
        case "linear":
            return made
        case "relu":
            return relu(made)
        case "relu6":
            return relu6(made)
        case "elu":
            return elu(made)
        case "sigmoid":
            return 1 / (1 + jnp.exp(-made))
        case "leakyrelu":
            return leaky_relu(made, call.number("leakyreluAlpha", 0.2))
        case "prelu":
            if weights is None:
                raise Mismatch("input 'preluActivationWeights' is missing")
            return prelu(made, along(weights, made.ndim, channel))


def along(x: Array, rank: int, channel: int) -> Array:
    """A tensor of one axis, shaped to be broadcast along the axis `channel` of `rank` axes."""
    if x.ndim != 1 or channel == -1:
        return x
    return x.reshape([x.shape[0] if axis == channel % rank else 1 for axis in range(rank)])


def fused_matrix_product(call: Call) -> Array:
    return cast(finished(call, matrix_product(call)), call.dtype)


EQUATION = re.compile(r"[a-zA-Z]*(,[a-zA-Z]*)*->[a-zA-Z]*")


def einsum(call: Call) -> Array:
    equation = call.text("equation").replace(" ", "")
    if EQUATION.fullmatch(equation) is None:
        raise Mismatch(f"'{equation[:100]}' is no equation such as ij,jk->ik")
    factors = [rounded(x, call.precision) for x in call.inputs]
    if not factors:
        raise Mismatch("the kernel has no input")
    return cast(jnp.einsum(equation, *factors, **accuracy(factors[0])), call.dtype)


KERNELS: Kernels = {
    "BatchMatMul": matrix_product,
    "Einsum": einsum,
    "_FusedMatMul": fused_matrix_product,
}
