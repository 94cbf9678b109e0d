"""Building blocks of a BRP body: dates, waardetabellen and BSNs. No persons here."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import Any

Body = dict[str, Any]

MAANDEN = (
    "januari",
    "februari",
    "maart",
    "april",
    "mei",
    "juni",
    "juli",
    "augustus",
    "september",
    "oktober",
    "november",
    "december",
)

GEMEENTE_CODE = "0998"
GEMEENTE = "Voorbeeldstad"

# Numbers that the official documentation and features use; all within the test range 9999xxxxx.
KNOWN_BSNS = (
    "999993653",
    "999990408",
    "999995492",
    "999991802",
    "999994141",
    "999992892",
    "999993562",
    "999990937",
    "999990901",
    "999999321",
    "999999322",
    "999999323",
    "999999324",
    "999999325",
    "999997567",
    "999997440",
    "999995248",
    "999991784",
)


def passes_elfproef(bsn: str) -> bool:
    """The check every real BSN satisfies: weighted sum, last digit negative, divisible by 11."""
    if len(bsn) != 9 or not bsn.isdigit():
        return False
    weights = (9, 8, 7, 6, 5, 4, 3, 2, -1)
    total = sum(weight * int(digit) for weight, digit in zip(weights, bsn, strict=True))
    return total % 11 == 0


@cache
def _test_range() -> tuple[str, ...]:
    """Every number of the published test range that passes."""
    numbers = map(str, range(999900000, 1000000000))
    return tuple(filter(passes_elfproef, numbers))


def iter_bsns(rng: random.Random) -> Iterator[str]:
    """Valid test BSNs without repetition: the well known ones first, then the rest shuffled."""
    known = [bsn for bsn in KNOWN_BSNS if passes_elfproef(bsn)]
    yield from known
    others = list(_test_range())
    rng.shuffle(others)
    taken = set(known)
    yield from (bsn for bsn in others if bsn not in taken)


def datum(day: date) -> Body:
    lang = f"{day.day} {MAANDEN[day.month - 1]} {day.year}"
    return {"type": "Datum", "datum": day.isoformat(), "langFormaat": lang}


def jaar_maand_datum(jaar: int, maand: int) -> Body:
    lang = f"{MAANDEN[maand - 1]} {jaar}"
    return {"type": "JaarMaandDatum", "jaar": jaar, "maand": maand, "langFormaat": lang}


def jaar_datum(jaar: int) -> Body:
    return {"type": "JaarDatum", "jaar": jaar, "langFormaat": f"{jaar}"}


def datum_onbekend() -> Body:
    return {"type": "DatumOnbekend", "onbekend": True, "langFormaat": "onbekend"}


def waarde(code: str, omschrijving: str) -> Body:
    return {"code": code, "omschrijving": omschrijving}


def lean(**properties: Any) -> Body:
    """A body without the properties the BRP would not deliver: null, false and empty ones."""
    return {
        name: value
        for name, value in properties.items()
        if value or (value == 0 and value is not False)
    }


NEDERLAND = waarde("6030", "Nederland")
GESLACHT = {"M": waarde("M", "man"), "V": waarde("V", "vrouw"), "O": waarde("O", "onbekend")}
VOORBEELDSTAD = waarde(GEMEENTE_CODE, GEMEENTE)
NAAMGEBRUIK = {
    "E": waarde("E", "eigen geslachtsnaam"),
    "P": waarde("P", "geslachtsnaam echtgenoot/geregistreerd partner"),
    "V": waarde("V", "geslachtsnaam echtgenoot/geregistreerd partner voor eigen geslachtsnaam"),
    "N": waarde("N", "geslachtsnaam echtgenoot/geregistreerd partner na eigen geslachtsnaam"),
}
PLAATSEN = (
    VOORBEELDSTAD,
    waarde("0363", "Amsterdam"),
    waarde("0518", "'s-Gravenhage"),
    waarde("0599", "Rotterdam"),
    waarde("0344", "Utrecht"),
    waarde("0014", "Groningen"),
)


def age_on(today: date, geboren: date) -> int:
    had_birthday = (today.month, today.day) >= (geboren.month, geboren.day)
    return today.year - geboren.year - (0 if had_birthday else 1)


def years_before(today: date, years: int, month: int, day: int) -> date:
    """The most recent such month and day on which someone of that many years was born."""
    passed = (month, day) <= (today.month, today.day)
    return date(today.year - years - (0 if passed else 1), month, day)
