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

import aiohttp

from bench import measure as m
from bench.jsonfloor import json_floor
from bench.load import Operation, OperationError
from bench.machine import describe, load_average
from bench.operations import make_operations
from bench.processes import start_simulator
from bench.report import markdown, only_json, summary, write_json
from bench.targets import RESULTS, SIMULATOR_PORT, STARTERS, Target, missing

CONNECTIONS = (1, 16)
SPLIT = {"openzaak": 2}
"""Parallel pages of a werklijst with which the floor waits least; see bench/calibrate.py."""
MORE_ROUNDS = {"S": 3}
"""How many times as many rounds for what is over so soon that samples differ by a fifth."""
SLOW = 5.0
"""Seconds after which a cell is measured in the first round only."""
PATIENCE = 8.0
"""Seconds that 16 connections may be expected to take; slower targets are asked one at a time."""


@dataclass(frozen=True)
class Plan:
    """How much is measured."""

    operations: dict[str, Operation]
    modes: dict[str, int]
    """Rounds per latency mode."""
    seconds: float
    quick: bool = False

    def rounds(self, mode: str, operation: str) -> int:
        """Return how many pairs of samples there are to be of an operation."""
        return self.modes[mode] * (MORE_ROUNDS.get(operation, 1) if mode == "const:0" else 1)

    def operations_in(self, mode: str) -> list[Operation]:
        """Return what is measured in a mode: bulk takes minutes where calls cost something."""
        left_out = {"const:0": ()}.get(mode, ("B", "B500") if self.quick else ("B500",))
        return [op for op in self.operations.values() if op.name not in left_out]


@dataclass
class Bench:
    """The targets that run, and what was measured of them."""

    plan: Plan
    targets: list[Target]
    samples: dict[m.Cell, list[m.Sample]] = field(default_factory=lambda: defaultdict(list))
    calls: dict[tuple[str, str], int] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    expected: dict[str, Any] = field(default_factory=dict)
    differing: set[tuple[str, str]] = field(default_factory=set)

    async def run(self) -> None:
        """Measure everything."""
        await m.set_mode("const:0")
        for operation in self.plan.operations.values():
            await self._compare(operation)
        for target in self.targets:
            say(f"warm up {target.name}")
            known = [op for op in self.plan.operations.values() if target in self._known(op)]
            light = [op for op in known if op.pages == 1 or not self.plan.quick]
            await m.warm_up(target, light, self.plan.seconds)
        for operation in self.plan.operations.values():
            await self._compare(operation)
        for mode in self.plan.modes:
            await self._measure_mode(mode)

    def _known(self, operation: Operation) -> list[Target]:
        return [target for target in self.targets if (operation.name, target.name) in self.calls]

    async def _compare(self, operation: Operation) -> None:
        """Count the calls of each target; what the first of them answers is expected of all."""
        for target in self.targets:
            try:
                stats, answer = await m.count_calls(target, operation)
            except OperationError as error:
                self._note(f"{operation.name}: {target.name} is left out: {error}")
                self.calls.pop((operation.name, target.name), None)
                continue
            self.calls[operation.name, target.name] = stats["calls"]
            self._check(target, operation, [answer])
            if stats["repeated"]:
                twice = stats["repeated"]
                self._note(f"{operation.name}: {target.name} repeats {twice} calls.")

    def _check(self, target: Target, operation: Operation, answers: list[Any]) -> None:
        """Remember who gives another answer than the first target did."""
        expected = self.expected.setdefault(operation.name, answers[0])
        if any(answer != expected for answer in answers):
            self.differing.add((operation.name, target.name))

    def _note(self, text: str) -> None:
        if text not in self.notes:
            say(text)
            self.notes.append(text)

    async def _measure_mode(self, mode: str) -> None:
        await m.set_mode(mode)
        for target in self.targets:
            if target.name == "floor":
                await m.set_split(target, SPLIT.get(mode, 1))
            if target.name == "gateway" and mode != "const:0":
                await m.warm_up(target, self._quick_operations(), 1.0)
        for operation in self.plan.operations_in(mode):
            for connections in CONNECTIONS if mode != "openzaak" else CONNECTIONS[:1]:
                for number in range(self.plan.rounds(mode, operation.name)):
                    await self._round(mode, operation, connections, number)

    def _quick_operations(self) -> list[Operation]:
        """Return what the gateway learns the new costs from; the others learn nothing."""
        return [op for op in self.plan.operations.values() if op.pages == 1]

    async def _round(self, mode: str, operation: Operation, connections: int, number: int) -> None:
        targets = self._known(operation)
        turn = number % max(1, len(targets))
        for target in [*targets[turn:], *targets[:turn]]:
            if self._takes_too_long(m.Cell(mode, operation.name, connections, target.name)):
                continue
            at_most = 3 if mode == "openzaak" else 1_000_000
            seconds = self.plan.seconds
            started = time.monotonic()
            try:
                sample, answers = await m.measure(target, operation, connections, seconds, at_most)
            except (OperationError, aiohttp.ClientError) as error:
                self._note(f"{operation.name}: {target.name} fails in {mode}: {error!r}")
                continue
            self._check(target, operation, answers)
            self.samples[m.Cell(mode, operation.name, connections, target.name)].append(sample)
            say(
                f"{mode} {operation.name} x{connections} {target.name}: p50 {sample.p50:.1f} ms, "
                f"cpu {sample.cpu_ms:.2f} ms ({time.monotonic() - started:.1f} s)"
            )

    def _takes_too_long(self, cell: m.Cell) -> bool:
        """Return whether to skip a cell: it was slow already, or is going to be."""
        if samples := self.samples.get(cell):
            return samples[0].p50 / 1000 > SLOW
        single = self.samples.get(m.Cell(cell.mode, cell.operation, 1, cell.target))
        if cell.connections == 1 or not single:
            return False
        return single[0].p50 / 1000 * cell.connections > PATIENCE


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
    modes = modes or {"const:0": 3, "const:20": 2, "openzaak": 2}
    if options.modes:
        modes = {mode: rounds for mode, rounds in modes.items() if mode in options.modes.split(",")}
    seconds = options.seconds or (0.5 if options.quick else 1.0)
    return Plan({name: operations[name] for name in names}, modes, seconds, options.quick)


