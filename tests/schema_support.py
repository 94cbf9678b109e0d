"""What the generator of operations wants to know of our own schema, read from its SDL."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from graphql import (
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    build_schema,
    get_named_type,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
)

SDL = Path(__file__).parent.parent / "schema" / "schema.graphql"


@cache
def schema() -> GraphQLSchema:
    """Return the schema as a client knows it."""
    return build_schema(SDL.read_text("utf-8"))


@cache
def shapes(name: str) -> frozenset[str]:
    """Return every type that a field with this name has somewhere in the schema."""
    return frozenset(
        str(kind.fields[name].type)
        for kind in schema().type_map.values()
        if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType) and name in kind.fields
    )


def is_abstract(kind: GraphQLNamedType) -> bool:
    """Whether a value of this type is of one of several object types."""
    return isinstance(kind, GraphQLInterfaceType | GraphQLUnionType)


@cache
def overlapping(kind: GraphQLNamedType) -> list[str]:
    """Return the types a fragment inside `kind` may be on: itself, its kinds, its interfaces."""
    found = [kind.name]
    if isinstance(kind, GraphQLInterfaceType | GraphQLUnionType):
        found += sorted(member.name for member in schema().get_possible_types(kind))
    if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType):
        found += sorted(interface.name for interface in kind.interfaces)
    return found


def holds_rows(field: GraphQLField) -> bool:
    """Whether a field gives a list of objects."""
    bare = field.type.of_type if is_non_null_type(field.type) else field.type
    return is_list_type(bare) and not is_leaf_type(get_named_type(bare))
