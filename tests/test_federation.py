"""The graph as a subgraph: what `_entities` reads and refuses, and who may read `_service`."""

from __future__ import annotations

import logging
import re
from pathlib import Path
from typing import Any

import pytest
from graphql import GraphQLInterfaceType, GraphQLObjectType
from issuer_support import ZGW_CLIENT
from klantregisters_support import OLD, records
from subgraph_support import (
    DOCUMENTEN,
    EDGES,
    ENTITIES,
    NAMES,
    NUMBER,
    PLAIN,
    ZAKEN,
    named,
    paths,
    persoon,
    subgraph,
    zaak,
)
from walk_support import ALSO, bag_objects, ids_of

import gateway
from graph_support import Graph
from resolvers.nodes import encode_id
from sandbox.brp.data import SHOWCASE_BSNS
from sandbox.zgw import SHOWCASE_ZAAK_IDENTIFICATIE
from schema.base import RESOURCE_TYPES
from schema.build import graphql_schema
from schema.federation import entity_keys, subgraph_sdl
from settings import GatewaySettings, Settings


async def test_zaken_by_any_key_of_a_record_share_one_zoek() -> None:
    graph = subgraph()
    asked = [zaak(3), zaak(4, "url"), zaak(5, "uuid"), zaak(3), zaak(3, "url")]
    data = await graph.ask(PLAIN, r=asked)
    assert data["_entities"] == named(3, 4, 5, 3, 3)
    assert paths(graph) == [("POST", "_zoek")]


async def test_what_is_selected_of_zaken_comes_in_the_same_zoek() -> None:
    graph = subgraph(strategy="fewest")
    data = await graph.ask(EDGES, r=[zaak(1), zaak(2), zaak(1, "url")])
    assert [row["identificatie"] for row in data["_entities"]] == [
        ZAKEN[place]["identificatie"] for place in (1, 2, 1)
    ]
    assert all(row["status"] and row["rollen"] for row in data["_entities"])
    assert paths(graph) == [("POST", "_zoek")]


@pytest.mark.parametrize("strategy", ["fastest", "fewest"])
async def test_zaken_are_read_as_nodes_reads_them(strategy: str) -> None:
    graph = subgraph(strategy=strategy)
    representations = [zaak(place) for place in range(1, 9)]
    entities = await graph.ask(EDGES, r=representations)
    asked = graph.asked
    graph = subgraph(strategy=strategy)
    text = EDGES.replace("$r: [_Any!]!", "$r: [ID!]!").replace(
        "_entities(representations", "nodes(ids"
    )
    nodes = await graph.ask(text, r=[item["id"] for item in representations])
    assert entities["_entities"] == nodes["nodes"]
    assert asked == graph.asked


@pytest.mark.parametrize("key", ["id", "url", "uuid"])
async def test_one_zaak_is_one_detail_read(key: str) -> None:
    graph = subgraph()
    assert (await graph.ask(PLAIN, r=[zaak(7, key)]))["_entities"] == named(7)
    assert paths(graph) == [("GET", ZAKEN[7]["uuid"])]


async def test_a_zaak_by_its_number_is_one_read_each() -> None:
    graph = subgraph()
    data = await graph.ask(PLAIN, r=[{"__typename": "Zaak", **NUMBER}])
    assert data["_entities"][0]["identificatie"] == SHOWCASE_ZAAK_IDENTIFICATIE
    assert paths(graph) == [("GET", "zaken")]


async def test_entities_of_several_registers_are_batched_per_register() -> None:
    graph = subgraph()
    await graph.warm()
    documents = [
        {"__typename": "Document", "id": encode_id("Document", "openzaak-documenten", uuid)}
        for uuid in (body["url"].rpartition("/")[2] for body in DOCUMENTEN[:3])
    ]
    types = [{"__typename": "Zaaktype", "url": ZAKEN[0]["zaaktype"]}] * 2
    persons = [persoon(bsn) for bsn in SHOWCASE_BSNS[:3]]
    data = await graph.ask(
        ENTITIES
        % """__typename ... on Zaak { identificatie } ... on Document { titel }
             ... on Zaaktype { identificatie } ... on Persoon { naam { volledigeNaam } }""",
        r=[documents[0], zaak(0), persons[0], *documents[1:], zaak(1), *types, *persons[1:]],
    )
    assert [row.pop("__typename") for row in data["_entities"]] == [
        *("Document", "Zaak", "Persoon", "Document", "Document", "Zaak"),
        *("Zaaktype", "Zaaktype", "Persoon", "Persoon"),
    ]
    assert all(all(row.values()) for row in data["_entities"])
    assert dict(graph.calls) == {"openzaak-zaken": 1, "openzaak-documenten": 1, "brp": 1}


