"""Contents that are larger than memory, streamed from and to one upstream beside its reads.

Root, credentials and breaker are the client's. Its places (`concurrency`) are not taken: a download
goes as slowly as whoever receives it, and would hold up every read. Callers bound how many there
are. An answer counts as read when its head came, so that it is noted before any of it is passed on.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Mapping
from typing import NamedTuple

from sources.answers import Answer, interpret
from sources.call import Call, Ended, Read
from sources.client import (
    FAILURES,
    ConnectionFailedError,
    Params,
    UpstreamClient,
)
from sources.deadline import Deadline
from sources.errors import (
    ContractError,
    SourceError,
    SourceTimeoutError,
    UnavailableError,
    UnconfirmedError,
)
from sources.transport import Incoming, Outgoing
from sources.watch import parent_span
from sources.writing import TOELICHTING, Written, header_text, written

SLOWEST = 1_000_000
"""Bytes a second that a register must at least take, above its `total_timeout`."""
PLAIN = {"accept": "*/*", "accept-encoding": "identity"}
"""Contents are passed on byte for byte, and a range of them is counted in those bytes."""


class Contents:
    """An answer that is read part by part."""

    def __init__(self, client: UpstreamClient, incoming: Incoming, template: str) -> None:
        self.status, self.headers = incoming.status, incoming.headers
        self._client, self._incoming, self._template = client, incoming, template

    @property
    def size(self) -> int | None:
        """The bytes that the server says will come, None when it does not."""
        told = self.headers.get("content-length", "")
        return int(told) if told.isascii() and told.isdigit() else None

    async def read(self) -> bytes:
        """Return what comes next; nothing at the end. Raises SourceError."""
        try:
            return await self._incoming.read()
        except FAILURES as error:
            failure = self._client.failure(error, self._template)
        if isinstance(failure, SourceError):
            raise failure
        raise UnavailableError(self._client.name, self._template, reason="connection lost")

    async def aclose(self) -> None:
        """Let go of the connection, also when not everything was read."""
        await self._incoming.release()


async def open_contents(
    client: UpstreamClient,
    path: str,
    call: Call,
    *,
    template: str,
    params: Params = None,
    headers: Mapping[str, str] | None = None,
) -> Contents | None:
    """Return the answer to GET root/path, to be read and closed; None on 404. Raises SourceError.

    What fails in passing is asked again, as far as the settings of the upstream allow.
    """
    request = client.request("GET", path, params, {**PLAIN, **(headers or {})})
    read = Read(client.name, "GET", template, 1, 0.0, None)
    request, read.span_id = client.introduced(request, call, template)
    with _Noting(client, call, read):
        try:
            with Deadline(client.settings.total_timeout):
                return await _opened(client, request, call, read)
        except TimeoutError:
            client.breaker.failed()
            raise SourceTimeoutError(client.name, template) from None


async def _opened(
    client: UpstreamClient, request: Outgoing, call: Call, read: Read
) -> Contents | None:
    retries, renewed, pause = client.settings.retries, False, client.settings.backoff
    while True:
        credentials = await client.credentials(call.caller, read.template)
        try:
            incoming = await _sent(client, request, credentials, read.template)
        except ConnectionFailedError:
            if retries == 0:
                raise UnavailableError(client.name, read.template, reason="no connection") from None
        else:
            read.status = incoming.status
            if incoming.status in (200, 206):
                return await _unpacked(client, incoming, read)
            answer = await _whole(client, incoming, read.template)
            if answer.refuses_credentials and not renewed:
                renewed = True
                if client._auth.forget(call.caller, credentials):
                    continue
            if retries == 0 or not answer.is_passing_failure:
                _check_absent(client, answer, read)
                return None
        retries -= 1
        await asyncio.sleep(pause)
        pause *= 2


async def _unpacked(client: UpstreamClient, incoming: Incoming, read: Read) -> Contents:
    """Return the contents of an answer, unless they are packed: that was not asked."""
    if incoming.headers.get("content-encoding", "identity") not in ("", "identity"):
        await incoming.release()
        raise ContractError(client.name, read.template, reason="packed contents")
    client.breaker.succeeded()
    read.outcome = Ended.ANSWERED
    return Contents(client, incoming, read.template)


def _check_absent(client: UpstreamClient, answer: Answer, read: Read) -> None:
    """Raise the SourceError of any answer but that nothing is there."""
    if interpret(answer, client.name, read.template) is not None:
        raise ContractError(client.name, read.template, reason=f"HTTP {answer.status}")
    read.outcome = Ended.NOTHING


async def _sent(
    client: UpstreamClient, request: Outgoing, credentials: Mapping[str, str], template: str
) -> Incoming:
    """Return the head of an answer. Raises SourceError, ConnectionFailedError."""
    own = {name.lower(): value for name, value in credentials.items()}
    try:
        return await client._exchange(request._replace(headers={**request.headers, **own}))
    except FAILURES as error:
        raise client.failure(error, template) from None


async def _whole(client: UpstreamClient, incoming: Incoming, template: str) -> Answer:
    """Return the answer with its body. Raises SourceError, ConnectionFailedError."""
    try:
        try:
            body = await client.body_of(incoming, template)
        finally:
            await incoming.release()
    except FAILURES as error:
        raise client.failure(error, template) from None
    answer = Answer(incoming.status, incoming.headers, body)
    if answer.is_passing_failure and answer.status != 429:
        client.breaker.failed()
    else:
        client.breaker.succeeded()
    return answer


class Sending(NamedTuple):
    """A change whose content is streamed."""

    method: str
    path: str
    content: Callable[[], AsyncIterator[bytes]]
    """Gives the content, from its beginning each time."""
    size: int
    """Bytes of it; servers of these APIs take no body of unknown length."""
    media_type: str
    template: str = ""
    toelichting: str = ""


async def send_contents(client: UpstreamClient, asked: Sending, call: Call) -> Written:
    """Return the answer to a change that was made; one attempt, as in sources/writing.

    Raises UnconfirmedError when it may or may not have been made, and otherwise the SourceError of
    a change that was certainly not made.
    """
    template = asked.template or asked.path
    headers = {"content-type": asked.media_type, "content-length": str(asked.size)}
    if asked.toelichting:
        headers[TOELICHTING.lower()] = header_text(asked.toelichting)
    request = client.request(asked.method, asked.path, None, headers)
    request, span_id = client.introduced(request, call, template)
    read = Read(client.name, asked.method, template, 1, 0.0, None, span_id)
    with _Noting(client, call, read):
        try:
            with Deadline(client.settings.total_timeout + asked.size / SLOWEST):
                answer = await _answer(client, request, asked, call, template)
        except (TimeoutError, SourceTimeoutError):
            raise UnconfirmedError(client.name, template, reason="no answer in time") from None
        read.status = answer.status
        made = written(client, answer, template)
        read.outcome = Ended.ANSWERED
        return made


async def _answer(
    client: UpstreamClient, request: Outgoing, asked: Sending, call: Call, template: str
) -> Answer:
    """Return the answer to one attempt, or to a second with fresh credentials."""
    renewed = False
    while True:
        credentials = await client.credentials(call.caller, template)
        sent = request._replace(content=asked.content(), is_write=True)
        try:
            incoming = await _sent(client, sent, credentials, template)
            answer = await _whole(client, incoming, template)
        except ConnectionFailedError as failed:
            error = UnconfirmedError if failed.sent else UnavailableError
            raise error(client.name, template, reason="no connection") from None
        if renewed or not (
            answer.refuses_credentials and client._auth.forget(call.caller, credentials)
        ):
            return answer
        renewed = True


class _Noting:
    """Notes one call as it begins and ends, for explain, metrics and the log of processing."""

    def __init__(self, client: UpstreamClient, call: Call, read: Read) -> None:
        self._client, self._call, self._read = client, call, read

    def __enter__(self) -> None:
        read = self._read
        read.started, read.parent = time.time_ns(), parent_span()
        self._start = time.perf_counter()
        self._call.reads.append(read)

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        read = self._read
        if isinstance(error, SourceError):
            read.failed(error)
        read.ended, read.ms = time.time_ns(), (time.perf_counter() - self._start) * 1000
        if self._client.watcher is not None:
            self._client.watcher(read)
