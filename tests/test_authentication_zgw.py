"""JWTs as Common Ground components mint them: vectors, ages, and what the registers are told."""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import hmac
import logging
import time
from typing import Any

import jwt
import pytest
from issuer_support import BSN, SECRET, ZGW_CLIENT, Door

from policy.authentication_token import Reason, RefusedTokenError, parse_token
from policy.authentication_zgw import ZgwClient, ZgwClients
from policy.identity import ZGW, Kind, Principal

NOW = 1_602_857_301
"""2020-10-16, the example of the standard's documentation."""
ZAAK = {"query": "{ zaaktypen { identificatie } zaken(first: 1) { edges { node { uuid } } } }"}


def minted(secret: str = SECRET, algorithm: str = "HS256", **changes: Any) -> str:
    """Return a token with the claims that zgw-consumers gives; None leaves one out."""
    claims = {
        "iss": "zac",
        "iat": NOW,
        "client_id": "zac",
        "user_id": "jdejong",
        "user_representation": "Jan de Jong",
        **changes,
    }
    known = {name: value for name, value in claims.items() if value is not None}
    return jwt.encode(known, secret, algorithm=algorithm)


def clients(at: float = NOW + 10, **changes: Any) -> ZgwClients:
    """Return the table with one client, at a moment."""
    client = ZgwClient(client_id="zac", secret=SECRET.encode(), **changes)
    return ZgwClients([client], lambda issuer, _: f"pseudonym-at-{issuer}", clock=lambda: at)


async def principal_of(token: str, **changes: Any) -> Principal:
    """Return who sent a token."""
    return (await clients(**changes).verify(parse_token(token))).principal


async def test_a_token_of_zgw_consumers() -> None:
    """The bytes that zgw-consumers sends, put together here without any JWT library."""
    header = b'{"alg":"HS256","typ":"JWT"}'
    claims = (
        b'{"iss":"zac","iat":1602857301,"client_id":"zac","user_id":"jdejong",'
        b'"user_representation":"Jan de Jong"}'
    )
    signed = b".".join(base64.urlsafe_b64encode(part).rstrip(b"=") for part in (header, claims))
    mac = hmac.new(SECRET.encode(), signed, hashlib.sha256).digest()
    signature = base64.urlsafe_b64encode(mac).rstrip(b"=")
    found = await principal_of(f"{signed.decode()}.{signature.decode()}")
    assert (found.kind, found.issuer, found.client_id) == (Kind.APPLICATIE, ZGW, "zac")
    assert (found.user_id, found.representation) == ("jdejong", "Jan de Jong")
    assert found.roles == frozenset()
    assert found.expires_at == NOW + 3_600


async def test_a_token_with_the_exp_that_zgw_consumers_adds() -> None:
    """`jwt_valid_for` makes `exp`, which may be sooner than our own limit but not later."""
    now = int(time.time())
    table = clients(now)
    soon = await table.verify(parse_token(minted(iat=now, exp=now + 60)))
    assert soon.until == now + 60
    late = await table.verify(parse_token(minted(iat=now, exp=now + 90_000)))
    assert late.until == now + 3_600


@pytest.mark.parametrize("user", [None, "", "  "])
async def test_a_token_without_a_user_is_of_the_application(user: str | None) -> None:
    found = await principal_of(
        minted(user_id=user, user_representation=None), roles=frozenset({"behandelaar"})
    )
    assert (found.kind, found.user_id, found.representation) == (Kind.APPLICATIE, "zac", "zac")
    assert found.roles == frozenset()


async def test_end_users_have_the_roles_of_their_client() -> None:
    found = await principal_of(minted(), roles=frozenset({"behandelaar"}))
    assert found.kind is Kind.MEDEWERKER
    assert found.roles == {"behandelaar"}


@pytest.mark.parametrize(
    "user", [BSN, f"bsn:{BSN}", "9999.93.653", "99 99 93 653", f"{BSN}@gemeente.nl", f"digid/{BSN}"]
)
async def test_a_user_that_is_a_bsn_is_never_passed_on(user: str) -> None:
    found = await principal_of(minted(user_id=user, user_representation=f"Burger {BSN}"))
    assert found.user_id == "pseudonym-at-zgw"
    assert BSN not in repr(found) + found.user_id + found.representation


async def test_a_name_that_holds_a_bsn_is_not_passed_on_either() -> None:
    found = await principal_of(minted(user_representation=f"Jan ({BSN})"))
    assert (found.user_id, found.representation) == ("jdejong", "jdejong")


