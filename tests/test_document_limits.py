"""Limits of a document: each refuses, none costs more than the document is long."""

from __future__ import annotations

from typing import Any

import pytest
from graphql import parse

from bench.families import classic, cycles, flat_nested_fragments, nested_fragments
from gateway import build_schema
from graph_support import Graph
from policy.limits import DocumentLimits, LimitExceededError, check_text, check_variables
from schema.build import graphql_schema
from schema.measures import DocumentMeter
from schema.operations import Operations, Prepared, Refusal

WIDE = DocumentLimits(
    tokens=10**6, characters=10**7, depth=5_000, fields=10**18, aliases=10**18, fragments=10**6
)


def code_of(found: Prepared | Refusal) -> str:
    """Return the code of a refusal, OK otherwise."""
    if isinstance(found, Prepared):
        return "OK"
    code: str = found.body["errors"][0]["extensions"]["code"]
    return code


def prepare(text: str, **limits: Any) -> Prepared | Refusal:
    """Return what an empty cache makes of a text."""
    return Operations(graphql_schema(build_schema()), 10, DocumentLimits(**limits)).prepare(text)


def fragments(count: int, body: str) -> str:
    """Return a document of fragments in a row, each holding `body` with the next one."""
    rows = [f"fragment F{n} on Zaak {{ {body.format(n + 1)} }}" for n in range(count)]
    return (
        f"{{ zaken {{ nodes {{ ...F0 }} }} }} {' '.join(rows)} fragment F{count} on Zaak {{ url }}"
    )


@pytest.mark.parametrize(
    ("limit", "allowed", "refused"),
    [
        pytest.param(
            {"tokens": 8}, "{ zaaktypen { url } }", "{ zaaktypen { url naam: url } }", id="tokens"
        ),
        pytest.param(
            {"characters": 40},
            "{ zaaktypen { url } }",
            "{ zaaktypen { url } }" + " " * 40,
            id="text",
        ),
        pytest.param(
            {"depth": 4},
            "{ zaken { nodes { hoofdzaak { url } } } }",
            "{ zaken { nodes { hoofdzaak { status { statustoelichting } } } } }",
            id="depth",
        ),
        pytest.param(
            {"depth": 3},
            "{ zaken { nodes { ...F } } } fragment F on Zaak { url }",
            "{ zaken { nodes { ...F } } } fragment F on Zaak { hoofdzaak { url } }",
            id="depth-through-a-fragment",
        ),
        pytest.param(
            {"fields": 5},
            "{ zaken { nodes { a: hoofdzaak { ...F } } } } fragment F on Zaak { url }",
            "{ zaken { nodes { a: hoofdzaak { ...F } b: hoofdzaak { ...F } } } } "
            "fragment F on Zaak { url }",
            id="fields-count-once-per-spread",
        ),
        pytest.param(
            {"root_fields": 2},
            "{ zaaktypen { url } catalogussen { url } }",
            "{ zaaktypen { url } ...F } fragment F on Query { catalogussen { url } __typename }",
            id="root-fields",
        ),
        pytest.param(
            {"aliases": 2},
            "{ a: zaaktypen { b: url url } }",
            "{ a: zaaktypen { b: url c: url } }",
            id="aliases",
        ),
        pytest.param(
            {"same_field": 2},
            "{ a: zaaktypen { url } b: zaaktypen { url } zaaktypen { url } }",
            "{ a: zaaktypen { url } ...F } "
            "fragment F on Query { b: zaaktypen { url } c: zaaktypen { url } }",
            id="names-of-one-field",
        ),
        pytest.param(
            {"directives_per_node": 1},
            "{ zaaktypen @skip(if: false) { url @skip(if: false) } }",
            "{ zaaktypen @skip(if: false) @include(if: true) { url } }",
            id="directives-of-a-node",
        ),
        pytest.param(
            {"directives": 1},
            "{ zaaktypen @skip(if: false) { url } }",
            "{ zaaktypen @skip(if: false) { url @skip(if: false) } }",
            id="directives",
        ),
        pytest.param(
            {"operations": 1},
            "query A { zaaktypen { url } }",
            "query A { a } query B { b }",
            id="ops",
        ),
        pytest.param(
            {"fragments": 1},
            "{ zaken { nodes { ...F } } } fragment F on Zaak { url }",
            "{ zaken { nodes { ...F } } } fragment F on Zaak { ...G } fragment G on Zaak { url }",
            id="fragments",
        ),
        pytest.param(
            {"variables": 1},
            "query ($a: Boolean!) { zaaktypen { url @skip(if: $a) } }",
            "query ($a: Boolean!, $b: Boolean!) "
            "{ zaaktypen { url @skip(if: $a) @include(if: $b) } }",
            id="variables",
        ),
        pytest.param(
            {"list_items": 2},
            '{ nodes(ids: ["a", "b"]) { id } }',
            '{ nodes(ids: ["a", "b", "c"]) { id } }',
            id="list-items",
        ),
        pytest.param(
            {"list_items": 2},
            'query ($a: [ID!] = ["a"]) { nodes(ids: $a) { id } }',
            'query ($a: [ID!] = ["a", "b", "c"]) { nodes(ids: $a) { id } }',
            id="list-items-of-a-default",
        ),
        pytest.param(
            {"input_depth": 1},
            '{ zaken(filter: {identificatie: "a"}) { totalCount } }',
            "{ zaken(filter: {identificatie: [1]}) { totalCount } }",
            id="input-depth",
        ),
        pytest.param(
            {"schema_fields": 1},
            "{ __schema { queryType { name } } }",
            '{ __schema { queryType { name } } __type(name: "Zaak") { name } }',
            id="schema-fields",
        ),
        pytest.param(
            {"schema_lists": 1},
            "{ __schema { types { fields { name } } } }",
            "{ __schema { types { fields { type { fields { name } } } } } }",
            id="schema-lists",
        ),
    ],
)
def test_each_limit_allows_what_reaches_it_and_refuses_one_more(
    limit: dict[str, int], allowed: str, refused: str
) -> None:
    found = prepare(refused, **limit)
    assert code_of(found) == "DOCUMENT_LIMIT_EXCEEDED"
    assert isinstance(found, Refusal)
    assert found.body["errors"][0]["extensions"]["limit"] in limit.values()
    assert code_of(prepare(allowed, **limit)) in ("OK", "GRAPHQL_VALIDATION_FAILED")


