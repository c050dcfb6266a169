"""Arrays in files: NumPy's .npy and .npz, and IDX, the format of MNIST, gzipped or not."""

from __future__ import annotations

import gzip
import math
import zipfile
import zlib
from pathlib import Path
from typing import Any

import numpy as np

from ..errors import Refused
from .table import Values

# The element types of IDX (http://yann.lecun.com/exdb/mnist, "THE IDX FILE FORMAT"), big-endian, by their byte.
_IDX = {0x08: ">u1", 0x09: ">i1", 0x0B: ">i2", 0x0C: ">i4", 0x0D: ">f4", 0x0E: ">f8"}


def read_npy(path: Path, name: str) -> Values:
    """Read in place, not into memory."""
    try:
        return np.load(path, mmap_mode="r", allow_pickle=False)
    except (ValueError, EOFError, OSError) as error:
        raise Refused("malformed", f"{name} is not an .npy file of numbers: {error}") from None


def read_npz(path: Path, name: str, most_bytes: int) -> dict[str, Values]:
    """All its arrays. Refused where they take more than `most_bytes`, or claim more than there is."""
    try:
        with zipfile.ZipFile(path) as archive:
            sizes = {info.filename: info.file_size for info in archive.infolist()}
            if sum(sizes.values()) > most_bytes:
                raise _too_large(name, sum(sizes.values()), most_bytes)
            found = {}
            for member, size in sizes.items():
                if not member.endswith(".npy"):
                    continue
                with archive.open(member) as file:
                    version = np.lib.format.read_magic(file)
                    reader = (
                        np.lib.format.read_array_header_1_0
                        if version == (1, 0)
                        else np.lib.format.read_array_header_2_0
                    )
                    shape, _, dtype = reader(file)
                if math.prod(shape) * dtype.itemsize > size:
                    raise Refused(
                        "malformed", f"{name}: {member} claims a shape {list(shape)} that it has no bytes for"
                    )
                with archive.open(member) as file:
                    found[member[: -len(".npy")]] = np.lib.format.read_array(file, allow_pickle=False)
            return found
    except (zipfile.BadZipFile, ValueError, EOFError, OSError, zlib.error) as error:
        raise Refused("malformed", f"{name} is not an .npz file of numbers: {error}") from None


def read_idx(path: Path, name: str, most_bytes: int) -> Values:
    """In place, or, where it is gzipped, from memory."""
    with path.open("rb") as file:
        is_gzip = file.read(2) == b"\x1f\x8b"
    if is_gzip:
        return _decode(_inflate(path, name, most_bytes), name)
    return _decode(np.memmap(path, np.uint8, "r") if path.stat().st_size > 0 else np.zeros(0, np.uint8), name)


def _inflate(path: Path, name: str, most_bytes: int) -> Values:
    data = bytearray()
    try:
        with gzip.open(path) as file:
            while piece := file.read(2**20):
                data += piece
                if len(data) > most_bytes:
                    raise _too_large(name, len(data), most_bytes)
    except (EOFError, OSError, zlib.error) as error:
        raise Refused("malformed", f"{name}: its gzip data cannot be read: {error}") from None
    return np.frombuffer(data, np.uint8)


def _decode(data: Values, name: str) -> Values:
    head = bytes(data[:4])
    if len(head) < 4 or head[:2] != b"\0\0" or head[2] not in _IDX or head[3] == 0:
        raise Refused("malformed", f"{name} is not an IDX file: it begins with {head.hex(' ') or 'nothing'}")
    begin = 4 + 4 * head[3]
    shape: tuple[Any, ...] = tuple(np.frombuffer(bytes(data[4:begin]), ">u4").tolist())
    dtype = np.dtype(_IDX[head[2]])
    expected = begin + math.prod(shape) * dtype.itemsize
    if len(shape) != head[3] or len(data) != expected:
        raise Refused(
            "malformed",
            f"{name}: {expected:,} bytes are expected for shape {list(shape)}, {len(data):,} are there: it is cut short, or has more",
        )
    return data[begin:].view(dtype).reshape(shape)


def _too_large(name: str, size: int, most: int) -> Refused:
    return Refused(
        "limit",
        f"{name} takes {size / 2**30:.1f} GB of memory or more, {most / 2**30:.1f} GB are allowed: "
        "save it as .npy, which is read in place",
    )
