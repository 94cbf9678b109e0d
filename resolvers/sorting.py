"""Compares rows of different registers by the order that was asked of each of them."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import total_ordering
from operator import attrgetter
from typing import Any

from resolvers.merging import SortKey

_WORD = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def sort_key(ordering: str | None) -> SortKey | None:
    """Return what rows are compared by, for a value of the `ordering` parameter; None without one.

    As PostgreSQL does, which is below most of these registers: absent values last, or first when
    the order is descending; texts without regard to capitals before they decide.
    """
    if not ordering:
        return None
    parts = [_part(name) for name in ordering.split(",")]

    def key(row: Any) -> Any:
        return None if row is None else tuple(part(row) for part in parts)

    return key


def names_in(ordering: str | None) -> frozenset[str]:
    """Return the properties that an order compares, as the standard spells them."""
    return frozenset(name.removeprefix("-") for name in (ordering or "").split(",") if name)


def _part(name: str) -> Callable[[Any], Any]:
    """Return what compares by one property, which may be preceded by a minus sign."""
    read = attrgetter(_WORD.sub("_", name.removeprefix("-")).lower())
    if name.startswith("-"):
        return lambda row: _Reversed(_comparable(read(row)))
    return lambda row: _comparable(read(row))


def _comparable(value: Any) -> tuple[Any, ...]:
    if value is None:
        return (1,)
    return (0, value.casefold(), value) if isinstance(value, str) else (0, value)


@total_ordering
class _Reversed:
    """Compares the other way around."""

    __slots__ = ("value",)

    def __init__(self, value: Any) -> None:
        self.value = value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Reversed) and self.value == other.value

    def __lt__(self, other: _Reversed) -> bool:
        return bool(other.value < self.value)

    __hash__ = None  # type: ignore[assignment]  # a key is only compared
