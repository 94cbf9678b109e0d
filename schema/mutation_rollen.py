"""Mutations on what hangs on a zaak: rollen, eigenschappen, and its ties to other zaken."""

from __future__ import annotations

from functools import partial
from typing import Any

import strawberry

from resolvers.writing.eigenschappen import eigenschap_zetten
from resolvers.writing.lichaam import NOT_BLANK, given, plain
from resolvers.writing.mutatie import muteer
from resolvers.writing.relaties import Relatie, ZaakRelatieSoort, zaken_koppelen, zaken_ontkoppelen
from resolvers.writing.rollen import rol_beeindigen, rol_toevoegen
from schema.base import graph_enum
from schema.mutation_base import Context, Sleutel, Toelichting, ZaakResultaat, mutates
from schema.mutation_invoer import (
    OF_ZAAKTYPE,
    ZAAK,
    BetrokkeneInvoer,
    optional,
    property_field,
    required,
    required_property,
)
from schema.scalars import Date
from schema.zaak_parts import IndicatieMachtiging
from schema.zaken import ZaakAardRelatie
from sources.zaken.resources import ROL

ANDERE = "De andere zaak: haar UUID, URL of globale sleutel. U hoeft haar alleen te mogen zien."
graph_enum("Hoe een zaak bij een andere hoort.")(ZaakRelatieSoort)


@strawberry.input(description="De contactpersoon van een betrokkene.")
class ContactpersoonRolInvoer:
    """Rol.contactpersoonRol."""

    naam: str = required_property("naam", "De naam van de contactpersoon.")
    functie: str | None = property_field("functie", "De functie bij de betrokkene.", "")
    emailadres: str | None = property_field("emailadres", "Het e-mailadres.", "")
    telefoonnummer: str | None = property_field("telefoonnummer", "Het telefoonnummer.", "")


@strawberry.input(description="Iemand die bij een zaak betrokken raakt: op precies één manier.")
class RolToevoegenInvoer(BetrokkeneInvoer):
    """What rolToevoegen takes."""

    zaak: strawberry.ID = required(ZAAK)
    roltype: strawberry.ID = required(f"Het roltype{OF_ZAAKTYPE}")
    roltoelichting: str | None = property_field(
        "roltoelichting",
        "Toelichting op de rol; anders de omschrijving van het roltype.",
        NOT_BLANK,
    )
    afwijkende_naam_betrokkene: str | None = property_field(
        "afwijkendeNaamBetrokkene", "De naam die de betrokkene in deze rol voert.", ""
    )
    indicatie_machtiging: IndicatieMachtiging | None = property_field(
        "indicatieMachtiging", "Geeft of heeft een machtiging.", ""
    )
    contactpersoon_rol: ContactpersoonRolInvoer | None = property_field(
        "contactpersoonRol", "De contactpersoon van de betrokkene."
    )
    begin_geldigheid: Date | None = property_field(
        "beginGeldigheid", "Vanaf wanneer de rol geldt (Open Zaak)."
    )


@strawberry.input(description="Een rol die eindigt.")
class RolBeeindigenInvoer:
    """What rolBeeindigen takes."""

    rol: strawberry.ID = required("De rol: haar UUID, URL of globale sleutel (`id`).")
    einddatum: Date | None = optional(
        "Tot wanneer de rol geldt; zij blijft dan staan (Open Zaak, en wie de rol heeft houdt "
        "inzage). Weggelaten: de rol wordt verwijderd."
    )


@strawberry.input(description="De waarde van een eigenschap van een zaak.")
class EigenschapZettenInvoer:
    """What eigenschapZetten takes."""

    zaak: strawberry.ID = required(ZAAK)
    eigenschap: strawberry.ID = required(f"De eigenschap{OF_ZAAKTYPE}")
    waarde: str = required("De waarde, zoals de specificatie van de eigenschap haar vraagt.")


@strawberry.input(description="Twee zaken die niet meer bij elkaar horen.")
class ZakenOntkoppelenInvoer:
    """What zakenOntkoppelen takes."""

    zaak: strawberry.ID = required(ZAAK)
    andere_zaak: strawberry.ID = required(ANDERE)
    soort: ZaakRelatieSoort = required("Hoe de andere zaak bij de zaak hoort.")


