"""One cell of the table: one target, one operation, so many connections, one round."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import aiohttp
import msgspec

from bench.load import Operation, ask, run
from bench.operations import WARM
from bench.targets import REGISTERS, Target


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
) -> tuple[Sample, list[Any]]:
    """Return one sample, and the different answers. Raises OperationError on an error."""
    asked = target.dialect.ask(operation)
    before = target.process.cpu_seconds()
    result = await run(target.url, asked, connections, seconds, at_most)
    cpu = target.process.cpu_seconds() - before
    many = len(result.milliseconds)
    sample = Sample(
        p50=result.percentile(0.5),
        p99=result.percentile(0.99),
        per_second=result.per_second,
        cpu_ms=cpu / many * 1000,
        rss_mb=target.process.rss_mb(),
        operations=many,
    )
    return sample, [_read(target, operation, answers) for answers in result.answers]


def _read(target: Target, operation: Operation, answers: Iterable[bytes]) -> list[Any]:
    """Return the data of each page in the gateway's words."""
    decode, read = msgspec.json.decode, target.dialect.read
    return [read(operation.name, decode(answer)["data"]) for answer in answers]


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
        connections = 4 if operation.pages == 1 else 1
        await run(target.url, target.dialect.ask(operation), connections, seconds, 10_000)


async def count_calls(target: Target, operation: Operation) -> tuple[dict[str, Any], Any]:
    """Return what one operation asks of the registers, and its answer. Raises OperationError."""
    async with aiohttp.ClientSession() as http:
        async with http.post(f"{REGISTERS}/__reset"):
            pass
        answers = await ask(http, target.url, target.dialect.ask(operation))
        async with http.get(f"{REGISTERS}/__stats") as response:
            stats: dict[str, Any] = msgspec.json.decode(await response.read())
    return stats, _read(target, operation, answers)
