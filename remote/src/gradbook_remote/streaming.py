"""Rows of a loop's outputs, sent while it runs."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any

import jax
import numpy as np

from .outbox import Outbox
from .protocol import chunks, encode_frame, type_of
from .requests import Loop

# Outputs that are no larger are copied whole: cutting them on the device takes longer.
_SMALL_BYTES = 2**20
# How often a loop that waits for its client looks whether there is room.
_LOOK_SECONDS = 0.02


class RowStream:
    """
    Used by the thread that runs the loop. With `stream_all` every row is sent, and the loop waits for a client that is
    slow; else the newest row after each chunk of steps, if the client has taken those before by then.
    """

    def __init__(self, outbox: Outbox, request: Loop, ended: Callable[[], bool]) -> None:
        self._outbox = outbox
        self._request = request
        self._ended = ended
        self._left: list[bytes] = []

    def told(self, kept: Mapping[int, jax.Array], begin: int, end: int) -> None:
        """Steps from `begin` to before `end` have been done; `kept` holds the rows of all steps, by position."""
        first = begin if self._request.stream_all else end - 1
        self._left = [frame for position in self._request.stream for frame in self._frames(position, kept, first, end)]
        while not self._send() and self._request.stream_all and not self._ended():
            time.sleep(_LOOK_SECONDS)

    def finish(self) -> None:
        """The last rows are on their way when this returns, unless the session ends."""
        while not self._send() and not self._ended():
            time.sleep(_LOOK_SECONDS)

    def _send(self) -> bool:
        """Whether all is sent."""
        while self._left:
            if not self._outbox.add_if_room(self._left[0]):
                return False
            self._left.pop(0)
        return True

    def _frames(self, position: int, kept: Mapping[int, jax.Array], begin: int, end: int) -> list[bytes]:
        rows = _rows(kept[position], begin, end)
        about = {
            "kind": "rows",
            "seq": self._request.seq,
            "output": position,
            "from": begin,
            "type": type_of(rows.dtype),
            "shape": list(rows.shape),
            "bytes": rows.nbytes,
        }
        payload = memoryview(np.ascontiguousarray(rows).reshape(-1).view(np.uint8))
        return [encode_frame({**about, "offset": offset}, piece) for offset, piece in chunks(payload)]


def _rows(array: jax.Array, begin: int, end: int) -> np.ndarray[Any, Any]:
    # What is collected lies whole on every device: one of them is enough, in this process.
    here = array.addressable_data(0)
    return np.asarray(here)[begin:end] if here.nbytes <= _SMALL_BYTES else np.asarray(here[begin:end])
