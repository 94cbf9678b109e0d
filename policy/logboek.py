"""Records of the Logboek Dataverwerkingen 1.0.0: what one says, under which pseudonym, as OTLP.

A record is one span of OTLP in its JSON encoding. It is encoded once, when it is made: the spool
keeps those bytes and the collector gets them.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Mapping
from enum import IntEnum
from typing import Any

import msgspec

ACTIVITY = "dpl.core.processing_activity_id"
SUBJECT = "dpl.core.data_subject_id"
SUBJECT_TYPE = "dpl.core.data_subject_id_type"
PROCESSOR = "dpl.core.foreign_operation.processor"
SCOPE = b'"scope":{"name":"logboek-dataverwerkingen","version":"1.0.0"}'
SHORTEST_KEY = 32


class Kind(IntEnum):
    """SpanKind of OTLP."""

    INTERNAL = 1
    SERVER = 2
    CLIENT = 3


class Status(IntEnum):
    """StatusCode of OTLP, as the standard uses it."""

    UNSET = 0
    """Ended without an internal error, also when nothing was found or the question was wrong."""
    OK = 1
    ERROR = 2


class Verwerking(msgspec.Struct, frozen=True):
    """One record: a data processing about one betrokkene, or about nobody in particular."""

    trace_id: str
    span_id: str
    parent_span_id: str
    name: str
    start_time: int
    """Nanoseconds since the epoch, as `end_time`."""
    end_time: int
    status: Status
    attributes: Mapping[str, str]
    kind: Kind = Kind.INTERNAL

    def encode(self) -> bytes:
        """Return the record as an OTLP span in JSON, on one line."""
        span: dict[str, Any] = {
            "traceId": self.trace_id,
            "spanId": self.span_id,
            "parentSpanId": self.parent_span_id,
            "name": self.name,
            "kind": int(self.kind),
            "startTimeUnixNano": str(self.start_time),
            "endTimeUnixNano": str(self.end_time),
            "attributes": _attributes(self.attributes),
            "status": {"code": int(self.status)},
        }
        if not self.parent_span_id:
            del span["parentSpanId"]
        return msgspec.json.encode(span)


class Pseudoniemen:
    """Gives one and the same number always the same name, which only the key links to it."""

    def __init__(self, key: str, key_id: str) -> None:
        """Raise ValueError for a key that is too short, or a key id that is not plain."""
        if len(key) < SHORTEST_KEY:
            raise ValueError(f"the key must have {SHORTEST_KEY} characters or more")
        if not key_id.isalnum() or not key_id.isascii():
            raise ValueError("'key_id' must be letters and digits")
        self._key = key.encode()
        self._key_id = key_id

    def of(self, soort: str, nummer: str) -> str:
        """Return `<key id>.<HMAC-SHA-256 in hex>` of a number of this kind."""
        text = f"{soort}\0{nummer}".encode()
        return f"{self._key_id}.{hmac.new(self._key, text, hashlib.sha256).hexdigest()}"


def export_request(spans: Iterable[bytes], resource: Mapping[str, str]) -> bytes:
    """Return an OTLP ExportTraceServiceRequest in JSON with these encoded spans."""
    attributes = msgspec.json.encode(_attributes(resource))
    return b"".join(
        (
            b'{"resourceSpans":[{"resource":{"attributes":',
            attributes,
            b'},"scopeSpans":[{',
            SCOPE,
            b',"spans":[',
            b",".join(spans),
            b"]}]}]}",
        )
    )


def _attributes(values: Mapping[str, str]) -> list[dict[str, Any]]:
    return [{"key": key, "value": {"stringValue": value}} for key, value in values.items()]
