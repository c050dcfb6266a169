"""Complex numbers and Fourier transforms."""

from __future__ import annotations

import jax.numpy as jnp
from jax import lax

from .call import DTYPES, Kernels, cast, floating

COMPLEX64 = DTYPES["complex64"]

KERNELS: Kernels = {
    "Complex": lambda call: lax.complex(floating(call.input("real")), floating(call.input("imag"))),
    "ComplexAbs": lambda call: jnp.abs(call.input("x")),
    # Along the last axis; the inverse divides by its length.
    "FFT": lambda call: jnp.fft.fft(cast(call.input("input"), COMPLEX64)),
    "IFFT": lambda call: jnp.fft.ifft(cast(call.input("input"), COMPLEX64)),
    "Imag": lambda call: jnp.imag(call.input("input")),
    "Real": lambda call: jnp.real(call.input("input")),
}
