"""Alarms that seldom ring: all of one length share one timer of the event loop.

A timer of the loop takes 2 to 3 µs to set and to clear, and every request sets several; an alarm
is an entry in a dictionary. They ring in the order in which they were set, so that only the first
is waited for.
"""

from __future__ import annotations

import asyncio
from typing import Protocol

MAX_LENGTHS = 100
"""Lengths whose alarms are shared; a client may ask for any number of milliseconds."""
SLACK = 0.001
"""Seconds: a loop counts in milliseconds, and may come that much too early."""


class Rings(Protocol):
    """What an alarm is set for; known by its identity."""

    def ring(self) -> None:
        """Do what is to be done then."""


class Alarms:
    """The alarms of one length on one event loop.

    Setting one is `ends = waiting[one] = loop.time() + seconds`, and `begin` when `timer` is None;
    clearing it takes it out of `waiting`. Deadline does so itself: a call takes as long.
    """

    __slots__ = ("loop", "seconds", "timer", "waiting")

    def __init__(self, loop: asyncio.AbstractEventLoop, seconds: float) -> None:
        self.loop, self.seconds = loop, seconds
        self.waiting: dict[Rings, float] = {}
        """When each rings by the clock of the loop, the first in front."""
        self.timer: asyncio.TimerHandle | None = None

    def set(self, one: Rings) -> None:
        """Have it ring once, after the length."""
        ends = self.waiting[one] = self.loop.time() + self.seconds
        if self.timer is None:
            self.begin(ends)

    def clear(self, one: Rings) -> None:
        """Let it not ring; harmless when it rang."""
        self.waiting.pop(one, None)

    def begin(self, ends: float) -> None:
        """Wait for the first."""
        self.timer = self.loop.call_at(ends, self._look)

    def _look(self) -> None:
        """Ring what is due, and wait for the next."""
        due = self.loop.time() + SLACK
        try:
            while self.waiting:
                first = next(iter(self.waiting))
                if self.waiting[first] > due:
                    break
                del self.waiting[first]
                first.ring()
        finally:
            self.timer = None
            if self.waiting:
                self.begin(next(iter(self.waiting.values())))


class _Shared:
    """The alarms of the loop that ran last; those of another one stay set, but are not found."""

    __slots__ = ("by_seconds", "loop")

    def __init__(self, loop: asyncio.AbstractEventLoop | None) -> None:
        self.loop = loop
        self.by_seconds: dict[float, Alarms] = {}


_shared = _Shared(None)


def alarms(loop: asyncio.AbstractEventLoop, seconds: float) -> Alarms:
    """Return the alarms of this length on the running loop."""
    global _shared
    shared = _shared
    if shared.loop is not loop:
        shared = _shared = _Shared(loop)
    found = shared.by_seconds.get(seconds)
    if found is None:
        if len(shared.by_seconds) >= MAX_LENGTHS:
            shared.by_seconds.clear()
        found = shared.by_seconds[seconds] = Alarms(loop, seconds)
    return found
