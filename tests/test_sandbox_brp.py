"""The sandbox BRP against BRP Personen bevragen 2.7.0: every query and every variant."""

from __future__ import annotations

from typing import Any

import pytest

from brp_support import ask
from sandbox.brp.data import SHOWCASE_BSNS
from sandbox.brp.fields import (
    ALIASES,
    PERSOON,
)
from sandbox.brp.queries import QUERIES
from spec_support import Spec, load_spec_named
from zgw_support import personen

SUZANNE, _, EMMA, _ = SHOWCASE_BSNS
RAADPLEEG = "RaadpleegMetBurgerservicenummer"
GESLACHTSNAAM = "ZoekMetGeslachtsnaamEnGeboortedatum"
NAAM = "ZoekMetNaamEnGemeenteVanInschrijving"
POSTCODE = "ZoekMetPostcodeEnHuisnummer"
STRAAT = "ZoekMetStraatHuisnummerEnGemeenteVanInschrijving"
NUMMERAANDUIDING = "ZoekMetNummeraanduidingIdentificatie"
ADRESSEERBAAR = "ZoekMetAdresseerbaarObjectIdentificatie"
HOME = sorted(SHOWCASE_BSNS)
GRANDFATHER = "999990512"
VRIES = {"geslachtsnaam": "vries", "geboortedatum": "1957-01-25"}
ABROAD, WIPED, IN_ERROR = (personen()[at]["burgerservicenummer"] for at in (-6, -2, -1))
FIELDS = ["burgerservicenummer"]
QUERY_CASES: list[tuple[str, dict[str, Any], list[str]]] = [
    (RAADPLEEG, {"burgerservicenummer": [EMMA, "999999990", SUZANNE, EMMA]}, [SUZANNE, EMMA]),
    (RAADPLEEG, {"burgerservicenummer": [GRANDFATHER]}, [GRANDFATHER]),
    (RAADPLEEG, {"burgerservicenummer": [WIPED, IN_ERROR]}, []),
    (
        RAADPLEEG,
        {"burgerservicenummer": [SUZANNE, ABROAD], "gemeenteVanInschrijving": "0998"},
        [SUZANNE],
    ),
    (GESLACHTSNAAM, {"geslachtsnaam": "VRIES", "geboortedatum": "1985-01-26"}, [SUZANNE]),
    (GESLACHTSNAAM, {"geslachtsnaam": "vri*", "geboortedatum": "1985-01-26"}, [SUZANNE]),
    (GESLACHTSNAAM, VRIES, []),
    (GESLACHTSNAAM, {**VRIES, "inclusiefOverledenPersonen": True}, [GRANDFATHER]),
    (GESLACHTSNAAM, {**VRIES, "inclusiefOverledenPersonen": True, "geslacht": "V"}, []),
    (
        NAAM,
        {"geslachtsnaam": "vries", "voornamen": "suz*", "gemeenteVanInschrijving": "0998"},
        [SUZANNE],
    ),
    (NAAM, {"geslachtsnaam": "vries", "voornamen": "suz*", "gemeenteVanInschrijving": "0599"}, []),
    (POSTCODE, {"postcode": "1234 ab", "huisnummer": 12}, HOME),
    (POSTCODE, {"postcode": "1234AB", "huisnummer": 12, "geslachtsnaam": "Vries"}, [SUZANNE]),
    (POSTCODE, {"postcode": "1234AB", "huisnummer": 12, "huisletter": "a"}, []),
    (STRAAT, {"straat": "dorpsst*", "huisnummer": 12, "gemeenteVanInschrijving": "0998"}, HOME),
    (NUMMERAANDUIDING, {"nummeraanduidingIdentificatie": "0998200000000001"}, HOME),
    (ADRESSEERBAAR, {"adresseerbaarObjectIdentificatie": "0998010000000001"}, HOME),
]  # fmt: skip


@pytest.fixture
def spec() -> Spec:
    return load_spec_named("brp")


def without_slash(persoon: dict[str, Any]) -> dict[str, Any]:
    """The real service writes "echtgenoot/geregistreerd", which its own pattern forbids."""
    naamgebruik = persoon.get("naam", {}).get("aanduidingNaamgebruik")
    if naamgebruik:
        plain = {**naamgebruik, "omschrijving": naamgebruik["omschrijving"].replace("/", " of ")}
        return {**persoon, "naam": {**persoon["naam"], "aanduidingNaamgebruik": plain}}
    return persoon


