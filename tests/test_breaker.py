"""The circuit breaker: fails fast, lets one probe through, recovers."""

from __future__ import annotations

import asyncio

import httpx
import pytest

from client_support import JAN, Server, answer, client_of
from sources.breaker import CircuitBreaker
from sources.call import Call
from sources.errors import (
    CircuitOpenError,
    UnavailableError,
)


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
