"""Between the HTTP server and the endpoint: what is asked thousands of times a second."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, TypeAlias

from starlette.datastructures import Headers
from starlette.requests import Request, empty_receive, empty_send
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn._types import ASGI3Application
from uvicorn.protocols.http.httptools_impl import RequestResponseCycle

from schema.handover import NAME, Answer, Handover, handed_over
from schema.http import Protecting, refusal
from schema.protocol import BoundedProtocol

Answering: TypeAlias = "Callable[[QuickRequest], Awaitable[Response]]"


class QuickHeaders(Headers):
    """Headers that are looked up in a dictionary; the first of a name counts, as everywhere."""

    def __init__(self, scope: Scope) -> None:
        self._list = scope["headers"]
        self._values: dict[bytes, bytes] = dict(reversed(self._list))

    def get(self, key: str, default: Any = None) -> Any:
        """Return the value of a header, or the default."""
        found = self._values.get(key.lower().encode("latin-1"))
        return default if found is None else found.decode("latin-1")

    def getlist(self, key: str) -> list[str]:
        """Return every value of a header."""
        found = self._values.get(key.lower().encode("latin-1"))
        if found is None:
            return []
        if len(self._values) == len(self._list):  # none of them is there twice
            return [found.decode("latin-1")]
        return super().getlist(key)


class QuickRequest(Request):
    """A request with quick headers, and a body that may be there already."""

    headers: Headers = None  # type: ignore[assignment]  # of each request, not a property

    def __init__(
        self, scope: Scope, receive: Receive = empty_receive, send: Send = empty_send
    ) -> None:
        super().__init__(scope, receive, send)
        self.headers = QuickHeaders(scope)
        self._handover = handed_over(scope)

    def whole_body(self) -> bytes | None:
        """Return the body when all of it is here, once; None when it must be waited for."""
        return None if self._handover is None else self._handover.body()

    async def respond(self, response: Response, protecting: Protecting) -> None:
        """Send the response, in one write when it can be; its `send` is `protecting` already."""
        if self._handover is not None and isinstance(response, Answer) and not protecting.more:
            lines = response.lines(protecting.names)
            if lines is not None and self._handover.answer(
                response.status_code, lines + protecting.lines, bytes(response.body)
            ):
                return
        await response(self.scope, self._receive, self._send)


class Direct:
    """Calls an endpoint as Starlette does, but for a second net under its exceptions.

    The application's own middleware catches them just as well.
    """

    def __init__(self, answer: Answering) -> None:
        self.answer = answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one HTTP request."""
        response = await self.answer(QuickRequest(scope, receive, send))
        await response(scope, receive, send)


class Shortest:
    """Takes what is asked most past every other layer, and does itself what those do for it."""

    def __init__(
        self,
        app: ASGIApp,
        path: str,
        answer: Answering,
        protecting: Protecting,
        *,
        crosses: bool,
    ) -> None:
        """`crosses`: other origins may ask, and a layer below answers them."""
        self._app, self._path, self._answer = app, path, answer
        self._protecting, self._crosses = protecting, crosses

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a POST to the path, or pass the request on."""
        if scope["type"] != "http" or scope["path"] != self._path or not self._takes(scope):
            await self._app(scope, receive, send)
            return
        request = QuickRequest(scope, receive, self._protecting.around(send))
        response = await self._answer(request)
        await request.respond(response, self._protecting)

    def _takes(self, scope: Scope) -> bool:
        if scope["method"] != "POST" or refusal(scope) is not None:
            return False
        return not self._crosses or all(name != b"origin" for name, _ in scope["headers"])


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

    def writelines(self, parts: list[bytes]) -> None:
        """Write these together, after what was written."""
        self._flush()
        self._transport.writelines(parts)

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

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: ASGI3Application) -> None:
        """Begin to answer a request."""
        scope: Scope = cycle.scope  # type: ignore[assignment]  # a mapping like any scope
        scope.setdefault("extensions", {})[NAME] = Handover(cycle)
        super()._start_asgi_task(cycle, app)
