"""BAG objects: what is asked of each kind, and the edges to them from other registers.

Any record that holds a BAG identificatie gets an edge with `bag_link` or `bag_links`. The operation
is looked at as a whole, so that an object is read once with all that is asked of it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from inspect import isawaitable
from operator import attrgetter
from typing import Any

from graphql import GraphQLNamedType, TypeInfo, TypeInfoVisitor, Visitor, get_named_type, visit

from planning.compile import FieldPlan
from planning.reads import Reads, Way, declares, reading
from resolvers.context import RequestContext, ResolveInfo, context_of
from resolvers.edges import gathered, load_children, load_links
from sources.bag.reader import Bag
from sources.bag.resources import (
    ADRES,
    ADRESSEERBAAR_OBJECT,
    OPENBARE_RUIMTE,
    WOONPLAATS,
    is_identificatie,
    kind_of,
)
from sources.errors import OutsideLandscapeError, SourceError
from sources.loader import each, settled
from sources.resource import Resource
from sources.zaken.resources import ZAAK, ZAAKOBJECT, ZaakObjectRecord, ZaakRecord

A_CALL = Reads(Way.ONE)
"""One call per object: the BAG reads nothing together."""
EXPANDS: Mapping[tuple[str, str], tuple[frozenset[str], Mapping[str, str]]] = {
    ADRES.key: (
        frozenset({"Adres"}),
        {
            "openbareRuimte": "openbareRuimte",
            "nummeraanduiding": "nummeraanduiding",
            "woonplaats": "woonplaats",
            "adresseerbaarObject": "adresseerbaarObject",
            "panden": "panden",
        },
    ),
    ADRESSEERBAAR_OBJECT.key: (frozenset({"Verblijfsobject"}), {"panden": "maaktDeelUitVan"}),
    OPENBARE_RUIMTE.key: (frozenset({"OpenbareRuimte"}), {"woonplaats": "ligtInWoonplaats"}),
}
"""Per kind of object: its GraphQL types, and which of their fields `expand` brings along."""
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


def bag_of(info: ResolveInfo) -> Bag:
    """Return the BAG of this request. Raises NotConfiguredError."""
    context = context_of(info)
    client = context.landscape.of("bag")[0]
    return context.loaders.once(
        ("bag", client.name), lambda: Bag(client, context.call, _expands(info))
    )


def _expands(info: ResolveInfo) -> Mapping[tuple[str, str], Sequence[str]]:
    """Return what the operation asks of each kind beyond the object itself; kept with its plan."""
    plan: FieldPlan | None = getattr(info, "plan", None)
    if plan is not None and "bag" in plan.memo:
        known: Mapping[tuple[str, str], Sequence[str]] = plan.memo["bag"]
        return known
    asked = _Asked(TypeInfo(info.schema))
    for part in (info.operation, *info.fragments.values()):
        definition = getattr(part, "definition", part)
        visit(definition, TypeInfoVisitor(asked.types, asked))
    found = {
        key: tuple(sorted({path for name, path in paths.items() if (kinds, name) in asked}))
        for key, (kinds, paths) in EXPANDS.items()
    }
    if plan is not None:
        plan.memo["bag"] = found
    return found


class _Asked(Visitor):
    """Every field of an operation by the type it is asked of, whatever @skip and @include say."""

    def __init__(self, types: TypeInfo) -> None:
        super().__init__()
        self.types = types
        self.fields: set[tuple[str, str]] = set()

    def enter_field(self, node: Any, *_args: Any) -> None:
        """Note one field."""
        parent: GraphQLNamedType | None = self.types.get_parent_type()
        if parent is not None:
            self.fields.add((get_named_type(parent).name, node.name.value))

    def __contains__(self, item: tuple[frozenset[str], str]) -> bool:
        kinds, name = item
        return any((kind, name) in self.fields for kind in kinds)


def bag_link(resource: Resource[Any], attribute: str) -> Callable[..., Any]:
    """Return a resolver of the BAG object whose identificatie this attribute holds."""
    read = attrgetter(attribute)

    def resolve(source: Any, info: ResolveInfo) -> Any:
        identificatie = read(source)
        if not is_identificatie(resource, identificatie):
            return None
        return bag_of(info).get(resource, identificatie)

    return reading(resolve, A_CALL)


def bag_links(resource: Resource[Any], attribute: str) -> Callable[..., Any]:
    """Return a resolver of several: one that fails is an error on that item alone."""
    read = attrgetter(attribute)

    def resolve(source: Any, info: ResolveInfo) -> Any:
        identificaties = dict.fromkeys(read(source) or ())
        return _load(info, [(resource, identificatie) for identificatie in identificaties])

    return reading(resolve, A_CALL)


def bag_list(resource: Resource[Any], param: str) -> Callable[..., Any]:
    """Return a resolver of the objects that are found by the identificatie of this one."""

    def resolve(source: Any, info: ResolveInfo) -> Any:
        if not source.identificatie:
            return []
        return bag_of(info).all(resource, **{param: source.identificatie})

    return reading(resolve, A_CALL)


def any_bag_link(attribute: str) -> Callable[..., Any]:
    """Return a resolver of whatever BAG object an identificatie is of, told by its digits."""
    read = attrgetter(attribute)

    def resolve(source: Any, info: ResolveInfo) -> Any:
        kind = kind_of(read(source) or "")
        return None if kind is None else bag_of(info).get(kind, read(source))

    return reading(resolve, A_CALL)


def _load(info: ResolveInfo, wanted: Sequence[tuple[Resource[Any], str]]) -> Any:
    """Return the objects in order; None for one that is not there, its error for one that fails."""
    if not wanted:
        return []
    register = bag_of(info)
    found: list[Any] = []
    for resource, identificatie in wanted:
        try:
            found.append(register.get(resource, identificatie))
        except SourceError as error:
            found.append(error)
    return gathered(found) if any(map(isawaitable, found)) else found


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
    if zaak.zaakobjecten_urls == []:
        return []
    rows = load_children(context_of(info), ZAAKOBJECT, "zaak", zaak.url)
    return _objects_later(info, rows) if isawaitable(rows) else _objects(info, rows)


def _objects(info: ResolveInfo, rows: Sequence[ZaakObjectRecord]) -> Any:
    context = context_of(info)
    found = (_object_of(context, row) for row in rows)
    return _load(info, list(dict.fromkeys(one for one in found if one is not None)))


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
        zaken = await settled(load_links(context, ZAAK, list(urls)))
        return [*zaken, *(answer for answer in answers if isinstance(answer, Exception))]

    steps = Reads(Way.CHILDREN, ZAAKOBJECT, then=Reads(Way.ONE, ZAAK), everywhere=True)
    return reading(resolve, steps)
