"""Documenten and besluiten records against real answers, and the GraphQL types over them."""

from __future__ import annotations

from typing import Any

import pytest
from test_types_catalogi import (
    URL,
    check_blank_is_none,
    check_news_is_accepted,
    check_nothing_is_lost,
    check_type_covers_record,
    declared_in,
    name_of,
    records_of,
)

from graph_support import Graph
from resolvers.documenten import object_as
from sandbox.zgw.dialect import Dialect
from schema import besluiten, document_parts, documenten, verzendingen
from schema.base import RECORD_TYPES
from sources.besluiten import resources as besluit_records
from sources.documenten import resources as document_records
from sources.documenten.resources import DocumentRecord, ObjectInformatieObjectRecord
from sources.records import Record
from sources.resource import Privacy, Resource
from sources.zaken.resources import ZAAK

RESOURCES: list[Resource[Any]] = [
    document_records.ENKELVOUDIGINFORMATIEOBJECT,
    document_records.OBJECTINFORMATIEOBJECT,
    document_records.GEBRUIKSRECHTEN,
    document_records.VERZENDING,
    besluit_records.BESLUIT,
    besluit_records.BESLUITINFORMATIEOBJECT,
]
MODULES = (documenten, document_parts, verzendingen, besluiten)


@pytest.mark.parametrize("resource", RESOURCES, ids=name_of)
def test_a_recorded_answer_is_read_whole(resource: Resource[Any]) -> None:
    check_nothing_is_lost(resource)


@pytest.mark.parametrize("record", records_of(RESOURCES), ids=name_of)
def test_an_empty_link_or_enumeration_is_none(record: type[Record]) -> None:
    check_blank_is_none(record)


@pytest.mark.parametrize("record", records_of(RESOURCES), ids=name_of)
def test_a_newer_standard_does_not_break_a_record(record: type[Record]) -> None:
    check_news_is_accepted(record)


@pytest.mark.parametrize(("record", "definition"), declared_in(*MODULES), ids=name_of)
def test_a_type_serves_its_whole_record(record: type[Record], definition: Any) -> None:
    check_type_covers_record(record, definition)


def test_every_record_has_a_type() -> None:
    assert set(records_of(RESOURCES)) == {record for record, _ in declared_in(*MODULES)}
    assert RECORD_TYPES[DocumentRecord] == "Document"


def test_documents_are_personal_and_their_relations_are_bare_arrays() -> None:
    assert {resource.privacy for resource in RESOURCES} == {Privacy.PERSONAL}
    assert [resource.path for resource in RESOURCES if not resource.paged] == [
        "objectinformatieobjecten",
        "gebruiksrechten",
        "besluitinformatieobjecten",
    ]


def test_a_document_has_no_uuid_and_takes_the_newer_properties() -> None:
    body = b'{"url": "%s", "inhoudIsVervallen": true, "tonenAanInitiator": false}' % URL.encode()
    document = document_records.ENKELVOUDIGINFORMATIEOBJECT.parse_one(body, "openzaak")
    assert document.inhoud_is_vervallen is True
    assert document.tonen_aan_initiator is False
    assert document.is_gereed_voor_publicatie is None
    assert not hasattr(document, "uuid")


@pytest.mark.parametrize(("kind", "link"), [("besluit", URL), ("iets_nieuws", URL), ("zaak", None)])
def test_a_relation_to_something_else_is_no_zaak(kind: str, link: str | None) -> None:
    relation = ObjectInformatieObjectRecord(url=URL, object=link, object_type=kind)
    info: Any = None
    assert object_as("zaak", ZAAK)(relation, info) is None


@pytest.mark.parametrize("name", ["adresBuitenland_1", "adresBuitenland1"])
def test_an_address_abroad_is_read_in_both_spellings(name: str) -> None:
    body = f'{{"url": "{URL}", "buitenlandsCorrespondentieadres": {{"{name}": "Rue 1"}}}}'
    found = document_records.VERZENDING.parse_one(body.encode(), "openzaak")
    assert found.buitenlands_correspondentieadres is not None
    assert found.buitenlands_correspondentieadres.adres_buitenland1 == "Rue 1"


@pytest.mark.parametrize("dialect", ["openzaak", "standard"])
async def test_a_verzending_goes_forth_and_back(dialect: Dialect) -> None:
    graph = Graph(dialect)
    bodies = graph.sandbox.zgw.data.verzendingen
    query = """query($url: String!) { document(url: $url) { url verzendingen {
      id url aardRelatie betrokkene contactPersoon verzenddatum mijnOverheid
      binnenlandsCorrespondentieadres { naamOpenbareRuimte huisnummer postcode }
      document { url } partij { url weergavenaam } contactpersoonActor { url naam }
    } } }"""
    body = bodies[0]
    document = (await graph.ask(query, url=body["informatieobject"]))["document"]
    found = next(row for row in document["verzendingen"] if row["url"] == body["url"])
    assert (found["aardRelatie"], found["mijnOverheid"]) == ("GEADRESSEERDE", False)
    adres = body["binnenlandsCorrespondentieadres"]
    assert found["binnenlandsCorrespondentieadres"] == {
        name: adres[name] for name in ("naamOpenbareRuimte", "huisnummer", "postcode")
    }
    assert found["document"] == {"url": document["url"]}
    assert found["partij"]["url"] == found["betrokkene"] == body["betrokkene"]
    assert found["contactpersoonActor"]["url"] == found["contactPersoon"]
    assert graph.calls == {"openzaak-documenten": 2, "openklant": 2}
    node = "query($id: ID!) { node(id: $id) { ... on Verzending { verzenddatum } } }"
    assert (await graph.ask(node, id=found["id"]))["node"] == {"verzenddatum": body["verzenddatum"]}


@pytest.mark.parametrize(
    "url",
    [
        None,
        "https://elders.example/partijen/7f2c3a0e-0000-4000-8000-000000000001",
        "http://openklant.sandbox/klantinteracties/api/v1/actoren/"
        "7f2c3a0e-0000-4000-8000-000000000001",
    ],
)
async def test_a_betrokkene_that_is_no_partij_here_is_only_a_url(
    url: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    graph = Graph()
    body = graph.sandbox.zgw.data.verzendingen[0]
    monkeypatch.setitem(body, "betrokkene", url or "")
    query = """query($url: String!) { opUrl(url: $url) {
      ... on Verzending { betrokkene partij { url } } } }"""
    found = (await graph.ask(query, url=body["url"]))["opUrl"]
    assert found == {"betrokkene": url, "partij": None}
