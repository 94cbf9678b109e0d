"""Counts what Python executes for one request: `python -m bench.bytecodes S`.

The same number each time, whatever else the machine does, and per file and function: what a change
to the gateway's own code saves is seen at once. It says nothing of time spent in C or the kernel.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import sys
import threading
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

import aiohttp
import uvicorn
import uvloop

from bench.caller import SECRET, SECRET_ENV
from bench.landscape import write_landscape
from bench.load import Operation, ask
from bench.operations import WARM, make_operations
from bench.processes import start_simulator
from bench.targets import LANDSCHAP, REGISTERS, SIMULATOR_PORT

PORT = 9106
WARM_UP = 50
Tracer = Callable[[FrameType, str, Any], Any]


class Counts:
    """The bytecodes and calls per function."""

    def __init__(self) -> None:
        self.codes: Counter[CodeType] = Counter()
        self.calls: Counter[CodeType] = Counter()

    def trace(self, frame: FrameType, _event: str, _arg: Any) -> Tracer:
        """Count a call, and from then on every bytecode of it."""
        frame.f_trace_opcodes, frame.f_trace_lines = True, False
        code = frame.f_code
        self.calls[code] += 1

        def each(_frame: FrameType, event: str, _arg: Any) -> Tracer:
            if event == "opcode":
                self.codes[code] += 1
            return each

        return each

    def table(self, requests: int, rows: int) -> str:
        """Return the totals, and what takes most, per request."""
        files: Counter[str] = Counter()
        for code, many in self.codes.items():
            files[code.co_filename.rpartition("site-packages/")[2]] += many
        total, calls = self.codes.total() / requests, self.calls.total() / requests
        lines = [f"{total:.0f} bytecodes and {calls:.0f} calls a request", ""]
        lines += [f"{many / requests:9.1f}  {name}" for name, many in files.most_common(rows)]
        lines.append("")
        for code, many in self.codes.most_common(rows):
            where = f"{Path(code.co_filename).name}:{code.co_firstlineno}"
            lines.append(f"{many / requests:9.1f}  {code.co_qualname} {where}")
        return "\n".join(lines)


async def count(operation: Operation, requests: int) -> Counts:
    """Return what the gateway executes for the first page of an operation; asked by a thread."""
    from schema.asgi import GatewayProtocol

    config = uvicorn.Config(
        "gateway:app",
        factory=True,
        port=PORT,
        http=GatewayProtocol,
        loop="none",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
    )
    server, counts, loop = uvicorn.Server(config), Counts(), asyncio.get_running_loop()
    first = Operation(operation.name, operation.text, operation.variables)

    async def visit() -> None:
        url = f"http://127.0.0.1:{PORT}/graphql"
        async with aiohttp.ClientSession() as http:
            await ask(http, url, Operation("warm", WARM, {}))
            for _ in range(WARM_UP):
                await ask(http, url, first)
            loop.call_soon_threadsafe(sys.settrace, counts.trace)
            for _ in range(requests):
                await ask(http, url, first)
            loop.call_soon_threadsafe(sys.settrace, None)
            await ask(http, url, first)

    def client() -> None:
        try:
            asyncio.run(visit())
        finally:
            server.should_exit = True

    serving = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110  uvicorn offers no event to wait for
        await asyncio.sleep(0.05)
    threading.Thread(target=client).start()
    with contextlib.suppress(asyncio.CancelledError):
        await serving
    return counts


def main() -> None:
    """Count and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("operation", choices=list(make_operations()))
    parser.add_argument("--requests", type=int, default=100)
    parser.add_argument("--rows", type=int, default=25)
    options = parser.parse_args()
    path = write_landscape(LANDSCHAP, REGISTERS, PORT)
    told = {"GATEWAY_LANDSCHAP": str(path), SECRET_ENV: SECRET}
    os.environ.update(told)  # noqa: TID251  the gateway in this process reads it
    simulator = start_simulator(SIMULATOR_PORT)
    try:
        counts = uvloop.run(count(make_operations()[options.operation], options.requests))
    finally:
        simulator.stop()
    sys.stdout.write(counts.table(options.requests, options.rows) + "\n")


if __name__ == "__main__":
    main()
