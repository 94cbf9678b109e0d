"""Traces, metrics and request lines of real operations over the sandbox."""

from __future__ import annotations

import hashlib
import json
import logging
import re
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
from graphql import OperationDefinitionNode, parse
from hygiene_support import BSN, PLANTING, values_of

from fuzz.documents import encoded, operation
from graph_support import Graph
from sources.errors import CircuitOpenError
from sources.loader import Loader
from telemetry_support import (
    TOKEN,
    WATCHING,
    WERKLIJST,
    lines_of,
    logged,
    metrics_of,
    observer_of,
    queue_of,
    samples,
    take_spans,
    value,
)

TRACE, SPAN = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"
CALLER = {"traceparent": f"00-{TRACE}-{SPAN}-01", "tracestate": "a=1"}
SHA256 = hashlib.sha256(WERKLIJST.encode()).hexdigest()
JSON_BODY = {**CALLER, "Content-Type": "application/json"}
OPERATIES = Path(__file__).parent.parent / "docs" / "operaties"
ODD = (
    f'query Q{BSN} {{ persoon(bsn: "{BSN}") {{ weergavenaam }} }}',
    f"query($bsn: BSN!) {{ klant(bsn: $bsn) {{ a{BSN}: partij {{ weergavenaam }} }} }}",
    f'{{ a{BSN}: zaak(uuid: "00000000-0000-4000-8000-000{BSN}") {{ identificatie }} }}',
    f'{{ zaken(filter: {{rol: {{bsn: "{BSN}"}}}}) {{ totalCount }} }}',
)
LABEL = re.compile(r"[A-Za-z0-9_ .,+/-]{1,60}\Z")
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-")


async def ask(graph: Graph, query: str, **headers: str) -> Any:
    return await graph.http.post("/graphql", json={"query": query}, headers=headers)


def tree(spans: list[dict[str, Any]], span_id: str) -> list[Any]:
    """Return the names below a span, each with what is below it, in the order they began."""
    below = [span for span in spans if span.get("parentSpanId") == span_id]
    below.sort(key=lambda span: int(span["startTimeUnixNano"]))
    return [(span["name"], tree(spans, span["spanId"])) for span in below]


async def test_the_trace_of_an_operation_is_a_tree_down_to_what_the_registers_were_told() -> None:
    graph = Graph(**WATCHING)
    await graph.warm()
    take_spans(graph)
    assert (await ask(graph, WERKLIJST, **CALLER)).status_code == 200
    spans = take_spans(graph)
    assert {span["traceId"] for span in spans} == {TRACE}
    zaken: tuple[str, list[Any]] = ("GET openzaak-zaken zaken", [])
    zoek = "enkelvoudiginformatieobjecten"
    plan = next(span for span in spans if span["name"] == "plan zaken")
    pages = plan["attributes"]["gateway.plan.strategy"] == "expand" and len(
        graph.sandbox.faults.requests_to("openzaak-zaken")
    )
    assert tree(spans, SPAN) == [
        (
            "query Werklijst",
            [
                ("plan zaken", [zaken] * pages),
                (f"load {zoek}.id", [(f"POST openzaak-documenten {zoek}/_zoek", [])]),
            ],
        )
    ]
    kinds = [span["kind"] for span in spans]
    assert (kinds.count(2), kinds.count(1)) == (1, 2)
    told = {request.headers["traceparent"] for request in graph.sandbox.faults.requests}
    assert told == {f"00-{TRACE}-{span['spanId']}-01" for span in spans if span["kind"] == 3}
    assert all(request.headers["tracestate"] == "a=1" for request in graph.sandbox.faults.requests)
    assert all(int(s["startTimeUnixNano"]) <= int(s["endTimeUnixNano"]) for s in spans)
    root = spans[0]["attributes"]
    assert root["graphql.document.hash"] == SHA256
    assert root["gateway.calls"] == str(len(graph.sandbox.faults.requests))


async def test_who_samples_decides_and_nothing_is_kept_of_what_is_not() -> None:
    graph = Graph(**{**WATCHING, "trace_ratio": 0.0})
    await ask(graph, WERKLIJST)
    assert take_spans(graph) == []
    told = {request.headers["traceparent"][-2:] for request in graph.sandbox.faults.requests}
    assert told == {"00"}
    await ask(graph, WERKLIJST, traceparent=f"00-{TRACE}-{SPAN}-00")
    assert take_spans(graph) == []
    await ask(graph, WERKLIJST, **CALLER)
    assert take_spans(graph)


