"""Trainings that go on without a notebook, on a real server."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.support import SECONDS, Client, Process, graph_of, serving

# w becomes w + x; the sum of the new w is told.
STEP: dict[str, Any] = graph_of("step", [("Add", [0, 1], [4, 2])], [[4, 2], [4, 2]], [2])
STEP["nodes"].append(
    {
        "kernel": "Sum",
        "names": ["x"],
        "inputs": [2],
        "attributes": {"axis": [0, 1], "keepDims": False},
        "parameters": {},
        "outputs": [["float32", []]],
    }
)
STEP["outputs"] = [2, 3]
ROWS = np.arange(40, dtype=np.float32).reshape(20, 2)
DATA: dict[str, Any] = {
    "kind": "dataset",
    "dataset": 1,
    "source": "x.npy",
    "format": None,
    "labels": None,
    "columns": None,
    "size": None,
    "channels": 3,
    "batch": 4,
    "remainder": "drop",
    "shuffle": 20,
    "seed": 1,
    "placement": "replicated",
}
LONG = 10_000_000


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("data")
    np.save(made / "x.npy", ROWS)
    return made


@pytest.fixture(scope="module")
def server(folder: Path) -> Iterator[Process]:
    with serving("--data-dir", str(folder), "--session-ttl", "0.3") as process:
        yield process


def ask(client: Client, **message: Any) -> Any:  # noqa: ANN401 - of the wire
    client.request += 1
    client.send({"request": client.request, **message})
    return client.wait("dataset", "run", "runs", "failed", request=client.request).message


def detach(client: Client, run: str, /, **changes: Any) -> Any:  # noqa: ANN401 - of the wire
    """Begins at zeros."""
    client.send(STEP)
    assert ask(client, **{**DATA, "dataset": client.request + 100})["kind"] == "dataset"
    weight = client.put(np.zeros((4, 2), np.float32))
    fields: dict[str, Any] = {
        "run": run,
        "graph": "step",
        "steps": 25,
        "inputs": [weight, 0],
        "state": [[0, 0]],
        "names": ["w"],
        "dataset": client.request + 99,
        "index": 0,
        "feeds": [1],
        "scalars": [[]],
        "metrics": [["sum", 1]],
        "checkpointEvery": 0,
        "seconds": None,
        **changes,
    }
    return ask(client, kind="detach", **fields)


def metrics(client: Client, run: str, count: int, known: list[float] | None = None) -> list[float]:
    """At least `count` of them; `known` came before."""
    rows = list(known or [])
    while len(rows) < count:
        message = client.wait("metrics", run=run).message
        assert message["from"] == len(rows)
        rows += [row[0] for row in message["rows"]]
    return rows


def snapshot(client: Client, run: str) -> np.ndarray[Any, Any]:
    [handle] = client.handles(1)
    client.send({"kind": "snapshot", "run": run, "outputs": [handle]})
    return client.read(handle)


def test_batches_are_handles_and_come_stacked_too(server: Process) -> None:
    client = Client(server.address, server.token)
    told = ask(client, **DATA)
    assert told["rows"] == 20 and told["columns"] == [{"name": "x", "type": "float32", "shape": [2]}]
    batches = []
    for index in range(10):
        [handle] = client.handles(1)
        client.send({"kind": "batch", "dataset": 1, "index": index, "steps": 0, "outputs": [handle]})
        batches.append(client.read(handle))
    for epoch in (batches[:5], batches[5:]):
        assert sorted(np.concatenate(epoch)[:, 0].tolist()) == ROWS[:, 0].tolist()
    [handle] = client.handles(1)
    client.send({"kind": "batch", "dataset": 1, "index": 3, "steps": 4, "outputs": [handle]})
    np.testing.assert_array_equal(client.read(handle), np.stack(batches[3:7]))
    assert client.stats()["used"] == 10 * 32 + 128
    client.send({"kind": "drop", "dataset": 1})
    [handle] = client.handles(1)
    client.send({"kind": "batch", "dataset": 1, "index": 0, "steps": 0, "outputs": [handle]})
    request = client.fetch(handle)
    assert client.failed(request=request)["failure"] == "gone"
    client.close()


def test_a_run_outlives_its_session_and_is_told_from_the_start(server: Process) -> None:
    client = Client(server.address, server.token)
    told = detach(client, "long", steps=LONG)
    assert (told["phase"], told["variables"]) == ("running", [{"name": "w", "type": "float32", "shape": [4, 2]}])
    first = metrics(client, "long", 20)
    client.cut()
    later = Client(server.address, server.token)
    until = time.monotonic() + SECONDS
    while later.stats()["sessions"] > 1:
        assert time.monotonic() < until
        time.sleep(0.05)
    again = ask(later, kind="attach", run="long", **{"from": 0}, resume=False)
    assert again["phase"] == "running" and again["done"] >= 20
    values = metrics(later, "long", len(first))
    assert values[: len(first)] == first
    ended = ask(later, kind="end", run="long", forget=False)
    assert (ended["phase"], ended["checkpoint"]) == ("stopped", None)
    # Each epoch adds every row once.
    whole = ended["done"] // 5 * 5
    values = metrics(later, "long", ended["done"], values)
    assert values[whole - 1] == pytest.approx(ROWS.sum() * whole / 5, rel=1e-4)
    assert snapshot(later, "long").sum() == pytest.approx(values[-1], rel=1e-4)
    assert ask(later, kind="attach", run="long", **{"from": 0}, resume=True)["phase"] == "running"
    assert ask(later, kind="end", run="long", forget=True)["done"] >= ended["done"]
    assert ask(later, kind="attach", run="long", **{"from": 0}, resume=False)["failure"] == "gone"
    later.close()


def test_time_limits_end_a_run(server: Process) -> None:
    client = Client(server.address, server.token)
    detach(client, "brief", steps=LONG, seconds=0.5)
    over = client.wait("run", run="brief", phase="limit").message
    assert 0 < over["done"] < LONG and over["seconds"] < 10 and "0.5 seconds were up" in over["message"]
    client.close()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"checkpointEvery": 5}, "--checkpoint-dir"),
        ({"metrics": [["sum", 0]]}, "one number a step"),
        ({"metrics": [["sum", 9]]}, "have to name outputs"),
        ({"names": []}, "0 names for 1 tensors"),
        ({"dataset": None}, "`feeds` where"),
        ({"dataset": 7}, "is not open"),
        ({"graph": "none"}, "no graph none"),
        ({"inputs": [1]}, "2 inputs, not 1"),
        ({"state": [[0, 1]]}, "but a step makes"),
        ({"inputs": [999, 0]}, "Tensor 999 is not on the server"),
        ({"run": "../etc"}, "cannot be called"),
        ({"scalars": [[1.0]]}, "0 scalars a step"),
        ({"steps": 10**8}, "too many to keep"),
    ],
)
def test_what_makes_no_sense_is_refused(server: Process, changes: dict[str, Any], words: str) -> None:
    client = Client(server.address, server.token)
    answer = detach(client, "wrong", **changes)
    assert answer["kind"] == "failed" and words in answer["message"]
    assert "wrong" not in [run["run"] for run in ask(client, kind="runs")["runs"]]
    client.close()


def test_a_server_that_is_killed_offers_the_last_checkpoint_and_goes_on(folder: Path, tmp_path: Path) -> None:
    options = ("--data-dir", str(folder), "--checkpoint-dir", str(tmp_path))
    with serving(*options) as first:
        client = Client(first.address, first.token)
        detach(client, "night", steps=2000, checkpointEvery=10)
        metrics(client, "night", 100)
        first.process.send_signal(signal.SIGKILL)
        first.process.wait()
    # What a kill in the middle of writing leaves.
    (tmp_path / "night" / "step-000001999.npz").write_bytes(b"PK")
    (tmp_path / "junk").mkdir()
    with serving(*options) as second:
        client = Client(second.address, second.token)
        [left] = ask(client, kind="runs")["runs"]
        assert left["phase"] == "interrupted" and left["done"] == left["checkpoint"] >= 10
        assert left["done"] % 10 == 0
        kept = snapshot(client, "night").sum()
        assert ask(client, kind="attach", run="night", **{"from": 0}, resume=True)["phase"] == "running"
        rows = metrics(client, "night", left["done"] + 10)
        assert rows[left["done"] - 1] == pytest.approx(kept, rel=1e-4)
        # The data goes on where it was: five batches are all rows.
        assert rows[left["done"] + 4] - rows[left["done"] - 1] == pytest.approx(ROWS.sum(), rel=1e-3)
        client.wait("run", run="night", phase="done", seconds=50)
        assert snapshot(client, "night").sum() == pytest.approx(ROWS.sum() * 400, rel=1e-3)
        assert len(list((tmp_path / "night").glob("step-*.npz"))) <= 4
        client.close()


def test_sigterm_writes_checkpoints_of_runs(folder: Path, tmp_path: Path) -> None:
    with serving("--data-dir", str(folder), "--checkpoint-dir", str(tmp_path), "--grace", "0.2") as server:
        client = Client(server.address, server.token)
        detach(client, "night", steps=LONG)
        metrics(client, "night", 20)
        server.process.send_signal(signal.SIGTERM)
        assert server.process.wait(20) == 0
    saved = sorted((tmp_path / "night").glob("step-*.npz"))
    assert len(saved) == 1 and int(saved[0].stem[5:]) >= 20
