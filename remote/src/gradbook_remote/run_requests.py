"""Requests about data that the server reads and trainings that go on without a notebook (`WireData`, `WireTraining`)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from .errors import Refused
from .fields import Fields
from .protocol import PLACEMENTS, Placement

DataFormat = Literal["csv", "idx", "images", "jsonl", "npy", "npz"]
Remainder = Literal["drop", "pad", "keep"]
FORMATS: tuple[DataFormat, ...] = get_args(DataFormat)
REMAINDERS: tuple[Remainder, ...] = get_args(Remainder)
MOST_RUN_STEPS = 100_000_000
_MOST_TEXT = 2000
_MOST_NAMES = 10_000
_MOST_SIDE = 16_384
_MOST_BATCH = 2**24
_MOST_STACKED = 10_000
# A year, in seconds.
_MOST_SECONDS = 31_622_400
_RUN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


@dataclass(frozen=True)
class DataOptions:
    """Which data, read how, in which batches; `size` is height and width. See `WireData`."""

    source: str
    format: DataFormat | None
    labels: str | None
    columns: tuple[str, ...] | None
    size: tuple[int, ...] | None
    channels: int
    batch: int
    remainder: Remainder
    shuffle: int
    seed: int
    placement: Placement


@dataclass(frozen=True)
class Dataset:
    request: int
    dataset: int
    options: DataOptions


@dataclass(frozen=True)
class Batch:
    """`steps`: how many batches along an axis before their own; 0 for one without such an axis."""

    dataset: int
    index: int
    steps: int
    outputs: tuple[int, ...]


@dataclass(frozen=True)
class Drop:
    dataset: int


@dataclass(frozen=True)
class Detach:
    """`inputs` are handles; `state`, `feeds` and the outputs of `metrics` are positions of the graph."""

    request: int
    run: str
    graph: str
    steps: int
    inputs: tuple[int, ...]
    state: tuple[tuple[int, int], ...]
    names: tuple[str, ...]
    dataset: int | None
    index: int
    feeds: tuple[int, ...]
    scalars: tuple[tuple[float, ...], ...]
    metrics: tuple[tuple[str, int], ...]
    checkpoint_every: int
    seconds: float | None


@dataclass(frozen=True)
class Attach:
    request: int
    run: str
    begin: int
    resume: bool


@dataclass(frozen=True)
class Snapshot:
    run: str
    outputs: tuple[int, ...]


@dataclass(frozen=True)
class End:
    request: int
    run: str
    forget: bool


@dataclass(frozen=True)
class Runs:
    request: int


RunRequest = Dataset | Batch | Drop | Detach | Attach | Snapshot | End | Runs


def _dataset(fields: Fields) -> Dataset:
    size = fields.optional_shape("size")
    if size is not None and (len(size) != 2 or not all(1 <= side <= _MOST_SIDE for side in size)):
        raise Refused("malformed", f"`size` of `dataset` has to be a height and a width from 1 to {_MOST_SIDE}")
    return Dataset(
        request=fields.integer("request"),
        dataset=fields.integer("dataset"),
        options=DataOptions(
            source=fields.text("source", _MOST_TEXT),
            format=fields.optional_word("format", FORMATS),
            labels=fields.optional_text("labels", _MOST_TEXT),
            columns=fields.optional_texts("columns", _MOST_NAMES, _MOST_TEXT),
            size=size,
            channels=fields.integer("channels", 1, 4),
            batch=fields.integer("batch", 1, _MOST_BATCH),
            remainder=fields.word("remainder", REMAINDERS),
            shuffle=fields.integer("shuffle"),
            seed=fields.integer("seed"),
            placement=fields.word("placement", PLACEMENTS),
        ),
    )


def _detach(fields: Fields) -> Detach:
    steps = fields.integer("steps", 1, MOST_RUN_STEPS)
    scalars = fields.rows("scalars", steps)
    if len(scalars) not in (1, steps):
        raise Refused("malformed", f"`scalars` of `detach` has one list for all steps or {steps}; {len(scalars)} came")
    return Detach(
        request=fields.integer("request"),
        run=_run(fields),
        graph=fields.text("graph", 200),
        steps=steps,
        inputs=fields.integers("inputs"),
        state=fields.pairs("state"),
        names=fields.optional_texts("names", _MOST_NAMES, _MOST_TEXT) or (),
        dataset=fields.optional_integer("dataset"),
        index=fields.integer("index"),
        feeds=fields.integers("feeds"),
        scalars=scalars,
        metrics=fields.named_integers("metrics"),
        checkpoint_every=fields.integer("checkpointEvery"),
        seconds=fields.optional_number("seconds", _MOST_SECONDS),
    )


def _run(fields: Fields) -> str:
    name = fields.text("run", 64)
    if _RUN.fullmatch(name) is None:
        raise Refused(
            "malformed",
            f"A run cannot be called {name!r}: its name begins with a letter or a digit and has at most 64 letters, "
            "digits, dots, underscores and hyphens",
        )
    return name


RUN_PARSERS: Mapping[str, Callable[[Fields], RunRequest]] = {
    "dataset": _dataset,
    "batch": lambda fields: Batch(
        fields.integer("dataset"),
        fields.integer("index"),
        fields.integer("steps", 0, _MOST_STACKED),
        fields.integers("outputs"),
    ),
    "drop": lambda fields: Drop(fields.integer("dataset")),
    "detach": _detach,
    "attach": lambda fields: Attach(
        fields.integer("request"), _run(fields), fields.integer("from"), fields.optional_truth("resume")
    ),
    "snapshot": lambda fields: Snapshot(_run(fields), fields.integers("outputs")),
    "end": lambda fields: End(fields.integer("request"), _run(fields), fields.optional_truth("forget")),
    "runs": lambda fields: Runs(fields.integer("request")),
}
# Of these a `failed` names the request.
ANSWERED = ("dataset", "detach", "attach", "end", "runs")
