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
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode

import aiohttp
import httpx
import msgspec
from cachetools import TTLCache

from settings import UpstreamSettings
from sources.answers import Answer, interpret
from sources.auth import build_auth
from sources.betrokkenen import Betrokkene
from sources.breaker import CircuitBreaker
from sources.call import Call, Caller, Ended, Read
from sources.capabilities import RELEARN_SECONDS, Capabilities
from sources.conditional import Conditional
from sources.costs import CostModel
from sources.deadline import Deadline
from sources.errors import (
    MALFORMED,
    CircuitOpenError,
    ContractError,
    NotServedError,
    OutsideLandscapeError,
    PurposeError,
    RejectedError,
    SourceError,
    SourceTimeoutError,
    TooLargeError,
    UnauthorizedError,
    UnavailableError,
    UnconfirmedError,
)
from sources.kvk.answers import interpret_kvk
from sources.trace import new_span_id
from sources.transport import Incoming, Outgoing, exchange_over, unpacked
from sources.urls import is_simple_path, path_below
from sources.watch import parent_span

PURPOSE_APIS = frozenset({"brp", "bewoning", "brphistorie"})
"""Base registers that are read for a purpose, unless their settings say otherwise."""
INTERPRETERS = {"kvk": interpret_kvk}
"""What an answer means, per API that says it in its own way."""
FAILURES = (httpx.TransportError, httpx.DecodingError, aiohttp.ClientError, OSError)
"""What the transports raise."""
NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
"""Failures after which the server has certainly seen nothing."""
MAX_FILTERS = 64
API_VERSION = "api-version"
"""Header in which ZGW, Klantinteracties and Haal Centraal tell which version they implement."""
MAX_VERSION = 40
"""Characters of a version that a server tells; a longer one is cut off."""
Params = Mapping[str, str] | None
Headers = Mapping[str, str]
About = list[Betrokkene] | None
Told = Conditional | None
LONGEST_URL = 8_000
"""Characters of a URL that is sent unseen; httpx looks at a longer one, and refuses the longest."""
STANDARD_HEADERS = {
    "accept": "application/json",
    "accept-encoding": "gzip, deflate",
    "user-agent": "common-ground-gateway",
}
WITHOUT_PAGE_SIZE = frozenset({"klanten", "contactmomenten"})
"""APIs whose standard has no `pageSize`, and whose servers answer 400 to it: it is not tried."""
JSON = {"content-type": "application/json"}
logging.getLogger("httpx").setLevel(logging.WARNING)  # its INFO line holds every URL and query


class _Token(msgspec.Struct):
    access_token: str
    expires_in: float = 60.0


