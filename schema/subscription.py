"""The root of subscriptions: what a client may be told of as it happens.

An event is run as an operation of its own: its root field gives what happened, and what is selected
below it is read then. Before there is an event the same field gives what the subscription wants.
"""

from __future__ import annotations

from enum import Enum
from typing import Any

import strawberry
from strawberry import Info

from planning.reads import NOTHING
from resolvers.context import RequestContext
from resolvers.gebeurtenissen import Wanted, record_edge
from resolvers.zaakfilter import ZaakTest
from schema.base import UNKNOWN, edge, graph_enum, graph_type, prop
from schema.documenten import Document
from schema.klantinteracties import Klantcontact
from schema.scalars import DateTime, Uuid
from schema.zaak_filter import ZaakFilter
from schema.zaken import Zaak
from sources.documenten.resources import ENKELVOUDIGINFORMATIEOBJECT
from sources.klantinteracties.resources import KLANTCONTACT
from sources.zaken.resources import ZAAK

Context = Info[RequestContext, None]
OWN_ONLY_REFUSED = frozenset({"zakenGewijzigd", "klantcontactGeregistreerd"})
"""Each event would have to be read for each citizen who listens, to tell that it is not theirs."""


@graph_enum("Wat er met een gegeven is gedaan.")
class GebeurtenisActie(Enum):
    """Notificatie.actie (Notificaties API 1.0)."""

    AANGEMAAKT = "create"
    GEWIJZIGD = "update"
    VERWIJDERD = "destroy"
    ONBEKEND = UNKNOWN


@strawberry.type
class _Gebeurtenis:
    """What every event tells."""

    id: strawberry.ID = prop("De sleutel van de gebeurtenis, om vanaf hier verder te luisteren.")
    actie: GebeurtenisActie | None = prop("Wat er het laatst is gedaan.")
    resource: str = prop("Waarmee, zoals het register het noemt: `zaak`, `status`, `rol`.")
    moment: DateTime = prop("Wanneer, volgens het register.")


@graph_type("Dat er iets aan een zaak is veranderd.")
class ZaakGebeurtenis(_Gebeurtenis):
    """resolvers.gebeurtenissen.Gebeurtenis of kanaal `zaken`."""

    zaak: Zaak | None = edge(
        record_edge(ZAAK), "De zaak, zoals die nu is. Null als de zaak is verwijderd."
    )


@graph_type("Dat er iets aan een document is veranderd.")
class DocumentGebeurtenis(_Gebeurtenis):
    """resolvers.gebeurtenissen.Gebeurtenis of kanaal `documenten`."""

    document: Document | None = edge(
        record_edge(ENKELVOUDIGINFORMATIEOBJECT),
        "Het document, zoals dat nu is. Null als het document is verwijderd.",
    )


@graph_type("Dat er een klantcontact is geregistreerd.")
class KlantcontactGebeurtenis(_Gebeurtenis):
    """resolvers.gebeurtenissen.Gebeurtenis of kanaal `klantcontacten`."""

    klantcontact: Klantcontact | None = edge(record_edge(KLANTCONTACT), "Het klantcontact.")


def _zaak_gewijzigd(info: Context, uuid: Uuid) -> Any:
    return info.context.event or Wanted("zaken", uuid=uuid)


def _zaken_gewijzigd(info: Context, filter: ZaakFilter | None = None) -> Any:
    return info.context.event or Wanted("zaken", test=ZaakTest(filter))


def _document_gewijzigd(info: Context, uuid: Uuid) -> Any:
    return info.context.event or Wanted("documenten", uuid=uuid)


def _klantcontact_geregistreerd(info: Context, partij: Uuid | None = None) -> Any:
    return info.context.event or Wanted("klantcontacten", partij=partij, created_only=True)


@strawberry.type(description="Alles waarvan te horen is dat het gebeurt.")
class Subscription:
    """The root subscription type."""

    zaak_gewijzigd: ZaakGebeurtenis | None = strawberry.field(
        resolver=_zaak_gewijzigd,
        metadata={"reads": NOTHING},
        description="Wat er aan deze zaak verandert, en aan wat erbij hoort.",
    )
    zaken_gewijzigd: ZaakGebeurtenis | None = strawberry.field(
        resolver=_zaken_gewijzigd,
        metadata={"reads": NOTHING},
        description="Wat er verandert aan zaken die na de verandering aan het filter voldoen.",
    )
    document_gewijzigd: DocumentGebeurtenis | None = strawberry.field(
        resolver=_document_gewijzigd,
        metadata={"reads": NOTHING},
        description="Wat er aan dit document verandert.",
    )
    klantcontact_geregistreerd: KlantcontactGebeurtenis | None = strawberry.field(
        resolver=_klantcontact_geregistreerd,
        metadata={"reads": NOTHING},
        description="Elk klantcontact dat wordt geregistreerd, of alleen die van een partij.",
    )


__all__ = ["Subscription"]
