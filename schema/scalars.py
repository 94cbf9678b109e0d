"""The scalars: dates and durations stay the ISO 8601 text of the register; BSN is checked."""

from __future__ import annotations

import datetime
import re
import uuid
from typing import Any, NewType

import strawberry
from strawberry.types.scalar import ScalarDefinition

from policy.numbers import is_bsn

Date = NewType("Date", str)
DateTime = NewType("DateTime", str)
Duration = NewType("Duration", str)
GeoJSON = NewType("GeoJSON", dict)  # type: ignore[type-arg]
Uuid = NewType("Uuid", str)
Bsn = NewType("Bsn", str)

_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\Z")
"""As every register writes it; uuid.UUID knows the other ways."""
_DURATION = re.compile(
    r"P(?=.)(\d+Y)?(\d+M)?(\d+W)?(\d+D)?(T(?=.)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?\Z"
)


def _date(value: Any) -> str:
    return datetime.date.fromisoformat(value).isoformat()


def _datetime(value: Any) -> str:
    moment = datetime.datetime.fromisoformat(value)
    if moment.tzinfo is None:
        raise ValueError("DateTime needs a time zone, such as 2026-01-31T12:00:00Z")
    return moment.isoformat()


def _duration(value: Any) -> str:
    if not isinstance(value, str) or not _DURATION.match(value):
        raise ValueError("Duration must be an ISO 8601 duration, such as P30D")
    return value


def _geojson(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict) or not isinstance(value.get("type"), str):
        raise ValueError("GeoJSON must be an object with a `type`")
    return value


def _uuid(value: Any) -> str:
    if isinstance(value, str) and _UUID.match(value):
        return value
    return str(uuid.UUID(value))


def _bsn(value: Any) -> str:
    if not isinstance(value, str) or not is_bsn(value):
        raise ValueError("not a valid BSN: nine digits that pass the 11-proef")
    return value


def _same(value: Any) -> Any:
    return value


def _scalar(name: str, description: str, parse: Any) -> ScalarDefinition:
    return strawberry.scalar(name=name, description=description, serialize=_same, parse_value=parse)


SCALARS: dict[object, ScalarDefinition] = {
    Date: _scalar("Date", "Een datum (ISO 8601), bijvoorbeeld `2026-01-31`.", _date),
    DateTime: _scalar(
        "DateTime",
        "Een moment met tijdzone (ISO 8601), bijvoorbeeld `2026-01-31T12:00:00Z`.",
        _datetime,
    ),
    Duration: _scalar("Duration", "Een duur (ISO 8601), bijvoorbeeld `P30D`.", _duration),
    GeoJSON: _scalar("GeoJSON", "Een geometrie volgens RFC 7946, in WGS84.", _geojson),
    Uuid: _scalar("UUID", "Een UUID (RFC 9562).", _uuid),
    Bsn: _scalar("BSN", "Burgerservicenummer: negen cijfers die aan de 11-proef voldoen.", _bsn),
}
