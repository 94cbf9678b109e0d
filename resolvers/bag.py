"""BAG objects: what is asked of each kind, and the edges to them by their identificatie.

Any record that holds a BAG identificatie gets an edge with `bag_link` or `bag_links`. The operation
is looked at as a whole, so that an object is read once with all that is asked of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from inspect import isawaitable
from operator import attrgetter
from typing import Any

from graphql import GraphQLNamedType, TypeInfo, TypeInfoVisitor, Visitor, get_named_type, visit

from planning.compile import FieldPlan
from planning.reads import NOTHING, Reads, Way, reading
from resolvers.context import ResolveInfo, context_of
from resolvers.edges import gathered
from sources.bag.reader import Bag
from sources.bag.resources import (
    ADRES,
    ADRESSEERBAAR_OBJECT,
    OPENBARE_RUIMTE,
    is_identificatie,
    kind_of,
)
from sources.errors import SourceError
from sources.resource import Resource

A_CALL = Reads(Way.ONE)
"""One call per object: the BAG reads nothing together."""
COMES_ALONG = NOTHING
"""For a relation that `expand` brings in every way its object is read."""
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
ONE_LEVEL = (
    ("adresseerbaarObject", ADRESSEERBAAR_OBJECT, "panden"),
    ("openbareRuimte", OPENBARE_RUIMTE, "woonplaats"),
)
"""`expand` goes one level deep: what such a relation has itself, the address brings along."""


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
    for relation, resource, further in ONE_LEVEL:
        if relation in found[ADRES.key] and found[resource.key]:
            found[ADRES.key] = tuple(sorted({*found[ADRES.key], further}))
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


def bag_link(resource: Resource[Any], attribute: str, reads: Reads = A_CALL) -> Callable[..., Any]:
    """Return a resolver of the BAG object whose identificatie this attribute holds."""
    read = attrgetter(attribute)

    def resolve(source: Any, info: ResolveInfo) -> Any:
        identificatie = read(source)
        if not is_identificatie(resource, identificatie):
            return None
        return bag_of(info).get(resource, identificatie)

    return reading(resolve, reads)


def bag_links(resource: Resource[Any], attribute: str, reads: Reads = A_CALL) -> Callable[..., Any]:
    """Return a resolver of several: one that fails is an error on that item alone."""
    read = attrgetter(attribute)

    def resolve(source: Any, info: ResolveInfo) -> Any:
        identificaties = dict.fromkeys(read(source) or ())
        return load_bag(info, [(resource, identificatie) for identificatie in identificaties])

    return reading(resolve, reads)


def bag_list(resource: Resource[Any], param: str, then: Reads | None = None) -> Callable[..., Any]:
    """Return a resolver of the objects that are found by the identificatie of this one.

    `then` is what each of them may still take, where the list comes without relations.
    """

    def resolve(source: Any, info: ResolveInfo) -> Any:
        if not source.identificatie:
            return []
        return bag_of(info).all(resource, **{param: source.identificatie})

    return reading(resolve, Reads(Way.CHILDREN, resource, then=then))


def any_bag_link(attribute: str) -> Callable[..., Any]:
    """Return a resolver of whatever BAG object an identificatie is of, told by its digits."""
    read = attrgetter(attribute)

    def resolve(source: Any, info: ResolveInfo) -> Any:
        kind = kind_of(read(source) or "")
        return None if kind is None else bag_of(info).get(kind, read(source))

    return reading(resolve, A_CALL)


def load_bag(info: ResolveInfo, wanted: Sequence[tuple[Resource[Any], str]]) -> Any:
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
