"""Measures every target on every operation and writes one table: `python -m bench.run`.

A round asks each target in turn, in another order each time, so that what else the machine does
falls on all of them alike; ratios are taken within a round.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import time
from collections import defaultdict
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from typing import Any

import msgspec

from bench import measure as m
from bench.jsonfloor import json_floor
from bench.load import Operation
from bench.machine import describe
from bench.operations import make_operations
from bench.processes import ROOT, start_simulator
from bench.report import markdown, summary
from bench.targets import SIMULATOR_PORT, STARTERS, Target, missing

RESULTS = ROOT / "bench" / "results"
CONNECTIONS = (1, 16)
SPLIT = {"openzaak": 2}
"""Parallel pages of a werklijst with which the floor waits least; see bench/calibrate.py."""
PATIENCE = 30.0
"""Seconds one cell may take: slower targets are not asked by 16 connections at once."""


@dataclass(frozen=True)
class Plan:
    """How much is measured."""

    operations: dict[str, Operation]
    modes: dict[str, int]
    """Rounds per latency mode."""
    seconds: float


@dataclass
class Bench:
    """The targets that run, and what was measured of them."""

    plan: Plan
    targets: list[Target]
    samples: dict[m.Cell, list[m.Sample]] = field(default_factory=lambda: defaultdict(list))
    calls: dict[tuple[str, str], int] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    async def run(self) -> None:
        """Measure everything."""
        await m.set_mode("const:0")
        for target in self.targets:
            say(f"warm up {target.name}")
            known = [op for op in self.plan.operations.values() if await m.supports(target, op)]
            await m.warm_up(target, known, self.plan.seconds)
            for operation in known:
                self.calls[operation.name, target.name] = 0
        for operation in self.plan.operations.values():
            await self._compare(operation)
        for mode, rounds in self.plan.modes.items():
            await self._measure_mode(mode, rounds)

    def _known(self, operation: Operation) -> list[Target]:
        return [target for target in self.targets if (operation.name, target.name) in self.calls]

    async def _compare(self, operation: Operation) -> None:
        """Count the calls, and note who gives another answer than the gateway."""
        expected: Any = None
        for target in self._known(operation):
            stats, answer = await m.count_calls(target, operation)
            self.calls[operation.name, target.name] = stats["calls"]
            expected = answer if expected is None else expected
            if answer != expected:
                self.notes.append(f"{operation.name}: {target.name} gives another answer.")
            if stats["repeated"]:
                twice = stats["repeated"]
                self.notes.append(f"{operation.name}: {target.name} asks {twice} calls twice.")

    async def _measure_mode(self, mode: str, rounds: int) -> None:
        await m.set_mode(mode)
        for target in self.targets:
            if target.name == "floor":
                await m.set_split(target, SPLIT.get(mode, 1))
        for operation in self.plan.operations.values():
            for connections in CONNECTIONS if mode != "openzaak" else CONNECTIONS[:1]:
                for number in range(rounds):
                    await self._round(mode, operation, connections, number)

    async def _round(self, mode: str, operation: Operation, connections: int, number: int) -> None:
        targets = self._known(operation)
        turn = number % len(targets)
        for target in [*targets[turn:], *targets[:turn]]:
            single = self.samples.get(m.Cell(mode, operation.name, 1, target.name))
            if single and single[0].p50 / 1000 * connections > PATIENCE:
                continue
            at_most = 3 if mode == "openzaak" else 1_000_000
            started = time.monotonic()
            sample = await m.measure(target, operation, connections, self.plan.seconds, at_most)
            self.samples[m.Cell(mode, operation.name, connections, target.name)].append(sample)
            say(
                f"{mode} {operation.name} x{connections} {target.name}: p50 {sample.p50:.1f} ms, "
                f"cpu {sample.cpu_ms:.2f} ms ({time.monotonic() - started:.1f} s)"
            )


def say(text: str) -> None:
    """Tell how far the run is."""
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


def make_plan(options: argparse.Namespace) -> Plan:
    """Return how much to measure."""
    operations = make_operations()
    names = options.operations.split(",") if options.operations else list(operations)
    if options.quick:
        names = [name for name in names if name != "B500"]
    modes = {"const:0": 2, "openzaak": 1} if options.quick else {}
    modes = modes or {"const:0": 5, "const:20": 3, "openzaak": 3}
    if options.modes:
        modes = {mode: rounds for mode, rounds in modes.items() if mode in options.modes.split(",")}
    return Plan({name: operations[name] for name in names}, modes, 1.0 if options.quick else 2.0)


async def run(bench: Bench) -> list[dict[str, Any]]:
    """Measure, and return the rows of the table."""
    await bench.run()
    rows = summary(bench.samples, bench.calls)
    for target in bench.targets:
        if target.name == "floor":
            for operation in bench.plan.operations.values():
                found = await json_floor(operation)
                bench.notes.append(f"- {operation.name}: {found}")
    order = list(bench.plan.operations)
    return sorted(rows, key=lambda row: order.index(row["operation"]))


def write(bench: Bench, rows: list[dict[str, Any]], machine: dict[str, str]) -> None:
    """Write the table and everything below it."""
    RESULTS.mkdir(parents=True, exist_ok=True)
    (RESULTS / "latest.md").write_text(markdown(rows, machine, bench.notes), "utf-8")
    samples = [
        {**asdict(cell), "rounds": [asdict(sample) for sample in rounds]}
        for cell, rounds in bench.samples.items()
    ]
    document = {"machine": machine, "rows": rows, "notes": bench.notes, "samples": samples}
    packed = msgspec.json.format(msgspec.json.encode(document), indent=1)
    (RESULTS / "latest.json").write_bytes(packed + b"\n")


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="two short rounds, fewer modes")
    parser.add_argument("--targets", default=",".join(STARTERS))
    parser.add_argument("--operations", default="", help="for instance W,D")
    parser.add_argument("--modes", default="", help="for instance const:0,openzaak")
    options = parser.parse_args()
    machine = describe()
    with ExitStack() as stack:
        stack.callback(start_simulator(SIMULATOR_PORT).stop)
        targets = []
        for name in options.targets.split(","):
            reason = missing(name)
            if reason:
                say(f"{name} is left out: {reason}")
                continue
            targets.append(STARTERS[name]())
            stack.callback(targets[-1].process.stop)
        bench = Bench(make_plan(options), targets)
        rows = asyncio.run(run(bench))
    write(bench, rows, machine)
    sys.stdout.write((RESULTS / "latest.md").read_text("utf-8"))


if __name__ == "__main__":
    main()
