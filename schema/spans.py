"""The spans of a request, in the JSON encoding of OTLP 1.x: names, counts and hashes, no values.

operation              kind SERVER, below the caller's own span
  plan step, batch     kind INTERNAL
    upstream call      kind CLIENT, the span that the register was told of
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec

from schema.operation_names import OTHER, OperationName
from sources.call import Call, Ended, Read
from sources.watch import Watch, Work

INTERNAL, SERVER, CLIENT = 1, 2, 3
UNSET, OK, ERROR = 0, 1, 2
SCOPE = {"name": "common-ground-gateway"}
ENDED = {Ended.ANSWERED: OK, Ended.NOTHING: UNSET, Ended.ERROR: ERROR}
Span = Mapping[str, Any]


def spans_of(
    watch: Watch,
    call: Call,
    name: OperationName,
    started: int,
    status: int,
    codes: Mapping[str, int],
) -> list[Span]:
    """Return the spans of a request that ended just now; what is still under way ends here."""
    now = time.time_ns()
    return [
        _span(
            call,
            call.trace.span_id,
            call.trace.parent_span_id,
            f"query {name.label}" if name.label != OTHER else "query",
            (started, now),
            SERVER,
            _status(status, codes),
            {
                "graphql.operation.type": "query",
                "graphql.operation.name": name.label,
                "graphql.document.hash": name.hash,
                "http.response.status_code": status,
                "gateway.request_id": watch.request_id,
                "gateway.calls": len(call.reads),
                "gateway.cached": call.cached,
                "gateway.errors": ",".join(sorted(codes)),
            },
        ),
        *(_of_work(call, work, now) for work in watch.works),
        *_of_reads(call, now),
    ]


def _status(status: int, codes: Mapping[str, int]) -> int:
    if status >= 500 or "INTERNAL_ERROR" in codes:
        return ERROR
    return UNSET if codes else OK


def _of_work(call: Call, work: Work, now: int) -> Span:
    told: dict[str, Any] = {}
    if work.keys:
        told["gateway.keys"] = work.keys
    if work.step is not None:
        step = work.step
        told["gateway.plan.strategy"] = step.strategy
        told["gateway.plan.why"] = step.why
        told["gateway.plan.estimated_ms"] = step.estimated_ms
        if step.measured_ms is not None:
            told["gateway.plan.measured_ms"] = step.measured_ms
    ends = (work.started, work.ended or now)
    name = work.name if work.step is not None else f"load {work.name}"
    return _span(call, work.span_id, work.parent, name, ends, INTERNAL, UNSET, told)


def _of_reads(call: Call, now: int) -> Iterator[Span]:
    for read in call.reads:
        ends = (read.started, read.ended or now)
        told: dict[str, Any] = {
            "http.request.method": read.method,
            "url.template": read.template,
            "peer.service": read.upstream,
            "gateway.keys": read.keys,
        }
        if read.status is not None:
            told["http.response.status_code"] = read.status
        name = f"{read.method} {read.upstream} {read.template}"
        parent = read.parent or call.trace.span_id
        yield _span(call, read.span_id, parent, name, ends, CLIENT, _ended(read), told)


def _ended(read: Read) -> int:
    return ENDED[read.outcome] if read.ended else UNSET


def _span(
    call: Call,
    span_id: str,
    parent: str,
    name: str,
    ends: tuple[int, int],
    kind: int,
    status: int,
    told: Mapping[str, Any],
) -> Span:
    span = {
        "traceId": call.trace.trace_id,
        "spanId": span_id,
        "name": name,
        "kind": kind,
        "startTimeUnixNano": str(ends[0]),
        "endTimeUnixNano": str(ends[1]),
        "attributes": attributes(told),
        "status": {"code": status},
    }
    if parent:
        span["parentSpanId"] = parent
    return span


def attributes(values: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return attributes as OTLP's JSON has them; a 64-bit number is text there."""
    return [{"key": key, "value": _value(value)} for key, value in values.items() if value != ""]


def _value(value: Any) -> dict[str, Any]:
    if isinstance(value, int):
        return {"intValue": str(value)}
    return {"doubleValue": value} if isinstance(value, float) else {"stringValue": str(value)}


def export_traces(spans: Iterable[Span], resource: Mapping[str, Any]) -> bytes:
    """Return an OTLP ExportTraceServiceRequest with these spans."""
    scoped = {"scope": SCOPE, "spans": list(spans)}
    found = {"resource": {"attributes": attributes(resource)}, "scopeSpans": [scoped]}
    return msgspec.json.encode({"resourceSpans": [found]})
