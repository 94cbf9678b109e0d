"""How upstreams are reached: over aiohttp, with mutual TLS when configured, or any httpx transport.

httpx's own transport costs 3.1 ms CPU per GET at 50 concurrent requests, aiohttp's 0.24 ms. The
client's reads go to aiohttp as they are (`PooledTransport.exchange`): an httpx.Request and an
httpx.Response around each would cost another 0.08 ms. Every other httpx transport (the sandbox,
the tests) is asked through the httpx API.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from functools import partial
from typing import Any, NamedTuple, NoReturn

import aiohttp
import httpx
from aiohttp.connector import Connection
from httpx_aiohttp import AiohttpTransport
from httpx_aiohttp.transport import map_aiohttp_exceptions
from yarl import URL

from settings import SettingsError, UpstreamSettings

KEEPALIVE_SECONDS = 30.0
READ_BUFFER = 256 * 1024
"""Bytes that may wait to be read; aiohttp's 64 kB stops and starts the socket twice per page."""

PACKED_PART = 16 * 1024
"""Bytes unpacked at a time, after which the size is checked: at most a thousand times as many."""
Read = Callable[[], Awaitable[bytes]]
"""Reads the next bytes of a body; none at its end."""


class Outgoing(NamedTuple):
    """A request as it is sent."""

    method: str
    url: str
    """Percent-encoded and checked: nothing reads it otherwise any more."""
    headers: Mapping[str, str]
    content: bytes | AsyncIterator[bytes] | None
    """A stream goes once, so it is for what is never sent again by itself (not for GET)."""
    is_write: bool = False
    """Whether it must go over a new connection: on a kept one that the server closes meanwhile,
    nobody could tell whether it was carried out."""


class Incoming(NamedTuple):
    """An answer whose body is still to be read."""

    status: int
    headers: Mapping[str, str]
    """Found whatever their case."""
    read: Read
    """Gives the body as the server packed it."""
    release: Callable[[], Any]
    """Gives the connection back; await what it returns."""


Exchange = Callable[[Outgoing], Awaitable[Incoming]]
"""Sends a request. Raises what httpx raises."""


class PooledTransport(AiohttpTransport):
    """A keep-alive transport without cookies, proxies or connection limit of its own.

    The concurrency limit is the client's semaphore.
    """

    def __init__(self, settings: UpstreamSettings) -> None:
        context = _ssl_context(settings)

        def open_session(*, keeps: bool = True) -> aiohttp.ClientSession:
            keep = {"keepalive_timeout": KEEPALIVE_SECONDS} if keeps else {"force_close": True}
            connector = aiohttp.TCPConnector(limit=0, ssl=context, **keep)
            return aiohttp.ClientSession(
                connector=connector,
                cookie_jar=aiohttp.DummyCookieJar(),
                trust_env=False,
                auto_decompress=False,
                read_bufsize=READ_BUFFER,
            )

        super().__init__(client=open_session, trust_env=False)
        self._open_writing = partial(open_session, keeps=False)
        self._writing: aiohttp.ClientSession | None = None
        self._timeout = aiohttp.ClientTimeout(
            connect=settings.read_timeout,
            sock_connect=settings.connect_timeout,
            sock_read=settings.read_timeout,
        )

    async def exchange(self, request: Outgoing) -> Incoming:
        """Return the answer; the connection is released when its body was read to the end."""
        session = self.client
        if request.is_write:
            session = self._writing = self._writing or self._open_writing()
        elif not isinstance(session, aiohttp.ClientSession):
            session = self.client = self.get_client()
        try:
            response = await self._send(session, request)
        except Exception as error:  # noqa: BLE001  raised again, as httpx names it
            _raise_as_httpx(error)
        read = response.content.readany

        async def read_some() -> bytes:
            try:
                return await read()
            except Exception as error:  # noqa: BLE001  raised again, as httpx names it
                _raise_as_httpx(error)

        return Incoming(response.status, response.headers, read_some, response.release)

    async def aclose(self) -> None:
        """Close the connections."""
        if self._writing is not None:
            await self._writing.close()
        await super().aclose()

    async def _send(
        self, session: aiohttp.ClientSession, request: Outgoing
    ) -> aiohttp.ClientResponse:
        """Send over a connection of the session's pool; what `ClientSession.request` comes to.

        Cookies, redirects, proxies, netrc, middleware, traces and timeouts per request, none of
        which are used here, take it as long as the sending itself. As there, a GET is sent
        once more when the server had closed the connection in the meantime (RFC 9112, 9.3.1).
        """
        connector = session.connector
        if connector is None or session.closed:
            raise RuntimeError("the transport is closed")
        url = URL(request.url, encoded=True)
        again = request.method == "GET"
        while True:
            asked = aiohttp.ClientRequest(
                request.method,
                url,
                headers=request.headers,
                data=request.content,
                loop=asyncio.get_running_loop(),
                session=session,
            )
            connection = await connector.connect(asked, traces=[], timeout=self._timeout)
            try:
                return await self._answer(asked, connection)
            except (aiohttp.ClientOSError, aiohttp.ServerDisconnectedError):
                if not again:
                    raise
                again = False

    async def _answer(
        self, asked: aiohttp.ClientRequest, connection: Connection
    ) -> aiohttp.ClientResponse:
        protocol = connection.protocol
        assert protocol is not None  # noqa: S101  it was just connected
        protocol.set_response_params(
            read_until_eof=True,
            auto_decompress=False,
            read_timeout=self._timeout.sock_read,
            read_bufsize=READ_BUFFER,
        )
        try:
            response = await asked.send(connection)
            try:
                await response.start(connection)
            except BaseException:
                response.close()
                raise
        except BaseException:
            connection.close()
            raise
        return response


