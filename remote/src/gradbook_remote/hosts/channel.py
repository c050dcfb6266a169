"""A connection between two processes of a server: both show that they have the token, neither says it."""

from __future__ import annotations

import hmac
import secrets
import select
import socket
import threading
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, cast

import msgpack

from ..errors import Refused

_HANDSHAKE_SECONDS = 10.0
_MOST_GREETING = 4096
_NONCE = 32


class Closed(Exception):
    """The other end is gone, or silent for too long."""


class Channel:
    """Messages, in order. One thread receives; any may send."""

    def __init__(self, connection: socket.socket) -> None:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket = connection
        self._sending = threading.Lock()

    def send(self, message: Mapping[str, object]) -> None:
        """Closed where it cannot be."""
        data = cast(bytes, msgpack.packb(message, use_bin_type=True))
        try:
            with self._sending:
                self._socket.sendall(len(data).to_bytes(8, "little"))
                self._socket.sendall(data)
        except OSError as error:
            raise Closed(error.strerror or str(error)) from None

    def receive(self, seconds: float | None = None, most: int | None = None) -> dict[str, Any]:
        """The next message. Closed where nothing comes for `seconds`, or more bytes than `most`."""
        size = int.from_bytes(self._exactly(8, seconds), "little")
        if most is not None and size > most:
            raise Closed("it does not speak as a server does")
        data = self._exactly(size, seconds)
        try:
            message = msgpack.unpackb(data, raw=False, strict_map_key=False)
        except (ValueError, TypeError, RecursionError):
            raise Closed("it does not speak as a server does") from None
        if not isinstance(message, dict):
            raise Closed("it does not speak as a server does")
        return message

    def close(self) -> None:
        """Wakes whoever sends or receives."""
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()

    def _exactly(self, size: int, seconds: float | None) -> bytes:
        data = bytearray(size)
        view, at = memoryview(data), 0
        while at < size:
            try:
                if not select.select([self._socket], [], [], seconds)[0]:
                    raise Closed(f"nothing was heard of it for {seconds:g} seconds")
                count = self._socket.recv_into(view[at:])
            except (OSError, ValueError) as error:
                raise Closed(getattr(error, "strerror", None) or "the connection was closed") from None
            if count == 0:
                raise Closed("the connection was closed")
            at += count
        return bytes(data)


def greet(channel: Channel, token: str, about: Mapping[str, object]) -> dict[str, Any]:
    """
    Shows that this end has the token, and sees that the other has: each proves it over both ends' random numbers, its
    own part first, so that nothing can be reflected. Returns what the other says about itself. Refused('token').
    """
    role = str(about["role"])
    own = secrets.token_bytes(_NONCE)
    try:
        channel.send({"nonce": own, "about": dict(about)})
        hello = channel.receive(_HANDSHAKE_SECONDS, _MOST_GREETING)
        other, told = hello.get("nonce"), hello.get("about")
        if not isinstance(other, bytes) or not isinstance(told, dict) or told.get("role") == role:
            raise Refused("malformed", "What connected is no process of this server")
        channel.send({"proof": _proof(token, role, own, other, about)})
        proof = channel.receive(_HANDSHAKE_SECONDS, _MOST_GREETING).get("proof")
    except Closed as closed:
        raise Refused("token", f"The other process hung up: {closed}. Its token may differ") from None
    expected = _proof(token, str(told.get("role")), other, own, told)
    if not isinstance(proof, bytes) or not hmac.compare_digest(proof, expected):
        raise Refused("token", "The other process has another token: give all of them the same --token FILE")
    return told


def _proof(token: str, role: str, own: bytes, other: bytes, about: Mapping[str, object]) -> bytes:
    said = msgpack.packb(dict(about), use_bin_type=True)
    return hmac.digest(token.encode(), b"|".join((role.encode(), own, other, said)), "sha256")
