"""Delivers records to an OTLP/HTTP collector: one attempt, and what it answered.

OTLP 1.x over HTTP with the JSON encoding: `v1/traces` below the root; 2xx acknowledges, and
`partialSuccess` then tells how many records were not taken.
"""

from __future__ import annotations

from typing import NamedTuple

import msgspec

from sources.call import Call, Caller
from sources.client import UpstreamClient
from sources.errors import MALFORMED, SourceError
from sources.writing import deliver as post

PATH = "v1/traces"
GATEWAY = Caller("gateway", "Gateway")


class Reply(NamedTuple):
    """What a collector answered; status 0 is no answer."""

    status: int
    retry_after: float | None = None
    rejected: int = 0


class _Partial(msgspec.Struct, rename="camel"):
    rejected_spans: int | str = 0


class _Response(msgspec.Struct, rename="camel"):
    partial_success: _Partial | None = None


async def deliver(client: UpstreamClient, body: bytes) -> Reply:
    """Return what the collector answers to an ExportTraceServiceRequest; never raises for it."""
    try:
        answer = await post(client, PATH, body, Call(GATEWAY))
    except SourceError:
        return Reply(0)
    return Reply(answer.status, answer.retry_after, _rejected(answer.body))


def _rejected(body: bytes) -> int:
    """Return how many spans were not taken; a 64-bit number is text in OTLP's JSON."""
    try:
        partial = msgspec.json.decode(body, type=_Response).partial_success
        return int(partial.rejected_spans) if partial is not None else 0
    except (*MALFORMED, ValueError):
        return 0
