"""The companies of the sandbox Handelsregister as facts."""

from __future__ import annotations

from dataclasses import dataclass, field

RECHTSPERSONEN = ("BeslotenVennootschap", "Stichting", "Vereniging", "VerenigingVanEigenaars")


@dataclass(frozen=True)
class Adres:
    """A house, with the BAG identificaties and the point that geoData tells of it."""

    straat: str
    huisnummer: int
    postcode: str
    plaats: str
    object: str
    nummeraanduiding: str
    rd: tuple[float, float]
    gps: tuple[float, float]
    """Latitude and longitude."""


@dataclass(frozen=True)
class Vestiging:
    nummer: str
    naam: str
    is_hoofd: bool
    adres: Adres
    voltijd: int = 1
    deeltijd: int = 0
    is_afgeschermd: bool = False
    is_commercieel: bool = True


@dataclass
class Onderneming:
    kvk_nummer: str
    naam: str
    rechtsvorm: str
    rsin: str
    sbi: tuple[str, str]
    begin: str
    adres: Adres
    einde: str = ""
    wil_geen_reclame: bool = False
    handelsnamen: list[str] = field(default_factory=list)
    vestigingen: list[Vestiging] = field(default_factory=list)

    @property
    def is_rechtspersoon(self) -> bool:
        return self.rechtsvorm in RECHTSPERSONEN

    @property
    def is_actief(self) -> bool:
        return not self.einde

    @property
    def hoofdvestiging(self) -> Vestiging | None:
        return next((vestiging for vestiging in self.vestigingen if vestiging.is_hoofd), None)


class Handelsregister:
    """Every onderneming by its kvk-nummer, every vestiging with its onderneming."""

    def __init__(self, ondernemingen: list[Onderneming]) -> None:
        self.by_kvk_nummer = {item.kvk_nummer: item for item in ondernemingen}
        self.by_vestiging = {
            vestiging.nummer: (item, vestiging)
            for item in ondernemingen
            for vestiging in item.vestigingen
        }