async def test_an_interface_object_is_found_whatever_it_is() -> None:
    graph = subgraph()
    besluit = ids_of("Besluit")[0][0]
    asked = [{"__typename": "Node", "id": value} for value in (zaak(2)["id"], besluit)]
    data = await graph.ask(ENTITIES % "__typename ... on Node { id }", r=asked)
    assert data["_entities"] == [
        {"__typename": "Zaak", "id": zaak(2)["id"]},
        {"__typename": "Besluit", "id": besluit},
    ]


async def test_a_klant_of_the_older_api_and_its_parts_have_the_same_keys() -> None:
    graph = subgraph(also=OLD)
    klant = next(row for row in records("klanten") if row["emailadres"])
    text = "query($u: String) { partij(url: $u) { uuid id url digitaleAdressen { id url } } }"
    partij = (await graph.ask(text, u=klant["url"]))["partij"]
    adres = partij["digitaleAdressen"][0]
    graph.forget()
    asked = [
        *({"__typename": "Partij", key: partij[key]} for key in ("id", "url", "uuid")),
        *({"__typename": "DigitaalAdres", key: adres[key]} for key in ("id", "url")),
        {"__typename": "DigitaalAdres", "url": klant["url"]},
        {"__typename": "Partij", "url": adres["url"]},
    ]
    body = await graph.post(ENTITIES % "... on Node { id }", r=asked)
    found = [row and row["id"] for row in body["data"]["_entities"]]
    assert found == [partij["id"]] * 3 + [adres["id"]] * 2 + [None] * 2
    assert [error["extensions"]["code"] for error in body["errors"]] == ["BAD_USER_INPUT"] * 2
    assert dict(graph.calls) == {"klanten": 1, "openklant": 1}  # a uuid tells no register


MALFORMED: list[Any] = [
    999993653,
    "Zaak",
    {},
    {"__typename": "Query", "id": "x"},
    {"__typename": "Zaak"},
    {"__typename": "Zaak", "id": None},
    {"__typename": "Zaak", "id": 1},
    {"__typename": "Zaak", "id": {"$ne": ""}},
    {"__typename": "Zaak", "id": "999993653"},
    {"__typename": "Zaak", "id": encode_id("Document", "openzaak-zaken", ZAKEN[0]["uuid"])},
    {"__typename": "Zaak", "id": encode_id("Zaak", "openzaak-zaken", "../../catalogi")},
    {"__typename": "Zaak", "identificatie": "Z"},
    {"__typename": "Zaak", "uuid": "999993653"},
    {"__typename": "Medewerker", "identificatie": "jan"},
    {"__typename": "Persoon", "burgerservicenummer": "999993654"},
    {"__typename": "Bedrijf", "kvkNummer": "1"},
    {"__typename": "Pand", "identificatie": "0518100000000001"},
]


async def test_a_malformed_representation_is_an_error_on_its_own_place() -> None:
    graph = subgraph()
    body = await graph.post(PLAIN, r=[zaak(0), *MALFORMED, zaak(1)])
    answers = body["data"]["_entities"]
    assert [answers[0], answers[-1]] == named(0, 1)
    assert answers[1:-1] == [None] * len(MALFORMED)
    assert [error["path"] for error in body["errors"]] == [
        ["_entities", place] for place in range(1, len(MALFORMED) + 1)
    ]
    codes = [error["extensions"]["code"] for error in body["errors"]]
    assert codes == ["BAD_USER_INPUT"] * (len(codes) - 1) + ["UPSTREAM_NOT_CONFIGURED"]
    assert not any(re.search(r"[0-9]{2}", error["message"]) for error in body["errors"])
    assert paths(graph) == [("POST", "_zoek")]


