"""Two registers of every ZGW API behind one graph; the second is strictly standard and old."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest
from registers_support import (
    ALSO,
    FIRST,
    SECOND,
    every_uuid,
    graph,
    missing,
    page,
    second_of,
    steady,
)

from graph_support import Graph
from schema.zaak_filter import ZaakFilter, ZaakRolFilter, ZaakSortering
from sources.zaken.filters import OPEN_ZAAK_FILTERS

__all__ = ["graph", "steady"]


@pytest.mark.parametrize("sorteer", [None, *ZaakSortering])
async def test_every_zaak_of_two_registers_once_in_any_order_while_one_fails_midway(
    graph: Graph, sorteer: ZaakSortering | None
) -> None:
    uuids: list[str] = []
    after, step = None, 0
    while True:
        away = {2: SECOND, 3: SECOND, 7: FIRST}.get(step)
        for name in (FIRST, SECOND):
            graph.sandbox.faults.set(name, down=name == away)
        asked = {"sorteer": [sorteer.name] if sorteer else None, "first": 100, "after": after}
        found = await page(graph, **asked)
        uuids += [node["uuid"] for node in found["nodes"]]
        assert [error["extensions"]["upstream"] for error in found["errors"]] == missing(found)
        assert set(missing(found)) <= {away}
        assert missing(found) or sorteer is None or away != SECOND
        assert found["totalCount"] == (None if found["errors"] else 1000)
        if not found["pageInfo"]["hasNextPage"]:
            break
        after, step = found["pageInfo"]["endCursor"], step + 1
    assert sorted(uuids) == every_uuid(graph)


async def test_backwards_gives_the_rows_of_forwards(graph: Graph) -> None:
    asked: dict[str, Any] = {"sorteer": ["STARTDATUM", "IDENTIFICATIE_AFLOPEND"]}
    found = await page(graph, first=100, **asked)
    forwards: list[Any] = found["nodes"]
    while found["pageInfo"]["hasNextPage"]:
        found = await page(graph, first=100, after=found["pageInfo"]["endCursor"], **asked)
        forwards = forwards + found["nodes"]
    found = await page(graph, last=100, **asked)
    backwards: list[Any] = found["nodes"]
    while found["pageInfo"]["hasPreviousPage"]:
        found = await page(graph, last=100, before=found["pageInfo"]["startCursor"], **asked)
        backwards = found["nodes"] + backwards
    assert backwards == forwards
    days = await graph.ask(
        "{ zaken(first: 100, sorteer: [STARTDATUM]) { nodes { startdatum bron } } }"
    )
    rows = days["zaken"]["nodes"]
    assert [row["startdatum"] for row in rows] == sorted(row["startdatum"] for row in rows)
    assert {row["bron"] for row in rows} == {FIRST, SECOND}


async def test_what_is_sorted_by_need_not_be_asked(graph: Graph) -> None:
    query = "query($s: [ZaakSortering!]) { zaken(first: 60, sorteer: $s) { nodes { uuid %s } } }"
    for field in ("archiefactiedatum", "registratiedatum", "publicatiedatum"):
        found = [
            (await graph.ask(query % more, s=[f"{field.upper()}_AFLOPEND"]))["zaken"]["nodes"]
            for more in ("", field)
        ]
        assert [row["uuid"] for row in found[0]] == [row["uuid"] for row in found[1]]
        days = [row[field] or "9999" for row in found[1]]
        assert days == sorted(days, reverse=True)


async def test_a_page_is_one_read_of_each_register(graph: Graph) -> None:
    found = await page(graph, first=25, sorteer=["STARTDATUM_AFLOPEND"])
    assert graph.calls == {FIRST: 1, SECOND: 1}
    graph.forget()
    await page(
        graph, first=25, sorteer=["STARTDATUM_AFLOPEND"], after=found["pageInfo"]["endCursor"]
    )
    assert graph.calls == {FIRST: 1, SECOND: 1}
    assert [query for _, _, query, _ in graph.asked] == [
        "ordering=-startdatum&pageSize=38",  # rows 14 to 38 stand together on the first page of 38
        "ordering=-startdatum",
    ]


async def test_without_an_order_one_register_after_the_other(graph: Graph) -> None:
    found = await graph.ask("{ zaken(first: 25) { nodes { bron } pageInfo { hasNextPage } } }")
    assert {row["bron"] for row in found["zaken"]["nodes"]} == {FIRST}
    assert found["zaken"]["pageInfo"]["hasNextPage"]
    assert graph.calls == {FIRST: 1}


async def test_what_rows_need_comes_along_as_each_register_can() -> None:
    graph = Graph(also=ALSO, strategy="fewest")
    await graph.warm()
    await graph.ask('{ zaken(first: 1, bron: "zaaksysteem-zaken") { nodes { uuid } } }')
    graph.forget()
    data = await graph.ask("""{ zaken(first: 10, sorteer: [STARTDATUM_AFLOPEND]) { nodes {
      bron zaaktype { identificatie bron } status { statustype { omschrijving bron } }
    } } }""")
    rows = data["zaken"]["nodes"]
    assert len(rows) == 10
    for row in rows:
        assert row["zaaktype"]["bron"] == row["bron"].replace("-zaken", "-catalogi")
    of_second = [row for row in rows if row["bron"] == SECOND]
    with_status = sum(row["status"] is not None for row in of_second)
    assert with_status > 0
    # Open Zaak brings its statussen along; the other refuses expand once and is asked one by one
    assert graph.calls == {FIRST: 1, SECOND: 1 + 1 + with_status}


async def test_a_register_that_fails_is_told_beside_what_the_other_answers(graph: Graph) -> None:
    graph.sandbox.faults.set("zaaksysteem-besluiten", status=503)
    query = "{ besluiten(first: 2) { totalCount bronnen { naam aantal fout } nodes { bron } } }"
    for graphs_own in ("", "__schema { queryType { name } } "):  # graphql-core runs the latter
        body = await graph.post(query.replace("{ besluiten", f"{{ {graphs_own}besluiten", 1))
        assert body["data"]["besluiten"] == {
            "totalCount": None,
            "bronnen": [
                {"naam": "openzaak-besluiten", "aantal": 188, "fout": None},
                {"naam": "zaaksysteem-besluiten", "aantal": None, "fout": "UPSTREAM_UNAVAILABLE"},
            ],
            "nodes": [{"bron": "openzaak-besluiten"}] * 2,
        }
        (error,) = body["errors"]
        assert error["path"] == ["besluiten"]
        assert error["extensions"] == {
            "code": "UPSTREAM_UNAVAILABLE",
            "upstream": "zaaksysteem-besluiten",
            "retryable": True,
        }


async def test_when_no_register_answers_the_list_is_null(graph: Graph) -> None:
    graph.sandbox.faults.set("openzaak-besluiten", status=503)
    graph.sandbox.faults.set("zaaksysteem-besluiten", down=True)
    body = await graph.post("{ besluiten { totalCount } }")
    assert body["data"] == {"besluiten": None}
    assert [error["extensions"]["upstream"] for error in body["errors"]] == ["openzaak-besluiten"]


async def test_a_register_that_cannot_sort_so_is_told(graph: Graph) -> None:
    query = "{ documenten(sorteer: [TITEL], first: 2) { totalCount nodes { bron } } }"
    body = await graph.post(query)
    assert body["data"]["documenten"] == {
        "totalCount": None,
        "nodes": [{"bron": "openzaak-documenten"}] * 2,
    }
    (error,) = body["errors"]
    assert error["extensions"]["upstream"] == "zaaksysteem-documenten"
    assert error["extensions"]["invalidParams"][0]["reason"].endswith("ordering")


async def test_a_register_that_ignores_a_filter_in_a_search_is_not_believed(graph: Graph) -> None:
    query = """{ klant(kvkNummer: "68750110") {
      zaken(filter: {isOpen: false}) { totalCount bronnen { naam aantal fout } nodes { bron } }
    } }"""
    body = await graph.post(query)
    found = body["data"]["klant"]["zaken"]
    assert {row["bron"] for row in found["nodes"]} == {FIRST}
    assert found["bronnen"][1] == {"naam": SECOND, "aantal": None, "fout": "UPSTREAM_REJECTED"}
    assert body["errors"][0]["path"] == ["klant", "zaken"]
    assert graph.calls == {FIRST: 1, SECOND: 2}
    graph.forget()
    await graph.post(query)
    assert graph.calls == {FIRST: 1, SECOND: 1}


def test_the_filters_that_only_open_zaak_has_are_those_that_say_so() -> None:
    said = {
        field.metadata["param"]
        for kind in (ZaakFilter, ZaakRolFilter)
        for field in dataclasses.fields(kind)
        if "Alleen Open Zaak" in (getattr(field, "description", None) or "")
    }
    assert said == OPEN_ZAAK_FILTERS


async def test_the_zaken_of_a_klant_come_from_both_registers(graph: Graph) -> None:
    bsn = next(
        rol["betrokkeneIdentificatie"]["inpBsn"]
        for rol in second_of(graph).rollen
        if rol["betrokkeneIdentificatie"].get("inpBsn")
    )
    query = """query($bsn: BSN!) { klant(bsn: $bsn) { zaken(sorteer: [STARTDATUM]) {
      totalCount bronnen { naam aantal } nodes { identificatie bron }
    } } }"""
    await graph.ask(query, bsn=bsn)  # the second wants its ordering as text: that is remembered
    graph.forget()
    data = await graph.ask(query, bsn=bsn)
    found = data["klant"]["zaken"]
    assert found["totalCount"] == len(found["nodes"]) == sum(b["aantal"] for b in found["bronnen"])
    assert SECOND in {row["bron"] for row in found["nodes"]}
    assert graph.calls == {FIRST: 1, SECOND: 1}
    assert not any(bsn in path + query for _, path, query, _ in graph.asked)
