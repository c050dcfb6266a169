"""The command `gradbook-remote`: its options, and what it prints."""

from __future__ import annotations

import argparse
import asyncio
import logging
import os
import signal
import ssl
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from . import VERSION
from .auth import is_loopback, new_token, read_token
from .errors import Refused
from .limits import Limits, half_of_memory

if TYPE_CHECKING:
    from .placement import Devices

PORT = 8476
_KEYBOARD_GRACE = 2.0


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
        "--compile-cache", type=Path, metavar="DIR", help="keep compiled programs here from one start to the next"
    )
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
    token = new_token() if options.token is None else read_token(options.token)
    tls = None if options.tls_cert is None else _tls(options.tls_cert, options.tls_key)
    from .environment import load_devices

    devices = load_devices(options.devices, options.compile_cache)
    limits = Limits(
        clients=options.max_clients,
        memory=options.max_memory or devices.total_memory() or half_of_memory(),
        session_ttl=options.session_ttl,
    )
    status = asyncio.run(_run(options, devices, limits, token, tls))
    sys.stdout.flush()
    sys.stderr.flush()
    # Threads may be inside XLA, which ends badly when the interpreter is taken from under it.
    os._exit(status)


async def _run(
    options: argparse.Namespace, devices: Devices, limits: Limits, token: str, tls: ssl.SSLContext | None
) -> int:
    from .server import RemoteServer

    server = RemoteServer(devices, limits, token, options.allow_origin)
    try:
        port = await server.start(options.host, options.port, tls)
    except OSError as error:
        print(
            f"gradbook-remote: port {options.port} of {options.host} cannot be used: {error.strerror}. Choose another with --port",
            file=sys.stderr,
        )
        return 1
    stops: asyncio.Queue[int] = asyncio.Queue()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stops.put_nowait, number)
    _announce(options, devices, port, token)
    asked = await stops.get()
    reason, grace = (
        ("The machine is being taken away", options.grace)
        if asked == signal.SIGTERM
        else ("The server was stopped", _KEYBOARD_GRACE)
    )
    leaving = asyncio.create_task(server.stop(reason, grace))
    again = asyncio.create_task(stops.get())
    await asyncio.wait({leaving, again}, return_when=asyncio.FIRST_COMPLETED)
    return 0


def _announce(options: argparse.Namespace, devices: Devices, port: int, token: str) -> None:
    """For people, then one line for programs. A token out of a file is not printed."""
    host = f"[{options.host}]" if ":" in options.host else options.host
    address = f"{'ws' if options.tls_cert is None else 'wss'}://{host}:{port}"
    count = len(devices.all)
    print(f"gradbook-remote {VERSION}: {count} {'device' if count == 1 else 'devices'} ({devices.all[0].device_kind})")
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


def _port(text: str) -> int:
    return _within(text, 0, 65535)


def _count(text: str) -> int:
    return _within(text, 1, 65536)


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
