"""The composite endpoints of the sandbox's Open Zaak: all of it or nothing."""

from __future__ import annotations

import base64
import re
from typing import Any

import pytest
from sandbox_writing_support import Registers, without
from sandbox_writing_support import restored as restored

from zgw_support import load_spec

Json = dict[str, Any]


def parts(registers: Registers, zaak: Json | None = None) -> Json:
    zaaktype = registers.zaaktype()
    initiator = registers.of_type("roltypen", zaaktype, omschrijvingGeneriek="initiator")
    status = registers.status_body(zaak or {"zaaktype": zaaktype["url"], "url": ""})
    return {
        "zaak": registers.zaak_body(),
        "rollen": [
            {
                "roltype": initiator["url"],
                "betrokkeneType": "natuurlijk_persoon",
                "betrokkeneIdentificatie": {"inpBsn": "999993653"},
            }
        ],
        "zaakobjecten": [
            {"objectType": "pand", "objectIdentificatie": {"identificatie": "0344100000000001"}}
        ],
        "status": without(status, "zaak"),
    }


LEFT_OUT = ("/import/", "/documentnummer_reserveren")


@pytest.mark.parametrize("api", ["zaken", "documenten", "besluiten"])
async def test_what_can_be_written_is_what_the_document_says(api: str) -> None:
    registers = Registers()
    offered = writes_of(await registers.read("openapi.json", api=api))
    asked = {item for item in writes_of(load_spec(api)) if not item[0].startswith(LEFT_OUT)}
    assert offered | {item for item in asked if item[0].endswith("/_zoek")} == asked


def writes_of(document: Json) -> set[tuple[str, str]]:
    return {
        (re.sub("{[^}]*}", "{}", path), method)
        for path, operations in document["paths"].items()
        for method in operations
        if method in ("post", "put", "patch", "delete")
    }


async def test_a_zaak_is_registered_with_all_that_belongs_to_it() -> None:
    registers = Registers()
    made = await registers.write("POST", "zaak_registreren", parts(registers))
    zaak = await registers.read(made["zaak"]["url"])
    assert made["zaak"] == zaak
    assert zaak["status"] == made["status"]["url"]
    assert zaak["rollen"] == [made["rollen"][0]["url"]]
    assert zaak["zaakobjecten"] == [made["zaakobjecten"][0]["url"]]
    assert registers.acts() == [
        (name, "create") for name in ("zaak", "status", "rol", "zaakobject")
    ]
    assert len(await registers.read(f"{zaak['url']}/audittrail")) == 4


async def test_nothing_is_registered_when_a_part_is_refused() -> None:
    registers = Registers()
    count = (await registers.read("zaken"))["count"]
    body = parts(registers)
    body["rollen"].append(body["rollen"][0])
    assert await registers.refused("POST", "zaak_registreren", body) == [
        ("rollen.1.roltype", "max-occurences")
    ]
    assert await registers.refused("POST", "zaak_registreren", without(body, "zaak")) == [
        ("zaak", "required")
    ]
    assert (await registers.read("zaken"))["count"] == count
    assert registers.told == []


async def test_a_zaak_is_suspended_extended_and_closed_in_one_step_each() -> None:
    registers = Registers()
    zaak, zaaktype = await registers.new_zaak(), registers.zaaktype()

    def status(day: int, *, final: bool = False) -> Json:
        moment = f"2026-11-{day}T10:00:00Z"
        return without(registers.status_body(zaak, final=final, datumStatusGezet=moment), "zaak")

    uid = zaak["uuid"]
    suspended = await registers.write(
        "POST",
        f"zaak_opschorten/{uid}",
        {"zaak": {"opschorting": {"indicatie": True, "reden": "Stukken"}}, "status": status(16)},
    )
    assert suspended["zaak"]["opschorting"]["indicatie"]
    assert await registers.refused(
        "POST", f"zaak_verlengen/{uid}", {"zaak": {}, "status": status(17)}
    ) == [("zaak.verlenging", "required")]
    extended = await registers.write(
        "POST",
        f"zaak_verlengen/{uid}",
        {"zaak": {"verlenging": {"reden": "Advies", "duur": "P42D"}}, "status": status(17)},
    )
    assert extended["zaak"]["verlenging"] == {"reden": "Advies", "duur": "P42D"}
    resultaattype = registers.of_type("resultaattypen", zaaktype)["url"]
    closing = {
        "zaak": {"toelichting": "Klaar"},
        "resultaat": {"resultaattype": resultaattype},
        "status": status(18, final=True),
    }
    wrong = {**closing, "resultaat": {"resultaattype": zaaktype["url"]}}
    assert await registers.refused("POST", f"zaak_afsluiten/{uid}", wrong) == [
        ("resultaat.resultaattype", "does_not_exist")
    ]
    assert (await registers.read(zaak["url"]))["toelichting"] == ""
    closed = await registers.write("POST", f"zaak_afsluiten/{uid}", closing)
    assert closed["zaak"] == await registers.read(zaak["url"])
    assert closed["zaak"]["einddatum"] == "2026-11-18"
    assert registers.acts()[-3:] == [
        ("zaak", "partial_update"),
        ("resultaat", "create"),
        ("status", "create"),
    ]
    registers.limit("zaken.lezen", "zaken.bijwerken")
    assert (await registers.send("POST", f"zaak_afsluiten/{uid}", closing)).status_code == 403


