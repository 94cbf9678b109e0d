"""Every list filter of the sandbox's ZGW registers keeps the right records."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from sandbox.zgw import BRONORGANISATIE, SHOWCASE_ZAAK_UUID
from zgw_support import connect, get, registers

Json = dict[str, Any]
Keeps = Callable[[Json], bool]
Table = list[tuple[str, str, Keeps]]

DATA = registers().data
SHOWCASE = next(zaak for zaak in DATA.zaken if zaak["uuid"] == SHOWCASE_ZAAK_UUID)
ROLLEN = {zaak["url"]: [r for r in DATA.rollen if r["zaak"] == zaak["url"]] for zaak in DATA.zaken}
BY_URL = {r["url"]: r for records in DATA.collections().values() for r in records}
DAY = SHOWCASE["startdatum"]
ARCHIEF = next(zaak["archiefactiedatum"] for zaak in DATA.zaken if zaak["einddatum"])
KINDS = ("openbaar", "beperkt_openbaar", "intern")
LOA = "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport"


def a_rol(kind: str) -> Json:
    return next(rol for rol in DATA.rollen if rol["betrokkeneType"] == kind)


PERSOON = a_rol("natuurlijk_persoon")["betrokkeneIdentificatie"]
BEDRIJF = a_rol("niet_natuurlijk_persoon")["betrokkeneIdentificatie"]
VESTIGING = a_rol("vestiging")["betrokkeneIdentificatie"]
MEDEWERKER = a_rol("medewerker")["betrokkeneIdentificatie"]
EENHEID = a_rol("organisatorische_eenheid")["betrokkeneIdentificatie"]


def identified(kind: str, field: str, value: str) -> Keeps:
    return lambda rol: bool(
        rol["betrokkeneType"] == kind and rol["betrokkeneIdentificatie"][field] == value
    )


def any_rol(*tests: Keeps) -> Keeps:
    return lambda zaak: any(all(test(rol) for test in tests) for rol in ROLLEN[zaak["url"]])


IDENTIFIED: Table = [
    (f"betrokkeneIdentificatie__{soort}__{field}", value, identified(kind, field, value))
    for soort, kind, field, value in (
        ("natuurlijkPersoon", "natuurlijk_persoon", "inpBsn", PERSOON["inpBsn"]),
        ("nietNatuurlijkPersoon", "niet_natuurlijk_persoon", "innNnpId", BEDRIJF["innNnpId"]),
        ("nietNatuurlijkPersoon", "niet_natuurlijk_persoon", "kvkNummer", BEDRIJF["kvkNummer"]),
        ("vestiging", "vestiging", "vestigingsNummer", VESTIGING["vestigingsNummer"]),
        ("vestiging", "vestiging", "kvkNummer", VESTIGING["kvkNummer"]),
        ("medewerker", "medewerker", "identificatie", MEDEWERKER["identificatie"]),
        ("organisatorischeEenheid", "organisatorische_eenheid", "identificatie",
         EENHEID["identificatie"]),
    )
]  # fmt: skip
ROL_CASES: Table = [
    *IDENTIFIED,
    ("betrokkeneType", "vestiging", lambda r: r["betrokkeneType"] == "vestiging"),
    ("omschrijvingGeneriek", "beslisser", lambda r: r["omschrijvingGeneriek"] == "beslisser"),
    ("machtiging", "gemachtigde", lambda r: r["indicatieMachtiging"] == "gemachtigde"),
    ("machtiging", "eigen", lambda r: r["indicatieMachtiging"] == ""),
    (
        "machtiging__loa",
        LOA,
        lambda r: (r.get("authenticatieContext") or {}).get("levelOfAssurance") == LOA,
    ),
]
ZAAK_CASES: Table = [
    ("identificatie", SHOWCASE["identificatie"], lambda z: z is SHOWCASE),
    ("identificatie__icontains", "zaak-2026-", lambda z: "ZAAK-2026-" in z["identificatie"]),
    ("bronorganisatie", BRONORGANISATIE, lambda z: True),
    ("bronorganisatie__in", f"{BRONORGANISATIE},000000000", lambda z: True),
    ("zaaktype", SHOWCASE["zaaktype"], lambda z: z["zaaktype"] == SHOWCASE["zaaktype"]),
    ("zaaktype__omschrijving", "VERGUNNING",
     lambda z: "vergunning" in BY_URL[z["zaaktype"]]["omschrijving"]),
    ("omschrijving", "DAKKAPEL", lambda z: "Dakkapel" in z["omschrijving"]),
    ("archiefnominatie", "vernietigen", lambda z: z["archiefnominatie"] == "vernietigen"),
    ("archiefnominatie__in", "vernietigen,blijvend_bewaren",
     lambda z: z["archiefnominatie"] is not None),
    ("archiefstatus", "gearchiveerd", lambda z: z["archiefstatus"] == "gearchiveerd"),
    ("archiefstatus__in", "gearchiveerd,overgedragen",
     lambda z: z["archiefstatus"] == "gearchiveerd"),
    ("archiefactiedatum", ARCHIEF, lambda z: z["archiefactiedatum"] == ARCHIEF),
    ("archiefactiedatum__gt", ARCHIEF, lambda z: (z["archiefactiedatum"] or "") > ARCHIEF),
    ("archiefactiedatum__lt", ARCHIEF, lambda z: "" < (z["archiefactiedatum"] or "") < ARCHIEF),
    ("archiefactiedatum__isnull", "true", lambda z: z["archiefactiedatum"] is None),
    ("startdatum", DAY, lambda z: z["startdatum"] == DAY),
    ("startdatum__gt", DAY, lambda z: z["startdatum"] > DAY),
    ("startdatum__gte", DAY, lambda z: z["startdatum"] >= DAY),
    ("startdatum__lt", DAY, lambda z: z["startdatum"] < DAY),
    ("startdatum__lte", DAY, lambda z: z["startdatum"] <= DAY),
    ("registratiedatum", DAY, lambda z: z["registratiedatum"] == DAY),
    ("registratiedatum__gt", DAY, lambda z: z["registratiedatum"] > DAY),
    ("registratiedatum__lt", DAY, lambda z: z["registratiedatum"] < DAY),
    ("einddatum", SHOWCASE["einddatum"], lambda z: z["einddatum"] == SHOWCASE["einddatum"]),
    ("einddatum__gt", DAY, lambda z: (z["einddatum"] or "") > DAY),
    ("einddatum__lt", DAY, lambda z: "" < (z["einddatum"] or "") < DAY),
    ("einddatum__isnull", "true", lambda z: z["einddatum"] is None),
    ("einddatum__isnull", "False", lambda z: z["einddatum"] is not None),
    ("einddatumGepland", SHOWCASE["einddatumGepland"],
     lambda z: z["einddatumGepland"] == SHOWCASE["einddatumGepland"]),
    ("einddatumGepland__gt", DAY, lambda z: z["einddatumGepland"] > DAY),
    ("einddatumGepland__lt", DAY, lambda z: z["einddatumGepland"] < DAY),
    ("uiterlijkeEinddatumAfdoening", SHOWCASE["uiterlijkeEinddatumAfdoening"],
     lambda z: z["uiterlijkeEinddatumAfdoening"] == SHOWCASE["uiterlijkeEinddatumAfdoening"]),
    ("uiterlijkeEinddatumAfdoening__gt", DAY, lambda z: z["uiterlijkeEinddatumAfdoening"] > DAY),
    ("uiterlijkeEinddatumAfdoening__lt", DAY, lambda z: z["uiterlijkeEinddatumAfdoening"] < DAY),
    ("maximaleVertrouwelijkheidaanduiding", "intern",
     lambda z: z["vertrouwelijkheidaanduiding"] in KINDS),
    ("status__statustype", BY_URL[SHOWCASE["status"]]["statustype"],
     lambda z: bool(z["status"])
     and BY_URL[z["status"]]["statustype"] == BY_URL[SHOWCASE["status"]]["statustype"]),
    ("resultaat__resultaattype", BY_URL[SHOWCASE["resultaat"]]["resultaattype"],
     lambda z: bool(z["resultaat"]) and BY_URL[z["resultaat"]]["resultaattype"]
     == BY_URL[SHOWCASE["resultaat"]]["resultaattype"]),
    ("kenmerk", "oud-systeem:K00380", lambda z: z is SHOWCASE),
    ("kenmerk__bron", "oud-systeem", lambda z: bool(z["kenmerken"])),
    *((f"rol__{name}", value, any_rol(test)) for name, value, test in ROL_CASES),
]  # fmt: skip
DOCUMENT = DATA.enkelvoudiginformatieobjecten[20]
BESLUIT = DATA.besluiten[0]
LINKED = {
    item["informatieobject"]
    for item in DATA.objectinformatieobjecten
    if item["object"] == SHOWCASE["url"]
}
BESLUITDOCUMENTS = {item["informatieobject"] for item in DATA.besluitinformatieobjecten}
DOCUMENT_CASES: Table = [
    ("identificatie", DOCUMENT["identificatie"], lambda d: d is DOCUMENT),
    ("bronorganisatie", BRONORGANISATIE, lambda d: True),
    ("titel", "TEKENING", lambda d: "Tekening" in d["titel"]),
    ("auteur", "aanvr", lambda d: d["auteur"] == "Aanvrager"),
    ("beschrijving", "bij zaak-2026", lambda d: "bij ZAAK-2026" in d["beschrijving"]),
    ("creatiedatum__gte", DAY, lambda d: d["creatiedatum"] >= DAY),
    ("creatiedatum__lte", DAY, lambda d: d["creatiedatum"] <= DAY),
    ("informatieobjecttype", DOCUMENT["informatieobjecttype"],
     lambda d: d["informatieobjecttype"] == DOCUMENT["informatieobjecttype"]),
    ("locked", "true", lambda d: d["locked"] is True),
    ("vertrouwelijkheidaanduiding", "intern",
     lambda d: d["vertrouwelijkheidaanduiding"] == "intern"),
    ("trefwoorden", "vergunning,bouwen",
     lambda d: {"vergunning", "bouwen"} <= set(d["trefwoorden"])),
    ("trefwoorden__overlap", "evenement,bouwen",
     lambda d: bool({"evenement", "bouwen"} & set(d["trefwoorden"]))),
    ("objectinformatieobjecten__object", SHOWCASE["url"], lambda d: d["url"] in LINKED),
    ("objectinformatieobjecten__objectType", "besluit", lambda d: d["url"] in BESLUITDOCUMENTS),
]  # fmt: skip


def simple(api: str, path: str, records: list[Json], record: Json, *fields: str) -> list[Any]:
    """Equality filters, tried with the values of one record."""

    def keeps(field: str) -> Keeps:
        return lambda item: bool(item[field] == record[field])

    return [
        pytest.param(
            api, path, records, field, str(record[field]), keeps(field), id=f"{path}-{field}"
        )
        for field in fields
    ]


def cases(
    api: str, path: str, records: list[Json], table: list[tuple[str, str, Keeps]]
) -> list[Any]:
    return [
        pytest.param(api, path, records, name, value, keeps, id=f"{path}-{name}-{value[:20]}")
        for name, value, keeps in table
    ]


BARE = {
    "zaakinformatieobjecten",
    "zaakcontactmomenten",
    "zaakverzoeken",
    "objectinformatieobjecten",
    "gebruiksrechten",
    "besluitinformatieobjecten",
}
UNSIZED = {*BARE, "substatussen"}
ZAAKOBJECT = next(item for item in DATA.zaakobjecten if item["object"])
NOTE = DATA.zaaknotities[0]
EVERYTHING = [
    *cases("zaken", "zaken", DATA.zaken, ZAAK_CASES),
    *cases("zaken", "rollen", DATA.rollen, ROL_CASES),
    *cases("documenten", "enkelvoudiginformatieobjecten", DATA.enkelvoudiginformatieobjecten,
           DOCUMENT_CASES),
    *simple("zaken", "rollen", DATA.rollen, DATA.rollen[5], "zaak", "roltype", "omschrijving"),
    *simple("zaken", "statussen", DATA.statussen, DATA.statussen[5], "zaak", "statustype",
            "indicatieLaatstGezetteStatus"),
    *simple("zaken", "resultaten", DATA.resultaten, DATA.resultaten[5], "zaak", "resultaattype"),
    *simple("zaken", "zaakobjecten", DATA.zaakobjecten, ZAAKOBJECT, "zaak", "object", "objectType"),
    *simple("zaken", "zaakinformatieobjecten", DATA.zaakinformatieobjecten,
            DATA.zaakinformatieobjecten[5], "zaak", "informatieobject"),
    *simple("zaken", "klantcontacten", DATA.klantcontacten, DATA.klantcontacten[2], "zaak"),
    *simple("zaken", "zaakcontactmomenten", DATA.zaakcontactmomenten, DATA.zaakcontactmomenten[2],
            "zaak", "contactmoment"),
    *simple("zaken", "zaakverzoeken", DATA.zaakverzoeken, DATA.zaakverzoeken[2], "zaak", "verzoek"),
    *simple("zaken", "substatussen", DATA.substatussen, DATA.substatussen[2], "zaak", "status",
            "doelgroep"),
    *simple("zaken", "zaaknotities", DATA.zaaknotities, NOTE, "gerelateerdAan", "notitieType",
            "status", "aangemaaktDoor", "onderwerp", "tekst", "aanmaakdatum"),
    *cases("zaken", "zaaknotities", DATA.zaaknotities, [
        ("aanmaakdatum__gt", NOTE["aanmaakdatum"],
         lambda n: n["aanmaakdatum"] > NOTE["aanmaakdatum"]),
        ("tekst__icontains", "LEVERT", lambda n: "levert" in n["tekst"]),
    ]),
    *simple("documenten", "objectinformatieobjecten", DATA.objectinformatieobjecten,
            DATA.objectinformatieobjecten[5], "object", "informatieobject"),
    *simple("documenten", "gebruiksrechten", DATA.gebruiksrechten, DATA.gebruiksrechten[5],
            "informatieobject"),
    *cases("documenten", "gebruiksrechten", DATA.gebruiksrechten, [
        ("startdatum__gte", f"{DAY}T00:00:00Z", lambda g: g["startdatum"][:10] >= DAY),
        ("startdatum__lt", f"{DAY}T00:00:00", lambda g: g["startdatum"][:10] < DAY),
        ("einddatum__gt", f"{DAY}T00:00:00Z", lambda g: False),
    ]),
    *simple("documenten", "verzendingen", DATA.verzendingen, DATA.verzendingen[2],
            "informatieobject", "betrokkene", "aardRelatie"),
    *simple("besluiten", "besluiten", DATA.besluiten, BESLUIT, "zaak", "besluittype",
            "identificatie", "verantwoordelijkeOrganisatie"),
    *simple("besluiten", "besluitinformatieobjecten", DATA.besluitinformatieobjecten,
            DATA.besluitinformatieobjecten[3], "besluit", "informatieobject"),
]  # fmt: skip


@pytest.mark.parametrize(("api", "path", "records", "name", "value", "keeps"), EVERYTHING)
async def test_a_filter_keeps_the_right_records(
    api: str, path: str, records: list[Json], name: str, value: str, keeps: Keeps
) -> None:
    sized = {} if path in UNSIZED else {"pageSize": "500"}
    body = await get(api, path, {name: value, **sized})
    found = body if path in BARE else body["results"]
    expected = [record["url"] for record in records if keeps(record)]
    assert (len(body) if path in BARE else body["count"]) == len(expected)
    assert {record["url"] for record in found} <= set(expected)
    assert len(found) == (len(expected) if path in UNSIZED else min(len(expected), 500))
    assert expected or name == "einddatum__gt"


@pytest.mark.parametrize(
    ("generiek", "kind"),
    [
        pytest.param("initiator", "natuurlijk_persoon", id="often"),
        pytest.param("beslisser", "natuurlijk_persoon", id="never"),
    ],
)
async def test_rol_filters_hold_for_one_and_the_same_rol(generiek: str, kind: str) -> None:
    params = {"rol__omschrijvingGeneriek": generiek, "rol__betrokkeneType": kind}
    body = await get("zaken", "zaken", params)
    both = any_rol(
        lambda rol: bool(rol["omschrijvingGeneriek"] == generiek),
        lambda rol: bool(rol["betrokkeneType"] == kind),
    )
    assert body["count"] == sum(map(both, DATA.zaken))


async def test_filters_are_combined() -> None:
    params = {"zaaktype": SHOWCASE["zaaktype"], "einddatum__isnull": "true", "startdatum__gt": DAY}
    body = await get("zaken", "zaken", params)
    assert body["count"] == sum(
        zaak["zaaktype"] == SHOWCASE["zaaktype"]
        and zaak["einddatum"] is None
        and zaak["startdatum"] > DAY
        for zaak in DATA.zaken
    )


CATALOGI_CASES = [
    ("zaaktypen", {}, 6),
    ("zaaktypen", {"status": "alles"}, 7),
    ("zaaktypen", {"status": "concept"}, 1),
    ("zaaktypen", {"status": "definitief"}, 6),
    ("zaaktypen", {"status": "alles", "datumGeldigheid": "2020-06-01"}, 1),
    ("zaaktypen", {"datumGeldigheid": "2026-06-01"}, 5),
    ("zaaktypen", {"identificatie": "BEZWAAR"}, 1),
    ("zaaktypen", {"identificatie__icontains": "vergunning", "status": "alles"}, 3),
    ("zaaktypen", {"omschrijving__icontains": "BEHANDELEN"}, 6),
    ("zaaktypen", {"trefwoorden": "vergunning"}, 2),
    ("zaaktypen", {"trefwoorden": "vergunning,bouwen"}, 1),
    ("catalogussen", {"domein": "VOORB"}, 1),
    ("catalogussen", {"domein__in": "VOORB,SOCIA"}, 2),
    ("catalogussen", {"rsin": BRONORGANISATIE}, 2),
    ("catalogussen", {"rsin__in": "000000000"}, 0),
    ("statustypen", {"zaaktypeIdentificatie": "BEZWAAR"}, 5),
    ("statustypen", {"zaaktype": SHOWCASE["zaaktype"]}, 4),
    ("statustypen", {"status": "concept"}, 5),
    ("statustypen", {"datumGeldigheid": "2020-06-01"}, 4),
    ("resultaattypen", {"zaaktype": SHOWCASE["zaaktype"]}, 3),
    ("roltypen", {"omschrijvingGeneriek": "initiator"}, 6),
    ("roltypen", {"omschrijving": "Melder"}, 2),
    ("eigenschappen", {"zaaktypeIdentificatie": "BEZWAAR"}, 2),
    ("zaakobjecttypen", {"anderObjecttype": "true"}, 3),
    ("zaakobjecttypen", {"relatieOmschrijving": "locatie", "status": "alles"}, 6),
    ("zaakobjecttypen", {"datumBeginGeldigheid": "2023-01-01"}, 0),
    ("informatieobjecttypen", {}, 10),
    ("informatieobjecttypen", {"omschrijving": "Advies"}, 1),
    ("informatieobjecttypen", {"omschrijving__icontains": "BESLUIT"}, 1),
    ("informatieobjecttypen", {"zaaktype": SHOWCASE["zaaktype"]}, 6),
    ("besluittypen", {}, 5),
    ("besluittypen", {"zaaktypen": SHOWCASE["zaaktype"]}, 2),
    ("besluittypen", {"omschrijving": "Beslissing op bezwaar"}, 1),
    ("besluittypen", {"informatieobjecttypen": DATA.informatieobjecttypen[0]["url"]}, 0),
    ("zaaktype-informatieobjecttypen", {"zaaktype": SHOWCASE["zaaktype"]}, 6),
    ("zaaktype-informatieobjecttypen", {"richting": "intern"}, 3),
]


@pytest.mark.parametrize(
    ("path", "params", "expected"),
    [pytest.param(*case, id=f"{case[0]}-{'-'.join(case[1]) or 'none'}-{n}")
     for n, case in enumerate(CATALOGI_CASES)],
)  # fmt: skip
async def test_catalogi_filters(path: str, params: dict[str, str], expected: int) -> None:
    assert (await get("catalogi", path, params))["count"] == expected


@pytest.mark.parametrize(
    ("api", "path", "name", "value", "code"),
    [
        pytest.param("zaken", "statussen", "zaak", "geen-url", "invalid", id="zaak"),
        pytest.param("zaken", "zaken", "zaaktype", SHOWCASE_ZAAK_UUID, "invalid", id="uuid"),
        pytest.param("zaken", "zaken", "zaaktype", "http://[", "invalid", id="broken url"),
        pytest.param("zaken", "zaken", "startdatum__gt", "gisteren", "invalid", id="date"),
        pytest.param("zaken", "zaken", "einddatum__isnull", "misschien", "invalid", id="boolean"),
        pytest.param("zaken", "zaken", "archiefstatus", "weg", "invalid_choice", id="enum"),
        pytest.param("zaken", "zaken", "ordering", "omschrijving", "invalid_choice", id="ordering"),
        pytest.param("zaken", "zaken", "expand", "documenten", "invalid_choice", id="expand"),
        pytest.param("zaken", "rollen", "betrokkeneIdentificatie__natuurlijkPersoon__inpBsn",
                     "1234567890", "max_length", id="bsn too long"),
        pytest.param("catalogi", "zaaktypen", "status", "oud", "invalid_choice", id="status"),
        pytest.param("documenten", "gebruiksrechten", "einddatum__gt", "x", "invalid", id="time"),
        pytest.param("besluiten", "besluiten", "zaak", "x y", "invalid", id="besluit zaak"),
    ],
)  # fmt: skip
async def test_a_bad_value_is_refused(
    api: str, path: str, name: str, value: str, code: str
) -> None:
    async with connect(api) as client:
        response = await client.get(path, params={name: value})
    (problem,) = response.json()["invalidParams"]
    assert response.status_code == 400
    assert (problem["name"], problem["code"]) == (name, code)
    assert problem["reason"]


async def test_every_bad_value_is_named() -> None:
    async with connect("zaken") as client:
        response = await client.get("zaken?startdatum=x&zaaktype=y")
    names = {problem["name"] for problem in response.json()["invalidParams"]}
    assert names == {"startdatum", "zaaktype"}


async def test_an_empty_value_filters_nothing() -> None:
    assert (await get("zaken", "zaken?zaaktype=&identificatie="))["count"] == 500


@pytest.mark.parametrize("name", ["startdatum", "einddatum", "identificatie", "archiefactiedatum"])
async def test_zaken_can_be_ordered_both_ways(name: str) -> None:
    up = await get("zaken", "zaken", {"ordering": name, "pageSize": "500"})
    down = await get("zaken", "zaken", {"ordering": f"-{name}", "pageSize": "500"})
    rising = [zaak[name] for zaak in up["results"]]
    present = [value for value in rising if value is not None]
    assert present == sorted(present)
    assert rising == present + [None] * (500 - len(present))
    assert [zaak[name] for zaak in down["results"]] == rising[::-1]


async def test_an_order_can_have_several_fields() -> None:
    body = await get("zaken", "zaken?ordering=-startdatum,identificatie&pageSize=500")
    pairs = [(zaak["startdatum"], zaak["identificatie"]) for zaak in body["results"]]
    assert pairs == sorted(sorted(pairs, key=lambda p: p[1]), key=lambda p: p[0], reverse=True)


async def test_documents_can_be_ordered() -> None:
    body = await get("documenten", "enkelvoudiginformatieobjecten?ordering=-bestandsomvang")
    sizes = [document["bestandsomvang"] for document in body["results"]]
    assert sizes == sorted(sizes, reverse=True)
