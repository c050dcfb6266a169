"""All runs of a server: those under way, those over, and those that an earlier server left."""

from __future__ import annotations

import hashlib
import logging
import threading
import time
from pathlib import Path

from ..datasets.dataset import Dataset
from ..datasets.open_datasets import open_dataset
from ..datasets.places import Places
from ..errors import Refused
from ..limits import Limits
from ..loops import LoopProgram, compile_loop
from ..placement import Devices
from ..programs import ProgramCache
from ..signature import Signature
from .checkpoints import Checkpoints
from .plan import Plan
from .run import Run, Tensor

_log = logging.getLogger(__name__)
_MOST_UNDER_WAY = 4
_MOST_KNOWN = 100
# A run ends between two calls of the device, and then writes a checkpoint.
_ENDING_SECONDS = 60.0


class Runs:
    """For any thread but the event loop's: most methods look at files."""

    def __init__(
        self, devices: Devices, cache: ProgramCache, limits: Limits, places: Places, folder: Path | None = None
    ) -> None:
        """`folder`: `--checkpoint-dir`; without one runs end with the server."""
        self._devices = devices
        self._cache = cache
        self._limits = limits
        self._places = places
        self._folder = folder
        self._lock = threading.RLock()
        self._runs: dict[str, Run] = {}
        self._has_looked = False

    def list(self) -> list[Run]:
        with self._lock:
            self._look()
            return list(self._runs.values())

    def under_way(self) -> list[Run]:
        """Looks at no files: for any thread."""
        return [run for run in list(self._runs.values()) if run.under_way]

    def find(self, name: str) -> Run:
        """Refused('gone') where there is none, naming those there are."""
        with self._lock:
            self._look()
            run = self._runs.get(name)
            if run is not None:
                return run
            known = ", ".join(sorted(self._runs))
        kept = "" if self._folder is not None else "; without --checkpoint-dir runs end with the server"
        raise Refused("gone", f"There is no run '{name}'{f'; there are {known}' if known else ''}{kept}")

    def check_new(self, name: str) -> None:
        """Refused where another run cannot begin under this name."""
        with self._lock:
            self._look()
            known = self._runs.get(name)
            if known is not None:
                what = "is under way" if known.under_way else "is there, over"
                raise Refused(
                    "busy",
                    f"A run '{name}' {what}: attach to it, end it and have it forgotten, or choose another name",
                )
            self._check_room()

    def begin(
        self, plan: Plan, signature: Signature, state: list[Tensor], constants: list[Tensor], data: Dataset | None
    ) -> Run:
        """Takes the tensors and `data`. Refused as `check_new` says, or where checkpoints are asked for and have no place."""
        if plan.checkpoint_every > 0 and self._folder is None:
            raise Refused(
                "unsupported",
                "This server writes no checkpoints: start it with --checkpoint-dir DIR, or leave out checkpointEvery",
            )
        if self._devices.mirror is not None:
            raise Refused("unsupported", "Trainings are detached on servers of one process; this one has several")
        with self._lock:
            self.check_new(plan.run)
            run = self._make(plan, signature, state, constants)
            self._runs[plan.run] = run
            run.start(data)
        return run

    def resume(self, name: str) -> Run:
        """Goes on with a run that was interrupted, stopped, or out of time. What is under way or done stays what it is."""
        run = self.find(name)
        if not run.can_go_on:
            return run
        options = run.plan.data
        data = None if options is None else open_dataset(options, self._places, self._devices, self._limits)
        with self._lock:
            if run.under_way:
                return run
            self._check_room()
            run.start(data)
        return run

    def end(self, name: str, forget: bool) -> Run:
        """Waits until it is over."""
        run = self.find(name)
        run.stop("stopped")
        if not run.wait(_ENDING_SECONDS):
            raise Refused("busy", f"Run '{name}' has been told to end and has not yet: a step takes long")
        if forget:
            with self._lock:
                self._runs.pop(name, None)
            run.delete()
        return run

    def interrupt(self, reason: str, seconds: float) -> None:
        """The server goes: every run writes a checkpoint, if that takes no longer than `seconds`."""
        under_way = self.under_way()
        for run in under_way:
            run.stop("interrupted", reason)
        until = time.monotonic() + seconds
        for run in under_way:
            if not run.wait(max(0.0, until - time.monotonic())):
                _log.warning("Run %s had no time for its last checkpoint", run.plan.run)

    def _check_room(self) -> None:
        if sum(run.under_way for run in self._runs.values()) >= _MOST_UNDER_WAY:
            raise Refused("busy", f"{_MOST_UNDER_WAY} trainings are under way already: wait, or end one")
        if len(self._runs) >= _MOST_KNOWN:
            raise Refused("limit", f"{_MOST_KNOWN} runs are kept: have those forgotten that are not needed")

    def _make(self, plan: Plan, signature: Signature, state: list[Tensor], constants: list[Tensor]) -> Run:
        return Run(plan, signature, self._devices, self._compile, self._checkpoints(plan.run), state, constants)

    def _checkpoints(self, name: str) -> Checkpoints | None:
        return None if self._folder is None else Checkpoints(self._folder / name)

    def _compile(self, plan: Plan, signature: Signature, steps: int) -> LoopProgram:
        loop = plan.loop(steps, signature)

        def make() -> LoopProgram:
            return compile_loop(plan.graph(self._limits.nodes), signature, loop, self._devices)

        program, _ = self._cache.get((hashlib.sha256(plan.header).digest(), loop.key()), make)
        return program

    def _look(self) -> None:
        """Finds, once, what earlier servers left."""
        if self._has_looked or self._folder is None:
            return
        self._has_looked = True
        if not self._folder.is_dir():
            return
        for folder in sorted(self._folder.iterdir()):
            if folder.is_dir() and folder.name not in self._runs and len(self._runs) < _MOST_KNOWN:
                run = self._restore(Checkpoints(folder), folder.name)
                if run is not None:
                    self._runs[folder.name] = run

    def _restore(self, checkpoints: Checkpoints, name: str) -> Run | None:
        plan = checkpoints.plan()
        if plan is None or plan.run != name:
            return None
        try:
            signature = Signature.of(plan.graph(self._limits.nodes))
            plan.check(signature)
            restored = checkpoints.restore(plan, [spec for _, spec in plan.variables(signature)])
            if restored is None:
                _log.warning("Run %s has no checkpoint that can be read", name)
                return None
            constants = checkpoints.constants(len(plan.loop(1, signature).constants))
        except (Refused, OSError, ValueError, KeyError, EOFError) as error:
            _log.warning("Run %s cannot be restored: %s", name, error)
            return None
        return Run(plan, signature, self._devices, self._compile, checkpoints, restored.state, constants, restored)
