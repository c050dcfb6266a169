"""Steps of training that the notebook recorded, with what its CPU device made of them (recorded-steps.test.ts)."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import jax
import numpy as np
import pytest

from gradbook_remote.graph import parse_graph, trace
from gradbook_remote.ops.call import DTYPES, Spec
from tests.ops.kernel import QUICK

FILES = sorted((Path(__file__).parent / "fixtures" / "steps").glob("*.json"))


def tensor(text: str, spec: Spec) -> np.ndarray:
    return np.frombuffer(base64.b64decode(text), DTYPES[spec.dtype]).reshape(spec.shape)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_recorded_step_makes_what_the_cpu_device_makes(file: Path) -> None:
    step = json.loads(file.read_text())
    graph = parse_graph(step["graph"], max_nodes=20_000)
    inputs = [tensor(text, spec) for text, spec in zip(step["inputs"], graph.inputs, strict=True)]
    scalars = [DTYPES[dtype].type(float(number)) for dtype, number in zip(graph.scalars, step["scalars"], strict=True)]
    compiled = jax.jit(trace(graph)).lower(inputs, scalars).compile(compiler_options=QUICK)
    specs = graph.specs
    for value, text, made in zip(graph.outputs, step["outputs"], compiled(inputs, scalars), strict=True):
        want = tensor(text, specs[value])
        # Adam divides by the size of a gradient: what is noise in the last digit of one is more in the step.
        np.testing.assert_allclose(made, want, rtol=1e-5, atol=5e-5 if file.stem == "gpt" else 1e-5)