def build_transport(settings: UpstreamSettings) -> httpx.AsyncBaseTransport:
    """Return the transport of a real upstream.

    Raises SettingsError naming a certificate file that cannot be read.
    """
    return PooledTransport(settings)


def exchange_over(transport: httpx.AsyncBaseTransport, timeout: httpx.Timeout) -> Exchange:
    """Return how to send over this transport: through the httpx API, unless it is our own."""
    if isinstance(transport, PooledTransport):
        return transport.exchange
    extensions = {"timeout": timeout.as_dict()}

    async def exchange(request: Outgoing) -> Incoming:
        method, url, headers, content, _ = request
        asked = httpx.Request(method, url, headers=headers, content=content, extensions=extensions)
        response = await transport.handle_async_request(asked)
        chunks = _filled(response)

        async def read_some() -> bytes:
            return await anext(chunks, b"")

        return Incoming(response.status_code, response.headers, read_some, response.aclose)

    return exchange


async def _filled(response: httpx.Response) -> AsyncIterator[bytes]:
    """Yield the body as it came, without empty parts: those would look like its end."""
    async for chunk in response.stream:  # type: ignore[union-attr]  # an async transport's
        if chunk:
            yield chunk


def unpacked(incoming: Incoming, packing: str) -> Read:
    """Return what reads the body of an answer with this Content-Encoding.

    It raises httpx.DecodingError.
    """
    headers = {"content-encoding": packing}
    response = httpx.Response(incoming.status, headers=headers, stream=_Stream(incoming.read))
    chunks = response.aiter_bytes()

    async def read_some() -> bytes:
        return await anext(chunks, b"")

    return read_some


class _Stream(httpx.AsyncByteStream):
    def __init__(self, read: Read) -> None:
        self._read = read

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while chunk := await self._read():
            for at in range(0, len(chunk), PACKED_PART):
                yield chunk[at : at + PACKED_PART]


def _raise_as_httpx(error: Exception) -> NoReturn:
    """Raise what httpx would raise for this failure of aiohttp."""
    with map_aiohttp_exceptions():
        raise error
    raise AssertionError  # pragma: no cover


def _ssl_context(settings: UpstreamSettings) -> ssl.SSLContext:
    where = f"upstream {settings.name!r}"
    context = ssl.create_default_context()
    if settings.ca_file:
        try:
            context.load_verify_locations(settings.ca_file)
        except OSError:
            raise SettingsError(f"{where}: 'ca_file' cannot be read") from None
    if settings.client_cert_file:
        try:
            context.load_cert_chain(settings.client_cert_file, settings.client_key_file or None)
        except OSError:
            raise SettingsError(f"{where}: 'client_cert_file' cannot be read") from None
    return context
