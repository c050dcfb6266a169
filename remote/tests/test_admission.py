"""Who is let in."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect as open_socket

from gradbook_remote.auth import is_loopback, origin_allowed, same_token
from gradbook_remote.protocol import MOST_HELLO_BYTES, decode_frame, encode_frame
from tests.support import Client, Process

Connect = Callable[..., Client]


def refusal(client: Client) -> tuple[str, str]:
    """What the client was told instead of `welcome`, after which the server hung up."""
    assert client.welcome["kind"] == "failed"
    with pytest.raises(ConnectionClosed):
        client.socket.recv(5)
    return client.welcome["failure"], client.welcome["message"]


def test_a_wrong_token_is_refused_and_never_repeated(server: Process, connect: Connect) -> None:
    wrong = server.token[:-1] + ("a" if server.token[-1] != "a" else "b")
    failure, message = refusal(connect(token=wrong))
    assert failure == "token"
    assert wrong not in message and server.token not in message


def test_the_token_is_asked_before_the_version(connect: Connect) -> None:
    assert refusal(connect(token="x", version=99))[0] == "token"


@pytest.mark.parametrize("token", [None, 7, "", "é", "x" * 5000])
def test_tokens_of_any_kind_are_compared(connect: Connect, token: object) -> None:
    assert refusal(connect(token=token))[0] == "token"


def test_pages_of_other_origins_are_refused_and_told_the_option(server: Process, connect: Connect) -> None:
    failure, message = refusal(connect(origin="https://evil.example"))
    assert failure == "origin"
    assert "--allow-origin https://evil.example" in message


def test_pages_of_this_machine_are_let_in(connect: Connect) -> None:
    assert connect(origin="http://localhost:5173").welcome["kind"] == "welcome"
    assert connect(origin="http://127.0.0.1:8494").welcome["kind"] == "welcome"


def test_another_version_is_told_which_side_is_old(connect: Connect) -> None:
    failure, message = refusal(connect(version=99))
    assert failure == "version" and "update this server" in message
    failure, message = refusal(connect(version=0))
    assert failure == "version" and "update the notebook" in message


def first_answer(server: Process, frame: bytes | str) -> dict[str, object]:
    with open_socket(server.address) as socket:
        socket.send(frame)
        answer = socket.recv(10)
        assert isinstance(answer, bytes)
        return dict(decode_frame(answer).message)


@pytest.mark.parametrize("frame", [b"", b"garbage", b"\xff" * 100, "text", encode_frame({"kind": "bye"})])
def test_garbage_before_hello_is_answered(server: Process, frame: bytes | str) -> None:
    assert first_answer(server, frame)["failure"] in ("malformed", "token")


def test_a_hello_with_other_fields_is_malformed(server: Process) -> None:
    hello = {"kind": "hello", "version": 1, "token": server.token, "client": "x", "hat": "red"}
    assert first_answer(server, encode_frame(hello))["failure"] == "malformed"


def test_strangers_cannot_send_much(server: Process) -> None:
    with open_socket(server.address) as socket:
        socket.send(bytes(MOST_HELLO_BYTES + 1))
        with pytest.raises(ConnectionClosed) as closed:
            socket.recv(10)
        assert closed.value.rcvd is not None and closed.value.rcvd.code == 1009


def test_who_says_nothing_is_hung_up_on(server: Process) -> None:
    began = time.monotonic()
    with open_socket(server.address) as socket:
        answer = socket.recv(10)
        assert isinstance(answer, bytes)
        assert "hello" in str(decode_frame(answer).message["message"])
    assert 4 < time.monotonic() - began < 8


def test_of_a_hundred_clients_as_many_as_may_are_served_and_the_others_told(server: Process, connect: Connect) -> None:
    clients = [connect() for _ in range(100)]
    welcomed = [client for client in clients if client.welcome["kind"] == "welcome"]
    others = [client.welcome["failure"] for client in clients if client.welcome["kind"] == "failed"]
    assert len(welcomed) == 4
    assert others == ["busy"] * 96
    assert welcomed[0].stats()["sessions"] == 4
    welcomed[0].close()
    assert connect().welcome["kind"] == "welcome"


def test_welcome_says_what_the_server_is(client: Client) -> None:
    welcome = client.welcome
    assert welcome["platform"] == "cpu" and len(welcome["devices"]) == 1 and welcome["hosts"] == 1
    assert welcome["limits"]["memory"] == 64 * 2**20 and welcome["limits"]["inFlight"] == 64
    assert set(welcome["versions"]) == {"gradbook-remote", "jax", "jaxlib", "python"}
    assert {"Add", "BatchMatMul", "Conv2D"} <= set(welcome["kernels"])


@pytest.mark.parametrize(
    ("origin", "good"),
    [
        (None, True),
        ("http://localhost", True),
        ("https://localhost:1", True),
        ("http://[::1]:8080", True),
        ("https://notes.example", True),
        ("null", False),
        ("http://localhost.evil.example", False),
        ("http://localhost:80@evil.example", False),
        ("https://notes.example.evil.example", False),
    ],
)
def test_origins(origin: str | None, good: bool) -> None:
    assert origin_allowed(origin, ["https://notes.example"]) is good


def test_hosts_of_this_machine() -> None:
    assert [
        is_loopback(host)
        for host in ("localhost", "127.0.0.1", "127.8.8.8", "::1", "0.0.0.0", "::", "10.0.0.1", "tpu.example")
    ] == [*(True, True, True, True, False, False, False, False)]
    assert same_token("a" * 32, "a" * 32) and not same_token("\ud800", "a")
