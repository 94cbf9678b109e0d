"""What belongs to a partij: identificatoren, categorieën, vertegenwoordigingen, rekeningen."""

from __future__ import annotations

from typing import Any

import pytest
from graphql import GraphQLUnionType

from graph_support import Graph
from resolvers.partijen import actoren_of_klantcontact, document_of_bijlage, per_kind
from sandbox.brp.data import SHOWCASE_BSNS
from schema.build import build, graphql_schema
from schema.query import TYPES, Query
from sources.errors import ContractError
from sources.klantinteracties import resources as records
from sources.klantinteracties.groups import ACTOREN, PARTIJEN, Identificator
from sources.klantinteracties.resources import ActorRecord, BijlageRecord, KlantcontactRecord

URL = "http://openklant.sandbox/klantinteracties/api/v1/actoren/7f2c3a0e-0000-4000-8000-00000001"
NO_INFO: Any = None
KVK = "68750110"


async def of_partij(graph: Graph, selection: str, bsn: str = SHOWCASE_BSNS[0]) -> Any:
    """Return what is selected of the partij of a person."""
    query = f"query($bsn: BSN!) {{ klant(bsn: $bsn) {{ partij {{ {selection} }} }} }}"
    return (await graph.ask(query, bsn=bsn))["klant"]["partij"]


async def test_identificatoren_come_with_the_partij_and_lead_back() -> None:
    graph = Graph()
    partij = await of_partij(
        graph,
        """uuid partijIdentificatoren {
          id url partij { uuid } subIdentificatorVan { id } subIdentificatoren { id }
          partijIdentificator { codeObjecttype codeRegister codeSoortObjectId objectId }
        }""",
    )
    [found] = partij["partijIdentificatoren"]
    assert found["partijIdentificator"] == {
        "codeObjecttype": "natuurlijk_persoon",
        "codeRegister": "brp",
        "codeSoortObjectId": "bsn",
        "objectId": SHOWCASE_BSNS[0],
    }
    assert found["partij"] == {"uuid": partij["uuid"]}
    assert (found["subIdentificatorVan"], found["subIdentificatoren"]) == (None, [])
    assert graph.calls == {"openklant": 1}
    again = "query($id: ID!) { node(id: $id) { url ... on Partijidentificator { uuid } } }"
    node = (await graph.ask(again, id=found["id"]))["node"]
    assert node["url"] == found["url"]
    assert node["url"].endswith(f"/partij-identificatoren/{node['uuid']}")


async def test_a_vestigingsnummer_lies_below_the_kvk_nummer() -> None:
    graph = Graph()
    query = """query($kvk: String!) { klant(kvkNummer: $kvk) { partij { partijIdentificatoren {
      partijIdentificator { codeSoortObjectId }
      subIdentificatorVan { partijIdentificator { codeSoortObjectId } }
      subIdentificatoren { partijIdentificator { codeSoortObjectId } }
    } } } }"""
    rows = (await graph.ask(query, kvk=KVK))["klant"]["partij"]["partijIdentificatoren"]
    kvk = {"partijIdentificator": {"codeSoortObjectId": "kvk_nummer"}}
    vestiging = {"partijIdentificator": {"codeSoortObjectId": "vestigingsnummer"}}
    rsin = {"partijIdentificator": {"codeSoortObjectId": "rsin"}}
    assert rows == [
        {**kvk, "subIdentificatorVan": None, "subIdentificatoren": [vestiging]},
        {**vestiging, "subIdentificatorVan": kvk, "subIdentificatoren": []},
        {**rsin, "subIdentificatorVan": None, "subIdentificatoren": []},
    ]
    details = [path for _, path, _, _ in graph.asked if "/partij-identificatoren/" in path]
    assert details == []


async def test_a_categorie_leads_to_its_partijen() -> None:
    graph = Graph()
    partij = await of_partij(graph, "uuid categorieRelaties { categorieNaam beginDatum eindDatum }")
    [short] = partij["categorieRelaties"]
    assert (short["categorieNaam"], short["eindDatum"]) == ("Mantelzorger", None)
    assert graph.calls == {"openklant": 1}
    partij = await of_partij(
        graph,
        """uuid categorieRelaties {
          partij { uuid }
          categorie { naam categorieRelaties { categorieNaam uuid partij { uuid } } }
        }""",
    )
    [relatie] = partij["categorieRelaties"]
    assert relatie["partij"] == {"uuid": partij["uuid"]}
    assert relatie["categorie"]["naam"] == "Mantelzorger"
    back = relatie["categorie"]["categorieRelaties"]
    assert {row["categorieNaam"] for row in back} == {"Mantelzorger"}
    assert partij["uuid"] in {row["partij"]["uuid"] for row in back}


