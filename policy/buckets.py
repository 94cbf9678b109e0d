"""Token buckets: how much a client may still ask. In this process; shared ones are apart.

A bucket holds at most `capacity` and fills with `capacity` a minute. Keys are pseudonyms.
"""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple, Protocol

MAX_KEYS = 50_000
"""Clients remembered; the one that asked longest ago is forgotten first, about 10 MB in all."""
MINUTE = 60.0


@dataclass(frozen=True, slots=True)
class Quota:
    """What one client may use of something."""

    name: str
    capacity: int
    """A minute's worth, and the most that is ever available at once."""

    @property
    def per_second(self) -> float:
        """How fast a bucket fills."""
        return self.capacity / MINUTE

    def wait(self, missing: float) -> int:
        """Return the whole seconds until so much is there again."""
        return max(1, math.ceil(missing / self.per_second))


class Taken(NamedTuple):
    """The outcome of one request to a bucket."""

    allowed: bool
    remaining: int
    """Whole units that are left."""
    retry_after: int
    """Whole seconds until what was refused would be there; 0 when allowed."""


class Buckets(Protocol):
    """Somewhere the buckets of all clients are."""

    async def take(self, client: str, quota: Quota, amount: int = 1) -> Taken:
        """Take `amount` from a client's bucket, or nothing when there is less."""

    async def aclose(self) -> None:
        """Let go of connections."""


class LocalBuckets:
    """Buckets in the memory of this process."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._levels: OrderedDict[tuple[str, str], tuple[float, float]] = OrderedDict()

    async def take(self, client: str, quota: Quota, amount: int = 1) -> Taken:
        """Take `amount` from a client's bucket, or nothing when there is less."""
        now, key = self._clock(), (quota.name, client)
        level, since = self._levels.pop(key, (float(quota.capacity), now))
        level = min(float(quota.capacity), level + max(0.0, now - since) * quota.per_second)
        allowed = level >= amount
        if allowed:
            level -= amount
        self._levels[key] = (level, now)
        if len(self._levels) > MAX_KEYS:
            self._levels.popitem(last=False)
        return Taken(allowed, int(level), 0 if allowed else quota.wait(amount - level))

    async def aclose(self) -> None:
        """Nothing to let go of."""
