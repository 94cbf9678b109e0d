"""Ranges of bytes and validators of HTTP (RFC 9110, sections 8.8.3, 13 and 14). Pure functions."""

from __future__ import annotations

import re
from typing import NamedTuple

_RANGE = re.compile(r"bytes\s*=\s*(\d{0,18})-(\d{0,18})\s*\Z", re.ASCII)


class Span(NamedTuple):
    """A range of bytes that is there."""

    start: int
    length: int

    def told(self, size: int) -> str:
        """Return the Content-Range of it."""
        return f"bytes {self.start}-{self.start + self.length - 1}/{size}"


class UnsatisfiableError(Exception):
    """Nothing of what is there lies in the range that is asked (416)."""


def span_of(asked: str | None, size: int | None) -> Span | None:
    """Return the range a request asks; None when it asks for the whole, or for what we do not know.

    A server may ignore Range (14.2): several ranges, other units and what is not well formed are
    answered with the whole, and so is any range of contents of unknown size. Raises
    UnsatisfiableError.
    """
    found = _RANGE.match(asked.strip()) if asked is not None and size is not None else None
    if found is None or size is None:
        return None
    first, last = found.groups()
    if not first:
        if not last:
            return None
        length = min(int(last), size)
        if length == 0:
            raise UnsatisfiableError
        return Span(size - length, length)
    start = int(first)
    if last and int(last) < start:
        return None
    if start >= size:
        raise UnsatisfiableError
    end = min(int(last), size - 1) if last else size - 1
    return Span(start, end - start + 1)


def is_known(if_none_match: str | None, etag: str) -> bool:
    """Whether the client has this already (weak comparison, 13.1.2)."""
    if if_none_match is None:
        return False
    known = [one.strip().removeprefix("W/") for one in if_none_match.split(",")]
    return "*" in known or etag in known


def is_same(if_range: str | None, etag: str) -> bool:
    """Whether a range may be given: the client has parts of just this, or does not say (13.1.5)."""
    return if_range is None or if_range.strip() == etag
