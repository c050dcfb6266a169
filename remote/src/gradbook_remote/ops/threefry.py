"""
Threefry-2x32 with 20 rounds: Salmon, Moraes, Dror and Shaw, "Parallel Random Numbers: As Easy as 1, 2, 3", SC 2011. The
same words as `src/engine/random/threefry.ts`.
"""

from __future__ import annotations

import jax.numpy as jnp
import numpy as np

from .call import Array

ROTATIONS = (13, 15, 26, 6, 17, 29, 16, 24)
PARITY = np.uint32(0x1BD11BDA)
"""Keeps a key of zeros from giving zeros."""


def threefry2x32(key: tuple[Array, Array], counter: tuple[Array, Array]) -> tuple[Array, Array]:
    """Two words for each counter; all uint32."""
    keys = (key[0], key[1], key[0] ^ key[1] ^ PARITY)
    x0, x1 = counter[0] + key[0], counter[1] + key[1]
    for turn in range(5):
        for by in ROTATIONS[:4] if turn % 2 == 0 else ROTATIONS[4:]:
            x0 = x0 + x1
            x1 = ((x1 << np.uint32(by)) | (x1 >> np.uint32(32 - by))) ^ x0
        x0 = x0 + keys[(turn + 1) % 3]
        x1 = x1 + keys[(turn + 2) % 3] + np.uint32(turn + 1)
    return x0, x1


def words(key: tuple[Array, Array], size: int) -> Array:
    """uint32 [size]: word i mod 2 of the block i // 2."""
    counter = jnp.arange((size + 1) // 2, dtype=jnp.uint32)
    return jnp.stack(threefry2x32(key, (counter, jnp.zeros_like(counter))), 1).reshape(-1)[:size]
