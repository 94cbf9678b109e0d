"""The spool: whatever crashes when, each record that was acknowledged is delivered, in order."""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
import tempfile
from collections.abc import AsyncIterator, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policy.drain import Drain
from policy.journal import Journal
from policy.spool import LOCK, SUFFIX, Spool, SpoolError, framed, unframed
from policy.spoolreader import POSITION, REFUSED, SpoolReader, adopt

BIG = 10_000_000


class Reply(NamedTuple):
    """What the collector answers."""

    status: int = 200
    retry_after: float | None = None
    rejected: int = 0


class Collector:
    """Takes records; the first answers may be failures, before or after it has kept them."""

    def __init__(self, *answers: tuple[int, bool]) -> None:
        self.answers = list(answers)
        self.got: list[int] = []
        self.poison: set[int] = set()

    async def send(self, body: bytes) -> Reply:
        """Answer an export."""
        spans = msgspec.json.decode(body)["resourceSpans"][0]["scopeSpans"][0]["spans"]
        status, keeps = self.answers.pop(0) if self.answers else (200, True)
        if self.poison & set(spans):
            return Reply(400)
        if keeps:
            self.got += spans
        return Reply(status)


class MakeSpool(Protocol):
    """Opens spools that are closed after the test."""

    def __call__(self, *, max_bytes: int = BIG, **values: Any) -> Spool:
        """Return a spool below the folder of the test."""


@pytest.fixture
def make_spool(tmp_path: Path) -> Iterator[MakeSpool]:
    with contextlib.ExitStack() as opened:

        def make(*, max_bytes: int = BIG, **values: Any) -> Spool:
            return opened.enter_context(
                contextlib.closing(Spool(tmp_path, max_bytes=max_bytes, **values))
            )

        yield make


@pytest.fixture
async def journal(tmp_path: Path) -> AsyncIterator[Journal]:
    opened = Journal(tmp_path, max_bytes=BIG)
    yield opened
    await opened.aclose()


def refused(root: Path) -> list[bytes | None]:
    """Return the records that were set apart."""
    return [
        unframed(line)
        for path in root.glob(f"*{REFUSED}")
        for line in path.read_bytes().splitlines()
    ]


def numbers(first: int, count: int) -> list[bytes]:
    """Return records: each is a number."""
    return [str(number).encode() for number in range(first, first + count)]


