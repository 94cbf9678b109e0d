"""Who is asking: the Authorization header to a Principal, or a refusal that tells no secrets.

A token chooses with its unverified `iss` who verifies it, and nothing else: one of the configured
issuers, with public keys only, or the ZGW clients, with shared secrets only. So no header can turn
a public key into a secret.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
import secrets
import time
from collections.abc import Callable, Iterable, Sequence
from typing import Protocol

from cachetools import LRUCache

from policy.authentication_claims import Pseudonymise
from policy.authentication_oidc import OidcIssuer, Verified
from policy.authentication_token import (
    Reason,
    RefusedTokenError,
    Unverified,
    bearer,
    parse_token,
)
from policy.authentication_zgw import ZgwClients
from policy.identity import Principal

log = logging.getLogger("gateway.authentication")
REMEMBERED = 5_000
"""Verified tokens kept: an RSA verification costs far more than a look-up."""
MAX_TOKEN_BYTES = 8_192


class Verifier(Protocol):
    """Verifies the tokens of one source."""

    async def verify(self, token: Unverified) -> Verified:
        """Return who sent it. Raises RefusedTokenError or CannotVerifyError."""

    def holds(self, verified: Verified) -> bool:
        """Whether what was verified before still holds."""


class Authenticator:
    """Establishes who sent a request."""

    def __init__(
        self,
        issuers: Iterable[OidcIssuer],
        clients: ZgwClients,
        *,
        anonymous: Principal | None = None,
        max_bytes: int = MAX_TOKEN_BYTES,
        remembered: int = REMEMBERED,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.issuers = {issuer.config.issuer: issuer for issuer in issuers}
        self._clients = clients
        self._anonymous = anonymous
        """Who asks when no token is sent: development mode only."""
        self._max_bytes, self._clock = max_bytes, clock
        self._cache_key = secrets.token_bytes(32)
        self._verified: LRUCache[bytes, tuple[Verifier, Verified]] = LRUCache(remembered)

    async def authenticate(self, authorization: Sequence[str]) -> Principal:
        """Return who sent these Authorization headers.

        Raises RefusedTokenError, and CannotVerifyError when its issuer's keys cannot be had.
        """
        if not authorization and self._anonymous is not None:
            return self._anonymous
        try:
            return await self._authenticate(bearer(authorization, self._max_bytes))
        except RefusedTokenError as error:
            extra = {"reason": error.reason.slug, "issuer": error.issuer}
            log.info("token refused: %s", error.reason.slug, extra=extra)
            raise

    async def _authenticate(self, text: str) -> Principal:
        key = self._key(text)
        known = self._verified.get(key)
        if known is not None:
            verifier, verified = known
            if self._clock() < verified.until and verifier.holds(verified):
                return verified.principal
            del self._verified[key]
        token = parse_token(text)
        verifier = self.issuers.get(token.issuer) or self._clients
        verified = await verifier.verify(token)
        self._verified[key] = verifier, verified
        return verified.principal

    def _key(self, text: str) -> bytes:
        """Return what a token is remembered by: never the token, nor a hash others can make."""
        return hashlib.blake2b(text.encode(), key=self._cache_key, digest_size=32).digest()

    async def aclose(self) -> None:
        """Stop reading keys."""
        for issuer in self.issuers.values():
            await issuer.keys.aclose()


def pseudonyms(secret: bytes) -> Pseudonymise:
    """Return what names a caller without saying who: the same every time, under this secret."""

    def pseudonymise(issuer: str, identifier: str) -> str:
        text = f"audit\0{issuer}\0{identifier}".encode()
        return "p-" + hmac.new(secret, text, hashlib.sha256).hexdigest()[:32]

    return pseudonymise


__all__ = ["Authenticator", "Reason", "RefusedTokenError", "pseudonyms"]
