"""Relay connections and the arguments of lists."""

from __future__ import annotations

from typing import Any, Generic, TypeVar

import strawberry
from strawberry import UNSET

from schema.base import prop
from sources.resource import Resource

T = TypeVar("T")


def filter_field(
    param: str,
    description: str,
    *,
    resource: Resource[Any] | None = None,
    personal: bool = False,
    older: str | None = None,
) -> Any:
    """Return an input field that becomes query parameter `param` of the upstream.

    `resource` marks a link: a URL, or a UUID that is completed to one. `personal` marks a
    personal number, which is sent in a body, never in a URL. `older` is the parameter of the
    older API behind the same type; "" in either place means that this API has no such filter.
    """
    metadata = {"param": param, "resource": resource, "personal": personal}
    if older is not None:
        metadata["older"] = older
    return strawberry.field(default=UNSET, description=description, metadata=metadata)


@strawberry.type(description="Waar een bladzijde staat in de hele lijst.")
class PageInfo:
    """Relay PageInfo."""

    has_next_page: bool = prop("Of er een volgende bladzijde is.")
    has_previous_page: bool = prop("Of er een vorige bladzijde is.")
    start_cursor: str | None = prop("De cursor van de eerste rij.")
    end_cursor: str | None = prop("De cursor van de laatste rij; geef die mee als `after`.")


@strawberry.type(description="Een rij in een lijst, met haar plaats.")
class Edge(Generic[T]):
    """Relay edge."""

    cursor: str = prop("De plaats van deze rij.")
    node: T = prop("De rij zelf.")


@strawberry.type(description="Een register waarover een lijst loopt.")
class LijstBron:
    """resolvers.paging.BronRecord."""

    naam: str = prop("De naam van het register in dit landschap.")
    aantal: int | None = prop(
        "Het aantal rijen in dit register. Null als het register niet antwoordde, of als dat "
        "aantal ook telt wat u niet mag zien."
    )
    fout: str | None = prop(
        "De code van de fout waardoor de rijen van dit register ontbreken; anders null."
    )


@strawberry.type(description="Een bladzijde van een lijst.")
class Connection(Generic[T]):
    """Relay connection."""

    total_count: int | None = prop(
        "Het aantal rijen in de hele lijst, zoals de registers tellen. Null als dat aantal ook "
        "telt wat u niet mag zien, of als een van de registers niet antwoordde."
    )
    bronnen: list[LijstBron] = prop(
        "De registers waarover deze lijst loopt, en welke daarvan ontbreken."
    )
    page_info: PageInfo = prop("Waar deze bladzijde staat.")
    nodes: list[T] = prop("De rijen van deze bladzijde.")
    edges: list[Edge[T]] = prop("De rijen van deze bladzijde, met hun cursor.")
