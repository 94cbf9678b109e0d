"""Keys that are asked together are loaded together, and a deadline ends what takes too long."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from sources.batching import Batcher
from sources.deadline import Deadline


class Loads:
    """Doubles numbers, refuses negative ones, and keeps the batches it was asked."""

    def __init__(self) -> None:
        self.batches: list[list[int]] = []

    async def __call__(self, keys: list[int]) -> Sequence[int | Exception]:
        self.batches.append(keys)
        await asyncio.sleep(0)
        if 13 in keys:
            raise RuntimeError("the whole batch")
        return [ValueError(key) if key < 0 else key * 2 for key in keys]


async def test_keys_of_the_same_turn_and_the_next_share_a_batch() -> None:
    loads = Loads()
    batcher = Batcher(loads)
    first = [batcher.load(1), batcher.load(2), batcher.load(1)]
    await asyncio.sleep(0)
    late = batcher.load(3)
    assert await asyncio.gather(*first, late) == [2, 4, 2, 6]
    assert loads.batches == [[1, 2, 3]]
    assert await batcher.load(2) == 4
    assert await batcher.load(4) == 8
    assert loads.batches == [[1, 2, 3], [4]]


async def test_a_failure_belongs_to_its_key() -> None:
    batcher = Batcher(Loads())
    answers = await asyncio.gather(batcher.load(-1), batcher.load(1), return_exceptions=True)
    assert [type(answers[0]), answers[1]] == [ValueError, 2]


async def test_a_batch_that_fails_as_a_whole_is_asked_again() -> None:
    loads = Loads()
    batcher = Batcher(loads)
    for _ in range(2):
        with pytest.raises(RuntimeError):
            await batcher.load(13)
    assert loads.batches == [[13], [13]]


async def test_who_stops_waiting_harms_nobody_else() -> None:
    batcher = Batcher(Loads())
    impatient, other = batcher.load(1), batcher.load(2)
    impatient.cancel()
    assert await other == 4


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
