"""What jax's profiler wrote: which operations ran when, and how long each took by itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import jax

from .profile_operations import Operation

# Beyond these, operations take too little to be told.
_MOST_OPERATIONS = 200
_NANOSECONDS = 1e6
"""In a millisecond."""

Modules = Mapping[str, tuple[str, Mapping[str, Operation]]]
"""By graph: its name in the profiler, and its operations."""


@dataclass(frozen=True)
class Event:
    """An operation that ran, in nanoseconds. `module` is "" where the profiler does not tell it."""

    module: str
    name: str
    start: float
    end: float


def read_events(folder: Path) -> list[list[Event]]:
    """What the first device did, a list for each of its lines: its units, or the threads of a processor."""
    found = sorted(folder.rglob("*.xplane.pb"))
    if not found:
        return []
    planes = {plane.name: plane for plane in jax.profiler.ProfileData.from_file(str(found[-1])).planes}
    device = next((planes[name] for name in ("/device:TPU:0", "/device:GPU:0") if name in planes), None)
    if device is not None:
        lines = list(device.lines)
        return [list(_events(line.events)) for line in [line for line in lines if line.name == "XLA Ops"] or lines]
    host = planes.get("/host:CPU")
    return [] if host is None else [list(_events(line.events, "hlo_op")) for line in host.lines]


def _events(events: Iterable[object], needed: str | None = None) -> Iterator[Event]:
    """`needed`: a stat that those of interest have."""
    for event in events:
        stats = dict(event.stats)  # type: ignore[attr-defined] - jax's extension declares no types
        if needed is not None and needed not in stats:
            continue
        # Of a TPU the whole instruction: "%fusion.3 = f32[...] fusion(...)".
        name = str(stats.get("hlo_op") or event.name).split(" = ")[0].lstrip("%")  # type: ignore[attr-defined]
        start = float(event.start_ns)  # type: ignore[attr-defined]
        yield Event(str(stats.get("hlo_module", "")), name, start, start + float(event.duration_ns))  # type: ignore[attr-defined]


def summary(lines: Sequence[Sequence[Event]], modules: Modules) -> dict[str, object]:
    """`busy` and `operations` of a `profiled` event; what other sessions ran meanwhile is left out."""
    totals: dict[tuple[str, str], list[float]] = {}
    ours: list[Event] = []
    for line in lines:
        known = [(event, graph) for event in line for graph in [_graph_of(event, modules)] if graph is not None]
        ours.extend(event for event, _ in known)
        for (event, graph), own in zip(known, _own_times([event for event, _ in known]), strict=True):
            total = totals.setdefault((graph, event.name), [0.0, 0])
            total[0] += own
            total[1] += 1
    longest = sorted(totals.items(), key=lambda item: -item[1][0])[:_MOST_OPERATIONS]
    operations = []
    for (graph, name), (own, times) in longest:
        operation = modules[graph][1][name]
        fields = {"graph": graph, "node": operation.node, "name": name, "type": operation.type}
        operations.append({**fields, "milliseconds": own / _NANOSECONDS, "times": int(times)})
    return {"busy": _covered(ours) / _NANOSECONDS, "operations": operations}


def _graph_of(event: Event, modules: Modules) -> str | None:
    """The graph whose program the event belongs to."""
    for graph, (module, operations) in modules.items():
        if event.name in operations and (not event.module or module in event.module):
            return graph
    return None


def _own_times(events: Sequence[Event]) -> list[float]:
    """How long each took without those that ran inside it, on the same line."""
    own = [event.end - event.start for event in events]
    open_events: list[int] = []
    for index in sorted(range(len(events)), key=lambda index: (events[index].start, -events[index].end)):
        event = events[index]
        while open_events and events[open_events[-1]].end <= event.start:
            open_events.pop()
        if open_events:
            own[open_events[-1]] -= event.end - event.start
        open_events.append(index)
    return [max(0.0, time) for time in own]


def _covered(events: Iterable[Event]) -> float:
    """The time during which any of them ran."""
    total, until = 0.0, float("-inf")
    for event in sorted(events, key=lambda event: event.start):
        total += max(0.0, event.end - max(until, event.start))
        until = max(until, event.end)
    return total
