"""A gateway whose registers are watched: every call is checked, counted, and may be changed."""

from __future__ import annotations

import asyncio
import dataclasses
import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from threading import Thread
from typing import Any
from unittest import mock
from urllib.parse import parse_qsl, unquote, urlsplit

import httpx
import jwt

import gateway
from fuzz.personal import Secrets
from graph_support import shared_sandbox
from settings import GatewaySettings, Settings, UpstreamSettings
from sources.client import UpstreamClient

MAX_CALLS = 3_000
"""Upstream calls of one request; above it something does not end."""
FREE = frozenset({"bronorganisatie", "bronorganisatie__in", "page"})
"""Parameters whose numbers are not of persons: an RSIN passes the 11-proef too."""
PACKING = ("content-length", "content-encoding")
"""Headers that no longer hold of a body that was read."""
Part = bytes | float | Exception | None
"""Of a body: bytes, a pause in seconds, a failure, or (None) silence for ever."""
Key = tuple[str, str, bytes, str]


@dataclasses.dataclass(frozen=True)
class Answer:
    """What a register answers, part by part."""

    status: int
    headers: Sequence[tuple[str, str]]
    parts: Sequence[Part]

    @property
    def body(self) -> bytes:
        """The bytes of the body."""
        return b"".join(part for part in self.parts if isinstance(part, bytes))

    def but(self, **changes: Any) -> Answer:
        """Return this answer with something else in it."""
        return dataclasses.replace(self, **changes)


Fault = Callable[[httpx.Request, Answer], Answer]
"""Changes an answer; raises what a transport raises."""


class World:
    """One gateway and its landscape."""

    def __init__(self, **settings: Any) -> None:
        self.sandbox = shared_sandbox("openzaak")
        self.sandbox.faults.clear()
        self.secrets = secrets()
        self.fault: Fault | None = None
        self.calls = 0
        self.wrong: list[str] = []
        self.clients: dict[str, UpstreamClient] = {}
        self.settings = dataclasses.replace(GatewaySettings(), **settings)
        with mock.patch.object(gateway, "UpstreamClient", self._client):
            whole = Settings(gateway=self.settings, upstreams=())
            self.app = gateway.build_app(whole, self.sandbox)

    @property
    def endpoint(self) -> Any:
        """The endpoint of the graph."""
        routes: Any = self.app.routes
        return next(route for route in routes if route.path == "/graphql").endpoint.answer.__self__

    def _client(
        self, settings: UpstreamSettings, transport: httpx.AsyncBaseTransport
    ) -> UpstreamClient:
        bounded = dataclasses.replace(settings, max_response_bytes=1 << 20)
        client = UpstreamClient(bounded, Watched(self, bounded, transport))
        self.clients[settings.name] = client
        return client

    def begin(self, fault: Fault | None) -> None:
        """Start counting for the next request."""
        self.fault, self.calls, self.wrong = fault, 0, []


@cache
def secrets() -> Secrets:
    """Return the secrets of the shared sandbox."""
    return Secrets(shared_sandbox("openzaak"))


_TRUTH: dict[Key, Answer] = {}


def truths(method: str) -> list[tuple[str, Answer]]:
    """Return (URL, answer) of every question with this method that was asked so far."""
    return [(key[1], answer) for key, answer in _TRUTH.items() if key[0] == method]


@cache
def _registers_loop() -> asyncio.AbstractEventLoop:
    """Return the loop in which the registers answer; it lives as long as the process."""
    loop = asyncio.new_event_loop()
    Thread(target=loop.run_forever, name="registers", daemon=True).start()
    return loop