async def test_vertegenwoordigingen_are_followed_both_ways() -> None:
    graph = Graph()
    ouder = await of_partij(
        graph,
        """uuid vertegenwoordigers { uuid }
        vertegenwoordigden { uuid vertegenwoordigers { uuid } }
        vertegenwoordigingen {
          vertegenwoordigendePartij { uuid } vertegenwoordigdePartij { uuid }
        }""",
    )
    assert ouder["vertegenwoordigers"] == []
    kinderen = [kind["uuid"] for kind in ouder["vertegenwoordigden"]]
    assert len(kinderen) == 2
    for kind in ouder["vertegenwoordigden"]:
        assert len(kind["vertegenwoordigers"]) == 2
        assert {"uuid": ouder["uuid"]} in kind["vertegenwoordigers"]
    for row in ouder["vertegenwoordigingen"]:
        assert row["vertegenwoordigendePartij"] == {"uuid": ouder["uuid"]}
        assert row["vertegenwoordigdePartij"]["uuid"] in kinderen


async def test_who_represents_nobody_costs_no_call() -> None:
    graph = Graph()
    partij = await of_partij(graph, "vertegenwoordigingen { uuid }", SHOWCASE_BSNS[2])
    assert partij == {"vertegenwoordigingen": []}
    assert graph.calls == {"openklant": 1}


async def test_a_rekeningnummer_belongs_to_its_partij() -> None:
    graph = Graph()
    partij = await of_partij(
        graph, "uuid rekeningnummers { iban bic partij { uuid } } voorkeursRekeningnummer { iban }"
    )
    [rekening] = partij["rekeningnummers"]
    assert rekening["partij"] == {"uuid": partij["uuid"]}
    assert rekening["iban"].startswith("NL")
    assert partij["voorkeursRekeningnummer"] == {"iban": rekening["iban"]}


async def test_the_actoren_of_a_klantcontact_come_along_with_it() -> None:
    graph = Graph()
    partij = await of_partij(
        graph,
        """klantcontacten { actoren {
          naam soortActor internetaken { actoren { naam } }
          actorIdentificatie { ... on MedewerkerActorIdentificatie { functie emailadres } }
        } }""",
    )
    actoren = [actor for contact in partij["klantcontacten"] for actor in contact["actoren"]]
    assert len(actoren) == 3
    for actor in actoren:
        assert actor["soortActor"] == "MEDEWERKER"
        assert actor["actorIdentificatie"]["functie"]
        for taak in actor["internetaken"]:
            assert actor["naam"] in [one["naam"] for one in taak["actoren"]]


async def test_only_the_actoren_of_a_klantcontact_cost_nothing() -> None:
    graph = Graph()
    query = "{ klantcontacten(first: 20) { nodes { actoren { id url naam } } } }"
    nodes = (await graph.ask(query))["klantcontacten"]["nodes"]
    assert all(actor["naam"] for contact in nodes for actor in contact["actoren"])
    assert graph.calls == {"openklant": 1}


async def test_a_malformed_actor_is_an_error_on_that_item_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    graph = Graph()
    query = "query($bsn: BSN!) { klant(bsn: $bsn) { klantcontacten { actoren { uuid } } } }"
    whole = (await graph.ask(query, bsn=SHOWCASE_BSNS[0]))["klant"]["klantcontacten"]
    actoren = graph.sandbox.klanten.data.resources["actoren"]
    monkeypatch.setitem(actoren[whole[1]["actoren"][0]["uuid"]], "soortActor", 7)
    body = await graph.post(query, bsn=SHOWCASE_BSNS[0])
    [error] = body["errors"]
    assert error["path"] == ["klant", "klantcontacten", 1, "actoren", 0]
    assert error["extensions"]["code"] == "UPSTREAM_CONTRACT"
    found = body["data"]["klant"]["klantcontacten"]
    assert [contact["actoren"] for contact in found] == [
        whole[0]["actoren"],
        [None],
        whole[2]["actoren"],
    ]


