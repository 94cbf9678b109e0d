"""Records of BAG Individuele Bevragingen v2, under the BAG's own names."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from msgspec import field

from sources.records import Date, DateTime, Entity, Json, Record, Text
from sources.resource import Privacy, Resource

RD = "epsg:28992"
"""Rijksdriehoekscoordinaten: the only reference system the BAG gives geometry in."""
ADRES_ID = re.compile(r"[0-9]{4}20[0-9]{10}")
OBJECT_ID = re.compile(r"[0-9]{4}0[123][0-9]{10}")
PAND_ID = re.compile(r"[0-9]{4}10[0-9]{10}")
RUIMTE_ID = re.compile(r"[0-9]{4}30[0-9]{10}")
WOONPLAATS_ID = re.compile(r"(?!0000)[0-9]{4}")


class Voorkomen(Record):
    """Since (and until) when a version of an object holds."""

    versie: int | None = None
    begin_geldigheid: Date = None
    eind_geldigheid: Date = None
    tijdstip_registratie: DateTime = None


class BagRecord(Entity):
    """What every kind of object has; its key is the identificatie, so `url` stays empty."""

    url: str = ""
    identificatie: Text = None
    status: Text = None
    geconstateerd: Text = None
    documentdatum: Date = None
    documentnummer: Text = None
    voorkomen: Voorkomen | None = None
    in_onderzoek: list[Json] | None = None
    """Stands beside the object in the answer; put here by the reader."""


class WoonplaatsRecord(BagRecord):
    """A town."""

    naam: Text = None


class OpenbareRuimteRecord(BagRecord):
    """A street, square or water with a name."""

    naam: Text = None
    korte_naam: Text = None
    type: Text = None
    ligt_in: Text = None


class NummeraanduidingRecord(BagRecord):
    """The number of an addressable object at an openbare ruimte."""

    huisnummer: int | None = None
    huisletter: Text = None
    huisnummertoevoeging: Text = None
    postcode: Text = None
    type_adresseerbaar_object: Text = None
    ligt_aan: Text = None
    ligt_in: Text = None


class PandRecord(BagRecord):
    """A building."""

    geometrie: Json | None = None
    oorspronkelijk_bouwjaar: Text = None


class AdresseerbaarObjectRecord(BagRecord):
    """What can have an address: of one of three kinds."""

    heeft_als_hoofd_adres: Text = None
    heeft_als_neven_adres: list[str] | None = None
    geometrie: Json | None = None


class VerblijfsobjectRecord(AdresseerbaarObjectRecord):
    """A unit of use in one or more panden."""

    gebruiksdoelen: list[str] | None = None
    oppervlakte: int | None = None
    maakt_deel_uit_van: list[str] | None = None


class LigplaatsRecord(AdresseerbaarObjectRecord):
    """A place in the water for a houseboat."""


class StandplaatsRecord(AdresseerbaarObjectRecord):
    """A place on land for a caravan."""


class Envelope(Record):
    """An object under its own name, with its relations beside it."""

    woonplaats: WoonplaatsRecord | None = None
    openbare_ruimte: OpenbareRuimteRecord | None = None
    nummeraanduiding: NummeraanduidingRecord | None = None
    pand: PandRecord | None = None
    verblijfsobject: VerblijfsobjectRecord | None = None
    ligplaats: LigplaatsRecord | None = None
    standplaats: StandplaatsRecord | None = None
    inonderzoek: list[Json] | None = None
    embedded: Embedded | None = field(default=None, name="_embedded")


class ObjectEnvelope(Record):
    """The same one level deeper: an adresseerbaar object may be of any of three kinds."""

    verblijfsobject: Envelope | None = None
    ligplaats: Envelope | None = None
    standplaats: Envelope | None = None


class AdresRecord(Entity):
    """A nummeraanduiding with all that makes it an address; flat, unlike the others."""

    url: str = ""
    openbare_ruimte_naam: Text = None
    korte_naam: Text = None
    huisnummer: int | None = None
    huisletter: Text = None
    huisnummertoevoeging: Text = None
    postcode: Text = None
    woonplaats_naam: Text = None
    nummeraanduiding_identificatie: Text = None
    openbare_ruimte_identificatie: Text = None
    woonplaats_identificatie: Text = None
    adresseerbaar_object_identificatie: Text = None
    pand_identificaties: list[str] | None = None
    indicatie_nevenadres: bool | None = None
    adresregel5: Text = None
    adresregel6: Text = None
    inonderzoek: Json | None = None
    embedded: Embedded | None = field(default=None, name="_embedded")


class Embedded(Record):
    """The relations of an object, and the rows of a page."""

    openbare_ruimte: Envelope | None = None
    nummeraanduiding: Envelope | None = None
    woonplaats: Envelope | None = None
    ligt_in_woonplaats: Envelope | None = None
    adresseerbaar_object: ObjectEnvelope | None = None
    panden: list[Envelope] | None = None
    maakt_deel_uit_van: list[Envelope] | None = None
    adressen: list[AdresRecord] | None = None
    adresseerbare_objecten: list[ObjectEnvelope] | None = None


class PageLinks(Record):
    """Of the links of a page only whether there is a next one matters: no link is followed."""

    next: Json | None = None


class BagPage(Record):
    """One page of a list; an empty one has nothing in it."""

    embedded: Embedded | None = field(default=None, name="_embedded")
    links: PageLinks | None = field(default=None, name="_links")


def _bag(path: str, record: type[Any]) -> Resource[Any]:
    return Resource(
        api="bag", path=path, record=record, headers={"Accept-Crs": RD}, privacy=Privacy.OPEN
    )


ADRES = _bag("adressen", AdresRecord)
ADRESSEERBAAR_OBJECT = _bag("adresseerbareobjecten", AdresseerbaarObjectRecord)
PAND = _bag("panden", PandRecord)
OPENBARE_RUIMTE = _bag("openbareruimten", OpenbareRuimteRecord)
WOONPLAATS = _bag("woonplaatsen", WoonplaatsRecord)
NUMMERAANDUIDING = _bag("nummeraanduidingen", NummeraanduidingRecord)
VERBLIJFSOBJECT = _bag("verblijfsobjecten", VerblijfsobjectRecord)
LIGPLAATS = _bag("ligplaatsen", LigplaatsRecord)
STANDPLAATS = _bag("standplaatsen", StandplaatsRecord)
PATTERNS: Mapping[tuple[str, str], re.Pattern[str]] = {
    ADRES.key: ADRES_ID,
    NUMMERAANDUIDING.key: ADRES_ID,
    ADRESSEERBAAR_OBJECT.key: OBJECT_ID,
    PAND.key: PAND_ID,
    OPENBARE_RUIMTE.key: RUIMTE_ID,
    WOONPLAATS.key: WOONPLAATS_ID,
}
"""What an identificatie looks like: digits five and six tell the kind (Catalogus BAG 2018)."""


def is_identificatie(resource: Resource[Any], text: str | None) -> bool:
    """Whether this can be the identificatie of such an object; other registers do not check."""
    return text is not None and PATTERNS[resource.key].fullmatch(text) is not None


def kind_of(identificatie: str) -> Resource[Any] | None:
    """Return what kind of object an identificatie of sixteen digits is of; None when of none."""
    for resource in (ADRES, ADRESSEERBAAR_OBJECT, PAND, OPENBARE_RUIMTE):
        if is_identificatie(resource, identificatie):
            return resource
    return None
