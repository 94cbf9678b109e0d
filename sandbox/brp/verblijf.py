"""Where the persons lived over time: their house of now, and the one they moved from together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sandbox.brp.register import WITHDRAWN
from sandbox.brp.values import GEMEENTE, Body, datum, waarde
from sandbox.zgw.data.vocabulary import GEMEENTECODE, STRATEN

BEFORE = timedelta(days=6 * 365)
"""How long a household lived in the house it moved from."""


@dataclass(frozen=True)
class Verblijf:
    """One stay of one persoon; `tot` is the first day it was over."""

    persoon: Body
    verblijfplaats: Body
    van: date
    tot: date | None

    @property
    def object(self) -> str:
        return str(self.verblijfplaats.get("adresseerbaarObjectIdentificatie", ""))

    def overlaps(self, van: date, tot: date) -> bool:
        return self.van < tot and (self.tot is None or self.tot > van)


def make_verblijven(personen: Sequence[Body]) -> list[Verblijf]:
    """Every stay of everyone whose PL is delivered, newest first per persoon."""
    return [stay for persoon in personen for stay in _stays(persoon)]


def _stays(persoon: Body) -> Iterator[Verblijf]:
    opschorting = persoon.get("opschortingBijhouding", {})
    reden = opschorting.get("reden", {}).get("code", "")
    now = persoon.get("verblijfplaats")
    moved = _day(now and now.get("datumVan"))
    if reden in WITHDRAWN or now is None or moved is None:
        return
    born = _day(persoon.get("geboorte", {}).get("datum")) or date.min
    ended = _day(opschorting.get("datum")) if reden == "O" else None
    yield Verblijf(persoon, now, moved, ended)
    number = _number(now, persoon)
    if born < moved:
        yield Verblijf(persoon, _before(number), max(born, moved - BEFORE), moved)


def _day(value: Any) -> date | None:
    """The day of a BRP date, when it is known to the day."""
    return date.fromisoformat(value["datum"]) if value and value.get("type") == "Datum" else None


def _number(now: Body, persoon: Body) -> int:
    """The same for everyone at one address, so that a household moved as one."""
    known = now.get("nummeraanduidingIdentificatie", persoon["burgerservicenummer"])
    return int(str(known)[-6:])


def _before(number: int) -> Body:
    """A house in a street of the municipality in which nobody lives today."""
    straat, huisnummer = number % len(STRATEN), 70 + number % 100
    point = STRATEN[straat]
    return {
        "type": "Adres",
        "verblijfadres": {
            "officieleStraatnaam": point.naam,
            "korteStraatnaam": point.naam,
            "huisnummer": huisnummer,
            "postcode": point.postcode,
            "woonplaats": GEMEENTE,
        },
        "functieAdres": waarde("W", "woonadres"),
        "adresseerbaarObjectIdentificatie": f"{GEMEENTECODE}011{straat:03d}{huisnummer:06d}",
        "nummeraanduidingIdentificatie": f"{GEMEENTECODE}20{straat:04d}{huisnummer:06d}",
    }


def verblijfplaats_body(stay: Verblijf) -> Body:
    """The stay as the history tells it, with the days between which it held."""
    body = {**stay.verblijfplaats, "datumVan": datum(stay.van)}
    return body | ({"datumTot": datum(stay.tot)} if stay.tot else {})


def bewoner_body(persoon: Body) -> Body:
    body: Body = {
        "burgerservicenummer": persoon["burgerservicenummer"],
        "naam": {"volledigeNaam": persoon["naam"]["volledigeNaam"]},
        "geboorte": {"datum": persoon["geboorte"]["datum"]},
    }
    if persoon.get("geheimhoudingPersoonsgegevens"):
        body["geheimhoudingPersoonsgegevens"] = True
    return body
