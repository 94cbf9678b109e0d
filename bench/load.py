"""A cheap load generator: asks operations over keep-alive connections and times each of them."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import msgspec

from bench.caller import authorization

HEADERS = {
    "Content-Type": "application/json",
    "Accept": "application/json",
    "Authorization": authorization(),
}
SHAPES_KEPT = 20
"""Different answers to one operation that are kept to be checked; there should be one."""


class OperationError(Exception):
    """An answer had errors, or was no answer."""


@dataclass(frozen=True)
class Operation:
    """One thing a user asks: a query, repeated with the next page while `pages` says so."""

    name: str
    text: str
    variables: Mapping[str, Any]
    pages: int = 1
    by_cursor: bool = True
    """The next page is asked by `after`, the cursor of the last; otherwise by `page`, a number."""

    def body(self, number: int, last: bytes) -> bytes:
        """Return the JSON of one request: page `number`, from 1, after the answer `last`."""
        variables = dict(self.variables)
        if number > 1 and self.by_cursor:
            variables["after"] = _cursor(last)
        elif self.pages > 1 and not self.by_cursor:
            variables["page"] = number
        return msgspec.json.encode({"query": self.text, "variables": variables})


@dataclass
class Result:
    """What one run measured, and every different answer it got."""

    milliseconds: list[float] = field(default_factory=list)
    seconds: float = 0.0
    answers: set[tuple[bytes, ...]] = field(default_factory=set)

    def percentile(self, part: float) -> float:
        """Return a percentile of the waits."""
        ordered = sorted(self.milliseconds)
        return ordered[min(len(ordered) - 1, int(len(ordered) * part))]

    @property
    def per_second(self) -> float:
        """Return the operations a second."""
        return len(self.milliseconds) / self.seconds


async def ask(http: aiohttp.ClientSession, url: str, operation: Operation) -> tuple[bytes, ...]:
    """Return the answers to every page. Raises OperationError when one has errors."""
    answers: list[bytes] = [b""]
    for number in range(1, operation.pages + 1):
        body = operation.body(number, answers[-1])
        async with http.post(url, data=body, headers=HEADERS) as response:
            answer = await response.read()
        if response.status != 200 or b'"errors"' in answer:
            told = answer[max(0, answer.find(b'"errors"')) :][:400]
            raise OperationError(f"{operation.name}: HTTP {response.status} {told!r}")
        answers.append(answer)
    return tuple(answers[1:])


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
    timeout = aiohttp.ClientTimeout(total=None, sock_read=300)
    async with aiohttp.ClientSession(connector=connector, timeout=timeout) as http:
        start = time.perf_counter()

        async def work() -> None:
            nonlocal left
            while True:
                left -= 1
                begin = time.perf_counter()
                answers = await ask(http, url, operation)
                end = time.perf_counter()
                result.milliseconds.append((end - begin) * 1000)
                if len(result.answers) < SHAPES_KEPT:
                    result.answers.add(answers)
                if left <= 0 or end - start >= seconds:
                    return

        await asyncio.gather(*(work() for _ in range(connections)))
        result.seconds = time.perf_counter() - start
    return result
