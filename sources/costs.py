"""What reading from one upstream costs: seeded from its settings, corrected by what is seen.

A read takes call + rows x (row + the expand paths asked), in milliseconds, and its rows less when
it is split over several calls at once: every further call adds `gain` of a worker. After each
observed read the terms that took part move towards what was measured (normalised least mean
squares), so the estimate follows a register that is slower or faster than the one the defaults
were measured on (Open Zaak 1.30 on two cores).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

EXPAND_MS: Mapping[str, float] = {
    "status": 5.4,
    "resultaat": 1.9,
    "rollen": 17.0,
    "zaakinformatieobjecten": 8.4,
    "zaakobjecten": 5.4,
    "eigenschappen": 6.4,
}
"""Milliseconds a zaak per expanded path, measured on Open Zaak 1.30."""
UNKNOWN_EXPAND_MS = 10.0
PROBE = 10
RATE = 0.2
"""How far one observation moves the estimate towards itself."""
RATE_DOWN = 0.4
FAR_OFF = 0.8
"""Part of the estimate below which a read shows it to be far too high: the next plan is then kept
to one worker as well, and costs nobody a longer wait than was expected."""


@dataclass(slots=True)
class CostModel:
    """The terms of one upstream, in milliseconds."""

    call_ms: float = 10.0
    row_ms: float = 1.7
    workers: int = 4
    expand_ms: dict[str, float] = field(default_factory=lambda: dict(EXPAND_MS))
    gain: float = 0.15
    """What each further call at once adds, as a part of one worker. On Open Zaak with two cores 50
    zaken with rollen take 0.94 s in one call and 0.84 s in five to ten."""
    observed: int = 0
    busy: int = 0
    """Calls of this gateway that are under way there."""

    plans: int = 0

    def allot(self, sharers: int = 1) -> int:
        """Return how many workers the next plan may occupy: at least one, for who waits its turn.

        Requests that are answered at the same time share the workers that are not busy.
        Every tenth plan gets one, and its read shows what a read in one call takes now; so does
        the plan after a read that took far less than the estimate.
        """
        self.plans += 1
        return (
            1
            if self.plans % PROBE == 0
            else max(1, min(self.workers - self.busy, self.workers // sharers))
        )

    def call(self, rows: int, paths: Iterable[str] = (), split: int = 1) -> float:
        """Return the expected wait for `rows` rows with these expanded, over `split` calls."""
        work = rows * (self.row_ms + sum(map(self.path, paths)))
        return self.call_ms + work / self.speed(split)

    def speed(self, split: int) -> float:
        """Return how many times faster `split` calls at once are than one after the other."""
        return 1 + (split - 1) * self.gain

    def path(self, path: str) -> float:
        """Return what expanding `path` costs a row."""
        return self.expand_ms.get(path, UNKNOWN_EXPAND_MS)

    def observe(
        self, ms: float, rows: int, paths: Iterable[str] = (), split: int = 1, sharers: int = 1
    ) -> None:
        """Move the terms that took part in a read towards the time it took.

        A read over several calls tells what these gain, a read in one what its terms are.

        Among `sharers` requests a read may wait that many times as long as it takes: only what is
        beyond that, or quicker than expected, teaches anything. With more calls under way than the
        upstream has workers it waits its turn besides: that teaches nothing.
        """
        asked = tuple(paths)
        expected = self.call(rows, asked)
        if not (expected > 0 and 0 < ms < math.inf) or self.busy > self.workers:
            return
        if split == 1:
            least = ms / max(1, sharers, self.busy + 1)
            self._observe_terms(min(max(expected, least), ms), rows, asked, expected)
            return
        if ms * split < expected:  # no worker could have done it all so soon
            self._observe_terms(ms * split, rows, asked, expected)
        if sharers == 1:
            self._observe_gain(ms, rows, asked, split)

    def _observe_terms(self, ms: float, rows: int, asked: tuple[str, ...], expected: float) -> None:
        """Correct the terms; sooner downwards, as a read is often held up and never hurried."""
        self.observed += 1
        rate = max(RATE if ms > expected else RATE_DOWN, 1 / (self.observed + 1))
        if ms < expected * FAR_OFF:
            self.plans = PROBE - 1
        ratio = min(max(ms / expected, 0.02), 50.0) ** rate
        parts = rows * sum(map(self.path, asked)) / expected
        for path in asked:
            self.expand_ms[path] = self.path(path) * (1 + (ratio - 1) * parts)
        self.row_ms *= 1 + (ratio - 1) * (rows * self.row_ms / expected)
        self.call_ms *= 1 + (ratio - 1) * (self.call_ms / expected)

    def _observe_gain(self, ms: float, rows: int, paths: tuple[str, ...], split: int) -> None:
        work = self.call(rows, paths) - self.call_ms
        seen = (work / max(ms - self.call_ms, ms / 10) - 1) / (split - 1)
        self.gain += RATE * (min(max(seen, 0.0), 1.0) - self.gain)
