"""The audittrail of a sandbox zaak: every line of what happened, with the URLs that changed."""

from __future__ import annotations

from typing import Any

from landscape_support import Row
from sandbox.zgw import SHOWCASE_ZAAK_UUID
from sandbox.zgw.zaakhistorie import is_declassified
from zgw_support import get, registers

CHILDREN = {
    "rollen": "rol",
    "statussen": "status",
    "resultaten": "resultaat",
    "zaakobjecten": "zaakobject",
    "zaakinformatieobjecten": "zaakinformatieobject",
}
LINKS = {
    "rol": "roltype",
    "status": "statustype",
    "resultaat": "resultaattype",
    "zaakinformatieobject": "informatieobject",
}


async def trail_of(uuid: str) -> list[Row]:
    """Return every line of the trail of a zaak."""
    rows: list[Row] = await get("zaken", f"zaken/{uuid}/audittrail")
    return rows


def zaken_with(field: str) -> list[Row]:
    """Return the zaken in which something is set."""
    return [zaak for zaak in registers().data.zaken if zaak[field] is not None]


async def test_everything_below_a_zaak_has_its_line() -> None:
    trail = await trail_of(SHOWCASE_ZAAK_UUID)
    zaak = f"/zaken/{SHOWCASE_ZAAK_UUID}"
    for path, soort in CHILDREN.items():
        records = [item for item in getattr(registers().data, path) if item["zaak"].endswith(zaak)]
        lines = [line for line in trail if line["resource"] == soort]
        assert {line["resourceUrl"] for line in lines} == {item["url"] for item in records}
        assert {line["actie"] for line in lines} == {"create"}
        for line in lines:
            assert line["wijzigingen"]["oud"] is None
            assert line["wijzigingen"]["nieuw"]["url"] == line["resourceUrl"]
            if soort in LINKS:
                link = line["wijzigingen"]["nieuw"][LINKS[soort]]
                assert link.startswith("http://openzaak.sandbox/")
    assert {line["hoofdObject"] for line in trail} == {
        next(z["url"] for z in registers().data.zaken if z["uuid"] == SHOWCASE_ZAAK_UUID)
    }


async def test_lines_are_in_order_and_each_has_its_own_uuid() -> None:
    for zaak in registers().data.zaken[::50]:
        trail = await trail_of(zaak["uuid"])
        moments = [line["aanmaakdatum"] for line in trail]
        assert moments == sorted(moments)
        assert trail[0]["actie"] == "create"
        assert trail[0]["resource"] == "zaak"
        assert len({line["uuid"] for line in trail}) == len(trail) >= 1


async def test_a_registration_knows_nothing_of_later() -> None:
    (first, *_) = await trail_of(SHOWCASE_ZAAK_UUID)
    new = first["wijzigingen"]["nieuw"]
    assert (new["status"], new["resultaat"], new["einddatum"]) == (None, None, None)
    assert new["rollen"] == new["zaakinformatieobjecten"] == []
    assert new["zaaktype"].startswith("http://openzaak.sandbox/catalogi/")


async def test_a_change_shows_the_zaak_before_and_after() -> None:
    for field, least in (("hoofdzaak", 10), ("verlenging", 10)):
        zaken = zaken_with(field)
        assert len(zaken) > least
        for zaak in zaken[:5]:
            lines = [
                line
                for line in await trail_of(zaak["uuid"])
                if line["actie"] == "partial_update" and changed(line) == {field}
            ]
            assert len(lines) == 1
            assert lines[0]["resultaat"] == 200
            assert lines[0]["wijzigingen"]["oud"][field] is None
            assert lines[0]["wijzigingen"]["nieuw"][field] == zaak[field]


def changed(line: Row) -> set[str]:
    """Return the fields that differ between before and after."""
    old: Any = line["wijzigingen"]["oud"]
    new: Any = line["wijzigingen"]["nieuw"]
    return {name for name in new if old[name] != new[name]}


async def test_some_zaken_once_stood_higher() -> None:
    zaak = next(zaak for zaak in registers().data.zaken if is_declassified(zaak))
    lines = await trail_of(zaak["uuid"])
    levels = [
        (line["wijzigingen"]["oud"] or {}).get("vertrouwelijkheidaanduiding")
        for line in lines
        if line["resource"] == "zaak"
    ]
    assert levels[:2] == [None, "geheim"]
    assert lines[0]["wijzigingen"]["nieuw"]["vertrouwelijkheidaanduiding"] == "geheim"


async def test_a_document_has_a_line_per_version_and_a_besluit_one_per_document() -> None:
    data = registers().data
    url, versions = next(item for item in data.versies.items() if len(item[1]) > 1)
    lines = await get("documenten", f"{url}/audittrail")
    assert [line["wijzigingen"]["nieuw"] for line in lines] == versions
    assert [line["wijzigingen"]["oud"] for line in lines] == [None, versions[0]]
    besluit = data.besluitinformatieobjecten[0]["besluit"]
    relations = [i for i in data.besluitinformatieobjecten if i["besluit"] == besluit]
    lines = await get("besluiten", f"{besluit}/audittrail")
    assert [line["resourceUrl"] for line in lines] == [besluit, *(i["url"] for i in relations)]
