"""Spans on their way to a collector: in batches, again when it fails in passing, never for ever."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import httpx
import pytest

from gateway_telemetry import Telemetry
from graph_support import Graph
from policy.quotas import Quotas
from schema import span_queue
from schema.span_queue import BATCH, SpanQueue
from settings import Secret
from sources.catalogus import Catalogus
from sources.landscape import Landscape
from sources.otlp import Reply
from telemetry_support import WATCHING, flat, queue_of

SPAN = {"name": "x"}


class Collector:
    """Answers each request in turn with one of these; the last for ever."""

    def __init__(self, *statuses: int) -> None:
        self.statuses = list(statuses)
        self.sizes: list[int] = []

    async def __call__(self, body: bytes) -> Reply:
        (resource,) = json.loads(body)["resourceSpans"]
        (scoped,) = resource["scopeSpans"]
        self.sizes.append(len(scoped["spans"]))
        return Reply(self.statuses.pop(0) if len(self.statuses) > 1 else self.statuses[0])


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(span_queue, "FIRST_PAUSE", 0.0)
    monkeypatch.setattr(span_queue, "INTERVAL", 0.0)


@pytest.mark.parametrize(
    ("statuses", "tries", "outcome"),
    [
        ((200,), 1, "sent"),
        ((503, 0, 200), 3, "sent"),
        ((503,), 3, "failed"),
        ((400,), 1, "failed"),
    ],
)
async def test_what_becomes_of_a_batch(statuses: tuple[int, ...], tries: int, outcome: str) -> None:
    collector = Collector(*statuses)
    queue = SpanQueue(collector, 100, {})
    queue.put([SPAN, SPAN])
    await queue.flush()
    assert collector.sizes == [2] * tries
    assert queue.outcomes == {"sent": 0, "dropped": 0, "failed": 0} | {outcome: 2}
    await queue.flush()
    assert len(collector.sizes) == tries


async def test_what_a_collector_rejects_of_a_batch_is_not_sent() -> None:
    async def send(_body: bytes) -> Reply:
        return Reply(200, rejected=1)

    queue = SpanQueue(send, 100, {})
    queue.put([SPAN] * 3)
    await queue.flush()
    assert queue.outcomes == {"sent": 2, "dropped": 0, "failed": 1}


async def test_many_spans_go_in_batches_and_too_many_not_at_all() -> None:
    collector = Collector(200)
    queue = SpanQueue(collector, BATCH + 2, {})
    queue.put([SPAN] * (BATCH + 1))
    queue.put([SPAN] * 2)
    queue.put([SPAN])
    assert queue.outcomes["dropped"] == 2
    await queue.flush()
    assert collector.sizes == [BATCH, 2]
    assert queue.outcomes["sent"] == BATCH + 2


async def test_a_request_does_not_wait_for_a_collector_that_hangs() -> None:
    asked, answered = asyncio.Event(), asyncio.Event()

    async def send(_body: bytes) -> Reply:
        asked.set()
        await answered.wait()
        return Reply(200)

    graph = Graph(**WATCHING)
    queue = queue_of(graph)
    queue._send = send
    queue.start()
    await graph.ask("{ __typename }")
    await asked.wait()
    await graph.ask("{ __typename }")
    assert len(queue._waiting) == 1
    answered.set()
    await queue.aclose()
    assert queue.outcomes["sent"] == 2


async def test_stopping_waits_so_long_for_a_collector_and_counts_what_is_left(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(span_queue, "LAST_SECONDS", 0.0)

    async def send(_body: bytes) -> Reply:
        await asyncio.Event().wait()
        return Reply(200)

    queue = SpanQueue(send, 100, {})
    queue.put([SPAN] * 3)
    async with asyncio.timeout(5):
        await queue.aclose()
    assert queue.outcomes == {"sent": 0, "dropped": 3, "failed": 0}


async def test_spans_reach_an_otlp_collector_with_its_authorization() -> None:
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, json={})

    graph = Graph()
    settings: Any = Graph(**WATCHING).endpoint._settings
    settings = type(settings)(
        **{**vars(settings), "otlp_authorization": Secret("Basic x"), "metrics_token_env": ""}
    )
    quotas: Quotas = graph.endpoint.executor.quotas
    landscape = Landscape(())
    transport = httpx.MockTransport(answer)
    telemetry = Telemetry(settings, graph.endpoint, landscape, Catalogus(), quotas, None, transport)
    telemetry.start()
    await graph.ask("{ __typename }")
    await telemetry.aclose()
    (request,) = seen
    assert str(request.url) == "http://collector.invalid/v1/traces"
    assert request.headers["authorization"] == "Basic x"
    (resource,) = json.loads(request.content)["resourceSpans"]
    assert flat(resource["resource"]["attributes"])["service.name"] == "common-ground-gateway"
    (span,) = resource["scopeSpans"][0]["spans"]
    assert (span["name"], span["kind"]) == ("query", 2)
