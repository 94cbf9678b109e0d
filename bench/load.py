"""A cheap load generator: asks operations over keep-alive connections and times each of them."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import msgspec

HEADERS = {"Content-Type": "application/json", "Accept": "application/json"}


class OperationError(Exception):
    """An answer had errors, or was no answer."""


@dataclass(frozen=True)
class Operation:
    """One thing a user asks: a query, repeated with the next cursor while `pages` says so."""

    name: str
    text: str
    variables: Mapping[str, Any]
    pages: int = 1

    def body(self, after: str | None = None) -> bytes:
        """Return the JSON of one request."""
        variables = {**self.variables, **({"after": after} if after else {})}
        return msgspec.json.encode({"query": self.text, "variables": variables})


@dataclass
class Result:
    """What one run measured."""

    milliseconds: list[float] = field(default_factory=list)
    seconds: float = 0.0

    def percentile(self, part: float) -> float:
        """Return a percentile of the waits."""
        ordered = sorted(self.milliseconds)
        return ordered[min(len(ordered) - 1, int(len(ordered) * part))]

    @property
    def per_second(self) -> float:
        """Return the operations a second."""
        return len(self.milliseconds) / self.seconds


async def ask(http: aiohttp.ClientSession, url: str, operation: Operation) -> list[bytes]:
    """Return the answers to every page. Raises OperationError when one has errors."""
    answers: list[bytes] = []
    after: str | None = None
    for _ in range(operation.pages):
        async with http.post(url, data=operation.body(after), headers=HEADERS) as response:
            answer = await response.read()
        if response.status != 200 or b'"errors"' in answer:
            raise OperationError(f"{operation.name}: HTTP {response.status} {answer[:600]!r}")
        answers.append(answer)
        after = _cursor(answer) if operation.pages > 1 else None
    return answers


def _cursor(answer: bytes) -> str:
    """Return the endCursor without decoding a whole page: that would cost more than the load."""
    at = answer.rindex(b'"endCursor"')
    start = answer.index(b'"', answer.index(b":", at)) + 1
    return answer[start : answer.index(b'"', start)].decode()


async def run(
    url: str, operation: Operation, connections: int, seconds: float, at_most: int
) -> Result:
    """Ask for so many seconds or operations, whichever ends first; at least once a connection."""
    result = Result()
    left = at_most
    connector = aiohttp.TCPConnector(limit=connections)
    async with aiohttp.ClientSession(connector=connector) as http:
        start = time.perf_counter()

        async def work() -> None:
            nonlocal left
            while True:
                left -= 1
                begin = time.perf_counter()
                await ask(http, url, operation)
                end = time.perf_counter()
                result.milliseconds.append((end - begin) * 1000)
                if left <= 0 or end - start >= seconds:
                    return

        await asyncio.gather(*(work() for _ in range(connections)))
        result.seconds = time.perf_counter() - start
    return result
