"""Devices as a mesh of two axes: here four virtual ones of a CPU, two along each."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import numpy as np
import pytest

from gradbook_remote.placement import Devices
from gradbook_remote.protocol import Spec
from tests.recorded import RecordedStep, dense, dense_with_momentum
from tests.support import Client, graph_of, serving
from tests.test_cli import command
from tests.test_loops import loop

# The hidden layer's units are parted: columns of the first matrix, rows of the second.
HIDDEN = {1: "model:1", 2: "model:0", 3: "model:0"}


@pytest.fixture(scope="module")
def mesh() -> Iterator[Client]:
    with serving("--devices", "4", "--mesh", "data=2,model=2") as process:
        client = Client(process.address, process.token)
        yield client
        client.close()


def as_trained_on_one(step: RecordedStep, mesh: Client, client: Client) -> dict[str, int]:
    """Trains on both; the collectives of a step on the mesh."""
    losses, state = step.train(client, 6)
    client.close()
    parted, after = step.train(mesh, 6)
    np.testing.assert_allclose(parted, losses, rtol=1e-5)
    for one, other in zip(after, state, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-5, atol=1e-6)
    return dict(mesh.wait("compiled", graph=step.graph["graph"]).message["collectives"])


def test_the_server_says_what_its_mesh_is(mesh: Client) -> None:
    assert mesh.welcome["mesh"] == {"data": 2, "model": 2}
    assert len(mesh.welcome["devices"]) == 4


def test_variables_parted_along_model_train_as_on_one_device(mesh: Client, client: Client) -> None:
    step = dense()
    step.placed("tensor-parallel", HIDDEN, {2: "model:1", 3: "model:0", 4: "model:0"})
    # The sum over the hidden units is the only thing that the devices have to tell each other.
    assert as_trained_on_one(step, mesh, client) == {"all-reduce": 1}


def test_batches_and_variables_are_parted_together(mesh: Client, client: Client) -> None:
    step = dense()
    inputs = {**HIDDEN, 0: "batch", 5: "batch"}
    step.placed("both", inputs, {2: "model:1", 3: "model:0", 4: "model:0", 5: "replicated"})
    made = as_trained_on_one(step, mesh, client)
    assert set(made) == {"all-reduce"} and made["all-reduce"] <= 3


def test_slots_follow_their_variables(mesh: Client, client: Client) -> None:
    step = dense_with_momentum()
    # [6, 5] and [5, 2]: six rows divide, five columns do not.
    step.placed("slots", {1: "model:0", 7: "model:0"}, {2: "model:0", 3: "model:0"})
    as_trained_on_one(step, mesh, client)


def test_a_loop_keeps_its_state_parted(mesh: Client, client: Client) -> None:
    step = dense()
    losses, state = step.train(client, 5)
    step.placed("looped", HIDDEN)
    mesh.send(step.graph)
    handles = step.put(mesh)
    carried = [[position, output] for output, position in step.state.items()]
    about = {"steps": 5, "inputs": handles, "state": carried, "feeds": [], "scalars": [step.scalars] * 5}
    made = loop(mesh, step.graph, collect=[0], **about)
    np.testing.assert_allclose(mesh.read(made[0]), losses, rtol=1e-5)
    np.testing.assert_allclose(mesh.read(made[2]), state[0], rtol=1e-5, atol=1e-6)


def test_an_axis_that_does_not_divide_is_named(mesh: Client) -> None:
    mesh.put(np.zeros((4, 5), np.float32), "model:1")
    told = mesh.failed(failure="shape")["message"]
    assert "Axis 1" in told and "length 5" in told and "2 devices along `model`" in told
    mesh.put(np.zeros(4, np.float32), "model:1")
    assert "no axis 1" in mesh.failed(failure="shape")["message"]


@pytest.mark.parametrize("placement", ["model", "model:", "model:-1", "model:12", "host", "stage:1"])
def test_placements_that_do_not_exist_are_refused(mesh: Client, placement: str) -> None:
    mesh.put(np.zeros(2, np.float32), placement)
    assert mesh.failed(failure="malformed")


@pytest.mark.parametrize(
    "changes",
    [
        {"outputPlacements": ["replicated", "replicated"]},
        {"outputPlacements": ["somewhere"]},
        {"group": [2, 2]},
        {"group": [0]},
        {"group": [0, True]},
        {"group": "all"},
    ],
)
def test_layouts_that_make_no_sense_are_refused(mesh: Client, changes: dict[str, object]) -> None:
    mesh.send({**graph_of(f"bad {changes}", [("Add", [0, 0], [2])], [[2]], [1]), **changes})
    assert mesh.failed(failure="malformed")


def test_state_waits_in_the_memory_of_the_host(mesh: Client, client: Client) -> None:
    assert mesh.welcome["hostMemory"] is True
    step = dense_with_momentum()
    step.placed("offloaded", {0: "batch", 5: "batch"})
    step.host = [2, 4, 6, 8]
    as_trained_on_one(step, mesh, client)


def test_graphs_run_on_their_part_of_the_devices(mesh: Client) -> None:
    double = graph_of("double", [("Add", [0, 0], [4, 2])], [[4, 2]], [1], placements=["batch"])
    handle = mesh.put(np.ones((4, 2), np.float32))
    for index in (0, 1, 0):
        mesh.send({**double, "graph": f"double {index}", "group": [index, 2]})
        [handle] = mesh.execute({**double, "graph": f"double {index}"}, [handle], free=[handle])
    assert mesh.read(handle).tolist() == [[8, 8]] * 4
    mesh.send({**double, "graph": "thirds", "group": [0, 3]})
    mesh.execute({**double, "graph": "thirds"}, [handle])
    assert "do not divide among 3 stages" in mesh.failed(failure="shape")["message"]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--mesh", "data=3,model=2"], "there are 4 devices"),
        (["--mesh", "model=3"], "there are 4 devices"),
        (["--mesh", "rows=3"], "data=N,model=M"),
        (["--processes", "2"], "--coordinator"),
        (["--coordinator", "127.0.0.1:8000", "--processes", "2", "--process-id", "2"], "0 to 1"),
        (["--coordinator", "127.0.0.1:8000", "--processes", "2", "--process-id", "1"], "same --token FILE"),
        (["--coordinator", "8000", "--processes", "2", "--process-id", "1"], "HOST:PORT"),
    ],
)
def test_options_of_meshes_and_hosts_that_make_no_sense_are_refused(options: list[str], words: str) -> None:
    done = command("serve", "--devices", "4", "--port", "0", *options)
    assert done.returncode == 2 and words in done.stderr


def test_what_is_kept_on_the_host_comes_back_for_the_next_program() -> None:
    devices = Devices.found(1)
    made = devices.put(np.ones(3, np.float32), Spec("float32", (3,)), "replicated")
    kept = devices.kept(made, True)
    assert (made.sharding.memory_kind, kept.sharding.memory_kind) == ("device", "pinned_host")
    back = devices.laid(kept, "replicated")
    assert back.sharding.memory_kind == "device" and back.tolist() == [1, 1, 1]
    assert devices.kept(made, False) is made


def test_parts_of_a_mesh_are_runs_of_its_devices() -> None:
    """In a process of its own: here jax has one device already."""
    program = """
from gradbook_remote.environment import load_devices
from gradbook_remote.protocol import Spec
import numpy as np
devices = load_devices(8, None, (4, 2))
part = devices.part((1, 2))
print([device.id for device in part.all], part.mesh, devices.part((0, 1)) is devices, part.part(None) is devices)
laid = part.laid(devices.put(np.ones((4, 2)), Spec("float32", (4, 2)), "batch"), "model:1")
print(sorted(device.id for device in laid.sharding.device_set), laid.addressable_shards[0].data.shape)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=50)
    assert done.stdout.splitlines() == [
        "[4, 5, 6, 7] {'data': 2, 'model': 2} True True",
        "[4, 5, 6, 7] (4, 1)",
    ], done.stderr
