"""What an upstream's HTTP status means: a body, absent, or one of the errors."""

from __future__ import annotations

import time
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from typing import NamedTuple

import msgspec

from sources.errors import (
    MALFORMED,
    ContractError,
    ForbiddenError,
    InvalidParam,
    RateLimitedError,
    RejectedError,
    SourceError,
    UnauthorizedError,
    UnavailableError,
)

RETRIED_STATUS = frozenset({429, 502, 503, 504})
CREDENTIAL_CODES = frozenset(
    {
        "jwt-expired",
        "jwt-decode-error",
        "jwt-missing-iat-claim",
        "jwt-immaturesignatureerror",
        "missing-client-identifier",
        "invalid-client-identifier",
        "invalid-jwt-signature",
        "not_authenticated",
    }
)


TOO_MANY = "tooManyResults"
"""The BRP finds more persons than it gives; no parameter of its own is wrong (reference 2.1)."""


class Problem(msgspec.Struct, rename="camel"):
    """A problem+json body (RFC 7807) as the ZGW and Haal Centraal APIs write it."""

    code: str = ""
    invalid_params: tuple[InvalidParam, ...] = ()


class Answer(NamedTuple):
    """One HTTP answer, read completely."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def is_passing_failure(self) -> bool:
        """Whether asking again may help."""
        return self.status in RETRIED_STATUS

    @property
    def retry_after(self) -> float | None:
        """Seconds the server asks to wait (RFC 9110, 10.2.3), or None."""
        value = self.headers.get("retry-after", "")
        if value.isascii() and value.isdigit():
            return float(value)
        try:
            return max(0.0, parsedate_to_datetime(value).timestamp() - time.time())
        except (TypeError, ValueError, OverflowError):
            return None

    @property
    def problem(self) -> Problem:
        """The problem+json of a refusal; empty when the body is something else."""
        try:
            return msgspec.json.decode(self.body, type=Problem)
        except MALFORMED:
            return Problem()

    @property
    def refuses_credentials(self) -> bool:
        """Whether the server refuses who we say we are (ZGW: a 403 with one of these codes)."""
        return self.status == 401 or (self.status == 403 and self.problem.code in CREDENTIAL_CODES)


def interpret(answer: Answer, upstream: str, operation: str) -> bytes | None:
    """Return the body, or None for 404. Raises the SourceError the status stands for."""
    status = answer.status
    if 200 <= status < 300:
        return answer.body
    if status in (404, 410):
        return None
    raise _error(answer, upstream, operation)


def _error(answer: Answer, upstream: str, operation: str) -> SourceError:
    status, reason = answer.status, f"HTTP {answer.status}"
    if answer.refuses_credentials:
        return UnauthorizedError(upstream, operation, reason=reason)
    if status == 403:
        return ForbiddenError(upstream, operation)
    if status == 429:
        return RateLimitedError(upstream, operation)
    if status >= 500:
        return UnavailableError(upstream, operation, reason=reason)
    if status < 400:
        return ContractError(upstream, operation, reason="redirects are not followed")
    problem = answer.problem
    wrong = problem.invalid_params
    if problem.code == TOO_MANY and not wrong:
        wrong = (InvalidParam(code=TOO_MANY),)
    return RejectedError(upstream, operation, reason=reason, invalid_params=wrong)
