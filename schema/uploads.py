"""POST /documenten: one file comes in, as the body itself, and waits for the mutation that uses it.

It is streamed to disk, enciphered, and looked at on the way: its type by content, its text, clamd,
its SHA-256. The answer is a sealed token that only its sender can use; no register is asked.
"""

from __future__ import annotations

import base64
import binascii
import logging
import re
import time
from collections.abc import Mapping
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from typing import NamedTuple
from urllib.parse import unquote

from starlette.requests import Request
from starlette.responses import Response

from policy.grants import Rights
from policy.sealing import Seals
from policy.tickets import UPLOAD, Voucher, owner_of, sealed
from resolvers.errors import WriteRefusedError
from schema.disposition import clean_name
from schema.endpoint import Endpoint
from schema.incoming import respond
from schema.transfers import (
    BROKEN,
    DONE,
    FAILED,
    REFUSALS,
    REFUSED,
    UP,
    TransferError,
    refused,
)
from settings_documenten import DocumentenSettings
from sources.deadline import Deadline
from sources.documenten.clamd import Clamd, FoundError, Scan, UnscannedError
from sources.documenten.soort import HEAD, TEXTS, KindError, accept, check_text
from sources.documenten.spool import BLOCK, Arriving, Spool, SpoolFullError

log = logging.getLogger("gateway.documenten")
NAME = "x-bestandsnaam"
DIGESTS = ("content-digest", "repr-digest")
CLOSE = {"Connection": "close"}
"""What is left of the body is not read."""
MB = 1_000_000
WRITING = ("documenten.aanmaken", "documenten.bijwerken")
"""Who may do either may upload; the mutation asks for the one it needs."""
GONE = 499
_DIGEST = re.compile(r"(?:^|,)\s*sha-256=:([A-Za-z0-9+/]{43}=):\s*(?:,|\Z)")


class _GoneError(Exception):
    """The client broke the upload off."""


class _Told(NamedTuple):
    """What the headers of an upload say."""

    size: int
    formaat: str
    bestandsnaam: str
    sha256: bytes | None


class Uploading:
    """Takes files in."""

    def __init__(
        self,
        endpoint: Endpoint,
        seals: Seals,
        spool: Spool,
        settings: DocumentenSettings,
        *,
        writes: bool,
    ) -> None:
        self._writes = writes
        self._endpoint, self._seals, self._spool = endpoint, seals, spool
        self._settings, self._transfers = settings, endpoint.transfers
        self._types = frozenset(settings.upload_types)
        self._clamd = Clamd(settings.clamd, settings.clamd_timeout) if settings.clamd else None

    async def answer(self, request: Request) -> Response:
        """Take one file in."""
        try:
            return await self._answer(request)
        except REFUSALS as error:
            self._transfers.ended(UP, REFUSED, 0)
            answer = refused(error)
            answer.headers.update(CLOSE)
            return answer
        except _GoneError:
            self._transfers.ended(UP, BROKEN, 0)
            return Response(status_code=GONE)

    async def _answer(self, request: Request) -> Response:
        principal, rights = await self._endpoint.admit(request)
        self._check_rights(rights)
        await self._endpoint.executor.quotas.enter(principal)
        told = _told(request.headers, self._settings.max_upload_mb * MB)
        owner, settings = owner_of(principal), self._settings
        with self._transfers.take(UP, owner, settings.max_uploads, settings.client_uploads):
            try:
                arriving = self._spool.begin(owner, told.size)
            except SpoolFullError as error:
                raise _full(is_own=error.is_own) from None
            except OSError:
                raise self._broken() from None
            try:
                with Deadline(settings.transfer_timeout):
                    made = await self._receive(request, told, arriving, owner)
            except BaseException as error:
                arriving.discard()
                if isinstance(error, TimeoutError):
                    raise _slow() from None
                if isinstance(error, OSError):
                    raise self._broken() from None
                raise
        self._transfers.ended(UP, DONE, told.size)
        return respond(self._answered(made), 201)

    def _check_rights(self, rights: Rights) -> None:
        """Raise TransferError for who may put no document in any register."""
        if not self._writes:
            raise TransferError(403, WriteRefusedError.code, WriteRefusedError.text)
        registers = [
            client.name
            for client in self._endpoint.landscape
            if client.settings.api == "documenten"
        ]
        if not any(
            grant.writes("documenten", name, WRITING)
            for grant in rights.grants
            for name in registers
        ):
            raise TransferError(403, "FORBIDDEN", "this caller may not add documents")

    def _broken(self) -> TransferError:
        """Return the refusal of what cannot be kept; what the disk says is for the log."""
        log.error("an upload could not be kept", extra={"code": "UPLOAD_UNAVAILABLE"})
        self._transfers.ended(UP, FAILED, 0)
        return TransferError(503, "UPLOAD_UNAVAILABLE", "uploads cannot be kept at the moment")

    async def _receive(
        self, request: Request, told: _Told, arriving: Arriving, owner: bytes
    ) -> Voucher:
        """Return the voucher of a file that came in whole. Raises TransferError, OSError."""
        formaat = ""
        async with AsyncExitStack() as stack:
            scan: Scan | None = None
            async for block in _Blocks(request, told.size, self._settings.idle_timeout):
                if not formaat:
                    formaat = self._accept(block[:HEAD], told)
                    if self._clamd is not None:
                        scan = await stack.enter_async_context(await _begun(self._clamd))
                if formaat in TEXTS:
                    _check_text(block)
                if scan is not None:
                    await _fed(scan, block)
                await arriving.write(block)
            if scan is not None:
                await _judged(scan)
        sha256 = arriving.finish()
        if told.sha256 not in (None, sha256):
            raise TransferError(422, "DIGEST_MISMATCH", "the file is not the one its digest is of")
        return Voucher(
            name=arriving.name,
            key=arriving.key,
            sha256=sha256,
            size=told.size,
            formaat=formaat,
            bestandsnaam=told.bestandsnaam,
            expires=time.time() + self._settings.upload_seconds,
            owner=owner,
        )

    def _accept(self, head: bytes, told: _Told) -> str:
        try:
            return accept(head, told.formaat, told.bestandsnaam, self._types)
        except KindError as error:
            raise _wrong_kind(error) from None

    def _answered(self, voucher: Voucher) -> Mapping[str, object]:
        return {
            "upload": sealed(self._seals, UPLOAD, voucher),
            "bestandsnaam": voucher.bestandsnaam,
            "formaat": voucher.formaat,
            "bestandsomvang": voucher.size,
            "sha256": voucher.sha256.hex(),
            "vervalt": datetime.fromtimestamp(int(voucher.expires), UTC).isoformat(),
        }


