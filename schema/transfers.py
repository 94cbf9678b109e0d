"""Downloads and uploads under way: how many there may be, what became of them, and refusals.

They have places of their own, apart from operations: a transfer takes as long as its client does.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Mapping
from types import TracebackType
from typing import Any

from starlette.responses import Response

from policy.quotas import RateLimitedError
from schema.admission import PROBLEM, NotAdmittedError
from schema.errors import error_body, source_extensions, told
from schema.incoming import IncomingError, respond
from sources.errors import (
    AccessDeniedError,
    NotConfiguredError,
    RejectedError,
    SourceError,
    SourceTimeoutError,
    UnavailableError,
)

log = logging.getLogger("gateway.documenten")
RETRY_AFTER = "5"
DOWN, UP = "download", "upload"
DONE, REFUSED, BROKEN, FAILED = "done", "refused", "broken", "failed"
OUTCOMES = (DONE, REFUSED, BROKEN, FAILED)
"""What becomes of a transfer: `broken` is the client's doing, `failed` a register's or ours."""


class TransferError(IncomingError):
    """A transfer that is not made, with its answer; see docs/errors.md for the codes."""


class Transfers:
    """What is under way in this process, and counts of what was."""

    def __init__(self) -> None:
        self.running: Counter[str] = Counter()
        self.outcomes: Counter[tuple[str, str]] = Counter()
        self.bytes: Counter[str] = Counter()
        self._clients: Counter[tuple[str, bytes]] = Counter()

    def take(self, direction: str, client: bytes, most: int, each: int) -> Place:
        """Return a place, to be left again. Raises TransferError when there is none."""
        key = (direction, client)
        if self.running[direction] >= most or self._clients[key] >= each:
            message = f"no room for another {direction} now"
            raise TransferError(503, "OVERLOADED", message, headers={"Retry-After": RETRY_AFTER})
        self.running[direction] += 1
        self._clients[key] += 1
        return Place(self, key)

    def leave(self, key: tuple[str, bytes]) -> None:
        """Give a place back."""
        self.running[key[0]] -= 1
        self._clients[key] -= 1
        if not self._clients[key]:
            del self._clients[key]

    def ended(self, direction: str, outcome: str, size: int, trace_id: str = "") -> None:
        """Count a transfer, and write its line: names and numbers, nothing of the document."""
        self.outcomes[direction, outcome] += 1
        self.bytes[direction] += size
        told = {"direction": direction, "outcome": outcome, "bytes": size, "trace_id": trace_id}
        log.info("%s %s bytes=%s", direction, outcome, size, extra=told)


class Place:
    """A place among the transfers; a context, and left once however often that is said."""

    def __init__(self, transfers: Transfers, key: tuple[str, bytes]) -> None:
        self._transfers, self._key = transfers, key
        self._is_taken = True

    def leave(self) -> None:
        """Give the place back."""
        if self._is_taken:
            self._is_taken = False
            self._transfers.leave(self._key)

    def __enter__(self) -> Place:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self.leave()


def refused(error: Exception) -> Response:
    """Return the answer to a transfer that is not made; a browser may show it to a person."""
    if isinstance(error, NotAdmittedError):
        return respond(error.body, error.status, PROBLEM, error.headers)
    if isinstance(error, RateLimitedError):
        body = error_body("RATE_LIMITED", "this client asked more than its limit")
        return respond(body, 429, headers=error.headers())
    if isinstance(error, IncomingError):
        return respond(error.body, error.status, headers=error.headers)
    if isinstance(error, SourceError):
        headers: Mapping[str, str] = {"Retry-After": RETRY_AFTER} if error.retryable else {}
        return respond(_body(error), status_of(error), headers=headers)
    raise error


def _body(error: SourceError) -> dict[str, Any]:
    entry = {"message": told(str(error)), "extensions": source_extensions(error)}
    return {"errors": [entry]}


def status_of(error: SourceError) -> int:
    """Return the HTTP status of what went wrong at a register."""
    if isinstance(error, SourceTimeoutError):
        return 504
    if isinstance(error, UnavailableError):
        return 503
    if isinstance(error, AccessDeniedError):
        return 403
    if isinstance(error, NotConfiguredError | RejectedError):
        return 404
    return 502


REFUSALS = (IncomingError, NotAdmittedError, RateLimitedError, SourceError)
"""What `refused` answers."""
