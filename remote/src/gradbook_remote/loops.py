"""Many steps of a graph in one execution: state is carried from step to step, feeds are read and outputs kept row by row."""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

from .errors import Refused
from .graph import Graph, trace
from .placement import Devices
from .programs import compile_function, scalar_shapes
from .protocol import Spec
from .requests import Loop
from .signature import Packed, Signature

# A `cancel` is seen between chunks of steps that take about so long.
CHUNK_SECONDS = 0.25

Arrays = list[jax.Array]


@dataclass(frozen=True)
class LoopPlan:
    """Which inputs and outputs play which part; positions in the graph. `lasts`: outputs of which the last step's is kept."""

    steps: int
    state: tuple[tuple[int, int], ...]
    feeds: tuple[int, ...]
    constants: tuple[int, ...]
    collect: tuple[int, ...]
    lasts: tuple[int, ...]

    @staticmethod
    def of(request: Loop, signature: Signature) -> LoopPlan:
        """Refused where the request names positions that are not there, or state that changes its shape."""
        inputs, outputs = range(len(signature.inputs)), range(len(signature.outputs))
        carried = [position for position, _ in request.state]
        named = [*carried, *request.feeds]
        if any(position not in inputs for position in named) or len(set(named)) != len(named):
            raise Refused("malformed", f"`state` and `feeds` have to name inputs of graph {signature.graph}, each once")
        replaced = [output for _, output in request.state]
        if not set(request.stream) <= set(request.collect):
            raise Refused("malformed", f"`stream` has to name outputs that the loop over {signature.graph} collects")
        if any(position not in outputs for position in (*replaced, *request.collect)) or len(
            set(request.collect)
        ) != len(request.collect):
            raise Refused("malformed", f"`state` and `collect` have to name outputs of graph {signature.graph}")
        for position, output in request.state:
            if signature.inputs[position] != signature.outputs[output]:
                raise Refused(
                    "shape",
                    f"A loop carries input {position} as {signature.inputs[position]}, but a step makes {signature.outputs[output]} of it",
                )
        constants = tuple(position for position in inputs if position not in named)
        lasts = tuple(position for position in outputs if position not in request.collect and position not in replaced)
        return LoopPlan(request.steps, request.state, request.feeds, constants, request.collect, lasts)

    def key(self) -> Hashable:
        return ("loop", self.steps, self.state, self.feeds, self.collect)

    def output_bytes(self, signature: Signature) -> int:
        each = enumerate(signature.outputs)
        return sum(spec.bytes * (self.steps if position in self.collect else 1) for position, spec in each)


@dataclass
class LoopProgram:
    """A compiled loop. `start` makes the memory for what is kept; `run` does the steps from one to another."""

    plan: LoopPlan
    start: Callable[[], tuple[Arrays, Arrays]]
    run: Callable[..., tuple[tuple[Arrays, Arrays, Arrays], jax.Array]]
    report: dict[str, object]
    # A call of `run` does one step, whatever it is asked for.
    stepwise: bool = False
    seconds: float | None = None


def compile_loop(graph: Graph, signature: Signature, plan: LoopPlan, devices: Devices) -> LoopProgram:
    """The number of steps done in one call is not compiled in, so that it can follow the time that a step takes."""
    compute = trace(graph)
    places = signature.places()
    # XLA computes gradients of convolutions on a processor ten times as slowly in a loop as by themselves.
    stepwise = devices.platform == "cpu" and any("Conv" in node.kernel for node in graph.nodes)

    def run(
        begin: jax.Array,
        end: jax.Array,
        state: Arrays,
        kept: Arrays,
        lasts: Arrays,
        feeds: Arrays,
        constants: Arrays,
        packed: Packed,
    ) -> Any:  # noqa: ANN401 - a tree
        def step(index: jax.Array, carry: tuple[Arrays, Arrays, Arrays]) -> tuple[Arrays, Arrays, Arrays]:
            values, rows, _ = carry
            inputs = dict(zip(plan.constants, constants, strict=True))
            inputs.update(zip((position for position, _ in plan.state), values, strict=True))
            fed = [lax.dynamic_index_in_dim(feed, index, keepdims=False) for feed in feeds]
            inputs.update(zip(plan.feeds, fed, strict=True))
            outputs = compute(
                [inputs[position] for position in range(len(inputs))],
                [packed[kind][index, column] for kind, column in places],
            )
            written = [
                lax.dynamic_update_index_in_dim(row, outputs[position], index, 0)
                for row, position in zip(rows, plan.collect, strict=True)
            ]
            return (
                [outputs[output] for _, output in plan.state],
                written,
                [outputs[position] for position in plan.lasts],
            )

        carry = (state, kept, lasts)
        return step(begin, carry) if stepwise else lax.fori_loop(begin, end, step, carry), jnp.int32(0)

    def start() -> tuple[Arrays, Arrays]:
        kept, lasts = _kept_shapes(signature, plan, devices)
        return [_unset(each) for each in kept], [_unset(each) for each in lasts]

    state, feeds, constants = _input_shapes(signature, plan, devices)
    kept, lasts = _kept_shapes(signature, plan, devices)
    everywhere = devices.sharding("replicated")
    number = jax.ShapeDtypeStruct((), np.int32, sharding=everywhere)
    args = (number, number, state, kept, lasts, feeds, constants, scalar_shapes(signature, plan.steps, devices))
    layout = jax.tree.map(lambda each: each.sharding, (state, kept, lasts))
    call, report = compile_function(run, args, (2, 3, 4), signature.graph, devices, (layout, everywhere))
    made, _ = compile_function(start, (), (), signature.graph, devices, (layout[1], layout[2]))
    return LoopProgram(plan, made, call, report, stepwise)


