"""The variables of an operation: their types are looked up once, their values coerced per request.

Only single values (numbers, texts, dates, enumerations) are coerced here, by the types themselves.
Lists and inputs, and whatever is wrong, are left to graphql-core: its errors stay its own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from graphql import (
    GraphQLError,
    GraphQLInputType,
    GraphQLSchema,
    OperationDefinitionNode,
    Undefined,
    get_variable_values,
    is_leaf_type,
    is_non_null_type,
)
from graphql.execution.get_variable_signature import get_variable_signature
from graphql.execution.values import VariableValues, VariableValueSource

MAX_ERRORS = 5
"""Each may look for names that resemble a wrong one, which takes a millisecond or more."""


class Variable(NamedTuple):
    """One variable of an operation."""

    name: str
    parse: Callable[[Any], Any]
    """Coerces a value that is not null. Raises when that is not possible."""
    is_required: bool
    absent: VariableValueSource
    """What is known of it when the request does not give it."""
    default: Any
    """Its default value, coerced; Undefined when it has none."""


class Variables:
    """Gives the coerced variables of one operation."""

    def __init__(
        self,
        schema: GraphQLSchema,
        operation: OperationDefinitionNode,
        *,
        hide_suggestions: bool = False,
    ) -> None:
        self._schema, self._hide_suggestions = schema, hide_suggestions
        self._nodes = operation.variable_definitions or ()
        self._plain = _plain(schema, operation)

    def values(self, inputs: Mapping[str, Any]) -> Any:
        """Return the coerced variables, or the list of GraphQLErrors that says what is wrong.

        Those errors are the client's, so they carry no original error: that would make them ours.
        """
        found = None if self._plain is None else _coerced(self._plain, inputs)
        if found is not None:
            return found
        values = get_variable_values(
            self._schema,
            self._nodes,
            dict(inputs),
            max_errors=MAX_ERRORS,
            hide_suggestions=self._hide_suggestions,
        )
        if isinstance(values, list):
            return [GraphQLError(error.message, error.nodes) for error in values]
        return values


def _coerced(variables: list[Variable], inputs: Mapping[str, Any]) -> VariableValues | None:
    """Return the values, or None when one of them is wrong."""
    sources: dict[str, VariableValueSource] = {}
    coerced: dict[str, Any] = {}
    for name, parse, is_required, absent, default in variables:
        value = inputs.get(name, Undefined)
        if value is Undefined:
            sources[name] = absent
            if default is not Undefined:
                coerced[name] = default
            elif is_required:
                return None
            continue
        sources[name] = VariableValueSource(absent.signature, value)
        if value is None and is_required:
            return None
        if value is not None:
            try:
                value = parse(value)
            except Exception:  # noqa: BLE001  graphql-core says what is wrong with it
                return None
        if value is Undefined:
            return None
        coerced[name] = value
    return VariableValues(sources, coerced)


def _plain(schema: GraphQLSchema, operation: OperationDefinitionNode) -> list[Variable] | None:
    """Return the variables when each of them is a single value, with a good default if any."""
    found = []
    for node in operation.variable_definitions or ():
        signature = get_variable_signature(schema, node)
        if isinstance(signature, GraphQLError):
            return None
        leaf = _bare(signature.type)
        if not is_leaf_type(leaf):
            return None
        default: Any = Undefined
        if signature.default is not None:
            alone = get_variable_values(schema, [node], {})
            if isinstance(alone, list):
                return None
            default = alone.coerced.get(signature.name, Undefined)
        absent = VariableValueSource(signature)
        is_required = is_non_null_type(signature.type)
        parse = leaf.coerce_input_value
        found.append(Variable(signature.name, parse, is_required, absent, default))
    return found


def _bare(kind: GraphQLInputType) -> GraphQLInputType:
    return kind.of_type if is_non_null_type(kind) else kind
