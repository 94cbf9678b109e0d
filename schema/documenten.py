"""Documenten (Documenten API 1.4.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import strawberry

from planning.reads import Reads, Way
from resolvers.documenten import object_as, objects_of
from resolvers.edges import many, one
from resolvers.historie import trail
from schema.base import Node, edge, graph_type, prop
from schema.catalogi import Informatieobjecttype
from schema.document_parts import (
    Bestandsdeel,
    DocumentStatus,
    InformatieobjectObjectType,
    Integriteit,
    Ondertekening,
)
from schema.downloads import Download, download_field
from schema.enums import Vertrouwelijkheidaanduiding
from schema.scalars import Date, DateTime
from schema.versies import DocumentVersie, versies_of_document
from sources.besluiten.resources import BESLUIT
from sources.catalogi.resources import INFORMATIEOBJECTTYPE
from sources.documenten import resources as records
from sources.historie import DOCUMENT_HISTORIE
from sources.zaken.resources import ZAAK

if TYPE_CHECKING:
    from schema.besluiten import Besluit
    from schema.historie import HistorieRegel
    from schema.verzendingen import Verzending
    from schema.zaken import Zaak


@graph_type(
    "Een document (enkelvoudig informatieobject).", resource=records.ENKELVOUDIGINFORMATIEOBJECT
)
class Document(Node):
    """EnkelvoudigInformatieObject (Documenten API 1.4.2)."""

    identificatie: str | None = prop("De aanduiding van het document binnen de organisatie.")
    bronorganisatie: str | None = prop("RSIN van de organisatie die het document heeft gemaakt.")
    creatiedatum: Date | None = prop("De dag waarop het document is gemaakt.")
    titel: str | None = prop("De naam waaronder het document bekend is.")
    vertrouwelijkheidaanduiding: Vertrouwelijkheidaanduiding | None = prop(
        "Hoe openbaar het document is."
    )
    auteur: str | None = prop("Wie verantwoordelijk is voor de inhoud.")
    status: DocumentStatus | None = prop("Hoever het document is.")
    formaat: str | None = prop("Het mediatype van het bestand.")
    taal: str | None = prop("De taal van de inhoud (ISO 639-2/B).")
    versie: int | None = prop("Het versienummer.")
    begin_registratie: DateTime | None = prop("Wanneer deze versie is geregistreerd.")
    bestandsnaam: str | None = prop("De naam van het bestand.")
    inhoud_url: str | None = prop(
        "Waar het register zelf het bestand aanbiedt (inhoud); zie `download`.",
        attr="inhoud",
    )
    download: Download | None = download_field()
    bestandsomvang: int | None = prop("De omvang van het bestand in bytes.")
    link: str | None = prop("Waar de inhoud ook te vinden is (URL).")
    beschrijving: str | None = prop("Waar het document over gaat.")
    ontvangstdatum: Date | None = prop("Wanneer het document is ontvangen.")
    verzenddatum: Date | None = prop("Wanneer het document is verzonden.")
    indicatie_gebruiksrecht: bool | None = prop("Of er gebruiksrechten op rusten.")
    verschijningsvorm: str | None = prop("De vorm van het document.")
    ondertekening: Ondertekening | None = prop("De ondertekening.")
    integriteit: Integriteit | None = prop("Waaraan te zien is dat het ongewijzigd is.")
    locked: bool | None = prop("Of het document op slot staat om bewerkt te worden.")
    bestandsdelen: list[Bestandsdeel] = prop("De delen van een groot bestand dat binnenkomt.")
    trefwoorden: list[str] = prop("Trefwoorden van het document.")
    inhoud_is_vervallen: bool | None = prop("Of de inhoud niet meer geldt (standaard 1.7).")
    is_gereed_voor_publicatie: bool | None = prop("Of publiceren mag (standaard 1.7).")
    tonen_aan_initiator: bool | None = prop("Of de initiator het mag zien (standaard 1.7).")
    informatieobjecttype: Informatieobjecttype | None = edge(
        one(INFORMATIEOBJECTTYPE, "informatieobjecttype_url"), "De soort document."
    )
    gebruiksrechten: (
        list[Annotated[Gebruiksrechten, strawberry.lazy("schema.documenten")]] | None
    ) = edge(many(records.GEBRUIKSRECHTEN, "informatieobject"), "De voorwaarden voor gebruik.")
    objectinformatieobjecten: (
        list[Annotated[ObjectInformatieObject, strawberry.lazy("schema.documenten")]] | None
    ) = edge(
        many(records.OBJECTINFORMATIEOBJECT, "informatieobject"), "Waar het document bij hoort."
    )
    verzendingen: list[Annotated[Verzending, strawberry.lazy("schema.verzendingen")]] | None = edge(
        many(records.VERZENDING, "informatieobject"),
        "Van wie het document is ontvangen, of aan wie het is verzonden.",
    )
    zaken: list[Annotated[Zaak, strawberry.lazy("schema.zaken")] | None] | None = edge(
        objects_of("zaak", ZAAK), "De zaken waar het document bij hoort."
    )
    besluiten: list[Annotated[Besluit, strawberry.lazy("schema.besluiten")] | None] | None = edge(
        objects_of("besluit", BESLUIT), "De besluiten die in het document staan."
    )
    versies: list[DocumentVersie | None] | None = strawberry.field(
        resolver=versies_of_document,
        metadata={"reads": Reads(Way.LINKS, records.DOCUMENTVERSIE, size="first")},
        description="De laatste versies van het document, nieuwste eerst; `versie` zegt hoeveel er "
        "zijn. Uit de audittrail waar dat mag, anders kost elke oudere versie een aanroep.",
    )
    historie: list[Annotated[HistorieRegel, strawberry.lazy("schema.historie")]] | None = edge(
        trail(DOCUMENT_HISTORIE),
        "Wie wat veranderde, nieuwste eerst (audittrail).",
    )


@graph_type(
    "Onder welke voorwaarden een document te gebruiken is.", resource=records.GEBRUIKSRECHTEN
)
class Gebruiksrechten(Node):
    """Gebruiksrechten (Documenten API 1.4.2)."""

    startdatum: DateTime | None = prop("Vanaf wanneer de voorwaarden gelden.")
    einddatum: DateTime | None = prop("Tot wanneer de voorwaarden gelden.")
    omschrijving_voorwaarden: str | None = prop("De voorwaarden.")
    document: Document | None = edge(
        one(records.ENKELVOUDIGINFORMATIEOBJECT, "informatieobject_url"), "Het document."
    )


@graph_type("Waar een document bij hoort.", resource=records.OBJECTINFORMATIEOBJECT)
class ObjectInformatieObject(Node):
    """ObjectInformatieObject (Documenten API 1.4.2)."""

    object: str | None = prop("Het adres van het object.")
    object_type: InformatieobjectObjectType | None = prop("Het soort object.")
    document: Document | None = edge(
        one(records.ENKELVOUDIGINFORMATIEOBJECT, "informatieobject_url"), "Het document."
    )
    zaak: Annotated[Zaak, strawberry.lazy("schema.zaken")] | None = edge(
        object_as("zaak", ZAAK), "De zaak, als het object dat is."
    )
    besluit: Annotated[Besluit, strawberry.lazy("schema.besluiten")] | None = edge(
        object_as("besluit", BESLUIT), "Het besluit, als het object dat is."
    )
