"""Where compiled programs are kept from one start of the server to the next, and how much room they may take."""

from __future__ import annotations

import hashlib
import os
import platform
import sys
from collections.abc import Mapping
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path

MOST_BYTES = 2**30


def users_folder(environment: Mapping[str, str] = os.environ) -> Path:
    """In the folder that the system has for what can be made anew."""
    if environment.get("XDG_CACHE_HOME"):
        base = Path(environment["XDG_CACHE_HOME"])
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Caches"
    elif sys.platform == "win32" and environment.get("LOCALAPPDATA"):
        base = Path(environment["LOCALAPPDATA"])
    else:
        base = Path.home() / ".cache"
    return base / "gradbook-remote" / "programs"


def prepared(base: Path, most: int = MOST_BYTES) -> Path | None:
    """
    The folder for this version of jax and this processor within `base`, where programs that were longest not used have
    made room; None where nothing can be written. A home may be shared by machines whose processors differ: a program
    for another one could end the server.
    """
    folder = base / f"jax-{version('jax')}-{_processor()}"
    try:
        # Programs are machine code: nobody else may put any there.
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        make_room(base, most)
    except OSError:
        return None
    return folder if os.access(folder, os.W_OK) else None


def make_room(base: Path, most: int) -> None:
    """Deletes files below `base`, those first that were longest not used, until they have `most` bytes or fewer together."""
    files = [(path, path.stat()) for path in base.rglob("*") if path.is_file()]
    size = sum(about.st_size for _, about in files)
    for path, about in sorted(files, key=lambda each: max(each[1].st_atime, each[1].st_mtime)):
        if size <= most:
            return
        # Another server may have been quicker.
        with suppress(FileNotFoundError):
            path.unlink()
        size -= about.st_size


def _processor() -> str:
    """A name for what instructions it has."""
    about = [platform.machine(), platform.processor()]
    with suppress(OSError), open("/proc/cpuinfo", encoding="utf-8", errors="replace") as file:
        about += next(([line] for line in file if line.lower().startswith(("flags", "features"))), [])
    return hashlib.sha256("\n".join(about).encode()).hexdigest()[:12]
