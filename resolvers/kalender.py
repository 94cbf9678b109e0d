"""Which day it is in the Netherlands, and days between dates: terms are counted in calendar days.

The day a term ends is a day in Dutch law, so midnight in Amsterdam decides, not UTC. An operation
asks once: all its rows are compared with the same day.
"""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from resolvers.context import RequestContext
from sources.errors import ContractError

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def now() -> datetime:
    """Return the moment; tests replace this."""
    return datetime.now(AMSTERDAM)


def today(context: RequestContext) -> date:
    """Return the day on which this operation runs, in Amsterdam."""
    return context.loaders.once("today", lambda: now().astimezone(AMSTERDAM).date())


def day(text: str | None, upstream: str) -> date | None:
    """Return the day a register wrote (ISO 8601). Raises ContractError."""
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ContractError(upstream, "date") from None
