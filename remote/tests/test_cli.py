"""The command line."""

from __future__ import annotations

import os
import signal
import socket
import ssl
import subprocess
import sys
from pathlib import Path

import pytest
from websockets.sync.client import connect

from gradbook_remote.auth import new_token, read_token
from gradbook_remote.errors import Refused
from gradbook_remote.protocol import decode_frame, encode_frame
from tests.support import SECONDS, Client, graph_of, serving


def command(*arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "JAX_PLATFORMS": "cpu"}
    return subprocess.run(
        [sys.executable, "-m", "gradbook_remote", *arguments],
        capture_output=True,
        text=True,
        env=environment,
        timeout=50,
    )


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--host", "0.0.0.0"], "--insecure"),
        (["--host", "::"], "--tls-cert"),
        (["--tls-cert", "x.pem"], "belong together"),
        (["--token", "/nowhere/token"], "cannot be read"),
        (["--max-memory", "many"], "not a size"),
        (["--port", "123456"], "0 to 65535"),
        (["--devices", "0"], "1 to"),
        (["--session-ttl", "-1"], "seconds"),
    ],
)
def test_options_that_are_unsafe_or_senseless_are_refused_before_anything_starts(
    arguments: list[str], words: str
) -> None:
    done = command("serve", *arguments)
    assert done.returncode == 2 and words in done.stderr


def test_a_token_file_and_tls_serve_and_the_token_is_not_printed(tmp_path: Path) -> None:
    token = new_token()
    (tmp_path / "token").write_text(token + "\n")
    cert, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"]
    subprocess.run(
        [
            "openssl",
            "req",
            "-x509",
            "-newkey",
            "rsa:2048",
            "-nodes",
            "-days",
            "2",
            *subject,
            "-keyout",
            str(key),
            "-out",
            str(cert),
        ],
        check=True,
        capture_output=True,
    )
    cache = tmp_path / "programs"
    options = [
        "--token",
        str(tmp_path / "token"),
        "--tls-cert",
        str(cert),
        "--tls-key",
        str(key),
        "--compile-cache",
        str(cache),
    ]
    with serving(*options, "--allow-origin", "https://notes.example") as server:
        assert server.address.startswith("wss://127.0.0.1:")
        assert server.token == token
        with connect(
            server.address,
            ssl=ssl.create_default_context(cafile=str(cert)),
            origin="https://notes.example",
            open_timeout=SECONDS,
        ) as client:
            client.send(encode_frame({"kind": "hello", "version": 1, "token": token, "client": "test"}))
            answer = client.recv(20)
            assert isinstance(answer, bytes) and decode_frame(answer).message["kind"] == "welcome"
            client.send(encode_frame(graph_of("g", [("Add", [0, 0], [2])], [[2]], [1])))
            while decode_frame(bytes(client.recv(20))).message["kind"] != "compiled":
                continue
            client.send(encode_frame({"kind": "bye"}))
        assert server.stop() == 0
        assert token not in "".join(server.printed) + server.rest()
    assert any(cache.iterdir())


def test_a_random_token_is_printed_with_the_address_to_paste() -> None:
    with serving() as server:
        assert f"    {server.address}/?token={server.token}\n" in server.printed
        assert len(server.token) >= 32
        port = server.address.rpartition(":")[2]
        taken = command("serve", "--port", port)
        assert taken.returncode == 1 and "--port" in taken.stderr
        Client(server.address, server.token).close()
        assert server.stop(signal.SIGINT) == 0
        assert server.token not in server.rest()


def test_doctor_finds_a_port_that_cannot_be_had_and_what_works_beside_it() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = command("doctor", "--port", str(taken.getsockname()[1]), "--devices", "2")
    assert done.returncode == 1
    lines = done.stdout.splitlines()
    assert [line[8:12] for line in lines if line.startswith("PROBLEM")] == ["port"]
    assert sum(line.startswith("ok      device") for line in lines) == 2
    assert any("test step" in line and line.startswith("ok") for line in lines)


def test_a_token_that_could_be_guessed_is_refused(tmp_path: Path) -> None:
    for content in ("short", "two words of sufficient length", ""):
        (tmp_path / "token").write_text(content)
        with pytest.raises(Refused, match="openssl rand"):
            read_token(tmp_path / "token")
    (tmp_path / "token").write_text("0123456789abcdef\n")
    assert read_token(tmp_path / "token") == "0123456789abcdef"
