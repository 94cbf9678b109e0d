"""What is put off, over a small schema: a null stops at its fragment, or takes it along."""

from __future__ import annotations

from typing import Any

import pytest
from graphql import OperationDefinitionNode, parse

from engine_support import WITH_COLUMNS, WITHOUT, Thing, zaak
from planning.compile import compile_operation
from planning.engine import Run
from planning.later import Later, Part
from planning.variables import Variables


async def outcome(made: Any, text: str, root: Any) -> tuple[Any, list[Any], list[Part]]:
    """Return the data and the paths of errors of the first part, and what comes later."""
    document = parse(text)
    operation = document.definitions[0]
    assert isinstance(operation, OperationDefinitionNode)
    values = Variables(made, operation).values({})
    run = Run(root, values)
    data = await run.execute(compile_operation(made, document, operation, values, defers=True))
    found: list[Part] = []
    async with Later(run, root, values, {}) as later:
        async for parts in later.parts():
            found += parts
        assert not later
    return data, [error.path for error in run.errors], found


def told(parts: list[Part]) -> list[tuple[str, Any, list[Any]]]:
    """Return the place, the data and the places of the errors of every part."""
    return [
        (".".join(map(str, part.path)), part.data, [error.path for error in part.errors])
        for part in parts
    ]


BOTH = pytest.mark.parametrize("made", [WITH_COLUMNS, WITHOUT], ids=["columns", "resolvers"])


@BOTH
async def test_a_null_that_may_not_be_goes_no_further_up_than_its_fragment(made: Any) -> None:
    text = "{ zaken { id ... @defer { naam strikt } } }"
    root = Thing(zaken=[zaak("1", naam="a", strikt=1), zaak("2", naam="b")])
    data, errors, parts = await outcome(made, text, root)
    assert (data, errors) == ({"zaken": [{"id": "1"}, {"id": "2"}]}, [])
    assert told(parts) == [
        ("zaken.0", {"naam": "a", "strikt": 1}, []),
        ("zaken.1", None, [["zaken", 1, "strikt"]]),
    ]


@BOTH
async def test_what_was_nulled_meanwhile_gets_no_part(made: Any) -> None:
    text = "{ zaken { id ... @defer { naam } deel { strikt } zeker { strikt } } }"
    good = zaak("1", naam="a", zeker=zaak(strikt=1))
    data, errors, parts = await outcome(made, text, Thing(zaken=[good, zaak("2", zeker=zaak())]))
    assert data == {"zaken": [{"id": "1", "deel": None, "zeker": {"strikt": 1}}, None]}
    assert errors == [["zaken", 1, "zeker", "strikt"]]
    assert told(parts) == [("zaken.0", {"naam": "a"}, [])]


@BOTH
async def test_a_fragment_in_a_fragment_comes_after_it_at_its_own_place(made: Any) -> None:
    text = "{ zaak { id ... @defer { deel { id ... @defer { naam delen { strikt } } } } } }"
    deel = zaak("2", naam="b", delen=[zaak(strikt=1), zaak()])
    _, _, parts = await outcome(made, text, Thing(zaak=zaak("1", deel=deel)))
    assert told(parts) == [
        ("zaak", {"deel": {"id": "2"}}, []),
        (
            "zaak.deel",
            {"naam": "b", "delen": [{"strikt": 1}, None]},
            [["zaak", "deel", "delen", 1, "strikt"]],
        ),
    ]


@BOTH
async def test_a_named_fragment_that_is_also_asked_at_once_is_there_at_once(made: Any) -> None:
    text = '{ zaak { ...F @defer(label: "x") ...F } } fragment F on Zaak { id naam }'
    data, _, parts = await outcome(made, text, Thing(zaak=zaak("1", naam="a")))
    assert data == {"zaak": {"id": "1", "naam": "a"}}
    assert [(part.label, part.data) for part in parts] == [("x", {"id": "1", "naam": "a"})]


@BOTH
async def test_the_root_may_wait(made: Any) -> None:
    text = "{ naam ... @defer { nummer } }"
    root = Thing(naam="a", nummer=3)
    data, _, parts = await outcome(made, text, root)
    assert data == {"naam": "a"}
    assert told(parts)[0][:2] == ("", {"nummer": 3})
