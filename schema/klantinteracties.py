"""Partijen, klantcontacten and what belongs to them (Klantinteracties 0.9.0)."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Annotated, Any

import strawberry
from strawberry.scalars import JSON

from resolvers.klanten import (
    bedrijf_of_partij,
    by_parent,
    by_reference,
    by_references,
    persoon_of_partij,
    zaken_of_klantcontact,
)
from schema.base import UNKNOWN, Node, edge, graph_enum, graph_type, prop
from schema.klanten import Bedrijf, Klant, KlantSoort, constant
from schema.personen import Persoon
from schema.scalars import Date, DateTime, Uuid
from sources.klantinteracties import resources as records
from sources.klantinteracties.resources import PartijRecord

if TYPE_CHECKING:
    from schema.zaken import Zaak

_HERE = strawberry.lazy("schema.klantinteracties")


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
    """Betrokkene.rol."""

    VERTEGENWOORDIGER = "vertegenwoordiger"
    KLANT = "klant"
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


@graph_type("Een adres van een partij of betrokkene.", record=records.Adres)
class KlantAdres:
    """Bezoekadres and correspondentieadres."""

    nummeraanduiding_id: str | None = prop("De BAG-sleutel van de nummeraanduiding.")
    straatnaam: str | None = prop("De straat.")
    huisnummer: int | None = prop("Het huisnummer.")
    huisnummertoevoeging: str | None = prop("De toevoeging bij het huisnummer.")
    postcode: str | None = prop("De postcode.")
    stad: str | None = prop("De woonplaats.")
    adresregel1: str | None = prop("Eerste adresregel.")
    adresregel2: str | None = prop("Tweede adresregel.")
    adresregel3: str | None = prop("Derde adresregel.")
    land: str | None = prop("De code van het land.")


@graph_type("Wat een object in een ander register aanwijst.", record=records.Identificator)
class Identificator:
    """Partij-, actor-, onderwerpobject- and bijlageidentificator."""

    code_objecttype: str | None = prop("Het soort object.")
    code_register: str | None = prop("Het register.")
    code_soort_object_id: str | None = prop("Het soort aanduiding.")
    object_id: str | None = prop("De aanduiding.")


@graph_type("Een naam in delen.", record=records.Contactnaam)
class Contactnaam:
    """Contactnaam."""

    voorletters: str | None = prop("De voorletters.")
    voornaam: str | None = prop("De voornaam.")
    voorvoegsel_achternaam: str | None = prop("Het voorvoegsel.")
    achternaam: str | None = prop("De achternaam.")


@graph_type("Wat een partij aanwijst.", record=records.PartijidentificatorRecord)
class Partijidentificator:
    """Partij.partijIdentificatoren[]."""

    uuid: Uuid | None = prop("De UUID.")
    partij_identificator: Identificator | None = prop("De aanduiding in een register.")
    andere_partij_identificator: str | None = prop("Een andere aanduiding (verouderd).")


@graph_type("Een categorie waar een partij toe hoort.", record=records.CategorierelatieRef)
class Categorierelatie:
    """Partij.categorieRelaties[]."""

    uuid: Uuid | None = prop("De UUID.")
    categorie_naam: str | None = prop("De naam van de categorie.")
    begin_datum: Date | None = prop("Sinds wanneer.")
    eind_datum: Date | None = prop("Tot wanneer.")


def _weergavenaam(partij: PartijRecord, _info: Any) -> str | None:
    found = partij.partij_identificatie
    return (found.volledige_naam or found.naam) if found is not None else None


@graph_type("Iemand met wie de gemeente contact heeft.", resource=records.PARTIJ)
class Partij(Node, Klant):
    """Partij (Klantinteracties 0.9.0)."""

    uuid: Uuid | None = prop("De UUID van de partij.")
    nummer: str | None = prop("Het nummer (verouderd).")
    interne_notitie: str | None = prop("Een notitie voor intern gebruik.")
    soort_partij: SoortPartij | None = prop("Wat voor partij het is.")
    indicatie_geheimhouding: bool | None = prop("Of de gegevens geheim moeten blijven.")
    indicatie_actief: bool | None = prop("Of de partij actief is.")
    voorkeurstaal: str | None = prop("De taal die de voorkeur heeft (ISO 639-2/B).")
    bezoekadres: KlantAdres | None = prop("Het bezoekadres.")
    correspondentieadres: KlantAdres | None = prop("Het correspondentieadres.")
    naam: str | None = prop("De naam van een organisatie.", attr="naam")
    volledige_naam: str | None = prop("De naam van een persoon of contactpersoon.")
    contactnaam: Contactnaam | None = prop("De naam van een persoon, in delen.")
    partij_identificatoren: list[Partijidentificator] = prop("Wat de partij aanwijst.")
    categorie_relaties: list[Categorierelatie] = prop("De categorieen van de partij.")
    weergavenaam: str | None = edge(_weergavenaam, "De naam om te tonen.")
    soort: KlantSoort = edge(constant("partij"), "Wat voor klant het is.")
    persoon: Persoon | None = edge(persoon_of_partij, "De persoon in de BRP, bij een BSN.")
    bedrijf: Bedrijf | None = edge(bedrijf_of_partij, "Het bedrijf, bij een KVK-nummer of RSIN.")
    werkte_voor_partij: Annotated[Partij, _HERE] | None = edge(
        by_reference(records.PARTIJ, "werkte_voor_partij"),
        "De organisatie waar een contactpersoon voor werkt.",
    )
    digitale_adressen: list[Annotated[DigitaalAdres, _HERE]] | None = edge(
        by_parent(
            records.DIGITAALADRES, "verstrektDoorPartij__uuid", known="digitale_adressen_refs"
        ),
        "E-mailadressen en telefoonnummers van de partij.",
    )
    voorkeurs_digitaal_adres: Annotated[DigitaalAdres, _HERE] | None = edge(
        by_reference(records.DIGITAALADRES, "voorkeurs_digitaal_adres_ref"),
        "Het digitale adres dat de voorkeur heeft.",
    )
    betrokkenen: list[Annotated[Betrokkene, _HERE]] | None = edge(
        by_parent(records.BETROKKENE, "wasPartij__uuid", known="betrokkenen_refs"),
        "Bij welke contacten de partij betrokken was.",
    )
    klantcontacten: list[Annotated[Klantcontact, _HERE]] | None = edge(
        by_parent(records.KLANTCONTACT, "hadBetrokkene__wasPartij__uuid", known="betrokkenen_refs"),
        "De contacten met de partij.",
    )
    vertegenwoordigden: list[Annotated[Partij, _HERE] | None] | None = edge(
        by_references(records.PARTIJ, "vertegenwoordigden_refs"), "Wie de partij vertegenwoordigt."
    )
    rekeningnummers: list[Annotated[Rekeningnummer, _HERE] | None] | None = edge(
        by_references(records.REKENINGNUMMER, "rekeningnummers_refs"), "De rekeningnummers."
    )


@graph_type("Een bankrekening van een partij.", resource=records.REKENINGNUMMER)
class Rekeningnummer(Node):
    """Rekeningnummer (Klantinteracties 0.9.0)."""

    uuid: Uuid | None = prop("De UUID.")
    iban: str | None = prop("Het rekeningnummer.")
    bic: str | None = prop("De code van de bank.")


@graph_type("Wie bij een klantcontact betrokken was.", resource=records.BETROKKENE)
class Betrokkene(Node):
    """Betrokkene (Klantinteracties 0.9.0)."""

    uuid: Uuid | None = prop("De UUID.")
    rol: BetrokkeneRol | None = prop("In welke hoedanigheid.")
    initiator: bool | None = prop("Of het contact van deze betrokkene uitging.")
    volledige_naam: str | None = prop("De naam.")
    contactnaam: Contactnaam | None = prop("De naam, in delen.")
    organisatienaam: str | None = prop("De organisatie.")
    bezoekadres: KlantAdres | None = prop("Het bezoekadres.")
    correspondentieadres: KlantAdres | None = prop("Het correspondentieadres.")
    partij: Partij | None = edge(by_reference(records.PARTIJ, "was_partij_ref"), "De partij.")
    klantcontact: Annotated[Klantcontact, _HERE] | None = edge(
        by_reference(records.KLANTCONTACT, "had_klantcontact_ref"), "Het klantcontact."
    )
    digitale_adressen: list[Annotated[DigitaalAdres, _HERE]] | None = edge(
        by_parent(
            records.DIGITAALADRES, "verstrektDoorBetrokkene__uuid", known="digitale_adressen_refs"
        ),
        "De digitale adressen die bij dit contact zijn gegeven.",
    )


@graph_type("Een contact tussen een klant en de gemeente.", resource=records.KLANTCONTACT)
class Klantcontact(Node):
    """Klantcontact (Klantinteracties 0.9.0)."""

    uuid: Uuid | None = prop("De UUID.")
    referentienummer: str | None = prop("Het nummer van het contact.")
    nummer: str | None = prop("Het nummer (verouderd).")
    kanaal: str | None = prop("Het kanaal, zoals telefoon of balie.")
    onderwerp: str | None = prop("Waar het contact over ging.")
    inhoud: str | None = prop("Wat er besproken is.")
    reactie: str | None = prop("Wat er geantwoord is.")
    indicatie_contact_gelukt: bool | None = prop("Of het contact gelukt is.")
    hoofd_onderwerp_type: str | None = prop("Het soort hoofdonderwerp (URL).")
    verdere_actie_ondernomen: bool | None = prop("Of er actie is ondernomen.")
    taal: str | None = prop("De taal (ISO 639-2/B).")
    vertrouwelijk: bool | None = prop("Of het contact vertrouwelijk is.")
    plaatsgevonden_op: DateTime | None = prop("Wanneer het contact was.")
    metadata: JSON | None = prop("Gegevens over het contact, vrij van vorm.")
    betrokkenen: list[Betrokkene] | None = edge(
        by_parent(records.BETROKKENE, "hadKlantcontact__uuid", known="had_betrokkenen_refs"),
        "Wie bij het contact betrokken waren.",
    )
    onderwerpobjecten: list[Annotated[Onderwerpobject, _HERE]] | None = edge(
        by_parent(
            records.ONDERWERPOBJECT,
            "klantcontact__uuid",
            known="ging_over_onderwerpobjecten_refs",
        ),
        "Waar het contact over ging, in andere registers.",
    )
    zaken: list[Annotated[Zaak, strawberry.lazy("schema.zaken")] | None] | None = edge(
        zaken_of_klantcontact, "De zaken waar het contact over ging."
    )
    internetaken: list[Annotated[Internetaak, _HERE]] | None = edge(
        by_parent(records.INTERNETAAK, "klantcontact__uuid", known="leidde_tot_interne_taken_refs"),
        "De taken die uit het contact volgen.",
    )
    bijlagen: list[Annotated[Bijlage, _HERE]] | None = edge(
        by_parent(records.BIJLAGE, "klantcontact__uuid", known="omvatte_bijlagen_refs"),
        "De documenten bij het contact.",
    )
    actoren: list[Annotated[Actor, _HERE] | None] | None = edge(
        by_references(records.ACTOR, "had_betrokken_actoren_refs"),
        "Wie van de gemeente bij het contact was.",
    )


@graph_type(
    "Een e-mailadres, telefoonnummer of ander digitaal adres.", resource=records.DIGITAALADRES
)
class DigitaalAdres(Node):
    """DigitaalAdres (Klantinteracties 0.9.0)."""

    uuid: Uuid | None = prop("De UUID.")
    adres: str | None = prop("Het adres zelf.")
    soort_digitaal_adres: SoortDigitaalAdres | None = prop("Wat voor adres het is.")
    is_standaard_adres: bool | None = prop("Of het het standaardadres van zijn soort is.")
    omschrijving: str | None = prop("Omschrijving van het adres.")
    referentie: str | None = prop("Een eigen kenmerk.")
    verificatie_datum: Date | None = prop("Wanneer het is nagegaan.")
    partij: Partij | None = edge(
        by_reference(records.PARTIJ, "verstrekt_door_partij_ref"), "De partij die het gaf."
    )
    betrokkene: Betrokkene | None = edge(
        by_reference(records.BETROKKENE, "verstrekt_door_betrokkene_ref"),
        "De betrokkene die het gaf.",
    )


@graph_type("Waar een klantcontact over ging.", resource=records.ONDERWERPOBJECT)
class Onderwerpobject(Node):
    """Onderwerpobject (Klantinteracties 0.9.0)."""

    uuid: Uuid | None = prop("De UUID.")
    onderwerpobjectidentificator: Identificator | None = prop("Wat het object aanwijst.")
    klantcontact: Klantcontact | None = edge(
        by_reference(records.KLANTCONTACT, "klantcontact_ref"), "Het klantcontact."
    )
    was_klantcontact: Klantcontact | None = edge(
        by_reference(records.KLANTCONTACT, "was_klantcontact_ref"),
        "Het eerdere klantcontact waar het over ging.",
    )


@graph_type("Een document bij een klantcontact.", resource=records.BIJLAGE)
class Bijlage(Node):
    """Bijlage (Klantinteracties 0.9.0)."""

    uuid: Uuid | None = prop("De UUID.")
    bijlageidentificator: Identificator | None = prop("Wat het document aanwijst.")
    klantcontact: Klantcontact | None = edge(
        by_reference(records.KLANTCONTACT, "was_bijlage_van_klantcontact_ref"),
        "Het klantcontact.",
    )


@graph_type("De gegevens van een actor.", record=records.ActorIdentificatie)
class ActorIdentificatie:
    """Actor.actorIdentificatie, of every kind."""

    functie: str | None = prop("De functie.")
    omschrijving: str | None = prop("Omschrijving van een afdeling of geautomatiseerde actor.")
    emailadres: str | None = prop("Het e-mailadres.")
    telefoonnummer: str | None = prop("Het telefoonnummer.")
    faxnummer: str | None = prop("Het faxnummer.")


@graph_type("Wie namens de gemeente handelt.", resource=records.ACTOR)
class Actor(Node):
    """Actor (Klantinteracties 0.9.0)."""

    uuid: Uuid | None = prop("De UUID.")
    naam: str | None = prop("De naam.")
    soort_actor: SoortActor | None = prop("Wat voor actor het is.")
    indicatie_actief: bool | None = prop("Of de actor actief is.")
    actoridentificator: Identificator | None = prop("Wat de actor aanwijst.")
    actor_identificatie: ActorIdentificatie | None = prop("De gegevens van de actor.")


@graph_type("Een taak die uit een klantcontact volgt.", resource=records.INTERNETAAK)
class Internetaak(Node):
    """InterneTaak (Klantinteracties 0.9.0)."""

    uuid: Uuid | None = prop("De UUID.")
    referentienummer: str | None = prop("Het nummer van de taak.")
    nummer: str | None = prop("Het nummer (verouderd).")
    gevraagde_handeling: str | None = prop("Wat er gevraagd wordt.")
    toelichting: str | None = prop("Toelichting op de taak.")
    status: InternetaakStatus | None = prop("Hoever de taak is.")
    toegewezen_op: DateTime | None = prop("Wanneer de taak is toegewezen.")
    afgehandeld_op: DateTime | None = prop("Wanneer de taak is afgehandeld.")
    klantcontact: Klantcontact | None = edge(
        by_reference(records.KLANTCONTACT, "aanleidinggevend_klantcontact_ref"),
        "Het contact waar de taak uit volgt.",
    )
    actoren: list[Actor | None] | None = edge(
        by_references(records.ACTOR, "toegewezen_aan_actoren_refs"),
        "Aan wie de taak is toegewezen.",
    )
