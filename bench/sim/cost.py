"""What a call costs: nothing, a constant, or what it cost on a measured Open Zaak.

The Open Zaak model has two parts. The work of a call, in milliseconds when nothing else runs, is
`base + rows * (row + what each expanded path costs a row)`. A server has eight slots (2 processes
of 4 threads) and a shared capacity: n calls together proceed at min(n, CAPACITY) times the speed
of one, each with an equal share, and a ninth call waits for a slot. The capacity is below the two
cores because PostgreSQL and Python's lock take their part; bench/calibrate.py shows the fit.
"""

from __future__ import annotations

import asyncio
import heapq
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

SLOTS = 8
CAPACITY = 1.3
EXPAND_MS: Mapping[str, float] = {
    "status": 4.0,
    "status.statustype": 6.6,
    "rollen": 16.5,
    "rollen.roltype": 5.8,
    "resultaat": 1.4,
    "resultaat.resultaattype": 2.0,
    "zaaktype": 16.4,
    "zaakinformatieobjecten": 6.2,
    "zaakobjecten": 4.0,
    "eigenschappen": 4.7,
    "eigenschappen.eigenschap": 6.0,
    "deelzaken": 0.1,
    "hoofdzaak": 0.1,
    "informatieobjecttype": 3.0,
}
OTHER_EXPAND_MS = 3.0


@dataclass(frozen=True)
class Work:
    """What one call asked of its server."""

    kind: str
    rows: int = 0
    paths: Collection[str] = ()


@dataclass(frozen=True)
class Price:
    """Milliseconds of work for a call and for each row."""

    base: float
    row: float


PRICES: Mapping[str, Price] = {
    "zaken": Price(32.0, 1.35),
    "zaken/_zoek": Price(25.0, 1.1),
    "enkelvoudiginformatieobjecten": Price(14.0, 0.3),
    "enkelvoudiginformatieobjecten/_zoek": Price(14.0, 0.35),
    "rollen": Price(20.0, 1.05),
    "statussen": Price(18.0, 1.0),
    "resultaten": Price(16.0, 1.0),
    "zaakinformatieobjecten": Price(18.0, 1.2),
    "besluiten": Price(15.0, 2.0),
    "personen": Price(40.0, 1.0),
}
DEFAULT_PRICE = Price(16.0, 1.0)


def work_ms(work: Work) -> float:
    """Return how long a call takes on a server that does nothing else."""
    price = PRICES.get(work.kind, DEFAULT_PRICE)
    expand = sum(EXPAND_MS.get(path, OTHER_EXPAND_MS) for path in work.paths)
    return price.base + work.rows * (price.row + expand)


@dataclass(order=True)
class _Job:
    finish: float
    number: int
    done: asyncio.Future[None] = field(compare=False)


class Server:
    """Eight slots that share one capacity, in virtual time: a job's share shrinks with company."""

    def __init__(self, slots: int = SLOTS, capacity: float = CAPACITY) -> None:
        self._capacity = capacity
        self._slots = asyncio.Semaphore(slots)
        self._jobs: list[_Job] = []
        self._virtual = 0.0
        self._stamp = 0.0
        self._count = 0
        self._timer: asyncio.TimerHandle | None = None

    async def run(self, ms: float) -> None:
        """Return when that much work has been done."""
        async with self._slots:
            loop = asyncio.get_running_loop()
            self._advance(loop.time())
            self._count += 1
            job = _Job(self._virtual + ms / 1000, self._count, loop.create_future())
            heapq.heappush(self._jobs, job)
            self._schedule(loop)
            await job.done

    @property
    def _speed(self) -> float:
        """How fast each running job proceeds."""
        running = len(self._jobs)
        return min(running, self._capacity) / running if running else 0.0

    def _advance(self, now: float) -> None:
        self._virtual += (now - self._stamp) * self._speed
        self._stamp = now

    def _schedule(self, loop: asyncio.AbstractEventLoop) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._jobs:
            wait = max(0.0, (self._jobs[0].finish - self._virtual) / self._speed)
            self._timer = loop.call_later(wait, self._finish, loop)

    def _finish(self, loop: asyncio.AbstractEventLoop) -> None:
        self._advance(loop.time())
        while self._jobs and self._jobs[0].finish <= self._virtual + 1e-6:
            done = heapq.heappop(self._jobs).done
            if not done.done():
                done.set_result(None)
        self._schedule(loop)


class CostModel:
    """Waits as long as a call would take; `mode` is `const:<ms>` or `openzaak`."""

    def __init__(self, mode: str = "const:0") -> None:
        self.set_mode(mode)

    def set_mode(self, mode: str) -> None:
        """Change what calls cost from now on. Raises ValueError on another mode."""
        name, _, value = mode.partition(":")
        if name not in ("const", "openzaak"):
            raise ValueError(mode)
        self.mode = mode
        self._constant = float(value) / 1000 if name == "const" else None
        self._servers: dict[str, Server] = {}

    async def spend(self, api: str, work: Work) -> None:
        """Wait for one call."""
        if self._constant is not None:
            if self._constant:
                await asyncio.sleep(self._constant)
            return
        if api == "brp":
            await asyncio.sleep(work_ms(work) / 1000)
            return
        name = "openklant" if api == "klantinteracties" else "openzaak"
        server = self._servers.get(name)
        if server is None:
            server = self._servers[name] = Server()
        await server.run(work_ms(work))
