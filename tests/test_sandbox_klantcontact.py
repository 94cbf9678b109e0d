"""The sandbox Klanten and Contactmomenten APIs: the official documents, and Open Klant."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from landscape_support import Params, Row, ask, extra, groot
from sandbox.klantcontact.register import ORDERINGS, SOORTEN
from sandbox.landscape import KLANTCONTACT_ROOTS
from spec_support import load_spec_named
from zgw_support import make_token, personen

APIS = {
    "klanten": "klanten",
    "contactmomenten": "contactmomenten",
    "klantcontactmomenten": "contactmomenten",
    "objectcontactmomenten": "contactmomenten",
}
SCHEMAS = {
    "contactmomenten": "ContactMoment",
    "klantcontactmomenten": "KlantContactMoment",
    "objectcontactmomenten": "ObjectContactMoment",
}
SPECS = {
    "klanten": "vng-klanten-1.0.0b",
    "contactmomenten": "vng-contactmomenten-1.0.0b",
}


async def fetch(
    path: str, params: Params | None = None, *, token: str | None = None, **headers: str
) -> httpx.Response:
    """Return the answer to a call; `path` starts with the name of a resource, or is a url."""
    resource = path.split("/api/v1/")[-1].partition("/")[0].partition("?")[0]
    sent = {"Authorization": f"Bearer {make_token() if token is None else token}", **headers}
    return await ask(APIS.get(resource, "klanten"), path, params, headers=sent)


async def get(path: str, params: Params | None = None) -> Any:
    """Return the body of a call that must succeed."""
    response = await fetch(path, params)
    assert response.status_code == 200, response.text
    return response.json()


async def everything(resource: str, params: Params | None = None) -> list[Row]:
    """Return every row of a list, over as many pages as that takes."""
    page = await get(resource, params)
    if isinstance(page, list):
        return page
    rows: list[Row] = [*page["results"]]
    while page["next"]:
        page = await get(page["next"])
        rows += page["results"]
    assert len(rows) == page["count"]
    return rows


@pytest.mark.parametrize("resource", APIS)
async def test_every_row_satisfies_the_official_schema(resource: str) -> None:
    spec = load_spec_named(SPECS[APIS[resource]])
    rows = await everything(resource)
    assert len(rows) > 200
    for row in rows:
        name = SCHEMAS.get(resource) or row["subjectType"]
        assert spec.complaints(name, row) == [], row
        assert row["url"].startswith(f"{KLANTCONTACT_ROOTS[APIS[resource]]}{resource}/")
    for row in rows[:3]:
        assert await get(row["url"]) == row


@pytest.mark.parametrize("resource", APIS)
async def test_the_parameters_are_those_of_the_document(resource: str) -> None:
    spec = load_spec_named(SPECS[APIS[resource]])
    offered = spec.query_parameters(f"/{resource}")
    document = (await ask(APIS[resource], "openapi.json", headers={})).json()
    described = document["paths"][f"/{resource}"]["get"]["parameters"]
    assert {item["name"] for item in described} == offered
    for name in offered - {"ordering", "page"}:
        answer = await fetch(resource, {name: "http://x.example/y"})
        assert answer.status_code in (200, 400)
        assert "unknown-parameters" not in answer.text
    if resource == "contactmomenten":
        parameters = spec.document["paths"]["/contactmomenten"]["get"]["parameters"]
        (ordering,) = [item for item in parameters if item["name"] == "ordering"]
        names = {name.removeprefix("-") for name in ordering["schema"]["enum"]}
        assert names == set(ORDERINGS)


async def test_klanten_are_the_partijen_of_open_klant() -> None:
    klanten = await everything("klanten")
    partijen = groot().klanten.data.list("partijen")
    assert len(klanten) == len(partijen)
    assert {row["subjectType"] for row in klanten} == set(SOORTEN)
    by_nummer = {row["klantnummer"]: row for row in klanten}
    for partij in partijen:
        klant = by_nummer[partij["nummer"][-8:]]
        adressen = [groot().klanten.data.find(link["uuid"]) for link in partij["digitaleAdressen"]]
        known = {item["adres"] for item in adressen if item}
        assert {klant["emailadres"], klant["telefoonnummer"]} == known


async def test_a_persoon_is_found_by_bsn_and_has_the_name_of_the_brp() -> None:
    for persoon in personen()[:4]:
        asked = {"subjectNatuurlijkPersoon__inpBsn": persoon["burgerservicenummer"]}
        (klant,) = await everything("klanten", asked)
        subject = klant["subjectIdentificatie"]
        assert subject["geslachtsnaam"] == persoon["naam"]["geslachtsnaam"]
        assert klant["achternaam"] == persoon["naam"]["geslachtsnaam"]
        object_id = persoon["verblijfplaats"]["adresseerbaarObjectIdentificatie"]
        assert subject["verblijfsadres"]["aoaIdentificatie"] == object_id
        assert object_id in extra().bag.objecten
    nobody = {"subjectNatuurlijkPersoon__inpBsn": "999999990"}
    assert await everything("klanten", nobody) == []


async def test_a_company_is_found_by_the_numbers_of_the_handelsregister() -> None:
    klanten = await everything("klanten", {"subjectType": "vestiging"})
    assert len(klanten) == 8
    for klant in klanten:
        nummer = klant["subjectIdentificatie"]["vestigingsNummer"]
        assert await everything("klanten", {"subjectVestigingVestigingsNummer": nummer}) == [klant]
        assert nummer in extra().handelsregister.by_vestiging
    others = await everything("klanten", {"subjectType": "niet_natuurlijk_persoon"})
    rsins = {row["subjectIdentificatie"]["innNnpId"] for row in others} - {""}
    for rsin in rsins:
        found = await everything("klanten", {"subjectNietNatuurlijkPersoon__innNnpId": rsin})
        assert [row["subjectIdentificatie"]["innNnpId"] for row in found] == [rsin]
    assert rsins <= {item.rsin for item in extra().handelsregister.by_kvk_nummer.values()}


async def test_a_klant_is_found_by_where_it_lives_and_what_it_is_called() -> None:
    page = await everything("klanten", {"adres__postcode": "1234AB", "achternaam": "Berg"})
    assert len(page) > 1
    assert {(row["adres"]["postcode"], row["achternaam"]) for row in page} == {("1234AB", "Berg")}


async def test_contactmomenten_of_a_zaak_are_those_of_open_klant() -> None:
    store = groot().klanten.data
    expected: dict[str, set[str]] = {}
    for item in store.list("onderwerpobjecten"):
        contact = store.find(item["klantcontact"]["uuid"])
        if item["onderwerpobjectidentificator"] and contact:
            uuid = item["onderwerpobjectidentificator"]["objectId"]
            expected.setdefault(uuid, set()).add(contact["plaatsgevondenOp"])
    zaken = {zaak["uuid"]: zaak["url"] for zaak in groot().zgw.data.zaken}
    for uuid, moments in list(expected.items())[:10]:
        links = await everything("objectcontactmomenten", {"object": zaken[uuid]})
        found = [await get(link["contactmoment"]) for link in links]
        assert {item["registratiedatum"] for item in found} == moments
        (first, *_) = links
        back = await everything("objectcontactmomenten", {"contactmoment": first["contactmoment"]})
        assert first in back


async def test_the_second_zaaksysteem_and_the_contactmomenten_name_each_other() -> None:
    links = extra().zaaksysteem.data.zaakcontactmomenten
    assert len(links) > 30
    for link in links[::5]:
        contactmoment = await get(link["contactmoment"])
        mirrors = await everything("objectcontactmomenten", {"object": link["zaak"]})
        assert [row["contactmoment"] for row in mirrors] == [contactmoment["url"]]


async def test_contactmomenten_of_a_klant_are_those_of_its_partij() -> None:
    store = groot().klanten.data
    bsn = personen()[0]["burgerservicenummer"]
    (klant,) = await everything("klanten", {"subjectNatuurlijkPersoon__inpBsn": bsn})
    links = await everything("klantcontactmomenten", {"klant": klant["url"]})
    found = [await get(link["contactmoment"]) for link in links]
    (partij,) = [
        item for item in store.list("partijen") if item["nummer"][-8:] == klant["klantnummer"]
    ]
    contacten = [
        store.find(item["hadKlantcontact"]["uuid"])
        for item in store.list("betrokkenen")
        if item["wasPartij"] and item["wasPartij"]["uuid"] == partij["uuid"]
    ]
    assert sorted(item["registratiedatum"] for item in found) == sorted(
        item["plaatsgevondenOp"] for item in contacten if item
    )
    assert len(found) >= 3
    assert {item["klant"] for item in found} == {klant["url"]}


async def test_a_follow_up_and_what_it_follows_name_each_other() -> None:
    every = await everything("contactmomenten")
    followed = [row for row in every if row["volgendContactmoment"]]
    assert len(followed) > 5
    for row in followed:
        later = await get(row["volgendContactmoment"])
        assert later["vorigContactmoment"] == row["url"]
        assert later["registratiedatum"] > row["registratiedatum"]
        asked = {"vorigContactmoment": row["url"]}
        assert await everything("contactmomenten", asked) == [later]


async def test_contactmomenten_are_filtered_and_ordered() -> None:
    oldest = await everything("contactmomenten", {"ordering": "registratiedatum"})
    moments = [row["registratiedatum"] for row in oldest]
    assert moments == sorted(moments)
    middle = moments[len(moments) // 2]
    after = await everything("contactmomenten", {"registratiedatum__gt": middle})
    assert len(after) == sum(moment > middle for moment in moments)
    by_phone = await everything("contactmomenten", {"kanaal": "telefoon"})
    assert {row["kanaal"] for row in by_phone} == {"telefoon"}
    for name in ORDERINGS:
        assert len(await everything("contactmomenten", {"ordering": f"-{name}"})) == len(moments)


async def test_links_between_klant_and_contact_are_a_bare_list() -> None:
    body = await get("klantcontactmomenten", {"rol": "belanghebbende"})
    assert isinstance(body, list)
    assert {row["rol"] for row in body} <= {"belanghebbende"}
    paged = await fetch("klantcontactmomenten", {"page": "1"})
    assert (paged.status_code, paged.json()["code"]) == (400, "invalid")


@pytest.mark.parametrize(
    ("path", "params", "told"),
    [
        ("klanten", {"onbekend": "1"}, (400, "unknown-parameters")),
        ("klanten", {"pageSize": "5"}, (400, "unknown-parameters")),
        ("klanten", {"expand": "subject"}, (400, "unknown-parameters")),
        ("klanten", {"subjectType": "dier"}, (400, "invalid_choice")),
        ("contactmomenten", {"ordering": "kleur"}, (400, "invalid_choice")),
        ("contactmomenten", {"registratiedatum__gt": "gisteren"}, (400, "invalid")),
        ("objectcontactmomenten", {"object": "geen-url"}, (400, "invalid")),
        ("klanten", {"page": "99"}, (404, None)),
        ("klanten/5b1f3c2e-6a6d-4c0e-9d43-0b8a1f1c7e21", {}, (404, None)),
    ],
)
async def test_a_bad_question_is_refused(
    path: str, params: Row, told: tuple[int, str | None]
) -> None:
    response = await fetch(path, params)
    assert response.headers["content-type"] == "application/problem+json"
    faults = response.json().get("invalidParams", [{}])
    assert (response.status_code, faults[0].get("code")) == told


@pytest.mark.parametrize("path", APIS)
async def test_only_a_known_client_is_answered(path: str) -> None:
    stale = make_token(age=4000)
    unknown = make_token("wie", secret="een-geheim-dat-lang-genoeg-is-voor-hs256")
    for token in ("", stale, unknown):
        assert (await fetch(path, token=token)).status_code == 403


async def test_an_etag_spares_the_body() -> None:
    first = (await everything("klanten"))[0]["url"]
    etag = (await fetch(first)).headers["etag"]
    assert (await fetch(first, None, **{"If-None-Match": etag})).status_code == 304
