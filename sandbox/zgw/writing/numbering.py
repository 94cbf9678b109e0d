"""The identificaties that a register gives out itself, as Open Zaak counts them per year."""

from __future__ import annotations

from collections.abc import Iterable


def next_number(prefix: str, year: str, taken: Iterable[str]) -> str:
    """The number after the highest of that year."""
    start = f"{prefix}-{year}-"
    used = [item.removeprefix(start) for item in taken if item.startswith(start)]
    highest = max((int(item) for item in used if item.isdigit()), default=0)
    return f"{start}{highest + 1:010d}"
