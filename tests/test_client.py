"""The HTTP client: bounded in every direction, and deaf to URLs outside its root."""

from __future__ import annotations

import asyncio
import gzip
import logging
from collections.abc import Callable
from typing import Any

import httpx
import jwt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from settings import AuthSettings, Secret, UpstreamSettings
from sources.breaker import CircuitBreaker
from sources.call import Call, Caller
from sources.client import UpstreamClient
from sources.errors import (
    CircuitOpenError,
    ContractError,
    ForbiddenError,
    OutsideLandscapeError,
    RateLimitedError,
    RejectedError,
    SourceError,
    SourceTimeoutError,
    TooLargeError,
    UnauthorizedError,
    UnavailableError,
)
from sources.urls import path_below

ROOT = "https://z.nl/zaken/api/v1/"
JAN = Caller("jan", "Jan")
Handler = Callable[[httpx.Request], Any]


def client_of(handler: Handler, **values: Any) -> UpstreamClient:
    """Return a client whose network is `handler`."""
    defaults = {"name": "z", "api": "zaken", "root": ROOT, "backoff": 0.001}
    settings = UpstreamSettings(**{**defaults, **values})
    return UpstreamClient(settings, httpx.MockTransport(handler))


class Server:
    """Answers with the given responses in turn, the last one for ever; keeps the requests."""

    def __init__(self, *answers: httpx.Response | Exception) -> None:
        self.answers = list(answers)
        self.requests: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return httpx.Response(answer.status_code, headers=answer.headers, content=answer.content)


def answer(status: int, body: Any = None, **headers: str) -> httpx.Response:
    """Return a JSON response."""
    return httpx.Response(status, json=body if body is not None else {}, headers=headers)


@pytest.mark.parametrize(
    ("responses", "error", "asked"),
    [
        ([answer(200)], None, 1),
        ([answer(404)], None, 1),
        ([answer(503), answer(200)], None, 2),
        ([answer(429, None, **{"Retry-After": "0"}), answer(200)], None, 2),
        ([httpx.ConnectError("x"), answer(200)], None, 2),
        ([answer(503)], UnavailableError, 3),
        ([httpx.ReadError("x")], UnavailableError, 3),
        ([answer(429)], RateLimitedError, 3),
        ([answer(429, None, **{"Retry-After": "3600"})], RateLimitedError, 1),
        ([answer(500)], UnavailableError, 1),
        ([httpx.ReadTimeout("x")], SourceTimeoutError, 1),
        ([answer(403, {"code": "permission_denied"})], ForbiddenError, 1),
        ([answer(401)], UnauthorizedError, 1),
        ([answer(400)], RejectedError, 1),
        ([answer(302, None, Location="https://evil.nl/")], ContractError, 1),
    ],
)
async def test_what_is_retried_and_what_it_becomes(
    responses: list[Any], error: type[SourceError] | None, asked: int
) -> None:
    server = Server(*responses)
    client = client_of(server)
    call = Call(JAN)
    if error is None:
        await client.get("zaken/1", call, template="zaken/{uuid}")
    else:
        with pytest.raises(error) as caught:
            await client.get("zaken/1", call, template="zaken/{uuid}")
        assert type(caught.value) is error
    assert len(server.requests) == asked
    assert [read.template for read in call.reads] == ["zaken/{uuid}"]


async def test_invalid_params_arrive_without_long_numbers() -> None:
    problem = {"invalidParams": [{"name": "bsn", "code": "x", "reason": "999993653 is wrong"}]}
    client = client_of(Server(answer(400, problem)))
    with pytest.raises(RejectedError) as caught:
        await client.get("zaken", Call(JAN))
    assert caught.value.invalid_params[0].reason == "******** is wrong"


async def test_an_open_breaker_asks_nothing_until_its_probe() -> None:
    server = Server(httpx.ConnectError("x"))
    client = client_of(server, retries=0, breaker_failures=3, breaker_cooldown=0.05)
    for _ in range(3):
        with pytest.raises(UnavailableError):
            await client.get("zaken", Call(JAN))
    for _ in range(5):
        with pytest.raises(CircuitOpenError):
            await client.get("zaken", Call(JAN))
    assert len(server.requests) == 3
    server.answers = [answer(200)]
    await asyncio.sleep(0.06)
    await client.get("zaken", Call(JAN))
    assert not client.breaker.is_open


def test_a_failed_probe_opens_the_breaker_again() -> None:
    now = [0.0]
    breaker = CircuitBreaker(1, 10.0, lambda: now[0])
    breaker.failed()
    assert not breaker.allow()
    now[0] = 10.0
    assert [breaker.allow(), breaker.allow()] == [True, False]
    breaker.failed()
    now[0] = 19.0
    assert not breaker.allow()


async def test_never_more_calls_at_once_than_configured() -> None:
    busy, most = 0, 0

    async def handler(_: httpx.Request) -> httpx.Response:
        nonlocal busy, most
        busy += 1
        most = max(most, busy)
        await asyncio.sleep(0.005)
        busy -= 1
        return answer(200)

    client = client_of(handler, concurrency=3)
    await asyncio.gather(*(client.get(f"zaken/{n}", Call(JAN)) for n in range(12)))
    assert most == 3


async def test_a_silent_server_costs_no_more_than_the_deadline() -> None:
    async def handler(_: httpx.Request) -> httpx.Response:
        await asyncio.sleep(30)
        return answer(200)

    with pytest.raises(SourceTimeoutError):
        await client_of(handler, total_timeout=0.05).get("zaken", Call(JAN))


