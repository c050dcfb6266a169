"""The wire: fixtures shared with the notebook, and whatever else may come."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import msgpack
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gradbook_remote.errors import Refused
from gradbook_remote.protocol import MOST_CHUNK_BYTES, REMOTE_PROTOCOL, Spec, chunks, decode_frame, encode_frame
from gradbook_remote.requests import identity, parse_request

ROOT = Path(__file__).parents[2]
FRAMES: list[dict[str, Any]] = json.loads((ROOT / "src/protocol/fixtures/remote-frames.json").read_text())

leaves = st.sampled_from(
    [
        None,
        True,
        0,
        1,
        7,
        -1,
        2**53,
        2**64 - 1,
        1.5,
        math.nan,
        -math.inf,
        1e300,
        "",
        "float32",
        "batch",
        "x" * 300,
        b"",
        b"x",
    ]
)
values = (
    leaves
    | st.lists(leaves, max_size=3)
    | st.lists(st.lists(leaves, max_size=2), max_size=2)
    | st.dictionaries(st.sampled_from(["a", ""]), leaves, max_size=1)
)
kinds = st.sampled_from(
    [
        "hello",
        "got",
        "put",
        "compile",
        "execute",
        "loop",
        "fetch",
        "free",
        "stats",
        "profile",
        "cancel",
        "bye",
        "dance",
        "dataset",
        "batch",
        "drop",
        "detach",
        "attach",
        "snapshot",
        "end",
        "runs",
    ]
)
NAMES = [
    *(
        "version",
        "token",
        "client",
        "session",
        "received",
        "count",
        "handle",
        "type",
        "shape",
        "placement",
        "offset",
        "bytes",
    ),
    *(
        "graph",
        "seq",
        "inputs",
        "scalars",
        "outputs",
        "free",
        "steps",
        "state",
        "feeds",
        "collect",
        "stream",
        "streaming",
        "loops",
        "request",
        "handles",
    ),
    *("dataset", "source", "format", "labels", "columns", "size", "channels", "batch", "remainder", "shuffle", "seed"),
    *("run", "names", "metrics", "checkpointEvery", "seconds", "from", "resume", "forget"),
]
messages = st.builds(
    lambda kind, fields: {**fields, "kind": kind}, kinds, st.dictionaries(st.sampled_from(NAMES), values, max_size=12)
)


@pytest.mark.parametrize("frame", FRAMES, ids=lambda frame: frame["name"])
def test_frames_of_the_notebook_are_read_byte_by_byte(frame: dict[str, Any]) -> None:
    decoded = decode_frame(bytes.fromhex(frame["hex"]))
    assert decoded.message == frame["message"]
    assert bytes(decoded.payload).hex() == frame["payload"]
    # Another encoder may choose other widths of numbers; what it says is the same.
    again = decode_frame(encode_frame(frame["message"], bytes.fromhex(frame["payload"])))
    assert (again.message, again.payload) == (decoded.message, decoded.payload)


@pytest.mark.parametrize(
    "frame", [frame for frame in FRAMES if frame["direction"] == "request"], ids=lambda frame: frame["name"]
)
def test_requests_of_the_notebook_are_understood(frame: dict[str, Any]) -> None:
    request = parse_request(decode_frame(bytes.fromhex(frame["hex"])))
    assert type(request).__name__.lower() == frame["message"]["kind"]
    for name in ("seq", "graph", "steps", "handle", "version", "count"):
        if hasattr(request, name):
            assert getattr(request, name) == frame["message"][name]


def test_the_version_is_that_of_the_notebook() -> None:
    assert f"REMOTE_PROTOCOL = {REMOTE_PROTOCOL};" in (ROOT / "src/protocol/remote.ts").read_text()


@given(st.binary(max_size=200))
@settings(max_examples=300, deadline=None)
def test_any_bytes_are_a_frame_or_refused(data: bytes) -> None:
    try:
        frame = decode_frame(data)
    except Refused as refused:
        assert refused.failure == "malformed"
    else:
        assert isinstance(frame.message["kind"], str)


@given(messages, st.binary(max_size=8))
@settings(max_examples=250, deadline=None)
def test_any_message_is_a_request_or_refused(message: dict[str, Any], payload: bytes) -> None:
    try:
        frame = decode_frame(encode_frame(message, payload))
        assert set(identity(frame.message)) <= {"seq", "request", "graph"}
        request = parse_request(frame)
    except Refused as refused:
        assert refused.failure == "malformed" and refused.message
    else:
        assert type(request).__name__.lower() == message["kind"]


@pytest.mark.parametrize("frame", FRAMES, ids=lambda frame: frame["name"])
def test_every_truncated_frame_is_refused(frame: dict[str, Any]) -> None:
    whole = bytes.fromhex(frame["hex"])
    header = len(whole) - len(frame["payload"]) // 2
    for length in range(header):
        with pytest.raises(Refused) as refused:
            decode_frame(whole[:length])
        assert refused.value.failure == "malformed"


def header_frame(header: bytes) -> bytes:
    return len(header).to_bytes(4, "little") + header


@pytest.mark.parametrize(
    "header",
    [
        b"\xdd\xff\xff\xff\xff",
        b"\xdf\xff\xff\xff\xff",
        b"\xc6\xff\xff\xff\xff",
        b"\x91" * 5000 + b"\xc0",
        b"\xc7\x0c\xff" + b"\xff" * 12,
        msgpack.packb(["kind"]),
        msgpack.packb({1: "hello"}),
        msgpack.packb({"kind": 7}),
    ],
    ids=[
        "4e9 items",
        "4e9 fields",
        "4 GB",
        "5,000 lists deep",
        "a time out of range",
        "a list",
        "a number for a name",
        "no kind",
    ],
)
def test_headers_that_claim_too_much_or_the_wrong_thing_are_refused(header: bytes) -> None:
    with pytest.raises(Refused, match="header"):
        decode_frame(header_frame(header))


PUT = {"kind": "put", "handle": 1, "type": "float32", "shape": [2], "placement": "batch", "offset": 0, "bytes": 8}


@pytest.mark.parametrize(
    ("changes", "payload", "words"),
    [
        ({"bytes": 12}, bytes(8), "has 8 bytes, not 12"),
        ({"offset": 4}, bytes(8), "does not fit"),
        ({}, b"", "does not fit"),
        ({"shape": [-2]}, bytes(8), "`shape`"),
        ({"shape": [1] * 9}, bytes(8), "`shape`"),
        ({"shape": [2**31 - 1] * 8}, bytes(8), "bytes"),
        ({"type": "float64"}, bytes(8), "float32, int32, bool, complex64"),
        ({"placement": "moon"}, bytes(8), "`placement`"),
        ({"handle": 1.5}, bytes(8), "`handle`"),
        ({"handle": True}, bytes(8), "`handle`"),
        ({"colour": "blue"}, bytes(8), "no field `colour`"),
    ],
)
def test_a_put_whose_fields_make_no_sense_is_refused(changes: dict[str, object], payload: bytes, words: str) -> None:
    with pytest.raises(Refused, match=words):
        parse_request(decode_frame(encode_frame({**PUT, **changes}, payload)))


def test_bytes_are_refused_with_messages_that_carry_none() -> None:
    with pytest.raises(Refused, match="carries no bytes"):
        parse_request(decode_frame(encode_frame({"kind": "bye"}, b"x")))


def test_long_tensors_go_in_pieces() -> None:
    data = memoryview(bytes(2 * MOST_CHUNK_BYTES + 1))
    assert [(offset, len(piece)) for offset, piece in chunks(data)] == [
        (0, MOST_CHUNK_BYTES),
        (MOST_CHUNK_BYTES, MOST_CHUNK_BYTES),
        (2 * MOST_CHUNK_BYTES, 1),
    ]
    assert [(offset, len(piece)) for offset, piece in chunks(memoryview(b""))] == [(0, 0)]
    assert str(Spec("bool", (2, 3))) == "[2,3] bool"
