"""Issuers over real HTTP: keys that rotate under load, and issuers that are down, slow or wrong."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
from collections.abc import AsyncIterator
from typing import Any

import pytest
from issuer_support import Door, Issuer, answer, ec_key, jwk_of, rsa_key
from test_real_server import served

KEYS = {"k1": rsa_key(1), "k2": rsa_key(2), "k3": rsa_key(3), "e1": ec_key(1)}


def published(*kids: str) -> list[dict[str, Any]]:
    """Return these keys as a JWKS has them."""
    return [jwk_of(KEYS[kid], kid) for kid in kids]


def signed(issuer: Issuer, kid: str, number: int) -> str:
    """Return a token of its own for each request, so that none is remembered."""
    algorithm = "ES256" if kid.startswith("e") else "RS256"
    return issuer.sign(KEYS[kid], kid, algorithm=algorithm, jti=str(number))


@contextlib.asynccontextmanager
async def over_http(issuer: Issuer, **settings: Any) -> AsyncIterator[Door]:
    """Serve an issuer on loopback; give a gateway that reads it there, however busy the machine."""
    settings = {"read_timeout": 30.0, "total_timeout": 40.0, **settings}
    async with served(issuer) as origin:
        issuer.origin = origin
        async with Door((issuer, issuer.settings(**settings)), over_http=True) as door:
            yield door


async def test_keys_rotate_during_hundreds_of_requests_without_one_wrong_refusal() -> None:
    """Published before use (k2, e1), and used the moment they are published (k3)."""
    issuer = Issuer(published=published("k1"))
    async with over_http(issuer, key_ttl=0.05) as door:
        statuses: list[int] = []
        number = 0

        async def burst(*kids: str, times: int = 20) -> None:
            nonlocal number
            tokens = []
            for _ in range(times):
                for kid in kids:
                    number += 1
                    tokens.append(signed(issuer, kid, number))
            answers = [door.ask(token, query="{ __typename }") for token in tokens]
            statuses.extend(response.status_code for response in await asyncio.gather(*answers))

        await burst("k1")
        issuer.published = published("k1", "k2")
        await burst("k1")
        await burst("k1", "k2")
        issuer.published = published("k2")
        await burst("k2")
        issuer.published = published("k3", "k2")
        await burst("k3", "k2", times=40)
        issuer.published = published("k3", "e1")
        await burst("e1", "k3", times=40)
        issuer.published = published("k1", "k2", "k3", "e1")
        await burst("k1", "k2", "k3", "e1")
        reads = issuer.jwks_reads
    assert len(statuses) == 340
    assert set(statuses) == {200}
    assert reads < 40


async def test_a_key_that_left_the_jwks_is_refused_and_its_tokens_are_forgotten() -> None:
    issuer = Issuer(published=published("k1", "k2"))
    async with over_http(issuer) as door:
        old, unknown = signed(issuer, "k1", 1), signed(issuer, "k3", 1)
        assert (await door.ask(old)).status_code == 200
        issuer.published = published("k2")
        assert (await door.ask(old)).status_code == 200
        assert (await door.ask(unknown)).status_code == 401
        assert (await door.ask(old)).status_code == 401
        assert (await door.ask(signed(issuer, "k2", 1))).status_code == 200


async def test_a_token_that_was_verified_costs_no_second_verification(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    issuer = Issuer()
    door = Door((issuer, issuer.settings()))
    token = issuer.sign()
    assert (await door.ask(token)).status_code == 200

    def never(*_: Any, **__: Any) -> None:
        raise AssertionError("verified again")

    with monkeypatch.context() as patch:
        patch.setattr("policy.authentication_oidc.jwt.decode", never)
        assert (await door.ask(token)).status_code == 200
    soon = issuer.sign(exp=issuer.claims()["iat"] + 4)
    assert (await door.ask(soon)).status_code == 200
    with monkeypatch.context() as patch:
        patch.setattr("policy.authentication_oidc.jwt.decode", never)
        with pytest.raises(AssertionError, match="verified again"):
            await door.ask(soon)


async def test_several_issuers_at_once_do_not_vouch_for_each_other() -> None:
    first = Issuer(published=published("k1"))
    second = Issuer(realm="burgers", published=published("k2"))
    door = Door((first, first.settings("medewerkers")), (second, second.settings("burgers")))
    assert (await door.ask(first.sign())).status_code == 200
    assert (await door.ask(second.sign(KEYS["k2"], "k2"))).status_code == 200
    assert (await door.ask(second.sign(KEYS["k1"], "k1"))).status_code == 401
    assert (await door.ask(first.sign(KEYS["k2"], "k2"))).status_code == 401


async def html(_scope: Any, _receive: Any, send: Any) -> None:
    """Answer a page."""
    await answer(send, b"<html>999993653</html>", content_type=b"text/html")


async def failing(_scope: Any, _receive: Any, send: Any) -> None:
    """Answer 500."""
    await answer(send, b"{}", 500)


async def absent(_scope: Any, _receive: Any, send: Any) -> None:
    """Answer 404."""
    await answer(send, b"{}", 404)


async def elsewhere(_scope: Any, _receive: Any, send: Any) -> None:
    """Answer a redirect."""
    headers = [(b"location", b"http://127.0.0.1:1/")]
    await send({"type": "http.response.start", "status": 302, "headers": headers})
    await send({"type": "http.response.body", "body": b""})


async def huge(_scope: Any, _receive: Any, send: Any) -> None:
    """Answer more than any JWKS is."""
    await answer(send, b'{"keys": "' + b"x" * 2_000_000 + b'"}')


async def deep(_scope: Any, _receive: Any, send: Any) -> None:
    """Answer JSON of endless depth."""
    await answer(send, b"[" * 100_000)


async def silent(_scope: Any, receive: Any, _send: Any) -> None:
    """Answer nothing before the client has gone."""
    while (await receive())["type"] != "http.disconnect":
        pass


@pytest.mark.parametrize("app", [html, failing, absent, elsewhere, huge, deep, silent])
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
async def test_an_issuer_that_is_not_well_is_no_refusal(
    app: Any, caplog: pytest.LogCaptureFixture
) -> None:
    issuer = Issuer(failing=app)
    async with over_http(issuer, read_timeout=0.2, total_timeout=0.5) as door:
        token = issuer.sign()
        response = await door.ask(token)
        assert response.status_code == 503
        assert response.json()["code"] == "AUTHENTICATION_UNAVAILABLE"
        assert response.headers["retry-after"] == "5"
        assert token not in response.text + caplog.text
        assert "999993653" not in response.text + caplog.text
        zgw = await door.ask("x.y.z")
        assert zgw.status_code == 401


async def test_an_issuer_that_is_not_there() -> None:
    issuer = Issuer(origin="http://127.0.0.1:1")
    async with Door((issuer, issuer.settings()), over_http=True) as door:
        assert (await door.ask(issuer.sign())).status_code == 503


async def test_keys_outside_the_root_are_never_read(caplog: pytest.LogCaptureFixture) -> None:
    issuer, other = Issuer(), Issuer(origin="http://127.0.0.1:2")
    issuer.discovery = {"issuer": issuer.issuer, "jwks_uri": f"{other.issuer}/certs"}
    door = Door((issuer, issuer.settings()))
    assert (await door.ask(issuer.sign())).status_code == 503
    assert "keys not read: keycloak: LINK_OUTSIDE_LANDSCAPE (not below its 'root')" in caplog.text
    assert not issuer.jwks_reads


async def test_an_explicit_jwks_url_needs_no_discovery() -> None:
    issuer = Issuer()
    url = f"{issuer.issuer}/protocol/openid-connect/certs"
    door = Door((issuer, issuer.settings(jwks_url=url)))
    assert (await door.ask(issuer.sign())).status_code == 200
    assert issuer.asked == ["/realms/gemeente/protocol/openid-connect/certs"]


async def test_an_issuer_reached_at_another_address() -> None:
    """Keycloak behind a proxy: `iss` is its public name, its documents are read inside."""
    issuer = Issuer()
    certs = f"{issuer.issuer}/protocol/openid-connect/certs"
    public = "https://login.gemeente.example/realms/gemeente"
    issuer.discovery = {"issuer": public, "jwks_uri": certs}
    settings = dataclasses.replace(issuer.settings(), issuer=public)
    door = Door((issuer, settings))
    assert (await door.ask(issuer.sign(iss=public))).status_code == 200
    assert (await door.ask(issuer.sign())).status_code == 401
