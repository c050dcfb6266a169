"""Where data may be read from: files below one directory, and hosts that were named."""

from __future__ import annotations

import difflib
import os
import shutil
import tempfile
import threading
import urllib.error
import urllib.request
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import IO, Any
from urllib.parse import urlsplit

from ..errors import Refused

# So many files are told of where one is not found.
_MOST_TOLD = 12
_MOST_LOOKED_AT = 5000
_SECONDS = 60
_PIECE = 2**20


class Places:
    """Finds files for any thread. Downloads are kept until `close`."""

    def __init__(self, folder: Path | None = None, hosts: Collection[str] = (), most_bytes: int = 16 * 2**30) -> None:
        """`folder`: `--data-dir`; `hosts`: `--allow-data-host`; `most_bytes`: of one download."""
        self._folder = None if folder is None else folder.resolve()
        self._hosts = frozenset(host.lower() for host in hosts)
        self._most_bytes = most_bytes
        self._lock = threading.Lock()
        self._downloads: dict[str, Path] = {}
        self._kept: str | None = None

    def find(self, source: str) -> Path:
        """The file, or folder, that `source` names. Refused where there is none that may be read, naming those there are."""
        if "://" in source:
            return self._download(source)
        if self._folder is None:
            raise Refused(
                "limit", f"{source}: this server reads no files; start it with --data-dir DIR, the folder of your data"
            )
        if "\0" in source or Path(source).is_absolute() or ".." in Path(source).parts:
            raise Refused("limit", f"{source}: a path has to stay below --data-dir, as 'mnist/train-images.gz' does")
        path = (self._folder / source).resolve()
        if not path.is_relative_to(self._folder):
            raise Refused("limit", f"{source}: it leads out of --data-dir")
        if not path.exists():
            raise Refused("gone", f"{source}: there is no such file below --data-dir. {self._there_are(source)}")
        return path

    def close(self) -> None:
        with self._lock:
            if self._kept is not None:
                shutil.rmtree(self._kept, ignore_errors=True)
            self._kept = None
            self._downloads.clear()

    def _there_are(self, source: str) -> str:
        files = list(self._files())
        if not files:
            return "It is empty"
        near = difflib.get_close_matches(source, files, _MOST_TOLD, 0.3)
        told = near or sorted(files)[:_MOST_TOLD]
        more = len(files) - len(told)
        return f"There are: {', '.join(told)}{f' and {more} more' if more > 0 else ''}"

    def _files(self) -> Iterator[str]:
        left = _MOST_LOOKED_AT
        assert self._folder is not None
        for folder, folders, names in os.walk(self._folder):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            for name in sorted(names):
                left -= 1
                if left < 0:
                    return
                if not name.startswith("."):
                    yield Path(folder, name).relative_to(self._folder).as_posix()

    def _download(self, url: str) -> Path:
        self._check(url)
        # One at a time: two that ask for the same file share it.
        with self._lock:
            known = self._downloads.get(url)
            if known is not None:
                return known
            if self._kept is None:
                self._kept = tempfile.mkdtemp(prefix="gradbook-data-")
            name = Path(urlsplit(url).path).name or "data"
            path = Path(self._kept, f"{len(self._downloads)}-{name[-100:]}")
            try:
                self._fetch(url, path)
            except BaseException:
                path.unlink(missing_ok=True)
                raise
            self._downloads[url] = path
            return path

    def _check(self, url: str) -> None:
        parts = urlsplit(url)
        host = (parts.hostname or "").lower()
        if parts.scheme != "https" or parts.username is not None:
            raise Refused("limit", f"{url}: data comes by https, without a user's name")
        if host not in self._hosts:
            allowed = f" (now: {', '.join(sorted(self._hosts))})" if self._hosts else ""
            raise Refused("limit", f"{url}: start the server with --allow-data-host {host}{allowed}")

    def _fetch(self, url: str, path: Path) -> None:
        check = self._check

        class Redirects(urllib.request.HTTPRedirectHandler):
            def redirect_request(self, *args: Any) -> urllib.request.Request | None:  # noqa: ANN401 - as its base has them
                check(args[-1])
                return super().redirect_request(*args)

        try:
            with urllib.request.build_opener(Redirects).open(url, timeout=_SECONDS) as answer, path.open("wb") as file:
                self._copy(url, answer, file)
        except urllib.error.HTTPError as error:
            raise Refused("gone", f"{url}: the host answers {error.code} {error.reason}") from None
        except OSError as error:
            reason = getattr(error, "reason", error)
            raise Refused("gone", f"{url}: it cannot be read: {reason}") from None

    def _copy(self, url: str, answer: IO[bytes], file: IO[bytes]) -> None:
        size = 0
        while piece := answer.read(_PIECE):
            size += len(piece)
            if size > self._most_bytes:
                raise Refused("limit", f"{url}: it is larger than {self._most_bytes / 2**30:g} GB")
            file.write(piece)
