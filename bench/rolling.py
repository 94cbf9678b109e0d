"""Replaces gateways under load: `python -m bench.rolling`.

Requests come at a fixed rate, whether or not earlier ones were answered. Meanwhile every process is
replaced: the workers of one gateway (SIGHUP to it), or gateways beside each other as in a cluster,
with a balancer that asks /health/ready (SIGTERM to each in turn). Exits with 1 when one request
failed: refused, broken off, another status than 200, or an answer with errors.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import os
import signal
import socket
import sys
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp

from bench.caller import SECRET, SECRET_ENV
from bench.landscape import landscape
from bench.load import HEADERS
from bench.machine import describe
from bench.operations import make_operations
from bench.processes import Process, python, start, start_simulator
from bench.report import write_json
from bench.targets import RESULTS

DRAIN, LOOKS, PROCESSES = 1.0, 0.2, 2
"""Seconds a process that is replaced still answers; between two looks; and how many."""
MIX = ("S", "D", "K", "W")
"""One zaak, a zaak with everything, a klant, a werklijst: in turn."""
REPLACEMENTS = 2
"""Times that every process is replaced, spread over the run."""
PATIENCE = 120.0
"""Seconds that replacing all of them may take; the load lasts at least as long."""


@dataclass
class Told:
    """What came of the requests."""

    waits: list[float] = field(default_factory=list)
    failed: Counter[str] = field(default_factory=Counter)
    served_by: Counter[int] = field(default_factory=Counter)
    replaced: int = 0

    def figures(self) -> dict[str, Any]:
        """Return the figures."""
        waits = sorted(self.waits)
        at = {name: waits[int((len(waits) - 1) * part)] for name, part in PARTS.items()}
        return {
            "requests": len(waits) + self.failed.total(),
            "failed": self.failed.total(),
            "why": dict(self.failed),
            "processes_replaced": self.replaced,
            **{f"{name}_ms": round(wait, 1) for name, wait in at.items()},
        }


PARTS = {"median": 0.5, "p99": 0.99, "max": 1.0}


class Balancer:
    """Chooses among the gateways that say they are ready, as a Service of Kubernetes does."""

    def __init__(self, ports: Sequence[int]) -> None:
        self.ready = dict.fromkeys(ports, True)
        self._turns = itertools.count()

    def choose(self) -> int:
        """Return the port of one that is ready, else of any."""
        ports = [port for port, ready in self.ready.items() if ready] or list(self.ready)
        return ports[next(self._turns) % len(ports)]

    async def watch(self, http: aiohttp.ClientSession) -> None:
        """Ask each gateway now and then whether it is ready."""
        while True:
            for port in self.ready:
                try:
                    url = f"http://127.0.0.1:{port}/health/ready"
                    async with http.get(url, headers={"Connection": "close"}) as response:
                        self.ready[port] = response.status == 200
                except aiohttp.ClientError:
                    self.ready[port] = False
            await asyncio.sleep(LOOKS)


async def load(
    http: aiohttp.ClientSession,
    balancer: Balancer,
    bodies: Iterator[bytes],
    rate: float,
    is_over: Callable[[], bool],
) -> Told:
    """Ask at this rate until it is over, and wait for every answer."""
    told = Told()

    async def ask(body: bytes) -> None:
        port, begin = balancer.choose(), time.perf_counter()
        try:
            url = f"http://127.0.0.1:{port}/graphql"
            async with http.post(url, data=body, headers=HEADERS) as response:
                answer = await response.read()
        except (aiohttp.ClientError, TimeoutError) as error:
            told.failed[type(error).__name__] += 1
            return
        if response.status != 200 or b'"errors"' in answer:
            told.failed[f"HTTP {response.status}"] += 1
            return
        told.waits.append((time.perf_counter() - begin) * 1000)
        told.served_by[port] += 1

    begin, number = time.monotonic(), 0
    async with asyncio.TaskGroup() as tasks:
        while not is_over():
            await asyncio.sleep(begin + number / rate - time.monotonic())
            tasks.create_task(ask(next(bodies)))
            number += 1
    return told


def free_port() -> int:
    """Return a port of loopback that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@dataclass
class Running:
    """The processes under load and how they are replaced."""

    ports: Sequence[int]
    replace: Callable[[], Awaitable[int]]


