"""Compares the cost model with what was measured on a real Open Zaak: `python -m bench.calibrate`.

Schedules were timed on a quiet server; single calls are medians on a partly busy one, so they
count as proportions.
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import aiohttp

from bench.processes import start_simulator
from bench.sim.cost import CAPACITY, SLOTS
from bench.sim.shapes import Roots, make_uuid

PORT = 9190
ROOTS = Roots(f"http://127.0.0.1:{PORT}")
ZAKEN = ROOTS.by_api["zaken"]
DOCUMENTEN = ROOTS.by_api["documenten"]
DETAIL = make_uuid("zaken", 0)
DETAIL_URL = f"{ZAKEN}zaken/{DETAIL}"
UUIDS = [make_uuid("zaken", number) for number in range(999, 949, -1)]
DOCUMENTS = [make_uuid("enkelvoudiginformatieobjecten", 0, number) for number in range(10)]
SIX = "status,resultaat,rollen,zaakinformatieobjecten,zaakobjecten,eigenschappen"


class Client:
    """Reads of the simulator."""

    def __init__(self, http: aiohttp.ClientSession) -> None:
        self._http = http

    async def get(self, url: str) -> None:
        """Read one URL whole."""
        async with self._http.get(url) as response:
            await response.read()

    async def zoek(self, url: str, uuids: list[str]) -> None:
        """Search by uuid."""
        async with self._http.post(url, json={"uuid__in": uuids}) as response:
            await response.read()

    async def in_flight(self, limit: int, urls: list[str]) -> None:
        """Read all, at most so many at a time."""
        slots = asyncio.Semaphore(limit)

        async def read(url: str) -> None:
            async with slots:
                await self.get(url)

        await asyncio.gather(*map(read, urls))


@dataclass(frozen=True)
class Case:
    """One schedule with its measured milliseconds."""

    name: str
    measured: float
    run: Callable[[Client], Awaitable[object]]


def get_case(measured: float, path: str) -> Case:
    """Return the case of one GET below the Zaken API."""
    return Case(f"GET {path}", measured, lambda client: client.get(ZAKEN + path))


async def _singles(client: Client) -> None:
    await client.get(f"{ZAKEN}zaken?pageSize=50")
    await client.in_flight(8, [f"{ZAKEN}rollen?zaak={ZAKEN}zaken/{uuid}" for uuid in UUIDS])


async def _chunks(client: Client, many: int) -> None:
    await client.get(f"{ZAKEN}zaken?pageSize=50")
    parts = [UUIDS[at::many] for at in range(many)]
    url = f"{ZAKEN}zaken/_zoek?expand=rollen"
    await asyncio.gather(*(client.zoek(url, part) for part in parts))


async def _pages(client: Client, many: int) -> None:
    size = 50 // many
    urls = [f"{ZAKEN}zaken?pageSize={size}&page={at + 1}&expand=rollen" for at in range(many)]
    await client.in_flight(many, urls)


def _detail_reads() -> list[str]:
    lists = ("statussen", "resultaten", "rollen", "zaakobjecten", "zaakinformatieobjecten")
    return [
        DETAIL_URL,
        *(f"{ZAKEN}{name}?zaak={DETAIL_URL}" for name in lists),
        f"{DETAIL_URL}/zaakeigenschappen",
        f"{ROOTS.by_api['besluiten']}besluiten?zaak={DETAIL_URL}",
    ]


async def _detail(client: Client, first: list[str], limit: int) -> None:
    await client.in_flight(limit, first)
    await client.zoek(f"{DOCUMENTEN}enkelvoudiginformatieobjecten/_zoek", DOCUMENTS)


def cases() -> list[Case]:
    """Return what was measured, schedules first."""
    expand = [f"{DETAIL_URL}?expand={SIX}", *_detail_reads()[1:2], _detail_reads()[-1]]
    return [
        get_case(935, "zaken?pageSize=50&expand=rollen"),
        Case("list 50 + 50 x rollen?zaak=, 8 in flight", 1032, _singles),
        Case("list 50 + _zoek expand=rollen in 4 chunks", 869, lambda c: _chunks(c, 4)),
        Case("list 50 + _zoek expand=rollen in 8 chunks", 948, lambda c: _chunks(c, 8)),
        Case("5 parallel pages expand=rollen", 840, lambda c: _pages(c, 5)),
        Case("10 parallel pages expand=rollen", 840, lambda c: _pages(c, 10)),
        Case("detail: expand 6 paths + 2 reads, documents", 135, lambda c: _detail(c, expand, 8)),
        Case("detail: 8 parallel reads, documents", 141, lambda c: _detail(c, _detail_reads(), 8)),
        Case("detail: the same one by one", 258, lambda c: _detail(c, _detail_reads(), 1)),
        get_case(101, "zaken?pageSize=50"),
        get_case(181, "zaken?pageSize=100"),
        get_case(373, "zaken?pageSize=50&expand=status"),
        get_case(1210, "zaken?pageSize=50&expand=zaaktype"),
        get_case(818, "zaken?pageSize=50&expand=status,status.statustype"),
        get_case(3222, "zaken?pageSize=50&expand=status,rollen,zaaktype"),
        get_case(27, f"rollen?zaak={DETAIL_URL}"),
        get_case(21, f"statussen?zaak={DETAIL_URL}"),
        get_case(75, f"zaken/{DETAIL}"),
    ]


async def _time(case: Case, client: Client, rounds: int) -> float:
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        await case.run(client)
        times.append((time.perf_counter() - start) * 1000)
    return sorted(times)[len(times) // 2]


async def calibrate(rounds: int = 3) -> list[str]:
    """Return the table, as lines of Markdown."""
    lines = [
        f"Model: {SLOTS} slots, capacity {CAPACITY}.",
        "",
        "| Schedule | Measured ms | Model ms | Ratio |",
        "|---|---|---|---|",
    ]
    async with aiohttp.ClientSession() as http:
        client = Client(http)
        for case in cases():
            took = await _time(case, client, rounds)
            name = case.name.replace(DETAIL_URL, "<url>").replace(DETAIL, "{uuid}")
            lines.append(
                f"| {name} | {case.measured:.0f} | {took:.0f} | {took / case.measured:.2f} |"
            )
    return lines


def main() -> None:
    """Print the table."""
    simulator = start_simulator(PORT, "openzaak")
    try:
        lines = asyncio.run(calibrate())
    finally:
        simulator.stop()
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