@pytest.mark.parametrize(
    ("reason", "token", "changes"),
    [
        (Reason.SIGNATURE, minted("een-ander-geheim-van-meer-dan-32-bytes"), {}),
        (Reason.SIGNATURE, minted(client_id="bestaat-niet", iss="bestaat-niet"), {}),
        (Reason.SIGNATURE, minted(client_id=None), {}),
        (Reason.SIGNATURE, minted(client_id=["zac"]), {}),
        (Reason.SIGNATURE, minted(client_id=7), {}),
        (Reason.SIGNATURE, minted(client_id="ZAC"), {}),
        (Reason.ALGORITHM, minted(SECRET * 2, "HS512"), {}),
        (Reason.CLAIM_MISSING, minted(iss=None), {}),
        (Reason.CLAIM_MISSING, minted(iat=None), {}),
        (Reason.CLAIM_MALFORMED, minted(iss="ander"), {}),
        (Reason.CLAIM_MALFORMED, minted(iat=str(NOW)), {}),
        (Reason.CLAIM_MALFORMED, minted(iat=True), {}),
        (Reason.CLAIM_MALFORMED, minted(iat=[NOW]), {}),
        (Reason.CLAIM_MALFORMED, minted(exp="9999999999"), {}),
        (Reason.EXPIRED, minted(iat=NOW - 3_630), {"at": NOW}),
        (Reason.EXPIRED, minted(), {"at": NOW + 120, "max_age": 60.0, "leeway": 30.0}),
        (Reason.EXPIRED, minted(exp=NOW + 60), {}),
        (Reason.NOT_YET, minted(iat=NOW + 41), {}),
        (Reason.NOT_YET, minted(nbf=9_999_999_999), {}),
    ],
)
async def test_a_token_is_refused(reason: Reason, token: str, changes: dict[str, Any]) -> None:
    with pytest.raises(RefusedTokenError) as caught:
        await clients(**changes).verify(parse_token(token))
    assert caught.value.reason is reason


@pytest.mark.parametrize("age", [-29, 0, 3_600, 3_629])
async def test_a_token_within_its_age_and_leeway_is_let_in(age: int) -> None:
    assert (await principal_of(minted(), at=NOW + age)).client_id == "zac"


async def test_an_unknown_client_takes_the_same_work_as_a_wrong_secret(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    work: list[tuple[int, Any]] = []
    decode = jwt.decode

    def counted(token: str, key: bytes, **options: Any) -> Any:
        work.append((len(key), sorted(options["options"].items())))
        return decode(token, key, **options)

    monkeypatch.setattr("policy.authentication_zgw.jwt.decode", counted)
    table = ZgwClients(
        [ZgwClient(client_id="zac", secret=b"x" * 32)], lambda *_: "", clock=lambda: NOW
    )
    for token in (minted("y" * 32), minted("y" * 32, client_id="bestaat-niet")):
        with pytest.raises(RefusedTokenError):
            await table.verify(parse_token(token))
    assert len(work) == 2
    assert work[0] == work[1]


def fresh(**changes: Any) -> str:
    """Return a token that holds now."""
    return minted(iat=int(time.time()), **changes)


async def test_the_user_reaches_the_register_and_a_bsn_does_not(
    caplog: pytest.LogCaptureFixture,
) -> None:
    client = dataclasses.replace(ZGW_CLIENT, roles=("management",))
    door = Door(clients=(client,))
    sent = []
    with caplog.at_level(logging.DEBUG):
        for user in ("jdejong", BSN, f"bsn-{BSN}"):
            door.sandbox.faults.forget()
            response = await door.ask(fresh(user_id=user), **ZAAK)
            assert response.json()["data"]["zaken"]["edges"]
            sent.append(door.sandbox.faults.requests[-1].headers["authorization"].split()[1])
    users = [jwt.decode(token, options={"verify_signature": False}) for token in sent]
    assert (users[0]["user_id"], users[0]["user_representation"]) == ("jdejong", "Jan de Jong")
    assert users[1]["user_id"].startswith("p-")
    assert users[1]["user_id"] != users[2]["user_id"]
    assert BSN not in str(users) + caplog.text + str([vars(record) for record in caplog.records])


async def test_a_client_that_the_policy_does_not_name_sees_nothing() -> None:
    response = await Door().ask(fresh(), **ZAAK)
    assert response.status_code == 200
    assert response.json()["data"] == {"zaaktypen": None, "zaken": None}
    codes = {error["extensions"]["code"] for error in response.json()["errors"]}
    assert codes == {"FORBIDDEN"}