async def run(bench: Bench) -> list[dict[str, Any]]:
    """Measure, and return the rows of the table."""
    await bench.run()
    rows = summary(bench.samples, bench.calls)
    if any(target.name == "floor" for target in bench.targets):
        await m.set_mode("const:0")
        for operation in bench.plan.operations.values():
            rows.append(only_json(operation.name, await json_floor(operation), rows))
    order = list(bench.plan.operations)
    return sorted(rows, key=lambda row: order.index(row["operation"]))


def write(bench: Bench, rows: list[dict[str, Any]], machine: dict[str, str], name: str) -> None:
    """Write the table and everything below it."""
    RESULTS.mkdir(parents=True, exist_ok=True)
    equal = "Every answer of every target was the same, cursors aside."
    differ = [f"{name}: {target} gives another answer." for name, target in bench.differing]
    notes = [*bench.notes, *(sorted(differ) or [equal])]
    (RESULTS / f"{name}.md").write_text(markdown(rows, machine, notes), "utf-8")
    samples = [
        {**asdict(cell), "rounds": [asdict(sample) for sample in rounds]}
        for cell, rounds in bench.samples.items()
    ]
    document = {"machine": machine, "rows": rows, "notes": notes, "samples": samples}
    write_json(RESULTS / f"{name}.json", document)


def start_targets(names: list[str], stack: ExitStack) -> list[Target]:
    """Start what can run here; say why the rest cannot."""
    targets = []
    for name in names:
        reason = missing(name)
        if reason:
            say(f"{name} is left out: {reason}")
            continue
        targets.append(STARTERS[name]())
        stack.callback(targets[-1].process.stop)
    return targets


def main() -> int:
    """Run the benchmark; 1 when a target gave another answer than the gateway."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="two short rounds, fewer modes")
    parser.add_argument("--targets", default=",".join(STARTERS))
    parser.add_argument("--operations", default="", help="for instance W,D")
    parser.add_argument("--modes", default="", help="for instance const:0,openzaak")
    parser.add_argument("--seconds", type=float, default=0.0, help="how long one cell lasts")
    parser.add_argument("--out", default="latest", help="name of the files in bench/results")
    options = parser.parse_args()
    machine = describe()
    started = time.monotonic()
    with ExitStack() as stack:
        stack.callback(start_simulator(SIMULATOR_PORT).stop)
        bench = Bench(make_plan(options), start_targets(options.targets.split(","), stack))
        rows = asyncio.run(run(bench))
    machine["load average at the end"] = load_average()
    machine["took"] = f"{(time.monotonic() - started) / 60:.1f} minutes"
    write(bench, rows, machine, options.out)
    sys.stdout.write((RESULTS / f"{options.out}.md").read_text("utf-8"))
    return 1 if bench.differing else 0


if __name__ == "__main__":
    sys.exit(main())
