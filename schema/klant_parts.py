"""Enumerations, groups and parts that differ per kind of Klantinteracties 0.9.0."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Annotated, TypeAlias

import strawberry

from resolvers.bag import bag_link
from resolvers.klanten import by_reference
from schema.base import UNKNOWN, edge, graph_enum, graph_type, prop
from schema.scalars import Uuid
from sources.bag.resources import ADRES
from sources.klantinteracties import groups
from sources.klantinteracties.resources import PARTIJ

if TYPE_CHECKING:
    from schema.bag import Adres
    from schema.partijen import Partij


@graph_enum("Wat voor partij het is.")
class SoortPartij(Enum):
    """Partij.soortPartij."""

    PERSOON = "persoon"
    ORGANISATIE = "organisatie"
    CONTACTPERSOON = "contactpersoon"
    ONBEKEND = UNKNOWN


@graph_enum("Wat voor digitaal adres het is.")
class SoortDigitaalAdres(Enum):
    """DigitaalAdres.soortDigitaalAdres."""

    EMAIL = "email"
    TELEFOONNUMMER = "telefoonnummer"
    OVERIG = "overig"
    ONBEKEND = UNKNOWN


@graph_enum("In welke hoedanigheid iemand contact had.")
class BetrokkeneRol(Enum):
    """Betrokkene.rol, and KlantContactMoment.rol in its own words."""

    VERTEGENWOORDIGER = "vertegenwoordiger"
    KLANT = "klant"
    GESPREKSPARTNER = "gesprekspartner"
    BELANGHEBBENDE = "belanghebbende"
    ONBEKEND = UNKNOWN


@graph_enum("Wat voor actor het is.")
class SoortActor(Enum):
    """Actor.soortActor."""

    MEDEWERKER = "medewerker"
    GEAUTOMATISEERDE_ACTOR = "geautomatiseerde_actor"
    ORGANISATORISCHE_EENHEID = "organisatorische_eenheid"
    ONBEKEND = UNKNOWN


@graph_enum("Hoever een interne taak is.")
class InternetaakStatus(Enum):
    """InterneTaak.status."""

    TE_VERWERKEN = "te_verwerken"
    VERWERKT = "verwerkt"
    ONBEKEND = UNKNOWN


@graph_type("Een adres van een partij of betrokkene.", record=groups.Adres)
class KlantAdres:
    """Bezoekadres and correspondentieadres."""

    nummeraanduiding_id: str | None = prop("De BAG-sleutel van de nummeraanduiding.")
    adres: Annotated[Adres, strawberry.lazy("schema.bag")] | None = edge(
        bag_link(ADRES, "nummeraanduiding_id"), "Het adres in de BAG."
    )
    straatnaam: str | None = prop("De straat.")
    huisnummer: int | None = prop("Het huisnummer.")
    huisnummertoevoeging: str | None = prop("De toevoeging bij het huisnummer.")
    postcode: str | None = prop("De postcode.")
    stad: str | None = prop("De woonplaats.")
    adresregel1: str | None = prop("Eerste adresregel.")
    adresregel2: str | None = prop("Tweede adresregel.")
    adresregel3: str | None = prop("Derde adresregel.")
    land: str | None = prop("De code van het land.")


@graph_type("Wat een object in een ander register aanwijst.", record=groups.Identificator)
class Identificator:
    """Partij-, actor-, onderwerpobject- and bijlageidentificator."""

    code_objecttype: str | None = prop("Het soort object.")
    code_register: str | None = prop("Het register.")
    code_soort_object_id: str | None = prop("Het soort aanduiding.")
    object_id: str | None = prop("De aanduiding.")


@graph_type("Een naam in delen.", record=groups.Contactnaam)
class Contactnaam:
    """Contactnaam."""

    voorletters: str | None = prop("De voorletters.")
    voornaam: str | None = prop("De voornaam.")
    voorvoegsel_achternaam: str | None = prop("Het voorvoegsel.")
    achternaam: str | None = prop("De achternaam.")


@graph_type("Wie een persoon als partij is.", record=groups.PersoonPartij)
class PersoonPartijIdentificatie:
    """Partij.partijIdentificatie of a persoon."""

    contactnaam: Contactnaam | None = prop("De naam bij contact, in delen.")
    volledige_naam: str | None = prop("De naam bij contact, voluit.")


@graph_type("Wie een organisatie als partij is.", record=groups.OrganisatiePartij)
class OrganisatiePartijIdentificatie:
    """Partij.partijIdentificatie of an organisatie."""

    naam: str | None = prop("De naam van de organisatie.")


@graph_type("Wie een contactpersoon als partij is.", record=groups.ContactpersoonPartij)
class ContactpersoonPartijIdentificatie:
    """Partij.partijIdentificatie of a contactpersoon."""

    uuid: Uuid | None = prop("De UUID van de contactpersoon.")
    contactnaam: Contactnaam | None = prop("De naam bij contact, in delen.")
    volledige_naam: str | None = prop("De naam bij contact, voluit.")
    werkte_voor_partij: Annotated[Partij, strawberry.lazy("schema.partijen")] | None = edge(
        by_reference(PARTIJ, "werkte_voor_partij"),
        "De organisatie waar de contactpersoon voor werkt.",
    )


@graph_type("Een medewerker van de gemeente als actor.", record=groups.MedewerkerActor)
class MedewerkerActorIdentificatie:
    """Actor.actorIdentificatie of a medewerker."""

    functie: str | None = prop("De functie.")
    emailadres: str | None = prop("Het e-mailadres.")
    telefoonnummer: str | None = prop("Het telefoonnummer.")


@graph_type("Een programma dat als actor handelt.", record=groups.GeautomatiseerdeActor)
class GeautomatiseerdeActorIdentificatie:
    """Actor.actorIdentificatie of a geautomatiseerde actor."""

    functie: str | None = prop("De functie.")
    omschrijving: str | None = prop("Wat de actor doet.")


@graph_type("Een afdeling of team als actor.", record=groups.OrganisatorischeEenheidActor)
class OrganisatorischeEenheidActorIdentificatie:
    """Actor.actorIdentificatie of an organisatorische eenheid."""

    omschrijving: str | None = prop("Wat de afdeling doet.")
    emailadres: str | None = prop("Het e-mailadres.")
    telefoonnummer: str | None = prop("Het telefoonnummer.")
    faxnummer: str | None = prop("Het faxnummer.")


_Partij: TypeAlias = (
    PersoonPartijIdentificatie | OrganisatiePartijIdentificatie | ContactpersoonPartijIdentificatie
)
_Actor: TypeAlias = (
    MedewerkerActorIdentificatie
    | GeautomatiseerdeActorIdentificatie
    | OrganisatorischeEenheidActorIdentificatie
)
PartijIdentificatie: TypeAlias = Annotated[
    _Partij, strawberry.union("PartijIdentificatie", description="Wie een partij is, per soort.")
]
ActorIdentificatie: TypeAlias = Annotated[
    _Actor, strawberry.union("ActorIdentificatie", description="Wie een actor is, per soort.")
]
