"""What comes along with a list of Klantinteracties: `expand` of exactly what is selected below it.

A klantcontact comes with its betrokkenen, onderwerpobjecten, internetaken and bijlagen, and a
partij with its digitale adressen, in the call that gives the list. Each part passes the guard and
is then known to the loaders, so that the edges below ask nothing. A server that refuses `expand`
is served as before: a call per parent.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from itertools import islice
from typing import Any, NamedTuple

from planning.compile import FieldPlan
from planning.expand import expanded
from resolvers.context import RequestContext, ResolveInfo
from sources.client import UpstreamClient
from sources.klantinteracties.resources import (
    BETROKKENE,
    BIJLAGE,
    DIGITAALADRES,
    INTERNETAAK,
    KLANTCONTACT,
    ONDERWERPOBJECT,
    PARTIJ,
)
from sources.loader import Params, settled
from sources.resource import Resource
from sources.urls import last_segment


class Child(NamedTuple):
    """Children of a record that `expand` brings along."""

    fields: frozenset[str]
    """Fields of the graph that need them."""
    path: str
    attribute: str
    """Where they stand in `_expand`."""
    refs: str
    """The parent's own links to them, which tell whether all are there."""
    resource: Resource[Any]
    param: str
    """The filter that would list them by the parent's uuid."""


OF_PARTIJ = (
    Child(
        frozenset({"digitaleAdressen"}),
        "digitaleAdressen",
        "digitale_adressen",
        "digitale_adressen_refs",
        DIGITAALADRES,
        "verstrektDoorPartij__uuid",
    ),
)
OF_BETROKKENE = (
    OF_PARTIJ[0]._replace(
        path="hadBetrokkenen.digitaleAdressen", param="verstrektDoorBetrokkene__uuid"
    ),
)
OF_KLANTCONTACT = (
    Child(
        frozenset({"betrokkenen", "initiatiefnemer"}),
        "hadBetrokkenen",
        "had_betrokkenen",
        "had_betrokkenen_refs",
        BETROKKENE,
        "hadKlantcontact__uuid",
    ),
    Child(
        frozenset({"onderwerpobjecten", "zaken"}),
        "gingOverOnderwerpobjecten",
        "ging_over_onderwerpobjecten",
        "ging_over_onderwerpobjecten_refs",
        ONDERWERPOBJECT,
        "klantcontact__uuid",
    ),
    Child(
        frozenset({"internetaken"}),
        "leiddeTotInterneTaken",
        "leidde_tot_interne_taken",
        "leidde_tot_interne_taken_refs",
        INTERNETAAK,
        "klantcontact__uuid",
    ),
    Child(
        frozenset({"bijlagen"}),
        "omvatteBijlagen",
        "omvatte_bijlagen",
        "omvatte_bijlagen_refs",
        BIJLAGE,
        "klantcontact__uuid",
    ),
)
WAS_PARTIJ = "hadBetrokkenen.wasPartij"
PATH_OF_PARTIJ = OF_PARTIJ[0].path


def klantcontact_paths(info: ResolveInfo) -> tuple[str, ...]:
    """Return what to expand of the klantcontacten of a field; nothing without a compilation."""
    plan: FieldPlan | None = getattr(info, "plan", None)
    if plan is None:
        return ()
    asked = plan.below("Klantcontact")
    paths = [child.path for child in OF_KLANTCONTACT if child.fields & asked.names]
    below: set[str] = set()
    for field in asked.fields:
        if field.name == "betrokkenen":
            below |= field.below("Betrokkene").names
    paths += [WAS_PARTIJ] if "partij" in below else []
    paths += [child.path for child in OF_BETROKKENE if child.fields & below]
    return tuple(paths)


async def read_list(
    context: RequestContext,
    client: UpstreamClient,
    resource: Resource[Any],
    params: Params,
    paths: tuple[str, ...],
) -> list[Any]:
    """Return a whole list of partijen or klantcontacten, with these paths where that is possible.

    Read once in a request. Raises SourceError.
    """
    if not paths:
        return await settled(context.loaders.lists(client, resource).get(params))
    task = context.loaders.once(
        ("expanded", client.name, resource.path, params, paths),
        lambda: asyncio.ensure_future(_read(context, client, resource, params, paths)),
    )
    return await asyncio.shield(task)


async def _read(
    context: RequestContext,
    client: UpstreamClient,
    resource: Resource[Any],
    params: Params,
    paths: tuple[str, ...],
) -> list[Any]:
    lists = context.loaders.lists(client, resource)

    async def ask(expand: tuple[str, ...]) -> list[Any]:
        wanted = (*params, ("expand", ",".join(expand))) if expand else params
        return await settled(lists.get(wanted))

    rows = await expanded(client, paths, ask)
    came = [row for row in rows if row.expanded is not None]
    if resource is KLANTCONTACT:
        await _absorb_betrokkenen(context, client, came)
        await _absorb(context, client, came, OF_KLANTCONTACT)
    else:
        await _absorb(context, client, came, OF_PARTIJ)
    return rows


async def _absorb_betrokkenen(
    context: RequestContext, client: UpstreamClient, contacten: Sequence[Any]
) -> None:
    """Make known what came with the betrokkenen: their partijen first, by which they are seen."""
    found = [one for row in contacten for one in row.expanded.had_betrokkenen or ()]
    came = [one for one in found if one.expanded is not None]
    partijen = [one.expanded.was_partij for one in came if one.expanded.was_partij is not None]
    seen = await context.call.guard.admit(client, PARTIJ, partijen)
    visible = [row for row in seen if row is not None]
    context.loaders.entities(client, PARTIJ).prime_rows(visible)
    await _absorb(context, client, came, OF_BETROKKENE)


async def _absorb(
    context: RequestContext,
    client: UpstreamClient,
    parents: Sequence[Any],
    children: Sequence[Child],
) -> None:
    """Make the children that came whole known to the loaders, as far as they may be seen."""
    for child in children:
        whole = [
            (parent, rows)
            for parent in parents
            if (rows := getattr(parent.expanded, child.attribute)) is not None
            and len(rows) == len(getattr(parent, child.refs) or ())
        ]
        every = [row for _, rows in whole for row in rows]
        seen = iter(await context.call.guard.admit(client, child.resource, every))
        lists = context.loaders.lists(client, child.resource)
        for parent, rows in whole:
            kept = [row for row in islice(seen, len(rows)) if row is not None]
            lists.prime_rows(((child.param, last_segment(parent.url)),), kept)
    for parent in parents:
        parent.expanded = None
