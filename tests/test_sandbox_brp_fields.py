"""Which fields the sandbox BRP delivers: those asked for, and those that come unasked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from brp_support import ask
from sandbox.brp.data import SHOWCASE_BSNS
from sandbox.brp.fields import (
    ALIASES,
    AUTOMATIC,
    GEZAG_PERSOON_BEPERKT,
    PERSOON,
    PERSOON_BEPERKT,
    Tree,
)
from spec_support import Spec, load_spec_named
from zgw_support import personen

SUZANNE = SHOWCASE_BSNS[0]
ABROAD, AFLOAT = (personen()[at]["burgerservicenummer"] for at in (-6, -4))
RAADPLEEG = "RaadpleegMetBurgerservicenummer"
TREES = {
    "Persoon": PERSOON,
    "PersoonBeperkt": PERSOON_BEPERKT,
    "GezagPersoonBeperkt": GEZAG_PERSOON_BEPERKT,
}
WHOLE = ("AbstractDatum", "Waardetabel", "Gezag", "AdellijkeTitelPredicaatType")


def paths_of(spec: Spec, name: str) -> Iterator[str]:
    """Every path of a schema that may be asked for, down to dates, waardetabellen and gezag."""
    for field, below in spec.properties(name):
        if field in AUTOMATIC or field == "type":
            continue
        yield field
        if below not in WHOLE:
            yield from (f"{field}.{path}" for path in paths_of(spec, below))


def leaves(tree: Tree, prefix: str = "") -> Iterator[str]:
    """Every path that the sandbox takes, its aliases left out."""
    for name, below in tree.items():
        if name not in ("*", *ALIASES):
            yield prefix + name
            yield from leaves(below, f"{prefix}{name}.")


@pytest.mark.parametrize("name", TREES)
def test_the_paths_that_may_be_asked_are_those_of_the_schema(name: str) -> None:
    spec = load_spec_named("brp")
    assert set(leaves(TREES[name])) == set(paths_of(spec, name))


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (["naam.voornamen"], {"naam": {"voornamen": "Suzanne Marije"}}),
        (["geslacht.x"], {"geslacht": {"code": "V", "omschrijving": "vrouw"}}),
        (
            ["geboorte.datum.jaar", "leeftijd"],
            {
                "geboorte": {
                    "datum": {
                        "type": "Datum",
                        "datum": "1985-01-26",
                        "langFormaat": "26 januari 1985",
                    }
                },
                "leeftijd": 41,
            },
        ),
        (["partners.naam.voornamen"], {"partners": [{"naam": {"voornamen": "Daan Willem"}}]}),
        (
            ["verblijfplaats.verblijfadres.postcode"],
            {"verblijfplaats": {"type": "Adres", "verblijfadres": {"postcode": "1234AB"}}},
        ),
        (
            ["adresseringBinnenland"],
            {
                "adressering": {
                    "adresregel1": "Dorpsstraat 12",
                    "adresregel2": "1234 AB  VOORBEELDSTAD",
                }
            },
        ),
        (["overlijden", "verblijfstitel", "indicatieCurateleRegister"], {}),
    ],
)
async def test_only_the_asked_fields_come(fields: list[str], expected: dict[str, Any]) -> None:
    assert await ask(RAADPLEEG, fields, burgerservicenummer=[SUZANNE]) == [expected]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (["verblijfplaatsBinnenland", "adresseringBinnenland"], {}),
        (
            ["verblijfplaats.verblijfadres.land"],
            {
                "verblijfplaats": {
                    "type": "VerblijfplaatsBuitenland",
                    "verblijfadres": {"land": {"code": "6029", "omschrijving": "Duitsland"}},
                }
            },
        ),
    ],
)
async def test_automatic_fields_come_unasked(fields: list[str], expected: dict[str, Any]) -> None:
    (persoon,) = await ask(RAADPLEEG, fields, burgerservicenummer=[ABROAD])
    automatic = {name: persoon.pop(name) for name in AUTOMATIC if name in persoon}
    assert persoon == expected
    assert set(automatic) == {"opschortingBijhouding", "rni", "verificatie"}
    assert automatic["opschortingBijhouding"]["reden"]["code"] == "R"


async def test_a_place_without_address_has_its_description() -> None:
    fields = ["verblijfplaats.verblijfadres", "verblijfplaats.functieAdres"]
    (persoon,) = await ask(RAADPLEEG, fields, burgerservicenummer=[AFLOAT])
    assert persoon == {
        "verblijfplaats": {
            "type": "Locatie",
            "verblijfadres": {"locatiebeschrijving": "Woonboot in de Grote Vliet"},
            "functieAdres": {"code": "W", "omschrijving": "woonadres"},
        }
    }


async def test_what_is_under_investigation_is_said_of_asked_fields_only() -> None:
    bsn = next(one["burgerservicenummer"] for one in personen() if "inOnderzoek" in one)
    (named,) = await ask(RAADPLEEG, ["naam.voornamen", "leeftijd"], burgerservicenummer=[bsn])
    since = {"type": "Datum", "datum": "2026-09-24", "langFormaat": "24 september 2026"}
    assert named["naam"]["inOnderzoek"] == {"voornamen": True, "datumIngangOnderzoek": since}
    assert named["inOnderzoek"] == {"leeftijd": True, "datumIngangOnderzoekPersoon": since}
    (other,) = await ask(RAADPLEEG, ["aNummer"], burgerservicenummer=[bsn])
    assert set(other) == {"aNummer"}
