"""Frames on their way to a notebook: numbered, and kept until it says that it has them, whatever becomes of its socket."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable

from .errors import Refused


class Outbox:
    """Any thread may add; the writer of the socket takes. `wake` is called, from any thread, when there is something to take."""

    def __init__(self, kept_bytes: int, kept_frames: int, wake: Callable[[], None]) -> None:
        self._most_bytes = kept_bytes
        self._most_frames = kept_frames
        self._wake = wake
        self._room = threading.Condition()
        self._kept: deque[bytes] = deque()
        self._bytes = 0
        # Frames that the other end has, and those given to the present socket.
        self._had = 0
        self._taken = 0
        self._closed = False

    def __len__(self) -> int:
        """Frames that the other end has not said it has."""
        return len(self._kept)

    def add(self, frame: bytes) -> None:
        """Refused('limit') where the other end has left too many frames unread."""
        with self._room:
            if self._closed:
                return
            if len(self._kept) >= self._most_frames:
                raise Refused("limit", f"{self._most_frames} frames wait to be read")
            self._append(frame)
        self._wake()

    def add_when_room(self, frame: bytes) -> bool:
        """Waits while too many bytes are kept; false when the session ended meanwhile. Not for the event loop."""
        with self._room:
            while (
                not self._closed
                and self._kept
                and (self._bytes + len(frame) > self._most_bytes or len(self._kept) >= self._most_frames)
            ):
                self._room.wait()
            if self._closed:
                return False
            self._append(frame)
        self._wake()
        return True

    def add_if_room(self, frame: bytes) -> bool:
        """Whether it was added; also where the session has ended and nobody is left to read it."""
        with self._room:
            if self._closed:
                return True
            if self._kept and (
                self._bytes + len(frame) > self._most_bytes or len(self._kept) >= self._most_frames // 2
            ):
                return False
            self._append(frame)
        self._wake()
        return True

    def take(self) -> bytes | None:
        """The next frame for the socket; None when it has all."""
        with self._room:
            index = self._taken - self._had
            if index >= len(self._kept):
                return None
            self._taken += 1
            return self._kept[index]

    def had(self, count: int) -> None:
        """The other end has the first `count` frames. Refused('malformed') where so many were never sent."""
        with self._room:
            if count > self._taken:
                raise Refused("malformed", f"`got` names {count} frames; {self._taken} were sent")
            while self._had < count:
                self._bytes -= len(self._kept.popleft())
                self._had += 1
            self._room.notify_all()

    def rewind(self, received: int) -> None:
        """A new socket, whose other end has `received` frames: the rest is taken again."""
        with self._room:
            if not self._had <= received <= self._had + len(self._kept):
                raise Refused(
                    "malformed",
                    f"`received` is {received}; frames {self._had} to {self._had + len(self._kept)} are here",
                )
            self._taken = max(self._taken, received)
        self.had(received)
        with self._room:
            self._taken = self._had

    def close(self) -> None:
        with self._room:
            self._closed = True
            self._kept.clear()
            self._bytes = 0
            self._had = self._taken
            self._room.notify_all()

    def _append(self, frame: bytes) -> None:
        self._kept.append(frame)
        self._bytes += len(frame)
