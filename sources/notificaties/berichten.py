"""Reads what a Notificaties API 1.0 delivers: from the bytes of a POST to a checked message.

Nothing of it is believed: only its names, its URLs and its time are read, each within a bound, and
of the kenmerken only those that say which kind of thing changed.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any

import msgspec

from sources.errors import MALFORMED
from sources.notificaties.tabel import KENMERKEN

MAX_KENMERK = 250
"""Characters; those that are passed on are codes, RSINs and URLs of types."""
Name = Annotated[str, msgspec.Meta(min_length=1, max_length=100)]
Url = Annotated[str, msgspec.Meta(min_length=1, max_length=1_000)]


class MalformedError(Exception):
    """The body is not what it should be; says where, never what stood there."""


class Bericht(msgspec.Struct, frozen=True, kw_only=True):
    """One change, as a sender tells it."""

    kanaal: str
    resource: str
    actie: str
    url: str
    hoofd_url: str
    aanmaakdatum: str
    made_at: float | None
    """The same in seconds since 1970; None when it names no time zone."""
    kenmerken: Mapping[str, str] = {}
    event_id: str = ""
    """What tells a CloudEvent from all others; notifications have nothing like it."""


class _Notificatie(msgspec.Struct, rename="camel"):
    """The body as the standard has it."""

    kanaal: Annotated[str, msgspec.Meta(min_length=1, max_length=50)]
    hoofd_object: Url
    resource: Name
    resource_url: Url
    actie: Name
    aanmaakdatum: Name
    kenmerken: dict[str, Any] | None = None


_DECODER = msgspec.json.Decoder(_Notificatie)


def read_notificatie(body: bytes) -> Bericht:
    """Return the notification in a body. Raises MalformedError."""
    try:
        found = _DECODER.decode(body)
    except MALFORMED as error:
        raise MalformedError(where(error)) from None
    made = moment(found.aanmaakdatum)
    if made is None:
        raise MalformedError("at `$.aanmaakdatum`")
    return Bericht(
        kanaal=found.kanaal,
        resource=found.resource,
        actie=found.actie,
        url=found.resource_url,
        hoofd_url=found.hoofd_object,
        aanmaakdatum=found.aanmaakdatum,
        made_at=seconds(made),
        kenmerken=kept(found.kenmerken or {}),
    )


def kept(kenmerken: Mapping[str, Any]) -> dict[str, str]:
    """Return the kenmerken that are passed on, as far as they are short strings."""
    return {
        name: value
        for name in KENMERKEN & kenmerken.keys()
        if isinstance(value := kenmerken[name], str) and 0 < len(value) <= MAX_KENMERK
    }


def moment(text: str) -> datetime | None:
    """Return the time in a date-time (RFC 3339), or None."""
    try:
        return msgspec.convert(text, datetime)
    except (msgspec.ValidationError, ValueError):
        return None


def seconds(made: datetime | None) -> float | None:
    """Return the seconds since 1970, to a microsecond; None without a time zone."""
    return None if made is None or made.tzinfo is None else made.timestamp()


def where(error: Exception) -> str:
    """Return the JSON path that a msgspec error names, without the value it found there."""
    text = str(error)
    return f"at {text.rsplit(' - at ', 1)[1]}" if " - at " in text else "not such a JSON object"
