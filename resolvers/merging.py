"""One list over several registers: the k-way merge, and the cursor that goes on with it.

The rows of one register stay in that register's own order; of the registers that have rows left,
the one whose next row sorts first goes next. Where a page begins is then known by the last row
passed in each register alone, so that no row is skipped or shown twice, also where a register
compares texts differently than the gateway does; see docs/adr/0012.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from planning.partial import Partial
from resolvers.cursors import AT_END, UNKNOWN, UNREAD, Cursor, MergedCursor
from resolvers.paging import BronRecord, EdgeRecord, PageInfoRecord, Window, uuid_of
from sources.errors import SourceError

SortKey: TypeAlias = Callable[[Any], Any]
"""Gives what a row is compared by."""


@dataclass(slots=True)
class Share:
    """What one register adds to a page."""

    name: str
    at: Cursor
    """Where the register stood: at what was passed before the page, or at what comes after it."""
    window: Window | None = None
    """The rows it has for the page; None when it was not asked, or failed."""
    failure: SourceError | None = None
    first: int = 0
    """Which row of the window is the first on the page."""
    stop: int = 0
    """Which row of the window is the first after the page."""
    is_back: bool = False
    """Whether the page comes before `at`."""

    @property
    def rows(self) -> Sequence[Any]:
        """The rows there are to take; None in the place of one that may not be seen."""
        return self.window.places if self.window is not None else ()

    @property
    def taken(self) -> Sequence[Any]:
        """The rows that came on the page."""
        return self.rows[self.first : self.stop]

    @property
    def start(self) -> Cursor:
        """The last row passed before the page."""
        window, first = self.window, self.first
        if window is None:
            return self.at
        offset, total = window.offset + first - 1, self.counted
        if first > 0:
            return Cursor(offset, total, uuid_of(window.places[first - 1]))
        return Cursor(offset, total, "" if self.is_back or offset < 0 else self.at.uuid)

    @property
    def last_read(self) -> Cursor:
        """The last row that was read, or where it stood when none was."""
        window = self.window
        if window is None or not window.places:
            return self.at
        offset = window.offset + len(window.places) - 1
        return Cursor(offset, self.counted, uuid_of(window.places[-1]))

    @property
    def passed(self) -> int:
        """How many rows were passed at the end of the page; AT_END when that is not known."""
        if self.window is None:
            return self.at.offset + 1 if self.at.offset != AT_END else AT_END
        return self.window.offset + self.stop

    @property
    def counted(self) -> int:
        """The total by which a next page sees whether rows were added or removed."""
        window = self.window
        if window is None:
            return self.at.total
        return window.total if window.is_exact else UNKNOWN

    @property
    def told(self) -> int | None:
        """How many rows there are, as far as it is known and may be told."""
        if self.failure is not None:
            return None
        if self.window is not None and self.window.seen is not None:
            return self.window.seen
        return self.counted if self.counted != UNKNOWN else None

    @property
    def is_starved(self) -> bool:
        """Whether its next row is not known: it was not read yet, or has more than was read."""
        window = self.window
        if self.failure is not None:
            return False
        if window is None:
            return not self.at.is_finished
        return self.stop == len(window.places) and self.has_more

    @property
    def goes_on(self) -> bool:
        """Whether it is known to have rows after the page."""
        return self.window is not None and self.failure is None and self.has_more

    @property
    def has_more(self) -> bool:
        """Whether there are rows after the page, or may be."""
        if self.window is not None:
            return self.passed < self.window.total
        return not self.at.is_finished

    @property
    def has_before(self) -> bool:
        """Whether there are rows before the page, or may be."""
        return self.start.offset >= 0 or self.start.offset == AT_END


def merge(shares: Sequence[Share], count: int, key: SortKey | None) -> list[int]:
    """Take the first `count` rows; return of which share each is, in order.

    Without a key the registers come one after the other. It stops where the next row of a register
    is not known: that one may go before any other.
    """
    keys = [[key(row) if key else () for row in share.rows] for share in shares]
    for share in shares:
        share.first = share.stop = 0
    order: list[int] = []
    while len(order) < count:
        left = [at for at, share in enumerate(shares) if share.stop < len(share.rows)]
        starved = next((at for at, share in enumerate(shares) if share.is_starved), len(shares))
        if not left or starved < (left[0] if key is None else len(shares)):
            break
        place = _least([(at, keys[at][shares[at].stop]) for at in left])
        shares[place].stop += 1
        order.append(place)
    return order


def merge_back(shares: Sequence[Share], count: int, key: SortKey | None) -> list[int]:
    """Take the last `count` rows; return of which share each is, in order."""
    keys = [[key(row) if key else () for row in share.rows] for share in shares]
    tails = [len(share.rows) for share in shares]
    order: list[int] = []
    while len(order) < count:
        left = [at for at, tail in enumerate(tails) if tail > 0]
        if not left:
            break
        place = _most([(at, keys[at][tails[at] - 1]) for at in left])
        tails[place] -= 1
        order.append(place)
    for share, tail in zip(shares, tails, strict=True):
        share.first, share.stop = tail, len(share.rows)
    return order[::-1]


def _least(heads: Sequence[tuple[int, Any]]) -> int:
    """Return whose row goes first: of equal rows that of the first register.

    A row that may not be seen has nothing to compare, and goes at once.
    """
    best, least = heads[0]
    for at, key in heads[1:]:
        if least is None:
            break
        if key is None or key < least:
            best, least = at, key
    return best


def _most(tails: Sequence[tuple[int, Any]]) -> int:
    """Return whose row goes last: of equal rows that of the last register."""
    best, most = tails[-1]
    for at, key in reversed(tails[:-1]):
        if most is None:
            break
        if key is None or most < key:
            best, most = at, key
    return best


class MergedRecord(Partial):
    """Relay connection over one page of several registers."""

    __slots__ = ("_order", "_shares")

    def __init__(self, shares: Sequence[Share], order: Sequence[int]) -> None:
        self._shares, self._order = shares, order

    @property
    def failures(self) -> list[SourceError]:
        """Why registers are missing."""
        return [share.failure for share in self._shares if share.failure is not None]

    @property
    def bronnen(self) -> list[BronRecord]:
        """What each register gives."""
        return [
            BronRecord(
                share.name,
                share.told,
                share.failure.code if share.failure is not None else None,
            )
            for share in self._shares
        ]

    @property
    def total_count(self) -> int | None:
        """Rows in all registers; None when one of them did not tell, or may not."""
        totals = [share.told for share in self._shares if share.told is not None]
        return sum(totals) if len(totals) == len(self._shares) else None

    @property
    def nodes(self) -> list[Any]:
        """The rows without their edges."""
        return [row for _, row in self._places() if row is not None]

    @property
    def edges(self) -> list[EdgeRecord]:
        """The rows with their cursors."""
        places = {share.name: share.start for share in self._shares}
        found = []
        for share, row in self._places():
            before = places[share.name]
            places[share.name] = Cursor(before.offset + 1, share.counted, uuid_of(row))
            if row is not None:
                found.append(EdgeRecord(MergedCursor(share.name, places).encode(), row))
        return found

    @property
    def page_info(self) -> PageInfoRecord:
        """Whether there is more, in both directions, and where to go on.

        A page on which a register is missing has cursors also when it is empty: with these the
        list goes on where it was, once the register answers.
        """
        shares = self._shares
        first = {share.name: share.start for share in shares}
        last = {share.name: self._end(share) for share in shares}
        own_first = own_last = ""
        if self._order:
            own_first, own_last = (shares[self._order[at]].name for at in (0, -1))
            share, row = next(self._places())
            before = first[own_first]
            first[own_first] = Cursor(before.offset + 1, share.counted, uuid_of(row))
        has_place = bool(self._order) or bool(self.failures)
        return PageInfoRecord(
            has_next_page=any(share.has_more for share in shares),
            has_previous_page=any(share.has_before for share in shares),
            start_cursor=MergedCursor(own_first, first).encode() if has_place else None,
            end_cursor=MergedCursor(own_last, last).encode() if has_place else None,
        )

    def _places(self) -> Iterator[tuple[Share, Any]]:
        """Yield the rows of the page in order, each with the share it is of."""
        rows = [iter(share.taken) for share in self._shares]
        for at in self._order:
            yield self._shares[at], next(rows[at])

    def _end(self, share: Share) -> Cursor:
        """Return the last row passed at the end of the page."""
        taken = share.taken
        if not taken:
            return share.start
        return Cursor(share.passed - 1, share.counted, uuid_of(taken[-1]))


def places_of(cursor: MergedCursor | None, names: Sequence[str]) -> Mapping[str, Cursor]:
    """Return where each register stood."""
    return cursor.places if cursor is not None else dict.fromkeys(names, UNREAD)
