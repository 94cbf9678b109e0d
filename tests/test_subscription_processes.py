"""Subscriptions over real sockets: the gateway's own server, and two processes of it."""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
import websockets
from test_notification_feed import until
from websockets.asyncio.client import ClientConnection, connect

from gateway_streams import server_options
from redis_support import Server, needs_server
from sandbox.zgw import SHOWCASE_ZAAK_UUID
from schema.asgi import GatewayProtocol
from settings import Secret
from subscription_support import CHANGED, Subscribed

SECRET = "een-sleutel-van-de-gateways-voor-de-toets"
WHAT = CHANGED % "actie resource"
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
PAYLOAD = {"query": WHAT, "variables": {"uuid": SHOWCASE_ZAAK_UUID}}


@contextlib.asynccontextmanager
async def serving(**gateway: Any) -> AsyncIterator[tuple[str, Subscribed, uvicorn.Server]]:
    """Serve a gateway as `gateway.py serve` does; give its address."""
    graph = Subscribed(**gateway)
    listener = socket.create_server(("127.0.0.1", 0))
    options = server_options(graph.streams.settings)
    config = uvicorn.Config(
        graph.app, log_config=None, http=GatewayProtocol, limit_concurrency=3, **options
    )
    server = uvicorn.Server(config)
    task = asyncio.create_task(server.serve([listener]))
    while not server.started:  # noqa: ASYNC110  uvicorn offers no event to wait for
        await asyncio.sleep(0.01)
    try:
        yield f"127.0.0.1:{listener.getsockname()[1]}", graph, server
    finally:
        server.should_exit = True
        await asyncio.wait_for(task, 10)
        listener.close()


async def subscribed(address: str, **options: Any) -> ClientConnection:
    """Return a websocket that listens to the zaak of the showcase."""
    protocol: Any = ["graphql-transport-ws"]
    client = await connect(f"ws://{address}/graphql", subprotocols=protocol, **options)
    await client.send(json.dumps({"type": "connection_init"}))
    assert json.loads(await client.recv()) == {"type": "connection_ack"}
    await client.send(json.dumps({"type": "subscribe", "id": "1", "payload": PAYLOAD}))
    return client


async def actie(client: ClientConnection) -> str:
    """Return what the next event tells."""
    message = json.loads(await asyncio.wait_for(client.recv(), 10))
    told: str = message["payload"]["data"]["zaakGewijzigd"]["actie"]
    return told


async def listened(graph: Subscribed, count: int) -> None:
    """Wait until so many subscriptions are open."""
    await until(lambda: graph.streams.dispatcher.index.count >= count)


async def test_websockets_and_event_streams_of_the_own_server() -> None:
    async with serving(subscription_heartbeat=0.05) as (address, graph, _):
        clients = [await subscribed(address) for _ in range(4)]
        assert {
            client.response and client.response.headers.get("Sec-WebSocket-Extensions")
            for client in clients
        } == {None}
        headers = {"accept": "text/event-stream"}
        async with httpx.AsyncClient(base_url=f"http://{address}", timeout=10) as http:
            async with http.stream("POST", "/graphql", json=PAYLOAD, headers=headers) as answer:
                lines = answer.aiter_lines()
                assert await anext(lines) == ":"
                await listened(graph, 5)
                graph.tell()
                assert [await actie(client) for client in clients] == ["GEWIJZIGD"] * 4
                while not (line := await anext(lines)).startswith("data: "):
                    pass
                assert "GEWIJZIGD" in line
                ready = await http.get("/health/live")
                assert ready.status_code == 200
            with pytest.raises(websockets.InvalidStatus):
                await connect(f"ws://{address}/graphql?query=geheim")
        await clients[0].send("x" * 300_000)
        with pytest.raises(websockets.ConnectionClosedError) as too_large:
            await clients[0].recv()
        assert too_large.value.rcvd is None or too_large.value.rcvd.code == 1009
        graph.endpoint.stopping.begin(0.0)
        for client in clients[1:]:
            with pytest.raises(websockets.ConnectionClosed) as closed:
                await client.recv()
            assert closed.value.rcvd is not None
            assert closed.value.rcvd.code == 1012


async def test_a_client_that_reads_nothing_is_broken_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("schema.stream_protocol.END_SECONDS", 0.05)
    async with serving(subscription_slow_seconds=0.05) as (address, graph, server):
        client = await subscribed(address, max_queue=1)
        await listened(graph, 1)
        client.transport.pause_reading()
        (carrier,) = graph.streams._carriers
        async with asyncio.timeout(10):
            while graph.streams.count:
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(0.1):
                        await carrier._tell({"type": "next", "id": "1", "payload": "x" * 500_000})  # type: ignore[attr-defined]
                graph.tell()
                await asyncio.sleep(0)
        assert graph.streams.ended["slow"] == 1
        await until(lambda: not server.server_state.connections)
        client.transport.abort()


@needs_server
async def test_two_processes_on_one_server_that_is_killed_and_comes_back(tmp_path: Path) -> None:
    redis = Server(tmp_path)
    try:
        await over_two(redis)
    finally:
        redis.stop()


async def over_two(redis: Server) -> None:
    """Let two gateways hear of the same zaak, before, while and after the server is away."""
    shared = {
        "limit_redis": Secret(redis.url),
        "limit_secret": Secret(SECRET),
        "shared_catalogus": False,
        "development": True,
    }
    async with serving(**shared) as (one, first, _), serving(**shared) as (two, second, _):
        graphs = (first, second)
        for graph in graphs:
            graph.streams.feed._again_after = 0.05  # type: ignore[attr-defined]
        clients = [await subscribed(address) for address in (one, two)]
        for graph in graphs:
            await listened(graph, 1)
            feed: Any = graph.streams.feed
            await until(lambda feed=feed: feed._position is not None)
        for graph in graphs:
            graph.tell(actie="create")
            assert [await actie(client) for client in clients] == ["AANGEMAAKT"] * 2
        redis.stop()
        first.tell()
        assert await actie(clients[0]) == "GEWIJZIGD"
        redis.start()
        assert await actie(clients[1]) == "GEWIJZIGD"
        second.tell(actie="create")
        assert [await actie(client) for client in clients] == ["AANGEMAAKT"] * 2
        for graph in graphs:
            assert graph.streams.dispatcher.counts["sent"] == 4
            assert not graph.streams.feed.is_down  # type: ignore[attr-defined]
        for client in clients:
            await client.close()
