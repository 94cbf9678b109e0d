"""Makes one event for one subscriber: read, authorised, run and logged at that moment."""

from __future__ import annotations

from typing import Any, NamedTuple

import msgspec
from graphql import ExecutionResult

from planning.engine import Run
from policy.gate import OverloadedError
from policy.quotas import RateLimitedError
from resolvers.context import RequestContext
from resolvers.gebeurtenissen import Gebeurtenis, read_subject, told_of
from resolvers.herkomst import FIELD as HERKOMST
from resolvers.zaakfilter import NEEDED
from schema.admission import Admission
from schema.endpoint import Endpoint
from schema.execution import PREFETCHES, Outcome, body_of
from schema.stream_bursts import Burst
from schema.stream_subscription import Subscription
from settings import GatewaySettings
from sources.deadline import Deadline
from sources.errors import SourceError

NOTHING = Outcome({"data": {}}, 204)
"""The subscriber may not know, or did not want, what happened."""
RETRY = 1.0
"""Seconds before an event is tried again; doubles."""
MAX_ATTEMPTS = 5
"""Attempts at one event while a register does not answer; then it is lost, and counted."""


class Later(Exception):  # noqa: N818  no failure: the event is made later
    """An event cannot be made now."""

    def __init__(self, seconds: float, *, counts: bool = True) -> None:
        super().__init__(seconds)
        self.seconds = seconds
        self.counts = counts
        """Whether it was an attempt; waiting for one's turn is none."""


class Made(NamedTuple):
    """An event as it goes out."""

    body: msgspec.Raw
    """JSON; the same bytes for all who get it."""
    is_shown: bool
    """Whether what it is about was there, and seen."""


class Events:
    """Makes events, as queries are answered: gate, deadline, guard, planner, log."""

    def __init__(self, endpoint: Endpoint, settings: GatewaySettings) -> None:
        self._endpoint, self._settings = endpoint, settings
        self._executor = endpoint.executor

    async def make(
        self, subscription: Subscription, admission: Admission, burst: Burst, eid: str
    ) -> Made | None:
        """Return the event; None when this subscriber gets none. Raises Later."""
        endpoint, request = self._endpoint, subscription.operation.request
        headers = subscription.carrier.said
        context = endpoint.context(headers, admission, request.trusted)
        answering = self._answer(subscription, context, burst, eid)
        if endpoint.logboek is not None:
            client_id = admission.principal.client_id
            answering = endpoint.logboek.around(answering, context.call, client_id)
        if endpoint.observer is not None:
            answering = endpoint.observer.around(self._observed(context, subscription, answering))
        try:
            outcome = await answering
        except OverloadedError:
            raise Later(1.0, counts=False) from None
        except RateLimitedError as error:
            raise Later(float(error.taken.retry_after), counts=False) from None
        except TimeoutError:
            raise Later(RETRY * 2.0**burst.attempts) from None
        except SourceError as error:
            if not error.retryable:
                return None
            raise Later(RETRY * 2.0**burst.attempts) from None
        finally:
            await context.call.end()
        if outcome is NOTHING or outcome.status == NOTHING.status:
            return None
        body = msgspec.Raw(msgspec.json.encode(outcome.body))
        return Made(body, getattr(context.event, "record", None) is not None)

    async def _observed(
        self, context: RequestContext, subscription: Subscription, answering: Any
    ) -> Outcome:
        self._endpoint.observed(context.call, subscription.operation.request)
        outcome: Outcome = await answering
        return outcome

    async def _answer(
        self, subscription: Subscription, context: RequestContext, burst: Burst, eid: str
    ) -> Outcome:
        """Return the answer, or NOTHING."""
        operation, executor = subscription.operation, self._executor
        with Deadline(operation.request.seconds):
            async with executor.gate.enter():
                await executor.quotas.spend(operation.budget, operation.points)
                _prepare(context, operation)
                context.event = await self._decided(subscription, context, burst, eid)
                if context.event is None:
                    return NOTHING
                run = Run(context, operation.variables, PREFETCHES)
                data = await run.execute(operation.selection)
        result = ExecutionResult(data, run.errors or None)
        body = body_of(result, operation.request.operation_name)
        body["extensions"] = {"eventId": eid}
        return Outcome(body)

    async def _decided(
        self, subscription: Subscription, context: RequestContext, burst: Burst, eid: str
    ) -> Gebeurtenis | None:
        """Return what this subscriber may know happened, None when that is nothing.

        Nobody can say afterwards who could see what is gone: only whom this subscription showed
        it before, with the rights they still have, is told.
        """
        wanted, subject = subscription.wanted, burst.subject
        record = await read_subject(context, subject, subscription.operation.asked)
        if record is None:
            shown = subscription.shown if wanted.uuid is not None else None
            if not burst.is_end or shown is None or shown != context.rights:
                return None
            return Gebeurtenis(eid, burst.last.notificatie, None)
        if not await wanted.wants(context, subject, record):
            return None
        about = [one for one in burst.notificaties if wanted.is_about(one)]
        told = await told_of(context, about)
        return None if told is None else Gebeurtenis(eid, told, record)


def _prepare(context: RequestContext, operation: Any) -> None:
    """Say what will be read, so that registers are asked no more than that."""
    names = operation.selection.frame.names
    context.call.names = names | NEEDED if operation.wanted.test is not None else names
    if HERKOMST in names:
        context.call.fetched = {}
