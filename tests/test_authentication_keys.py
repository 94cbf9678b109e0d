"""The keys of an issuer: shared and bounded reads, kept while it is down, gone when withdrawn."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Any

import pytest
from issuer_support import Issuer, ec_key, jwk_of, rsa_key

from policy.authentication_keys import MAX_WAITING, KeySet, parse_jwks
from policy.authentication_oidc import IssuerConfig, OidcIssuer
from policy.authentication_token import (
    CannotVerifyError,
    Reason,
    RefusedTokenError,
    parse_token,
)

TTL, MAX_AGE, INTERVAL = 300.0, 3_600.0, 1.0
K1, K2 = jwk_of(rsa_key(1), "k1"), jwk_of(rsa_key(2), "k2")


class Clock:
    """A clock that moves when it is told, and when somebody sleeps on it."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        """Move on."""
        until = self.now + seconds
        await asyncio.sleep(0)
        self.now = max(self.now, until)


class Source:
    """What an issuer serves, and how often it was asked."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.issuer = Issuer(published=[K1])
        self.reads: list[float] = []
        self.fails = False
        self.during: Callable[[], None] = lambda: None
        """What happens between the moment a read is served and the moment it comes in."""

    async def fetch(self, url: str) -> Any:
        """Serve a document."""
        if not url.endswith("/certs"):
            return {"issuer": self.issuer.issuer, "jwks_uri": f"{self.issuer.issuer}/certs"}
        self.reads.append(self.clock.now)
        if self.fails:
            raise CannotVerifyError("keycloak", "down")
        body = {"keys": list(self.issuer.published)}
        await asyncio.sleep(0)
        self.during()
        return body


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def source(clock: Clock) -> Source:
    return Source(clock)


@pytest.fixture
def issuer(source: Source, clock: Clock) -> OidcIssuer:
    config = IssuerConfig(
        name="keycloak",
        issuer=source.issuer.issuer,
        audience=frozenset({"gateway"}),
        key_ttl=TTL,
        key_max_age=MAX_AGE,
        key_interval=INTERVAL,
    )
    return OidcIssuer(config, source.fetch, lambda *_: "p", clock=clock, sleep=clock.sleep)


async def reason_of(issuer: OidcIssuer, token: str) -> Reason | None:
    """Return why a token is refused, None when it is not."""
    try:
        await issuer.verify(parse_token(token))
    except RefusedTokenError as error:
        return error.reason
    return None


async def test_many_at_once_share_one_read(issuer: OidcIssuer, source: Source) -> None:
    token = source.issuer.sign()
    assert set(await asyncio.gather(*(reason_of(issuer, token) for _ in range(50)))) == {None}
    assert len(source.reads) == 1


async def test_a_key_used_the_moment_it_is_published(issuer: OidcIssuer, source: Source) -> None:
    assert await reason_of(issuer, source.issuer.sign()) is None
    source.issuer.published = [K2, K1]
    tokens = [source.issuer.sign(rsa_key(2), "k2"), source.issuer.sign()] * 20
    assert set(await asyncio.gather(*(reason_of(issuer, token) for token in tokens))) == {None}
    assert len(source.reads) == 2


async def test_a_key_published_while_a_read_was_under_way(
    issuer: OidcIssuer, source: Source
) -> None:
    """That read was served before: it proves nothing about a token that came after it."""
    token = source.issuer.sign(rsa_key(2), "k2")
    asked: list[asyncio.Task[Reason | None]] = []

    def publish() -> None:
        source.issuer.published = [K1, K2]
        if not asked:
            asked.append(asyncio.ensure_future(reason_of(issuer, token)))

    source.during = publish
    assert await reason_of(issuer, source.issuer.sign()) is None
    assert await asked[0] is None
    assert len(source.reads) == 2


async def test_a_withdrawn_key_holds_no_longer(
    issuer: OidcIssuer, source: Source, clock: Clock
) -> None:
    old = await issuer.verify(parse_token(source.issuer.sign()))
    source.issuer.published = [K2]
    assert issuer.holds(old)
    clock.now += TTL
    assert issuer.holds(old)
    await asyncio.sleep(0.01)
    assert not issuer.holds(old)
    assert await reason_of(issuer, source.issuer.sign()) is Reason.UNKNOWN_KEY


