"""Errors that a query itself causes; raised before any upstream is asked."""

from __future__ import annotations

from typing import ClassVar


class BadUserInputError(Exception):
    """An argument is wrong; the message names it and holds no personal data."""

    code: ClassVar[str] = "BAD_USER_INPUT"
