"""Records and resources of the Handelsregister (Basisprofiel 1.3, Vestigingsprofiel 1.4, Zoeken).

Its answers have no URL of their own: `url` stays empty. What stands at a shielded address is left
out here, also when the key of the municipality would show it.
"""

from __future__ import annotations

from hashlib import blake2b

import msgspec
from msgspec import field

from sources.records import Entity, Record, Text
from sources.resource import Resource, Sight

API = "kvk"
RECHTSPERSOON = "rechtspersoon"
HOOFDVESTIGING = "hoofdvestiging"


def is_ja(value: Text) -> bool | None:
    """Return what Ja and Nee mean; None for anything else."""
    return {"ja": True, "nee": False}.get((value or "").lower())


def key_of(*parts: Text) -> str:
    """Return a key for cursors, which may hold no number of a company."""
    text = "/".join(part or "" for part in parts)
    return blake2b(text.encode(), digest_size=8).hexdigest()


def day(value: Text) -> str | None:
    """Return a day of the KVK (yyyymmdd) as ISO 8601, as precise as it is known (`2019-03`)."""
    if value is None or len(value) != 8 or not value.isdecimal():
        return None
    parts = [value[:4]]
    for part in (value[4:6], value[6:]):
        if part == "00":
            break
        parts.append(part)
    return "-".join(parts)


class GeoData(Record):
    """The BAG keys and the point of an address; the KVK spells the keys in its own way."""

    addresseerbaar_object_id: Text = None
    nummer_aanduiding_id: Text = None
    gps_latitude: float | None = None
    gps_longitude: float | None = None
    rijksdriehoek_x: float | None = field(default=None, name="rijksdriehoekX")
    rijksdriehoek_y: float | None = field(default=None, name="rijksdriehoekY")
    rijksdriehoek_z: float | None = field(default=None, name="rijksdriehoekZ")


class AdresRecord(Record):
    """An address of an eigenaar or a vestiging."""

    type: Text = None
    afgeschermd: Text = field(default=None, name="indAfgeschermd")
    volledig_adres: Text = None
    straatnaam: Text = None
    huisnummer: int | None = None
    huisletter: Text = None
    huisnummer_toevoeging: Text = None
    aanduiding_bij_huisnummer: Text = None
    toevoeging_adres: Text = None
    postcode: Text = None
    postbusnummer: int | None = None
    plaats: Text = None
    straat_huisnummer: Text = None
    postcode_woonplaats: Text = None
    regio: Text = None
    land: Text = None
    geo_data: GeoData | None = None

    def __post_init__(self) -> None:
        """Keep nothing of a shielded address but that it is there."""
        if self.ind_afgeschermd:
            for name in self.__struct_fields__:
                if name not in ("type", "afgeschermd"):
                    setattr(self, name, None)

    @property
    def ind_afgeschermd(self) -> bool | None:
        """Whether the address is shielded."""
        return is_ja(self.afgeschermd)


class MaterieleRegistratie(Record):
    """Since and until when a company or branch is active."""

    aanvang: Text = field(default=None, name="datumAanvang")
    einde: Text = field(default=None, name="datumEinde")

    @property
    def datum_aanvang(self) -> str | None:
        """The first day, as precise as it is known."""
        return day(self.aanvang)

    @property
    def datum_einde(self) -> str | None:
        """The last day, as precise as it is known."""
        return day(self.einde)


class Handelsnaam(Record):
    """A name to trade under, and its place among the others."""

    naam: Text = None
    volgorde: int | None = None


class SbiActiviteit(Record):
    """An activity by its SBI code."""

    sbi_code: Text = None
    sbi_omschrijving: Text = None
    hoofdactiviteit: Text = field(default=None, name="indHoofdactiviteit")

    @property
    def ind_hoofdactiviteit(self) -> bool | None:
        """Whether it is the main activity."""
        return is_ja(self.hoofdactiviteit)


