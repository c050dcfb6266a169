"""Sends tensors to the notebook when they are computed, on a thread of its own: a slow reader delays nothing but its reads."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Mapping

import jax
import numpy as np

from .outbox import Outbox
from .programs import refused_by_xla
from .protocol import chunks, encode_frame
from .requests import Loop
from .store import Cause, Entry
from .streaming import RowStream


class Reading:
    """`done` is called after each read, on the reading thread."""

    def __init__(self, outbox: Outbox, emit: Callable[[Mapping[str, object]], None], done: Callable[[], None]) -> None:
        self._outbox = outbox
        self._emit = emit
        self._done = done
        self._lock = threading.Lock()
        self._queue: queue.SimpleQueue[tuple[int, Entry, jax.Array] | None] = queue.SimpleQueue()
        threading.Thread(target=self._read, name="reading", daemon=True).start()

    def read(self, request: int, entry: Entry, array: jax.Array) -> None:
        """`array` is what `entry` holds now; its memory is not given away until it has been copied."""
        with self._lock:
            entry.readers += 1
        self._queue.put((request, entry, array))

    def rows(self, request: Loop, ended: Callable[[], bool]) -> RowStream:
        """What tells the rows of a loop while it runs, until `ended`."""
        return RowStream(self._outbox, request, ended)

    def close(self) -> None:
        self._queue.put(None)

    def _read(self) -> None:
        while True:
            item = self._queue.get()
            if item is None:
                return
            request, entry, array = item
            try:
                self._send(request, entry, array)
            except Exception as error:
                refused = refused_by_xla(error)
                cause = entry.cause or Cause(refused.failure, refused.message)
                self._emit({"kind": "failed", "request": request, **cause.fields()})
            finally:
                with self._lock:
                    entry.readers -= 1
                self._done()
            # Nothing is held while waiting for the next.
            del item, entry, array

    def _send(self, request: int, entry: Entry, array: jax.Array) -> None:
        spec = entry.spec
        payload = memoryview(np.ascontiguousarray(np.asarray(array), spec.dtype).reshape(-1).view(np.uint8))
        about = {"kind": "value", "request": request, "type": spec.type, "shape": list(spec.shape), "bytes": spec.bytes}
        for offset, piece in chunks(payload):
            if not self._outbox.add_when_room(encode_frame({**about, "offset": offset}, piece)):
                return
