"""Bijwerken, opschorten, hervatten, verlengen, afsluiten and heropenen, and what may go wrong."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from access_support import staff

from mutation_samples import open_zaak
from mutation_support import Json, Schrijver, lent, may_write

BIJWERKEN, TOEVOEGEN = "zaken.bijwerken", "zaken.statussen.toevoegen"
TERMIJN = "zaak { uiterlijkeEinddatumAfdoening einddatumGepland verlenging { duur reden } }"


@pytest.fixture
def graph() -> Iterator[Schrijver]:
    """A gateway that may change everything, on a server that only has the standard's endpoints."""
    with lent(composes=False) as made:
        yield made


def statustype(graph: Schrijver, zaak: Json, *, final: bool = False) -> str:
    """Return the URL of a statustype of this zaak."""
    url: str = graph.of_type("statustypen", zaak, isEindstatus=final)["url"]
    return url


async def test_what_is_given_is_changed_and_nothing_else(graph: Schrijver) -> None:
    zaak = open_zaak(graph)
    before = await graph.rest(zaak["url"])
    place = {"type": "Point", "coordinates": [5.1, 52.0]}
    await graph.done(
        "zaakBijwerken",
        {
            "zaak": zaak["uuid"],
            "omschrijving": "Dakkapel aan de achterkant",
            "zaaktoelichting": None,
            "publicatiedatum": None,
            "zaakgeometrie": place,
            "kenmerken": [{"kenmerk": "K-1", "bron": "Archief"}],
            "vertrouwelijkheidaanduiding": "ZAAKVERTROUWELIJK",
        },
        toelichting="Op verzoek",
    )
    after = await graph.rest(zaak["url"])
    changed = {name for name in after if after[name] != before[name]} - {"laatstGemuteerd"}
    (sent,) = graph.sent
    assert sent.method == "PATCH"
    assert sent.complaints == []
    assert (
        changed
        <= set(sent.body)
        == {
            *("omschrijving", "toelichting", "publicatiedatum", "zaakgeometrie", "kenmerken"),
            "vertrouwelijkheidaanduiding",
        }
    )
    assert (sent.body["toelichting"], sent.body["publicatiedatum"]) == ("", None)
    assert after["zaakgeometrie"] == place
    assert sent.headers["content-crs"] == sent.headers["accept-crs"] == "EPSG:4326"
    assert sent.headers["x-audit-toelichting"] == "Op verzoek"


