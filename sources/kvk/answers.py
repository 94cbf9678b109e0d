"""What an answer of the KVK means: its faults are a list `fout` with IPD codes, no problem+json."""

from __future__ import annotations

import msgspec

from sources.answers import Answer, interpret
from sources.errors import (
    MALFORMED,
    InvalidParam,
    NotServedError,
    RejectedError,
    UnavailableError,
)

ABSENT = frozenset({"IPD5200", "IPD0005", "IPD0007"})
"""A search without results; no such KVK-nummer; no such vestigingsnummer."""
PASSING = frozenset({"IPD1002", "IPD1003"})
"""The register itself is not available at the moment."""


class _Fout(msgspec.Struct):
    code: str = ""


class _Fouten(msgspec.Struct):
    fout: list[_Fout] = []


def interpret_kvk(answer: Answer, upstream: str, operation: str) -> bytes | None:
    """Return the body, or None when the KVK says that there is no such thing.

    Raises NotServedError for a 404 that does not say so: no such API lies there.
    """
    if answer.status < 400 or answer.status in (401, 403, 429):
        return interpret(answer, upstream, operation)
    codes = _codes(answer.body)
    reason = f"HTTP {answer.status}"
    if any(code in PASSING for code in codes):
        raise UnavailableError(upstream, operation, reason=f"{reason}, {codes[0]}")
    if answer.status in (404, 410):
        if any(code in ABSENT for code in codes):
            return None
        if not codes:
            raise NotServedError(upstream, operation, reason=f"{reason} without a code of the KVK")
    if answer.status < 500 and codes:
        wrong = [InvalidParam(code=code) for code in codes]
        raise RejectedError(upstream, operation, reason=reason, invalid_params=wrong)
    return interpret(answer, upstream, operation)


def _codes(body: bytes) -> list[str]:
    try:
        return [fout.code for fout in msgspec.json.decode(body, type=_Fouten).fout]
    except MALFORMED:
        return []
