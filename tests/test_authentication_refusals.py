"""Who is not let in: every reason, through the real app; what is told gives nothing away."""

from __future__ import annotations

import base64
import json
import logging
import time
from collections.abc import Callable
from typing import Any

import jwt
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from issuer_support import BSN, SECRET, Door, Issuer, ec_key, jwk_of, pem_of, rsa_key


def now() -> int:
    """Return this moment, not that of the import: a whole run takes minutes."""
    return int(time.time())


ISSUER = Issuer(published=[jwk_of(rsa_key(1), "k1"), jwk_of(ec_key(1), "e1")])


def encoded(part: Any) -> str:
    """Return one part of a compact token."""
    raw = part if isinstance(part, bytes) else json.dumps(part).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def unsigned(algorithm: str = "none", signature: str = "") -> str:
    """Return a token that says it needs no signature."""
    header = {"alg": algorithm, "typ": "JWT", "kid": "k1"}
    return f"{encoded(header)}.{encoded(ISSUER.claims())}.{signature}"


def tampered() -> str:
    """Return a good token with other claims."""
    header, _, signature = ISSUER.sign().split(".")
    return f"{header}.{encoded(ISSUER.claims(realm_access={'roles': ['admin']}))}.{signature}"


def confused() -> str:
    """Return a token signed with the public key as if it were a secret."""
    header = {"alg": "HS256", "typ": "JWT", "kid": "k1"}
    signed = f"{encoded(header)}.{encoded(ISSUER.claims())}".encode()
    algorithm = jwt.algorithms.HMACAlgorithm(jwt.algorithms.HMACAlgorithm.SHA256)
    return f"{signed.decode()}.{encoded(algorithm.sign(signed, pem_of(rsa_key(1))))}"


def raw_signed(claims: bytes) -> str:
    """Return a token of the issuer's own key over any bytes."""
    signed = f"{encoded({'alg': 'RS256', 'kid': 'k1'})}.{encoded(claims)}".encode()
    algorithm = jwt.algorithms.RSAAlgorithm(jwt.algorithms.RSAAlgorithm.SHA256)
    return f"{signed.decode()}.{encoded(algorithm.sign(signed, rsa_key(1)))}"


