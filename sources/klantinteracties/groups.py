"""Groups inside the records of Klantinteracties 0.9.0, and the parts that differ per kind."""

from __future__ import annotations

from sources.records import Record, Text


class Reference(Record):
    """How this API links: a uuid and a URL."""

    uuid: Text = None
    url: Text = None


Refs = list[Reference] | None


class Adres(Record):
    """Bezoekadres and correspondentieadres."""

    nummeraanduiding_id: Text = None
    straatnaam: Text = None
    huisnummer: int | None = None
    huisnummertoevoeging: Text = None
    postcode: Text = None
    stad: Text = None
    adresregel1: Text = None
    adresregel2: Text = None
    adresregel3: Text = None
    land: Text = None


class Identificator(Record):
    """What identifies an object in another register."""

    code_objecttype: Text = None
    code_register: Text = None
    code_soort_object_id: Text = None
    object_id: Text = None


class Contactnaam(Record):
    """A name in parts."""

    voorletters: Text = None
    voornaam: Text = None
    voorvoegsel_achternaam: Text = None
    achternaam: Text = None


class PersoonPartij(Record):
    """partijIdentificatie of a persoon."""

    contactnaam: Contactnaam | None = None
    volledige_naam: Text = None


class OrganisatiePartij(Record):
    """partijIdentificatie of an organisatie."""

    naam: Text = None


class ContactpersoonPartij(Record):
    """partijIdentificatie of a contactpersoon."""

    uuid: Text = None
    contactnaam: Contactnaam | None = None
    volledige_naam: Text = None
    werkte_voor_partij: Reference | None = None


class MedewerkerActor(Record):
    """actorIdentificatie of a medewerker."""

    functie: Text = None
    emailadres: Text = None
    telefoonnummer: Text = None


class GeautomatiseerdeActor(Record):
    """actorIdentificatie of a geautomatiseerde actor."""

    functie: Text = None
    omschrijving: Text = None


class OrganisatorischeEenheidActor(Record):
    """actorIdentificatie of an organisatorische eenheid."""

    omschrijving: Text = None
    emailadres: Text = None
    faxnummer: Text = None
    telefoonnummer: Text = None


PARTIJEN: dict[str, type[Record]] = {
    "persoon": PersoonPartij,
    "organisatie": OrganisatiePartij,
    "contactpersoon": ContactpersoonPartij,
}
ACTOREN: dict[str, type[Record]] = {
    "medewerker": MedewerkerActor,
    "geautomatiseerde_actor": GeautomatiseerdeActor,
    "organisatorische_eenheid": OrganisatorischeEenheidActor,
}
