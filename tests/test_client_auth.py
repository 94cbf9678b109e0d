"""Credentials: minted per user, reused while valid, renewed once when refused."""

from __future__ import annotations

import asyncio

import httpx
import jwt
import pytest

from client_support import JAN, Handler, Server, answer, client_of
from settings import AuthSettings, Secret
from sources.call import Call, Caller
from sources.client import UpstreamClient
from sources.errors import (
    UnauthorizedError,
)
from sources.trace import received

TRACE = received(f"00-{'a' * 32}-{'b' * 16}-01", "a=1")


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
        await client.get("zaken", Call(JAN, TRACE))
    for request in server.requests:
        assert request.headers[header] == value
        assert request.headers["x-extra"] == "1"
        version, trace_id, span_id, flags = request.headers["traceparent"].split("-")
        assert (version, trace_id, flags) == ("00", TRACE.trace_id, "01")
        assert len(span_id) == 16
        assert span_id not in (TRACE.span_id, TRACE.parent_span_id)
        assert request.headers["tracestate"] == "a=1"
        assert "cookie" not in request.headers
