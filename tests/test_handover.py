"""What the server hands the endpoint directly is answered as what came the way of ASGI."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import Response
from starlette.routing import Route

from schema.asgi import Direct, GatewayProtocol, QuickRequest, Shortest
from schema.handover import NAME, Answer, Handover
from schema.http import Protecting, middleware
from schema.incoming import IncomingError, read_body, respond
from schema.protocol import ABORT
from schema.stopping import Stopping

ASKED = b"asked"
ANSWERED = b'{"asked":"asked"}'
SMALL = 200
"""Bytes a body may have here."""


async def answer(request: QuickRequest) -> Response:
    """Answer what was asked."""
    try:
        raw = await read_body(request, SMALL, 5.0)
    except IncomingError as error:
        return respond(error.body, error.status)
    return respond({"asked": raw.decode()}, 200)


def build(*origins: str, stopping: Stopping | None = None) -> Starlette:
    """Return an app with the layers of the gateway."""
    protecting = Protecting(60, stopping or Stopping())
    first = Middleware(
        Shortest, path="/graphql", answer=answer, protecting=protecting, crosses=bool(origins)
    )
    routes = [Route("/graphql", Direct(answer), methods=["POST"])]
    return Starlette(routes=routes, middleware=[first, *middleware(origins, "x", protecting)])


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Whether each answer that was tried went out in one write."""
    tried: list[bool] = []
    way = Handover.answer

    def noted(self: Handover, *values: Any) -> bool:
        tried.append(way(self, *values))
        return tried[-1]

    monkeypatch.setattr(Handover, "answer", noted)
    return tried


@contextlib.asynccontextmanager
async def served(app: Any) -> AsyncIterator[int]:
    """Serve an app as the gateway is served, without a log of requests; give the port."""
    listener = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        lifespan="off",
        http=GatewayProtocol,
    )
    server = uvicorn.Server(config)
    task = asyncio.create_task(server.serve([listener]))
    while not server.started:  # noqa: ASYNC110  uvicorn offers no event to wait for
        await asyncio.sleep(0.01)
    try:
        yield listener.getsockname()[1]
    finally:
        server.should_exit = True
        await task
        listener.close()


def request(body: bytes = ASKED, *headers: str, version: str = "1.1") -> bytes:
    """Return the bytes of a request."""
    lines = [f"POST /graphql HTTP/{version}", "Host: x", "Content-Type: application/json"]
    lines += [f"Content-Length: {len(body)}", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


async def talk(port: int, *parts: bytes, ends: bool = False) -> tuple[bytes, bytes]:
    """Send a request in parts; return the head and the body of the answer."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for part in parts:
        writer.write(part)
        await writer.drain()
        await asyncio.sleep(0.02)
    head = await reader.readuntil(b"\r\n\r\n")
    if head.startswith(b"HTTP/1.1 100 "):
        head = await reader.readuntil(b"\r\n\r\n")
    length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
    body = await reader.readexactly(length)
    if ends:
        assert await reader.read() == b"", "the server ends the connection"
    writer.close()
    return head.lower(), body


async def test_both_ways_give_the_same_answer(written: list[bool]) -> None:
    app = build()
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://x") as http:
        headers = {"Content-Type": "application/json"}
        ordinary = await http.post("/graphql", content=ASKED, headers=headers)
    assert written == []
    async with served(app) as port:
        head, body = await talk(port, request())
        assert (await talk(port, request()))[1] == body == ordinary.content == ANSWERED
    assert written == [True, True]
    status, *lines = head.decode().split("\r\n")[:-2]
    told = dict(line.split(": ", 1) for line in lines)
    assert status == "http/1.1 200 ok"
    assert told.pop("date")
    assert told == {name: value.lower() for name, value in ordinary.headers.items()}
    assert told["strict-transport-security"] == "max-age=60; includesubdomains"
    assert len(lines) == len(told) + 1, "no header is there twice"


async def test_what_comes_in_parts_or_ends_the_connection_is_answered_as_well(
    written: list[bool],
) -> None:
    whole = request()
    async with served(build()) as port:
        assert (await talk(port, whole[:-5], whole[-5:]))[1] == ANSWERED
        assert (await talk(port, request(ASKED, "Expect: 100-continue")))[1] == ANSWERED
        assert written == [True, True]
        closing = await talk(port, request(ASKED, "Connection: close"), ends=True)
        assert b"\r\nconnection: close\r\n" in closing[0]
        assert closing[1] == ANSWERED
        old = await talk(port, request(version="1.0"), ends=True)
        assert (old[1], written[2:]) == (ANSWERED, [False, False])


async def test_a_body_that_is_here_is_held_to_its_bound_too() -> None:
    async with served(build()) as port:
        head, body = await talk(port, request(b"x" * (SMALL + 1)))
        assert (await talk(port, request(b"x" * SMALL)))[0].startswith(b"http/1.1 200 ")
    assert head.startswith(b"http/1.1 413 ")
    assert b"REQUEST_TOO_LARGE" in body


async def test_other_origins_are_answered_by_their_own_layer(written: list[bool]) -> None:
    origin = "https://zaken.example.nl"
    async with served(build(origin)) as port:
        head, body = await talk(port, request(ASKED, f"Origin: {origin}"))
        assert f"access-control-allow-origin: {origin}".encode() in head
        assert (body, written) == (ANSWERED, [])
        head, body = await talk(port, request())
        assert (body, written) == (ANSWERED, [True])


async def test_a_process_that_stops_says_so(written: list[bool]) -> None:
    stopping = Stopping()
    async with served(build(stopping=stopping)) as port:
        stopping.begin(1.0)
        head, _ = await talk(port, request(), ends=True)
    assert b"\r\nconnection: close\r\n" in head
    assert written == []


@pytest.mark.parametrize(
    "header", [("X-A", "a\r\nB: c"), ("Content-Length", "9"), ("X-Frame-Options", "x")]
)
def test_only_simple_headers_go_this_way(header: tuple[str, str]) -> None:
    besides = frozenset({"x-frame-options"})
    assert Answer(b"", 200, "application/json", dict([header])).lines(besides) is None
    kept = Answer(b"", 200, "application/json", {"X-B": "b"}).lines(besides)
    assert kept == b"content-type: application/json\r\nx-b: b\r\n"
    assert Answer(b"", 200, "text/html", None).lines(besides) is None


async def test_what_else_the_server_offers_stays_offered() -> None:
    seen: list[set[str]] = []

    async def look(scope: Any, _receive: Any, send: Any) -> None:
        seen.append(set(scope["extensions"]))
        await respond({}, 200)(scope, _receive, send)

    async with served(look) as port:
        await talk(port, request())
    assert seen == [{NAME, ABORT}]
