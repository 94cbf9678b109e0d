"""Calls the resolver of a Strawberry field without Strawberry's wrappers around it.

Strawberry looks at the type of every argument of every request. Scalars are what they are once
graphql-core has coerced them; only inputs, enumerations and lists of those are left to it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import strawberry
from graphql import GraphQLArgument, GraphQLField, is_non_null_type, is_scalar_type
from strawberry.types.arguments import convert_argument
from strawberry.types.field import StrawberryField
from strawberry.types.info import Info

Resolver = Callable[..., Any]


class Parameter(NamedTuple):
    """How the resolver takes an argument of the field."""

    name: str
    kind: Any
    """Its Strawberry type; None for a scalar, which is passed on as it is."""


def direct_resolver(
    schema: strawberry.Schema, definition: StrawberryField, field: GraphQLField
) -> Resolver | None:
    """Return what resolves this field, or None when it needs more of Strawberry than arguments."""
    base = definition.base_resolver
    if base is None or definition.extensions or base.self_parameter or schema.exception_handlers:
        return None
    source_name = next(
        (found.name for found in (base.parent_parameter, base.root_parameter) if found), ""
    )
    info_name = base.info_parameter.name if base.info_parameter else ""
    parameters = _parameters(schema, definition, field)
    config, registry = schema.config, schema.schema_converter.scalar_registry
    call: Any = base.wrapped_func

    if all(name == into and kind is None for name, (into, kind) in parameters.items()):

        def pass_on(source: Any, info: Any, **arguments: Any) -> Any:
            if info_name:
                arguments[info_name] = Info(_raw_info=info, _field=definition)
            if source_name:
                arguments[source_name] = source
            return call(**arguments)

        return pass_on

    def resolve(source: Any, info: Any, **arguments: Any) -> Any:
        asked = Info(_raw_info=info, _field=definition)
        taken: dict[str, Any] = {info_name: asked} if info_name else {}
        if source_name:
            taken[source_name] = source
        for name, value in arguments.items():
            into, kind = parameters[name]
            taken[into] = (
                value
                if kind is None or value is None
                else convert_argument(value, kind, registry, config, asked, path=(name,))
            )
        return call(**taken)

    return resolve


def _parameters(
    schema: strawberry.Schema, definition: StrawberryField, field: GraphQLField
) -> dict[str, Parameter]:
    """Return the parameters by the name of their argument in a document."""
    found = {}
    for argument in definition.arguments:
        name = schema.config.name_converter.from_argument(argument)
        kind = None if _is_scalar(field.args[name]) else argument.type
        found[name] = Parameter(argument.python_name, kind)
    return found


def _is_scalar(argument: GraphQLArgument) -> bool:
    kind = argument.type
    return is_scalar_type(kind.of_type if is_non_null_type(kind) else kind)
