"""Counts for dashboards: what fails, what is refused, and what is never asked or shown."""

from __future__ import annotations

import copy
from typing import Any
from urllib.parse import parse_qs

import pytest

from graph_support import Graph
from refusal_support import asks_zoek, zaken_refuse
from resolvers.perioden import Range
from sandbox.zgw.dialect import Dialect
from sources.errors import UnavailableError
from sources.landscape import Landscape
from sources.paging import count_rows
from telling_support import (
    GROEPEN,
    TOTAAL,
    counting_graph,
    refusal,
    tell,
    year,
    zaken,
)

DAYS = {"startdatumGte": "2026-01-01", "startdatumLte": "2026-01-02"}


@pytest.fixture(params=[True, False], ids=["compiled", "graphql-core"])
async def graph(request: pytest.FixtureRequest) -> Graph:
    """Return a warm gateway, in either engine."""
    return await counting_graph(planner=request.param)


@pytest.mark.parametrize("dialect", ["openzaak", "standard"])
async def test_a_bsn_stays_out_of_every_url(dialect: Dialect) -> None:
    graph = Graph(dialect)
    bsn = graph.sandbox.zgw.data.rollen[0]["betrokkeneIdentificatie"]["inpBsn"]
    telling = await tell(graph, "ZAAKTYPE", "OPEN", filter={"rol": {"bsn": bsn}})
    assert telling["totaal"] == sum(group["aantal"] for group in telling["groepen"]) > 0
    assert any(bsn.encode() in body for *_, body in graph.asked)
    for _, path, query, _ in graph.asked:
        assert bsn not in path + query


