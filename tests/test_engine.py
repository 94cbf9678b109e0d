"""The engine does what graphql-core does, at any depth: nulls, errors, lists, fragments."""

from __future__ import annotations

from typing import Any

import pytest
from graphql import GraphQLError

from engine_support import Thing, later, run_all, zaak

BOOM = ValueError("boem")


NULL = "Cannot return null for non-nullable field Zaak."


@pytest.mark.parametrize(
    ("text", "root", "data", "errors"),
    [
        pytest.param(
            "{ zaak { naam strikt } }",
            Thing(zaak=zaak(naam="a")),
            {"zaak": None},
            {(NULL + "strikt.", ("zaak", "strikt"))},
            id="a column takes its object along",
        ),
        pytest.param(
            "{ zeker { strikt } naam }",
            Thing(zeker=zaak(), naam="a"),
            None,
            {(NULL + "strikt.", ("zeker", "strikt"))},
            id="up to the root",
        ),
        pytest.param(
            "{ zaak { deel { zeker { zeker { strikt } } naam } naam } }",
            Thing(zaak=zaak(naam="x", deel=zaak(zeker=zaak(zeker=zaak())))),
            {"zaak": {"deel": None, "naam": "x"}},
            {(NULL + "strikt.", ("zaak", "deel", "zeker", "zeker", "strikt"))},
            id="up to the nearest that may be null",
        ),
        pytest.param(
            "{ zaken { strikt } }",
            Thing(zaken=[zaak(strikt=1), zaak(), None, zaak(strikt=3)]),
            {"zaken": [{"strikt": 1}, None, None, {"strikt": 3}]},
            {(NULL + "strikt.", ("zaken", 1, "strikt"))},
            id="one item",
        ),
        pytest.param(
            "{ zekere { strikt } naam }",
            Thing(zekere=[zaak(strikt=1), zaak(), zaak()], naam="a"),
            {"zekere": None, "naam": "a"},
            {(NULL + "strikt.", ("zekere", 1, "strikt"))},
            id="a list of non-null items, one error for one null",
        ),
        pytest.param(
            "{ zekere { id } }",
            Thing(zekere=[zaak(), None, None]),
            {"zekere": None},
            {("Cannot return null for non-nullable field Query.zekere.", ("zekere", 1))},
            id="a null among non-null items",
        ),
        pytest.param(
            "{ zaken { alle { id } naam } }",
            Thing(zaken=[zaak(alle=None, naam="a"), zaak(alle=[], naam="b")]),
            {"zaken": [None, {"alle": [], "naam": "b"}]},
            {(NULL + "alle.", ("zaken", 0, "alle"))},
            id="a non-null list",
        ),
        pytest.param(
            "{ zaken { zekereGetallen getallen rijen } }",
            Thing(
                zaken=[zaak(zekereGetallen=[1, None], getallen=[1, None], rijen=[[1], [2, None]])]
            ),
            {"zaken": [{"zekereGetallen": None, "getallen": [1, None], "rijen": [[1], None]}]},
            {
                (NULL + "zekereGetallen.", ("zaken", 0, "zekereGetallen", 1)),
                (NULL + "rijen.", ("zaken", 0, "rijen", 1, 1)),
            },
            id="lists of scalars and lists in lists",
        ),
    ],
)
async def test_null_goes_up_to_where_it_may_stand(
    text: str, root: Thing, data: Any, errors: set[Any]
) -> None:
    outcome = await run_all(text, root)
    assert outcome.data == data
    assert dict(outcome.errors) == dict.fromkeys(errors, 1)


@pytest.mark.parametrize("wait", [False, True], ids=["at once", "later"])
async def test_a_raising_resolver_is_an_error_on_its_own_field(wait: bool) -> None:
    boom = later(BOOM) if wait else BOOM
    rows = [zaak(deel=zaak("2", naam="a")), zaak(deel=boom), zaak(zeker=zaak("3"))]
    outcome = await run_all("{ zaken { deel { naam } } }", Thing(zaken=rows))
    assert outcome.data == {"zaken": [{"deel": {"naam": "a"}}, {"deel": None}, {"deel": None}]}
    assert dict(outcome.errors) == {("boem", ("zaken", 1, "deel")): 1}


