"""An event loop whose clock jumps to the next timer: waiting takes no time, and a hang is seen.

When nothing is ready and no timer is set, nothing can ever happen again: that is a hang, found
without any wall clock. The same for a program that keeps the loop busy for ever.
"""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

T = TypeVar("T")
MAX_STEPS = 200_000
"""Turns of the loop that one request may take."""
OTHER_THREADS = 5.0
"""Seconds that a file read in another thread may take."""


class Hang(BaseException):
    """Nothing is left that could end this request."""


class _Selector(selectors.DefaultSelector):
    """Never sleeps: moves the clock of its loop instead."""

    loop: ClockLoop

    def select(self, timeout: float | None = None) -> Any:
        """Return what is ready; jump to the next timer when nothing is."""
        self.loop.steps += 1
        if self.loop.steps > MAX_STEPS:
            self.loop.steps = 0
            raise Hang("the loop keeps turning")
        ready = super().select(0)
        if ready or timeout == 0:
            return ready
        if timeout is not None:
            self.loop.now += timeout
            return ready
        ready = super().select(OTHER_THREADS)
        if not ready:
            raise Hang("nothing is under way and no timer is set")
        return ready


class ClockLoop(asyncio.SelectorEventLoop):
    """A loop with its own clock."""

    def __init__(self) -> None:
        self.now = 1_000.0
        self.steps = 0
        selector = _Selector()
        selector.loop = self
        super().__init__(selector)

    def time(self) -> float:
        """Return the time of this loop."""
        return self.now

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Return what `work` gives. Raises Hang."""
        self.steps = 0
        return self.run_until_complete(work)

    def end(self) -> None:
        """Stop whatever still runs, and close; to be called once."""
        self.steps = 0
        left = asyncio.all_tasks(self)
        for task in left:
            task.cancel()
        if left:
            self.run_until_complete(asyncio.gather(*left, return_exceptions=True))
        self.run_until_complete(self.shutdown_asyncgens())
        self.close()


@contextmanager
def clock_loop() -> Iterator[ClockLoop]:
    """Give a loop, and end it afterwards."""
    loop = ClockLoop()
    try:
        yield loop
    finally:
        loop.end()
