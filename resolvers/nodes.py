"""Global ids: type, upstream and uuid, base64url; never personal data."""

from __future__ import annotations

import base64
import binascii
from typing import NamedTuple

_SEPARATOR = ":"


class GlobalId(NamedTuple):
    """What a global id names."""

    type_name: str
    upstream: str
    uuid: str


def encode_id(type_name: str, upstream: str, uuid: str) -> str:
    """Return the opaque id of a resource."""
    text = _SEPARATOR.join((type_name, upstream, uuid))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def decode_id(text: str) -> GlobalId | None:
    """Return what the id names, or None when it is not one of ours."""
    try:
        decoded = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode()
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return None
    parts = decoded.split(_SEPARATOR)
    return GlobalId(*parts) if len(parts) == 3 else None
