"""Asks four times what one worker is set to do at once: `python -m bench.overload`.

A real uvicorn process over slow registers, on loopback. Three phases: the configured load, four
times that, and the configured load again. Every answer must come within its deadline, a refusal
at once, memory must not grow with the load, health must answer throughout, and afterwards nothing
may be refused any more. Exits with 1 when one of these does not hold.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import msgspec

from bench.landscape import landscape
from bench.load import HEADERS
from bench.machine import describe
from bench.operations import make_operations
from bench.processes import Process, python, start, start_simulator
from bench.report import write_json
from bench.targets import RESULTS

SIMULATOR, GATEWAY = 9200, 9201
PLACES, WAITING, DEADLINE = 16, 8, 3.0
REFUSED_MS = 1_500.0
"""A refusal comes at once, or after a second in the queue; the rest is the busy machine."""
HEALTH_MS = 1_000.0
GROWTH_MB = 16.0
PAUSE = 0.25
"""Seconds a refused client waits, a quarter of what Retry-After asks."""


@dataclass
class Phase:
    """What one phase gave: milliseconds per status, of health, and the memory after it."""

    clients: int
    waits: dict[int, list[float]] = field(default_factory=dict)
    health: list[float] = field(default_factory=list)
    mb: float = 0.0

    def note(self, status: int, begin: float) -> None:
        """Note one answer."""
        self.waits.setdefault(status, []).append((time.perf_counter() - begin) * 1000)

    def longest(self, status: int) -> float:
        """Return the longest wait for an answer with this status."""
        return max(self.waits.get(status, [0.0]))

    def told(self) -> dict[str, Any]:
        """Return the figures."""
        return {
            "clients": self.clients,
            "answers": {
                str(status): {
                    "count": len(times),
                    "median_ms": round(sorted(times)[len(times) // 2]),
                    "max_ms": round(max(times)),
                }
                for status, times in sorted(self.waits.items())
            },
            "health_max_ms": round(max(self.health, default=0.0)),
            "mb": round(self.mb, 1),
        }


def start_gateway() -> Process:
    """Start one worker with few places over the slow registers."""
    text = landscape(f"http://127.0.0.1:{SIMULATOR}", GATEWAY)
    text = text.replace("max_operations = 1000", f"max_operations = {PLACES}")
    text = text.replace("[gateway]", f"[gateway]\nmax_waiting = {WAITING}", 1)
    text = text.replace("[gateway]", f"[gateway]\nrequest_timeout = {DEADLINE}", 1)
    path: Path = RESULTS / "overload" / "landschap.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    env = {"GATEWAY_LANDSCHAP": str(path)}
    url = f"http://127.0.0.1:{GATEWAY}/health/live"
    return start("overload-gateway", python("gateway.py", "serve"), url, env)


async def run_phase(process: Process, clients: int, seconds: float, at_most: int) -> Phase:
    """Ask with so many clients at once, for so long or so many requests."""
    phase, left, end = Phase(clients), at_most, time.monotonic() + seconds
    operation = make_operations()["W"]
    body = msgspec.json.encode({"query": operation.text, "variables": operation.variables})
    host = f"http://127.0.0.1:{GATEWAY}"
    timeout = aiohttp.ClientTimeout(total=30)
    connector = aiohttp.TCPConnector(limit=clients + 1)
    async with aiohttp.ClientSession(connector=connector, timeout=timeout) as http:

        async def client() -> None:
            nonlocal left
            while left > 0 and time.monotonic() < end:
                left -= 1
                begin = time.perf_counter()
                async with http.post(f"{host}/graphql", data=body, headers=HEADERS) as response:
                    await response.read()
                phase.note(response.status, begin)
                if response.status == 503:
                    await asyncio.sleep(PAUSE)

        async def watch() -> None:
            while time.monotonic() < end:
                begin = time.perf_counter()
                async with http.get(f"{host}/health/live") as response:
                    await response.read()
                phase.health.append((time.perf_counter() - begin) * 1000)
                await asyncio.sleep(0.1)

        watcher = asyncio.create_task(watch())
        await asyncio.gather(*(client() for _ in range(clients)))
        watcher.cancel()
        await asyncio.gather(watcher, return_exceptions=True)
    phase.mb = process.rss_mb()
    return phase


async def measure(process: Process, options: argparse.Namespace) -> list[Phase]:
    """Return the phases: warm-up, as configured, four times that twice, and as configured."""
    loads = (PLACES, PLACES, PLACES * 4, PLACES * 4, PLACES)
    phases = []
    for clients in loads:
        phases.append(await run_phase(process, clients, options.seconds, options.requests))
    return phases[1:]


def verdicts(phases: list[Phase]) -> list[tuple[bool, str]]:
    """Return what must hold and whether it does."""
    within = DEADLINE * 1000 + 500
    served = max(phase.longest(200) for phase in phases)
    refused = max(phase.longest(503) for phase in phases)
    health = max(max(phase.health, default=0.0) for phase in phases)
    grown = phases[2].mb - phases[1].mb
    statuses = {status for phase in phases for status in phase.waits}
    return [
        (set(phases[0].waits) == {200}, "at the configured load nothing is refused"),
        (statuses <= {200, 503}, f"answers are 200 or 503: {sorted(statuses)}"),
        (503 in phases[1].waits, "at four times that the rest is refused"),
        (served <= within, f"slowest answer {served:.0f} ms, within {within:.0f}"),
        (refused <= REFUSED_MS, f"slowest refusal {refused:.0f} ms, within {REFUSED_MS:.0f}"),
        (health <= HEALTH_MS, f"slowest health {health:.0f} ms, within {HEALTH_MS:.0f}"),
        (grown <= GROWTH_MB, f"memory {grown:+.1f} MB over the second overload"),
        (set(phases[3].waits) == {200}, "afterwards nothing is refused any more"),
    ]


def main() -> int:
    """Measure, write results/overload.json and tell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=8.0, help="bound of each phase")
    parser.add_argument("--requests", type=int, default=4_000, help="bound of each phase")
    parser.add_argument("--latency", default="const:200", help="of the registers, in ms")
    options = parser.parse_args()
    with ExitStack() as stack:
        stack.callback(start_simulator(SIMULATOR, options.latency).stop)
        process = start_gateway()
        stack.callback(process.stop)
        phases = asyncio.run(measure(process, options))
    told = verdicts(phases)
    figures = [phase.told() for phase in phases]
    lines = [f"{'ok' if holds else 'NOT OK'}: {text}" for holds, text in told]
    write_json(RESULTS / "overload.json", {"machine": describe(), "phases": figures, "is": lines})
    for row in figures:
        sys.stdout.write(f"{row}\n")
    sys.stdout.write("\n".join(lines) + "\n")
    return 0 if all(holds for holds, _ in told) else 1


if __name__ == "__main__":
    sys.exit(main())
