"""What a token looks like before anything of it is believed, and why one is refused.

Nothing here verifies; what stands in an `Unverified` may only choose who will.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping, Sequence
from enum import Enum
from typing import Any, NamedTuple

import msgspec

_COMPACT = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*\Z")
_MALFORMED = (binascii.Error, ValueError, RecursionError)
"""`msgspec.DecodeError` and `UnicodeDecodeError` are ValueErrors."""


_NOT_ACCEPTED = "the token is not accepted"


class Reason(Enum):
    """Why a caller is not let in: a word for the log, and what the client is told.

    What would help a forger reads alike: a client that is not known and a signature that is
    wrong cannot be told apart.
    """

    MISSING = ("missing", "no token was sent")
    SEVERAL = ("several", "more than one Authorization header was sent")
    SCHEME = ("scheme", "the Authorization header is not `Bearer` and a token")
    TOO_LARGE = ("too-large", "the token is larger than allowed")
    MALFORMED = ("malformed", "the token is not a signed JWT")
    EXPIRED = ("expired", "the token has expired")
    NOT_YET = ("not-yet", "the token is not valid yet")
    AUDIENCE = ("audience", "the token is not meant for this gateway")
    KIND = ("kind", "the token is not an access token")
    BOUND = ("bound", "the token is bound to a key, which this gateway cannot check")
    CLAIM_MISSING = ("claim-missing", "the token lacks a claim that is required")
    CLAIM_MALFORMED = ("claim-malformed", "a claim of the token has the wrong form")
    PARTY = ("party", "the token was issued to an application that may not ask here")
    ALGORITHM = ("algorithm", _NOT_ACCEPTED)
    CRITICAL = ("critical", _NOT_ACCEPTED)
    UNKNOWN_ISSUER = ("unknown-issuer", _NOT_ACCEPTED)
    UNKNOWN_KEY = ("unknown-key", _NOT_ACCEPTED)
    SIGNATURE = ("signature", _NOT_ACCEPTED)

    @property
    def slug(self) -> str:
        """The word for the log."""
        return self.value[0]

    @property
    def text(self) -> str:
        """What the client is told."""
        return self.value[1]


class RefusedTokenError(Exception):
    """The caller is not who the token says, or it says too little; carries no value of it."""

    def __init__(self, reason: Reason, issuer: str = "") -> None:
        super().__init__(reason.slug)
        self.reason = reason
        self.issuer = issuer
        """Name of the issuer in the settings, once that is known."""


class CannotVerifyError(Exception):
    """Nobody can say now whether a token is good: its issuer's keys cannot be read."""

    def __init__(self, issuer: str, reason: str = "") -> None:
        super().__init__(f"{issuer}: {reason}" if reason else issuer)
        self.issuer = issuer


class Unverified(NamedTuple):
    """The parts of a compact JWT, decoded and not believed."""

    text: str
    header: Mapping[str, Any]
    claims: Mapping[str, Any]

    @property
    def algorithm(self) -> str:
        """`alg`, or nothing when it is no text."""
        return _text(self.header.get("alg"))

    @property
    def kid(self) -> str | None:
        """`kid`, or None when there is none."""
        return _text(self.header.get("kid")) or None

    @property
    def issuer(self) -> str:
        """`iss`, to choose who verifies it and for nothing else."""
        return _text(self.claims.get("iss"))


def bearer(values: Sequence[str], max_bytes: int) -> str:
    """Return the token in the values of the Authorization headers. Raises RefusedTokenError."""
    if not values:
        raise RefusedTokenError(Reason.MISSING)
    if len(values) > 1:
        raise RefusedTokenError(Reason.SEVERAL)
    scheme, _, token = values[0].partition(" ")
    token = token.strip(" ")
    if scheme.lower() != "bearer" or not token:
        raise RefusedTokenError(Reason.SCHEME)
    if len(token) > max_bytes:
        raise RefusedTokenError(Reason.TOO_LARGE)
    return token


def parse_token(text: str) -> Unverified:
    """Return the parts of a token. Raises RefusedTokenError when it is not a JWS in three parts."""
    if not _COMPACT.match(text):
        raise RefusedTokenError(Reason.MALFORMED)
    header, claims, _ = text.split(".")
    return Unverified(text, _decode(header), _decode(claims))


def _decode(part: str) -> Mapping[str, Any]:
    try:
        raw = base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
        value = msgspec.json.decode(raw)
    except _MALFORMED:
        raise RefusedTokenError(Reason.MALFORMED) from None
    if not isinstance(value, dict):
        raise RefusedTokenError(Reason.MALFORMED)
    return value


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
