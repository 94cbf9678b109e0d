"""Which BRP fields a selection asks for: the real types, without any upstream."""

from __future__ import annotations

from typing import Any

import pytest
import strawberry
from graphql import GraphQLError, execute, parse, validate

from resolvers.brp_fields import brp_fields
from resolvers.context import ResolveInfo
from schema.base import edge
from schema.build import build, graphql_schema
from schema.klanten import Klant
from schema.partijen import Partij
from schema.personen import Persoon, PersoonBeperkt
from schema.query import TYPES


def _note(type_name: str) -> Any:
    def resolve(asked: list[tuple[str, ...]], info: ResolveInfo) -> None:
        asked.append(brp_fields(info, type_name))

    return resolve


@strawberry.type
class Root:
    """A query that only notes what is asked."""

    persoon: Persoon | None = edge(_note("Persoon"), "Een persoon.")
    klant: Klant | None = edge(_note("Persoon"), "Een klant.")
    gevonden: PersoonBeperkt | None = edge(_note("PersoonBeperkt"), "Een gevonden persoon.")
    onbekend: Persoon | None = edge(_note("Ding"), "Een type dat er niet is.")


SCHEMA = graphql_schema(build(Root, [*TYPES, Persoon, Partij]))


def fields_of(document: str, **variables: Any) -> tuple[str, ...]:
    """Return what the one field of a valid document asks of the BRP."""
    asked: list[tuple[str, ...]] = []
    parsed = parse(document)
    assert validate(SCHEMA, parsed) == []
    return _execute(parsed, asked, variables)


def _execute(parsed: Any, asked: list[tuple[str, ...]], variables: Any) -> tuple[str, ...]:
    errors: list[GraphQLError] | None = execute(
        SCHEMA, parsed, root_value=asked, variable_values=variables
    ).errors  # type: ignore[union-attr]
    assert errors is None
    [fields] = asked
    return fields


@pytest.mark.parametrize(
    ("selection", "expected"),
    [
        pytest.param("leeftijd", "leeftijd", id="a value"),
        pytest.param("aNummer", "aNummer", id="a name of the standard's own"),
        pytest.param(
            "datumEersteInschrijvingGBA { type }", "datumEersteInschrijvingGBA", id="a date's type"
        ),
        pytest.param("jaren: leeftijd ouder: leeftijd", "leeftijd", id="aliases"),
        pytest.param("geboorte { datum { jaar } }", "geboorte.datum", id="cut at a date"),
        pytest.param("geslacht { code }", "geslacht", id="cut at a waardetabel"),
        pytest.param("gezag { type minderjarige { leeftijd } }", "gezag", id="gezag only whole"),
        pytest.param("weergavenaam", "naam.volledigeNaam", id="a derived field"),
        pytest.param("weergavenaam naam { volledigeNaam }", "naam.volledigeNaam", id="both ways"),
        pytest.param(
            "naam { voornamen inOnderzoek }", "naam.voornamen", id="inOnderzoek of a group"
        ),
        pytest.param(
            "verblijfplaats { ... on VerblijfplaatsAdres { verblijfadres { postcode inOnderzoek } }"
            " ... on VerblijfplaatsBuitenland { verblijfadres { regel1 land { code } } } }",
            "verblijfplaats.verblijfadres.land verblijfplaats.verblijfadres.postcode "
            "verblijfplaats.verblijfadres.regel1",
            id="every kind of verblijfplaats at once",
        ),
        pytest.param(
            "verblijfplaats { type }",
            "verblijfplaats.datumVan verblijfplaats.functieAdres",
            id="only its kind",
        ),
        pytest.param(
            "verblijfplaats { __typename }",
            "verblijfplaats.datumVan verblijfplaats.functieAdres",
            id="only its GraphQL type",
        ),
        pytest.param(
            "verblijfplaats { __typename ... on VerblijfplaatsLocatie { functieAdres { code } } }",
            "verblijfplaats.functieAdres",
            id="a GraphQL type beside a value",
        ),
        pytest.param("nationaliteiten { type }", "nationaliteiten", id="kind of each"),
        pytest.param(
            "nationaliteiten { ... on NationaliteitBekend { nationaliteit { code } } }",
            "nationaliteiten.nationaliteit",
            id="what one kind has",
        ),
        pytest.param(
            "adressering { aanhef indicatieVastgesteldVerblijftNietOpAdres }",
            "adressering.aanhef adressering.adresregel2",
            id="an automatic field that belongs to the address",
        ),
        pytest.param(
            "verblijfplaats { ... on VerblijfplaatsAdres "
            "{ indicatieVastgesteldVerblijftNietOpAdres } }",
            "verblijfplaats.datumVan",
            id="an automatic field alone",
        ),
        pytest.param("naam { inOnderzoek }", "naam", id="inOnderzoek of a group, alone"),
        pytest.param("kinderen { inOnderzoek }", "kinderen", id="inOnderzoek of a relative, alone"),
        pytest.param(
            "verblijfplaats { ... on VerblijfplaatsAdres { verblijfadres { inOnderzoek } } }",
            "verblijfplaats.verblijfadres",
            id="inOnderzoek of a group in a group, alone",
        ),
        pytest.param(
            "inOnderzoek",
            "burgerservicenummer datumInschrijvingInGemeente gemeenteVanInschrijving geslacht "
            "indicatieCurateleRegister leeftijd",
            id="inOnderzoek of the person, alone",
        ),
        pytest.param("inOnderzoek leeftijd", "leeftijd", id="inOnderzoek of what is asked"),
        pytest.param(
            "kinderen { persoon { naam { voornamen } } }",
            "kinderen.burgerservicenummer",
            id="a relative costs only its BSN",
        ),
        pytest.param(
            "partners { naam { geslachtsnaam } geboorte { datum { datum } } }",
            "partners.geboorte.datum partners.naam.geslachtsnaam",
            id="what a relative's own group holds",
        ),
        pytest.param(
            "geheimhoudingPersoonsgegevens rni { categorie }"
            " verificatie { omschrijving }"
            " verificatie { omschrijving } opschortingBijhouding { reden { code } }",
            "burgerservicenummer",
            id="automatic fields come with any answer",
        ),
        pytest.param("naam { __typename }", "naam", id="whether a group is there"),
        pytest.param(
            "naam { voornamen @skip(if: true) }", "burgerservicenummer", id="nothing of a group"
        ),
        pytest.param("__typename burgerservicenummer soort", "", id="nothing of the BRP"),
        pytest.param("partij { voorkeurstaal }", "", id="another register"),
    ],
)
def test_a_selection_is_asked_exactly(selection: str, expected: str) -> None:
    assert fields_of(f"{{ persoon {{ {selection} }} }}") == tuple(expected.split())


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        pytest.param(
            "{ persoon { ...A } } fragment A on Persoon { naam { ...N } }"
            " fragment N on PersoonNaam { voorletters }",
            "naam.voorletters",
            id="spreads",
        ),
        pytest.param(
            "{ persoon { naam { voornamen } ... on Persoon { naam { voorletters } } leeftijd } }",
            "leeftijd naam.voorletters naam.voornamen",
            id="one field selected twice",
        ),
        pytest.param(
            "{ persoon { ... { leeftijd } ... on Klant { weergavenaam } } }",
            "leeftijd naam.volledigeNaam",
            id="no condition, and an interface",
        ),
        pytest.param(
            "{ klant { weergavenaam ... on Persoon { leeftijd } ... on Bedrijf { rsin } } }",
            "leeftijd naam.volledigeNaam",
            id="only the branch of the concrete type",
        ),
        pytest.param(
            "{ klant { ...B ... on Bedrijf { naam } } } fragment B on Partij { nummer }",
            "",
            id="other branches ask nothing",
        ),
        pytest.param(
            "{ a: persoon { leeftijd } }",
            "leeftijd",
            id="an alias of the field itself",
        ),
        pytest.param(
            "{ persoon { leeftijd } persoon { geslacht { code } } }",
            "geslacht leeftijd",
            id="field nodes of one field merge",
        ),
        pytest.param(
            "{ gevonden { naam { voornamen } geboorte { datum { datum } } leeftijd } }",
            "geboorte.datum leeftijd naam.voornamen",
            id="a search result",
        ),
        pytest.param("{ gevonden { persoon { leeftijd } } }", "burgerservicenummer", id="onwards"),
        pytest.param(
            "{ gevonden { gezag { type } inOnderzoek } }", "gezag", id="gezag of a search result"
        ),
        pytest.param("{ onbekend { leeftijd } }", "", id="a type the schema does not have"),
    ],
)
def test_a_document_is_read_as_graphql_means_it(document: str, expected: str) -> None:
    assert fields_of(document) == tuple(expected.split())


