"""Measures what the zaak cache saves: `python -m bench.zaakcache`, on a warm cache.

Two gateways over one simulator, one with the cache and one without, and a third with the cache on
Redis where `--redis` says where. Each operation is asked of each in turn, so that what else the
machine does falls on all alike.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import sys
import time
import urllib.request
from dataclasses import dataclass, field

import aiohttp
import msgspec

from bench.caller import SECRET, SECRET_ENV
from bench.landscape import write_landscape
from bench.load import HEADERS, Operation
from bench.operations import WARM, make_operations
from bench.processes import Process, python, start, start_simulator
from bench.targets import RESULTS

SIMULATOR_PORT = 9110
REGISTERS = f"http://127.0.0.1:{SIMULATOR_PORT}"
MODES = ("const:0", "openzaak")
ON = "\n[cache]\nenabled = true\nmax_age = 3600\nunnotified_max_age = 3600\n"
SHARED = 'redis_env = "BENCH_REDIS"\nsecret_env = "BENCH_CACHE_SECRET"\n'


@dataclass
class Gateway:
    """A gateway that is measured, and how long it took per operation."""

    name: str
    url: str
    process: Process
    waits: dict[str, list[float]] = field(default_factory=dict)
    cpu: dict[str, float] = field(default_factory=dict)


def start_gateway(name: str, port: int, more: str, redis: str) -> Gateway:
    """Start a gateway with this in its landscape."""
    path = write_landscape(RESULTS / f"landschap-{name}.toml", REGISTERS, port)
    path.write_text(path.read_text("utf-8") + more, "utf-8")
    env = {"GATEWAY_LANDSCHAP": str(path), SECRET_ENV: SECRET, "BENCH_CACHE_SECRET": SECRET}
    host = f"http://127.0.0.1:{port}"
    command = python("gateway.py", "serve")
    process = start(name, command, f"{host}/health/live", {**env, "BENCH_REDIS": redis})
    return Gateway(name, f"{host}/graphql", process)


async def ask(session: aiohttp.ClientSession, gateway: Gateway, body: bytes) -> tuple[float, bytes]:
    """Return the milliseconds and the answer."""
    begun = time.perf_counter()
    async with session.post(gateway.url, data=body, headers=HEADERS) as answer:
        text = await answer.read()
    return (time.perf_counter() - begun) * 1000, text


async def measure(
    gateways: list[Gateway], operations: list[Operation], rounds: int
) -> dict[str, set[bytes]]:
    """Ask everything of each gateway in turn; return the different data per operation."""
    seen: dict[str, set[bytes]] = {}
    async with aiohttp.ClientSession() as session:
        for gateway in gateways:
            await ask(session, gateway, msgspec.json.encode({"query": WARM}))
        for operation in operations:
            body = operation.body(1, b"")
            for gateway in gateways:
                for _ in range(3):
                    await ask(session, gateway, body)
            for _ in range(rounds):
                for gateway in gateways:
                    before = gateway.process.cpu_seconds()
                    took, text = await ask(session, gateway, body)
                    used = gateway.process.cpu_seconds() - before
                    gateway.waits.setdefault(operation.name, []).append(took)
                    gateway.cpu[operation.name] = gateway.cpu.get(operation.name, 0.0) + used
                    data = msgspec.json.decode(text)["data"]
                    seen.setdefault(operation.name, set()).add(msgspec.json.encode(data))
    return seen


def report(mode: str, gateways: list[Gateway], rounds: int) -> None:
    """Print the median wait, that of the first gateway over it, and the processor time."""
    first = gateways[0]
    for operation in first.waits:
        base = statistics.median(first.waits[operation])
        for gateway in gateways:
            median = statistics.median(gateway.waits[operation])
            cpu = gateway.cpu[operation] / rounds * 1000
            sys.stdout.write(
                f"{mode:9} {operation} {gateway.name:12} {median:8.2f} ms  "
                f"{base / median:5.1f}x  cpu {cpu:5.1f} ms\n"
            )
    for gateway in gateways:
        gateway.waits.clear()
        gateway.cpu.clear()


def main() -> int:
    """Measure; 1 when an answer differs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--redis", default="", help="redis:// URL for a third gateway")
    arguments = parser.parse_args()
    made = make_operations()
    chosen = [made[name] for name in "SWD"]
    processes = [start_simulator(SIMULATOR_PORT)]
    gateways: list[Gateway] = []
    try:
        wanted = [("without", ""), ("in-process", ON)]
        if arguments.redis:
            wanted.append(("shared", ON + SHARED))
        for at, (name, more) in enumerate(wanted):
            gateways.append(start_gateway(name, 9111 + at, more, arguments.redis))
            processes.append(gateways[-1].process)
        for mode in MODES:
            rounds = arguments.rounds if mode == "const:0" else max(3, arguments.rounds // 10)
            where = urllib.request.Request(f"{REGISTERS}/__mode/{mode}", method="POST")  # noqa: S310
            urllib.request.urlopen(where).close()  # noqa: S310  a loopback URL of ours
            seen = asyncio.run(measure(gateways, chosen, rounds))
            report(mode, gateways, rounds)
            if differing := [name for name, answers in seen.items() if len(answers) > 1]:
                sys.stdout.write(f"answers differ: {', '.join(differing)}\n")
                return 1
    finally:
        for process in reversed(processes):
            process.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
