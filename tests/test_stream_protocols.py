"""graphql-transport-ws and graphql-sse: messages, codes, limits, and how streams end."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest
from access_support import staff

from gateway import DEVELOPMENT
from policy.grants import UNLIMITED
from policy.identity import DEVELOPER
from sandbox.zgw import SHOWCASE_ZAAK_UUID
from schema.admission import NotAdmittedError
from subscription_support import CHANGED, SECONDS, Socket, Subscribed, streaming

UUID = SHOWCASE_ZAAK_UUID
WHAT = CHANGED % "actie"
INIT = {"type": "connection_init"}
ASK = {"type": "subscribe", "id": "1", "payload": {"query": "{ __typename }"}}
LISTEN = {
    "type": "subscribe",
    "id": "1",
    "payload": {"query": WHAT, "variables": {"uuid": UUID}},
}
DEVELOPS = (DEVELOPER, UNLIMITED)


@pytest.mark.parametrize(
    ("messages", "code"),
    [
        ([ASK], 4401),
        ([INIT, INIT], 4429),
        ([INIT, LISTEN, LISTEN], 4409),
        ([INIT, {**ASK, "id": ""}], 4400),
        ([INIT, {**ASK, "payload": {"query": 1}}], 4400),
        ([INIT, {"type": "iets"}], 4400),
        ([{**INIT, "payload": {"Authorization": "Bearer onzin"}}], 4403),
        ([{**INIT, "payload": {"authorization": "Bearer é"}}], 4403),
        ([], 4408),
    ],
)
async def test_what_breaks_the_protocol_ends_the_connection(
    messages: list[dict[str, Any]], code: int
) -> None:
    async with streaming(subscription_init_seconds=0.01 if not messages else 5.0) as graph:
        socket = Socket(graph.app)
        for message in messages:
            socket.tell(**message)
        heard = await socket.heard()
        while not isinstance(heard, int):
            heard = await socket.heard()
        assert heard == code
        await socket.task
        assert graph.streams.count == graph.streams.dispatcher.index.count == 0


@pytest.mark.parametrize(
    ("headers", "answer"),
    [
        ({"protocol": "graphql-ws"}, [None, 4406]),
        ({"host": "gateway", "origin": "https://kwaad.example"}, [403]),
        ({"host": "gateway", "origin": "https://gateway.kwaad.example"}, [403]),
        ({"origin": "null", "host": "gateway"}, [403]),
        ({"query": "query=%7Bzaken%7D"}, [400]),
        ({"x": "y" * 20_000}, [431]),
        ({"host": "gateway", "origin": "https://gateway"}, ["graphql-transport-ws"]),
        ({"host": "gateway", "origin": "https://portaal.nl"}, ["graphql-transport-ws"]),
    ],
)
async def test_who_may_open_a_websocket(headers: dict[str, str], answer: list[Any]) -> None:
    async with streaming(cors_origins=("https://portaal.nl",)) as graph:
        socket = Socket(graph.app, **headers)
        assert [await socket.heard() for _ in answer] == answer
        await socket.aclose()


async def test_queries_pings_and_refusals_over_a_websocket() -> None:
    async with streaming(trusted_documents="off") as graph:
        socket = Socket(graph.app)
        await socket.init()
        socket.tell(type="ping")
        socket.tell(type="pong")
        assert await socket.heard() == {"type": "pong"}
        socket.subscribe("{ __typename }", "q")
        heard = await socket.heard()
        assert (heard["id"], heard["payload"]["data"]) == ("q", {"__typename": "Query"})
        assert await socket.heard() == {"id": "q", "type": "complete"}
        socket.subscribe("{ nietDaar }", "r")
        heard = await socket.heard()
        assert (heard["id"], heard["type"]) == ("r", "error")
        await socket.listen(graph, WHAT, "z", uuid=UUID)
        socket.tell(type="complete", id="z")
        socket.tell(type="complete", id="nooit")
        socket.tell(type="ping")
        assert await socket.heard() == {"type": "pong"}
        assert graph.streams.dispatcher.index.count == 0
        await socket.aclose()


async def test_subscriptions_are_counted_per_connection_client_and_worker() -> None:
    limits = {"subscriptions_per_connection": 2, "subscriptions_per_client": 3}
    async with streaming(DEVELOPS, max_subscriptions=4, subscription_connections=3, **limits) as it:

        async def refused(socket: Socket, name: str) -> str:
            await socket.listen(it, WHAT, name, uuid=UUID)
            if socket.out.empty():
                return ""
            code: str = (await socket.heard())["payload"][0]["extensions"]["code"]
            return code

        sockets = []
        for caller in (DEVELOPER, DEVELOPER, replace(DEVELOPER, identifier="b")):
            it.caller = caller, UNLIMITED
            sockets.append(Socket(it.app))
            await sockets[-1].init()
        first, second, other = sockets
        answers = [await refused(first, name) for name in "abc"]
        assert answers == ["", "", "SUBSCRIPTION_LIMIT_EXCEEDED"]
        answers = [await refused(second, name) for name in "ab"]
        assert answers == ["", "SUBSCRIPTION_LIMIT_EXCEEDED"]
        assert [await refused(other, name) for name in "ab"] == ["", "OVERLOADED"]
        assert await Socket(it.app).heard() == 503
        await first.aclose()
        assert await refused(second, "c") == ""


async def test_a_token_that_expires_or_is_withdrawn_ends_the_stream() -> None:
    soon = replace(DEVELOPER, expires_at=time.time() + 0.1)
    async with streaming((soon, UNLIMITED)) as graph:
        socket = Socket(graph.app)
        await socket.init()
        before = time.time()
        assert await socket.heard() == 4403
        assert time.time() >= soon.expires_at > before  # type: ignore[operator]
        graph.caller = DEVELOPS
        socket = Socket(graph.app)
        await socket.init()
        await socket.listen(graph, WHAT, uuid=UUID)

        async def withdrawn(_headers: Any) -> Any:
            raise NotAdmittedError(401, "", "UNAUTHENTICATED", "", {})

        graph.endpoint.admissions.admit = withdrawn  # type: ignore[method-assign, assignment]
        graph.tell()
        assert await socket.heard() == 4403
        assert graph.streams.ended == {"expired": 1, "revoked": 1}
        assert not graph.asked


async def test_who_does_not_take_events_is_dropped_and_keeps_no_queue() -> None:
    async with streaming(subscription_slow_seconds=0.05) as graph:
        socket, stuck = Socket(graph.app), asyncio.Event()
        await socket.init()
        await socket.listen(graph, WHAT, uuid=UUID)
        socket.takes = stuck.wait
        subject_of = graph.streams.dispatcher.index
        (subscription,) = next(iter(subject_of._by.values()))
        for _ in range(50):
            graph.tell()
            await asyncio.sleep(0)
        assert len(subscription.pending) <= 1
        assert await socket.heard() == 4508
        assert graph.streams.dispatcher.counts["slow"] == 1
    async with streaming(subscription_slow_seconds=60.0, subscription_pending=3) as graph:
        wide = Socket(graph.app)
        await wide.init()
        await wide.listen(graph, "subscription { zakenGewijzigd { actie } }")
        wide.takes = stuck.wait
        for zaak in graph.sandbox.zgw.data.zaken[:6]:
            graph.tell(zaak["url"])
        assert await wide.heard() == 4508
        await wide.task
        assert graph.streams.dispatcher.index.count == 0


async def test_what_was_missed_is_told_again_from_a_last_event() -> None:
    async with streaming(subscription_history=3) as graph:
        socket = Socket(graph.app)
        await socket.init()
        await socket.listen(graph, WHAT, uuid=UUID)
        graph.tell()
        seen = (await socket.heard())["payload"]["extensions"]["eventId"]
        await socket.aclose()
        other = graph.sandbox.zgw.data.zaken[1]["url"]
        for url in (other, other):
            graph.tell(url)
        graph.tell()
        socket = Socket(graph.app)
        await socket.init()
        await socket.listen(graph, WHAT, uuid=UUID, extensions={"lastEventId": seen})
        missed = (await socket.heard())["payload"]["extensions"]["eventId"]
        await graph.settle()
        assert socket.out.empty()
        await socket.listen(graph, WHAT, "2", uuid=UUID, extensions={"lastEventId": missed})
        await graph.settle()
        assert socket.out.empty()
        graph.tell(other)
        graph.tell(other)
        for name, last in (("3", seen), ("4", "1-0"), ("5", "x" * 99)):
            await socket.listen(graph, WHAT, name, uuid=UUID, extensions={"lastEventId": last})
            code = (await socket.heard())["payload"][0]["extensions"]["code"]
            assert code == "RESUME_NOT_POSSIBLE"


@pytest.mark.parametrize("leaves", [False, True])
async def test_who_leaves_while_subscribing_leaves_nothing(
    leaves: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with streaming() as graph:
        looking = asyncio.Event()

        async def never(_event_id: str) -> None:
            looking.set()
            await asyncio.Event().wait()

        monkeypatch.setattr(graph.streams.feed, "after", never)
        socket = Socket(graph.app)
        await socket.init()
        socket.subscribe(WHAT, uuid=UUID, extensions={"lastEventId": "1-1"})
        await asyncio.wait_for(looking.wait(), SECONDS)
        assert graph.streams.dispatcher.index.count == 1
        if not leaves:
            socket.tell(type="complete", id="1")
            socket.tell(type="ping")
            assert await socket.heard() == {"type": "pong"}
            await asyncio.sleep(0)
            assert graph.streams.dispatcher.index.count == 0
        await socket.aclose()
        assert graph.streams.dispatcher.index.count == graph.streams.count == 0


async def test_an_event_id_never_passes_over_what_still_waits() -> None:
    async with streaming() as graph:
        first, second = (zaak["url"] for zaak in graph.sandbox.zgw.data.zaken[:2])
        query = "subscription { zakenGewijzigd { zaak { url } } }"
        socket = Socket(graph.app)
        await socket.init()
        await socket.listen(graph, query)
        for url in (first, second, first):
            graph.tell(url)
        last = (await socket.heard())["payload"]["extensions"]["eventId"]
        await graph.settle()
        await socket.aclose()
        socket = Socket(graph.app)
        await socket.init()
        await socket.listen(graph, query, extensions={"lastEventId": last})
        again = [(await socket.heard())["payload"]["data"]["zakenGewijzigd"] for _ in range(2)]
        assert {one["zaak"]["url"] for one in again} == {first, second}


async def test_stopping_ends_streams_so_that_clients_connect_elsewhere() -> None:
    async with streaming() as graph, sse(graph, LISTEN["payload"]) as events:
        socket = Socket(graph.app)
        await socket.init()
        await asyncio.sleep(0)
        graph.endpoint.stopping.begin(0.0)
        assert await socket.heard() == 1012
        assert await anext(events, None) is None
        assert await Socket(graph.app).heard() == 503


@asynccontextmanager
async def sse(
    graph: Subscribed, body: Any, **headers: str
) -> AsyncIterator[AsyncIterator[tuple[str, str]]]:
    """Open an event stream; give its events as fields and data, `started` first."""
    given: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    out: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    given.put_nowait({"type": "http.request", "body": json.dumps(body).encode()})
    kept = {"accept": "text/event-stream", "content-type": "application/json", **headers}
    scope = {
        "type": "http",
        "method": "POST",
        "path": "/graphql",
        "query_string": b"",
        "headers": [(name.encode(), value.encode()) for name, value in kept.items()],
        "app": graph.app,
    }

    async def send(message: dict[str, Any]) -> None:
        out.put_nowait(message)

    task = asyncio.create_task(graph.app(scope, given.get, send))  # type: ignore[arg-type]
    start = await asyncio.wait_for(out.get(), SECONDS)
    assert start["status"] == 200, await out.get()
    assert (b"content-type", b"text/event-stream; charset=utf-8") in start["headers"]

    async def events() -> AsyncIterator[tuple[str, str]]:
        while (message := await asyncio.wait_for(out.get(), SECONDS)).get("more_body"):
            for block in message["body"].decode().removesuffix("\n\n").split("\n\n"):
                fields = dict(line.split(": ", 1) for line in block.split("\n") if ": " in line)
                yield fields.get("event", ":"), fields.get("data", "")

    try:
        yield events()
    finally:
        given.put_nowait({"type": "http.disconnect"})
        await asyncio.wait_for(task, SECONDS)


async def test_an_event_stream_gives_events_and_signs_of_life() -> None:
    async with streaming(subscription_heartbeat=0.02) as graph:
        async with sse(graph, LISTEN["payload"]) as events:
            assert await anext(events) == (":", "")
            graph.tell()
            event, data = await anext(events)
            while event == ":":
                event, data = await anext(events)
            assert event == "next"
            body = json.loads(data)
            assert body["data"] == {"zaakGewijzigd": {"actie": "GEWIJZIGD"}}
            graph.tell()
            await graph.settle()
        assert graph.streams.count == graph.streams.dispatcher.index.count == 0
        last = {"last-event-id": body["extensions"]["eventId"]}
        async with sse(graph, LISTEN["payload"], **last) as events:
            event, data = await anext(events)
            assert (event, json.loads(data)["data"]) == ("next", body["data"])


async def test_an_event_stream_of_one_answer_is_complete() -> None:
    async with streaming() as graph:
        for query, told in (("{ __typename }", "data"), ("{ nietDaar }", "errors")):
            async with sse(graph, {"query": query}) as events:
                found = [event async for event in events]
            assert told in json.loads(found[0][1])
            assert [event for event, _ in found] == ["next", "complete"]
        answer = await graph.http.get("/graphql", headers={"accept": "text/event-stream"})
        assert answer.status_code == 405
        takes = {"accept": "application/json, text/event-stream, multipart/mixed"}
        answer = await graph.http.post("/graphql", json={"query": "{ __typename }"}, headers=takes)
        assert answer.headers["content-type"] == "application/json"
        assert answer.json()["data"] == {"__typename": "Query"}
        answer = await graph.http.post("/graphql", json=LISTEN["payload"])
        assert answer.json()["errors"][0]["extensions"]["code"] == "BAD_REQUEST"


async def test_an_event_stream_ends_with_its_token() -> None:
    soon = replace(DEVELOPER, expires_at=time.time() + 0.1)
    async with streaming((soon, UNLIMITED)) as graph, sse(graph, LISTEN["payload"]) as events:
        (event, data), complete = [event async for event in events]
        assert json.loads(data)["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
        assert (event, complete) == ("next", ("complete", ""))


async def test_a_purpose_of_the_handshake_is_that_of_every_event() -> None:
    text = CHANGED % "zaak { rollen { persoon { leeftijd } } }"
    async with streaming(staff(*UNLIMITED.grants)) as graph:
        codes = []
        for name in (DEVELOPMENT.name, "onbekend"):
            socket = Socket(graph.app)
            await socket.init(**{"x-doelbinding": name})
            await socket.listen(graph, text, uuid=UUID)
            graph.tell()
            errors = (await socket.heard())["payload"].get("errors", [])
            codes.append({error["extensions"]["code"] for error in errors})
            await socket.aclose()
        assert codes == [set(), {"PURPOSE_REQUIRED"}]