async def test_off_nobody_looks_on(monkeypatch: pytest.MonkeyPatch) -> None:
    graph = Graph()
    assert graph.endpoint.observer is None
    assert all(client.watcher is None for client in graph.endpoint._landscape)
    monkeypatch.setattr(Loader, "label", property(lambda _self: pytest.fail("looked at")))
    answer = await ask(graph, WERKLIJST)
    assert "x-request-id" not in answer.headers
    assert (await graph.http.get("/metrics")).status_code == 404


async def test_metrics_are_for_who_has_the_token() -> None:
    graph = Graph(**WATCHING)
    for sent in ({}, {"Authorization": f"Bearer {TOKEN}x"}, {"Authorization": TOKEN}):
        answer = await graph.http.get("/metrics", headers=sent)
        assert answer.status_code == 401
        assert "gateway_" not in answer.text
    assert "gateway_requests_total" in await metrics_of(graph)


async def test_with_a_port_of_their_own_metrics_are_not_on_the_public_one() -> None:
    graph = Graph(metrics_port=9464)
    assert graph.endpoint.observer is not None
    assert (await graph.http.get("/metrics")).status_code == 404


async def test_what_is_counted_of_operations_and_registers() -> None:
    graph = Graph(**WATCHING)
    await graph.warm()
    graph.forget()
    before = await metrics_of(graph)
    for _ in range(2):
        await ask(graph, WERKLIJST)
    await ask(graph, WERKLIJST.replace("Werklijst", "Verzonnen"))
    await ask(graph, "query Werklijst { wat }")
    text = await metrics_of(graph)

    def more(name: str, **labels: str) -> float:
        return value(text, name, **labels) - value(before, name, **labels)

    assert more("gateway_requests_total", operation="Werklijst", status="200") == 2
    assert more("gateway_requests_total", operation="other", status="200") == 1
    assert more("gateway_requests_total", operation="other", status="400") == 1
    assert more("gateway_request_seconds_count", operation="Werklijst") == 2
    assert more("gateway_errors_total", code="GRAPHQL_VALIDATION_FAILED") == 1
    for upstream, api, method in (
        ("openzaak-zaken", "zaken", "GET"),
        ("openzaak-documenten", "documenten", "POST"),
    ):
        labels = {"upstream": upstream, "api": api, "method": method, "status": "2xx"}
        assert more("gateway_upstream_requests_total", **labels) == graph.calls[upstream]
    batch = "enkelvoudiginformatieobjecten.id"
    assert more("gateway_loader_keys_count", loader=batch) == 3
    assert more("gateway_loader_keys_sum", loader=batch) >= 9
    assert more("gateway_operation_cache_total", outcome="hit") == 1
    assert more("gateway_operation_cache_total", outcome="miss") == 3
    assert more("gateway_catalogus_cache_total", outcome="hit") == 9
    assert more("gateway_catalogus_cache_total", outcome="miss") == 0
    ratios = samples(text)["gateway_plan_ratio_count"]
    assert sum(ratios.values()) == 3


async def test_breakers_queues_and_refusals_are_shown() -> None:
    graph = Graph(**{**WATCHING, "rate_requests": 2})
    client = graph.endpoint._landscape.clients["openzaak-zaken"]
    for _ in range(client.settings.breaker_failures):
        client.breaker.failed()
    answers = [(await ask(graph, WERKLIJST)).status_code for _ in range(3)]
    assert answers == [200, 200, 429]
    async with graph.endpoint.executor.gate.enter():
        text = await metrics_of(graph)
    assert value(text, "gateway_breaker_open", upstream="openzaak-zaken") == 1
    assert value(text, "gateway_breaker_open", upstream="brp") == 0
    assert value(text, "gateway_operations_running") == 1
    assert value(text, "gateway_rate_limited_total", quota="requests") == 1
    assert value(text, "gateway_requests_total", operation="none", status="429") == 1
    labels = {"upstream": "openzaak-zaken", "api": "zaken", "method": "GET", "status": "none"}
    calls = value(text, "gateway_operation_calls_sum", operation="Werklijst")
    assert value(text, "gateway_upstream_requests_total", **labels) == calls > 0
    assert value(text, "gateway_errors_total", code=CircuitOpenError.code) == 2
    again = await metrics_of(graph)
    assert value(again, "gateway_rate_limited_total", quota="requests") == 1


