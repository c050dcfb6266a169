"""The graphs of one session, and the programs made of them off the threads that compute."""

from __future__ import annotations

import hashlib
import time
from collections import Counter
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from typing import Any, TypeVar

import msgpack

from .errors import Refused
from .graph import Graph, parse_graph
from .limits import Limits
from .loops import LoopPlan, LoopProgram, compile_loop
from .placement import Devices
from .programs import Program, ProgramCache, compile_step
from .requests import Compile, Execute, Loop
from .room import check_room
from .signature import Signature
from .store import Cause
from .waiting import wait

_T = TypeVar("_T")
# An execution mostly follows its graph at once, and tells what can be computed in place; a graph compiled ahead does not wait longer.
_FIRST_EXECUTION_SECONDS = 0.05
# So many choices of what is computed in place are compiled; others are served by the nearest.
_MOST_VARIANTS = 4
# A provisional program is compiled anew, in full, beside its fifth execution; from the 17th on the new one is executed.
# It is not taken as soon as it is there: what a notebook computes depends on numbers of executions, not on time.
_WORTH_IT = 5
_PROVISIONAL = 16


@dataclass
class _Source:
    """A graph as it came. `variants`: the sets of inputs computed in place for which there is a program."""

    header: bytes
    digest: bytes
    signature: Future[Signature]
    first: Future[None] | None = None
    variants: set[frozenset[int]] = field(default_factory=set)
    wishes: Counter[frozenset[int]] = field(default_factory=Counter)
    executions: Counter[frozenset[int]] = field(default_factory=Counter)
    optimized: dict[frozenset[int], Future[Program] | None] = field(default_factory=dict)


