"""Backpressure: how many operations run at once, and how few may wait for their turn."""

from __future__ import annotations

import asyncio
from collections import deque

WAIT = 1.0
"""Seconds an operation may wait for a place; longer is worse than being told to come back."""
RETRY_AFTER = 1


class OverloadedError(Exception):
    """There is no place now; nothing was done."""


class Gate:
    """Lets `places` in at once, lets `waiting` wait, and turns away the rest at once."""

    def __init__(self, places: int, waiting: int, seconds: float = WAIT) -> None:
        self._places = places
        self._free, self._waiting, self._seconds = places, waiting, seconds
        self._queue: deque[asyncio.Future[None]] = deque()
        self.refused = 0
        """Operations that were turned away, for a metric."""

    @property
    def running(self) -> int:
        """Operations that hold a place."""
        return self._places - self._free

    @property
    def waiting(self) -> int:
        """Operations that wait for one."""
        return len(self._queue)

    def enter(self) -> Place:
        """Return what holds a place as long as its block runs. Raises OverloadedError."""
        return Place(self)

    async def take(self) -> None:
        """Take a place. Raises OverloadedError."""
        if self._free > 0:
            self._free -= 1
        else:
            await self._wait()

    async def _wait(self) -> None:
        if len(self._queue) >= self._waiting:
            self.refused += 1
            raise OverloadedError
        turn = asyncio.get_running_loop().create_future()
        self._queue.append(turn)
        try:
            async with asyncio.timeout(self._seconds):
                await turn
        except TimeoutError:
            self._give_up(turn)
            self.refused += 1
            raise OverloadedError from None
        except asyncio.CancelledError:
            self._give_up(turn)
            raise

    def _give_up(self, turn: asyncio.Future[None]) -> None:
        """Leave the queue; a place that came just now goes to the next."""
        if turn in self._queue:
            self._queue.remove(turn)
        elif turn.done() and not turn.cancelled():
            self.leave()

    def leave(self) -> None:
        """Give the place to who waits longest, or free it."""
        while self._queue:
            turn = self._queue.popleft()
            if not turn.done():
                turn.set_result(None)
                return
        self._free += 1


class Place:
    """A place in the gate, held as long as the block runs."""

    __slots__ = ("_gate",)

    def __init__(self, gate: Gate) -> None:
        self._gate = gate

    async def __aenter__(self) -> None:
        await self._gate.take()

    async def __aexit__(self, *_: object) -> None:
        self._gate.leave()
