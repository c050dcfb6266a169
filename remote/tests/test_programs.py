"""How graphs are compiled, and the cache of what they become."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from gradbook_remote.programs import ProgramCache
from tests.support import Client, graph_of


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


def test_a_graph_that_is_executed_often_is_compiled_once_more_to_run_faster(client: Client) -> None:
    side = 100
    graph = graph_of("often", [("Multiply", [0, 0], [side, side]), ("Tanh", [1], [side, side])], [[side, side]], [2])
    value = np.linspace(-2, 2, side * side, dtype=np.float32).reshape(side, side)
    client.send(graph)
    given = client.put(value)
    for _ in range(4):
        np.testing.assert_allclose(client.read(client.execute(graph, [given])[0]), np.tanh(value * value), atol=1e-6)
    client.wait("compiled", graph="often")
    client.stats()
    assert not [event for event in client.events if event.message["kind"] == "compiled"]
    for _ in range(16):
        np.testing.assert_allclose(client.read(client.execute(graph, [given])[0]), np.tanh(value * value), atol=1e-6)
    again = client.wait("compiled", graph="often").message
    assert again["flops"] is not None


def test_a_graph_of_few_numbers_is_compiled_once_however_often_it_is_executed(client: Client) -> None:
    graph = graph_of("few", [("Tanh", [0], [8])], [[8]], [1])
    client.send(graph)
    given = client.put(np.zeros(8, np.float32))
    for _ in range(30):
        client.read(client.execute(graph, [given])[0])
    client.wait("compiled", graph="few")
    client.stats()
    assert not [event for event in client.events if event.message["kind"] == "compiled"]
