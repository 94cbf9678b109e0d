"""The HTTP side: GraphQL over POST only, GraphiQL without a CDN, health, limits and masking."""

from __future__ import annotations

import logging
import re
from typing import Any

import jwt
import pytest

from graph_support import Graph
from sandbox.callers import login_token
from sandbox.zgw import SHOWCASE_ZAAK_UUID

ZAAK = f'{{ zaak(uuid: "{SHOWCASE_ZAAK_UUID}") {{ identificatie }} }}'


@pytest.fixture
def graph() -> Graph:
    return Graph()


async def test_get_serves_graphiql_and_never_a_query(graph: Graph) -> None:
    refused = await graph.http.get("/graphql", params={"query": ZAAK})
    assert (refused.status_code, refused.headers["allow"]) == (405, "POST")
    page = await graph.http.get("/graphql", headers={"Accept": "text/html"})
    assert page.headers["content-type"].startswith("text/html")
    assert not graph.calls
    for path in ("graphiql.min.js", "graphiql.min.css", "start.js", "tabs.json"):
        assert (await graph.http.get(f"/graphiql/{path}")).status_code == 200
    assert "http" not in page.text.replace("http-equiv", "")


async def test_graphiql_can_be_switched_off() -> None:
    closed = Graph(graphiql=False)
    assert (await closed.http.get("/graphql")).status_code == 405
    assert (await closed.http.get("/graphiql/start.js")).status_code == 404


@pytest.mark.parametrize(
    ("content", "headers", "status", "code"),
    [
        (b"{", {}, 400, "BAD_REQUEST"),
        (b"[]", {}, 400, "BAD_REQUEST"),
        (b'{"query": 1}', {}, 400, "BAD_REQUEST"),
        (b"\xff", {}, 400, "BAD_REQUEST"),
        (b"query=x", {"Content-Type": "text/plain"}, 415, "BAD_REQUEST"),
        (b" " * 300_000, {}, 413, "REQUEST_TOO_LARGE"),
        (b'{"query": "mutation { x }"}', {}, 400, "GRAPHQL_VALIDATION_FAILED"),
        (b'{"query": "query A {zaaktypen{url}} query B {zaaktypen{url}}"}', {}, 400, "BAD_REQUEST"),
    ],
)
async def test_bad_requests_are_named(
    graph: Graph, content: bytes, headers: dict[str, str], status: int, code: str
) -> None:
    sent = {"Content-Type": "application/json", **headers}
    response = await graph.http.post("/graphql", content=content, headers=sent)
    assert response.status_code == status
    assert response.json()["errors"][0]["extensions"]["code"] == code
    assert not graph.calls


async def test_a_document_of_too_many_tokens_is_refused(graph: Graph) -> None:
    body = await graph.post("{" + " zaaktypen { url }" * 5_000 + "}")
    assert body["errors"][0]["extensions"]["code"] == "DOCUMENT_LIMIT_EXCEEDED"


async def test_operations_are_parsed_and_validated_once(
    graph: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    await graph.ask(ZAAK)

    def never(*_: Any, **__: Any) -> None:
        raise AssertionError("parsed again")

    monkeypatch.setattr("schema.operations.parse", never)
    monkeypatch.setattr("schema.operations.validate", never)
    await graph.ask(ZAAK)


async def test_explain_is_only_given_when_allowed_and_asked(graph: Graph) -> None:
    plain = await graph.http.post("/graphql", json={"query": ZAAK})
    assert plain.json()["extensions"].keys() == {"cost"}
    asked = await graph.post(ZAAK)
    assert asked["extensions"]["upstream"]["calls"] == 1


async def test_an_internal_error_is_masked_to_the_client_and_in_the_log(
    graph: Graph, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: Any) -> None:
        raise RuntimeError("BSN 999993653 stands here")

    monkeypatch.setattr("resolvers.zaken.msgspec.convert", broken)
    with caplog.at_level(logging.DEBUG):
        body = await graph.post(
            f'{{ zaak(uuid: "{SHOWCASE_ZAAK_UUID}") {{ identificatie rollen {{ '
            "betrokkeneIdentificatie { __typename } } } }"
        )
    assert body["data"]["zaak"]["identificatie"]
    assert {error["extensions"]["code"] for error in body["errors"]} == {"INTERNAL_ERROR"}
    assert "999993653" not in str(body)
    assert "999993653" not in caplog.text
    assert "RuntimeError in" in caplog.text


async def test_ready_says_per_upstream_what_is_wrong(graph: Graph) -> None:
    assert (await graph.http.get("/health/live")).json() == {"status": "ok"}
    graph.sandbox.faults.set("brp", down=True)
    graph.sandbox.faults.set("openklant", status=401)
    response = await graph.http.get("/health/ready")
    assert response.status_code == 200
    report = {row["name"]: row for row in response.json()["upstreams"]}
    assert response.json()["status"] == "degraded"
    assert report["openzaak-zaken"]["reachable"] is True
    assert "UPSTREAM_UNAVAILABLE" in report["brp"]["reason"]
    assert "UPSTREAM_UNAUTHORIZED" in report["openklant"]["reason"]
    asked = sum(graph.calls.values())
    await graph.http.get("/health/ready")
    assert sum(graph.calls.values()) == asked


async def test_not_ready_when_no_upstream_answers(graph: Graph) -> None:
    for upstream in graph.sandbox.apps:
        graph.sandbox.faults.set(upstream, down=True)
    assert (await graph.http.get("/health/ready")).status_code == 503


async def test_the_sdl_is_served(graph: Graph) -> None:
    assert "type Zaak implements Node" in (await graph.http.get("/schema.graphql")).text


async def test_an_operation_has_a_deadline() -> None:
    slow = Graph(request_timeout=0.2)
    slow.sandbox.faults.set("openzaak-zaken", hang=True)
    body = await slow.post(ZAAK)
    assert body["errors"][0]["extensions"]["code"] == "OPERATION_TIMEOUT"


async def test_the_caller_reaches_the_register_in_the_token(graph: Graph) -> None:
    headers = {
        "Authorization": f"Bearer {login_token('jan', ['management'], name='Jan Jansen')}",
        "X-User-Id": "iemand anders",
        "traceparent": "x",
    }
    await graph.http.post("/graphql", json={"query": ZAAK}, headers=headers)
    sent = graph.sandbox.faults.requests[-1].headers
    claims = jwt.decode(sent["authorization"].split()[1], options={"verify_signature": False})
    assert (claims["user_id"], claims["user_representation"]) == ("jan", "Jan Jansen")
    assert re.match(r"00-[0-9a-f]{32}-[0-9a-f]{16}-01$", sent["traceparent"])
