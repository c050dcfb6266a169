"""The process that the server runs in: what has to be set before jax is imported, and its memory."""

from __future__ import annotations

import ctypes
import gc
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .hosts.cluster import Cluster
    from .placement import Devices

# Threads that XLA makes for virtual devices. With fewer than devices x executions they wait for each other for ever.
_THREADS = 32
# Threads that serve steps get their turn so soon while another traces a large graph (Python's default: 5 ms).
_SWITCH_SECONDS = 0.0005


def load_devices(
    count: int | None,
    compile_cache: Path | None,
    mesh: tuple[int | None, int] | None = None,
    cluster: Cluster | None = None,
) -> Devices:
    """
    The devices that jax finds, `count` of them. On a machine without accelerator these are virtual ones that share its
    processor, one where `count` is None. `mesh`: devices along `data`, None for the rest, and along `model`.
    With a `cluster` they are those of all its processes, `count` of each, and this waits for the others.
    Refused('limit') where there are fewer than `count`, or other than the mesh needs.
    """
    if count is not None and count > 1:
        flags = os.environ.get("XLA_FLAGS", "")
        if "xla_force_host_platform_device_count" not in flags:
            os.environ["XLA_FLAGS"] = f"{flags} --xla_force_host_platform_device_count={count}".strip()
        if count > (os.cpu_count() or 1):
            os.environ.setdefault("NPROC", str(max(_THREADS, 4 * count)))
    sys.setswitchinterval(_SWITCH_SECONDS)
    import jax

    # Operations are named by the nodes that they come of. Lines of Python beside them made tracing a third slower.
    jax.config.update("jax_traceback_in_locations_limit", 0)
    if compile_cache is not None:
        jax.config.update("jax_compilation_cache_dir", str(compile_cache))
        jax.config.update("jax_persistent_cache_min_compile_time_secs", 0.0)
        jax.config.update("jax_persistent_cache_min_entry_size_bytes", -1)
    if cluster is not None:
        jax.config.update("jax_cpu_collectives_implementation", "gloo")
        jax.distributed.initialize(cluster.jax_address, cluster.processes, cluster.process)
    from .placement import Devices

    return Devices.found(count, mesh, 1 if cluster is None else cluster.processes)


def give_back_memory() -> None:
    """Returns to the system what was freed: glibc keeps the memory of large tensors for itself otherwise."""
    gc.collect()
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
        if trim is not None:
            trim(0)
