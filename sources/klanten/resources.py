"""The klant of Klanten API 1.0.0, which tells what a partij of Klantinteracties tells.

The graph has one type for both (docs/adr/0013): a klant answers under the names of a partij. What
stands inside it (an e-mail address, a BSN) has no resource of its own; such a part is found at the
klant's URL with a JSON Pointer (RFC 6901) behind it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from msgspec import field

from sources.klantinteracties.groups import Adres, Identificator, Reference
from sources.klantinteracties.resources import DigitaalAdresRecord, PartijidentificatorRecord
from sources.records import Code, Entity, Json, Link, Record, Text
from sources.resource import Resource, Sight
from sources.urls import last_segment

SOORTEN: Mapping[str, str] = {
    "natuurlijk_persoon": "persoon",
    "niet_natuurlijk_persoon": "organisatie",
    "vestiging": "organisatie",
}
"""subjectType as the soortPartij of Klantinteracties; a contactpersoon is not known here."""
IDENTIFICATIES: Mapping[str, tuple[str, str]] = {
    "inpBsn": ("bsn", "brp"),
    "innNnpId": ("rsin", "hr"),
    "vestigingsNummer": ("vestigingsnummer", "hr"),
}
"""Attribute of subjectIdentificatie: its codeSoortObjectId and codeRegister."""
SUBJECT_FILTERS: Mapping[str, str] = {
    "bsn": "subjectNatuurlijkPersoon__inpBsn",
    "rsin": "subjectNietNatuurlijkPersoon__innNnpId",
    "vestigingsnummer": "subjectVestigingVestigingsNummer",
}
"""Which filter finds a klant by a number of this codeSoortObjectId; none does by KVK-nummer."""
DIGITAAL: Mapping[str, str] = {"emailadres": "email", "telefoonnummer": "telefoonnummer"}
"""Attribute of a klant: its soortDigitaalAdres."""


class KlantAdres(Record):
    """Klant.adres."""

    straatnaam: Text = None
    huisnummer: int | None = None
    huisletter: Text = None
    huisnummertoevoeging: Text = None
    postcode: Text = None
    woonplaatsnaam: Text = None
    landcode: Text = None


class KlantDigitaalAdres(DigitaalAdresRecord):
    """The e-mail address or telephone number in a klant."""


class KlantIdentificator(PartijidentificatorRecord):
    """The BSN, RSIN or vestigingsnummer in a klant."""


class KlantRecord(Entity):
    """A klant."""

    bronorganisatie: Text = None
    klantnummer: Text = None
    bedrijfsnaam: Text = None
    functie: Text = None
    website_url: Text = None
    voornaam: Text = None
    voorvoegsel_achternaam: Text = None
    achternaam: Text = None
    telefoonnummer: Text = None
    emailadres: Text = None
    adres: KlantAdres | None = None
    subject_url: Link = field(default=None, name="subject")
    subject_type: Code = None
    subject_identificatie: Json | None = None

    interne_notitie: ClassVar[None] = None
    indicatie_geheimhouding: ClassVar[None] = None
    indicatie_actief: ClassVar[None] = None
    voorkeurstaal: ClassVar[None] = None
    correspondentieadres: ClassVar[None] = None
    categorie_relaties: ClassVar[None] = None

    @property
    def uuid(self) -> str:
        """The id; this API writes it in the URL only."""
        return last_segment(self.url)

    @property
    def nummer(self) -> str | None:
        """The klantnummer."""
        return self.klantnummer

    @property
    def soort_partij(self) -> str | None:
        """What kind of partij the subject is."""
        return SOORTEN.get(self.subject_type or "", self.subject_type)

    @property
    def bezoekadres(self) -> Adres | None:
        """The one address of a klant; a huisletter stands before the toevoeging."""
        adres = self.adres
        if adres is None:
            return None
        toevoeging = " ".join(filter(None, (adres.huisletter, adres.huisnummertoevoeging)))
        return Adres(
            straatnaam=adres.straatnaam,
            huisnummer=adres.huisnummer,
            huisnummertoevoeging=toevoeging or None,
            postcode=adres.postcode,
            stad=adres.woonplaatsnaam,
            land=adres.landcode,
        )

    @property
    def partij_identificatie(self) -> Json:
        """Who the klant is, in the shape that Klantinteracties gives each soort partij."""
        if self.soort_partij == "organisatie":
            return {"naam": self.weergavenaam}
        naam = {
            "voornaam": self.voornaam,
            "voorvoegselAchternaam": self.voorvoegsel_achternaam,
            "achternaam": self.achternaam,
        }
        return {"contactnaam": naam, "volledigeNaam": self.weergavenaam}

    @property
    def weergavenaam(self) -> str | None:
        """The name to show: of the klant as contact, else of the subject."""
        own = (self.voornaam, self.voorvoegsel_achternaam, self.achternaam)
        if self.soort_partij == "organisatie":
            subject = self._text("statutaireNaam") or self._first_handelsnaam()
            return self.bedrijfsnaam or subject or _joined(own)
        official = ("voornamen", "voorvoegselGeslachtsnaam", "geslachtsnaam")
        return _joined(own) or _joined(map(self._text, official)) or self.bedrijfsnaam or None

    @property
    def partij_identificatoren(self) -> list[KlantIdentificator]:
        """The numbers by which registers know the subject."""
        return [
            KlantIdentificator(
                url=f"{self.url}#/subjectIdentificatie/{name}",
                identificeerde_partij_ref=Reference(url=self.url),
                partij_identificator=Identificator(
                    code_objecttype=self.subject_type,
                    code_register=register,
                    code_soort_object_id=soort,
                    object_id=number,
                ),
            )
            for name, (soort, register) in IDENTIFICATIES.items()
            if (number := self._text(name))
        ]

    @property
    def digitale_adressen(self) -> list[KlantDigitaalAdres]:
        """The e-mail address and the telephone number, as far as there are any."""
        return [
            KlantDigitaalAdres(
                url=f"{self.url}#/{name}",
                adres=adres,
                soort_digitaal_adres=soort,
                verstrekt_door_partij_ref=Reference(url=self.url),
            )
            for name, soort in DIGITAAL.items()
            if (adres := getattr(self, name))
        ]

    @property
    def parts(self) -> list[Entity]:
        """What stands inside this klant and has a place of its own in the graph."""
        return [*self.digitale_adressen, *self.partij_identificatoren]

    def _text(self, name: str) -> str | None:
        value = (self.subject_identificatie or {}).get(name)
        return value if isinstance(value, str) and value else None

    def _first_handelsnaam(self) -> str | None:
        names = (self.subject_identificatie or {}).get("handelsnaam")
        return next(filter(None, map(str, names)), None) if isinstance(names, list) else None


def _joined(parts: Any) -> str | None:
    return " ".join(filter(None, parts)) or None


API = "klanten"
KLANT = Resource(
    api=API,
    path="klanten",
    record=KlantRecord,
    sight=Sight.OWN,
    own_filters=SUBJECT_FILTERS,
    expected=1,
)
