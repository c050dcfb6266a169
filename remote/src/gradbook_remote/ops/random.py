"""
`RandomValues`: random numbers out of a key, the same on every device. What each distribution is stands in
`src/engine/random/kernel.ts`; uniform numbers, whole ones and masks are the same bits, normal ones agree to rounding.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import jax.numpy as jnp
import numpy as np
from jax import lax

from .call import DTYPES, Array, Call, Kernels, Mismatch
from .threefry import words

DISTRIBUTIONS = ("uniform", "normal", "truncatedNormal", "keep", "integer")
WITHIN_TWO = np.float32(0.9544997361036416)
"""erf(√2): what lies within two deviations."""

# Coefficients from `src/engine/random/normal.ts`, highest power first. In w - 2.5, for w < 5:
CENTRE = (2.81022636e-8, 3.43273939e-7, -3.5233877e-6, -4.39150654e-6, 0.00021858087, -0.00125372503, -0.00417768164,
          0.246640727, 1.50140941)  # fmt: skip
# In √w - 3, beyond:
TAIL = (-0.000200214257, 0.000100950558, 0.00134934322, -0.00367342844, 0.00573950773, -0.0076224613, 0.00943887047,
        1.00167406, 2.83297682)  # fmt: skip
# (log(1 + f) - f + f²/2) / f³:
LOG = (7.0376836292e-2, -1.151461031e-1, 1.1676998740e-1, -1.2420140846e-1, 1.4249322787e-1, -1.6668057665e-1,
       2.0000714765e-1, -2.4999993993e-1, 3.3333331174e-1)  # fmt: skip
LOG2 = (np.float32(0.693359375), np.float32(-2.12194440e-4))
"""Log 2 in two parts, the first of which times a small whole number is exact."""
ROOT_HALF = np.int32(0x3F3504F3)
"""The bits of √½."""


def polynomial(coefficients: Sequence[float], t: Array) -> Array:
    total = jnp.zeros_like(t)
    for coefficient in coefficients:
        total = total * t + np.float32(coefficient)
    return total


def logarithm(y: Array) -> Array:
    """Moshier's Cephes (`logf`)."""
    bits = lax.bitcast_convert_type(y, jnp.int32)
    exponent = (bits - ROOT_HALF) >> 23
    t = lax.bitcast_convert_type(bits - (exponent << 23), jnp.float32) - 1
    times = exponent.astype(jnp.float32)
    p = polynomial(LOG, t) * t * (t * t) + times * LOG2[1] - np.float32(0.5) * (t * t)
    return t + p + times * LOG2[0]


def standard_normal(x: Array) -> Array:
    """√2·erf⁻¹(x) for x in (-1, 1), by Giles's polynomials ("Approximating the erfinv function", 2012)."""
    a = jnp.abs(x)
    w = -logarithm((1 - a) * (1 + a))
    p = jnp.where(w < 5, polynomial(CENTRE, w - np.float32(2.5)), polynomial(TAIL, jnp.sqrt(w) - 3))
    return p * x * np.float32(math.sqrt(2))


def high_word(word: Array, factor: int) -> Array:
    """⌊word · factor / 2³²⌋ of uint32 words; factor in 0…2³²."""
    if factor == 2**32:
        return word
    low, high = np.uint32(factor & 0xFFFF), np.uint32(factor >> 16)
    first, second = word & np.uint32(0xFFFF), word >> 16
    # Of the four partial products what lies above the first 16 bits; none of the sums exceeds 32 bits.
    middle = first * high + ((first * low) >> 16)
    carried = second * low + (middle & np.uint32(0xFFFF))
    return second * high + (middle >> 16) + (carried >> 16)


def rounded(x: Array) -> Array:
    """x: a product that compilers must round before they add to it, as they would not do for a fused multiply-add."""
    most = np.finfo(np.float32).max
    return jnp.clip(x, -most, most)


def numbers(distribution: str, word: Array, a: float, b: float) -> Array:
    upper = word >> 8
    # 24 bits, exact.
    u = upper.astype(jnp.float32) * np.float32(2**-24)
    if distribution == "uniform":
        # Subtracted before it is rounded to 32 bits.
        return rounded(u * np.float32(b - a)) + np.float32(a)
    if distribution == "keep":
        return jnp.where(u >= np.float32(a), np.float32(b), np.float32(0))
    # Odd, so that it is never ±1, and exact.
    x = (2 * upper.astype(jnp.int32) + 1 - 2**24).astype(jnp.float32) * np.float32(2**-24)
    z = standard_normal(x * WITHIN_TWO if distribution == "truncatedNormal" else x)
    return z * np.float32(b) + np.float32(a)


def whole_numbers(word: Array, a: float, b: float) -> Array:
    if a != int(a) or b != int(b) or not 0 <= b - a <= 2**32 or abs(a) > 2**32:
        raise Mismatch(f"whole numbers from {a} to below {b} are no range of 32 bits")
    start = np.int64(int(a)).astype(np.int32)
    return lax.bitcast_convert_type(high_word(word, int(b) - int(a)), jnp.int32) + start


def random_values(call: Call) -> Array:
    distribution = call.choice("distribution", DISTRIBUTIONS)
    a, b = call.number("a"), call.number("b")
    if not math.isfinite(a) or not math.isfinite(b):
        raise Mismatch(f"the distribution's numbers {a} and {b} must be finite")
    key = call.parameter_list("key", DTYPES["int32"])
    shape = call.wholes("shape")
    if len(key) != 2 or shape != call.outputs[0].shape:
        raise Mismatch(f"{shape} of a key of {len(key)} words is expected to be {call.outputs[0]}")
    first, second = (lax.bitcast_convert_type(one, jnp.uint32) for one in key)
    word = words((first, second), math.prod(shape))
    made = whole_numbers(word, a, b) if distribution == "integer" else numbers(distribution, word, a, b)
    return made.reshape(shape)


KERNELS: Kernels = {"RandomValues": random_values}
