"""What the server refuses, in the words of the wire (`FailureKind` of src/protocol/remote.ts)."""

from __future__ import annotations

from typing import Literal

FailureKind = Literal[
    "version",
    "token",
    "origin",
    "busy",
    "limit",
    "unsupported",
    "shape",
    "memory",
    "cancelled",
    "gone",
    "malformed",
    "internal",
]


class Refused(Exception):
    """
    A request that is not carried out. `message` names the thing and the remedy; `node` counts from 0 in the graph;
    `room`: what a graph needs of a device's memory and what that has, in bytes.
    """

    def __init__(
        self, failure: FailureKind, message: str, node: int | None = None, room: tuple[int, int] | None = None
    ) -> None:
        super().__init__(message)
        self.failure: FailureKind = failure
        self.message = message
        self.node = node
        self.room = room
