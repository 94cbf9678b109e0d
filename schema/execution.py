"""Executes an operation: parsed and validated once per text, errors masked, calls counted."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Mapping
from inspect import isawaitable
from typing import Any, NamedTuple

import strawberry
from cachetools import LRUCache
from graphql import (
    DocumentNode,
    ExecutionResult,
    GraphQLError,
    OperationDefinitionNode,
    OperationType,
    execute,
    parse,
    validate,
)

from resolvers.context import RequestContext
from schema.build import graphql_schema
from schema.errors import error_body, format_error, log_error
from settings import GatewaySettings
from sources.errors import scrub

MAX_VALIDATION_ERRORS = 10


class Prepared(NamedTuple):
    """A parsed and validated document, or the response that refuses it."""

    document: DocumentNode | None
    refusal: dict[str, Any] | None


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
        self._prepared: LRUCache[str, Prepared] = LRUCache(settings.operation_cache)

    async def run(
        self, request: GraphRequest, context: RequestContext, explain: bool
    ) -> dict[str, Any]:
        """Return the response body; never raises for what a client or an upstream did."""
        prepared = self._prepare(request.query)
        if prepared.document is None:
            return prepared.refusal or {}
        operation = find_operation(prepared.document, request.operation_name)
        if operation is None:
            return error_body("BAD_REQUEST", "no such operation, or several and no operationName")
        if operation.operation is not OperationType.QUERY:
            return error_body("BAD_REQUEST", "only queries are served")
        body = await self._execute(prepared.document, request, context)
        if explain:
            body.setdefault("extensions", {})["upstream"] = explain_calls(context)
        return body

    def _prepare(self, text: str) -> Prepared:
        prepared = self._prepared.get(text)
        if prepared is None:
            prepared = self._prepared[text] = self._parse(text)
        return prepared

    def _parse(self, text: str) -> Prepared:
        try:
            document = parse(text, max_tokens=self._settings.max_tokens)
        except GraphQLError as error:
            return Prepared(None, _refusal("GRAPHQL_PARSE_FAILED", [error]))
        errors = validate(self._schema, document, max_errors=MAX_VALIDATION_ERRORS)
        if errors:
            return Prepared(None, _refusal("GRAPHQL_VALIDATION_FAILED", errors))
        return Prepared(document, None)

    async def _execute(
        self, document: DocumentNode, request: GraphRequest, context: RequestContext
    ) -> dict[str, Any]:
        try:
            async with asyncio.timeout(self._settings.request_timeout):
                result = execute(
                    self._schema,
                    document,
                    context_value=context,
                    variable_values=dict(request.variables),
                    operation_name=request.operation_name,
                )
                settled: Any = await result if isawaitable(result) else result
        except TimeoutError:
            return error_body("OPERATION_TIMEOUT", "the operation took longer than allowed")
        return _body(settled, request.operation_name or "")


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


def _refusal(code: str, errors: list[GraphQLError]) -> dict[str, Any]:
    return {
        "errors": [
            {
                "message": scrub(error.message),
                "locations": [place.formatted for place in error.locations or ()],
                "extensions": {"code": code},
            }
            for error in errors
        ]
    }
