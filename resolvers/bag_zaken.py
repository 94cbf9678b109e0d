"""Between zaken and BAG objects: which one a zaakobject is, and the zaken that name an object."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from inspect import isawaitable
from operator import attrgetter
from typing import Any

from planning.reads import Reads, Way, declares, reading
from resolvers.bag import A_CALL, bag_of, load_bag
from resolvers.context import RequestContext, ResolveInfo, context_of
from resolvers.edges import along, load_links, many
from sources.bag.resources import WOONPLAATS, is_identificatie, kind_of
from sources.errors import OutsideLandscapeError
from sources.loader import each, settled
from sources.resource import Resource
from sources.zaken.resources import ZAAK, ZAAKOBJECT, ZaakObjectRecord, ZaakRecord

IN_IDENTIFICATIE = frozenset(
    {
        "adres",
        "pand",
        "openbare_ruimte",
        "gemeentelijke_openbare_ruimte",
        "terrein_gebouwd_object",
        "woonplaats",
    }
)
"""Kinds of zaakobject whose `identificatie` is a BAG one (Zaken API 1.5.1)."""


def _object_of(
    context: RequestContext, zaakobject: ZaakObjectRecord
) -> tuple[Resource[Any], str] | None:
    """Return which BAG object a zaakobject is; None when it is something else.

    Registers write its identificatie, a link to the BAG, or both. What holds an identificatie that
    the BAG cannot have is not a BAG object.
    """
    kind, data = zaakobject.object_type or "", zaakobject.object_identificatie or {}
    if kind == "overige" and zaakobject.object_type_overige == "nummeraanduiding":
        data = data.get("overigeData") or {}
    elif kind not in IN_IDENTIFICATIE:
        return _linked(context, zaakobject.object)
    identificatie = data.get("identificatie") if isinstance(data, Mapping) else None
    if not isinstance(identificatie, str) or not identificatie:
        return _linked(context, zaakobject.object)
    return _of_kind(kind, identificatie)


def _of_kind(kind: str, identificatie: str) -> tuple[Resource[Any], str] | None:
    if kind == "woonplaats":
        is_there = is_identificatie(WOONPLAATS, identificatie)
        return (WOONPLAATS, identificatie) if is_there else None
    resource = kind_of(identificatie)
    return None if resource is None else (resource, identificatie)


def _linked(context: RequestContext, url: str | None) -> tuple[Resource[Any], str] | None:
    """Return what a link leads to, when that is the configured BAG."""
    if not url:
        return None
    try:
        client, path = context.landscape.locate(url)
    except OutsideLandscapeError:
        return None
    if client.settings.api != "bag":
        return None
    above, _, identificatie = path.rpartition("/")
    return _of_kind("woonplaats" if above == WOONPLAATS.path else "", identificatie)


@declares(A_CALL)
def bag_object(zaakobject: ZaakObjectRecord, info: ResolveInfo) -> Any:
    """Return the BAG object that a zaakobject is; None when it is something else."""
    found = _object_of(context_of(info), zaakobject)
    return None if found is None else bag_of(info).get(*found)


@declares(Reads(Way.CHILDREN, ZAAKOBJECT, then=A_CALL))
def bag_objecten(zaak: ZaakRecord, info: ResolveInfo) -> Any:
    """Return the BAG objects of a zaak, each once, in the order of the zaakobjecten."""
    rows = _ZAAKOBJECTEN(zaak, info)
    return _objects_later(info, rows) if isawaitable(rows) else _objects(info, rows)


_ZAAKOBJECTEN = many(ZAAKOBJECT, "zaak", known="zaakobjecten_urls")


def _objects(info: ResolveInfo, rows: Sequence[ZaakObjectRecord]) -> Any:
    context = context_of(info)
    found = (_object_of(context, row) for row in rows)
    unique = {one[1]: one for one in found if one is not None}
    return load_bag(info, list(unique.values()))


async def _objects_later(
    info: ResolveInfo, rows: Awaitable[Sequence[ZaakObjectRecord]]
) -> list[Any]:
    found: list[Any] = await settled(_objects(info, await rows))
    return found


def zaken_of(resource: Resource[Any], attribute: str = "identificatie") -> Callable[..., Any]:
    """Return a resolver of the zaken that name a BAG object by its URL.

    `zaakobjecten?object=` is the only way a register can be asked (Zaken API 1.5.1): what names the
    object by its identificatie alone is not found. Every register is asked; one that fails is an
    error on an item of its own, beside what the others gave.
    """
    read = attrgetter(attribute)

    async def resolve(source: Any, info: ResolveInfo) -> list[Any]:
        context = context_of(info)
        client = bag_of(info).client
        url = context.landscape.url(client, resource, read(source))
        asked = [
            settled(context.loaders.lists(register, ZAAKOBJECT).get((("object", url),)))
            for register in context.landscape.of(ZAAKOBJECT.api)
        ]
        answers = await each(asked)
        rows = [row for answer in answers if isinstance(answer, list) for row in answer]
        urls = dict.fromkeys(row.zaak_url for row in rows if row.object == url and row.zaak_url)
        zaken = await settled(load_links(context, ZAAK, list(urls), along(ZAAK, info)))
        return [*zaken, *(answer for answer in answers if isinstance(answer, Exception))]

    steps = Reads(Way.CHILDREN, ZAAKOBJECT, then=Reads(Way.ONE, ZAAK), everywhere=True)
    return reading(resolve, steps)
