"""Automatic persisted queries, and what the cache of operations keeps."""

from __future__ import annotations

import gc
import hashlib
from typing import Any

import pytest
from graphql import DocumentNode

from gateway import build_schema
from graph_support import Graph
from planning.variables import Variables
from policy.limits import DocumentLimits
from sandbox.brp.data import SHOWCASE_BSNS
from sandbox.zgw import SHOWCASE_ZAAK_IDENTIFICATIE, SHOWCASE_ZAAK_UUID
from schema.build import graphql_schema
from schema.endpoint import Endpoint
from schema.operations import MAX_VARIANTS, Operations, Prepared, Refusal

QUERY = "query($uuid: UUID) { zaak(uuid: $uuid) { identificatie } }"
FOUND = {"zaak": {"identificatie": SHOWCASE_ZAAK_IDENTIFICATIE}}


def sha256(text: str) -> str:
    """Return the hash a client sends."""
    return hashlib.sha256(text.encode()).hexdigest()


async def send(graph: Graph, digest: str, text: str | None = None) -> tuple[int, dict[str, Any]]:
    """Return (status, body) of a request with a hash, and with the text when given."""
    body: dict[str, Any] = {
        "variables": {"uuid": SHOWCASE_ZAAK_UUID},
        "extensions": {"persistedQuery": {"version": 1, "sha256Hash": digest}},
    }
    if text is not None:
        body["query"] = text
    response = await graph.http.post("/graphql", json=body)
    return response.status_code, response.json()


async def test_an_unknown_hash_is_not_found_and_asks_nothing() -> None:
    graph = Graph()
    status, body = await send(graph, sha256(QUERY))
    assert status == 200
    assert body == {
        "errors": [
            {
                "message": "PersistedQueryNotFound",
                "extensions": {"code": "PERSISTED_QUERY_NOT_FOUND"},
            }
        ]
    }
    assert not graph.calls


async def test_a_text_sent_with_its_hash_is_found_by_the_hash_from_then_on() -> None:
    graph = Graph()
    for query in (QUERY, ""):
        status, body = await send(graph, sha256(QUERY), query)
        assert (status, body["data"], "errors" in body) == (200, FOUND, False)
    assert graph.calls == {"openzaak-zaken": 2}


async def test_a_plain_query_is_not_registered() -> None:
    graph = Graph()
    assert await graph.ask(QUERY, uuid=SHOWCASE_ZAAK_UUID) == FOUND
    _, body = await send(graph, sha256(QUERY))
    assert body["errors"][0]["extensions"]["code"] == "PERSISTED_QUERY_NOT_FOUND"


@pytest.mark.parametrize(
    "digest",
    [
        pytest.param(sha256("{ zaak { url } }"), id="of another text"),
        pytest.param(sha256(QUERY).upper(), id="upper case"),
        pytest.param("", id="empty"),
    ],
)
async def test_a_wrong_hash_is_refused_and_registers_nothing(digest: str) -> None:
    graph = Graph()
    status, body = await send(graph, digest, QUERY)
    assert status == 400
    assert body["errors"][0]["extensions"]["code"] == "BAD_REQUEST"
    assert "data" not in body
    for known in (digest, sha256(QUERY)):
        _, after = await send(graph, known)
        assert after["errors"][0]["extensions"]["code"] == "PERSISTED_QUERY_NOT_FOUND"
    assert not graph.calls


@pytest.mark.parametrize(
    ("text", "code"),
    [("{ zaak {", "GRAPHQL_PARSE_FAILED"), ("{ nietBestaand }", "GRAPHQL_VALIDATION_FAILED")],
)
async def test_a_bad_text_is_refused_and_registers_nothing(text: str, code: str) -> None:
    graph = Graph()
    status, body = await send(graph, sha256(text), text)
    assert (status, body["errors"][0]["extensions"]["code"]) == (400, code)
    _, after = await send(graph, sha256(text))
    assert after["errors"][0]["extensions"]["code"] == "PERSISTED_QUERY_NOT_FOUND"


async def test_the_least_recently_used_text_is_forgotten() -> None:
    graph = Graph(operation_cache=2)
    first, second, third = (f"{{ n{at}: __typename }}" for at in range(3))
    await send(graph, sha256(first), first)
    await send(graph, sha256(second), second)
    await send(graph, sha256(first))
    await send(graph, sha256(third), third)
    codes = [
        body.get("errors", [{"extensions": {"code": "OK"}}])[0]["extensions"]["code"]
        for body in [(await send(graph, sha256(text)))[1] for text in (first, third, second)]
    ]
    assert codes == ["OK", "OK", "PERSISTED_QUERY_NOT_FOUND"]


