"""What a subscription is, and whether it may begin: checked like a query, before it costs anything.

Everything that operations of one text share is shared: what one subscription keeps for itself is
its variables, what it wants and which events wait for it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Protocol

import msgspec
from graphql import ExecutionResult, GraphQLError, OperationDefinitionNode, OperationType

from planning.compile import Selection
from planning.engine import FieldInfo
from policy.quotas import Budget
from policy.trusted import TrustedDocument
from resolvers.context import RequestContext
from resolvers.errors import BadUserInputError
from resolvers.gebeurtenissen import Subject, Wanted
from schema.admission import Admission
from schema.errors import error_body, told
from schema.execution import Executor, GraphRequest, Outcome, body_of
from schema.operations import Prepared, Refusal
from schema.stream_bursts import Burst
from schema.subscription import OWN_ONLY_REFUSED
from settings import GatewaySettings

MAX_VARIABLES = 4_096
"""Bytes of the variables of a subscription whose events are shared with those of equal ones."""


class Carrier(Protocol):
    """The connection that a subscription came over."""

    said: Any
    """What the client said of itself: the token, the purpose."""
    admission: Admission

    async def next(self, subscription: Subscription, body: msgspec.Raw, eid: str) -> None:
        """Send an event; return when the client's side took it."""

    def drop(self, why: str) -> None:
        """Close the connection for this reason, one of `stream_endings`."""


@dataclass(slots=True, eq=False)
class Operation:
    """A subscription's operation, compiled and weighed."""

    request: GraphRequest
    selection: Selection
    variables: Any
    points: int
    """What one event takes of the client's budget."""
    wanted: Wanted
    asked: frozenset[str]
    """The edges selected of the zaak, document or contact: they may be read along."""
    budget: Budget
    share: tuple[Any, ...] | None
    """Equal for subscriptions of which one event may be made once; None: of nobody else."""


@dataclass(slots=True, eq=False)
class Subscription:
    """One subscription that is open."""

    id: str
    carrier: Carrier
    operation: Operation
    pending: dict[Subject, Burst] = field(default_factory=dict)
    """What happened and was not told yet: the newest per zaak, document or contact."""
    is_queued: bool = False
    is_busy: bool = False
    is_over: bool = False
    resumed_to: int = 0
    """The last place of the feed that resuming already looked at."""
    shown: Any = None
    """The rights with which the one zaak or document was last shown to this subscriber."""

    @property
    def wanted(self) -> Wanted:
        """Which events it is about."""
        return self.operation.wanted


def subscription_of(
    executor: Executor, request: GraphRequest
) -> tuple[Prepared, OperationDefinitionNode] | Outcome | None:
    """Return the operation when it is a subscription, None when it is another, or its refusal."""
    prepared = executor.operations.prepare(request.query)
    if isinstance(prepared, Refusal):
        return Outcome(prepared.body, 400)
    operation = prepared.operation(request.operation_name)
    if operation is None or operation.operation is not OperationType.SUBSCRIPTION:
        return None
    return prepared, operation


def compiled(
    executor: Executor,
    settings: GatewaySettings,
    request: GraphRequest,
    found: tuple[Prepared, OperationDefinitionNode],
    context: RequestContext,
    budget: Budget,
) -> Operation | Outcome:
    """Return what runs at each event, or why this subscription is refused."""
    prepared, node = found
    hides = settings.introspection is False
    variables = prepared.variables(executor.schema, node, request.variables, hide_suggestions=hides)
    if isinstance(variables, list):
        body = body_of(ExecutionResult(None, variables), request.operation_name)
        return Outcome({"errors": body["errors"]}, 400)
    selection = prepared.compiled(executor.schema, node, variables)
    if selection is None or len(selection.fields) != 1 or selection.columns:
        return _bad("a subscription has one field at its root, that no condition leaves out")
    root = selection.fields[0]
    if context.principal.is_own_only and root.name in OWN_ONLY_REFUSED:
        body = error_body("FORBIDDEN", f"'{root.name}' is not for citizens and companies")
        return Outcome(body, 403)
    cost = executor.weigh(prepared, node, variables, selection, request)
    if isinstance(cost, Outcome):
        return cost
    try:
        wanted = _wanted(selection, context, variables)
    except (BadUserInputError, GraphQLError) as error:
        message = error.message if isinstance(error, GraphQLError) else str(error)
        return Outcome(error_body("BAD_USER_INPUT", told(message)), 400)
    event = root.below(root.position.named.name)
    edges = [plan.below(plan.position.named.name).names for plan in event.fields]
    share = _share(request, context)
    asked = frozenset[str]().union(*edges)
    return Operation(request, selection, variables, cost.points(), wanted, asked, budget, share)


def _wanted(selection: Selection, context: RequestContext, variables: Any) -> Wanted:
    """Return which events are wanted. Raises BadUserInputError, GraphQLError."""
    root = selection.fields[0]
    values = {} if root.arguments is None else root.arguments.values(variables)
    wanted: Wanted = root.resolve(None, FieldInfo(root, context, variables), **values)
    return wanted


def _share(request: GraphRequest, context: RequestContext) -> tuple[Any, ...] | None:
    """Return what is the same for subscriptions that get the same: who, what, and what for."""
    values = msgspec.json.encode(request.variables, order="deterministic")
    if len(values) > MAX_VARIABLES:
        return None
    purpose = context.call.purpose
    named = purpose.doelbinding if purpose is not None else ""
    trusted: TrustedDocument | None = request.trusted
    name = trusted.name if trusted is not None else ""
    return (context.principal, request.query, request.operation_name, values, named, name)


def _bad(message: str) -> Outcome:
    return Outcome(error_body("BAD_REQUEST", message), 400)
