"""Connections to a register are used again: a real local socket counts them."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from client_support import JAN
from settings import UpstreamSettings
from sources.call import Call
from sources.client import UpstreamClient
from sources.errors import TooLargeError, UnavailableError, UnconfirmedError
from sources.transport import READ_BUFFER, PooledTransport, build_transport
from sources.writing import Write, write


class Register:
    """A minimal HTTP/1.1 server that counts its connections and its requests."""

    def __init__(self) -> None:
        self.connections = 0
        self.requests = 0
        self.hangs_up = False
        """Close every connection after its answer, without saying so beforehand."""
        self.slams = False
        """Close every connection before any answer."""
        self.takes = False
        """Close every connection when its request was read."""
        self.status = "200 OK"
        self.body = b"{}"
        self._hung_up = asyncio.Event()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            while not self.slams:
                await self._answer(reader, writer)
                if self.hangs_up:
                    break
        writer.close()
        self._hung_up.set()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        if b"content-length: " in head:
            await reader.readexactly(int(head.split(b"content-length: ")[1].split(b"\r\n")[0]))
        self.requests += 1
        if self.takes:
            raise ConnectionError
        await asyncio.sleep(0.005)  # so that calls made at the same time overlap
        length = len(self.body)
        writer.write(f"HTTP/1.1 {self.status}\r\nContent-Length: {length}\r\n\r\n".encode())
        writer.write(self.body)
        await writer.drain()

    async def hung_up(self) -> None:
        """Wait until a connection was closed, and until the other side may have noticed."""
        await self._hung_up.wait()
        self._hung_up.clear()
        await asyncio.sleep(0.01)


@contextlib.asynccontextmanager
async def connect(register: Register, **values: Any) -> AsyncIterator[UpstreamClient]:
    """Serve the register on a free loopback port and give a client of it."""
    server = await asyncio.start_server(register.serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    settings = UpstreamSettings(
        name="z", api="zaken", root=f"http://127.0.0.1:{port}/", backoff=0.001, **values
    )
    client = UpstreamClient(settings, build_transport(settings))
    try:
        yield client
    finally:
        await client.aclose()
        server.close()
        await server.wait_closed()


async def test_reads_one_after_another_share_a_connection() -> None:
    register = Register()
    async with connect(register) as client:
        for number in range(5):
            assert await client.get(f"zaken/{number}", Call(JAN)) == b"{}"
            assert await client.post_read("zaken/_zoek", {"uuid__in": []}, Call(JAN)) == b"{}"
    assert (register.connections, register.requests) == (1, 10)


async def test_reads_at_the_same_time_need_no_more_connections_than_are_allowed() -> None:
    register = Register()
    async with connect(register, concurrency=3) as client:
        for _ in range(2):
            await asyncio.gather(*(client.get(f"zaken/{n}", Call(JAN)) for n in range(9)))
    assert (register.connections, register.requests) == (3, 18)


@pytest.mark.parametrize("status", ["404 Not Found", "403 Forbidden", "500 Server Error"])
async def test_a_refusal_keeps_the_connection(status: str) -> None:
    register = Register()
    async with connect(register) as client:
        register.status = status
        with contextlib.suppress(Exception):
            await client.get("zaken/1", Call(JAN))
        register.status = "200 OK"
        assert await client.get("zaken/1", Call(JAN)) == b"{}"
    assert (register.connections, register.requests) == (1, 2)


async def test_a_connection_that_was_closed_in_the_meantime_is_replaced() -> None:
    register = Register()
    register.hangs_up = True
    async with connect(register, retries=0) as client:
        for _ in range(3):
            assert await client.get("zaken/1", Call(JAN)) == b"{}"
            await register.hung_up()
    assert (register.connections, register.requests) == (3, 3)


async def test_an_answer_that_is_cut_off_as_too_large_does_not_spoil_the_next() -> None:
    register = Register()
    register.body = b"x" * 300_000
    async with connect(register, max_response_bytes=100_000) as client:
        with pytest.raises(TooLargeError):
            await client.get("zaken", Call(JAN))
        register.body = b"[]"
        assert await client.get("zaken", Call(JAN)) == b"[]"
    assert (register.connections, register.requests) == (2, 2)


async def test_a_closed_client_keeps_no_connection() -> None:
    register = Register()
    async with connect(register) as client:
        await client.get("zaken", Call(JAN))
        await client.aclose()
        await register.hung_up()
    assert register.connections == 1


async def test_a_register_that_hangs_up_on_every_request_is_not_available() -> None:
    register = Register()
    register.slams = True
    async with connect(register, retries=1) as client:
        with pytest.raises(UnavailableError):
            await client.post_read("zaken/_zoek", {}, Call(JAN))
    assert (register.connections, register.requests) == (2, 0)


class Dripping:
    """A body that comes one part for each time that is waited for the whole, and may stop."""

    def __init__(self, *parts: bytes, ends: bool = True) -> None:
        self._parts, self._ends = list(parts), ends
        self._came = b""
        self.total_bytes = 0

    def is_eof(self) -> bool:
        return self._ends and not self._parts

    async def wait_eof(self) -> None:
        if self._parts:
            part = self._parts.pop(0)
            self._came += part
            self.total_bytes += len(part)
        if not self.is_eof():
            await asyncio.sleep(60)

    def read_nowait(self) -> bytes:
        return self._came


async def test_a_body_may_take_longer_than_the_read_timeout_while_more_of_it_comes() -> None:
    settings = UpstreamSettings(name="z", api="zaken", root="http://127.0.0.1/", read_timeout=0.01)
    transport = PooledTransport(settings)
    assert await transport._read_whole(Dripping(b"a", b"b", b"c")) == b"abc"  # type: ignore[arg-type]
    with pytest.raises(httpx.ReadTimeout):
        await transport._read_whole(Dripping(b"a", b"b", ends=False))  # type: ignore[arg-type]


async def test_a_body_larger_than_the_buffer_comes_in_parts() -> None:
    register = Register()
    register.body = b"x" * (READ_BUFFER + 100_000)
    async with connect(register) as client:
        for _ in range(2):
            assert await client.get("zaken", Call(JAN)) == register.body
    assert (register.connections, register.requests) == (1, 2)


async def test_a_write_that_a_server_took_without_an_answer_may_have_been_made() -> None:
    register = Register()
    register.takes = True
    async with connect(register) as client:
        with pytest.raises(UnconfirmedError):
            await write(client, Write("POST", "zaken", {}), Call(JAN))
    assert (register.connections, register.requests) == (1, 1)
