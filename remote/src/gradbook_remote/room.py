"""Whether a device has the memory for a program, before the program runs."""

from __future__ import annotations

import re
from collections.abc import Mapping

from .errors import Refused
from .limits import Limits
from .placement import Devices

# As XLA says it of a TPU's memory when it compiles: "Used 20.51G of 15.48G hbm".
_USED = re.compile(r"[Uu]sed ([\d.]+)([KMGT]?) of ([\d.]+)([KMGT]?)")
_UNITS = {"": 1, "K": 2**10, "M": 2**20, "G": 2**30, "T": 2**40}


def check_room(report: Mapping[str, object], devices: Devices, limits: Limits) -> None:
    """
    Refused('memory') where one execution of a compiled program needs more of a device than there is, or than one
    session may have. `report` is the `compiled` event.
    """
    memory = report["memory"]
    if not isinstance(memory, Mapping):
        return
    needed = sum(int(size) for size in memory.values())
    sizes = [about["memory"] for about in devices.describe()]
    limit = min([size for size in sizes if isinstance(size, int)] + [limits.memory])
    if needed > limit:
        raise Refused(
            "memory",
            f"The program needs {needed / 2**20:,.0f} MiB of a device, and may have {limit / 2**20:,.0f} MiB: "
            "use a smaller batch, recompute parts with tf.remat, or start the server with a larger --max-memory",
            room=(needed, limit),
        )


def room_in(text: str) -> tuple[int, int] | None:
    """What XLA says that a program needs, and that there is, in bytes."""
    found = _USED.search(text)
    if found is None:
        return None
    return int(float(found[1]) * _UNITS[found[2]]), int(float(found[3]) * _UNITS[found[4]])
