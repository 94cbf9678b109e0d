"""How types are declared: plain properties and edges over records, and the Node interface.

A type is a declaration only; its values are the records themselves. `prop` reads an attribute,
`edge` calls a resolver from `resolvers/`. Both are wired straight into graphql-core when the
schema is built (schema/build.py), without Strawberry's per-field wrapper.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from enum import Enum
from typing import Any, TypeVar

import strawberry

from resolvers.context import ResolveInfo, context_of
from resolvers.herkomst import Herkomst as HerkomstRecord
from resolvers.herkomst import herkomst as _herkomst
from resolvers.klantbronnen import identify
from resolvers.nodes import encode_id
from schema.scalars import DateTime
from sources.resource import Resource

T = TypeVar("T")
E = TypeVar("E", bound=Enum)
Resolver = Callable[..., Any]

UNKNOWN = "_onbekend"
"""Value of the ONBEKEND member: what an enumeration answers to a value it does not know yet."""


class RecordTypes(dict[type, str]):
    """The GraphQL type of each record class; a variant of a record is of its parent's type."""

    def __missing__(self, kind: type) -> str:
        """Return the type of the class this one extends. Raises KeyError."""
        if kind is object:
            raise KeyError(kind)
        return self[kind.__mro__[1]]


RECORD_TYPES = RecordTypes()
"""Which GraphQL type a record is, where an interface or union must choose."""
RECORD_KINDS: dict[type, Callable[[Any], str]] = {}
"""What chooses the GraphQL type of a record that may be one of several, by what it holds."""
RESOURCE_TYPES: dict[str, Resource[Any]] = {}
"""Which resource a GraphQL type with an `id` is read from."""


def prop(
    description: str,
    *,
    attr: str = "",
    name: str | None = None,
    deprecated: str | None = None,
    **metadata: Any,
) -> Any:
    """Return a field that reads an attribute of the record, named as the field unless `attr`."""
    return strawberry.field(
        name=name,
        description=description,
        deprecation_reason=deprecated,
        metadata={"attr": attr, **metadata},
    )


def edge(
    resolver: Resolver,
    description: str,
    *,
    name: str | None = None,
    deprecated: str | None = None,
    **metadata: Any,
) -> Any:
    """Return a field that a resolver answers; it may call an upstream, so it must be nullable."""
    return strawberry.field(
        name=name,
        description=description,
        deprecation_reason=deprecated,
        metadata={"resolve": resolver, **metadata},
    )


def graph_type(
    description: str,
    *,
    record: type | None = None,
    resource: Resource[Any] | None = None,
    name: str | None = None,
    also: Sequence[type] = (),
) -> Callable[[type[T]], type[T]]:
    """Return a decorator that declares a GraphQL type over `record` (or the resource's).

    `also` are records of another API that are of this type; resolvers/klantbronnen.py knows where
    they are read.
    """

    def decorate(cls: type[T]) -> type[T]:
        type_name = name or cls.__name__
        if resource is not None:
            RESOURCE_TYPES[type_name] = resource
        backing = record or (resource.record if resource is not None else None)
        for kind in (backing, *also):
            if kind is not None:
                RECORD_TYPES[kind] = type_name
        return strawberry.type(cls, name=type_name, description=description)

    return decorate


def graph_kinds(
    description: str, *, record: type, kinds: Mapping[str, str], other: str
) -> Callable[[type[T]], type[T]]:
    """Return a decorator that declares an interface whose `type` says which GraphQL type it is.

    `other` is the type of a kind that this version does not know yet.
    """

    def decorate(cls: type[T]) -> type[T]:
        RECORD_KINDS[record] = lambda source: kinds.get(source.type or "", other)
        return strawberry.interface(cls, description=description)

    return decorate


def graph_enum(description: str) -> Callable[[type[E]], type[E]]:
    """Return a decorator that declares an enumeration of a standard."""

    def decorate(cls: type[E]) -> type[E]:
        return strawberry.enum(cls, description=description)

    return decorate


def _resolve_id(source: Any, info: ResolveInfo) -> str:
    type_name = RECORD_TYPES[type(source)]
    ref = identify(context_of(info).landscape, RESOURCE_TYPES[type_name], source.url)
    return encode_id(type_name, ref.client.name, ref.uuid)


@graph_type("Waar een gegeven vandaan komt.", record=HerkomstRecord)
class Herkomst:
    """resolvers.herkomst.Herkomst."""

    bron: str = prop("De naam van het register, zoals de gateway die voert.")
    standaard: str = prop("De standaard die het register spreekt.")
    versie: str | None = prop(
        "De versie daarvan, zoals het register die noemt (API-version) of de instellingen."
    )
    opgehaald: DateTime | None = prop("Wanneer de gateway het uit het register las.")
    uit_cache: bool = prop("Of dat was voor deze vraag: alleen de catalogus wordt bewaard.")


def _resolve_bron(source: Any, info: ResolveInfo) -> str:
    return context_of(info).landscape.locate(source.url)[0].name


@strawberry.interface(description="Alles wat met `node(id)` opnieuw op te vragen is.")
class Node:
    """A thing with a global id (GraphQL Global Object Identification)."""

    id: strawberry.ID = edge(
        _resolve_id, "Unieke, stabiele sleutel in deze graaf; bevat nooit een BSN."
    )
    url: str = prop("Het adres van dit gegeven in zijn eigen register.")
    herkomst: Herkomst | None = edge(
        _herkomst, "Uit welk register dit komt, en wanneer het is opgehaald.", name="_herkomst"
    )
    bron: str | None = edge(_resolve_bron, "De naam van het register waarin dit gegeven staat.")
