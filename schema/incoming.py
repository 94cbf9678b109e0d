"""Reads one GraphQL-over-HTTP request: media types, the body and its bounds, its deadline.

Follows the GraphQL over HTTP working draft; a request that is refused is `IncomingError`, which
holds the answer. JSON only, so that no form or simple cross-site request gets in.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from policy.limits import DocumentLimits, LimitExceededError, check_variables
from schema.asgi import QuickRequest
from schema.errors import error_body
from schema.handover import Answer
from sources.deadline import Deadline

JSON = "application/json"
GRAPHQL_JSON = "application/graphql-response+json"
HEADER_DEADLINE = "x-deadline-ms"


class IncomingError(Exception):
    """A request that is not executed, with its answer."""

    def __init__(
        self,
        status: int,
        code: str,
        message: str,
        *,
        headers: Mapping[str, str] | None = None,
        **extensions: Any,
    ) -> None:
        super().__init__(code)
        self.status, self.headers = status, headers or {}
        self.body = error_body(code, message, **extensions)


class PersistedQuery(msgspec.Struct, rename="camel"):
    """Automatic persisted queries: the operation by the SHA-256 of its text."""

    sha256_hash: str = msgspec.field(name="sha256Hash")
    version: int = 1


class GraphExtensions(msgspec.Struct, rename="camel"):
    """The extensions of a request that the gateway knows."""

    persisted_query: PersistedQuery | None = None
    last_event_id: str | None = None
    """From where a subscription resumes."""


class GraphBody(msgspec.Struct, rename="camel"):
    """A GraphQL-over-HTTP request body."""

    query: str = ""
    variables: dict[str, Any] | None = None
    operation_name: str | None = None
    extensions: GraphExtensions | None = None
    document_id: str | None = None
    """The id of a trusted document (persisted documents of the working draft)."""


def check_media_types(request: Request) -> None:
    """Refuse every content type but JSON in UTF-8."""
    given = request.headers.get("content-type", "")
    if given == JSON:
        return
    kind, _, parameters = given.partition(";")
    if kind.strip().lower() != JSON:
        raise IncomingError(415, "BAD_REQUEST", "send application/json")
    for parameter in parameters.split(";"):
        name, _, value = parameter.partition("=")
        charset = value.strip().strip('"').lower()
        if name.strip().lower() == "charset" and charset not in ("utf-8", "utf8"):
            raise IncomingError(415, "BAD_REQUEST", "send JSON in UTF-8")


def answer_type(accept: str) -> str:
    """Return the media type of the answer: what the client prefers of the two there are."""
    return GRAPHQL_JSON if GRAPHQL_JSON in accept else JSON


def deadline(request: Request, longest: float) -> float:
    """Return the seconds this operation may take: what the caller allows, within the setting."""
    asked = request.headers.get(HEADER_DEADLINE)
    if asked is None:
        return longest
    if not (asked.isascii() and asked.isdigit()) or len(asked) > 9 or int(asked) == 0:
        raise IncomingError(400, "BAD_REQUEST", "X-Deadline-Ms must be a number of milliseconds")
    return min(int(asked) / 1000, longest)


async def read_body(request: Request, largest: int, seconds: float) -> bytes:
    """Return the body, within its size and its time."""
    raw = request.whole_body() if isinstance(request, QuickRequest) else None
    if raw is None:
        raw = await _receive_body(request, largest, seconds)
    if len(raw) > largest:
        raise _too_large()
    return raw


def _too_large() -> IncomingError:
    return IncomingError(413, "REQUEST_TOO_LARGE", "the request body is too large")


async def _receive_body(request: Request, largest: int, seconds: float) -> bytes:
    """Return a body that comes in parts; one that is too large is not read to its end."""
    told = request.headers.get("content-length", "")
    if told.isdigit() and int(told) > largest:
        raise _too_large()
    chunks, size = [], 0
    try:
        with Deadline(seconds):
            more = True
            while more:
                part = await request.receive()
                if part["type"] != "http.request":
                    raise ClientDisconnect
                chunk, more = part.get("body", b""), part.get("more_body", False)
                size += len(chunk)
                if size > largest:
                    raise _too_large()
                chunks.append(chunk)
    except TimeoutError:
        message = "the request body took longer than allowed"
        raise IncomingError(408, "REQUEST_TIMEOUT", message, headers=CLOSE) from None
    except ClientDisconnect:
        raise IncomingError(400, "BAD_REQUEST", "the request body broke off") from None
    return chunks[0] if len(chunks) == 1 else b"".join(chunks)


CLOSE = {"Connection": "close"}


def decode_body(raw: bytes, limits: DocumentLimits) -> GraphBody:
    """Return what the client asks; its variables are within bounds."""
    if raw.lstrip()[:1] == b"[":
        message = "batches are not served: send one operation per request"
        raise IncomingError(400, "BAD_REQUEST", message)
    try:
        body = msgspec.json.decode(raw, type=GraphBody)
        check_variables(body.variables or {}, limits)
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise IncomingError(400, "BAD_REQUEST", "not a GraphQL request body") from None
    except RecursionError:
        raise IncomingError(400, "BAD_REQUEST", "the body is nested too deeply") from None
    except LimitExceededError as error:
        raise limit_error(error) from None
    return body


def limit_error(error: LimitExceededError) -> IncomingError:
    """Return the answer to what is larger than allowed."""
    return IncomingError(400, "DOCUMENT_LIMIT_EXCEEDED", str(error), limit=error.limit)


def respond(
    body: Any, status: int, media_type: str = JSON, headers: Mapping[str, str] | None = None
) -> Response:
    """Return a JSON response."""
    return Answer(msgspec.json.encode(body), status, media_type, headers)
