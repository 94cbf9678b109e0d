"""The sandbox BRP bewoning and verblijfplaatshistorie: each other's mirror, and strict."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

from landscape_support import Row, ask, extra
from sandbox.landscape import BRP_HISTORIE_KEY
from zgw_support import TODAY, personen

SUZANNE = "999993653"
HUIS = "0998010000000001"
PERIODE = {"datumVan": "2000-01-01", "datumTot": TODAY.isoformat()}
PATHS = {"brp-bewoning": "bewoningen", "brp-historie": "verblijfplaatshistorie"}
HEADERS = {"X-API-KEY": BRP_HISTORIE_KEY, "Accept": "application/json"}


async def post(name: str, body: Any, headers: dict[str, str] | None = None) -> tuple[int, Row]:
    """Return status and body of one question."""
    response = await ask(name, PATHS[name], headers=headers or HEADERS, method="POST", json=body)
    answer: Row = response.json()
    return response.status_code, answer


async def history_of(bsn: str, **period: str) -> list[Row]:
    """Return the verblijfplaatsen of a persoon, newest first."""
    kind = "RaadpleegMetPeildatum" if "peildatum" in period else "RaadpleegMetPeriode"
    body = {"type": kind, "burgerservicenummer": bsn, **(period or PERIODE)}
    status, answer = await post("brp-historie", body)
    assert (status, answer["type"]) == (200, kind)
    rows: list[Row] = answer["verblijfplaatsen"]
    return rows


async def bewoningen_of(object_: str, **period: str) -> list[Row]:
    """Return the bewoningen of a house, oldest first."""
    kind = "BewoningMetPeildatum" if "peildatum" in period else "BewoningMetPeriode"
    body = {"type": kind, "adresseerbaarObjectIdentificatie": object_, **(period or PERIODE)}
    status, answer = await post("brp-bewoning", body)
    assert (status, answer["type"]) == (200, kind)
    rows: list[Row] = answer["bewoningen"]
    return rows


def bsns(bewoning: Row) -> set[str]:
    """Return who lived there."""
    return {bewoner["burgerservicenummer"] for bewoner in bewoning["bewoners"]}


async def test_the_showcase_family_lives_where_the_brp_says() -> None:
    expected = {
        persoon["burgerservicenummer"]
        for persoon in personen()
        if (persoon.get("verblijfplaats") or {}).get("adresseerbaarObjectIdentificatie") == HUIS
    }
    assert len(expected) == 4
    (bewoning,) = await bewoningen_of(HUIS, peildatum="2026-11-01")
    assert bsns(bewoning) == expected
    assert bewoning["periode"] == {"datumVan": "2026-11-01", "datumTot": "2026-11-02"}
    assert bewoning["mogelijkeBewoners"] == []
    assert set(bewoning["bewoners"][0]) == {"burgerservicenummer", "naam", "geboorte"}


async def test_a_history_begins_with_the_house_of_now_and_leaves_no_day_out() -> None:
    now, before = await history_of(SUZANNE)
    persoon = next(item for item in personen() if item["burgerservicenummer"] == SUZANNE)
    assert now == persoon["verblijfplaats"]
    assert before["datumTot"] == now["datumVan"]
    assert before["adresseerbaarObjectIdentificatie"] in extra().bag.objecten
    nummer = before["nummeraanduidingIdentificatie"]
    adres = extra().bag.nummeraanduidingen[nummer]
    assert adres.object == before["adresseerbaarObjectIdentificatie"]
    assert adres.huisnummer == before["verblijfadres"]["huisnummer"]
    day = before["datumVan"]["datum"]
    assert await history_of(SUZANNE, peildatum=day) == [before]


async def test_bewoning_and_history_say_the_same() -> None:
    seen = 0
    for persoon in personen()[:60]:
        bsn = persoon["burgerservicenummer"]
        for verblijf in await history_of(bsn):
            object_ = verblijf.get("adresseerbaarObjectIdentificatie")
            if object_ is None:
                continue
            day = verblijf["datumVan"]["datum"]
            assert day >= persoon["geboorte"]["datum"]["datum"]
            (bewoning,) = await bewoningen_of(object_, peildatum=day)
            assert bsn in bsns(bewoning)
            seen += 1
    assert seen > 80


async def test_a_period_is_split_where_someone_comes_or_goes() -> None:
    houses = {
        (persoon.get("verblijfplaats") or {}).get("adresseerbaarObjectIdentificatie", "")
        for persoon in personen()
    } - {""}
    split = 0
    for house in sorted(houses)[:40]:
        rows = await bewoningen_of(house)
        for earlier, later in pairwise(rows):
            assert earlier["periode"]["datumTot"] == later["periode"]["datumVan"]
            assert bsns(earlier) != bsns(later)
            split += 1
    assert split > 5


async def test_who_is_not_delivered_has_no_history_and_an_emigrant_left() -> None:
    wiped = [
        persoon["burgerservicenummer"]
        for persoon in personen()
        if persoon.get("opschortingBijhouding", {}).get("reden", {}).get("code") in ("W", "F")
    ]
    assert len(wiped) == 2
    for bsn in (*wiped, "999999990"):
        assert await history_of(bsn) == []
    abroad = next(
        persoon
        for persoon in personen()
        if (persoon.get("verblijfplaats") or {}).get("type") == "VerblijfplaatsBuitenland"
    )
    now, before = await history_of(abroad["burgerservicenummer"])
    assert now["type"] == "VerblijfplaatsBuitenland"
    object_ = before["adresseerbaarObjectIdentificatie"]
    here = await bewoningen_of(object_, peildatum=TODAY.isoformat())
    assert abroad["burgerservicenummer"] not in {bsn for row in here for bsn in bsns(row)}


@pytest.mark.parametrize(
    ("name", "body", "told"),
    [
        ("brp-bewoning", {}, ("type", "required")),
        ("brp-bewoning", {"type": "RaadpleegMetPeildatum"}, ("type", "value")),
        (
            "brp-bewoning",
            {"type": "BewoningMetPeildatum", "peildatum": "2026-01-01"},
            ("adresseerbaarObjectIdentificatie", "required"),
        ),
        (
            "brp-bewoning",
            {
                "type": "BewoningMetPeriode",
                "adresseerbaarObjectIdentificatie": HUIS,
                "datumVan": "2026-01-01",
                "datumTot": "2026-01-01",
            },
            ("datumTot", "date"),
        ),
        (
            "brp-historie",
            {
                "type": "RaadpleegMetPeildatum",
                "burgerservicenummer": [SUZANNE],
                "peildatum": "2026-01-01",
            },
            ("burgerservicenummer", "pattern"),
        ),
        (
            "brp-historie",
            {
                "type": "RaadpleegMetPeildatum",
                "burgerservicenummer": SUZANNE,
                "peildatum": "2026-13-01",
            },
            ("peildatum", "date"),
        ),
        (
            "brp-historie",
            {
                "type": "RaadpleegMetPeildatum",
                "burgerservicenummer": SUZANNE,
                "peildatum": "2026-01-01",
                "fields": ["verblijfplaatsen"],
            },
            ("fields", "unknownParam"),
        ),
    ],
)
async def test_a_bad_question_is_refused(name: str, body: Row, told: tuple[str, str]) -> None:
    status, answer = await post(name, body)
    fault = answer["invalidParams"][0]
    assert (status, fault["name"], fault["code"]) == (400, *told)


@pytest.mark.parametrize("name", PATHS)
async def test_without_the_key_nothing_is_told(name: str) -> None:
    for key in ("", "anders"):
        status, answer = await post(name, {}, {"X-API-KEY": key})
        assert (status, answer["code"]) == (401, "authentication")
