"""The seven ways to ask for persons: their parameters, how those are checked, how they match."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sandbox.brp.fields import (
    GEZAG_PERSOON_BEPERKT,
    PERSOON,
    PERSOON_BEPERKT,
    Tree,
    explain_illegal,
)
from sandbox.brp.problems import InvalidParam, invalid

MAX_BSNS = 20
MAX_FIELDS = 130
MAX_RESULTS = 10
MAX_ADDRESS_RESULTS = 30
MIN_HUISNUMMER = 1
MAX_HUISNUMMER = 99999
FIELD_PATTERN = r"^[a-zA-Z0-9\._]{1,200}$"
BSN_PATTERN = r"^[0-9]{9}$"
IDENTIFICATIE_PATTERN = r"^(?!0{16})[0-9]{16}$"
NAAM_PATTERN = r"^[a-zA-Z0-9À-ž \.\-\']{1,200}$|^[a-zA-Z0-9À-ž \.\-\']{3,199}\*{1}$"

PATTERNS = {
    "gemeenteVanInschrijving": r"^[0-9]{4}$",
    "geslachtsnaam": NAAM_PATTERN,
    "geslacht": r"^([Mm]|[Vv]|[Oo])$",
    "voorvoegsel": r"^[a-zA-Z \']{1,10}$",
    "huisletter": r"^[a-zA-Z]{1}$",
    "huisnummertoevoeging": r"^[a-zA-Z0-9 \-]{1,4}$",
    "postcode": r"^[1-9]{1}[0-9]{3}[ ]?[A-Za-z]{2}$",
    "straat": r"^[a-zA-Z0-9À-ž \-\'\.]{1,80}$|^[a-zA-Z0-9À-ž \-\'\.]{7,79}\*{1}$"
    r"|^\*{1}[a-zA-Z0-9À-ž \-\'\.]{7,79}$",
    "nummeraanduidingIdentificatie": IDENTIFICATIE_PATTERN,
    "adresseerbaarObjectIdentificatie": IDENTIFICATIE_PATTERN,
}
VOORNAMEN_OPTIONEEL = r"^[a-zA-Z0-9À-ž \.\-\']{1,199}\*{0,1}$"


@dataclass(frozen=True)
class Query:
    required: tuple[str, ...]
    optional: tuple[str, ...]
    tree: Tree
    max_results: int = MAX_RESULTS

    @property
    def names(self) -> tuple[str, ...]:
        return (*self.required, *self.optional)


_HOUSE = ("huisletter", "huisnummertoevoeging", "inclusiefOverledenPersonen")
_GEMEENTE = ("gemeenteVanInschrijving",)
_DECEASED = ("inclusiefOverledenPersonen",)

QUERIES = {
    "RaadpleegMetBurgerservicenummer": Query(
        ("burgerservicenummer",), _GEMEENTE, PERSOON, MAX_BSNS
    ),
    "ZoekMetGeslachtsnaamEnGeboortedatum": Query(
        ("geslachtsnaam", "geboortedatum"),
        (*_DECEASED, "geslacht", "voorvoegsel", "voornamen", *_GEMEENTE),
        PERSOON_BEPERKT,
    ),
    "ZoekMetNaamEnGemeenteVanInschrijving": Query(
        ("geslachtsnaam", "voornamen", "gemeenteVanInschrijving"),
        (*_DECEASED, "geslacht", "voorvoegsel"),
        PERSOON_BEPERKT,
    ),
    "ZoekMetPostcodeEnHuisnummer": Query(
        ("postcode", "huisnummer"),
        (*_HOUSE, "geboortedatum", "geslachtsnaam", *_GEMEENTE),
        PERSOON_BEPERKT,
        MAX_ADDRESS_RESULTS,
    ),
    "ZoekMetStraatHuisnummerEnGemeenteVanInschrijving": Query(
        ("straat", "huisnummer", "gemeenteVanInschrijving"),
        _HOUSE,
        PERSOON_BEPERKT,
        MAX_ADDRESS_RESULTS,
    ),
    "ZoekMetNummeraanduidingIdentificatie": Query(
        ("nummeraanduidingIdentificatie",),
        (*_DECEASED, *_GEMEENTE),
        PERSOON_BEPERKT,
        MAX_ADDRESS_RESULTS,
    ),
    "ZoekMetAdresseerbaarObjectIdentificatie": Query(
        ("adresseerbaarObjectIdentificatie",),
        (*_DECEASED, *_GEMEENTE),
        GEZAG_PERSOON_BEPERKT,
        MAX_ADDRESS_RESULTS,
    ),
}


def check_type(body: dict[str, Any]) -> list[InvalidParam]:
    if body.get("type") is None:
        return [invalid("type", "required", "Parameter is verplicht.")]
    if not isinstance(body["type"], str) or body["type"] not in QUERIES:
        return [invalid("type", "value", "Waarde is geen geldig zoek type.")]
    return []


def check_query(body: dict[str, Any], query: Query) -> list[InvalidParam]:
    """Every fault in the parameters, in the order of the specification."""
    found: list[InvalidParam] = []
    for name in query.names:
        value = body.get(name)
        if value is None or (value == "" and name in query.required):
            if name in query.required:
                found.append(invalid(name, "required", "Parameter is verplicht."))
        else:
            found += _check_value(name, value, name in query.required)
    found += _check_fields(body.get("fields"), query.tree)
    known = {"type", "fields", *query.names}
    unknown = (name for name in body if name not in known)
    return found + [
        invalid(name, "unknownParam", "Parameter is niet verwacht.") for name in unknown
    ]


def _check_value(name: str, value: Any, is_required: bool) -> list[InvalidParam]:
    special: dict[str, Callable[[str, Any], list[InvalidParam]]] = {
        "burgerservicenummer": _check_bsns,
        "huisnummer": _check_huisnummer,
        "geboortedatum": _check_date,
        "inclusiefOverledenPersonen": _check_boolean,
    }
    if name in special:
        return special[name](name, value)
    if name == "voornamen":
        return _check_pattern(name, value, NAAM_PATTERN if is_required else VOORNAMEN_OPTIONEEL)
    return _check_pattern(name, value, PATTERNS[name])


def _check_pattern(name: str, value: Any, pattern: str) -> list[InvalidParam]:
    if isinstance(value, str) and re.search(pattern, value) and not value.endswith("\n"):
        return []
    return [invalid(name, "pattern", f"Waarde voldoet niet aan patroon {pattern}.")]


def _check_huisnummer(name: str, value: Any) -> list[InvalidParam]:
    if not isinstance(value, int) or isinstance(value, bool):
        return [invalid(name, "integer", "Waarde is geen geldig getal.")]
    if value < MIN_HUISNUMMER:
        return [invalid(name, "minimum", f"Waarde is lager dan minimum {MIN_HUISNUMMER}.")]
    if value > MAX_HUISNUMMER:
        return [invalid(name, "maximum", f"Waarde is hoger dan maximum {MAX_HUISNUMMER}.")]
    return []


def _check_date(name: str, value: Any) -> list[InvalidParam]:
    if isinstance(value, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        try:
            date.fromisoformat(value)
        except ValueError:
            pass
        else:
            return []
    return [invalid(name, "date", "Waarde is geen geldige datum.")]


def _check_boolean(name: str, value: Any) -> list[InvalidParam]:
    return [] if isinstance(value, bool) else [invalid(name, "boolean", "Waarde is geen boolean.")]


def _check_bsns(name: str, value: Any) -> list[InvalidParam]:
    return _check_items(name, value, MAX_BSNS) or [
        fault
        for index, bsn in enumerate(value)
        for fault in _check_pattern(f"{name}[{index}]", bsn, BSN_PATTERN)
    ]


def _check_items(name: str, value: Any, maximum: int) -> list[InvalidParam]:
    if not isinstance(value, list):
        return [invalid(name, "array", "Parameter is geen array.")]
    if not value:
        return [invalid(name, "minItems", "Array bevat minder dan 1 items.")]
    if len(value) > maximum:
        return [invalid(name, "maxItems", f"Array bevat meer dan {maximum} items.")]
    return []


def _check_fields(value: Any, tree: Tree) -> list[InvalidParam]:
    if value is None:
        return [invalid("fields", "required", "Parameter is verplicht.")]
    return _check_items("fields", value, MAX_FIELDS) or [
        fault
        for index, path in enumerate(value)
        for fault in _check_field(f"fields[{index}]", path, tree)
    ]


def _check_field(name: str, path: Any, tree: Tree) -> list[InvalidParam]:
    faults = _check_pattern(name, path, FIELD_PATTERN)
    if faults:
        return faults
    reason = explain_illegal(path, tree)
    return [invalid(name, "fields", reason)] if reason else []
