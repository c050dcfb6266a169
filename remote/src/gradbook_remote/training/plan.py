"""What a training needs to go on by itself, also after the server was started anew."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import msgpack

from ..errors import Refused
from ..graph import Graph, parse_graph
from ..loops import LoopPlan
from ..protocol import Spec
from ..requests import Loop
from ..run_requests import DataOptions, Detach
from ..signature import Signature

# Raised when files of an older server can no longer be read.
_VERSION = 1
# Steps are done so many at a time, fewer where their batches take more memory than this.
_MOST_CHUNK = 10
_CHUNK_BYTES = 64 * 2**20
# Numbers that all metrics of a run may have.
_MOST_NUMBERS = 2**25


@dataclass(frozen=True)
class Plan:
    """`header`: the encoded graph; `state` and `feeds` name its inputs; `constants` are those that never change."""

    run: str
    header: bytes
    steps: int
    state: tuple[tuple[int, int], ...]
    names: tuple[str, ...]
    feeds: tuple[int, ...]
    data: DataOptions | None
    index: int
    scalars: tuple[tuple[float, ...], ...]
    metrics: tuple[tuple[str, int], ...]
    checkpoint_every: int
    seconds: float | None

    @staticmethod
    def of(request: Detach, header: bytes, data: DataOptions | None) -> Plan:
        return Plan(
            run=request.run,
            header=header,
            steps=request.steps,
            state=request.state,
            names=request.names,
            feeds=request.feeds,
            data=data,
            index=request.index,
            scalars=request.scalars,
            metrics=request.metrics,
            checkpoint_every=request.checkpoint_every,
            seconds=request.seconds,
        )

    def encode(self) -> bytes:
        return msgpack.packb({"version": _VERSION, **asdict(self)})

    @staticmethod
    def decode(data: bytes) -> Plan:
        """ValueError, KeyError or TypeError for what no server of this version wrote."""
        fields: dict[str, Any] = msgpack.unpackb(data, use_list=False)
        if fields.pop("version") != _VERSION:
            raise ValueError("another version of gradbook-remote wrote it")
        options = fields.pop("data")
        return Plan(**fields, data=None if options is None else DataOptions(**options))

    def graph(self, most_nodes: int) -> Graph:
        return parse_graph(msgpack.unpackb(self.header), max_nodes=most_nodes)

    def check(self, signature: Signature) -> None:
        """Refused where the plan and its graph do not belong together."""
        self.loop(1, signature)
        outputs = range(len(signature.outputs))
        if len(self.names) != len(self.state):
            raise Refused("malformed", f"`names` has {len(self.names)} names for {len(self.state)} tensors of `state`")
        if (self.data is None) != (len(self.feeds) == 0):
            raise Refused("malformed", "A training has `feeds` where it has a `dataset`")
        for name, output in self.metrics:
            if (
                output not in outputs
                or signature.outputs[output].bytes != 4
                or signature.outputs[output].type == "bool"
            ):
                raise Refused("shape", f"Metric '{name}' has to be one number a step; return a scalar, as loss.mean()")
        if self.steps * len(self.metrics) > _MOST_NUMBERS:
            raise Refused(
                "limit",
                f"{self.steps:,} steps x {len(self.metrics)} metrics are too many to keep: at most {_MOST_NUMBERS:,}",
            )
        signature.pack(list(self.scalars))

    def loop(self, steps: int, signature: Signature) -> LoopPlan:
        """What one call of the device does."""
        request = Loop(
            graph=signature.graph,
            seq=0,
            steps=steps,
            inputs=(0,) * len(signature.inputs),
            state=self.state,
            feeds=self.feeds,
            scalars=(),
            collect=tuple(dict.fromkeys(output for _, output in self.metrics)),
            outputs=(),
            free=(),
        )
        return LoopPlan.of(request, signature)

    def chunk(self, batch_bytes: int) -> int:
        """Steps of one call: so that checkpoints fall between two of them."""
        most = max(1, min(_MOST_CHUNK, self.steps, _CHUNK_BYTES // max(1, batch_bytes)))
        if self.checkpoint_every == 0:
            return most
        return next(count for count in range(most, 0, -1) if self.checkpoint_every % count == 0)

    def rows(self, begin: int, count: int) -> list[tuple[float, ...]]:
        """The scalars of `count` steps from `begin` on."""
        return [self.scalars[0]] * count if len(self.scalars) == 1 else list(self.scalars[begin : begin + count])

    def variables(self, signature: Signature) -> list[tuple[str, Spec]]:
        return [(name, signature.inputs[position]) for name, (position, _) in zip(self.names, self.state, strict=True)]
