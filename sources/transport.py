"""How upstreams are reached: over aiohttp, with mutual TLS when configured, or any httpx transport.

httpx's own transport costs 3.1 ms CPU per GET at 50 concurrent requests, aiohttp's 0.24 ms. The
client's reads go to the connections of aiohttp's pool as they are (`PooledTransport.exchange`):
an httpx.Request and an httpx.Response around each would cost another 0.08 ms, aiohttp's own
ClientRequest and ClientResponse 0.05. Every other httpx transport (the sandbox, the tests) is asked
through the httpx API.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from functools import cached_property, partial
from typing import Any, NamedTuple, NoReturn

import aiohttp
import httpx
from aiohttp.client_reqrep import ConnectionKey
from aiohttp.connector import Connection
from aiohttp.http_exceptions import HttpProcessingError
from aiohttp.http_writer import _serialize_headers
from httpx_aiohttp import AiohttpTransport
from httpx_aiohttp.transport import map_aiohttp_exceptions
from yarl import URL

from settings import SettingsError, UpstreamSettings
from sources.deadline import Deadline

KEEPALIVE_SECONDS = 30.0
READ_BUFFER = 2 * 1024 * 1024
"""Bytes that may wait to be read. All of an answer is kept in any case, so a page that fits (500
zaken take 1.6 MB) is awaited whole; aiohttp's 64 kB stops the socket, and wakes us, many times."""
ORIGIN = len("https://")
"""Where at the earliest the path of a URL begins."""
SWITCHING = 101
NOTHING_CAME = "nothing came within the read timeout"
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
            connect=settings.read_timeout, sock_connect=settings.connect_timeout
        )
        self._read_timeout = settings.read_timeout
        self._whole = min(READ_BUFFER, settings.max_response_bytes)
        self._peers: dict[str, _Peer] = {}

    async def exchange(self, request: Outgoing) -> Incoming:
        """Return the answer; whoever read its body releases the connection."""
        session = self.client
        if request.is_write:
            session = self._writing = self._writing or self._open_writing()
        elif not isinstance(session, aiohttp.ClientSession):
            session = self.client = self.get_client()
        try:
            return await self._send(session, request)
        except Exception as error:  # noqa: BLE001  raised again, as httpx names it
            _raise_as_httpx(error)

    async def aclose(self) -> None:
        """Close the connections."""
        if self._writing is not None:
            await self._writing.close()
        await super().aclose()

    async def _send(self, session: aiohttp.ClientSession, request: Outgoing) -> Incoming:
        """Send over a connection of the session's pool; what `ClientSession.request` comes to.

        Cookies, redirects, proxies, netrc, middleware, traces, streams and timeouts per request,
        none of which are used here, take it twice as long as the sending itself. As there, a GET
        is sent once more when the server had closed the connection in the meantime (RFC 9112,
        9.3.1).
        """
        connector = session.connector
        if connector is None or session.closed:
            raise RuntimeError("the transport is closed")
        method, url, headers, content, is_write = request
        if not isinstance(content, bytes | None):
            return await self._send_stream(session, connector, request)
        if is_write:
            headers = {**headers, "connection": "close"}
        at = url.find("/", ORIGIN)
        peer = self._peers.get(url[:at])
        if peer is None:
            peer = self._peers[url[:at]] = _Peer(session, url[:at])
        head = peer.head(method, url[at:], headers, content)
        again = method == "GET" and not is_write
        while True:
            connection = await connector.connect(peer, traces=[], timeout=self._timeout)
            try:
                return await self._answer(connection, head)
            except (aiohttp.ClientOSError, aiohttp.ServerDisconnectedError) as error:
                if not again:
                    _raise_lost(error)
                again = False

    async def _send_stream(
        self,
        session: aiohttp.ClientSession,
        connector: aiohttp.BaseConnector,
        request: Outgoing,
    ) -> Incoming:
        """Send a body that comes in parts, once; aiohttp knows how to wait while it does."""
        method, url, headers, content, _ = request
        where, loop = URL(url, encoded=True), asyncio.get_running_loop()
        asked = aiohttp.ClientRequest(
            method, where, headers=headers, data=content, loop=loop, session=session
        )
        connection = await connector.connect(asked, traces=[], timeout=self._timeout)
        protocol = connection.protocol
        assert protocol is not None  # noqa: S101  it was just connected
        protocol.set_response_params(
            read_until_eof=True,
            auto_decompress=False,
            read_timeout=self._read_timeout,
            read_bufsize=READ_BUFFER,
        )
        try:
            response = await asked.send(connection)
            try:
                await response.start(connection)
            except BaseException:
                response.close()
                raise
        except BaseException as error:
            connection.close()
            if isinstance(error, aiohttp.SocketTimeoutError) or not isinstance(error, Exception):
                raise
            _raise_lost(error)
        read = partial(self._read_part, response.content)
        return Incoming(response.status, response.headers, read, partial(_release_from, response))

    async def _answer(self, connection: Connection, sent: bytes) -> Incoming:
        """Send the bytes of a request and return the answer to it, without its body."""
        protocol = connection.protocol
        assert protocol is not None  # noqa: S101  it was just connected
        try:
            protocol.set_response_params(
                read_until_eof=True, auto_decompress=False, read_bufsize=READ_BUFFER
            )
            transport = protocol.transport
            if transport is None or transport.is_closing():
                raise aiohttp.ClientConnectionResetError("the connection is closing")
            transport.write(sent)
            try:
                with Deadline(self._read_timeout):
                    message, payload = await protocol.read()
                    while 100 <= message.code < 200 and message.code != SWITCHING:
                        message, payload = await protocol.read()
            except TimeoutError:
                raise httpx.ReadTimeout(NOTHING_CAME) from None
        except BaseException:
            connection.close()
            raise
        length = message.headers.get("content-length", "")
        fits = length.isascii() and length.isdigit() and int(length) <= self._whole
        read = self._read_whole if fits else self._read_part
        return Incoming(
            message.code, message.headers, partial(read, payload), partial(_release, connection)
        )

    async def _read_part(self, payload: aiohttp.StreamReader) -> bytes:
        """Return what there is of a body, once there is something."""
        try:
            if payload.is_eof():
                return payload.read_nowait()
            with Deadline(self._read_timeout):
                return await payload.readany()
        except TimeoutError:
            raise httpx.ReadTimeout(NOTHING_CAME) from None
        except Exception as error:  # noqa: BLE001  raised again, as httpx names it
            _raise_lost(error)

    async def _read_whole(self, payload: aiohttp.StreamReader) -> bytes:
        """Return a body that fits in the buffer, in one piece: nobody wakes for each part of it.

        As long as more comes there is time for more: between one and two times the timeout.
        """
        try:
            while not payload.is_eof():
                so_far = payload.total_bytes
                try:
                    with Deadline(self._read_timeout):
                        await payload.wait_eof()
                except TimeoutError:
                    if payload.total_bytes == so_far:
                        raise httpx.ReadTimeout(NOTHING_CAME) from None
            return payload.read_nowait()
        except Exception as error:  # noqa: BLE001  raised again, as httpx names it
            _raise_lost(error)


