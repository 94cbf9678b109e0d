"""Counts for dashboards: the right numbers, from no more count reads than there are groups."""

from __future__ import annotations

import datetime
import json
from collections import Counter
from typing import Any

import pytest

from graph_support import Graph
from telling_support import (
    GROEPEN,
    TOTAAL,
    by_key,
    counting_graph,
    tell,
    types,
    zaken,
)


@pytest.fixture(params=[True, False], ids=["compiled", "graphql-core"])
async def graph(request: pytest.FixtureRequest) -> Graph:
    """Return a warm gateway, in either engine."""
    return await counting_graph(planner=request.param)


async def test_only_the_total_is_one_read(graph: Graph) -> None:
    data = await graph.ask(TOTAAL, op=["ZAAKTYPE", "STATUSTYPE"])
    assert data["zakenTelling"]["totaal"] == len(zaken(graph))
    assert graph.asked == [("GET", graph.asked[0][1], "pageSize=1", b"")]


async def test_only_the_total_needs_no_catalogus() -> None:
    graph = Graph()
    await graph.ask(TOTAAL, op=["ZAAKTYPE"])
    assert graph.calls == {"openzaak-zaken": 1}


async def test_per_zaaktype_the_versions_are_one_group_and_one_read(graph: Graph) -> None:
    identificaties = types(graph.sandbox.zgw.data.zaaktypen, "identificatie")
    telling = await tell(graph, "ZAAKTYPE")
    assert by_key(telling["groepen"], "zaaktype", "identificatie") == Counter(
        identificaties[zaak["zaaktype"]] for zaak in zaken(graph)
    )
    assert telling["overig"] == 0
    assert graph.calls == {"openzaak-zaken": 5 + 1}
    (search,) = [body for method, *_, body in graph.asked if method == "POST"]
    newest, oldest = json.loads(search)["zaaktype__in"]
    begins = types(graph.sandbox.zgw.data.zaaktypen, "beginGeldigheid")
    assert begins[newest] > begins[oldest]
    assert newest in [group["zaaktype"]["url"] for group in telling["groepen"]]
    assert all("pageSize=1" in query for _, _, query, _ in graph.asked)


async def test_per_version_an_empty_one_is_shown_only_on_request(graph: Graph) -> None:
    counted = Counter(zaak["zaaktype"] for zaak in zaken(graph))
    shown = by_key((await tell(graph, "ZAAKTYPEVERSIE"))["groepen"], "zaaktype", "url")
    every = by_key((await tell(graph, "ZAAKTYPEVERSIE", leeg=True))["groepen"], "zaaktype", "url")
    published = [row["url"] for row in graph.sandbox.zgw.data.zaaktypen if not row["concept"]]
    assert shown == counted
    assert every == {url: counted[url] for url in published}
    assert len(every) > len(shown)


async def test_months_are_cut_to_the_filter_and_keep_their_zeros(graph: Graph) -> None:
    last = datetime.date.fromisoformat(max(zaak["startdatum"] for zaak in zaken(graph)))
    van, voor = f"{last.year - 1}-10-15", f"{last.year + 1}-02-03"
    telling = await tell(graph, "MAAND", filter={"startdatumGte": van, "startdatumLt": voor})
    inside = [zaak["startdatum"] for zaak in zaken(graph) if van <= zaak["startdatum"] < voor]
    counted = Counter(day[:7] for day in inside)
    names = [f"{last.year - 1}-{month}" for month in (10, 11, 12)]
    names += [f"{last.year}-{month:02}" for month in range(1, 13)]
    names += [f"{last.year + 1}-01", f"{last.year + 1}-02"]
    assert by_key(telling["groepen"], "periode", "naam") == {name: counted[name] for name in names}
    assert telling["groepen"][-1]["aantal"] == 0
    assert (telling["totaal"], telling["overig"]) == (len(inside), 0)
    first, final = telling["groepen"][0]["periode"], telling["groepen"][-1]["periode"]
    assert (first["van"], first["totEnMet"]) == (van, f"{last.year - 1}-10-31")
    assert (final["van"], final["totEnMet"]) == (f"{last.year + 1}-02-01", f"{last.year + 1}-02-02")
    assert graph.calls == {"openzaak-zaken": len(names) + 1}
    assert sum("startdatum__gte" in query for _, _, query, _ in graph.asked) == 1


