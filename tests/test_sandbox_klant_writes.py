"""The sandbox Open Klant when it is written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
from body_support import Schemas

from graph_support import shared_sandbox
from sandbox import KLANT_ROOT, KLANT_TOKEN, Sandbox
from sandbox.klant import bodies
from sandbox.zgw.writing.fields import Body
from spec_support import load_spec_named

Json = dict[str, Any]
CONTACT = {
    "kanaal": "telefoon",
    "onderwerp": "Vraag over de voortgang",
    "taal": "nld",
    "vertrouwelijk": False,
    "indicatieContactGelukt": True,
}
SPEC: dict[str, Body] = {
    "Klantcontact": bodies.KLANTCONTACT,
    "Betrokkene": bodies.BETROKKENE,
    "Onderwerpobject": bodies.ONDERWERPOBJECT,
    "InterneTaak": bodies.INTERNETAAK,
    "ActorKlantcontact": bodies.ACTORKLANTCONTACT,
    "DigitaalAdres": bodies.DIGITAALADRES,
    "Bijlage": bodies.BIJLAGE,
}


def landscape() -> Sandbox:
    return shared_sandbox("openzaak")


@pytest.fixture
def told() -> Iterator[list[Json]]:
    sandbox = landscape()
    sandbox.restore()
    yield sandbox.notificaties.published
    sandbox.restore()


async def send(method: str, path: str, body: Any = None) -> httpx.Response:
    transport = httpx.ASGITransport(landscape().klanten.app)
    headers = {"Authorization": f"Token {KLANT_TOKEN}"}
    async with httpx.AsyncClient(
        transport=transport, base_url=KLANT_ROOT, headers=headers
    ) as client:
        return await client.request(method, path, json=body)


async def get(path: str, params: Mapping[str, str] | None = None) -> Json:
    query = f"?{urlencode(params)}" if params else ""
    response = await send("GET", f"{path}{query}")
    assert response.status_code == 200, response.text
    return dict(response.json())


async def write(method: str, path: str, body: Any = None) -> Json:
    response = await send(method, path, body)
    assert response.is_success, response.text
    return dict(response.json()) if response.content else {}


async def refused(method: str, path: str, body: Any) -> list[tuple[str, str]]:
    response = await send(method, path, body)
    assert response.status_code == 400, response.text
    return [(item["name"], item["code"]) for item in response.json()["invalidParams"]]


@cache
def schemas() -> Schemas:
    return Schemas(load_spec_named("ok-klantinteracties").document)


@pytest.mark.parametrize("name", SPEC)
def test_a_body_is_the_official_one(name: str) -> None:
    found = schemas().differences(schemas().named(name), SPEC[name])
    assert [item for item in found if not item.endswith("minLength")] == []


async def test_a_contact_is_made_with_who_and_what_it_was_about(told: list[Json]) -> None:
    partij = landscape().klanten.data.list("partijen")[0]
    zaak = "00000000-0000-4000-8000-000000000001"
    identificator = {
        "objectId": zaak,
        "codeObjecttype": "zaak",
        "codeRegister": "open-zaak",
        "codeSoortObjectId": "uuid",
    }
    made = await write(
        "POST",
        "maak-klantcontact",
        {
            "klantcontact": CONTACT,
            "betrokkene": {
                "wasPartij": {"uuid": partij["uuid"]},
                "rol": "klant",
                "initiator": True,
                "contactnaam": {"voornaam": "Jan", "achternaam": "Bakker"},
            },
            "onderwerpobject": {"onderwerpobjectidentificator": identificator},
        },
    )
    contact, betrokkene = made["klantcontact"], made["betrokkene"]
    assert betrokkene["volledigeNaam"] == "Jan Bakker"
    assert [item["uuid"] for item in contact["hadBetrokkenen"]] == [betrokkene["uuid"]]
    about = {"onderwerpobject__onderwerpobjectidentificatorObjectId": zaak}
    found = await get("klantcontacten", about)
    assert found["results"] == [contact]
    of_partij = await get("klantcontacten", {"hadBetrokkene__wasPartij__uuid": partij["uuid"]})
    assert contact["url"] in [item["url"] for item in of_partij["results"]]
    assert (await get("klantcontacten"))["results"][0] == contact
    assert [(item["kanaal"], item["actie"]) for item in told] == [("klantcontacten", "create")]
    assert told[0]["kenmerken"] == {
        "hoofdOnderwerpType": "",
        "indicatieContactGelukt": "True",
        "verdereActieOndernomen": "False",
    }
    landscape().klanten.restore()
    assert (await send("GET", contact["url"])).status_code == 404
    assert (await get("klantcontacten", about))["count"] == 0


async def test_nothing_of_a_contact_is_made_when_a_part_is_refused(told: list[Json]) -> None:
    before = (await get("klantcontacten"))["count"]
    body = {
        "klantcontact": {**CONTACT, "taal": "nederlands"},
        "betrokkene": {
            "rol": "klant",
            "initiator": True,
            "wasPartij": {"uuid": "00000000-0000-4000-8000-000000000000"},
        },
    }
    assert await refused("POST", "maak-klantcontact", body) == [
        ("klantcontact.taal", "max_length"),
        ("betrokkene.wasPartij.uuid", "invalid"),
    ]
    assert await refused("POST", "maak-klantcontact", {}) == [("klantcontact", "required")]
    assert (await get("klantcontacten"))["count"] == before
    assert told == []


async def test_an_internetaak_is_given_and_done(told: list[Json]) -> None:
    data = landscape().klanten.data
    contact, actor = data.list("klantcontacten")[0], data.list("actoren")[0]
    body = {
        "gevraagdeHandeling": "Terugbellen",
        "aanleidinggevendKlantcontact": {"uuid": contact["uuid"]},
        "toegewezenAanActoren": [{"uuid": actor["uuid"]}],
        "status": "te_verwerken",
    }
    taak = await write("POST", "internetaken", body)
    assert taak["toegewezenAanActor"]["uuid"] == actor["uuid"]
    listed = (await get(contact["url"]))["leiddeTotInterneTaken"]
    assert taak["uuid"] in [item["uuid"] for item in listed]
    early = {"afgehandeldOp": "2026-11-20T10:00:00Z"}
    assert await refused("PATCH", taak["url"], early) == [("afgehandeldOp", "invalid")]
    both = {**body, "toegewezenAanActor": {"uuid": actor["uuid"]}}
    assert await refused("POST", "internetaken", both) == [("nonFieldErrors", "invalid")]
    done = await write("PATCH", taak["url"], {"status": "verwerkt"})
    assert done["afgehandeldOp"] is not None
    assert taak["url"] in [
        item["url"] for item in (await get("internetaken", {"status": "verwerkt"}))["results"]
    ]
    assert [(item["resource"], item["actie"]) for item in told] == [
        ("internetaak", "create"),
        ("internetaak", "partial_update"),
    ]


async def test_the_smaller_writes(told: list[Json]) -> None:
    data = landscape().klanten.data
    actor, partij = data.list("actoren")[0], data.list("partijen")[0]
    contact = await write("POST", "klantcontacten", CONTACT)
    link = {"uuid": contact["uuid"]}
    await write(
        "POST", "actorklantcontacten", {"actor": {"uuid": actor["uuid"]}, "klantcontact": link}
    )
    assert [item["uuid"] for item in (await get(contact["url"]))["hadBetrokkenActoren"]] == [
        actor["uuid"]
    ]
    onderwerp = await write("POST", "onderwerpobjecten", {"klantcontact": link})
    await write("DELETE", onderwerp["url"])
    assert (await get(contact["url"]))["gingOverOnderwerpobjecten"] == []
    changed = await write("PATCH", partij["url"], {"voorkeurstaal": "eng"})
    assert changed == {**partij, "voorkeurstaal": "eng"}
    assert (await send("DELETE", partij["url"])).status_code == 405
    assert [(item["resource"], item["actie"]) for item in told] == [
        ("klantcontact", "create"),
        ("partij", "partial_update"),
    ]