REFUSED: dict[str, tuple[str, Callable[[], str]]] = {
    "expired": ("expired", lambda: ISSUER.sign(iat=now() - 900, exp=now() - 600)),
    "nbf": ("not-yet", lambda: ISSUER.sign(nbf=now() + 600)),
    "iat in the future": ("not-yet", lambda: ISSUER.sign(iat=now() + 600)),
    "another audience": ("audience", lambda: ISSUER.sign(aud="account")),
    "no audience": ("claim-missing", lambda: ISSUER.sign(aud=None)),
    "audience of a wrong form": ("audience", lambda: ISSUER.sign(aud={"gateway": 1})),
    "an issuer nobody knows": ("claim-malformed", lambda: _hs256(iss="https://evil.example")),
    "an issuer nobody knows, RS256": ("algorithm", lambda: ISSUER.sign(iss="https://evil")),
    "no issuer": ("algorithm", lambda: ISSUER.sign(iss=None)),
    "issuer of a wrong form": ("algorithm", lambda: raw_signed(b'{"iss": ["a"]}')),
    "alg none": ("algorithm", unsigned),
    "alg None": ("algorithm", lambda: unsigned("None")),
    "alg none with a signature": ("algorithm", lambda: unsigned("none", "AAAA")),
    "no alg": ("algorithm", lambda: f"{encoded({})}.{encoded(ISSUER.claims())}.AAAA"),
    "HS256 with the public key": ("algorithm", confused),
    "an algorithm that is not on the list": ("algorithm", lambda: ISSUER.sign(algorithm="RS512")),
    "ES256 header over an RSA key": ("signature", lambda: _with_header(alg="ES256")),
    "a key of another kid": ("signature", lambda: ISSUER.sign(rsa_key(2))),
    "an unknown kid": ("unknown-key", lambda: ISSUER.sign(rsa_key(2), "k9")),
    "no kid, unknown key": ("unknown-key", lambda: ISSUER.sign(rsa_key(2), None)),
    "tampered claims": ("signature", tampered),
    "no signature": ("signature", lambda: ISSUER.sign().rpartition(".")[0] + "."),
    "an id token of Keycloak": ("kind", lambda: ISSUER.sign(typ="ID")),
    "a refresh token": ("kind", lambda: ISSUER.sign(typ="Refresh")),
    "an id token": ("kind", lambda: ISSUER.sign(typ=None, nonce="n")),
    "an id token with at_hash": ("kind", lambda: ISSUER.sign(typ=None, at_hash="n")),
    "a logout token": ("kind", lambda: ISSUER.sign(headers={"typ": "logout+jwt"})),
    "typ of a wrong form": ("kind", lambda: _with_header(typ=7)),
    "claim typ of a wrong form": ("kind", lambda: ISSUER.sign(typ=7)),
    "DPoP": ("bound", lambda: ISSUER.sign(cnf={"jkt": "x"})),
    "crit": ("critical", lambda: ISSUER.sign(headers={"crit": ["b64"], "b64": True})),
    "an unknown crit": ("critical", lambda: _with_header(crit=["x"])),
    "no exp": ("claim-missing", lambda: ISSUER.sign(exp=None)),
    "no iat": ("claim-missing", lambda: ISSUER.sign(iat=None)),
    "no sub": ("claim-missing", lambda: ISSUER.sign(sub=None)),
    "exp as a text": ("claim-malformed", lambda: _raw_claims(exp=f'"{now() + 300}"')),
    "exp beyond floats": ("malformed", lambda: _raw_claims(exp="1e999")),
    "exp true": ("expired", lambda: _raw_claims(exp="true")),
    "exp a list": ("claim-malformed", lambda: _raw_claims(exp="[1]")),
    "exp endless": ("malformed", lambda: _raw_claims(exp="Infinity")),
    "claims that are a list": ("malformed", lambda: raw_signed(b"[1]")),
    "claims that are no JSON": ("malformed", lambda: raw_signed(b"{")),
    "claims of endless depth": ("malformed", lambda: raw_signed(b"[" * 4_000)),
    "two parts": ("malformed", lambda: ISSUER.sign().rpartition(".")[0]),
    "five parts": ("malformed", lambda: "a.b.c.d.e"),
    "not base64": ("malformed", lambda: "a.b.c"),
    "not a token": ("malformed", lambda: "geheim"),
    "a BSN": ("malformed", lambda: BSN),
    "oversized": ("too-large", lambda: ISSUER.sign(scope="x" * 9_000)),
    "an application that may not ask": ("party", lambda: ISSUER.sign(azp="elders")),
}


def _hs256(secret: str = SECRET, **changes: Any) -> str:
    claims = {"iss": "zac", "client_id": "zac", "iat": now(), **changes}
    return jwt.encode(claims, secret, algorithm="HS256")


def _with_header(**changes: Any) -> str:
    header, claims, signature = ISSUER.sign().split(".")
    decoded = json.loads(base64.urlsafe_b64decode(header + "=="))
    return f"{encoded({**decoded, **changes})}.{claims}.{signature}"


def _raw_claims(**changes: str) -> str:
    """Return a well-signed token of which some claims stand there as raw JSON."""
    body = json.dumps({k: v for k, v in ISSUER.claims().items() if k not in changes})
    extra = ", ".join(f'"{name}": {raw}' for name, raw in changes.items())
    return raw_signed(f"{body[:-1]}, {extra}}}".encode())


@pytest.fixture
def door() -> Door:
    return Door((ISSUER, ISSUER.settings(parties=("werkplek",))))


