"""A klant and its contacts over the older klant APIs, over Klantinteracties, and over both."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from klantregisters_support import OLD, Row, klant_of, momenten_of, only, questions, records
from test_types_catalogi import lost, name_of

from graph_support import Graph
from resolvers.klantbronnen import newest_first
from resolvers.nodes import encode_id
from sandbox.brp.data import SHOWCASE_BSNS
from sandbox.zgw import SHOWCASE_ZAAK_UUID
from sources.betrokkenen import BSN, RSIN, VESTIGING, Betrokkene, betrokkenen_asked, betrokkenen_in
from sources.contactmomenten import resources as contactmomenten
from sources.contactmomenten.resources import CONTACTMOMENT, ContactmomentRecord
from sources.klanten import resources as klanten
from sources.klanten.resources import KLANT
from sources.resource import Privacy, Resource
from spec_support import load_spec_named

SUZANNE = SHOWCASE_BSNS[0]
RESOURCES = [
    value
    for module in (klanten, contactmomenten)
    for value in vars(module).values()
    if isinstance(value, Resource) and value.api == module.API
]
PAGE = """query($bsn: BSN!) { klant(bsn: $bsn) {
  weergavenaam
  partij { nummer soortPartij }
  digitaleAdressen { adres soortDigitaalAdres }
  zaken(first: 25) { nodes { identificatie status { datumStatusGezet } } }
  klantcontacten { kanaal plaatsgevondenOp inhoud }
} }"""


def moments(rows: list[Row]) -> list[str]:
    """Return when klantcontacten were."""
    return [row["plaatsgevondenOp"] for row in rows]


@pytest.mark.parametrize("resource", RESOURCES, ids=name_of)
def test_every_body_of_the_sandbox_is_read_and_nothing_is_made_up(resource: Resource[Any]) -> None:
    missing: set[str] = set()
    for body in records(resource.path):
        record = resource.parse_one(msgspec.json.encode(body), resource.api)
        missing.update(lost(body, msgspec.to_builtins(record)))
    assert missing == set()
    assert resource.privacy is Privacy.PERSONAL
    names = {"klanten": "Klant", "contactmomenten": "ContactMoment"}
    names |= {"klantcontactmomenten": "KlantContactMoment"}
    names |= {"objectcontactmomenten": "ObjectContactMoment"}
    document = load_spec_named(f"vng-{resource.api}-1.0.0b").document["components"]["schemas"]
    told = set(document[names[resource.path]]["properties"])
    told |= {"subjectIdentificatie"} if resource is KLANT else set()
    assert {one.encode_name for one in msgspec.structs.fields(resource.record)} == told


@pytest.mark.parametrize(
    ("kinds", "calls"),
    [
        pytest.param(["openklant"], {"openklant": 2}, id="klantinteracties"),
        pytest.param(OLD, {"klanten": 1, "contactmomenten": 1 + 3}, id="older"),
        pytest.param(
            ["openklant", *OLD], {"openklant": 2, "klanten": 1, "contactmomenten": 4}, id="both"
        ),
    ],
)
async def test_a_klant_page_takes_few_calls_of_each_register(
    kinds: list[str], calls: dict[str, int]
) -> None:
    with only(*kinds):
        graph = Graph()
    await graph.warm()
    await graph.ask(PAGE, bsn=SUZANNE)
    graph.forget()
    klant = (await graph.ask(PAGE, bsn=SUZANNE))["klant"]
    assert graph.calls == {"brp": 1, "openzaak-zaken": 1, **calls}
    assert klant["weergavenaam"] == "Suzanne Marije de Vries"
    assert klant["partij"]["soortPartij"] == "PERSOON"
    assert len(klant["digitaleAdressen"]) == 2 * len({"openklant", "klanten"} & set(kinds))
    assert len(momenten_of(klant_of(SUZANNE))) == 3
    assert len(klant["klantcontacten"]) == 3 * len({"openklant", "klanten"} & set(kinds))
    assert moments(klant["klantcontacten"]) == sorted(
        moments(klant["klantcontacten"]), reverse=True
    )


async def test_the_parameters_are_those_of_the_documents() -> None:
    with only(*OLD):
        graph = Graph()
    await graph.ask(PAGE, bsn=SUZANNE)
    await graph.ask("{ klantcontacten(first: 2) { totalCount nodes { kanaal } } }")
    await graph.ask(
        "{ partijen(first: 2, filter: {nummer: 1}) { nodes { nummer } } }".replace("1", '"1"')
    )
    sent = questions(graph, *OLD)
    assert len(sent) == 7
    for api, path, params in sent:
        spec = load_spec_named(f"vng-{api}-1.0.0b")
        if "/" not in path:
            assert params.keys() <= spec.query_parameters(f"/{path}")
        else:
            assert not params


WHOLE = """query($id: ID!) { node(id: $id) { __typename id url ... on Partij {
  uuid nummer bronorganisatie functie websiteUrl soortPartij weergavenaam voorkeurstaal
  indicatieActief bezoekadres { straatnaam huisnummer huisnummertoevoeging postcode stad land }
  partijIdentificatie { __typename
    ... on PersoonPartijIdentificatie { volledigeNaam contactnaam { voornaam achternaam } }
    ... on OrganisatiePartijIdentificatie { naam } }
  partijIdentificatoren { id uuid partijIdentificator { codeRegister codeSoortObjectId objectId }
    partij { url } subIdentificatorVan { uuid } subIdentificatoren { uuid } }
  digitaleAdressen { id url uuid adres soortDigitaalAdres partij { url } betrokkene { uuid } }
  categorieRelaties { uuid } vertegenwoordigden { uuid } vertegenwoordigers { uuid }
  rekeningnummers { iban } voorkeursDigitaalAdres { adres } persoon { weergavenaam }
} } }"""


def global_id(type_name: str, url: str, part: str = "") -> str:
    """Return the id of something in the older registers."""
    upstream, uuid = url.split("/")[3], url.rpartition("/")[2]
    return encode_id(type_name, upstream, uuid + part)


async def test_a_klant_is_a_partij_and_what_its_api_lacks_is_null() -> None:
    row = klant_of(SUZANNE)
    with only(*OLD):
        graph = Graph()
    found = (await graph.ask(WHOLE, id=global_id("Partij", row["url"])))["node"]
    assert graph.calls == {"klanten": 1, "brp": 1}
    assert (found["__typename"], found["url"]) == ("Partij", row["url"])
    assert found["uuid"] == row["url"].rpartition("/")[2]
    assert (found["nummer"], found["websiteUrl"]) == (row["klantnummer"], row["websiteUrl"])
    assert (found["soortPartij"], found["weergavenaam"]) == ("PERSOON", "Suzanne de Vries")
    assert found["bezoekadres"]["stad"] == row["adres"]["woonplaatsnaam"]
    assert found["bezoekadres"]["land"] == "6030"
    assert found["partijIdentificatie"] == {
        "__typename": "PersoonPartijIdentificatie",
        "volledigeNaam": "Suzanne de Vries",
        "contactnaam": {"voornaam": row["voornaam"], "achternaam": row["achternaam"]},
    }
    (number,) = found["partijIdentificatoren"]
    assert number["partijIdentificator"] == {
        "codeRegister": "brp",
        "codeSoortObjectId": "bsn",
        "objectId": SUZANNE,
    }
    assert SUZANNE not in number["id"]
    own = {"url": row["url"]}
    assert (number["uuid"], number["partij"], number["subIdentificatorVan"]) == (None, own, None)
    assert [
        (one["url"], one["uuid"], one["adres"], one["soortDigitaalAdres"], one["partij"])
        for one in found["digitaleAdressen"]
    ] == [
        (f"{row['url']}#/emailadres", None, row["emailadres"], "EMAIL", own),
        (f"{row['url']}#/telefoonnummer", None, row["telefoonnummer"], "TELEFOONNUMMER", own),
    ]
    assert found["persoon"] == {"weergavenaam": "Suzanne Marije de Vries"}
    assert found["categorieRelaties"] == []
    for name in ("voorkeurstaal", "indicatieActief", "voorkeursDigitaalAdres"):
        assert found[name] is None
    for name in ("vertegenwoordigden", "vertegenwoordigers", "rekeningnummers"):
        assert found[name] is None


async def test_what_stands_inside_a_klant_is_found_again_by_id_and_by_url() -> None:
    row = klant_of(SUZANNE)
    with only(*OLD):
        graph = Graph()
    adres = "{ __typename id url ... on DigitaalAdres { adres } }"
    url = f"{row['url']}#/emailadres"
    name = global_id("DigitaalAdres", row["url"], "#/emailadres")
    data = await graph.ask(
        f"query($i: ID!, $u: String!) {{ node(id: $i) {adres} opUrl(url: $u) {adres} }}",
        i=name,
        u=url,
    )
    expected = {"__typename": "DigitaalAdres", "id": name, "url": url, "adres": row["emailadres"]}
    assert data == {"node": expected, "opUrl": expected}
    assert graph.calls == {"klanten": 1}
    for wrong in (
        global_id("DigitaalAdres", row["url"]),
        global_id("Partij", row["url"], "#/emailadres"),
        encode_id("DigitaalAdres", "klanten", "../x#/emailadres"),
    ):
        body = await graph.post("query($i: ID!) { node(id: $i) { url } }", i=wrong)
        assert body["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"
    gone = await graph.ask(
        "query($i: ID!) { node(id: $i) { url } }",
        i=global_id("DigitaalAdres", row["url"], "#/faxnummer"),
    )
    assert gone == {"node": None}


async def test_a_contactmoment_is_a_klantcontact_and_what_its_api_lacks_is_null() -> None:
    row = next(
        one
        for one in momenten_of(klant_of(SUZANNE))
        if one["medewerkerIdentificatie"] and one["klant"]
    )
    query = """query($u: UUID!) { klantcontact(uuid: $u) {
      id url uuid kanaal inhoud taal plaatsgevondenOp initiatiefnemer bronorganisatie onderwerpLinks
      voorkeurskanaal onderwerp reactie referentienummer nummer vertrouwelijk metadata
      internetaken { nummer } bijlagen { url }
      actoren { id url naam soortActor actoridentificator { objectId } internetaken { nummer } }
      betrokkenen { rol initiator volledigeNaam digitaleAdressen { adres } klantcontact { uuid }
        partij { weergavenaam } }
      onderwerpobjecten { klantcontact { uuid } wasKlantcontact { uuid }
        onderwerpobjectidentificator { codeObjecttype objectId } }
      zaken { uuid } vorigKlantcontact { uuid } volgendKlantcontact { uuid }
    } }"""
    uuid = row["url"].rpartition("/")[2]
    with only(*OLD):
        graph = Graph()
    found = (await graph.ask(query, u=uuid))["klantcontact"]
    assert {
        name: found[name]
        for name in ("url", "uuid", "kanaal", "inhoud", "taal", "plaatsgevondenOp")
    } == {
        "url": row["url"],
        "uuid": uuid,
        "kanaal": row["kanaal"],
        "inhoud": row["tekst"],
        "taal": row["voorkeurstaal"],
        "plaatsgevondenOp": row["registratiedatum"],
    }
    assert found["initiatiefnemer"] == row["initiatiefnemer"].upper()
    for name in ("onderwerp", "reactie", "referentienummer", "nummer", "vertrouwelijk", "metadata"):
        assert found[name] is None
    assert (found["internetaken"], found["bijlagen"]) == (None, None)
    (actor,) = found["actoren"]
    assert actor["url"] == f"{row['url']}#/medewerkerIdentificatie"
    assert actor["naam"].endswith(row["medewerkerIdentificatie"]["achternaam"])
    assert (actor["soortActor"], actor["internetaken"]) == ("MEDEWERKER", None)
    links = [one for one in records("klantcontactmomenten") if one["contactmoment"] == row["url"]]
    assert [one["rol"].lower() for one in found["betrokkenen"]] == [one["rol"] for one in links]
    assert found["betrokkenen"][0] == {
        "rol": "GESPREKSPARTNER",
        "initiator": None,
        "volledigeNaam": None,
        "digitaleAdressen": None,
        "klantcontact": {"uuid": uuid},
        "partij": {"weergavenaam": "Suzanne de Vries"},
    }
    about = [one for one in records("objectcontactmomenten") if one["contactmoment"] == row["url"]]
    uuids = [one["object"].rpartition("/")[2] for one in about]
    assert [one["uuid"] for one in found["zaken"]] == uuids
    assert [one["onderwerpobjectidentificator"] for one in found["onderwerpobjecten"]] == [
        {"codeObjecttype": "zaak", "objectId": one} for one in uuids
    ]
    assert graph.calls["contactmomenten"] == 3
    assert graph.calls["klanten"] == 1


async def test_a_follow_up_leads_back_and_forth() -> None:
    row = next(one for one in records("contactmomenten") if one["volgendContactmoment"])
    with only(*OLD):
        graph = Graph()
    query = """query($u: String!) { klantcontact(url: $u) {
      url vorigKlantcontact { url } volgendKlantcontact { url vorigKlantcontact { url } } } }"""
    found = (await graph.ask(query, u=row["url"]))["klantcontact"]
    assert found["volgendKlantcontact"] == {
        "url": row["volgendContactmoment"],
        "vorigKlantcontact": {"url": row["url"]},
    }
    assert graph.calls == {"contactmomenten": 2}


@pytest.mark.parametrize("kind", ["niet_natuurlijk_persoon", "vestiging"])
async def test_companies_and_branches_are_found_by_their_numbers(kind: str) -> None:
    attribute = {"niet_natuurlijk_persoon": "innNnpId", "vestiging": "vestigingsNummer"}[kind]
    row = next(
        one
        for one in records("klanten")
        if one["subjectType"] == kind and one["subjectIdentificatie"][attribute]
    )
    number = row["subjectIdentificatie"][attribute]
    with only(*OLD):
        graph = Graph()
    if kind == "vestiging":
        query = """query($n: String!) { klant(vestigingsnummer: $n) {
          partij { url weergavenaam soortPartij } klantcontacten { url } } }"""
        found = (await graph.ask(query, n=number))["klant"]
        assert [one["url"] for one in found["klantcontacten"]] == [
            one["url"] for one in momenten_of(row)
        ]
    else:
        query = """query($i: ID!) { node(id: $i) { ... on Partij {
          partijIdentificatoren { subIdentificatoren { uuid } }
          bedrijf { rsin partij { url weergavenaam soortPartij } } } } }"""
        node = (await graph.ask(query, i=global_id("Partij", row["url"])))["node"]
        assert node["partijIdentificatoren"] == [{"subIdentificatoren": None}]
        found = node["bedrijf"]
        assert found["rsin"] == number
    name = row["bedrijfsnaam"]
    assert found["partij"] == {
        "url": row["url"],
        "weergavenaam": name,
        "soortPartij": "ORGANISATIE",
    }


async def test_a_kvk_nummer_finds_nobody_in_the_klanten_api_and_is_not_asked() -> None:
    with only(*OLD):
        graph = Graph()
    query = """{ klant(kvkNummer: "68750110") {
      partij { url } digitaleAdressen { adres } klantcontacten { url } } }"""
    found = (await graph.ask(query))["klant"]
    assert found == {"partij": None, "digitaleAdressen": [], "klantcontacten": []}
    assert not graph.calls


async def test_contacts_about_a_zaak_come_from_every_register_in_order_of_time() -> None:
    query = """query($u: UUID!) { zaak(uuid: $u) { klantcontacten { url plaatsgevondenOp } } }"""
    graph = Graph(also=OLD)
    rows = (await graph.ask(query, u=SHOWCASE_ZAAK_UUID))["zaak"]["klantcontacten"]
    older = [row for row in rows if "contactmomenten" in row["url"]]
    links = [
        one
        for one in records("objectcontactmomenten")
        if one["object"].endswith(SHOWCASE_ZAAK_UUID)
    ]
    assert {row["url"] for row in older} == {one["contactmoment"] for one in links}
    assert 0 < len(older) < len(rows)
    assert moments(rows) == sorted(moments(rows), reverse=True)
    assert graph.calls == {
        "openzaak-zaken": 1,
        "openklant": 1,
        "contactmomenten": 1 + len(links),
    }


async def test_a_zaak_of_another_zaaksysteem_has_its_contactmomenten() -> None:
    graph = Graph(also=(*OLD, "zaaksysteem"))
    extra = graph.sandbox.extra
    assert extra is not None
    link = extra.zaaksysteem.data.zaakcontactmomenten[0]
    query = "query($u: String!) { zaak(url: $u) { klantcontacten { url zaken { url } } } }"
    rows = (await graph.ask(query, u=link["zaak"]))["zaak"]["klantcontacten"]
    (row,) = [one for one in rows if one["url"] == link["contactmoment"]]
    assert {"url": link["zaak"]} in row["zaken"]


def test_whom_the_older_apis_are_about_is_known_to_the_log() -> None:
    row = klant_of(SUZANNE)
    record = KLANT.parse_one(msgspec.json.encode(row), "klanten")
    assert list(betrokkenen_in([record])) == [Betrokkene(BSN, SUZANNE)]
    asked = {
        "subjectNatuurlijkPersoon__inpBsn": (BSN, SUZANNE),
        "subjectNietNatuurlijkPersoon__innNnpId": (RSIN, "823288440"),
        "subjectVestigingVestigingsNummer": (VESTIGING, "000037178600"),
    }
    for name, (soort, number) in asked.items():
        assert list(betrokkenen_asked({name: number})) == [Betrokkene(soort, number)]


def test_moments_are_compared_as_moments() -> None:
    texts = ["2026-01-01T10:00:00+02:00", "2026-01-01T09:00:00Z", None, "gisteren", "2026-01-01"]
    rows = [ContactmomentRecord(url=str(at), plaatsgevonden_op=t) for at, t in enumerate(texts)]
    assert [row.url for row in newest_first(rows)] == ["1", "0", "4", "2", "3"]


def test_a_list_that_a_server_pages_against_its_standard_is_read() -> None:
    row = {"url": "https://k.nl/klantcontactmomenten/1", "rol": "gesprekspartner"}
    for body in ([row], {"count": 1, "next": None, "results": [row]}):
        page = contactmomenten.KLANTCONTACTMOMENT.parse_page(msgspec.json.encode(body), "k")
        assert [one.rol for one in page.results] == ["gesprekspartner"]
    assert CONTACTMOMENT.paged