async def test_a_raising_resolver_of_a_non_null_field_takes_its_object_along() -> None:
    rows = [zaak(zeker=later(BOOM), naam="a"), zaak(zeker=zaak("2"), naam="b")]
    outcome = await run_all("{ zaken { naam zeker { id } } }", Thing(zaken=rows))
    assert outcome.data == {"zaken": [None, {"naam": "b", "zeker": {"id": "2"}}]}
    assert dict(outcome.errors) == {("boem", ("zaken", 0, "zeker")): 1}


async def test_items_that_are_errors_or_awaited_keep_their_place() -> None:
    def fresh() -> list[Any]:
        return [zaak("1"), BOOM, later(zaak("3"))(), None, later(KeyError("x"))()]

    outcome = await run_all("{ zaken { id } }", Thing(zaken=fresh))
    assert outcome.data == {"zaken": [{"id": "1"}, None, {"id": "3"}, None, None]}
    assert dict(outcome.errors) == {("boem", ("zaken", 1)): 1, ("'x'", ("zaken", 4)): 1}


@pytest.mark.parametrize("value", ["tekst", b"bytes", {"a": 1}, 7])
async def test_what_is_no_list_is_an_error(value: Any) -> None:
    outcome = await run_all("{ zaken { id } naam }", Thing(zaken=value, naam="a"))
    assert outcome.data == {"zaken": None, "naam": "a"}
    assert list(outcome.errors) == [
        ("Expected Iterable, but did not find one for field 'Query.zaken'.", ("zaken",))
    ]


async def test_a_value_that_does_not_fit_its_scalar_is_an_error_on_that_value() -> None:
    rows = [zaak(nummer="drie", soort="OPEN"), zaak(nummer=4, soort="ANDERS")]
    outcome = await run_all("{ zaken { nummer soort getallen } }", Thing(zaken=rows))
    assert outcome.data["zaken"][0] == {"nummer": None, "soort": "OPEN", "getallen": None}
    assert outcome.data["zaken"][1] == {"nummer": 4, "soort": None, "getallen": None}
    paths = {path for _, path in outcome.errors}
    assert paths == {("zaken", 0, "nummer"), ("zaken", 1, "soort")}


async def test_a_column_that_cannot_be_read_is_an_error_on_its_field() -> None:
    class Broken:
        kind, id, naam, strikt = "Zaak", "1", "a", 1

        @property
        def nummer(self) -> int:
            raise BOOM

    root = Thing(zaken=[zaak(naam="b", nummer=2), Broken()])
    outcome = await run_all("{ zaken { naam nummer strikt } }", Thing(zaken=[Broken()]))
    assert outcome.data == {"zaken": [{"naam": "a", "nummer": None, "strikt": 1}]}
    outcome = await run_all("{ zaken { id naam nummer } }", root)
    assert outcome.data["zaken"][0] == {"id": "1", "naam": "b", "nummer": 2}
    assert dict(outcome.errors) == {("boem", ("zaken", 1, "nummer")): 1}


async def test_an_argument_that_turns_out_null_is_an_error_per_object() -> None:
    text = "query($f: Int = 3) { zaken { maal(factor: $f) } }"
    rows = [zaak("1", maal=lambda factor, plus=0: factor), zaak("2", maal=BOOM)]
    outcome = await run_all(text, Thing(zaken=rows), f=None)
    assert outcome.data == {"zaken": [{"maal": None}, {"maal": None}]}
    assert {path for _, path in outcome.errors} == {("zaken", 0, "maal"), ("zaken", 1, "maal")}


async def test_an_error_that_knows_its_place_keeps_it() -> None:
    placed = GraphQLError("elders", path=["daar"])
    outcome = await run_all("{ zaak { deel { id } } }", Thing(zaak=zaak(deel=placed)))
    assert dict(outcome.errors) == {("elders", ("daar",)): 1}
