"""Sends anything to an ASGI app, also what no HTTP client would send, and keeps the answer."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

Headers = Sequence[tuple[bytes, bytes]]
JSON = ((b"content-type", b"application/json"),)


@dataclass(frozen=True)
class Request:
    """One HTTP request, byte for byte."""

    method: str = "POST"
    path: str = "/graphql"
    query: bytes = b""
    headers: Headers = JSON
    chunks: Sequence[bytes] = ()
    gone: bool = False
    """Whether the client hangs up before the body is complete."""


@dataclass
class Response:
    """What came back."""

    status: int = 0
    headers: list[tuple[bytes, bytes]] = field(default_factory=list)
    body: bytes = b""


async def send(app: Any, request: Request) -> Response:
    """Return the answer of `app`; what it raises is raised."""
    response = Response()
    pending: list[dict[str, Any]] = [
        {"type": "http.request", "body": chunk, "more_body": True} for chunk in request.chunks
    ]
    if not request.gone:
        pending.append({"type": "http.request", "body": b"", "more_body": False})

    async def receive() -> dict[str, Any]:
        if pending:
            return pending.pop(0)
        if request.gone:
            return {"type": "http.disconnect"}
        return await asyncio.get_running_loop().create_future()  # type: ignore[no-any-return]

    async def take(message: Any) -> None:
        if message["type"] == "http.response.start":
            response.status = message["status"]
            response.headers = list(message.get("headers", ()))
        elif message["type"] == "http.response.body":
            response.body += message.get("body", b"")

    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.4"},
        "http_version": "1.1",
        "method": request.method,
        "scheme": "http",
        "path": request.path,
        "raw_path": request.path.encode("utf-8", "surrogatepass"),
        "query_string": request.query,
        "root_path": "",
        "headers": [(name.lower(), value) for name, value in request.headers],
        "client": ("192.0.2.7", 50_000),
        "server": ("gateway", 80),
    }
    await app(scope, receive, take)
    return response
