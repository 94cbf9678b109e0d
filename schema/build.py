"""Builds the schema and wires its fields straight into graphql-core."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from operator import attrgetter
from types import MethodType
from typing import Any

import strawberry
from graphql import (
    GraphQLDeferDirective,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLScalarType,
    GraphQLSchema,
    GraphQLUnionType,
    is_list_type,
    is_non_null_type,
)
from strawberry.schema.config import StrawberryConfig
from strawberry.types.field import StrawberryField
from strawberry.types.scalar import ScalarDefinition

from planning.rows import NAMES, Names
from schema.base import RECORD_KINDS, RECORD_TYPES, UNKNOWN
from schema.direct import direct_resolver
from schema.scalars import SCALARS

_BACKREF = "strawberry-definition"
UNKNOWN_NAME = "ONBEKEND"


def build(
    query: type,
    types: Sequence[type],
    scalars: Mapping[object, ScalarDefinition] | None = None,
    mutation: type | None = None,
    subscription: type | None = None,
) -> strawberry.Schema:
    """Return the executable schema; `types` are those only reachable through interfaces."""
    config = StrawberryConfig(auto_camel_case=True, scalar_map={**SCALARS, **(scalars or {})})
    schema = strawberry.Schema(
        query=query, mutation=mutation, subscription=subscription, types=types, config=config
    )
    wire(schema)
    return schema


def with_defer(schema: strawberry.Schema) -> strawberry.Schema:
    """Return the schema with @defer in it, which graphql-core's plain `execute` then refuses.

    Strawberry's own setting adds @stream too, which is not answered here.
    """
    core = graphql_schema(schema)
    core.directives = (*core.directives, GraphQLDeferDirective)
    return schema


def graphql_schema(schema: strawberry.Schema) -> GraphQLSchema:
    """Return the graphql-core schema inside a Strawberry schema."""
    core: GraphQLSchema = schema._schema
    return core


def wire(schema: strawberry.Schema) -> None:
    """Give every declared field, enumeration and abstract type its fast implementation."""
    for graphql_type in graphql_schema(schema).type_map.values():
        if graphql_type.name.startswith("__"):
            continue
        if isinstance(graphql_type, GraphQLObjectType | GraphQLInterfaceType):
            for field in graphql_type.fields.values():
                _wire_field(schema, field)
        if isinstance(graphql_type, GraphQLObjectType):
            graphql_type.is_type_of = None
        if isinstance(graphql_type, GraphQLInterfaceType | GraphQLUnionType):
            graphql_type.resolve_type = _type_of_record
        if isinstance(graphql_type, GraphQLScalarType) and _passes(graphql_type):
            graphql_type.extensions["passes"] = True
        if isinstance(graphql_type, GraphQLEnumType) and UNKNOWN_NAME in graphql_type.values:
            _accept_new_values(graphql_type)


def definition_of(field: GraphQLField) -> StrawberryField | None:
    """Return the Strawberry declaration behind a graphql-core field."""
    definition = field.extensions.get(_BACKREF)
    return definition if isinstance(definition, StrawberryField) else None


def _wire_field(schema: strawberry.Schema, field: GraphQLField) -> None:
    definition = definition_of(field)
    if definition is None:
        return
    metadata = definition.metadata
    if "reads" in metadata:
        field.extensions["reads"] = metadata["reads"]
    if definition.base_resolver is not None:
        field.resolve = direct_resolver(schema, definition, field) or field.resolve
        return
    if "resolve" in metadata:
        field.resolve = metadata["resolve"]
        return
    attribute = metadata.get("attr") or definition.python_name
    is_list = is_non_null_type(field.type) and is_list_type(field.type.of_type)
    field.resolve = _list_reader(attribute) if is_list else reader(attribute)


@cache
def reader(attribute: str) -> Callable[..., Any]:
    """Return a resolver that reads one attribute of the record."""
    read = attrgetter(attribute)

    def resolve(source: Any, _info: Any) -> Any:
        return read(source)

    resolve.attribute = attribute  # type: ignore[attr-defined]  # read by planning.compile
    return resolve


@cache
def _list_reader(attribute: str) -> Callable[..., Any]:
    read = attrgetter(attribute)

    def resolve(source: Any, _info: Any) -> Any:
        return read(source) or []

    return resolve


def _passes(scalar: GraphQLScalarType) -> bool:
    """Whether values of this scalar go out as they are; planning.compile then skips them."""
    return scalar.name in {definition.name for definition in SCALARS.values()}


def _type_of_record(value: Any, _info: Any, _type: Any) -> str:
    kind = type(value)
    return RECORD_KINDS[kind](value) if kind in RECORD_KINDS else RECORD_TYPES[kind]


def _accept_new_values(enum: GraphQLEnumType) -> None:
    """Make the enumeration answer ONBEKEND to a value of a newer standard, and never accept it."""
    names: dict[Any, str] = {member.value: name for name, member in enum.values.items()}

    def coerce_output(_self: GraphQLEnumType, value: Any) -> str:
        return names.get(getattr(value, "value", value), UNKNOWN_NAME)

    enum.extensions[NAMES] = Names(names, UNKNOWN_NAME)
    enum.coerce_output_value = MethodType(coerce_output, enum)  # type: ignore[method-assign]
    enum.serialize = enum.coerce_output_value  # type: ignore[method-assign]


__all__ = ["UNKNOWN", "build", "definition_of", "graphql_schema", "reader", "wire", "with_defer"]
