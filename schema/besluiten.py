"""Besluiten (Besluiten API 1.1.0)."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Annotated

import strawberry

from resolvers.edges import many, one, through
from resolvers.historie import trail
from schema.base import UNKNOWN, Node, edge, graph_enum, graph_type, prop
from schema.catalogi import Besluittype
from schema.documenten import Document
from schema.scalars import Date
from sources.besluiten import resources as records
from sources.catalogi.resources import BESLUITTYPE
from sources.documenten.resources import ENKELVOUDIGINFORMATIEOBJECT
from sources.historie import BESLUIT_HISTORIE
from sources.zaken.resources import ZAAK

if TYPE_CHECKING:
    from schema.historie import HistorieRegel
    from schema.zaken import Zaak


@graph_enum("Waarom een besluit niet meer geldt.")
class Vervalreden(Enum):
    """Besluit.vervalreden."""

    TIJDELIJK = "tijdelijk"
    INGETROKKEN_OVERHEID = "ingetrokken_overheid"
    INGETROKKEN_BELANGHEBBENDE = "ingetrokken_belanghebbende"
    ONBEKEND = UNKNOWN


@graph_type(
    "Een beslissing van een bestuursorgaan, meestal als uitkomst van een zaak.",
    resource=records.BESLUIT,
)
class Besluit(Node):
    """Besluit (Besluiten API 1.1.0)."""

    identificatie: str | None = prop("De aanduiding van het besluit binnen de organisatie.")
    verantwoordelijke_organisatie: str | None = prop("RSIN van wie verantwoordelijk is.")
    datum: Date | None = prop("De dag waarop het besluit is genomen.")
    toelichting: str | None = prop("Toelichting op het besluit.")
    bestuursorgaan: str | None = prop("Het orgaan dat het besluit nam.")
    ingangsdatum: Date | None = prop("Vanaf wanneer het besluit geldt.")
    vervaldatum: Date | None = prop("Vanaf wanneer het besluit niet meer geldt.")
    vervalreden: Vervalreden | None = prop("Waarom het besluit niet meer geldt.")
    vervalreden_weergave: str | None = prop("De vervalreden in gewone woorden.")
    publicatiedatum: Date | None = prop("Wanneer het besluit is gepubliceerd.")
    verzenddatum: Date | None = prop("Wanneer het besluit is verzonden.")
    uiterlijke_reactiedatum: Date | None = prop("Tot wanneer men kan reageren.")
    besluittype: Besluittype | None = edge(one(BESLUITTYPE, "besluittype_url"), "De soort besluit.")
    zaak: Annotated[Zaak, strawberry.lazy("schema.zaken")] | None = edge(
        one(ZAAK, "zaak_url"), "De zaak waarin het besluit is genomen."
    )
    besluitinformatieobjecten: (
        list[Annotated[BesluitInformatieObject, strawberry.lazy("schema.besluiten")]] | None
    ) = edge(many(records.BESLUITINFORMATIEOBJECT, "besluit"), "De relaties met documenten.")
    documenten: list[Document | None] | None = edge(
        through(
            records.BESLUITINFORMATIEOBJECT,
            "besluit",
            ENKELVOUDIGINFORMATIEOBJECT,
            "informatieobject_url",
        ),
        "De documenten waarin het besluit staat.",
    )
    historie: list[Annotated[HistorieRegel, strawberry.lazy("schema.historie")]] | None = edge(
        trail(BESLUIT_HISTORIE), "Wie wat aan het besluit veranderde, nieuwste eerst (audittrail)."
    )


@graph_type(
    "De relatie tussen een besluit en een document.", resource=records.BESLUITINFORMATIEOBJECT
)
class BesluitInformatieObject(Node):
    """BesluitInformatieObject (Besluiten API 1.1.0)."""

    document: Document | None = edge(
        one(ENKELVOUDIGINFORMATIEOBJECT, "informatieobject_url"), "Het document."
    )
    besluit: Besluit | None = edge(one(records.BESLUIT, "besluit_url"), "Het besluit.")