class Inschrijving(Entity):
    """What the Handelsregister says of companies and branches alike."""

    url: str = ""
    kvk_nummer: Text = None
    non_mailing: Text = field(default=None, name="indNonMailing")
    geregistreerd: Text = field(default=None, name="formeleRegistratiedatum")
    materiele_registratie: MaterieleRegistratie | None = None
    totaal_werkzame_personen: int | None = None
    handelsnamen_rows: list[Handelsnaam] | None = field(default=None, name="handelsnamen")
    sbi_activiteiten: list[SbiActiviteit] | None = None

    @property
    def ind_non_mailing(self) -> bool | None:
        """Whether they want no unasked advertisements."""
        return is_ja(self.non_mailing)

    @property
    def formele_registratiedatum(self) -> str | None:
        """The day of registration."""
        return day(self.geregistreerd)

    @property
    def handelsnamen(self) -> list[str] | None:
        """The names to trade under, in their order; None when the answer has none."""
        if self.handelsnamen_rows is None:
            return None
        rows = sorted(self.handelsnamen_rows, key=lambda row: row.volgorde or 0)
        return [row.naam for row in rows if row.naam]

    @property
    def actief(self) -> bool | None:
        """Whether it has not ended."""
        found = self.materiele_registratie
        return None if found is None else found.einde is None


class VestigingRecord(Inschrijving):
    """A branch; below a basisprofiel the same without `handelsnamen`."""

    vestigingsnummer: Text = None
    rsin: Text = None
    eerste_handelsnaam: Text = None
    is_hoofd: Text = field(default=None, name="indHoofdvestiging")
    is_commercieel: Text = field(default=None, name="indCommercieleVestiging")
    voltijd_werkzame_personen: int | None = None
    deeltijd_werkzame_personen: int | None = None
    adressen: list[AdresRecord] | None = None
    websites: list[str] | None = None

    @property
    def naam(self) -> str | None:
        """The name to show."""
        return self.eerste_handelsnaam

    @property
    def ind_hoofdvestiging(self) -> bool | None:
        """Whether it is the main branch."""
        return is_ja(self.is_hoofd)

    @property
    def ind_commerciele_vestiging(self) -> bool | None:
        """Whether it is a branch that trades."""
        return is_ja(self.is_commercieel)

    @property
    def volledig_adres(self) -> str | None:
        """The visiting address on one line."""
        adressen = self.adressen or ()
        return next((a.volledig_adres for a in adressen if a.type == "bezoekadres"), None)


class VestigingBasisRecord(Record):
    """A branch in the list of a company: no more than to choose one."""

    vestigingsnummer: Text = None
    kvk_nummer: Text = None
    eerste_handelsnaam: Text = None
    is_hoofd: Text = field(default=None, name="indHoofdvestiging")
    is_commercieel: Text = field(default=None, name="indCommercieleVestiging")
    adres_afgeschermd: Text = field(default=None, name="indAdresAfgeschermd")
    adres: Text = field(default=None, name="volledigAdres")

    @property
    def naam(self) -> str | None:
        """The name to show."""
        return self.eerste_handelsnaam

    @property
    def ind_hoofdvestiging(self) -> bool | None:
        """Whether it is the main branch."""
        return is_ja(self.is_hoofd)

    @property
    def ind_commerciele_vestiging(self) -> bool | None:
        """Whether it is a branch that trades."""
        return is_ja(self.is_commercieel)

    @property
    def volledig_adres(self) -> str | None:
        """The visiting address on one line; never a shielded one."""
        return None if is_ja(self.adres_afgeschermd) else self.adres


class VestigingenRecord(Entity):
    """Every branch of a company."""

    url: str = ""
    kvk_nummer: Text = None
    vestigingen: list[VestigingBasisRecord] | None = None


class EigenaarRecord(Record):
    """Who owns a company: of a natural person no more than the rechtsvorm."""

    rsin: Text = None
    rechtsvorm: Text = None
    uitgebreide_rechtsvorm: Text = None
    adressen: list[AdresRecord] | None = None


class Embedded(Record):
    """What a basisprofiel brings along."""

    hoofdvestiging: VestigingRecord | None = None
    eigenaar: EigenaarRecord | None = None


