"""What the engine asks of an object: its type, fragments, aliases, @include and @skip."""

from __future__ import annotations

from typing import Any

import pytest
from graphql import parse, validate

from engine_support import WITH_COLUMNS, WITHOUT, Thing, rol, run_all, run_engine, zaak

DINGEN = [zaak("z", naam="zaak", nummer=1), rol(naam="rol", zaak=zaak("y")), zaak("x")]


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        pytest.param(
            "{ dingen { __typename ... on Rol { zaak { id } } ... on Node { id } } }",
            [
                {"__typename": "Zaak", "id": "z"},
                {"__typename": "Rol", "zaak": {"id": "y"}, "id": "r"},
                {"__typename": "Zaak", "id": "x"},
            ],
            id="a union",
        ),
        pytest.param(
            "{ dingen: nodes { id ... on Zaak { nummer } ...R } }"
            " fragment R on Rol { wat: __typename naam }",
            [
                {"id": "z", "nummer": 1},
                {"id": "r", "wat": "Rol", "naam": "rol"},
                {"id": "x", "nummer": None},
            ],
            id="an interface",
        ),
    ],
)
async def test_objects_are_dispatched_on_their_type(text: str, rows: list[Any]) -> None:
    outcome = await run_all(text, Thing(dingen=DINGEN, nodes=DINGEN))
    assert outcome.data == {"dingen": rows}
    assert not outcome.errors


@pytest.mark.parametrize("made", [WITH_COLUMNS, WITHOUT], ids=["columns", "fields"])
async def test_a_record_of_no_type_is_an_error_on_that_item(made: Any) -> None:
    root = Thing(nodes=[zaak(), object()])
    outcome = await run_engine("{ nodes { id } }", root, made=made)
    assert outcome.data == {"nodes": [{"id": "1"}, None]}
    assert [path for _, path in outcome.errors] == [("nodes", 1)]


async def test_fragments_and_repeated_fields_merge_in_the_order_of_the_document() -> None:
    text = """{ zaak { naam ...A deel { naam } ... { nummer } id } zaak { ...A soort } }
      fragment A on Zaak { deel { id ...B } nummer }
      fragment B on Node { ... on Zaak { nummer } }"""
    root = Thing(zaak=zaak(naam="a", nummer=1, soort="OPEN", deel=zaak("2", naam="b", nummer=3)))
    outcome = await run_all(text, root)
    assert list(outcome.data["zaak"]) == ["naam", "deel", "nummer", "id", "soort"]
    assert list(outcome.data["zaak"]["deel"].items()) == [("id", "2"), ("nummer", 3), ("naam", "b")]


async def test_one_field_under_two_aliases_with_its_own_arguments() -> None:
    text = """query($f: Int!, $p: Int) { zaak {
      maal a: maal(factor: $f) b: maal(factor: 3, plus: $p) c: maal(factor: $f, plus: 1) naam
    } }"""
    root = Thing(zaak=zaak(maal=lambda factor, plus=0: 10 * factor + plus, naam="a"))
    outcome = await run_all(text, root, f=5)
    assert outcome.data["zaak"] == {"maal": 20, "a": 50, "b": 30, "c": 51, "naam": "a"}


@pytest.mark.parametrize(
    "text", ["{ zaak { a: naam a: nummer } }", "{ zaak { maal maal(factor: 3) } }"]
)
def test_a_conflict_of_aliases_never_reaches_the_engine(text: str) -> None:
    [error] = validate(WITHOUT, parse(text))
    assert "conflict" in error.message


@pytest.mark.parametrize("on", [True, False])
@pytest.mark.parametrize(
    "selection",
    [
        "id naam @include(if: $on)",
        "id naam @skip(if: true) ... @include(if: $on) { naam }",
        "id ...N @skip(if: $off)",
        "id ...N @include(if: $on) @skip(if: $off)",
        "id naam @include(if: $on) naam @skip(if: $off)",
    ],
)
async def test_include_and_skip_decide(selection: str, on: bool) -> None:
    fragment = "fragment N on Zaak { naam }" if "...N" in selection else ""
    declared = {"$on": "$on: Boolean!", "$off": "$off: Boolean = true"}
    head = ", ".join(text for name, text in declared.items() if name in selection)
    given = {"on": on} if "$on" in selection else {}
    if on and "$off" in selection:
        given["off"] = False
    text = f"query({head}) {{ zaak {{ {selection} }} }} {fragment}"
    outcome = await run_all(text, Thing(zaak=zaak(naam="a")), **given)
    assert outcome.data["zaak"] == ({"id": "1", "naam": "a"} if on else {"id": "1"})


async def test_a_selection_of_nothing_is_an_empty_object() -> None:
    outcome = await run_all("{ zaak { naam @skip(if: true) } }", Thing(zaak=zaak()))
    assert outcome.data == {"zaak": {}}
