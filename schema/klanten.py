"""Klant: a person, company, branch or partij, joined over the registers that know it."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import TYPE_CHECKING, Annotated, Any

import strawberry
from strawberry import Info

from planning.reads import Reads, Way
from resolvers.context import RequestContext
from resolvers.klantcontacten import (
    digitale_adressen_of_klant,
    klantcontacten_of_klant,
    partij_of_klant,
)
from resolvers.klanten import zaken_params
from resolvers.roots import connection, empty_connection
from schema.base import edge, graph_enum, prop
from schema.connections import Connection
from schema.enums import PER_REGISTER
from schema.zaak_filter import ZaakFilter, ZaakSortering, ordering
from sources.zaken.resources import ZAAK

if TYPE_CHECKING:
    from schema.klantinteracties import Klantcontact
    from schema.partijen import DigitaalAdres, Partij
    from schema.zaken import Zaak


@graph_enum("Wat voor klant het is.")
class KlantSoort(Enum):
    """Which implementation of Klant an object is."""

    PERSOON = "persoon"
    BEDRIJF = "bedrijf"
    VESTIGING = "vestiging"
    PARTIJ = "partij"
    MEDEWERKER = "medewerker"
    ORGANISATORISCHE_EENHEID = "organisatorische_eenheid"


def constant(value: Any) -> Callable[..., Any]:
    """Return a resolver of one value, the same for every object of a type."""

    def resolve(_source: Any, _info: Any) -> Any:
        return value

    return resolve


async def zaken_of_klant(
    root: Any,
    info: Info[RequestContext, None],
    filter: ZaakFilter | None = None,
    sorteer: list[ZaakSortering] | None = None,
    first: int | None = None,
    after: str | None = None,
    last: int | None = None,
    before: str | None = None,
    bron: str | None = None,
    bronnen: list[str] | None = None,
) -> Any:
    """Return the zaken in which the klant has a rol; the number travels in a body."""
    params = zaken_params(root)
    if params is None:
        return empty_connection()
    return await connection(
        info.context,
        ZAAK,
        filter_input=filter,
        extra={**params, **ordering(sorteer)},
        first=first,
        after=after,
        last=last,
        before=before,
        bron=bron,
        bronnen=bronnen,
        personal=True,
        info=info._raw_info,
    )


@strawberry.interface(
    description="Wie klant is van de gemeente of bij een zaak betrokken, in welk register ook."
)
class Klant:
    """What a persoon, bedrijf, vestiging, partij, medewerker and eenheid have in common."""

    weergavenaam: str | None = edge(constant(None), "De naam om te tonen.")
    soort: KlantSoort = prop("Wat voor klant het is.")
    partij: Annotated[Partij, strawberry.lazy("schema.partijen")] | None = edge(
        partij_of_klant, "De klant in het klantregister: Klantinteracties of de Klanten API."
    )
    digitale_adressen: list[Annotated[DigitaalAdres, strawberry.lazy("schema.partijen")]] | None = (
        edge(
            digitale_adressen_of_klant,
            f"E-mailadressen en telefoonnummers die de klant heeft gegeven.{PER_REGISTER}",
        )
    )
    klantcontacten: (
        list[Annotated[Klantcontact, strawberry.lazy("schema.klantinteracties")]] | None
    ) = edge(
        klantcontacten_of_klant,
        f"De contacten met de klant, uit meer dan een register het nieuwste eerst.{PER_REGISTER}",
    )
    zaken: Connection[Annotated[Zaak, strawberry.lazy("schema.zaken")]] | None = strawberry.field(
        resolver=zaken_of_klant,
        metadata={"reads": Reads(Way.PAGE, ZAAK)},
        description="De zaken waarin de klant een rol heeft.",
    )
