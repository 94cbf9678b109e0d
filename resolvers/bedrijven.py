"""Companies and branches: what the asking register tells, and the Handelsregister behind it.

A profile costs money, zoeken does not. So a profile is read only when a field is selected that
nothing else tells, and then it tells all of that company; see docs/bedrijven.md. A node stands also
when the KVK does not answer: its name and number come from the register that named it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from operator import attrgetter
from typing import Any

from planning.reads import NOTHING, Reads, Way, declares
from planning.selection import selected_fields
from resolvers.context import RequestContext, ResolveInfo, context_of
from resolvers.paging import ConnectionRecord, Window, page_arguments, paginate
from sources.client import UpstreamClient
from sources.errors import AccessDeniedError, NotConfiguredError
from sources.kvk.reader import (
    KVK_NUMMER,
    RSIN_NUMMER,
    VESTIGINGSNUMMER,
    ProfielLoader,
    VestigingenLoader,
    ZoekLoader,
)
from sources.kvk.resources import (
    API,
    BASISPROFIEL,
    HOOFDVESTIGING,
    RECHTSPERSOON,
    VESTIGINGEN,
    VESTIGINGSPROFIEL,
    ZOEKEN,
    BasisprofielRecord,
    VestigingBasisRecord,
    VestigingRecord,
    ZoekResultaatRecord,
    key_of,
)
from sources.loader import settled

PROFIEL, NAMEN, ZOEK = "profiel", "namen", "zoeken"
"""What a field takes of the KVK at least; on the resolver, as `kvk`.

