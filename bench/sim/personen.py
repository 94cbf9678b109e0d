"""Made-up persons with BSNs that pass the elfproef, as the BRP would tell of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

Json = dict[str, Any]
PERSOON_COUNT = 600
FIRST_BSN = 999_900_000
WEIGHTS = (9, 8, 7, 6, 5, 4, 3, 2, -1)
VOORNAMEN = ("Anna", "Bram", "Chantal", "Daan", "Eva", "Fatima", "Gijs", "Hanna", "Ibrahim", "Jop")
NAMEN = ("Jansen", "de Vries", "Bakker", "van Dijk", "Visser", "Smit", "Meijer", "Mulder", "Bos")
STRATEN = ("Dorpsstraat", "Kerkweg", "Molenlaan", "Stationsplein", "Parkzicht")


def iter_bsns() -> Iterator[str]:
    """Yield BSNs of the test range."""
    number = FIRST_BSN
    while True:
        digits = [int(digit) for digit in str(number)]
        if sum(weight * digit for weight, digit in zip(WEIGHTS, digits, strict=True)) % 11 == 0:
            yield str(number)
        number += 1


def make_personen() -> dict[str, Json]:
    """Return every person by BSN."""
    bsns = iter_bsns()
    return {
        bsn: _make_persoon(bsn, at) for at, bsn in zip(range(PERSOON_COUNT), bsns, strict=False)
    }


def _make_persoon(bsn: str, at: int) -> Json:
    voornaam, naam = VOORNAMEN[at % len(VOORNAMEN)], NAMEN[at // 10 % len(NAMEN)]
    voorvoegsel, _, geslachtsnaam = naam.rpartition(" ")
    year, month, day = 1940 + at % 65, 1 + at % 12, 1 + at % 28
    name = {
        "voornamen": voornaam,
        "geslachtsnaam": geslachtsnaam,
        "voorletters": f"{voornaam[0]}.",
        "volledigeNaam": f"{voornaam} {naam}",
    }
    return {
        "burgerservicenummer": bsn,
        "naam": name | ({"voorvoegsel": voorvoegsel} if voorvoegsel else {}),
        "leeftijd": 2026 - year,
        "geslacht": {"code": "V", "omschrijving": "vrouw"},
        "geboorte": {
            "datum": {
                "type": "Datum",
                "datum": f"{year}-{month:02d}-{day:02d}",
                "langFormaat": f"{day} maand {year}",
            },
            "plaats": {"code": "0344", "omschrijving": "Voorbeeldstad"},
        },
        "verblijfplaats": _make_verblijfplaats(at),
        "adressering": {
            "adresregel1": f"{STRATEN[at % 5]} {at % 80 + 1}",
            "adresregel2": "1234 AB  VOORBEELDSTAD",
        },
    }


def _make_verblijfplaats(at: int) -> Json:
    return {
        "type": "Adres",
        "functieAdres": {"code": "W", "omschrijving": "woonadres"},
        "verblijfadres": {
            "officieleStraatnaam": STRATEN[at % 5],
            "huisnummer": at % 80 + 1,
            "postcode": "1234AB",
            "woonplaats": "Voorbeeldstad",
        },
    }


def pick(persoon: Mapping[str, Any], fields: Iterable[str]) -> Json:
    """Return the parts of a person that the dotted paths name; what is absent stays out."""
    picked: Json = {}
    for path in fields:
        source: Any = persoon
        target = picked
        *groups, last = path.split(".")
        for group in groups:
            source = source.get(group, {})
            if not source:
                break
            target = target.setdefault(group, {})
        if last in source:
            target[last] = source[last]
    return picked
