"""The sandbox's Zaken API when it is written: the rules, what follows, and what is told."""

from __future__ import annotations

import pytest
from sandbox_writing_support import NOW, Registers, without
from sandbox_writing_support import restored as restored

from sandbox.zgw import SHOWCASE_ZAAK_UUID

SHOWCASE = f"zaken/{SHOWCASE_ZAAK_UUID}"


async def test_a_zaak_is_registered_and_told_after_it_can_be_read() -> None:
    registers = Registers()
    response = await registers.send(
        "POST", "zaken", registers.zaak_body(), **{"X-Audit-Toelichting": "Aan de balie"}
    )
    zaak = response.json()
    assert (response.status_code, response.headers["location"]) == (201, zaak["url"])
    assert zaak["identificatie"].startswith("ZAAK-2026-")
    assert (
        zaak["vertrouwelijkheidaanduiding"] == registers.zaaktype()["vertrouwelijkheidaanduiding"]
    )
    assert await registers.read(zaak["url"]) == zaak
    found = await registers.read(f"zaken?identificatie={zaak['identificatie']}")
    assert [item["url"] for item in found["results"]] == [zaak["url"]]
    [line] = await registers.read(f"{zaak['url']}/audittrail")
    assert line["toelichting"] == "Aan de balie"
    assert (line["gebruikersId"], line["actie"], line["resultaat"]) == ("tester", "create", 201)
    assert line["wijzigingen"] == {"oud": None, "nieuw": zaak}
    [told] = registers.told
    assert without(told, "aanmaakdatum") == {
        "kanaal": "zaken",
        "hoofdObject": zaak["url"],
        "resource": "zaak",
        "resourceUrl": zaak["url"],
        "actie": "create",
        "kenmerken": {
            "bronorganisatie": zaak["bronorganisatie"],
            "zaaktype": zaak["zaaktype"],
            "vertrouwelijkheidaanduiding": zaak["vertrouwelijkheidaanduiding"],
            "zaaktype.catalogus": registers.zaaktype()["catalogus"],
        },
    }


async def test_every_fault_of_a_body_is_told_at_once() -> None:
    registers = Registers()
    body = registers.zaak_body(
        omschrijving="x" * 81, startdatum="morgen", opschorting={"indicatie": True}, verlenging=3
    )
    assert await registers.refused("POST", "zaken", without(body, "bronorganisatie")) == [
        ("bronorganisatie", "required"),
        ("omschrijving", "max_length"),
        ("startdatum", "invalid"),
        ("verlenging.nonFieldErrors", "invalid"),
        ("opschorting.reden", "required"),
    ]
    assert registers.told == []


def refusals(registers: Registers) -> dict[tuple[str, str], dict[str, object]]:
    concept = registers.zaaktype("STANDPLAATSVERGUNNING")["url"]
    taken = registers.data.zaken[0]["identificatie"]
    deelzaak = next(zaak["url"] for zaak in registers.data.zaken if zaak["hoofdzaak"])
    other = next(
        zaak["url"]
        for zaak in registers.data.zaken
        if zaak["zaaktype"] == registers.zaaktype("BEZWAAR")["url"] and not zaak["hoofdzaak"]
    )
    missing = f"{registers.data.zaken[0]['url'][:-4]}ffff"
    return {
        ("zaaktype", "not-published"): {"zaaktype": concept},
        ("zaaktype", "does_not_exist"): {"zaaktype": registers.data.statustypen[0]["url"]},
        ("zaaktype", "unknown-service"): {"zaaktype": "https://elders.example/zaaktypen/1"},
        ("identificatie", "identificatie-niet-uniek"): {"identificatie": taken},
        ("bronorganisatie", "invalid"): {"bronorganisatie": "123456789"},
        ("hoofdzaak", "deelzaak-als-hoofdzaak"): {"hoofdzaak": deelzaak},
        ("hoofdzaak", "invalid-deelzaaktype"): {"hoofdzaak": other},
        ("gerelateerdeZaken.0.url", "does_not_exist"): {"gerelateerdeZaken": [{"url": missing}]},
        ("laatsteBetaaldatum", "betaling-nvt"): {
            "betalingsindicatie": "nvt",
            "laatsteBetaaldatum": NOW,
        },
        ("laatsteBetaaldatum", "future_not_allowed"): {
            "laatsteBetaaldatum": "2999-01-01T00:00:00Z"
        },
        ("productenOfDiensten", "invalid-products-services"): {
            "productenOfDiensten": ["https://producten.example/elders"]
        },
    }


