"""How entries are written on a server that others can read: encrypted, and under names that say
nothing.

A rol holds a BSN. So every value is encrypted (AES-256-GCM) with a key per family, made of the
configured secret, and bound to its place: what was moved, spoilt or written by anybody else is not
read. Keys are digests by that same secret.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from functools import lru_cache
from typing import Any, NamedTuple

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from sources.landscape import Landscape
from sources.resource import Resource
from sources.zaakcache.places import CURRENT, KEPT, ROOTS, SELF, Family, Kind, Place, name_of

FORMAT = 1
"""Raised when what is written changes; the fields of a record are in the names by themselves."""
NONCE = 12
_BY_NAME = {name_of(resource): resource for resource in KEPT}
_ROOTS = {root.path: root for root in ROOTS}


class Opened(NamedTuple):
    """What was written at one place."""

    fetched: float
    etag: str
    value: Any


class Sealing:
    """Names and values of one landscape under one secret."""

    def __init__(self, secret: bytes, landscape: Landscape) -> None:
        self._names = hmac.digest(secret, b"zaakcache names", "sha256")
        self._values = hmac.digest(secret, b"zaakcache values", "sha256")
        self._kinds: dict[Kind, str] = {}
        self._where = {
            client.name: (client.settings.root, client.settings.auth.client_id)
            for client in landscape
        }

    @property
    def meta(self) -> str:
        """Key of what is about all of it."""
        return f"gateway:zaak:{FORMAT}:meta"

    def key(self, family: Family) -> str:
        """Return the key of a family: the same for gateways that read the same registers alike."""
        what = (self._where[family.upstream], self._where[family.owner], family.path, family.uuid)
        return f"gateway:zaak:{FORMAT}:{self._digest(what)}"

    def kind(self, kind: Kind) -> str:
        """Return the name of a kind."""
        found = self._kinds.get(kind)
        if found is None:
            found = self._kinds[kind] = self._digest((self._where[kind[0]], *kind[1:]))
        return found

    def _digest(self, what: Any) -> str:
        return hmac.new(self._names, msgspec.json.encode(what), "sha256").hexdigest()[:40]

    def field(self, place: Place) -> str:
        """Return the name of a part; gateways of which its records differ use another one."""
        return f"{place.part}:{_shape(place.family.path, place.part)}"

    def cipher(self, key: str) -> AESGCM:
        """Return what encrypts the values of a family: a key of its own, so nonces never run out.

        A random nonce is good for some 2^32 values under one key.
        """
        return AESGCM(hmac.digest(self._values, key.encode(), "sha256"))

    def seal(self, cipher: AESGCM, field: str, opened: Opened) -> bytes:
        """Return a value as it is written."""
        nonce = secrets.token_bytes(NONCE)
        return nonce + cipher.encrypt(nonce, msgspec.msgpack.encode(opened), field.encode())

    def open(self, cipher: AESGCM, place: Place, sealed: bytes) -> Opened | None:
        """Return what was written there; None when it is not what a gateway wrote there."""
        try:
            name = self.field(place).encode()
            plain = cipher.decrypt(sealed[:NONCE], sealed[NONCE:], name)
            fetched, etag, value = _decoder(place.family.path, place.part).decode(plain)
        except (InvalidTag, ValueError, msgspec.MsgspecError):
            return None
        return Opened(fetched, etag, value)


def _record_of(path: str, part: str) -> tuple[Resource[Any], bool]:
    """Return what is kept as this part, and whether it is a list."""
    if part == SELF:
        return _ROOTS[path], False
    if part in CURRENT:
        return CURRENT[part], False
    return _BY_NAME[part], True


@lru_cache
def _decoder(path: str, part: str) -> msgspec.msgpack.Decoder[Any]:
    resource, is_list = _record_of(path, part)
    record: Any = resource.record
    value: Any = list[record] if is_list else record
    return msgspec.msgpack.Decoder(tuple[float, str, value])


@lru_cache
def _shape(path: str, part: str) -> str:
    """Return what tells apart gateways of which this record, or one in it, has other fields."""
    schema = msgspec.json.schema(_record_of(path, part)[0].record)
    return hashlib.sha256(msgspec.json.encode(schema)).hexdigest()[:12]
