"""The server: its sessions, who is let in, and how it goes away."""

from __future__ import annotations

import asyncio
import logging
import platform
import secrets
import ssl
from collections import OrderedDict
from collections.abc import Collection, Mapping
from pathlib import Path

import jax
import jaxlib
from websockets.asyncio.server import Server, ServerConnection, serve

from . import VERSION
from .connection import converse, replace
from .datasets.places import Places
from .environment import give_back_memory
from .errors import Refused
from .limits import Limits
from .ops import KERNELS
from .placement import Devices
from .programs import ProgramCache
from .protocol import MOST_HELLO_BYTES, REMOTE_PROTOCOL
from .requests import Hello
from .session import Session
from .store import Cause
from .training.runs import Runs

_log = logging.getLogger(__name__)
# So many sessions' ends are remembered, to tell clients that come back why theirs is gone.
_MOST_ENDED = 256
# By then the threads of a session that ended have let go of its tensors.
_RELEASE_SECONDS = 0.3
# A run that is under way gets so long for its last step and checkpoint, however short clients' time to leave is.
_CHECKPOINT_GRACE = 10.0
# Sockets that have not said `hello`, beside those of sessions.
_MOST_STRANGERS = 256


class RemoteServer:
    """Lives on one event loop. `start`, then `stop`."""

    def __init__(
        self,
        devices: Devices,
        limits: Limits,
        token: str,
        origins: Collection[str] = (),
        places: Places | None = None,
        checkpoints: Path | None = None,
    ) -> None:
        """`places`: where data may be read from, nowhere where None; `checkpoints`: the folder of those of runs."""
        self.devices = devices
        self.limits = limits
        self.token = token
        self.origins = frozenset(origin.rstrip("/") for origin in origins)
        self._cache = ProgramCache()
        self._places = places or Places()
        self._runs = Runs(devices, self._cache, limits, self._places, checkpoints)
        self._sessions: dict[str, Session] = {}
        self._expiring: dict[str, asyncio.TimerHandle] = {}
        self._ended: OrderedDict[str, Cause] = OrderedDict()
        self._replacing: set[asyncio.Task[None]] = set()
        self._sockets = 0
        self._leaving = False
        self._empty = asyncio.Event()
        self._server: Server | None = None

    async def start(self, host: str, port: int, tls: ssl.SSLContext | None = None) -> int:
        """Listens; the port, which the system chooses for 0. OSError where the port is taken."""
        self._server = await serve(
            self._converse,
            host,
            port,
            ssl=tls,
            compression=None,
            max_size=MOST_HELLO_BYTES,
            max_queue=16,
            open_timeout=20,
            close_timeout=2,
            ping_interval=20,
            ping_timeout=40,
            server_header=None,
        )
        return int(next(iter(self._server.sockets)).getsockname()[1])

    async def stop(self, reason: str, grace: float) -> None:
        """Tells every client, gives them `grace` seconds to leave, and ends what remains."""
        self._leaving = True
        runs = asyncio.get_running_loop().run_in_executor(
            None, self._runs.interrupt, reason, max(grace, _CHECKPOINT_GRACE)
        )
        for session in list(self._sessions.values()):
            session.emit({"kind": "closing", "reason": reason, "graceSeconds": grace})
        if self._sessions:
            self._empty.clear()
            try:
                await asyncio.wait_for(self._empty.wait(), grace)
            except asyncio.TimeoutError:
                _log.info("%d sessions are ended", len(self._sessions))
        await runs
        for session in list(self._sessions.values()):
            session.end(Cause("gone", reason))
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()
        self._places.close()

    def open(self, hello: Hello) -> tuple[Session, bool, Cause | None]:
        """The session that the client asks for if it lives, else a new one. Refused('busy') where there is no room."""
        if hello.session is not None and hello.session in self._sessions:
            return self._sessions[hello.session], True, None
        if self._leaving:
            raise Refused("busy", "The server is going away: start another, or wait until it is back")
        if len(self._sessions) >= self.limits.clients:
            raise Refused(
                "busy",
                f"{self.limits.clients} sessions are open already: disconnect one (Runtime → Disconnect and free), "
                f"or start the server with a larger --max-clients",
            )
        name = secrets.token_urlsafe(18)
        session = Session(
            name,
            hello.client,
            self.limits,
            self.devices,
            self._cache,
            self._places,
            self._runs,
            self._forget,
            lambda: len(self._sessions),
        )
        self._sessions[name] = session
        _log.info("%r connects; %d of %d sessions", hello.client, len(self._sessions), self.limits.clients)
        return session, False, None if hello.session is None else self._ended.get(hello.session)

    def attach(self, session: Session, socket: ServerConnection) -> None:
        before, session.socket = session.socket, socket
        if isinstance(before, ServerConnection):
            task = asyncio.ensure_future(replace(before))
            self._replacing.add(task)
            task.add_done_callback(self._replacing.discard)
        timer = self._expiring.pop(session.name, None)
        if timer is not None:
            timer.cancel()

    def detach(self, session: Session, socket: ServerConnection) -> None:
        if session.socket is not socket:
            return
        session.socket = None
        if not session.over:
            ttl = self.limits.session_ttl
            self._expiring[session.name] = asyncio.get_running_loop().call_later(
                ttl,
                session.end,
                Cause("gone", f"The session was without a connection for {ttl:g} seconds and has been freed"),
            )

    def welcome(self, session: Session, resumed: bool) -> Mapping[str, object]:
        return {
            "kind": "welcome",
            "version": REMOTE_PROTOCOL,
            "session": session.name,
            "resumed": resumed,
            "received": session.received,
            "platform": _PLATFORMS.get(self.devices.platform, "gpu"),
            "devices": self.devices.describe(),
            "hosts": jax.process_count(),
            "mesh": self.devices.mesh,
            "hostMemory": self.devices.host_memory is not None,
            "limits": self.limits.on_wire(),
            "versions": versions(),
            "kernels": sorted(KERNELS),
        }

    async def _converse(self, socket: ServerConnection) -> None:
        if self._sockets >= self.limits.clients + _MOST_STRANGERS:
            await socket.close(1013, "too many connections")
            return
        self._sockets += 1
        try:
            await converse(self, socket)
        finally:
            self._sockets -= 1

    def _forget(self, session: Session) -> None:
        self._sessions.pop(session.name, None)
        timer = self._expiring.pop(session.name, None)
        if timer is not None:
            timer.cancel()
        if session.cause is not None:
            self._ended[session.name] = session.cause
            while len(self._ended) > _MOST_ENDED:
                self._ended.popitem(last=False)
        if not self._sessions:
            self._empty.set()
        loop = asyncio.get_running_loop()
        loop.call_later(_RELEASE_SECONDS, lambda: loop.run_in_executor(None, give_back_memory))
        _log.info(
            "%r has gone%s; %d sessions",
            session.client,
            f" ({session.cause.message})" if session.cause else "",
            len(self._sessions),
        )


_PLATFORMS = {"cpu": "cpu", "gpu": "gpu", "cuda": "gpu", "rocm": "gpu", "tpu": "tpu"}


def versions() -> dict[str, str]:
    """Of the server and of what it stands on."""
    return {
        "gradbook-remote": VERSION,
        "jax": jax.__version__,
        "jaxlib": jaxlib.__version__,
        "python": platform.python_version(),
    }
