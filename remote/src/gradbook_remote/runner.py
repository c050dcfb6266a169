"""Carries out the commands of one session, in order, on a thread of its own."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import jax
import numpy as np

from .completion import Completion, Started
from .errors import Refused
from .graphs import Graphs
from .loops import LoopPlan, no_steps, run_loop
from .operands import addends, given, there, whole
from .placement import Devices
from .profiles import Measurement
from .programs import Program, refused_by_xla
from .protocol import Placement, Spec
from .reading import Reading
from .requests import Execute, Fetch, Free, Loop, Profile
from .store import ENDED, Cause, Entry, Failed, Store


@dataclass(frozen=True)
class Upload:
    """A tensor that has come whole; its bytes are reserved in the store."""

    handle: int
    spec: Spec
    placement: Placement
    value: np.ndarray[Any, Any]


@dataclass(frozen=True)
class Decline:
    """An execution that is not tried: in its turn its outputs fail."""

    request: Execute | Loop
    refused: Refused


@dataclass(frozen=True)
class Supply:
    """Tensors that come of neither an upload nor an execution, as batches of data that the server reads."""

    outputs: tuple[int, ...]
    make: Callable[[Callable[[], Cause | None]], Sequence[tuple[Spec, jax.Array]]]


@dataclass(frozen=True)
class Hand:
    """Tensors for `take`; where there are none, or it raises, `request` fails."""

    request: int
    inputs: tuple[int, ...]
    take: Callable[[Sequence[jax.Array], Callable[[], Cause | None]], None]


Command = Upload | Execute | Loop | Fetch | Free | Decline | Profile | Supply | Hand

_HALTED = Cause("cancelled", "The loop was stopped")


class Runner:
    """`submit`, `cancel`, `halt` and `close` may be called by any thread."""

    def __init__(
        self,
        store: Store,
        graphs: Graphs,
        devices: Devices,
        completion: Completion,
        reading: Reading,
        emit: Callable[[Mapping[str, object]], None],
        read_over: Callable[[], None],
    ) -> None:
        self._store = store
        self._graphs = graphs
        self._devices = devices
        self._completion = completion
        self._reading = reading
        self._emit = emit
        self._read_over = read_over
        self._queue: queue.SimpleQueue[Command | None] = queue.SimpleQueue()
        self._cancelled = 0
        self._halted = 0
        self._measurement: Measurement | None = None
        self._closed = False
        threading.Thread(target=self._run, name="runner", daemon=True).start()

    @property
    def waiting(self) -> int:
        return self._queue.qsize()

    def submit(self, command: Command) -> None:
        self._queue.put(command)

    def cancel(self, seq: int) -> None:
        self._cancelled = max(self._cancelled, seq)

    def halt(self, seq: int) -> None:
        """Loops up to `seq` end between two steps, those that have not begun before the first; their state is kept."""
        self._halted = max(self._halted, seq)

    def close(self) -> None:
        """What is under way ends as soon as it can; then the store is emptied."""
        self._closed = True
        self._queue.put(None)

    def _run(self) -> None:
        while not self._closed:
            command = self._queue.get()
            if command is not None:
                self._carry_out(command)
        if self._measurement is not None:
            self._measurement.cancel()
        self._store.clear()
        self._completion.close()
        self._reading.close()

    def _carry_out(self, command: Command) -> None:
        if isinstance(command, (Execute, Loop)):
            self._attempt(command, self._execute if isinstance(command, Execute) else self._loop)
        elif isinstance(command, Decline):
            self._attempt(command.request, lambda _request: _raise(command.refused))
        elif isinstance(command, Upload):
            self._upload(command)
        elif isinstance(command, Fetch):
            self._fetch(command)
        elif isinstance(command, Profile):
            self._profile(command)
        elif isinstance(command, Supply):
            self._supply(command)
        elif isinstance(command, Hand):
            self._hand(command)
        else:
            self._store.free(command.handles)

    def _upload(self, command: Upload) -> None:
        try:
            self._store.check_new([command.handle])
            array = self._devices.put(command.value, command.spec, command.placement)
            self._store.keep(command.handle, Entry(command.spec, array))
        except Exception as error:
            self._store.release(command.spec.bytes)
            cause = _cause(error)
            self._store.poison([command.handle], cause)
            self._emit({"kind": "failed", **cause.fields()})

    def _fetch(self, command: Fetch) -> None:
        try:
            entry = whole(self._devices, [self._store.get(command.handle)])[0]
            self._reading.read(command.request, entry, self._devices.readable(there(entry)))
        except (Refused, Failed) as error:
            self._emit({"kind": "failed", "request": command.request, **_cause(error).fields()})
            self._read_over()

    def _supply(self, command: Supply) -> None:
        size = 0
        try:
            self._store.check_new(command.outputs)
            made = command.make(self._ended)
            if len(made) != len(command.outputs):
                raise Refused("malformed", f"There are {len(made)} tensors; {len(command.outputs)} were asked for")
            size = sum(spec.bytes for spec, _ in made)
            self._store.reserve(size)
        except Exception as error:
            self._store.poison(command.outputs, _cause(error))
            return
        for handle, (spec, array) in zip(command.outputs, made, strict=True):
            self._store.keep(handle, Entry(spec, array))

    def _hand(self, command: Hand) -> None:
        try:
            arrays = [entry.array for entry in whole(self._devices, self._entries(command.inputs))]
            command.take([array for array in arrays if array is not None], self._ended)
        except Exception as error:
            self._emit({"kind": "failed", "request": command.request, **_cause(error).fields()})

    def _ended(self) -> Cause | None:
        return ENDED if self._closed else None

    def _profile(self, command: Profile) -> None:
        # Neither is measured what began before, nor left out what began in time.
        self._completion.wait_for_room(float("inf"), lambda: self._closed)
        under_way, self._measurement = self._measurement, None
        try:
            if command.phase == "begin":
                if under_way is not None:
                    under_way.cancel()
                self._measurement = Measurement(command.request)
            elif under_way is not None:
                self._emit(under_way.end())
        except Exception as error:
            self._emit({"kind": "failed", "request": command.request, **_cause(error).fields()})

    def _attempt(self, request: Any, work: Callable[[Any], None]) -> None:  # noqa: ANN401 - an Execute or a Loop, as `work` takes it
        """Whatever goes wrong: outputs fail, what is to be freed is freed, and the session goes on."""
        try:
            cause = self._stopped(request.seq)
            if cause is not None:
                raise Failed(cause)
            work(request)
        except Exception as error:
            cause = _cause(error, request.graph)
            self._store.free(request.free)
            self._store.poison(request.outputs, cause)
            self._emit({"kind": "failed", "seq": request.seq, **cause.fields()})
            self._completion.over(request.seq)

    def _stopped(self, seq: int) -> Cause | None:
        if self._closed:
            return ENDED
        return Cause("cancelled", "It was stopped before it began") if seq <= self._cancelled else None

    def _execute(self, request: Execute) -> None:
        def stop() -> Cause | None:
            return self._stopped(request.seq)

        signature = self._graphs.signature(request.graph, stop)
        signature.check(request)
        packed = signature.pack([request.scalars])
        entries = self._entries(request.inputs)
        for position, entry in enumerate(entries):
            signature.check_input(position, entry.spec)
        program = self._graphs.step(request, stop)
        if self._measurement is not None:
            self._measurement.ran(request.graph, program.call)
        self._completion.wait_for_room(program.seconds, lambda: stop() is not None)
        cause = stop()
        if cause is not None:
            raise Failed(cause)
        self._store.check_new(request.outputs)
        wish = signature.donated(request)
        devices = self._devices.part(signature.group)
        whole(self._devices, [entry for position, entry in enumerate(entries) if position not in program.sums])
        arrays = [
            addends(devices, entry, position in program.donated, position in wish)
            if position in program.sums
            else given(devices, entry, signature.placements[position], position in program.donated, position in wish)
            for position, entry in enumerate(entries)
        ]
        self._store.free(request.free)
        self._store.reserve(signature.output_bytes)
        try:
            outputs, done = self._start(program, arrays, packed)
        except BaseException:
            self._store.release(signature.output_bytes)
            raise
        kept = [
            Entry(spec, devices.kept(array, position in request.host and position not in program.partial))
            for position, (spec, array) in enumerate(zip(signature.outputs, outputs, strict=True))
        ]
        for position, (handle, entry) in enumerate(zip(request.outputs, kept, strict=True)):
            entry.partial = position in program.partial
            self._store.keep(handle, entry)
        self._completion.started(Started(request.seq, request.graph, done, program, entries, kept))

    def _start(self, program: Program, arrays: Sequence[jax.Array], packed: Any) -> tuple[list[jax.Array], jax.Array]:  # noqa: ANN401 - numbers by type
        gifts = [array for position, array in enumerate(arrays) if position in program.donated]
        rest = [array for position, array in enumerate(arrays) if position not in program.donated]
        with self._devices.turn():
            outputs, done = program.call(gifts, rest, packed)
            if self._devices.one_at_a_time:
                done.block_until_ready()
            return outputs, done

    def _loop(self, request: Loop) -> None:
        def stop() -> Cause | None:
            return self._stopped(request.seq)

        signature = self._graphs.signature(request.graph, stop)
        signature.check(request)
        if len(request.scalars) != request.steps:
            raise Refused(
                "malformed",
                f"A loop of {request.steps} steps needs a list of scalars for each; {len(request.scalars)} came",
            )
        packed = signature.pack(request.scalars)
        plan = LoopPlan.of(request, signature)
        entries = whole(self._devices, self._entries(request.inputs))
        for position, entry in enumerate(entries):
            signature.check_input(position, entry.spec, plan.steps if position in plan.feeds else None)

        def halted() -> Cause | None:
            return stop() or (_HALTED if request.seq <= self._halted else None)

        try:
            program = self._graphs.loop(request, halted)
        except Failed as failed:
            if failed.cause is not _HALTED:
                raise
            program = None
        if self._measurement is not None and program is not None:
            self._measurement.ran(request.graph, program.run)
        self._store.check_new(request.outputs)
        free = set(request.free)
        carried = {position for position, _ in plan.state}
        devices = self._devices.part(signature.group)
        arrays = [
            given(
                devices,
                entry,
                signature.placements[position],
                position in carried,
                request.inputs[position] in free and request.inputs.count(request.inputs[position]) == 1,
                1 if position in plan.feeds else 0,
            )
            for position, entry in enumerate(entries)
        ]
        self._store.free(request.free)
        size = plan.output_bytes(signature)
        self._store.reserve(size)
        stream = self._reading.rows(request, lambda: halted() is not None)
        try:
            state = [arrays[position] for position, _ in plan.state]
            outputs, done = (
                (no_steps(signature, plan, state, devices), 0)
                if program is None
                else run_loop(
                    program,
                    state,
                    [arrays[position] for position in plan.feeds],
                    [arrays[position] for position in plan.constants],
                    packed,
                    lambda: halted() is not None,
                    devices,
                    stream.told if request.stream else None,
                )
            )
            stream.finish()
        except BaseException:
            self._store.release(size)
            raise
        for position, handle in enumerate(request.outputs):
            spec = signature.outputs[position]
            shape = (plan.steps, *spec.shape) if position in plan.collect else spec.shape
            self._store.keep(
                handle,
                Entry(Spec(spec.type, shape), devices.kept(outputs[position], position in request.host)),
            )
        if done < plan.steps:
            message = f"Stopped after {done} of {plan.steps} steps; what they computed is kept"
            self._emit(
                {"kind": "failed", "seq": request.seq, "failure": "cancelled", "message": message, "steps": done}
            )
        self._completion.over(request.seq)

    def _entries(self, handles: Sequence[int]) -> list[Entry]:
        return [self._store.get(handle) for handle in handles]


def _raise(refused: Refused) -> None:
    raise refused


def _cause(error: Exception, graph: str | None = None) -> Cause:
    if isinstance(error, Failed):
        return error.cause
    refused = error if isinstance(error, Refused) else refused_by_xla(error)
    return Cause(refused.failure, refused.message, graph, refused.node, refused.room)
