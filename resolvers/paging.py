"""Relay connections over page-number lists: windows, cursors and how they survive inserts.

Upstreams page by number (OFFSET), so a cursor holds where a row stood, how many rows there
were, and which row it was. When the number of rows changed since, the row is looked for near
its old place; see docs/paging.md.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from resolvers.cursors import Cursor, MergedCursor, decode_cursor
from resolvers.errors import BadUserInputError
from settings import GatewaySettings
from sources.urls import last_segment

MAX_SHIFT_PAGES = 3
FetchWindow = Callable[[int, int], Awaitable["Window"]]


class Window(NamedTuple):
    """Rows from `offset` on, and how many there are in all."""

    offset: int
    places: Sequence[Any]
    """The rows; None in the place of one that may not be seen."""
    total: int
    is_exact: bool = True
    """False when `total` also counts rows that may not be seen."""
    seen: int | None = None
    """How many rows in all may be seen, where that is known although `total` is not exact."""

    @property
    def rows(self) -> list[Any]:
        """The rows that may be seen."""
        if all(self.places):
            return list(self.places)
        return [row for row in self.places if row is not None]


@dataclass(slots=True)
class PageInfoRecord:
    """Relay PageInfo."""

    has_next_page: bool
    has_previous_page: bool
    start_cursor: str | None
    end_cursor: str | None


@dataclass(slots=True)
class EdgeRecord:
    """Relay edge: a row and its cursor."""

    cursor: str
    node: Any


@dataclass(slots=True)
class BronRecord:
    """What one register gives to a list: how many rows in all, or why it gives none."""

    naam: str
    aantal: int | None = None
    fout: str | None = None


class ConnectionRecord:
    """Relay connection over one window of one register."""

    __slots__ = ("_name", "_window")

    def __init__(self, window: Window, name: str = "") -> None:
        self._window, self._name = window, name

    @property
    def bronnen(self) -> list[BronRecord]:
        """The register this list is of; none when no register need be asked."""
        return [BronRecord(self._name, self.total_count)] if self._name else []

    @property
    def total_count(self) -> int | None:
        """Rows in all, as the register counts them; None when that would tell too much."""
        return self._window.total if self._window.is_exact else None

    @property
    def nodes(self) -> list[Any]:
        """The rows without their edges."""
        return self._window.rows

    @property
    def edges(self) -> list[EdgeRecord]:
        """The rows with their cursors."""
        window = self._window
        return [
            EdgeRecord(_cursor(window, position), row)
            for position, row in enumerate(window.places)
            if row is not None
        ]

    @property
    def page_info(self) -> PageInfoRecord:
        """Whether there is more, in both directions."""
        window, count = self._window, len(self._window.places)
        return PageInfoRecord(
            has_next_page=window.offset + count < window.total,
            has_previous_page=window.offset > 0,
            start_cursor=_cursor(window, 0) if count else None,
            end_cursor=_cursor(window, count - 1) if count else None,
        )


def _cursor(window: Window, position: int) -> str:
    uuid = uuid_of(window.places[position])
    total = window.total if window.is_exact else 0
    return Cursor(window.offset + position, total, uuid).encode()


def uuid_of(row: Any) -> str:
    """Return the id of a row; "" where it may not be seen: then only its place counts."""
    if row is None:
        return ""
    url: str = row.url
    return last_segment(url)


@dataclass(frozen=True, slots=True)
class PageArguments:
    """Checked `first`, `after`, `last`, `before`."""

    count: int
    after: Cursor | MergedCursor | None = None
    before: Cursor | MergedCursor | None = None
    from_end: bool = False


def page_arguments(
    first: int | None,
    after: str | None,
    last: int | None,
    before: str | None,
    *,
    default: int,
    largest: int,
) -> PageArguments:
    """Return the checked arguments. Raises BadUserInputError naming the one that is wrong."""
    if first is not None and last is not None:
        raise BadUserInputError("give 'first' or 'last', not both")
    if after is not None and (before is not None or last is not None):
        raise BadUserInputError("'after' goes with 'first', 'before' goes with 'last'")
    if before is not None and first is not None:
        raise BadUserInputError("'after' goes with 'first', 'before' goes with 'last'")
    for name, value in (("first", first), ("last", last)):
        if value is not None and not 1 <= value <= largest:
            raise BadUserInputError(f"'{name}' must be between 1 and {largest}")
    return PageArguments(
        count=first or last or default,
        after=None if after is None else decode_cursor(after, "after"),
        before=None if before is None else decode_cursor(before, "before"),
        from_end=last is not None or before is not None,
    )


async def paginate(
    arguments: PageArguments, fetch: FetchWindow, name: str = ""
) -> ConnectionRecord:
    """Return the asked window as a connection; one fetch unless the list changed meanwhile.

    `name` is the register's. Raises BadUserInputError for the cursor of another list.
    """
    count = arguments.count
    after = own_place(arguments.after, name, "after")
    before = own_place(arguments.before, name, "before")
    if not arguments.from_end:
        return ConnectionRecord(await forwards(after, count, fetch), name)
    if before is None:
        return ConnectionRecord(await from_the_end(count, fetch), name)
    return ConnectionRecord(await backwards(before, before.offset, count, fetch), name)


def asked_page(
    settings: GatewaySettings,
    first: int | None,
    after: str | None,
    last: int | None,
    before: str | None,
) -> PageArguments:
    """Return the checked arguments within the bounds of the settings. Raises BadUserInputError."""
    return page_arguments(
        first,
        after,
        last,
        before,
        default=settings.default_page_size,
        largest=settings.max_page_size,
    )


def own_place(cursor: Cursor | MergedCursor | None, name: str, argument: str) -> Cursor | None:
    """Return the place in the list of this one register. Raises BadUserInputError."""
    if isinstance(cursor, MergedCursor):
        raise BadUserInputError(
            f"'{argument}' is of a list over other registers than this one ({name})"
        )
    return cursor


async def forwards(
    after: Cursor | None, count: int, fetch: FetchWindow, search: FetchWindow | None = None
) -> Window:
    """Return the rows after this one, or the first; `search` reads where that row must be found."""
    if after is None:
        return await fetch(0, count)
    start = after.offset + 1
    window = await fetch(start, count)
    if _is_as_it_was(window, after):
        return window
    place = await _find(after, window, search or fetch, count)
    return window if place == start else await fetch(place, count)


async def from_the_end(count: int, fetch: FetchWindow) -> Window:
    """Return the last rows."""
    total = (await fetch(0, 1)).total
    start = max(total - count, 0)
    return await fetch(start, max(total - start, 1))


async def backwards(cursor: Cursor, limit: int, count: int, fetch: FetchWindow) -> Window:
    """Return the rows up to `limit`, which is the place of the cursor's row or the one after."""
    start = max(limit - count, 0)
    if limit <= 0:
        return Window(0, [], cursor.total)
    window = await fetch(start, limit - start)
    if _is_as_it_was(window, cursor):
        return window
    place = await _find(cursor, window, fetch, count) - 1 + limit - cursor.offset
    start = max(place - count, 0)
    return await fetch(start, place - start) if place > start else Window(0, [], window.total)


def _is_as_it_was(window: Window, cursor: Cursor) -> bool:
    """Whether the cursor's row is still where it was, or cannot be looked for."""
    return window.total == cursor.total or not window.is_exact or not cursor.uuid


async def _find(cursor: Cursor, window: Window, fetch: FetchWindow, count: int) -> int:
    """Return the offset after the cursor's row, looked for around where it stood.

    Falls back to the old offset when the row is gone or moved more than a few pages.
    """
    seen = _position(window, cursor.uuid)
    if seen is not None:
        return seen + 1
    grown = window.total - cursor.total
    guess = max(cursor.offset + grown, 0)
    for step in _steps():
        start = max(guess - count // 2 + step * count, 0)
        seen = _position(await fetch(start, count), cursor.uuid)
        if seen is not None:
            return seen + 1
    return cursor.offset + 1


def _steps() -> Sequence[int]:
    return sorted(range(-MAX_SHIFT_PAGES, MAX_SHIFT_PAGES + 1), key=abs)


def _position(window: Window, uuid: str) -> int | None:
    for position, row in enumerate(window.places):
        if uuid and uuid_of(row) == uuid:
            return window.offset + position
    return None