async def test_unknown_keys_in_a_flood_cost_a_bounded_number_of_reads(
    issuer: OidcIssuer, source: Source, clock: Clock
) -> None:
    began = clock.now
    for wave in range(20):
        tokens = [source.issuer.sign(rsa_key(2), f"x{wave}-{number}") for number in range(25)]
        reasons = await asyncio.gather(*(reason_of(issuer, token) for token in tokens))
        assert set(reasons) == {Reason.UNKNOWN_KEY}
    assert len(source.reads) <= (clock.now - began) / INTERVAL + 2
    assert len(source.reads) <= 22
    gaps = [later - earlier for earlier, later in zip(source.reads, source.reads[1:], strict=False)]
    assert min(gaps) >= INTERVAL


async def test_a_new_key_in_a_flood_is_still_let_in(issuer: OidcIssuer, source: Source) -> None:
    floods = [source.issuer.sign(rsa_key(3), f"x{number}") for number in range(200)]
    flood = asyncio.gather(*(reason_of(issuer, token) for token in floods))
    await asyncio.sleep(0)
    source.issuer.published = [K2]
    assert await reason_of(issuer, source.issuer.sign(rsa_key(2), "k2")) is None
    assert set(await flood) == {Reason.UNKNOWN_KEY}
    assert len(source.reads) <= 3


async def test_too_many_that_wait_are_told_to_come_back(clock: Clock, source: Source) -> None:
    held = asyncio.Event()

    async def hold(_seconds: float) -> None:
        await held.wait()
        clock.now += INTERVAL

    async def read() -> Any:
        return await source.fetch("/certs")

    keys = KeySet("k", read, ttl=TTL, max_age=MAX_AGE, interval=INTERVAL, clock=clock, sleep=hold)
    await keys.ready()
    waiting = [asyncio.ensure_future(keys.read_after(1)) for _ in range(MAX_WAITING)]
    await asyncio.sleep(0)
    with pytest.raises(CannotVerifyError):
        await keys.read_after(1)
    held.set()
    await asyncio.gather(*waiting)
    assert len(source.reads) == 2


