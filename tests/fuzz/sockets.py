"""A server that is no HTTP server, read by the real transport over real sockets.

Each request carries a number and a right answer repeats it: an answer that was meant for another
request (left over on a connection that is used again) is seen by that.
"""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from random import Random

from settings import UpstreamSettings
from sources.call import Call, Caller
from sources.client import UpstreamClient
from sources.errors import SourceError
from sources.transport import build_transport

CALLER = Caller("fuzz", "Fuzz")
_NUMBER = re.compile(rb"number=(\d+)")
Script = Sequence[bytes | float | None]
"""Bytes to send, seconds to wait, or (None) a reset."""


def right(number: bytes) -> bytes:
    """Return a whole answer to this request."""
    body = b'{"number": %s}' % number
    return b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)


def _chunked(*chunks: bytes) -> bytes:
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    return head + b"".join(chunks)


def _lying(number: bytes, length: bytes) -> bytes:
    return b"HTTP/1.1 200 OK\r\nContent-Length: " + length + b"\r\n\r\n" + right(number)[38:]


SCRIPTS: Sequence[Callable[[bytes, Random], Script]] = (
    lambda n, r: [right(n)],
    lambda n, r: [right(n)],
    lambda n, r: [right(n)[: r.randrange(40)], None],
    lambda n, r: [right(n)[: r.randrange(40)], 0.5],
    lambda n, r: [right(n), right(b"0")],
    lambda n, r: [right(n), b"garbage\r\n\r\n"],
    lambda n, r: [_lying(n, r.choice((b"0", b"1", b"-1", b"99", b"abc", b"9" * 40, b"5, 6")))],
    lambda n, r: [_chunked(b"zz\r\n", b"x")],
    lambda n, r: [_chunked(b"5\r\nab")],
    lambda n, r: [_chunked(b"FFFFFFFFFFFFFFFFF\r\nab")],
    lambda n, r: [_chunked(b"1;" + b"a" * 50_000 + b"\r\nx\r\n0\r\n\r\n")],
    lambda n, r: [_chunked(b"5\r\n\xff\xfe\x00ab\r\n", b"0\r\nX: y\r\n\r\n")],
    lambda n, r: [b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\nabc"],
    lambda n, r: [b"HTTP/1.1 100 Continue\r\n\r\n" * 300, right(n)],
    lambda n, r: [b"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n", right(n)],
    lambda n, r: [b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n", right(n)],
    lambda n, r: [b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 20_000 + b"\r\n"],
    lambda n, r: [b"HTTP/1.1 200 OK\r\nX: " + b"a" * 200_000 + b"\r\n\r\n"],
    lambda n, r: [b"HTTP/1.1 200 OK\r\nX\r\n: y\r\nA\x00B: c\r\n\r\n"],
    lambda n, r: [b"HTTP/1.1 200 OK\r\nX: y\r\n z\r\nContent-Length: 0\r\n\r\n"],
    lambda n, r: [b"HTTP/9.9 999999 Nee\r\n\r\n"],
    lambda n, r: [b"HTTP/1.1 abc\r\n\r\n"],
    lambda n, r: [b"SSH-2.0-OpenSSH\r\n"],
    lambda n, r: [b"\x16\x03\x01\x02\x00"],
    lambda n, r: [r.randbytes(200)],
    lambda n, r: [None],
    lambda n, r: [],
    lambda n, r: [
        b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n"
    ],
    lambda n, r: [b"HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\nhello"],
    lambda n, r: [b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc"],
    lambda n, r: [b"HTTP/1.1 401 No\r\nContent-Length: 0\r\nSet-Cookie: a=\xff\r\n\r\n"],
    lambda n, r: [b"HTTP/1.0 200 OK\r\n\r\n" + b"[" * 100_000],
    lambda n, r: [bytes([byte]) for byte in right(n)],
)


async def run(requests: int, seed: int) -> tuple[Counter[str], list[str]]:
    """Return how the requests ended, and what was wrong."""
    random = Random(seed)
    outcomes: Counter[str] = Counter()
    wrong: list[str] = []
    async with _serving(random) as port:
        settings = UpstreamSettings(
            name="raw",
            api="zaken",
            root=f"http://127.0.0.1:{port}/",
            read_timeout=0.1,
            total_timeout=2.0,
            retries=1,
            backoff=0.001,
            breaker_failures=10**9,
            max_response_bytes=1 << 20,
        )
        client = UpstreamClient(settings, build_transport(settings))
        for start in range(0, requests, 8):
            numbers = range(start + 1, min(start + 8, requests) + 1)
            for outcome in await asyncio.gather(*(_one(client, number) for number in numbers)):
                outcomes[outcome] += 1
                if outcome.startswith("!"):
                    wrong.append(outcome)
        await client.aclose()
    return outcomes, wrong


async def _one(client: UpstreamClient, number: int) -> str:
    """Return how one read ended; with a ! when it should not have."""
    call = Call(CALLER)
    try:
        body = await client.get("zaken", call, params={"number": str(number)})
    except SourceError as error:
        return error.code
    except Exception as error:  # noqa: BLE001  whatever it is, it is a finding
        return f"!{type(error).__name__}"
    told = re.search(rb'"number": (\d+)', body or b"")
    if told is not None and told[1] != b"%d" % number:
        return "!the answer of another request"
    return "read" if told else "another body"


@asynccontextmanager
async def _serving(random: Random) -> AsyncIterator[int]:
    """Serve a script per request on a free port."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                found = _NUMBER.search(head)
                number = found[1] if found else b"0"
                await _play(random.choice(SCRIPTS)(number, random), writer)
        except (asyncio.IncompleteReadError, OSError, asyncio.LimitOverrunError):
            pass
        finally:
            writer.close()

    connections: set[asyncio.Task[None]] = set()

    def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(serve(reader, writer))
        connections.add(task)
        task.add_done_callback(connections.discard)

    server = await asyncio.start_server(connected, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for task in connections:
            task.cancel()
        await asyncio.gather(*connections, return_exceptions=True)


async def _play(script: Script, writer: asyncio.StreamWriter) -> None:
    if not script:
        raise ConnectionResetError
    for part in script:
        if part is None:
            writer.transport.abort()
            raise ConnectionResetError
        if isinstance(part, float):
            await asyncio.sleep(part)
        else:
            writer.write(part)
            await writer.drain()
