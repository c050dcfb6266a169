"""Waiting for what another thread makes, as long as nothing stops whoever waits."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as NotYet
from typing import TypeVar

from .store import Cause, Failed

_T = TypeVar("_T")


def wait(future: Future[_T], stop: Callable[[], Cause | None]) -> _T:
    """The result; Failed where `stop` gives a cause before."""
    while True:
        try:
            return future.result(timeout=None if future.done() else 0.05)
        except NotYet:
            cause = stop()
            if cause is not None:
                raise Failed(cause) from None
