"""Watches requests from outside: metrics, spans and a line in the log when each ended."""

from __future__ import annotations

import logging
import random
import time
from collections import Counter
from collections.abc import Awaitable, Mapping
from typing import Any

from policy.quotas import RateLimitedError
from policy.trusted import TrustedDocument
from schema.admission import NotAdmittedError
from schema.execution import Outcome
from schema.incoming import IncomingError
from schema.metrics import Metrics
from schema.operation_names import OperationName, OperationNames
from schema.span_queue import SpanQueue
from schema.spans import spans_of
from sources.call import Call
from sources.watch import NOW, Now, Watch

log = logging.getLogger("gateway.access")
REQUEST_ID = "X-Request-Id"
FAILED, GONE = 500, 499
SHORT_HASH = 7
"""Characters of a hash in a line of text: too few to hold a number that would be masked."""
SAMPLED = 0x01
NOT_SAMPLED = "00"


class Observer:
    """What looks on while requests are answered."""

    def __init__(
        self,
        names: OperationNames,
        metrics: Metrics | None = None,
        spans: SpanQueue | None = None,
        *,
        ratio: float = 1.0,
        tells: bool = False,
    ) -> None:
        self._names, self._metrics, self._spans = names, metrics, spans
        self._ratio, self._tells = ratio, tells

    async def around(self, answering: Awaitable[Outcome]) -> Outcome:
        """Return the answer, with the id of the request; notes whatever became of it."""
        watch, started, start = Watch(), time.time_ns(), time.perf_counter()
        token = NOW.set(Now(watch, ""))
        status, body = FAILED, dict[str, Any]()
        try:
            outcome = await answering
            status, body = outcome.status, dict(outcome.body)
            return outcome._replace(headers={**outcome.headers, REQUEST_ID: watch.request_id})
        except (NotAdmittedError, IncomingError) as error:
            status, body = error.status, dict(error.body)
            raise
        except RateLimitedError:
            status, body = 429, {"errors": [{"extensions": {"code": "RATE_LIMITED"}}]}
            raise
        finally:
            self._ended(watch, status, _codes(body), started, time.perf_counter() - start)
            NOW.reset(token)

    def begins(
        self, call: Call, text: str, operation: str | None, trusted: TrustedDocument | None
    ) -> None:
        """Note which operation it is, once that is known."""
        now = NOW.get()
        if now is None:
            return
        watch = now.watch
        watch.call, watch.text, watch.operation = call, text, operation
        watch.is_trusted = trusted is not None
        watch.trusted_name = "" if trusted is None else trusted.name
        if self._spans is not None:
            self._sample(watch, call)
            if watch.is_sampled:
                NOW.set(Now(watch, call.trace.span_id))

    def _sample(self, watch: Watch, call: Call) -> None:
        """Decide whether its spans are kept: as its caller did, else by chance."""
        trace = call.trace
        if trace.parent_span_id:
            kept = bool(int(trace.flags, 16) & SAMPLED)
            watch.is_sampled = kept and not trace.trace_id.isdecimal()
        elif random.random() < self._ratio:  # noqa: S311  a sample guards nothing
            watch.is_sampled = True
        else:
            call.trace = trace._replace(flags=NOT_SAMPLED)

    def _ended(
        self, watch: Watch, status: int, codes: Counter[str], started: int, seconds: float
    ) -> None:
        name = self._names.of(watch)
        if self._metrics is not None:
            self._metrics.answered(name, status, codes, seconds)
            self._metrics.worked(name, watch)
        if self._spans is not None and watch.call is not None and watch.is_sampled:
            self._spans.put(spans_of(watch, watch.call, name, started, status, codes))
        if self._tells:
            _tell(watch, name, status, codes, seconds)


def _codes(body: Mapping[str, Any]) -> Counter[str]:
    """Return how often each code stands in an answer."""
    errors = body.get("errors")
    if not errors:
        return Counter()
    return Counter(error.get("extensions", {}).get("code", "") for error in errors)


def _tell(
    watch: Watch, name: OperationName, status: int, codes: Mapping[str, int], seconds: float
) -> None:
    """Write the line of a request: names, numbers and codes."""
    call = watch.call
    ms, calls = round(seconds * 1000, 1), 0 if call is None else len(call.reads)
    told: dict[str, Any] = {
        "operation": name.name,
        "hash": name.hash,
        "status": status,
        "ms": ms,
        "calls": calls,
        "codes": ",".join(sorted(codes)),
    }
    if call is not None:
        told["cached"], told["trace_id"] = call.cached, call.trace.trace_id
    short = name.hash[:SHORT_HASH]
    line = "operation=%s hash=%s status=%s ms=%s calls=%s codes=%s"
    values = (name.name, short, status, ms, calls, told["codes"] or "-")
    log.info(line, *values, extra=told)
