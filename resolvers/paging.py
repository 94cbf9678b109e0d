"""Relay connections over page-number lists: windows, cursors and how they survive inserts.

Upstreams page by number (OFFSET), so a cursor holds where a row stood, how many rows there
were, and which row it was. When the number of rows changed since, the row is looked for near
its old place; see docs/paging.md.
"""

from __future__ import annotations

import base64
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import msgspec

from resolvers.errors import BadUserInputError
from sources.records import MAX_COUNT
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

    @property
    def rows(self) -> list[Any]:
        """The rows that may be seen."""
        return [row for row in self.places if row is not None]


class Cursor(msgspec.Struct, array_like=True):
    """Where a row stood: its offset, the total then, and its uuid."""

    offset: int
    total: int
    uuid: str

    def encode(self) -> str:
        """Return the opaque text of the cursor."""
        return base64.urlsafe_b64encode(msgspec.json.encode(self)).decode().rstrip("=")


def decode_cursor(text: str, argument: str) -> Cursor:
    """Return the cursor. Raises BadUserInputError naming the argument."""
    try:
        raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        cursor = msgspec.json.decode(raw, type=Cursor)
    except (ValueError, RecursionError):
        raise BadUserInputError(f"'{argument}' is not a cursor of this graph") from None
    if not (0 <= cursor.offset <= MAX_COUNT and 0 <= cursor.total <= MAX_COUNT):
        raise BadUserInputError(f"'{argument}' is not a cursor of this graph")
    return cursor


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


class ConnectionRecord:
    """Relay connection over one window."""

    __slots__ = ("_window",)

    def __init__(self, window: Window) -> None:
        self._window = window

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
    uuid = _uuid_of(window.places[position])
    total = window.total if window.is_exact else 0
    return Cursor(window.offset + position, total, uuid).encode()


def _uuid_of(row: Any) -> str:
    """Return the id of a row; "" where it may not be seen: then only its place counts."""
    if row is None:
        return ""
    url: str = row.url
    return last_segment(url)


@dataclass(frozen=True, slots=True)
class PageArguments:
    """Checked `first`, `after`, `last`, `before`."""

    count: int
    after: Cursor | None = None
    before: Cursor | None = None
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


async def paginate(arguments: PageArguments, fetch: FetchWindow) -> ConnectionRecord:
    """Return the asked window as a connection; one fetch unless the list changed meanwhile."""
    count = arguments.count
    if arguments.from_end:
        return ConnectionRecord(await _backwards(arguments, fetch))
    if arguments.after is None:
        return ConnectionRecord(await fetch(0, count))
    start = arguments.after.offset + 1
    window = await fetch(start, count)
    if window.total == arguments.after.total or not window.is_exact:
        return ConnectionRecord(window)
    place = await _find(arguments.after, window, fetch, count)
    return ConnectionRecord(window if place == start else await fetch(place, count))


async def _backwards(arguments: PageArguments, fetch: FetchWindow) -> Window:
    count, before = arguments.count, arguments.before
    if before is None:
        total = (await fetch(0, 1)).total
        start = max(total - count, 0)
        return await fetch(start, max(total - start, 1))
    start = max(before.offset - count, 0)
    size = before.offset - start
    if size == 0:
        return Window(0, [], before.total)
    window = await fetch(start, size)
    if window.total == before.total or not window.is_exact:
        return window
    place = await _find(before, window, fetch, count) - 1
    start = max(place - count, 0)
    return await fetch(start, place - start) if place > start else Window(0, [], window.total)


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
        if uuid and _uuid_of(row) == uuid:
            return window.offset + position
    return None
