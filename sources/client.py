"""The only module that speaks HTTP: reads of one upstream, bounded in every direction.

Bounds: concurrency, connect/read/total deadline, retries (idempotent reads only), circuit
breaker, response size, and the configured root: no URL outside it is ever called and no
redirect is followed.
"""

from __future__ import annotations

import asyncio
import logging
import random
import time
from collections.abc import AsyncIterable, Mapping
from typing import Any, cast
from urllib.parse import urlencode

import aiohttp
import httpx
import msgspec

from settings import UpstreamSettings
from sources.answers import Answer, interpret
from sources.auth import build_auth
from sources.breaker import CircuitBreaker
from sources.call import Call, Caller, Read
from sources.costs import CostModel
from sources.errors import (
    MALFORMED,
    CircuitOpenError,
    ContractError,
    NotServedError,
    OutsideLandscapeError,
    RejectedError,
    SourceTimeoutError,
    TooLargeError,
    UnauthorizedError,
    UnavailableError,
)
from sources.urls import is_simple_path, path_below

RELEARN_SECONDS = 300.0
"""How long a capability that an upstream turned out to lack is not tried again."""
Params = Mapping[str, str] | None
HEADER_ENCODING = "latin-1"
"""Said, so that httpx does not find it out per header."""
STANDARD_HEADERS = {
    "Accept": "application/json",
    "Accept-Encoding": "gzip, deflate",
    "User-Agent": "common-ground-gateway",
}
logging.getLogger("httpx").setLevel(logging.WARNING)  # its INFO line holds every URL and query


class _Token(msgspec.Struct):
    access_token: str
    expires_in: float = 60.0


