"""One notebook's session: what it holds and has under way, whether or not its socket is up."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping

from .completion import Completion
from .datasets.open_datasets import OpenDatasets
from .datasets.places import Places
from .errors import Refused
from .graphs import Graphs
from .limits import Limits
from .outbox import Outbox
from .placement import Devices
from .programs import ProgramCache
from .protocol import decode_frame, encode_frame
from .reading import Reading
from .requests import (
    Bye,
    Cancel,
    Compile,
    Execute,
    Fetch,
    Free,
    Got,
    Hello,
    Loop,
    Profile,
    Put,
    Request,
    Stats,
    identity,
    parse_request,
)
from .run_requests import RunRequest
from .runner import Decline, Runner
from .store import Cause, Store
from .training.desk import Desk
from .training.runs import Runs
from .uploads import Uploads

_log = logging.getLogger(__name__)
# `ack` is sent at least every so many executions while more are under way.
_ACK_EVERY = 8
# News of runs waits while so many frames do.
_MOST_WAITING = 64


class Session:
    """
    Used on the event loop. `ended` is called once; `sessions` says how many the server has.
    """

    def __init__(
        self,
        name: str,
        client: str,
        limits: Limits,
        devices: Devices,
        cache: ProgramCache,
        places: Places,
        runs: Runs,
        ended: Callable[[Session], None],
        sessions: Callable[[], int],
    ) -> None:
        self.name = name
        self.client = client
        # Frames had from the client, those that made no sense included.
        self.received = 0
        self.wake = asyncio.Event()
        # The connection that the session goes over now; None while there is none.
        self.socket: object = None
        # Why the session ended, where it was not the client who ended it.
        self.cause: Cause | None = None
        self._limits = limits
        self._devices = devices
        self._ended = ended
        self._sessions = sessions
        self._loop = asyncio.get_running_loop()
        self._over = False
        self._seq = 0
        self._acknowledged = 0
        self._under_way = 0
        self._reads = 0
        self.outbox = Outbox(limits.kept_bytes, limits.kept_frames, lambda: self._soon(self.wake.set))
        self._store = Store(limits.memory, limits.handles)
        self._uploads = Uploads(self._store)
        self._graphs = Graphs(limits, devices, cache, self.emit, self._loop.call_later)
        reading = Reading(self.outbox, self.emit, lambda: self._soon(self._read_over))
        completion = Completion(
            lambda seq, cause: self.emit({"kind": "failed", "seq": seq, **cause.fields()}), self._reached
        )
        self._runner = Runner(
            self._store, self._graphs, devices, completion, reading, self.emit, lambda: self._soon(self._read_over)
        )
        self._desk = Desk(
            OpenDatasets(places, devices, limits, self.emit),
            runs,
            self._runner,
            self._graphs,
            devices,
            self.emit,
            lambda: len(self.outbox) < _MOST_WAITING,
            self._soon,
            self._loop.call_later,
        )

    @property
    def over(self) -> bool:
        return self._over

    @property
    def crowded(self) -> bool:
        """So much waits to be carried out that no more should be read."""
        return self._runner.waiting >= self._limits.commands

    def emit(self, event: Mapping[str, object]) -> None:
        """Sends an event, numbered. From any thread."""
        try:
            self.outbox.add(encode_frame(event))
        except Refused as refused:
            cause = Cause(refused.failure, refused.message)
            self._soon(lambda: self.end(cause))

    def receive(self, data: bytes) -> None:
        """Carries out, or queues, one frame. Whatever is wrong with it is answered by `failed`; the session goes on."""
        message: Mapping[str, object] = {}
        numbered = True
        try:
            frame = decode_frame(data)
            message = frame.message
            numbered = message["kind"] not in ("got", "hello")
            self._accept(parse_request(frame))
        except Refused as refused:
            cause = Cause(refused.failure, refused.message, node=refused.node, room=refused.room)
            self.emit({"kind": "failed", **cause.fields(), **identity(message)})
        except Exception as error:
            _log.exception("A frame could not be carried out")
            text = f"An error of the server: {type(error).__name__}: {error}"
            self.emit({"kind": "failed", "failure": "internal", "message": text, **identity(message)})
        finally:
            self.received += numbered

    def end(self, cause: Cause | None = None) -> None:
        """Frees whatever the session holds, as soon as what is under way lets go of it."""
        if self._over:
            return
        self._over = True
        self.cause = cause
        self._uploads.clear()
        self._desk.close()
        self._graphs.close()
        self._runner.close()
        self.outbox.close()
        self.wake.set()
        self._ended(self)

    def _accept(self, request: Request) -> None:
        if isinstance(request, (Execute, Loop)):
            self._enqueue(request)
        elif isinstance(request, Put):
            whole = self._uploads.add(request)
            if whole is not None:
                self._runner.submit(whole)
        elif isinstance(request, Free):
            self._uploads.forget(request.handles)
            self._runner.submit(request)
        elif isinstance(request, Fetch):
            if self._reads >= self._limits.reads:
                raise Refused("limit", f"{self._limits.reads} reads wait already")
            self._reads += 1
            self._runner.submit(request)
        elif isinstance(request, Profile):
            self._runner.submit(request)
        elif isinstance(request, Compile):
            self._graphs.add(request)
        elif isinstance(request, Got):
            self.outbox.had(request.count)
        elif isinstance(request, Cancel):
            self._cancel(request)
        elif isinstance(request, Stats):
            self.emit({"kind": "stats", "request": request.request, **self._stats()})
        elif isinstance(request, Bye):
            self.end()
        elif isinstance(request, RunRequest):
            self._desk.take(request)
        elif isinstance(request, Hello):
            raise Refused("malformed", "`hello` comes once, first")

    def _cancel(self, request: Cancel) -> None:
        if request.loops:
            # It may have overtaken loops that are still on their way.
            self._runner.halt(request.seq)
        else:
            self._runner.cancel(min(request.seq, self._seq))

    def _stats(self) -> dict[str, object]:
        """`RemoteStats`."""
        return {
            "used": self._store.used,
            "limit": self._store.limit,
            "handles": len(self._store),
            "queue": self._runner.waiting,
            "sessions": self._sessions(),
            "devices": self._devices.usage(),
            "runs": self._desk.under_way(),
        }

    def _enqueue(self, request: Execute | Loop) -> None:
        if request.seq <= self._seq:
            raise Refused("malformed", f"`seq` {request.seq} does not follow {self._seq}")
        self._seq = request.seq
        self._under_way += 1
        if self._under_way > self._limits.in_flight:
            most = self._limits.in_flight
            self._runner.submit(Decline(request, Refused("limit", f"{most} executions are under way; wait for `ack`")))
            return
        self._graphs.prepare(request)
        self._runner.submit(request)

    def _reached(self, seq: int, last: bool) -> None:
        self._soon(lambda: self._acknowledge(seq, last))

    def _acknowledge(self, seq: int, last: bool) -> None:
        self._under_way -= 1
        if not self._over and (last or self._under_way == 0 or seq - self._acknowledged >= _ACK_EVERY):
            self._acknowledged = seq
            self.emit({"kind": "ack", "seq": seq})

    def _read_over(self) -> None:
        self._reads -= 1

    def _soon(self, call: Callable[[], None]) -> None:
        try:
            self._loop.call_soon_threadsafe(call)
        except RuntimeError:
            # The server has stopped; there is nobody left to tell.
            return
