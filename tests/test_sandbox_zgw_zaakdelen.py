"""What hangs below a zaak in the sandbox's Zaken API, when it is written."""

from __future__ import annotations

from sandbox_writing_support import Registers, without
from sandbox_writing_support import restored as restored

from sandbox.zgw import SHOWCASE_ZAAK_UUID
from zgw_support import deviations

SHOWCASE = f"zaken/{SHOWCASE_ZAAK_UUID}"


async def test_a_rol_is_added_replaced_and_removed() -> None:
    registers = Registers()
    zaak, zaaktype = await registers.new_zaak(), registers.zaaktype()
    initiator = registers.of_type("roltypen", zaaktype, omschrijvingGeneriek="initiator")
    body = {
        "zaak": zaak["url"],
        "betrokkeneType": "natuurlijk_persoon",
        "roltype": initiator["url"],
        "roltoelichting": "Aanvrager",
        "betrokkeneIdentificatie": {"inpBsn": "999993653"},
    }
    rol = await registers.write("POST", "rollen", body)
    assert rol["betrokkeneIdentificatie"]["inpBsn"] == "999993653"
    assert rol["omschrijvingGeneriek"] == "initiator"
    assert (await registers.read(zaak["url"]))["rollen"] == [rol["url"]]
    assert await registers.refused("POST", "rollen", body) == [("roltype", "max-occurences")]
    wrong = registers.of_type("roltypen", registers.zaaktype("BEZWAAR"))["url"]
    assert await registers.refused("POST", "rollen", {**body, "roltype": wrong}) == [
        ("nonFieldErrors", "zaaktype-mismatch")
    ]
    bad = {**body, "betrokkeneIdentificatie": {"inpBsn": "123456789"}}
    assert await registers.refused("POST", "rollen", bad) == [
        ("betrokkeneIdentificatie.inpBsn", "invalid")
    ]
    changed = await registers.write("PUT", rol["url"], {**body, "eindeGeldigheid": "2026-11-20"})
    assert changed == {**rol, "eindeGeldigheid": "2026-11-20"}
    await registers.write("DELETE", rol["url"])
    assert (await registers.send("GET", rol["url"])).status_code == 404
    assert (await registers.read(zaak["url"]))["rollen"] == []
    assert registers.acts()[1:] == [("rol", "create"), ("rol", "update"), ("rol", "destroy")]


async def test_an_eigenschap_holds_what_its_specificatie_allows() -> None:
    registers = Registers()
    zaak, zaaktype = await registers.new_zaak(), registers.zaaktype()
    eigenschap = registers.of_type("eigenschappen", zaaktype)
    path = f"{zaak['url']}/zaakeigenschappen"
    body = {"zaak": zaak["url"], "eigenschap": eigenschap["url"], "waarde": "x" * 300}
    assert await registers.refused("POST", path, body) == [
        ("nonFieldErrors", "waarde-incorrect-format")
    ]
    allowed = eigenschap["specificatie"]["waardenverzameling"]
    kept = await registers.write("POST", path, {**body, "waarde": allowed[0] if allowed else "1"})
    assert kept["naam"] == eigenschap["naam"]
    assert await registers.read(path) == [kept]
    waarde = allowed[-1] if allowed else "2"
    assert (await registers.write("PATCH", kept["url"], {"waarde": waarde}))["waarde"] == waarde
    await registers.write("DELETE", kept["url"])
    assert await registers.read(path) == []


async def test_a_document_of_a_zaak_is_linked_in_both_registers() -> None:
    registers = Registers()
    zaak, zaaktype = await registers.new_zaak(), registers.zaaktype()
    documents = registers.data.enkelvoudiginformatieobjecten
    fitting = next(
        item
        for item in documents
        if item["informatieobjecttype"] in zaaktype["informatieobjecttypen"]
    )
    wrong = next(
        item
        for item in documents
        if item["informatieobjecttype"] not in zaaktype["informatieobjecttypen"]
    )
    body = {"zaak": zaak["url"], "informatieobject": fitting["url"], "titel": "Aanvraag"}
    relation = await registers.write("POST", "zaakinformatieobjecten", body)
    mirrors = f"objectinformatieobjecten?object={zaak['url']}"
    [mirror] = await registers.read(mirrors, api="documenten")
    assert mirror["informatieobject"] == fitting["url"]
    assert await registers.refused("POST", "zaakinformatieobjecten", body) == [
        ("nonFieldErrors", "unique")
    ]
    refused = await registers.refused(
        "POST", "zaakinformatieobjecten", {**body, "informatieobject": wrong["url"]}
    )
    assert refused == [("nonFieldErrors", "missing-zaaktype-informatieobjecttype-relation")]
    await registers.write("PATCH", relation["url"], {"titel": "Anders"})
    await registers.write("DELETE", relation["url"])
    assert await registers.read(mirrors, api="documenten") == []
    assert registers.acts()[1:] == [("zaakinformatieobject", "create")]


