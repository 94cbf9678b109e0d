"""Citizens and companies: their own zaken, what belongs to them, and themselves; nothing more."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from access_support import Acting, citizen, own_grant, principal, up_to, zaken_of

from graph_support import Graph, shared_sandbox
from policy.grants import Rights
from policy.identity import Kind, PersonalNumber, Subject
from refusal_support import asks_zoek, zaken_refuse
from resolvers.nodes import encode_id
from sandbox.brp.data import SHOWCASE_BSNS
from sandbox.zgw import SHOWCASE_ZAAK_UUID

DATA = shared_sandbox("openzaak").zgw.data
SUZANNE = SHOWCASE_BSNS[0]
ZAKEN = {body["url"]: body for body in DATA.zaken}
INITIATORS = Counter(
    rol["betrokkeneIdentificatie"].get("inpBsn")
    for rol in DATA.rollen
    if rol["omschrijvingGeneriek"] == "initiator" and rol["betrokkeneType"] == "natuurlijk_persoon"
)
BUSY = [bsn for bsn, count in INITIATORS.most_common(6) if bsn]

ZAAK = "query($u: UUID!) { zaak(uuid: $u) { identificatie } }"
LIST = "{ zaken(first: 50) { totalCount nodes { url } } }"
KLANT = """query($bsn: BSN!) { klant(bsn: $bsn) { zaken(first: 50) { totalCount nodes { url } }
  partij { weergavenaam interneNotitie categorieRelaties { categorieNaam } }
  digitaleAdressen { adres } klantcontacten { onderwerp metadata actoren { naam }
    internetaken { nummer } betrokkenen { volledigeNaam wasPartij: partij { uuid } } } } }"""
DOSSIER = """query($u: UUID!) { zaak(uuid: $u) { identificatie
  rollen { omschrijvingGeneriek betrokkeneType klant { weergavenaam } }
  documenten { titel vertrouwelijkheidaanduiding status } zaakinformatieobjecten { titel }
  besluiten { identificatie documenten { titel } }
  statussen { datumStatusGezet gezetdoor { omschrijving } } } }"""


def own(bsn: str, ceiling: str = "zaakvertrouwelijk") -> set[str]:
    """Return the zaken that a citizen may see."""
    mine = [ZAKEN[url] for url in zaken_of(Graph(), bsn)]
    return {zaak["url"] for zaak in up_to(mine, ceiling)}


@pytest.mark.parametrize("bsn", [SUZANNE, *BUSY], ids=range(1 + len(BUSY)))
async def test_a_citizen_lists_and_counts_just_their_own_zaken(bsn: str) -> None:
    graph = Acting(citizen(bsn))
    listed = (await graph.ask(LIST))["zaken"]
    assert {row["url"] for row in listed["nodes"]} == own(bsn)
    assert listed["totalCount"] == len(own(bsn))
    telling = await graph.ask("{ zakenTelling(groepeerOp: []) { totaal } }")
    assert telling["zakenTelling"]["totaal"] == len(own(bsn))
    klant = (await graph.ask(KLANT, bsn=bsn))["klant"]
    assert {row["url"] for row in klant["zaken"]["nodes"]} == own(bsn)


async def test_every_zaak_by_id_is_there_for_its_initiator_alone() -> None:
    graph = Acting(citizen(BUSY[0]), max_page_size=100)
    found: set[str] = set()
    for at in range(0, 500, 100):
        ids = [encode_id("Zaak", "openzaak-zaken", zaak["uuid"]) for zaak in DATA.zaken[at:][:100]]
        nodes = await graph.ask("query($i: [ID!]!) { nodes(ids: $i) { url } }", i=ids)
        found |= {node["url"] for node in nodes["nodes"] if node}
    assert found == own(BUSY[0])


async def test_ownership_of_a_zaak_costs_one_search_and_none_when_its_rollen_came_along() -> None:
    graph = Acting(citizen(SUZANNE))
    await graph.warm()
    await graph.ask(ZAAK, u=SHOWCASE_ZAAK_UUID)
    assert [path for _, path, _, _ in graph.asked] == [
        f"/zaken/api/v1/zaken/{SHOWCASE_ZAAK_UUID}",
        "/zaken/api/v1/zaken/_zoek",
    ]
    assert all(SUZANNE not in query for _, _, query, _ in graph.asked)


async def test_a_register_without_zoek_proves_ownership_by_the_rollen() -> None:
    other = next(zaak for zaak in DATA.zaken if zaak["url"] not in zaken_of(Graph(), SUZANNE))
    with zaken_refuse(asks_zoek, 405):
        graph = Acting(citizen(SUZANNE))
        assert (await graph.ask(ZAAK, u=SHOWCASE_ZAAK_UUID))["zaak"]
        assert (await graph.ask(ZAAK, u=other["uuid"])) == {"zaak": None}
    assert [path for _, path, _, _ in graph.asked if path.endswith("/rollen")]


async def test_without_zoek_too_only_a_permitted_rol_gives_access() -> None:
    holder = next(
        rol
        for rol in DATA.rollen
        if rol["omschrijvingGeneriek"] == "belanghebbende"
        and rol["betrokkeneType"] == "natuurlijk_persoon"
        and rol["zaak"] not in zaken_of(Graph(), rol["betrokkeneIdentificatie"]["inpBsn"])
    )
    caller = citizen(holder["betrokkeneIdentificatie"]["inpBsn"], ceiling="zeer_geheim")
    uuid = ZAKEN[holder["zaak"]]["uuid"]
    with zaken_refuse(asks_zoek, 405):
        assert await Acting(caller).ask(ZAAK, u=uuid) == {"zaak": None}
    with_rollen = "query($u: UUID!) { zaak(uuid: $u) { rollen { omschrijving } } }"
    assert await Acting(caller, strategy="fewest").ask(with_rollen, u=uuid) == {"zaak": None}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("status", "in_bewerking"),
        ("status", "ter_vaststelling"),
        ("vertrouwelijkheidaanduiding", "intern"),
        ("vertrouwelijkheidaanduiding", "vertrouwelijk"),
        ("vertrouwelijkheidaanduiding", ""),
        ("tonenAanInitiator", False),
        ("inhoudIsVervallen", True),
    ],
)
async def test_a_document_that_is_not_for_the_citizen_is_not_shown(
    name: str, value: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    graph = Acting(citizen(SUZANNE))
    before = (await graph.ask(DOSSIER, u=SHOWCASE_ZAAK_UUID))["zaak"]["documenten"]
    document = next(
        body
        for body in DATA.enkelvoudiginformatieobjecten
        if body["titel"] == before[0]["titel"]
        and any(
            relation["object"].endswith(SHOWCASE_ZAAK_UUID)
            for relation in DATA.objectinformatieobjecten
            if relation["informatieobject"] == body["url"]
        )
    )
    monkeypatch.setitem(document, name, value)
    after = (await graph.ask(DOSSIER, u=SHOWCASE_ZAAK_UUID))["zaak"]
    assert after["documenten"] == before[1:]
    assert len(after["zaakinformatieobjecten"]) == len(before) - 1


async def test_of_a_zaak_a_citizen_sees_their_own_rol_and_open_documents() -> None:
    graph = Acting(citizen(SUZANNE))
    seen = (await graph.ask(DOSSIER, u=SHOWCASE_ZAAK_UUID))["zaak"]
    whole = (await Graph().ask(DOSSIER, u=SHOWCASE_ZAAK_UUID))["zaak"]
    assert {rol["betrokkeneType"] for rol in whole["rollen"]} > {"MEDEWERKER"}
    persons = [rol for rol in seen["rollen"] if rol["betrokkeneType"] == "NATUURLIJK_PERSOON"]
    assert [rol["omschrijvingGeneriek"] for rol in persons] == ["INITIATOR"]
    assert not [rol for rol in seen["rollen"] if rol["betrokkeneType"] == "MEDEWERKER"]
    visible = [
        document
        for document in whole["documenten"]
        if document["vertrouwelijkheidaanduiding"]
        in ("OPENBAAR", "BEPERKT_OPENBAAR", "ZAAKVERTROUWELIJK")
        and document["status"] in (None, "DEFINITIEF", "GEARCHIVEERD")
    ]
    assert seen["documenten"] == visible
    assert len(seen["zaakinformatieobjecten"]) == len(visible) < len(whole["documenten"])
    assert [row["identificatie"] for row in seen["besluiten"]] == [
        row["identificatie"] for row in whole["besluiten"]
    ]
    assert len(seen["statussen"]) == len(whole["statussen"])
    assert not any(row["gezetdoor"] for row in seen["statussen"])


async def test_documents_and_besluiten_by_id_follow_their_zaak() -> None:
    graph = Acting(citizen(SUZANNE), max_page_size=100)
    mine = own(SUZANNE)
    relations = [row for row in DATA.objectinformatieobjecten if row["objectType"] == "zaak"]
    others = [row["informatieobject"] for row in relations if row["object"] not in mine][:60]
    ids = [encode_id("Document", "openzaak-documenten", url.rsplit("/", 1)[1]) for url in others]
    besluiten = [body["url"] for body in DATA.besluiten if body["zaak"] not in mine][:30]
    ids += [encode_id("Besluit", "openzaak-besluiten", url.rsplit("/", 1)[1]) for url in besluiten]
    nodes = await graph.ask("query($i: [ID!]!) { nodes(ids: $i) { url } }", i=ids)
    assert nodes["nodes"] == [None] * len(ids)
    body = await graph.post("{ documenten { totalCount } besluiten { totalCount } }")
    assert [error["extensions"]["code"] for error in body["errors"]] == ["FORBIDDEN"] * 2


def citizen_with(part: str) -> str:
    """Return the BSN of a partij that has this and had contact."""
    return next(
        str(identificator["partijIdentificator"]["objectId"])
        for partij in shared_sandbox("openzaak").klanten.data.list("partijen")
        for identificator in partij["partijIdentificatoren"]
        if partij[part]
        and partij["betrokkenen"]
        and identificator["partijIdentificator"]["codeSoortObjectId"] == "bsn"
    )


@pytest.mark.parametrize(
    ("part", "empty"), [("interneNotitie", None), ("categorieRelaties", []), ("betrokkenen", None)]
)
async def test_of_klantinteracties_a_citizen_sees_themselves_without_what_is_internal(
    part: str, empty: Any
) -> None:
    bsn = citizen_with(part)
    seen = (await Acting(citizen(bsn)).ask(KLANT, bsn=bsn))["klant"]
    whole = (await Graph().ask(KLANT, bsn=bsn))["klant"]
    assert seen["partij"]["weergavenaam"] == whole["partij"]["weergavenaam"]
    if part != "betrokkenen":
        assert whole["partij"][part]
        assert seen["partij"][part] == empty
    assert seen["digitaleAdressen"] == whole["digitaleAdressen"]
    assert [row["onderwerp"] for row in seen["klantcontacten"]] == [
        row["onderwerp"] for row in whole["klantcontacten"]
    ]
    assert any(row["actoren"] for row in whole["klantcontacten"])
    for contact in seen["klantcontacten"]:
        assert (contact["actoren"], contact["internetaken"]) == ([], [])
        assert contact["metadata"] is None
        assert all(row["wasPartij"] for row in contact["betrokkenen"])


@pytest.mark.parametrize(
    "query",
    [
        "query($b: BSN!) { klant(bsn: $b) { weergavenaam } }",
        "query($b: BSN!) { persoon(bsn: $b) { burgerservicenummer naam { volledigeNaam } } }",
    ],
)
async def test_another_person_is_absent_and_nobody_is_asked(query: str) -> None:
    graph = Acting(citizen(SUZANNE))
    data = await graph.ask(query, b=BUSY[0])
    assert list(data.values()) == [None]
    assert sum(graph.calls.values()) == 0


async def test_zaken_by_the_bsn_of_another_are_none_and_not_asked() -> None:
    graph = Acting(citizen(SUZANNE))
    await graph.warm()
    query = """query($b: BSN!) { zaken(filter: {rol: {bsn: $b}}) { totalCount nodes { url } } }"""
    body = await graph.ask(query, b=BUSY[0])
    assert body == {"zaken": {"totalCount": 0, "nodes": []}}
    assert sum(graph.calls.values()) == 0


async def test_persons_are_not_searched_by_citizens() -> None:
    graph = Acting(citizen(SUZANNE))
    query = """{ personen(zoek: {postcodeEnHuisnummer: {postcode: "1234AB", huisnummer: 1}}) {
      burgerservicenummer } }"""
    body = await graph.post(query)
    assert body["errors"][0]["extensions"]["code"] == "FORBIDDEN"
    assert sum(graph.calls.values()) == 0


async def test_a_rol_that_is_not_permitted_gives_nothing_and_several_can_be() -> None:
    rollen = ("initiator", "belanghebbende")
    holder = next(
        rol["betrokkeneIdentificatie"]["inpBsn"]
        for rol in DATA.rollen
        if rol["omschrijvingGeneriek"] == "belanghebbende"
        and own(rol["betrokkeneIdentificatie"].get("inpBsn", "")) == set()
    )
    assert (await Acting(citizen(holder)).ask(LIST))["zaken"]["nodes"] == []
    grant = own_grant(rollen=frozenset(rollen))
    caller = (citizen(holder)[0], Rights((grant,)))
    found = (await Acting(caller).ask(LIST))["zaken"]
    expected = up_to([ZAKEN[url] for url in zaken_of(Graph(), holder, rollen)], "zaakvertrouwelijk")
    assert {row["url"] for row in found["nodes"]} == {zaak["url"] for zaak in expected}


def company(**numbers: str) -> Any:
    """Return a company with these numbers."""
    subject = Subject(**{name: PersonalNumber(value) for name, value in numbers.items()})
    return principal(Kind.BEDRIJF, subject=subject), Rights((own_grant(),))


@pytest.mark.parametrize(
    ("numbers", "kind", "key"),
    [
        ("rsin", "niet_natuurlijk_persoon", "innNnpId"),
        ("kvk_nummer", "niet_natuurlijk_persoon", "kvkNummer"),
        ("vestigingsnummer", "vestiging", "vestigingsNummer"),
    ],
)
async def test_a_company_sees_the_zaken_it_started(numbers: str, kind: str, key: str) -> None:
    rollen = [
        rol
        for rol in DATA.rollen
        if rol["betrokkeneType"] == kind and rol["omschrijvingGeneriek"] == "initiator"
    ]
    number = rollen[0]["betrokkeneIdentificatie"][key]
    zaken = {rol["zaak"] for rol in rollen if rol["betrokkeneIdentificatie"][key] == number}
    expected = {zaak["url"] for zaak in up_to([ZAKEN[url] for url in zaken], "zaakvertrouwelijk")}
    found = (await Acting(company(**{numbers: number})).ask(LIST))["zaken"]
    assert {row["url"] for row in found["nodes"]} == expected


async def test_who_has_no_number_sees_nothing() -> None:
    caller = (principal(Kind.BURGER, subject=Subject()), Rights((own_grant(),)))
    graph = Acting(caller)
    assert (await graph.ask(LIST))["zaken"] == {"totalCount": 0, "nodes": []}
    body = await graph.ask(ZAAK, u=SHOWCASE_ZAAK_UUID)
    assert body == {"zaak": None}