def _told(headers: Mapping[str, str], largest: int) -> _Told:
    """Return what the headers say. Raises TransferError before anything of the body is read."""
    length = headers.get("content-length", "")
    if not (length.isascii() and length.isdigit()):
        raise TransferError(411, "LENGTH_REQUIRED", "send the file with its Content-Length")
    size = int(length[:18])
    if len(length) > 18 or size > largest:
        raise TransferError(413, "REQUEST_TOO_LARGE", f"a file may be {largest} bytes at most")
    if size == 0:
        raise TransferError(400, "BAD_REQUEST", "the file is empty")
    name = headers.get(NAME)
    if name is None:
        raise TransferError(400, "BAD_REQUEST", "name the file in X-Bestandsnaam, percent-encoded")
    try:
        bestandsnaam = clean_name(unquote(name, errors="strict"))
    except UnicodeDecodeError:
        raise TransferError(
            400, "BAD_REQUEST", "X-Bestandsnaam must be percent-encoded UTF-8"
        ) from None
    return _Told(size, headers.get("content-type", ""), bestandsnaam, _digest(headers))


def _digest(headers: Mapping[str, str]) -> bytes | None:
    """Return the SHA-256 that the client gives (RFC 9530), None when it gives none."""
    given = next((headers[name] for name in DIGESTS if name in headers), None)
    if given is None:
        return None
    found = _DIGEST.search(given)
    try:
        if found is not None:
            return base64.b64decode(found[1], validate=True)
    except binascii.Error:
        pass
    raise TransferError(400, "BAD_REQUEST", "a digest must be sha-256=:<base64>: (RFC 9530)")


class _Blocks:
    """The body, in blocks that are worth a thread."""

    def __init__(self, request: Request, size: int, seconds: float) -> None:
        self._receive, self._left, self._seconds = request.receive, size, seconds

    def __aiter__(self) -> _Blocks:
        return self

    async def __anext__(self) -> bytes:
        parts, size = [], 0
        while self._left and size < BLOCK:
            part = await self._part()
            parts.append(part)
            size += len(part)
            self._left -= len(part)
        if not size:
            raise StopAsyncIteration
        return b"".join(parts)

    async def _part(self) -> bytes:
        with Deadline(self._seconds):
            message = await self._receive()
        if message["type"] != "http.request":
            raise _GoneError
        part: bytes = message.get("body", b"")
        ends = not message.get("more_body", False)
        if len(part) > self._left or (ends and len(part) < self._left):
            raise TransferError(400, "BAD_REQUEST", "the file is not as long as its Content-Length")
        return part


def _check_text(block: bytes) -> None:
    try:
        check_text(block)
    except KindError as error:
        raise _wrong_kind(error) from None


async def _begun(clamd: Clamd) -> Scan:
    try:
        return await clamd.begin()
    except UnscannedError:
        raise _unscanned() from None


async def _fed(scan: Scan, block: bytes) -> None:
    try:
        await scan.feed(block)
    except UnscannedError:
        raise _unscanned() from None


async def _judged(scan: Scan) -> None:
    try:
        await scan.verdict()
    except UnscannedError:
        raise _unscanned() from None
    except FoundError as error:
        log.warning("clamd found %s in an upload", error.signature)
        raise TransferError(
            422, "UPLOAD_INFECTED", "the scanner found something in this file"
        ) from None


def _wrong_kind(error: KindError) -> TransferError:
    return TransferError(415, "UPLOAD_TYPE", str(error))


def _unscanned() -> TransferError:
    log.error("an upload could not be scanned", extra={"code": "SCAN_UNAVAILABLE"})
    message = "the file could not be scanned, so it is not taken in"
    return TransferError(503, "SCAN_UNAVAILABLE", message, headers={"Retry-After": "5"})


def _slow() -> TransferError:
    return TransferError(408, "REQUEST_TIMEOUT", "the file took longer than allowed")


def _full(*, is_own: bool) -> TransferError:
    whose = "this caller has" if is_own else "there are"
    headers = {"Retry-After": "60"}
    return TransferError(507, "UPLOAD_FULL", f"{whose} too many uploads waiting", headers=headers)