async def test_what_is_absent_is_null_and_no_error() -> None:
    graph = subgraph()
    gone = "00000000-0000-4000-8000-000000000000"
    asked = [
        {"__typename": "Zaak", "id": encode_id("Zaak", "openzaak-zaken", gone)},
        {"__typename": "Zaak", "id": encode_id("Zaak", "nergens", gone)},
    ]
    assert (await graph.ask(NAMES, r=asked))["_entities"] == [None, None]


async def test_a_link_to_another_type_or_place_is_refused_unread() -> None:
    graph = subgraph()
    asked = [
        {"__typename": "Zaak", "url": ZAKEN[0]["zaaktype"]},
        {"__typename": "Zaak", "url": "http://elders.example/zaken/1"},
    ]
    body = await graph.post(NAMES, r=asked)
    assert body["data"]["_entities"] == [None, None]
    assert len(body["errors"]) == 2
    assert paths(graph) == []


async def test_a_register_that_fails_leaves_the_others_standing() -> None:
    graph = subgraph(also=("bag",))
    graph.sandbox.faults.set("openzaak-documenten", status=500)
    document = {"__typename": "Document", "url": DOCUMENTEN[0]["url"]}
    body = await graph.post(PLAIN, r=[zaak(0), document, zaak(1)])
    assert body["data"]["_entities"] == [*named(0), None, *named(1)]
    assert [error["path"] for error in body["errors"]] == [["_entities", 1]]


async def test_how_many_representations_there_may_be_is_bounded() -> None:
    graph = subgraph()
    body = await graph.post(PLAIN, r=[zaak(0)] * 251)
    assert body["errors"][0]["extensions"]["code"] == "DOCUMENT_LIMIT_EXCEEDED"
    assert paths(graph) == []