async def test_the_rollen_of_a_zaak_are_replaced() -> None:
    registers = Registers()
    made = await registers.write("POST", "zaak_registreren", parts(registers))
    zaak, rol = made["zaak"], made["rollen"][0]
    behandelaar = registers.of_type(
        "roltypen", registers.zaaktype(), omschrijvingGeneriek="behandelaar"
    )
    new = {
        "roltype": behandelaar["url"],
        "betrokkeneType": "medewerker",
        "betrokkeneIdentificatie": {"identificatie": "j.jansen"},
    }
    moment = "2026-11-21T10:00:00Z"
    status = without(registers.status_body(zaak, datumStatusGezet=moment), "zaak")
    kept = {**parts(registers)["rollen"][0], "uuid": rol["uuid"], "roltoelichting": "Aanvrager"}
    changed = await registers.write(
        "POST", f"zaak_bijwerken/{zaak['uuid']}", {"rollen": [kept, new], "status": status}
    )
    assert [item["roltoelichting"] for item in changed["rollen"]] == ["Aanvrager", ""]
    later = {**status, "datumStatusGezet": "2026-11-22T10:00:00Z"}
    changed = await registers.write(
        "POST", f"zaak_bijwerken/{zaak['uuid']}", {"rollen": [], "status": later}
    )
    assert changed["zaak"]["rollen"] == []


async def test_a_document_is_registered_in_its_zaak_and_a_besluit_with_its_documents() -> None:
    registers = Registers()
    zaak, zaaktype = await registers.new_zaak(), registers.zaaktype()
    [besluittype] = [
        item for item in registers.data.besluittypen if item["url"] in zaaktype["besluittypen"][:1]
    ]
    document = {
        "bronorganisatie": "517439943",
        "creatiedatum": "2026-11-20",
        "titel": "Besluit",
        "auteur": "Balie",
        "taal": "nld",
        "inhoud": base64.b64encode(b"een").decode(),
        "informatieobjecttype": besluittype["informatieobjecttypen"][0],
    }
    made = await registers.write(
        "POST",
        "document_registreren",
        {
            "enkelvoudiginformatieobject": document,
            "zaakinformatieobject": {"zaak": zaak["url"], "titel": "Besluit"},
        },
        api="documenten",
    )
    relation = made["zaakinformatieobject"]
    assert await registers.read(f"zaakinformatieobjecten?zaak={zaak['url']}") == [relation]
    assert relation["url"].startswith("http://openzaak.sandbox/zaken/")
    url = made["enkelvoudiginformatieobject"]["url"]
    decided = await registers.write(
        "POST",
        "besluit_verwerken",
        {
            "besluit": {
                "verantwoordelijkeOrganisatie": "517439943",
                "besluittype": besluittype["url"],
                "zaak": zaak["url"],
                "datum": "2026-11-20",
                "ingangsdatum": "2026-11-21",
            },
            "besluitinformatieobjecten": [{"informatieobject": url}],
        },
        api="besluiten",
    )
    assert decided["besluitinformatieobjecten"][0]["besluit"] == decided["besluit"]["url"]
    assert registers.acts()[1:] == [
        ("enkelvoudiginformatieobject", "create"),
        ("zaakinformatieobject", "create"),
        ("besluit", "create"),
        ("besluitinformatieobject", "create"),
    ]


async def test_a_number_is_reserved_and_a_standard_server_has_none_of_this() -> None:
    registers = Registers()
    reserved = await registers.write(
        "POST", "zaaknummer_reserveren", {"bronorganisatie": "517439943"}
    )
    zaak = await registers.new_zaak()
    assert zaak["identificatie"] > reserved["zaaknummer"]
    named = await registers.new_zaak(identificatie=reserved["zaaknummer"])
    assert named["identificatie"] == reserved["zaaknummer"]
    standard = Registers("standard")
    assert (await standard.send("POST", "zaak_registreren", {})).status_code == 404
