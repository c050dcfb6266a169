"""Tensors of a session as programs take them: laid out, copied where something else still needs them, summed up."""

from __future__ import annotations

from collections.abc import Sequence

import jax

from .placement import Devices
from .protocol import Placement
from .store import ENDED, Entry, Failed


def there(entry: Entry) -> jax.Array:
    """Its tensor. Failed where there is none."""
    if entry.array is None:
        raise Failed(entry.cause or ENDED)
    return entry.array


def whole(devices: Devices, entries: Sequence[Entry]) -> Sequence[Entry]:
    """`entries`, those that are partial sums summed up."""
    parts = list(dict.fromkeys(entry for entry in entries if entry.partial))
    if parts:
        with devices.turn():
            arrays = devices.totals([there(entry) for entry in parts])
            if devices.one_at_a_time:
                jax.block_until_ready(arrays)
        for entry, array in zip(parts, arrays, strict=True):
            entry.array, entry.partial = array, False
    return entries


def addends(devices: Devices, entry: Entry, taken: bool, wished: bool) -> jax.Array:
    """A sum for a program that adds to it on every device by itself. `taken` and `wished` are as those of `given`."""
    array = there(entry)
    with devices.turn():
        if not entry.partial:
            return devices.spread(devices.laid(array, "replicated"))
        return _own(devices, entry, array, taken, wished)


def given(devices: Devices, entry: Entry, placement: Placement, taken: bool, wished: bool, axis: int = 0) -> jax.Array:
    """
    An input for a program; a copy where the program takes its memory (`taken`) although something else still needs it:
    somebody reads it, or its client did not give it away (`wished`).
    """
    own = there(entry)
    with devices.turn():
        array = devices.laid(own, placement, axis)
        if array is own:
            return _own(devices, entry, array, taken, wished)
        if not taken and placement.startswith("model:"):
            # A variable that is shared out stays where it is used.
            entry.array = array
        return array


def _own(devices: Devices, entry: Entry, array: jax.Array, taken: bool, wished: bool) -> jax.Array:
    return devices.copied(array) if taken and (entry.readers > 0 or not wished) else array
