"""From what a notebook asks for to rows."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

from ..errors import Refused
from ..run_requests import FORMATS, DataFormat, DataOptions
from .arrays import read_idx, read_npy, read_npz
from .delimited import read_csv, read_jsonl
from .images import Images
from .places import Places
from .table import Arrays, Table, Values

_ENDINGS: dict[str, DataFormat] = {
    ".csv": "csv", ".tsv": "csv", ".jsonl": "jsonl", ".ndjson": "jsonl", ".npy": "npy", ".npz": "npz", ".idx": "idx",
}  # fmt: skip


def open_table(options: DataOptions, places: Places, most_bytes: int) -> Table:
    """Refused where it is not there, is not what it is said to be, or takes more than `most_bytes` of memory."""
    source, labels, columns = options.source, options.labels, options.columns
    path = places.find(source)
    kind = options.format or _format(source, path)
    if kind == "csv":
        table: Table = read_csv(path, source, columns, labels, most_bytes)
    elif kind == "jsonl":
        table = read_jsonl(path, source, columns, labels, most_bytes)
    elif kind == "npz":
        table = _chosen(read_npz(path, source, most_bytes), source, columns, labels)
    elif kind == "images":
        if not path.is_dir():
            raise Refused("malformed", f"{source}: images are a folder of files, or of one folder a class")
        table = Images(path, source, options.size, options.channels)
    else:
        named = [("x", _array(kind, path, source, most_bytes))]
        if labels is not None:
            beside = places.find(labels)
            named.append(("y", _array(_format(labels, beside), beside, labels, most_bytes)))
        table = Arrays(named)
    if table.rows == 0:
        raise Refused("malformed", f"{source} holds no rows")
    return table


def _array(kind: DataFormat, path: Path, name: str, most_bytes: int) -> Values:
    if path.is_dir():
        raise Refused("malformed", f"{name} is a folder; of one that holds images say format: 'images'")
    if kind == "npy":
        return read_npy(path, name)
    if kind == "idx":
        return read_idx(path, name, most_bytes)
    raise Refused("unsupported", f"{name}: labels beside an array are an .npy or IDX file")


def _chosen(arrays: dict[str, Values], source: str, columns: Sequence[str] | None, labels: str | None) -> Arrays:
    wanted = list(columns) if columns is not None else [name for name in arrays if name != labels]
    wanted += [] if labels is None else [labels]
    for name in wanted:
        if name not in arrays:
            raise Refused("malformed", f"{source}: array '{name}' not found; arrays are: {', '.join(arrays)}")
    return Arrays([(name, arrays[name]) for name in wanted])


def _format(source: str, path: Path) -> DataFormat:
    if path.is_dir():
        return "images"
    name = PurePosixPath(urlsplit(source).path if "://" in source else source).name.lower()
    bare = name[: -len(".gz")] if name.endswith(".gz") else name
    found = _ENDINGS.get(PurePosixPath(bare).suffix)
    if found is not None and (bare == name or found not in ("npy", "npz")):
        return found
    with path.open("rb") as file:
        head = file.read(4)
    # MNIST's files are called train-images-idx3-ubyte.gz.
    if head[:2] == b"\0\0" or (head[:2] == b"\x1f\x8b" and "idx" in bare):
        return "idx"
    raise Refused(
        "unsupported", f"{source}: its name does not tell its format; say format: {', '.join(map(repr, FORMATS))}"
    )
