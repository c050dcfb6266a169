from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.support import Client, Process, serving


@pytest.fixture(scope="session")
def server() -> Iterator[Process]:
    """One for all tests that leave it as they found it."""
    with serving("--max-clients", "4", "--max-memory", "64M") as process:
        yield process


@pytest.fixture
def client(server: Process) -> Iterator[Client]:
    one = Client(server.address, server.token)
    yield one
    one.close()


@pytest.fixture
def connect(server: Process) -> Iterator[Callable[..., Client]]:
    """More clients of the same server; their sessions end with the test."""
    made: list[Client] = []

    def make(**hello: Any) -> Client:  # noqa: ANN401 - fields of the wire
        made.append(Client(server.address, server.token, **hello))
        return made[-1]

    yield make
    for one in made:
        one.close()
