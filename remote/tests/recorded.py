"""A training step that the notebook recorded, to be run again and again by a client."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from gradbook_remote.graph import parse_graph
from gradbook_remote.ops.call import DTYPES
from tests.support import Client

_FOLDER = Path(__file__).parent / "ops" / "fixtures" / "steps"


class RecordedStep:
    """`state`: by the position of an output, the input that it replaces in the next step."""

    def __init__(self, name: str, state: Mapping[int, int]) -> None:
        step = json.loads((_FOLDER / f"{name}.json").read_text())
        self.graph: dict[str, Any] = {"kind": "compile", **step["graph"]}
        self.state = state
        # Positions of outputs that the machine's memory keeps.
        self.host: list[int] = []
        specs = parse_graph(self.graph, max_nodes=20_000).inputs
        self.inputs = [
            np.frombuffer(base64.b64decode(text), DTYPES[spec.dtype]).reshape(spec.shape)
            for text, spec in zip(step["inputs"], specs, strict=True)
        ]
        self.scalars = [float(number) for number in step["scalars"]]

    def placed(self, name: str, inputs: Mapping[int, str], outputs: Mapping[int, str | None] | None = None) -> None:
        """Calls the graph `name` and lays some inputs and outputs."""
        count = len(self.graph["inputs"])
        self.graph = {
            **self.graph,
            "graph": name,
            "placements": [inputs.get(position, "replicated") for position in range(count)],
        }
        if outputs is not None:
            self.graph["outputPlacements"] = [outputs.get(at) for at in range(len(self.graph["outputs"]))]

    def put(self, client: Client) -> list[int]:
        return [
            client.put(value, placement) for value, placement in zip(self.inputs, self.graph["placements"], strict=True)
        ]

    def step(self, client: Client, handles: Sequence[int]) -> tuple[list[int], list[int]]:
        """Handles of the inputs of the next step, and of the outputs that are none."""
        free = [handles[position] for position in self.state.values()]
        outputs = client.execute(self.graph, handles, self.scalars, free, host=self.host)
        following = list(handles)
        for output, position in self.state.items():
            following[position] = outputs[output]
        return following, [handle for at, handle in enumerate(outputs) if at not in self.state]

    def train(self, client: Client, steps: int) -> tuple[list[float], list[np.ndarray[Any, Any]]]:
        """The first number that each step makes beside its state, and the state after the last."""
        client.send(self.graph)
        handles, losses = self.put(client), []
        for _ in range(steps):
            handles, made = self.step(client, handles)
            losses.append(float(client.read(made[0])))
        return losses, [client.read(handles[position]) for position in self.state.values()]


def dense() -> RecordedStep:
    """x [4, 6] @ w [6, 8] + b, relu, @ [8, 3] + b, softmax, SGD; y [4, 3] is input 5."""
    return RecordedStep("dense-layers-with-SGD", {2: 1, 3: 2, 4: 3, 5: 4})


def dense_with_momentum() -> RecordedStep:
    """x [4, 6] @ [6, 5] + b, elu, @ [5, 2] + b, tanh; inputs 7 to 10 are the optimizer's."""
    return RecordedStep(
        "dense-layers-with-momentum-and-weight-decay", {2: 7, 3: 1, 4: 8, 5: 2, 6: 9, 7: 3, 8: 10, 9: 4}
    )
