"""Executes an operation: compiled once per text, errors masked, calls counted."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Mapping
from inspect import isawaitable
from typing import Any, NamedTuple

import strawberry
from graphql import (
    DocumentNode,
    ExecutionResult,
    OperationDefinitionNode,
    OperationType,
    execute,
)

from planning.engine import Prefetch, Run
from planning.zaken import prefetch
from resolvers.context import RequestContext
from resolvers.personen import prefetch_personen
from schema.build import graphql_schema
from schema.errors import error_body, format_error, log_error
from schema.operations import Operations, Prepared, Refusal, variable_values
from settings import GatewaySettings

PREFETCHES: Mapping[str, Prefetch] = {"Zaak": prefetch, "Rol": prefetch_personen}
"""What is read ahead for a level of objects, per type."""


class GraphRequest(NamedTuple):
    """The GraphQL part of a request body."""

    query: str
    variables: Mapping[str, Any]
    operation_name: str | None


class Executor:
    """Runs operations against the schema."""

    def __init__(self, schema: strawberry.Schema, settings: GatewaySettings) -> None:
        self._schema = graphql_schema(schema)
        self._settings = settings
        self._active = 0
        self.operations = Operations(self._schema, settings.operation_cache, settings.max_tokens)

    async def run(
        self, request: GraphRequest, context: RequestContext, explain: bool
    ) -> dict[str, Any]:
        """Return the response body; never raises for what a client or an upstream did."""
        prepared = self.operations.prepare(request.query)
        if isinstance(prepared, Refusal):
            return prepared.body
        operation = find_operation(prepared.document, request.operation_name)
        if operation is None:
            return error_body("BAD_REQUEST", "no such operation, or several and no operationName")
        if operation.operation is not OperationType.QUERY:
            return error_body("BAD_REQUEST", "only queries are served")
        self._active += 1
        context.call.sharers = self._active
        try:
            async with asyncio.timeout(self._settings.request_timeout):
                result = await self._execute(prepared, operation, request, context)
        except TimeoutError:
            return error_body("OPERATION_TIMEOUT", "the operation took longer than allowed")
        finally:
            self._active -= 1
            await context.call.end()
        body = _body(result, request.operation_name or "")
        if explain:
            body.setdefault("extensions", {})["upstream"] = explain_calls(context)
        return body

    async def _execute(
        self,
        prepared: Prepared,
        operation: OperationDefinitionNode,
        request: GraphRequest,
        context: RequestContext,
    ) -> ExecutionResult:
        variables = variable_values(self._schema, operation, request.variables)
        if isinstance(variables, list):
            return ExecutionResult(None, variables)
        if self._settings.planner:
            selection = prepared.compiled(self._schema, operation, variables)
            if selection is not None:
                run = Run(context, variables, PREFETCHES)
                data = await run.execute(selection)
                return ExecutionResult(data, run.errors or None)
        result = execute(
            self._schema,
            prepared.document,
            context_value=context,
            variable_values=dict(request.variables),
            operation_name=request.operation_name,
        )
        settled: ExecutionResult = await result if isawaitable(result) else result
        return settled


def find_operation(document: DocumentNode, name: str | None) -> OperationDefinitionNode | None:
    """Return the operation to run, or None when that is not clear."""
    operations = [
        node for node in document.definitions if isinstance(node, OperationDefinitionNode)
    ]
    if name is None:
        return operations[0] if len(operations) == 1 else None
    return next((node for node in operations if node.name and node.name.value == name), None)


def explain_calls(context: RequestContext) -> dict[str, Any]:
    """Return what was asked of the upstreams: templates and counts, no values."""
    reads = context.call.reads
    return {
        "calls": len(reads),
        "perUpstream": dict(Counter(read.upstream for read in reads)),
        "cached": context.call.cached,
        "ms": round(sum(read.ms for read in reads), 1),
        "plan": [
            {
                "step": step.step,
                "strategy": step.strategy,
                "why": step.why,
                "estimatedMs": step.estimated_ms,
                "measuredMs": step.measured_ms,
            }
            for step in context.call.steps
        ],
        "reads": [
            {
                "upstream": read.upstream,
                "method": read.method,
                "path": read.template,
                "count": read.keys,
                "ms": round(read.ms, 1),
                "status": read.status,
            }
            for read in reads
        ],
    }


def _body(result: ExecutionResult, operation: str) -> dict[str, Any]:
    body: dict[str, Any] = {"data": result.data}
    if result.errors:
        for error in result.errors:
            log_error(error, operation)
        body["errors"] = [format_error(error) for error in result.errors]
    return body