async def test_a_good_token_is_let_in(door: Door) -> None:
    response = await door.ask(ISSUER.sign())
    assert response.status_code == 200
    assert response.json()["data"]["zaaktypen"]


@pytest.mark.parametrize("name", REFUSED)
async def test_a_token_is_refused(door: Door, name: str, caplog: pytest.LogCaptureFixture) -> None:
    slug, make = REFUSED[name]
    token = make()
    with caplog.at_level(logging.DEBUG):
        response = await door.ask(token)
    assert (response.status_code, response.headers["content-type"]) == (
        401,
        "application/problem+json",
    )
    assert response.headers["www-authenticate"] == 'Bearer realm="gateway", error="invalid_token"'
    body = response.json()
    assert body["code"] == body["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
    assert body["detail"] == body["errors"][0]["message"]
    assert f"token refused: {slug}" in caplog.messages
    told = response.text + caplog.text + str([vars(record) for record in caplog.records])
    for secret in (token, *token.split("."), "jdejong", "Jan de Jong", BSN, SECRET):
        assert len(secret) < 4 or secret not in told
    assert not door.sandbox.faults.requests


@pytest.mark.parametrize(
    ("values", "slug", "challenge"),
    [
        ([], "missing", 'Bearer realm="gateway"'),
        (["Bearer {token}", "Bearer {token}"], "several", "invalid_token"),
        (["Basic amFuOmdlaGVpbQ=="], "scheme", "invalid_token"),
        (["Token {token}"], "scheme", "invalid_token"),
        (["{token}"], "scheme", "invalid_token"),
        (["Bearer"], "scheme", "invalid_token"),
        (["Bearer "], "scheme", "invalid_token"),
        (["Bearer {token} {token}"], "malformed", "invalid_token"),
        (["Bearer {token},Bearer {token}"], "malformed", "invalid_token"),
        (["Bearer {token}\xe9"], "malformed", "invalid_token"),
    ],
)
async def test_a_header_is_refused(
    door: Door,
    caplog: pytest.LogCaptureFixture,
    values: list[str],
    slug: str,
    challenge: str,
) -> None:
    token = ISSUER.sign()
    headers = [(b"authorization", value.format(token=token).encode("latin-1")) for value in values]
    with caplog.at_level(logging.DEBUG):
        response = await door.http.post(
            "/graphql", json={"query": "{ __typename }"}, headers=headers
        )
    assert response.status_code == 401
    assert challenge in response.headers["www-authenticate"]
    assert f"token refused: {slug}" in caplog.messages
    assert token not in caplog.text + response.text


async def test_the_scheme_is_not_case_sensitive(door: Door) -> None:
    headers = {"authorization": f"bEARER {ISSUER.sign()}"}
    response = await door.http.post("/graphql", json={"query": "{ __typename }"}, headers=headers)
    assert response.status_code == 200


async def test_what_needs_a_token_and_what_does_not() -> None:
    door = Door((ISSUER, ISSUER.settings()), introspection=True)
    assert (await door.http.get("/schema.graphql")).status_code == 401
    headers = {"Authorization": f"Bearer {ISSUER.sign()}"}
    assert (await door.http.get("/schema.graphql", headers=headers)).status_code == 200
    assert (await door.http.get("/health/live")).status_code == 200
    assert (await door.http.get("/health/ready")).status_code == 200
    opened = Door((ISSUER, ISSUER.settings()), introspection=True, open_schema=True)
    assert (await opened.http.get("/schema.graphql")).status_code == 200
    assert (await opened.http.post("/graphql", json={"query": "{ __typename }"})).status_code == 401


async def test_what_would_help_a_forger_reads_alike(door: Door) -> None:
    """An unknown client, a wrong secret, an unknown key and a wrong signature: one text."""
    tokens = [
        _hs256("een-ander-geheim-van-meer-dan-32-bytes-ook"),
        _hs256(client_id="bestaat-niet", iss="bestaat-niet"),
        ISSUER.sign(rsa_key(2), "k9"),
        tampered(),
        confused(),
    ]
    answers = {(await door.ask(token)).text for token in tokens}
    assert len(answers) == 1


@pytest.mark.parametrize("skew", [-20, 20])
async def test_a_clock_that_differs_a_little_is_allowed(door: Door, skew: int) -> None:
    late: dict[str, Any] = {"exp": now() - 20}
    early: dict[str, Any] = {"iat": now() + 20, "nbf": now() + 20}
    response = await door.ask(ISSUER.sign(**(late if skew < 0 else early)))
    assert response.status_code == 200
    strict = Door((ISSUER, ISSUER.settings(leeway=0.0)))
    response = await strict.ask(ISSUER.sign(**(late if skew < 0 else early)))
    assert response.status_code == 401


@pytest.mark.parametrize(
    ("typ", "status"), [("JWT", 401), ("at+jwt", 200), ("application/at+jwt", 200)]
)
async def test_only_access_token_types_when_so_configured(typ: str, status: int) -> None:
    strict = Door((ISSUER, ISSUER.settings(only_at_jwt=True)))
    token = ISSUER.sign(headers={"typ": typ}, typ=None, nonce="n")
    assert (await strict.ask(token)).status_code == status


async def test_required_claims_are_required() -> None:
    strict = Door((ISSUER, ISSUER.settings(required_claims=("acr",))))
    assert (await strict.ask(ISSUER.sign())).status_code == 401
    assert (await strict.ask(ISSUER.sign(acr="2"))).status_code == 200


async def test_elliptic_curves_are_verified(door: Door) -> None:
    token = ISSUER.sign(ec_key(1), "e1", algorithm="ES256")
    assert (await door.ask(token)).status_code == 200
    assert (await door.ask(ISSUER.sign(ec_key(2), "e1", algorithm="ES256"))).status_code == 401


ANY = st.none() | st.booleans() | st.integers() | st.text(max_size=20) | st.lists(st.integers())
HEADERS = st.dictionaries(st.sampled_from(["alg", "kid", "typ", "crit", "x"]), ANY)
CLAIMS = st.dictionaries(
    st.sampled_from(["iss", "aud", "exp", "iat", "nbf", "client_id", "sub"]),
    ANY | st.floats(allow_nan=False) | st.sampled_from([ISSUER.issuer, "zac"]),
)
GARBAGE = st.text(st.characters(min_codepoint=32, max_codepoint=255), max_size=200) | st.tuples(
    HEADERS | st.just({"alg": "RS256"}) | st.just({"alg": "HS256"}),
    CLAIMS,
    st.binary(max_size=300),
).map(lambda parts: ".".join(map(encoded, parts)))


@settings(
    max_examples=400,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(value=GARBAGE)
async def test_garbage_is_refused_and_never_breaks(door: Door, value: str) -> None:
    headers = [(b"authorization", b"Bearer " + value.encode("latin-1", "replace"))]
    response = await door.http.post("/graphql", json={"query": "{ __typename }"}, headers=headers)
    assert response.status_code == 401


@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    claims=st.dictionaries(
        st.sampled_from(
            [
                "sub",
                "azp",
                "name",
                "preferred_username",
                "realm_access",
                "bsn",
                "kvk",
                "aanvrager",
                "gemachtigde",
                "exp",
                "nbf",
                "iat",
                "aud",
                "cnf",
                "typ",
            ]
        ),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
            lambda inner: (
                st.lists(inner, max_size=3)
                | st.dictionaries(st.sampled_from(["roles", "bsn", "kvk"]), inner)
            ),
            max_leaves=6,
        ),
    )
)
async def test_any_claims_of_a_good_signature_never_break(
    door: Door, claims: dict[str, Any]
) -> None:
    body = json.dumps({**ISSUER.claims(), **claims}).encode()
    response = await door.ask(raw_signed(body), query="{ __typename }")
    assert response.status_code in (200, 401)
