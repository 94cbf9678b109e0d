"""What every HTTP request and response passes: bounds on headers, and headers that protect.

Runs before routing and before a body is read. Reading the body itself is in schema/incoming.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

import msgspec
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from schema.errors import error_body
from schema.stopping import Stopping

MAX_HEADERS = 64
MAX_HEADER_BYTES = 16_384
"""Names and values together; a bearer token with many roles takes about 4,000."""
PACKED = b"content-encoding"
DATA_POLICY = b"default-src 'none'; frame-ancestors 'none'"
PROTECTING: Sequence[tuple[bytes, bytes]] = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
    (b"x-frame-options", b"DENY"),
    (b"content-security-policy", DATA_POLICY),
    (b"cache-control", b"no-store"),
)
"""On every response that does not say otherwise itself."""
ASKED_HEADERS = (
    "Authorization",
    "Content-Type",
    "Idempotency-Key",
    "Last-Event-ID",
    "X-Deadline-Ms",
    "X-Gateway-Explain",
    "traceparent",
    "tracestate",
    "X-Bestandsnaam",
    "Content-Digest",
)
"""What a page of another origin may send, and the header that names the doelbinding."""
TOLD_HEADERS = (
    "RateLimit",
    "RateLimit-Policy",
    "Retry-After",
    "X-Request-Id",
    "Content-Disposition",
    "ETag",
)


class Refuse:
    """Refuses requests whose headers are too many, too large, or say the body is packed."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or pass it on."""
        refused = refusal(scope) if scope["type"] == "http" else None
        if refused is None:
            await self._app(scope, receive, send)
            return
        status, code, message = refused
        body = msgspec.json.encode(error_body(code, message))
        headers = [
            (b"content-type", b"application/json"),
            (b"content-length", str(len(body)).encode()),
            (b"connection", b"close"),
        ]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})


def refusal(scope: Scope) -> tuple[int, str, str] | None:
    """Return the status, code and message of a request whose head is refused."""
    headers = scope["headers"]
    if len(headers) > MAX_HEADERS:
        return 431, "HEADERS_TOO_LARGE", f"more than {MAX_HEADERS} headers"
    size = sum(map(len, chain.from_iterable(headers)))
    if size + len(scope["query_string"]) + len(scope["path"]) > MAX_HEADER_BYTES:
        return 431, "HEADERS_TOO_LARGE", f"more than {MAX_HEADER_BYTES} bytes of headers"
    if PACKED in dict(headers) and any(map(_is_packing, headers)):
        return 415, "BAD_REQUEST", "send the body without Content-Encoding"
    return None


def _is_packing(header: tuple[bytes, bytes]) -> bool:
    name, value = header
    return name == PACKED and value.strip().lower() not in (b"", b"identity")


class Protecting:
    """The headers that protect who reads a response in a browser."""

    def __init__(self, hsts_seconds: int, stopping: Stopping) -> None:
        self.headers = list(PROTECTING)
        if hsts_seconds:
            value = f"max-age={hsts_seconds}; includeSubDomains".encode()
            self.headers.append((b"strict-transport-security", value))
        self.names = frozenset(name.decode() for name, _ in self.headers)
        self.lines = b"".join(b"%b: %b\r\n" % header for header in self.headers)
        self.more = stopping.headers
        """What a process that is about to stop says besides; mostly nothing."""
        self._names = frozenset(name for name, _ in self.headers)

    def around(self, send: Send) -> Send:
        """Return what sends a response with these headers, but for those it has itself."""

        async def protected(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = message.get("headers", ())
                names = {name.lower() for name, _ in given}
                if self._names.isdisjoint(names):
                    message["headers"] = [*given, *self.headers, *self.more]
                else:
                    more = [header for header in self.headers if header[0] not in names]
                    message["headers"] = [*given, *more, *self.more]
            await send(message)

        return protected


class Protect:
    """Gives every response the headers that protect who reads it in a browser."""

    def __init__(self, app: ASGIApp, protecting: Protecting) -> None:
        self._app, self._protecting = app, protecting

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and complete the response's headers."""
        if scope["type"] == "http":
            send = self._protecting.around(send)
        await self._app(scope, receive, send)


def middleware(
    cors_origins: Sequence[str], purpose_header: str, protecting: Protecting
) -> list[Middleware]:
    """Return the middleware of the gateway, outermost first."""
    layers = [Middleware(Protect, protecting=protecting), Middleware(Refuse)]
    if cors_origins:
        cors = Middleware(
            CORSMiddleware,
            allow_origins=list(cors_origins),
            allow_methods=["POST"],
            allow_headers=[*ASKED_HEADERS, purpose_header],
            expose_headers=list(TOLD_HEADERS),
            allow_credentials=False,
            max_age=600,
        )
        layers.append(cors)
    return layers