@pytest.mark.parametrize("datum", ["REGISTRATIEDATUM", "EINDDATUM", "ARCHIEFACTIEDATUM"])
async def test_every_date_of_a_zaak_can_be_counted_by_year(graph: Graph, datum: str) -> None:
    name = datum.lower()
    counted = Counter(zaak[name][:4] for zaak in zaken(graph) if zaak[name] is not None)
    van, tot = f"{int(min(counted)) - 1}-12-31", f"{int(max(counted)) + 1}-01-01"
    wanted = {f"{name}Gt": van, f"{name}Lt": tot}
    telling = await tell(graph, "JAAR", filter=wanted, datum=datum)
    years = range(int(min(counted)), int(max(counted)) + 1)
    found = by_key(telling["groepen"], "periode", "naam")
    assert found == {str(number): counted[str(number)] for number in years}
    assert telling["totaal"] == counted.total() > 0


@pytest.mark.parametrize(
    ("op", "field"),
    [
        ("VERTROUWELIJKHEIDAANDUIDING", "vertrouwelijkheidaanduiding"),
        ("ARCHIEFNOMINATIE", "archiefnominatie"),
        ("ARCHIEFSTATUS", "archiefstatus"),
    ],
)
async def test_an_enumeration_counts_each_value(graph: Graph, op: str, field: str) -> None:
    telling = await tell(graph, op)
    counted = Counter(zaak[field] for zaak in zaken(graph))
    without = counted.pop(None, 0)
    assert by_key(telling["groepen"], field) == {
        name.upper(): aantal for name, aantal in counted.items()
    }
    assert telling["overig"] == without
    values = {"archiefnominatie": 2, "archiefstatus": 4, "vertrouwelijkheidaanduiding": 8}
    assert graph.calls == {"openzaak-zaken": values[field] + 1}


async def test_combinations_are_counted_together_in_the_order_asked(graph: Graph) -> None:
    telling = await tell(graph, "OPEN", "ZAAKTYPE", "VERTROUWELIJKHEIDAANDUIDING", leeg=True)
    identificaties = types(graph.sandbox.zgw.data.zaaktypen, "identificatie")
    counted = Counter(
        (
            zaak["einddatum"] is None,
            identificaties[zaak["zaaktype"]],
            zaak["vertrouwelijkheidaanduiding"].upper(),
        )
        for zaak in zaken(graph)
    )
    found = {
        (
            group["isOpen"],
            group["zaaktype"]["identificatie"],
            group["vertrouwelijkheidaanduiding"],
        ): group["aantal"]
        for group in telling["groepen"]
    }
    assert found == {key: counted[key] for key in found}
    assert len(found) == len(telling["groepen"]) == 2 * 5 * 8
    assert [group["isOpen"] for group in telling["groepen"]] == [True] * 40 + [False] * 40
    assert graph.calls == {"openzaak-zaken": 2 * 5 * 8 + 1}


async def test_status_and_resultaat_are_per_zaaktype(graph: Graph) -> None:
    data = graph.sandbox.zgw.data
    identificaties = types(data.zaaktypen, "identificatie")
    for op, link, rows, kinds in (
        ("STATUSTYPE", "statustype", data.statussen, data.statustypen),
        ("RESULTAATTYPE", "resultaattype", data.resultaten, data.resultaattypen),
    ):
        current, names = types(rows, link), types(kinds)
        counted = Counter(
            (identificaties[zaak["zaaktype"]], names[current[zaak[link.removesuffix("type")]]])
            for zaak in zaken(graph)
            if zaak[link.removesuffix("type")] is not None
        )
        telling = await tell(graph, "ZAAKTYPE", op)
        found = {
            (group["zaaktype"]["identificatie"], group[link]["omschrijving"]): group["aantal"]
            for group in telling["groepen"]
        }
        assert found == counted
        assert telling["overig"] == len(zaken(graph)) - counted.total()


