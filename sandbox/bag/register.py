"""The objects of the BAG as facts, and the indexes its searches are answered from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

UITGEGEVEN, INGETROKKEN = "Naamgeving uitgegeven", "Naamgeving ingetrokken"


@dataclass(frozen=True)
class Woonplaats:
    identificatie: str
    naam: str
    begin: str


@dataclass(frozen=True)
class OpenbareRuimte:
    identificatie: str
    naam: str
    korte_naam: str
    type: str
    begin: str


@dataclass(frozen=True)
class Pand:
    """A building; `x` and `y` are the south-west corner of its plan in RD metres."""

    identificatie: str
    bouwjaar: int
    status: str
    x: float
    y: float
    begin: str


@dataclass(frozen=True)
class AdresseerbaarObject:
    """A verblijfsobject, ligplaats or standplaats; only the first has panden and a use."""

    identificatie: str
    soort: str
    status: str
    hoofdadres: str
    x: float
    y: float
    begin: str
    nevenadressen: tuple[str, ...] = ()
    panden: tuple[str, ...] = ()
    oppervlakte: int = 0
    gebruiksdoelen: tuple[str, ...] = ()
    in_onderzoek: bool = False


@dataclass(frozen=True)
class Nummeraanduiding:
    identificatie: str
    openbare_ruimte: str
    huisnummer: int
    huisletter: str
    huisnummertoevoeging: str
    postcode: str
    object: str
    begin: str
    is_neven: bool = False
    status: str = UITGEGEVEN

    @property
    def is_current(self) -> bool:
        return self.status == UITGEGEVEN


@dataclass
class Bag:
    """Everything by identificatie, in the order of registration."""

    woonplaats: Woonplaats
    openbareruimten: dict[str, OpenbareRuimte] = field(default_factory=dict)
    panden: dict[str, Pand] = field(default_factory=dict)
    objecten: dict[str, AdresseerbaarObject] = field(default_factory=dict)
    nummeraanduidingen: dict[str, Nummeraanduiding] = field(default_factory=dict)
    _by_postcode: dict[tuple[str, int], list[Nummeraanduiding]] = field(default_factory=dict)
    _by_pand: dict[str, list[AdresseerbaarObject]] = field(default_factory=dict)

    def add(self, adres: Nummeraanduiding) -> None:
        self.nummeraanduidingen[adres.identificatie] = adres
        key = (adres.postcode, adres.huisnummer)
        self._by_postcode.setdefault(key, []).append(adres)

    def add_object(self, object_: AdresseerbaarObject) -> None:
        self.objecten[object_.identificatie] = object_
        for pand in object_.panden:
            self._by_pand.setdefault(pand, []).append(object_)

    def at_postcode(self, postcode: str, huisnummer: int) -> Sequence[Nummeraanduiding]:
        return self._by_postcode.get((postcode, huisnummer), ())

    def in_pand(self, pand: str) -> Sequence[AdresseerbaarObject]:
        return self._by_pand.get(pand, ())

    def adressen_of(self, object_: AdresseerbaarObject) -> list[Nummeraanduiding]:
        """The hoofdadres first, then the nevenadressen."""
        return [
            self.nummeraanduidingen[identificatie]
            for identificatie in (object_.hoofdadres, *object_.nevenadressen)
        ]

    def adressen_in(self, panden: Iterable[str]) -> list[Nummeraanduiding]:
        return [
            adres
            for pand in panden
            for object_ in self.in_pand(pand)
            for adres in self.adressen_of(object_)
        ]
