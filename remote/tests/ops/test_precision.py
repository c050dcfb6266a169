"""What a graph of another precision computes in: factors of products are rounded, everything else is float32."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import jax
import numpy as np
import pytest

from gradbook_remote.errors import Refused
from gradbook_remote.graph import Graph, parse_graph, trace
from gradbook_remote.ops.call import DTYPES, Precision
from tests.ops.test_steps import FILES, tensor

SHORT = {"bfloat16": "bf16", "float16": "f16"}
STEPS = {file.stem: file for file in FILES if file.stem in ("cnn", "gpt", "dense-layers-with-SGD")}
STEPS["depthwise"] = next(file for file in FILES if "depthwise" in file.stem)


def read(name: str) -> tuple[Graph, Sequence[Any]]:
    step = json.loads(STEPS[name].read_text())
    graph = parse_graph(step["graph"], max_nodes=20_000)
    inputs = [tensor(text, spec) for text, spec in zip(step["inputs"], graph.inputs, strict=True)]
    scalars = [DTYPES[dtype].type(float(number)) for dtype, number in zip(graph.scalars, step["scalars"], strict=True)]
    return graph, (inputs, scalars)


@pytest.mark.parametrize("precision", SHORT)
@pytest.mark.parametrize("name", STEPS)
def test_products_of_a_step_take_sixteen_bits_and_make_thirty_two(name: str, precision: Precision) -> None:
    graph, args = read(name)
    text = jax.jit(trace(replace(graph, precision=precision))).lower(*args).as_text()
    products = re.findall(r"stablehlo\.(?:dot_general|convolution).*: \((.*)\) -> (.*)", text)
    assert len(products) >= 4
    short = SHORT[precision]
    for factors, made in products:
        assert re.findall(r"tensor<(?:\d+x)*(\w+)>", f"{factors}, {made}") == [short, short, "f32"]
    moved = r"stablehlo\.(dot_general|convolution|convert|transpose|reverse|reshape)"
    assert all(re.search(moved, line) for line in text.splitlines() if f"x{short}>" in line)


@pytest.mark.parametrize("precision", SHORT)
def test_what_is_compiled_rounds(precision: Precision) -> None:
    """XLA may compute in more digits where a device has no such product, but must not leave out the rounding."""
    graph, args = read("cnn")
    full = jax.jit(trace(graph)).lower(*args).compile()
    mixed = jax.jit(trace(replace(graph, precision=precision))).lower(*args).compile()
    assert f"{SHORT[precision]}[" in mixed.as_text()
    assert f"{SHORT[precision]}[" not in full.as_text()
    pairs = list(zip(full(*args), mixed(*args), strict=True))
    assert any(not np.array_equal(a, b) for a, b in pairs)
    for a, b in pairs:
        np.testing.assert_allclose(a, b, rtol=0.1, atol=0.02)


def test_a_node_may_compute_in_another_precision_than_its_graph() -> None:
    step = json.loads(STEPS["dense-layers-with-SGD"].read_text())
    products = [node for node in step["graph"]["nodes"] if "MatMul" in node["kernel"]]
    products[0]["attributes"]["precision"] = "bfloat16"
    products[-1]["attributes"]["precision"] = "float32"
    step["graph"]["precision"] = "float16"
    graph = parse_graph(step["graph"], max_nodes=20_000)
    inputs = [tensor(text, spec) for text, spec in zip(step["inputs"], graph.inputs, strict=True)]
    scalars = [DTYPES[dtype].type(float(number)) for dtype, number in zip(graph.scalars, step["scalars"], strict=True)]
    text = jax.jit(trace(graph)).lower(inputs, scalars).as_text()
    factors = re.findall(r"stablehlo\.dot_general.*: \(tensor<(?:\d+x)*(\w+)>", text)
    assert (factors[0], factors[-1]) == ("bf16", "f32")
    assert set(factors[1:-1]) == {"f16"}
    products[0]["attributes"]["precision"] = "float8"
    with pytest.raises(Refused, match="the precision of a node"):
        parse_graph(step["graph"], max_nodes=20_000)
