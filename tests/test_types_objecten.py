"""Objects and objecttypes in the graph: their data, their edges, and how often they are read."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest
from objectgraph_support import (
    ALSO,
    NAMES,
    WARM,
    current,
    in_urls,
    matching,
    objects_of,
    reads,
    type_url,
)

from graph_support import Graph
from sandbox.landscape import OBJECTEN_ROOT
from sandbox.objecten.objecttypen import BOOM, MELDING, TAAK
from sources.objecten import resources as records
from sources.objecten.resources import as_search
from spec_support import load_spec_named

OWN = {"_object", "_type", "_shown", "_whole"}
"""What the gateway notes on a record itself."""
BSN = "999993653"


def names_of(record: type[Any]) -> set[str]:
    """Return the properties a record reads."""
    return {field.encode_name for field in msgspec.structs.fields(record)} - OWN


@pytest.mark.parametrize(
    ("record", "schema", "left_out"),
    [
        (records.ObjectRecord, "Object", set()),
        (records.ObjectInhoudRecord, "ObjectRecord", set()),
        (records.ObjectInhoudRecord, "HistoryRecord", set()),
        (records.Referentie, "Reference", set()),
        (records.ObjecttypeRecord, "ObjectType", {"versions", "linkableToZaken"}),
        (records.ObjecttypeVersieRecord, "ObjectTypeVersion", set()),
        (records.PermissieRecord, "Permission", {"mode"}),
    ],
)
def test_every_property_of_the_document_is_read(
    record: type[Any], schema: str, left_out: set[str]
) -> None:
    told = {name for name, _ in load_spec_named("objects").properties(schema)}
    read = names_of(record)
    assert told - read <= left_out
    assert read - told <= ({"url", "references"} if schema.endswith("Record") else set())


def test_a_search_sends_what_the_document_knows_and_the_server_reads() -> None:
    """The days and the order are documented for the body; the server reads them in the query."""
    spec = load_spec_named("objects").document["paths"]["/objects/search"]["post"]
    parts = spec["requestBody"]["content"]["application/json"]["schema"]["allOf"]
    known = {"geometry", *parts[1]["properties"]}
    params = {
        "type": type_url(BOOM),
        "typeVersion": "2",
        "date": "2026-01-01",
        "ordering": "-record__data__hoogte",
        "fields": "url",
        "data": json.dumps(["a__exact__1", "b__exact__x, y", "c__in__p|q"]),
        "data_icontains": "eik",
        "geometry": '{"type":"Polygon","coordinates":[]}',
    }
    body, query = as_search(params)
    assert set(body) <= known
    assert body["data_attrs"] == "a__exact__1,c__in__p|q"
    assert body["data_attr"] == "b__exact__x, y"
    assert (body["typeVersion"], body["geometry"]["within"]["type"]) == (2, "Polygon")
    assert query == {name: params[name] for name in ("date", "ordering", "fields")}


async def test_types_and_versions_come_from_the_cache_and_tell_their_fields() -> None:
    graph = Graph(also=ALSO)
    asked = f"""{{ objecttype(uuid: "{BOOM.uuid}") {{
        name dataClassification updateFrequency
        versies {{ version status objecttype {{ uuid }}
          velden {{ pad soort verplicht waarden omschrijving }} }} }}
      objecttypen {{ name }} }}"""
    data = await graph.ask(asked)
    assert reads(graph) == {"GET v2/objecttypes": 1, "GET {}/versions": 1}
    assert await graph.ask(asked) == data
    assert sum(graph.calls.values()) == 2
    assert {row["name"] for row in data["objecttypen"]} == set(NAMES.values())
    found = data["objecttype"]
    assert (found["dataClassification"], found["updateFrequency"]) == ("OPEN", "DAILY")
    versies = {row["version"]: row for row in found["versies"]}
    assert {number: row["status"] for number, row in versies.items()} == {
        1: "DEPRECATED",
        2: "PUBLISHED",
    }
    assert versies[1]["objecttype"] == {"uuid": BOOM.uuid}
    velden = {row["pad"]: row for row in versies[2]["velden"]}
    assert velden["locatie.huisnummer"]["soort"] == "GEHEEL_GETAL"
    assert velden["laatsteInspectie"]["soort"] == "DATUM"
    assert velden["conditie"]["waarden"] == ["goed", "matig", "slecht"]
    assert velden["hoogte"]["omschrijving"] == "Hoogte in meters."
    assert velden["monumentaal"]["verplicht"] is True
    assert "monumentaal" not in {row["pad"] for row in versies[1]["velden"]}


async def test_an_object_and_its_type_are_found_again_by_id_and_by_url() -> None:
    graph = Graph(also=ALSO)
    uuid = objects_of(BOOM)[0].uuid
    data = await graph.ask(f'{{ object(uuid: "{uuid}") {{ id url objecttype {{ id url }} }} }}')
    for found in (data["object"], data["object"]["objecttype"]):
        again = await graph.ask(
            "query($id: ID!, $url: String!) { node(id: $id) { url } opUrl(url: $url) { id } }",
            id=found["id"],
            url=found["url"],
        )
        assert again == {"node": {"url": found["url"]}, "opUrl": {"id": found["id"]}}


async def test_parts_of_the_data_have_a_kind_and_a_definition_of_their_own_version() -> None:
    graph = Graph(also=ALSO)
    await graph.ask(WARM)
    graph.forget()
    item = objects_of(MELDING)[0]
    record = current(item)
    assert record is not None
    inside = "soort waarde tekst getal jaNee datum teksten definitie { titel soort verplicht }"
    pads = ("spoed", "aantalFotos", "gemeldOp", "trefwoorden", "locatie.straat", "nergens", "zaak")
    asked = " ".join(f'v{n}: veld(pad: "{pad}") {{ {inside} }}' for n, pad in enumerate(pads))
    data = await graph.ask(
        f'{{ object(uuid: "{item.uuid}") {{ record {{ data isVolledig velden {{ pad waarde }} '
        f"{asked} versie {{ version }} }} }} }}"
    )
    found = data["object"]["record"]
    assert reads(graph) == {"GET objects/{}": 1, "GET v2/permissions": 1}
    assert found["data"] == record.data
    assert found["isVolledig"] is True
    spoed, fotos, gemeld, woorden, straat, nergens, zaak = (found[f"v{n}"] for n in range(7))
    assert (spoed["soort"], spoed["jaNee"], spoed["getal"]) == (
        "JA_NEE",
        record.data["spoed"],
        None,
    )
    assert (fotos["soort"], fotos["getal"]) == ("GEHEEL_GETAL", record.data["aantalFotos"])
    assert (gemeld["soort"], gemeld["datum"]) == ("DATUM", record.data["gemeldOp"])
    assert (woorden["soort"], woorden["teksten"]) == ("LIJST", record.data["trefwoorden"])
    assert straat["tekst"] == record.data["locatie"]["straat"]
    assert nergens is None
    assert (zaak["soort"], zaak["definitie"]["soort"]) == ("TEKST", "VERWIJZING")
    assert spoed["definitie"] == {"titel": None, "soort": "JA_NEE", "verplicht": False}
    flat = {row["pad"]: row["waarde"] for row in found["velden"]}
    assert flat["locatie.huisnummer"] == record.data["locatie"]["huisnummer"]
    assert "locatie" not in flat
    assert found["versie"] == {"version": 1}


def objects_of_zaken(graph: Graph) -> list[dict[str, Any]]:
    """Return the zaakobjecten that name an object of the Objects API."""
    rows: list[dict[str, Any]] = graph.sandbox.zgw.data.zaakobjecten
    return [row for row in rows if row["object"].startswith(OBJECTEN_ROOT)]


async def test_the_objects_of_a_zaak_cost_one_call_each_and_lead_back() -> None:
    """S8: the zaakobjecten come along with the zaak, and then one call per object."""
    graph = Graph(also=ALSO)
    await graph.ask(WARM)
    linked = objects_of_zaken(graph)
    zaken = list(dict.fromkeys(row["zaak"] for row in linked))[:3]
    graph.forget()
    data = await graph.ask(
        f'{{ zaak(url: "{zaken[0]}") {{ url objecten {{ url objecttype {{ name }} }} '
        "zaakobjecten { object objectInRegister { url } } } }"
    )
    urls = [row["object"] for row in linked if row["zaak"] == zaken[0]]
    assert [row["url"] for row in data["zaak"]["objecten"]] == urls
    for row in data["zaak"]["zaakobjecten"]:
        expected = {"url": row["object"]} if row["object"] in urls else None
        assert row["objectInRegister"] == expected
    assert reads(graph) == {"GET zaken/{}": 1, "GET objects/{}": len(urls)}
    graph.forget()
    back = await graph.ask(f'{{ object(url: "{urls[0]}") {{ zaken {{ url }} }} }}')
    assert back["object"]["zaken"] == [{"url": zaken[0]}]
    assert reads(graph) == {
        "GET objects/{}": 1,
        "GET v1/zaakobjecten": 1,
        "GET zaken/{}": 1,
    }


async def test_a_page_of_zaken_brings_the_zaakobjecten_along() -> None:
    graph = Graph(also=ALSO, strategy="fewest")
    await graph.ask("{ zaken(first: 1) { nodes { url } } }")
    graph.forget()
    data = await graph.ask("{ zaken(first: 50) { nodes { url objecten { uuid } } } }")
    nodes = data["zaken"]["nodes"]
    urls = {zaak["url"] for zaak in nodes}
    linked = {row["object"] for row in objects_of_zaken(graph) if row["zaak"] in urls}
    assert len(linked) > 2
    assert len([row for zaak in nodes for row in zaak["objecten"]]) >= len(linked)
    assert reads(graph) == {"GET v1/zaken": 1, "GET objects/{}": len(linked)}


async def test_without_an_objects_api_the_edge_says_so_and_the_zaak_stands() -> None:
    graph = Graph()
    row = next(row for row in graph.sandbox.zgw.data.zaakobjecten if row["object"])
    uuid = row["zaak"].rpartition("/")[2]
    body = await graph.post(f'{{ zaak(uuid: "{uuid}") {{ uuid objecten {{ url }} }} }}')
    assert body["data"]["zaak"] == {"uuid": uuid, "objecten": None}
    assert body["errors"][0]["extensions"]["code"] == "UPSTREAM_NOT_CONFIGURED"


async def test_an_object_that_fails_is_an_error_on_that_object_alone() -> None:
    graph = Graph(also=ALSO)
    row = objects_of_zaken(graph)[0]
    graph.sandbox.faults.set("objecten", status=500)
    body = await graph.post(f'{{ zaak(url: "{row["zaak"]}") {{ url objecten {{ url }} }} }}')
    graph.sandbox.faults.clear()
    assert body["data"]["zaak"]["url"] == row["zaak"]
    assert None in body["data"]["zaak"]["objecten"]
    assert body["errors"][0]["extensions"]["code"] == "UPSTREAM_UNAVAILABLE"


async def test_what_an_object_held_and_will_hold() -> None:
    """The server reads `date` of a search in its query string; it goes along in the body too."""
    graph = Graph(also=ALSO)
    item = next(item for item in objects_of(BOOM) if len(item.records) > 3)
    data = await graph.ask(
        f'{{ object(uuid: "{item.uuid}") {{ record {{ index }} '
        'historie { index startAt correctedBy veld(pad: "hoogte") { getal } } } }'
    )
    rows = data["object"]["historie"]
    assert [row["index"] for row in rows] == [record.index for record in item.records]
    assert [row["veld"]["getal"] for row in rows] == [rec.data["hoogte"] for rec in item.records]
    now = current(item)
    assert now is not None
    assert data["object"]["record"]["index"] == now.index < len(item.records)
    for argument, name in (("datum", "date"), ("registratiedatum", "registrationDate")):
        graph.forget()
        later = await graph.ask(
            f'{{ objecten(objecttype: "{BOOM.uuid}", {argument}: "2099-01-01", first: 1, '
            'filter: { velden: [{ pad: "conditie", tekst: "slecht" }] }) { totalCount } }'
        )
        slecht = matching(BOOM, lambda data: data["conditie"] == "slecht", "2099-01-01")
        assert later["objecten"]["totalCount"] == len(slecht)
        (_, _, query, sent) = graph.asked[-1]
        assert f"{name}=2099-01-01" in query
        assert json.loads(sent)[name] == "2099-01-01"
    assert len(slecht) > len(matching(BOOM, lambda data: data["conditie"] == "slecht"))


async def test_pages_of_a_search_hold_each_object_once_and_in_order() -> None:
    graph = Graph(also=ALSO)
    question = """query($type: String!, $after: String) { objecten(
        objecttype: $type, first: 25, after: $after,
        filter: { velden: [{ pad: "conditie", tekst: "goed" }] },
        sorteer: [{ pad: "hoogte", aflopend: true }, { kenmerk: START_AT }])
      { totalCount pageInfo { hasNextPage endCursor } nodes { uuid record {
        veld(pad: "hoogte") { getal } } } } }"""
    seen: list[Any] = []
    after, more = None, True
    while more:
        page = (await graph.ask(question, type=BOOM.uuid, after=after))["objecten"]
        seen += page["nodes"]
        after, more = page["pageInfo"]["endCursor"], page["pageInfo"]["hasNextPage"]
    assert {row["uuid"] for row in seen} == set(matching(BOOM, lambda d: d["conditie"] == "goed"))
    assert len(seen) == page["totalCount"] > 50
    heights = [row["record"]["veld"]["getal"] for row in seen]
    assert heights == sorted(heights, reverse=True)
    pages = -(-len(seen) // 25)
    assert reads(graph) == {"GET v2/objecttypes": 1, "POST objects/search": pages}


async def test_objects_within_an_area() -> None:
    graph = Graph(also=ALSO)
    straat = [5.1129, 52.0909], [5.1149, 52.0909], [5.1149, 52.0920], [5.1129, 52.0920]
    area = {"type": "Polygon", "coordinates": [[*straat, straat[0]]]}
    question = """query($type: String!, $in: GeoJSON) { objecten(objecttype: $type, first: 100,
        filter: { binnen: $in }) { nodes { record { geometry
          veld(pad: "locatie.straat") { tekst } } } } }"""
    nodes = (await graph.ask(question, **{"type": BOOM.uuid, "in": area}))["objecten"]["nodes"]
    assert {row["record"]["veld"]["tekst"] for row in nodes} == {"Dorpsstraat"}
    assert all(row["record"]["geometry"]["type"] == "Point" for row in nodes)


async def test_persons_together_cost_one_search_per_type_and_no_bsn_in_a_url() -> None:
    graph = Graph(also=ALSO)
    await graph.ask(WARM)
    graph.forget()
    data = await graph.ask(
        "query($bsn: BSN!) { klant(bsn: $bsn) { ... on Persoon { objecten { uuid } } } "
        "zaken(first: 20) { nodes { rollen { persoon { burgerservicenummer "
        "objecten { uuid } } } } } }",
        bsn=BSN,
    )
    expected = {
        *matching(MELDING, lambda data: data.get("bsn") == BSN),
        *matching(TAAK, lambda data: data["identificatie"]["value"] == BSN),
    }
    assert {row["uuid"] for row in data["klant"]["objecten"]} == expected
    assert len(expected) > 2
    people = {
        rol["persoon"]["burgerservicenummer"]: len(rol["persoon"]["objecten"])
        for zaak in data["zaken"]["nodes"]
        for rol in zaak["rollen"]
        if rol["persoon"]
    }
    assert len(people) > 10
    assert sum(people.values()) > 10
    assert graph.calls["objecten"] == 4
    assert not any(bsn in in_urls(graph) for bsn in (BSN, *people))


async def test_one_type_of_objects_of_a_person() -> None:
    graph = Graph(also=ALSO)
    data = await graph.ask(
        "query($bsn: BSN!, $type: String!) { klant(bsn: $bsn) { ... on Persoon {"
        " objecten(objecttype: $type) { uuid } } } }",
        bsn=BSN,
        type=type_url(TAAK),
    )
    found = matching(TAAK, lambda data: data["identificatie"]["value"] == BSN)
    assert {row["uuid"] for row in data["klant"]["objecten"]} == set(found)
    assert reads(graph) == {"GET v2/objecttypes": 1, "POST objects/search": 1}


async def test_data_that_nothing_asks_for_is_left_out_by_the_register() -> None:
    graph = Graph(also=ALSO)
    await graph.ask(WARM)
    graph.forget()
    question = '{ objecten(objecttype: "%s", first: 3) { nodes { uuid record { startAt %s } } } }'
    rows = (await graph.ask(question % (MELDING.uuid, "")))["objecten"]["nodes"]
    assert [row["uuid"] for row in rows] == [item.uuid for item in objects_of(MELDING)[:3]]
    ((_, _, query, _),) = graph.asked
    assert "fields=url%2Cuuid%2Ctype" in query
    assert "record__data" not in query
    graph.forget()
    rows = (await graph.ask(question % (MELDING.uuid, "data")))["objecten"]["nodes"]
    assert rows[0]["record"]["data"]["meldingnummer"]
    assert "fields" not in graph.asked[0][2]
