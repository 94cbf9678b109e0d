"""Reads a page of a list over several registers: from each what the page may need, in parallel.

A register that fails is missing from the page and told; where it stood stays in the cursor.
"""

from __future__ import annotations

from asyncio import gather
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from resolvers.cursors import AT_END, UNREACHED, Cursor, MergedCursor
from resolvers.errors import BadUserInputError
from resolvers.merging import MergedRecord, Share, SortKey, merge, merge_back, places_of
from resolvers.paging import (
    FetchWindow,
    PageArguments,
    Window,
    backwards,
    forwards,
    from_the_end,
)
from sources.loader import each


class Reader(NamedTuple):
    """How the list of one register is read."""

    some: FetchWindow
    """Reads rows from an offset on, as many of those asked as one call of the register gives."""
    all: FetchWindow
    """Reads all the rows that are asked."""


class MergedList:
    """One list over several registers, which are given in the order that decides between equals."""

    def __init__(self, readers: Mapping[str, Reader], key: SortKey | None) -> None:
        self._readers, self._key = readers, key

    async def page(self, arguments: PageArguments, *, totals: bool = True) -> MergedRecord:
        """Return one page. Raises SourceError when no register answers, BadUserInputError.

        `totals` says whether it is asked how many rows there are.
        """
        after = self._own(arguments.after, "after")
        before = self._own(arguments.before, "before")
        if arguments.from_end:
            shares, order = await self._last(before, arguments.count)
        else:
            shares, order = await self._first(after, arguments.count, totals)
        failures = [share.failure for share in shares if share.failure is not None]
        if failures and len(failures) == len(shares) and not order:
            raise failures[0]
        return MergedRecord(shares, order)

    def _own(self, cursor: Cursor | MergedCursor | None, argument: str) -> MergedCursor | None:
        """Return the cursor of this list. Raises BadUserInputError when it is of another."""
        if cursor is None:
            return None
        if isinstance(cursor, Cursor) or cursor.places.keys() != self._readers.keys():
            names = ", ".join(self._readers)
            raise BadUserInputError(
                f"'{argument}' is of a list over other registers than these ({names}): "
                "ask the same ones, or start again without it"
            )
        return cursor

    async def _first(
        self, after: MergedCursor | None, count: int, totals: bool
    ) -> tuple[list[Share], list[int]]:
        """Return the page after a place, from one read of each register that has rows left.

        Without an order it is the turn of one register: of the others only the count is read, and
        only when it is asked.
        """
        places = places_of(after, [*self._readers])
        shares = [Share(name, places[name]) for name in self._readers]
        left = [share for share in shares if share.is_starved]
        if self._key is not None:
            await self._put(left, count)
        else:
            await gather(self._put(left[:1], count), self._put(left[1:] if totals else [], 1))
        return shares, await self._filled(shares, count)

    async def _filled(self, shares: Sequence[Share], count: int) -> list[int]:
        """Return the order of the page; what was not read is read when its turn comes."""
        while True:
            order = merge(shares, count, self._key)
            starved = [share for share in shares if share.is_starved]
            if self._key is None:
                starved = starved[:1]
            missing = count - len(order)
            if not starved or (missing == 0 and any(share.goes_on for share in shares)):
                return order
            await self._put(starved, max(missing, 1))

    async def _put(self, shares: Sequence[Share], count: int) -> None:
        """Read further rows of these shares."""
        answers = await each([self._more(share, count) for share in shares])
        for share, answer in zip(shares, answers, strict=True):
            if isinstance(answer, Window):
                share.window = answer
            else:
                share.failure = answer  # type: ignore[assignment]  # a SourceError

    async def _more(self, share: Share, count: int) -> Window:
        """Return the window of a share with further rows."""
        reader, known = self._readers[share.name], share.rows
        at = share.last_read
        more = await forwards(at if at.offset >= 0 else None, count, reader.some, reader.all)
        start = more.offset - len(known)
        if not more.places:
            more = more._replace(total=more.offset)
        return more._replace(offset=start, places=[*known, *more.places])

    async def _last(
        self, before: MergedCursor | None, count: int
    ) -> tuple[list[Share], Sequence[int]]:
        """Return the page before a place, or the last one."""
        shares = [_share_before(name, before) for name in self._readers]

        async def read(share: Share) -> Window:
            fetch = self._readers[share.name].all
            if before is None or before.places[share.name].offset == AT_END:
                return await from_the_end(count, fetch)
            return await _before(before, share.name, count, fetch)

        for share, answer in zip(shares, await each(list(map(read, shares))), strict=True):
            if isinstance(answer, Window):
                share.window = answer
            else:
                share.failure = answer  # type: ignore[assignment]  # a SourceError
        return shares, merge_back(shares, count, self._key)


def _share_before(name: str, before: MergedCursor | None) -> Share:
    """Return a share that stands before the cursor's row, which is in one of the registers."""
    if before is None:
        return Share(name, UNREACHED, is_back=True)
    at = before.places[name]
    if name == before.own:
        at = Cursor(at.offset - 1, at.total, "")
    return Share(name, at, is_back=True)


async def _before(before: MergedCursor, name: str, count: int, fetch: FetchWindow) -> Window:
    """Return the rows of one register that come before the cursor's place."""
    at = before.places[name]
    limit = at.offset if name == before.own else at.offset + 1
    if limit > 0:
        return await backwards(at, limit, count, fetch)
    if at.total >= 0:
        return Window(0, [], at.total)
    return (await fetch(0, 1))._replace(offset=0, places=[])
