"""Tables as text: CSV with its separators, and one JSON object a line."""

from __future__ import annotations

import csv
import gzip
import json
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import numpy as np

from ..errors import Refused
from .table import Arrays, Values

_SEPARATORS = ",;\t|"
# As the notebook's own reader: texts that stand for a missing number.
_MISSING = frozenset(["", "NA", "N/A", "NaN", "nan", "null", "None"])
_SAMPLE = 2**16


@dataclass(frozen=True)
class _Choice:
    """Which columns are read, which of them is the label, and how much memory their values may take."""

    name: str
    columns: Sequence[str] | None
    labels: str | None
    most_bytes: int

    def features(self, there: Sequence[str]) -> list[str]:
        for wanted in (*(self.columns or ()), *(() if self.labels is None else (self.labels,))):
            if wanted not in there:
                raise Refused("malformed", f"{self.name}: column '{wanted}' not found; columns are: {', '.join(there)}")
        return list(self.columns) if self.columns is not None else [name for name in there if name != self.labels]


def read_csv(path: Path, name: str, columns: Sequence[str] | None, labels: str | None, most_bytes: int) -> Arrays:
    """`x` [rows, features] float32, and the labels: int32 for whole numbers and words, else float32."""
    choice = _Choice(name, columns, labels, most_bytes)
    with _text(path) as file:
        sample = file.read(_SAMPLE)
        file.seek(0)
        rows = _rows(csv.reader(file, delimiter=_separator(sample), strict=True), name)
        first = next(rows, None)
        if first is None:
            raise Refused("malformed", f"{name} holds no rows")
        number, fields = first
        has_names = not any(_is_number(field) or field.strip() in _MISSING for field in fields) and len(
            set(fields)
        ) == len(fields)
        names = [field.strip() for field in fields] if has_names else [f"column_{at + 1}" for at in range(len(fields))]
        wanted = choice.features(names)
        places = [names.index(one) for one in wanted]
        label = None if labels is None else names.index(labels)
        numbers: list[list[float]] = []
        words: list[str] = []
        for number, row in rows if has_names else _and_first(first, rows):
            if len(row) != len(names):
                raise Refused(
                    "malformed",
                    f"{name}, row {number}: it has {len(row)} fields, the first row has {len(names)}; "
                    "fields that hold the separator belong in quotes",
                )
            numbers.append([_number(row[place], name, number, names[place]) for place in places])
            if label is not None:
                words.append(row[label].strip())
            if 8 * len(places) * len(numbers) > most_bytes:
                raise _too_many(choice)
    x = np.array(numbers, np.float32).reshape(len(numbers), len(places))
    return _labelled(x, words, choice)


def read_jsonl(path: Path, name: str, columns: Sequence[str] | None, labels: str | None, most_bytes: int) -> Arrays:
    """Numbers make one column `x`; where a field is a list, each field is a column of its own."""
    choice = _Choice(name, columns, labels, most_bytes)
    values: dict[str, list[Any]] = {}
    wanted: list[str] = []
    size = 0
    with _text(path) as file:
        for number, line in enumerate(_lines(file, name), 1):
            if line.strip() == "":
                continue
            row = _object(line, name, number)
            if not values:
                wanted = choice.features(list(row))
                values = {key: [] for key in (*wanted, *(() if labels is None else (labels,)))}
            for key, found in values.items():
                if key not in row:
                    raise Refused("malformed", f"{name}, row {number}: it has no '{key}', which the first row has")
                found.append(row[key])
            size += len(line)
            if 4 * size > most_bytes:
                raise _too_many(choice)
    if not values:
        raise Refused("malformed", f"{name} holds no rows")
    arrays = [(key, _array(values[key], name, key)) for key in wanted]
    if all(array.ndim == 1 for _, array in arrays) and arrays:
        arrays = [("x", np.stack([array for _, array in arrays], axis=1).astype(np.float32))]
    if labels is None:
        return Arrays(arrays)
    found = values[labels]
    if any(isinstance(one, str) for one in found):
        numbered, classes = _classes([str(one) for one in found])
        return Arrays([*arrays, (labels, numbered)], classes)
    return Arrays([*arrays, (labels, _array(found, name, labels))])


