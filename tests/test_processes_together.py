"""Two gateways on one Redis, with everything on at once: cache, streams, idempotency keys.

One of them is told by the registers; what they keep, on that server or each for itself, follows.
"""

from __future__ import annotations

from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest
from redis import Redis
from test_notification_feed import until

from graph_support import Graph
from mutation_support import PAYLOAD
from notificaties_support import AUTH, CALLBACK
from redis_support import Server, needs_server
from sandbox.zgw import SHOWCASE_ZAAK_UUID
from settings import CacheSettings, Secret
from settings_notificaties import NotificatiesSettings
from sources.notificaties.hub import Notificatie
from subscription_support import CHANGED, Socket, Subscribed

SECRET = Secret("een-sleutel-van-de-gateways-voor-de-toets")
ZAAK = f'{{ zaak(uuid: "{SHOWCASE_ZAAK_UUID}") {{ omschrijving }} }}'
CHANGE = (
    "mutation($invoer: ZaakBijwerkenInvoer!, $sleutel: String) "
    f"{{ zaakBijwerken(invoer: $invoer, idempotentiesleutel: $sleutel) {{ {PAYLOAD} }} }}"
)
EVENT = CHANGED % "resource zaak { omschrijving }"
DONE = {"stap": "zaak", "gedaan": True, "code": None}


def shared_on(server: Server) -> dict[str, Any]:
    """Return the settings of gateways that share a server."""
    return {"limit_redis": Secret(server.url), "limit_secret": SECRET, "shared_catalogus": False}


def gateway(server: Server, *, is_shared: bool) -> Subscribed:
    """Return one process with everything on; whether what they keep is on the server too."""
    where: dict[str, Any] = {"redis": Secret(server.url), "secret": SECRET} if is_shared else {}
    shared = shared_on(server)
    graph = Subscribed(
        cache=CacheSettings(enabled=True, max_age=3_600.0, **where),
        notificaties=NotificatiesSettings(callback=CALLBACK, auth={"nrc": Secret(AUTH)}),
        development=True,
        **shared,
    )
    feed: Any = graph.streams.feed
    feed._again_after = 0.05
    return graph


async def omschrijving(graph: Subscribed) -> str:
    """Return what a query shows."""
    told: str = (await graph.ask(ZAAK))["zaak"]["omschrijving"]
    return told


async def change(graph: Subscribed, omschrijving: str, sleutel: str | None = None) -> Any:
    """Return the answer to a mutation; the registers have told of it by then."""
    invoer = {"zaak": SHOWCASE_ZAAK_UUID, "omschrijving": omschrijving}
    body = await graph.post(CHANGE, invoer=invoer, sleutel=sleutel)
    await graph.sandbox.notificaties.settle()
    return body


def states(graph: Subscribed) -> tuple[bool, bool]:
    """Return whether the streams, and the cache, do without the server."""
    feed: Any = graph.streams.feed
    cache = graph.endpoint._landscape.zaakcache
    assert cache is not None
    return feed.is_down, cache.store.is_alone


async def shown(socket: Socket) -> str:
    """Return the omschrijving that the next event tells."""
    event = await socket.heard()
    told: str = event["payload"]["data"]["zaakGewijzigd"]["zaak"]["omschrijving"]
    return told


@needs_server
@pytest.mark.parametrize("is_shared", [False, True], ids=["each-its-own", "on-the-server"])
async def test_what_one_process_writes_and_is_told_holds_for_both(
    tmp_path: Path, *, is_shared: bool
) -> None:
    server = Server(tmp_path)
    first, second = (gateway(server, is_shared=is_shared) for _ in range(2))
    first.sandbox.deliver_over(httpx.ASGITransport(first.app))
    async with AsyncExitStack() as stack:
        stack.callback(server.stop)
        for graph in (first, second):
            await stack.enter_async_context(graph.app.router.lifespan_context(graph.app))
            feed: Any = graph.streams.feed
            await until(lambda feed=feed: feed._position is not None)
        sockets = [Socket(graph.app) for graph in (first, second)]
        for graph, socket in zip((first, second), sockets, strict=True):
            await socket.init()
            await socket.listen(graph, EVENT, uuid=SHOWCASE_ZAAK_UUID)
            for _ in range(2):
                before = await omschrijving(graph)
        second.forget()
        assert await omschrijving(second) == before
        assert not second.calls

        body = await change(first, "Een", "een-sleutel-van-de-klant")
        assert body["data"]["zaakBijwerken"]["stappen"] == [DONE]
        assert [await shown(socket) for socket in sockets] == ["Een", "Een"]
        assert [await omschrijving(graph) for graph in (first, second)] == ["Een", "Een"]
        first.forget()
        body = await change(second, "Een", "een-sleutel-van-de-klant")
        assert body["data"]["zaakBijwerken"]["herhaald"]
        assert not [asked for asked in first.asked if asked[0] == "PATCH"]

        server.stop()
        body = await change(first, "Twee", "nog-een-sleutel-van-de-klant")
        assert body["errors"][0]["extensions"]["code"] == "IDEMPOTENCY_UNAVAILABLE"
        body = await change(first, "Twee")
        assert body["data"]["zaakBijwerken"]["stappen"] == [DONE]
        assert await shown(sockets[0]) == "Twee"
        assert await omschrijving(first) == "Twee"
        await omschrijving(second)
        await until(lambda: states(first) == states(second) == (True, is_shared))

        server.start()
        assert await shown(sockets[1]) == "Twee"
        assert [await omschrijving(graph) for graph in (first, second)] == ["Twee", "Twee"]
        body = await change(second, "Drie", "de-derde-sleutel-van-de-klant")
        assert body.get("errors") is None, body["errors"]
        assert [await shown(socket) for socket in sockets] == ["Drie", "Drie"]
        assert [await omschrijving(graph) for graph in (first, second)] == ["Drie", "Drie"]
        for graph, socket in zip((first, second), sockets, strict=True):
            assert graph.streams.dispatcher.counts["sent"] == 3
            assert states(graph)[0] is False
            await socket.aclose()
    first.sandbox.restore()


@needs_server
async def test_processes_without_subscribers_tell_each_other_too(tmp_path: Path) -> None:
    server = Server(tmp_path)
    shared = shared_on(server)
    first, second = (Graph(max_subscriptions=0, **shared) for _ in range(2))
    heard: list[Notificatie] = []
    second.endpoint._landscape.hub.listen(heard.append)
    told = Notificatie(kanaal="zaaktypen", resource="zaaktype", actie="update", url="z")
    async with AsyncExitStack() as stack:
        stack.callback(server.stop)
        for graph in (first, second):
            await stack.enter_async_context(graph.app.router.lifespan_context(graph.app))
        client = Redis.from_url(server.url)
        await until(
            lambda: len([one for one in client.client_list() if one["cmd"] == "xread"]) == 2
        )
        client.close()
        first.endpoint._landscape.hub.tell(told)
        await until(lambda: heard)
    assert [(one.kanaal, one.from_elsewhere) for one in heard] == [("zaaktypen", True)]
