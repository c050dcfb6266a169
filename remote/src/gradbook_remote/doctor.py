"""Looks whether this machine can serve: versions, devices, port, a test step. Says what to do where something does not."""

from __future__ import annotations

import platform
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from .environment import load_devices
from .errors import Refused

_SIDE = 1024
_REPEATS = 10


@dataclass(frozen=True)
class Finding:
    good: bool
    text: str
    remedy: str | None = None


def examine(host: str, port: int, devices: int | None) -> int:
    """Prints what is found; 0 where all is well, else 1."""
    good = True
    for finding in _findings(host, port, devices):
        print(f"{'ok     ' if finding.good else 'PROBLEM'} {finding.text}", flush=True)
        if finding.remedy is not None:
            print(f"        {finding.remedy}", flush=True)
        good = good and finding.good
    print("Ready: gradbook-remote serve" if good else "Not ready.")
    return 0 if good else 1


def _findings(host: str, port: int, count: int | None) -> Iterator[Finding]:
    packages = ("gradbook-remote", "jax", "jaxlib", "websockets", "msgpack", "numpy")
    yield Finding(
        True,
        f"Python {platform.python_version()}, " + ", ".join(f"{name} {metadata.version(name)}" for name in packages),
    )
    yield _port(host, port)
    try:
        found = load_devices(count, None)
    except Refused as refused:
        yield Finding(False, refused.message)
        return
    except Exception as error:
        yield Finding(False, f"jax finds no device: {error}", "Set JAX_PLATFORMS=cpu to try without the accelerator")
        return
    for about in found.describe():
        memory = about["memory"]
        size = f", {memory / 2**30:.1f} GB" if isinstance(memory, int) else ""
        yield Finding(True, f"device {about['id']}: {about['kind']}{size}")
    yield from _unused_accelerator(found.platform)
    try:
        yield _test_step()
    except Exception as error:
        yield Finding(
            False,
            f"A test step failed: {str(error).splitlines()[0]}",
            "Another program may hold the device, or driver and jaxlib differ",
        )


def _port(host: str, port: int) -> Finding:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        with socket.socket(family) as tried:
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            tried.bind((host, port))
    except OSError as error:
        return Finding(
            False,
            f"port {port} of {host} cannot be used: {error.strerror}",
            "Choose another with --port, or stop what uses it",
        )
    return Finding(True, f"port {port} of {host} is free")


def _unused_accelerator(platform_name: str) -> Iterator[Finding]:
    if platform_name != "cpu":
        return
    if any(Path("/dev").glob("accel*")) or Path("/dev/vfio/0").exists():
        yield Finding(
            False,
            "this machine has a TPU, but jax does not use it",
            "pip install './remote[tpu]', and end other programs that hold it",
        )
    if Path("/dev/nvidia0").exists():
        yield Finding(
            False,
            "this machine has an NVIDIA GPU, but jax does not use it",
            "pip install './remote[cuda]' (needs a driver for CUDA 12)",
        )


def _test_step() -> Finding:
    import jax
    import jax.numpy as jnp

    step = jax.jit(lambda x: x @ x / _SIDE)
    x = step(jnp.ones((_SIDE, _SIDE))).block_until_ready()
    began = time.perf_counter()
    for _ in range(_REPEATS):
        x = step(x)
    x.block_until_ready()
    seconds = (time.perf_counter() - began) / _REPEATS
    if abs(float(x[0, 0]) - 1) > 1e-3:
        return Finding(
            False, f"a test step computed {float(x[0, 0])} where 1 is right", "The device or its driver is faulty"
        )
    return Finding(
        True,
        f"a test step ({_SIDE} x {_SIDE} matmul) takes {seconds * 1000:.2f} ms, {2 * _SIDE**3 / seconds / 1e9:,.0f} GFLOP/s",
    )
