"""Persons from the BRP: asked only when a BRP field is selected, with just those fields.

A `PersoonNode` stands even when the BRP does not answer: then each selected BRP field carries
the error, and what other registers know of the person still arrives.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from inspect import isawaitable
from typing import Any

from planning.compile import FieldPlan, Selection
from planning.engine import FieldInfo
from planning.reads import Reads, Way, declares
from resolvers.brp_fields import brp_fields
from resolvers.context import RequestContext, ResolveInfo, context_of
from resolvers.edges import batched
from resolvers.errors import BadUserInputError
from sources.brp.personen import PersonenLoader, search_personen
from sources.brp.resources import Familielid, GezagPersoon, PersoonBeperktRecord, PersoonRecord
from sources.client import UpstreamClient
from sources.errors import AccessDeniedError, PurposeError, SourceError
from sources.loader import settled
from sources.zaken.resources import RolRecord

GEZAG_SEARCH = "ZoekMetAdresseerbaarObjectIdentificatie"
"""The one search that may give gezag (BRP 2.7: GezagPersoonBeperkt)."""


class PersoonNode:
    """A person: the BSN, and what the BRP said (or why it did not)."""

    __slots__ = ("brp", "bsn", "coming", "error")

    def __init__(
        self,
        bsn: str,
        brp: PersoonRecord | None = None,
        error: SourceError | None = None,
        coming: Awaitable[PersoonRecord | None] | None = None,
    ) -> None:
        self.bsn = bsn
        self.brp = brp
        self.error = error
        self.coming = coming
        """What the BRP is still to say; what other registers know need not wait for it."""


def persoon_of(
    context: RequestContext, info: ResolveInfo, bsn: str, *, keep_absent: bool = False
) -> PersoonNode | Awaitable[PersoonNode | None] | None:
    """Return the person with this BSN, at once when known; None when the BRP has no such person.

    `keep_absent` returns the node all the same: the BSN stands in a rol, whatever the BRP says.
    Somebody whom the caller may not see is absent in any case.
    """
    if not context.call.guard.sees_klant("bsn", bsn):
        return None
    fields = selected_brp_fields(context, info)
    if not fields:
        return PersoonNode(bsn)
    try:
        loader = _loader(context, fields)
    except SourceError as error:
        return PersoonNode(bsn, error=error)
    return _known(loader, bsn, keep_absent=keep_absent)


def _known(
    loader: PersonenLoader, bsn: str, *, keep_absent: bool = False
) -> PersoonNode | Awaitable[PersoonNode | None] | None:
    """Return the person at once when the loader knows them, or why it cannot."""
    try:
        found = loader.get(bsn)
    except SourceError as error:
        return PersoonNode(bsn, error=error)
    if found is None or isinstance(found, PersoonRecord):
        return _node(bsn, found, keep_absent=keep_absent)
    if keep_absent:
        return PersoonNode(bsn, coming=_shared(found))
    return _node_later(bsn, found)


def _shared(found: Awaitable[PersoonRecord | None]) -> Awaitable[PersoonRecord | None]:
    """Return a future that several fields may await, and that may fail without any of them."""
    future = asyncio.ensure_future(found)
    future.add_done_callback(lambda done: done.cancelled() or done.exception())
    return future


def require_brp(context: RequestContext) -> None:
    """Raise AccessDeniedError when the caller may not read the BRP, whatever is selected."""
    for client in context.landscape.of("brp")[:1]:
        context.call.guard.require_persons(client)


def selected_brp_fields(
    context: RequestContext, info: ResolveInfo, type_name: str = "Persoon"
) -> tuple[str, ...]:
    """Return the BRP `fields` selected below a field; kept with a compiled operation."""
    plan: FieldPlan | None = getattr(info, "plan", None)
    if plan is None:
        key = ("brp_fields", *map(id, info.field_nodes))
        return context.loaders.once(key, lambda: brp_fields(info, type_name))
    known: tuple[str, ...] | None = plan.memo.get("brp_fields")
    if known is None:
        known = plan.memo["brp_fields"] = brp_fields(info, type_name)
    return known


def prefetch_personen(
    context: RequestContext, selection: Selection, rollen: list[RolRecord]
) -> dict[str, Awaitable[object]]:
    """Start reading the persons of a level of rollen, in one batch per set of BRP fields."""
    gates: dict[str, Awaitable[object]] = {}
    for field in selection.fields:
        if field.name not in ("persoon", "klant"):
            continue
        info: Any = FieldInfo(field, context, field.frame.variable_values)
        fields = selected_brp_fields(context, info)
        bsns = {bsn for rol in rollen if (bsn := bsn_of_rol(rol))} if fields else None
        if not bsns:
            continue
        try:
            loader = _loader(context, fields)
        except SourceError:
            continue
        gates[field.name] = asyncio.create_task(loader.ensure(bsns))
    return gates


def _loader(context: RequestContext, fields: tuple[str, ...]) -> PersonenLoader:
    """Return the loader of this request for one purpose and one set of fields.

    Raises AccessDeniedError when the policy does not give all these fields: like the BRP itself
    (`unauthorizedField`) the gateway then reads none of them.
    """
    client = context.landscape.of("brp")[0]
    purpose = _may_read(context, client, fields)
    return context.loaders.once(
        ("brp", client.name, purpose, fields),
        lambda: PersonenLoader(client, fields, context.call),
    )


def _may_read(context: RequestContext, client: UpstreamClient, fields: Sequence[str]) -> str:
    """Return the purpose for which these fields may be read.

    Raises PurposeError and AccessDeniedError.
    """
    purpose = context.call.purpose
    if purpose is None and client.needs_purpose:
        raise PurposeError(client.name, "personen", reason=context.call.no_purpose)
    doelbinding = purpose.doelbinding if purpose is not None else ""
    refuse_fields(context, client, fields, doelbinding)
    return doelbinding


def refuse_fields(
    context: RequestContext, client: UpstreamClient, fields: Sequence[str], doelbinding: str
) -> None:
    """Raise AccessDeniedError when no grant for this purpose gives all of these BRP fields."""
    refused = context.rights.refused_fields(fields, doelbinding)
    if refused:
        reason = f"not these fields: {', '.join(refused)}"
        raise AccessDeniedError(client.name, "personen", reason=reason)


async def persoon_with(
    context: RequestContext, fields: tuple[str, ...], bsn: str
) -> PersoonNode | None:
    """Return the person with this BSN and these fields, None when the BRP has none to see.

    Raises SourceError.
    """
    if not context.call.guard.sees_klant("bsn", bsn):
        return None
    found = await settled(_loader(context, fields).get(bsn))
    return None if found is None else PersoonNode(bsn, found)


async def _node_later(bsn: str, found: Awaitable[PersoonRecord | None]) -> PersoonNode | None:
    try:
        return _node(bsn, await found, keep_absent=False)
    except SourceError as error:
        return PersoonNode(bsn, error=error)


def _node(bsn: str, record: PersoonRecord | None, *, keep_absent: bool) -> PersoonNode | None:
    return PersoonNode(bsn, record) if record is not None or keep_absent else None


@declares(Reads(Way.PERSON))
def persoon_of_rol(rol: RolRecord, info: ResolveInfo) -> Any:
    """Return the person behind a rol of a natuurlijk persoon with a BSN, else None."""
    bsn = bsn_of_rol(rol)
    return None if bsn is None else persoon_of(context_of(info), info, bsn)


def personen_of_rollen(rollen: Sequence[RolRecord], info: ResolveInfo) -> list[Any]:
    """Return what `persoon_of_rol` does of each, for all of them at once."""
    context = context_of(info)
    sees = context.call.guard.sees_klant
    bsns = [bsn if (bsn := bsn_of_rol(rol)) and sees("bsn", bsn) else None for rol in rollen]
    fields = selected_brp_fields(context, info) if any(bsns) else ()
    if not fields:
        return [None if bsn is None else PersoonNode(bsn) for bsn in bsns]
    try:
        loader = _loader(context, fields)
    except SourceError as error:
        return [None if bsn is None else PersoonNode(bsn, error=error) for bsn in bsns]
    return [None if bsn is None else _known(loader, bsn) for bsn in bsns]


batched(persoon_of_rol, personen_of_rollen)


def bsn_of_rol(rol: RolRecord) -> str | None:
    """Return the BSN a rol holds, or None."""
    if rol.betrokkene_type != "natuurlijk_persoon" or not rol.betrokkene_identificatie:
        return None
    return rol.betrokkene_identificatie.get("inpBsn") or None


@declares(Reads(Way.PERSON))
def persoon_of_relative(
    relative: Familielid | GezagPersoon | PersoonBeperktRecord, info: ResolveInfo
) -> Any:
    """Return the person behind a relative or a search result, when it has a BSN."""
    bsn = relative.burgerservicenummer
    return None if bsn is None else persoon_of(context_of(info), info, bsn)


def _of_person(resolve: Callable[..., Any]) -> Callable[..., Any]:
    """Mark what makes that the BRP is asked; the estimate of planning/cost.py looks at it."""
    resolve.of_person = True  # type: ignore[attr-defined]
    return resolve


def brp_value(attribute: str) -> Callable[..., Any]:
    """Return a resolver of one BRP value of a person; raises why the BRP did not answer.

    A group on the way to the value may be left out: then there is no value.
    """
    *groups, last = attribute.split(".")

    def read(record: Any) -> Any:
        for group in groups:
            record = None if record is None else getattr(record, group)
        return None if record is None else getattr(record, last)

    def resolve(node: PersoonNode, _info: ResolveInfo) -> Any:
        if node.error is not None:
            raise node.error
        if node.coming is not None:
            return _read_later(node, read)
        return read(node.brp)

    return _of_person(resolve)


async def _read_later(node: PersoonNode, read: Callable[[Any], Any]) -> Any:
    """Return what `read` makes of the person once the BRP has answered. Raises SourceError."""
    if node.coming is not None:
        try:
            node.brp = await node.coming
        except SourceError as error:
            node.error = error
        node.coming = None
    if node.error is not None:
        raise node.error
    return read(node.brp)


def brp_flag(attribute: str) -> Callable[..., Any]:
    """Return a resolver of a boolean: the BRP leaves out what is false."""
    value = brp_value(attribute)

    def resolve(node: PersoonNode, info: ResolveInfo) -> Any:
        found = value(node, info)
        if isawaitable(found):
            return _flag_later(node, found)
        return None if node.brp is None else bool(found)

    return _of_person(resolve)


async def _flag_later(node: PersoonNode, found: Awaitable[Any]) -> bool | None:
    value = await found
    return None if node.brp is None else bool(value)


async def search(
    context: RequestContext, info: ResolveInfo, query: Mapping[str, Any]
) -> list[PersoonBeperktRecord]:
    """Return the persons a search finds, with just the selected fields.

    Raises SourceError, and BadUserInputError for a field this search does not give.
    """
    fields = brp_fields(info, "PersoonBeperkt") or ("burgerservicenummer",)
    return await search_with(context, query, fields)


async def search_with(
    context: RequestContext, query: Mapping[str, Any], fields: Sequence[str]
) -> list[PersoonBeperktRecord]:
    """Return the persons a search finds, with these fields; as `search`."""
    client = context.landscape.of("brp")[0]
    if "gezag" in fields and query["type"] != GEZAG_SEARCH:
        raise BadUserInputError("'gezag' can be selected only when 'zoek' is 'adresseerbaarObject'")
    _may_read(context, client, fields)
    return await search_personen(client, query, fields, context.call)
