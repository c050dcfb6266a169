"""Measures what a device does, with jax's profiler: time by operation, between the two halves of a `profile`."""

from __future__ import annotations

import shutil
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

import jax

from .errors import Refused
from .profile_events import read_events, summary
from .profile_operations import module_name, operations_in

# A profile that nobody ends must not fill the disk, nor keep others from theirs.
_MOST_SECONDS = 120

# jax has one profiler a process.
_one_at_a_time = threading.Lock()


class Measurement:
    """A measurement under way, of one session. Used by the thread that computes for it."""

    def __init__(self, request: int) -> None:
        """Refused('busy') where another is under way."""
        if not _one_at_a_time.acquire(blocking=False):
            raise Refused("busy", "Another notebook measures its steps on this server: try again in a moment")
        self.request = request
        # By graph, what it was compiled to: the texts of modules are long and read only at the end.
        self._programs: dict[str, list[Any]] = {}
        self._open = True
        self._ending = threading.Lock()
        self._folder = Path(tempfile.mkdtemp(prefix="gradbook-profile-"))
        try:
            options = jax.profiler.ProfileOptions()
            options.python_tracer_level = 0
            jax.profiler.start_trace(str(self._folder), profiler_options=options)
        except BaseException:
            self._let_go()
            raise
        self._timer = threading.Timer(_MOST_SECONDS, self.cancel)
        self._timer.daemon = True
        self._timer.start()
        self._began = time.perf_counter()

    def ran(self, graph: str, compiled: Any) -> None:  # noqa: ANN401 - jax.stages.Compiled, renamed between versions
        """`graph` is executed meanwhile, as `compiled`."""
        programs = self._programs.setdefault(graph, [])
        if not any(known is compiled for known in programs):
            programs.append(compiled)

    def end(self) -> dict[str, object]:
        """The `profiled` event. Refused('limit') where the measurement has ended by itself."""
        milliseconds = (time.perf_counter() - self._began) * 1000
        if not self._stop():
            raise Refused("limit", f"A profile may take {_MOST_SECONDS} s: measure fewer steps")
        try:
            events = read_events(self._folder)
        finally:
            self._let_go()
        modules = {
            graph: (
                module_name(graph),
                {name: each for one in programs for name, each in operations_in(one.as_text() or "").items()},
            )
            for graph, programs in self._programs.items()
        }
        return {"kind": "profiled", "request": self.request, "milliseconds": milliseconds, **summary(events, modules)}

    def cancel(self) -> None:
        if self._stop():
            self._let_go()

    def _stop(self) -> bool:
        """Whether it was still running."""
        with self._ending:
            if not self._open:
                return False
            self._open = False
        self._timer.cancel()
        try:
            jax.profiler.stop_trace()
        except BaseException:
            self._let_go()
            raise
        return True

    def _let_go(self) -> None:
        shutil.rmtree(self._folder, ignore_errors=True)
        _one_at_a_time.release()
