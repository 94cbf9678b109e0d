"""Companies and branches: what the asking register tells, and the Handelsregister behind it.

A profile costs money, zoeken does not. So a profile is read only when a field is selected that
nothing else tells, and then it tells all of that company; see docs/bedrijven.md. A node stands also
when the KVK does not answer: its name and number come from the register that named it.
"""

from __future__ import annotations

from typing import Any

from planning.selection import selected_fields
from resolvers.context import RequestContext, ResolveInfo
from sources.client import UpstreamClient
from sources.errors import AccessDeniedError, NotConfiguredError
from sources.kvk.reader import (
    KVK_NUMMER,
    RSIN_NUMMER,
    VESTIGINGSNUMMER,
    ProfielLoader,
    ZoekLoader,
)
from sources.kvk.resources import (
    API,
    BASISPROFIEL,
    HOOFDVESTIGING,
    RECHTSPERSOON,
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


def may_ask(context: RequestContext) -> bool:
    """Whether there is a Handelsregister that this caller may read."""
    try:
        register(context)
    except (NotConfiguredError, AccessDeniedError):
        return False
    return True


def zoek_loader(context: RequestContext) -> ZoekLoader:
    """Return what reads zoeken by a number, once per request."""
    client = register(context)
    return context.loaders.once(("kvk", ZOEKEN.path), lambda: ZoekLoader(client, context.call))


def _basisprofielen(context: RequestContext) -> ProfielLoader[BasisprofielRecord]:
    client, call = register(context), context.call
    return context.loaders.once(
        ("kvk", BASISPROFIEL.path), lambda: ProfielLoader(client, BASISPROFIEL, call, KVK_NUMMER)
    )


def vestigingsprofielen(context: RequestContext) -> ProfielLoader[VestigingRecord]:
    """Return what reads the profiles of branches, once per request."""
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
            rows = await settled(zoek_loader(context).get(((name, number),)))
            ranked = sorted(rows, key=lambda row: RANK.get(row.type or "", len(RANK)))
            return ranked[0] if ranked else None
    return None


RANK = {RECHTSPERSOON: 0, HOOFDVESTIGING: 1}


def _numbers(node: Node) -> list[tuple[str, str | None, Any]]:
    if isinstance(node, VestigingNode):
        return [("vestigingsnummer", node.vestigingsnummer, VESTIGINGSNUMMER)]
    return [("kvkNummer", node.kvk_nummer, KVK_NUMMER), ("rsin", node.rsin, RSIN_NUMMER)]


async def profiel_of(context: RequestContext, node: Node) -> Any:
    """Return the profile of a company or branch, None when there is none. Raises SourceError."""
    if isinstance(node, VestigingNode):
        if node.record is not None:
            return node.record
        return await settled(vestigingsprofielen(context).get(node.vestigingsnummer))
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


def asks(info: Any, nodes: Any, type_name: str, *sorts: str, known: str = "") -> bool:
    """Whether below these field nodes a field of the type takes this of the KVK.

    `known` is a field whose value stands fixed. Looks through the rows of a connection, and into
    the main branch of a company.
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
        if name != known and getattr(field.resolve, "kvk", None) in sorts:
            return True
        if name == "hoofdvestiging" and asks(info, inner, "Vestiging", *sorts):
            return True
    return False
