"""A circuit breaker: after too many failures in a row, fail fast until one probe succeeds."""

from __future__ import annotations

import time
from collections.abc import Callable


class CircuitBreaker:
    """Counts failures in a row; open means "do not ask", half-open lets one probe through."""

    def __init__(
        self, failures: int, cooldown: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._limit = failures
        self._cooldown = cooldown
        self._clock = clock
        self._failures = 0
        self._opened_at: float | None = None
        self._probing_since: float | None = None

    @property
    def is_open(self) -> bool:
        """Whether calls are refused right now (a probe may still be due)."""
        return self._opened_at is not None

    def allow(self) -> bool:
        """Return whether a call may go out; while open, one probe per cool-down may."""
        if self._opened_at is None:
            return True
        now = self._clock()
        last = self._opened_at if self._probing_since is None else self._probing_since
        if now - last < self._cooldown:
            return False
        self._probing_since = now
        return True

    def succeeded(self) -> None:
        """Close the breaker."""
        self._failures = 0
        self._opened_at = self._probing_since = None

    def failed(self) -> None:
        """Count a failure; open at the limit, and again after a failed probe."""
        self._failures += 1
        if self._failures >= self._limit:
            self._opened_at = self._clock()
            self._probing_since = None