async def test_what_cannot_be_changed_so_is_named(graph: Schrijver) -> None:
    uuid = open_zaak(graph)["uuid"]
    for invoer, fout in (
        ({}, ("NOTHING_GIVEN", "invoer")),
        ({"startdatum": None}, ("REQUIRED", "invoer.startdatum")),
        (
            {"productenOfDiensten": ["https://p.nl/onbekend"]},
            ("NOT_ALLOWED_BY_ZAAKTYPE", "invoer.productenOfDiensten"),
        ),
        (
            {"omschrijving": "x", "ongewijzigdSinds": "2020-01-01T00:00:00Z"},
            ("CHANGED_MEANWHILE", "invoer.ongewijzigdSinds"),
        ),
    ):
        assert await graph.fouten("zaakBijwerken", {"zaak": uuid, **invoer}) == [fout]
    assert graph.sent == []
    body = await graph.mutate("zaakBijwerken", {"zaak": uuid, "betalingsindicatie": "ONBEKEND"})
    assert body["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"
    too_long = await graph.fouten("zaakBijwerken", {"zaak": uuid, "omschrijving": "x" * 81})
    assert too_long == [("REGISTER_REFUSED", "invoer.omschrijving")]


async def test_a_zaak_stays_within_what_the_grant_shows() -> None:
    with lent(staff(may_write(BIJWERKEN, ceiling="zaakvertrouwelijk"))) as graph:
        zaak = open_zaak(graph)
        secret = {"zaak": zaak["uuid"], "vertrouwelijkheidaanduiding": "GEHEIM"}
        body = await graph.mutate("zaakBijwerken", secret)
        assert body["errors"][0]["extensions"]["code"] == "FORBIDDEN"
        assert graph.sent == []
        await graph.done("zaakBijwerken", {**secret, "vertrouwelijkheidaanduiding": "INTERN"})


async def test_what_has_ended_changes_only_who_may_force_that(graph: Schrijver) -> None:
    closed = next(zaak for zaak in graph.zaken(is_open=False))
    invoer = {"zaak": closed["uuid"], "omschrijving": "Toch nog iets"}
    for scopes, may in (((BIJWERKEN, "zaken.schrijven"), False), ((FORCED,), True)):
        graph.caller = staff(may_write(*scopes))
        body = await graph.mutate("zaakBijwerken", invoer)
        assert ("errors" not in body) is may
        assert len(graph.sent) == int(may)


FORCED = "zaken.geforceerd-bijwerken"


async def test_a_zaak_is_suspended_once_and_resumed(graph: Schrijver) -> None:
    zaak = open_zaak(graph)
    invoer = {"zaak": zaak["uuid"], "reden": "Wacht op stukken"}
    assert await graph.fouten("zaakHervatten", invoer) == [("ZAAK_NOT_SUSPENDED", "invoer.zaak")]
    new = {**invoer, "uiterlijkeEinddatumAfdoening": "2030-01-31"}
    await graph.done("zaakOpschorten", new)
    assert await graph.fouten("zaakOpschorten", invoer) == [("ZAAK_SUSPENDED", "invoer.zaak")]
    held = await graph.rest(zaak["url"])
    assert held["opschorting"]["indicatie"]
    assert held["uiterlijkeEinddatumAfdoening"] == "2030-01-31"
    status = {"statustype": statustype(graph, zaak), "statustoelichting": "Weer verder"}
    await graph.done("zaakHervatten", {**invoer, "reden": "Stukken binnen", "status": status})
    free = await graph.rest(zaak["url"])
    assert (free["opschorting"]["indicatie"], free["opschorting"]["reden"]) == (
        False,
        "Stukken binnen",
    )
    assert (await graph.rest(free["status"]))["statustoelichting"] == "Weer verder"
    assert [sent.complaints for sent in graph.sent] == [[]] * 3
    assert graph.paths == ["PATCH zaken", "PATCH zaken", "POST statussen"]


async def test_the_dates_move_with_an_extension(graph: Schrijver) -> None:
    zaak = open_zaak(graph)
    invoer = {"zaak": zaak["uuid"], "reden": "Advies duurt langer", "duur": "P1M"}
    given = {**invoer, "einddatumGepland": "2031-02-01"}
    told = await graph.done("zaakVerlengen", given, TERMIJN)
    after = await graph.rest(zaak["url"])
    assert after["verlenging"] == {"reden": "Advies duurt langer", "duur": "P1M"}
    assert told["zaak"]["uiterlijkeEinddatumAfdoening"] == after["uiterlijkeEinddatumAfdoening"]
    assert after["uiterlijkeEinddatumAfdoening"] > zaak["uiterlijkeEinddatumAfdoening"]
    assert after["einddatumGepland"] == "2031-02-01"
    for duur, fout in (
        ("P43D", ("NOT_ALLOWED_BY_ZAAKTYPE", "invoer.duur")),
        ("PT5H", ("WRONG_DURATION", "invoer.duur")),
        ("P999999D", ("WRONG_DURATION", "invoer.duur")),
    ):
        assert await graph.fouten("zaakVerlengen", {**invoer, "duur": duur}) == [fout]
    assert [sent.complaints for sent in graph.sent] == [[]]


@pytest.mark.parametrize(
    ("mutation", "more", "property_"),
    [
        ("zaakOpschorten", {}, "opschortingEnAanhoudingMogelijk"),
        ("zaakVerlengen", {"duur": "P7D"}, "verlengingMogelijk"),
    ],
)
async def test_the_zaaktype_says_whether_time_may_be_taken(
    monkeypatch: pytest.MonkeyPatch, mutation: str, more: Json, property_: str
) -> None:
    graph = Schrijver()
    zaak = open_zaak(graph)
    zaaktype = next(one for one in graph.data.zaaktypen if one["url"] == zaak["zaaktype"])
    monkeypatch.setitem(zaaktype, property_, False)
    invoer = {"zaak": zaak["uuid"], "reden": "x", **more}
    assert await graph.fouten(mutation, invoer) == [("NOT_ALLOWED_BY_ZAAKTYPE", "invoer.zaak")]
    assert graph.sent == []


async def test_a_zaak_ends_with_its_resultaat_and_eindstatus_and_opens_again(
    graph: Schrijver,
) -> None:
    zaak = open_zaak(graph)
    resultaattypen = [
        one["url"] for one in graph.data.resultaattypen if one["zaaktype"] == zaak["zaaktype"]
    ]
    uuid = zaak["uuid"]
    invoer = {"zaak": uuid, "resultaattype": resultaattypen[0]}
    assert await graph.fouten(
        "zaakAfsluiten", {**invoer, "statustype": statustype(graph, zaak)}
    ) == [("EINDSTATUS_REQUIRED", "invoer.statustype")]
    await graph.done("zaakAfsluiten", {**invoer, "statustoelichting": "Klaar"})
    closed = await graph.rest(zaak["url"])
    assert closed["einddatum"] is not None
    assert (await graph.rest(closed["resultaat"]))["resultaattype"] == resultaattypen[0]
    assert (await graph.rest(closed["status"]))["statustype"] == statustype(graph, zaak, final=True)
    assert await graph.fouten("resultaatZetten", invoer) == [("ZAAK_CLOSED", "invoer.zaak")]
    again = {"zaak": uuid, "statustype": statustype(graph, zaak)}
    final = {"zaak": uuid, "statustype": statustype(graph, zaak, final=True)}
    assert await graph.fouten("zaakHeropenen", final) == [
        ("EINDSTATUS_NOT_ALLOWED", "invoer.statustype")
    ]
    graph.caller = staff(may_write(TOEVOEGEN, BIJWERKEN))
    refused = await graph.mutate("zaakHeropenen", again)
    assert refused["errors"][0]["extensions"]["code"] == "FORBIDDEN"
    graph.caller = staff(may_write("zaken.heropenen", BIJWERKEN))
    await graph.done("zaakHeropenen", {**again, "verwijderResultaat": True})
    reopened = await graph.rest(zaak["url"])
    assert (reopened["einddatum"], reopened["resultaat"]) == (None, None)
    assert await graph.fouten("zaakHeropenen", again) == [("ZAAK_OPEN", "invoer.zaak")]
    assert [sent.complaints for sent in graph.sent] == [[]] * 4


async def test_a_resultaat_is_replaced_in_two_steps_and_explained_in_one(graph: Schrijver) -> None:
    zaak = open_zaak(graph)
    first, second = [
        one["url"] for one in graph.data.resultaattypen if one["zaaktype"] == zaak["zaaktype"]
    ][:2]
    uuid = zaak["uuid"]
    other = next(
        one["url"] for one in graph.data.resultaattypen if one["zaaktype"] != zaak["zaaktype"]
    )
    wrong = await graph.fouten("resultaatZetten", {"zaak": uuid, "resultaattype": other})
    assert wrong == [("NOT_OF_ZAAKTYPE", "invoer.resultaattype")]
    for resultaattype, text in ((first, None), (first, "Toch wel"), (first, None), (second, None)):
        given = {"zaak": uuid, "resultaattype": resultaattype, "resultaattoelichting": text}
        await graph.done("resultaatZetten", given)
    found = await graph.rest((await graph.rest(zaak["url"]))["resultaat"])
    assert (found["resultaattype"], found["toelichting"]) == (second, "")
    assert graph.paths == [
        *("POST resultaten", "PATCH resultaten"),
        *("DELETE resultaten", "POST resultaten"),
    ]
    assert [sent.complaints for sent in graph.sent] == [[]] * 4


@pytest.mark.parametrize(
    ("nth", "failure", "stappen"),
    [
        pytest.param(1, 503, None, id="first-not-done"),
        pytest.param(
            1,
            httpx.ReadError("lost"),
            [("resultaat", None, "WRITE_UNCONFIRMED"), ("status", False, "NOT_REACHED")],
            id="first-unsure",
        ),
        pytest.param(
            2,
            503,
            [("resultaat", True, None), ("status", False, "UPSTREAM_UNAVAILABLE")],
            id="second-not-done",
        ),
        pytest.param(
            2,
            400,
            [("resultaat", True, None), ("status", False, "REGISTER_REFUSED")],
            id="second-refused",
        ),
        pytest.param(
            2,
            500,
            [("resultaat", True, None), ("status", None, "WRITE_UNCONFIRMED")],
            id="second-unsure",
        ),
    ],
)
async def test_work_that_fails_halfway_says_what_was_done(
    graph: Schrijver, nth: int, failure: Exception | int, stappen: list[Any] | None
) -> None:
    zaak = open_zaak(graph)
    resultaattype = graph.of_type("resultaattypen", zaak)["url"]
    graph.fails(nth, failure)
    invoer = {"zaak": zaak["uuid"], "resultaattype": resultaattype}
    key = "afsluiten-een"
    body = await graph.mutate("zaakAfsluiten", invoer, idempotentiesleutel=key)
    result, codes = body["data"]["zaakAfsluiten"], _codes(body)
    assert len(graph.sent) == nth
    if stappen is None:
        assert (result, codes) == (None, ["UPSTREAM_UNAVAILABLE"])
        return
    assert [tuple(stap.values()) for stap in result["stappen"]] == stappen
    assert result["zaak"]["url"] == zaak["url"]
    refused = failure == 400
    assert codes == ([] if refused else [stappen[nth - 1][2]])
    assert bool(result["fouten"]) is refused
    held = await graph.rest(zaak["url"])
    assert (held["resultaat"] is not None, held["einddatum"]) == (nth == 2, None)
    again = await graph.mutate("zaakAfsluiten", invoer, idempotentiesleutel=key)
    told = again["data"]["zaakAfsluiten"]
    assert told["herhaald"]
    assert told["stappen"] == result["stappen"]
    assert len(graph.sent) == nth


def _codes(body: Json) -> list[str]:
    return [error["extensions"]["code"] for error in body.get("errors", ())]


@pytest.mark.parametrize(
    ("mutation", "scopes", "missing"),
    [
        ("zaakBijwerken", (TOEVOEGEN,), "zaken.bijwerken"),
        ("zaakOpschorten", (TOEVOEGEN,), "zaken.bijwerken"),
        ("zaakHervatten", (TOEVOEGEN,), "zaken.bijwerken"),
        ("zaakVerlengen", (TOEVOEGEN,), "zaken.bijwerken"),
        ("resultaatZetten", (TOEVOEGEN,), "zaken.bijwerken"),
        ("zaakAfsluiten", (TOEVOEGEN,), "zaken.bijwerken"),
        ("zaakAfsluiten", (BIJWERKEN,), "zaken.statussen.toevoegen"),
        ("zaakHeropenen", (BIJWERKEN, TOEVOEGEN), "zaken.heropenen"),
    ],
)
async def test_each_takes_its_own_scope(
    graph: Schrijver, mutation: str, scopes: tuple[str, ...], missing: str
) -> None:
    zaak = open_zaak(graph)
    graph.caller = staff(may_write(*scopes))
    given: dict[str, Json] = {
        "zaakBijwerken": {"omschrijving": "x"},
        "zaakOpschorten": {"reden": "x"},
        "zaakHervatten": {"reden": "x"},
        "zaakVerlengen": {"reden": "x", "duur": "P1D"},
        "resultaatZetten": {"resultaattype": graph.of_type("resultaattypen", zaak)["url"]},
        "zaakAfsluiten": {"resultaattype": graph.of_type("resultaattypen", zaak)["url"]},
        "zaakHeropenen": {"statustype": statustype(graph, zaak)},
    }
    body = await graph.mutate(mutation, {"zaak": zaak["uuid"], **given[mutation]})
    assert _codes(body) == ["FORBIDDEN"]
    assert missing in body["errors"][0]["message"]
    assert graph.sent == []
