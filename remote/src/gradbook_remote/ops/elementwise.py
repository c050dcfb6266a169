"""One input, value by value."""

from __future__ import annotations

import math
from collections.abc import Callable

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

from .call import DTYPES, Array, Call, Kernel, Kernels, Mismatch, cast, floating

SELU_SCALE_ALPHA = 1.7580993408473768599402175208123
SELU_SCALE = 1.0507009873554804934193349852946


def unary(function: Callable[[Array], Array]) -> Kernel:
    """Computed in float32 whatever the input is, then cast to what the client expects."""
    return lambda call: cast(function(floating(call.first)), call.dtype)


def exact(function: Callable[[Array], Array]) -> Kernel:
    """Computed in the input's own type, so that large whole numbers keep their last digits."""

    def kernel(call: Call) -> Array:
        x = call.first
        return cast(function(cast(x, DTYPES["int32"]) if x.dtype == np.bool_ else x), call.dtype)

    return kernel


def truth(function: Callable[[Array], Array]) -> Kernel:
    return lambda call: function(call.first if jnp.iscomplexobj(call.first) else floating(call.first))


def sign(x: Array) -> Array:
    """Unlike jnp.sign 0 where x is not a number."""
    return (x > 0).astype(x.dtype) - (x < 0).astype(x.dtype)


def step(call: Call) -> Array:
    x = floating(call.first)
    made = jnp.where(x > 0, np.float32(1), np.float32(call.number("alpha", 0)))
    return cast(jnp.where(jnp.isnan(x), x, made), call.dtype)


def clip(call: Call) -> Array:
    x = floating(call.first)
    low, high = np.float32(call.number("clipValueMin")), np.float32(call.number("clipValueMax"))
    return cast(jnp.where(x > high, high, jnp.where(x < low, low, x)), call.dtype)


def leaky_relu(x: Array, alpha: float) -> Array:
    return jnp.where(x < 0, np.float32(alpha) * x, x)


def elu(x: Array) -> Array:
    # The exponential of what is not used must not be infinite: its gradient's like would be NaN.
    return jnp.where(x >= 0, x, jnp.expm1(jnp.minimum(x, 0)))


def relu(x: Array) -> Array:
    return jnp.maximum(x, 0)


def relu6(x: Array) -> Array:
    return jnp.clip(x, 0, 6)


def selu(x: Array) -> Array:
    return jnp.where(x >= 0, np.float32(SELU_SCALE) * x, np.float32(SELU_SCALE_ALPHA) * jnp.expm1(jnp.minimum(x, 0)))


def prelu(x: Array, alpha: Array) -> Array:
    return jnp.where(x < 0, alpha * x, x)


def change_type(call: Call) -> Array:
    asked = call.text("dtype")
    if asked not in DTYPES:
        raise Mismatch(f"there is no type {asked!r} on this device")
    return cast(call.first, DTYPES[asked])


def like(value: int) -> Kernel:
    return lambda call: jnp.full(call.first.shape, value, call.dtype)


def absolute(call: Call) -> Array:
    return cast(jnp.abs(call.first), call.dtype)


def gelu_parts(x: Array, approximate: bool) -> tuple[Array, Array]:
    """What x is multiplied by, and the derivative of that: the normal distribution, or its form by tanh."""
    if not approximate:
        density = jnp.exp(-0.5 * x * x) * np.float32(1 / math.sqrt(2 * math.pi))
        return 0.5 * (1 + lax.erf(x * np.float32(math.sqrt(0.5)))), density
    scale, cubic = math.sqrt(2 / math.pi), 0.044715
    curve = jnp.tanh(x * (np.float32(scale) + np.float32(scale * cubic) * x * x))
    steepness = np.float32(1.5 * scale * cubic) * x * x + np.float32(0.5 * scale)
    return 0.5 * (1 + curve), (1 - curve * curve) * steepness


def gelu(call: Call) -> Array:
    x = call.input("x")
    return x * gelu_parts(x, call.flag("approximate"))[0]


def gelu_gradient(call: Call) -> Array:
    dy, x = call.take("dy", "x")
    share, slope = gelu_parts(x, call.flag("approximate"))
    return dy * (share + x * slope)


def silu_gradient(call: Call) -> Array:
    dy, x = call.take("dy", "x")
    gate = jax.nn.sigmoid(x)
    return dy * gate * (1 + x * (1 - gate))


def gradient(of: str, function: Callable[[Array, Array], Array]) -> Kernel:
    def kernel(call: Call) -> Array:
        dy, saved = call.take("dy", of)
        return cast(function(dy, saved), call.dtype)

    return kernel


def clip_gradient(call: Call) -> Array:
    dy, x = call.take("dy", "x")
    inside = (x >= np.float32(call.number("clipValueMin"))) & (x <= np.float32(call.number("clipValueMax")))
    return jnp.where(inside, dy, 0)


KERNELS: Kernels = {
    "Abs": absolute,
    "Acos": unary(jnp.arccos),
    "Acosh": unary(jnp.arccosh),
    "Asin": unary(jnp.arcsin),
    "Asinh": unary(jnp.arcsinh),
    "Atan": unary(jnp.arctan),
    "Atanh": unary(jnp.arctanh),
    "Cast": change_type,
    "Ceil": unary(jnp.ceil),
    "ClipByValue": clip,
    "ClipByValueGrad": clip_gradient,
    "Cos": unary(jnp.cos),
    "Cosh": unary(jnp.cosh),
    "Elu": unary(elu),
    "EluGrad": gradient("y", lambda dy, y: jnp.where(y >= 0, dy, dy * (y + 1))),
    "Erf": unary(lax.erf),
    "Exp": unary(jnp.exp),
    "Expm1": unary(jnp.expm1),
    "Floor": unary(jnp.floor),
    "Gelu": gelu,
    "GeluGrad": gelu_gradient,
    "Identity": lambda call: call.first,
    "IsFinite": truth(jnp.isfinite),
    "IsInf": truth(jnp.isinf),
    "IsNan": truth(jnp.isnan),
    "LeakyRelu": lambda call: cast(leaky_relu(floating(call.first), call.number("alpha", 0.2)), call.dtype),
    "Log": unary(jnp.log),
    "Log1p": unary(jnp.log1p),
    "LogicalNot": lambda call: call.first == 0,
    "Neg": exact(jnp.negative),
    "OnesLike": like(1),
    "Reciprocal": unary(lambda x: 1 / x),
    "Relu": exact(relu),
    "Relu6": exact(relu6),
    "ReluGrad": gradient("x", lambda dy, x: jnp.where(x > 0, dy, 0)),
    # Halves go to the even neighbour, in both.
    "Round": unary(jnp.round),
    "Rsqrt": unary(lax.rsqrt),
    "Selu": unary(selu),
    "Sigmoid": unary(jax.nn.sigmoid),
    "SigmoidGrad": gradient("y", lambda dy, y: dy * y * (1 - y)),
    "Sign": exact(sign),
    "Silu": unary(jax.nn.silu),
    "SiluGrad": silu_gradient,
    "Sin": unary(jnp.sin),
    "Sinh": unary(jnp.sinh),
    "Softplus": unary(jax.nn.softplus),
    "Sqrt": unary(jnp.sqrt),
    "Square": exact(jnp.square),
    "SquareGrad": gradient("x", lambda dy, x: dy * 2 * x),
    "Step": step,
    "Tan": unary(jnp.tan),
    "Tanh": unary(jnp.tanh),
    "TanhGrad": gradient("y", lambda dy, y: dy * (1 - y * y)),
    "ZerosLike": like(0),
}
