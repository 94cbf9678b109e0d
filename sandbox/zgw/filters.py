"""List filters as data: the parameter, how it is parsed and which records it keeps."""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from sandbox.zgw import values
from sandbox.zgw.data import Json

Matches = Callable[[Json, Any], bool]

_OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "": operator.eq,
    "gt": operator.gt,
    "gte": operator.ge,
    "lt": operator.lt,
    "lte": operator.le,
}


@dataclass(frozen=True)
class Filter:
    """One query parameter of a list.

    `indexed` names the field that an equality filter can be answered from;
    filters of one `group` must hold for the same child record.
    """

    name: str
    parse: values.Parse
    matches: Matches
    indexed: str = ""
    default: str = ""
    standard: bool = True
    group: str = ""

    def experimental(self) -> Filter:
        """The same filter, known to Open Zaak only."""
        return replace(self, standard=False)

    def of_child(self, prefix: str, group: str) -> Filter:
        """The same filter, asked of a parent about its children."""
        return replace(self, name=f"{prefix}{self.name}", group=group, indexed="")


def equal(name: str, parse: values.Parse = values.text, field: str = "") -> Filter:
    field = field or name
    return Filter(name, parse, lambda record, value: bool(record[field] == value))


def by_url(name: str, field: str = "") -> Filter:
    """An equality on a link, answered from an index."""
    field = field or name
    return Filter(
        name, values.url, lambda record, value: bool(record[field] == value), indexed=field
    )


def has_url(name: str) -> Filter:
    """The link is one of those in a list of links."""
    return Filter(name, values.url, lambda record, value: value in record[name])


def contains(name: str, field: str = "") -> Filter:
    """A case-insensitive part of the text."""
    field = field or name
    return Filter(
        name, values.text, lambda record, value: value.casefold() in record[field].casefold()
    )


def one_of(field: str) -> Filter:
    return Filter(f"{field}__in", values.comma_list(), lambda record, value: record[field] in value)


def is_null(field: str) -> Filter:
    return Filter(
        f"{field}__isnull", values.boolean, lambda record, value: (record[field] is None) is value
    )


def dates(field: str, *lookups: str) -> tuple[Filter, ...]:
    """Comparisons on a date; an absent date matches none of them."""
    return tuple(_compare(field, lookup, values.day, _as_is) for lookup in lookups)


def moments(field: str, *lookups: str) -> tuple[Filter, ...]:
    """Comparisons on a date with time."""
    return tuple(_compare(field, lookup, values.moment, values.moment) for lookup in lookups)


def _as_is(value: str) -> str:
    return value


def _compare(field: str, lookup: str, parse: values.Parse, convert: Callable[[str], Any]) -> Filter:
    compare = _OPERATORS[lookup]

    def matches(record: Json, value: Any) -> bool:
        return record[field] is not None and compare(convert(record[field]), value)

    return Filter(f"{field}__{lookup}" if lookup else field, parse, matches)


def as_mapping(*filters: Filter) -> dict[str, Filter]:
    return {item.name: item for item in filters}