async def test_a_bsn_stands_in_a_variable_and_reaches_no_url_log_or_error(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    graph, bsn = subgraph(), SHOWCASE_BSNS[0]
    fields = "... on Persoon { burgerservicenummer leeftijd }"
    data = await graph.ask(ENTITIES % fields, r=[persoon(bsn)])
    assert data["_entities"][0]["burgerservicenummer"] == bsn
    assert dict(graph.calls) == {"brp": 1}
    assert not any(bsn in path + query for _, path, query, _ in graph.asked)
    literal = f'[{{__typename: "Persoon", burgerservicenummer: "{bsn}"}}]'
    graph.forget()
    body = await graph.post(f"{{ _entities(representations: {literal}) {{ {fields} }} }}")
    assert body["data"]["_entities"] == [None]
    assert "variable" in body["errors"][0]["message"]
    assert bsn not in str(body)
    assert bsn not in caplog.text
    assert sum(graph.calls.values()) == 0


async def test_a_key_in_the_document_itself_is_served_when_it_is_not_personal() -> None:
    literal = f'[{{__typename: "Zaak", url: "{ZAKEN[0]["url"]}"}}]'
    text = f"{{ _entities(representations: {literal}) {{ ... on Zaak {{ identificatie }} }} }}"
    data = await subgraph().ask(text)
    assert data["_entities"] == [{"identificatie": ZAKEN[0]["identificatie"]}]


async def test_an_address_is_an_entity_and_must_be_of_its_kind() -> None:
    graph = subgraph(also=("bag",))
    objects = bag_objects()
    object_ = objects["adresseerbaarObject"][0]
    asked = [
        {"__typename": "Adres", "nummeraanduidingIdentificatie": objects["adres"][0]},
        {"__typename": "Verblijfsobject", "identificatie": object_},
        {"__typename": "AdresseerbaarObject", "identificatie": object_},
        {"__typename": "Ligplaats", "identificatie": object_},
        {"__typename": "Pand", "identificatie": objects["pand"][0]},
    ]
    body = await graph.post(NAMES, r=asked)
    assert [row and row["__typename"] for row in body["data"]["_entities"]] == [
        *("Adres", "Verblijfsobject", "Verblijfsobject", None, "Pand")
    ]
    (error,) = body["errors"]
    assert (error["path"], error["extensions"]["code"]) == (["_entities", 3], "BAD_USER_INPUT")
    assert dict(graph.calls) == {"bag": 3}


async def test_companies_and_branches_are_read_when_something_of_them_is_asked() -> None:
    graph = subgraph(also=("kvk",))
    asked = [
        {"__typename": "Bedrijf", "kvkNummer": "68750110"},
        {"__typename": "Vestiging", "vestigingsnummer": "000037178600"},
    ]
    await graph.ask(ENTITIES % "... on Bedrijf { kvkNummer }", r=asked)
    assert sum(graph.calls.values()) == 0
    fields = "... on Bedrijf { weergavenaam } ... on Vestiging { weergavenaam }"
    data = await graph.ask(ENTITIES % fields, r=asked)
    assert all(row["weergavenaam"] for row in data["_entities"])
    assert dict(graph.calls) == {"kvk": 2}


async def test_graphql_core_answers_the_same() -> None:
    asked = [zaak(0), *MALFORMED[:2], zaak(1, "url"), persoon(SHOWCASE_BSNS[1])]
    ours, theirs = [await subgraph(planner=on).post(EDGES, r=asked) for on in (True, False)]
    assert ours["data"] == theirs["data"]
    assert [(e["path"], e["message"]) for e in ours["errors"]] == [
        (e["path"], e["message"]) for e in theirs["errors"]
    ]


async def test_service_is_no_introspection() -> None:
    graph = subgraph(introspection=False)
    data = await graph.ask("{ _service { sdl } }")
    assert data["_service"]["sdl"] == subgraph_sdl(gateway.build_schema())
    body = await graph.post("{ __schema { queryType { name } } }")
    assert body["errors"][0]["extensions"]["code"] == "GRAPHQL_VALIDATION_FAILED"


async def test_who_is_not_admitted_reads_no_service() -> None:
    settings = Settings(
        gateway=GatewaySettings(federation=True, development=False),
        upstreams=(),
        clients=(ZGW_CLIENT,),
    )
    graph = subgraph()
    graph.app = gateway.build_app(settings, graph.sandbox)
    graph.http._transport.app = graph.app  # type: ignore[attr-defined]
    response = await graph.http.post("/graphql", json={"query": "{ _service { sdl } }"})
    assert response.status_code == 401
    assert "sdl" not in response.text


async def test_without_the_setting_the_graph_is_no_subgraph() -> None:
    graph = Graph()
    for text in ("{ _service { sdl } }", PLAIN):
        body = await graph.post(text, r=[zaak(0)])
        assert body["errors"][0]["extensions"]["code"] == "GRAPHQL_VALIDATION_FAILED"


def test_the_documented_configuration_of_a_router_is_the_one_that_is_tested() -> None:
    root = Path(__file__).parent
    config = (root / "federatie" / "gateway.config.mjs").read_text("utf-8")
    page = (root.parent / "docs" / "federation.md").read_text("utf-8")
    shown = page.split("```js\n")[1].split("```")[0]
    assert shown in config
    for names in (key.fields for keys in entity_keys().values() for key in keys):
        assert f"`{' '.join(names)}`" in page


def test_the_keys_are_fields_of_their_types() -> None:
    core = graphql_schema(gateway.build_schema())
    for name, keys in entity_keys().items():
        kind = core.type_map[name]
        assert isinstance(kind, GraphQLObjectType | GraphQLInterfaceType)
        for key in keys:
            assert set(key.fields) <= kind.fields.keys(), name
    assert entity_keys().keys() >= RESOURCE_TYPES.keys()


def test_the_sdl_of_the_subgraph_says_what_is_what() -> None:
    sdl = subgraph_sdl(gateway.build_schema())
    for line in (
        'interface Node @key(fields: "id") {',
        "type PageInfo @shareable {",
        'type Persoon implements Klant @key(fields: "burgerservicenummer") {',
        '  burgerservicenummer: String! @tag(name: "bsn")',
    ):
        assert f"\n{line}\n" in sdl
    assert "_entities" not in sdl
    tagged = [line for line in sdl.splitlines() if '@tag(name: "openbaar")' in line]
    assert any(line.startswith("type Zaaktype ") for line in tagged)
    assert not any(line.startswith(("type Zaak ", "type Persoon ")) for line in tagged)


async def test_every_type_with_an_id_is_found_by_its_id_and_its_url() -> None:
    graph = subgraph(also=ALSO)
    for name in RESOURCE_TYPES:
        (identifier, url), *_ = ids_of(name)
        asked = [{"__typename": name, "id": identifier}, {"__typename": name, "url": url}]
        data = await graph.ask(ENTITIES % "__typename ... on Node { id url }", r=asked)
        assert data["_entities"] == [{"__typename": name, "id": identifier, "url": url}] * 2
