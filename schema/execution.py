"""Executes an operation: compiled once per text, errors masked, calls counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from functools import partial
from inspect import isawaitable
from typing import Any, NamedTuple

import strawberry
from graphql import (
    ExecutionResult,
    GraphQLError,
    OperationDefinitionNode,
    OperationType,
    experimental_execute_incrementally,
)

from planning.compile import Selection
from planning.cost import Cost, TooComplexError
from planning.engine import Prefetch, Run
from planning.later import Later
from planning.zaken import prefetch
from policy.gate import RETRY_AFTER, Gate, OverloadedError
from policy.limits import SAME_FIELD, DocumentLimits
from policy.quotas import Budget, Quotas, RateLimitedError
from policy.trusted import TrustedDocument
from resolvers.context import RequestContext
from resolvers.herkomst import FIELD as HERKOMST
from resolvers.personen import prefetch_personen
from schema.build import graphql_schema
from schema.costing import Costing, landscapes_of
from schema.errors import error_body, format_error, log_error
from schema.incremental import Stream
from schema.operations import Operations, Prepared, Refusal
from settings import GatewaySettings
from sources.deadline import Deadline
from sources.landscape import Landscape

PREFETCHES: Mapping[str, Prefetch] = {"Zaak": prefetch, "Rol": prefetch_personen}
"""What is read ahead for a level of objects, per type."""

NOT_HERE = (
    "subscriptions are served as text/event-stream, or over a websocket (graphql-transport-ws)"
)


class GraphRequest(NamedTuple):
    """The GraphQL part of a request, and how far it may go."""

    query: str
    variables: Mapping[str, Any]
    operation_name: str | None
    trusted: TrustedDocument | None = None
    """The entry of the manifest it is, whose metadata may say its purpose."""
    explain: bool = False
    seconds: float = 60.0
    stream: Stream | None = None
    """Where parts that come later go; None when the client takes one answer only."""


class Outcome(NamedTuple):
    """The answer to a request, as HTTP sends it."""

    body: Mapping[str, Any]
    status: int = 200
    headers: Mapping[str, str] = {}


class Executor:
    """Runs operations against the schema."""

    def __init__(
        self,
        schema: strawberry.Schema,
        settings: GatewaySettings,
        landscape: Landscape,
        quotas: Quotas,
    ) -> None:
        self.schema = self._schema = graphql_schema(schema)
        self._settings, self.quotas = settings, quotas
        self._active = 0
        self.limits = limits_of(settings)
        self.gate = Gate(settings.max_operations, settings.max_waiting)
        shows_schema = settings.introspection is not False
        self.operations = Operations(
            self._schema, settings.operation_cache, self.limits, shows_schema
        )
        self._costing = Costing(self._schema, landscapes_of(landscape, settings))

    async def run(self, request: GraphRequest, context: RequestContext, budget: Budget) -> Outcome:
        """Return the answer; never raises for what a client or an upstream did."""
        try:
            with Deadline(request.seconds):
                async with self.gate.enter():
                    return await self._run(request, context, budget)
        except TimeoutError:
            failure = _too_long(context)
            if request.stream is not None and request.stream.has_begun:
                await request.stream.give_up(failure)
            return Outcome(failure, 400)
        except OverloadedError:
            told = {"Retry-After": str(RETRY_AFTER)}
            return Outcome(error_body("OVERLOADED", "no room for this operation now"), 503, told)
        except RateLimitedError as error:
            return rate_limited(error)
        finally:
            await context.call.end()

    async def _run(self, request: GraphRequest, context: RequestContext, budget: Budget) -> Outcome:
        """Prepare the operation, see what it costs, and only then execute it."""
        prepared = self.operations.prepare(request.query)
        if isinstance(prepared, Refusal):
            return Outcome(prepared.body, 400)
        operation = prepared.operation(request.operation_name)
        if operation is None:
            message = "no such operation, or several and no operationName"
            return Outcome(error_body("BAD_REQUEST", message), 400)
        if operation.operation is OperationType.SUBSCRIPTION:
            return Outcome(error_body("BAD_REQUEST", NOT_HERE), 400)
        is_query = operation.operation is OperationType.QUERY
        variables = prepared.variables(
            self._schema,
            operation,
            request.variables,
            hide_suggestions=self._settings.introspection is False,
        )
        if isinstance(variables, list):
            return Outcome(body_of(ExecutionResult(None, variables), request.operation_name))
        selection = None
        if self._settings.planner:
            selection = prepared.compiled(self._schema, operation, variables)
        cost = self.weigh(prepared, operation, variables, selection, request)
        if isinstance(cost, Outcome):
            return cost
        budget = await self.quotas.spend(budget, cost.points(self._settings.write_points))
        if is_query and request.stream is not None and prepared.defers and selection is not None:
            selection = prepared.compiled(self._schema, operation, variables, defers=True)
        result = await self._execute(prepared, selection, variables, request, context)
        return await self._answer(result, cost, budget, request, context)

    async def _answer(
        self,
        result: ExecutionResult,
        cost: Cost,
        budget: Budget,
        request: GraphRequest,
        context: RequestContext,
    ) -> Outcome:
        """Return the answer, or send it when a part of it comes later."""
        body = body_of(result, request.operation_name)
        if self._settings.cost_extension:
            body["extensions"] = {"cost": self._told(cost, budget)}
        explained = partial(explanation, request, context, cost)
        if request.stream is not None and request.stream.later:
            return await self._stream(request.stream, body, explained, request.operation_name)
        if request.explain:
            body["extensions"] = {**body.get("extensions", {}), **explained()}
        return Outcome(body)

    async def _stream(
        self,
        stream: Stream,
        body: dict[str, Any],
        explained: Callable[[], dict[str, Any]],
        operation: str | None,
    ) -> Outcome:
        """Send what is there, and what was put off as soon as that is."""
        self._active += 1
        try:
            refused = await stream.send(body, explained, operation or "")
        finally:
            self._active -= 1
        return Outcome(body) if refused is None else Outcome(refused, 503)

    def weigh(
        self,
        prepared: Prepared,
        operation: OperationDefinitionNode,
        variables: Any,
        selection: Selection | None,
        request: GraphRequest,
    ) -> Cost | Outcome:
        """Return what the operation costs, or the refusal of what costs too much."""
        try:
            cost = self._costing.cost(prepared, operation, variables, selection)
        except GraphQLError as error:  # a condition that is null
            return Outcome(body_of(ExecutionResult(None, [error]), request.operation_name))
        except TooComplexError:
            message = "the operation is too complex to estimate its cost"
            return Outcome(error_body("COST_LIMIT_EXCEEDED", message), 400)
        if cost.mutations > self._settings.max_writes:
            message = f"the operation holds more than {self._settings.max_writes} mutations"
            return Outcome(error_body("COST_LIMIT_EXCEEDED", message), 400)
        return Outcome(self._too_dear(cost), 400) if self._is_too_dear(cost) else cost

    def _is_too_dear(self, cost: Cost) -> bool:
        settings = self._settings
        return cost.calls > settings.max_cost_calls or cost.rows > settings.max_cost_rows

    def _too_dear(self, cost: Cost) -> dict[str, Any]:
        """Return the refusal of an operation that would cost too much."""
        settings = self._settings
        message = (
            f"the operation would take {cost.calls} calls and {cost.rows} rows, more than "
            f"{settings.max_cost_calls} calls or {settings.max_cost_rows} rows; most of it: "
            + ", ".join(cost.dominant)
        )
        return error_body("COST_LIMIT_EXCEEDED", message, cost=self._told(cost, None))

    def _told(self, cost: Cost, budget: Budget | None) -> dict[str, Any]:
        """Return `extensions.cost`."""
        settings = self._settings
        told: dict[str, Any] = {
            "calls": cost.calls,
            "rows": cost.rows,
            "limit": {"calls": settings.max_cost_calls, "rows": settings.max_cost_rows},
        }
        if budget is not None and budget.cost is not None:
            told["remaining"] = budget.cost.remaining
        return told

    async def _execute(
        self,
        prepared: Prepared,
        selection: Selection | None,
        variables: Any,
        request: GraphRequest,
        context: RequestContext,
    ) -> ExecutionResult:
        self._active += 1
        context.call.sharers = self._active
        try:
            if selection is not None:
                if selection.is_serial:  # a mutation looks at more than is selected, and live
                    context.call.cache = None
                else:
                    context.call.names = selection.frame.names
                if HERKOMST in selection.frame.names:
                    context.call.fetched = {}
                context.call.is_single = len(selection.fields) == 1
                run = Run(context, variables, PREFETCHES)
                data = await run.execute(selection)
                if run.deferred and request.stream is not None:
                    request.stream.later = Later(run, context, variables, PREFETCHES)
                return ExecutionResult(data, run.errors or None)
            context.call.fetched = {}
            result: Any = experimental_execute_incrementally(
                self._schema,
                prepared.whole,
                context_value=context,
                variable_values=dict(request.variables),
                operation_name=request.operation_name,
            )
            settled: ExecutionResult = await result if isawaitable(result) else result
            errors = [*(settled.errors or ()), *context.missing]
            return ExecutionResult(settled.data, errors or None)
        finally:
            self._active -= 1


def _too_long(context: RequestContext) -> dict[str, Any]:
    """Return the answer when time is over."""
    failure = error_body("OPERATION_TIMEOUT", "the operation took longer than allowed")
    return with_done(failure, context)


def with_done(failure: Mapping[str, Any], context: RequestContext) -> dict[str, Any]:
    """Return the answer that holds one error, and what was written by then: that stands."""
    done = context.schrijven.told()
    if not done:
        return dict(failure)
    (error,) = failure["errors"]
    told = {
        "message": f"{error['message']}; see what was done",
        "extensions": {**error["extensions"], "uitgevoerd": done},
    }
    return {"errors": [told]}


def rate_limited(error: RateLimitedError) -> Outcome:
    """Return the answer to a client that asked too much."""
    seconds = error.taken.retry_after
    body = error_body("RATE_LIMITED", f"{error}; try again in {seconds} s", retryAfter=seconds)
    return Outcome(body, 429, error.headers())


def limits_of(settings: GatewaySettings) -> DocumentLimits:
    """Return the limits of a document that the settings say."""
    return DocumentLimits(
        tokens=settings.max_tokens,
        depth=settings.max_depth,
        fields=settings.max_fields,
        root_fields=settings.max_root_fields,
        same_field=max(SAME_FIELD, settings.max_root_fields),
        aliases=settings.max_aliases,
        list_items=settings.max_list_items,
    )


def explanation(request: GraphRequest, context: RequestContext, cost: Cost) -> dict[str, Any]:
    """Return `extensions.upstream` when that was asked."""
    if not request.explain:
        return {}
    told = explain_calls(context)
    told["estimated"] = {"calls": cost.calls, "rows": cost.rows}
    return {"upstream": told}


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


def body_of(result: ExecutionResult, operation_name: str | None) -> dict[str, Any]:
    """Return the answer that holds this result; logs its errors."""
    body: dict[str, Any] = {"data": result.data}
    if result.errors:
        for error in result.errors:
            log_error(error, operation_name or "")
        body["errors"] = [format_error(error) for error in result.errors]
    return body