class Graphs:
    """`add` and `prepare` are called on the event loop, `step` and `loop` by the thread that computes."""

    def __init__(
        self,
        limits: Limits,
        devices: Devices,
        cache: ProgramCache,
        emit: Callable[[Mapping[str, object]], None],
        later: Callable[[float, Callable[[], None]], object],
    ) -> None:
        self._limits = limits
        self._devices = devices
        self._cache = cache
        self._emit = emit
        self._later = later
        self._sources: dict[str, _Source] = {}
        self._bytes = 0
        self._reported: set[object] = set()
        self._threads = ThreadPoolExecutor(2, thread_name_prefix="compile")
        # Nothing that is waited for is queued behind what is not.
        self._optimizing = ThreadPoolExecutor(1, thread_name_prefix="optimize")

    def add(self, request: Compile) -> None:
        """Looks into the graph on another thread; Refused('limit') where it is too large to try."""
        if request.nodes > self._limits.nodes:
            raise Refused(
                "limit",
                f"A graph may have {self._limits.nodes} nodes; this one has {request.nodes}: read a value, or end the step, earlier",
            )
        digest = hashlib.sha256(request.header).digest()
        known = self._sources.get(request.graph)
        if known is not None:
            if known.digest == digest:
                return
            raise Refused("malformed", f"Another graph is called {request.graph}")
        if self._bytes + len(request.header) > self._limits.graph_bytes:
            raise Refused(
                "limit", "Too many different graphs in one session: shapes that change every step make a graph each"
            )
        self._bytes += len(request.header)
        parsed = self._threads.submit(self._parse, request.graph, request.header)
        self._sources[request.graph] = source = _Source(request.header, digest, parsed)
        self._later(_FIRST_EXECUTION_SECONDS, lambda: self._begin(source, None))

    def prepare(self, request: Execute | Loop) -> None:
        """Begins to compile what `request` is the first to need."""
        source = self._sources.get(request.graph)
        if source is not None:
            self._begin(source, request)

    def signature(self, graph: str, stop: Callable[[], Cause | None]) -> Signature:
        """Raises Refused for a graph that is not here or was refused, Failed where `stop` gives a cause meanwhile."""
        return wait(self._source(graph).signature, stop)

    def header(self, graph: str) -> bytes:
        """The encoded graph. Refused('gone') for one that is not here."""
        return self._source(graph).header

    def step(self, request: Execute, stop: Callable[[], Cause | None]) -> Program:
        """The program whose choice of inputs to compute in place is nearest to the request's; waits for the first."""
        source = self._source(request.graph)
        if source.first is not None:
            wait(source.first, stop)
        signature = source.signature.result()
        wish = signature.donated(request)
        if wish not in source.variants:
            source.wishes[wish] += 1
            if source.wishes[wish] == 2 and len(source.variants) < _MOST_VARIANTS:
                self._submit(lambda: self._make_step(source, signature, wish))
        if not source.variants:
            return wait(self._threads.submit(self._make_step, source, signature, wish), stop)
        nearest = min(source.variants.copy(), key=lambda variant: (len(variant - wish), len(wish - variant)))
        program = self._make_step(source, signature, nearest)
        return self._optimized(source, signature, program, stop) if program.provisional else program

    def _optimized(
        self, source: _Source, signature: Signature, program: Program, stop: Callable[[], Cause | None]
    ) -> Program:
        """The provisional program itself, until it was executed often enough; then the one that takes its place."""
        donated = program.donated
        source.executions[donated] += 1
        count = source.executions[donated]
        if count >= _WORTH_IT and donated not in source.optimized:
            source.optimized[donated] = self._submit(
                lambda: self._make_step(source, signature, donated, provisional=False), self._optimizing
            )
        better = source.optimized.get(donated) if count > _PROVISIONAL else None
        return program if better is None else wait(better, stop)

    def loop(self, request: Loop, stop: Callable[[], Cause | None]) -> LoopProgram:
        source = self._source(request.graph)
        signature = wait(source.signature, stop)
        return wait(self._threads.submit(self._make_loop, source, signature, LoopPlan.of(request, signature)), stop)

    def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)
        self._optimizing.shutdown(wait=False, cancel_futures=True)

    def _source(self, graph: str) -> _Source:
        source = self._sources.get(graph)
        if source is None:
            raise Refused("gone", f"There is no graph {graph} on the server")
        return source

    def _begin(self, source: _Source, request: Execute | Loop | None) -> None:
        if source.first is None:
            # A loop is compiled in its turn; the single step is then not likely to be asked for.
            source.first = self._submit(
                (lambda: None) if isinstance(request, Loop) else lambda: self._first(source, request)
            )

    def _submit(
        self, work: Callable[[], Program | None], threads: ThreadPoolExecutor | None = None
    ) -> Future[Any] | None:
        try:
            return (threads or self._threads).submit(work)
        except RuntimeError:
            # The session has ended.
            return None

    def _first(self, source: _Source, request: Execute | None) -> None:
        # Where the graph was refused, that has been told.
        signature = source.signature.result()
        try:
            fits = request is not None and len(request.inputs) == len(signature.inputs)
            self._make_step(
                source, signature, signature.donated(request) if request is not None and fits else frozenset()
            )
        except Refused as refused:
            self._emit(_refusal(signature.graph, refused))
            raise

    def _parse(self, name: str, header: bytes) -> Signature:
        try:
            return Signature.of(self._read(header))
        except Refused as refused:
            self._emit(_refusal(name, refused))
            raise
        except Exception as error:
            refused = Refused("internal", f"The graph could not be read: {type(error).__name__}: {error}")
            self._emit(_refusal(name, refused))
            raise refused from error

    def _read(self, header: bytes) -> Graph:
        return parse_graph(msgpack.unpackb(header), max_nodes=self._limits.nodes)

    def _make_step(
        self, source: _Source, signature: Signature, donated: frozenset[int], *, provisional: bool = True
    ) -> Program:
        key = (source.digest, donated, provisional)
        recipe = {"kind": "step", "header": source.header, "donated": sorted(donated), "provisional": provisional}
        devices = self._devices.part(signature.group)

        def make() -> Program:
            return compile_step(self._read(source.header), signature, donated, devices, provisional=provisional)

        program = self._make(key, lambda: devices.build(recipe, make))
        source.variants.add(donated)
        return program

    def _make_loop(self, source: _Source, signature: Signature, plan: LoopPlan) -> LoopProgram:
        key = (source.digest, plan.key())
        recipe = {"kind": "loop", "header": source.header, "plan": asdict(plan)}
        devices = self._devices.part(signature.group)

        def make() -> LoopProgram:
            return compile_loop(self._read(source.header), signature, plan, devices)

        return self._make(key, lambda: devices.build(recipe, make))

    def _make(self, key: object, make: Callable[[], _T]) -> _T:
        began = time.perf_counter()
        program, new = self._cache.get(key, make)
        if new or key not in self._reported:
            self._reported.add(key)
            self._emit({**program.report, "milliseconds": (time.perf_counter() - began) * 1000})
        check_room(program.report, self._devices, self._limits)
        return program


def _refusal(graph: str, refused: Refused) -> dict[str, object]:
    cause = Cause(refused.failure, refused.message, graph, refused.node, refused.room)
    return {"kind": "failed", **cause.fields()}
