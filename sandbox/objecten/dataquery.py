"""Filters and order on free JSON, as PostgreSQL answers them on a jsonb column."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

OPERATORS = ("exact", "gt", "gte", "lt", "lte", "icontains", "in")
_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "gt": operator.gt,
    "gte": operator.ge,
    "lt": operator.lt,
    "lte": operator.le,
}
MISSING: Any = object()


class ExpressionError(ValueError):
    """An expression that is not `key__operator__value`."""


@dataclass(frozen=True)
class Expression:
    """One `key__operator__value`; `value` is a text, or also a number or a day."""

    path: tuple[str, ...]
    operator: str
    text: str

    def matches(self, data: Any) -> bool:
        found = look_up(data, self.path)
        if found is MISSING:
            return False
        if self.operator == "exact":
            return found in _texts_and_number(self.text) and not isinstance(found, bool)
        if self.operator == "icontains":
            return self.text.casefold() in _as_text(found).casefold()
        if self.operator == "in":
            return isinstance(found, str) and found in self.text.split("|")
        wanted = to_value(self.text)
        wanted = wanted.isoformat() if isinstance(wanted, date) else wanted
        return _COMPARE[self.operator](sort_key(found), sort_key(wanted))


def parse(expression: str, *, comma_in_value: bool) -> Expression:
    """Read one expression; raises what the real server would complain of."""
    parts = expression.rsplit("__", 2)
    if len(parts) != 3 or (comma_in_value and "," in "__".join(parts[:2])):
        reason = f"Filter expression '{expression}' doesn't have the shape 'key__operator__value'"
        raise ExpressionError(reason)
    variable, name, text = parts
    if name not in OPERATORS:
        raise ExpressionError(f"Comparison operator `{name}` is unknown")
    if name in _COMPARE and isinstance(to_value(text), str):
        raise ExpressionError(f"Operator `{name}` supports only dates and/or numeric values")
    return Expression(tuple(variable.split("__")), name, text)


def to_value(text: str) -> str | float | date:
    """A number or a day when the text can be read as one."""
    for read in (float, date.fromisoformat):
        try:
            return read(text)
        except ValueError:
            continue
    return text


def look_up(data: Any, path: tuple[str, ...]) -> Any:
    for name in path:
        if isinstance(data, list) and name.isdigit() and int(name) < len(data):
            data = data[int(name)]
        elif isinstance(data, dict) and name in data:
            data = data[name]
        else:
            return MISSING
    return data


def sort_key(value: Any) -> tuple[int, Any]:
    """Jsonb compares values of different kinds by kind: null, text, number, boolean, rest."""
    if value is None:
        return 0, 0
    if isinstance(value, bool):
        return 3, value
    if isinstance(value, str):
        return 1, value
    if isinstance(value, int | float):
        return 2, value
    return 4, str(value)


def any_text_matches(data: Any, pattern: re.Pattern[str]) -> bool:
    return any(pattern.search(text) for text in _texts(data))


def _texts(data: Any) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict | list):
        for item in data.values() if isinstance(data, dict) else data:
            yield from _texts(item)


def _texts_and_number(text: str) -> tuple[Any, ...]:
    number = to_value(text)
    return (text, number) if isinstance(number, float) else (text,)


def _as_text(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return str(value)
