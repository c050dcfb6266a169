"""Requests of a notebook (`RemoteRequest` of src/protocol/remote.ts), parsed once, at the boundary."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from .errors import Refused
from .fields import Fields
from .protocol import MOST_CHUNK_BYTES, PLACEMENTS, TYPES, Frame, Placement, Spec
from .run_requests import ANSWERED, RUN_PARSERS, RunRequest

MOST_STEPS = 1_000_000
MOST_NAME = 200


@dataclass(frozen=True)
class Hello:
    version: int
    token: str
    client: str
    session: str | None
    received: int | None


@dataclass(frozen=True)
class Got:
    count: int


@dataclass(frozen=True)
class Put:
    """A piece of the tensor `handle`, from byte `offset` on."""

    handle: int
    spec: Spec
    placement: Placement
    offset: int
    payload: memoryview


@dataclass(frozen=True)
class Compile:
    """A graph, not yet looked into: `header` is the encoded message, `nodes` how many it claims."""

    graph: str
    nodes: int
    header: bytes


@dataclass(frozen=True)
class Execute:
    graph: str
    seq: int
    inputs: tuple[int, ...]
    scalars: tuple[float, ...]
    outputs: tuple[int, ...]
    free: tuple[int, ...]
    # Positions of outputs that are kept in the machine's memory.
    host: tuple[int, ...] = ()


@dataclass(frozen=True)
class Loop:
    """`state`, `feeds`, `collect` and `stream` are positions among the graph's inputs and outputs."""

    graph: str
    seq: int
    steps: int
    inputs: tuple[int, ...]
    state: tuple[tuple[int, int], ...]
    feeds: tuple[int, ...]
    scalars: tuple[tuple[float, ...], ...]
    collect: tuple[int, ...]
    outputs: tuple[int, ...]
    free: tuple[int, ...]
    stream: tuple[int, ...] = ()
    # Whether the loop waits for a client that is slow to take what is streamed.
    stream_all: bool = False
    host: tuple[int, ...] = ()


@dataclass(frozen=True)
class Fetch:
    handle: int
    request: int


@dataclass(frozen=True)
class Free:
    handles: tuple[int, ...]


@dataclass(frozen=True)
class Stats:
    request: int


@dataclass(frozen=True)
class Profile:
    request: int
    phase: Literal["begin", "end"]


@dataclass(frozen=True)
class Cancel:
    """`loops`: only loops end; executions are computed."""

    seq: int
    loops: bool = False


@dataclass(frozen=True)
class Bye:
    pass


Request = Hello | Got | Put | Compile | Execute | Loop | Fetch | Free | Stats | Profile | Cancel | Bye | RunRequest


def parse_request(frame: Frame) -> Request:
    """Refused('malformed') for a message that the wire does not know or a field out of its range."""
    fields = Fields(frame.message)
    parse, parse_run = _PARSERS.get(fields.kind), RUN_PARSERS.get(fields.kind)
    if parse is None and parse_run is None:
        kinds = ", ".join((*_PARSERS, *RUN_PARSERS))
        raise Refused("malformed", f"There is no message `{fields.kind[:40]}`; there are {kinds}")
    if frame.payload and fields.kind != "put":
        raise Refused("malformed", f"`{fields.kind}` carries no bytes; {len(frame.payload)} came with it")
    request = parse(fields, frame) if parse is not None else RUN_PARSERS[fields.kind](fields)
    if not isinstance(request, Compile):
        fields.done()
    return request


def identity(message: Mapping[str, object]) -> dict[str, object]:
    """What a `failed` names of a message that could not be parsed: those of seq, request and graph that can be read."""
    kind = message.get("kind")
    names = {
        "execute": "seq",
        "loop": "seq",
        "fetch": "request",
        "stats": "request",
        "profile": "request",
        "compile": "graph",
    }
    names.update(dict.fromkeys(ANSWERED, "request"))
    name = names.get(kind) if isinstance(kind, str) else None
    value = None if name is None else message.get(name)
    if name == "graph":
        return {name: value} if isinstance(value, str) and len(value) <= MOST_NAME else {}
    return {name: value} if name is not None and type(value) is int and 0 <= value < 2**53 else {}


def _hello(fields: Fields, _frame: Frame) -> Hello:
    return Hello(
        version=fields.integer("version"),
        token=fields.text("token", 1000),
        client=fields.text("client", MOST_NAME),
        session=fields.optional_text("session", MOST_NAME),
        received=fields.optional_integer("received"),
    )


def _put(fields: Fields, frame: Frame) -> Put:
    spec = Spec(fields.word("type", TYPES), fields.shape("shape"))
    offset, whole, piece = fields.integer("offset"), fields.integer("bytes"), len(frame.payload)
    put = Put(fields.integer("handle"), spec, fields.word("placement", PLACEMENTS), offset, frame.payload)
    if whole != spec.bytes:
        raise Refused("malformed", f"A tensor {spec} has {spec.bytes} bytes, not {whole}")
    if piece > MOST_CHUNK_BYTES or offset + piece > whole or (piece == 0) != (whole == 0):
        raise Refused("malformed", f"A piece of {piece} bytes from byte {offset} on does not fit into {whole} bytes")
    return put


def _compile(fields: Fields, frame: Frame) -> Compile:
    nodes = frame.message.get("nodes")
    if not isinstance(nodes, list):
        raise Refused("malformed", "`nodes` of `compile` has to be a list")
    return Compile(fields.text("graph", MOST_NAME), len(nodes), bytes(frame.header))


def _execute(fields: Fields, _frame: Frame) -> Execute:
    return Execute(
        graph=fields.text("graph", MOST_NAME),
        seq=fields.integer("seq", 1),
        inputs=fields.integers("inputs"),
        scalars=fields.numbers("scalars"),
        outputs=fields.integers("outputs"),
        free=fields.integers("free"),
        host=fields.optional_integers("host"),
    )


def _loop(fields: Fields, _frame: Frame) -> Loop:
    steps = fields.integer("steps", 1, MOST_STEPS)
    return Loop(
        graph=fields.text("graph", MOST_NAME),
        seq=fields.integer("seq", 1),
        steps=steps,
        inputs=fields.integers("inputs"),
        state=fields.pairs("state"),
        feeds=fields.integers("feeds"),
        scalars=fields.rows("scalars", steps),
        collect=fields.integers("collect"),
        outputs=fields.integers("outputs"),
        free=fields.integers("free"),
        stream=fields.optional_integers("stream"),
        stream_all=fields.optional_word("streaming", ("all", "last")) == "all",
        host=fields.optional_integers("host"),
    )


def _profile(fields: Fields) -> Profile:
    phases: tuple[Literal["begin", "end"], ...] = ("begin", "end")
    return Profile(fields.integer("request"), fields.word("phase", phases))


_PARSERS: Mapping[str, Callable[[Fields, Frame], Request]] = {
    "hello": _hello,
    "got": lambda fields, _frame: Got(fields.integer("count")),
    "put": _put,
    "compile": _compile,
    "execute": _execute,
    "loop": _loop,
    "fetch": lambda fields, _frame: Fetch(fields.integer("handle"), fields.integer("request")),
    "free": lambda fields, _frame: Free(fields.integers("handles")),
    "stats": lambda fields, _frame: Stats(fields.integer("request")),
    "profile": lambda fields, _frame: _profile(fields),
    "cancel": lambda fields, _frame: Cancel(fields.integer("seq"), fields.optional_truth("loops")),
    "bye": lambda _fields, _frame: Bye(),
}