async def test_a_failed_count_is_its_own_group_alone(
    graph: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def failing(client: Any, resource: Any, params: Any, call: Any, **rest: Any) -> Any:
        if params.get("startdatum__lt", "").endswith("-03-01"):
            raise UnavailableError(client.name, "zaken")
        return await count_rows(client, resource, params, call, **rest)

    whole = await graph.ask(GROEPEN, op=["MAAND"], filter=year(graph))
    monkeypatch.setattr("sources.counts.count_rows", failing)
    body = await graph.post(GROEPEN, op=["MAAND"], filter=year(graph))
    (error,) = body["errors"]
    assert error["path"] == ["zakenTelling", "groepen", 1, "aantal"]
    assert error["extensions"]["code"] == "UPSTREAM_UNAVAILABLE"
    whole["zakenTelling"]["groepen"][1]["aantal"] = None
    assert body["data"] == whole


async def test_a_register_that_is_down_fails_every_group_and_no_more(graph: Graph) -> None:
    graph.sandbox.faults.set("openzaak-zaken", down=True)
    body = await graph.post(GROEPEN, op=["OPEN"])
    assert body["data"]["zakenTelling"]["groepen"] == [{"aantal": None, "periode": None}] * 2
    assert [error["path"][-2:] for error in body["errors"]] == [[0, "aantal"], [1, "aantal"]]


async def test_what_a_standard_register_cannot_count_is_one_error_after_one_read() -> None:
    graph = Graph("standard")
    await graph.warm()
    await graph.ask(TOTAAL, op=[])
    graph.forget()
    body = await graph.post(GROEPEN, op=["STATUSTYPE"])
    (error,) = body["errors"]
    assert error["path"] == ["zakenTelling", "groepen"]
    assert error["extensions"]["code"] == "UPSTREAM_REJECTED"
    assert "cannot count zaken by STATUSTYPE" in error["message"]
    assert "status__statustype" in error["extensions"]["invalidParams"][0]["reason"]
    assert graph.calls == {"openzaak-zaken": 1}


async def test_a_standard_register_counts_the_rest_without_page_size() -> None:
    graph = Graph("standard")
    await graph.ask(TOTAAL, op=[])
    graph.forget()
    telling = await tell(graph, "OPEN", "ARCHIEFNOMINATIE", leeg=True)
    assert telling["totaal"] == len(zaken(graph))
    assert len(telling["groepen"]) == 4
    assert graph.calls == {"openzaak-zaken": 4 + 1}
    assert not any("pageSize" in query for _, _, query, _ in graph.asked)


async def test_the_first_count_finds_out_for_the_others_whether_page_size_is_known() -> None:
    graph = Graph("standard")
    await graph.ask(GROEPEN, op=["ARCHIEFSTATUS"])
    assert graph.calls == {"openzaak-zaken": 4 + 1}


@pytest.mark.parametrize("status", [404, 405])
async def test_without_zoek_every_version_is_counted_by_itself(status: int) -> None:
    whole = await tell(await counting_graph(), "ZAAKTYPE")
    with zaken_refuse(asks_zoek, status):
        graph = await counting_graph()
        assert await tell(graph, "ZAAKTYPE") == whole
        assert graph.calls == {"openzaak-zaken": 6 + 1}
        graph.forget()
        assert await tell(graph, "ZAAKTYPE") == whole
        assert graph.calls == {"openzaak-zaken": 6 + 1}


async def test_filters_that_a_register_answered_before_are_all_counted_at_once() -> None:
    graph = await counting_graph()
    for reads in (1, 2):
        graph.sandbox.faults.set("openzaak-zaken", status=400)
        graph.forget()
        (error,) = (await graph.post(GROEPEN, op=["OPEN"]))["errors"]
        assert error["extensions"]["code"] == "UPSTREAM_REJECTED"
        assert graph.calls == {"openzaak-zaken": reads}
        graph.sandbox.faults.clear()
        await graph.ask(GROEPEN, op=["OPEN"])


async def test_more_reads_than_max_counts_are_refused_with_both_numbers(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    graph = Graph(max_counts=24)
    await graph.warm()
    assert (await tell(graph, "OPEN", "MAAND", filter=year(graph)))["totaal"] > 0
    message = await refusal(graph, "OPEN", "ZAAKTYPE", "MAAND", filter=year(graph))
    assert "needs 120 count reads, more than max_counts (24)" in message
    monkeypatch.delattr(Range, "split")  # so many days are counted, never made
    ages = {"startdatumGte": "1000-01-01", "startdatumLte": "2999-12-31"}
    assert "needs 730485 count reads" in await refusal(graph, "DAG", filter=ages)


@pytest.mark.parametrize(
    ("op", "variables", "words"),
    [
        (["MAAND"], {}, "a first day"),
        (["MAAND"], {"filter": {"startdatumGte": "2026-01-01"}}, "a last day"),
        (
            ["MAAND"],
            {
                "filter": {"startdatumGte": "2026-01-01", "startdatumLte": "2026-01-02"},
                "datum": "EINDDATUM",
            },
            "bound 'einddatum'",
        ),
        (
            ["MAAND", "JAAR"],
            {"filter": DAYS},
            "one of: MAAND, JAAR",
        ),
        (["ZAAKTYPE", "ZAAKTYPEVERSIE"], {}, "one of: ZAAKTYPE, ZAAKTYPEVERSIE"),
        (["OPEN", "OPEN"], {}, "twice"),
        (
            ["DAG"],
            {"filter": {"startdatumGte": "0001-01-01", "startdatumLte": "0001-01-02"}},
            "not a date to count by",
        ),
    ],
)
async def test_what_cannot_be_counted_asks_nothing(
    op: list[str], variables: dict[str, Any], words: str
) -> None:
    assert words in await refusal(Graph(), *op, **variables)


async def test_a_filter_on_an_unknown_zaaktype_is_refused(graph: Graph) -> None:
    wanted = {"zaaktype": "00000000-0000-4000-8000-000000000000"}
    body = await graph.post(GROEPEN, op=["ZAAKTYPE"], filter=wanted)
    (error,) = body["errors"]
    assert (error["extensions"]["code"], error["path"]) == ("BAD_USER_INPUT", ["zakenTelling"])
    assert graph.calls["openzaak-zaken"] == 0


async def test_the_same_count_is_read_once_in_an_operation(graph: Graph) -> None:
    await graph.ask("""{
      a: zakenTelling(groepeerOp: [OPEN]) { totaal overig groepen { aantal } }
      b: zakenTelling(groepeerOp: [OPEN], inclusiefLeeg: true) { totaal groepen { isOpen } }
    }""")
    assert graph.calls == {"openzaak-zaken": 2 + 1}
    queries = [parse_qs(query) for _, _, query, _ in graph.asked]
    assert sorted(query.get("einddatum__isnull", [""])[0] for query in queries) == [
        "",
        "false",
        "true",
    ]


async def test_several_registers_are_summed(graph: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    of = Landscape.of

    def twice(self: Landscape, api: str) -> list[Any]:
        (client,) = of(self, api)
        second = copy.copy(client)
        second.name = "tweede"
        return [client, second] if api == "zaken" else [client]

    one = await tell(graph, "OPEN")
    graph.forget()
    monkeypatch.setattr(Landscape, "of", twice)
    both = await tell(graph, "OPEN")
    assert both["totaal"] == 2 * one["totaal"]
    assert [g["aantal"] for g in both["groepen"]] == [2 * g["aantal"] for g in one["groepen"]]
    assert graph.calls == {"openzaak-zaken": 2 * (2 + 1)}
    assert "needs 4 count reads" in await refusal(Graph(max_counts=3), "OPEN")
    query = '{ zakenTelling(groepeerOp: [], bron: "tweede") { totaal } }'
    assert (await graph.ask(query))["zakenTelling"]["totaal"] == one["totaal"]
