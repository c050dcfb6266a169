"""The command `gradbook-remote`: its options, and what it prints."""

from __future__ import annotations

import argparse
import asyncio
import logging
import os
import signal
import ssl
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from . import VERSION
from .auth import is_loopback, new_token, read_token
from .compile_cache import prepared, users_folder
from .errors import Refused
from .limits import Limits, half_of_memory

if TYPE_CHECKING:
    from .hosts.channel import Channel
    from .hosts.cluster import Cluster
    from .placement import Devices

PORT = 8476
_KEYBOARD_GRACE = 2.0
# Tensors that lie whole on every device can be read even where some devices are gone.
_LOST_GRACE = 5.0


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit status: 0, 1 where something does not work, 2 where an option makes no sense."""
    options = _parser().parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", stream=sys.stderr)
    # websockets tells each handshake that failed, at length.
    logging.getLogger("websockets").setLevel(logging.CRITICAL)
    # jax tells which of its platforms are not installed.
    logging.getLogger("jax").setLevel(logging.WARNING)
    try:
        return _doctor(options) if options.command == "doctor" else _serve(options)
    except Refused as refused:
        print(f"gradbook-remote: {refused.message}", file=sys.stderr)
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="gradbook-remote", description="Computes Gradbook notebooks with JAX and XLA."
    )
    parser.add_argument("--version", action="version", version=f"gradbook-remote {VERSION}")
    commands = parser.add_subparsers(dest="command", required=True)
    serve = commands.add_parser("serve", help="serve notebooks until it is stopped")
    serve.add_argument("--host", default="127.0.0.1", help="address to listen on (127.0.0.1)")
    serve.add_argument("--port", type=_port, default=PORT, help=f"port to listen on, 0 for any ({PORT})")
    serve.add_argument(
        "--token",
        type=Path,
        metavar="FILE",
        help="file that holds the token; a random one is made and printed otherwise",
    )
    serve.add_argument(
        "--allow-origin",
        action="append",
        default=[],
        metavar="URL",
        help="origin of pages that may connect, beside those of this machine",
    )
    serve.add_argument(
        "--devices", type=_count, metavar="N", help="use N devices (all; on a CPU, that many virtual ones)"
    )
    serve.add_argument(
        "--mesh",
        type=_mesh,
        metavar="data=N,model=M",
        help="part the devices in two ways: batches along data, variables that a notebook shards along model (all in data)",
    )
    serve.add_argument(
        "--coordinator",
        type=_address,
        metavar="HOST:PORT",
        help="with several machines: where process 0 waits for the others; it takes the port after it, too",
    )
    serve.add_argument("--processes", type=_count, default=1, metavar="N", help="how many there are (1)")
    serve.add_argument("--process-id", type=_number, metavar="I", help="which of them this is, from 0")
    serve.add_argument(
        "--max-clients", type=_count, default=Limits.clients, metavar="N", help=f"sessions at a time ({Limits.clients})"
    )
    serve.add_argument(
        "--max-memory",
        type=_size,
        metavar="BYTES",
        help="of the tensors of one session, as 8e9, 512M or 8G (what the devices have, or half of this machine's)",
    )
    serve.add_argument(
        "--session-ttl",
        type=_seconds,
        default=Limits.session_ttl,
        metavar="SECONDS",
        help=f"how long a session outlives its connection ({Limits.session_ttl:g})",
    )
    serve.add_argument(
        "--grace",
        type=_seconds,
        default=20.0,
        metavar="SECONDS",
        help="how long clients may take to leave when it is asked to stop (20)",
    )
    serve.add_argument("--tls-cert", type=Path, metavar="FILE", help="certificate chain, PEM")
    serve.add_argument("--tls-key", type=Path, metavar="FILE", help="its private key, PEM")
    serve.add_argument(
        "--data-dir", type=_folder, metavar="DIR", help="notebooks may read data below this folder, where they name it"
    )
    serve.add_argument(
        "--allow-data-host",
        action="append",
        default=[],
        metavar="HOST",
        help="notebooks may have the server read data of https://HOST",
    )
    serve.add_argument(
        "--checkpoint-dir",
        type=Path,
        metavar="DIR",
        help="keep checkpoints of trainings that go on without a notebook, from one start to the next",
    )
    kept = serve.add_mutually_exclusive_group()
    kept.add_argument(
        "--compile-cache",
        type=Path,
        metavar="DIR",
        help="keep compiled programs here from one start to the next (up to 1 GiB in the user's cache folder; of several hosts none)",
    )
    kept.add_argument("--no-compile-cache", action="store_true", help="compile everything anew after each start")
    serve.add_argument("--insecure", action="store_true", help="listen beyond this machine without a token file or TLS")
    doctor = commands.add_parser("doctor", help="look whether devices, versions and port work")
    doctor.add_argument("--host", default="127.0.0.1")
    doctor.add_argument("--port", type=_port, default=PORT)
    doctor.add_argument("--devices", type=_count, metavar="N")
    return parser


def _serve(options: argparse.Namespace) -> int:
    if (options.tls_cert is None) != (options.tls_key is None):
        raise Refused("limit", "--tls-cert and --tls-key belong together")
    if not is_loopback(options.host) and not options.insecure and (options.token is None or options.tls_cert is None):
        raise Refused(
            "token",
            f"{options.host} can be reached from elsewhere: give --token FILE, --tls-cert and --tls-key; or listen on 127.0.0.1 "
            "and reach it through ssh -L; or say --insecure if the network itself is trusted",
        )
    cluster = _cluster(options)
    token = new_token() if options.token is None else read_token(options.token)
    tls = None if options.tls_cert is None else _tls(options.tls_cert, options.tls_key)
    others = None
    if cluster is not None:
        about = {"devices": options.devices, "mesh": None if options.mesh is None else list(options.mesh)}
        if cluster.process > 0:
            _leave(_follow(cluster, cluster.join(token, about), options))
        others = cluster.gather(token, about)
    from .environment import load_devices

    devices = load_devices(options.devices, _compile_cache(options), options.mesh, cluster)
    limits = Limits(
        clients=options.max_clients,
        memory=options.max_memory or devices.total_memory() or half_of_memory(),
        session_ttl=options.session_ttl,
    )
    _leave(asyncio.run(_run(options, devices, limits, token, tls, others)))


def _compile_cache(options: argparse.Namespace) -> Path | None:
    if options.compile_cache is not None or options.no_compile_cache or options.processes > 1:
        return options.compile_cache
    return prepared(users_folder())


def _leave(status: int) -> NoReturn:
    sys.stdout.flush()
    sys.stderr.flush()
    # Threads may be inside XLA, which ends badly when the interpreter is taken from under it.
    os._exit(status)


def _cluster(options: argparse.Namespace) -> Cluster | None:
    """Which process of several this is; None where it is the only one."""
    if options.coordinator is None and options.processes == 1 and options.process_id is None:
        return None
    if options.coordinator is None or options.processes == 1 or options.process_id is None:
        raise Refused("limit", "--coordinator, --processes (2 or more) and --process-id belong together")
    if options.process_id >= options.processes:
        raise Refused("limit", f"--process-id {options.process_id}: they are 0 to {options.processes - 1}")
    if options.token is None:
        raise Refused(
            "token", "Several processes know each other by their token: give all of them the same --token FILE"
        )
    from .hosts.cluster import Cluster

    return Cluster(options.coordinator, options.processes, options.process_id)


def _follow(cluster: Cluster, channel: Channel, options: argparse.Namespace) -> int:
    from .environment import load_devices

    devices = load_devices(options.devices, _compile_cache(options), options.mesh, cluster)
    from .hosts.follower import Follower

    print(f"process={cluster.process} of {cluster.processes} is ready", flush=True)
    return Follower(devices, channel).run()


async def _run(
    options: argparse.Namespace,
    devices: Devices,
    limits: Limits,
    token: str,
    tls: ssl.SSLContext | None,
    others: Mapping[int, tuple[str, Channel]] | None,
) -> int:
    from .datasets.places import Places
    from .server import RemoteServer

    stops: asyncio.Queue[int | tuple[str, bool]] = asyncio.Queue()
    leader = None
    if others is not None:
        from .hosts.leader import Leader

        loop = asyncio.get_running_loop()
        leader = Leader(
            others, lambda reason, lost: loop.call_soon_threadsafe(stops.put_nowait, (reason, lost)) and None
        )
        devices.mirror = leader

    places = Places(options.data_dir, options.allow_data_host)
    server = RemoteServer(devices, limits, token, options.allow_origin, places, options.checkpoint_dir)
    try:
        port = await server.start(options.host, options.port, tls)
    except OSError as error:
        print(
            f"gradbook-remote: port {options.port} of {options.host} cannot be used: {error.strerror}. Choose another with --port",
            file=sys.stderr,
        )
        return 1
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stops.put_nowait, number)
    _announce(options, devices, port, token)
    asked = await stops.get()
    reason, grace = _farewell(asked, options.grace)
    leaving = asyncio.create_task(server.stop(reason, grace))
    again = asyncio.create_task(stops.get())
    await asyncio.wait({leaving, again}, return_when=asyncio.FIRST_COMPLETED)
    if leader is not None:
        leader.end()
    return 0 if isinstance(asked, int) else 1


def _farewell(asked: int | tuple[str, bool], grace: float) -> tuple[str, float]:
    """What clients are told, and how many seconds they have: little where a part of the server is gone already."""
    if isinstance(asked, tuple):
        reason, lost = asked
        return reason, min(grace, _LOST_GRACE) if lost else grace
    return (
        ("The machine is being taken away", grace)
        if asked == signal.SIGTERM
        else ("The server was stopped", _KEYBOARD_GRACE)
    )


def _announce(options: argparse.Namespace, devices: Devices, port: int, token: str) -> None:
    """For people, then one line for programs. A token out of a file is not printed."""
    host = f"[{options.host}]" if ":" in options.host else options.host
    address = f"{'ws' if options.tls_cert is None else 'wss'}://{host}:{port}"
    count = len(devices.all)
    hosts = f" of {options.processes} hosts" if options.processes > 1 else ""
    print(
        f"gradbook-remote {VERSION}: {count} {'device' if count == 1 else 'devices'} ({devices.all[0].device_kind}){hosts}"
    )
    print("In the notebook: Runtime → Change runtime type → TPU, and paste")
    print(
        f"    {address}"
        + (f"/?token={token}" if options.token is None else f"    (token: the content of {options.token})")
    )
    print("Stop with Ctrl+C.")
    print(
        f"address={address} token={token}"
        if options.token is None
        else f"address={address} token-file={options.token}",
        flush=True,
    )


def _doctor(options: argparse.Namespace) -> int:
    from .doctor import examine

    return examine(options.host, options.port, options.devices)


def _tls(cert: Path, key: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    try:
        context.load_cert_chain(cert, key)
    except (OSError, ssl.SSLError) as error:
        raise Refused("token", f"--tls-cert {cert}, --tls-key {key}: {error}") from None
    return context


def _folder(text: str) -> Path:
    if not Path(text).is_dir():
        raise argparse.ArgumentTypeError(f"{text} is not a folder")
    return Path(text)


def _port(text: str) -> int:
    return _within(text, 0, 65535)


def _count(text: str) -> int:
    return _within(text, 1, 65536)


def _number(text: str) -> int:
    return _within(text, 0, 65535)


def _mesh(text: str) -> tuple[int | None, int]:
    """Devices along `data`, None where that is left out, and along `model`."""
    lengths: dict[str, int] = {}
    for part in text.split(","):
        name, _, length = part.partition("=")
        if name not in ("data", "model") or name in lengths:
            raise argparse.ArgumentTypeError(f"{text}: write data=N,model=M")
        lengths[name] = _count(length)
    return lengths.get("data"), lengths.get("model", 1)


def _address(text: str) -> tuple[str, int]:
    host, _, port = text.rpartition(":")
    if not host:
        raise argparse.ArgumentTypeError(f"{text}: write HOST:PORT, such as 10.0.0.2:8470")
    return host.strip("[]"), _within(port, 1, 65534)


def _within(text: str, low: int, high: int) -> int:
    if not text.isdecimal() or not low <= int(text) <= high:
        raise argparse.ArgumentTypeError(f"{text} is not a number from {low} to {high}")
    return int(text)


def _seconds(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value < 1e9:
        raise argparse.ArgumentTypeError(f"{text} is not a number of seconds")
    return value


def _size(text: str) -> int:
    units = {"K": 2**10, "M": 2**20, "G": 2**30, "T": 2**40}
    number, unit = (text[:-1], units[text[-1].upper()]) if text[-1:].upper() in units else (text, 1)
    try:
        value = int(float(number) * unit)
    except (ValueError, OverflowError):
        value = 0
    if value < 2**20:
        raise argparse.ArgumentTypeError(f"{text} is not a size of at least 1M")
    return value
