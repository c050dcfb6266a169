"""The tensors of one session, by handle, and what they take."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import dataclass

import jax

from .errors import FailureKind, Refused
from .protocol import Spec


@dataclass(frozen=True)
class Cause:
    """Why something was not computed; `node` counts in `graph`."""

    failure: FailureKind
    message: str
    graph: str | None = None
    node: int | None = None
    # What a graph needs of a device's memory and what that has, in bytes.
    room: tuple[int, int] | None = None

    def fields(self) -> dict[str, object]:
        """What a `failed` says of it."""
        named = {"failure": self.failure, "message": self.message, "graph": self.graph, "node": self.node}
        told = {name: value for name, value in named.items() if value is not None}
        return told if self.room is None else {**told, "room": dict(zip(("needed", "limit"), self.room, strict=True))}


class Failed(Exception):
    """Something that was to be computed and was not."""

    def __init__(self, cause: Cause) -> None:
        super().__init__(cause.message)
        self.cause = cause


_NOTHING = Spec("float32", (0,))
ENDED = Cause("gone", "The session has ended")


class Entry:
    """
    A tensor, or why there is none. `readers`: reads under way, during which its memory must not be given away. `partial`:
    whether `array` is one addend a device, on an axis before its own.
    """

    __slots__ = ("array", "bytes", "cause", "partial", "readers", "spec")

    def __init__(self, spec: Spec, array: jax.Array | None, cause: Cause | None = None) -> None:
        self.spec = spec
        self.array = array
        self.cause = cause
        self.bytes = 0 if array is None else spec.bytes
        self.readers = 0
        self.partial = False


class Store:
    """Entries belong to the thread that carries out the session's commands; `used` may be read by any."""

    def __init__(self, memory: int, handles: int) -> None:
        self.limit = memory
        self._most_handles = handles
        self._entries: dict[int, Entry] = {}
        self._used = 0
        self._lock = threading.Lock()

    @property
    def used(self) -> int:
        """Bytes of all tensors, those being uploaded included."""
        return self._used

    def __len__(self) -> int:
        return len(self._entries)

    def reserve(self, size: int) -> None:
        """Refused('memory') where `size` more bytes would pass the session's limit."""
        with self._lock:
            if self._used + size > self.limit:
                raise Refused(
                    "memory",
                    f"{_mebibytes(size)} more would pass the {_mebibytes(self.limit)} that a session may hold "
                    f"({_mebibytes(self._used)} are held): dispose tensors, "
                    "use a smaller batch, or start the server with a larger --max-memory",
                )
            self._used += size

    def release(self, size: int) -> None:
        with self._lock:
            self._used -= size

    def check_new(self, handles: Iterable[int]) -> None:
        """Refused where a handle is taken, named twice, or one too many."""
        seen = set()
        for handle in handles:
            if handle in self._entries or handle in seen:
                raise Refused("malformed", f"Handle {handle} is taken")
            seen.add(handle)
        if len(self._entries) + len(seen) > self._most_handles:
            raise Refused(
                "limit", f"A session may hold {self._most_handles} tensors; dispose those that are not needed (tf.tidy)"
            )

    def keep(self, handle: int, entry: Entry) -> None:
        """Keeps an entry whose bytes have been reserved."""
        self._entries[handle] = entry

    def poison(self, handles: Iterable[int], cause: Cause) -> None:
        """Whatever needs one of `handles` fails with `cause`. Handles that are taken stay what they are."""
        for handle in handles:
            if handle not in self._entries and len(self._entries) < self._most_handles:
                self._entries[handle] = Entry(_NOTHING, None, cause)

    def get(self, handle: int) -> Entry:
        """Refused('gone') for a handle that is not here, Failed for one that was not computed."""
        entry = self._entries.get(handle)
        if entry is None:
            raise Refused("gone", f"Tensor {handle} is not on the server: it was freed, or never sent")
        if entry.cause is not None:
            raise Failed(entry.cause)
        return entry

    def free(self, handles: Iterable[int]) -> None:
        for handle in handles:
            entry = self._entries.pop(handle, None)
            if entry is not None:
                self.release(entry.bytes)

    def clear(self) -> None:
        self.free(list(self._entries))


def _mebibytes(size: int) -> str:
    return f"{size / 2**20:,.1f} MB"
