"""Which URLs lie inside a root, and what they identify. Pure functions."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, unquote, urlsplit

_DEFAULT_PORTS = {"http": 80, "https": 443}
_MAX_UNQUOTES = 5
_SIMPLE = re.compile(r"[A-Za-z0-9_-]+(/[A-Za-z0-9_-]+)*\Z")


def path_below(root: str, url: str) -> str | None:
    """Return the path of `url` below `root` ("zaken/<uuid>"), or None when it lies outside.

    The host, port and scheme must be equal, and no segment may be a dot segment, however
    often it was percent-encoded: a server further on may decode once more than we do, or drop
    the parameters behind a `;`.
    """
    try:
        base, parts = urlsplit(root), urlsplit(url)
        same = (base.scheme, base.hostname, _port(base)) == (
            parts.scheme,
            parts.hostname,
            _port(parts),
        )
    except ValueError:
        return None
    if not same or parts.username is not None or parts.password is not None:
        return None
    if not parts.path.startswith(base.path) or not is_plain_path(parts.path):
        return None
    return parts.path[len(base.path) :].strip("/")


def is_plain_path(path: str) -> bool:
    """Return whether the path has no dot segments, backslashes or control characters."""
    for _ in range(_MAX_UNQUOTES):
        if "\\" in path or any(ord(char) < 0x20 for char in path):
            return False
        if any(segment.split(";")[0] in (".", "..") for segment in path.split("/")):
            return False
        decoded = unquote(path)
        if decoded == path:
            return True
        path = decoded
    return False


def is_simple_path(path: str) -> bool:
    """Return whether a path below a root holds nothing that any server could read otherwise."""
    return _SIMPLE.match(path) is not None


def last_segment(url: str) -> str:
    """Return the id at the end of a resource's URL; "" when there is none."""
    return url.rstrip("/").rpartition("/")[2]


def _port(parts: SplitResult) -> int | None:
    return parts.port or _DEFAULT_PORTS.get(parts.scheme)