async def test_keys_stay_in_use_while_the_issuer_is_down_and_not_for_ever(
    issuer: OidcIssuer, source: Source, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    token = source.issuer.sign()
    good = await issuer.verify(parse_token(token))
    source.fails = True
    clock.now += MAX_AGE - 1
    assert await reason_of(issuer, token) is None
    await asyncio.sleep(0.01)
    assert issuer.holds(good)
    with pytest.raises(CannotVerifyError):
        await issuer.verify(parse_token(source.issuer.sign(rsa_key(2), "k2")))
    clock.now += 1
    assert not issuer.holds(good)
    with pytest.raises(CannotVerifyError):
        await issuer.verify(parse_token(token))
    assert "keys not read: keycloak: down" in caplog.messages
    source.fails = False
    clock.now += INTERVAL
    assert await reason_of(issuer, token) is None


async def test_a_renewal_that_fails_is_not_tried_at_every_request(
    issuer: OidcIssuer, source: Source, clock: Clock
) -> None:
    token = source.issuer.sign()
    await issuer.verify(parse_token(token))
    source.fails = True
    clock.now += TTL
    for _ in range(100):
        assert await reason_of(issuer, token) is None
        await asyncio.sleep(0)
        clock.now += 0.01
    assert len(source.reads) == 2


async def test_the_keys_are_read_again_when_they_are_old(
    issuer: OidcIssuer, source: Source, clock: Clock
) -> None:
    token = source.issuer.sign()
    for _ in range(3):
        await issuer.verify(parse_token(token))
        await asyncio.sleep(0.01)
        clock.now += TTL
    assert len(source.reads) == 3


async def test_a_set_without_a_usable_key_does_not_replace_a_good_one(
    issuer: OidcIssuer, source: Source, clock: Clock
) -> None:
    token = source.issuer.sign()
    await issuer.verify(parse_token(token))
    source.issuer.published = []
    clock.now += TTL
    assert await reason_of(issuer, token) is None
    await asyncio.sleep(0.01)
    assert len(source.reads) == 2
    assert await reason_of(issuer, token) is None


async def test_a_token_without_a_kid_is_tried_with_each_key(
    issuer: OidcIssuer, source: Source
) -> None:
    source.issuer.published = [jwk_of(rsa_key(3), None), K1, K2]
    assert await reason_of(issuer, source.issuer.sign(rsa_key(2), None)) is None
    assert await reason_of(issuer, source.issuer.sign(rsa_key(3), None)) is None


PRIVATE = {**K1, "d": "AQAB"}


@pytest.mark.parametrize(
    "row",
    [
        pytest.param({"kty": "oct", "k": "c2VjcmV0", "kid": "k1", "alg": "HS256"}, id="symmetric"),
        pytest.param({**K1, "use": "enc"}, id="for encryption"),
        pytest.param({**K1, "alg": "RSA-OAEP"}, id="an encryption algorithm"),
        pytest.param({**K1, "alg": "HS256"}, id="an RSA key that says HS256"),
        pytest.param({**K1, "key_ops": ["encrypt"]}, id="other operations"),
        pytest.param(PRIVATE, id="a private key"),
        pytest.param(jwk_of(rsa_key(9, 1024), "k1"), id="a short key"),
        pytest.param({**K1, "n": "AQAB"}, id="a modulus of 17 bits"),
        pytest.param({**K1, "n": "A" * 5_000}, id="a modulus of zeros"),
        pytest.param({**K1, "e": 5}, id="an exponent of a wrong form"),
        pytest.param({**K1, "kid": 7}, id="a kid of a wrong form"),
        pytest.param({**K1, "kty": "XYZ"}, id="an unknown type"),
        pytest.param({**jwk_of(ec_key(1), "k1"), "x": "AAAA"}, id="a point off the curve"),
        pytest.param("k1", id="a text"),
        pytest.param(None, id="nothing"),
    ],
)
def test_a_key_of_no_use_is_left_out(row: Any) -> None:
    with pytest.raises(ValueError, match="no key"):
        parse_jwks({"keys": [row]})
    assert [key.kid for key in parse_jwks({"keys": [row, K2]})] == ["k2"]


@pytest.mark.parametrize("document", [None, [], {}, {"keys": {}}, "keys", 7])
def test_what_is_no_jwks_is_refused(document: Any) -> None:
    with pytest.raises(ValueError, match="not a JWKS"):
        parse_jwks(document)


def test_a_key_verifies_only_what_it_is_for() -> None:
    plain, bound, curve = parse_jwks(
        {"keys": [K1, {**K2, "alg": "PS256"}, jwk_of(ec_key(1), "e1")]}
    )
    assert plain.algorithms == {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512"}
    assert bound.algorithms == {"PS256"}
    assert curve.algorithms == {"ES256"}


@pytest.mark.parametrize(
    "document",
    [None, [], {}, {"issuer": "https://evil.example", "jwks_uri": "https://x/certs"}],
)
async def test_the_discovery_document_must_be_of_the_issuer(
    document: Any, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    async def fetch(_url: str) -> Any:
        return document

    config = IssuerConfig(name="k", issuer="https://k", audience=frozenset({"gateway"}))
    issuer = OidcIssuer(config, fetch, lambda *_: "p", clock=clock, sleep=clock.sleep)
    with (
        caplog.at_level(logging.WARNING),
        pytest.raises(CannotVerifyError, match="of another issuer"),
    ):
        await issuer.keys.ready()


def test_an_issuer_is_never_configured_loosely() -> None:
    with pytest.raises(ValueError, match="asymmetric"):
        IssuerConfig(
            name="k", issuer="i", audience=frozenset({"a"}), algorithms=frozenset({"HS256"})
        )
    with pytest.raises(ValueError, match="audience"):
        IssuerConfig(name="k", issuer="i", audience=frozenset())
