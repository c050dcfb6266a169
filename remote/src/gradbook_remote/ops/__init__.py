"""The kernels of TensorFlow.js and of Gradbook in JAX, one file a family."""

from __future__ import annotations

from .call import Kernels

KERNELS: Kernels = {}
