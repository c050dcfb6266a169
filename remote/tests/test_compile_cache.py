"""Programs that are kept on disk: where, how many, and that they are used."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from gradbook_remote.compile_cache import make_room, prepared, users_folder
from tests.support import Client, graph_of, serving


def test_programs_lie_in_the_users_cache_by_version_and_processor(tmp_path: Path) -> None:
    base = users_folder({"XDG_CACHE_HOME": str(tmp_path)})
    folder = prepared(base)
    assert folder is not None and folder.parent == base
    assert folder.name.startswith("jax-") and folder.stat().st_mode & 0o077 == 0
    assert prepared(base) == folder


def test_a_folder_that_cannot_be_made_is_done_without(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    assert prepared(tmp_path / "file" / "programs") is None


def test_those_that_were_longest_not_used_make_room(tmp_path: Path) -> None:
    for age, name in enumerate(("newest", "middle", "oldest")):
        (tmp_path / name).write_bytes(bytes(100))
        os.utime(tmp_path / name, (1_700_000_000 - age, 1_700_000_000 - age))
    make_room(tmp_path, 250)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["middle", "newest"]
    make_room(tmp_path, 250)
    assert len(list(tmp_path.iterdir())) == 2


@pytest.mark.parametrize(("devices", "placement"), [(1, "replicated"), (4, "batch")])
def test_a_server_that_starts_again_uses_what_the_last_one_compiled(
    tmp_path: Path, devices: int, placement: str
) -> None:
    nodes = [("Tanh", [0], [64, 64]), ("Multiply", [1, 0], [64, 64])]
    graph = graph_of("kept", nodes, [[64, 64]], [2], placements=[placement])
    value = np.linspace(-1, 1, 64 * 64, dtype=np.float32).reshape(64, 64)
    found: list[set[Path]] = []
    for _ in range(2):
        with serving("--devices", str(devices), cache=tmp_path) as server:
            client = Client(server.address, server.token)
            client.send(graph)
            given = client.put(value, placement)
            (made,) = client.execute(graph, [given])
            np.testing.assert_allclose(client.read(made), np.tanh(value) * value, atol=1e-6)
            client.close()
        found.append({path for path in tmp_path.rglob("*") if path.is_file()})
    assert found[0] and found[0] == found[1]
