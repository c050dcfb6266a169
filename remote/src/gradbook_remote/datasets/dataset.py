"""Batches on the devices, made ahead on a thread of their own."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

import jax
import numpy as np

from ..errors import Refused
from ..placement import Devices
from ..protocol import Spec
from ..run_requests import DataOptions
from ..store import Cause
from ..waiting import wait
from .order import Order
from .table import Table, Values

# So much is made ahead at most.
_AHEAD = 3
_AHEAD_BYTES = 256 * 2**20

Tensors = list[tuple[Spec, jax.Array]]
# The first batch and how many are stacked; 0 for one that is not.
_Key = tuple[int, int]


class Dataset:
    """
    `batch` and `stack` may be called by one thread at a time, in any order; what follows the last call is made ahead.
    """

    def __init__(self, table: Table, options: DataOptions, devices: Devices, most_bytes: int) -> None:
        """`most_bytes`: of one batch, or one stack. Refused where an epoch has no batch."""
        self.most_bytes = most_bytes
        self.table = table
        self.options = options
        self._devices = devices
        self._order = Order(table.rows, options.batch, options.remainder, options.shuffle, options.seed)
        if self._order.per_epoch == 0:
            raise Refused(
                "shape",
                f"{options.source} has {table.rows:,} rows, fewer than a batch of {options.batch:,}: use a smaller batch, "
                "or remainder: 'keep' or 'pad'",
            )
        self._threads = ThreadPoolExecutor(1, thread_name_prefix="data")
        self._lock = threading.Lock()
        self._made: dict[_Key, Future[Tensors]] = {}

    @property
    def even(self) -> bool:
        """All batches have as many rows."""
        return self._order.size(self._order.per_epoch - 1) == self.options.batch

    @property
    def bytes(self) -> int:
        """Of one whole batch."""
        return sum(column.batch(self.options.batch).bytes for column in self.table.columns)

    def batch(self, index: int, stop: Callable[[], Cause | None]) -> Tensors:
        """The columns of batch `index`. Refused where rows cannot be read; Failed where `stop` gives a cause meanwhile."""
        return self._take((index, 0), (index + 1, 0), stop)

    def stack(self, index: int, steps: int, stop: Callable[[], Cause | None]) -> Tensors:
        """`steps` batches from `index` on, along a first axis."""
        if not self.even:
            raise Refused(
                "shape",
                f"{self.options.source}: the last batch of an epoch has {self._order.size(self._order.per_epoch - 1)} rows, "
                f"others {self.options.batch}; steps on the server need batches of one size: remainder: 'drop' or 'pad'",
            )
        return self._take((index, steps), (index + steps, steps), stop)

    def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _take(self, key: _Key, following: _Key, stop: Callable[[], Cause | None]) -> Tensors:
        ahead = [key]
        size = self.bytes * max(1, key[1])
        if size > self.most_bytes:
            what = f"{key[1]} batches take" if key[1] > 0 else "A batch takes"
            raise Refused(
                "memory",
                f"{what} {size / 2**20:,.0f} MB; {self.most_bytes / 2**20:,.0f} MB are allowed: use a smaller batch",
            )
        while len(ahead) <= _AHEAD and size * len(ahead) <= _AHEAD_BYTES:
            last = ahead[-1]
            ahead.append((last[0] + following[0] - key[0], key[1]))
        with self._lock:
            self._made = {one: self._made.get(one) or self._threads.submit(self._make, *one) for one in ahead}
            future = self._made.pop(key)
        return wait(future, stop)

    def _make(self, index: int, steps: int) -> Tensors:
        each = [self.table.read(self._order.rows(at)) for at in range(index, index + max(1, steps))]
        found = []
        for place, column in enumerate(self.table.columns):
            values = each[0][place] if steps == 0 else np.stack([columns[place] for columns in each])
            spec = Spec(column.type, tuple(values.shape))
            found.append((spec, self._put(values, spec, 1 if steps > 0 else 0)))
        return found

    def _put(self, values: Values, spec: Spec, axis: int) -> jax.Array:
        with self._devices.turn():
            return self._devices.put(values, spec, self.options.placement, axis)
