"""Mutations on besluiten, and on which documents belong to a zaak or a besluit."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any

import strawberry

from planning.reads import Reads, Way, reading
from resolvers.context import ResolveInfo, context_of
from resolvers.writing.besluiten import besluit_intrekken, besluit_vastleggen
from resolvers.writing.koppelen import document_koppelen, document_ontkoppelen
from resolvers.writing.lichaam import NOT_BLANK, body_of, plain
from resolvers.writing.mutatie import muteer
from schema.base import edge, graph_type
from schema.besluiten import Besluit, Vervalreden
from schema.mutation_base import (
    Context,
    Resultaatdeel,
    Sleutel,
    Toelichting,
    mutates,
    zaak_na_afloop,
)
from schema.mutation_invoer import (
    ZAAK,
    optional,
    property_field,
    required,
    required_property,
)
from schema.scalars import Date
from schema.zaken import Zaak
from sources.besluiten.resources import BESLUIT
from sources.loader import settled

BESLUITEN = "Het besluit: zijn UUID, URL of globale sleutel (`id`)."
DOCUMENT = "Het document: zijn UUID, URL of globale sleutel (`id`)."
Bron = Annotated[
    str | None,
    strawberry.argument(
        description="Het register; nodig als er meer dan één besluitenregister is."
    ),
]


async def _besluit(source: Any, info: ResolveInfo) -> Any:
    """Return the besluit as it is after the mutation."""
    url, context = source.urls.get("besluit"), context_of(info)
    return None if url is None else await settled(context.loaders.by_url(BESLUIT, url))


@graph_type("Wat er van een opdracht over een besluit of document geworden is.")
class BesluitResultaat(Resultaatdeel):
    """The result of a mutation on a besluit, or on what belongs to it or to a zaak."""

    besluit: Besluit | None = edge(
        reading(_besluit, Reads(Way.FOUND, BESLUIT)), "Het besluit zoals het na de opdracht is."
    )
    zaak: Zaak | None = edge(zaak_na_afloop, "De zaak zoals zij na de opdracht is.")


@strawberry.input(description="Een besluit dat in een zaak is genomen.")
class BesluitVastleggenInvoer:
    """What besluitVastleggen takes (Besluiten API 1.1.0)."""

    zaak: strawberry.ID = required(ZAAK)
    besluittype: strawberry.ID = required(
        "Het besluittype, gepubliceerd en van het zaaktype van de zaak: UUID, URL of globale "
        "sleutel."
    )
    verantwoordelijke_organisatie: str = required_property(
        "verantwoordelijkeOrganisatie", "RSIN van wie verantwoordelijk is."
    )
    datum: Date = required_property("datum", "De dag waarop het besluit is genomen.")
    ingangsdatum: Date = required_property("ingangsdatum", "Vanaf wanneer het besluit geldt.")
    identificatie: str | None = property_field(
        "identificatie", "De aanduiding; anders geeft het register er een.", ""
    )
    besluittoelichting: str | None = property_field(
        "toelichting", "Toelichting op het besluit.", ""
    )
    bestuursorgaan: str | None = property_field(
        "bestuursorgaan", "Het orgaan dat het besluit nam.", ""
    )
    vervaldatum: Date | None = property_field(
        "vervaldatum", "Vanaf wanneer het besluit niet meer geldt."
    )
    vervalreden: Vervalreden | None = property_field("vervalreden", "Waarom niet meer.", "")
    publicatiedatum: Date | None = property_field(
        "publicatiedatum", "Wanneer het besluit is of wordt gepubliceerd."
    )
    verzenddatum: Date | None = property_field(
        "verzenddatum", "Wanneer het besluit is of wordt verzonden."
    )
    uiterlijke_reactiedatum: Date | None = property_field(
        "uiterlijkeReactiedatum", "Tot wanneer men kan reageren."
    )
    documenten: list[strawberry.ID] | None = optional(
        "Documenten waarin het besluit staat: UUID, URL of globale sleutel."
    )


@strawberry.input(description="Een besluit dat niet langer geldt.")
class BesluitIntrekkenInvoer:
    """What besluitIntrekken takes."""

    besluit: strawberry.ID = required(BESLUITEN)
    vervaldatum: Date = required("Vanaf wanneer het besluit niet meer geldt.")
    vervalreden: Vervalreden = strawberry.field(
        default=Vervalreden.INGETROKKEN_OVERHEID, description="Waarom het niet meer geldt."
    )


@strawberry.input(description="Een document, en de zaak of het besluit waar het bij hoort.")
class DocumentOntkoppelenInvoer:
    """What documentOntkoppelen takes."""

    document: strawberry.ID = required(DOCUMENT)
    zaak: strawberry.ID | None = optional(f"{ZAAK} Noem haar, of een besluit.")
    besluit: strawberry.ID | None = optional(f"{BESLUITEN} Noem het, of een zaak.")


@strawberry.input(description="Een document dat bij een zaak of besluit gaat horen.")
class DocumentKoppelenInvoer(DocumentOntkoppelenInvoer):
    """What documentKoppelen takes."""

    titel: str | None = property_field(
        "titel", "Onder welke naam het in de zaak staat (alleen bij een zaak).", NOT_BLANK
    )
    beschrijving: str | None = property_field(
        "beschrijving", "Wat het in de zaak betekent (alleen bij een zaak).", NOT_BLANK
    )


async def _besluit_vastleggen(
    info: Context,
    invoer: BesluitVastleggenInvoer,
    bron: Bron = None,
    toelichting: Toelichting = None,
    idempotentiesleutel: Sleutel = None,
) -> Any:
    work = partial(besluit_vastleggen, info.context, invoer, bron)
    return await muteer(info._raw_info, work, toelichting=toelichting, sleutel=idempotentiesleutel)


async def _besluit_intrekken(
    info: Context,
    invoer: BesluitIntrekkenInvoer,
    toelichting: Toelichting = None,
    idempotentiesleutel: Sleutel = None,
) -> Any:
    reden = plain(invoer.vervalreden)
    work = partial(besluit_intrekken, info.context, invoer.besluit, invoer.vervaldatum, reden)
    return await muteer(info._raw_info, work, toelichting=toelichting, sleutel=idempotentiesleutel)


async def _document_koppelen(
    info: Context,
    invoer: DocumentKoppelenInvoer,
    toelichting: Toelichting = None,
    idempotentiesleutel: Sleutel = None,
) -> Any:
    async def work() -> Any:
        return await document_koppelen(info.context, invoer, body_of(invoer))

    return await muteer(info._raw_info, work, toelichting=toelichting, sleutel=idempotentiesleutel)


async def _document_ontkoppelen(
    info: Context,
    invoer: DocumentOntkoppelenInvoer,
    toelichting: Toelichting = None,
    idempotentiesleutel: Sleutel = None,
) -> Any:
    work = partial(document_ontkoppelen, info.context, invoer)
    return await muteer(info._raw_info, work, toelichting=toelichting, sleutel=idempotentiesleutel)


@strawberry.type
class BesluitenMutation:
    """The root fields that change besluiten and what documents belong to."""

    besluit_vastleggen: BesluitResultaat | None = strawberry.field(
        resolver=_besluit_vastleggen,
        metadata=mutates(3, 1, resource=BESLUIT),
        description="Leg een besluit vast dat in een zaak is genomen, met de documenten ervan.",
    )
    besluit_intrekken: BesluitResultaat | None = strawberry.field(
        resolver=_besluit_intrekken,
        metadata=mutates(2, 1, resource=BESLUIT),
        description="Trek een besluit in; het blijft staan, met de dag en de reden.",
    )
    document_koppelen: BesluitResultaat | None = strawberry.field(
        resolver=_document_koppelen,
        metadata=mutates(4, 1),
        description="Laat een document dat er al is bij een zaak of een besluit horen.",
    )
    document_ontkoppelen: BesluitResultaat | None = strawberry.field(
        resolver=_document_ontkoppelen,
        metadata=mutates(4, 1),
        description="Laat een document niet langer bij een zaak of een besluit horen; het "
        "document zelf blijft.",
    )
