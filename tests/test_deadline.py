"""A deadline ends what takes too long, and nothing else."""

from __future__ import annotations

import asyncio

import pytest

from sources.alarms import MAX_LENGTHS, alarms
from sources.deadline import Deadline


async def test_what_takes_too_long_is_ended() -> None:
    with pytest.raises(TimeoutError), Deadline(0.01):
        await asyncio.sleep(5)
    with Deadline(5) as deadline:
        await asyncio.sleep(0)
        assert 4 < deadline.left <= 5


async def test_a_cancellation_by_somebody_else_is_passed_on() -> None:
    async def work() -> None:
        with Deadline(5):
            await asyncio.sleep(5)

    task = asyncio.create_task(work())
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_the_inner_deadline_ends_first_and_the_outer_still_holds() -> None:
    ended = []

    async def work() -> None:
        with Deadline(0.05):
            try:
                with Deadline(0.01):
                    await asyncio.sleep(5)
            except TimeoutError:
                ended.append("inner")
            await asyncio.sleep(5)

    with pytest.raises(TimeoutError):
        await work()
    assert ended == ["inner"]


class Bell:
    """Rings an alarm, and notes that it rang."""

    def __init__(self, name: str, rang: list[str], *, breaks: bool = False) -> None:
        self._name, self._rang, self._breaks = name, rang, breaks

    def ring(self) -> None:
        """Note it."""
        self._rang.append(self._name)
        if self._breaks:
            raise ValueError("a bell that breaks")


async def test_alarms_of_one_length_share_a_timer_and_ring_in_their_order() -> None:
    loop, rang, told = asyncio.get_running_loop(), list[str](), list[object]()
    loop.set_exception_handler(lambda _loop, context: told.append(context["exception"]))
    shared = alarms(loop, 0.01)
    assert alarms(loop, 0.01) is shared
    bells = [Bell(name, rang, breaks=name == "b") for name in "abcd"]
    for bell in bells:
        shared.set(bell)
    first = shared.timer
    shared.clear(bells[2])
    with pytest.raises(TimeoutError), Deadline(0.05):
        await asyncio.sleep(5)
    assert rang == ["a", "b", "d"], "what breaks keeps no other from ringing"
    assert [str(error) for error in told] == ["a bell that breaks"]
    assert first is not None
    assert shared.timer is None, "nothing is waited for any more"


async def test_there_are_no_more_lengths_than_some() -> None:
    loop = asyncio.get_running_loop()
    with Deadline(0.5) as kept:
        for number in range(MAX_LENGTHS):
            alarms(loop, 100.0 + number)
        assert kept.left > 0
        with pytest.raises(TimeoutError), Deadline(0.01):
            await asyncio.sleep(5)
    assert alarms(loop, 0.5) is not alarms(loop, 0.6)
