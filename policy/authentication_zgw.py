"""JWTs as Common Ground components mint them (Autorisaties API 1.0): HS256 with a shared secret.

The age counts from `iat` and is limited here, by the server; such tokens have no `exp` of
themselves. Their authorisation is that of the application; the user in them is for the audit
trail.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import jwt

from policy.authentication_claims import Pseudonymise, audit_names
from policy.authentication_oidc import Verified
from policy.authentication_token import Reason, RefusedTokenError, Unverified
from policy.identity import ZGW, Kind, Principal

_ALGORITHM = "HS256"
_BROKEN = (jwt.PyJWTError, ValueError, TypeError, OverflowError, RecursionError)


@dataclass(frozen=True, kw_only=True)
class ZgwClient:
    """One application that shares a secret with the gateway."""

    client_id: str
    secret: bytes = field(repr=False)
    roles: frozenset[str] = frozenset()
    """Roles of its end users; without any, each of its tokens is of the application itself."""
    max_age: float = 3_600.0
    leeway: float = 30.0


class ZgwClients:
    """Verifies the tokens of all such applications."""

    def __init__(
        self,
        clients: Iterable[ZgwClient],
        pseudonymise: Pseudonymise,
        *,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._clients = {client.client_id: client for client in clients}
        self._pseudonymise, self._clock = pseudonymise, clock
        self._nobody = ZgwClient(client_id="", secret=secrets.token_bytes(32))

    def holds(self, _verified: Verified) -> bool:
        """Return True: a secret does not change while the gateway runs."""
        return True

    async def verify(self, token: Unverified) -> Verified:
        """Return who sent the token. Raises RefusedTokenError.

        An unknown client costs the same work as a wrong signature and gets the same answer, so
        that nobody can find out which clients there are.
        """
        if token.algorithm != _ALGORITHM:
            raise RefusedTokenError(Reason.ALGORITHM, ZGW)
        if "crit" in token.header or "b64" in token.header:
            raise RefusedTokenError(Reason.CRITICAL, ZGW)
        named = token.claims.get("client_id")
        client = self._clients.get(named) if isinstance(named, str) else None
        claims = _decode(token, client or self._nobody)
        if client is None:
            raise RefusedTokenError(Reason.SIGNATURE, ZGW)
        until = self._checked_until(claims, client)
        return Verified(self._principal(claims, client, until), until)

    def _checked_until(self, claims: Mapping[str, Any], client: ZgwClient) -> float:
        """Return until when the token holds. Raises RefusedTokenError when that has passed."""
        issued_at, expires = claims["iat"], claims.get("exp")
        if not _is_time(issued_at) or not (expires is None or _is_time(expires)):
            raise RefusedTokenError(Reason.CLAIM_MALFORMED, ZGW)
        now, ages_at = self._clock(), issued_at + client.max_age
        if issued_at > now + client.leeway:
            raise RefusedTokenError(Reason.NOT_YET, ZGW)
        if now >= ages_at + client.leeway:
            raise RefusedTokenError(Reason.EXPIRED, ZGW)
        if claims["iss"] != client.client_id:
            raise RefusedTokenError(Reason.CLAIM_MALFORMED, ZGW)
        return float(ages_at if expires is None else min(ages_at, expires))

    def _principal(self, claims: Mapping[str, Any], client: ZgwClient, until: float) -> Principal:
        user = _text(claims.get("user_id"))
        user_id, name = audit_names(
            user, _text(claims.get("user_representation")), client.client_id
        )
        kind = Kind.MEDEWERKER if user and client.roles else Kind.APPLICATIE
        return Principal(
            kind=kind,
            issuer=ZGW,
            identifier=user or client.client_id,
            client_id=client.client_id,
            user_id=user_id or self._pseudonymise(ZGW, user),
            representation=name or client.client_id,
            roles=client.roles if kind is Kind.MEDEWERKER else frozenset(),
            expires_at=until,
        )


def _decode(token: Unverified, client: ZgwClient) -> dict[str, Any]:
    try:
        return jwt.decode(
            token.text,
            client.secret,
            algorithms=[_ALGORITHM],
            leeway=client.leeway,
            options={
                "require": ["iss", "client_id", "iat"],
                "verify_aud": False,
                "verify_iat": False,
                "verify_sub": False,
            },
        )
    except jwt.InvalidSignatureError:
        raise RefusedTokenError(Reason.SIGNATURE, ZGW) from None
    except jwt.ExpiredSignatureError:
        raise RefusedTokenError(Reason.EXPIRED, ZGW) from None
    except jwt.ImmatureSignatureError:
        raise RefusedTokenError(Reason.NOT_YET, ZGW) from None
    except jwt.MissingRequiredClaimError:
        raise RefusedTokenError(Reason.CLAIM_MISSING, ZGW) from None
    except _BROKEN:
        raise RefusedTokenError(Reason.CLAIM_MALFORMED, ZGW) from None


def _is_time(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _text(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""
