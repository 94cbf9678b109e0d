"""The made-up municipality is coherent, deterministic, and keeps the promises of the README."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from sandbox.brp.data import SHOWCASE_BSNS
from sandbox.zgw import (
    BRONORGANISATIE,
    SHOWCASE_ZAAK_IDENTIFICATIE,
    SHOWCASE_ZAAK_UUID,
    build_zgw,
)
from sandbox.zgw.data.elfproef import make_rsin, passes_elfproef
from sandbox.zgw.data.plan import make_plans
from zgw_support import ROOTS, TODAY, connect, get, personen, registers

Json = dict[str, Any]


def texts(value: Any) -> Iterator[str]:
    """Every text within a record."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from texts(item)


def below(name: str, zaak: Json) -> list[Json]:
    records: list[Json] = registers().data.collections()[name]
    return [record for record in records if record.get("zaak") == zaak["url"]]


@pytest.fixture
def showcase() -> Json:
    return next(zaak for zaak in registers().data.zaken if zaak["uuid"] == SHOWCASE_ZAAK_UUID)


def test_every_link_into_the_registers_leads_to_a_record() -> None:
    data = registers().data
    known = {record["url"] for records in data.collections().values() for record in records}
    for name, records in data.collections().items():
        for record in records:
            for text in texts(record):
                if text.startswith(tuple(ROOTS.values())) and "/download?" not in text:
                    assert text in known, f"{name}: {text}"


def test_every_url_is_unique_and_ends_in_a_uuid() -> None:
    urls = [r["url"] for records in registers().data.collections().values() for r in records]
    assert len(set(urls)) == len(urls)
    assert all(str(UUID(url.rsplit("/", 1)[-1])) for url in urls)


def test_numbers_pass_the_elfproef() -> None:
    data = registers().data
    assert passes_elfproef(BRONORGANISATIE)
    for rol in data.rollen:
        identificatie = rol["betrokkeneIdentificatie"]
        for field in ("inpBsn", "innNnpId"):
            assert passes_elfproef(identificatie.get(field, BRONORGANISATIE))
    assert not passes_elfproef("123456789")
    assert passes_elfproef(make_rsin(12345678))


def test_betrokkenen_are_personen_of_the_brp() -> None:
    bsns = {persoon["burgerservicenummer"] for persoon in personen()}
    mine = [r["betrokkeneIdentificatie"].get("inpBsn") for r in registers().data.rollen]
    assert set(filter(None, mine)) <= bsns
    assert len(set(mine)) > 100


def test_children_are_linked_from_both_sides() -> None:
    data = registers().data
    for name in ("rollen", "zaakobjecten", "zaakinformatieobjecten"):
        linked = {(zaak["url"], child) for zaak in data.zaken for child in zaak[name]}
        assert linked == {(child["zaak"], child["url"]) for child in data.collections()[name]}
    mirror = {(item["informatieobject"], item["object"]) for item in data.objectinformatieobjecten}
    assert {(z["informatieobject"], z["zaak"]) for z in data.zaakinformatieobjecten} <= mirror
    assert {(b["informatieobject"], b["besluit"]) for b in data.besluitinformatieobjecten} <= mirror
    parents = {zaak["url"]: zaak["hoofdzaak"] for zaak in data.zaken}
    for zaak in data.zaken:
        assert all(parents[deelzaak] == zaak["url"] for deelzaak in zaak["deelzaken"])


def test_closed_zaken_have_a_resultaat_and_an_end_status() -> None:
    data = registers().data
    types = {item["url"]: item for item in data.statustypen}
    statussen = {item["url"]: item for item in data.statussen}
    closed = [zaak for zaak in data.zaken if zaak["einddatum"]]
    assert 300 < len(closed) < 450
    for zaak in data.zaken:
        if zaak["status"]:
            status = statussen[zaak["status"]]
            assert status["indicatieLaatstGezetteStatus"]
            ended = types[status["statustype"]]["isEindstatus"]
            assert ended is (zaak["einddatum"] is not None)
        if zaak["einddatum"]:
            assert zaak["resultaat"]
            assert zaak["archiefnominatie"]
            assert zaak["startdatum"] <= zaak["einddatum"] <= TODAY.isoformat()


def test_nothing_has_happened_after_today() -> None:
    data = registers().data
    moments = [status["datumStatusGezet"] for status in data.statussen]
    moments += [document["beginRegistratie"] for document in data.enkelvoudiginformatieobjecten]
    assert max(moments)[:10] < TODAY.isoformat()


def test_the_data_is_varied() -> None:
    data = registers().data
    assert len(data.zaken) == 500
    assert len({rol["betrokkeneType"] for rol in data.rollen}) == 5
    assert len({item["objectType"] for item in data.zaakobjecten}) >= 6
    shapes = Counter(z["zaakgeometrie"] and z["zaakgeometrie"]["type"] for z in data.zaken)
    assert min(shapes["Point"], shapes["Polygon"], shapes[None]) > 50
    assert any(zaak["status"] is None for zaak in data.zaken)
    assert any(not zaak["rollen"] for zaak in data.zaken)
    assert any(zaak["opschorting"]["indicatie"] for zaak in data.zaken)
    assert any(zaak["verlenging"] for zaak in data.zaken)
    assert any(zaak["hoofdzaak"] for zaak in data.zaken)
    assert any(zaak["gerelateerdeZaken"] for zaak in data.zaken)
    assert any(zaaktype["concept"] for zaaktype in data.zaaktypen)
    assert any(zaaktype["eindeGeldigheid"] for zaaktype in data.zaaktypen)


