"""Klantinteracties records against whole answers, and the edges and klanten over them."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest
from test_types_catalogi import lost, name_of

from graph_support import Graph
from resolvers.bedrijfnodes import BedrijfNode, VestigingNode
from resolvers.klantcontacten import partij_of_klant
from resolvers.klanten import (
    by_parent,
    by_reference,
    identity_of,
    klant_of_rol,
    zaken_params,
)
from resolvers.personen import PersoonNode
from sandbox.brp.data import SHOWCASE_BSNS
from sources.klantinteracties import resources as records
from sources.klantinteracties.groups import Reference
from sources.klantinteracties.resources import KlantcontactRecord, PartijRecord
from sources.resource import Privacy, Resource
from sources.zaken.resources import RolRecord

RESOURCES = [value for value in vars(records).values() if isinstance(value, Resource)]
URL = "http://openklant.sandbox/klantinteracties/api/v1/partijen/7f2c3a0e-0000-4000-8000-00000001"
NOT_READ = {"internetaken": {".toegewezenAanActor"}}
"""What the records leave out of a body: the deprecated double of `toegewezenAanActoren`."""
NO_INFO: Any = None


@pytest.fixture(scope="module")
def bodies() -> dict[str, dict[str, dict[str, Any]]]:
    """Return every body of the sandbox register, per resource and uuid."""
    found: dict[str, dict[str, dict[str, Any]]] = Graph().sandbox.klanten.data.resources
    return found


@pytest.mark.parametrize("resource", RESOURCES, ids=name_of)
def test_every_body_of_the_sandbox_is_read(resource: Resource[Any], bodies: Any) -> None:
    missing: set[str] = set()
    for body in bodies[resource.path].values():
        record = resource.parse_one(json.dumps(body).encode(), "openklant")
        missing.update(lost(body, msgspec.to_builtins(record)))
    assert bodies[resource.path]
    assert missing == NOT_READ.get(resource.path, set())


def test_everything_here_is_personal() -> None:
    assert {resource.privacy for resource in RESOURCES} == {Privacy.PERSONAL}


def rol(kind: str, **data: Any) -> RolRecord:
    """Return a rol of this kind of betrokkene."""
    return RolRecord(url=URL, betrokkene_type=kind, betrokkene_identificatie=data or None)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param(
            rol("niet_natuurlijk_persoon", kvkNummer="12345678", innNnpId="", statutaireNaam="X"),
            ("12345678", None, "X"),
            id="by KVK-nummer",
        ),
        pytest.param(
            rol("niet_natuurlijk_persoon", innNnpId="823288440"),
            (None, "823288440", None),
            id="by RSIN",
        ),
        pytest.param(
            rol("niet_natuurlijk_persoon", statutaireNaam="X"), (None, None, "X"), id="by name"
        ),
    ],
)
def test_a_company_in_a_rol_is_a_bedrijf(source: RolRecord, expected: tuple[Any, ...]) -> None:
    found = klant_of_rol(source, NO_INFO)
    assert (found.kvk_nummer, found.rsin, found.naam) == expected


def test_a_branch_in_a_rol_is_a_vestiging() -> None:
    found = klant_of_rol(
        rol("vestiging", vestigingsNummer="000037178600", kvkNummer="", handelsnaam=["A", "B"]),
        NO_INFO,
    )
    assert (found.vestigingsnummer, found.kvk_nummer) == ("000037178600", None)
    assert found.handelsnamen == ["A", "B"]


@pytest.mark.parametrize(
    "source",
    [
        rol("natuurlijk_persoon", anpIdentificatie="17"),
        rol("natuurlijk_persoon", inpBsn=""),
        rol("niet_natuurlijk_persoon"),
        rol("niet_natuurlijk_persoon", innNnpId=""),
        rol("vestiging", vestigingsNummer=""),
        rol("medewerker", identificatie=""),
        rol("organisatorische_eenheid"),
        rol(""),
    ],
)
def test_a_rol_without_a_known_number_has_no_klant(source: RolRecord) -> None:
    assert klant_of_rol(source, NO_INFO) is None


def partij(*identities: tuple[str, str]) -> PartijRecord:
    """Return a partij with these identifications."""
    entries = [
        {"url": URL, "partijIdentificator": {"codeSoortObjectId": kind, "objectId": number}}
        for kind, number in identities
    ]
    body = json.dumps({"url": URL, "partijIdentificatoren": entries}).encode()
    return records.PARTIJ.parse_one(body, "openklant")


@pytest.mark.parametrize(
    ("klant", "identity", "parameter"),
    [
        (PersoonNode("1"), ("bsn", "1"), "natuurlijkPersoon__inpBsn"),
        (BedrijfNode("2", "3"), ("kvk_nummer", "2"), "nietNatuurlijkPersoon__kvkNummer"),
        (BedrijfNode(None, "3"), ("rsin", "3"), "nietNatuurlijkPersoon__innNnpId"),
        (VestigingNode("4"), ("vestigingsnummer", "4"), "vestiging__vestigingsNummer"),
        (partij(("rsin", "5")), ("rsin", "5"), "nietNatuurlijkPersoon__innNnpId"),
        (partij(("", "6"), ("bsn", "7")), ("bsn", "7"), "natuurlijkPersoon__inpBsn"),
    ],
)
def test_a_klant_is_found_by_its_number(klant: Any, identity: Any, parameter: str) -> None:
    assert identity_of(klant) == identity
    assert zaken_params(klant) == {f"rol__betrokkeneIdentificatie__{parameter}": identity[1]}


@pytest.mark.parametrize("klant", [BedrijfNode(naam="X"), partij(), partij(("anders", "1"))])
def test_a_klant_without_a_known_number_has_no_zaken(klant: Any) -> None:
    assert zaken_params(klant) is None


def test_a_partij_is_its_own_partij() -> None:
    own = partij()
    assert partij_of_klant(own, NO_INFO) is own


def test_an_empty_list_of_references_asks_nothing() -> None:
    contact = KlantcontactRecord(url=URL, omvatte_bijlagen_refs=[])
    edge = by_parent(records.BIJLAGE, "klantcontact__uuid", known="omvatte_bijlagen_refs")
    assert edge(contact, NO_INFO) == []


@pytest.mark.parametrize("reference", [None, Reference(uuid="1", url=None)])
def test_a_reference_to_nothing_is_null(reference: Any) -> None:
    source = PartijRecord(url=URL, voorkeurs_digitaal_adres_ref=reference)
    assert by_reference(records.DIGITAALADRES, "voorkeurs_digitaal_adres_ref")(source, NO_INFO) is (
        None
    )


async def test_the_contact_edges_go_forth_and_back() -> None:
    graph = Graph()
    klant = (
        await graph.ask(
            """query($bsn: BSN!) { klant(bsn: $bsn) { partij {
              uuid
              digitaleAdressen { uuid partij { uuid } }
              voorkeursDigitaalAdres { uuid }
              betrokkenen { partij { uuid } klantcontact { uuid } digitaleAdressen { adres } }
              klantcontacten {
                uuid
                betrokkenen { klantcontact { uuid } }
                onderwerpobjecten {
                  klantcontact { uuid }
                  onderwerpobjectidentificator { objectId }
                }
                zaken { uuid }
                actoren { naam soortActor actorIdentificatie { __typename } }
                internetaken { status klantcontact { uuid } actoren { naam } }
                bijlagen { klantcontact { uuid } }
              }
            } } }""",
            bsn=SHOWCASE_BSNS[0],
        )
    )["klant"]["partij"]
    assert len(klant["klantcontacten"]) == 3
    for adres in klant["digitaleAdressen"]:
        assert adres["partij"] == {"uuid": klant["uuid"]}
    assert {one["partij"]["uuid"] for one in klant["betrokkenen"]} == {klant["uuid"]}
    contacts = {contact["uuid"] for contact in klant["klantcontacten"]}
    assert {one["klantcontact"]["uuid"] for one in klant["betrokkenen"]} == contacts
    for contact in klant["klantcontacten"]:
        about = [
            row["onderwerpobjectidentificator"]["objectId"] for row in contact["onderwerpobjecten"]
        ]
        assert [zaak["uuid"] for zaak in contact["zaken"]] == about
        assert all(actor["naam"] for actor in contact["actoren"])
        own = {"uuid": contact["uuid"]}
        for name in ("betrokkenen", "onderwerpobjecten", "internetaken", "bijlagen"):
            assert all(child["klantcontact"] == own for child in contact[name])


async def test_nothing_is_asked_twice_over_the_klant() -> None:
    graph = Graph()
    await graph.ask(
        """query($bsn: BSN!) { klant(bsn: $bsn) {
          partij { uuid persoon { leeftijd } partij { uuid partij { uuid } } }
          ... on Persoon { leeftijd }
        } }""",
        bsn=SHOWCASE_BSNS[0],
    )
    assert graph.calls == {"openklant": 1, "brp": 1}


@pytest.mark.parametrize("soort", ["persoon", "organisatie", "contactpersoon"])
async def test_every_sort_of_partij_has_a_name(soort: str, bodies: Any) -> None:
    body = next(one for one in bodies["partijen"].values() if one["soortPartij"] == soort)
    query = """query($uuid: UUID!) { klant(partijUuid: $uuid) {
      weergavenaam ... on Partij { soortPartij partijIdentificatie {
        __typename
        ... on PersoonPartijIdentificatie { volledigeNaam contactnaam { achternaam } }
        ... on OrganisatiePartijIdentificatie { naam }
        ... on ContactpersoonPartijIdentificatie {
          volledigeNaam werkteVoorPartij { soortPartij weergavenaam }
        }
      } }
    } }"""
    found = (await Graph().ask(query, uuid=body["uuid"]))["klant"]
    own = body["partijIdentificatie"]
    assert found["soortPartij"] == soort.upper()
    assert found["weergavenaam"] == (own.get("volledigeNaam") or own.get("naam"))
    identificatie = found["partijIdentificatie"]
    assert identificatie["__typename"] == f"{soort.capitalize()}PartijIdentificatie"
    named = identificatie.get("volledigeNaam") or identificatie["naam"]
    assert named == found["weergavenaam"]
    if soort == "contactpersoon":
        assert identificatie["werkteVoorPartij"]["soortPartij"] == "ORGANISATIE"


async def test_a_company_is_found_by_its_kvk_nummer() -> None:
    query = """{ klant(kvkNummer: "68750110") {
      __typename soort weergavenaam partij { weergavenaam bedrijf { kvkNummer } }
    } }"""
    klant = (await Graph().ask(query))["klant"]
    assert (klant["__typename"], klant["soort"]) == ("Bedrijf", "BEDRIJF")
    assert klant["partij"]["weergavenaam"]
    assert klant["partij"]["bedrijf"] == {"kvkNummer": "68750110"}