async def test_a_zaak_goes_with_all_that_hangs_below_it() -> None:
    registers = Registers()
    showcase = await registers.read(SHOWCASE)
    besluit = next(item for item in registers.data.besluiten if item["zaak"] == showcase["url"])
    assert await registers.refused("DELETE", SHOWCASE) == [("nonFieldErrors", "related-besluiten")]
    assert besluit
    zaak = next(
        item
        for item in registers.data.zaken
        if item["rollen"] and item["zaakinformatieobjecten"] and item["deelzaken"]
        and not any(other["zaak"] == item["url"] for other in registers.data.besluiten)
    )  # fmt: skip
    await registers.write("DELETE", zaak["url"])
    for url in (zaak["url"], zaak["rollen"][0], zaak["deelzaken"][0]):
        assert (await registers.send("GET", url)).status_code == 404
    assert await registers.read(f"rollen?zaak={zaak['url']}") == {
        "count": 0,
        "next": None,
        "previous": None,
        "results": [],
    }
    mirrors = f"objectinformatieobjecten?object={zaak['url']}"
    assert await registers.read(mirrors, api="documenten") == []
    assert registers.acts() == [("zaak", "destroy")]


async def test_the_other_relations_of_a_zaak() -> None:
    registers = Registers()
    zaak = await registers.new_zaak()
    pand = {
        "zaak": zaak["url"],
        "objectType": "pand",
        "objectIdentificatie": {"identificatie": "0344100000000001"},
    }
    kept = await registers.write("POST", "zaakobjecten", pand)
    assert (await registers.read(zaak["url"]))["zaakobjecten"] == [kept["url"]]
    assert await registers.refused(
        "POST", "zaakobjecten", without(pand, "objectIdentificatie")
    ) == [("nonFieldErrors", "invalid-zaakobject")]
    note = {"gerelateerdAan": zaak["url"], "onderwerp": "Gebeld", "tekst": "Morgen terugbellen."}
    written = await registers.write("POST", "zaaknotities", note)
    assert written["status"] == "concept"
    await registers.write("PATCH", written["url"], {"status": "definitief"})
    contact = "http://openklant.sandbox/klantinteracties/api/v1/klantcontacten/1"
    await registers.write(
        "POST", "zaakcontactmomenten", {"zaak": zaak["url"], "contactmoment": contact}
    )
    assert registers.acts()[1:] == [("zaakobject", "create"), ("zaakcontactmoment", "create")]


async def test_what_was_written_satisfies_the_official_schema() -> None:
    registers = Registers()
    zaak, zaaktype = await registers.new_zaak(), registers.zaaktype()
    roltype = registers.of_type("roltypen", zaaktype, omschrijvingGeneriek="behandelaar")
    rol = {
        "zaak": zaak["url"],
        "roltype": roltype["url"],
        "betrokkeneType": "medewerker",
        "betrokkeneIdentificatie": {"identificatie": "j.jansen"},
        "contactpersoonRol": {"naam": "J. Jansen"},
    }
    resultaat = {
        "zaak": zaak["url"],
        "resultaattype": registers.of_type("resultaattypen", zaaktype)["url"],
    }
    note = {"gerelateerdAan": zaak["url"], "onderwerp": "Gebeld", "tekst": "Morgen terugbellen."}
    bodies = {
        "zaken": registers.zaak_body(),
        "rollen": rol,
        "resultaten": resultaat,
        "statussen": registers.status_body(zaak),
        "zaaknotities": note,
    }
    for path, body in bodies.items():
        found = await registers.write("POST", path, body)
        assert not [
            (field, message)
            for field, value, message in deviations("zaken", f"/{path}/{{uuid}}", found)
            if value not in (None, "")
        ]
    lines = await registers.read(f"{zaak['url']}/audittrail")
    assert not list(deviations("zaken", "/zaken/{zaak_uuid}/audittrail", lines))
