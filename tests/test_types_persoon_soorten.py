"""The kinds of verblijfplaats, nationaliteit and gezag, and automatic fields asked alone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from graphql import GraphQLInterfaceType, GraphQLObjectType

from graph_support import Graph
from sandbox.brp.data import SHOWCASE_BSNS, make_personen
from schema.base import RECORD_KINDS
from schema.build import build, graphql_schema
from schema.query import TYPES, Query
from sources.brp import resources as records

PERSONEN = [
    body
    for body in make_personen(date.today())
    if body.get("opschortingBijhouding", {}).get("reden", {}).get("code") not in ("W", "F")
]
CORE = graphql_schema(build(Query, TYPES))


def bsn_where(group: str, kind: str) -> str:
    """Return the BSN of a person who has this kind of a group."""
    found: str = next(
        body["burgerservicenummer"] for body in PERSONEN for part in _parts(body, group, kind)
    )
    return found


def _parts(body: dict[str, Any], group: str, kind: str) -> Iterator[dict[str, Any]]:
    value = body.get(group, [])
    parts = value if isinstance(value, list) else [value]
    yield from (part for part in parts if part["type"] == kind)


async def of_persoon(graph: Graph, bsn: str, selection: str) -> Any:
    """Return what is selected of a person."""
    query = f"query($bsn: BSN!) {{ persoon(bsn: $bsn) {{ {selection} }} }}"
    return (await graph.ask(query, bsn=bsn))["persoon"]


@pytest.mark.parametrize(
    ("kind", "name", "selection", "expected"),
    [
        pytest.param(
            "Adres",
            "VerblijfplaatsAdres",
            "functieAdres { code } verblijfadres { woonplaats }",
            {"functieAdres": {"code": "W"}, "verblijfadres": {"woonplaats": "Voorbeeldstad"}},
            id="in the Netherlands",
        ),
        pytest.param(
            "VerblijfplaatsBuitenland",
            "VerblijfplaatsBuitenland",
            "verblijfadres { regel1 land { omschrijving } }",
            {"verblijfadres": {"regel1": "Lindenstrasse 5", "land": {"omschrijving": "Duitsland"}}},
            id="abroad",
        ),
        pytest.param(
            "Locatie",
            "VerblijfplaatsLocatie",
            "verblijfadres { locatiebeschrijving }",
            {"verblijfadres": {"locatiebeschrijving": "Woonboot in de Grote Vliet"}},
            id="without an address",
        ),
        pytest.param("VerblijfplaatsOnbekend", "VerblijfplaatsOnbekend", "", {}, id="unknown"),
    ],
)
async def test_a_verblijfplaats_is_of_its_own_type(
    kind: str, name: str, selection: str, expected: dict[str, Any]
) -> None:
    graph, bsn = Graph(), bsn_where("verblijfplaats", kind)
    below = f"... on {name} {{ {selection} }}" if selection else ""
    persoon = await of_persoon(graph, bsn, f"verblijfplaats {{ type __typename {below} }}")
    assert persoon["verblijfplaats"] == {"type": kind, "__typename": name, **expected}
    for asked in ("type", "__typename"):
        persoon = await of_persoon(graph, bsn, f"verblijfplaats {{ {asked} }}")
        assert list(persoon["verblijfplaats"].values()) == [kind if asked == "type" else name]


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("Nationaliteit", "NationaliteitBekend"),
        ("BehandeldAlsNederlander", "BehandeldAlsNederlander"),
        ("VastgesteldNietNederlander", "VastgesteldNietNederlander"),
        ("Staatloos", "Staatloos"),
        ("NationaliteitOnbekend", "NationaliteitOnbekend"),
    ],
)
async def test_a_nationaliteit_is_of_its_own_type(kind: str, name: str) -> None:
    graph, bsn = Graph(), bsn_where("nationaliteiten", kind)
    persoon = await of_persoon(graph, bsn, "nationaliteiten { type __typename }")
    assert {"type": kind, "__typename": name} in persoon["nationaliteiten"]


async def test_the_kind_of_a_nationaliteit_needs_no_date() -> None:
    graph = Graph()
    persoon = await of_persoon(graph, SHOWCASE_BSNS[0], "nationaliteiten { type }")
    [body] = [
        request.body for request in graph.sandbox.faults.requests if request.upstream == "brp"
    ]
    assert b'"nationaliteiten"' in body
    assert b"datumIngangGeldigheid" not in body
    assert persoon == {"nationaliteiten": [{"type": "Nationaliteit"}]}


GEZAG = """gezag {
  type __typename inOnderzoek minderjarige { burgerservicenummer naam { volledigeNaam } leeftijd }
  ... on GezamenlijkOuderlijkGezag { ouders { burgerservicenummer naam { volledigeNaam } } }
  ... on EenhoofdigOuderlijkGezag { ouder { burgerservicenummer } }
  ... on GezamenlijkGezag {
    ouder { burgerservicenummer }
    derde { __typename type ... on BekendeDerde { burgerservicenummer } }
  }
  ... on Voogdij { derden { burgerservicenummer naam { volledigeNaam } } }
  ... on TijdelijkGeenGezag { toelichting }
  ... on GezagNietTeBepalen { toelichting }
}"""


@pytest.mark.parametrize(
    ("kind", "holds"),
    [
        ("GezamenlijkOuderlijkGezag", "ouders"),
        ("EenhoofdigOuderlijkGezag", "ouder"),
        ("GezamenlijkGezag", "derde"),
        ("Voogdij", "derden"),
        ("TijdelijkGeenGezag", "toelichting"),
        ("GezagNietTeBepalen", "toelichting"),
    ],
)
async def test_a_gezagsrelatie_is_of_its_own_type(kind: str, holds: str) -> None:
    persoon = await of_persoon(Graph(), bsn_where("gezag", kind), GEZAG)
    [relatie, *_] = [row for row in persoon["gezag"] if row["type"] == kind]
    assert relatie["__typename"] == kind
    assert relatie["minderjarige"]["naam"]["volledigeNaam"]
    assert relatie[holds]


async def test_a_derde_may_be_unknown() -> None:
    seen: set[tuple[str, str]] = set()
    for body in PERSONEN:
        if any(relatie["type"] == "GezamenlijkGezag" for relatie in body.get("gezag", ())):
            persoon = await of_persoon(Graph(), body["burgerservicenummer"], GEZAG)
            seen |= {
                (row["derde"]["__typename"], row["derde"]["type"])
                for row in persoon["gezag"]
                if row["type"] == "GezamenlijkGezag"
            }
    assert seen == {("BekendeDerde", "BekendeDerde"), ("OnbekendeDerde", "OnbekendeDerde")}


async def test_everyone_in_a_gezagsrelatie_leads_to_the_brp_in_one_call() -> None:
    graph = Graph()
    persoon = await of_persoon(
        graph,
        SHOWCASE_BSNS[0],
        """gezag { minderjarige { persoon { leeftijd } }
          ... on GezamenlijkOuderlijkGezag { ouders { persoon { leeftijd } } } }""",
    )
    assert len(persoon["gezag"]) == 2
    for relatie in persoon["gezag"]:
        assert relatie["minderjarige"]["persoon"]["leeftijd"] < 18
        assert all(ouder["persoon"]["leeftijd"] > 18 for ouder in relatie["ouders"])
    assert graph.calls == {"brp": 2}


@pytest.mark.parametrize(
    ("record", "interface", "other"),
    [
        (records.Verblijfplaats, "Verblijfplaats", "VerblijfplaatsOverig"),
        (records.Nationaliteit, "Nationaliteit", "NationaliteitOverig"),
        (records.Gezag, "Gezagsrelatie", "GezagOverig"),
        (records.GezagPersoon, "Derde", "OnbekendeDerde"),
    ],
)
def test_a_kind_of_tomorrow_has_a_type(record: Any, interface: str, other: str) -> None:
    assert RECORD_KINDS[record](record(type="IetsNieuws")) == other
    assert RECORD_KINDS[record](record()) == other
    abstract, concrete = CORE.type_map[interface], CORE.type_map[other]
    assert isinstance(abstract, GraphQLInterfaceType)
    assert isinstance(concrete, GraphQLObjectType)
    assert CORE.is_sub_type(abstract, concrete)


async def test_what_is_in_onderzoek_is_told_when_only_that_is_asked() -> None:
    bsn = next(body["burgerservicenummer"] for body in PERSONEN if "inOnderzoek" in body)
    whole = next(body for body in PERSONEN if body["burgerservicenummer"] == bsn)
    graph = Graph()
    persoon = await of_persoon(graph, bsn, "inOnderzoek")
    assert persoon["inOnderzoek"] == whole["inOnderzoek"]
    persoon = await of_persoon(graph, bsn, "naam { inOnderzoek } verblijfplaats { inOnderzoek }")
    assert persoon["naam"]["inOnderzoek"] == whole["naam"]["inOnderzoek"]
    assert persoon["verblijfplaats"]["inOnderzoek"] == whole["verblijfplaats"]["inOnderzoek"]
    persoon = await of_persoon(graph, bsn, "naam { geslachtsnaam inOnderzoek }")
    assert persoon["naam"]["inOnderzoek"] is None


async def test_the_indication_comes_with_an_address_whatever_else_is_asked() -> None:
    flag = "indicatieVastgesteldVerblijftNietOpAdres"
    bsn = next(
        body["burgerservicenummer"] for body in PERSONEN if body.get("adressering", {}).get(flag)
    )
    persoon = await of_persoon(
        Graph(),
        bsn,
        f"adressering {{ aanhef {flag} }}"
        f"verblijfplaats {{ ... on VerblijfplaatsAdres {{ {flag} }} }}",
    )
    assert persoon["adressering"][flag] is True
    assert persoon["verblijfplaats"] == {flag: True}


async def test_a_search_gives_gezag_only_where_the_standard_does() -> None:
    graph = Graph()
    query = """query($zoek: PersonenZoekvraag!) {
      personen(zoek: $zoek) { naam { volledigeNaam } rni { categorie } gezag { type } }
    }"""
    home = PERSONEN[0]["verblijfplaats"]["adresseerbaarObjectIdentificatie"]
    zoek: dict[str, Any] = {"adresseerbaarObject": {"adresseerbaarObjectIdentificatie": home}}
    found = (await graph.ask(query, zoek=zoek))["personen"]
    assert found
    assert {row["type"] for person in found for row in person["gezag"]}
    graph.forget()
    zoek = {"nummeraanduiding": {"nummeraanduidingIdentificatie": "1" * 16}}
    body = await graph.post(query, zoek=zoek)
    assert body["data"] == {"personen": None}
    [error] = body["errors"]
    assert error["extensions"]["code"] == "BAD_USER_INPUT"
    assert graph.calls == {}
