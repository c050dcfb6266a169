"""Where tensors lie: on one device, or on a row of them, the axis `data` of a mesh, whole on each or parted by the first axis."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import jax
import numpy as np
from jax.sharding import Mesh, NamedSharding, PartitionSpec, Sharding, SingleDeviceSharding

from .errors import Refused
from .protocol import Placement, Spec


class Devices:
    """The devices of the server and how a tensor is laid onto them."""

    def __init__(self, count: int | None = None) -> None:
        """`count`: the first so many; all where None. Refused('limit') where there are fewer."""
        found = jax.devices()
        if count is not None and count > len(found):
            raise Refused(
                "limit",
                f"--devices {count}: there are {len(found)} ({found[0].platform}). Ask for at most {len(found)}",
            )
        self.all: Sequence[jax.Device] = found if count is None else found[:count]
        self.platform: str = self.all[0].platform
        self._mesh = Mesh(np.array(self.all), ("data",))
        self._order = threading.Lock()

    @property
    def many(self) -> bool:
        return len(self.all) > 1

    @property
    def one_at_a_time(self) -> bool:
        """Virtual devices share the threads of one processor; programs under way together can wait for each other for ever."""
        return self.many and self.platform == "cpu"

    def turn(self) -> AbstractContextManager[object]:
        """Held while a program is started: those that talk between devices must reach all of them in one order."""
        return self._order if self.many else nullcontext()

    def sharding(self, placement: Placement, axis: int = 0) -> Sharding:
        """`axis`: the one that `batch` parts; 1 for the feeds of a loop, whose first axis counts its steps."""
        if not self.many:
            return SingleDeviceSharding(self.all[0])
        return NamedSharding(
            self._mesh, PartitionSpec(*([None] * axis), "data") if placement == "batch" else PartitionSpec()
        )

    def check(self, spec: Spec, placement: Placement, axis: int = 0) -> None:
        """Refused('shape') for a batch that cannot be parted evenly."""
        count = len(self.all)
        if placement == "replicated" or not self.many:
            return
        if len(spec.shape) <= axis:
            raise Refused(
                "shape", f"A tensor {spec} has no batch axis to part among {count} devices: place it `replicated`"
            )
        if spec.shape[axis] % count != 0:
            rows = spec.shape[axis]
            raise Refused(
                "shape",
                f"A batch of {rows} rows does not divide among {count} devices: use a batch size that is a multiple of {count}"
                f"{f', such as {rows - rows % count}' if rows > count else ''}, and remainder: 'drop' for the last batch",
            )

    def put(self, value: np.ndarray[Any, Any], spec: Spec, placement: Placement) -> jax.Array:
        self.check(spec, placement)
        return jax.device_put(value, self.sharding(placement))

    def laid(self, array: jax.Array, placement: Placement, axis: int = 0) -> jax.Array:
        """`array` where a program expects it; moved only if it lies elsewhere."""
        if not self.many:
            return array
        wanted = self.sharding(placement, axis)
        if array.sharding.is_equivalent_to(wanted, array.ndim):
            return array
        self.check(Spec("float32", array.shape), placement, axis)
        return jax.device_put(array, wanted)

    def describe(self) -> list[dict[str, object]]:
        """`RemoteDevice` of each."""
        return [{"id": device.id, "kind": device.device_kind, "memory": _memory(device)[1]} for device in self.all]

    def usage(self) -> list[dict[str, object]]:
        """Memory in use and to be had, by device, in bytes; None where the platform does not say."""
        return [
            {"id": device.id, "used": used, "limit": limit} for device in self.all for used, limit in [_memory(device)]
        ]

    def total_memory(self) -> int | None:
        """Bytes of all devices together; None where unknown."""
        each = [_memory(device)[1] for device in self.all]
        return sum(size for size in each if size is not None) if all(size is not None for size in each) else None


def _memory(device: jax.Device) -> tuple[int | None, int | None]:
    stats = device.memory_stats() or {}
    return stats.get("bytes_in_use"), stats.get("bytes_limit")
