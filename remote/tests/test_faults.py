"""Cuts, clients that die or do not read, and servers that are taken away."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from websockets.exceptions import ConnectionClosed

from tests.support import Client, Process, graph_of, serving

STEP = graph_of("step", [("Add", [0, 1], [4])], [[4], [4]], [2])
HEAVY: dict[str, Any] = graph_of("heavy", [("BatchMatMul", [0, 0], [1500, 1500])], [[1500, 1500]], [1])
HEAVY["nodes"][0].update(names=["a", "b"], inputs=[0, 0], attributes={"transposeA": False, "transposeB": False})


@pytest.fixture(scope="module")
def brief() -> Iterator[Process]:
    """A server whose sessions hardly outlive their connection."""
    with serving("--session-ttl", "0.5", "--max-clients", "2") as process:
        yield process


def until(true: Callable[[], bool], seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_a_session_goes_on_after_a_cut_and_nothing_is_lost_or_done_twice(client: Client) -> None:
    client.send(STEP)
    one = client.put(np.ones(4, np.float32))
    total = client.put(np.zeros(4, np.float32))
    requests = []
    for step in range(60):
        [total] = client.execute(STEP, [total, one], free=[total])
        requests.append(client.fetch(total))
        if step % 10 == 9:
            client.cut()
            # What a notebook does meanwhile waits; some of what it sent is still on its way.
            for _ in range(2):
                with pytest.raises((ConnectionClosed, OSError)):
                    while True:
                        client.execute(STEP, [total, one])
                client.sent.pop()
                client.handle -= 1
                client.seq -= 1
            assert client.resume()["resumed"]
    assert [client.value(request)[0] for request in requests] == [float(step + 1) for step in range(60)]
    assert client.stats()["handles"] == 2


def test_values_that_were_on_their_way_arrive_after_a_cut(client: Client) -> None:
    big = np.arange(3 * 2**20, dtype=np.float32)
    handle = client.put(big)
    request = client.fetch(handle)
    client.wait("value", request=request)
    client.events.clear()
    already = client.received
    client.cut()
    assert client.resume()["resumed"]
    rest = [client.wait("value", request=request) for _ in range(3 - already)]
    assert [frame.message["offset"] for frame in rest] == [at * 4 * 2**20 for at in range(already, 3)]
    np.testing.assert_array_equal(client.read(handle), big)


def test_an_upload_goes_on_where_it_was_cut(client: Client) -> None:
    about = {"kind": "put", "handle": 1, "type": "float32", "shape": [4], "placement": "replicated", "bytes": 16}
    data = np.arange(4, dtype=np.float32).tobytes()
    client.send({**about, "offset": 0}, data[:6])
    client.cut()
    assert client.resume()["resumed"]
    client.send({**about, "offset": 6}, data[6:])
    client.handle = 1
    assert client.read(1).tolist() == [0, 1, 2, 3]


def test_the_newer_of_two_connections_has_the_session(client: Client) -> None:
    handle = client.put(np.ones(2, np.float32))
    old = client.socket
    assert client.resume()["resumed"]
    with pytest.raises(ConnectionClosed):
        while True:
            old.recv(10)
    assert client.read(handle).tolist() == [1, 1]


def test_a_page_that_is_closed_frees_its_session_at_once(client: Client, connect: Callable[..., Client]) -> None:
    other = connect()
    sessions = client.stats()["sessions"]
    other.put(np.ones(4, np.float32))
    other.socket.close(1001)
    until(lambda: client.stats()["sessions"] == sessions - 1, 5)
    assert other.resume()["resumed"] is False


def test_a_session_nobody_knows_is_begun_anew(client: Client) -> None:
    client.put(np.ones(2, np.float32))
    client.welcome = {**client.welcome, "session": "someone else's"}
    client.cut()
    assert client.resume()["resumed"] is False
    client.received = 0
    assert client.stats()["handles"] == 0


def test_a_slow_reader_delays_nobody_and_takes_bounded_memory(client: Client, connect: Callable[..., Client]) -> None:
    slow = connect()
    handle = slow.put(np.zeros(2**20, np.float32))
    for _ in range(60):
        slow.fetch(handle)
    client.send(STEP)
    one = client.put(np.ones(4, np.float32))
    for _ in range(20):
        assert client.read(client.execute(STEP, [one, one])[0]).tolist() == [2] * 4
    # It gets all of it once it reads.
    for request in range(1, 61):
        frame = slow.wait("value", request=request)
        assert len(frame.payload) == 4 * 2**20


def test_a_reader_that_never_says_got_loses_its_session(connect: Callable[..., Client]) -> None:
    deaf = connect()
    for _ in range(9000):
        deaf.send({"kind": "stats", "request": 1})
    with pytest.raises(ConnectionClosed):
        while True:
            # Frames are read from the socket and never confirmed.
            deaf.socket.recv(20)


def test_a_client_killed_in_a_step_leaves_nothing_behind(brief: Process) -> None:
    with_many = Client(brief.address, brief.token)
    with_many.send(HEAVY)
    matrix = with_many.put(np.zeros((1500, 1500), np.float32))
    for _ in range(20):
        with_many.execute(HEAVY, [matrix])
    with_many.wait("compiled")
    other = Client(brief.address, brief.token)
    other.send(STEP)
    one = other.put(np.ones(4, np.float32))
    with_many.cut()
    assert other.read(other.execute(STEP, [one, one])[0]).tolist() == [2] * 4
    until(lambda: other.stats()["sessions"] == 1)
    assert with_many.resume()["resumed"] is False
    assert "without a connection" in with_many.failed(failure="gone")["message"]
    with_many.received = 0
    assert with_many.stats()["used"] == 0
    with_many.close()
    other.close()


def resident(process: Process) -> int:
    """Memory of the server in MB."""
    with open(f"/proc/{process.process.pid}/statm") as file:
        return int(file.read().split()[1]) * 4096 // 2**20


def test_memory_returns_to_its_start(brief: Process) -> None:
    def hold(megabytes: int) -> Client:
        one = Client(brief.address, brief.token)
        handles = [one.put(np.full(2**20, index, np.float32)) for index in range(megabytes // 4)]
        one.read(handles[-1])
        return one

    hold(40).close()
    before = resident(brief)
    for _ in range(2):
        one = hold(120)
        assert one.stats()["used"] == 120 * 2**20
        one.cut()
        watcher = Client(brief.address, brief.token)
        until(lambda: watcher.stats()["sessions"] == 1)  # noqa: B023 - called at once
        watcher.close()
    until(lambda: resident(brief) < before + 40)


def test_a_machine_that_is_taken_away_says_so_and_waits_for_its_clients() -> None:
    with serving("--grace", "20") as server:
        client = Client(server.address, server.token)
        handle = client.put(np.ones(2, np.float32))
        client.read(handle)
        server.process.send_signal(signal.SIGTERM)
        closing = client.wait("closing").message
        assert closing["graceSeconds"] == 20 and closing["reason"]
        # There is time for a checkpoint, and nobody new is let in.
        assert client.read(handle).tolist() == [1, 1]
        assert Client(server.address, server.token).welcome["failure"] == "busy"
        began = time.monotonic()
        client.close()
        assert server.process.wait(15) == 0
        assert time.monotonic() - began < 10
        assert server.token not in server.rest()


def test_grace_ends() -> None:
    with serving("--grace", "0.3") as server:
        client = Client(server.address, server.token)
        server.process.send_signal(signal.SIGTERM)
        with pytest.raises(ConnectionClosed):
            while True:
                client.pull(10)
        assert [frame.message["kind"] for frame in client.events] == ["closing", "failed"]
        assert server.process.wait(10) == 0