class _Peer(aiohttp.ClientRequest):
    """Whom a connection is made to, which the connector asks a request for; used many times."""

    def __init__(self, session: aiohttp.ClientSession, origin: str) -> None:
        url = URL(origin, encoded=True)
        super().__init__("GET", url, loop=asyncio.get_running_loop(), session=session)
        self._host = self.headers["Host"]

    @cached_property
    def connection_key(self) -> ConnectionKey:
        """What a pool of connections is known by."""
        return super().connection_key

    def head(
        self, method: str, target: str, headers: Mapping[str, str], content: bytes | None
    ) -> bytes:
        """Return a request as it goes over the line. Raises ValueError for a control character."""
        sent = {"host": self._host, **headers}
        if content is not None:
            sent["content-length"] = str(len(content))
        elif method != "GET":
            sent["content-length"] = "0"
        line = f"{method} {target} HTTP/1.1"
        head = _serialize_headers(line, sent)  # type: ignore[arg-type]  # only its items are asked
        return head + content if content else head


async def _release(connection: Connection) -> None:
    """Give the connection back; one whose body was not read to its end is closed."""
    connection.release()


async def _release_from(response: aiohttp.ClientResponse) -> None:
    """Give the connection of this answer back."""
    response.release()


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


def _raise_lost(error: Exception) -> NoReturn:
    """Raise what httpx would raise for a connection that was lost when the request was sent.

    The mapping of httpx_aiohttp takes a server that hangs up for one that was not reached.
    """
    if isinstance(error, aiohttp.ClientError | OSError):
        raise httpx.ReadError("the connection was lost") from error
    raise error


def _raise_as_httpx(error: Exception) -> NoReturn:
    """Raise what httpx would raise for this failure of aiohttp."""
    if isinstance(error, HttpProcessingError):
        raise httpx.RemoteProtocolError("not an HTTP answer") from error
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
