"""Measures the gateway's memory: `python -m bench.soak`.

Two questions, each with a bound: does it grow over 20,000 requests, and how much does it hold
while 200 werklijsten are under way at once. In that order: what a crowd leaves free would hide
growth. Exits with 1 when an answer is no.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from threading import Event, Thread
from typing import Any

from bench import measure as m
from bench.load import Operation, run
from bench.machine import describe
from bench.operations import make_operations
from bench.processes import Process, start_simulator
from bench.report import write_json
from bench.targets import RESULTS, SIMULATOR_PORT, STARTERS, Target

CROWD = 200
CROWD_OPERATIONS = 1_000
PEAK_MB = 400.0
REQUESTS = 20_000
GROWTH_MB = 8.0
"""Growth over the second half that counts as none: the pages an allocator keeps vary this much."""
SLICES = 20
MIX = {"S": 40, "W": 8, "D": 8, "K": 8}
"""Operations a turn, so that every kind of reading is soaked and S does not take the whole time."""


@dataclass
class Watch:
    """The largest resident memory that was seen of a process."""

    process: Process
    peak_mb: float = 0.0
    _end: Event = field(default_factory=Event)

    def watch(self) -> None:
        """Look fifty times a second until told to end."""
        while not self._end.wait(0.02):
            self.peak_mb = max(self.peak_mb, self.process.rss_mb())

    @contextmanager
    def watching(self) -> Iterator[Watch]:
        """Watch as long as the block runs."""
        thread = Thread(target=self.watch, daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self._end.set()
            thread.join()


async def crowd(target: Target, mode: str, count: int) -> float:
    """Return the peak MB while 200 werklijsten are under way, again and again."""
    await m.set_mode(mode)
    with Watch(target.process).watching() as watch:
        await run(target.url, make_operations()["W"], CROWD, 3600.0, max(count, CROWD))
    return watch.peak_mb


async def soak(target: Target, requests: int, seconds: float) -> list[tuple[int, float]]:
    """Return the MB after so many requests, at equal distances; stops when the time is over."""
    await m.set_mode("const:0")
    operations = make_operations()
    turn = [(operations[name], share) for name, share in MIX.items()]
    done, readings, start = 0, [(0, target.process.rss_mb())], time.monotonic()
    while done < requests and time.monotonic() - start < seconds:
        goal = min(requests, done + requests // SLICES)
        while done < goal:
            done += await _turn(target, turn)
        readings.append((done, target.process.rss_mb()))
        sys.stderr.write(f"{done} requests: {readings[-1][1]:.1f} MB\n")
    return readings


async def _turn(target: Target, turn: list[tuple[Operation, int]]) -> int:
    for operation, share in turn:
        await run(target.url, operation, 8, 3600.0, share)
    return sum(share for _, share in turn)


def growth(readings: list[tuple[int, float]]) -> float:
    """Return the MB between the middle and the end: the median of the quarters there."""
    quarter = max(1, len(readings) // 4)
    middle = sorted(mb for _, mb in readings[-2 * quarter : -quarter])
    end = sorted(mb for _, mb in readings[-quarter:])
    return end[len(end) // 2] - middle[len(middle) // 2]


async def measure(target: Target, options: argparse.Namespace) -> dict[str, Any]:
    """Return every figure."""
    await m.warm_up(target, [make_operations()[name] for name in MIX], 1.0)
    started = target.process.rss_mb()
    readings = await soak(target, options.requests, options.seconds)
    peaks = {mode: await crowd(target, mode, options.crowd) for mode in ("const:0", "const:20")}
    return {"warm_mb": started, "peak_mb": peaks, "readings": readings, "growth": growth(readings)}


def verdicts(found: dict[str, Any], requests: int) -> list[tuple[bool, str]]:
    """Return what was asked and whether it holds."""
    peak, grown = max(found["peak_mb"].values()), found["growth"]
    done = found["readings"][-1][0]
    return [
        (peak < PEAK_MB, f"{CROWD} concurrent W: peak {peak:.0f} MB, may be {PEAK_MB:.0f}"),
        (
            grown < GROWTH_MB,
            f"{done} requests: {grown:+.1f} MB over the second half, may be {GROWTH_MB:.0f}",
        ),
        (done >= requests, f"{done} of {requests} requests within the time"),
    ]


def main() -> int:
    """Measure, write results/soak.json and tell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=REQUESTS)
    parser.add_argument("--crowd", type=int, default=CROWD_OPERATIONS)
    parser.add_argument("--seconds", type=float, default=600.0, help="bound of the soak")
    options = parser.parse_args()
    with ExitStack() as stack:
        stack.callback(start_simulator(SIMULATOR_PORT).stop)
        target = STARTERS["gateway"]()
        stack.callback(target.process.stop)
        found = asyncio.run(measure(target, options))
    told = verdicts(found, options.requests)
    lines = [f"{'ok' if holds else 'NOT OK'}: {text}" for holds, text in told]
    write_json(RESULTS / "soak.json", {"machine": describe(), **found, "verdicts": lines})
    sys.stdout.write("\n".join(lines) + "\n")
    return 0 if all(holds for holds, _ in told) else 1


if __name__ == "__main__":
    sys.exit(main())
