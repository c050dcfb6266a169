"""Graphs compiled by XLA: what one execution of them is, how they are made, and the cache that all sessions share."""

from __future__ import annotations

import math
import re
import threading
import time
import warnings
from collections import Counter, OrderedDict
from collections.abc import Callable, Hashable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any

import jax
import jax.numpy as jnp
from jax.sharding import Sharding

from .environment import give_back_memory
from .errors import Refused
from .graph import Graph, trace
from .ops.call import DTYPES
from .partial_sums import Summing, summing
from .placement import Devices
from .profile_operations import module_name
from .room import room_in
from .signature import Packed, Signature

# A processor compiles a graph of so few numbers, in all or a node, for much longer than it runs: where nothing is
# computed in place, as training steps are, it is not worth optimizing. These options make that four times as fast.
_FEW = 4096
_FEW_A_NODE = 256
# Others of up to so many numbers are not optimized before it is seen that they are executed often.
_MOST_PROVISIONAL = 2**21
_QUICKLY = {
    "xla_backend_optimization_level": 0,
    "xla_llvm_disable_expensive_passes": True,
    "xla_cpu_use_fusion_emitters": False,
}
_COLLECTIVE = re.compile(
    r"= .*? (all-reduce|all-gather|all-to-all|reduce-scatter|collective-permute|collective-broadcast)(?:-start)?\("
)


@dataclass
class Program:
    """
    A compiled graph. Called with the inputs that it computes in place, the others, and the packed scalars, it returns
    the outputs and a tensor that is there as soon as they are (any of them may have been given away by then).
    """

    call: Callable[[Sequence[jax.Array], Sequence[jax.Array], Packed], tuple[list[jax.Array], jax.Array]]
    donated: frozenset[int]
    report: dict[str, object]
    # Inputs that are taken, and outputs that are given, as one addend a device.
    sums: frozenset[int] = frozenset()
    partial: frozenset[int] = frozenset()
    # Compiled quickly, though many executions would be worth more time.
    provisional: bool = False
    # What one execution last took; None before the first.
    seconds: float | None = None


def compile_step(
    graph: Graph, signature: Signature, donated: frozenset[int], devices: Devices, *, provisional: bool = False
) -> Program:
    """
    Traces and compiles; `provisional`: quickly where that pays for a few executions. Refused, with its node, where a
    kernel refuses; Refused('memory') where XLA has no room.
    """
    compute = trace(graph)
    places = signature.places()
    sums = _summing(graph, compute, devices)
    if sums is not None:
        parted = sums.parted(devices.axes)
        compute = lambda inputs, scalars: parted(*inputs, *scalars)  # noqa: E731 - as `trace` makes it

    def step(
        given: Sequence[jax.Array], kept: Sequence[jax.Array], packed: Packed
    ) -> tuple[list[jax.Array], jax.Array]:
        gifts, rest = iter(given), iter(kept)
        inputs = [next(gifts if position in donated else rest) for position in range(len(signature.inputs))]
        return compute(inputs, [packed[kind][0, column] for kind, column in places]), jnp.int32(0)

    args = input_shapes(signature, devices)
    for position in () if sums is None else sums.sums:
        shape = (devices.mesh["data"], *args[position].shape)
        args[position] = jax.ShapeDtypeStruct(shape, args[position].dtype, sharding=devices.sharding("batch"))
    layout = None
    if any(signature.output_placements) and devices.many:
        layout = (output_shardings(signature, devices), None)
    given = [arg for position, arg in enumerate(args) if position in donated]
    kept = [arg for position, arg in enumerate(args) if position not in donated]
    small = not donated and _is_small(graph, devices)
    provisional = provisional and not small and devices.platform == "cpu" and _numbers(graph) <= _MOST_PROVISIONAL
    call, report = compile_function(
        step,
        (given, kept, scalar_shapes(signature, 1, devices)),
        (0,),
        signature.graph,
        devices,
        layout,
        quickly=small or provisional,
    )
    if sums is None:
        return Program(call, donated, report, provisional=provisional)
    return Program(call, donated, report, sums.sums, sums.partial, provisional)


def _summing(graph: Graph, compute: Callable[..., Any], devices: Devices) -> Summing | None:
    """How a graph is computed that adds what comes of a parted batch to its inputs; None for any other."""
    first = len(graph.inputs) + len(graph.scalars)
    makers = [node for node in graph.nodes for _ in node.outputs]
    adds = [makers[value - first] for value in graph.outputs if value >= first]
    may_be = any(node.kernel == "Add" and min(node.inputs) < len(graph.inputs) for node in adds)
    laid = {*graph.placements, *graph.output_placements} - {None}
    if not may_be or "batch" not in laid or not laid <= {"batch", "replicated"}:
        return None
    if graph.group is not None or devices.mesh["data"] == 1 or devices.mesh["model"] > 1:
        return None
    inputs = [jax.ShapeDtypeStruct(spec.shape, DTYPES[spec.dtype]) for spec in graph.inputs]
    scalars = [jax.ShapeDtypeStruct((), DTYPES[kind]) for kind in graph.scalars]
    jaxpr = jax.make_jaxpr(lambda *given: compute(given[: len(inputs)], given[len(inputs) :]))(*inputs, *scalars)
    parted = [placement == "batch" for placement in graph.placements] + [False] * len(scalars)
    return summing(jaxpr, parted, len(inputs), devices.mesh["data"])


def _is_small(graph: Graph, devices: Devices) -> bool:
    return devices.platform == "cpu" and _numbers(graph) <= max(_FEW, _FEW_A_NODE * len(graph.nodes))


def _numbers(graph: Graph) -> int:
    return sum(math.prod(spec.shape) for spec in graph.specs)


