"""Process 0's view of the others: what it does with devices is told to them first."""

from __future__ import annotations

import logging
import threading
import weakref
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import jax

from ..errors import Refused
from .channel import Channel, Closed
from .values import encoded

_log = logging.getLogger(__name__)
# A process says twice as often that it lives; a quarter of the ten seconds after which a lost one is noticed is left.
SILENCE_SECONDS = 7.5
# Members of a program that can be called.
_CALLS = ("call", "start", "run")


class Leader:
    """
    The mirror of `Devices`. `others`: by process, what it is called and its channel. `leaving(reason, lost)` is called
    once, on a thread of its own, when a process goes: `lost` where it is gone already.
    """

    def __init__(self, others: Mapping[int, tuple[str, Channel]], leaving: Callable[[str, bool], None]) -> None:
        self._others = dict(others)
        self._leaving = leaving
        self._order = threading.RLock()
        self._told = threading.Lock()
        self._gone: str | None = None
        self._said = False
        self._ending = False
        self._last_array = 0
        self._last_program = 0
        self._numbers: dict[int, tuple[int, weakref.ref[jax.Array]]] = {}
        self._dropped: deque[int] = deque()
        self._dropped_programs: deque[int] = deque()
        for process, (name, channel) in self._others.items():
            args = (process, name, channel)
            threading.Thread(target=self._watch, args=args, name=f"host {process}", daemon=True).start()

    def call(self, target: Sequence[int | str], work: Callable[..., Any], args: Sequence[Any]) -> Any:  # noqa: ANN401 - a tree of arrays
        with self._order:
            first = self._last_array + 1
            self._tell(
                {"kind": "call", "target": list(target), "args": encoded(list(args), self._number), "first": first}
            )
            try:
                made = work(*args)
            except BaseException as error:
                # The others may have done it: from here on the processes hold different things.
                self._lose(f"Process 0 could not do what it had told the others: {error}", True)
                raise
            arrays = [leaf for leaf in jax.tree.leaves(made) if isinstance(leaf, jax.Array)]
            for number, array in enumerate(arrays, first):
                self._keep(number, array)
            self._last_array += len(arrays)
            return made

    def build(self, recipe: dict[str, object], make: Callable[[], Any]) -> Any:  # noqa: ANN401 - a program
        with self._order:
            self._last_program += 1
            number = self._last_program
            self._tell({"kind": "build", "program": number, "recipe": recipe})
        program = make()
        calls = {
            name: _Mirrored(self, [number, name], getattr(program, name)) for name in _CALLS if hasattr(program, name)
        }
        mirrored = replace(program, **calls)
        weakref.finalize(mirrored, self._dropped_programs.append, number).atexit = False
        return mirrored

    def end(self) -> None:
        """Lets the others go."""
        self._ending = True
        for _, channel in self._others.values():
            try:
                channel.send({"kind": "bye"})
            except Closed:
                continue

    def _tell(self, message: Mapping[str, object]) -> None:
        if self._gone is not None:
            raise Refused("gone", self._gone)
        dropped = {"arrays": _all(self._dropped), "programs": _all(self._dropped_programs)}
        for process, (name, channel) in self._others.items():
            try:
                channel.send({**message, "dropped": dropped})
            except Closed as closed:
                self._lose(_lost(process, name, closed), True)
                raise Refused("gone", self._gone or "") from None

    def _keep(self, number: int, array: jax.Array) -> None:
        identity = id(array)

        def forget(_ref: object) -> None:
            self._numbers.pop(identity, None)
            self._dropped.append(number)

        self._numbers[identity] = (number, weakref.ref(array, forget))

    def _number(self, array: jax.Array) -> int:
        known = self._numbers.get(id(array))
        if known is None:
            raise Refused("internal", "A tensor was made in one process only")
        return known[0]

    def _watch(self, process: int, name: str, channel: Channel) -> None:
        try:
            while True:
                message = channel.receive(SILENCE_SECONDS)
                if message.get("kind") == "leaving":
                    self._lose(f"Host {process} ({name}) is going away: {message.get('reason')}", False)
        except Closed as closed:
            if not self._ending:
                self._lose(_lost(process, name, closed), True)
            channel.close()

    def _lose(self, reason: str, lost: bool) -> None:
        with self._told:
            if lost and self._gone is None:
                self._gone = reason
            if self._said:
                return
            self._said = True
        _log.error("%s", reason)
        self._leaving(reason, lost)


class _Mirrored:
    """A program's function that every process calls; all else about it is this process's own."""

    def __init__(self, leader: Leader, target: Sequence[int | str], work: Callable[..., Any]) -> None:
        self._leader = leader
        self._target = target
        self._work = work

    def __call__(self, *args: Any) -> Any:  # noqa: ANN401 - trees of arrays
        return self._leader.call(self._target, self._work, args)

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - as the function has it
        return getattr(self._work, name)


def _lost(process: int, name: str, why: object) -> str:
    return f"Host {process} ({name}) was lost: {why}"


def _all(waiting: deque[int]) -> list[int]:
    return [waiting.popleft() for _ in range(len(waiting))]
