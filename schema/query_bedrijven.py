"""Root fields of the Handelsregister."""

from __future__ import annotations

from enum import Enum
from typing import Annotated, Any

import strawberry
from strawberry import Info

from planning.reads import Reads, Way
from policy.numbers import holds_bsn
from resolvers import handelsregister, roots
from resolvers.bedrijfnodes import register
from resolvers.context import RequestContext
from resolvers.errors import BadUserInputError
from resolvers.filters import to_params
from schema.base import graph_enum
from schema.bedrijven import Bedrijf, BedrijfBeperkt, Vestiging
from schema.connections import Connection, filter_field
from sources.kvk.resources import BASISPROFIEL, VESTIGINGSPROFIEL, ZOEKEN

Context = Info[RequestContext, None]
KvkNummer = Annotated[str | None, strawberry.argument(description="Het KVK-nummer, acht cijfers.")]
Rsin = Annotated[str | None, strawberry.argument(description="Het RSIN, negen cijfers.")]
Nummer = Annotated[str, strawberry.argument(description="Het vestigingsnummer, twaalf cijfers.")]
TEXTS = ("naam", "straatnaam", "plaats")


@graph_enum("Wat voor vermelding in het Handelsregister.")
class VermeldingType(Enum):
    """The `type` of zoeken."""

    RECHTSPERSOON = "rechtspersoon"
    HOOFDVESTIGING = "hoofdvestiging"
    NEVENVESTIGING = "nevenvestiging"


@strawberry.input(
    description="Zoeken in het Handelsregister: alle voorwaarden gelden tegelijk. Zoeken is "
    "gratis, maar kan achterlopen op de profielen."
)
class BedrijvenZoekvraag:
    """The parameters of zoeken v2; huisletter is not known to v1."""

    naam: str | None = filter_field("naam", "Een handelsnaam of statutaire naam, of delen ervan.")
    kvk_nummer: str | None = filter_field("kvkNummer", "Precies dit KVK-nummer.")
    rsin: str | None = filter_field("rsin", "Precies dit RSIN.")
    vestigingsnummer: str | None = filter_field("vestigingsnummer", "Precies dit nummer.")
    straatnaam: str | None = filter_field("straatnaam", "De straat; samen met `plaats`.")
    plaats: str | None = filter_field("plaats", "De plaats.")
    postcode: str | None = filter_field("postcode", "De postcode; samen met `huisnummer`.")
    huisnummer: int | None = filter_field("huisnummer", "Het huisnummer.")
    huisletter: str | None = filter_field("huisletter", "De huisletter.")
    type: VermeldingType | None = filter_field("type", "Alleen zulke vermeldingen.")
    inclusief_inactieve_registraties: bool | None = filter_field(
        "inclusiefInactieveRegistraties", "Ook wat is opgeheven."
    )


async def _bedrijf(info: Context, kvk_nummer: KvkNummer = None, rsin: Rsin = None) -> Any:
    roots.exactly_one(kvkNummer=kvk_nummer, rsin=rsin)
    return await handelsregister.bedrijf_by(info.context, info._raw_info, kvk_nummer, rsin)


async def _vestiging(info: Context, vestigingsnummer: Nummer) -> Any:
    return await handelsregister.vestiging_by(info.context, info._raw_info, vestigingsnummer)


async def _bedrijven(
    info: Context,
    zoek: BedrijvenZoekvraag,
    first: int | None = None,
    after: str | None = None,
    last: int | None = None,
    before: str | None = None,
) -> Any:
    context = info.context
    params = to_params(context, register(context), zoek)
    for name in handelsregister.FORMS:
        if name in params:
            handelsregister.check_number(name, params[name])
    if any(holds_bsn(params.get(name, "")) for name in TEXTS):
        raise BadUserInputError("a BSN does not belong in a search for companies")
    return await handelsregister.bedrijven(
        context, params, first=first, after=after, last=last, before=before
    )


@strawberry.type
class BedrijvenQuery:
    """What `Query` has of the Handelsregister."""

    bedrijf: Bedrijf | None = strawberry.field(
        resolver=_bedrijf,
        metadata={"reads": Reads(Way.NOTHING, BASISPROFIEL)},
        description="Een bedrijf, op KVK-nummer of RSIN.",
    )
    vestiging: Vestiging | None = strawberry.field(
        resolver=_vestiging,
        metadata={"reads": Reads(Way.NOTHING, VESTIGINGSPROFIEL)},
        description="Een vestiging, op vestigingsnummer.",
    )
    bedrijven: Connection[BedrijfBeperkt] | None = strawberry.field(
        resolver=_bedrijven,
        metadata={"reads": Reads(Way.PAGE, ZOEKEN)},
        description="Zoeken in het Handelsregister; het toont hoogstens 1.000 vermeldingen.",
    )