def visited(text: str) -> int:
    """Return how many nodes measuring a document looks at; it may be refused on the way."""
    meter = DocumentMeter(parse(text), WIDE)
    meter.check()
    return meter.visited


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("a: hoofdzaak {{ ...F{0} }} b: hoofdzaak {{ ...F{0} }}", id="through-fields"),
        pytest.param("...F{0} ... on Zaak {{ ...F{0} }}", id="spreads-only"),
        pytest.param("deelzaken {{ ...F{0} ...F{0} url }}", id="same-spread-twice"),
    ],
)
def test_measuring_is_linear_in_the_document(body: str) -> None:
    """Fields through n nested fragments are 2^n; the nodes looked at must not be."""
    short, long = (visited(fragments(count, body)) for count in (20, 40))
    assert long - short <= 2 * (short + 10)
    assert long < 40 * 20


@pytest.mark.timeout(20)
def test_fields_through_nested_fragments_are_counted_without_being_walked() -> None:
    text = fragments(18, "a: hoofdzaak {{ ...F{0} }} b: hoofdzaak {{ ...F{0} }}")
    meter = DocumentMeter(parse(text), DocumentLimits(depth=100, aliases=10**9, fields=10**6))
    with pytest.raises(LimitExceededError, match="fields") as refused:
        DocumentMeter(parse(text), DocumentLimits(depth=100, aliases=10**9, fields=10**5)).check()
    assert refused.value.name == "fields"
    meter.check()


async def test_the_classic_document_is_refused_before_validation(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def never(*_: Any, **__: Any) -> None:
        raise AssertionError("validated")

    text = classic()
    assert len(text.encode()) == 839
    monkeypatch.setattr("schema.operations.validate", never)
    graph = Graph()
    body = await graph.post(text)
    assert body["errors"][0]["extensions"]["code"] == "DOCUMENT_LIMIT_EXCEEDED"
    assert not graph.calls


def test_a_text_too_deep_or_too_long_is_never_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: Any, **__: Any) -> None:
        raise AssertionError("parsed")

    monkeypatch.setattr("schema.operations.parse", never)
    for text in ("{a" * 300, "{ zaaktypen(a: " + "[" * 300, "a " * 3_000, "#" + " " * 70_000):
        assert code_of(prepare(text)) == "DOCUMENT_LIMIT_EXCEEDED"


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ('{ a(b: "} { \\" # x") }', 8),
        ('{ a(b: """} \\""" " { """) } # }}}', 9),
        ("{ ...F ... on Zaak { a, b } }", 11),
        ("{ a(b: -1.5e+3, c: $d) @e }", 14),
    ],
)
def test_the_scan_counts_the_tokens_that_the_parser_counts(text: str, tokens: int) -> None:
    assert check_text(text, DocumentLimits()) == tokens
    assert parse(text, max_tokens=tokens)
    with pytest.raises(LimitExceededError):
        check_text(text, DocumentLimits(tokens=tokens - 1))


