"""One training that goes on without a notebook, on a thread of its own."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from typing import Any

import jax
import numpy as np

from ..datasets.dataset import Dataset
from ..errors import Refused
from ..loops import LoopProgram, run_loop
from ..placement import Devices
from ..programs import refused_by_xla
from ..protocol import Placement, Spec
from ..signature import Signature
from ..store import Cause, Failed
from .checkpoints import Checkpoints, Phase, Restored, Status, Values
from .plan import Plan

_log = logging.getLogger(__name__)
_GONE = Cause("cancelled", "The training was stopped")
# A checkpoint is written at least so often, where there is a place for it.
_CHECKPOINT_SECONDS = 300.0

# On the devices, or, while a run rests, in the memory of this machine.
Tensor = jax.Array | Values
Compile = Callable[[Plan, Signature, int], LoopProgram]


class Run:
    """
    Made with its tensors on the devices, or `restored` from files. `start` begins or goes on; the other methods may be
    called by any thread.
    """

    def __init__(
        self,
        plan: Plan,
        signature: Signature,
        devices: Devices,
        compile: Compile,
        checkpoints: Checkpoints | None,
        state: Sequence[Tensor],
        constants: Sequence[Tensor],
        restored: Restored | None = None,
    ) -> None:
        self.plan = plan
        self._signature = signature
        self._devices = devices
        self._compile = compile
        self._checkpoints = checkpoints
        self._constants = list(constants)
        self._lock = threading.Lock()
        self._state = list(state)
        self._done = 0 if restored is None else restored.done
        self._saved: int | None = None if restored is None else restored.done
        self._saved_at = time.monotonic()
        self._metrics = np.full((plan.steps, len(plan.metrics)), np.nan, np.float32)
        self._before = 0.0 if restored is None else restored.status.seconds
        self._began: float | None = None
        self._phase: Phase = "interrupted" if restored is None else restored.status.phase
        self._message: str | None = None if restored is None else restored.status.message
        self._asked: tuple[Phase, str | None] | None = None
        self._over = threading.Event()
        self._over.set()
        if restored is not None:
            self._metrics[: restored.done] = restored.metrics

    @property
    def under_way(self) -> bool:
        return not self._over.is_set()

    @property
    def can_go_on(self) -> bool:
        return not self.under_way and self._done < self.plan.steps and self._phase != "failed"

    def start(self, data: Dataset | None) -> None:
        """`data` is closed at the end. To be called while it is not under way."""
        with self._lock:
            self._phase, self._message, self._asked = "running", None, None
            self._began = time.monotonic()
            self._over.clear()
        threading.Thread(target=self._run, args=(data,), name=f"run {self.plan.run}", daemon=True).start()

    def stop(self, phase: Phase, message: str | None = None) -> None:
        """It ends between two steps, with a checkpoint; `wait` waits for that."""
        with self._lock:
            self._asked = self._asked or (phase, message)

    def wait(self, seconds: float) -> bool:
        """Whether it is over."""
        return self._over.wait(seconds)

    def describe(self) -> dict[str, object]:
        """`RemoteRun`."""
        with self._lock:
            return {
                "run": self.plan.run,
                "phase": self._phase,
                "steps": self.plan.steps,
                "done": self._done,
                "seconds": self._seconds(),
                "message": self._message,
                "metrics": [name for name, _ in self.plan.metrics],
                "variables": [
                    {"name": name, "type": spec.type, "shape": list(spec.shape)}
                    for name, spec in self.plan.variables(self._signature)
                ],
                "checkpoint": self._saved,
            }

    def metrics(self, begin: int, most: int) -> list[list[float]]:
        """One list a step from `begin` on, of the steps that are done."""
        with self._lock:
            return self._metrics[begin : min(self._done, begin + most)].tolist()

    def snapshot(self) -> list[tuple[Spec, jax.Array]]:
        """Copies of the state between two steps."""
        specs = [spec for _, spec in self.plan.variables(self._signature)]
        places = [self._signature.placements[position] for position, _ in self.plan.state]
        with self._lock:
            return [
                (spec, self._devices.copied(self._on_devices(array, spec, place)))
                for spec, place, array in zip(specs, places, self._state, strict=True)
            ]

    def delete(self) -> None:
        """To be called when it is over."""
        if self._checkpoints is not None:
            self._checkpoints.delete()

    def _on_devices(self, tensor: Tensor, spec: Spec, place: Placement) -> jax.Array:
        if isinstance(tensor, np.ndarray):
            return self._devices.put(tensor, spec, place)
        return self._devices.laid(tensor, place)

    def _seconds(self) -> float:
        return self._before + (0.0 if self._began is None else time.monotonic() - self._began)

    def _run(self, data: Dataset | None) -> None:
        phase: Phase = "failed"
        message: str | None = None
        try:
            if self._checkpoints is not None and self._saved is None:
                self._checkpoints.begin(self.plan, [np.asarray(array) for array in self._constants])
            phase, message = self._train(data)
            self._save(phase, message)
        except Exception as error:
            phase, message = "failed", _words(error)
            _log.warning("Run %s failed: %s", self.plan.run, message)
            self._note_failure(message)
        finally:
            if data is not None:
                data.close()
            with self._lock:
                self._state = [np.asarray(array) for array in self._state]
                self._before, self._began = self._seconds(), None
                self._phase, self._message = phase, message
            _log.info("Run %s: %s after %d of %d steps", self.plan.run, phase, self._done, self.plan.steps)
            self._over.set()

    def _train(self, data: Dataset | None) -> tuple[Phase, str | None]:
        plan = self.plan
        chunk = plan.chunk(0 if data is None else data.bytes)
        while self._done < plan.steps:
            ending = self._ending()
            if ending is not None:
                return ending
            try:
                self._advance(data, min(chunk, plan.steps - self._done))
            except Failed as failed:
                if failed.cause is not _GONE:
                    raise
            if self._wants_checkpoint():
                self._save("running", None)
        return "done", None

    def _ending(self) -> tuple[Phase, str | None] | None:
        with self._lock:
            if self._asked is not None:
                return self._asked
            limit = self.plan.seconds
            if limit is not None and self._seconds() >= limit:
                return "limit", f"Its {limit:g} seconds were up after {self._done} of {self.plan.steps} steps"
            return None

    def _advance(self, data: Dataset | None, count: int) -> None:
        plan, signature = self.plan, self._signature
        program = self._compile(plan, signature, count)
        loop = program.plan
        feeds = [] if data is None else data.stack(plan.index + self._done, count, self._stopped)
        for position, (spec, _) in zip(loop.feeds, feeds, strict=True):
            signature.check_input(position, spec, count)
        outputs, done = run_loop(
            program,
            # The loop takes the memory of what it is given, and a snapshot may be taken any time.
            [array for _, array in self.snapshot()],
            [
                self._devices.laid(array, signature.placements[position], 1)
                for position, (_, array) in zip(loop.feeds, feeds, strict=True)
            ],
            [
                self._on_devices(array, signature.inputs[position], signature.placements[position])
                for position, array in zip(loop.constants, self._constants, strict=True)
            ],
            signature.pack(plan.rows(self._done, count)),
            lambda: self._ending() is not None,
            self._devices,
        )
        rows = (
            np.stack([np.asarray(outputs[output])[:done] for _, output in plan.metrics], axis=1)
            if plan.metrics
            else None
        )
        with self._lock:
            self._state = [outputs[output] for _, output in plan.state]
            if rows is not None:
                self._metrics[self._done : self._done + done] = rows.reshape(done, len(plan.metrics))
            self._done += done

    def _stopped(self) -> Cause | None:
        return None if self._ending() is None else _GONE

    def _wants_checkpoint(self) -> bool:
        if self._checkpoints is None or self._done >= self.plan.steps:
            return False
        every = self.plan.checkpoint_every
        return (
            every > 0 and self._done // every > (self._saved or 0) // every
        ) or time.monotonic() - self._saved_at > _CHECKPOINT_SECONDS

    def _save(self, phase: Phase, message: str | None) -> None:
        if self._checkpoints is None:
            return
        state: list[Values] = [np.asarray(array) for array in self._state]
        self._checkpoints.save(self._done, state, self._metrics[: self._done], Status(phase, self._seconds(), message))
        with self._lock:
            self._saved, self._saved_at = self._done, time.monotonic()

    def _note_failure(self, message: str) -> None:
        if self._checkpoints is None:
            return
        try:
            self._checkpoints.note(Status("failed", self._seconds(), message))
        except OSError as error:
            _log.warning("Run %s: %s", self.plan.run, error)


def _words(error: Exception) -> str:
    if isinstance(error, Failed):
        return error.cause.message
    if isinstance(error, OSError):
        return f"A checkpoint could not be written: {error}"
    refused: Any = error if isinstance(error, Refused) else refused_by_xla(error)
    return refused.message
