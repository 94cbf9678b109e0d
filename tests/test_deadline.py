"""A deadline ends what takes too long, and nothing else."""

from __future__ import annotations

import asyncio

import pytest

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
