"""Logic of the documenten domain: what a document belongs to."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from inspect import isawaitable
from operator import attrgetter
from typing import Any

from planning.reads import Reads, Way, reading
from resolvers.context import RequestContext, ResolveInfo, context_of
from resolvers.edges import along, load_children, load_links
from sources.documenten.resources import (
    OBJECTINFORMATIEOBJECT,
    DocumentRecord,
    ObjectInformatieObjectRecord,
)
from sources.errors import ContractError, OutsideLandscapeError
from sources.resource import Resource


def objects_of(object_type: str, target: Resource[Any]) -> Callable[..., Any]:
    """Return a resolver of the zaken (or besluiten) a document belongs to, each once."""

    def resolve(document: DocumentRecord, info: ResolveInfo) -> Any:
        context = context_of(info)
        rows = load_children(context, OBJECTINFORMATIEOBJECT, "informatieobject", document.url)
        if isawaitable(rows):
            return _objects_later(context, rows, object_type, target, along(target, info))
        return _objects(context, rows, object_type, target, along(target, info))

    steps = Reads(Way.CHILDREN, OBJECTINFORMATIEOBJECT, then=Reads(Way.ONE, target))
    return reading(resolve, steps)


def object_as(object_type: str, target: Resource[Any]) -> Callable[..., Any]:
    """Return a resolver of the object of a relation, when it is of this type."""

    def resolve(relation: ObjectInformatieObjectRecord, info: ResolveInfo) -> Any:
        if relation.object_type != object_type or relation.object is None:
            return None
        return context_of(info).loaders.by_url(target, relation.object, along(target, info))

    return reading(resolve, Reads(Way.ONE, target))


def linked(target: Resource[Any], attribute: str) -> Callable[..., Any]:
    """Return a resolver of a link that may be of any type, in any register: None when not this."""
    link_of = attrgetter(attribute)

    def resolve(source: Any, info: ResolveInfo) -> Any:
        url, context = link_of(source), context_of(info)
        try:
            client, uuid = context.landscape.ref(target, url or "")
        except (OutsideLandscapeError, ContractError):
            return None
        if client.settings.api != target.api:
            return None
        return context.loaders.by_uuid(target, client, uuid, along(target, info))

    return reading(resolve, Reads(Way.ONE, target))


async def _objects_later(
    context: RequestContext,
    rows: Awaitable[list[Any]],
    object_type: str,
    target: Resource[Any],
    asked: frozenset[str],
) -> list[Any]:
    found = _objects(context, await rows, object_type, target, asked)
    return await found if isawaitable(found) else found


def _objects(
    context: RequestContext,
    rows: list[Any],
    object_type: str,
    target: Resource[Any],
    asked: frozenset[str],
) -> list[Any] | Awaitable[list[Any]]:
    urls = [row.object for row in rows if row.object_type == object_type and row.object]
    return load_links(context, target, list(dict.fromkeys(urls)), asked)
