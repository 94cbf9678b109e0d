"""The sandbox KVK against the official documents, and against the other sandbox registers."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from landscape_support import Params, Row, ask, extra, groot
from sandbox.kvk.zoeken import V1
from sandbox.landscape import KVK_KEY, KVK_ROOT
from sandbox.zgw.data.vocabulary import BEDRIJVEN
from spec_support import load_spec_named

LOON = BEDRIJVEN[0]
GEO = {"geoData": "true"}


async def fetch(path: str, params: Params | None = None, key: str = KVK_KEY) -> httpx.Response:
    """Return the answer to a call."""
    return await ask("kvk", path, params, headers={"apikey": key} if key else {})


async def get(path: str, params: Params | None = None) -> Row:
    """Return the body of a call that must succeed."""
    response = await fetch(path, params)
    assert response.status_code == 200, response.text
    assert response.headers["content-type"] == "application/hal+json"
    body: Row = response.json()
    return body


async def fout(path: str, params: Params | None = None) -> tuple[int, str]:
    """Return the status and code of a refusal."""
    response = await fetch(path, params)
    (item,) = response.json()["fout"]
    assert item["omschrijving"]
    return response.status_code, item["code"]


@pytest.mark.parametrize("geo", [None, GEO])
@pytest.mark.parametrize("part", ["", "/eigenaar", "/hoofdvestiging", "/vestigingen"])
async def test_every_basisprofiel_satisfies_the_official_schema(
    part: str, geo: Params | None
) -> None:
    spec = load_spec_named("kvk-basisprofiel")
    answer = spec.answer_name(f"/v1/basisprofielen/{{kvkNummer}}{part}")
    seen = 0
    for item in extra().handelsregister.by_kvk_nummer.values():
        if part == "/hoofdvestiging" and not item.vestigingen:
            continue
        params = None if part == "/vestigingen" else geo
        body = await get(f"v1/basisprofielen/{item.kvk_nummer}{part}", params)
        assert spec.complaints(answer, body) == []
        seen += 1
    assert seen > 20


@pytest.mark.parametrize("geo", [None, GEO])
async def test_every_vestigingsprofiel_satisfies_the_official_schema(geo: Params | None) -> None:
    spec = load_spec_named("kvk-vestigingsprofiel")
    numbers = list(extra().handelsregister.by_vestiging)
    assert len(numbers) > 20
    for nummer in numbers:
        body = await get(f"v1/vestigingsprofielen/{nummer}", geo)
        assert spec.complaints("Vestiging", body) == []
        assert body["vestigingsnummer"] == nummer


async def test_a_search_satisfies_the_official_schema() -> None:
    spec = load_spec_named("kvk-zoeken")
    body = await get("v1/zoeken", {"plaats": "Voorbeeldstad", "aantal": "100"})
    assert spec.complaints("Resultaat", body) == []
    assert body["totaal"] == len(body["resultaten"]) > 30
    known = {name.lower() for name in spec.query_parameters("/v1/zoeken")}
    assert known == V1.parameters


@pytest.mark.parametrize("bedrijf", BEDRIJVEN, ids=lambda item: item.kvk_nummer)
async def test_every_company_of_the_zaken_is_found_by_each_of_its_numbers(bedrijf: Any) -> None:
    by_kvk = await get("v2/zoeken", {"kvkNummer": bedrijf.kvk_nummer})
    soorten = {row["type"]: row for row in by_kvk["resultaten"]}
    hoofd = soorten["hoofdvestiging"]
    assert hoofd["vestigingsnummer"] == bedrijf.vestigingsnummer
    assert hoofd["naam"] == bedrijf.naam
    by_nummer = await get("v2/zoeken", {"vestigingsnummer": bedrijf.vestigingsnummer})
    assert by_nummer["resultaten"] == [hoofd]
    by_rsin = await get("v2/zoeken", {"rsin": bedrijf.rsin})
    assert by_rsin["resultaten"] == by_kvk["resultaten"]
    profiel = await get(f"v1/basisprofielen/{bedrijf.kvk_nummer}")
    assert profiel["_embedded"]["eigenaar"]["rsin"] == bedrijf.rsin
    nummer = profiel["_embedded"]["hoofdvestiging"]["vestigingsnummer"]
    assert nummer == bedrijf.vestigingsnummer


async def test_every_betrokkene_of_a_zaak_and_every_organisatie_is_registered() -> None:
    register = extra().handelsregister
    ids = [rol["betrokkeneIdentificatie"] for rol in groot().zgw.data.rollen]
    by_kvk = {item["kvkNummer"] for item in ids if item.get("kvkNummer")}
    by_vestiging = {item["vestigingsNummer"] for item in ids if item.get("vestigingsNummer")}
    parts = [
        item["partijIdentificator"] for item in groot().klanten.data.list("partij-identificatoren")
    ]
    by_kvk |= {part["objectId"] for part in parts if part["codeSoortObjectId"] == "kvk_nummer"}
    by_vestiging |= {
        part["objectId"] for part in parts if part["codeSoortObjectId"] == "vestigingsnummer"
    }
    assert len(by_kvk) > 20
    assert len(by_vestiging) > 10
    assert by_kvk <= register.by_kvk_nummer.keys()
    assert by_vestiging <= register.by_vestiging.keys()


async def test_geodata_leads_to_the_bag_and_comes_only_when_asked() -> None:
    plain = await get(f"v1/vestigingsprofielen/{LOON.vestigingsnummer}")
    assert "geoData" not in plain["adressen"][0]
    (adres,) = (await get(f"v1/vestigingsprofielen/{LOON.vestigingsnummer}", GEO))["adressen"]
    geo = adres["geoData"]
    object_ = extra().bag.objecten[geo["addresseerbaarObjectId"]]
    assert object_.hoofdadres == geo["nummerAanduidingId"]
    assert geo["rijksdriehoekX"] == pytest.approx(object_.x, abs=10)
    nummer = extra().bag.nummeraanduidingen[object_.hoofdadres]
    assert (nummer.postcode, nummer.huisnummer) == (adres["postcode"], adres["huisnummer"])


async def test_every_address_lies_in_the_bag() -> None:
    bag = extra().bag
    for item, vestiging in extra().handelsregister.by_vestiging.values():
        for adres in (item.adres, vestiging.adres):
            assert bag.objecten[adres.object].hoofdadres == adres.nummeraanduiding


async def test_a_shielded_address_tells_nothing_and_is_not_found() -> None:
    item, vestiging = next(
        pair for pair in extra().handelsregister.by_vestiging.values() if pair[1].is_afgeschermd
    )
    body = await get(f"v1/vestigingsprofielen/{vestiging.nummer}", GEO)
    assert body["adressen"] == [{"type": "bezoekadres", "indAfgeschermd": "Ja"}]
    at = {"postcode": vestiging.adres.postcode, "huisnummer": str(vestiging.adres.huisnummer)}
    everything = {**at, "kvkNummer": item.kvk_nummer, "type": "hoofdvestiging"}
    assert await fout("v2/zoeken", everything) == (404, "IPD5200")
    (row,) = (await get("v2/zoeken", {"vestigingsnummer": vestiging.nummer}))["resultaten"]
    assert "adres" not in row


async def test_a_search_by_name_matches_every_word_of_any_handelsnaam() -> None:
    body = await get("v2/zoeken", {"naam": "loon BOUW", "type": "rechtspersoon"})
    (row,) = body["resultaten"]
    assert (row["kvkNummer"], row["rsin"]) == (LOON.kvk_nummer, LOON.rsin)
    assert row["adres"]["binnenlandsAdres"]["straatnaam"] == "Industrieweg"
    assert [link["rel"] for link in row["links"]] == ["basisprofiel"]
    await get(row["links"][0]["href"])
    v1 = await get("v1/zoeken", {"handelsnaam": "loon", "type": "rechtspersoon"})
    assert v1["resultaten"][0]["straatnaam"] == "Industrieweg"


async def test_a_search_by_house_finds_who_sits_there() -> None:
    body = await get("v2/zoeken", {"postcode": "9992da", "huisnummer": "1"})
    assert {row["kvkNummer"] for row in body["resultaten"]} == {LOON.kvk_nummer}


async def test_an_ended_company_is_found_only_when_asked() -> None:
    asked = {"kvkNummer": "90009850"}
    assert await fout("v2/zoeken", asked) == (404, "IPD5200")
    body = await get("v2/zoeken", {**asked, "inclusiefInactieveRegistraties": "true"})
    assert {row["actief"] for row in body["resultaten"]} == {"Nee"}
    profiel = await get("v1/basisprofielen/90009850")
    assert profiel["materieleRegistratie"]["datumEinde"] == "20191231"


async def test_pages_follow_each_other() -> None:
    first = await get("v2/zoeken", {"plaats": "voorbeeldstad"})
    assert (first["pagina"], first["resultatenPerPagina"]) == (1, 10)
    assert "vorige" not in first
    seen, page = [*first["resultaten"]], first
    while "volgende" in page:
        page = await get(page["volgende"])
        seen += page["resultaten"]
    assert page["vorige"]
    keys = [(row["kvkNummer"], row["type"], row.get("vestigingsnummer")) for row in seen]
    assert len(keys) == len(set(keys)) == first["totaal"]
    beyond = {"plaats": "voorbeeldstad", "pagina": "900"}
    assert await fout("v2/zoeken", beyond) == (404, "IPD5200")


async def test_a_vve_has_no_vestiging_and_a_sole_trader_no_rsin() -> None:
    vve = await get("v1/basisprofielen/90009990")
    assert set(vve["_embedded"]) == {"eigenaar"}
    assert await fout("v1/basisprofielen/90009990/hoofdvestiging") == (404, "IPD0005")
    assert (await get("v1/basisprofielen/90009990/vestigingen"))["vestigingen"] == []
    eenmanszaak = next(
        item.kvk_nummer
        for item in extra().handelsregister.by_kvk_nummer.values()
        if item.rechtsvorm == "Eenmanszaak"
    )
    body = await get(f"v1/basisprofielen/{eenmanszaak}")
    assert "rsin" not in body["_embedded"]["eigenaar"]
    assert "statutaireNaam" not in body


async def test_booleans_are_words_and_dates_have_no_dashes() -> None:
    body = await get(f"v1/basisprofielen/{LOON.kvk_nummer}")
    assert body["indNonMailing"] in ("Ja", "Nee")
    assert body["formeleRegistratiedatum"] == "19980401"
    hoofd = body["_embedded"]["hoofdvestiging"]
    assert hoofd["indHoofdvestiging"] == "Ja"
    assert body["links"][0]["href"] == f"{KVK_ROOT}v1/basisprofielen/{LOON.kvk_nummer}"


@pytest.mark.parametrize(
    ("path", "params", "told"),
    [
        ("v1/basisprofielen/1234", {}, (400, "IPD0004")),
        ("v1/basisprofielen/00000001", {}, (404, "IPD0005")),
        ("v1/basisprofielen/68750110", {"expand": "true"}, (400, "IPD1999")),
        ("v1/basisprofielen/68750110", {"geoData": "ja"}, (400, "IPD1998")),
        ("v1/basisprofielen/68750110/vestigingen", {"geoData": "true"}, (400, "IPD1999")),
        ("v1/vestigingsprofielen/12", {}, (400, "IPD0006")),
        ("v1/vestigingsprofielen/000000000001", {}, (404, "IPD0007")),
        ("v2/zoeken", {}, (400, "IPD1998")),
        ("v2/zoeken", {"handelsnaam": "Loon"}, (400, "IPD1999")),
        ("v1/zoeken", {"naam": "Loon"}, (400, "IPD1999")),
        ("v2/zoeken", {"kvkNummer": "12"}, (400, "IPD0004")),
        ("v2/zoeken", {"postcode": "9992DA"}, (400, "IPD1998")),
        ("v2/zoeken", {"naam": "x", "type": "filiaal"}, (400, "IPD5203")),
        ("v2/zoeken", {"naam": "x", "resultatenPerPagina": "101"}, (400, "IPD1998")),
        ("v2/zoeken", {"naam": "bestaat vast niet"}, (404, "IPD5200")),
    ],
)
async def test_a_bad_question_is_refused(path: str, params: Row, told: tuple[int, str]) -> None:
    assert await fout(path, params) == told


@pytest.mark.parametrize("key", ["", "anders"])
async def test_without_the_key_nothing_is_told(key: str) -> None:
    assert (await fetch("v2/zoeken", {"naam": "loon"}, key)).status_code == 401