def gateway(simulator: int, port: int, workers: int) -> Process:
    """Start a gateway over the simulator."""
    text = landscape(f"http://127.0.0.1:{simulator}", port)
    text = text.replace("workers = 1", f"workers = {workers}\ndrain_seconds = {DRAIN}", 1)
    path: Path = RESULTS / "rolling" / str(port) / "landschap.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    env = {"GATEWAY_LANDSCHAP": str(path), SECRET_ENV: SECRET}
    url = f"http://127.0.0.1:{port}/health/ready"
    return start(f"rolling-{port}", python("gateway.py", "serve"), url, env)


async def replaced_workers(process: Process, workers: int) -> int:
    """Have the gateway replace its workers; return how many, when all are new."""
    before = set(process.pids())
    os.kill(process.child.pid, signal.SIGHUP)
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        await asyncio.sleep(LOOKS)
        now = set(process.pids())
        kept = before & now - {process.child.pid}
        if len(now - before) >= workers and len(kept) <= 1:  # multiprocessing's own tracker
            return workers
    raise RuntimeError(f"{process.name} does not replace its workers")


def with_workers(stack: ExitStack, simulator: int) -> Running:
    """Return one gateway with two workers."""
    port = free_port()
    process = gateway(simulator, port, PROCESSES)
    stack.callback(process.stop)
    return Running((port,), lambda: replaced_workers(process, PROCESSES))


def with_replicas(stack: ExitStack, simulator: int) -> Running:
    """Return two gateways of one worker each."""
    running = {port: gateway(simulator, port, 1) for port in (free_port(), free_port())}

    def stop() -> None:
        for process in running.values():
            process.stop()

    stack.callback(stop)

    async def replace() -> int:
        for port, process in list(running.items()):
            process.child.terminate()
            await asyncio.to_thread(process.child.wait)
            running[port] = await asyncio.to_thread(gateway, simulator, port, 1)
            await asyncio.sleep(LOOKS * 2)  # the balancer is to see it before the next one goes
        return len(running)

    return Running(tuple(running), replace)


async def measure(running: Running, rate: float, seconds: float, replacements: int) -> Told:
    """Return what came of the load while everything was replaced."""
    operations = make_operations()
    bodies = itertools.cycle([operations[name].body(1, b"") for name in MIX])
    balancer, end, replaced = Balancer(running.ports), time.monotonic() + seconds, [0]
    connector = aiohttp.TCPConnector(limit=200, keepalive_timeout=DRAIN / 2)
    timeout = aiohttp.ClientTimeout(total=30)

    def is_over() -> bool:
        return time.monotonic() > end and len(replaced) > replacements

    async with aiohttp.ClientSession(connector=connector, timeout=timeout) as http:
        watcher = asyncio.create_task(balancer.watch(http))
        async with asyncio.TaskGroup() as tasks:
            loading = tasks.create_task(load(http, balancer, bodies, rate, is_over))
            for _ in range(replacements):
                await asyncio.sleep(seconds / (replacements * 4))
                replaced.append(await running.replace())
        watcher.cancel()
    told = loading.result()
    told.replaced = sum(replaced)
    return told


def roll(how: str, rate: float, seconds: float, replacements: int = REPLACEMENTS) -> dict[str, Any]:
    """Start what is replaced and what it reads, and return the figures."""
    with ExitStack() as stack:
        simulator = free_port()
        stack.callback(start_simulator(simulator).stop)
        running = HOW[how](stack, simulator)
        return asyncio.run(measure(running, rate, seconds, replacements)).figures()


HOW: dict[str, Callable[[ExitStack, int], Running]] = {
    "workers": with_workers,
    "replicas": with_replicas,
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, write results/rolling.json and tell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=120.0, help="at most 600")
    parser.add_argument("--rate", type=float, default=50.0, help="requests a second")
    parser.add_argument("--how", choices=(*HOW, "both"), default="both")
    parser.add_argument("--tell-only", action="store_true", help="write no results")
    options = parser.parse_args(arguments)
    found = {}
    for how in HOW if options.how == "both" else (options.how,):
        found[how] = roll(how, options.rate, min(options.seconds, 600.0))
        sys.stdout.write(f"{how}: {found[how]}\n")
        sys.stdout.flush()
    results = {"machine": describe(), "rate": options.rate, "seconds": options.seconds, **found}
    if not options.tell_only:
        write_json(RESULTS / "rolling.json", results)
    return 0 if all(not figures["failed"] for figures in found.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
