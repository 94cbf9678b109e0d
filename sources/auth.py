"""How the gateway authenticates to an upstream: ZGW JWT, Token, API key or OAuth2.

ZGW: JWT HS256 with client_id, iss, iat, user_id and user_representation (Autorisaties API
standard 1.0). Servers count the age from `iat` and refuse one in the future without leeway,
so `iat` is backdated.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Protocol

import jwt

from settings import AuthSettings
from sources.bounded import Bounded
from sources.call import Caller

BACKDATE_SECONDS = 60
REUSE_SECONDS = 600
MAX_MINTED = 2_000
OAUTH2_MARGIN_SECONDS = 30
FetchToken = Callable[[str, dict[str, str]], Awaitable[tuple[str, float]]]


class Auth(Protocol):
    """Gives the headers that authenticate one call."""

    async def headers(self, caller: Caller) -> dict[str, str]:
        """Return the headers for a call on behalf of `caller`; their names are in lower case."""

    def forget(self, caller: Caller, sent: Mapping[str, str]) -> bool:
        """Drop the credential in the refused headers; return whether a fresh one may do better."""


class StaticAuth:
    """The same header for every call, or none at all."""

    def __init__(self, header: dict[str, str]) -> None:
        self._header = header

    async def headers(self, caller: Caller) -> dict[str, str]:
        """Return the configured header."""
        return self._header

    def forget(self, caller: Caller, sent: Mapping[str, str]) -> bool:
        """Return False: there is no other credential."""
        return False


class ZgwAuth:
    """Mints one JWT per user and reuses it while every server accepts it."""

    def __init__(self, client_id: str, secret: str, clock: Callable[[], float] = time.time) -> None:
        self._client_id = client_id
        self._secret = secret
        self._clock = clock
        self._minted = Bounded[Caller, tuple[dict[str, str], float]](MAX_MINTED)
        """Per user the header with their token, and until when that is used."""

    async def headers(self, caller: Caller) -> dict[str, str]:
        """Return the Authorization header with this user's token."""
        minted = self._minted.get(caller)
        if minted is None or self._clock() >= minted[1]:
            header = {"authorization": f"Bearer {self._mint(caller)}"}
            minted = self._minted.keep(caller, (header, self._clock() + REUSE_SECONDS))
        return minted[0]

    def forget(self, caller: Caller, sent: Mapping[str, str]) -> bool:
        """Drop this user's token; a fresh one helps when the server's clock is stricter."""
        minted = self._minted.get(caller)
        if minted is not None and minted[0] == sent:
            del self._minted[caller]
        return True

    def _mint(self, caller: Caller) -> str:
        claims = {
            "iss": self._client_id,
            "iat": int(self._clock()) - BACKDATE_SECONDS,
            "client_id": self._client_id,
            "user_id": caller.user_id,
            "user_representation": caller.representation,
        }
        return jwt.encode(claims, self._secret, algorithm="HS256")


class OAuth2Auth:
    """OAuth2 client credentials (RFC 6749, section 4.4); one fetch at a time."""

    def __init__(
        self,
        settings: AuthSettings,
        fetch: FetchToken,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._url = settings.token_url
        self._form = {
            "grant_type": "client_credentials",
            "client_id": settings.client_id,
            "client_secret": settings.secret.reveal(),
        }
        if settings.scope:
            self._form["scope"] = settings.scope
        self._fetch = fetch
        self._clock = clock
        self._lock = asyncio.Lock()
        self._token = ""
        self._expires = 0.0

    @property
    def _is_old(self) -> bool:
        return self._expires <= 0 or self._clock() >= self._expires

    async def headers(self, caller: Caller) -> dict[str, str]:
        """Return the Authorization header; fetches a token when the last one nears its end."""
        if self._is_old:
            async with self._lock:
                if self._is_old:
                    self._token, lifetime = await self._fetch(self._url, self._form)
                    self._expires = self._clock() + max(lifetime - OAUTH2_MARGIN_SECONDS, 1.0)
        return {"authorization": f"Bearer {self._token}"}

    def forget(self, caller: Caller, sent: Mapping[str, str]) -> bool:
        """Drop the token, unless another call has fetched a new one already."""
        if sent.get("authorization") == f"Bearer {self._token}":
            self._expires = 0.0
        return True


def build_auth(settings: AuthSettings, fetch: FetchToken) -> Auth:
    """Return the authentication that `settings.type` names."""
    secret = settings.secret.reveal()
    if settings.type == "zgw":
        return ZgwAuth(settings.client_id, secret)
    if settings.type == "oauth2":
        return OAuth2Auth(settings, fetch)
    if settings.type == "token":
        return StaticAuth({"authorization": f"Token {secret}"})
    if settings.type == "api_key":
        return StaticAuth({settings.header.lower(): secret})
    return StaticAuth({})
