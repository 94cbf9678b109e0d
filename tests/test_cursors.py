"""Cursors over a list that changes between two pages."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from resolvers.cursors import decode_cursor
from resolvers.paging import ConnectionRecord, PageArguments, Window, paginate


@dataclass
class Row:
    """A row with an identity."""

    url: str


class Register:
    """A list that is read by offset, as registers do, and counts its reads."""

    def __init__(self, size: int) -> None:
        self.rows = [Row(f"http://x/{number}") for number in range(size)]
        self.reads = 0

    async def fetch(self, offset: int, count: int) -> Window:
        """Return one window."""
        self.reads += 1
        return Window(offset, self.rows[offset : offset + count], len(self.rows))


def page_of(register: Register, arguments: PageArguments) -> list[str]:
    """Return the urls of one page."""
    record = asyncio.run(paginate(arguments, register.fetch))
    return [row.url for row in record.nodes]


@given(
    size=st.integers(30, 120),
    count=st.integers(5, 25),
    start=st.integers(0, 60),
    changes=st.lists(
        st.tuples(st.sampled_from(["insert", "delete"]), st.integers(0, 10_000)), max_size=6
    ),
)
def test_the_next_page_starts_after_the_row_whatever_happened_in_front(
    size: int, count: int, start: int, changes: list[tuple[str, int]]
) -> None:
    register = Register(size)
    start = min(start, size - 1)
    window = Window(start, register.rows[start : start + 1], size)
    cursor = decode_cursor(_connection_end(window), "after")
    anchor = register.rows[start]
    for kind, place in changes:
        at = place % (register.rows.index(anchor) + 1)
        if kind == "insert":
            register.rows.insert(at, Row(f"http://x/new-{len(register.rows)}-{place}"))
        elif register.rows[at] is not anchor:
            del register.rows[at]
    after = register.rows.index(anchor) + 1
    expected = [row.url for row in register.rows[after : after + count]]
    same_total = len(register.rows) == size
    if not same_total or register.rows[start] is anchor:
        assert page_of(register, PageArguments(count=count, after=cursor)) == expected


def test_an_unchanged_list_costs_one_read_a_page() -> None:
    register = Register(100)
    cursor = decode_cursor(_connection_end(Window(0, register.rows[:10], 100)), "after")
    assert page_of(register, PageArguments(count=10, after=cursor))[0] == "http://x/10"
    assert register.reads == 1


def test_a_row_that_is_gone_falls_back_to_its_place() -> None:
    register = Register(100)
    cursor = decode_cursor(_connection_end(Window(0, register.rows[:10], 100)), "after")
    del register.rows[9]
    found = page_of(register, PageArguments(count=10, after=cursor))
    assert found[0] in ("http://x/10", "http://x/11")
    assert register.reads < 12


def test_backwards_from_the_first_row_is_empty_and_asks_nothing() -> None:
    register = Register(10)
    cursor = decode_cursor(_connection_end(Window(0, register.rows[:1], 10)), "before")
    assert page_of(register, PageArguments(count=5, before=cursor, from_end=True)) == []
    assert register.reads == 0


def _connection_end(window: Window) -> str:
    end = ConnectionRecord(window).page_info.end_cursor
    assert end is not None
    return end
