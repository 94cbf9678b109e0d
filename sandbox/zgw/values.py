"""Parses the text of a query parameter; refuses it with the words of Open Zaak."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import urlsplit

Parse = Callable[[str], Any]


class InvalidValueError(ValueError):
    """A value that cannot be what the parameter asks for."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


def text(value: str) -> str:
    return value


def short_text(limit: int) -> Parse:
    def parse(value: str) -> str:
        if len(value) > limit:
            reason = f"Zorg ervoor dat deze waarde niet meer dan {limit} tekens bevat."
            raise InvalidValueError("max_length", reason)
        return value

    return parse


def url(value: str) -> str:
    try:
        parts = urlsplit(value)
    except ValueError as error:
        raise InvalidValueError("invalid", "Voer een geldige URL in.") from error
    if parts.scheme not in ("http", "https") or not parts.netloc or " " in value:
        raise InvalidValueError("invalid", "Voer een geldige URL in.")
    return value


def uid(value: str) -> str:
    try:
        return str(uuid.UUID(value))
    except ValueError as error:
        raise InvalidValueError("invalid", "Moet een geldige UUID zijn.") from error


def day(value: str) -> str:
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError as error:
        raise InvalidValueError("invalid", "Voer een geldige datum in.") from error


def moment(value: str) -> datetime:
    try:
        parsed = datetime.fromisoformat(value)
    except ValueError as error:
        raise InvalidValueError("invalid", "Voer een geldige datum/tijd in.") from error
    return parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)


def boolean(value: str) -> bool:
    if value.lower() in ("true", "false"):
        return value.lower() == "true"
    raise InvalidValueError("invalid", f"'{value}' is geen geldige boolean.")


def number(value: str) -> int:
    if not value.isascii() or not value.isdigit():
        raise InvalidValueError("invalid", "Voer een getal in.")
    return int(value)


def choice(*allowed: str) -> Parse:
    def parse(value: str) -> str:
        if value not in allowed:
            reason = f"Selecteer een geldige keuze. {value} is geen beschikbare keuze."
            raise InvalidValueError("invalid_choice", reason)
        return value

    return parse


def comma_list(item: Parse = text) -> Parse:
    def parse(value: str) -> list[Any]:
        return [item(part.strip()) for part in value.split(",") if part.strip()]

    return parse
