"""What one session may hold and have under way."""

from __future__ import annotations

import os
from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """Of each session, but for `clients`. Bytes and seconds."""

    clients: int = 8
    in_flight: int = 64
    handles: int = 100_000
    memory: int = 4 * 2**30
    nodes: int = 50_000
    session_ttl: float = 600.0
    # Encoded graphs, kept to be compiled anew where a program has been evicted.
    graph_bytes: int = 256 * 2**20
    # Commands that wait for their turn; a client that sends more is read no further until some are done.
    commands: int = 4096
    reads: int = 1024
    # What decoded data may take of the memory of this machine, a data set.
    data_memory: int = 4 * 2**30
    # Frames the client has not said it has. Values wait for room; where other events pass it, the session ends.
    kept_bytes: int = 64 * 2**20
    kept_frames: int = 8192

    def on_wire(self) -> dict[str, float]:
        """`RemoteLimits`."""
        return {
            "inFlight": self.in_flight,
            "handles": self.handles,
            "memory": self.memory,
            "nodes": self.nodes,
            "sessionTtl": self.session_ttl,
        }


def half_of_memory() -> int:
    """Half of this machine's memory, in bytes: what a session may hold where the devices do not say how much they have."""
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2