class Watched(httpx.AsyncBaseTransport):
    """Stands between the gateway and one register."""

    def __init__(
        self, world: World, settings: UpstreamSettings, inner: httpx.AsyncBaseTransport
    ) -> None:
        self._world, self._settings, self._inner = world, settings, inner

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Answer as the register does, or otherwise."""
        world = self._world
        world.calls += 1
        self._check(request)
        if world.calls > MAX_CALLS:
            world.wrong.append("too many upstream calls")
            raise httpx.ConnectError("stopped by the fuzzer")
        answer = self._truth(request)
        if world.fault is not None:
            answer = world.fault(request, answer)
        stream = _Stream(answer.parts)
        headers = [
            (name.encode(), value.encode("utf-8", "surrogatepass"))
            for name, value in answer.headers
        ]
        return httpx.Response(answer.status, headers=headers, stream=stream)

    def _check(self, request: httpx.Request) -> None:
        """Note a call outside the root, somebody else's credential, or a BSN in the URL."""
        root, url = urlsplit(self._settings.root), urlsplit(str(request.url))
        path = url.path
        for _ in range(6):
            path = unquote(path)
        inside = (url.scheme, url.netloc) == (root.scheme, root.netloc) and path.startswith(
            root.path
        )
        if not inside or {".", ".."} & set(path.split("/")) or url.fragment:
            self._world.wrong.append(f"a call outside the root of {self._settings.name}")
        sent = [request.headers.get(name, "") for name in ("authorization", "x-api-key")]
        if sent != self._expected(sent):
            self._world.wrong.append(f"another credential than that of {self._settings.name}")
        forced = self._settings.api == "klantinteracties"
        told = [path, *(value for name, value in parse_qsl(url.query) if name not in FREE)]
        if not forced and self._world.secrets.numbers_in(" ".join(told)):
            self._world.wrong.append(f"a BSN in a URL of {self._settings.name}")

    def _expected(self, sent: list[str]) -> list[str]:
        secret = self._settings.auth.secret.reveal()
        if self._settings.auth.type == "zgw":
            token = sent[0].removeprefix("Bearer ")
            try:
                jwt.decode(token, secret, algorithms=["HS256"], options={"verify_iat": False})
            except jwt.InvalidTokenError:
                return ["a valid token", ""]
            return [f"Bearer {token}", ""]
        return [f"Token {secret}", ""] if self._settings.auth.type == "token" else ["", secret]

    def _truth(self, request: httpx.Request) -> Answer:
        """Return what the register says; asked once, for it only reads.

        It answers in a loop of its own, with a real clock: a sandbox may work in threads, and the
        clock of the gateway's loop would jump over them.
        """
        crs = request.headers.get("accept-crs", "")
        key = (request.method, str(request.url), request.content, crs)
        known = _TRUTH.get(key)
        if known is None:
            known = _TRUTH[key] = asyncio.run_coroutine_threadsafe(
                self._ask(request), _registers_loop()
            ).result()
        return known

    async def _ask(self, request: httpx.Request) -> Answer:
        response = await self._inner.handle_async_request(request)
        body = await response.aread()
        headers = [pair for pair in response.headers.items() if pair[0] not in PACKING]
        return Answer(response.status_code, headers, [body])

    async def aclose(self) -> None:
        """Close what it stands before."""
        await self._inner.aclose()


class _Stream(httpx.AsyncByteStream):
    def __init__(self, parts: Sequence[Part]) -> None:
        self._parts = parts

    async def __aiter__(self) -> Any:
        for part in self._parts:
            if part is None:
                await asyncio.Event().wait()
            elif isinstance(part, float):
                await asyncio.sleep(part)
            elif isinstance(part, Exception):
                raise part
            else:
                yield part


class Ear(logging.Handler):
    """Hears every record of every logger, whole."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.heard: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the message, everything beside it, and the traceback."""
        beside = [value for value in vars(record).values() if not isinstance(value, int | float)]
        parts = [record.getMessage(), repr(beside)]
        if record.exc_info:
            parts.append(logging.Formatter().formatException(record.exc_info))
        self.heard.append("\n".join(parts))


@contextmanager
def listening() -> Iterator[Ear]:
    """Hear every logger at DEBUG, also those that were made quiet or do not propagate."""
    ear = Ear()
    names = [name for name in logging.root.manager.loggerDict]
    loggers = [logging.getLogger(), *map(logging.getLogger, names)]
    before = [(logger, logger.level, logger.disabled, logger.propagate) for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.DEBUG)
        logger.disabled = False
        if logger is logging.root or not logger.propagate:
            logger.addHandler(ear)
    try:
        yield ear
    finally:
        for logger, level, disabled, _ in before:
            logger.removeHandler(ear)
            logger.setLevel(level)
            logger.disabled = disabled
