"""A gateway with subscribers, over ASGI: websockets and event streams without a network."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

from access_support import Acting
from starlette.requests import Request

from graph_support import Graph
from policy.grants import Rights
from policy.identity import Principal
from sandbox import HOST
from sandbox.zgw import SHOWCASE_ZAAK_UUID
from schema.admission import Admission
from schema.stream_hub import Streams
from sources.notificaties.hub import Notificatie

ZAKEN_ROOT = f"{HOST}/zaken/api/v1/"
ZAAK = f"{ZAKEN_ROOT}zaken/{SHOWCASE_ZAAK_UUID}"
CHANGED = "subscription Z($uuid: UUID!) { zaakGewijzigd(uuid: $uuid) { %s } }"
SECONDS = 5.0
"""A test that waits longer hangs."""


class Socket:
    """The client's side of a websocket over ASGI."""

    def __init__(self, app: Any, **headers: str) -> None:
        self._in: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.out: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.takes: Callable[[], Any] | None = None
        """Awaited before each event is taken: a client that is slow."""
        protocols = [headers.pop("protocol", "graphql-transport-ws")]
        self.scope = {
            "type": "websocket",
            "path": "/graphql",
            "raw_path": b"/graphql",
            "root_path": "",
            "scheme": "ws",
            "query_string": headers.pop("query", "").encode(),
            "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
            "subprotocols": protocols,
            "extensions": {"websocket.http.response": {}},
            "app": app,
            "state": {},
        }
        self._in.put_nowait({"type": "websocket.connect"})
        self.task = asyncio.create_task(app(self.scope, self._in.get, self._send))

    async def _send(self, message: dict[str, Any]) -> None:
        if self.takes is not None and message["type"] == "websocket.send":
            await self.takes()
        self.out.put_nowait(message)
        if message["type"] == "websocket.close":
            self._in.put_nowait({"type": "websocket.disconnect", "code": message["code"]})

    def tell(self, **message: Any) -> None:
        """Send one message."""
        self._in.put_nowait({"type": "websocket.receive", "text": json.dumps(message)})

    async def heard(self) -> Any:
        """Return the next message, or the code the connection was closed with."""
        message = await asyncio.wait_for(self.out.get(), SECONDS)
        if message["type"] == "websocket.send":
            return json.loads(message["text"])
        return message.get("code", message.get("status", message.get("subprotocol")))

    async def init(self, **payload: Any) -> None:
        """Open the connection as graphql-ws does."""
        assert await self.heard() == "graphql-transport-ws"
        self.tell(type="connection_init", payload=payload)
        assert await self.heard() == {"type": "connection_ack"}

    def subscribe(self, query: str, name: str = "1", **more: Any) -> None:
        """Ask one operation."""
        extensions = more.pop("extensions", None)
        self.tell(
            type="subscribe",
            id=name,
            payload={"query": query, "variables": more, "extensions": extensions},
        )

    async def listen(self, graph: Subscribed, query: str, name: str = "1", **more: Any) -> None:
        """Subscribe, and wait until that is done."""
        before = graph.streams.dispatcher.index.count
        self.subscribe(query, name, **more)
        while graph.streams.dispatcher.index.count == before and self.out.empty():  # noqa: ASYNC110
            await asyncio.sleep(0)

    async def aclose(self) -> None:
        """Leave."""
        self._in.put_nowait({"type": "websocket.disconnect", "code": 1005})
        await asyncio.wait_for(self.task, SECONDS)


class Subscribed(Graph):
    """A gateway whose streams are open, with a caller of choice."""

    def __init__(self, caller: tuple[Principal, Rights] | None = None, **gateway: Any) -> None:
        super().__init__(**{"subscription_window": 0.0, **gateway})
        self.caller = caller
        self.streams: Streams = self.endpoint.stopping.listeners[0].__self__  # type: ignore[attr-defined]
        self.hub = self.streams.feed.hub
        if caller is not None:
            self.endpoint.admissions.admit = self._admission  # type: ignore[method-assign, assignment]
            self.endpoint._admit = self._pair  # type: ignore[method-assign, assignment]

    async def _admission(self, _headers: Any) -> Admission:
        assert self.caller is not None
        return Admission(*self.caller)

    async def _pair(self, _request: Request) -> tuple[Principal, Rights]:
        assert self.caller is not None
        return self.caller

    def tell(self, url: str = ZAAK, **changes: Any) -> None:
        """Tell what a register would: by default that the zaak of the showcase changed."""
        told: dict[str, Any] = {
            "kanaal": "zaken",
            "resource": "zaak",
            "actie": "partial_update",
            "url": url,
            "hoofd_url": url,
            **changes,
        }
        self.hub.tell(Notificatie(**told))

    async def settle(self) -> None:
        """Wait until nothing more will be told of what happened so far."""
        dispatcher = self.streams.dispatcher
        while True:
            await asyncio.sleep(0)
            subscriptions = [one for found in dispatcher.index._by.values() for one in found]
            waits = any(one.pending or one.is_busy for one in subscriptions)
            if not (dispatcher._open or dispatcher._ready or dispatcher._sending or waits):
                return


@asynccontextmanager
async def streaming(
    caller: tuple[Principal, Rights] | None = None, **gateway: Any
) -> AsyncIterator[Subscribed]:
    """Give a gateway with open streams, and close them."""
    graph = Subscribed(caller, **gateway)
    async with graph.app.router.lifespan_context(graph.app):
        yield graph


__all__ = ["Acting", "Socket", "Subscribed", "streaming", "suppress"]
