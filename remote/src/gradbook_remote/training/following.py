"""Tells one session what becomes of a run, no faster than the session takes it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from .run import Run

_EVERY_SECONDS = 0.1
# One that is over may be resumed by another session.
_RESTING_SECONDS = 1.0
_ROWS = 1000


class Following:
    """On the event loop. `emit` sends an event; `has_room` says whether the client takes what it is sent."""

    def __init__(
        self,
        run: Run,
        begin: int,
        emit: Callable[[Mapping[str, object]], None],
        has_room: Callable[[], bool],
        later: Callable[[float, Callable[[], None]], object],
    ) -> None:
        self._run = run
        self._next = begin
        self._emit = emit
        self._has_room = has_room
        self._later = later
        self._told = run.describe()["phase"]
        self._over = False
        self._tick()

    def end(self) -> None:
        self._over = True

    def _tick(self) -> None:
        if self._over:
            return
        description = self._run.describe()
        while self._has_room():
            rows = self._run.metrics(self._next, _ROWS)
            if not rows:
                break
            self._emit({"kind": "metrics", "run": self._run.plan.run, "from": self._next, "rows": rows})
            self._next += len(rows)
        else:
            self._later(_EVERY_SECONDS, self._tick)
            return
        # Metrics come before the word that there are no more.
        if description["phase"] != self._told:
            self._told = description["phase"]
            self._emit({"kind": "run", **description})
        self._later(_EVERY_SECONDS if self._told == "running" else _RESTING_SECONDS, self._tick)
