"""Periods of ISO 8601 added to days: terms of a zaaktype, and how much longer a zaak may take."""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta

_PERIOD = re.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?\Z")
MAX_YEARS = 200
"""A longer period than that is a mistake, and no day of the calendar."""


def later(day: date, duration: str) -> date | None:
    """Return the day this period after another; None for what is no period of whole days."""
    found = _PERIOD.match(duration)
    if found is None or duration == "P":
        return None
    years, months, weeks, days = (int(part or 0) for part in found.groups())
    if years > MAX_YEARS or months > MAX_YEARS * 12 or weeks * 7 + days > MAX_YEARS * 366:
        return None
    year, month = divmod(day.year * 12 + day.month - 1 + years * 12 + months, 12)
    if year > date.max.year:
        return None
    last = calendar.monthrange(year, month + 1)[1]
    try:
        return date(year, month + 1, min(day.day, last)) + timedelta(weeks=weeks, days=days)
    except OverflowError:
        return None


def moved(text: str | None, duration: str) -> str | None:
    """Return a day of a register moved by a period; None when there is no such day."""
    if not text:
        return None
    try:
        found = later(date.fromisoformat(text), duration)
    except ValueError:
        return None
    return None if found is None else found.isoformat()


def is_longer(one: str, other: str, since: date) -> bool:
    """Whether one period from a day on ends later than another."""
    first, second = later(since, one), later(since, other)
    return first is not None and second is not None and first > second
