"""One cell of the table: one target, one operation, so many connections, one round."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import aiohttp
import msgspec

from bench.load import Operation, OperationError, ask, run
from bench.operations import WARM
from bench.targets import REGISTERS, Target

FORGET = "endCursor"
"""Cursors differ by design; everything else must be the same."""


@dataclass(frozen=True)
class Cell:
    """What is measured."""

    mode: str
    operation: str
    connections: int
    target: str


@dataclass(frozen=True)
class Sample:
    """What one round gave; milliseconds, MB and operations a second."""

    p50: float
    p99: float
    per_second: float
    cpu_ms: float
    rss_mb: float
    operations: int


async def measure(
    target: Target, operation: Operation, connections: int, seconds: float, at_most: int
) -> Sample:
    """Return one sample. Raises OperationError when an answer has errors."""
    before = target.process.cpu_seconds()
    result = await run(target.url, operation, connections, seconds, at_most)
    cpu = target.process.cpu_seconds() - before
    many = len(result.milliseconds)
    return Sample(
        p50=result.percentile(0.5),
        p99=result.percentile(0.99),
        per_second=result.per_second,
        cpu_ms=cpu / many * 1000,
        rss_mb=target.process.rss_mb(),
        operations=many,
    )


async def set_mode(mode: str) -> None:
    """Change what the simulated registers cost."""
    async with aiohttp.ClientSession() as http, http.post(f"{REGISTERS}/__mode/{mode}"):
        pass


async def set_split(floor: Target, pages: int) -> None:
    """Tell the floor in how many parallel pages to read a werklijst."""
    url = floor.url.replace("/graphql", f"/split/{pages}")
    async with aiohttp.ClientSession() as http, http.get(url):
        pass


async def warm_up(target: Target, operations: list[Operation], seconds: float) -> None:
    """Fill catalogus caches and let compilers compile."""
    async with aiohttp.ClientSession() as http:
        if target.name == "gateway":
            await ask(http, target.url, Operation("warm", WARM, {}))
    for operation in operations:
        await run(target.url, operation, 4, seconds, 10_000)


async def count_calls(target: Target, operation: Operation) -> tuple[dict[str, Any], Any]:
    """Return what one operation asks of the registers, and the answer without its cursors."""
    async with aiohttp.ClientSession() as http:
        async with http.post(f"{REGISTERS}/__reset"):
            pass
        answers = await ask(http, target.url, operation)
        async with http.get(f"{REGISTERS}/__stats") as response:
            stats: dict[str, Any] = msgspec.json.decode(await response.read())
    return stats, [_without_cursors(msgspec.json.decode(answer)["data"]) for answer in answers]


async def supports(target: Target, operation: Operation) -> bool:
    """Return whether a target can answer an operation at all."""
    try:
        async with aiohttp.ClientSession() as http:
            await ask(http, target.url, operation)
    except OperationError:
        return False
    return True


def _without_cursors(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_cursors(part) for name, part in value.items() if name != FORGET}
    if isinstance(value, list):
        return [_without_cursors(part) for part in value]
    return value
