"""From a typed input to the body that a register takes: only what was given, under its own name."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from enum import Enum
from typing import Any

from strawberry import UNSET

from resolvers.errors import BadUserInputError
from resolvers.writing.uitkomst import Afgekeurd, Fout

REQUIRED = "REQUIRED"
PROPERTY, BLANK = "property", "blank"
"""Metadata of an input field: the register's name for it, and what it takes for nothing."""
UNKNOWN = "_onbekend"
"""The value of ONBEKEND in every enumeration (schema/base.py)."""
NOT_BLANK = object()
"""It cannot be emptied."""
NOWHERE: Mapping[str, str] = {}


def body_of(invoer: Any, veld: str = "invoer") -> dict[str, Any]:
    """Return the properties that were given. Raises Afgekeurd for null where that cannot be."""
    body: dict[str, Any] = {}
    wrong: list[Fout] = []
    for spec, name in _properties(type(invoer)):
        value = getattr(invoer, spec.name)
        if value is UNSET:
            continue
        if value is None:
            if spec.metadata[BLANK] is NOT_BLANK:
                where = f"{veld}.{camel(spec.name)}"
                wrong.append(Fout(REQUIRED, where, "Dit kan niet leeg zijn."))
            value = spec.metadata[BLANK]
        body[name] = plain(value)
    if wrong:
        raise Afgekeurd(*wrong)
    return body


def velden_of(invoer: type, veld: str = "invoer") -> dict[str, str]:
    """Return which argument each property of the register comes from."""
    return {name: f"{veld}.{camel(spec.name)}" for spec, name in _properties(invoer)}


def given(value: Any) -> Any:
    """Return a value of an input, None when it was left out."""
    return None if value is UNSET else value


def plain(value: Any) -> Any:
    """Return a value of an input as JSON has it."""
    if isinstance(value, Enum):
        if value.value == UNKNOWN:
            raise BadUserInputError("ONBEKEND is an answer, not something to send")
        return value.value
    if isinstance(value, list):
        return [plain(item) for item in value]
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return body_of(value)
    return value


def camel(name: str) -> str:
    """Return the name that the graph gives this attribute."""
    first, *rest = name.split("_")
    return first + "".join(part.capitalize() for part in rest)


def _properties(invoer: type) -> Iterator[tuple[dataclasses.Field[Any], str]]:
    for spec in dataclasses.fields(invoer):
        if PROPERTY in spec.metadata:
            yield spec, spec.metadata[PROPERTY]