class Machine:
    """One spool root over the lives of several processes."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.collector = Collector()
        self.next = 0
        self.lives: list[set[int]] = []
        """Which records each process wrote."""
        self.acknowledged: list[int] = []
        self.start()

    def start(self) -> None:
        """A new process; the old one is gone."""
        self.journal = Journal(self.root, max_bytes=BIG)
        self.journal._spool = Spool(self.root, max_bytes=BIG, sync=False, segment_bytes=60)
        self.drain = Drain(self.journal, self.collector.send, {})
        self.lives.append(set())

    def append(self, count: int) -> None:
        """Records that are acknowledged."""
        self.journal.spool.append(numbers(self.next, count))
        self.acknowledged += range(self.next, self.next + count)
        self.lives[-1].update(range(self.next, self.next + count))
        self.next += count

    def crash(self, count: int, cut: float) -> None:
        """The process dies while it writes: some bytes of the last batch are there."""
        spool = self.journal.spool
        lines = b"".join(map(framed, numbers(self.next, count)))
        self.lives[-1].update(range(self.next, self.next + count))
        self.next += count
        spool._open().write(lines[: int(len(lines) * cut)])
        spool.close()
        self.start()

    def lose_position(self) -> None:
        """The position was not on the disk yet when the machine crashed."""
        for path in self.root.glob(f"*/{POSITION}"):
            path.write_text("", "ascii")
        self.journal.spool.close()
        self.start()

    def deliver(self, answers: Sequence[tuple[int, bool]]) -> None:
        """Try to deliver; the collector fails as told."""
        self.collector.answers = list(answers)
        asyncio.run(self.drain.once())


FAILURES = st.sampled_from([(503, False), (503, True), (0, False), (0, True), (429, False)])
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("append"), st.integers(1, 9)),
        st.tuples(st.just("crash"), st.integers(1, 9), st.floats(0, 1)),
        st.tuples(st.just("lose_position")),
        st.tuples(st.just("deliver"), st.lists(FAILURES, max_size=2)),
    ),
    max_size=25,
)


@settings(max_examples=100, deadline=None)
@given(STEPS)
def test_every_acknowledged_record_arrives_in_order_and_none_is_invented(
    steps: list[tuple[str, object]],
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        machine = Machine(Path(folder))
        for name, *arguments in steps:
            getattr(machine, name)(*arguments)
        machine.deliver(())
        got = machine.collector.got
        assert set(machine.acknowledged) <= set(got) <= set(range(machine.next))
        first = list(dict.fromkeys(got))
        for life in machine.lives:
            arrived = [number for number in first if number in life]
            assert arrived == sorted(arrived)
        assert machine.drain.refused == 0
        machine.journal.spool.close()
        left = [path for path in Path(folder).glob(f"*/*{SUFFIX}") if path.stat().st_size]
        assert len(left) <= 1, "a delivered segment was kept"


@given(st.binary(max_size=40), st.integers(0, 60))
def test_a_torn_line_is_never_a_record(record: bytes, cut: int) -> None:
    line = framed(record)[:-1]
    assert unframed(line) == record
    if cut < len(line):
        assert unframed(line[:cut]) is None


def test_a_damaged_line_costs_only_itself(make_spool: MakeSpool) -> None:
    spool = make_spool()
    spool.append([b"1", b"2", b"3"])
    (segment,) = spool.directory.glob(f"*{SUFFIX}")
    segment.write_bytes(segment.read_bytes().replace(b" 2\n", b" 9\n"))
    reader = SpoolReader(spool.directory)
    batch = reader.next()
    assert batch is not None
    assert batch.records == [b"1", b"3"]
    assert reader.damaged == 1


def test_a_full_spool_takes_nothing_until_it_is_delivered(
    tmp_path: Path, make_spool: MakeSpool
) -> None:
    spool = make_spool(max_bytes=60, segment_bytes=20)
    spool.append(numbers(10, 4))
    with pytest.raises(SpoolError, match="full"):
        spool.append(numbers(20, 4))
    spool.append(numbers(30, 1))
    reader = SpoolReader(spool.directory)
    while (batch := reader.next()) is not None:
        reader.delivered(batch)
    spool.append(numbers(40, 2))
    batch = reader.next()
    assert batch is not None
    assert batch.records == numbers(40, 2)


def test_after_a_failed_write_the_next_record_is_whole(
    tmp_path: Path, make_spool: MakeSpool, monkeypatch: pytest.MonkeyPatch
) -> None:
    spool = make_spool()
    spool.append([b"1"])
    with monkeypatch.context() as patch:

        def fails(fd: int) -> None:
            os.write(fd, b"00000000 torn")
            raise OSError(28, "No space left on device")

        patch.setattr("policy.spool.os.fsync", fails)
        with pytest.raises(SpoolError, match="No space left"):
            spool.append([b"2"])
    spool.append([b"3"])
    reader, found = SpoolReader(spool.directory), []
    while (batch := reader.next()) is not None:
        found += batch.records
        reader.delivered(batch)
    assert found == [b"1", b"2", b"3"]
    assert reader.damaged == 0


def test_a_line_that_is_still_being_written_is_waited_for(make_spool: MakeSpool) -> None:
    spool, line = make_spool(), framed(b"1")
    reader = SpoolReader(spool.directory)
    spool._open().write(line[:-4])
    assert reader.next() is None
    spool._open().write(line[-4:])
    batch = reader.next()
    assert batch is not None
    assert (batch.records, reader.damaged) == ([b"1"], 0)


def test_each_append_is_on_the_disk_before_it_returns(
    tmp_path: Path, make_spool: MakeSpool, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[int] = []
    monkeypatch.setattr("policy.spool.os.fsync", synced.append)
    spool = make_spool()
    spool.append([b"1"])
    synced.clear()
    spool.append([b"2", b"3"])
    assert len(synced) == 1
    lax = make_spool(sync=False)
    lax.append([b"1"])
    synced.clear()
    lax.append([b"2"])
    assert synced == []
    lax.flush()
    assert len(synced) == 1


def test_the_spool_of_a_living_process_is_left_alone(tmp_path: Path, make_spool: MakeSpool) -> None:
    living, dead = make_spool(), make_spool()
    for spool in (living, dead):
        spool.append([b"1"])
    own = make_spool()
    assert [reader for reader, _ in adopt(tmp_path, own.directory)] == []
    dead.close()
    [(reader, lock)] = adopt(tmp_path, own.directory)
    assert reader.directory == dead.directory
    assert list(adopt(tmp_path, living.directory)) == []
    lock.close()
    assert (living.directory / LOCK).exists()


def test_a_folder_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(SpoolError, match="cannot be written"):
        Spool(tmp_path / "file", max_bytes=BIG)


async def test_requests_at_the_same_time_share_a_write(
    tmp_path: Path, journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    await journal.keep([b"0"])
    synced: list[int] = []
    monkeypatch.setattr("policy.spool.os.fsync", synced.append)
    await asyncio.gather(*(journal.keep([str(n).encode()]) for n in range(1, 50)))
    assert len(synced) <= 2
    collector = Collector()
    assert await Drain(journal, collector.send, {}).once()
    assert collector.got == list(range(50))


async def test_one_poisonous_record_is_set_apart_and_the_others_arrive(
    tmp_path: Path, journal: Journal
) -> None:
    await journal.keep(numbers(0, 21))
    collector = Collector()
    collector.poison = {13}
    drain = Drain(journal, collector.send, {})
    assert await drain.once()
    assert collector.got == [number for number in range(21) if number != 13]
    assert (drain.delivered, drain.refused) == (20, 1)
    assert refused(tmp_path) == [b"13"]


async def test_a_partial_success_is_not_sent_again_and_not_thrown_away(
    tmp_path: Path, journal: Journal
) -> None:
    await journal.keep(numbers(0, 3))
    sent: list[bytes] = []

    async def send(body: bytes) -> Reply:
        sent.append(body)
        return Reply(rejected=1)

    drain = Drain(journal, send, {})
    assert await drain.once()
    assert await drain.once()
    assert len(sent) == 1
    assert drain.refused == 3
    assert refused(tmp_path) == numbers(0, 3)


@pytest.mark.parametrize("status", [0, 401, 403, 404, 429, 500, 502, 503, 504])
async def test_what_the_collector_cannot_take_now_stays(
    tmp_path: Path, journal: Journal, status: int
) -> None:
    await journal.keep(numbers(0, 3))
    collector = Collector((status, False))
    drain = Drain(journal, collector.send, {})
    assert not await drain.once()
    assert collector.got == []
    assert refused(tmp_path) == []
    assert await drain.once()
    assert collector.got == [0, 1, 2]


async def test_the_pause_is_what_was_asked_else_ever_longer(
    tmp_path: Path, journal: Journal
) -> None:
    random.seed(1)
    await journal.keep(numbers(0, 1))

    async def send(_body: bytes) -> Reply:
        return Reply(503, retry_after)

    retry_after: float | None
    drain, pauses = Drain(journal, send, {}), []
    for retry_after in (7.0, 100_000.0, *[None] * 12):  # noqa: B007  `send` tells it
        await drain.once()
        pauses.append(drain._pause())
    assert pauses[:2] == [7.0, 600.0]
    assert all(min(0.25 * 2**n, 30) <= pause <= 60 for n, pause in enumerate(pauses[2:], 2))
    assert pauses[-1] >= 30