def run_loop(
    program: LoopProgram,
    state: Arrays,
    feeds: Arrays,
    constants: Arrays,
    packed: Packed,
    ended: Callable[[], bool],
    devices: Devices,
    told: Callable[[Mapping[int, jax.Array], int, int], None] | None = None,
) -> tuple[dict[int, jax.Array], int]:
    """
    The outputs by position, and how many steps were done: fewer than all where `ended` became true between two of them.
    Rows of collected outputs that were not reached are NaN, or 0 where the type has none. `state` is given away.
    `told` is called between steps with what is collected, and the steps that are new in it, from one to before another.
    """
    plan, done = program.plan, 0
    with devices.turn():
        kept, lasts = program.start()
    while done < plan.steps and not ended():
        count = 1 if program.seconds is None else max(1, int(CHUNK_SECONDS / max(program.seconds, 1e-9)))
        upto = min(plan.steps, done + count)
        began = time.perf_counter()
        for at in range(done, upto) if program.stepwise else (done,):
            with devices.turn():
                (state, kept, lasts), there = program.run(
                    np.int32(at), np.int32(upto), state, kept, lasts, feeds, constants, packed
                )
                if devices.one_at_a_time:
                    there.block_until_ready()
        there.block_until_ready()
        program.seconds = (time.perf_counter() - began) / (upto - done)
        if told is not None:
            told(dict(zip(plan.collect, kept, strict=True)), done, upto)
        done = upto
    found = dict(zip((output for _, output in plan.state), state, strict=True))
    found.update(zip(plan.lasts, lasts, strict=True))
    found.update(zip(plan.collect, kept, strict=True))
    return found, done


def no_steps(signature: Signature, plan: LoopPlan, state: Arrays, devices: Devices) -> dict[int, jax.Array]:
    """What `run_loop` returns of a loop that was stopped before its first step."""
    found = dict(zip((output for _, output in plan.state), state, strict=True))
    for positions, leading in ((plan.collect, (plan.steps,)), (plan.lasts, ())):
        for position in positions:
            spec = signature.outputs[position]
            whole = Spec(spec.type, (*leading, *spec.shape))
            fill = np.nan if np.issubdtype(whole.dtype, np.inexact) else 0
            found[position] = devices.put(np.full(whole.shape, fill, whole.dtype), whole, "replicated")
    return found


def _input_shapes(signature: Signature, plan: LoopPlan, devices: Devices) -> tuple[list[jax.ShapeDtypeStruct], ...]:
    def shape(position: int, leading: tuple[int, ...] = ()) -> jax.ShapeDtypeStruct:
        spec, placement = signature.inputs[position], signature.placements[position]
        devices.check(spec, placement)
        return jax.ShapeDtypeStruct(
            (*leading, *spec.shape), spec.dtype, sharding=devices.sharding(placement, len(leading))
        )

    return (
        [shape(position) for position, _ in plan.state],
        [shape(position, (plan.steps,)) for position in plan.feeds],
        [shape(position) for position in plan.constants],
    )


def _kept_shapes(
    signature: Signature, plan: LoopPlan, devices: Devices
) -> tuple[list[jax.ShapeDtypeStruct], list[jax.ShapeDtypeStruct]]:
    everywhere = devices.sharding("replicated")

    def shapes(positions: Sequence[int], leading: tuple[int, ...]) -> list[jax.ShapeDtypeStruct]:
        specs = [signature.outputs[position] for position in positions]
        return [jax.ShapeDtypeStruct((*leading, *spec.shape), spec.dtype, sharding=everywhere) for spec in specs]

    return shapes(plan.collect, (plan.steps,)), shapes(plan.lasts, ())


def _unset(each: jax.ShapeDtypeStruct) -> jax.Array:
    return jnp.full(each.shape, np.nan if jnp.issubdtype(each.dtype, jnp.inexact) else 0, each.dtype)
