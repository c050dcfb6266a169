"""Which rows each batch has: shuffled anew in every epoch, the same wherever and whenever it is asked."""

from __future__ import annotations

import numpy as np

from ..run_requests import Remainder
from .table import Values


class Order:
    """`per_epoch` batches of each epoch; at least one."""

    def __init__(self, rows: int, batch: int, remainder: Remainder, shuffle: int, seed: int) -> None:
        self._rows, self._batch, self._remainder = rows, batch, remainder
        self._shuffle, self._seed = shuffle, seed
        whole = rows // batch
        self.per_epoch = whole if remainder == "drop" or rows % batch == 0 else whole + 1
        self._known: dict[int, Values] = {}

    def size(self, index: int) -> int:
        """Rows of batch `index`, counted over all epochs."""
        last = index % self.per_epoch == self.per_epoch - 1
        rest = self._rows % self._batch
        return rest if last and rest > 0 and self._remainder == "keep" else self._batch

    def rows(self, index: int) -> Values:
        """Numbers of the rows of batch `index`, int64."""
        epoch, place = divmod(index, self.per_epoch)
        order = self._epoch(epoch)
        found = order[place * self._batch : (place + 1) * self._batch]
        if self._remainder != "pad" or len(found) == self._batch:
            return found
        return np.concatenate([found, np.resize(order, self._batch - len(found))])

    def _epoch(self, epoch: int) -> Values:
        if epoch not in self._known:
            # Batches ahead may be of the next epoch already.
            self._known = {known: order for known, order in self._known.items() if abs(known - epoch) == 1}
            self._known[epoch] = self._make(epoch)
        return self._known[epoch]

    def _make(self, epoch: int) -> Values:
        order = np.arange(self._rows)
        if self._shuffle == 0:
            return order
        random = np.random.Generator(np.random.Philox(key=[self._seed, epoch]))
        if self._shuffle >= self._rows:
            return random.permutation(order)
        # Sorted by place plus less than `shuffle`: nobody is passed by a row from further behind.
        return np.argsort(order + random.random(self._rows) * self._shuffle, kind="stable")
