"""One socket: who is there, and frames in and out for as long as it holds."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Collection, Mapping
from typing import Protocol

from websockets.asyncio.server import ServerConnection
from websockets.exceptions import ConnectionClosed

from .auth import origin_allowed, same_token
from .errors import Refused
from .protocol import MOST_FRAME_BYTES, REMOTE_PROTOCOL, decode_frame, encode_frame
from .requests import Hello, parse_request
from .session import Session
from .store import Cause

_log = logging.getLogger(__name__)
_HELLO_SECONDS = 5.0
# Guesses of a token come no faster than this.
_WRONG_TOKEN_SECONDS = 0.25
# The client hears by `got` what has come: after so many frames or bytes, and in any case soon.
_GOT_FRAMES = 32
_GOT_BYTES = 2**20
_GOT_SECONDS = 0.05
_POLICY = 1008
_REPLACED = 4000
# What a browser says when it closes a page, reloads it or goes elsewhere with it: its tensors' names are gone with it.
_PAGE_GONE = 1001


class Host(Protocol):
    """What a connection asks of the server."""

    token: str
    origins: Collection[str]

    def open(self, hello: Hello) -> tuple[Session, bool, Cause | None]:
        """The session, whether it is the one asked for, and why that one ended. Refused('busy') where there is no room."""

    def attach(self, session: Session, socket: ServerConnection) -> None: ...

    def detach(self, session: Session, socket: ServerConnection) -> None: ...

    def welcome(self, session: Session, resumed: bool) -> Mapping[str, object]: ...


async def converse(host: Host, socket: ServerConnection) -> None:
    """Serves one socket to its end. Never raises: what goes wrong is told to the client, or logged."""
    try:
        session = await _greet(host, socket)
        if session is not None:
            await _exchange(host, session, socket)
    except ConnectionClosed:
        return
    except Exception:
        _log.exception("A connection ended by an error of the server")
        await socket.close(1011)


async def _greet(host: Host, socket: ServerConnection) -> Session | None:
    try:
        hello = await _hello(host, socket)
        session, resumed, cause = host.open(hello)
    except Refused as refused:
        await socket.send(encode_frame({"kind": "failed", "failure": refused.failure, "message": refused.message}))
        await socket.close(_POLICY, refused.failure)
        return None
    try:
        session.outbox.rewind(hello.received or 0 if resumed else 0)
    except Refused as refused:
        # The two ends disagree on what was said: nothing sure can follow.
        cause = Cause(refused.failure, refused.message)
        session.end(cause)
        await socket.send(encode_frame({"kind": "failed", **cause.fields()}))
        await socket.close(_POLICY, refused.failure)
        return None
    socket.protocol.max_message_size = MOST_FRAME_BYTES
    host.attach(session, socket)
    await socket.send(encode_frame(host.welcome(session, resumed)))
    if cause is not None:
        session.emit({"kind": "failed", **cause.fields()})
    return session


async def _hello(host: Host, socket: ServerConnection) -> Hello:
    origin = socket.request.headers.get("Origin") if socket.request is not None else None
    if not origin_allowed(origin, host.origins):
        raise Refused("origin", f"Pages of {origin} may not use this server: start it with --allow-origin {origin}")
    try:
        data = await asyncio.wait_for(socket.recv(), _HELLO_SECONDS)
    except asyncio.TimeoutError:
        raise Refused("malformed", f"No `hello` came within {_HELLO_SECONDS:g} seconds") from None
    if isinstance(data, str):
        raise Refused("malformed", "Frames are binary")
    frame = decode_frame(data)
    token = frame.message.get("token")
    if not isinstance(token, str) or not same_token(token, host.token):
        await asyncio.sleep(_WRONG_TOKEN_SECONDS)
        raise Refused(
            "token",
            "The token is not this server's: copy the one that it printed when it started, or that of its token file",
        )
    version = frame.message.get("version")
    if isinstance(version, int) and version != REMOTE_PROTOCOL:
        older = "this server (pip install --upgrade)" if version > REMOTE_PROTOCOL else "the notebook (reload its page)"
        raise Refused(
            "version", f"The notebook speaks version {version}, this server version {REMOTE_PROTOCOL}: update {older}"
        )
    hello = parse_request(frame)
    if not isinstance(hello, Hello):
        raise Refused("malformed", "The first frame has to be `hello`")
    return hello


async def _exchange(host: Host, session: Session, socket: ServerConnection) -> None:
    writer = asyncio.create_task(_write(session, socket))
    try:
        await _read(session, socket)
    except ConnectionClosed as closed:
        if closed.sent is not None and closed.sent.code == 1009:
            session.end(Cause("limit", f"A frame was larger than {MOST_FRAME_BYTES} bytes; the session ended"))
    finally:
        if socket.close_code == _PAGE_GONE and session.socket is socket:
            session.end()
        if session.over and session.socket is socket:
            await asyncio.wait([writer], timeout=1)
        writer.cancel()
        host.detach(session, socket)


async def _read(session: Session, socket: ServerConnection) -> None:
    told = [session.received]
    unsaid = 0
    timer: asyncio.Task[None] | None = None

    async def say(after: float) -> None:
        await asyncio.sleep(after)
        if told[0] != session.received:
            told[0] = session.received
            await socket.send(encode_frame({"kind": "got", "count": session.received}))

    try:
        async for data in socket:
            if session.socket is not socket:
                return
            before = session.received
            session.receive(data.encode("utf-8", "replace") if isinstance(data, str) else data)
            if session.over:
                return
            unsaid = unsaid + len(data) if session.received > before else unsaid
            if session.received - told[0] >= _GOT_FRAMES or unsaid >= _GOT_BYTES:
                unsaid = 0
                await say(0)
            elif session.received != told[0] and (timer is None or timer.done()):
                timer = asyncio.create_task(say(_GOT_SECONDS))
            while session.crowded and not session.over:
                await asyncio.sleep(0.005)
    finally:
        if timer is not None:
            timer.cancel()


async def _write(session: Session, socket: ServerConnection) -> None:
    try:
        while True:
            session.wake.clear()
            while session.socket is socket and (frame := session.outbox.take()) is not None:
                await socket.send(frame)
            if session.over:
                if session.cause is not None:
                    await socket.send(encode_frame({"kind": "failed", **session.cause.fields()}))
                await socket.close(1000)
                return
            await session.wake.wait()
    except ConnectionClosed:
        return


async def replace(socket: ServerConnection) -> None:
    """Ends a socket whose session goes on over another."""
    await socket.close(_REPLACED, "the session goes on over another connection")
