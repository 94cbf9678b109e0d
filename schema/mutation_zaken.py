"""Mutations on zaken themselves."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any

import strawberry

from resolvers.writing.afsluiten import (
    Resultaat,
    resultaat_zetten,
    zaak_afsluiten,
    zaak_heropenen,
)
from resolvers.writing.lichaam import body_of, velden_of
from resolvers.writing.mutatie import muteer
from resolvers.writing.registreren import zaak_registreren
from resolvers.writing.status import Status, status_zetten
from resolvers.writing.zaak import zaak_bijwerken, zaak_hervatten, zaak_opschorten, zaak_verlengen
from schema.mutation_base import Context, Sleutel, Toelichting, ZaakResultaat, mutates
from schema.mutation_invoer import (
    ResultaatZettenInvoer,
    StatusInvoer,
    StatusZettenInvoer,
    ZaakAfsluitenInvoer,
    ZaakBijwerkenInvoer,
    ZaakHeropenenInvoer,
    ZaakHervattenInvoer,
    ZaakOpschortenInvoer,
    ZaakRegistrerenInvoer,
    ZaakVerlengenInvoer,
)

Bron = Annotated[
    str | None,
    strawberry.argument(description="Het register; nodig als er meer dan één zakenregister is."),
]


def _status(invoer: Any, veld: str = "invoer") -> Status:
    return Status(
        invoer.statustype or "",
        invoer.datum_status_gezet,
        invoer.statustoelichting,
        getattr(invoer, "gezetdoor", None),
        veld,
    )


def _beside(invoer: StatusInvoer | None) -> Status | None:
    return None if invoer is None else _status(invoer, "invoer.status")


def _resultaat(invoer: Any) -> Resultaat:
    return Resultaat(invoer.resultaattype, invoer.resultaattoelichting)


async def _zaak_registreren(
    info: Context,
    invoer: ZaakRegistrerenInvoer,
    bron: Bron = None,
    toelichting: Toelichting = None,
    idempotentiesleutel: Sleutel = None,
) -> Any:
    work = partial(zaak_registreren, info.context, invoer, bron)
    return await muteer(info._raw_info, work, toelichting=toelichting, sleutel=idempotentiesleutel)


async def _zaak_bijwerken(
    info: Context,
    invoer: ZaakBijwerkenInvoer,
    toelichting: Toelichting = None,
    idempotentiesleutel: Sleutel = None,
) -> Any:
    async def work() -> Any:
        body, velden = body_of(invoer), velden_of(ZaakBijwerkenInvoer)
        since = invoer.ongewijzigd_sinds
        return await zaak_bijwerken(info.context, invoer.zaak, body, velden, since)

    return await muteer(info._raw_info, work, toelichting=toelichting, sleutel=idempotentiesleutel)


async def _zaak_opschorten(
    info: Context,
    invoer: ZaakOpschortenInvoer,
    toelichting: Toelichting = None,
    idempotentiesleutel: Sleutel = None,
) -> Any:
    dates, status = body_of(invoer), _beside(invoer.status)
    work = partial(zaak_opschorten, info.context, invoer.zaak, invoer.reden, dates, status)
    return await muteer(info._raw_info, work, toelichting=toelichting, sleutel=idempotentiesleutel)


async def _zaak_hervatten(
    info: Context,
    invoer: ZaakHervattenInvoer,
    toelichting: Toelichting = None,
    idempotentiesleutel: Sleutel = None,
) -> Any:
    dates, status = body_of(invoer), _beside(invoer.status)
    work = partial(zaak_hervatten, info.context, invoer.zaak, invoer.reden, dates, status)
    return await muteer(info._raw_info, work, toelichting=toelichting, sleutel=idempotentiesleutel)


async def _zaak_verlengen(
    info: Context,
    invoer: ZaakVerlengenInvoer,
    toelichting: Toelichting = None,
    idempotentiesleutel: Sleutel = None,
) -> Any:
    dates, status = body_of(invoer), _beside(invoer.status)
    work = partial(
        zaak_verlengen, info.context, invoer.zaak, invoer.reden, invoer.duur, dates, status
    )
    return await muteer(info._raw_info, work, toelichting=toelichting, sleutel=idempotentiesleutel)


async def _zaak_afsluiten(
    info: Context,
    invoer: ZaakAfsluitenInvoer,
    toelichting: Toelichting = None,
    idempotentiesleutel: Sleutel = None,
) -> Any:
    resultaat, status = _resultaat(invoer), _status(invoer)
    work = partial(zaak_afsluiten, info.context, invoer.zaak, resultaat, status)
    return await muteer(info._raw_info, work, toelichting=toelichting, sleutel=idempotentiesleutel)


async def _zaak_heropenen(
    info: Context,
    invoer: ZaakHeropenenInvoer,
    toelichting: Toelichting = None,
    idempotentiesleutel: Sleutel = None,
) -> Any:
    work = partial(
        zaak_heropenen,
        info.context,
        invoer.zaak,
        _status(invoer),
        verwijder_resultaat=invoer.verwijder_resultaat,
    )
    return await muteer(info._raw_info, work, toelichting=toelichting, sleutel=idempotentiesleutel)


async def _status_zetten(
    info: Context,
    invoer: StatusZettenInvoer,
    toelichting: Toelichting = None,
    idempotentiesleutel: Sleutel = None,
) -> Any:
    work = partial(status_zetten, info.context, invoer.zaak, _status(invoer))
    return await muteer(info._raw_info, work, toelichting=toelichting, sleutel=idempotentiesleutel)


async def _resultaat_zetten(
    info: Context,
    invoer: ResultaatZettenInvoer,
    toelichting: Toelichting = None,
    idempotentiesleutel: Sleutel = None,
) -> Any:
    work = partial(resultaat_zetten, info.context, invoer.zaak, _resultaat(invoer))
    return await muteer(info._raw_info, work, toelichting=toelichting, sleutel=idempotentiesleutel)


@strawberry.type
class ZakenMutation:
    """The root fields that change zaken."""

    zaak_registreren: ZaakResultaat | None = strawberry.field(
        resolver=_zaak_registreren,
        metadata=mutates(4, 3, "eigenschappen", "documenten"),
        description="Maak een zaak, met haar initiator, eerste status, eigenschappen en documenten "
        "als die genoemd worden.",
    )
    zaak_bijwerken: ZaakResultaat | None = strawberry.field(
        resolver=_zaak_bijwerken,
        metadata=mutates(2, 1),
        description="Wijzig gegevens van een zaak; alleen wat genoemd wordt. Een afgesloten zaak "
        "wijzigt alleen wie dat geforceerd mag.",
    )
    zaak_opschorten: ZaakResultaat | None = strawberry.field(
        resolver=_zaak_opschorten,
        metadata=mutates(3, 2),
        description="Leg de behandeling van een zaak stil, als haar zaaktype dat toestaat.",
    )
    zaak_hervatten: ZaakResultaat | None = strawberry.field(
        resolver=_zaak_hervatten,
        metadata=mutates(3, 2),
        description="Ga verder met een zaak die opgeschort is.",
    )
    zaak_verlengen: ZaakResultaat | None = strawberry.field(
        resolver=_zaak_verlengen,
        metadata=mutates(3, 2),
        description="Neem meer tijd voor een zaak, zoveel als haar zaaktype toestaat.",
    )
    zaak_afsluiten: ZaakResultaat | None = strawberry.field(
        resolver=_zaak_afsluiten,
        metadata=mutates(3, 2),
        description="Sluit een zaak: haar resultaat, en dan haar eindstatus. Heeft zij al een "
        "ander resultaat, dan vervalt dat.",
    )
    zaak_heropenen: ZaakResultaat | None = strawberry.field(
        resolver=_zaak_heropenen,
        metadata=mutates(3, 2),
        description="Laat een afgesloten zaak weer lopen, met een status die geen eindstatus is.",
    )
    status_zetten: ZaakResultaat | None = strawberry.field(
        resolver=_status_zetten,
        metadata=mutates(2, 1),
        description="Geef een zaak die nog loopt haar volgende status. Zet de eindstatus pas als "
        "de zaak een resultaat heeft, of gebruik `zaakAfsluiten`.",
    )
    resultaat_zetten: ZaakResultaat | None = strawberry.field(
        resolver=_resultaat_zetten,
        metadata=mutates(3, 2),
        description="Geef een zaak die nog loopt haar resultaat; een ander resultaat vervalt "
        "(dat zijn dan twee stappen).",
    )