@pytest.mark.parametrize("packed", [False, True])
async def test_a_huge_answer_is_cut_off_also_when_packed(packed: bool) -> None:
    body = b"x" * 200_000
    headers = {"Content-Encoding": "gzip"} if packed else {}
    content = gzip.compress(body) if packed else body

    def handler(_: httpx.Request) -> httpx.Response:
        return httpx.Response(200, headers=headers, content=content)

    with pytest.raises(TooLargeError):
        await client_of(handler, max_response_bytes=100_000).get("zaken", Call(JAN))


@pytest.mark.parametrize(
    "path",
    ["../../admin", "%2e%2e/x", "%252e%252e/x", "a/../../../x", "..\\x", "zaken/\x00", "./x"],
)
async def test_a_path_outside_the_root_is_refused(path: str) -> None:
    server = Server(answer(200))
    with pytest.raises((OutsideLandscapeError, httpx.InvalidURL)):
        await client_of(server).get(path, Call(JAN))
    assert not server.requests


@given(st.text(alphabet="./%2eE\\ab?#@:", max_size=20))
def test_whatever_is_asked_stays_below_the_root(path: str) -> None:
    server = Server(answer(200))
    try:
        asyncio.run(client_of(server).get(path, Call(JAN)))
    except (OutsideLandscapeError, httpx.InvalidURL):
        return
    for request in server.requests:
        assert request.url.host == "z.nl"
        assert path_below(ROOT, str(request.url)) is not None


@pytest.mark.parametrize(
    "url",
    [
        "http://z.nl/zaken/api/v1/zaken/1",
        "https://z.nl:444/zaken/api/v1/zaken/1",
        "https://z.nl.evil.nl/zaken/api/v1/zaken/1",
        "https://jan@z.nl/zaken/api/v1/zaken/1",
        "https://z.nl/zaken/api/v2/zaken/1",
        "https://z.nl/zaken/api/v1/../../admin",
        "https://z.nl/zaken/api/v1/%2e%2e/admin",
        "https://[",
    ],
)
def test_other_places_are_not_below_the_root(url: str) -> None:
    assert path_below(ROOT, url) is None


def zgw(server: Handler) -> UpstreamClient:
    """Return a client that authenticates the ZGW way."""
    secret = Secret("a-secret-that-is-long-enough-for-hs256")
    return client_of(server, auth=AuthSettings(type="zgw", client_id="gw", secret=secret))


async def test_zgw_tokens_are_per_user_and_reused() -> None:
    server = Server(answer(200))
    client = zgw(server)
    for caller in (JAN, JAN, Caller("piet", "Piet")):
        await client.get("zaken", Call(caller))
    tokens = [request.headers["authorization"] for request in server.requests]
    assert tokens[0] == tokens[1] != tokens[2]
    claims = jwt.decode(tokens[2].split()[1], options={"verify_signature": False})
    assert (claims["client_id"], claims["iss"], claims["user_id"]) == ("gw", "gw", "piet")


async def test_an_expired_token_is_minted_again_once() -> None:
    expired = answer(403, {"code": "jwt-expired"})
    server = Server(expired, answer(200))
    await zgw(server).get("zaken", Call(JAN))
    assert len(server.requests) == 2
    server = Server(expired)
    with pytest.raises(UnauthorizedError):
        await zgw(server).get("zaken", Call(JAN))
    assert len(server.requests) == 2


async def test_oauth2_fetches_one_token_for_many_calls() -> None:
    asked: list[str] = []

    def handler(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.path)
        if request.url.path == "/token":
            return answer(200, {"access_token": "t", "expires_in": 300})
        assert request.headers["authorization"] == "Bearer t"
        return answer(200)

    auth = AuthSettings(
        type="oauth2", client_id="gw", secret=Secret("s"), token_url="https://login.nl/token"
    )
    client = client_of(handler, auth=auth)
    await asyncio.gather(*(client.get("zaken", Call(JAN)) for _ in range(5)))
    assert asked.count("/token") == 1


@pytest.mark.parametrize(
    ("auth", "header", "value"),
    [
        (AuthSettings(type="token", secret=Secret("s")), "authorization", "Token s"),
        (AuthSettings(type="api_key", secret=Secret("s")), "x-api-key", "s"),
        (AuthSettings(type="api_key", header="apikey", secret=Secret("s")), "apikey", "s"),
    ],
)
async def test_fixed_credentials(auth: AuthSettings, header: str, value: str) -> None:
    server = Server(answer(200, None, **{"Set-Cookie": "a=b"}))
    client = client_of(server, auth=auth, headers={"X-Extra": "1"})
    for _ in range(2):
        await client.get("zaken", Call(JAN, traceparent="00-1-2-01"))
    for request in server.requests:
        assert request.headers[header] == value
        assert request.headers["x-extra"] == "1"
        assert request.headers["traceparent"] == "00-1-2-01"
        assert "cookie" not in request.headers


async def test_nothing_secret_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    client = zgw(Server(answer(503)))
    with caplog.at_level(logging.DEBUG, "gateway"), pytest.raises(UnavailableError) as caught:
        await client.get("zaken", Call(JAN), params={"bsn": "999993653"})
    assert "999993653" not in f"{caught.value!r} {caught.value} {caplog.text}"
