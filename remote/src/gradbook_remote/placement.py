"""
Where tensors lie: on one device, or on a mesh of them with the axes `data` and `model`. A placement of the wire says
which axis of a tensor is parted along which axis of the mesh; along the others it lies whole.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any, Protocol

import jax
import jax.numpy as jnp
import numpy as np
from jax.sharding import Mesh, NamedSharding, PartitionSpec, Sharding, SingleDeviceSharding

from .errors import Refused
from .partial_sums import addends, totals
from .protocol import Placement, Spec

_HOST_MEMORY = "pinned_host"
Group = tuple[int, int]


class Mirror(Protocol):
    """Has the other processes of a server do what this one does, in the same order."""

    def call(self, target: Sequence[int | str], work: Callable[..., Any], args: Sequence[Any]) -> Any:  # noqa: ANN401 - a tree of arrays
        """What `work(*args)` returns. Refused('gone') where one of the processes is."""

    def build(self, recipe: dict[str, object], make: Callable[[], Any]) -> Any:  # noqa: ANN401 - a program
        """The program that `make` returns, its calls mirrored; `recipe` is what the others make it from."""


class Devices:
    """Devices as a mesh, and how a tensor is laid onto them. `part` gives a mesh of some of them."""

    def __init__(
        self,
        mesh: np.ndarray[Any, Any],
        order: AbstractContextManager[object] | None = None,
        whole: Devices | None = None,
        group: Group | None = None,
    ) -> None:
        """`mesh`: devices, [data, model]. The rest is for parts: the lock and the mesh that they share, and which part this is."""
        self.all: Sequence[jax.Device] = list(mesh.flat)
        self.platform: str = self.all[0].platform
        self.mirror: Mirror | None = None
        self._grid = mesh
        self._mesh = Mesh(mesh, ("data", "model"))
        self._order = order or threading.RLock()
        self._whole = whole or self
        self._group = group
        self._parts: dict[Group, Devices] = {}
        # Whether a tensor may lie in the memory of the host.
        self._hosting = False

    @staticmethod
    def found(count: int | None = None, mesh: tuple[int | None, int] | None = None, processes: int = 1) -> Devices:
        """
        The first `count` devices that jax finds, all where None; of each of `processes`, where they are several. `mesh`:
        how many along `data`, None for the rest, and along `model`. Refused('limit') where they do not fit.
        """
        found = jax.devices()
        if processes > 1:
            return _meshed(_first_of_each(found, count, processes), mesh)
        if count is not None and count > len(found):
            raise Refused(
                "limit",
                f"--devices {count}: there are {len(found)} ({found[0].platform}). Ask for at most {len(found)}",
            )
        return _meshed(found if count is None else found[:count], mesh)

    @property
    def many(self) -> bool:
        return len(self.all) > 1

    @property
    def mesh(self) -> dict[str, int]:
        """Lengths of its axes."""
        return {"data": self._grid.shape[0], "model": self._grid.shape[1]}

    @property
    def axes(self) -> Mesh:
        return self._mesh

    @property
    def one_at_a_time(self) -> bool:
        """Virtual devices share the threads of one processor; programs under way together can wait for each other for ever."""
        return self._whole.many and self.platform == "cpu"

    @property
    def host_memory(self) -> str | None:
        """The kind of memory of the host that can keep tensors of the devices; None where they have none of their own beside it."""
        device = next(one for one in self.all if one.process_index == jax.process_index())
        kinds = {memory.kind for memory in device.addressable_memories()}
        return _HOST_MEMORY if _HOST_MEMORY in kinds and device.default_memory().kind != _HOST_MEMORY else None

    def part(self, group: Group | None) -> Devices:
        """Part `group[0]` of the `group[1]` equal parts along `data`. Refused where there are no such parts."""
        if group is None or group[1] == 1:
            return self._whole
        whole = self._whole
        rows = whole._grid.shape[0]
        index, count = group
        if rows % count != 0:
            raise Refused(
                "shape", f"{rows} devices along `data` do not divide among {count} stages: use a multiple of {count}"
            )
        if whole.mirror is not None:
            raise Refused("unsupported", "Pipeline stages are not parted among several hosts: use the devices of one")
        if group not in whole._parts:
            each = rows // count
            made = Devices(whole._grid[index * each : (index + 1) * each], whole._order, whole, group)
            return whole._parts.setdefault(group, made)
        return whole._parts[group]

    def turn(self) -> AbstractContextManager[object]:
        """Held while a program is started: those that talk between devices must reach all of them in one order."""
        return self._order if self._whole.many else nullcontext()

    def sharding(self, placement: Placement, axis: int = 0) -> Sharding:
        """`axis`: how many axes stand before those that `placement` counts; 1 for the feeds of a loop, whose first counts its steps."""
        if not self.many:
            return SingleDeviceSharding(self.all[0])
        parted = _parted(placement)
        if parted is None:
            return NamedSharding(self._mesh, PartitionSpec())
        return NamedSharding(self._mesh, PartitionSpec(*([None] * (parted[1] + axis)), parted[0]))

    def check(self, spec: Spec, placement: Placement, axis: int = 0) -> None:
        """Refused('shape') for an axis that cannot be parted evenly."""
        parted = _parted(placement)
        if parted is None or not self.many:
            return
        name, own = parted
        count = self.mesh[name]
        if len(spec.shape) <= own + axis:
            what = "batch axis" if name == "data" else f"axis {own}"
            raise Refused(
                "shape", f"A tensor {spec} has no {what} to part among {count} devices: place it `replicated`"
            )
        length = spec.shape[own + axis]
        if length % count == 0:
            return
        if name == "model":
            raise Refused(
                "shape",
                f"Axis {own} of a tensor {spec} has length {length}, which does not divide among the {count} devices along "
                f"`model`: make it a multiple of {count}, or shard another axis",
            )
        raise Refused(
            "shape",
            f"A batch of {length} rows does not divide among {count} devices: use a batch size that is a multiple of {count}"
            f"{f', such as {length - length % count}' if length > count else ''}, and remainder: 'drop' for the last batch",
        )

    def put(self, value: np.ndarray[Any, Any], spec: Spec, placement: Placement, axis: int = 0) -> jax.Array:
        """`value` on the devices, as `sharding` lays it. Refused('shape') where it cannot be parted so."""
        self.check(spec, placement, axis)
        return self._do("put", value, placement, axis)

    def laid(self, array: jax.Array, placement: Placement, axis: int = 0) -> jax.Array:
        """`array` where a program expects it; moved only if it lies elsewhere."""
        if not self._whole.many and not self._whole._hosting:
            return array
        wanted = self.sharding(placement, axis)
        if array.sharding.is_equivalent_to(wanted, array.ndim) and not self._on_host(array):
            return array
        self.check(Spec("float32", array.shape), placement, axis)
        return self._do("lay", array, placement, axis)

    def copied(self, array: jax.Array) -> jax.Array:
        return self._do("copy", array)

    def spread(self, array: jax.Array) -> jax.Array:
        """A sum, as one addend for each device along `data`, on an axis before its own."""
        return self._do("spread", [array])[0]

    def totals(self, arrays: Sequence[jax.Array]) -> list[jax.Array]:
        """What `spread` or a program parted into addends, whole: with one exchange between the devices for all."""
        return self._do("totals", list(arrays))

    def kept(self, array: jax.Array, on_host: bool) -> jax.Array:
        """An output as it is kept until something needs it."""
        if not on_host or self.host_memory is None:
            return array
        self._whole._hosting = True
        return self._do("host", array)

    def readable(self, array: jax.Array) -> jax.Array:
        """`array` so that this process alone can read it."""
        if self._whole.mirror is None or array.is_fully_replicated:
            return array
        return self._do("lay", array, "replicated", 0)

    def operate(self, name: str, *args: Any) -> Any:  # noqa: ANN401 - what `put`, `laid`, `copied`, `kept` and others give
        """Does one operation in this process only."""
        if name == "put":
            value, placement, axis = args
            sharding = self.sharding(placement, axis)
            if self._whole.mirror is None and jax.process_count() == 1:
                return jax.device_put(value, sharding)
            return jax.make_array_from_callback(value.shape, sharding, lambda index: value[index])
        if name == "lay":
            array, placement, axis = args
            # What comes of it may be given away: it shares no memory with what it came from.
            return jax.device_put(array, self.sharding(placement, axis), may_alias=False)
        if name == "spread":
            return jax.jit(addends, static_argnums=1, out_shardings=self.sharding("batch"))(args[0], self.mesh["data"])
        if name == "totals":
            return jax.jit(totals, out_shardings=self.sharding("replicated"))(args[0])
        if name == "copy":
            return jnp.copy(args[0])
        return jax.device_put(args[0], args[0].sharding.with_memory_kind(self.host_memory))

    def build(self, recipe: dict[str, object], make: Callable[[], Any]) -> Any:  # noqa: ANN401 - a program
        """The program that `make` returns, made from `recipe` by every process of the server."""
        mirror = self._whole.mirror
        return make() if mirror is None else mirror.build(recipe, make)

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

    def _do(self, name: str, *args: Any) -> Any:  # noqa: ANN401 - as `operate`
        mirror = self._whole.mirror
        if mirror is None:
            return self.operate(name, *args)
        return mirror.call(["device", name], lambda *given: self.operate(name, *given), args)

    def _on_host(self, array: jax.Array) -> bool:
        return self._whole._hosting and array.sharding.memory_kind == _HOST_MEMORY


def _meshed(chosen: Sequence[jax.Device], mesh: tuple[int | None, int] | None) -> Devices:
    data, model = mesh or (None, 1)
    rows = max(1, len(chosen) // model) if data is None else data
    if rows * model != len(chosen):
        asked = f"--mesh {'' if data is None else f'data={data},'}model={model}"
        raise Refused(
            "limit",
            f"{asked}: there are {len(chosen)} devices, and data x model has to be as many: say --devices too, or other lengths",
        )
    return Devices(np.array(chosen).reshape(rows, model))


def _first_of_each(found: Sequence[jax.Device], count: int | None, processes: int) -> Sequence[jax.Device]:
    chosen: list[jax.Device] = []
    for process in range(processes):
        own = [device for device in found if device.process_index == process]
        if count is not None and count > len(own):
            raise Refused("limit", f"--devices {count}: process {process} has {len(own)}. Ask for at most {len(own)}")
        chosen.extend(own if count is None else own[:count])
    return chosen


def _parted(placement: Placement) -> tuple[str, int] | None:
    """The axis of the mesh and the axis of the tensor that lies along it; None where it lies whole."""
    if placement == "batch":
        return "data", 0
    return ("model", int(placement[6:])) if placement.startswith("model:") else None


def _memory(device: jax.Device) -> tuple[int | None, int | None]:
    """In use, and in all. Other processes do not say what theirs hold; devices of a kind have as much."""
    here = device.process_index == jax.process_index()
    asked = device if here else _like(device)
    stats = (None if asked is None else asked.memory_stats()) or {}
    return stats.get("bytes_in_use") if here else None, stats.get("bytes_limit")


def _like(device: jax.Device) -> jax.Device | None:
    return next((one for one in jax.local_devices() if one.device_kind == device.device_kind), None)
