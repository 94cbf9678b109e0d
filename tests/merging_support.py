"""Registers that are lists in memory, and how they are paged through as one list."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st

from resolvers.cursors import decode_cursor
from resolvers.merged_lists import MergedList, Reader
from resolvers.merging import MergedRecord
from resolvers.paging import PageArguments, Window
from resolvers.sorting import sort_key
from sources.errors import UnavailableError

LOOPS: list[asyncio.AbstractEventLoop] = []
"""The one loop of these tests: they ask thousands of pages."""
few = settings(max_examples=25, deadline=None)


@dataclass
class Row:
    """A row with an identity, and what it is sorted by."""

    url: str
    startdatum: str | None
    titel: str = ""


@dataclass
class Register:
    """A list that is read by offset, gives no more rows than `most` a call, and may be away."""

    name: str
    rows: list[Row]
    most: int = 1_000
    is_away: bool = False
    hidden: frozenset[str] = frozenset()
    reads: list[tuple[int, int]] = field(default_factory=list)

    def reader(self) -> Reader:
        """Return how the gateway reads it."""

        async def read(offset: int, count: int, most: int) -> Window:
            self.reads.append((offset, count))
            if self.is_away:
                raise UnavailableError(self.name, "zaken")
            rows = self.rows[offset : offset + min(count, most)]
            seen = [None if row.url in self.hidden else row for row in rows]
            return Window(offset, seen, len(self.rows), is_exact=not self.hidden)

        return Reader(
            lambda offset, count: read(offset, count, self.most),
            lambda offset, count: read(offset, count, 1_000),
        )


def page(
    registers: Sequence[Register], ordering: str | None, totals: bool = True, **asked: Any
) -> MergedRecord:
    """Return one page."""
    for argument in ("after", "before"):
        if isinstance(asked.get(argument), str):
            asked[argument] = decode_cursor(asked[argument], argument)
    readers = {register.name: register.reader() for register in registers}
    merged = MergedList(readers, sort_key(ordering))
    return LOOPS[0].run_until_complete(merged.page(PageArguments(**asked), totals=totals))


def forwards(registers: Sequence[Register], ordering: str | None, count: int) -> list[str]:
    """Return every row, page by page."""
    urls: list[str] = []
    after: str | None = None
    for _ in range(300):
        found = page(registers, ordering, count=count, after=after)
        assert found.total_count == sum(len(register.rows) for register in registers)
        urls += [row.url for row in found.nodes]
        if not found.page_info.has_next_page:
            return urls
        after = found.page_info.end_cursor
    raise AssertionError("the pages never end")


def backwards(registers: Sequence[Register], ordering: str | None, count: int) -> list[str]:
    """Return every row, from the last page to the first."""
    urls: list[str] = []
    before: str | None = None
    for _ in range(300):
        found = page(registers, ordering, count=count, before=before, from_end=True)
        urls = [row.url for row in found.nodes] + urls
        if not found.page_info.has_previous_page:
            return urls
        before = found.page_info.start_cursor
    raise AssertionError("the pages never end")


def every_url(registers: Sequence[Register]) -> list[str]:
    """Return every row of every register, sorted."""
    return sorted(row.url for register in registers for row in register.rows)


DAYS = st.sampled_from(["2024-01-01", "2024-01-02", "2024-02-03", None])
ORDERINGS = st.sampled_from(["startdatum", "-startdatum", "titel,-startdatum", "-titel,startdatum"])


@st.composite
def landscapes(draw: st.DrawFn, is_sorted_as: str | None = None) -> list[Register]:
    """Return one to four registers; in whatever order of their own, or in the one that is asked."""
    found = []
    for at in range(draw(st.integers(2, 4))):
        keys = draw(st.lists(st.tuples(DAYS, st.sampled_from("aAbBz-")), max_size=25))
        rows = [Row(f"http://{at}/{number}", *key) for number, key in enumerate(keys)]
        if is_sorted_as is not None:
            rows.sort(key=sort_key(is_sorted_as))  # type: ignore[arg-type]  # there is an order
        found.append(Register(f"r{at}", rows, most=draw(st.integers(1, 30))))
    return found


def both(size: int = 40) -> list[Register]:
    """Return two registers of as many rows, whose days alternate."""
    return [
        Register(name, [Row(f"http://{name}/{at}", f"{2 * at + odd:04}") for at in range(size)])
        for odd, name in enumerate("ab")
    ]
