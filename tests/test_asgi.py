"""The gateway behind its own HTTP protocol, over a real socket."""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import socket
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
import uvicorn
from starlette.requests import Request

import gateway
from schema.asgi import GatewayProtocol, JoinedWrites, QuickRequest
from settings import GatewaySettings, Settings, UpstreamSettings
from sources.call import Call, Caller
from sources.client import UpstreamClient
from sources.errors import TooLargeError
from sources.transport import build_transport


@contextlib.asynccontextmanager
async def served(app: Any) -> AsyncIterator[str]:
    """Serve an app as the gateway is served."""
    listener = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(app, log_config=None, lifespan="off", http=GatewayProtocol)
    server = uvicorn.Server(config)
    task = asyncio.create_task(server.serve([listener]))
    while not server.started:  # noqa: ASYNC110  uvicorn offers no event to wait for
        await asyncio.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        await task
        listener.close()


async def test_small_and_large_answers_and_refusals_arrive_whole() -> None:
    settings = Settings(gateway=GatewaySettings(cost_extension=False), upstreams=())
    app = gateway.build_app(settings)
    async with served(app) as origin, httpx.AsyncClient(base_url=origin) as http:
        for _ in range(2):
            answer = await http.post("/graphql", json={"query": "{ __typename }"})
            assert answer.json() == {"data": {"__typename": "Query"}}
        sdl = await http.get("/schema.graphql")
        assert len(sdl.content) == int(sdl.headers["content-length"]) > 50_000
        script = await http.get("/graphiql/graphiql.min.js")
        assert len(script.content) == int(script.headers["content-length"])
        assert (await http.post("/graphql", content=b"x")).status_code == 415
        assert (await http.put("/graphql")).status_code == 405


async def test_what_is_no_http_is_answered_and_closed() -> None:
    app = gateway.build_app(Settings(gateway=GatewaySettings(), upstreams=()))
    async with served(app) as origin:
        reader, writer = await asyncio.open_connection("127.0.0.1", int(origin.rpartition(":")[2]))
        writer.write(b"nonsense\r\n\r\n")
        assert (await reader.read()).startswith(b"HTTP/1.1 400 ")
        writer.close()


class Wire:
    """Keeps what is written."""

    def __init__(self) -> None:
        self.sent: list[Any] = []

    def writelines(self, parts: list[bytes]) -> None:
        self.sent.append(b"".join(parts))

    def close(self) -> None:
        self.sent.append(None)


async def test_a_head_goes_with_its_body_or_alone_when_the_loop_turns() -> None:
    wire: Any = Wire()
    joined = JoinedWrites(wire)
    joined.write(b"head ")
    joined.write(b"body")
    joined.write(b"more")
    assert wire.sent == [b"head body"]
    await asyncio.sleep(0)
    assert wire.sent == [b"head body", b"more"]
    joined.write(b"last")
    joined.close()
    assert wire.sent[2:] == [b"last", None]
    await asyncio.sleep(0)
    assert len(wire.sent) == 4


def test_the_first_of_a_header_counts() -> None:
    headers = [(b"x-a", b"1"), (b"x-a", b"2"), (b"accept", b"b")]
    scope: Any = {"type": "http", "headers": headers}
    quick, plain = QuickRequest(scope).headers, Request(scope).headers
    for name in ("X-A", "x-a", "Accept", "absent"):
        assert quick.get(name, "none") == plain.get(name, "none")
    assert quick.getlist("x-a") == plain.getlist("x-a")


@pytest.mark.parametrize("limit", [300_000, 100_000])
async def test_a_packed_answer_is_unpacked_within_its_bound(limit: int) -> None:
    content = b'"' + b"x" * 200_000 + b'"'

    async def packed(_scope: Any, _receive: Any, send: Any) -> None:
        body = gzip.compress(content)
        headers = [(b"content-encoding", b"gzip"), (b"content-length", b"%d" % len(body))]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    async with served(packed) as origin:
        settings = UpstreamSettings(
            name="z", api="zaken", root=f"{origin}/", retries=0, max_response_bytes=limit
        )
        client = UpstreamClient(settings, build_transport(settings))
        call = Call(Caller("jan", "Jan"))
        if limit < len(content):
            with pytest.raises(TooLargeError):
                await client.get("zaken", call)
        else:
            assert await client.get("zaken", call) == content
        await client.aclose()
