"""`python -m fuzz --requests N --seed S`: a bounded run, and how it went per family."""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import re
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from random import Random
from types import FrameType

from fuzz import documents, inputs, own, registers, sockets
from fuzz.clock import ClockLoop, Hang
from fuzz.judge import Case, Verdict, judge
from fuzz.world import Ear, World, listening

FAMILIES: Mapping[str, tuple[Callable[[Random], Case], int]] = {
    "valid": (documents.valid, 6),
    "documents": (documents.document, 26),
    "variables": (documents.variables, 14),
    "bodies": (documents.body, 10),
    "http": (inputs.http, 8),
    "ids": (inputs.ids, 8),
    "urls": (inputs.urls, 8),
    "personal": (inputs.personal, 6),
    "answers": (registers.answers, 8),
    "wire": (registers.wire, 6),
    "hostile": (documents.hostile, 1),
}
"""What makes the requests of a family, and its share."""
RENEWED_AFTER = 50
"""Requests that one gateway answers; then a new one, without what it remembers."""
STUCK_SECONDS = 60
"""Seconds of real time after which a request that never yields counts as a hang."""


@dataclass
class Tally:
    """How it went."""

    requests: Counter[str] = field(default_factory=Counter)
    findings: Counter[tuple[str, str]] = field(default_factory=Counter)
    examples: dict[tuple[str, str], str] = field(default_factory=dict)
    hangs: int = 0
    statuses: Counter[int] = field(default_factory=Counter)
    codes: Counter[bytes] = field(default_factory=Counter)
    most_calls: int = 0
    slowest: tuple[float, str] = (0.0, "")


class Fuzzer:
    """Runs cases one after another."""

    def __init__(self, seed: int) -> None:
        self.tally = Tally()
        self._seed = seed
        self._age = 0
        self._fresh()

    def _fresh(self) -> None:
        self._loop = ClockLoop()
        self.world = World()

    def run(self, family: str, number: int, ear: Ear) -> Verdict | None:
        """Run case `number` of a family; None when it hung."""
        make = FAMILIES[family][0]
        case = make(Random(f"{self._seed}/{family}/{number}"))
        if self._age >= RENEWED_AFTER:
            self.close()
            self._fresh()
            self._age = 0
        self._age += 1
        self.tally.requests[family] += 1
        started = time.perf_counter()
        try:
            verdict = judge(self._loop, self.world, ear, case)
        except Hang as hang:
            self.tally.hangs += 1
            self._note(family, number, f"hang: {hang}", case)
            self._age = RENEWED_AFTER
            return None
        took = time.perf_counter() - started
        self.tally.slowest = max(self.tally.slowest, (took, f"{family}/{number}"))
        self.tally.most_calls = max(self.tally.most_calls, self.world.calls)
        self.tally.statuses[verdict.response.status] += 1
        self.tally.codes.update(re.findall(rb'"code":"([A-Z_]+)"', verdict.response.body))
        for wrong in verdict.wrong:
            self._note(family, number, wrong, case)
        return verdict

    def _note(self, family: str, number: int, wrong: str, case: Case) -> None:
        key = (family, wrong[:200])
        self.tally.findings[key] += 1
        shown = b"".join(case.request.chunks)[:600]
        self.tally.examples.setdefault(key, f"{family}/{number}: {shown!r}")

    def close(self) -> None:
        """End the loop."""
        self._loop.end()


def _stuck(_signal: int, _frame: FrameType | None) -> None:
    raise Hang("the gateway never yields")


def chosen(families: Mapping[str, int], seed: int, number: int) -> str:
    """Return the family of case `number`, by its share."""
    digest = hashlib.sha256(f"{seed}:{number}".encode()).digest()
    return Random(digest).choices(list(families), list(families.values()))[0]


def main() -> int:
    """Run; 1 when anything was found."""
    parser = argparse.ArgumentParser(prog="fuzz", description=__doc__)
    parser.add_argument("--requests", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=3_600, help="stop after this long")
    parser.add_argument("--sockets", type=int, default=0, help="reads of a server that is none")
    parser.add_argument("--own", type=int, default=0, help="requests of a citizen")
    parser.add_argument("--family", choices=sorted(FAMILIES), help="only this one")
    parser.add_argument("--case", type=int, help="only this case of the family, shown whole")
    arguments = parser.parse_args()
    families = {name: share for name, (_, share) in FAMILIES.items()}
    if arguments.family:
        families = {arguments.family: 1}
    signal.signal(signal.SIGALRM, _stuck)
    fuzzer = Fuzzer(arguments.seed)
    started = time.perf_counter()
    numbers: Counter[str] = Counter()
    with listening() as ear:
        if arguments.case is not None:
            verdict = fuzzer.run(arguments.family, arguments.case, ear)
            print(verdict)
            return int(verdict is None or bool(verdict.wrong))
        for number in range(arguments.requests):
            if time.perf_counter() - started > arguments.seconds:
                break
            family = chosen(families, arguments.seed, number)
            signal.alarm(STUCK_SECONDS)
            fuzzer.run(family, numbers[family], ear)
            numbers[family] += 1
        signal.alarm(0)
    report(fuzzer.tally, arguments.seed, time.perf_counter() - started)
    outcomes, wrong = asyncio.run(sockets.run(arguments.sockets, arguments.seed))
    print(f"sockets: {dict(outcomes.most_common())}, wrong {wrong[:5]}")
    foreign = list(own.run(arguments.own, arguments.seed))
    print(f"own: {arguments.own} requests, somebody else's {foreign[:5]}")
    return int(bool(fuzzer.tally.findings or wrong or foreign))


def report(tally: Tally, seed: int, seconds: float) -> None:
    """Print what was run and what was found."""
    print(f"seed {seed}, {sum(tally.requests.values())} requests in {seconds:.0f} s")
    for family, count in sorted(tally.requests.items()):
        wrong = sum(found for (name, _), found in tally.findings.items() if name == family)
        print(f"  {family:10} {count:8}  findings {wrong}")
    print(f"statuses {dict(sorted(tally.statuses.items()))}")
    print(f"codes {dict(tally.codes.most_common())}")
    print(f"hangs {tally.hangs}, most upstream calls of one request {tally.most_calls}")
    print(f"slowest {tally.slowest[0] * 1000:.0f} ms ({tally.slowest[1]})")
    for key, count in tally.findings.most_common():
        print(f"FOUND {count} x {key[0]}: {key[1]}\n      {tally.examples[key]}")


if __name__ == "__main__":
    sys.exit(main())