@pytest.mark.parametrize(("on", "expected"), [(True, "leeftijd"), (False, "aNummer")])
@pytest.mark.parametrize(
    "selection",
    [
        "leeftijd @include(if: $on) aNummer @skip(if: $on)",
        "... @include(if: $on) { leeftijd } ... on Persoon @skip(if: $on) { aNummer }",
        "...L @include(if: $on) ...A @skip(if: $on)",
        "...L @include(if: $on) ...A @skip(if: $on) ...L @skip(if: true)",
    ],
)
def test_directives_decide(selection: str, on: bool, expected: str) -> None:
    fragments = "fragment L on Persoon { leeftijd } fragment A on Persoon { aNummer }"
    if "...L" not in selection:
        fragments = ""
    document = f"query($on: Boolean!) {{ persoon {{ {selection} }} }} {fragments}"
    assert fields_of(document, on=on) == (expected,)


def test_a_skipped_spread_does_not_hide_the_same_spread_elsewhere() -> None:
    document = (
        "{ persoon { ...L @skip(if: true) ... on Persoon { ...L } } }"
        " fragment L on Persoon { leeftijd }"
    )
    assert fields_of(document) == ("leeftijd",)


def test_fragments_that_double_forty_times_are_walked_once() -> None:
    chain = " ".join(
        f"fragment F{at} on Persoon {{ ...F{at + 1} ...F{at + 1} }}" for at in range(40)
    )
    document = f"{{ persoon {{ ...F0 }} }} {chain} fragment F40 on Persoon {{ leeftijd }}"
    assert _execute(parse(document), [], {}) == ("leeftijd",)


def test_a_fragment_cycle_ends() -> None:
    document = (
        "{ persoon { ...A } } fragment A on Persoon { leeftijd ...B }"
        " fragment B on Persoon { aNummer ...A }"
    )
    assert _execute(parse(document), [], {}) == ("aNummer", "leeftijd")