async def test_a_status_of_another_zaaktype_is_not_asked(graph: Graph) -> None:
    statustypen = graph.sandbox.zgw.data.statustypen
    zaaktype = zaken(graph)[0]["zaaktype"]
    own = [row for row in statustypen if row["zaaktype"] == zaaktype]
    await tell(graph, "ZAAKTYPE", "STATUSTYPE", filter={"zaaktype": zaaktype})
    assert graph.calls == {"openzaak-zaken": len(own) + 1}
    graph.forget()
    telling = await tell(graph, "ZAAKTYPE", filter={"statustype": own[0]["url"]})
    assert [group["zaaktype"]["url"] for group in telling["groepen"]] == [zaaktype]
    assert graph.calls == {"openzaak-zaken": 1 + 1}
    graph.forget()
    await tell(graph, "STATUSTYPE", filter={"statustype": own[0]["url"]})
    assert graph.calls == {"openzaak-zaken": 1 + 1}


@pytest.mark.parametrize(
    ("op", "wanted", "reads"),
    [
        (["OPEN"], {"isOpen": True}, 1),
        (["OPEN"], {"einddatumGt": "2020-01-01"}, 1),
        (["ARCHIEFSTATUS"], {"archiefstatus": "GEARCHIVEERD"}, 1),
        (["ARCHIEFSTATUS"], {"archiefstatusIn": ["GEARCHIVEERD", "OVERGEDRAGEN"]}, 2),
        (
            ["VERTROUWELIJKHEIDAANDUIDING"],
            {"maximaleVertrouwelijkheidaanduiding": "INTERN"},
            3,
        ),
        (["MAAND"], {"startdatumGt": "2026-03-05", "startdatumLt": "2026-03-05"}, 0),
    ],
)
async def test_what_the_filter_makes_zero_is_not_asked(
    graph: Graph, op: list[str], wanted: dict[str, Any], reads: int
) -> None:
    data = await graph.ask(GROEPEN, op=op, filter=wanted)
    assert graph.calls.total() == reads
    expected = (await graph.ask(TOTAAL, op=[], filter=wanted))["zakenTelling"]["totaal"]
    groups = data["zakenTelling"]["groepen"]
    assert sum(group["aantal"] for group in groups) == expected


async def test_ended_months_of_open_zaken_are_zero_unasked(graph: Graph) -> None:
    wanted = {"isOpen": True, "einddatumGt": "2025-12-31", "einddatumLt": "2026-03-01"}
    telling = await tell(graph, "MAAND", filter=wanted, datum="EINDDATUM")
    assert by_key(telling["groepen"], "periode", "naam") == {"2026-01": 0, "2026-02": 0}
    assert graph.calls == {"openzaak-zaken": 1}


async def test_a_line_of_a_chart_keeps_its_empty_months(graph: Graph) -> None:
    months = sorted({zaak["startdatum"][:7] for zaak in zaken(graph)})
    wanted = {"startdatumGte": f"{months[0]}-01", "startdatumLte": f"{months[-1]}-28"}
    telling = await tell(graph, "OPEN", "ARCHIEFSTATUS", "MAAND", filter=wanted)
    lines = Counter((group["isOpen"], group["archiefstatus"]) for group in telling["groepen"])
    used = {
        (zaak["einddatum"] is None, zaak["archiefstatus"].upper())
        for zaak in zaken(graph)
        if zaak["startdatum"] <= wanted["startdatumLte"]
    }
    assert lines == dict.fromkeys(used, len(months))
    assert len(used) < 2 * 4
    assert 0 in [group["aantal"] for group in telling["groepen"]]
