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

MAX_BODY = 1_000_000
"""Of a larger body no more than these bytes are remembered."""

WRITING = ("POST", "PUT", "PATCH", "DELETE")
READING_BY_POST = ("brp", "brp-bewoning", "brp-historie", "login", "logboek")
"""Upstreams of which a POST changes nothing."""

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
class FailingWrite:
    """A write that is going to fail: how, and whether it is carried out all the same."""

    left: int
    """How many writes come before it."""
    status: int | None
    """None when the connection is lost."""
    carried_out: bool


@dataclass(frozen=True)
class RecordedRequest:
    """One request as it arrived, before any fault."""

    upstream: str
    method: str
    path: str
    query: str
    body: bytes
    headers: Mapping[str, str]

    @property
    def is_write(self) -> bool:
        """Whether it asked to change something: a search travels by POST too."""
        reads_by_post = self.path.endswith("/_zoek") or self.upstream in READING_BY_POST
        return self.method in WRITING and not reads_by_post


class Faults:
    """Switches per register, and every request in order of arrival."""

    def __init__(self) -> None:
        self.requests: list[RecordedRequest] = []
        self._switches: dict[str, Switches] = {}
        self._failing: dict[str, FailingWrite] = {}

    def set(self, name: str, **switches: Any) -> None:
        """Change the switches of one register; those not named keep their value."""
        self._switches[name] = replace(self.get(name), **switches)

    def get(self, name: str) -> Switches:
        return self._switches.get(name, Switches())

    def clear(self) -> None:
        """Every register healthy again, and no request remembered."""
        self._switches.clear()
        self._failing.clear()
        self.forget()

    def fail_write(
        self,
        name: str,
        nth: int = 1,
        *,
        status: int | None = 500,
        carried_out: bool = False,
    ) -> None:
        """Let the nth write from now on to a register fail, and only that one.

        With `carried_out` the register does what it was asked, and the client never hears so;
        without a `status` the connection is lost.
        """
        self._failing[name] = FailingWrite(nth - 1, status, carried_out)

    @property
    def writes(self) -> list[RecordedRequest]:
        """Every request that asked a register to change something, in order of arrival."""
        return [request for request in self.requests if request.is_write]

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
            request = self._record(name, scope, body)
            if await self._misbehave(name, send):
                return
            failing = self._next_failure(name) if request.is_write else None
            if failing is None:
                await app(scope, _replay(body, receive), send)
                return
            if failing.carried_out:
                await app(scope, _replay(body, receive), _to_nobody)
            if failing.status is None:
                raise ConnectionLost(f"the connection to {name} was lost")
            await _send_problem(send, failing.status)

        return faulty

    def _next_failure(self, name: str) -> FailingWrite | None:
        """The failure of this write, when it is its turn."""
        failing = self._failing.pop(name, None)
        if failing is None or failing.left == 0:
            return failing
        self._failing[name] = replace(failing, left=failing.left - 1)
        return None

    def _record(self, name: str, scope: Scope, body: bytes) -> RecordedRequest:
        headers = {
            key.decode("latin-1"): value.decode("latin-1") for key, value in scope["headers"]
        }
        query = scope["query_string"].decode("latin-1")
        if len(self.requests) >= MAX_RECORDED:
            del self.requests[: MAX_RECORDED // 10]
        request = RecordedRequest(
            name, scope["method"], scope["path"], query, body[:MAX_BODY], headers
        )
        self.requests.append(request)
        return request

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


async def _to_nobody(_message: Message) -> None:
    """Where the answer goes of a client that is no longer there."""


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
