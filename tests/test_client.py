"""The HTTP client: bounded in every direction, and deaf to URLs outside its root."""

from __future__ import annotations

import asyncio
import gzip
import logging
from typing import Any

import httpx
import pytest

from client_support import JAN, Server, answer, client_of
from settings import AuthSettings, Secret
from sources.call import Call
from sources.errors import (
    ContractError,
    ForbiddenError,
    RateLimitedError,
    RejectedError,
    SourceError,
    SourceTimeoutError,
    TooLargeError,
    UnauthorizedError,
    UnavailableError,
)


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


async def test_nothing_secret_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    secret = Secret("a-secret-that-is-long-enough-for-hs256")
    auth = AuthSettings(type="zgw", client_id="gw", secret=secret)
    client = client_of(Server(answer(503)), auth=auth)
    with caplog.at_level(logging.DEBUG, "gateway"), pytest.raises(UnavailableError) as caught:
        await client.get("zaken", Call(JAN), params={"bsn": "999993653"})
    assert "999993653" not in f"{caught.value!r} {caught.value} {caplog.text}"