def operations(size: int = 10) -> Operations:
    """Return an empty cache over the real schema."""
    return Operations(graphql_schema(build_schema()), size, DocumentLimits())


def prepared(cache: Operations, text: str) -> Prepared:
    """Return what the cache makes of a valid text."""
    found = cache.prepare(text)
    assert isinstance(found, Prepared)
    return found


def compiled(document: Prepared, **variables: Any) -> Any:
    """Return the compiled first operation of a document."""
    core = graphql_schema(build_schema())
    operation: Any = document.document.definitions[0]
    return document.compiled(core, operation, Variables(core, operation).values(variables))


def test_a_text_is_parsed_once_and_a_bad_one_refused_once() -> None:
    cache = operations()
    assert prepared(cache, QUERY) is prepared(cache, QUERY)
    refused = cache.prepare("{ nietBestaand }")
    assert isinstance(refused, Refusal)
    assert cache.prepare("{ nietBestaand }") is refused


def test_the_cache_is_bounded() -> None:
    cache = operations(size=3)
    kept = [prepared(cache, f"{{ n{at}: __typename }}") for at in range(4)]
    assert prepared(cache, "{ n3: __typename }") is kept[3]
    assert prepared(cache, "{ n0: __typename }") is not kept[0]


def test_an_operation_is_compiled_once_per_outcome_of_its_conditions() -> None:
    text = """query($a: Boolean!, $b: Boolean = true, $bsn: BSN!) {
      persoon(bsn: $bsn) { leeftijd @include(if: $a) aNummer @skip(if: $b) } }"""
    document = prepared(operations(), text)
    one = compiled(document, a=True, bsn=SHOWCASE_BSNS[0])
    assert compiled(document, a=True, b=True, bsn=SHOWCASE_BSNS[1]) is one
    assert compiled(document, a=False, bsn=SHOWCASE_BSNS[0]) is not one
    assert compiled(document, a=True, b=False, bsn=SHOWCASE_BSNS[0]) is not one


def test_the_variants_of_an_operation_are_bounded() -> None:
    names = [f"c{at}" for at in range(6)]
    head = ", ".join(f"${name}: Boolean!" for name in names)
    fields = " ".join(f"{name}: __typename @include(if: ${name})" for name in names)
    document = prepared(operations(), f"query({head}) {{ {fields} }}")
    for number in range(2 * MAX_VARIANTS):
        compiled(document, **{name: bool(number >> at & 1) for at, name in enumerate(names)})
    assert len(document._variants) == MAX_VARIANTS


async def test_variable_values_are_never_kept() -> None:
    graph = Graph()
    bsn = SHOWCASE_BSNS[0]
    query = """query($bsn: BSN!, $on: Boolean!, $uuid: UUID) {
      klant(bsn: $bsn) { ... on Persoon { leeftijd @include(if: $on) } }
      zaak(uuid: $uuid) { identificatie @skip(if: $on) } }"""
    await graph.ask(query, bsn=bsn, on=True, uuid=SHOWCASE_ZAAK_UUID)
    values = held_by(kept_by(graph, query))
    assert not {value for value in values if bsn in value or SHOWCASE_ZAAK_UUID in value}
    assert "leeftijd" in values


def kept_by(graph: Graph, text: str) -> Prepared:
    """Return what the gateway keeps of an operation."""
    transport: Any = graph.http._transport
    endpoint: Endpoint = transport.app.routes[0].endpoint.answer.__self__
    return prepared(endpoint._executor.operations, text)


def held_by(root: Prepared) -> set[str]:
    """Return every text that can be reached from a prepared document, the schema left out."""
    schema_parts = (type(graphql_schema(build_schema())), type, type(gc))
    seen: set[int] = set()
    texts: set[str] = set()
    waiting: list[Any] = [root]
    while waiting:
        thing = waiting.pop()
        if id(thing) in seen or isinstance(thing, schema_parts) or callable(thing):
            continue
        seen.add(id(thing))
        if isinstance(thing, str):
            texts.add(thing)
        elif not isinstance(thing, DocumentNode):
            waiting += gc.get_referents(thing)
    return texts
