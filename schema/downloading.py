"""GET and HEAD of /documenten/<address>: the contents of a document, streamed through the gateway.

Each time the address is opened, its caller's rights are asked of the policy again and the metadata
of the document are read through the guard. Nothing of the contents is kept, nor may a browser.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from contextlib import suppress
from typing import NamedTuple

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from policy.sealing import SealError
from policy.tickets import Ticket, owner_of
from resolvers.context import RequestContext
from resolvers.downloads import Desk, ExpiredError, Found, find, is_same_caller
from schema.disposition import disposition, is_shown, media_type, policy_for
from schema.endpoint import Endpoint
from schema.execution import Outcome
from schema.hangup import ClientGoneError, Watching
from schema.protocol import ABORT
from schema.ranges import Span, UnsatisfiableError, is_known, is_same, span_of
from schema.transfers import (
    BROKEN,
    DONE,
    DOWN,
    FAILED,
    REFUSALS,
    REFUSED,
    Place,
    TransferError,
    Transfers,
    refused,
)
from settings_documenten import DocumentenSettings
from sources.deadline import Deadline
from sources.documenten.inhoud import Opened, Part, open_inhoud, place_of
from sources.documenten.resources import DocumentRecord
from sources.errors import AccessDeniedError, SourceError

ACTIVITY = "Document downloaden"


class Downloading:
    """Answers who comes with an address."""

    def __init__(
        self, endpoint: Endpoint, desk: Desk, settings: DocumentenSettings, transfers: Transfers
    ) -> None:
        self._endpoint, self._desk = endpoint, desk
        self._settings, self._transfers = settings, transfers

    async def answer(self, request: Request) -> Response:
        """Answer one request."""
        try:
            return await self._answer(request)
        except REFUSALS as error:
            self._transfers.ended(DOWN, REFUSED, 0)
            return refused(error)

    async def _answer(self, request: Request) -> Response:
        ticket = self._ticket(request.path_params["token"])
        endpoint, settings = self._endpoint, self._settings
        if settings.download_token:
            principal, _ = await endpoint.admit(request)
            if not is_same_caller(ticket.who, principal):
                raise _unknown()
        principal = ticket.who.principal()
        owner = owner_of(principal)
        place = self._transfers.take(DOWN, owner, settings.max_downloads, settings.client_downloads)
        try:
            rights = await endpoint.rights_of(principal)
            await endpoint.executor.quotas.enter(principal)
            context = endpoint.context_for(request.headers, principal, rights, ticket.doelbinding)
            context.call.cache = None  # decided on what the document is now, as its contents are
            return await self._logged(request, context, ticket, place)
        except BaseException:
            place.leave()
            raise

    def _ticket(self, token: str) -> Ticket:
        try:
            return self._desk.ticket(token)
        except SealError:
            raise _unknown() from None
        except ExpiredError:
            raise TransferError(410, "DOWNLOAD_EXPIRED", "this address is no longer good") from None

    async def _logged(
        self, request: Request, context: RequestContext, ticket: Ticket, place: Place
    ) -> Response:
        """Return the answer, after the log of processing holds that it was read."""
        made: list[Response] = []

        async def answering() -> Outcome:
            try:
                made.append(await self._prepare(request, context, ticket, place))
            finally:
                await context.call.end()
            return Outcome({"data": {}})

        logboek = self._endpoint.logboek
        if logboek is None:
            await answering()
            return made[0]
        client_id = context.principal.client_id
        kept = await logboek.around(answering(), context.call, client_id, name=ACTIVITY)
        if kept.status != 200:
            if isinstance(made[0], Streaming):
                await made[0].aclose()
            place.leave()
            raise TransferError(
                kept.status, "LOGBOEK_UNAVAILABLE", "the processing could not be logged"
            )
        return made[0]

    async def _prepare(
        self, request: Request, context: RequestContext, ticket: Ticket, place: Place
    ) -> Response:
        """Return what is to be sent. Raises TransferError, SourceError."""
        try:
            found = await find(context, ticket)
        except AccessDeniedError:
            found = None
        if found is None or not found.document.inhoud:
            raise _unknown()
        asked = _Asked.of(request, found, ticket)
        if is_known(request.headers.get("if-none-match"), asked.etag):
            place.leave()
            return Response(status_code=304, headers=asked.headers())
        if request.method == "HEAD":
            place.leave()
            return _head(asked.headers(found.document.bestandsomvang))
        span = asked.span(found.document.bestandsomvang)
        where = place_of(context.landscape, found.client, found.document)
        part = None if span is None else Part(*span)
        size = found.document.bestandsomvang
        opened = await open_inhoud(found.client, where, context.call, part, size)
        if opened is None:
            raise _unknown()
        try:
            if opened.size != size:
                span = asked.span(opened.size)
                opened = opened._replace(skip=0 if span is None else span.start)
        except TransferError:
            await opened.contents.aclose()
            raise
        trace_id = context.call.trace.trace_id
        flow = _Flow(self._settings, self._transfers, place, trace_id)
        return Streaming(opened, span, asked.headers(opened.size, span), flow)


class _Asked(NamedTuple):
    """What a request wants of a document, and how that is told."""

    request: Request
    document: DocumentRecord
    etag: str
    inline: bool

    @classmethod
    def of(cls, request: Request, found: Found, ticket: Ticket) -> _Asked:
        document = found.document
        parts = (
            found.client.name,
            document.url,
            document.versie,
            document.bestandsomvang,
            document.begin_registratie,
        )
        digest = hashlib.sha256("\0".join(map(str, parts)).encode()).hexdigest()
        return cls(request, document, f'"{digest[:32]}"', ticket.inline)

    def span(self, size: int | None) -> Span | None:
        """Return the range that is asked of contents of this size. Raises TransferError."""
        if not is_same(self.request.headers.get("if-range"), self.etag):
            return None
        try:
            return span_of(self.request.headers.get("range"), size)
        except UnsatisfiableError:
            told = {"Content-Range": f"bytes */{size}", "ETag": self.etag}
            message = "nothing lies in that range"
            raise TransferError(416, "RANGE_NOT_SATISFIABLE", message, headers=told) from None

    def headers(self, size: int | None = None, span: Span | None = None) -> dict[str, str]:
        """Return the headers of the answer; `size` is that of the whole."""
        kind = media_type(self.document.formaat)
        shown = is_shown(kind, asked=self.inline)
        headers = {
            "Content-Type": kind,
            "Content-Disposition": disposition(self.document.bestandsnaam, shown=shown),
            "Content-Security-Policy": policy_for(kind, shown=shown),
            "Cache-Control": "private, no-store",
            "Accept-Ranges": "bytes",
            "ETag": self.etag,
        }
        if span is not None and size is not None:
            headers["Content-Range"] = span.told(size)
            headers["Content-Length"] = str(span.length)
        elif size is not None:
            headers["Content-Length"] = str(size)
        return headers


class _Flow(NamedTuple):
    """How one transfer may go, and where it is counted."""

    settings: DocumentenSettings
    transfers: Transfers
    place: Place
    trace_id: str


class Streaming(Response):
    """Contents on their way from a register to a client, a part at a time."""

    def __init__(
        self, opened: Opened, span: Span | None, headers: Mapping[str, str], flow: _Flow
    ) -> None:
        super().__init__(status_code=200 if span is None else 206)
        del self.headers["content-length"]
        self.headers.update(headers)
        self._opened, self._flow = opened, flow
        self._left = opened.size if span is None else span.length
        self._skip, self._sent = opened.skip, 0

    async def aclose(self) -> None:
        """Let go of the register's connection and of the place."""
        self._flow.place.leave()
        await self._opened.contents.aclose()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it. A transfer that breaks off ends the connection, so that it shows."""
        outcome = FAILED
        try:
            with Deadline(self._flow.settings.transfer_timeout):
                async with Watching(receive):
                    is_whole = await self._send(send)
            outcome = DONE if is_whole else FAILED
        except (ClientGoneError, TimeoutError, OSError):
            outcome = BROKEN
        except SourceError:
            outcome = FAILED
        finally:
            self._flow.transfers.ended(DOWN, outcome, self._sent, self._flow.trace_id)
            if outcome != DONE:
                scope.get("extensions", {}).get(ABORT, lambda: None)()
            with suppress(OSError):
                await self.aclose()

    async def _send(self, send: Send) -> bool:
        """Return whether all that was promised was sent. Raises SourceError, TimeoutError."""
        seconds = self._flow.settings.idle_timeout
        start = {"type": "http.response.start", "status": self.status_code}
        await send({**start, "headers": self.raw_headers})
        while part := await self._next():
            with Deadline(seconds):
                await send({"type": "http.response.body", "body": part, "more_body": True})
            self._sent += len(part)
        if self._left:
            return False
        with Deadline(seconds):
            await send({"type": "http.response.body", "body": b""})
        return True

    async def _next(self) -> bytes:
        """Return the next of what was asked of what the register sends; nothing at its end."""
        if self._left == 0:
            return b""
        part = await self._opened.contents.read()
        while part and self._skip >= len(part):
            self._skip -= len(part)
            part = await self._opened.contents.read()
        wanted = part[self._skip :] if self._skip else part
        self._skip = 0
        if self._left is not None:
            wanted = wanted[: self._left]
            self._left -= len(wanted)
        return wanted


def _head(headers: Mapping[str, str]) -> Response:
    """Return the answer to HEAD: what Content-Length would say, or nothing of it."""
    answer = Response(headers=headers)
    if "Content-Length" not in headers:
        del answer.headers["content-length"]
    return answer


def _unknown() -> TransferError:
    """Return the refusal of what is not there, or not for this caller: they look alike."""
    return TransferError(404, "DOWNLOAD_UNKNOWN", "there is no such download")
