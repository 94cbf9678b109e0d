"""What idle subscribers take of one worker: real websockets or event streams to a real process.

    python -m bench.subscribers [--count 5000] [--sse]

Starts `gateway.py serve` with its embedded sandbox, opens the subscriptions (each to another zaak,
each with a token-less connection of its own), and tells the resident memory of the worker before
and after, and how long opening took. Needs twice as many file descriptors as subscribers.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import json
import os
import resource
import socket
import subprocess
import sys
import time
import uuid
from contextlib import suppress
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
QUERY = """subscription Z($uuid: UUID!) { zaakGewijzigd(uuid: $uuid) {
  id actie resource moment zaak { identificatie omschrijving status { statustype { omschrijving } }
  rollen { omschrijving } documenten { titel } } } }"""
HANDSHAKE = (
    "GET /graphql HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
    "Sec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n"
)
AT_ONCE = 50
TOKEN = "van-de-meting-alleen"  # noqa: S105  of the process that is measured


def rss(pid: int) -> float:
    """Return the resident memory of a process, in MB."""
    lines = Path(f"/proc/{pid}/status").read_text("ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024


def frame(message: Any) -> bytes:
    """Return a masked text frame of a client (RFC 6455, 5.2); a mask of zeros changes nothing."""
    data = json.dumps(message).encode()
    size = len(data)
    head = bytes([0x81, 0x80 | size]) if size < 126 else b"\x81\xfe" + size.to_bytes(2, "big")
    return head + b"\0\0\0\0" + data


def payload() -> dict[str, Any]:
    """Return a subscription to a zaak of its own."""
    return {"query": QUERY, "variables": {"uuid": str(uuid.uuid4())}}


async def websocket(port: int) -> Any:
    """Open one subscription over graphql-transport-ws; return what keeps it open."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1024)
    writer.write(HANDSHAKE.encode())
    await reader.readuntil(b"\r\n\r\n")
    writer.write(frame({"type": "connection_init"}))
    await reader.readuntil(b"connection_ack")
    writer.write(frame({"type": "subscribe", "id": "1", "payload": payload()}))
    writer.write(frame({"type": "ping"}))
    await reader.readuntil(b"pong")
    return reader, writer


async def event_stream(port: int) -> Any:
    """Open one subscription over graphql-sse; return what keeps it open."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1024)
    body = json.dumps(payload()).encode()
    head = "POST /graphql HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/event-stream\r\n"
    head += f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    writer.write(head.encode() + body)
    await reader.readuntil(b"\r\n\r\n")
    return reader, writer


async def measured(port: int, pid: int, count: int, sse: bool) -> dict[str, float]:
    """Open the subscriptions and return what they took."""
    opening = event_stream if sse else websocket
    kept = [await opening(port)]
    await asyncio.sleep(2)
    before, start = rss(pid), time.perf_counter()
    while len(kept) < count + 1:
        more = min(AT_ONCE, count + 1 - len(kept))
        kept += await asyncio.gather(*(opening(port) for _ in range(more)))
    seconds = time.perf_counter() - start
    await asyncio.sleep(5)
    after = rss(pid)
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    start = time.perf_counter()
    writer.write(b"GET /health/live HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    await reader.read()
    answer = (time.perf_counter() - start) * 1000
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1 << 20)
    head = f"GET /metrics HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {TOKEN}\r\n"
    writer.write(head.encode() + b"Connection: close\r\n\r\n")
    lines = (await reader.read()).decode().splitlines()
    told = (line for line in lines if line.startswith("gateway_subscriptions{"))
    is_open = sum(float(line.rsplit(" ", 1)[1]) for line in told) - 1
    closed = sum(reader.at_eof() for reader, _ in kept)
    return {
        "subscribers": count,
        "open": round(is_open),
        "closed": closed,
        "before_mb": round(before, 1),
        "after_mb": round(after, 1),
        "each_kb": round((after - before) * 1024 / count, 1),
        "opened_per_second": round(count / seconds),
        "health_ms": round(answer, 1),
    }


def main() -> int:
    """Measure, and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=5_000)
    parser.add_argument("--sse", action="store_true", help="event streams instead of websockets")
    asked = parser.parse_args()
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 4 * asked.count + 1_000), hard))
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    env = {
        **os.environ,  # noqa: TID251  that of the process that is measured
        "GATEWAY_PORT": str(port),
        "GATEWAY_SUBSCRIPTIONS_PER_CLIENT": str(asked.count + 1),
        "GATEWAY_RATE_REQUESTS": "0",
        "GATEWAY_METRICS_TOKEN_ENV": "METING",
        "METING": TOKEN,
    }
    command = [sys.executable, "gateway.py", "serve"]
    process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=-3, stderr=-3)  # noqa: S603
    try:
        until = time.monotonic() + 60
        while time.monotonic() < until:
            with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                break
            time.sleep(0.1)
        gc.disable()
        found = asyncio.run(measured(port, process.pid, asked.count, asked.sse))
    finally:
        process.terminate()
        process.wait(30)
    print(json.dumps({"transport": "sse" if asked.sse else "websocket", **found}))  # noqa: T201
    return 0 if found["open"] == asked.count and found["after_mb"] < 500 else 1


if __name__ == "__main__":
    sys.exit(main())
