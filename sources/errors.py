"""What can go wrong with an upstream. Carries names and codes, never keys, URLs or bodies.

    SourceError
    ├── NotConfiguredError        no upstream speaks this API
    ├── OutsideLandscapeError     a link or path points outside every configured root
    ├── UnavailableError          cannot connect, connection lost, 5xx            (retryable)
    │   ├── SourceTimeoutError    the deadline passed                              (retryable)
    │   ├── CircuitOpenError      failed too often just now; not asked             (retryable)
    │   └── RateLimitedError      429                                              (retryable)
    ├── UnauthorizedError         401, or a 403 about our credentials
    ├── ForbiddenError            403: these credentials may not read this
    ├── AccessDeniedError         the gateway's own policy does not let this caller read this
    ├── PurposeError              a base register is asked and no (allowed) purpose is known
    ├── RejectedError             another 4xx; `invalid_params` says which parameter
    ├── ContractError             the answer is not what the standard promises
    │   └── NotServedError        no such search there: a server without `_zoek`
    └── TooLargeError             the answer is larger than `max_response_bytes`

Absent is not an error: a loader answers None for 404.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import ClassVar

import msgspec

MALFORMED = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
"""What msgspec raises on a body that is not JSON or UTF-8, too deep, or of another shape."""

_SECRET = re.compile(r"\d{8,}|eyJ[A-Za-z0-9_-]{5,}(\.[A-Za-z0-9_-]*)*")


def scrub(text: str) -> str:
    """Return the text with every token (JWT) and run of eight or more digits masked.

    Such a run may be a BSN, a KVK or a telephone number.
    """
    return _SECRET.sub("********", text)


class InvalidParam(msgspec.Struct, frozen=True):
    """One entry of a problem+json `invalidParams` (RFC 7807 as profiled by ZGW and BRP)."""

    name: str = ""
    code: str = ""
    reason: str = ""


class SourceError(Exception):
    """An upstream read failed; the message is built from names and codes only."""

    code: ClassVar[str] = "UPSTREAM_ERROR"
    retryable: ClassVar[bool] = False
    text: ClassVar[str] = "could not be read"

    def __init__(
        self,
        upstream: str,
        operation: str = "",
        *,
        reason: str = "",
        invalid_params: Sequence[InvalidParam] = (),
    ) -> None:
        self.upstream = upstream
        self.operation = operation
        self.reason = reason
        self.invalid_params = tuple(
            InvalidParam(scrub(param.name), scrub(param.code), scrub(param.reason))
            for param in invalid_params
        )
        where = f"{upstream} ({operation})" if operation else upstream
        super().__init__(f"{where} {self.text}{f': {reason}' if reason else ''}")


class NotConfiguredError(SourceError):
    """No upstream in landschap.toml speaks the API this field needs."""

    code = "UPSTREAM_NOT_CONFIGURED"
    text = "is not configured in this landscape"


class OutsideLandscapeError(SourceError):
    """A link in an upstream's data, or a path, leaves every configured root."""

    code = "LINK_OUTSIDE_LANDSCAPE"
    text = "refers to a place outside the configured landscape"


class UnavailableError(SourceError):
    """The upstream cannot be reached or answered 5xx."""

    code = "UPSTREAM_UNAVAILABLE"
    retryable = True
    text = "is not available"


class SourceTimeoutError(UnavailableError):
    """The upstream did not answer within its deadline."""

    code = "UPSTREAM_TIMEOUT"
    text = "did not answer in time"


class CircuitOpenError(UnavailableError):
    """The upstream failed too often just now, so it was not asked."""

    code = "UPSTREAM_CIRCUIT_OPEN"
    text = "failed repeatedly and is left alone for a moment"


class RateLimitedError(UnavailableError):
    """The upstream answered 429 and kept doing so."""

    code = "UPSTREAM_RATE_LIMITED"
    text = "asks to slow down"


class UnconfirmedError(SourceError):
    """A write was sent, and whether it was carried out is not known: look before doing it again."""

    code = "WRITE_UNCONFIRMED"
    text = "did not confirm this change; it may or may not have been made"


class UnauthorizedError(SourceError):
    """The upstream does not accept the gateway's credentials."""

    code = "UPSTREAM_UNAUTHORIZED"
    text = "does not accept the gateway's credentials"


class ForbiddenError(SourceError):
    """The upstream knows the gateway and refuses this read."""

    code = "UPSTREAM_FORBIDDEN"
    text = "refuses this read"


class AccessDeniedError(SourceError):
    """The policy of the gateway does not let this caller read such things; nothing was asked."""

    code = "FORBIDDEN"
    text = "may not be read by this caller"


class WriteDeniedError(AccessDeniedError):
    """The policy of the gateway does not let this caller change this; nothing was changed."""

    text = "may not be changed by this caller"


class PurposeError(SourceError):
    """A base register is read for a purpose, and the caller named none it may use."""

    code = "PURPOSE_REQUIRED"
    text = "is read for a purpose only, and none that is allowed was named"


class RejectedError(SourceError):
    """The upstream calls the request invalid; see `invalid_params`."""

    code = "UPSTREAM_REJECTED"
    text = "rejected the request"


class ContractError(SourceError):
    """The upstream's answer is not what its standard promises."""

    code = "UPSTREAM_CONTRACT"
    text = "gave an answer that does not follow its standard"


class NotServedError(ContractError):
    """The upstream has no such search at all (404 or 405): a server without `_zoek`."""


class TooLargeError(SourceError):
    """The upstream's answer exceeds `max_response_bytes`."""

    code = "UPSTREAM_TOO_LARGE"
    text = "gave an answer larger than the configured limit"


SOURCE_ERRORS: tuple[type[SourceError], ...] = (
    NotConfiguredError,
    OutsideLandscapeError,
    UnavailableError,
    SourceTimeoutError,
    CircuitOpenError,
    RateLimitedError,
    UnconfirmedError,
    UnauthorizedError,
    ForbiddenError,
    AccessDeniedError,
    PurposeError,
    RejectedError,
    ContractError,
    TooLargeError,
)
