"""What can be asked of the data of objects, and what is refused before anything is asked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from objectgraph_support import ALSO, in_urls, matching, reads

from graph_support import Graph
from sandbox.objecten.dataquery import parse
from sandbox.objecten.objecttypen import BOOM, MELDING
from sources.objecten.expressions import (
    ExpressionError,
    expression,
    literally,
    one_of,
    packed,
    unpacked,
    value_at,
    values_asked,
)

QUESTION = """query($type: String!, $filter: ObjectFilter, $sorteer: [ObjectSortering!]) {
  objecten(objecttype: $type, first: 100, filter: $filter, sorteer: $sorteer) {
    totalCount nodes { uuid } } }"""
BSN = "999993653"


@pytest.mark.parametrize(
    ("veld", "keep"),
    [
        ({"pad": "conditie", "tekst": "slecht"}, lambda data: data["conditie"] == "slecht"),
        ({"pad": "plantjaar", "getal": 1960}, lambda data: data["plantjaar"] == 1960),
        ({"pad": "plantjaar", "tekst": "1960"}, lambda data: data["plantjaar"] == 1960),
        ({"pad": "hoogte", "operator": "GROTER", "getal": 20.5}, lambda d: d["hoogte"] > 20.5),
        (
            {"pad": "hoogte", "operator": "KLEINER_OF_GELIJK", "getal": 5.5},
            lambda data: data["hoogte"] <= 5.5,
        ),
        (
            {"pad": "laatsteInspectie", "operator": "KLEINER", "datum": "2025-09-01"},
            lambda data: data["laatsteInspectie"] < "2025-09-01",
        ),
        (
            {"pad": "boomsoort", "operator": "BEVAT", "tekst": "EIK"},
            lambda data: "eik" in data["boomsoort"].lower(),
        ),
        (
            {"pad": "beheerder.code", "tekst": "BOR"},
            lambda data: data["beheerder"]["code"] == "BOR",
        ),
        (
            {"pad": "boomsoort", "operator": "EEN_VAN", "teksten": ["Linde", "Plataan"]},
            lambda data: data["boomsoort"] in ("Linde", "Plataan"),
        ),
        ({"pad": "plantjaar", "operator": "EEN_VAN", "teksten": ["1960"]}, lambda data: False),
        ({"pad": "locatie.straat", "tekst": "Straat, met komma"}, lambda data: False),
    ],
    ids=lambda value: " ".join(map(str, value.values())) if isinstance(value, dict) else "",
)
async def test_a_typed_condition_finds_what_it_says(
    veld: dict[str, Any], keep: Callable[[Any], bool]
) -> None:
    graph = Graph(also=ALSO)
    data = await graph.ask(QUESTION, type=BOOM.uuid, filter={"velden": [veld]})
    assert [row["uuid"] for row in data["objecten"]["nodes"]] == matching(BOOM, keep)
    assert reads(graph)["POST objects/search"] == 1


async def test_conditions_hold_together_and_a_text_is_taken_literally() -> None:
    graph = Graph(also=ALSO)
    both = [{"pad": "conditie", "tekst": "goed"}, {"pad": "plantjaar", "getal": 1961}]
    data = await graph.ask(QUESTION, type=BOOM.uuid, filter={"velden": both, "typeVersion": 1})
    found = {row["uuid"] for row in data["objecten"]["nodes"]}
    assert found <= set(
        matching(BOOM, lambda d: d["conditie"] == "goed" and d["plantjaar"] == 1961)
    )
    some = await graph.ask(QUESTION, type=BOOM.uuid, filter={"tekst": "handhaving"})
    assert some["objecten"]["totalCount"] == len(
        matching(BOOM, lambda data: "Handhaving" in data["beheerder"]["afdeling"])
    )
    literal = await graph.ask(QUESTION, type=BOOM.uuid, filter={"tekst": "L.nde"})
    assert literal["objecten"]["totalCount"] == 0


@pytest.mark.parametrize(
    "veld",
    [
        {"pad": "a__b", "tekst": "x"},
        {"pad": "a,b", "tekst": "x"},
        {"pad": "a.", "tekst": "x"},
        {"pad": "_a", "tekst": "x"},
        {"pad": "a_.b", "tekst": "x"},
        {"pad": "trefwoorden.0", "tekst": "x"},
        {"pad": BSN, "tekst": "x"},
        {"pad": "a", "tekst": "x__y"},
        {"pad": "a", "tekst": "_x"},
        {"pad": "a", "tekst": " x"},
        {"pad": "a", "tekst": ""},
        {"pad": "a", "tekst": "x\x00"},
        {"pad": "a", "tekst": "NaN"},
        {"pad": "a", "tekst": "-infinity"},
        {"pad": "a", "operator": "GROTER", "tekst": "x"},
        {"pad": "a", "operator": "BEVAT", "getal": 1},
        {"pad": "a", "operator": "EEN_VAN", "tekst": "x"},
        {"pad": "a", "operator": "EEN_VAN", "teksten": []},
        {"pad": "a", "operator": "EEN_VAN", "teksten": ["x|y"]},
        {"pad": "a", "teksten": ["x"]},
        {"pad": "a"},
        {"pad": "a", "tekst": "x", "getal": 1},
    ],
    ids=str,
)
async def test_what_the_register_cannot_be_asked_is_refused_unasked(veld: dict[str, Any]) -> None:
    graph = Graph(also=ALSO)
    body = await graph.post(QUESTION, type=BOOM.uuid, filter={"velden": [veld]})
    (error,) = body["errors"]
    assert error["extensions"]["code"] == "BAD_USER_INPUT"
    assert BSN not in str(error)
    assert reads(graph)["POST objects/search"] == 0


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"filter": {"tekst": 'a"b'}}, "'filter'"),
        ({"filter": {"tekst": "a[b"}}, "'filter'"),
        ({"filter": {"tekst": " "}}, "'filter'"),
        ({"filter": {"binnen": {"type": "Point", "coordinates": [5, 52]}}}, "'binnen'"),
        (
            {"filter": {"velden": [{"pad": p, "tekst": "x, y"} for p in ("a", "b")]}},
            "a value with a comma",
        ),
        ({"sorteer": [{"pad": "a__b"}]}, "'sorteer'"),
        ({"sorteer": [{"pad": "a", "kenmerk": "INDEX"}]}, "exactly one of: pad, kenmerk"),
        ({"sorteer": [{"aflopend": True}]}, "exactly one of: pad, kenmerk"),
        ({"type": "geen-type"}, ""),
        ({"type": "5b1f3c2e-6a6d-4c0e-9d43-0b8a1f1c7e21"}, "'objecttype'"),
    ],
    ids=lambda value: str(value)[:40],
)
async def test_other_questions_that_are_wrong(values: dict[str, Any], said: str) -> None:
    graph = Graph(also=ALSO)
    body = await graph.post(QUESTION, **{"type": BOOM.uuid, **values})
    (error,) = body["errors"]
    assert said in error["message"]
    assert error["extensions"]["code"] in ("BAD_USER_INPUT", "LINK_OUTSIDE_LANDSCAPE")
    assert not {name for name in reads(graph) if name.endswith(("objects", "search"))}


async def test_two_days_are_not_one_question() -> None:
    graph = Graph(also=ALSO)
    body = await graph.post(
        f'{{ objecten(objecttype: "{BOOM.uuid}", datum: "2026-01-01", '
        'registratiedatum: "2026-01-01") { totalCount } }'
    )
    assert "not both" in body["errors"][0]["message"]


async def test_a_bsn_in_a_filter_is_in_the_body_only_and_in_no_cursor() -> None:
    graph = Graph(also=ALSO)
    question = """query($type: String!, $filter: ObjectFilter) {
      objecten(objecttype: $type, first: 1, filter: $filter) { pageInfo { endCursor }
        nodes { id record { index } } } }"""
    velden = [{"pad": "bsn", "tekst": BSN}]
    body = await graph.post(question, type=MELDING.uuid, filter={"velden": velden})
    found = matching(MELDING, lambda data: data.get("bsn") == BSN)
    assert len(body["data"]["objecten"]["nodes"]) == bool(found)
    assert BSN not in str(body)
    assert BSN not in in_urls(graph)
    assert any(BSN.encode() in sent for _, _, _, sent in graph.asked)


PLAIN = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=8)
PATHS = st.lists(PLAIN, min_size=1, max_size=3).map(".".join)


@settings(max_examples=300, deadline=None)
@given(PATHS, PLAIN, st.sampled_from(["exact", "icontains"]))
def test_what_is_not_refused_arrives_as_it_was_meant(pad: str, value: str, operator: str) -> None:
    """The sandbox reads it as the server does: from the right."""
    try:
        text = expression(pad, operator, value)
    except ExpressionError:
        return
    read = parse(text, comma_in_value=True)
    assert (read.path, read.operator, read.text) == (tuple(pad.split(".")), operator, value)


def test_expressions_travel_as_one_parameter() -> None:
    made = [expression("a.b", "exact", "x"), one_of("a.b", ["p", "q"]), expression("c", "gt", "1")]
    params = packed([*made, made[0]])
    assert unpacked(params) == made
    assert values_asked(params, "a.b") == ["x", "p", "q"]
    assert values_asked(params, "c") == []
    assert unpacked({}) == []
    assert value_at({"a": {"b": 1}}, "a.b") == 1
    assert value_at({"a": [1]}, "a.b") is None
    assert literally("a.b (c)") == "a[.]b [(]c[)]"