async def test_the_rules_of_a_zaak() -> None:
    registers = Registers()
    for expected, values in refusals(registers).items():
        assert await registers.refused("POST", "zaken", registers.zaak_body(**values)) == [expected]
    zaak = await registers.new_zaak()
    for name, value in {
        "identificatie": "anders",
        "zaaktype": registers.zaaktype("BEZWAAR")["url"],
    }.items():
        refused = await registers.refused("PATCH", zaak["url"], {name: value})
        assert refused == [(name, "wijzigen-niet-toegelaten")]


async def test_a_patch_changes_what_it_names_and_the_etag() -> None:
    registers = Registers()
    before = await registers.read(SHOWCASE)
    etag = (await registers.send("GET", SHOWCASE)).headers["etag"]
    trail = await registers.read(f"{SHOWCASE}/audittrail")
    body = {"opschorting": {"indicatie": True, "reden": "Wacht op stukken"}}
    after = await registers.write("PATCH", SHOWCASE, body)
    changed = {name for name in after if after[name] != before[name]}
    assert changed == {"opschorting", "laatstGemuteerd"}
    assert after["opschorting"] == {
        "indicatie": True,
        "eerdereOpschorting": True,
        "reden": "Wacht op stukken",
    }
    stale = await registers.send("GET", SHOWCASE, **{"If-None-Match": etag})
    assert (stale.status_code, stale.headers["etag"] != etag) == (200, True)
    assert registers.acts() == [("zaak", "partial_update")]
    lines = await registers.read(f"{SHOWCASE}/audittrail")
    assert lines[:-1] == trail
    assert lines[-1]["wijzigingen"] == {"oud": before, "nieuw": after}
    resumed = await registers.write(
        "PATCH", SHOWCASE, {"opschorting": {"indicatie": False, "reden": ""}}
    )
    assert resumed["opschorting"]["eerdereOpschorting"]
    registers.zgw.restore()
    assert await registers.read(SHOWCASE) == before
    assert await registers.read(f"{SHOWCASE}/audittrail") == trail


async def test_related_zaken_know_of_each_other() -> None:
    registers = Registers()
    other, zaak = await registers.new_zaak(), await registers.new_zaak()
    await registers.write(
        "PATCH",
        zaak["url"],
        {"gerelateerdeZaken": [{"url": other["url"]}], "hoofdzaak": other["url"]},
    )
    told = await registers.read(other["url"])
    assert told["gerelateerdeZaken"] == [{"url": zaak["url"]}]
    assert told["deelzaken"] == [zaak["url"]]
    await registers.write("PATCH", zaak["url"], {"gerelateerdeZaken": [], "hoofdzaak": None})
    assert await registers.read(other["url"]) == other


