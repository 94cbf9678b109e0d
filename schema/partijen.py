"""Partijen and what belongs to them (Klantinteracties 0.9.0)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import strawberry

from resolvers.klantbronnen import or_older
from resolvers.klantcontacten import (
    betrokkenen_of_record,
    digitale_adressen_of_record,
    klantcontacten_of_partij,
    klantcontacten_of_record,
)
from resolvers.klanten import (
    bedrijf_of_partij,
    by_parent,
    by_reference,
    by_references,
    persoon_of_partij,
)
from resolvers.partijen import (
    categorie_naam,
    of_relatie,
    partij_identificatie,
    partij_identificatoren,
    sub_identificatoren,
    vertegenwoordigers,
)
from schema.base import Node, edge, graph_type, prop
from schema.bedrijven import Bedrijf
from schema.enums import PER_REGISTER
from schema.klant_parts import (
    Identificator,
    KlantAdres,
    PartijIdentificatie,
    SoortDigitaalAdres,
    SoortPartij,
)
from schema.klanten import Klant, KlantSoort, constant
from schema.personen import Persoon
from schema.scalars import Date, Uuid
from sources.klanten.resources import KlantDigitaalAdres, KlantIdentificator, KlantRecord
from sources.klantinteracties import resources as records

if TYPE_CHECKING:
    from schema.klantinteracties import Betrokkene, Klantcontact

_HERE = strawberry.lazy("schema.partijen")
_CONTACT = strawberry.lazy("schema.klantinteracties")


@graph_type(
    "Iemand met wie de gemeente contact heeft: een partij van Klantinteracties, of een klant van "
    "de oudere Klanten API. Wat het ene register niet kent, is null.",
    resource=records.PARTIJ,
    also=(KlantRecord,),
)
class Partij(Node, Klant):
    """Partij (Klantinteracties 0.9.0), or Klant (Klanten API 1.0.0)."""

    uuid: Uuid | None = prop("De UUID van de partij.")
    nummer: str | None = prop("Het nummer (verouderd), of het klantnummer.")
    bronorganisatie: str | None = prop(
        "RSIN van de organisatie die de klant heeft gemaakt. Alleen Klanten API."
    )
    functie: str | None = prop("De functie van de klant. Alleen Klanten API.")
    website_url: str | None = prop("De website van de klant. Alleen Klanten API.")
    interne_notitie: str | None = prop("Een notitie voor intern gebruik.")
    soort_partij: SoortPartij | None = prop("Wat voor partij het is.")
    indicatie_geheimhouding: bool | None = prop("Of de gegevens geheim moeten blijven.")
    indicatie_actief: bool | None = prop("Of de partij actief is.")
    voorkeurstaal: str | None = prop("De taal die de voorkeur heeft (ISO 639-2/B).")
    bezoekadres: KlantAdres | None = prop("Het bezoekadres; in de Klanten API het enige adres.")
    correspondentieadres: KlantAdres | None = prop("Het correspondentieadres.")
    partij_identificatie: PartijIdentificatie | None = edge(
        partij_identificatie, "Wie de partij is; de velden verschillen per soort partij."
    )
    partij_identificatoren: list[Annotated[Partijidentificator, _HERE]] | None = edge(
        partij_identificatoren, "Waarmee de partij in registers te vinden is."
    )
    categorie_relaties: list[Annotated[Categorierelatie, _HERE]] = prop(
        "Bij welke categorieën de partij hoort."
    )
    weergavenaam: str | None = prop("De naam om te tonen.")
    soort: KlantSoort = edge(constant("partij"), "Wat voor klant het is.")
    persoon: Persoon | None = edge(persoon_of_partij, "De persoon in de BRP, bij een BSN.")
    bedrijf: Bedrijf | None = edge(bedrijf_of_partij, "Het bedrijf, bij een KVK-nummer of RSIN.")
    digitale_adressen: list[Annotated[DigitaalAdres, _HERE]] | None = edge(
        or_older(
            by_parent(
                records.DIGITAALADRES, "verstrektDoorPartij__uuid", known="digitale_adressen_refs"
            ),
            KlantRecord,
            digitale_adressen_of_record,
        ),
        "E-mailadressen en telefoonnummers van de partij.",
    )
    voorkeurs_digitaal_adres: Annotated[DigitaalAdres, _HERE] | None = edge(
        by_reference(records.DIGITAALADRES, "voorkeurs_digitaal_adres_ref"),
        "Het digitale adres dat de voorkeur heeft.",
    )
    betrokkenen: list[Annotated[Betrokkene, _CONTACT]] | None = edge(
        or_older(
            by_parent(records.BETROKKENE, "wasPartij__uuid", known="betrokkenen_refs"),
            KlantRecord,
            betrokkenen_of_record,
        ),
        "Bij welke contacten de partij betrokken was.",
    )
    klantcontacten: list[Annotated[Klantcontact, _CONTACT]] | None = edge(
        or_older(klantcontacten_of_partij, KlantRecord, klantcontacten_of_record),
        f"De contacten met de partij, in het register van de partij.{PER_REGISTER}",
    )
    vertegenwoordigden: list[Annotated[Partij, _HERE] | None] | None = edge(
        by_references(records.PARTIJ, "vertegenwoordigden_refs"), "Wie de partij vertegenwoordigt."
    )
    vertegenwoordigers: list[Annotated[Partij, _HERE] | None] | None = edge(
        vertegenwoordigers, "Door wie de partij vertegenwoordigd wordt."
    )
    vertegenwoordigingen: list[Annotated[Vertegenwoordiging, _HERE]] | None = edge(
        by_parent(
            records.VERTEGENWOORDIGING,
            "vertegenwoordigendePartij__uuid",
            known="vertegenwoordigden_refs",
        ),
        "De vertegenwoordigingen waarin de partij voor een ander handelt.",
    )
    rekeningnummers: list[Annotated[Rekeningnummer, _HERE] | None] | None = edge(
        by_references(records.REKENINGNUMMER, "rekeningnummers_refs"),
        "De bankrekeningen van de partij.",
    )
    voorkeurs_rekeningnummer: Annotated[Rekeningnummer, _HERE] | None = edge(
        by_reference(records.REKENINGNUMMER, "voorkeurs_rekeningnummer_ref"),
        "De bankrekening die de voorkeur heeft.",
    )


@graph_type(
    "Waarmee een partij in een register te vinden is.",
    resource=records.PARTIJIDENTIFICATOR,
    also=(KlantIdentificator,),
)
class Partijidentificator(Node):
    """PartijIdentificator (Klantinteracties 0.9.0)."""

    uuid: Uuid | None = prop("De UUID.")
    partij_identificator: Identificator | None = prop("De aanduiding in een register.")
    andere_partij_identificator: str | None = prop(
        "Een aanduiding in eigen woorden.", deprecated="Verouderd in Klantinteracties 0.9.0."
    )
    partij: Partij | None = edge(
        by_reference(records.PARTIJ, "identificeerde_partij_ref"),
        "De partij die ermee te vinden is (identificeerdePartij).",
    )
    sub_identificator_van: Annotated[Partijidentificator, _HERE] | None = edge(
        by_reference(records.PARTIJIDENTIFICATOR, "sub_identificator_van_ref"),
        "De aanduiding waarbinnen deze uniek is, zoals het KVK-nummer bij een vestigingsnummer.",
    )
    sub_identificatoren: list[Annotated[Partijidentificator, _HERE]] | None = edge(
        sub_identificatoren, "De aanduidingen die binnen deze uniek zijn."
    )


@graph_type("Een groep waar partijen bij kunnen horen.", resource=records.CATEGORIE)
class Categorie(Node):
    """Categorie (Klantinteracties 0.9.0, experimental)."""

    uuid: Uuid | None = prop("De UUID.")
    naam: str | None = prop("De naam.")
    categorie_relaties: list[Annotated[Categorierelatie, _HERE]] | None = edge(
        by_parent(records.CATEGORIERELATIE, "categorie__uuid"), "Welke partijen erbij horen."
    )


@graph_type("Dat een partij bij een categorie hoort.", resource=records.CATEGORIERELATIE)
class Categorierelatie(Node):
    """CategorieRelatie (Klantinteracties 0.9.0, experimental)."""

    uuid: Uuid | None = prop("De UUID.")
    categorie_naam: str | None = edge(categorie_naam, "De naam van de categorie.")
    begin_datum: Date | None = prop("Sinds wanneer.")
    eind_datum: Date | None = prop("Tot wanneer.")
    partij: Partij | None = edge(of_relatie(records.PARTIJ, "partij_ref"), "De partij.")
    categorie: Categorie | None = edge(
        of_relatie(records.CATEGORIE, "categorie_ref"), "De categorie."
    )


@graph_type("Dat een partij voor een andere handelt.", resource=records.VERTEGENWOORDIGING)
class Vertegenwoordiging(Node):
    """Vertegenwoordiging (Klantinteracties 0.9.0)."""

    uuid: Uuid | None = prop("De UUID.")
    vertegenwoordigende_partij: Partij | None = edge(
        by_reference(records.PARTIJ, "vertegenwoordigende_partij_ref"), "Wie handelt."
    )
    vertegenwoordigde_partij: Partij | None = edge(
        by_reference(records.PARTIJ, "vertegenwoordigde_partij_ref"), "Voor wie er gehandeld wordt."
    )


@graph_type("Een bankrekening van een partij.", resource=records.REKENINGNUMMER)
class Rekeningnummer(Node):
    """Rekeningnummer (Klantinteracties 0.9.0)."""

    uuid: Uuid | None = prop("De UUID.")
    iban: str | None = prop("Het rekeningnummer (IBAN).")
    bic: str | None = prop("De code van de bank (BIC).")
    partij: Partij | None = edge(
        by_reference(records.PARTIJ, "partij_ref"), "Van wie de rekening is."
    )


@graph_type(
    "Een e-mailadres, telefoonnummer of ander digitaal adres. Dat van een klant van de Klanten API "
    "heeft geen UUID; zijn `url` is die van de klant met de plaats daarin (JSON Pointer).",
    resource=records.DIGITAALADRES,
    also=(KlantDigitaalAdres,),
)
class DigitaalAdres(Node):
    """DigitaalAdres (Klantinteracties 0.9.0), or emailadres and telefoonnummer of a Klant."""

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
    betrokkene: Annotated[Betrokkene, _CONTACT] | None = edge(
        by_reference(records.BETROKKENE, "verstrekt_door_betrokkene_ref"),
        "De betrokkene die het gaf.",
    )
