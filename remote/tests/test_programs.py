"""The cache of compiled programs."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import pytest

from gradbook_remote.programs import ProgramCache


def test_programs_outlive_what_jax_keeps_of_making_others(monkeypatch: pytest.MonkeyPatch) -> None:
    cleared: list[int] = []
    clear = jax.clear_caches
    made: list[int] = []

    def count() -> None:
        cleared.append(len(made))
        clear()

    monkeypatch.setattr(jax, "clear_caches", count)
    cache = ProgramCache(4)
    x = jnp.ones(3)

    def make(factor: int) -> jax.stages.Compiled:
        made.append(factor)
        return jax.jit(lambda x: x * factor).lower(x).compile()

    first, mine = cache.get(1, lambda: make(1))
    assert mine
    for factor in (2, 3, 4, 5, 6, 7, 8):
        cache.get(factor, lambda factor=factor: make(factor))
        again, mine = cache.get(factor, lambda: make(-1))
        assert not mine and again(x).tolist() == [factor] * 3
    assert cleared == [4, 8]
    assert first(x).tolist() == [1] * 3
    # The oldest has made room.
    assert cache.get(1, lambda: make(1))[1]
    assert made == [*range(1, 9), 1]