class UpstreamClient:
    """Reads one configured upstream over HTTP."""

    def __init__(self, settings: UpstreamSettings, transport: httpx.AsyncBaseTransport) -> None:
        self.settings = settings
        self.name = settings.name
        self.told_version = ""
        """The version of its API that the server last told."""
        self.accepts_page_size: bool | None = False if settings.api in WITHOUT_PAGE_SIZE else None
        self.known_filters: set[str] = set()
        self.filters_by: TTLCache[str, bool] = TTLCache(MAX_FILTERS, RELEARN_SECONDS)
        """Per filter on a personal number: whether this server was found to apply it."""
        self.page_rows = 100
        self.lists_in_search: bool | None = None
        self.costs = CostModel(
            settings.plan_call_ms,
            settings.plan_row_ms,
            min(settings.plan_workers, settings.concurrency),
            gain=settings.plan_gain,
        )
        self.capabilities = Capabilities(settings.api)
        self._no_expand_until = 0.0
        self._no_search_until = 0.0
        self.breaker = CircuitBreaker(settings.breaker_failures, settings.breaker_cooldown)
        self._auth = build_auth(settings.auth, self._fetch_token)
        self._slots = asyncio.Semaphore(settings.concurrency)
        self._transport = transport
        self._headers = {**STANDARD_HEADERS, **_lowered(settings.headers)}
        self._timeout = httpx.Timeout(settings.read_timeout, connect=settings.connect_timeout)
        self._exchange = exchange_over(transport, self._timeout)
        self._root = str(httpx.URL(settings.root))
        self._interpret = INTERPRETERS.get(settings.api, interpret)
        self.watcher: Callable[[Read], None] | None = None
        """Is shown every read when it ended."""

    @property
    def needs_purpose(self) -> bool:
        """Whether it is read for a purpose only."""
        required = self.settings.purpose_required
        return self.settings.api in PURPOSE_APIS if required is None else required

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
        headers: Headers | None = None,
        about: About = None,
        told: Told = None,
    ) -> bytes | None:
        """Return the body of GET root/path, or None on 404. Raises SourceError.

        `about` is whose data it is about; what the answer tells may be added to it later. `told`
        hears of a change: without one there is no body.
        """
        request = self.request("GET", path, params, headers)
        return await self._read(request, call, template or path, 1, about, told)

    async def post_read(
        self,
        path: str,
        body: Any,
        call: Call,
        *,
        keys: int = 1,
        params: Params = None,
        headers: Headers | None = None,
        about: About = None,
    ) -> bytes:
        """Return the answer to a POST that only reads (`_zoek`, BRP). Raises SourceError.

        Such a POST is idempotent, so it is retried like a GET.
        """
        typed = {**JSON, **_lowered(headers or {})}
        request = self.request("POST", path, params, typed, msgspec.json.encode(body))
        try:
            answer = await self._read(request, call, path, keys, about, None)
        except RejectedError as error:
            if error.reason == "HTTP 405":
                raise self._not_served(path, error.reason) from None
            raise
        if answer is None:
            raise self._not_served(path, "404 on a search")
        return answer

    def request(
        self,
        method: str,
        path: str,
        params: Params,
        headers: Headers | None,
        content: bytes | None = None,
    ) -> Outgoing:
        """Return a request below the root, without credentials. Raises OutsideLandscapeError."""
        sent = {**self._headers, **_lowered(headers)} if headers else self._headers
        return Outgoing(method, self._url(path, params), sent, content)

    def _url(self, path: str, params: Params) -> str:
        """Return a URL below the root, as it is sent. Raises OutsideLandscapeError."""
        query = f"?{urlencode(params)}" if params else ""
        if is_simple_path(path) and len(path) + len(query) < LONGEST_URL:
            return f"{self._root}{path}{query}"
        root = self.settings.root
        try:
            url = str(httpx.URL(f"{root}{path}{query}"))
        except httpx.InvalidURL:
            raise OutsideLandscapeError(self.name) from None
        if path_below(root, root + path) is None or path_below(root, url) is None:
            raise OutsideLandscapeError(self.name)
        return url

    async def once(self, request: Outgoing, call: Call, template: str) -> tuple[Answer, bool]:
        """Return the answer to one attempt, and whether another with fresh credentials may help.

        Raises SourceError: UnconfirmedError when the connection was lost after sending.
        """
        try:
            async with self._slots:
                credentials = await self.credentials(call.caller, template)
                answer = await self._attempt(request, credentials, template)
        except ConnectionFailedError as failed:
            error = UnconfirmedError if failed.sent else UnavailableError
            raise error(self.name, template, reason="no connection") from None
        refused = answer.refuses_credentials
        return answer, refused and self._auth.forget(call.caller, credentials)

    def introduced(self, request: Outgoing, call: Call, template: str) -> tuple[Outgoing, str]:
        """Return the request that says why and in which trace is read, and the span of this read.

        Raises PurposeError when this register is read for a purpose and there is none.
        """
        sent = dict(request.headers)
        if call.purpose is not None:
            sent.update(_lowered(call.purpose.headers.get(self.name, {})))
        elif self.needs_purpose:
            raise PurposeError(self.name, template, reason=call.no_purpose)
        span_id = new_span_id()
        sent["traceparent"] = call.trace.traceparent(span_id)
        if call.trace.state:
            sent["tracestate"] = call.trace.state
        return request._replace(headers=sent), span_id

    async def _read(
        self, request: Outgoing, call: Call, template: str, keys: int, about: About, told: Told
    ) -> bytes | None:
        read = Read(self.name, request.method, template, keys, 0.0, None, told=told)
        request, read.span_id = self.introduced(request, call, template)
        read.started, start = time.time_ns(), time.perf_counter()
        read.about, read.parent = () if about is None else about, parent_span()
        call.reads.append(read)
        self.costs.busy += 1
        deadline = Deadline(self.settings.total_timeout)
        call.under_way.add(deadline.task)
        try:
            with deadline:
                async with self._slots:
                    body = await self._attempts(request, call.caller, read, deadline)
            read.outcome = Ended.NOTHING if body is None else Ended.ANSWERED
            return body
        except SourceError as error:
            read.failed(error)
            raise
        except TimeoutError:
            self.breaker.failed()
            raise SourceTimeoutError(self.name, template) from None
        finally:
            read.ended = time.time_ns()
            self.costs.busy -= 1
            call.under_way.discard(deadline.task)
            read.ms = (time.perf_counter() - start) * 1000
            if self.watcher is not None:
                self.watcher(read)

    async def _attempts(
        self, request: Outgoing, caller: Caller, read: Read, deadline: Deadline
    ) -> bytes | None:
        template = read.template
        pause = self.settings.backoff
        retries = self.settings.retries
        fresh_credentials = False
        while True:
            wait = None
            credentials = await self.credentials(caller, template)
            try:
                answer = await self._attempt(request, credentials, template)
            except ConnectionFailedError:
                if retries == 0:
                    raise UnavailableError(self.name, template, reason="no connection") from None
            else:
                read.status = answer.status
                if read.told is not None and read.told.hears(answer):
                    return answer.body
                if answer.refuses_credentials and not fresh_credentials:
                    fresh_credentials = True
                    if self._auth.forget(caller, credentials):
                        continue
                if retries == 0 or not answer.is_passing_failure:
                    return self._interpret(answer, self.name, template)
                wait = answer.retry_after
                if wait is not None and wait >= deadline.left:
                    return self._interpret(answer, self.name, template)
            retries -= 1
            jitter = random.uniform(0.5, 1.5)  # noqa: S311  spreads retries, guards nothing
            await asyncio.sleep(pause * jitter if wait is None else wait)
            pause *= 2

    async def credentials(self, caller: Caller, template: str) -> Headers:
        """Return what authenticates a call. Raises CircuitOpenError when none may be made."""
        if not self.breaker.allow():
            raise CircuitOpenError(self.name, template)
        return await self._auth.headers(caller)

    async def _attempt(self, request: Outgoing, credentials: Headers, template: str) -> Answer:
        if credentials:
            sent = {**request.headers, **credentials}
            request = request._replace(headers=sent)
        try:
            incoming = await self._exchange(request)
            try:
                body = await self.body_of(incoming, template)
            finally:
                await incoming.release()
        except FAILURES as error:
            raise self.failure(error, template) from None
        if told := incoming.headers.get(API_VERSION):
            self.told_version = told[:MAX_VERSION]
            self.capabilities.tells(told)
        answer = Answer(incoming.status, incoming.headers, body)
        if answer.is_passing_failure and answer.status != 429:
            self.breaker.failed()
        else:
            self.breaker.succeeded()
        return answer

    def failure(self, error: Exception, template: str) -> Exception:
        """Return what a failure of the connection, one of FAILURES, means."""
        if isinstance(error, httpx.DecodingError):
            return ContractError(self.name, template, reason="bad content encoding")
        self.breaker.failed()
        if isinstance(error, httpx.ReadTimeout):
            return SourceTimeoutError(self.name, template)
        return ConnectionFailedError(not isinstance(error, NOT_SENT))

    async def body_of(self, incoming: Incoming, template: str) -> bytes:
        """Return the body of an answer, unpacked and bounded. Raises SourceError."""
        packing = incoming.headers.get("content-encoding", "")
        if "," in packing:
            raise ContractError(self.name, template, reason="packed more than once")
        read, limit = incoming.read, self.settings.max_response_bytes
        if packing:
            read = unpacked(incoming, packing)
        chunks, size = [], 0
        while chunk := await read():
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


def _lowered(headers: Headers) -> Headers:
    """Return the headers under lower-case names, so that a later one replaces an earlier one."""
    return {name.lower(): value for name, value in headers.items()}


class ConnectionFailedError(Exception):
    """The connection could not be made, or was lost; carries only whether anything was sent."""

    def __init__(self, sent: bool) -> None:
        super().__init__()
        self.sent = sent
