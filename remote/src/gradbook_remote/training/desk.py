"""Where a session's requests about data and runs are carried out."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

import jax

from ..datasets.dataset import Tensors
from ..datasets.open_datasets import OpenDatasets
from ..errors import Refused
from ..graphs import Graphs
from ..placement import Devices
from ..run_requests import Attach, Batch, Dataset, Detach, Drop, End, RunRequest, Snapshot
from ..runner import Hand, Runner, Supply
from ..store import Cause, Failed
from .following import Following
from .plan import Plan
from .run import Run
from .runs import Runs

_log = logging.getLogger(__name__)
Stop = Callable[[], Cause | None]


class Desk:
    """`take` and `close` are called on the event loop."""

    def __init__(
        self,
        datasets: OpenDatasets,
        runs: Runs,
        runner: Runner,
        graphs: Graphs,
        devices: Devices,
        emit: Callable[[Mapping[str, object]], None],
        has_room: Callable[[], bool],
        soon: Callable[[Callable[[], None]], None],
        later: Callable[[float, Callable[[], None]], object],
    ) -> None:
        self._datasets = datasets
        self._runs = runs
        self._runner = runner
        self._graphs = graphs
        self._devices = devices
        self._emit = emit
        self._has_room = has_room
        self._soon = soon
        self._later = later
        self._followed: dict[str, Following] = {}
        self._threads = ThreadPoolExecutor(1, thread_name_prefix="runs")
        self._closed = False

    def take(self, request: RunRequest) -> None:
        """Refused where it makes no sense at once; what goes wrong later is told by `failed`."""
        if isinstance(request, Dataset):
            self._datasets.open(request)
        elif isinstance(request, Batch):
            batch = request
            self._runner.submit(
                Supply(batch.outputs, lambda stop: self._datasets.take(batch.dataset, batch.index, batch.steps, stop))
            )
        elif isinstance(request, Drop):
            # In its turn: batches that were asked for before are still made.
            dataset = request.dataset
            self._runner.submit(Supply((), lambda _stop: self._drop(dataset)))
        elif isinstance(request, Snapshot):
            name = request.run
            self._runner.submit(Supply(request.outputs, lambda _stop: self._runs.find(name).snapshot()))
        elif isinstance(request, Detach):
            self._detach(request)
        elif isinstance(request, Attach):
            attach = request
            self._answer(attach.request, lambda: self._attach(attach))
        elif isinstance(request, End):
            end = request
            self._answer(end.request, lambda: self._tell(end.request, self._runs.end(end.run, end.forget)))
        else:
            number = request.request
            self._answer(number, lambda: self._list(number))

    def under_way(self) -> list[dict[str, object]]:
        """Runs of the whole server, for `stats`."""
        each = [run.describe() for run in self._runs.under_way()]
        return [{name: run[name] for name in ("run", "done", "steps")} for run in each]

    def close(self) -> None:
        """Runs go on."""
        self._closed = True
        for following in self._followed.values():
            following.end()
        self._datasets.close()
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _drop(self, dataset: int) -> Tensors:
        self._datasets.drop(dataset)
        return []

    def _detach(self, request: Detach) -> None:
        fed = set(request.feeds)
        handles = tuple(handle for position, handle in enumerate(request.inputs) if position not in fed)

        def take(given: Sequence[jax.Array], stop: Stop) -> None:
            run = self._begin(request, given, stop)
            self._soon(lambda: self._follow(run, 0))
            self._tell(request.request, run)

        self._runner.submit(Hand(request.request, handles, take))

    def _begin(self, request: Detach, given: Sequence[jax.Array], stop: Stop) -> Run:
        """`given`: the inputs but for `feeds`, in order."""
        signature = self._graphs.signature(request.graph, stop)
        if len(request.inputs) != len(signature.inputs):
            raise Refused(
                "malformed", f"Graph {request.graph} has {len(signature.inputs)} inputs, not {len(request.inputs)}"
            )
        self._runs.check_new(request.run)
        # The steps are compiled for all devices, also where the graph was recorded for some of them.
        data = None if request.dataset is None else self._datasets.another(request.dataset, stop)
        try:
            plan = Plan.of(request, self._graphs.header(request.graph), None if data is None else data.options)
            plan.check(signature)
            loop = plan.loop(1, signature)
            arrays = dict(
                zip((at for at in range(len(request.inputs)) if at not in set(request.feeds)), given, strict=True)
            )
            for position, array in arrays.items():
                if tuple(array.shape) != signature.inputs[position].shape:
                    raise Refused(
                        "shape",
                        f"Input {position} has shape {list(array.shape)}, the graph {signature.inputs[position]}",
                    )
            state = [self._devices.copied(arrays[position]) for position, _ in plan.state]
            constants = [self._devices.copied(arrays[position]) for position in loop.constants]
            return self._runs.begin(plan, signature, list(state), list(constants), data)
        except BaseException:
            if data is not None:
                data.close()
            raise

    def _attach(self, request: Attach) -> None:
        run = self._runs.resume(request.run) if request.resume else self._runs.find(request.run)
        self._tell(request.request, run)
        self._soon(lambda: self._follow(run, request.begin))

    def _follow(self, run: Run, begin: int) -> None:
        before = self._followed.pop(run.plan.run, None)
        if before is not None:
            before.end()
        if not self._closed:
            self._followed[run.plan.run] = Following(run, begin, self._emit, self._has_room, self._later)

    def _tell(self, request: int, run: Run) -> None:
        self._emit({"kind": "run", "request": request, **run.describe()})

    def _list(self, request: int) -> None:
        self._emit({"kind": "runs", "request": request, "runs": [run.describe() for run in self._runs.list()]})

    def _answer(self, request: int, work: Callable[[], None]) -> None:
        def carry_out() -> None:
            try:
                work()
            except (Refused, Failed) as error:
                cause = error.cause if isinstance(error, Failed) else Cause(error.failure, error.message)
                self._emit({"kind": "failed", "request": request, **cause.fields()})
            except Exception as error:
                _log.exception("A request about runs could not be carried out")
                text = f"An error of the server: {type(error).__name__}: {error}"
                self._emit({"kind": "failed", "failure": "internal", "message": text, "request": request})

        self._threads.submit(carry_out)
