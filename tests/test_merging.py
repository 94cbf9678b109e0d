"""One list over several registers: whatever their sizes, orders, failures and changes."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from merging_support import (
    LOOPS,
    ORDERINGS,
    Register,
    Row,
    backwards,
    both,
    every_url,
    few,
    forwards,
    landscapes,
    page,
)

from resolvers.cursors import MergedCursor, decode_cursor
from resolvers.errors import BadUserInputError
from resolvers.merging import MergedRecord
from resolvers.sorting import names_in, sort_key
from sources.errors import UnavailableError


@pytest.fixture(scope="module", autouse=True)
def _one_loop() -> Iterator[None]:
    LOOPS.append(asyncio.new_event_loop())
    yield
    LOOPS.pop().close()


@few
@given(data=st.data(), ordering=ORDERINGS, count=st.integers(1, 30))
def test_every_row_comes_once_in_the_asked_order_both_ways(
    data: st.DataObject, ordering: str, count: int
) -> None:
    registers = data.draw(landscapes(ordering))
    urls = forwards(registers, ordering, count)
    rows = {row.url: row for register in registers for row in register.rows}
    in_order = [row for register in registers for row in register.rows]
    in_order.sort(key=sort_key(ordering))  # type: ignore[arg-type]  # there is an order
    assert urls == [row.url for row in in_order]
    assert len(urls) == len(rows)
    assert backwards(registers, ordering, count) == urls


@few
@given(
    registers=landscapes(),
    ordering=st.one_of(st.none(), ORDERINGS),
    count=st.integers(1, 30),
)
def test_every_row_comes_once_however_a_register_sorts(
    registers: list[Register], ordering: str | None, count: int
) -> None:
    for urls in (
        forwards(registers, ordering, count),
        backwards(registers, ordering, count),
    ):
        assert sorted(urls) == every_url(registers)
        for register in registers:
            own = {row.url for row in register.rows}
            assert [url for url in urls if url in own] == [row.url for row in register.rows]


@few
@given(
    registers=landscapes(),
    ordering=st.one_of(st.none(), ORDERINGS),
    counts=st.lists(st.integers(1, 20), min_size=1, max_size=5),
    away=st.lists(st.sets(st.integers(0, 3)), max_size=12),
    turns=st.lists(st.booleans(), max_size=12),
)
def test_a_list_goes_on_where_it_was_when_a_register_comes_back(
    registers: list[Register],
    ordering: str | None,
    counts: list[int],
    away: list[set[int]],
    turns: list[bool],
) -> None:
    urls: list[str] = []
    after: str | None = None
    for step in range(400):
        gone = away[step] if step < len(away) else set()
        for at, register in enumerate(registers):
            register.is_away = at in gone
        count = counts[step % len(counts)]
        try:
            found = page(registers, ordering, totals=step % 2 == 0, count=count, after=after)
        except UnavailableError:
            assert gone
            continue
        urls += [row.url for row in found.nodes]
        failed = {failure.upstream for failure in found.failures}
        assert failed <= {registers[at].name for at in gone if at < len(registers)}
        assert {bron.naam for bron in found.bronnen if bron.fout} == failed
        if failed:
            assert found.total_count is None
            assert found.page_info.has_next_page
        if not found.page_info.has_next_page:
            break
        assert found.page_info.end_cursor
        after = found.page_info.end_cursor
        if turns and turns[step % len(turns)] and found.edges:
            after = found.edges[-1].cursor
    assert sorted(urls) == every_url(registers)


@few
@given(
    data=st.data(),
    ordering=ORDERINGS,
    count=st.integers(3, 10),
    changes=st.lists(st.tuples(st.booleans(), st.integers(0, 3), st.integers(0, 999)), max_size=8),
)
def test_rows_added_or_removed_before_the_place_shift_nothing(
    data: st.DataObject, ordering: str, count: int, changes: list[tuple[bool, int, int]]
) -> None:
    registers = data.draw(landscapes(ordering))
    before = page(registers, ordering, count=count)
    passed = [row.url for row in before.nodes]
    expected = [url for url in forwards(registers, ordering, count) if url not in passed]
    anchors = {_own(registers, url).name: url for url in passed}
    for is_added, which, place in changes:
        register = registers[which % len(registers)]
        urls = [row.url for row in register.rows]
        if register.name not in anchors:
            continue
        at = place % (urls.index(anchors[register.name]) + 1)
        if is_added:
            register.rows.insert(at, Row(f"http://new/{place}-{len(urls)}", "1999-01-01"))
        elif urls[at] != anchors[register.name]:
            del register.rows[at]
    if any(
        len(register.rows) == _total(before, register.name)
        and register.name in anchors
        and _place(before, register.name) != _index(register, anchors[register.name])
        for register in registers
    ):
        return  # added and removed as many: docs/paging.md says that this is not noticed
    found, after = [], before.page_info.end_cursor
    while before.page_info.has_next_page:
        before = page(registers, ordering, count=count, after=after)
        found += [row.url for row in before.nodes]
        after = before.page_info.end_cursor
    assert found == expected


def _own(registers: Sequence[Register], url: str) -> Register:
    return next(one for one in registers if url in [row.url for row in one.rows])


def _index(register: Register, url: str) -> int:
    return [row.url for row in register.rows].index(url)


def _total(found: MergedRecord, name: str) -> int | None:
    return next(bron.aantal for bron in found.bronnen if bron.naam == name)


def _place(found: MergedRecord, name: str) -> int:
    end = decode_cursor(str(found.page_info.end_cursor), "after")
    assert isinstance(end, MergedCursor)
    return end.places[name].offset


@few
@given(registers=landscapes(), ordering=ORDERINGS, count=st.integers(1, 12))
def test_any_edge_is_a_place_to_go_on_from_in_both_directions(
    registers: list[Register], ordering: str, count: int
) -> None:
    found = page(registers, ordering, count=count)
    edges = found.edges
    if not edges:
        return
    middle = len(edges) // 2
    after = page(registers, ordering, count=100, after=edges[middle].cursor)
    before = page(registers, ordering, count=100, before=edges[middle].cursor, from_end=True)
    urls = [row.url for row in (*before.nodes, edges[middle].node, *after.nodes)]
    assert sorted(urls) == every_url(registers)
    assert not before.page_info.has_previous_page
    assert not after.page_info.has_next_page


@few
@given(
    registers=landscapes(),
    ordering=st.one_of(st.none(), ORDERINGS),
    count=st.integers(1, 12),
    data=st.data(),
)
def test_rows_that_may_not_be_seen_take_their_place_and_tell_no_total(
    registers: list[Register], ordering: str | None, count: int, data: st.DataObject
) -> None:
    urls = every_url(registers)
    if not urls:
        return
    hidden = frozenset(data.draw(st.sets(st.sampled_from(urls), min_size=1)))
    for register in registers:
        register.hidden = hidden
    shown: list[str] = []
    after: str | None = None
    while True:
        found = page(registers, ordering, count=count, after=after)
        assert found.total_count is None
        shown += [row.url for row in found.nodes]
        if not found.page_info.has_next_page:
            break
        after = found.page_info.end_cursor
    assert sorted(shown) == [url for url in urls if url not in hidden]


def test_a_page_reads_each_register_once_and_one_at_its_end_not_at_all() -> None:
    registers = [*both(), Register("c", [Row("http://c/0", "0000")])]
    first = page(registers, "startdatum", count=10)
    assert [len(register.reads) for register in registers] == [1, 1, 1]
    second = page(registers, "startdatum", count=10, after=first.page_info.end_cursor)
    assert [register.reads[1:] for register in registers] == [[(4, 10)], [(5, 10)], []] or [
        register.reads[1:] for register in registers
    ] == [[(5, 10)], [(4, 10)], []]
    assert second.total_count == 81
    assert second.page_info.has_previous_page


def test_without_an_order_the_registers_come_one_after_the_other() -> None:
    registers = both()
    found = page(registers, None, count=10)
    assert [row.url for row in found.nodes] == [f"http://a/{at}" for at in range(10)]
    assert [register.reads for register in registers] == [[(0, 10)], [(0, 1)]]
    assert found.total_count == 80


def test_without_an_order_and_a_total_the_next_register_waits_for_its_turn() -> None:
    registers = both()
    found = page(registers, None, totals=False, count=10)
    assert [register.reads for register in registers] == [[(0, 10)], []]
    assert found.page_info.has_next_page
    found = page(registers, None, totals=False, count=40)
    assert found.page_info.has_next_page
    assert registers[1].reads == [(0, 1)]


def test_when_no_register_answers_there_is_no_list() -> None:
    registers = both()
    for register in registers:
        register.is_away = True
    with pytest.raises(UnavailableError, match=r"^a "):
        page(registers, "startdatum", count=10)


def test_a_page_on_which_the_last_register_left_is_missing_still_has_a_cursor() -> None:
    registers = both(5)
    registers[1].is_away = True
    first = page(registers, "startdatum", count=10)
    assert [row.url for row in first.nodes] == [f"http://a/{at}" for at in range(5)]
    second = page(registers, "startdatum", count=10, after=first.page_info.end_cursor)
    assert (second.nodes, second.page_info.has_next_page) == ([], True)
    registers[1].is_away = False
    third = page(registers, "startdatum", count=10, after=second.page_info.end_cursor)
    assert [row.url for row in third.nodes] == [f"http://b/{at}" for at in range(5)]
    assert not third.page_info.has_next_page


def test_a_register_that_was_away_at_the_end_is_read_from_its_end_later() -> None:
    registers = both(5)
    registers[1].is_away = True
    found = page(registers, "startdatum", count=2, from_end=True)
    assert [row.url for row in found.nodes] == ["http://a/3", "http://a/4"]
    registers[1].is_away = False
    before = found.page_info.start_cursor
    found = page(registers, "startdatum", count=20, before=before, from_end=True)
    assert sorted(row.url for row in found.nodes) == [
        *(f"http://a/{at}" for at in range(3)),
        *(f"http://b/{at}" for at in range(5)),
    ]


def test_a_register_without_rows_on_a_page_is_still_known_by_its_last_row() -> None:
    early = Register("a", [Row(f"http://a/{at}", day) for at, day in enumerate(("0000", "9999"))])
    late = Register("b", [Row(f"http://b/{at}", f"{at + 1:04}") for at in range(6)])
    after = None
    for _ in range(2):
        after = page([early, late], "startdatum", count=3, after=after).page_info.end_cursor
    early.rows.insert(0, Row("http://a/new", "0000"))
    found = page([early, late], "startdatum", count=9, after=after)
    assert [row.url for row in found.nodes] == ["http://b/5", "http://a/1"]


@pytest.mark.parametrize("names", ["a", "abc", "ax", ""])
def test_a_cursor_over_other_registers_is_refused(names: str) -> None:
    after = page(both(), "startdatum", count=3).page_info.end_cursor
    others = [Register(name, []) for name in names]
    with pytest.raises(BadUserInputError, match="'after' is of a list over other registers"):
        page(others, "startdatum", count=3, after=after)


def test_a_cursor_holds_places_and_uuids_only() -> None:
    found = page(both(), "startdatum", count=3)
    end = decode_cursor(str(found.page_info.end_cursor), "after")
    assert isinstance(end, MergedCursor)
    told: Mapping[str, Any] = {name: [c.offset, c.total, c.uuid] for name, c in end.places.items()}
    assert (end.own, told) == ("a", {"a": [1, 40, "1"], "b": [0, 40, "0"]})
    assert len(str(found.page_info.end_cursor)) < 100


@pytest.mark.parametrize(
    "inside",
    [
        '{"b":"a","p":{"a":[-3,0,""]}}',
        '{"b":"a","p":{"a":[0,-2,""]}}',
        '{"b":"a","p":{"a":[0,9999999999,""]}}',
        '{"b":"a","p":{"a":[0,1,"%s"]}}' % ("x" * 101),
        '{"b":"c","p":{"a":[0,1,"x"]}}',
        '{"b":"a","p":[]}',
        '{"p":{}}',
        '{"b":"","p":{' + ",".join(f'"{at}":[0,1,"x"]' for at in range(65)) + "}}",
    ],
)
def test_what_was_never_a_cursor_is_refused(inside: str) -> None:
    text = base64.urlsafe_b64encode(inside.encode()).decode().rstrip("=")
    with pytest.raises(BadUserInputError, match="'after' is not a cursor of this graph"):
        decode_cursor(text, "after")


def test_equal_rows_go_in_the_order_of_the_registers() -> None:
    registers = [Register(name, [Row(f"http://{name}/0", "2024-01-01")]) for name in "ba"]
    found = page(registers, "-startdatum", count=5)
    assert [row.url for row in found.nodes] == ["http://b/0", "http://a/0"]


def test_what_an_order_compares_is_decoded() -> None:
    assert names_in("-archiefactiedatum,identificatie") == {"archiefactiedatum", "identificatie"}
    assert names_in(None) == frozenset()