class UpstreamClient:
    """Reads one configured upstream over HTTP."""

    def __init__(self, settings: UpstreamSettings, transport: httpx.AsyncBaseTransport) -> None:
        self.settings = settings
        self.name = settings.name
        self.accepts_page_size: bool | None = None
        self.known_filters: set[str] = set()
        self.page_rows = 100
        self.lists_in_search: bool | None = None
        self.costs = CostModel(
            settings.plan_call_ms,
            settings.plan_row_ms,
            min(settings.plan_workers, settings.concurrency),
            gain=settings.plan_gain,
        )
        self._no_expand_until = 0.0
        self._no_search_until = 0.0
        self.breaker = CircuitBreaker(settings.breaker_failures, settings.breaker_cooldown)
        self._auth = build_auth(settings.auth, self._fetch_token)
        self._slots = asyncio.Semaphore(settings.concurrency)
        self._transport = transport
        self._headers = {**STANDARD_HEADERS, **settings.headers}
        self._timeout = httpx.Timeout(settings.read_timeout, connect=settings.connect_timeout)
        self._extensions = {"timeout": self._timeout.as_dict()}

    @property
    def expands(self) -> bool:
        """Whether `expand` may be tried: not just after this server refused it."""
        return time.monotonic() >= self._no_expand_until

    def refuses_expand(self) -> None:
        """Remember for a while that this server, or our rights there, do not allow `expand`."""
        self._no_expand_until = time.monotonic() + RELEARN_SECONDS

    @property
    def searches(self) -> bool:
        """Whether `_zoek` may be tried: this server was not just found to be without."""
        return time.monotonic() >= self._no_search_until

    def _not_served(self, path: str, reason: str) -> NotServedError:
        """Return the error of a server without this search, and remember it for a while."""
        self._no_search_until = time.monotonic() + RELEARN_SECONDS
        return NotServedError(self.name, path, reason=reason)

    async def aclose(self) -> None:
        """Close the connections."""
        await self._transport.aclose()

    async def get(
        self,
        path: str,
        call: Call,
        *,
        template: str = "",
        params: Params = None,
        headers: Mapping[str, str] | None = None,
    ) -> bytes | None:
        """Return the body of GET root/path, or None on 404. Raises SourceError."""
        request = self._request("GET", path, params=params, headers=headers)
        return await self._read(request, call, template or path, 1)

    async def post_read(
        self,
        path: str,
        body: Any,
        call: Call,
        *,
        keys: int = 1,
        params: Params = None,
        headers: Mapping[str, str] | None = None,
    ) -> bytes:
        """Return the answer to a POST that only reads (`_zoek`, BRP). Raises SourceError.

        Such a POST is idempotent, so it is retried like a GET.
        """
        content = {"Content-Type": "application/json", **(headers or {})}
        data = msgspec.json.encode(body)
        request = self._request("POST", path, params=params, headers=content, content=data)
        try:
            answer = await self._read(request, call, path, keys)
        except RejectedError as error:
            if error.reason == "HTTP 405":
                raise self._not_served(path, error.reason) from None
            raise
        if answer is None:
            raise self._not_served(path, "404 on a search")
        return answer

    def _request(
        self,
        method: str,
        path: str,
        *,
        params: Params = None,
        headers: Mapping[str, str] | None = None,
        content: bytes | None = None,
    ) -> httpx.Request:
        """Return a request below the root, without credentials. Raises OutsideLandscapeError."""
        root = self.settings.root
        url = f"{root}{path}?{urlencode(params)}" if params else root + path
        simple = is_simple_path(path)
        try:
            if not simple and path_below(root, root + path) is None:
                raise OutsideLandscapeError(self.name)
            request = httpx.Request(
                method,
                url,
                headers={**self._headers, **(headers or {})},
                content=content,
                extensions=self._extensions,
            )
        except httpx.InvalidURL:
            raise OutsideLandscapeError(self.name) from None
        if not simple and path_below(root, str(request.url)) is None:
            raise OutsideLandscapeError(self.name)
        request.headers.encoding = HEADER_ENCODING
        return request

    async def _read(
        self, request: httpx.Request, call: Call, template: str, keys: int
    ) -> bytes | None:
        if call.traceparent:
            request.headers["traceparent"] = call.traceparent
        start = time.perf_counter()
        read = Read(self.name, request.method, template, keys, 0.0, None)
        call.reads.append(read)
        self.costs.busy += 1
        task = asyncio.current_task()
        if task is not None:
            call.under_way.add(task)
        try:
            async with asyncio.timeout(self.settings.total_timeout) as deadline, self._slots:
                return await self._attempts(request, call.caller, read, deadline)
        except TimeoutError:
            self.breaker.failed()
            raise SourceTimeoutError(self.name, template) from None
        finally:
            self.costs.busy -= 1
            call.under_way.discard(task)
            read.ms = (time.perf_counter() - start) * 1000

    async def _attempts(
        self, request: httpx.Request, caller: Caller, read: Read, deadline: asyncio.Timeout
    ) -> bytes | None:
        template = read.template
        pause = self.settings.backoff
        retries = self.settings.retries
        fresh_credentials = False
        while True:
            failure, wait = UnavailableError(self.name, template, reason="no connection"), None
            try:
                answer = await self._attempt(request, caller, template)
            except _ConnectionFailedError:
                if retries == 0:
                    raise failure from None
            else:
                read.status = answer.status
                if answer.refuses_credentials and not fresh_credentials:
                    fresh_credentials = True
                    if self._auth.forget(caller, request.headers):
                        continue
                if retries == 0 or not answer.is_passing_failure:
                    return interpret(answer, self.name, template)
                wait = answer.retry_after
                if wait is not None and wait >= _seconds_left(deadline):
                    return interpret(answer, self.name, template)
            retries -= 1
            jitter = random.uniform(0.5, 1.5)  # noqa: S311  spreads retries, guards nothing
            await asyncio.sleep(pause * jitter if wait is None else wait)
            pause *= 2

    async def _attempt(self, request: httpx.Request, caller: Caller, template: str) -> Answer:
        if not self.breaker.allow():
            raise CircuitOpenError(self.name, template)
        credentials = await self._auth.headers(caller)
        if credentials:
            request.headers.update(credentials)
        try:
            response = await self._transport.handle_async_request(request)
            try:
                body = await self._body(response, template)
            finally:
                await response.aclose()
        except httpx.ReadTimeout:
            self.breaker.failed()
            raise SourceTimeoutError(self.name, template) from None
        except httpx.DecodingError:
            raise ContractError(self.name, template, reason="bad content encoding") from None
        except (httpx.TransportError, aiohttp.ClientError, OSError):
            self.breaker.failed()
            raise _ConnectionFailedError from None
        answer = Answer(response.status_code, response.headers, body)
        if answer.is_passing_failure and answer.status != 429:
            self.breaker.failed()
        else:
            self.breaker.succeeded()
        return answer

    async def _body(self, response: httpx.Response, template: str) -> bytes:
        response.headers.encoding = HEADER_ENCODING
        packing = response.headers.get("content-encoding", "")
        if "," in packing:
            raise ContractError(self.name, template, reason="packed more than once")
        limit = self.settings.max_response_bytes
        chunks, size = [], 0
        stream = response.aiter_bytes() if packing else response.stream
        async for chunk in cast("AsyncIterable[bytes]", stream):
            size += len(chunk)
            if size > limit:
                raise TooLargeError(self.name, template)
            chunks.append(chunk)
        return chunks[0] if len(chunks) == 1 else b"".join(chunks)

    async def _fetch_token(self, url: str, form: dict[str, str]) -> tuple[str, float]:
        """Return (access token, lifetime in seconds) from the configured token endpoint."""
        try:
            client = httpx.AsyncClient(
                transport=self._transport, trust_env=False, timeout=self._timeout
            )
            response = await client.post(url, data=form, headers=STANDARD_HEADERS)
            if response.status_code != 200:
                raise UnauthorizedError(self.name, "token", reason=f"HTTP {response.status_code}")
            token = msgspec.json.decode(response.content, type=_Token, strict=False)
        except (*MALFORMED, httpx.DecodingError):
            raise ContractError(self.name, "token") from None
        except (httpx.TransportError, aiohttp.ClientError, OSError):
            raise UnavailableError(self.name, "token", reason="no connection") from None
        return token.access_token, token.expires_in


def _seconds_left(deadline: asyncio.Timeout) -> float:
    """Return how long the read may still take."""
    return (deadline.when() or 0.0) - asyncio.get_running_loop().time()


class _ConnectionFailedError(Exception):
    """The connection could not be made, or was lost; carries nothing."""
