"""The sandbox's Documenten and Besluiten APIs when they are written."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from sandbox_writing_support import Registers, without
from sandbox_writing_support import restored as restored

from sandbox.zgw.writing import documenten
from zgw_support import deviations

Json = dict[str, Any]
CAREFUL = (
    "documenten.lezen",
    "documenten.aanmaken",
    "documenten.bijwerken",
    "documenten.lock",
    "documenten.verwijderen",
)
"""Without the scope that unlocks by force, which never asks for a lock."""


def document_body(registers: Registers, **values: Any) -> Json:
    return {
        "bronorganisatie": "517439943",
        "creatiedatum": "2026-11-20",
        "titel": "Aanvraag",
        "auteur": "Balie",
        "taal": "nld",
        "informatieobjecttype": registers.zaaktype()["informatieobjecttypen"][0],
        **values,
    }


def text(content: bytes) -> str:
    return base64.b64encode(content).decode()


async def download(registers: Registers, document: Json) -> bytes:
    response = await registers.send("GET", document["inhoud"], api="documenten")
    assert response.status_code == 200
    return response.content


async def put_part(registers: Registers, part: Json, content: bytes, lock: str) -> Any:
    async with registers.client("documenten") as client:
        return await client.put(
            part["url"], files={"inhoud": ("deel", content)}, data={"lock": lock}
        )


async def test_a_document_is_registered_changed_and_removed() -> None:
    registers = Registers()
    registers.limit(*CAREFUL, "audittrails.lezen")
    body = document_body(registers, inhoud=text(b"een"), bestandsnaam="aanvraag.txt")
    document = await registers.write(
        "POST", "enkelvoudiginformatieobjecten", body, api="documenten"
    )
    url = document["url"]
    assert (document["versie"], document["bestandsomvang"], document["lock"]) == (1, 3, "")
    assert document["identificatie"].startswith("DOCUMENT-2026-")
    assert document["vertrouwelijkheidaanduiding"]
    assert await download(registers, document) == b"een"
    change = {"titel": "Anders", "lock": "x"}
    assert await registers.refused("PATCH", url, change, api="documenten") == [
        ("nonFieldErrors", "unlocked")
    ]
    lock = (await registers.write("POST", f"{url}/lock", api="documenten"))["lock"]
    assert (await registers.read(url, api="documenten"))["locked"]
    assert await registers.refused("POST", f"{url}/lock", api="documenten") == [
        ("nonFieldErrors", "existing-lock")
    ]
    assert await registers.refused("PATCH", url, change, api="documenten") == [
        ("nonFieldErrors", "incorrect-lock-id")
    ]
    assert await registers.refused("PATCH", url, {"titel": "x"}, api="documenten") == [
        ("nonFieldErrors", "missing-lock-id")
    ]
    second = await registers.write("PATCH", url, {**change, "lock": lock}, api="documenten")
    assert (second["versie"], second["titel"], second["locked"]) == (2, "Anders", True)
    assert await download(registers, second) == b"een"
    sized = {"inhoud": text(b"twee"), "bestandsomvang": 4, "lock": lock}
    third = await registers.write("PATCH", url, sized, api="documenten")
    assert await registers.refused("POST", f"{url}/unlock", {"lock": "x"}, api="documenten") == [
        ("nonFieldErrors", "incorrect-lock-id")
    ]
    await registers.write("POST", f"{url}/unlock", {"lock": lock}, api="documenten")
    assert await registers.read(url, api="documenten") == {**third, "locked": False}
    old = await registers.read(f"{url}?versie=2", api="documenten")
    assert old == {**second, "locked": False}
    assert [await download(registers, item) for item in (old, third)] == [b"een", b"twee"]
    lines = await registers.read(f"{url}/audittrail", api="documenten")
    assert [line["actie"] for line in lines] == ["create", "partial_update", "partial_update"]
    await registers.write("DELETE", url, api="documenten")
    assert (await registers.send("GET", url, api="documenten")).status_code == 404
    assert registers.acts() == [
        ("enkelvoudiginformatieobject", actie)
        for actie in ("create", "partial_update", "partial_update", "destroy")
    ]
    assert set(registers.told[0]["kenmerken"]) == {
        "bronorganisatie",
        "informatieobjecttype",
        "vertrouwelijkheidaanduiding",
        "informatieobjecttype.catalogus",
    }


async def test_a_large_document_comes_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documenten, "CHUNK_SIZE", 4)
    registers = Registers()
    registers.limit(*CAREFUL)
    body = document_body(registers, inhoud=None, bestandsomvang=10)
    document = await registers.write(
        "POST", "enkelvoudiginformatieobjecten", body, api="documenten"
    )
    lock, url, parts = document["lock"], document["url"], document["bestandsdelen"]
    assert [(item["volgnummer"], item["omvang"]) for item in parts] == [(1, 4), (2, 4), (3, 2)]
    assert (document["inhoud"], document["locked"]) == (None, True)
    unlock = (f"{url}/unlock", {"lock": lock})
    assert await registers.refused("POST", *unlock, api="documenten") == [
        ("nonFieldErrors", "file-size")
    ]
    wrong = [await put_part(registers, parts[0], *item) for item in ((b"12", lock), (b"1234", "x"))]
    assert [item.json()["invalidParams"][0]["code"] for item in wrong] == [
        "file-size",
        "incorrect-lock-id",
    ]
    first = await put_part(registers, parts[0], b"\r\n--", lock)
    assert first.json() == {**parts[0], "voltooid": True}
    assert await registers.refused("POST", *unlock, api="documenten") == [
        ("nonFieldErrors", "incomplete-upload")
    ]
    await put_part(registers, parts[2], b"90", lock)
    await put_part(registers, parts[1], b"5678", lock)
    await registers.write("POST", *unlock, api="documenten")
    whole = await registers.read(url, api="documenten")
    assert (whole["bestandsomvang"], whole["bestandsdelen"], whole["locked"]) == (10, [], False)
    assert await download(registers, whole) == b"\r\n--567890"
    assert whole["versie"] == 1


async def test_who_unlocks_by_force_gives_up_what_has_not_come_in() -> None:
    registers = Registers()
    body = document_body(registers, bestandsomvang=10)
    document = await registers.write(
        "POST", "enkelvoudiginformatieobjecten", body, api="documenten"
    )
    await registers.write("POST", f"{document['url']}/unlock", {}, api="documenten")
    given_up = await registers.read(document["url"], api="documenten")
    assert (given_up["bestandsomvang"], given_up["inhoud"]) == (None, None)


async def test_the_rules_of_a_document() -> None:
    registers = Registers()
    existing = registers.data.enkelvoudiginformatieobjecten[0]["identificatie"]
    refusals: dict[tuple[str, str], Json] = {
        ("nonFieldErrors", "file-size"): {"inhoud": text(b"een"), "bestandsomvang": 4},
        ("inhoud", "incorrect-base64-padding"): {"inhoud": "YWJjZA"},
        ("identificatie", "identificatie-niet-uniek"): {"identificatie": existing},
        ("indicatieGebruiksrecht", "missing-gebruiksrechten"): {"indicatieGebruiksrecht": True},
        ("status", "invalid_for_received"): {
            "status": "in_bewerking",
            "ontvangstdatum": "2026-11-20",
        },
        ("taal", "min_length"): {"taal": "nl"},
        ("informatieobjecttype", "does_not_exist"): {
            "informatieobjecttype": registers.zaaktype()["url"]
        },
    }
    for expected, values in refusals.items():
        body = document_body(registers, **values)
        path = "enkelvoudiginformatieobjecten"
        assert await registers.refused("POST", path, body, api="documenten") == [expected]
    linked = registers.data.objectinformatieobjecten[0]
    assert await registers.refused("DELETE", linked["informatieobject"], api="documenten") == [
        ("nonFieldErrors", "pending-relations")
    ]
    assert await registers.refused("DELETE", linked["url"], api="documenten") == [
        ("nonFieldErrors", "remote-relation-exists")
    ]


async def test_a_gebruiksrecht_says_so_at_its_document() -> None:
    registers = Registers()
    path = "enkelvoudiginformatieobjecten"
    body = document_body(registers, inhoud=text(b"een"))
    document = await registers.write("POST", path, body, api="documenten")
    right = await registers.write(
        "POST",
        "gebruiksrechten",
        {
            "informatieobject": document["url"],
            "startdatum": "2026-11-20T00:00:00Z",
            "omschrijvingVoorwaarden": "Alleen hier",
        },
        api="documenten",
    )
    assert (await registers.read(document["url"], api="documenten"))["indicatieGebruiksrecht"]
    await registers.write("DELETE", right["url"], api="documenten")
    found = await registers.read(document["url"], api="documenten")
    assert found["indicatieGebruiksrecht"] is None
    assert registers.acts()[1:] == [("gebruiksrechten", "create"), ("gebruiksrechten", "destroy")]
    assert registers.told[1]["hoofdObject"] == document["url"]


async def test_a_besluit_is_taken_withdrawn_and_removed() -> None:
    registers = Registers()
    zaak, zaaktype = await registers.new_zaak(), registers.zaaktype()
    body = {
        "verantwoordelijkeOrganisatie": "517439943",
        "besluittype": zaaktype["besluittypen"][0],
        "zaak": zaak["url"],
        "datum": "2026-11-20",
        "ingangsdatum": "2026-11-21",
    }
    besluit = await registers.write("POST", "besluiten", body, api="besluiten")
    assert besluit["identificatie"].startswith("BESLUIT-2026-")
    [relation] = await registers.read(f"{zaak['url']}/besluiten")
    assert relation["besluit"] == besluit["url"]
    assert await registers.refused("DELETE", relation["url"]) == [
        ("nonFieldErrors", "inconsistent-relation")
    ]
    other = next(
        item
        for item in registers.data.besluittypen
        if zaaktype["url"] not in item["zaaktypen"] and not item["concept"]
    )
    for expected, values in {
        ("nonFieldErrors", "zaaktype-mismatch"): {"besluittype": other["url"]},
        ("datum", "future_not_allowed"): {"datum": "2999-01-01"},
        ("identificatie", "identificatie-niet-uniek"): {"identificatie": besluit["identificatie"]},
    }.items():
        refused = await registers.refused("POST", "besluiten", {**body, **values}, api="besluiten")
        assert refused == [expected]
    withdrawn = await registers.write(
        "PATCH",
        besluit["url"],
        {"vervaldatum": "2026-11-22", "vervalreden": "ingetrokken_overheid"},
        api="besluiten",
    )
    assert withdrawn["vervalredenWeergave"] == "Besluit ingetrokken door overheid"
    assert not list(deviations("besluiten", "/besluiten/{uuid}", withdrawn))
    besluittype = next(
        item for item in registers.data.besluittypen if item["url"] == besluit["besluittype"]
    )
    document = next(
        item
        for item in registers.data.enkelvoudiginformatieobjecten
        if item["informatieobjecttype"] in besluittype["informatieobjecttypen"]
    )
    link = {"besluit": besluit["url"], "informatieobject": document["url"]}
    await registers.write("POST", "besluitinformatieobjecten", link, api="besluiten")
    mirrors = f"objectinformatieobjecten?object={besluit['url']}"
    assert len(await registers.read(mirrors, api="documenten")) == 1
    await registers.write("DELETE", besluit["url"], api="besluiten")
    assert await registers.read(f"{zaak['url']}/besluiten") == []
    assert await registers.read(mirrors, api="documenten") == []
    assert registers.acts()[1:] == [
        ("besluit", "create"),
        ("besluit", "partial_update"),
        ("besluitinformatieobject", "create"),
        ("besluit", "destroy"),
    ]
    assert without(registers.told[1]["kenmerken"], "besluittype.catalogus") == {
        "verantwoordelijkeOrganisatie": "517439943",
        "besluittype": besluit["besluittype"],
    }
