"""Watches executions to their end, in order: says how far a session has come, and what failed after it was started."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import jax

from .programs import Program, refused_by_xla
from .store import Cause, Entry

# More executions are not started ahead than take about so long: they could no longer be cancelled.
_AHEAD_SECONDS = 0.2
_MOST_AHEAD = 16


@dataclass(frozen=True)
class Started:
    """An execution under way: `there` is computed when its outputs are."""

    seq: int
    graph: str
    there: jax.Array
    program: Program
    inputs: Sequence[Entry]
    outputs: Sequence[Entry]


class Completion:
    """`fail(seq, cause)` and `reached(seq, last)` are called on a thread of its own; `last`: nothing else is under way."""

    def __init__(self, fail: Callable[[int, Cause], None], reached: Callable[[int, bool], None]) -> None:
        self._fail = fail
        self._reached = reached
        self._queue: queue.SimpleQueue[Started | int | None] = queue.SimpleQueue()
        self._room = threading.Condition()
        self._ahead = 0
        threading.Thread(target=self._watch, name="completion", daemon=True).start()

    def wait_for_room(self, seconds: float | None, ended: Callable[[], bool]) -> None:
        """Waits while too much is under way for one more execution that takes about `seconds`."""
        most = 2 if seconds is None else max(1, min(_MOST_AHEAD, int(_AHEAD_SECONDS / max(seconds, 1e-6))))
        with self._room:
            while self._ahead >= most and not ended():
                self._room.wait(0.05)

    def started(self, execution: Started) -> None:
        with self._room:
            self._ahead += 1
        self._queue.put(execution)

    def over(self, seq: int) -> None:
        """`seq` needs no watching: it is over when all before it are."""
        self._queue.put(seq)

    def close(self) -> None:
        self._queue.put(None)

    def _watch(self) -> None:
        while True:
            item = self._queue.get()
            if item is None:
                return
            seq = item if isinstance(item, int) else item.seq
            if not isinstance(item, int):
                self._finish(item)
            self._reached(seq, self._queue.empty())

    def _finish(self, item: Started) -> None:
        began = time.perf_counter()
        try:
            item.there.block_until_ready()
            item.program.seconds = time.perf_counter() - began
        except Exception as error:
            refused = refused_by_xla(error)
            first = next((entry.cause for entry in item.inputs if entry.cause is not None), None)
            cause = first or Cause(refused.failure, refused.message, item.graph)
            for entry in item.outputs:
                entry.cause, entry.array = cause, None
            self._fail(item.seq, cause)
        with self._room:
            self._ahead -= 1
            self._room.notify_all()
