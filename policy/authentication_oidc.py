"""Access tokens of an OpenID Connect issuer: OIDC Discovery 1.0, RFC 7519, RFC 8725, RFC 9068."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import jwt

from policy.authentication_claims import ClaimPaths, Pseudonymise, party_of, principal_of
from policy.authentication_keys import ASYMMETRIC, Key, KeySet
from policy.authentication_token import (
    CannotVerifyError,
    Reason,
    RefusedTokenError,
    Unverified,
)
from policy.identity import Principal

Fetch = Callable[[str], Awaitable[Any]]
"""Returns the JSON document at a URL. Raises CannotVerifyError."""
DISCOVERY = "/.well-known/openid-configuration"
DISCOVERY_SECONDS = 3_600.0
_HEADER_TYPES = {"", "jwt", "at+jwt", "application/at+jwt"}
_ID_TOKEN_CLAIMS = ("nonce", "at_hash", "c_hash", "s_hash")
_TIMES = ("exp", "iat", "nbf")
_REFUSALS: tuple[tuple[type[Exception], Reason], ...] = (
    (jwt.ExpiredSignatureError, Reason.EXPIRED),
    (jwt.ImmatureSignatureError, Reason.NOT_YET),
    (jwt.MissingRequiredClaimError, Reason.CLAIM_MISSING),
    (jwt.InvalidAudienceError, Reason.AUDIENCE),
    (jwt.InvalidIssuerError, Reason.UNKNOWN_ISSUER),
    (jwt.InvalidAlgorithmError, Reason.ALGORITHM),
)
_BROKEN = (jwt.PyJWTError, ValueError, TypeError, OverflowError, RecursionError)


@dataclass(frozen=True, kw_only=True)
class IssuerConfig:
    """One issuer and what is asked of its tokens."""

    name: str
    issuer: str
    """`iss`, exactly as the tokens have it."""
    audience: frozenset[str]
    algorithms: frozenset[str] = frozenset({"RS256", "PS256", "ES256", "EdDSA"})
    leeway: float = 30.0
    required_claims: frozenset[str] = frozenset()
    parties: frozenset[str] = frozenset()
    """`azp` or `client_id` that may ask; empty: each of this issuer."""
    discovery_url: str = ""
    jwks_url: str = ""
    only_at_jwt: bool = False
    citizens: bool = False
    claims: ClaimPaths = field(default_factory=ClaimPaths)
    key_ttl: float = 300.0
    key_max_age: float = 86_400.0
    key_interval: float = 1.0

    def __post_init__(self) -> None:
        if not self.algorithms <= ASYMMETRIC:
            raise ValueError("only asymmetric algorithms verify the tokens of an issuer")
        if not self.audience:
            raise ValueError("an issuer without an audience would let in tokens for others")


@dataclass(frozen=True, slots=True)
class Verified:
    """What a good token established, and how long that may be remembered."""

    principal: Principal
    until: float
    """Unix time, without leeway."""
    key: str = ""
    """Thumbprint of the key that signed it."""


class OidcIssuer:
    """Verifies the access tokens of one issuer."""

    def __init__(
        self,
        config: IssuerConfig,
        fetch: Fetch,
        pseudonymise: Pseudonymise,
        *,
        clock: Callable[[], float] = time.monotonic,
        **timing: Any,
    ) -> None:
        self.config = config
        self._fetch, self._pseudonymise, self._clock = fetch, pseudonymise, clock
        self._found_url, self._found_at = "", float("-inf")
        self.keys = KeySet(
            config.name,
            self._read_keys,
            ttl=config.key_ttl,
            max_age=config.key_max_age,
            interval=config.key_interval,
            clock=clock,
            **timing,
        )

    def holds(self, verified: Verified) -> bool:
        """Whether a token verified before still holds: its key was not withdrawn."""
        return self.keys.trusts(verified.key)

    async def verify(self, token: Unverified) -> Verified:
        """Return who sent the token. Raises RefusedTokenError or CannotVerifyError."""
        self._check_header(token)
        mark = self.keys.begun
        await self.keys.ready()
        found = self._try_keys(token)
        if found is None and self.keys.knows(token.kid):
            raise self._refused(Reason.SIGNATURE)
        if found is None:
            await self.keys.read_after(mark)
            found = self._try_keys(token)
        if found is None:
            raise self._refused(Reason.UNKNOWN_KEY)
        claims, key = found
        self._check_kind(token, claims)
        config = self.config
        if config.parties and party_of(claims) not in config.parties:
            raise self._refused(Reason.PARTY)
        principal = principal_of(
            claims, config.name, config.claims, self._pseudonymise, citizens=config.citizens
        )
        if principal is None:
            raise self._refused(Reason.CLAIM_MISSING)
        return Verified(principal, float(claims["exp"]), key.thumbprint)

    def _check_header(self, token: Unverified) -> None:
        """Refuse what is wrong before any key is looked for."""
        if token.algorithm not in self.config.algorithms:
            raise self._refused(Reason.ALGORITHM)
        if "crit" in token.header or "b64" in token.header:
            raise self._refused(Reason.CRITICAL)
        kind = token.header.get("typ", "")
        allowed = _HEADER_TYPES - {"", "jwt"} if self.config.only_at_jwt else _HEADER_TYPES
        if not isinstance(kind, str) or kind.lower() not in allowed:
            raise self._refused(Reason.KIND)

    def _try_keys(self, token: Unverified) -> tuple[dict[str, Any], Key] | None:
        """Return the claims and the key that signed them, None when no known key did."""
        for key in self.keys.find(token.kid, token.algorithm):
            try:
                return self._decode(token, key), key
            except jwt.InvalidSignatureError:
                continue
        return None

    def _decode(self, token: Unverified, key: Key) -> dict[str, Any]:
        config = self.config
        try:
            claims = jwt.decode(
                token.text,
                key.material,
                algorithms=sorted(config.algorithms & key.algorithms),
                audience=config.audience,
                issuer=config.issuer,
                leeway=config.leeway,
                options={"require": ["exp", "iat", "iss", "aud", *config.required_claims]},
            )
        except jwt.InvalidSignatureError:
            raise
        except _BROKEN as error:
            raise self._refused(_reason(error)) from None
        if not all(_is_time(claims.get(name, 0)) for name in _TIMES):
            raise self._refused(Reason.CLAIM_MALFORMED)
        return claims

    def _check_kind(self, token: Unverified, claims: Mapping[str, Any]) -> None:
        """Refuse id and refresh tokens, and tokens that are worth nothing without their key.

        Keycloak says in the claim `typ` what a token is; RFC 9068 does so in the header. For
        others the claims tell that only an id token has (OIDC Core 1.0, 2 and 3.1.3.6).
        """
        kind = claims.get("typ")
        says_so = str(token.header.get("typ", "")).lower().endswith("at+jwt")
        if kind is not None and (not isinstance(kind, str) or kind.lower() != "bearer"):
            raise self._refused(Reason.KIND)
        if kind is None and not says_so and any(name in claims for name in _ID_TOKEN_CLAIMS):
            raise self._refused(Reason.KIND)
        if claims.get("cnf") is not None:
            raise self._refused(Reason.BOUND)

    async def _read_keys(self) -> Any:
        url = self.config.jwks_url or await self._discovered()
        try:
            return await self._fetch(url)
        except CannotVerifyError:
            self._found_at = float("-inf")
            raise

    async def _discovered(self) -> str:
        """Return `jwks_uri` of the discovery document, which is read once an hour."""
        if self._clock() - self._found_at < DISCOVERY_SECONDS:
            return self._found_url
        config = self.config
        document = await self._fetch(config.discovery_url or config.issuer.rstrip("/") + DISCOVERY)
        named = document.get("issuer") if isinstance(document, dict) else None
        if named != config.issuer:
            raise CannotVerifyError(config.name, "the discovery document is of another issuer")
        url = document.get("jwks_uri")
        if not isinstance(url, str) or not url:
            raise CannotVerifyError(config.name, "the discovery document has no jwks_uri")
        self._found_url, self._found_at = url, self._clock()
        return url

    def _refused(self, reason: Reason) -> RefusedTokenError:
        return RefusedTokenError(reason, self.config.name)


def _reason(error: Exception) -> Reason:
    for kind, reason in _REFUSALS:
        if isinstance(error, kind):
            return reason
    return Reason.CLAIM_MALFORMED


def _is_time(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
