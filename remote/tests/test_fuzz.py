"""Whatever a client with the token sends: it is answered, and the session goes on."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gradbook_remote.protocol import encode_frame
from tests.support import Client, Process, graph_of
from tests.test_protocol import FRAMES, messages

STEP = graph_of("g", [("Add", [0, 1], [2]), ("Multiply", [3, 2], [2])], [[2], [2]], [4], scalars=1)
# Frames that make sense apart, for sessions and handles that are mostly not there; `bye` would end the fuzzing.
SENSIBLE = [
    bytes.fromhex(frame["hex"]) for frame in FRAMES if frame["direction"] == "request" and frame["name"] != "bye"
]

small = st.integers(-1, 6)
lists = st.lists(small, max_size=4)
commands = st.one_of(
    st.fixed_dictionaries(
        {
            "kind": st.just("execute"),
            "graph": st.sampled_from(["g", "h"]),
            "seq": st.integers(0, 10**6),
            "inputs": lists,
            "scalars": lists,
            "outputs": lists,
            "free": lists,
        }
    ),
    st.fixed_dictionaries(
        {
            "kind": st.just("loop"),
            "graph": st.just("g"),
            "seq": st.integers(0, 10**6),
            "steps": st.integers(0, 3),
            "inputs": lists,
            "state": st.lists(st.lists(small, min_size=2, max_size=2), max_size=2),
            "feeds": lists,
            "scalars": st.lists(lists, max_size=3),
            "collect": lists,
            "outputs": lists,
            "free": lists,
        }
    ),
    st.fixed_dictionaries(
        {
            "kind": st.just("dataset"),
            "request": small,
            "dataset": small,
            "source": st.sampled_from(["x.npy", "../x.npy", "https://example.org/x.npy", "", "a\0b", "/", "."]),
            "format": st.sampled_from([None, "csv", "images", "npz", "zip"]),
            "labels": st.none() | st.text(max_size=3),
            "columns": st.none() | st.lists(st.text(max_size=2), max_size=2),
            "size": st.none() | lists,
            "channels": small,
            "batch": small,
            "remainder": st.sampled_from(["drop", "pad", "keep", "wrap"]),
            "shuffle": small,
            "seed": small,
            "placement": st.sampled_from(["replicated", "batch"]),
        }
    ),
    st.fixed_dictionaries(
        {"kind": st.just("batch"), "dataset": small, "index": st.integers(0, 2**53), "steps": small, "outputs": lists}
    ),
    st.fixed_dictionaries({"kind": st.just("drop"), "dataset": small}),
    st.fixed_dictionaries(
        {
            "kind": st.just("detach"),
            "request": small,
            "run": st.sampled_from(["a", "", "../a", "b" * 65]),
            "graph": st.sampled_from(["g", "h"]),
            "steps": small,
            "inputs": lists,
            "state": st.lists(st.lists(small, min_size=2, max_size=2), max_size=2),
            "names": st.lists(st.text(max_size=2), max_size=2),
            "dataset": st.none() | small,
            "index": small,
            "feeds": lists,
            "scalars": st.lists(lists, max_size=3),
            "metrics": st.lists(st.tuples(st.text(max_size=2), small).map(list), max_size=2),
            "checkpointEvery": small,
            "seconds": st.none() | st.floats(),
        }
    ),
    st.fixed_dictionaries(
        {"kind": st.just("attach"), "request": small, "run": st.just("a"), "from": small, "resume": st.booleans()}
    ),
    st.fixed_dictionaries({"kind": st.just("snapshot"), "run": st.just("a"), "outputs": lists}),
    st.fixed_dictionaries({"kind": st.just("end"), "request": small, "run": st.just("a"), "forget": st.booleans()}),
    st.fixed_dictionaries({"kind": st.just("runs"), "request": small}),
    st.fixed_dictionaries({"kind": st.just("fetch"), "handle": small, "request": small}),
    st.fixed_dictionaries({"kind": st.just("free"), "handles": lists}),
    st.fixed_dictionaries({"kind": st.just("cancel"), "seq": small}),
    st.fixed_dictionaries({"kind": st.just("got"), "count": st.integers(0, 2**53)}),
)


@st.composite
def mangled(draw: st.DrawFn) -> bytes:
    """A sensible frame of which some bytes are others."""
    frame = bytearray(draw(st.sampled_from(SENSIBLE)))
    for _ in range(draw(st.integers(1, 4))):
        frame[draw(st.integers(0, len(frame) - 1))] = draw(st.integers(0, 255))
    return bytes(frame)


frames = st.one_of(
    mangled(), commands.map(encode_frame), messages.filter(lambda message: message["kind"] != "bye").map(encode_frame)
)


@pytest.fixture(scope="module")
def fuzzed(server: Process) -> Iterator[Client]:
    client = Client(server.address, server.token)
    client.send(STEP)
    yield client
    client.close()


@given(st.lists(frames, min_size=1, max_size=8))
@settings(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
def test_no_frame_ends_a_session(fuzzed: Client, sent: list[bytes]) -> None:
    for frame in sent:
        fuzzed.send_raw(frame)
    stats = fuzzed.stats()
    assert stats["used"] >= 0
    failures: list[Any] = [event.message for event in fuzzed.events if event.message["kind"] == "failed"]
    assert not [message for message in failures if message["failure"] == "internal"], json.dumps(failures)
    fuzzed.events.clear()
