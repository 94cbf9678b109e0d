"""Mutations on zaken themselves."""

from __future__ import annotations

from functools import partial
from typing import Any

import strawberry

from resolvers.writing.mutatie import muteer
from resolvers.writing.status import Status, status_zetten
from schema.mutation_base import Context, Sleutel, Toelichting, ZaakResultaat, mutates
from schema.scalars import DateTime

ZAAK = "De zaak: haar UUID, URL of globale sleutel (`id`)."


@strawberry.input(description="Een status die een zaak krijgt.")
class StatusZettenInvoer:
    """What statusZetten takes."""

    zaak: strawberry.ID = strawberry.field(description=ZAAK)
    statustype: strawberry.ID = strawberry.field(
        description="Het statustype, van het zaaktype van de zaak: UUID, URL of globale sleutel."
    )
    datum_status_gezet: DateTime | None = strawberry.field(
        default=None, description="Wanneer de status bereikt is; weggelaten: nu."
    )
    statustoelichting: str | None = strawberry.field(
        default=None, description="Toelichting op de status, voor de initiator van de zaak."
    )
    gezetdoor: strawberry.ID | None = strawberry.field(
        default=None, description="De rol van de zaak die de status zet."
    )


async def _status_zetten(
    info: Context,
    invoer: StatusZettenInvoer,
    toelichting: Toelichting = None,
    idempotentiesleutel: Sleutel = None,
) -> Any:
    asked = Status(
        invoer.statustype, invoer.datum_status_gezet, invoer.statustoelichting, invoer.gezetdoor
    )
    return await muteer(
        info._raw_info,
        partial(status_zetten, info.context, invoer.zaak, asked),
        toelichting=toelichting,
        sleutel=idempotentiesleutel,
    )


@strawberry.type
class ZakenMutation:
    """The root fields that change zaken."""

    status_zetten: ZaakResultaat | None = strawberry.field(
        resolver=_status_zetten,
        metadata=mutates(2, 1),
        description="Geef een zaak die nog loopt haar volgende status. Zet de eindstatus pas als "
        "de zaak een resultaat heeft, of gebruik `zaakAfsluiten`.",
    )
