"""The BAG in the graph: which calls it takes, what comes along, and what is not asked."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from bag_support import ADRES, ALSO, HUIS, bag, paths, shared_pand, warmed

from graph_support import Graph
from sandbox.bag.register import INGETROKKEN
from sandbox.zgw import SHOWCASE_ZAAK_UUID
from sources.bag import resources as records
from spec_support import load_spec_named

RELATIONS = """
  nummeraanduiding { status typeAdresseerbaarObject }
  openbareRuimte { naam type woonplaats { naam status } }
  woonplaats { identificatie }
  panden { identificatie oorspronkelijkBouwjaar geometrie }
  adresseerbaarObject { __typename identificatie
    ... on Verblijfsobject { oppervlakte gebruiksdoelen panden { identificatie } } }
"""
ENDED = next(item for item in bag().nummeraanduidingen.values() if item.status == INGETROKKEN)
ABSENT = "9999209999999999"


def one(field: str, identificatie: str, selection: str) -> str:
    """Return an operation for one object by its identificatie."""
    name = "nummeraanduidingIdentificatie" if field == "adres" else "identificatie"
    return f'{{ {field}({name}: "{identificatie}") {{ {selection} }} }}'


async def test_the_bag_objects_of_a_zaak_cost_one_call_and_one_per_object() -> None:
    """S7; the zaakobjecten come with the zaak."""
    graph = await warmed()
    data = await graph.ask(
        f"""{{ zaak(uuid: "{SHOWCASE_ZAAK_UUID}") {{
          zaakobjecten {{ objectType bagObject {{ __typename }} }}
          bagObjecten {{ __typename
            ... on Adres {{ adresregel5 adresregel6 panden {{ status }} }}
            ... on Pand {{ identificatie status }} }} }} }}"""
    )
    assert data["zaak"] == {
        "zaakobjecten": [
            {"objectType": "adres", "bagObject": {"__typename": "Adres"}},
            {"objectType": "pand", "bagObject": {"__typename": "Pand"}},
            {"objectType": "kadastrale_onroerende_zaak", "bagObject": None},
        ],
        "bagObjecten": [
            {
                "__typename": "Adres",
                "adresregel5": "Dorpsstraat 12",
                "adresregel6": "9990 AA  VOORBEELDSTAD",
                "panden": [{"status": "Pand in gebruik"}],
            },
            {
                "__typename": "Pand",
                "identificatie": "9999100000000012",
                "status": "Pand in gebruik",
            },
        ],
    }
    assert graph.calls == {"openzaak-zaken": 1, "bag": 2}
    assert paths(graph, "bag") == [
        "GET adressen/9999200000000012?inclusiefEindStatus=true&expand=panden",
        "GET panden/9999100000000012?",
    ]


async def test_no_object_is_read_twice_for_a_list_of_zaken() -> None:
    graph = await warmed()
    data = await graph.ask(
        "{ zaken(first: 50) { nodes { bagObjecten { ... on Adres { adresregel5 } "
        "... on Pand { status } ... on OpenbareRuimte { naam } } } } }"
    )
    objects = [item for zaak in data["zaken"]["nodes"] for item in zaak["bagObjecten"]]
    asked = paths(graph, "bag")
    assert len(objects) > len(asked) > 10
    assert len(asked) == len(set(asked)) == graph.calls["bag"]


@pytest.mark.parametrize("planner", [True, False])
async def test_all_that_makes_an_address_comes_in_one_call(planner: bool) -> None:
    graph = await warmed(planner=planner)
    data = await graph.ask(one("adres", ADRES, f"adresregel5 {RELATIONS}"))
    object_ = bag().objecten[HUIS]
    adres = data["adres"]
    assert adres["openbareRuimte"] == {
        "naam": "Dorpsstraat",
        "type": "Weg",
        "woonplaats": {"naam": "Voorbeeldstad", "status": "Woonplaats aangewezen"},
    }
    assert adres["adresseerbaarObject"] == {
        "__typename": "Verblijfsobject",
        "identificatie": HUIS,
        "oppervlakte": object_.oppervlakte,
        "gebruiksdoelen": ["woonfunctie"],
        "panden": [{"identificatie": object_.panden[0]}],
    }
    assert adres["panden"][0]["geometrie"]["type"] == "Polygon"
    assert paths(graph, "bag") == [
        f"GET adressen/{ADRES}?inclusiefEindStatus=true&expand=adresseerbaarObject"
        "%2Cnummeraanduiding%2CopenbareRuimte%2Cpanden%2Cwoonplaats"
    ]


async def test_only_what_is_selected_is_expanded_and_rd_is_asked_for() -> None:
    graph = await warmed()
    await graph.ask(one("adres", ADRES, "postcode"))
    assert paths(graph, "bag") == [f"GET adressen/{ADRES}?inclusiefEindStatus=true"]
    assert graph.sandbox.faults.requests[0].headers["accept-crs"] == "epsg:28992"


async def test_an_address_that_has_ended_is_still_what_was_meant_but_is_not_found() -> None:
    graph = await warmed()
    data = await graph.ask(
        one("adres", ENDED.identificatie, "huisnummer nummeraanduiding {status}")
    )
    assert data["adres"] == {
        "huisnummer": ENDED.huisnummer,
        "nummeraanduiding": {"status": INGETROKKEN},
    }
    search = (
        "query($p: String!, $n: Int!, $e: Boolean) { adressen(zoek: {postcode: {postcode: $p, "
        "huisnummer: $n, inclusiefEindStatus: $e}}) { adressen { huisnummer } heeftVolgende } }"
    )
    values = {"p": ENDED.postcode, "n": ENDED.huisnummer}
    found = await graph.ask(search, **values)
    assert found["adressen"] == {"adressen": [], "heeftVolgende": False}
    found = await graph.ask(search, **values, e=True)
    assert found["adressen"]["adressen"] == [{"huisnummer": ENDED.huisnummer}]
    assert await graph.ask(one("adres", ABSENT, "postcode")) == {"adres": None}


@pytest.mark.parametrize(
    ("zoek", "query"),
    [
        (
            'straat: {woonplaatsNaam: "Voorbeeldstad", openbareRuimteNaam: "Dorpsstraat", '
            "huisnummer: 60, exacteMatch: false}",
            "woonplaatsNaam=Voorbeeldstad&openbareRuimteNaam=Dorpsstraat&huisnummer=60"
            "&exacteMatch=false",
        ),
        (f'adresseerbaarObjectIdentificatie: "{HUIS}"', f"adresseerbaarObjectIdentificatie={HUIS}"),
        ('vrij: "Dorpsstraat 12"', "q=Dorpsstraat+12"),
        (
            'postcode: {postcode: "9990AA", huisnummer: 60, huisletter: "A"}',
            "postcode=9990AA&huisnummer=60&huisletter=A",
        ),
    ],
)
async def test_every_search_asks_just_what_it_says(zoek: str, query: str) -> None:
    graph = await warmed()
    data = await graph.ask(
        f"{{ adressen(zoek: {{{zoek}}}, aantal: 10) {{ adressen {{ postcode panden {{ status }} }}"
        " pagina } }"
    )
    assert data["adressen"]["adressen"]
    assert paths(graph, "bag") == [f"GET adressen?{query}&expand=panden&pageSize=10&page=1"]


async def test_pages_follow_each_other_and_the_last_one_says_so() -> None:
    graph = await warmed()
    seen: list[str] = []
    page, more = 1, True
    while more:
        found = (
            await graph.ask(
                'query($p: Int!) { adressen(zoek: {vrij: "Dorpsstraat"}, pagina: $p, aantal: 100) '
                "{ adressen { nummeraanduidingIdentificatie } heeftVolgende pagina } }",
                p=page,
            )
        )["adressen"]
        assert found["pagina"] == page
        seen += [row["nummeraanduidingIdentificatie"] for row in found["adressen"]]
        page, more = page + 1, found["heeftVolgende"]
    assert len(seen) == len(set(seen)) > 100
    assert graph.calls == {"bag": page - 1}


@pytest.mark.parametrize(
    "field",
    [
        'adressen(zoek: {vrij: "999993653"}) { pagina }',
        'adressen(zoek: {vrij: "Dorpsstraat"}, aantal: 9) { pagina }',
        'adressen(zoek: {vrij: "Dorpsstraat"}, pagina: 0) { pagina }',
        'adressen(zoek: {vrij: " "}) { pagina }',
        f'adressen(zoek: {{adresseerbaarObjectIdentificatie: "{ADRES}"}}) {{ pagina }}',
        f'adres(nummeraanduidingIdentificatie: "{HUIS}") {{ postcode }}',
        'adresseerbaarObject(identificatie: "../panden") { status }',
        f'pand(identificatie: "{HUIS}") {{ status }}',
    ],
)
async def test_what_the_bag_could_not_know_is_not_asked(field: str) -> None:
    graph = Graph(also=ALSO)
    body = await graph.post(f"{{ {field} }}")
    assert [error["extensions"]["code"] for error in body["errors"]] == ["BAD_USER_INPUT"]
    assert not graph.calls


async def test_a_pand_leads_to_its_objects_and_addresses() -> None:
    pand, register = shared_pand(), bag()
    graph = await warmed()
    data = await graph.ask(
        one(
            "pand",
            pand.identificatie,
            "adressen { nummeraanduidingIdentificatie openbareRuimte { naam } } "
            "adresseerbareObjecten { identificatie ... on Verblijfsobject { panden { status } } }",
        )
    )
    inside = register.in_pand(pand.identificatie)
    assert {row["identificatie"] for row in data["pand"]["adresseerbareObjecten"]} == {
        item.identificatie for item in inside
    }
    assert {row["nummeraanduidingIdentificatie"] for row in data["pand"]["adressen"]} == {
        item.hoofdadres for item in inside
    }
    # the list of addresses takes no expand: their one street is read by itself
    assert graph.calls == {"bag": 4}


async def test_relations_of_the_addresses_of_a_pand_cost_a_call_per_address() -> None:
    pand = shared_pand()
    graph = await warmed()
    data = await graph.ask(one("pand", pand.identificatie, f"adressen {{ {RELATIONS} }}"))
    rows = data["pand"]["adressen"]
    assert all(row["nummeraanduiding"] and row["adresseerbaarObject"] for row in rows)
    assert graph.calls == {"bag": 2 + len(rows)}


async def test_each_kind_of_adresseerbaar_object_is_of_its_own_type() -> None:
    graph = await warmed()
    for soort in ("Verblijfsobject", "Ligplaats", "Standplaats"):
        item = next(item for item in bag().objecten.values() if item.soort == soort)
        selection = "__typename status geometrie hoofdadres { huisnummer } adressen { huisnummer }"
        data = await graph.ask(one("adresseerbaarObject", item.identificatie, selection))
        found = data["adresseerbaarObject"]
        huisnummer = bag().nummeraanduidingen[item.hoofdadres].huisnummer
        assert (found["__typename"], found["status"]) == (soort, item.status)
        assert found["hoofdadres"] == {"huisnummer": huisnummer}
        assert {"huisnummer": huisnummer} in found["adressen"]


async def test_a_bag_that_fails_leaves_the_zaak_and_gives_an_error_per_object() -> None:
    graph = await warmed()
    graph.sandbox.faults.set("bag", status=500)
    body = await graph.post(
        f'{{ zaak(uuid: "{SHOWCASE_ZAAK_UUID}") {{ identificatie bagObjecten {{ __typename }} }} }}'
    )
    assert body["data"]["zaak"]["identificatie"]
    assert body["data"]["zaak"]["bagObjecten"] == [None, None]
    assert [(error["path"], error["extensions"]["code"]) for error in body["errors"]] == [
        (["zaak", "bagObjecten", place], "UPSTREAM_UNAVAILABLE") for place in (0, 1)
    ]


async def test_without_a_bag_only_what_is_in_it_is_an_error() -> None:
    graph = Graph()
    body = await graph.post(
        f'{{ zaak(uuid: "{SHOWCASE_ZAAK_UUID}") {{ zaakobjecten {{ objectType '
        "bagObject { __typename } } } }"
    )
    assert [row["objectType"] for row in body["data"]["zaak"]["zaakobjecten"]] == [
        "adres",
        "pand",
        "kadastrale_onroerende_zaak",
    ]
    assert [(error["path"][2], error["extensions"]["code"]) for error in body["errors"]] == [
        (0, "UPSTREAM_NOT_CONFIGURED"),
        (1, "UPSTREAM_NOT_CONFIGURED"),
    ]


async def test_the_register_is_asked_nothing_that_its_document_does_not_know() -> None:
    """Every path and parameter, against the official document of LVBAG 2.6.0."""
    spec = load_spec_named("bag")
    graph = await warmed()
    pand = shared_pand()
    await graph.ask(one("adres", ADRES, RELATIONS))
    await graph.ask(one("adresseerbaarObject", HUIS, "adressen { postcode } hoofdadres {postcode}"))
    await graph.ask(
        one(
            "pand",
            pand.identificatie,
            "adressen { woonplaats { naam } openbareRuimte { naam } } "
            "adresseerbareObjecten { ... on Verblijfsobject { panden { status } } }",
        )
    )
    await graph.ask('{ adressen(zoek: {vrij: "Dorpsstraat 12"}) { adressen { postcode } } }')
    seen = set()
    for request in graph.sandbox.faults.requests_to("bag"):
        path = "/" + request.path.rpartition("/v2/")[2]
        matching = [known for known in spec.document["paths"] if _matches(known, path)]
        names = {pair.partition("=")[0] for pair in request.query.split("&")} - {""}
        assert len(matching) == 1, path
        assert names <= spec.query_parameters(matching[0]), (path, names)
        seen.add(matching[0])
    assert len(seen) >= 6


def _matches(known: str, path: str) -> bool:
    pairs = list(zip(known.split("/"), path.split("/"), strict=False))
    return known.count("/") == path.count("/") and all(
        a == b or (a.startswith("{") and b.isdigit()) for a, b in pairs
    )


def test_every_property_that_is_decoded_is_in_the_document() -> None:
    spec = load_spec_named("bag")
    kinds: dict[type[Any], str] = {
        records.AdresRecord: "AdresIOHal",
        records.NummeraanduidingRecord: "Nummeraanduiding",
        records.OpenbareRuimteRecord: "OpenbareRuimte",
        records.WoonplaatsRecord: "Woonplaats",
        records.PandRecord: "Pand",
        records.VerblijfsobjectRecord: "Verblijfsobject",
        records.LigplaatsRecord: "Ligplaats",
        records.StandplaatsRecord: "Standplaats",
        records.Voorkomen: "VoorkomenLV",
    }
    ours = {"url", "inOnderzoek"}
    for record, name in kinds.items():
        decoded = {field.encode_name for field in msgspec.structs.fields(record)} - ours
        assert decoded <= {known for known, _ in spec.properties(name)}, name
