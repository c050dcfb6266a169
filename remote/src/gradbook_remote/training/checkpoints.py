"""The files of one run: what it does, how far it came, and its last tensors. Each is written beside and then renamed."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any, Literal

import numpy as np

from ..protocol import Spec
from .plan import Plan

Phase = Literal["running", "done", "stopped", "limit", "interrupted", "failed"]
Values = np.ndarray[Any, Any]

# So many checkpoints are kept.
_KEPT = 3
_CHECKPOINT = re.compile(r"step-(\d{9})\.npz")


@dataclass(frozen=True)
class Status:
    """`seconds`: how long it has run, over all servers."""

    phase: Phase
    seconds: float
    message: str | None = None


@dataclass(frozen=True)
class Restored:
    """`done` steps gave `state`; `metrics` [done, count of metrics]."""

    done: int
    state: list[Values]
    metrics: Values
    status: Status


class Checkpoints:
    """Of one run, in `folder`. OSError where the disk refuses."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def begin(self, plan: Plan, constants: Sequence[Values]) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        self._write("constants.npz", lambda file: np.savez(file, *constants))
        # The last: without it there is no run.
        self._write("run.msgpack", lambda file: file.write(plan.encode()))

    def save(self, done: int, state: Sequence[Values], metrics: Values, status: Status) -> None:
        """`metrics`: all that there are."""
        self._write("metrics.npy", lambda file: np.save(file, metrics))
        self._write(f"step-{done:09}.npz", lambda file: np.savez(file, *state))
        self.note(status)
        for old in self._saved()[:-_KEPT]:
            self._path(old).unlink(missing_ok=True)

    def note(self, status: Status) -> None:
        self._write("status.json", lambda file: file.write(json.dumps(asdict(status)).encode()))

    def plan(self) -> Plan | None:
        """None where the folder holds no run that can be read."""
        try:
            return Plan.decode((self._folder / "run.msgpack").read_bytes())
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def constants(self, count: int) -> list[Values]:
        return _arrays(self._folder / "constants.npz", count)

    def restore(self, plan: Plan, specs: Sequence[Spec]) -> Restored | None:
        """The last checkpoint that can be read; None where there is none."""
        for done in reversed(self._saved()):
            try:
                state = _arrays(self._path(done), len(specs))
            except (OSError, ValueError, KeyError, EOFError):
                continue
            if all(
                Spec(spec.type, value.shape) == spec and value.dtype == spec.dtype
                for spec, value in zip(specs, state, strict=True)
            ):
                return Restored(done, state, self._metrics(done, len(plan.metrics)), self._status())
        return None

    def delete(self) -> None:
        shutil.rmtree(self._folder, ignore_errors=True)

    def _metrics(self, done: int, count: int) -> Values:
        """NaN for what is not there."""
        found = np.full((done, count), np.nan, np.float32)
        try:
            kept = np.load(self._folder / "metrics.npy", allow_pickle=False)
        except (OSError, ValueError, EOFError):
            return found
        if kept.ndim == 2 and kept.shape[1] == count:
            found[: len(kept)] = kept[:done]
        return found

    def _status(self) -> Status:
        try:
            fields = json.loads((self._folder / "status.json").read_text())
            status = Status(fields["phase"], float(fields["seconds"]), fields["message"])
        except (OSError, ValueError, KeyError, TypeError):
            return Status("interrupted", 0.0)
        if status.phase == "running":
            return Status("interrupted", status.seconds, "The server ended without a word; its last checkpoint is left")
        return status

    def _saved(self) -> list[int]:
        try:
            names = os.listdir(self._folder)
        except OSError:
            return []
        return sorted(int(found[1]) for name in names if (found := _CHECKPOINT.fullmatch(name)) is not None)

    def _path(self, done: int) -> Path:
        return self._folder / f"step-{done:09}.npz"

    def _write(self, name: str, write: Callable[[IO[bytes]], object]) -> None:
        beside = self._folder / f".{name}.tmp"
        with beside.open("wb") as file:
            write(file)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(self._folder / name)


def _arrays(path: Path, count: int) -> list[Values]:
    with np.load(path, allow_pickle=False) as kept:
        return [kept[f"arr_{at}"] for at in range(count)]
