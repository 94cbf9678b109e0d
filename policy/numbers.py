"""Personal and company numbers: are they well formed? Nothing here prints one."""

from __future__ import annotations

import re

_NINE_DIGITS = re.compile(r"[0-9]{9}\Z")
_LONE_NUMBER = re.compile(r"(?<![0-9])[0-9]{9}(?![0-9])")
_HIDDEN = re.compile(r"\\u|eyJ[A-Za-z0-9_-]{5,}")
"""An escape in a string, behind which a digit may stand, or a token."""
MASK = "*********"
_WEIGHTS = (9, 8, 7, 6, 5, 4, 3, 2, -1)


def is_bsn(text: str) -> bool:
    """Return whether `text` is a BSN (or RSIN): nine digits that pass the 11-proef, not all 0."""
    if not _NINE_DIGITS.match(text) or text == "000000000":
        return False
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, text, strict=True))
    return total % 11 == 0


def holds_personal(text: str) -> bool:
    """Return whether a document may have a BSN (or RSIN, which looks the same) or a token in it."""
    if _HIDDEN.search(text):
        return True
    return holds_bsn(text)


def without_bsns(text: str) -> str:
    """Return the text with a mask in the place of every BSN (or RSIN)."""
    return _LONE_NUMBER.sub(lambda found: MASK if is_bsn(found[0]) else found[0], text)


def holds_bsn(text: str) -> bool:
    """Return whether a BSN (or RSIN) stands somewhere in the text."""
    return any(is_bsn(number) for number in _LONE_NUMBER.findall(text))