def test_the_showcase_zaak_is_as_promised(showcase: Json) -> None:
    rollen = below("rollen", showcase)
    kinds = Counter(rol["betrokkeneType"] for rol in rollen)
    assert showcase["identificatie"] == SHOWCASE_ZAAK_IDENTIFICATIE == "ZAAK-2026-0000000001"
    assert showcase["bronorganisatie"] == BRONORGANISATIE
    assert kinds == {"natuurlijk_persoon": 4, "medewerker": 1, "niet_natuurlijk_persoon": 1}
    bsns = [rol["betrokkeneIdentificatie"].get("inpBsn") for rol in rollen]
    assert tuple(filter(None, bsns)) == SHOWCASE_BSNS
    assert len(below("statussen", showcase)) == 4
    assert len(below("resultaten", showcase)) == 1
    assert len(below("zaakinformatieobjecten", showcase)) == 10
    assert len(below("zaakobjecten", showcase)) == 3
    assert len(below("zaakeigenschappen", showcase)) == 3
    assert len(showcase["deelzaken"]) == len(showcase["gerelateerdeZaken"]) == 1


def test_the_showcase_besluiten_share_documents_with_the_zaak(showcase: Json) -> None:
    documents = {item["informatieobject"] for item in below("zaakinformatieobjecten", showcase)}
    besluiten = below("besluiten", showcase)
    assert len(besluiten) == 2
    for besluit in besluiten:
        own = [
            item["informatieobject"]
            for item in registers().data.besluitinformatieobjecten
            if item["besluit"] == besluit["url"]
        ]
        assert len(own) == 2
        assert len(documents & set(own)) == 1


def test_the_same_day_gives_the_same_data() -> None:
    again = build_zgw(ROOTS, personen(), TODAY).data
    assert again.collections() == registers().data.collections()
    assert again.inhoud == registers().data.inhoud


def test_another_day_shifts_dates_and_nothing_else() -> None:
    later = build_zgw(ROOTS, personen(), TODAY + timedelta(days=40)).data
    for name, records in registers().data.collections().items():
        assert [r["url"] for r in records] == [r["url"] for r in later.collections()[name]]
    first, shifted = registers().data.zaken[0], later.zaken[0]
    expected = date.fromisoformat(first["startdatum"]) + timedelta(days=40)
    assert shifted["startdatum"] == expected.isoformat()
    assert shifted["identificatie"] == first["identificatie"]


def test_too_few_personen_are_refused() -> None:
    with pytest.raises(ValueError, match="four personen"):
        make_plans(3)


async def test_documents_can_be_downloaded() -> None:
    data = registers().data
    pdf = next(d for d in data.enkelvoudiginformatieobjecten if d["formaat"] == "application/pdf")
    plain = next(d for d in data.enkelvoudiginformatieobjecten if d["formaat"] == "text/plain")
    async with connect("documenten") as client:
        pdf_answer = await client.get(pdf["inhoud"])
        plain_answer = await client.get(plain["inhoud"])
    assert pdf_answer.content.startswith(b"%PDF-1.4")
    assert pdf_answer.content.endswith(b"%%EOF\n")
    assert len(pdf_answer.content) == pdf["bestandsomvang"]
    assert pdf["bestandsnaam"] in pdf_answer.headers["content-disposition"]
    assert "Voorbeeldstad" in plain_answer.text


async def test_a_pdf_points_at_its_own_objects() -> None:
    data = registers().data
    content = next(body for body in data.inhoud.values() if body.startswith(b"%PDF"))
    start = int(content.rsplit(b"startxref\n", 1)[1].split(b"\n")[0])
    assert content[start:].startswith(b"xref\n0 6\n")
    for number, line in enumerate(content[start:].split(b"\n")[3:8], start=1):
        assert content[int(line[:10]) :].startswith(b"%d 0 obj" % number)


async def test_an_earlier_version_of_a_document_is_kept() -> None:
    data = registers().data
    url, history = next((url, items) for url, items in data.versies.items() if len(items) == 2)
    assert (await get("documenten", url))["versie"] == 2
    first = await get("documenten", url, {"versie": "1"})
    assert first["versie"] == 1
    assert first["inhoud"].endswith("?versie=1")
    at = {"registratieOp": history[0]["beginRegistratie"]}
    assert (await get("documenten", url, at))["versie"] == 1
    async with connect("documenten") as client:
        assert (await client.get(url, params={"versie": "3"})).status_code == 404
        assert (await client.get(url, params={"versie": "x"})).status_code == 400
        assert (await client.get(first["inhoud"])).content != (
            await client.get(f"{url}/download")
        ).content
