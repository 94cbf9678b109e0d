"""Writes to one upstream: one attempt each, and never told as done or undone when that is unsure.

A write is not repeated: the standards have no idempotency key, so a second POST is a second zaak.
Only when the server refuses who we say we are, nothing was done and a fresh credential may do.
"""

from __future__ import annotations

import time
import unicodedata
from collections.abc import Mapping
from typing import Any, NamedTuple

import msgspec

from sources.answers import Answer, interpret
from sources.call import Call, Ended, Read
from sources.client import JSON, About, UpstreamClient
from sources.deadline import Deadline
from sources.errors import (
    ContractError,
    RejectedError,
    SourceError,
    SourceTimeoutError,
    TooLargeError,
    UnavailableError,
    UnconfirmedError,
)
from sources.transport import Outgoing
from sources.watch import parent_span

TOELICHTING = "X-Audit-Toelichting"
"""Why a change is made: the audittrail keeps it (ZGW APIs 1.x, every write)."""
MAX_TOELICHTING = 1_000
"""Characters of it; a header holds no more without trouble."""
FETCHING = "token"
"""Where a credential is fetched (sources/client.py): what fails there was before the write."""
NOT_DONE = frozenset({429, 503})
"""Failures by which a server says that it did nothing; after any other 5xx that is unsure."""


class Write(NamedTuple):
    """One change asked of a register."""

    method: str
    path: str
    body: Any = None
    """What is sent as JSON; nothing when it is None."""
    template: str = ""
    """The path without values, for explain, metrics and errors."""
    headers: Mapping[str, str] = {}
    toelichting: str = ""


class Written(NamedTuple):
    """What the register answered to a change that it made."""

    status: int
    headers: Mapping[str, str]
    body: bytes


async def write(client: UpstreamClient, asked: Write, call: Call, about: About = None) -> Written:
    """Return the answer to a change that was made.

    Raises UnconfirmedError when it may or may not have been made, and otherwise the SourceError of
    a change that was certainly not made (RejectedError too for what is not there, HTTP 404).
    """
    request, read = _request(client, asked, call)
    read.about = () if about is None else about
    call.reads.append(read)
    start = time.perf_counter()
    try:
        answer = await _attempts(client, request, call, read)
        read.status = answer.status
        made = written(client, answer, read.template)
        read.outcome = Ended.ANSWERED
        return made
    except SourceError as error:
        read.failed(error)
        raise
    finally:
        read.ended = time.time_ns()
        read.ms = (time.perf_counter() - start) * 1000
        if client.watcher is not None:
            client.watcher(read)


def _request(client: UpstreamClient, asked: Write, call: Call) -> tuple[Outgoing, Read]:
    """Return what is sent and the note of it. Raises PurposeError, OutsideLandscapeError."""
    template = asked.template or asked.path
    content = None if asked.body is None else msgspec.json.encode(asked.body)
    headers = {**({} if content is None else JSON), **asked.headers}
    if asked.toelichting:
        headers[TOELICHTING] = header_text(asked.toelichting)
    request = client.request(asked.method, asked.path, None, headers, content)
    request, span_id = client.introduced(request, call, template)
    read = Read(client.name, asked.method, template, 1, 0.0, None, span_id)
    read.started, read.parent = time.time_ns(), parent_span()
    return request._replace(is_write=True), read


async def _attempts(client: UpstreamClient, request: Outgoing, call: Call, read: Read) -> Answer:
    """Return the answer to the one attempt, or to a second with fresh credentials."""
    try:
        with Deadline(client.settings.total_timeout):
            answer, may_repeat = await client.once(request, call, read.template)
            if may_repeat:
                answer, _ = await client.once(request, call, read.template)
            return answer
    except (TimeoutError, SourceTimeoutError):
        raise UnconfirmedError(client.name, read.template, reason="no answer in time") from None
    except (ContractError, TooLargeError) as error:
        if error.operation == FETCHING:
            raise
        reason = "an answer that cannot be read"
        raise UnconfirmedError(client.name, read.template, reason=reason) from None


def written(client: UpstreamClient, answer: Answer, template: str) -> Written:
    """Return the answer to a change that was made. Raises SourceError for any other."""
    status, reason = answer.status, f"HTTP {answer.status}"
    if 200 <= status < 300:
        return Written(status, answer.headers, answer.body)
    if status >= 500 and status not in NOT_DONE:
        raise UnconfirmedError(client.name, template, reason=reason)
    if status in (404, 410):
        raise RejectedError(client.name, template, reason=reason)
    interpret(answer, client.name, template)
    raise UnavailableError(client.name, template, reason=reason)  # pragma: no cover


async def deliver(client: UpstreamClient, path: str, content: bytes, call: Call) -> Answer:
    """Return what a POST of this JSON is answered, after one attempt. Raises SourceError.

    For what the gateway itself delivers (the log of processing), which may be delivered twice.
    """
    request = client.request("POST", path, None, JSON, content)
    try:
        with Deadline(client.settings.total_timeout):
            return (await client.once(request, call, path))[0]
    except TimeoutError:
        raise SourceTimeoutError(client.name, path) from None
    except UnconfirmedError:
        raise UnavailableError(client.name, path, reason="no connection") from None


def header_text(text: str) -> str:
    """Return the text as a header can carry it: one line of ASCII, letters without their accents.

    Servers read other bytes each in their own way (Django as Latin-1, whatever was sent).
    """
    plain = unicodedata.normalize("NFKD", text[:MAX_TOELICHTING])
    kept = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return " ".join(kept.encode("ascii", "replace").decode().split())
