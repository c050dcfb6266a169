"""The kernels of TensorFlow.js and of Gradbook in JAX, one file a family."""

from __future__ import annotations

from . import (
    arithmetic,
    arrays,
    convolutions,
    dilation,
    elementwise,
    images,
    indexing,
    normalizations,
    optimizers,
    pooling,
    products,
    random,
    reductions,
    spectral,
)
from .call import Kernels

FAMILIES = (
    arithmetic,
    arrays,
    convolutions,
    dilation,
    elementwise,
    images,
    indexing,
    normalizations,
    optimizers,
    pooling,
    products,
    random,
    reductions,
    spectral,
)

KERNELS: Kernels = {name: kernel for family in FAMILIES for name, kernel in family.KERNELS.items()}
"""Every kernel there is, by the name that TensorFlow.js has for it."""
