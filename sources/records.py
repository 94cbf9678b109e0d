"""The base of every record, and the kinds of value that upstreams write.

A record declares what the gateway reads; msgspec ignores what it does not know, so a new
property never breaks a query. Everything but the identity may be missing: servers differ in
version. Dates and durations stay the ISO 8601 text the upstream wrote.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import attrgetter
from typing import (
    Annotated,
    Any,
    Generic,
    TypeVar,
    get_args,
    get_origin,
    get_type_hints,
)

import msgspec

from sources.urls import last_segment

Text = str | None
Link = Annotated[str | None, msgspec.Meta(extra={"blank": True})]
"""A URL of another resource; ZGW writes "" for none, which becomes None."""
Code = Annotated[str | None, msgspec.Meta(extra={"blank": True})]
"""A value of an enumeration; ZGW writes "" for none (BlankEnum), which becomes None."""
Json = dict[str, Any]
Date = str | None
DateTime = str | None
Duration = str | None

R = TypeVar("R")
MAX_KNOWN = 1_000
"""Record classes whose blanks are remembered: sources/slim.py makes new ones."""
EMPTIES = "empties"
"""Marks the step that RecordMeta gave a class, in contrast with one of its own."""
_BLANKABLE = re.compile(r"\b(Link|Code)\b")


class RecordMeta(msgspec.StructMeta):
    """Gives a record that declares a Link or a Code the step that empties the blank ones.

    Others go without: a page of a hundred zaken holds three hundred parts that have none.
    """

    def __new__(
        mcls, name: str, bases: tuple[type, ...], namespace: dict[str, Any], **options: Any
    ) -> RecordMeta:
        """Make the class; the annotations are text, as everywhere in this project."""
        annotations = namespace.get("__annotations__", {}).values()
        declares = any(_BLANKABLE.search(str(annotation)) for annotation in annotations)
        if declares or any(hasattr(base.__dict__.get("__post_init__"), EMPTIES) for base in bases):
            namespace.setdefault("__post_init__", _emptying())
        return super().__new__(mcls, name, bases, namespace, **options)


class Record(msgspec.Struct, metaclass=RecordMeta, rename="camel", kw_only=True, gc=False):
    """One resource or group as its upstream wrote it."""


def empty_blanks(record: Record) -> None:
    """Make None of what the upstream wrote as "" where that means none."""
    names, read = _blanks(type(record))
    if "" in read(record):
        for name in names:
            if getattr(record, name) == "":
                setattr(record, name, None)


def _emptying() -> Callable[[Record], None]:
    """Return an `empty_blanks` for one class, which knows where to look.

    It is called for every record of a page, and a look-up of its class takes as long as the rest.
    """
    read: Callable[[Record], Sequence[Any]] | None = None

    def empty(record: Record) -> None:
        nonlocal read
        if read is None:
            _, read = _blanks(type(record))
        if "" in read(record):
            empty_blanks(record)

    setattr(empty, EMPTIES, True)
    return empty


class Entity(Record):
    """A record with an identity: its own URL at the register."""

    url: str


MAX_COUNT = 2**31 - 1
"""What a GraphQL Int holds; no register has as many rows."""
MAX_ROWS = 5_000
"""Rows of one page; Open Zaak gives 500 at most. More would keep the whole process busy."""


class Page(msgspec.Struct, Generic[R]):
    """One page of a ZGW or Klantinteracties list."""

    results: Annotated[list[R], msgspec.Meta(max_length=MAX_ROWS)]
    count: Annotated[int, msgspec.Meta(ge=0, le=MAX_COUNT)] = 0
    next: str | None = None


@dataclass(frozen=True, slots=True)
class Rows(Generic[R]):
    """One page as its caller may see it."""

    places: Sequence[R | None]
    """Every row in its place; None where one was held back."""
    count: int
    """Rows in the whole list, those held back included unless `is_exact`."""
    is_exact: bool = True
    seen: int | None = None
    """How many rows of the whole list may be seen, where that is known although not exact."""

    @property
    def results(self) -> list[R]:
        """The rows that may be seen."""
        return [row for row in self.places if row is not None]


NO_ROWS: Rows[Any] = Rows((), 0)


def in_order(rows: list[Any], urls: Sequence[str]) -> list[Any]:
    """Return the rows in the order of these URLs, whichever way they were read; others last."""
    if len(rows) < 2 or [row.url for row in rows] == urls:
        return rows
    places = {last_segment(url): place for place, url in enumerate(urls)}
    last = len(places)
    return sorted(rows, key=lambda row: places.get(last_segment(row.url), last))


@lru_cache(MAX_KNOWN)
def _blanks(record: type[Record]) -> tuple[tuple[str, ...], Callable[[Any], Any]]:
    """Return the blankable fields of `record`, and what reads them as one tuple."""
    left_out = getattr(record, "left_out", ())
    names = tuple(name for name in blank_fields(record) if name not in left_out)
    if len(names) == 1:
        names *= 2  # of one name attrgetter gives no tuple
    return names, attrgetter(*names)


@lru_cache(MAX_KNOWN)
def blank_fields(record: type[Record]) -> tuple[str, ...]:
    """Return the fields of `record` in which an empty string means "none"."""
    hints = get_type_hints(record, include_extras=True)
    return tuple(name for name in record.__struct_fields__ if _is_blankable(hints[name]))


def _is_blankable(hint: Any) -> bool:
    return get_origin(hint) is Annotated and any(
        isinstance(extra, msgspec.Meta) and extra.extra == {"blank": True}
        for extra in get_args(hint)[1:]
    )
