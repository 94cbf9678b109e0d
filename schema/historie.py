"""Who changed what: the audittrails of zaken, besluiten and documents, and notes on a zaak."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Annotated

import strawberry

from resolvers import historie
from resolvers.edges import one
from schema.base import UNKNOWN, Node, edge, graph_enum, graph_type, prop
from schema.scalars import DateTime, Uuid
from sources.historie import AuditRecord
from sources.zaken.resources import ZAAK, ZAAKNOTITIE

if TYPE_CHECKING:
    from schema.zaak_parts import Rol
    from schema.zaken import Zaak


@graph_enum("Wat er met het gegeven is gedaan.")
class HistorieActie(Enum):
    """AuditTrail.actie."""

    AANGEMAAKT = "create"
    BIJGEWERKT = "update"
    DEELS_BIJGEWERKT = "partial_update"
    VERWIJDERD = "destroy"
    OPGEVRAAGD = "retrieve"
    LIJST_OPGEVRAAGD = "list"
    ONBEKEND = UNKNOWN


@graph_type("Wie een wijziging deed, en met welk programma.", record=historie.Wie)
class Wie:
    """AuditTrail.gebruikers*, applicatie*."""

    gebruikers_id: str | None = prop("De aanduiding van de gebruiker; een BSN is onleesbaar.")
    gebruikers_weergave: str | None = prop("De naam van de gebruiker.")
    applicatie_id: str | None = prop("De aanduiding van het programma.")
    applicatie_weergave: str | None = prop("De naam van het programma.")


@graph_type("Eén waarde die veranderde.", record=historie.Wijziging)
class Wijziging:
    """A difference between AuditTrail.wijzigingen.oud and nieuw."""

    veld: str = prop(
        "Waar de waarde staat, met punten tussen de namen. Wat uit een lijst verdween heeft alleen "
        "`oud`, wat erbij kwam alleen `nieuw`."
    )
    oud: str | None = prop("De waarde ervoor, zoals het register die schreef.")
    nieuw: str | None = prop("De waarde erna, zoals het register die schreef.")
    afgeschermd: bool = prop("Of de waarde veranderde, maar hier niet getoond wordt.")
    oud_label: str | None = edge(
        historie.label("oud"),
        "De waarde ervoor in gewone taal: de naam achter een URL, een datum voluit. Leeg als die "
        "naam hier niet bekend is.",
    )
    nieuw_label: str | None = edge(historie.label("nieuw"), "De waarde erna in gewone taal.")


@graph_type("Eén regel van de historie (audittrail).", record=AuditRecord)
class HistorieRegel:
    """AuditTrail (Zaken API 1.5.1, Besluiten API 1.1.0, Documenten API 1.4.2)."""

    uuid: Uuid | None = prop("De UUID van de regel.")
    moment: DateTime | None = prop("Wanneer het gebeurde (aanmaakdatum).", attr="aanmaakdatum")
    wie: Wie | None = edge(historie.wie, "Wie het deed.")
    actie: HistorieActie | None = prop("Wat er gedaan is.")
    actie_weergave: str | None = prop("Wat er gedaan is, in gewone woorden.")
    resource: str | None = prop("Het soort gegeven, zoals de standaard het noemt.")
    resource_url: str | None = prop("Het adres (URL) van het gegeven.")
    resource_weergave: str | None = edge(
        historie.onderwerp,
        "De naam van het gegeven. Bij rollen en zaakobjecten de soort, nooit wie het is.",
    )
    toelichting: str | None = edge(historie.toelichting, "Waarom het is gedaan.")
    wijzigingen: list[Wijziging] | None = edge(
        historie.wijzigingen, "Wat er veranderde. Leeg (null) als dat niet te zien mag zijn."
    )
    rol: Annotated[Rol, strawberry.lazy("schema.zaak_parts")] | None = edge(
        historie.rol_of_line, "De rol waarover de regel gaat, als die er nog is."
    )


@graph_enum("Voor wie een notitie is.")
class NotitieType(Enum):
    """ZaakNotitie.notitieType."""

    INTERN = "intern"
    EXTERN = "extern"
    ONBEKEND = UNKNOWN


@graph_enum("Of een notitie af is.")
class NotitieStatus(Enum):
    """ZaakNotitie.status."""

    CONCEPT = "concept"
    DEFINITIEF = "definitief"
    ONBEKEND = UNKNOWN


@graph_type("Een aantekening bij een zaak.", resource=ZAAKNOTITIE)
class ZaakNotitie(Node):
    """ZaakNotitie (Zaken API 1.7.0; Open Zaak has it besides 1.5.1)."""

    onderwerp: str | None = prop("Waar de notitie over gaat.")
    tekst: str | None = prop("De notitie zelf.")
    aangemaakt_door: str | None = prop("Wie de notitie schreef.")
    notitie_type: NotitieType | None = prop("Voor wie de notitie is.")
    status: NotitieStatus | None = prop("Of de notitie af is.")
    aanmaakdatum: DateTime | None = prop("Wanneer de notitie is gemaakt.")
    wijzigingsdatum: DateTime | None = prop("Wanneer de notitie het laatst is gewijzigd.")
    zaak: Annotated[Zaak, strawberry.lazy("schema.zaken")] | None = edge(
        one(ZAAK, "gerelateerd_aan_url"), "De zaak waar de notitie bij hoort (gerelateerdAan)."
    )