@strawberry.input(description="Twee zaken die bij elkaar horen.")
class ZakenKoppelenInvoer(ZakenOntkoppelenInvoer):
    """What zakenKoppelen takes."""

    aard_relatie: ZaakAardRelatie | None = optional(
        "Hoe gerelateerde zaken samenhangen; nodig waar het register geen relatie zonder aard kent."
    )
    overige_relatie: str | None = optional("De naam van een aard `OVERIG` (Open Zaak).")
    relatietoelichting: str | None = optional("Toelichting op de relatie (Open Zaak).")


async def _rol_toevoegen(
    info: Context,
    invoer: RolToevoegenInvoer,
    toelichting: Toelichting = None,
    idempotentiesleutel: Sleutel = None,
) -> Any:
    work = partial(rol_toevoegen, info.context, invoer)
    return await muteer(info._raw_info, work, toelichting=toelichting, sleutel=idempotentiesleutel)


async def _rol_beeindigen(
    info: Context,
    invoer: RolBeeindigenInvoer,
    toelichting: Toelichting = None,
    idempotentiesleutel: Sleutel = None,
) -> Any:
    work = partial(rol_beeindigen, info.context, invoer.rol, invoer.einddatum)
    return await muteer(info._raw_info, work, toelichting=toelichting, sleutel=idempotentiesleutel)


async def _eigenschap_zetten(
    info: Context,
    invoer: EigenschapZettenInvoer,
    toelichting: Toelichting = None,
    idempotentiesleutel: Sleutel = None,
) -> Any:
    work = partial(eigenschap_zetten, info.context, invoer.zaak, invoer.eigenschap, invoer.waarde)
    return await muteer(info._raw_info, work, toelichting=toelichting, sleutel=idempotentiesleutel)


async def _zaken_koppelen(
    info: Context,
    invoer: ZakenKoppelenInvoer,
    toelichting: Toelichting = None,
    idempotentiesleutel: Sleutel = None,
) -> Any:
    aard = given(invoer.aard_relatie)
    asked = Relatie(
        invoer.zaak,
        invoer.andere_zaak,
        invoer.soort,
        None if aard is None else plain(aard),
        invoer.overige_relatie,
        invoer.relatietoelichting,
    )
    work = partial(zaken_koppelen, info.context, asked)
    return await muteer(info._raw_info, work, toelichting=toelichting, sleutel=idempotentiesleutel)


async def _zaken_ontkoppelen(
    info: Context,
    invoer: ZakenOntkoppelenInvoer,
    toelichting: Toelichting = None,
    idempotentiesleutel: Sleutel = None,
) -> Any:
    asked = Relatie(invoer.zaak, invoer.andere_zaak, invoer.soort)
    work = partial(zaken_ontkoppelen, info.context, asked)
    return await muteer(info._raw_info, work, toelichting=toelichting, sleutel=idempotentiesleutel)


@strawberry.type
class RollenMutation:
    """The root fields that change what hangs on a zaak."""

    rol_toevoegen: ZaakResultaat | None = strawberry.field(
        resolver=_rol_toevoegen,
        metadata=mutates(3, 1),
        description="Geef iemand een rol in een zaak die nog loopt.",
    )
    rol_beeindigen: ZaakResultaat | None = strawberry.field(
        resolver=_rol_beeindigen,
        metadata=mutates(3, 1, resource=ROL),
        description="Laat een rol eindigen: op een dag, of verwijder haar.",
    )
    eigenschap_zetten: ZaakResultaat | None = strawberry.field(
        resolver=_eigenschap_zetten,
        metadata=mutates(3, 1),
        description="Geef een eigenschap van een zaak haar waarde; een eerdere waarde vervalt.",
    )
    zaken_koppelen: ZaakResultaat | None = strawberry.field(
        resolver=_zaken_koppelen,
        metadata=mutates(3, 1),
        description="Leg vast dat twee zaken bij elkaar horen. Alleen de eerste verandert.",
    )
    zaken_ontkoppelen: ZaakResultaat | None = strawberry.field(
        resolver=_zaken_ontkoppelen,
        metadata=mutates(3, 1),
        description="Leg vast dat twee zaken niet meer bij elkaar horen.",
    )