class BasisprofielRecord(Inschrijving):
    """A company."""

    naam: Text = None
    statutaire_naam: Text = None
    embedded: Embedded = field(default_factory=Embedded, name="_embedded")

    @property
    def hoofdvestiging(self) -> VestigingRecord | None:
        """Its main branch, when it has one."""
        return self.embedded.hoofdvestiging

    @property
    def eigenaar(self) -> EigenaarRecord | None:
        """Its owner."""
        return self.embedded.eigenaar

    @property
    def rsin(self) -> str | None:
        """The RSIN; none of somebody who trades under their own name."""
        return self.eigenaar.rsin if self.eigenaar is not None else None

    @property
    def rechtsvorm(self) -> str | None:
        """The kind of legal person, as the KVK codes it."""
        return self.eigenaar.rechtsvorm if self.eigenaar is not None else None

    @property
    def uitgebreide_rechtsvorm(self) -> str | None:
        """The kind of legal person in words."""
        return self.eigenaar.uitgebreide_rechtsvorm if self.eigenaar is not None else None

    @property
    def adressen(self) -> list[AdresRecord] | None:
        """The addresses of the owner; of one that has none those of the main branch."""
        found = self.eigenaar.adressen if self.eigenaar is not None else None
        if found:
            return found
        return self.hoofdvestiging.adressen if self.hoofdvestiging is not None else found

    @property
    def websites(self) -> list[str] | None:
        """The websites of the main branch."""
        return self.hoofdvestiging.websites if self.hoofdvestiging is not None else None


class ZoekAdres(Record):
    """An address in the Netherlands (zoeken v2)."""

    straatnaam: Text = None
    huisnummer: int | None = None
    huisletter: Text = None
    postcode: Text = None
    plaats: Text = None


class _Adressen(Record):
    binnenlands_adres: ZoekAdres | None = None


class ZoekResultaatRecord(Entity):
    """A row of zoeken: v2, and what v1 calls otherwise."""

    url: str = ""
    kvk_nummer: Text = None
    rsin: Text = None
    vestigingsnummer: Text = None
    naam: Text = None
    handelsnaam: Text = None
    type: Text = None
    is_actief: Text = field(default=None, name="actief")
    vervallen_naam: Text = None
    adres: _Adressen | None = None
    straatnaam: Text = None
    huisnummer: int | None = None
    postcode: Text = None
    plaats: Text = None

    def __post_init__(self) -> None:
        """Give the row a key of its own for cursors, and one name whatever the version calls it."""
        self.url = key_of(self.kvk_nummer, self.vestigingsnummer, self.type)
        self.naam = self.naam or self.handelsnaam

    @property
    def actief(self) -> bool | None:
        """Whether it has not ended."""
        return is_ja(self.is_actief)

    @property
    def volledig_adres(self) -> str | None:
        """The address on one line, as far as zoeken tells it."""
        found = (self.adres and self.adres.binnenlands_adres) or self
        number = f"{found.huisnummer or ''}{getattr(found, 'huisletter', None) or ''}"
        street = " ".join(filter(None, (found.straatnaam, number)))
        town = " ".join(filter(None, (found.postcode, found.plaats)))
        return ", ".join(filter(None, (street, town))) or None

    @property
    def ind_hoofdvestiging(self) -> bool | None:
        """Whether it is the main branch."""
        return None if self.vestigingsnummer is None else self.type == HOOFDVESTIGING


class ZoekPage(msgspec.Struct):
    """One page of zoeken."""

    resultaten: list[ZoekResultaatRecord] = []
    totaal: int = 0
    """Rows in all; the KVK shows no more than the first thousand."""


BASISPROFIEL = Resource(
    api=API, path="v1/basisprofielen", record=BasisprofielRecord, sight=Sight.OWN
)
VESTIGINGEN = Resource(
    api=API, path="v1/basisprofielen/{}/vestigingen", record=VestigingenRecord, sight=Sight.OWN
)
VESTIGINGSPROFIEL = Resource(
    api=API, path="v1/vestigingsprofielen", record=VestigingRecord, sight=Sight.OWN
)
ZOEKEN = Resource(api=API, path="zoeken", record=ZoekResultaatRecord, sight=Sight.OWN)
