"""Between the HTTP server and the endpoint: what is asked thousands of times a second."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import cached_property
from typing import Any

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from schema.protocol import BoundedProtocol


class Direct:
    """Calls an endpoint as Starlette does, but for a second net under its exceptions.

    The application's own middleware catches them just as well.
    """

    def __init__(self, answer: Callable[[Request], Awaitable[Response]]) -> None:
        self.answer = answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one HTTP request."""
        response = await self.answer(QuickRequest(scope, receive, send))
        await response(scope, receive, send)


class QuickHeaders(Headers):
    """Headers that are looked up in a dictionary; the first of a name counts, as everywhere."""

    def __init__(self, scope: Scope) -> None:
        super().__init__(scope=scope)
        self._values: dict[bytes, bytes] = dict(reversed(self.raw))

    def get(self, key: str, default: Any = None) -> Any:
        """Return the value of a header, or the default."""
        found = self._values.get(key.lower().encode("latin-1"))
        return default if found is None else found.decode("latin-1")


class QuickRequest(Request):
    """A request with quick headers."""

    @cached_property
    def headers(self) -> Headers:
        """The headers of the request."""
        return QuickHeaders(self.scope)


class Shortest:
    """Takes what is asked most past the router, which tries every route for each request."""

    def __init__(self, app: ASGIApp, path: str, answer: ASGIApp) -> None:
        self._app, self._path, self._answer = app, path, answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a POST to the path, or pass the request on."""
        is_it = scope["type"] == "http" and scope["method"] == "POST"
        app = self._answer if is_it and scope["path"] == self._path else self._app
        await app(scope, receive, send)


class JoinedWrites:
    """A transport that sends the head of an answer together with the first part of its body.

    The server writes them apart, and each write is a system call that wakes the other side.
    """

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport = transport
        self._held: list[bytes] = []
        self._loop = asyncio.get_running_loop()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)

    def write(self, data: bytes) -> None:
        """Hold a first write until the next, or until the loop turns."""
        self._held.append(data)
        if len(self._held) == 1:
            self._loop.call_soon(self._flush)
        else:
            self._flush()

    def close(self) -> None:
        """Close the connection after what was written."""
        self._flush()
        self._transport.close()

    def _flush(self) -> None:
        if self._held:
            held, self._held = self._held, []
            self._transport.writelines(held)


class GatewayProtocol(BoundedProtocol):
    """Bounded HTTP over a transport that joins writes."""

    def connection_made(self, transport: Any) -> None:
        """Begin a connection."""
        super().connection_made(JoinedWrites(transport))  # type: ignore[arg-type]
