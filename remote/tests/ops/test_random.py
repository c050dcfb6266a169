from __future__ import annotations

import base64
import json
from pathlib import Path

import jax.numpy as jnp
import numpy as np
import pytest

from gradbook_remote.errors import Refused
from gradbook_remote.ops.random import high_word
from gradbook_remote.ops.threefry import threefry2x32
from tests.ops.kernel import run

CASES = json.loads((Path(__file__).parent / "fixtures" / "random.json").read_text())


@pytest.mark.parametrize(
    ("counter", "key", "words"),
    [
        # `kat_vectors` of Random123, "threefry2x32 20".
        ((0, 0), (0, 0), (0x6B200159, 0x99BA4EFE)),
        ((0xFFFFFFFF, 0xFFFFFFFF), (0xFFFFFFFF, 0xFFFFFFFF), (0x1CB996FC, 0xBB002BE7)),
        ((0x243F6A88, 0x85A308D3), (0x13198A2E, 0x03707344), (0xC4923A9C, 0x483DF7A0)),
    ],
)
def test_the_words_are_those_that_the_authors_of_threefry_publish(
    counter: tuple[int, int], key: tuple[int, int], words: tuple[int, int]
) -> None:
    made = threefry2x32(tuple(map(jnp.uint32, key)), tuple(map(jnp.uint32, counter)))
    assert tuple(int(word) for word in made) == words


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['distribution']}-{case['a']}-{case['b']}")
def test_numbers_are_those_of_the_notebook(case: dict) -> None:
    dtype = np.int32 if case["distribution"] == "integer" else np.float32
    want = np.frombuffer(base64.b64decode(case["values"]), dtype).reshape(case["shape"])
    attributes = {name: case[name] for name in ("distribution", "shape", "a", "b")} | {"fresh": True}
    (made,) = run("RandomValues", {}, attributes, like=want, parameters={"key": case["key"]})
    if case["distribution"] in ("normal", "truncatedNormal"):
        np.testing.assert_allclose(made, want, rtol=0, atol=2e-6)
    else:
        assert made.tobytes() == want.tobytes()


def test_a_key_may_stand_in_the_attributes() -> None:
    case = CASES[0]
    attributes = {name: case[name] for name in ("distribution", "shape", "a", "b", "key")}
    like = np.zeros(case["shape"], np.float32)
    (given,) = run("RandomValues", {}, attributes, like=like)
    assert given.tobytes() == base64.b64decode(case["values"])


def test_the_upper_half_of_a_product_of_words_is_exact() -> None:
    words = np.array([0, 1, 2**31, 2**32 - 1, 0x89ABCDEF, 65535, 65536], np.uint32)
    for factor in (0, 1, 10, 65535, 65536, 0xFFFFFFFF, 2**32, 0x7FFFFFFF):
        want = [int(word) * factor >> 32 for word in words]
        assert np.asarray(high_word(jnp.asarray(words), factor)).tolist() == want


@pytest.mark.parametrize("change", [{"a": 0.5}, {"b": 2**40}, {"distribution": "gamma"}, {"shape": [3]}, {"a": np.inf}])
def test_what_is_no_distribution_is_refused(change: dict) -> None:
    attributes = {"distribution": "integer", "shape": [4], "a": 0, "b": 4, "key": [1, 2]} | change
    with pytest.raises(Refused, match="RandomValues") as refused:
        run("RandomValues", {}, attributes, like=np.zeros(4, np.int32))
    assert refused.value.failure == "shape"
