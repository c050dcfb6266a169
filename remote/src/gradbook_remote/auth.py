"""Who may connect: whoever knows the token, from a page of this machine or of an origin that was allowed."""

from __future__ import annotations

import hmac
import ipaddress
import re
import secrets
from collections.abc import Collection
from pathlib import Path

from .errors import Refused

_LOOPBACK_ORIGIN = re.compile(r"https?://(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?")
_LEAST_TOKEN = 16


def new_token() -> str:
    return secrets.token_urlsafe(24)


def read_token(path: Path) -> str:
    """The token in a file of one line. Refused where there is none or it could be guessed."""
    try:
        token = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise Refused("token", f"The token file {path} cannot be read: {error}") from None
    if len(token) < _LEAST_TOKEN or len(token.split()) != 1:
        raise Refused(
            "token", f"{path} has to hold one word of at least {_LEAST_TOKEN} characters: openssl rand -hex 24 > {path}"
        )
    return token


def same_token(given: str, token: str) -> bool:
    """Takes as long for a token that is nearly right as for any other."""
    return hmac.compare_digest(given.encode("utf-8", "surrogatepass"), token.encode())


def origin_allowed(origin: str | None, allowed: Collection[str]) -> bool:
    """Programs other than browsers send no Origin; of them, the token is asked like of all."""
    return origin is None or origin.rstrip("/") in allowed or _LOOPBACK_ORIGIN.fullmatch(origin) is not None


def is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