def input_shapes(signature: Signature, devices: Devices) -> list[jax.ShapeDtypeStruct]:
    found = []
    for spec, placement in zip(signature.inputs, signature.placements, strict=True):
        devices.check(spec, placement)
        found.append(jax.ShapeDtypeStruct(spec.shape, spec.dtype, sharding=devices.sharding(placement)))
    return found


def output_shardings(signature: Signature, devices: Devices) -> list[Sharding | None]:
    """None where XLA lays an output as it likes. Refused('shape') where one cannot be parted evenly."""
    found: list[Sharding | None] = []
    for spec, placement in zip(signature.outputs, signature.output_placements, strict=True):
        if placement is not None:
            devices.check(spec, placement)
        found.append(None if placement is None else devices.sharding(placement))
    return found


def scalar_shapes(signature: Signature, steps: int, devices: Devices) -> dict[str, jax.ShapeDtypeStruct]:
    counts = Counter(signature.scalars)
    everywhere = devices.sharding("replicated")
    packed = signature.pack([[0.0] * len(signature.scalars)])
    return {
        kind: jax.ShapeDtypeStruct((steps, counts[kind]), packed[kind].dtype, sharding=everywhere) for kind in counts
    }


def compile_function(
    function: Callable[..., Any],
    args: tuple[Any, ...],
    donate: tuple[int, ...],
    graph: str,
    devices: Devices,
    out_shardings: Any = None,  # noqa: ANN401 - a tree
    *,
    quickly: bool = False,
) -> tuple[Callable[..., Any], dict[str, object]]:
    """
    The executable, and the `compiled` event that reports it. XLA lays the outputs as it likes where `out_shardings` is
    None. `quickly`: what is compiled sooner may be slower.
    """
    began = time.perf_counter()
    function.__name__ = module_name(graph)
    with warnings.catch_warnings():
        # XLA decides which buffers it can reuse; the others are freed all the same.
        warnings.filterwarnings("ignore", message="Some donated buffers were not usable")
        try:
            options = {} if out_shardings is None else {"out_shardings": out_shardings}
            lowered = jax.jit(function, donate_argnums=donate, **options).lower(*args)
            compiled = _compiled_quickly(lowered) if quickly else lowered.compile()
        except Refused:
            raise
        except Exception as error:
            raise refused_by_xla(error) from error
    milliseconds = (time.perf_counter() - began) * 1000
    return compiled, {"kind": "compiled", "graph": graph, "milliseconds": milliseconds, **_measures(compiled, devices)}


def _compiled_quickly(lowered: jax.stages.Lowered) -> jax.stages.Compiled:
    try:
        return lowered.compile(compiler_options=_QUICKLY)
    except Exception:
        # XLA's options come and go with its versions.
        return lowered.compile()


def refused_by_xla(error: BaseException) -> Refused:
    """What to tell of an error of XLA or of jax."""
    text = str(error).strip()
    if "RESOURCE_EXHAUSTED" in text or isinstance(error, MemoryError):
        message = f"The device has no room: use a smaller batch, or dispose tensors. XLA says: {text[:500]}"
        return Refused("memory", message, room=room_in(text))
    return Refused("internal", f"XLA could not compute this: {type(error).__name__}: {text[:1000]}")


def _measures(compiled: Any, devices: Devices) -> dict[str, object]:  # noqa: ANN401 - jax.stages.Compiled, renamed between versions
    cost = compiled.cost_analysis() or {}
    cost = cost[0] if isinstance(cost, list) else cost
    memory = compiled.memory_analysis()
    return {
        "flops": _count(cost.get("flops")),
        "bytes": _count(cost.get("bytes accessed")),
        "memory": None
        if memory is None
        else {
            "arguments": int(memory.argument_size_in_bytes),
            "temporaries": int(memory.temp_size_in_bytes),
            # Those that are computed in place take no more than what they replace.
            "outputs": max(0, int(memory.output_size_in_bytes) - int(memory.alias_size_in_bytes)),
        },
        "collectives": collectives_in(compiled.as_text() or "") if devices.many else {},
    }


def collectives_in(module: str) -> dict[str, int]:
    """Operations between devices in the text of an HLO module, by name."""
    return dict(Counter(_COLLECTIVE.findall(module)))


def _count(value: object) -> float | None:
    return float(value) if isinstance(value, (int, float)) and 0 <= value < float("inf") else None


class ProgramCache:
    """
    Programs by what they were made from. Each is made once, by the thread that asks first; the others wait for it. jax
    keeps what it traced and lowered of each for longer than the program lives; that is dropped once for `most` programs,
    while those that are compiled stay as they are.
    """

    def __init__(self, most: int = 256) -> None:
        self._most = most
        self._made = 0
        self._lock = threading.Lock()
        self._programs: OrderedDict[Hashable, Future[Any]] = OrderedDict()

    def get(self, key: Hashable, make: Callable[[], Any]) -> tuple[Any, bool]:
        """The program, and whether it was made now. Raises what `make` raises, and forgets it then."""
        with self._lock:
            future = self._programs.get(key)
            mine = future is None
            if future is None:
                future = self._programs[key] = Future()
                while len(self._programs) > self._most:
                    self._programs.popitem(last=False)
            self._programs.move_to_end(key)
        if mine:
            try:
                future.set_result(make())
                self._count()
            except BaseException as error:
                with self._lock:
                    if self._programs.get(key) is future:
                        del self._programs[key]
                future.set_exception(error)
        return future.result(), mine

    def _count(self) -> None:
        with self._lock:
            self._made += 1
            is_due = self._made % self._most == 0
        if is_due:
            jax.clear_caches()
            give_back_memory()
