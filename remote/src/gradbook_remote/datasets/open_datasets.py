"""The data that one session has opened."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor

from ..errors import Refused
from ..limits import Limits
from ..placement import Devices
from ..run_requests import DataOptions
from ..run_requests import Dataset as DatasetRequest
from ..store import Cause
from ..waiting import wait
from .dataset import Dataset, Tensors
from .opening import open_table
from .places import Places

_log = logging.getLogger(__name__)
# Of one session, opened at a time.
_MOST_OPEN = 64


class OpenDatasets:
    """`open`, `drop` and `close` are called on the event loop; the others by the threads that compute."""

    def __init__(
        self, places: Places, devices: Devices, limits: Limits, emit: Callable[[Mapping[str, object]], None]
    ) -> None:
        self._places = places
        self._devices = devices
        self._limits = limits
        self._emit = emit
        self._opened: dict[int, Future[Dataset]] = {}
        self._threads = ThreadPoolExecutor(1, thread_name_prefix="open")

    def open(self, request: DatasetRequest) -> None:
        """Reads on another thread, and tells what it found. Refused where the number is taken, or one too many is open."""
        if request.dataset in self._opened:
            raise Refused("malformed", f"Data set {request.dataset} is open already")
        if len(self._opened) >= _MOST_OPEN:
            raise Refused("limit", f"{_MOST_OPEN} data sets are open: dispose those that are not needed")
        self._opened[request.dataset] = self._threads.submit(self._open, request)

    def drop(self, dataset: int) -> None:
        future = self._opened.pop(dataset, None)
        if future is not None and not future.cancel():
            future.add_done_callback(_close)

    def close(self) -> None:
        for dataset in list(self._opened):
            self.drop(dataset)
        self._threads.shutdown(wait=False, cancel_futures=True)

    def take(self, dataset: int, index: int, steps: int, stop: Callable[[], Cause | None]) -> Tensors:
        """One batch, or `steps` of them stacked. Refused('gone') where `dataset` is not open."""
        found = self._find(dataset, stop)
        return found.batch(index, stop) if steps == 0 else found.stack(index, steps, stop)

    def another(self, dataset: int, stop: Callable[[], Cause | None]) -> Dataset:
        """The same data, read apart from this session, and closed by whoever asked."""
        own = self._find(dataset, stop)
        return Dataset(own.table, own.options, self._devices, own.most_bytes)

    def _find(self, dataset: int, stop: Callable[[], Cause | None]) -> Dataset:
        future = self._opened.get(dataset)
        if future is None:
            raise Refused("gone", f"Data set {dataset} is not open")
        return wait(future, stop)

    def _open(self, request: DatasetRequest) -> Dataset:
        try:
            opened = open_dataset(request.options, self._places, self._devices, self._limits)
        except Refused as refused:
            self._fail(request.request, refused)
            raise
        table = opened.table
        self._emit(
            {
                "kind": "dataset",
                "request": request.request,
                "rows": table.rows,
                "columns": [column.on_wire() for column in table.columns],
                "classes": None if table.classes is None else list(table.classes),
            }
        )
        return opened

    def _fail(self, request: int, refused: Refused) -> None:
        self._emit({"kind": "failed", "request": request, "failure": refused.failure, "message": refused.message})


def open_dataset(options: DataOptions, places: Places, devices: Devices, limits: Limits) -> Dataset:
    """Refused, whatever goes wrong."""
    try:
        return Dataset(open_table(options, places, limits.data_memory), options, devices, limits.memory)
    except Refused:
        raise
    except MemoryError:
        raise Refused(
            "limit", f"{options.source}: there is not memory enough; save it as .npy, which is read in place"
        ) from None
    except Exception as error:
        _log.exception("Data could not be read")
        raise Refused("malformed", f"{options.source}: it cannot be read: {type(error).__name__}: {error}") from error


def _close(future: Future[Dataset]) -> None:
    if not future.cancelled() and future.exception() is None:
        future.result().close()
