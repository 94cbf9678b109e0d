"""Backpressure, deadlines and clients that go away: nothing runs on for nobody."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
from starlette.types import Message

from graph_support import Graph
from policy.gate import Gate, OverloadedError
from sandbox.zgw import SHOWCASE_ZAAK_UUID

TEXT = f'{{ zaak(uuid: "{SHOWCASE_ZAAK_UUID}") {{ identificatie }} }}'
WIDE = "{ zaken(first: 20) { nodes { besluiten { datum } } } }"


@asynccontextmanager
async def hanging(**settings: Any) -> AsyncIterator[tuple[Graph, list[asyncio.Task[Any]]]]:
    """Give a gateway whose register of zaken never answers, and a place for requests to it."""
    graph = Graph(**settings)
    graph.sandbox.faults.set("openzaak-zaken", hang=True)
    tasks: list[asyncio.Task[Any]] = []
    try:
        yield graph, tasks
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        graph.sandbox.faults.clear()


async def until(condition: Callable[[], bool]) -> None:
    """Let the loop run until this holds; the test's own timeout bounds it."""
    while not condition():  # noqa: ASYNC110  there is nothing to wait for but turns of the loop
        await asyncio.sleep(0)


def ask(graph: Graph, text: str = TEXT) -> asyncio.Task[httpx.Response]:
    """Start a request."""
    return asyncio.create_task(graph.http.post("/graphql", json={"query": text}))


async def test_beyond_its_places_and_its_queue_the_gateway_refuses_at_once() -> None:
    async with hanging(max_operations=2, max_waiting=1) as (graph, tasks):
        tasks += [ask(graph) for _ in range(3)]
        gate = graph.endpoint._executor.gate
        await until(lambda: len(gate._queue) == 1)
        response = await ask(graph)
        assert response.status_code == 503
        assert response.headers["retry-after"] == "1"
        assert response.json()["errors"][0]["extensions"] == {"code": "OVERLOADED"}
        assert gate.refused == 1
        assert graph.calls == {"openzaak-zaken": 2}
        assert (await graph.http.get("/health/live")).status_code == 200


async def test_a_place_is_free_again_after_an_operation_however_it_ended() -> None:
    async with hanging(max_operations=1, max_waiting=0, request_timeout=0.05) as (graph, _):
        for _ in range(3):
            code = (await ask(graph)).json()["errors"][0]["extensions"]["code"]
            assert code == "OPERATION_TIMEOUT"
        refused = await ask(graph, "{ nergens }")
        assert refused.status_code == 400
        graph.sandbox.faults.clear()
        assert (await ask(graph)).json()["data"]["zaak"]


async def test_who_waits_gets_the_place_in_order_and_not_for_ever() -> None:
    gate, order = Gate(1, 2, seconds=60.0), []

    async def pass_through(name: str) -> None:
        async with gate.enter():
            order.append(name)

    async with gate.enter():
        waiting = [asyncio.create_task(pass_through(name)) for name in "ab"]
        await until(lambda: len(gate._queue) == 2)
        with pytest.raises(OverloadedError):
            await pass_through("c")
    await asyncio.gather(*waiting)
    assert order == ["a", "b"]
    quick = Gate(1, 1, seconds=0.01)
    async with quick.enter():
        with pytest.raises(OverloadedError):
            async with quick.enter():
                pass
    async with quick.enter():
        assert quick.refused == 1


async def test_a_waiter_that_gives_up_loses_no_place() -> None:
    gate = Gate(1, 5, seconds=60.0)

    async def enter() -> None:
        async with gate.enter():
            await asyncio.sleep(0)

    async with gate.enter():
        waiting = [asyncio.create_task(enter()) for _ in range(3)]
        await until(lambda: len(gate._queue) == 3)
        waiting[0].cancel()
        await asyncio.gather(waiting[0], return_exceptions=True)
    waiting[1].cancel()
    await asyncio.gather(*waiting, return_exceptions=True)
    assert (gate._free, len(gate._queue)) == (1, 0)


async def test_the_caller_sets_a_shorter_deadline_and_never_a_longer_one() -> None:
    async with hanging(request_timeout=0.05) as (graph, _):
        for told in ("20", "999999999"):
            response = await graph.http.post(
                "/graphql", json={"query": TEXT}, headers={"X-Deadline-Ms": told}
            )
            assert response.json()["errors"][0]["extensions"]["code"] == "OPERATION_TIMEOUT"
    async with hanging(request_timeout=60.0) as (graph, _):
        response = await graph.http.post(
            "/graphql", json={"query": TEXT}, headers={"X-Deadline-Ms": "20"}
        )
        assert response.json()["errors"][0]["extensions"]["code"] == "OPERATION_TIMEOUT"


class Connection:
    """One request over ASGI whose client can go away."""

    def __init__(self, graph: Graph, text: str) -> None:
        body = httpx.Request("POST", "http://gateway", json={"query": text}).content
        self._messages: asyncio.Queue[Message] = asyncio.Queue()
        self._messages.put_nowait({"type": "http.request", "body": body, "more_body": False})
        self.sent: list[Message] = []
        headers = [(b"content-type", b"application/json")]
        scope: dict[str, Any] = {
            "type": "http",
            "method": "POST",
            "path": "/graphql",
            "headers": headers,
        }
        scope |= {"query_string": b"", "http_version": "1.1", "root_path": "", "scheme": "http"}
        scope |= {"server": ("gateway", 80), "client": ("127.0.0.1", 1)}
        self.task = asyncio.create_task(self._run(graph.app, scope))

    async def _run(self, app: Any, scope: Any) -> None:
        async def send(message: Message) -> None:
            self.sent.append(message)

        await app(scope, self._messages.get, send)

    def go(self) -> None:
        """Break the connection off."""
        self._messages.put_nowait({"type": "http.disconnect"})


async def test_a_client_that_goes_away_ends_what_is_read_for_it() -> None:
    before = asyncio.all_tasks()
    graph = Graph()
    graph.sandbox.faults.set("openzaak-besluiten", hang=True)
    client = Connection(graph, WIDE)
    await until(lambda: graph.calls["openzaak-besluiten"] == 16)
    client.go()
    await client.task
    assert graph.calls == {"openzaak-zaken": 1, "openzaak-besluiten": 16}
    assert asyncio.all_tasks() == before
    assert [message.get("status") for message in client.sent] == [499, None]
    assert graph.endpoint._executor.gate._free == 64
    graph.sandbox.faults.clear()
    assert "errors" not in (await ask(graph, WIDE)).json()


async def test_an_operation_that_times_out_leaves_no_call_under_way() -> None:
    before = asyncio.all_tasks()
    graph = Graph(request_timeout=0.3)
    graph.sandbox.faults.set("openzaak-besluiten", hang=True)
    assert (await ask(graph, WIDE)).status_code == 400
    assert graph.calls == {"openzaak-zaken": 1, "openzaak-besluiten": 16}
    assert {task for task in asyncio.all_tasks() if not task.done()} == before
    graph.sandbox.faults.clear()


async def test_an_answer_leaves_no_watcher_behind() -> None:
    before = asyncio.all_tasks()
    graph = Graph()
    await graph.ask(TEXT)
    assert asyncio.all_tasks() == before
