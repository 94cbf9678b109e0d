"""Faults on demand around any sandbox register, and a record of what was asked of it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

MAX_RECORDED = 10_000
"""A sandbox may run for days; older requests are forgotten beyond this number."""

_TRUNCATED_JSON = b'{"count": 3, "next": null, "previous": null, "results": [{"url": "http://'


class ConnectionLost(OSError):  # noqa: N818 - part of the public contract
    """What a client sees of a register that is down."""


@dataclass(frozen=True)
class Switches:
    """How one register misbehaves at the moment."""

    down: bool = False
    latency: float = 0.0
    status: int | None = None
    garbage: bool = False
    hang: bool = False


@dataclass(frozen=True)
class RecordedRequest:
    """One request as it arrived, before any fault."""

    upstream: str
    method: str
    path: str
    query: str
    body: bytes
    headers: Mapping[str, str]


class Faults:
    """Switches per register, and every request in order of arrival."""

    def __init__(self) -> None:
        self.requests: list[RecordedRequest] = []
        self._switches: dict[str, Switches] = {}

    def set(self, name: str, **switches: Any) -> None:
        """Change the switches of one register; those not named keep their value."""
        self._switches[name] = replace(self.get(name), **switches)

    def get(self, name: str) -> Switches:
        return self._switches.get(name, Switches())

    def clear(self) -> None:
        """Every register healthy again, and no request remembered."""
        self._switches.clear()
        self.forget()

    def forget(self) -> None:
        """Forget the requests, keep the switches."""
        self.requests.clear()

    def requests_to(self, name: str) -> list[RecordedRequest]:
        return [request for request in self.requests if request.upstream == name]

    def wrap(self, name: str, app: ASGIApp) -> ASGIApp:
        """Middleware that records, then misbehaves as switched, then passes on."""

        async def faulty(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] != "http":
                await app(scope, receive, send)
                return
            body = await _read_body(receive)
            self._record(name, scope, body)
            if not await self._misbehave(name, send):
                await app(scope, _replay(body, receive), send)

        return faulty

    def _record(self, name: str, scope: Scope, body: bytes) -> None:
        headers = {
            key.decode("latin-1"): value.decode("latin-1") for key, value in scope["headers"]
        }
        query = scope["query_string"].decode("latin-1")
        if len(self.requests) >= MAX_RECORDED:
            del self.requests[: MAX_RECORDED // 10]
        self.requests.append(
            RecordedRequest(name, scope["method"], scope["path"], query, body, headers)
        )

    async def _misbehave(self, name: str, send: Send) -> bool:
        """Whether the fault has answered the request itself."""
        switches = self.get(name)
        if switches.latency:
            await asyncio.sleep(switches.latency)
        if switches.hang:
            await asyncio.Event().wait()
        if switches.down:
            raise ConnectionLost(f"{name} is switched off")
        if switches.status is not None:
            await _send_problem(send, switches.status)
            return True
        if switches.garbage:
            await _send(send, 200, b"application/json", _TRUNCATED_JSON)
            return True
        return False


async def _read_body(receive: Receive) -> bytes:
    chunks: list[bytes] = []
    while True:
        message = await receive()
        if message["type"] != "http.request":
            break
        chunks.append(message.get("body", b""))
        if not message.get("more_body", False):
            break
    return b"".join(chunks)


def _replay(body: bytes, receive: Receive) -> Receive:
    pending: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replay() -> Message:
        return pending.pop() if pending else await receive()

    return replay


async def _send_problem(send: Send, status: int) -> None:
    problem = {
        "type": "http://openzaak.sandbox/ref/fouten/APIException/",
        "code": "error",
        "title": "Er is een fout opgetreden.",
        "status": status,
        "detail": "Er is een fout opgetreden.",
        "instance": "urn:uuid:00000000-0000-4000-8000-000000000000",
    }
    await _send(send, status, b"application/problem+json", msgspec.json.encode(problem))


async def _send(send: Send, status: int, content_type: bytes, body: bytes) -> None:
    headers = [(b"content-type", content_type), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
