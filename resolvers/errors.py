"""Errors that a query itself causes; raised before any upstream is asked."""

from __future__ import annotations

from typing import ClassVar


class BadUserInputError(Exception):
    """An argument is wrong; the message names it and holds no personal data."""

    code: ClassVar[str] = "BAD_USER_INPUT"


class WriteRefusedError(Exception):
    """A mutation was not begun; the subclass says why. Nothing was written."""

    code: ClassVar[str] = "WRITES_DISABLED"
    retryable: ClassVar[bool] = False
    text: ClassVar[str] = "this gateway only reads: mutations are not switched on"

    def __init__(self) -> None:
        super().__init__(self.text)


class IdempotencyConflictError(WriteRefusedError):
    """This idempotency key was used for something else."""

    code = "IDEMPOTENCY_CONFLICT"
    text = "this idempotency key was used for another mutation or other input"


class IdempotencyInProgressError(WriteRefusedError):
    """The same mutation under the same key is being carried out."""

    code = "IDEMPOTENCY_IN_PROGRESS"
    retryable = True
    text = "the mutation under this idempotency key is still being carried out"


class IdempotencyUnavailableError(WriteRefusedError):
    """Whether this key was used before cannot be found out now."""

    code = "IDEMPOTENCY_UNAVAILABLE"
    retryable = True
    text = "idempotency keys cannot be looked up at the moment; nothing was written"


class IdempotencyUnsureError(WriteRefusedError):
    """The same mutation under the same key was begun, and how it ended is not known."""

    code = "WRITE_UNCONFIRMED"
    text = "the mutation under this idempotency key was begun before, and did not tell how it ended"


WRITE_REFUSALS: tuple[type[WriteRefusedError], ...] = (
    WriteRefusedError,
    IdempotencyConflictError,
    IdempotencyInProgressError,
    IdempotencyUnavailableError,
)
"""Each with a code of its own; that of IdempotencyUnsureError is UnconfirmedError's."""