@pytest.mark.parametrize(("kind", "query", "expected"), QUERY_CASES)
async def test_every_query_finds_exactly_these_persons(
    kind: str, query: dict[str, Any], expected: list[str]
) -> None:
    found = await ask(kind, FIELDS, **query)
    assert sorted(persoon.pop("burgerservicenummer") for persoon in found) == sorted(expected)


@pytest.mark.parametrize(("kind", "query", "expected"), QUERY_CASES)
async def test_queries_and_answers_satisfy_the_official_schema(
    spec: Spec, kind: str, query: dict[str, Any], expected: list[str]
) -> None:
    fields = [name for name in QUERIES[kind].tree if name not in ALIASES]
    personen = await ask(kind, fields, **query)
    question = {"type": kind, "fields": fields, **query}
    answer = {"type": kind, "personen": [without_slash(persoon) for persoon in personen]}
    assert len(personen) == len(expected)
    assert spec.complaints("PersonenQuery", question) == []
    assert spec.complaints("PersonenQueryResponse", answer) == []


def test_every_type_of_query_is_tried(spec: Spec) -> None:
    mapping = spec.document["components"]["schemas"]["PersonenQuery"]["discriminator"]["mapping"]
    assert {kind for kind, _, _ in QUERY_CASES} == set(QUERIES) == set(mapping)


def kinds_of(value: Any) -> set[str]:
    """Every variant (`type`) that occurs in a body."""
    if isinstance(value, list):
        return set().union(*map(kinds_of, value))
    if not isinstance(value, dict):
        return set()
    kind = value.get("type")
    below = set().union(*map(kinds_of, value.values()))
    return below | ({kind} if isinstance(kind, str) else set())


def sample() -> list[str]:
    """The fewest persons, first come, in whom every variant occurs; and a few others."""
    seen: set[str] = set()
    bsns = [persoon["burgerservicenummer"] for persoon in [*personen()[::40], *personen()[-12:]]]
    for persoon in personen():
        kinds = kinds_of(persoon)
        if not kinds <= seen:
            bsns.append(persoon["burgerservicenummer"])
            seen |= kinds
    return list(dict.fromkeys(bsns))


@pytest.mark.parametrize("part", [0, 1])
async def test_persons_satisfy_the_official_schema(spec: Spec, part: int) -> None:
    asked = sample()[part::2]
    found = await ask(RAADPLEEG, [*PERSOON], burgerservicenummer=asked)
    missing = set(asked) - {persoon["burgerservicenummer"] for persoon in found}
    assert missing == {WIPED, IN_ERROR} & set(asked)
    for persoon in found:
        assert spec.complaints("Persoon", without_slash(persoon)) == []


async def test_every_variant_of_the_standard_is_delivered(spec: Spec) -> None:
    schemas = spec.document["components"]["schemas"]
    variants = {
        kind
        for name, schema in schemas.items()
        if not name.startswith("PersonenQuery")
        for kind in schema.get("discriminator", {}).get("mapping", ())
    }
    asked = sample()
    found = [
        await ask(RAADPLEEG, [*PERSOON], burgerservicenummer=asked[at : at + 20])
        for at in range(0, len(asked), 20)
    ]
    assert kinds_of(found) - {"titel", "predicaat"} == variants


def test_every_bsn_passes_the_elfproef_and_is_in_the_test_range() -> None:
    bsns = [persoon["burgerservicenummer"] for persoon in personen()]
    weights = (9, 8, 7, 6, 5, 4, 3, 2, -1)
    sums = {sum(map(int.__mul__, weights, map(int, bsn))) % 11 for bsn in bsns}
    assert sums == {0}
    assert {(bsn[:4], len(bsn)) for bsn in bsns} == {("9999", 9)}
    assert len(bsns) == len(set(bsns)) == 240


def test_relatives_name_each_other() -> None:
    by_bsn = {persoon["burgerservicenummer"]: persoon for persoon in personen()}
    for there, back in (("kinderen", "ouders"), ("ouders", "kinderen"), ("partners", "partners")):
        links = [
            (bsn, relative["burgerservicenummer"])
            for bsn, persoon in by_bsn.items()
            for relative in persoon.get(there, ())
            if "burgerservicenummer" in relative
        ]
        assert len(links) > 20
        for bsn, other in links:
            assert bsn in [one.get("burgerservicenummer") for one in by_bsn[other][back]]
