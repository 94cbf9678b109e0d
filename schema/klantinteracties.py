"""Klantcontacten, who took part in them and what follows from them.

Klantinteracties 0.9.0, and the contactmomenten of Contactmomenten API 1.0.0 under the same types.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import strawberry
from strawberry.scalars import JSON

from resolvers.edges import one
from resolvers.klantbronnen import or_older
from resolvers.klantcontacten import (
    actoren_of_contactmoment,
    betrokkenen_of_contactmoment,
    initiatiefnemer_of_contactmoment,
    initiatiefnemer_of_klantcontact,
    onderwerpobjecten_of_contactmoment,
    zaken_of_contactmoment,
)
from resolvers.klanten import by_parent, by_reference, by_references, zaken_of_klantcontact
from resolvers.partijen import actor_identificatie, actoren_of_klantcontact, document_of_bijlage
from schema.base import Node, edge, graph_type, prop
from schema.enums import Initiatiefnemer
from schema.klant_parts import (
    ActorIdentificatie,
    BetrokkeneRol,
    Contactnaam,
    Identificator,
    InternetaakStatus,
    KlantAdres,
    SoortActor,
)
from schema.klanten import constant
from schema.partijen import DigitaalAdres, Partij
from schema.scalars import DateTime, Uuid
from sources.contactmomenten.resources import (
    CONTACTMOMENT,
    ContactmomentActor,
    ContactmomentRecord,
    KlantcontactmomentRecord,
    ObjectcontactmomentRecord,
)
from sources.klantinteracties import resources as records

if TYPE_CHECKING:
    from schema.documenten import Document
    from schema.zaken import Zaak

_HERE = strawberry.lazy("schema.klantinteracties")


@graph_type(
    "Wie bij een klantcontact betrokken was. In de Contactmomenten API alleen met rol en partij.",
    resource=records.BETROKKENE,
    also=(KlantcontactmomentRecord,),
)
class Betrokkene(Node):
    """Betrokkene (Klantinteracties 0.9.0), or KlantContactMoment (Contactmomenten API 1.0.0)."""

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
    digitale_adressen: list[DigitaalAdres] | None = edge(
        by_parent(
            records.DIGITAALADRES, "verstrektDoorBetrokkene__uuid", known="digitale_adressen_refs"
        ),
        "De digitale adressen die bij dit contact zijn gegeven.",
    )


@graph_type(
    "Een contact tussen een klant en de gemeente: een klantcontact van Klantinteracties, of een "
    "contactmoment van de oudere Contactmomenten API. Wat het ene register niet kent, is null.",
    resource=records.KLANTCONTACT,
    also=(ContactmomentRecord,),
)
class Klantcontact(Node):
    """Klantcontact (Klantinteracties 0.9.0), or ContactMoment (Contactmomenten API 1.0.0)."""

    uuid: Uuid | None = prop("De UUID.")
    referentienummer: str | None = prop("Het nummer van het contact.")
    nummer: str | None = prop("Het nummer (verouderd).")
    kanaal: str | None = prop("Het kanaal, zoals telefoon of balie.")
    onderwerp: str | None = prop("Waar het contact over ging.")
    inhoud: str | None = prop(
        "Wat er besproken is; van een contactmoment de hele tekst, ook onderwerp en antwoord."
    )
    reactie: str | None = prop("Wat er geantwoord is.")
    indicatie_contact_gelukt: bool | None = prop("Of het contact gelukt is.")
    hoofd_onderwerp_type: str | None = prop("Het soort hoofdonderwerp (URL).")
    verdere_actie_ondernomen: bool | None = prop("Of er actie is ondernomen.")
    taal: str | None = prop("De taal (ISO 639-2/B).")
    vertrouwelijk: bool | None = prop("Of het contact vertrouwelijk is.")
    plaatsgevonden_op: DateTime | None = prop(
        "Wanneer het contact was; van een contactmoment wanneer het is geregistreerd."
    )
    bronorganisatie: str | None = prop(
        "RSIN van de organisatie die het contact heeft vastgelegd. Alleen Contactmomenten API."
    )
    voorkeurskanaal: str | None = prop(
        "Het kanaal dat de klant voor het vervolg wil. Alleen Contactmomenten API."
    )
    onderwerp_links: list[str] | None = prop(
        "Adressen (URL) van waar het contact over ging. Alleen Contactmomenten API."
    )
    initiatiefnemer: Initiatiefnemer | None = edge(
        or_older(
            initiatiefnemer_of_klantcontact, ContactmomentRecord, initiatiefnemer_of_contactmoment
        ),
        "Van wie het contact uitging; in Klantinteracties van de klant als een van de betrokkenen "
        "initiator is.",
    )
    vorig_klantcontact: Annotated[Klantcontact, _HERE] | None = edge(
        or_older(
            constant(None), ContactmomentRecord, one(CONTACTMOMENT, "vorig_contactmoment_url")
        ),
        "Het contact waar dit op volgt (vorigContactmoment). Alleen Contactmomenten API; in "
        "Klantinteracties zegt `onderwerpobjecten { wasKlantcontact }` het.",
    )
    volgend_klantcontact: Annotated[Klantcontact, _HERE] | None = edge(
        or_older(
            constant(None), ContactmomentRecord, one(CONTACTMOMENT, "volgend_contactmoment_url")
        ),
        "Het contact dat op dit volgt (volgendContactmoment). Alleen Contactmomenten API.",
    )
    metadata: JSON | None = prop("Gegevens over het contact, vrij van vorm.")
    betrokkenen: list[Betrokkene] | None = edge(
        or_older(
            by_parent(records.BETROKKENE, "hadKlantcontact__uuid", known="had_betrokkenen_refs"),
            ContactmomentRecord,
            betrokkenen_of_contactmoment,
        ),
        "Wie bij het contact betrokken waren.",
    )
    onderwerpobjecten: list[Annotated[Onderwerpobject, _HERE]] | None = edge(
        or_older(
            by_parent(
                records.ONDERWERPOBJECT,
                "klantcontact__uuid",
                known="ging_over_onderwerpobjecten_refs",
            ),
            ContactmomentRecord,
            onderwerpobjecten_of_contactmoment,
        ),
        "Waar het contact over ging, in andere registers.",
    )
    zaken: list[Annotated[Zaak, strawberry.lazy("schema.zaken")] | None] | None = edge(
        or_older(zaken_of_klantcontact, ContactmomentRecord, zaken_of_contactmoment),
        "De zaken waar het contact over ging.",
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
        or_older(actoren_of_klantcontact, ContactmomentRecord, actoren_of_contactmoment),
        "Wie van de gemeente bij het contact was.",
    )


@graph_type(
    "Waar een klantcontact over ging.",
    resource=records.ONDERWERPOBJECT,
    also=(ObjectcontactmomentRecord,),
)
class Onderwerpobject(Node):
    """Onderwerpobject (Klantinteracties 0.9.0), or ObjectContactMoment (Contactmomenten 1.0.0)."""

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
    document: Annotated[Document, strawberry.lazy("schema.documenten")] | None = edge(
        document_of_bijlage,
        "Het document zelf, als de bijlage een document in de Documenten API aanwijst.",
    )


@graph_type("Wie namens de gemeente handelt.", resource=records.ACTOR, also=(ContactmomentActor,))
class Actor(Node):
    """Actor (Klantinteracties 0.9.0), or medewerkerIdentificatie of a ContactMoment."""

    uuid: Uuid | None = prop("De UUID.")
    naam: str | None = prop("De naam.")
    soort_actor: SoortActor | None = prop("Wat voor actor het is.")
    indicatie_actief: bool | None = prop("Of de actor actief is.")
    actoridentificator: Identificator | None = prop("Wat de actor aanwijst.")
    actor_identificatie: ActorIdentificatie | None = edge(
        actor_identificatie, "Wie de actor is; de velden verschillen per soort actor."
    )
    internetaken: list[Annotated[Internetaak, _HERE]] | None = edge(
        by_parent(records.INTERNETAAK, "toegewezenAanActor__uuid"),
        "De taken die aan de actor zijn toegewezen.",
    )


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
