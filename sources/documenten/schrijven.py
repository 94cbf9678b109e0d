"""The writes of a document with its contents: in one body, or in parts (Documenten API 1.4).

A small file goes in the JSON of the document, as base64, streamed into it. For a larger one the
document is made without contents and with its size; the register then names the bestandsdelen it
wants, each of which is sent as multipart/form-data, and unlocking makes them the contents.
"""

from __future__ import annotations

import base64
import secrets
from collections.abc import AsyncIterator, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

import msgspec

from sources.client import UpstreamClient
from sources.documenten.resources import ENKELVOUDIGINFORMATIEOBJECT
from sources.documenten.spool import Kept
from sources.errors import MALFORMED, ContractError
from sources.landscape import Landscape
from sources.streaming import Sending
from sources.writing import Write

PATH = ENKELVOUDIGINFORMATIEOBJECT.path
DETAIL = f"{PATH}/{{uuid}}"
DEEL = "bestandsdelen/{uuid}"
JSON = "application/json"


class Deel(NamedTuple):
    """One part that the register wants."""

    path: str
    start: int
    size: int


class Gemaakt(NamedTuple):
    """A document as a register made or changed it, as far as what comes next needs it."""

    url: str
    lock: str
    delen: Sequence[Deel]


class _Deel(msgspec.Struct):
    url: str
    volgnummer: int
    omvang: int


class _Document(msgspec.Struct):
    url: str
    lock: str | None = None
    bestandsdelen: list[_Deel] = []


class _Lock(msgspec.Struct):
    lock: str


def with_contents(method: str, path: str, body: Mapping[str, Any], kept: Kept) -> Sending:
    """Return the write of a document whose contents stand in its own body."""
    mark = secrets.token_hex(16)
    text = msgspec.json.encode({**body, "bestandsomvang": kept.size, "inhoud": mark})
    head, tail = text.split(mark.encode())
    size = len(head) + (kept.size + 2) // 3 * 4 + len(tail)
    template = DETAIL if path != PATH else ""
    return Sending(method, path, partial(_inline, head, kept, tail), size, JSON, template)


async def _inline(head: bytes, kept: Kept, tail: bytes) -> AsyncIterator[bytes]:
    yield head
    rest = b""
    async for block in kept.read(0, kept.size):
        rest += block
        even = len(rest) - len(rest) % 3
        yield base64.b64encode(rest[:even])
        rest = rest[even:]
    yield base64.b64encode(rest) + tail


def without_contents(method: str, path: str, body: Mapping[str, Any], kept: Kept) -> Write:
    """Return the write of a document whose contents come after it, in bestandsdelen."""
    template = DETAIL if path != PATH else ""
    return Write(method, path, {**body, "bestandsomvang": kept.size, "inhoud": None}, template)


def gemaakt_of(
    landscape: Landscape, client: UpstreamClient, body: bytes, kept: Kept, *, in_parts: bool
) -> Gemaakt:
    """Return what came of such a write. Raises ContractError, OutsideLandscapeError.

    The bestandsdelen must lie in the same register and be as long together as the file.
    """
    try:
        made = msgspec.json.decode(body, type=_Document)
    except MALFORMED:
        raise ContractError(client.name, PATH, reason="no document in the answer") from None
    delen, start = [], 0
    for one in sorted(made.bestandsdelen, key=lambda deel: deel.volgnummer) if in_parts else ():
        found, path = landscape.locate(one.url)
        if found is not client or one.omvang <= 0:
            raise ContractError(client.name, PATH, reason="bestandsdelen that are not ours")
        delen.append(Deel(path, start, one.omvang))
        start += one.omvang
    if in_parts and start != kept.size:
        raise ContractError(client.name, PATH, reason="bestandsdelen of another size than the file")
    return Gemaakt(made.url, made.lock or "", delen)


def part_of(deel: Deel, lock: str, kept: Kept) -> Sending:
    """Return the write of one bestandsdeel."""
    boundary = secrets.token_hex(16)
    head = (
        f'--{boundary}\r\nContent-Disposition: form-data; name="lock"\r\n\r\n{plain(lock)}\r\n'
        f'--{boundary}\r\nContent-Disposition: form-data; name="inhoud"; filename="deel"\r\n'
        "Content-Type: application/octet-stream\r\n\r\n"
    ).encode()
    tail = f"\r\n--{boundary}--\r\n".encode()
    size = len(head) + deel.size + len(tail)
    content = partial(_multipart, head, deel, kept, tail)
    kind = f"multipart/form-data; boundary={boundary}"
    return Sending("PUT", deel.path, content, size, kind, DEEL)


async def _multipart(head: bytes, deel: Deel, kept: Kept, tail: bytes) -> AsyncIterator[bytes]:
    yield head
    async for block in kept.read(deel.start, deel.size):
        yield block
    yield tail


def lock_write(path: str) -> Write:
    """Return the write that locks a document."""
    return Write("POST", f"{path}/lock", None, f"{DETAIL}/lock")


def unlock_write(path: str, lock: str) -> Write:
    """Return the write that unlocks it."""
    return Write("POST", f"{path}/unlock", {"lock": lock}, f"{DETAIL}/unlock")


def remove_write(path: str) -> Write:
    """Return the write that removes a document."""
    return Write("DELETE", path, None, DETAIL)


def lock_of(client: UpstreamClient, body: bytes) -> str:
    """Return the lock that a register gave. Raises ContractError."""
    try:
        return msgspec.json.decode(body, type=_Lock).lock
    except MALFORMED:
        raise ContractError(client.name, f"{DETAIL}/lock", reason="no lock") from None


def plain(lock: str) -> str:
    """Return a lock as a form can hold it: what a register gives is not trusted to be one line."""
    return "".join(sign for sign in lock if sign.isprintable())
