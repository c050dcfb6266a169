"""How the processes of a server find each other."""

from __future__ import annotations

import logging
import platform
import socket
import time
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import metadata
from typing import Any

from .. import VERSION
from ..errors import Refused
from .channel import Channel, Closed, greet

_log = logging.getLogger(__name__)
# How long the processes may take to start, one after another.
_PATIENCE_SECONDS = 300.0
_RETRY_SECONDS = 0.5


@dataclass(frozen=True)
class Cluster:
    """`coordinator`: host and port where process 0 waits for the others; jax has its own on the port after it."""

    coordinator: tuple[str, int]
    processes: int
    process: int

    @property
    def jax_address(self) -> str:
        host, port = self.coordinator
        return f"{f'[{host}]' if ':' in host else host}:{port + 1}"

    def gather(self, token: str, about: dict[str, object]) -> dict[int, tuple[str, Channel]]:
        """
        Process 0: the names and channels of the others, when all are there. `about`: what has to be the same everywhere.
        Refused where the port is taken, one differs, or some do not come.
        """
        host, port = self.coordinator
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        until = time.monotonic() + _PATIENCE_SECONDS
        found: dict[int, tuple[str, Channel]] = {}
        with socket.socket(family) as listening:
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                listening.bind((host, port))
            except OSError as error:
                raise Refused("busy", f"--coordinator {host}:{port} cannot be listened on: {error.strerror}") from None
            listening.listen()
            while len(found) < self.processes - 1:
                listening.settimeout(max(0.01, until - time.monotonic()))
                try:
                    connection, address = listening.accept()
                except TimeoutError:
                    raise Refused("gone", f"{_missing(self.processes, found)} did not come: start them too") from None
                self._admit(connection, str(address[0]), token, about, found)
        return found

    def _admit(
        self,
        connection: socket.socket,
        address: str,
        token: str,
        about: dict[str, object],
        found: dict[int, tuple[str, Channel]],
    ) -> None:
        connection.settimeout(None)
        channel = Channel(connection)
        try:
            told = greet(channel, token, {"role": "leader", **self._same(about)})
            self._welcome(channel, address, told, about, found)
        except Closed as closed:
            _log.warning("%s is not let in: %s", address, closed)
            channel.close()
        except Refused as refused:
            channel.close()
            if refused.failure == "version":
                raise
            _log.warning("%s is not let in: %s", address, refused)

    def _welcome(
        self,
        channel: Channel,
        address: str,
        told: dict[str, Any],
        about: dict[str, object],
        found: dict[int, tuple[str, Channel]],
    ) -> None:
        process = told.get("process")
        if type(process) is not int or not 0 < process < self.processes or process in found:
            message = f"There is a process {process} already, or none of that number"
            channel.send({"kind": "refused", "message": message})
            raise Refused("busy", message)
        differs = _difference(self._same(about), told)
        if differs is not None:
            channel.send({"kind": "refused", "message": differs})
            raise Refused("version", f"Process {process} ({address}): {differs}")
        channel.send({"kind": "admitted"})
        found[process] = (f"{told.get('host')}, {address}", channel)
        _log.info("Process %d (%s) is there; %d of %d", process, address, len(found) + 1, self.processes)

    def join(self, token: str, about: dict[str, object]) -> Channel:
        """The others: the channel to process 0, once that listens. Refused where it does not, or does not want this one."""
        until = time.monotonic() + _PATIENCE_SECONDS
        while True:
            try:
                connection = socket.create_connection(self.coordinator, timeout=_RETRY_SECONDS * 4)
                break
            except OSError as error:
                if time.monotonic() > until:
                    host, port = self.coordinator
                    raise Refused(
                        "gone", f"Process 0 does not listen on {host}:{port}: {error.strerror or error}"
                    ) from None
                time.sleep(_RETRY_SECONDS)
        connection.settimeout(None)
        channel = Channel(connection)
        own = {"role": "follower", "process": self.process, "host": platform.node(), **self._same(about)}
        try:
            greet(channel, token, own)
            answer = channel.receive(_PATIENCE_SECONDS)
        except Closed as closed:
            raise Refused("gone", f"Process 0 hung up: {closed}") from None
        if answer.get("kind") != "admitted":
            raise Refused("version", f"Process 0 does not take this one: {answer.get('message')}")
        return channel

    def _same(self, about: dict[str, object]) -> dict[str, object]:
        versions = {name: metadata.version(name) for name in ("jax", "jaxlib")}
        return {"processes": self.processes, "gradbook-remote": VERSION, **versions, **about}


def _difference(own: dict[str, object], told: dict[str, object]) -> str | None:
    for name, value in own.items():
        if told.get(name) != value:
            return f"`{name}` is {told.get(name)} there, {value} on process 0: they have to be the same"
    return None


def _missing(processes: int, found: Iterable[int]) -> str:
    missing = [str(process) for process in range(1, processes) if process not in set(found)]
    return f"Process {', '.join(missing)}" if len(missing) == 1 else f"Processes {', '.join(missing)}"
