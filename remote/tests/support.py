"""A server in a process of its own, and a client that speaks the wire as a notebook does."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import numpy as np
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from gradbook_remote.protocol import REMOTE_PROTOCOL, TYPES, Frame, Spec, array_from, chunks, decode_frame, encode_frame

SECONDS = 30.0
_DTYPES = {Spec(name, ()).dtype: name for name in TYPES}


class Process:
    """`gradbook-remote serve` with a port of its own. `cache`: the user's folder for what can be made anew."""

    def __init__(self, *options: str, cache: Path | None = None) -> None:
        alone = [] if cache is not None or "--compile-cache" in options else ["--no-compile-cache"]
        command = [sys.executable, "-m", "gradbook_remote", "serve", "--port", "0", *alone, *options]
        environment = {**os.environ, "JAX_PLATFORMS": "cpu", "PYTHONUNBUFFERED": "1"}
        if cache is not None:
            environment["XDG_CACHE_HOME"] = str(cache)
        self.process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment
        )
        self.printed: list[str] = []
        self.token = ""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.printed.append(line)
            found = re.match(r"address=(\S+) token(-file)?=(\S+)", line)
            if found is not None:
                self.address = found[1]
                self.token = Path(found[3]).read_text().strip() if found[2] else found[3]
                return
        raise AssertionError("".join(self.printed))

    def stop(self, number: int = signal.SIGTERM) -> int:
        """The exit status."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        return self.process.wait(SECONDS)

    def rest(self) -> str:
        """What it printed after it began to listen; once it has ended."""
        assert self.process.stdout is not None
        return self.process.stdout.read()


@contextmanager
def serving(*options: str, cache: Path | None = None) -> Iterator[Process]:
    server = Process(*options, cache=cache)
    try:
        yield server
    finally:
        server.process.kill()
        server.process.wait()
        assert server.process.stdout is not None
        server.process.stdout.close()


class Client:
    """One session, over one socket after another. Events that nobody waited for yet are in `events`."""

    def __init__(self, address: str, token: str, /, **hello: Any) -> None:  # noqa: ANN401 - fields of the wire
        self.address = address
        self.token = token
        self.sent: list[bytes] = []
        self.received = 0
        self.events: list[Frame] = []
        self.handle = 0
        self.seq = 0
        self.request = 0
        self.welcome = self.connect(**hello)

    def connect(self, origin: str | None = None, **changes: Any) -> Mapping[str, Any]:  # noqa: ANN401 - fields of the wire
        self.socket: ClientConnection = connect(
            self.address, origin=origin, max_size=None, compression=None, open_timeout=SECONDS
        ).__enter__()
        hello = {"kind": "hello", "version": REMOTE_PROTOCOL, "token": self.token, "client": "test", **changes}
        # The server may have hung up already, having said why.
        with suppress(ConnectionClosed):
            self.socket.send(encode_frame(hello))
        return self._decode(self.socket.recv(SECONDS)).message

    def resume(self) -> Mapping[str, Any]:
        """As a notebook does after a cut: what the server has not had is sent again."""
        welcome = self.connect(session=self.welcome["session"], received=self.received)
        if welcome["resumed"]:
            for frame in self.sent[welcome["received"] :]:
                self.socket.send(frame)
        self.welcome = welcome
        return welcome

    def send(self, message: Mapping[str, object], payload: bytes | memoryview = b"") -> None:
        self.send_raw(encode_frame(message, payload))

    def send_raw(self, frame: bytes) -> None:
        self.sent.append(frame)
        self.socket.send(frame)

    def put(self, value: np.ndarray[Any, Any], placement: str = "replicated") -> int:
        self.handle += 1
        value = np.asarray(value)
        data = memoryview(np.ascontiguousarray(value).reshape(-1).view(np.uint8))
        about = {
            "kind": "put",
            "handle": self.handle,
            "type": _DTYPES[value.dtype],
            "shape": list(value.shape),
            "placement": placement,
            "bytes": len(data),
        }
        for offset, piece in chunks(data):
            self.send({**about, "offset": offset}, piece)
        return self.handle

    def execute(
        self,
        graph: Mapping[str, Any],
        inputs: Sequence[int],
        scalars: Sequence[float] = (),
        free: Sequence[int] = (),
        **more: Any,  # noqa: ANN401 - fields of the wire
    ) -> list[int]:
        """Handles of the outputs."""
        self.seq += 1
        outputs = self.handles(len(graph["outputs"]))
        self.send(
            {
                "kind": "execute",
                "graph": graph["graph"],
                "seq": self.seq,
                "inputs": list(inputs),
                "scalars": list(scalars),
                "outputs": outputs,
                "free": list(free),
                **more,
            }
        )
        return outputs

    def handles(self, count: int) -> list[int]:
        self.handle += count
        return list(range(self.handle - count + 1, self.handle + 1))

    def fetch(self, handle: int) -> int:
        self.request += 1
        self.send({"kind": "fetch", "handle": handle, "request": self.request})
        return self.request

    def read(self, handle: int) -> np.ndarray[Any, Any]:
        return self.value(self.fetch(handle))

    def value(self, request: int) -> np.ndarray[Any, Any]:
        data = bytearray()
        while True:
            frame = self.wait("value", "failed", request=request)
            message = frame.message
            assert message["kind"] == "value", message
            assert message["offset"] == len(data)
            data += frame.payload
            if len(data) == message["bytes"]:
                return array_from(Spec(message["type"], tuple(message["shape"])), data)  # type: ignore[arg-type]

    def stats(self) -> Mapping[str, Any]:
        self.request += 1
        self.send({"kind": "stats", "request": self.request})
        return self.wait("stats", request=self.request).message

    def failed(self, **fields: object) -> Mapping[str, Any]:
        return self.wait("failed", **fields).message

    def wait(self, *kinds: str, seconds: float = SECONDS, **fields: object) -> Frame:
        """The first event of one of `kinds` with these fields; others stay in `events`."""
        until = time.monotonic() + seconds
        at = 0
        while True:
            for index in range(at, len(self.events)):
                message = self.events[index].message
                if message["kind"] in kinds and all(message.get(name) == value for name, value in fields.items()):
                    return self.events.pop(index)
            at = len(self.events)
            self.pull(until - time.monotonic())

    def pull(self, seconds: float) -> None:
        """Waits for one frame. TimeoutError where none comes."""
        frame = self._decode(self.socket.recv(max(seconds, 0.001)))
        if frame.message["kind"] != "got":
            self.received += 1
            self.events.append(frame)
            # The server may have closed after what it said last.
            with suppress(ConnectionClosed):
                self.socket.send(encode_frame({"kind": "got", "count": self.received}))

    def cut(self) -> None:
        """The network goes: no word of farewell."""
        self.socket.socket.close()

    def close(self) -> None:
        """Ends the session, whatever the test made of it."""
        try:
            self.send({"kind": "bye"})
            # The server closes the socket when it has freed the session.
            while True:
                self.socket.recv(SECONDS)
        except (ConnectionClosed, OSError):
            self.socket.close()

    def _decode(self, data: bytes | str) -> Frame:
        assert isinstance(data, bytes)
        return decode_frame(data)


def graph_of(
    name: str,
    nodes: Sequence[tuple[str, Sequence[int], Sequence[int]]],
    inputs: Sequence[Sequence[int]],
    outputs: Sequence[int],
    *,
    scalars: int = 0,
    placements: Sequence[str] | None = None,
) -> dict[str, Any]:
    """A `compile` message; a node is its kernel, its inputs and the shape of its float32 output."""
    names = {"Add": ["a", "b"], "Multiply": ["a", "b"], "Sub": ["a", "b"]}
    return {
        "kind": "compile",
        "graph": name,
        "inputs": [["float32", list(shape)] for shape in inputs],
        "placements": list(placements or ["replicated"] * len(inputs)),
        "scalars": ["float32"] * scalars,
        "nodes": [
            {
                "kernel": kernel,
                "names": names.get(kernel, ["x"]),
                "inputs": list(given),
                "attributes": {},
                "parameters": {},
                "outputs": [["float32", list(shape)]],
            }
            for kernel, given, shape in nodes
        ],
        "outputs": list(outputs),
        "precision": "float32",
    }
