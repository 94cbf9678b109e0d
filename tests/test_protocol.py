"""Real sockets: heads without end, and connections that say nothing."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator

import pytest
import uvicorn

from gateway import build_app
from graph_support import shared_sandbox
from schema.asgi import GatewayProtocol
from schema.protocol import BoundedProtocol
from settings import GatewaySettings, Settings


@pytest.fixture(params=[BoundedProtocol, GatewayProtocol])
async def port(request: pytest.FixtureRequest) -> AsyncIterator[int]:
    """Serve the sandbox on a free port of loopback, and as the gateway itself is served."""
    app = build_app(Settings(gateway=GatewaySettings(), upstreams=()), shared_sandbox("openzaak"))
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    config = uvicorn.Config(
        app, http=request.param, log_level="critical", log_config=None, access_log=False
    )
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve([listening]))
    while not server.started:  # noqa: ASYNC110  uvicorn offers nothing to wait for
        await asyncio.sleep(0.01)
    yield listening.getsockname()[1]
    server.should_exit = True
    await serving
    listening.close()


async def exchange(port: int, *parts: bytes) -> bytes:
    """Send these parts and return all that comes back until the server closes."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        for part in parts:
            writer.write(part)
            await writer.drain()
        return await reader.read()
    except ConnectionError:
        return b"reset"
    finally:
        writer.close()


async def test_a_head_without_end_is_cut_off(port: int) -> None:
    parts = [b"GET /health/live HTTP/1.1\r\nhost: x\r\n", *[b"x-a: " + b"y" * 8_000 + b"\r\n"] * 9]
    answer = await exchange(port, *parts)
    assert answer == b"reset" or answer.startswith(b"HTTP/1.1 431")


async def test_one_header_without_end_is_cut_off(port: int) -> None:
    answer = await exchange(port, b"GET / HTTP/1.1\r\nx-a: ", *[b"y" * 8_000] * 9)
    assert answer == b"reset" or answer.startswith(b"HTTP/1.1 431")


async def test_a_head_that_does_not_come_is_not_waited_for(
    port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("schema.protocol.HEAD_SECONDS", 0.05)
    assert await exchange(port) == b""
    assert await exchange(port, b"POST /graphql HTTP/1.1\r\nhost: x\r\n") == b""


async def test_conflicting_lengths_and_broken_requests_are_refused(port: int) -> None:
    head = b"POST /graphql HTTP/1.1\r\nhost: x\r\n"
    for wrong in (
        b"content-length: 2\r\ncontent-length: 3\r\n\r\n{}",
        b"content-length: 2\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
        b"content-length: -1\r\n\r\n",
        b"bad header\r\n\r\n",
    ):
        assert (await exchange(port, head + wrong)).startswith(b"HTTP/1.1 400")


async def test_an_ordinary_request_passes_and_the_connection_stays(port: int) -> None:
    body = b'{"query": "{ __typename }"}'
    head = b"POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n"
    length = b"content-length: " + str(len(body)).encode() + b"\r\n"
    again = head + length + b"connection: close\r\n\r\n" + body
    answer = await exchange(port, head + length + b"\r\n" + body, again)
    assert answer.count(b"HTTP/1.1 200") == 2
    assert (
        b"server:" not in answer.lower().split(b"\r\n\r\n")[0] or b"gateway" not in answer.lower()
    )
