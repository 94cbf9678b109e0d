"""The HTTP side: what is refused before anything is read, and what every response carries."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest

from graph_support import Graph

TEXT = {"query": "{ __typename }"}


async def post(graph: Graph, headers: dict[str, str], content: bytes = b"") -> Any:
    """Return the response to a request with these headers."""
    sent = {"Content-Type": "application/json", **headers}
    return await graph.http.post("/graphql", content=content or json.dumps(TEXT), headers=sent)


def code(response: Any) -> str:
    """Return the code of the first error."""
    found: str = response.json()["errors"][0]["extensions"]["code"]
    return found


@pytest.mark.parametrize(
    ("headers", "status", "wanted"),
    [
        pytest.param({"Content-Encoding": "gzip"}, 415, "BAD_REQUEST", id="packed"),
        pytest.param({"Content-Encoding": "identity, br"}, 415, "BAD_REQUEST", id="packed-twice"),
        pytest.param(
            {"Content-Type": "application/json; charset=latin-1"}, 415, "BAD_REQUEST", id="charset"
        ),
        pytest.param(
            {"Content-Type": "application/x-www-form-urlencoded"}, 415, "BAD_REQUEST", id="form"
        ),
        pytest.param({"Content-Type": "multipart/form-data"}, 415, "BAD_REQUEST", id="multipart"),
        pytest.param({"X-Long": "x" * 17_000}, 431, "HEADERS_TOO_LARGE", id="long-header"),
        pytest.param({f"X-{n}": "x" for n in range(64)}, 431, "HEADERS_TOO_LARGE", id="headers"),
        pytest.param({"X-Deadline-Ms": "soon"}, 400, "BAD_REQUEST", id="deadline"),
        pytest.param({"X-Deadline-Ms": "0"}, 400, "BAD_REQUEST", id="no-time"),
        pytest.param({"X-Deadline-Ms": "-5"}, 400, "BAD_REQUEST", id="negative-time"),
    ],
)
async def test_a_wrong_head_is_refused(headers: dict[str, str], status: int, wanted: str) -> None:
    response = await post(Graph(), headers)
    assert (response.status_code, code(response)) == (status, wanted)


@pytest.mark.parametrize(
    "kind", ["application/json; charset=utf-8", 'application/JSON;charset="UTF-8"']
)
async def test_json_in_utf8_is_served(kind: str) -> None:
    assert (await post(Graph(), {"Content-Type": kind})).json()["data"] == {"__typename": "Query"}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        pytest.param(b' [{"query": "{ __typename }"}]', "batches are not served", id="batch"),
        pytest.param(b'{"variables": ' + b'{"a":' * 50_000 + b"1", "nested too deeply", id="deep"),
        pytest.param(
            b'{"query": "{a}", "variables": {"a": 1e999}}', "not a GraphQL", id="infinite"
        ),
        pytest.param(
            b'{"query": "{a}", "variables": {"a": ' + b"9" * 5_000 + b"}}",
            "not a GraphQL",
            id="huge",
        ),
    ],
)
async def test_a_hostile_body_is_refused(content: bytes, words: str) -> None:
    response = await post(Graph(), {}, content)
    assert response.status_code == 400
    assert words in response.json()["errors"][0]["message"]


async def test_a_told_length_beyond_the_limit_is_refused_before_the_body_is_read() -> None:
    read = []

    async def body() -> AsyncIterator[bytes]:
        read.append(1)
        yield b"{}"

    graph = Graph(max_body_bytes=100)
    headers = {"Content-Type": "application/json", "Content-Length": "101"}
    response = await graph.http.post("/graphql", content=body(), headers=headers)
    assert (response.status_code, code(response)) == (413, "REQUEST_TOO_LARGE")
    assert not read


async def test_a_body_that_does_not_come_is_not_waited_for() -> None:
    never = asyncio.Event()

    async def body() -> AsyncIterator[bytes]:
        yield b'{"query": '
        await never.wait()

    graph = Graph(body_timeout=0.05)
    headers = {"Content-Type": "application/json"}
    response = await graph.http.post("/graphql", content=body(), headers=headers)
    assert (response.status_code, code(response)) == (408, "REQUEST_TIMEOUT")
    assert response.headers["connection"] == "close"


@pytest.mark.parametrize("method", ["GET", "HEAD"])
async def test_a_query_in_a_url_is_never_run(method: str) -> None:
    for graph in (Graph(), Graph(graphiql=False)):
        response = await graph.http.request(method, "/graphql?query={zaaktypen{url}}")
        assert response.status_code == 405
        assert response.headers["allow"] == "POST"
        assert not graph.calls


async def test_graphiql_is_for_browsers_and_by_default_for_the_sandbox_alone() -> None:
    graph = Graph()
    page = await graph.http.get("/graphql", headers={"Accept": "text/html,*/*;q=0.8"})
    assert page.status_code == 200
    assert "script-src" not in page.headers["content-security-policy"]
    assert page.headers["content-security-policy"].startswith("default-src 'self'")
    other = await graph.http.get("/graphql", headers={"Accept": "application/json"})
    assert other.status_code == 405


async def test_the_answer_has_the_media_type_the_client_asks() -> None:
    graph = Graph()
    asked = await post(
        graph, {"Accept": "application/graphql-response+json, application/json;q=0.9"}
    )
    assert asked.headers["content-type"] == "application/graphql-response+json"
    assert (await post(graph, {})).headers["content-type"] == "application/json"


@pytest.mark.parametrize("path", ["/graphql", "/health/live", "/schema.graphql", "/nowhere"])
async def test_every_response_protects_its_reader(path: str) -> None:
    headers = (await Graph(hsts_seconds=60).http.get(path, headers={"Accept": "text/html"})).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cache-control"] == "no-store"
    assert headers["x-frame-options"] == "DENY"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["strict-transport-security"] == "max-age=60; includeSubDomains"
    assert "strict-transport-security" not in (await Graph().http.get(path)).headers


async def test_refusals_before_routing_are_protected_too() -> None:
    response = await post(Graph(), {"Content-Encoding": "gzip"})
    assert response.headers["cache-control"] == "no-store"


async def test_only_listed_origins_may_ask() -> None:
    graph = Graph(cors_origins=("https://portaal.example.nl",))
    asked = {
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "content-type",
    }
    ours = await graph.http.options(
        "/graphql", headers={"Origin": "https://portaal.example.nl", **asked}
    )
    assert ours.headers["access-control-allow-origin"] == "https://portaal.example.nl"
    assert "access-control-allow-credentials" not in ours.headers
    theirs = await graph.http.options(
        "/graphql", headers={"Origin": "https://evil.example", **asked}
    )
    assert theirs.status_code == 400
    assert "access-control-allow-origin" not in theirs.headers
    answer = await post(graph, {"Origin": "https://evil.example"})
    assert "access-control-allow-origin" not in answer.headers
    shut = await Graph().http.options(
        "/graphql", headers={"Origin": "https://evil.example", **asked}
    )
    assert "access-control-allow-origin" not in shut.headers


@pytest.mark.parametrize("purpose", ["X-Doelbinding", "X-Waarvoor"])
async def test_a_page_elsewhere_may_send_what_a_front_end_needs(purpose: str) -> None:
    origin = {"Origin": "https://portaal.example.nl"}
    graph = Graph(cors_origins=(origin["Origin"],), purpose_header=purpose)
    needed = f"Authorization, Content-Type, Accept, X-Gateway-Explain, X-Deadline-Ms, {purpose}"
    for asked, status in ((needed, 200), (f"{needed}, X-Iets-Anders", 400)):
        headers = {
            **origin,
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": asked.lower(),
        }
        assert (await graph.http.options("/graphql", headers=headers)).status_code == status
    answer = await post(graph, {**origin, "Accept": "multipart/mixed;deferSpec=20220824"})
    assert answer.headers["access-control-allow-origin"] == origin["Origin"]
    told = answer.headers["access-control-expose-headers"]
    assert {"RateLimit", "Retry-After", "X-Request-Id"} <= set(told.split(", "))
