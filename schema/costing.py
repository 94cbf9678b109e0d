"""What an operation costs, estimated once per variant and size of its lists, and kept with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from graphql import (
    GraphQLSchema,
    ListTypeNode,
    NamedTypeNode,
    NonNullTypeNode,
    OperationDefinitionNode,
    TypeNode,
)

from planning.choices import CHUNK
from planning.compile import Selection, compile_operation
from planning.cost import Cost, Estimate, Landscapes, TooComplexError
from planning.reads import Way, counted, reads_of
from schema.operations import Prepared
from settings import GatewaySettings
from sources.costs import CostModel
from sources.landscape import Landscape
from sources.zaken.resources import ZAAK

INPUT = "Invoer"
"""How the names of what mutations take end."""


def landscapes_of(landscape: Landscape, settings: GatewaySettings) -> Landscapes:
    """Return what the estimate must know: how many registers, and the first one of zaken."""
    registers: dict[str, int] = {}
    page_size, model = CHUNK, CostModel()
    for client in landscape:
        upstream = client.settings
        registers[upstream.api] = registers.get(upstream.api, 0) + 1
        if upstream.api == ZAAK.api:
            page_size = upstream.page_size
            workers = min(upstream.plan_workers, upstream.concurrency)
            model = CostModel(
                upstream.plan_call_ms, upstream.plan_row_ms, workers, gain=upstream.plan_gain
            )
    return Landscapes(
        registers=registers,
        page_size=page_size,
        model=model,
        default_page=settings.default_page_size,
        largest_page=settings.max_page_size,
        max_counts=settings.max_counts,
        planned=settings.planner,
        fewest=settings.strategy == "fewest",
    )


class Costing:
    """Estimates operations over one landscape."""

    def __init__(self, schema: GraphQLSchema, landscapes: Landscapes) -> None:
        self._schema, self._landscapes = schema, landscapes
        query = schema.query_type
        fields = query.fields.values() if query is not None else ()
        read = [found for field in fields if (found := reads_of(field)) is not None]
        self._keys = next((one for one in read if one.way is Way.KEYS), None)

    def cost(
        self,
        prepared: Prepared,
        operation: OperationDefinitionNode,
        variables: Any,
        compiled: Selection | None,
    ) -> Cost:
        """Return the estimate. Raises TooComplexError, and GraphQLError for a wrong condition."""
        name = operation.name.value if operation.name else None
        sizes = prepared.sizes.get(name)
        if sizes is None:
            sizes = prepared.sizes[name] = size_variables(operation)
        values = variables.coerced
        key = (
            name,
            *map(values.get, prepared.conditions),
            *map(self._size, map(values.get, sizes)),
        )
        known: Cost | TooComplexError | None = prepared.estimates.get(key)
        if known is None:
            estimate = self._estimate(prepared, operation, variables, compiled)
            known = prepared.estimates.keep(key, estimate)
        if isinstance(known, TooComplexError):
            raise known
        return known

    def _size(self, value: Any) -> Any:
        """Return what of a variable the estimate depends on; never a value of an input itself."""
        if isinstance(value, dict):
            return tuple(
                (name, len(part)) for name, part in value.items() if isinstance(part, list)
            )
        if not isinstance(value, list):
            return value
        if self._keys is None or not any(isinstance(item, Mapping) for item in value):
            return len(value)
        return frozenset(counted(self._keys, value).items())

    def _estimate(
        self,
        prepared: Prepared,
        operation: OperationDefinitionNode,
        variables: Any,
        compiled: Selection | None,
    ) -> Cost | TooComplexError:
        selection = compiled or compile_operation(
            self._schema,
            prepared.document,
            operation,
            prepared.conditions_of(variables),
            to_run=False,
        )
        coerced: Mapping[str, Any] = variables.coerced
        try:
            return Estimate(self._landscapes, coerced).of(selection)
        except TooComplexError as error:
            return error.with_traceback(None)


def size_variables(operation: OperationDefinitionNode) -> tuple[str, ...]:
    """Return the variables that may say how many rows or ids are asked: numbers and lists."""
    return tuple(
        definition.variable.name.value
        for definition in operation.variable_definitions or ()
        if _is_size(definition.type)
    )


def _is_size(kind: TypeNode) -> bool:
    if isinstance(kind, NonNullTypeNode):
        return _is_size(kind.type)
    return isinstance(kind, ListTypeNode) or (
        isinstance(kind, NamedTypeNode)
        and (kind.name.value == "Int" or kind.name.value.endswith(INPUT))
    )
