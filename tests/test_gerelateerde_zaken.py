"""Hoofdzaak, deelzaken and related zaken: one read for all of them, however deep one asks."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
from access_support import Acting, department, staff

from graph_support import Graph
from sandbox.zgw.dialect import Dialect

PARTS = "identificatie status { statustype { omschrijving } } rollen { omschrijving }"
SCREEN = f"""query S($uuid: UUID!) {{ zaak(uuid: $uuid) {{
  hoofdzaak {{ {PARTS} }} deelzaken {{ {PARTS} }} gerelateerdeZaken {{ {PARTS} }}
}} }}"""


@cache
def graph(dialect: Dialect = "openzaak", *, planner: bool = True) -> Graph:
    """Return a graph that these tests share."""
    return Graph(dialect, planner=planner, strategy="fewest")


def zaak_with(found: Graph, *names: str) -> dict[str, Any]:
    """Return a zaak of the sandbox that has these."""
    zaken: list[dict[str, Any]] = found.sandbox.zgw.data.zaken
    return next(zaak for zaak in zaken if all(zaak[name] for name in names))


async def test_all_zaken_around_a_zaak_take_one_call_with_what_is_asked_of_them() -> None:
    """Screen S4: one `_zoek` with `expand` for three fields, besides the zaak itself."""
    found = graph()
    await found.warm()
    zaak = zaak_with(found, "deelzaken", "relevanteAndereZaken")
    answer = (await found.ask(SCREEN, uuid=zaak["uuid"]))["zaak"]
    assert found.calls == {"openzaak-zaken": 2}
    (searched,) = [body for method, _, _, body in found.asked if method == "POST"]
    named = {*zaak["deelzaken"], *(item["url"] for item in zaak["relevanteAndereZaken"])}
    assert all(url.rsplit("/", 1)[1].encode() in searched for url in named)
    assert answer["hoofdzaak"] is None
    around = [*answer["deelzaken"], *answer["gerelateerdeZaken"]]
    assert len(around) == len(named) > 1
    assert all(item["status"]["statustype"]["omschrijving"] for item in around)
    assert all(item["rollen"] for item in around)


async def test_the_way_down_and_the_way_up_meet() -> None:
    found = graph()
    deelzaak = zaak_with(found, "hoofdzaak")
    text = "query S($uuid: UUID!) { zaak(uuid: $uuid) { uuid hoofdzaak { deelzaken { uuid } } } }"
    answer = (await found.ask(text, uuid=deelzaak["uuid"]))["zaak"]
    assert {"uuid": deelzaak["uuid"]} in answer["hoofdzaak"]["deelzaken"]


async def test_a_server_that_follows_the_standard_only_gives_the_same() -> None:
    zaak = zaak_with(graph(), "deelzaken", "relevanteAndereZaken")
    there = await graph("standard").ask(SCREEN, uuid=zaak["uuid"])
    assert there == await graph().ask(SCREEN, uuid=zaak["uuid"])
    assert there["zaak"]["deelzaken"][0]["status"]


async def test_one_that_may_not_be_seen_is_null_among_the_others() -> None:
    found = graph()
    data = found.sandbox.zgw.data
    zaken = {zaak["url"]: zaak for zaak in data.zaken}
    zaak = next(
        zaak
        for zaak in data.zaken
        if zaak["relevanteAndereZaken"]
        and zaken[zaak["relevanteAndereZaken"][0]["url"]]["zaaktype"] != zaak["zaaktype"]
    )
    soort = next(item for item in data.zaaktypen if item["url"] == zaak["zaaktype"])
    caller = Acting(staff(department(soort["identificatie"])))
    answer = await caller.ask(SCREEN, uuid=zaak["uuid"])
    assert answer["zaak"]["gerelateerdeZaken"] == [None]


@pytest.mark.parametrize("planner", [True, False])
async def test_a_circle_of_zaken_costs_no_more_the_deeper_one_asks(
    planner: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two zaken that name each other, asked 18 levels deep: each is read once."""
    found = graph(planner=planner)
    one, other = found.sandbox.zgw.data.zaken[-2:]
    for here, there in ((one, other), (other, one)):
        monkeypatch.setitem(here, "relevanteAndereZaken", [{"url": there["url"]}])
        monkeypatch.setitem(here, "gerelateerdeZaken", [{"url": there["url"]}])
    calls = {}
    for depth in (2, 18):
        text = "uuid"
        for _ in range(depth):
            text = f"uuid gerelateerdeZaken {{ {text} }}"
        found.forget()
        answer = await found.post(f'{{ zaak(uuid: "{one["uuid"]}") {{ {text} }} }}')
        calls[depth] = dict(found.calls)
        if depth == 18:
            assert answer["errors"][0]["extensions"]["code"] == "COST_LIMIT_EXCEEDED"
            assert not found.calls
    assert calls[2] == {"openzaak-zaken": 2}
    narrow = Graph(planner=planner, max_cost_rows=10**7, max_cost_calls=10**6)
    answer = await narrow.post(f'{{ zaak(uuid: "{one["uuid"]}") {{ {text} }} }}')
    assert "errors" not in answer
    assert narrow.calls == {"openzaak-zaken": 2}
    assert str(answer["data"]).count("'uuid'") == 19
