"""A process that does what process 0 tells it, until that one lets it go."""

from __future__ import annotations

import logging
import queue
import signal
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import jax
import msgpack

from ..graph import parse_graph
from ..loops import LoopPlan, compile_loop
from ..placement import Devices
from ..programs import compile_step
from ..signature import Signature
from .channel import Channel, Closed
from .leader import SILENCE_SECONDS
from .values import decoded

_log = logging.getLogger(__name__)
# As many programs are made at once as process 0 may be making: where they agree on something meanwhile, none waits for another.
_MOST_COMPILING = 64
_MOST_NODES = 2**31
# Calls that wait; process 0 is not read further while so many do.
_MOST_WAITING = 1024


class Follower:
    """`run` returns the exit status."""

    def __init__(self, devices: Devices, channel: Channel) -> None:
        self._devices = devices
        self._channel = channel
        self._arrays: dict[int, jax.Array] = {}
        self._programs: dict[int, Future[Any]] = {}
        self._threads = ThreadPoolExecutor(_MOST_COMPILING, thread_name_prefix="compile")
        self._calls: queue.Queue[dict[str, Any] | Closed] = queue.Queue(_MOST_WAITING)
        self._over = threading.Event()

    def run(self) -> int:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self._leave())
        threading.Thread(target=self._beat, name="beat", daemon=True).start()
        threading.Thread(target=self._listen, name="listen", daemon=True).start()
        try:
            while True:
                message = self._calls.get()
                if isinstance(message, Closed):
                    _log.error("Process 0 is gone: %s", message)
                    return 1
                if message["kind"] == "bye":
                    return 0
                self._carry_out(message)
        except Exception:
            _log.exception("This process could not do what process 0 did")
            return 1
        finally:
            self._over.set()

    def _carry_out(self, message: dict[str, Any]) -> None:
        # What was dropped before this was told may still be an argument of nothing.
        for number in message["dropped"]["arrays"]:
            self._arrays.pop(number, None)
        for number in message["dropped"]["programs"]:
            self._programs.pop(number, None)
        if message["kind"] == "build":
            self._programs[message["program"]] = self._threads.submit(self._build, message["recipe"])
            return
        made = self._callable(*message["target"])(*decoded(message["args"], self._arrays.__getitem__))
        arrays = [leaf for leaf in jax.tree.leaves(made) if isinstance(leaf, jax.Array)]
        self._arrays.update(enumerate(arrays, message["first"]))
        if self._devices.one_at_a_time:
            jax.block_until_ready(arrays)

    def _callable(self, target: int | str, name: str) -> Callable[..., Any]:
        if isinstance(target, int):
            return getattr(self._programs[target].result(), name)
        return lambda *args: self._devices.operate(name, *args)

    def _build(self, recipe: dict[str, Any]) -> Any:  # noqa: ANN401 - a program
        graph = parse_graph(msgpack.unpackb(recipe["header"]), max_nodes=_MOST_NODES)
        signature = Signature.of(graph)
        if recipe["kind"] == "step":
            donated, provisional = frozenset(recipe["donated"]), bool(recipe["provisional"])
            return compile_step(graph, signature, donated, self._devices, provisional=provisional)
        plan = LoopPlan(**{name: _tuples(value) for name, value in recipe["plan"].items()})
        return compile_loop(graph, signature, plan, self._devices)

    def _listen(self) -> None:
        try:
            while True:
                self._calls.put(self._channel.receive())
        except Closed as closed:
            self._calls.put(closed)

    def _beat(self) -> None:
        try:
            while not self._over.wait(SILENCE_SECONDS / 3):
                self._channel.send({"kind": "alive"})
        except Closed:
            return

    def _leave(self) -> None:
        """Process 0 tells the clients, and lets this one go when they have left."""
        about = {"kind": "leaving", "reason": "its machine is being taken away"}
        # Not on the thread that the signal interrupted: it may be sending.
        threading.Thread(target=self._say, args=(about,), daemon=True).start()

    def _say(self, message: dict[str, object]) -> None:
        try:
            self._channel.send(message)
        except Closed:
            return


def _tuples(value: Any) -> Any:  # noqa: ANN401 - lists in lists
    return tuple(_tuples(item) for item in value) if isinstance(value, list) else value