async def test_only_a_trusted_document_may_bring_its_name(tmp_path: Path) -> None:
    trusted, other = "query Vertrouwd { __typename }", "query Vertrouwd { a: __typename }"
    manifest = tmp_path / "m.json"
    manifest.write_text(json.dumps({hashlib.sha256(trusted.encode()).hexdigest(): trusted}))
    kinds: dict[str, Any] = {
        "trusted_documents": "log",
        "trusted_manifests": (str(manifest),),
    }
    graph = Graph(**WATCHING, **kinds)
    await ask(graph, trusted)
    await ask(graph, other)
    names = [span["attributes"]["graphql.operation.name"] for span in take_spans(graph)]
    assert names == ["Vertrouwd", "other"]


async def test_a_line_of_a_request_in_json_and_in_text() -> None:
    graph = Graph(**WATCHING)
    await graph.warm()
    with logged("json") as written:
        answer = await ask(graph, WERKLIJST, **CALLER)
        logging.getLogger("gateway").info("later %s", BSN, extra={"wie": BSN, "hash": BSN})
    line, later = lines_of(written)
    assert line["request_id"] == answer.headers["x-request-id"]
    known = {"operation": "Werklijst", "hash": SHA256, "trace_id": TRACE, "status": 200}
    assert known.items() <= line.items()
    assert line["calls"] == len(graph.sandbox.faults.requests) > 0
    assert line["ms"] > 0
    assert (later["message"], later["wie"], later["hash"]) == ("later ********", *["********"] * 2)
    assert "request_id" not in later
    with logged("text") as text:
        await ask(graph, f"query Q{BSN} {{ __typename }}")
        await ask(graph, "{ wat }")
    first, second = text.getvalue().splitlines()
    assert "operation=- hash=- status=200" in first
    assert "status=400" in second
    assert second.endswith("codes=GRAPHQL_VALIDATION_FAILED")


def planted() -> Iterator[bytes]:
    """Return the operations of the screens, made ones and odd ones, with BSNs in them."""
    texts = [path.read_text("utf-8") for path in sorted(OPERATIES.glob("*.graphql"))]
    for text in (*texts, *ODD):
        for node in parse(text).definitions:
            if isinstance(node, OperationDefinitionNode):
                yield encoded({"query": text, "variables": values_of(node), "operationName": None})
    for number in range(15):
        made = operation(Random(number))
        yield encoded({"query": made.text, "variables": made.variables, "operationName": BSN})


async def test_no_bsn_and_no_value_is_in_what_watching_tells() -> None:
    """Every operation of the project, with a BSN in whatever a client may send."""
    graph = Graph(also=("*",), **WATCHING)
    sent = list(planted())
    assert len(sent) > 30
    with logged("json") as written:
        for body in sent:
            await graph.http.post("/graphql", content=body, headers=list(PLANTING))
    assert take_spans(graph) == []
    for body in sent:
        await graph.http.post("/graphql", content=body, headers=JSON_BODY)
    spans, text = take_spans(graph), await metrics_of(graph)
    assert len(spans) > 40
    told = json.dumps(spans)
    for where in (told, text, written.getvalue()):
        assert BSN not in where
    assert not UUID.search(told)
    assert BSN not in str(list(observer_of(graph)._names._made))
    assert {span["kind"] for span in spans} == {1, 2, 3}
    for name, found in samples(text).items():
        if name.startswith("gateway_"):
            assert len(found) < 900, name
            for labels in found:
                assert all(LABEL.match(said) for _, said in labels), labels


async def test_a_full_queue_drops_spans_and_says_so() -> None:
    graph = Graph(**{**WATCHING, "trace_queue": 6})
    for _ in range(2):
        await ask(graph, "{ __typename }")
    await ask(graph, WERKLIJST)
    assert len(queue_of(graph)._waiting) == 2
    text = await metrics_of(graph)
    assert value(text, "gateway_trace_spans_total", outcome="dropped") > 4