def _labelled(x: Values, words: Sequence[str], choice: _Choice) -> Arrays:
    if choice.labels is None:
        return Arrays([("x", x)])
    if not all(_is_number(word) for word in words):
        numbered, classes = _classes(words)
        return Arrays([("x", x), (choice.labels, numbered)], classes)
    numbers = np.array([float(word) for word in words], np.float64)
    whole = bool(np.all(np.mod(numbers, 1) == 0)) and bool(np.all(np.abs(numbers) < 2**31))
    return Arrays([("x", x), (choice.labels, numbers.astype(np.int32 if whole else np.float32))])


def _classes(words: Sequence[str]) -> tuple[Values, list[str]]:
    classes = sorted(set(words))
    places = {word: place for place, word in enumerate(classes)}
    return np.array([places[word] for word in words], np.int32), classes


def _array(values: list[Any], name: str, key: str) -> Values:
    try:
        array = np.array(values)
    except ValueError:
        array = np.array(None)
    if array.dtype.kind not in "iufb":
        lengths = [len(one) if isinstance(one, list) else None for one in values]
        row = next((at for at, one in enumerate(lengths) if one != lengths[0] or isinstance(values[at], str)), 0)
        raise Refused(
            "malformed",
            f"{name}, row {row + 1}: '{key}' has to be a number, or lists of numbers of one length in all rows",
        )
    return array.astype(np.float32) if array.dtype.kind == "f" else array


def _object(line: str, name: str, number: int) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise Refused("malformed", f"{name}, row {number}: it is not JSON: {error}") from None
    if not isinstance(row, dict):
        raise Refused("malformed", f'{name}, row {number}: a line has to be an object, as {{"x": [1, 2], "y": 0}}')
    return row


def _rows(reader: Any, name: str) -> Iterator[tuple[int, list[str]]]:  # noqa: ANN401 - of csv.reader
    """Rows that are not empty, with their numbers from 1."""
    number = 0
    while True:
        number += 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except (csv.Error, UnicodeDecodeError, EOFError, OSError, zlib.error) as error:
            raise Refused("malformed", f"{name}, row {number}: {error}") from None
        if row and not (len(row) == 1 and row[0].strip() == ""):
            yield number, row


def _lines(file: IO[str], name: str) -> Iterator[str]:
    try:
        yield from file
    except (UnicodeDecodeError, EOFError, OSError, zlib.error) as error:
        raise Refused("malformed", f"{name}: it cannot be read as text: {error}") from None


def _and_first(first: tuple[int, list[str]], rest: Iterator[tuple[int, list[str]]]) -> Iterator[tuple[int, list[str]]]:
    yield first
    yield from rest


def _text(path: Path) -> IO[str]:
    with path.open("rb") as file:
        is_gzip = file.read(2) == b"\x1f\x8b"
    return (
        gzip.open(path, "rt", encoding="utf-8-sig", newline="")
        if is_gzip
        else path.open(encoding="utf-8-sig", newline="")
    )


def _separator(sample: str) -> str:
    lines = [line for line in sample.splitlines()[:20] if line.strip()]
    counts = {separator: [line.count(separator) for line in lines] for separator in _SEPARATORS}
    fitting = [separator for separator, found in counts.items() if found and found[0] > 0 and len(set(found)) == 1]
    return fitting[0] if fitting else max(_SEPARATORS, key=lambda separator: sum(counts[separator]))


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return text.strip() not in _MISSING


def _number(text: str, name: str, row: int, column: str) -> float:
    try:
        return float("nan") if text.strip() in _MISSING else float(text)
    except ValueError:
        raise Refused(
            "malformed",
            f"{name}, row {row}, column '{column}': '{text[:40]}' is no number; say which columns are to be read "
            "(columns: […]), or name it as the labels",
        ) from None


def _too_many(choice: _Choice) -> Refused:
    return Refused(
        "limit",
        f"{choice.name} takes more than the {choice.most_bytes / 2**30:.1f} GB of memory that are allowed: "
        "save it as .npy, which is read in place",
    )
