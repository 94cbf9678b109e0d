"""The fields of a company or branch, from what the asking register tells or the Handelsregister."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from operator import attrgetter
from typing import Any

from planning.reads import NOTHING, Reads, Way, declares
from resolvers.bedrijfnodes import (
    NAMEN,
    PROFIEL,
    RANK,
    ZOEK,
    BedrijfNode,
    Node,
    VestigingNode,
    kvk_nummer_of,
    may_ask,
    profiel_of,
    register,
    told,
    vestigingsprofielen,
    wants_profiel,
    zoek_loader,
)
from resolvers.context import RequestContext, ResolveInfo, context_of
from resolvers.paging import ConnectionRecord, Window, asked_page, paginate
from sources.kvk.reader import KVK_NUMMER, VestigingenLoader
from sources.kvk.resources import HOOFDVESTIGING, VESTIGINGEN, ZoekResultaatRecord
from sources.loader import settled


def _takes(resolve: Callable[..., Any], sort: str) -> Callable[..., Any]:
    """Mark what a resolver takes of the KVK; planning/cost.py counts it once per node."""
    resolve.kvk = sort  # type: ignore[attr-defined]
    return resolve


def from_profiel(attribute: str) -> Callable[..., Any]:
    """Return a resolver of what only a profile tells."""
    read = attrgetter(attribute)

    async def resolve(node: Node, info: ResolveInfo) -> Any:
        found = await profiel_of(context_of(info), node)
        return None if found is None else read(found)

    return _takes(resolve, PROFIEL)


def from_any(attribute: str) -> Callable[..., Any]:
    """Return a resolver of what zoeken tells too: free, unless the profile is read anyway."""

    def resolve(node: Node, info: ResolveInfo) -> Any:
        known = _known(node, attribute)
        return _told(context_of(info), node, attribute) if known is None else known

    return _takes(resolve, ZOEK)


def completed(own: str, attribute: str = "") -> Callable[..., Any]:
    """Return a resolver of what the asking register tells, and else the Handelsregister.

    Where that is not configured, or not for this caller, there is simply no more to tell.
    """
    name = attribute or own

    def resolve(node: Node, info: ResolveInfo) -> Any:
        value = getattr(node, own)
        if value is None:
            value = _known(node, name)
        if value is not None:
            return value
        context = context_of(info)
        return _told(context, node, name) if may_ask(context) else None

    return _takes(resolve, ZOEK)


def _known(node: Node, attribute: str) -> Any:
    """Return what came along with the node already."""
    for source in (node.found, getattr(node, "record", None)):
        value = getattr(source, attribute, None)
        if value is not None:
            return value
    return None


async def _told(context: RequestContext, node: Node, attribute: str) -> Any:
    return getattr(await told(context, node), attribute, None)


def _handelsnamen(node: VestigingNode, info: ResolveInfo) -> Any:
    context = context_of(info)
    if node.handelsnamen is not None or not may_ask(context):
        return node.handelsnamen or []
    return _handelsnamen_told(context, node)


async def _handelsnamen_told(context: RequestContext, node: VestigingNode) -> list[str] | None:
    """Return the names of the profile: what came with its company does not hold them."""
    loader = vestigingsprofielen(context)
    found = await settled(loader.get(node.vestigingsnummer))
    return None if found is None else found.handelsnamen


handelsnamen_of_vestiging = _takes(_handelsnamen, NAMEN)


@declares(NOTHING)
async def hoofdvestiging_of(bedrijf: BedrijfNode, info: ResolveInfo) -> VestigingNode | None:
    """Return the main branch: from zoeken when that tells all that is asked of it."""
    context = context_of(info)
    profile = await profiel_of(context, bedrijf) if wants_profiel(context, bedrijf) else None
    if profile is not None:
        record = profile.hoofdvestiging
        if record is None or record.vestigingsnummer is None:
            return None
        return VestigingNode(record.vestigingsnummer, profile.kvk_nummer, record=record)
    kvk_nummer = await kvk_nummer_of(context, bedrijf)
    if kvk_nummer is None or not KVK_NUMMER.fullmatch(kvk_nummer):
        return None
    for row in await settled(zoek_loader(context).get((("kvkNummer", kvk_nummer),))):
        if row.type == HOOFDVESTIGING and row.vestigingsnummer:
            return VestigingNode(row.vestigingsnummer, kvk_nummer, asked=info, found=row)
    return None


_takes(hoofdvestiging_of, ZOEK)


async def vestigingen_of(
    bedrijf: BedrijfNode,
    info: ResolveInfo,
    first: int | None,
    after: str | None,
    last: int | None,
    before: str | None,
) -> ConnectionRecord | None:
    """Return a page of all branches of a company, cut from the one list the KVK has of them.

    None when the KVK does not know the company. Raises SourceError.
    """
    context = context_of(info)
    arguments = asked_page(context.settings, first, after, last, before)
    client, call = register(context), context.call
    loader: VestigingenLoader = context.loaders.once(
        ("kvk", VESTIGINGEN.path), lambda: VestigingenLoader(client, call)
    )
    kvk_nummer = await kvk_nummer_of(context, bedrijf)
    found = None if kvk_nummer is None else await settled(loader.get(kvk_nummer))
    if found is None:
        return None
    rows = [row for row in found.vestigingen or () if row.vestigingsnummer]

    async def window(offset: int, count: int) -> Window:
        nodes = [
            VestigingNode(row.vestigingsnummer or "", kvk_nummer, asked=info, found=row)
            for row in rows[offset : offset + count]
        ]
        return Window(offset, nodes, len(rows))

    return await paginate(arguments, window)


@declares(NOTHING)
def bedrijf_of_vestiging(
    vestiging: VestigingNode, info: ResolveInfo
) -> BedrijfNode | Awaitable[BedrijfNode | None] | None:
    """Return the company of a branch, when the caller may see it."""
    return _bedrijf_of(context_of(info), vestiging, info)


async def _bedrijf_of(
    context: RequestContext, vestiging: VestigingNode, info: ResolveInfo
) -> BedrijfNode | None:
    kvk_nummer = vestiging.kvk_nummer
    if kvk_nummer is None and may_ask(context):
        kvk_nummer = getattr(await told(context, vestiging), "kvk_nummer", None)
    if kvk_nummer is None or not context.call.guard.sees_klant("kvk_nummer", kvk_nummer):
        return None
    return BedrijfNode(kvk_nummer, asked=info)


@declares(NOTHING)
def bedrijf_of_row(row: ZoekResultaatRecord, info: ResolveInfo) -> BedrijfNode | None:
    """Return the company of a row of zoeken, when the caller may see it."""
    sees = context_of(info).call.guard.sees_klant
    if not sees("kvk_nummer", row.kvk_nummer or "") and not sees("rsin", row.rsin or ""):
        return None
    is_itself = row.type in RANK
    return BedrijfNode(row.kvk_nummer, row.rsin, asked=info, found=row if is_itself else None)


@declares(NOTHING)
def vestiging_of_row(row: ZoekResultaatRecord, info: ResolveInfo) -> VestigingNode | None:
    """Return the branch of a row of zoeken; None for a company itself."""
    if not row.vestigingsnummer:
        return None
    return VestigingNode(row.vestigingsnummer, row.kvk_nummer, asked=info, found=row)


_takes(bedrijf_of_vestiging, ZOEK)
PAGE_OF_VESTIGINGEN = Reads(Way.PAGE_APART, VESTIGINGEN)