The NAMEN of a branch are in its own profile only, not in that of its company.
"""
_ROWS = ("nodes", "edges", "node")


class BedrijfNode:
    """A company, as far as the asking register tells."""

    __slots__ = ("asked", "found", "kvk_nummer", "naam", "rsin")

    def __init__(
        self,
        kvk_nummer: str | None = None,
        rsin: str | None = None,
        naam: str | None = None,
        *,
        asked: ResolveInfo | None = None,
        found: ZoekResultaatRecord | None = None,
    ) -> None:
        self.kvk_nummer, self.rsin, self.naam = kvk_nummer, rsin, naam
        self.asked, self.found = asked, found

    @property
    def url(self) -> str:
        """A key for cursors."""
        return key_of(self.kvk_nummer, self.rsin)


class VestigingNode:
    """A branch of a company, as far as the asking register tells."""

    __slots__ = ("asked", "found", "handelsnamen", "kvk_nummer", "record", "vestigingsnummer")

    def __init__(
        self,
        vestigingsnummer: str,
        kvk_nummer: str | None = None,
        handelsnamen: list[str] | None = None,
        *,
        asked: ResolveInfo | None = None,
        found: ZoekResultaatRecord | VestigingBasisRecord | None = None,
        record: VestigingRecord | None = None,
    ) -> None:
        self.vestigingsnummer, self.kvk_nummer = vestigingsnummer, kvk_nummer
        self.handelsnamen = handelsnamen
        self.asked, self.found, self.record = asked, found, record

    @property
    def naam(self) -> str | None:
        """The name of the asking register to show."""
        return self.handelsnamen[0] if self.handelsnamen else None

    @property
    def url(self) -> str:
        """A key for cursors."""
        return key_of(self.vestigingsnummer)


Node = BedrijfNode | VestigingNode


def register(context: RequestContext) -> UpstreamClient:
    """Return the Handelsregister. Raises NotConfiguredError, and AccessDeniedError for who may not.

    Nothing is asked yet.
    """
    client = context.landscape.of(API)[0]
    context.call.guard.reaches(client, BASISPROFIEL)
    return client


def _may_ask(context: RequestContext) -> bool:
    try:
        register(context)
    except (NotConfiguredError, AccessDeniedError):
        return False
    return True


def _zoek(context: RequestContext) -> ZoekLoader:
    client = register(context)
    return context.loaders.once(("kvk", ZOEKEN.path), lambda: ZoekLoader(client, context.call))


def _basisprofielen(context: RequestContext) -> ProfielLoader[BasisprofielRecord]:
    client, call = register(context), context.call
    return context.loaders.once(
        ("kvk", BASISPROFIEL.path), lambda: ProfielLoader(client, BASISPROFIEL, call, KVK_NUMMER)
    )


def _vestigingsprofielen(context: RequestContext) -> ProfielLoader[VestigingRecord]:
    client, call = register(context), context.call
    return context.loaders.once(
        ("kvk", VESTIGINGSPROFIEL.path),
        lambda: ProfielLoader(client, VESTIGINGSPROFIEL, call, VESTIGINGSNUMMER),
    )


async def row_of(context: RequestContext, node: Node) -> ZoekResultaatRecord | None:
    """Return what zoeken tells of a company or branch: of a company preferably itself.

    Raises SourceError.
    """
    found = node.found
    if isinstance(found, ZoekResultaatRecord) and (
        isinstance(node, VestigingNode) or found.type == RECHTSPERSOON
    ):
        return found
    for name, number, form in _numbers(node):
        if number and form.fullmatch(number):
            rows = await settled(_zoek(context).get(((name, number),)))
            ranked = sorted(rows, key=lambda row: _RANK.get(row.type or "", len(_RANK)))
            return ranked[0] if ranked else None
    return None


_RANK = {RECHTSPERSOON: 0, HOOFDVESTIGING: 1}


def _numbers(node: Node) -> list[tuple[str, str | None, Any]]:
    if isinstance(node, VestigingNode):
        return [("vestigingsnummer", node.vestigingsnummer, VESTIGINGSNUMMER)]
    return [("kvkNummer", node.kvk_nummer, KVK_NUMMER), ("rsin", node.rsin, RSIN_NUMMER)]


async def profiel_of(context: RequestContext, node: Node) -> Any:
    """Return the profile of a company or branch, None when there is none. Raises SourceError."""
    if isinstance(node, VestigingNode):
        if node.record is not None:
            return node.record
        return await settled(_vestigingsprofielen(context).get(node.vestigingsnummer))
    kvk_nummer = await kvk_nummer_of(context, node)
    return None if kvk_nummer is None else await settled(_basisprofielen(context).get(kvk_nummer))


async def kvk_nummer_of(context: RequestContext, node: Node) -> str | None:
    """Return the KVK-nummer; one that nobody told is looked up with zoeken. Raises SourceError."""
    if node.kvk_nummer is None:
        row = await row_of(context, node)
        node.kvk_nummer = row.kvk_nummer if row is not None else None
    return node.kvk_nummer


async def told(context: RequestContext, node: Node) -> Any:
    """Return what tells most without paying twice: the profile when it is read anyway, else zoeken.

    Raises SourceError.
    """
    return await (profiel_of if wants_profiel(context, node) else row_of)(context, node)


def wants_profiel(context: RequestContext, node: Node) -> bool:
    """Whether a selected field of this node takes its profile anyway; kept with the operation."""
    if isinstance(node, VestigingNode) and node.record is not None:
        return True
    info = node.asked
    if info is None:
        return False
    name = "Bedrijf" if isinstance(node, BedrijfNode) else "Vestiging"
    sorts = (PROFIEL,) if name == "Bedrijf" else (PROFIEL, NAMEN)
    plan = getattr(info, "plan", None)
    if plan is None:
        key = ("kvk_profiel", name, *map(id, info.field_nodes))
        return context.loaders.once(key, lambda: asks(info, info.field_nodes, name, *sorts))
    known = plan.memo.get(("kvk_profiel", name))
    if known is None:
        known = plan.memo["kvk_profiel", name] = asks(info, info.field_nodes, name, *sorts)
    return bool(known)


def asks(info: Any, nodes: Any, type_name: str, *sorts: str) -> bool:
    """Whether below these field nodes a field of the type takes this of the KVK.

    Looks through the rows of a connection, and into the main branch of a company.
    """
    kind: Any = info.schema.get_type(type_name)
    for name, inner in selected_fields(info, nodes, kind).items():
        if name in _ROWS:
            if asks(info, inner, type_name, *sorts):
                return True
            continue
        field = kind.fields.get(name)
        if field is None:
            continue
        if getattr(field.resolve, "kvk", None) in sorts:
            return True
        if name == "hoofdvestiging" and asks(info, inner, "Vestiging", *sorts):
            return True
    return False


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
        return _told(context, node, name) if _may_ask(context) else None

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
    if node.handelsnamen is not None or not _may_ask(context):
        return node.handelsnamen or []
    return _handelsnamen_told(context, node)


async def _handelsnamen_told(context: RequestContext, node: VestigingNode) -> list[str] | None:
    """Return the names of the profile: what came with its company does not hold them."""
    loader = _vestigingsprofielen(context)
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
    for row in await settled(_zoek(context).get((("kvkNummer", kvk_nummer),))):
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
    settings = context.settings
    arguments = page_arguments(
        first,
        after,
        last,
        before,
        default=settings.default_page_size,
        largest=settings.max_page_size,
    )
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
    if kvk_nummer is None and _may_ask(context):
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
    is_itself = row.type in _RANK
    return BedrijfNode(row.kvk_nummer, row.rsin, asked=info, found=row if is_itself else None)


@declares(NOTHING)
def vestiging_of_row(row: ZoekResultaatRecord, info: ResolveInfo) -> VestigingNode | None:
    """Return the branch of a row of zoeken; None for a company itself."""
    if not row.vestigingsnummer:
        return None
    return VestigingNode(row.vestigingsnummer, row.kvk_nummer, asked=info, found=row)


_takes(bedrijf_of_vestiging, ZOEK)
PAGE_OF_VESTIGINGEN = Reads(Way.PAGE_APART, VESTIGINGEN)