async def test_the_last_status_closes_a_zaak_and_another_opens_it_again() -> None:
    registers = Registers()
    zaak = await registers.new_zaak()
    zaaktype = registers.zaaktype()
    final = registers.status_body(zaak, final=True)
    assert await registers.refused("POST", "statussen", final) == [
        ("nonFieldErrors", "resultaat-does-not-exist")
    ]
    resultaattype = registers.of_type("resultaattypen", zaaktype)
    resultaat = await registers.write(
        "POST", "resultaten", {"zaak": zaak["url"], "resultaattype": resultaattype["url"]}
    )
    again = {"zaak": zaak["url"], "resultaattype": resultaattype["url"]}
    assert await registers.refused("POST", "resultaten", again) == [("zaak", "unique")]
    first = await registers.write("POST", "statussen", registers.status_body(zaak))
    status = await registers.write(
        "POST", "statussen", {**final, "datumStatusGezet": "2026-11-21T23:30:00+01:00"}
    )
    assert status["datumStatusGezet"] == "2026-11-21T22:30:00Z"
    closed = await registers.read(zaak["url"])
    assert (closed["status"], closed["resultaat"]) == (status["url"], resultaat["url"])
    assert closed["einddatum"] == closed["startdatumBewaartermijn"] == "2026-11-21"
    assert closed["archiefnominatie"] == resultaattype["archiefnominatie"]
    assert closed["archiefactiedatum"].endswith("-11-21")
    assert [
        (await registers.read(item["url"]))["indicatieLaatstGezetteStatus"]
        for item in (first, status)
    ] == [False, True]
    await registers.write(
        "POST", "statussen", registers.status_body(zaak, datumStatusGezet="2026-11-22T10:00:00Z")
    )
    opened = await registers.read(zaak["url"])
    assert [opened[name] for name in ("einddatum", "archiefnominatie", "archiefactiedatum")] == (
        [None] * 3
    )
    assert registers.acts() == [
        ("zaak", "create"),
        ("resultaat", "create"),
        *[("status", "create")] * 3,
    ]


@pytest.mark.parametrize("scope", ["zaken.statussen.toevoegen", "zaken.heropenen"])
async def test_who_may_open_a_closed_zaak(scope: str) -> None:
    registers = Registers()
    closed = next(zaak for zaak in registers.data.zaken if zaak["einddatum"])
    registers.limit("zaken.lezen", scope)
    response = await registers.send("POST", "statussen", registers.status_body(closed))
    assert response.status_code == (201 if scope == "zaken.heropenen" else 403)


async def test_who_may_write_in_a_closed_zaak() -> None:
    registers = Registers()
    closed = next(
        zaak
        for zaak in registers.data.zaken
        if zaak["einddatum"] and zaak["archiefstatus"] == "nog_te_archiveren"
    )
    rol = await registers.read(closed["rollen"][0])
    registers.limit("zaken.lezen", "zaken.bijwerken")
    for method, path, body in (
        ("PATCH", closed["url"], {"omschrijving": "anders"}),
        ("PUT", rol["url"], without(rol, "url", "uuid")),
        ("DELETE", rol["url"], None),
        ("DELETE", closed["resultaat"], None),
    ):
        assert (await registers.send(method, path, body)).status_code == 403, (method, path)
    assert await registers.read(rol["url"]) == rol
    registers.limit("zaken.lezen", "zaken.geforceerd-bijwerken")
    await registers.write("DELETE", closed["resultaat"])
    assert (await registers.read(closed["url"]))["resultaat"] is None


async def test_a_register_of_the_standard_keeps_no_field_of_open_zaak() -> None:
    registers = Registers("standard")
    shape = set(registers.data.zaken[0])
    zaak = await registers.new_zaak(communicatiekanaalNaam="balie")
    assert set(zaak) == shape
    assert "zaaktype.catalogus" not in registers.told[0]["kenmerken"]
    assert (await registers.send("POST", "zaaknotities", {})).status_code == 404


async def test_what_comes_in_has_to_be_json_with_known_coordinates() -> None:
    registers = Registers()
    async with registers.client() as client:
        text = await client.post("zaken", content=b"x", headers={"Content-Type": "text/plain"})
        broken = await client.post(
            "zaken", content=b"{", headers={"Content-Type": "application/json"}
        )
        del client.headers["Content-Crs"]
        blind = await client.post("zaken", json=registers.zaak_body())
    assert [item.status_code for item in (text, broken, blind)] == [415, 400, 412]
    registers.limit("zaken.lezen")
    assert (await registers.send("POST", "zaken", registers.zaak_body())).status_code == 403
