"""Two processes as one server, with two devices each."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from tests.recorded import dense, dense_with_momentum
from tests.support import SECONDS, Client, Process
from tests.test_loops import loop

PLACED = {0: "batch", 5: "batch"}


def two_ports() -> int:
    """The first of two that are free."""
    while True:
        with socket.socket() as first, socket.socket() as second:
            first.bind(("127.0.0.1", 0))
            port = first.getsockname()[1]
            try:
                second.bind(("127.0.0.1", port + 1))
            except OSError:
                continue
            return port


def options_of(folder: Path, *more: str) -> list[str]:
    token = folder / "token"
    token.write_text("a-token-for-tests-of-hosts\n")
    own = ["--coordinator", f"127.0.0.1:{two_ports()}", "--processes", "2", "--devices", "2", "--token", str(token)]
    return [*own, *more]


def start(process: int, options: Sequence[str]) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "gradbook_remote", "serve", *options, "--process-id", str(process)]
    environment = {**os.environ, "JAX_PLATFORMS": "cpu", "PYTHONUNBUFFERED": "1"}
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment)


def end(process: subprocess.Popen[str]) -> None:
    process.kill()
    process.wait()
    assert process.stdout is not None
    process.stdout.close()


class Cluster:
    """Process 0 as `leader`, process 1 as `follower`."""

    def __init__(self, options: Sequence[str]) -> None:
        self.follower = start(1, options)
        try:
            self.leader = Process(*options, "--process-id", "0")
        except BaseException:
            end(self.follower)
            raise

    def connect(self) -> Client:
        return Client(self.leader.address, self.leader.token)


@contextmanager
def two_hosts(folder: Path, *options: str) -> Iterator[Cluster]:
    cluster = Cluster(options_of(folder, *options))
    try:
        yield cluster
    finally:
        end(cluster.leader.process)
        end(cluster.follower)


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    folder = tmp_path_factory.mktemp("hosts")
    np.save(folder / "rows.npy", np.arange(32, dtype=np.float32).reshape(16, 2))
    with two_hosts(folder, "--data-dir", str(folder)) as cluster:
        yield cluster


def test_a_training_on_two_hosts_is_that_of_one_device(cluster: Cluster, client: Client) -> None:
    losses, state = dense().train(client, 6)
    both = cluster.connect()
    assert (both.welcome["hosts"], len(both.welcome["devices"])) == (2, 4)
    assert both.welcome["mesh"] == {"data": 4, "model": 1}
    step = dense()
    step.placed("parted", PLACED)
    parted, after = step.train(both, 6)
    np.testing.assert_allclose(parted, losses, rtol=1e-5)
    for one, other in zip(after, state, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-5, atol=1e-6)
    assert both.wait("compiled").message["collectives"] == {"all-reduce": 1}
    both.close()


def test_what_lies_parted_on_two_hosts_is_read_whole(cluster: Cluster) -> None:
    client = cluster.connect()
    value = np.arange(24, dtype=np.float32).reshape(8, 3)
    assert client.read(client.put(value, "batch")).tolist() == value.tolist()
    client.close()


def test_data_that_process_0_reads_is_parted_among_both(cluster: Cluster) -> None:
    client = cluster.connect()
    about = {"source": "rows.npy", "format": None, "labels": None, "columns": None, "size": None, "channels": 3}
    order = {"batch": 8, "remainder": "drop", "shuffle": 0, "seed": 1, "placement": "batch"}
    client.send({"kind": "dataset", "request": 1, "dataset": 1, **about, **order})
    client.wait("dataset", request=1)
    client.request = 1
    [handle] = client.handles(1)
    client.send({"kind": "batch", "dataset": 1, "index": 1, "steps": 0, "outputs": [handle]})
    assert client.read(handle).tolist() == np.arange(16, 32).reshape(8, 2).tolist()
    client.close()


def test_loops_run_in_the_same_pieces_on_both(cluster: Cluster, client: Client) -> None:
    losses, _ = dense().train(client, 5)
    step = dense()
    step.placed("looped", PLACED)
    both = cluster.connect()
    both.send(step.graph)
    handles = step.put(both)
    state = [[position, output] for output, position in step.state.items()]
    about = {"steps": 5, "inputs": handles, "state": state, "feeds": [], "scalars": [step.scalars] * 5, "collect": [0]}
    made = loop(both, step.graph, **about)
    np.testing.assert_allclose(both.read(made[0]), losses, rtol=1e-5)
    both.close()


def test_two_sessions_take_turns_on_both(cluster: Cluster) -> None:
    step = dense()
    step.placed("shared", PLACED)
    clients = [cluster.connect(), cluster.connect()]
    handles = []
    for client in clients:
        client.send(step.graph)
        handles.append(step.put(client))
    for _ in range(10):
        handles = [step.step(client, own)[0] for client, own in zip(clients, handles, strict=True)]
    first, second = (client.read(own[1]) for client, own in zip(clients, handles, strict=True))
    assert first.tolist() == second.tolist()
    for client in clients:
        client.close()


def test_a_host_that_is_lost_ends_the_sessions_with_its_name(tmp_path: Path) -> None:
    with two_hosts(tmp_path) as cluster:
        client = cluster.connect()
        step = dense()
        step.placed("parted", PLACED)
        client.send(step.graph)
        handles = step.put(client)
        for _ in range(3):
            handles, _ = step.step(client, handles)
        client.read(handles[1])
        cluster.follower.kill()
        began = time.monotonic()
        reason = client.wait("closing", seconds=10).message["reason"]
        assert "Host 1" in reason and "lost" in reason
        # What lies whole on every device can still be read: a checkpoint.
        assert client.read(handles[1]).shape == (6, 8)
        step.step(client, handles)
        assert client.failed(seq=client.seq)["failure"] in ("gone", "internal")
        assert client.failed(failure="gone", seq=None)["message"] == reason
        assert cluster.leader.process.wait(SECONDS) == 1
        assert time.monotonic() - began < 15


def test_a_lost_host_is_noticed_in_the_middle_of_a_step(tmp_path: Path) -> None:
    with two_hosts(tmp_path, "--grace", "0") as cluster:
        client = cluster.connect()
        step = dense_with_momentum()
        step.placed("parted", PLACED)
        client.send(step.graph)
        handles = step.put(client)
        state = [[position, output] for output, position in step.state.items()]
        many = 200_000
        about = {"steps": many, "inputs": handles, "state": state, "feeds": [], "scalars": [step.scalars] * many}
        loop(client, step.graph, **about)
        client.wait("compiled")
        time.sleep(0.5)
        cluster.follower.kill()
        assert "Host 1" in client.wait("closing", seconds=10).message["reason"]
        assert cluster.leader.process.wait(SECONDS) == 1


def test_the_end_of_process_0_ends_the_others(tmp_path: Path) -> None:
    with two_hosts(tmp_path) as cluster:
        cluster.leader.process.kill()
        assert cluster.follower.wait(SECONDS) != 0


def test_a_host_that_is_taken_away_leaves_time_to_read(tmp_path: Path) -> None:
    with two_hosts(tmp_path, "--grace", "20") as cluster:
        client = cluster.connect()
        handle = client.put(np.ones((4, 2), np.float32), "batch")
        cluster.follower.send_signal(signal.SIGTERM)
        told = client.wait("closing", seconds=10).message
        assert "Host 1" in told["reason"] and told["graceSeconds"] == 20
        assert client.read(handle).tolist() == [[1, 1]] * 4
        client.close()
        assert cluster.leader.process.wait(SECONDS) == 1
        assert cluster.follower.wait(SECONDS) == 0


def test_a_process_with_another_token_is_not_let_in(tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.write_text("another-token-altogether\n")
    options = options_of(tmp_path)
    leader, stranger = start(0, options), start(1, [*options, "--token", str(other)])
    assert stranger.wait(SECONDS) == 2
    assert stranger.stdout is not None and "same --token FILE" in stranger.stdout.read()
    port = int(options[1].rpartition(":")[2])
    for garbage in (b"GET / HTTP/1.1\r\n\r\n", (9).to_bytes(8, "little") + b"\xc1" * 9, (2**40).to_bytes(8, "little")):
        with socket.create_connection(("127.0.0.1", port)) as other_program:
            other_program.sendall(garbage)
            while other_program.recv(4096):
                continue
    # It still waits for the right one.
    assert leader.poll() is None
    follower = start(1, options)
    assert leader.stdout is not None
    assert any(line.startswith("address=") for line in leader.stdout)
    leader.send_signal(signal.SIGTERM)
    assert leader.wait(SECONDS) == 0 and follower.wait(SECONDS) == 0
    for process in (leader, stranger, follower):
        end(process)


def test_processes_that_differ_say_in_what(tmp_path: Path) -> None:
    options = options_of(tmp_path)
    leader, other = start(0, options), start(1, [*options, "--devices", "3"])
    assert leader.wait(SECONDS) == 2 and other.wait(SECONDS) == 2
    assert other.stdout is not None and "`devices` is 3 there, 2 on process 0" in other.stdout.read()
    for process in (leader, other):
        end(process)
