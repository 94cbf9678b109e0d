"""Persons and klanten: BRP fields, batches of 20, joins over BRP, Open Klant and zaken."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from graph_support import Graph
from sandbox.brp.data import SHOWCASE_BSNS

BSN = SHOWCASE_BSNS[0]


@pytest.fixture
def graph() -> Graph:
    return Graph()


def brp_bodies(graph: Graph) -> list[dict[str, Any]]:
    """Return what the BRP was asked."""
    return [
        msgspec.json.decode(request.body)
        for request in graph.sandbox.faults.requests
        if request.upstream == "brp"
    ]


@pytest.mark.parametrize(
    ("selection", "fields"),
    [
        ("leeftijd", ["leeftijd"]),
        ("weergavenaam", ["naam.volledigeNaam"]),
        (
            "naam { voornamen } ... on Klant { weergavenaam }",
            ["naam.voornamen", "naam.volledigeNaam"],
        ),
        (
            "geboorte { datum { langFormaat } plaats { code } }",
            ["geboorte.datum", "geboorte.plaats"],
        ),
        ("gezag { type minderjarige { leeftijd } }", ["gezag"]),
        ("verblijfplaats { type }", ["verblijfplaats.datumVan", "verblijfplaats.functieAdres"]),
        (
            "verblijfplaats { ... on VerblijfplaatsAdres { verblijfadres { postcode } } "
            "... on VerblijfplaatsBuitenland { verblijfadres { land { omschrijving } } } }",
            ["verblijfplaats.verblijfadres.land", "verblijfplaats.verblijfadres.postcode"],
        ),
        ("kinderen { persoon { leeftijd } }", ["kinderen.burgerservicenummer"]),
        ("datumEersteInschrijvingGBA { datum }", ["datumEersteInschrijvingGBA"]),
        ("geheimhoudingPersoonsgegevens opschortingBijhouding { datum { datum } }", []),
        ("naam @skip(if: true) { voornamen } leeftijd @include(if: true)", ["leeftijd"]),
        (
            "...F } } fragment F on Persoon { geslacht { code } ...G } fragment G on Persoon { "
            "nationaliteiten { ... on NationaliteitBekend { nationaliteit { code } } }",
            ["geslacht", "nationaliteiten.nationaliteit"],
        ),
    ],
)
async def test_the_brp_is_asked_exactly_what_is_selected(
    graph: Graph, selection: str, fields: list[str]
) -> None:
    text = f'{{ persoon(bsn: "{BSN}") {{ {selection} }} }}'
    if "fragment" in selection:
        text = text.removesuffix(" } }") + " }"
    await graph.ask(text)
    assert brp_bodies(graph)[0]["fields"] == sorted({*fields, "burgerservicenummer"})


async def test_without_a_brp_field_the_brp_is_not_asked(graph: Graph) -> None:
    data = await graph.ask(
        f'{{ klant(bsn: "{BSN}") {{ soort partij {{ weergavenaam }} zaken {{ totalCount }} }} }}'
    )
    assert data["klant"]["soort"] == "PERSOON"
    assert data["klant"]["zaken"]["totalCount"] >= 1
    assert graph.calls == {"openklant": 1, "openzaak-zaken": 1}


async def test_persons_of_many_zaken_share_calls_of_20(graph: Graph) -> None:
    await graph.ask(
        "{ zaken(first: 40) { nodes { rollen { betrokkeneType persoon { leeftijd } } } } }"
    )
    bsns = [bsn for body in brp_bodies(graph) for bsn in body["burgerservicenummer"]]
    assert len(bsns) == len(set(bsns))
    assert all(len(body["burgerservicenummer"]) <= 20 for body in brp_bodies(graph))


async def test_an_unknown_person_is_absent_but_a_klant_stands(graph: Graph) -> None:
    data = await graph.ask(
        '{ persoon(bsn: "111222333") { leeftijd } klant(bsn: "111222333") { weergavenaam soort } }'
    )
    assert data == {"persoon": None, "klant": {"weergavenaam": None, "soort": "PERSOON"}}


async def test_when_the_brp_is_down_the_rest_of_the_klant_arrives(graph: Graph) -> None:
    graph.sandbox.faults.set("brp", down=True)
    body = await graph.post(
        f'{{ klant(bsn: "{BSN}") {{ weergavenaam digitaleAdressen {{ adres }} '
        "klantcontacten { onderwerp } zaken { totalCount } "
        "... on Persoon { naam { voornamen } } } }"
    )
    klant = body["data"]["klant"]
    assert klant["digitaleAdressen"]
    assert klant["zaken"]["totalCount"] >= 1
    assert [error["path"] for error in body["errors"]] == [
        ["klant", "weergavenaam"],
        ["klant", "naam"],
    ]


async def test_family_is_inline_and_its_persons_are_batched(graph: Graph) -> None:
    data = await graph.ask(
        f"""{{ persoon(bsn: "{BSN}") {{
          partners {{ naam {{ geslachtsnaam }} persoon {{ weergavenaam }} }}
          kinderen {{ burgerservicenummer persoon {{ leeftijd ouders {{ ouderAanduiding }} }} }}
          indicatieCurateleRegister
        }} }}"""
    )
    persoon = data["persoon"]
    assert persoon["partners"][0]["persoon"]["weergavenaam"]
    assert persoon["kinderen"][0]["persoon"]["ouders"]
    assert persoon["indicatieCurateleRegister"] is False
    assert graph.calls["brp"] == 3


async def test_a_partij_leads_to_its_person_and_back(graph: Graph) -> None:
    found = await graph.ask(
        f"""{{ klant(bsn: "{BSN}") {{ partij {{
          id uuid soortPartij weergavenaam persoon {{ weergavenaam }}
          digitaleAdressen {{ adres soortDigitaalAdres partij {{ uuid }} }}
          klantcontacten {{ onderwerp betrokkenen {{ rol partij {{ uuid }} }} }}
          partijIdentificatoren {{ partijIdentificator {{ codeSoortObjectId }} }}
        }} }} }}"""
    )
    partij = found["klant"]["partij"]
    assert partij["soortPartij"] == "PERSOON"
    assert partij["weergavenaam"]
    assert partij["persoon"]["weergavenaam"]
    assert all(row["partij"]["uuid"] == partij["uuid"] for row in partij["digitaleAdressen"])
    by_uuid = await graph.ask(
        "query($uuid: UUID!) { klant(partijUuid: $uuid) { __typename weergavenaam soort } }",
        uuid=partij["uuid"],
    )
    assert by_uuid["klant"]["__typename"] == "Partij"


async def test_companies_and_branches_are_klanten(graph: Graph) -> None:
    data = await graph.ask(
        """{ zaken(first: 100) { nodes { rollen { betrokkeneType klant {
          __typename weergavenaam ... on Bedrijf { kvkNummer } ... on Vestiging { vestigingsnummer }
        } } } } }"""
    )
    kinds = {
        (rol["betrokkeneType"], rol["klant"]["__typename"])
        for zaak in data["zaken"]["nodes"]
        for rol in zaak["rollen"]
        if rol["klant"]
    }
    assert {
        ("NATUURLIJK_PERSOON", "Persoon"),
        ("NIET_NATUURLIJK_PERSOON", "Bedrijf"),
        ("VESTIGING", "Vestiging"),
        ("MEDEWERKER", "Medewerker"),
        ("ORGANISATORISCHE_EENHEID", "OrganisatorischeEenheid"),
    } == kinds


async def test_searching_persons_and_too_many_of_them(graph: Graph) -> None:
    person = (
        await graph.ask(
            f'{{ persoon(bsn: "{BSN}") {{ naam {{ geslachtsnaam }} geboorte {{ datum '
            "{ datum } } } }"
        )
    )["persoon"]
    query = """query($zoek: PersonenZoekvraag!) { personen(zoek: $zoek) {
      burgerservicenummer naam { volledigeNaam } persoon { leeftijd } } }"""
    zoek = {
        "geslachtsnaamEnGeboortedatum": {
            "geslachtsnaam": person["naam"]["geslachtsnaam"],
            "geboortedatum": person["geboorte"]["datum"]["datum"],
        }
    }
    found = (await graph.ask(query, zoek=zoek))["personen"]
    assert BSN in [row["burgerservicenummer"] for row in found]
    assert all(row["persoon"]["leeftijd"] is not None for row in found)
    two = {**zoek, "nummeraanduiding": {"nummeraanduidingIdentificatie": "1" * 16}}
    assert (await graph.post(query, zoek=two))["errors"][0]["extensions"][
        "code"
    ] == "BAD_USER_INPUT"
    wrong = {"nummeraanduiding": {"nummeraanduidingIdentificatie": "1"}}
    error = (await graph.post(query, zoek=wrong))["errors"][0]
    assert error["extensions"]["code"] == "UPSTREAM_REJECTED"
    assert error["extensions"]["invalidParams"][0]["name"] == "nummeraanduidingIdentificatie"


async def test_no_bsn_stands_in_explain_or_errors(graph: Graph) -> None:
    graph.sandbox.faults.set("brp", garbage=True)
    body = await graph.post(f'{{ persoon(bsn: "{BSN}") {{ leeftijd }} }}')
    assert body["errors"][0]["extensions"]["code"] == "UPSTREAM_CONTRACT"
    assert BSN not in str(body)
