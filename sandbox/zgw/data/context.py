"""What every part of the made-up data shares: addresses, identities and the calendar."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

Json = dict[str, Any]

BRONORGANISATIE = "517439943"

_NAMESPACE = uuid.UUID("6f1d1b52-8a0c-4f0e-9a65-3c1f6f2f7f10")


def make_uuid(*parts: object) -> str:
    """The same parts give the same uuid in every process."""
    return str(uuid.uuid5(_NAMESPACE, "/".join(map(str, parts))))


def uuid_of(url: str) -> str:
    return url.rsplit("/", 1)[-1]


@dataclass(frozen=True)
class Context:
    """Where the registers live, who lives in the municipality, and what day it is."""

    roots: Mapping[str, str]
    personen: Sequence[Json]
    today: date

    def url(self, api: str, path: str, uid: str) -> str:
        return f"{self.roots[api]}{path}/{uid}"

    def date(self, days_ago: int) -> date:
        return self.today - timedelta(days=days_ago)

    def day(self, days_ago: int) -> str:
        return self.date(days_ago).isoformat()

    def moment(self, days_ago: int, minute: int = 0) -> str:
        """A moment during office hours, some days ago."""
        hour, rest = divmod(minute % 540, 60)
        return f"{self.day(days_ago)}T{8 + hour:02d}:{rest:02d}:00Z"


def add_years(start: date, years: int) -> date:
    """The same day some years later; 29 February becomes the 28th."""
    day = min(start.day, 28) if start.month == 2 else start.day
    return start.replace(year=start.year + years, day=day)
