"""The persons of the register and how a checked query finds them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from sandbox.brp.values import Body

WITHDRAWN = ("W", "F")  # wiped or made in error: never delivered
DECEASED = "O"

Matcher = Callable[[Body, Any], bool]


class Register:
    """Indexed on what the exact searches ask for; the rest is a scan of a small town."""

    def __init__(self, personen: Sequence[Body]) -> None:
        delivered = [persoon for persoon in personen if _opschorting(persoon) not in WITHDRAWN]
        # the BRP promises no order: reading the bsn backwards makes sure nobody relies on one
        self._personen = sorted(delivered, key=lambda body: str(body["burgerservicenummer"])[::-1])
        self._by_bsn = {persoon["burgerservicenummer"]: persoon for persoon in self._personen}

    def read(self, bsns: Iterable[str]) -> list[Body]:
        asked = {bsn for bsn in bsns if bsn in self._by_bsn}
        found = [self._by_bsn[bsn] for bsn in asked]
        return sorted(found, key=lambda body: str(body["burgerservicenummer"])[::-1])

    def search(self, query: Body) -> list[Body]:
        wants_deceased = query.get("inclusiefOverledenPersonen", False)
        filters = [(MATCHERS[name], value) for name, value in query.items() if name in MATCHERS]
        found = self.read(query["burgerservicenummer"]) if "burgerservicenummer" in query else None
        return [
            persoon
            for persoon in (self._personen if found is None else found)
            if (found is not None or wants_deceased or _opschorting(persoon) != DECEASED)
            and all(matches(persoon, value) for matches, value in filters)
        ]


def _opschorting(persoon: Body) -> str:
    return str(persoon.get("opschortingBijhouding", {}).get("reden", {}).get("code", ""))


def _text(found: Any, wanted: str) -> bool:
    """Case-insensitive, with one wildcard at the end or the start."""
    text, wanted = str(found or "").casefold(), wanted.casefold()
    if wanted.endswith("*"):
        return text.startswith(wanted[:-1])
    if wanted.startswith("*"):
        return text.endswith(wanted[1:])
    return text == wanted


def _naam(name: str) -> Matcher:
    return lambda persoon, wanted: _text(persoon.get("naam", {}).get(name), wanted)


def _verblijfplaats(name: str) -> Matcher:
    return lambda persoon, wanted: bool(persoon.get("verblijfplaats", {}).get(name) == wanted)


def _verblijfadres(name: str) -> Matcher:
    def matches(persoon: Body, wanted: Any) -> bool:
        adres = persoon.get("verblijfplaats", {}).get("verblijfadres", {})
        return str(adres.get(name, "")).casefold() == str(wanted).replace(" ", "").casefold()

    return matches


def _straat(persoon: Body, wanted: str) -> bool:
    adres = persoon.get("verblijfplaats", {}).get("verblijfadres", {})
    return any(
        _text(adres.get(name), wanted) for name in ("officieleStraatnaam", "korteStraatnaam")
    )


def _geboortedatum(persoon: Body, wanted: str) -> bool:
    return bool(persoon.get("geboorte", {}).get("datum", {}).get("datum") == wanted)


def _geslacht(persoon: Body, wanted: str) -> bool:
    return _text(persoon.get("geslacht", {}).get("code"), wanted)


def _gemeente(persoon: Body, wanted: str) -> bool:
    return bool(persoon.get("gemeenteVanInschrijving", {}).get("code") == wanted)


MATCHERS: dict[str, Matcher] = {
    "gemeenteVanInschrijving": _gemeente,
    "geslachtsnaam": _naam("geslachtsnaam"),
    "voornamen": _naam("voornamen"),
    "voorvoegsel": _naam("voorvoegsel"),
    "geslacht": _geslacht,
    "geboortedatum": _geboortedatum,
    "postcode": _verblijfadres("postcode"),
    "huisnummer": _verblijfadres("huisnummer"),
    "huisletter": _verblijfadres("huisletter"),
    "huisnummertoevoeging": _verblijfadres("huisnummertoevoeging"),
    "straat": _straat,
    "nummeraanduidingIdentificatie": _verblijfplaats("nummeraanduidingIdentificatie"),
    "adresseerbaarObjectIdentificatie": _verblijfplaats("adresseerbaarObjectIdentificatie"),
}
