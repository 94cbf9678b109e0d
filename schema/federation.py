"""The graph as a subgraph of Apollo Federation v2: its keys, its SDL for composition, `_entities`.

The types and resolvers are those of the ordinary schema. What federation adds is the root fields
`_service` and `_entities` (schema of the Apollo subgraph specification), and directives that only
the SDL of `_service` shows: the ordinary SDL with `@key`, `@shareable` and `@tag` written into it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache, cached_property
from typing import Any, NewType

import strawberry
from graphql import (
    REMOVE,
    ConstDirectiveNode,
    DirectiveDefinitionNode,
    FieldDefinitionNode,
    GraphQLDeferDirective,
    GraphQLInterfaceType,
    InterfaceTypeDefinitionNode,
    ObjectTypeDefinitionNode,
    Visitor,
    parse,
    print_ast,
    visit,
)
from strawberry import Info
from strawberry.annotation import StrawberryAnnotation
from strawberry.tools import create_type
from strawberry.types.scalar import ScalarDefinition
from strawberry.types.union import StrawberryUnion

from planning.reads import NOTHING, Reads, Way
from resolvers import entities as keys
from resolvers.context import RequestContext
from schema.base import RECORD_KINDS, RECORD_TYPES, RESOURCE_TYPES, prop
from schema.build import build, graphql_schema
from sources.bag import resources as bag
from sources.resource import Privacy

LINK = (
    'extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", '
    'import: ["@key", "@shareable", "@tag"])'
)
"""The first version in which an interface may have a key."""
OPENBAAR, BSN = "openbaar", "bsn"
"""Tags: types that hold no personal data, and fields that hold a BSN."""
BSN_FIELDS = frozenset({"burgerservicenummer", "inpBsn"})
SHAREABLE = frozenset({"PageInfo"})
"""Types that mean the same in every subgraph."""
UUIDS = frozenset({"Zaak", "Partij", "Klantcontact"})
"""Types with a `uuid` of their own, that the root finds by it alone."""
BAG_KEYS: Mapping[str, keys.Key] = {
    "Adres": keys.bag_key(bag.ADRES, "nummeraanduidingIdentificatie"),
    "AdresseerbaarObject": keys.bag_key(bag.ADRESSEERBAAR_OBJECT),
    "Verblijfsobject": keys.bag_key(bag.ADRESSEERBAAR_OBJECT),
    "Ligplaats": keys.bag_key(bag.ADRESSEERBAAR_OBJECT),
    "Standplaats": keys.bag_key(bag.ADRESSEERBAAR_OBJECT),
    "Pand": keys.bag_key(bag.PAND),
    "OpenbareRuimte": keys.bag_key(bag.OPENBARE_RUIMTE),
    "Woonplaats": keys.bag_key(bag.WOONPLAATS),
    "Nummeraanduiding": keys.bag_key(bag.NUMMERAANDUIDING),
}
Representation = NewType("Representation", object)
ANY = strawberry.scalar(
    name="_Any",
    description="De sleutel van een gegeven, met zijn `__typename`.",
    serialize=lambda value: value,
    parse_value=lambda value: value,
)
SCALARS: dict[object, ScalarDefinition] = {Representation: ANY}


@strawberry.type(name="_Service", description="Deze graaf als subgraph, voor een router.")
class Service:
    """_Service of the subgraph specification."""

    sdl: str = prop("Het schema met de sleutels van elk type (Apollo Federation 2).")


@cache
def entity_keys() -> keys.Entities:
    """Return the keys of every entity, those of an interface too, in the order they are tried."""
    found: dict[str, Sequence[keys.Key]] = {"Node": (keys.by_id(RESOURCE_TYPES, None),)}
    for name, resource in RESOURCE_TYPES.items():
        found[name] = (keys.by_id(RESOURCE_TYPES, name), keys.by_url(resource))
        if name in UUIDS:
            found[name] = (*found[name], keys.by_uuid(resource))
    found["Zaak"] = (*found["Zaak"], keys.ZAAK_KEY)
    found |= {name: (key,) for name, key in BAG_KEYS.items()}
    return {
        **found,
        "Persoon": (keys.PERSOON_KEY,),
        "Bedrijf": keys.BEDRIJF_KEYS,
        "Vestiging": (keys.VESTIGING_KEY,),
    }


def federated(
    query: type,
    types: Sequence[type],
    mutation: type | None = None,
    subscription: type | None = None,
) -> strawberry.Schema:
    """Return the executable schema with what a router asks: `_service` and `_entities`."""
    ordinary = build(query, types, mutation=mutation, subscription=subscription)
    subgraph = Subgraph(ordinary)
    extra = create_type("Federatie", [subgraph.service, subgraph.entities])
    root = strawberry.type(
        type("Query", (extra, query), {}),
        name="Query",
        description=graphql_schema(ordinary).type_map["Query"].description,
    )
    return build(root, types, SCALARS, mutation, subscription)


class Subgraph:
    """The two root fields that federation adds to an ordinary schema."""

    def __init__(self, ordinary: strawberry.Schema) -> None:
        self._ordinary, self._known = ordinary, entity_keys()
        core = graphql_schema(ordinary)
        self._kinds = {
            name: frozenset(kind.name for kind in core.get_possible_types(interface))
            for name in self._known
            if isinstance(interface := core.type_map[name], GraphQLInterfaceType)
        }

    @cached_property
    def _sdl(self) -> str:
        """The SDL for composition: work that only who asks for it needs."""
        return subgraph_sdl(self._ordinary)

    @cached_property
    def service(self) -> Any:
        """The field `_service`: no introspection, so always there for whoever is admitted."""

        def _service() -> Service:
            return Service(sdl=self._sdl)

        return strawberry.field(
            name="_service",
            resolver=_service,
            graphql_type=Service,
            metadata={"reads": NOTHING},
            description="Het schema voor de samenstelling van een supergraph.",
        )

    @cached_property
    def entities(self) -> Any:
        """The field `_entities`."""

        async def _entities(
            info: Info[RequestContext, None], representations: list[Representation]
        ) -> Any:
            return await keys.entities(
                info._raw_info, self._known, type_of, self._kinds, representations
            )

        reads = Reads(Way.KEYS, size="representations", kind_of=keys.kinds(self._known))
        return strawberry.field(
            name="_entities",
            resolver=_entities,
            graphql_type=list[self._entity() | None],  # type: ignore[misc]  # made at run time
            metadata={"reads": reads},
            description="Wat bij deze sleutels hoort, in dezelfde volgorde.",
        )

    def _entity(self) -> Any:
        """Return the union of every object type with a key."""
        declared = self._ordinary.schema_converter.type_map
        classes: list[Any] = [
            declared[name].definition.origin  # type: ignore[union-attr]  # an object type
            for name in sorted(self._known)
            if name not in self._kinds
        ]
        return StrawberryUnion(
            "_Entity",
            type_annotations=tuple(map(StrawberryAnnotation, classes)),
            description="Alles wat een router met een sleutel kan opvragen.",
        )


def type_of(record: Any) -> str:
    """Return the GraphQL type of a record."""
    kind = type(record)
    return RECORD_KINDS[kind](record) if kind in RECORD_KINDS else RECORD_TYPES[kind]


def subgraph_sdl(ordinary: strawberry.Schema) -> str:
    """Return the ordinary SDL with the directives of federation written into it."""
    document = visit(parse(ordinary.as_str(), no_location=True), _Annotating())
    return f"{LINK}\n\n{print_ast(document)}\n"


class _Annotating(Visitor):
    """Adds the directives to the definitions they belong to."""

    def enter_directive_definition(self, node: DirectiveDefinitionNode, *_args: Any) -> Any:
        """Leave @defer out: a router defers by itself, and composes no definition of it."""
        return REMOVE if node.name.value == GraphQLDeferDirective.name else None

    def leave_object_type_definition(self, node: ObjectTypeDefinitionNode, *_args: Any) -> Any:
        """Add keys and tags to a type."""
        return _with(node, list(_directives(node.name.value)))

    def leave_interface_type_definition(
        self, node: InterfaceTypeDefinitionNode, *_args: Any
    ) -> Any:
        """Add the key to an interface."""
        return _with(node, list(_directives(node.name.value)))

    def leave_field_definition(self, node: FieldDefinitionNode, *_args: Any) -> Any:
        """Mark what holds a BSN."""
        return _with(node, [f'@tag(name: "{BSN}")']) if node.name.value in BSN_FIELDS else None


def _directives(name: str) -> Iterator[str]:
    """Return the directives of one type."""
    for key in entity_keys().get(name, ()):
        yield f'@key(fields: "{" ".join(key.fields)}")'
    if name in SHAREABLE:
        yield "@shareable"
    if name in public_types():
        yield f'@tag(name: "{OPENBAAR}")'


@cache
def public_types() -> frozenset[str]:
    """Return the types that are read from a register without personal data."""
    resources = RESOURCE_TYPES.items()
    return frozenset(name for name, found in resources if found.privacy is Privacy.PUBLIC)


def _with(node: Any, directives: Sequence[str]) -> Any:
    if not directives:
        return node
    made = parse(f"type T {' '.join(directives)} {{ f: Int }}", no_location=True).definitions[0]
    added: tuple[ConstDirectiveNode, ...] = made.directives  # type: ignore[attr-defined]
    values = {key: getattr(node, key) for key in node.keys if key != "loc"}
    return type(node)(**{**values, "directives": (*(node.directives or ()), *added)})


__all__ = ["Service", "Subgraph", "entity_keys", "federated", "subgraph_sdl"]