async def test_an_actor_that_is_only_a_link_is_followed(monkeypatch: pytest.MonkeyPatch) -> None:
    graph = Graph()
    contact = graph.sandbox.klanten.data.list("klantcontacten")[0]
    [actor] = contact["hadBetrokkenActoren"]
    link = {"uuid": actor["uuid"], "url": actor["url"]}
    monkeypatch.setitem(contact, "hadBetrokkenActoren", [link, {"uuid": actor["uuid"]}])
    query = "query($uuid: UUID!) { klantcontact(uuid: $uuid) { actoren { naam } } }"
    body = await graph.post(query, uuid=contact["uuid"])
    assert body["data"]["klantcontact"]["actoren"] == [{"naam": actor["naam"]}, None]
    assert [error["path"][-1] for error in body["errors"]] == [1]


@pytest.mark.parametrize("absent", [None, []])
def test_a_klantcontact_without_actoren_has_an_empty_list(absent: Any) -> None:
    info: Any = type("Info", (), {"context": None})()
    contact = KlantcontactRecord(url=URL, had_betrokken_actoren=absent)
    assert actoren_of_klantcontact(contact, info) == []


async def test_a_bijlage_about_a_zaak_leads_to_its_document() -> None:
    graph = Graph()
    query = """{ klantcontacten(first: 100) { nodes {
      zaken { documenten { url } } bijlagen { document { url titel } }
    } } }"""
    nodes = (await graph.ask(query))["klantcontacten"]["nodes"]
    found = [
        (bijlage["document"], node["zaken"])
        for node in nodes
        for bijlage in node["bijlagen"]
        if bijlage["document"]
    ]
    assert found
    for document, zaken in found:
        assert document["url"] in {row["url"] for zaak in zaken for row in zaak["documenten"]}


@pytest.mark.parametrize(
    "found",
    [
        None,
        Identificator(object_id="x", code_objecttype="enkelvoudiginformatieobject"),
        Identificator(object_id="../zaken", code_objecttype="enkelvoudiginformatieobject"),
        Identificator(code_objecttype="enkelvoudiginformatieobject"),
        Identificator(object_id="7f2c3a0e-0000-4000-8000-000000000001", code_objecttype="foto"),
    ],
)
def test_a_bijlage_that_names_no_document_has_none(found: Identificator | None) -> None:
    assert document_of_bijlage(BijlageRecord(url=URL, bijlageidentificator=found), NO_INFO) is None


@pytest.mark.parametrize(
    ("name", "kinds"), [("PartijIdentificatie", PARTIJEN), ("ActorIdentificatie", ACTOREN)]
)
def test_every_kind_has_its_own_type(name: str, kinds: dict[str, Any]) -> None:
    union = graphql_schema(build(Query, TYPES)).type_map[name]
    assert isinstance(union, GraphQLUnionType)
    assert len(union.types) == len(kinds)


def test_a_kind_of_tomorrow_is_null_and_a_malformed_part_an_error() -> None:
    identificatie = per_kind("actor_identificatie", "soort_actor", ACTOREN)
    new = ActorRecord(url=URL, soort_actor="robot", actor_identificatie={"functie": "x"})
    assert identificatie(new, NO_INFO) is None
    assert identificatie(ActorRecord(url=URL, soort_actor="medewerker"), NO_INFO) is None
    bad = ActorRecord(url=URL, soort_actor="medewerker", actor_identificatie={"functie": 7})
    with pytest.raises(ContractError):
        identificatie(bad, NO_INFO)


async def test_every_actor_of_the_sandbox_has_its_kind() -> None:
    graph = Graph()
    rows = graph.sandbox.klanten.data.list("actoren")
    seen = {}
    for row in rows:
        query = """query($url: String!) { opUrl(url: $url) {
          ... on Actor { soortActor actorIdentificatie { __typename } } } }"""
        actor = (await graph.ask(query, url=row["url"]))["opUrl"]
        seen[actor["soortActor"]] = actor["actorIdentificatie"]["__typename"]
    assert seen == {
        "MEDEWERKER": "MedewerkerActorIdentificatie",
        "GEAUTOMATISEERDE_ACTOR": "GeautomatiseerdeActorIdentificatie",
        "ORGANISATORISCHE_EENHEID": "OrganisatorischeEenheidActorIdentificatie",
    }


def test_the_name_of_a_partij_is_text_or_nothing() -> None:
    odd = records.PartijRecord(url=URL, partij_identificatie={"naam": 7})
    assert odd.weergavenaam is None
    assert records.PartijRecord(url=URL).weergavenaam is None
