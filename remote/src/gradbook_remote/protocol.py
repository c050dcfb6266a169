"""Frames of the wire (src/protocol/remote.ts): header length (uint32, little-endian), MessagePack header, bytes of a tensor."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, cast, get_args

import msgpack
import numpy as np

from .errors import Refused

REMOTE_PROTOCOL = 1
MOST_CHUNK_BYTES = 4 * 1024 * 1024
# A graph of 20,000 nodes takes 2 to 5 MB.
MOST_HEADER_BYTES = 32 * 1024 * 1024
MOST_FRAME_BYTES = 4 + MOST_HEADER_BYTES + MOST_CHUNK_BYTES
# Before a client has shown its token it gets to send no more than this at once.
MOST_HELLO_BYTES = 16 * 1024
# The largest integer that JavaScript counts exactly.
MOST_INTEGER = 2**53 - 1
# What one list of a header may claim to hold: refused before memory is taken for it.
_MOST_ITEMS = 2**21

RemoteType = Literal["float32", "int32", "bool", "complex64"]
# Tensors of graphs have no more axes.
MOST_RANK = 12
# `replicated`, `batch`, or `model:` and the axis that lies along the mesh's axis of that name.
Placement = str
TYPES: tuple[RemoteType, ...] = get_args(RemoteType)
PLACEMENTS: tuple[Placement, ...] = ("replicated", "batch", *(f"model:{axis}" for axis in range(MOST_RANK)))

_DTYPES: Mapping[RemoteType, np.dtype[Any]] = {
    "float32": np.dtype("<f4"),
    "int32": np.dtype("<i4"),
    "bool": np.dtype("?"),
    "complex64": np.dtype("<c8"),
}
_TYPE_NAMES: Mapping[str, RemoteType] = {dtype.name: name for name, dtype in _DTYPES.items()}


@dataclass(frozen=True)
class Spec:
    """Type and shape of a tensor."""

    type: RemoteType
    shape: tuple[int, ...]

    @property
    def dtype(self) -> np.dtype[Any]:
        return _DTYPES[self.type]

    @property
    def bytes(self) -> int:
        return math.prod(self.shape) * self.dtype.itemsize

    def __str__(self) -> str:
        return f"[{','.join(map(str, self.shape))}] {self.type}"


def type_of(dtype: np.dtype[Any]) -> RemoteType:
    """The wire's name of a dtype; Refused for one that the wire cannot carry."""
    name = _TYPE_NAMES.get(dtype.name)
    if name is None:
        raise Refused("internal", f"A tensor of type {dtype.name} has no place on the wire")
    return name


@dataclass(frozen=True)
class Frame:
    """`header` is the encoded `message`; `payload` the bytes that follow it."""

    message: Mapping[str, object]
    header: memoryview
    payload: memoryview


def encode_frame(message: Mapping[str, object], payload: bytes | memoryview = b"") -> bytes:
    header = cast(bytes, msgpack.packb(message, use_bin_type=True))
    return b"".join((len(header).to_bytes(4, "little"), header, payload))


def decode_frame(data: bytes) -> Frame:
    """Refused('malformed') for whatever is not a frame."""
    if len(data) < 4:
        raise Refused("malformed", f"A frame has at least 4 bytes; this one has {len(data)}")
    length = int.from_bytes(data[:4], "little")
    if length > len(data) - 4:
        raise Refused("malformed", f"The header is to have {length} bytes; {len(data) - 4} came")
    whole = memoryview(data)
    header = whole[4 : 4 + length]
    try:
        message = msgpack.unpackb(
            header, raw=False, strict_map_key=True, max_array_len=_MOST_ITEMS, max_map_len=_MOST_ITEMS
        )
    except (ValueError, TypeError, OverflowError, RecursionError) as error:
        raise Refused("malformed", f"The header is not MessagePack: {error}") from None
    if not isinstance(message, dict) or not isinstance(message.get("kind"), str):
        raise Refused("malformed", "The header has to be a map with a `kind`")
    return Frame(message, header, whole[4 + length :])


def array_from(spec: Spec, data: bytearray) -> np.ndarray[Any, np.dtype[Any]]:
    """The tensor in `data`, which holds exactly `spec.bytes`."""
    if spec.type == "bool":
        return (np.frombuffer(data, np.uint8) != 0).reshape(spec.shape)
    return np.frombuffer(data, spec.dtype).reshape(spec.shape)


def chunks(payload: memoryview) -> Sequence[tuple[int, memoryview]]:
    """Offset and bytes of each piece; one empty piece for a tensor without elements."""
    return [(at, payload[at : at + MOST_CHUNK_BYTES]) for at in range(0, max(1, len(payload)), MOST_CHUNK_BYTES)]
