"""What decoding and encoding alone would cost: the bytes of the floor's calls, and its answer."""

from __future__ import annotations

import time
from typing import Any

import aiohttp
import msgspec

from bench.flooring.answers import Floor
from bench.flooring.reads import Reads
from bench.load import Operation
from bench.targets import REGISTERS

REPEAT = 20


class RecordingReads(Reads):
    """Keeps the bytes of every answer."""

    def __init__(self, host: str) -> None:
        super().__init__(host)
        self.bodies: list[bytes] = []

    async def body_of(self, response: aiohttp.ClientResponse) -> bytes:
        """Return the body, and keep it."""
        body = await super().body_of(response)
        self.bodies.append(body)
        return body


async def json_floor(operation: Operation) -> float:
    """Return the milliseconds to load the calls' bytes as plain objects and dump the answer."""
    reads = RecordingReads(REGISTERS)
    await reads.start()
    try:
        reads.bodies.clear()
        answers = await _answers(Floor(reads), operation)
    finally:
        await reads.stop()
    start = time.process_time()
    for _ in range(REPEAT):
        for body in reads.bodies:
            msgspec.json.decode(body)
        for answer in answers:
            msgspec.json.encode(answer)
    return (time.process_time() - start) / REPEAT * 1000


async def _answers(floor: Floor, operation: Operation) -> list[Any]:
    answers = []
    method = floor.by_name[operation.name[0]]
    for number in range(operation.pages):
        variables = {**operation.variables, **({"after": str(number)} if number else {})}
        answer = msgspec.json.encode({"data": await method(variables)})
        answers.append(msgspec.json.decode(answer))
    return answers