def test_brackets_in_texts_and_comments_do_not_count() -> None:
    text = '{ zaak(uuid: "' + "{" * 500 + '") { url } #' + "{" * 500 + "\n}"
    assert check_text(text, DocumentLimits()) == 12


@pytest.mark.parametrize("family", [nested_fragments, flat_nested_fragments, cycles])
def test_hostile_families_never_recurse_to_death(family: Any) -> None:
    class Fixed:
        """Gives the size that is asked for, so that the document is the largest of its family."""

        def choice(self, _sizes: Any) -> int:
            return 150

        def randrange(self, _most: int) -> int:
            return 0

    assert code_of(prepare(family(Fixed()))) != "OK"


def test_fields_that_all_must_be_compared_are_not() -> None:
    """Comparing 900 equal fields pair by pair takes 400,000 steps; the budget ends it."""
    text = "{ zaken { nodes {" + " identificatie" * 900 + " } } }"
    assert code_of(prepare(text)) == "GRAPHQL_VALIDATION_FAILED"
    assert code_of(prepare(text.replace("identificatie " * 800, ""))) == "OK"


def test_refused_documents_never_push_out_served_ones() -> None:
    cache = Operations(graphql_schema(build_schema()), 2, DocumentLimits())
    served = cache.prepare("{ zaaktypen { url } }")
    for number in range(300):
        cache.prepare(f"{{ bestaatNiet{number} }}")
    assert cache.prepare("{ zaaktypen { url } }") is served


def test_a_long_document_takes_the_place_of_several() -> None:
    cache = Operations(graphql_schema(build_schema()), 4, DocumentLimits())
    kept = [f"{{ zaaktypen {{ a{n}: url }} }}" for n in range(4)]
    served = [cache.prepare(text) for text in kept]
    cache.prepare("{ nodes(ids: [" + '"a" ' * 240 + "]) { id } }")
    assert [cache.prepare(text) is found for text, found in zip(kept, served, strict=True)][:2] == [
        False,
        False,
    ]


@pytest.mark.parametrize(
    ("variables", "limit"),
    [
        pytest.param({"a": ["x"] * 251}, 250, id="items"),
        pytest.param({"a": "x" * 10_001}, 10_000, id="characters"),
        pytest.param({"a": [[[[[[[[[[[[["x"]]]]]]]]]]]]]}, 12, id="depth"),
        pytest.param({"a": [{"b": ["x"] * 200}] * 11}, 2_000, id="values"),
    ],
)
def test_variables_have_bounds(variables: dict[str, Any], limit: int) -> None:
    with pytest.raises(LimitExceededError) as refused:
        check_variables(variables, DocumentLimits())
    assert refused.value.limit == limit


async def test_lists_in_variables_are_refused_before_anything_is_read() -> None:
    graph = Graph(max_list_items=3)
    body = await graph.post("query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", ids=["a"] * 4)
    assert body["errors"][0]["extensions"] == {"code": "DOCUMENT_LIMIT_EXCEEDED", "limit": 3}


async def test_introspection_can_be_closed_and_names_are_then_not_suggested() -> None:
    shut = Graph(introspection=False)
    for text in ("{ __schema { queryType { name } } }", '{ __type(name: "Zaak") { name } }'):
        body = await shut.post(text)
        assert body["errors"][0]["extensions"]["code"] == "GRAPHQL_VALIDATION_FAILED"
    assert (await shut.ask("{ __typename }")) == {"__typename": "Query"}
    assert "Did you mean" not in str(await shut.post("{ zaakje { url } }"))
    assert "Did you mean" in str(await Graph().post("{ zaakje { url } }"))
    assert (await shut.http.get("/schema.graphql")).status_code == 404
