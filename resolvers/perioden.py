"""Years, quarters, months, weeks and days between two dates. Knows no register."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from resolvers.errors import BadUserInputError

Day = datetime.date
_DAY = datetime.timedelta(days=1)
_SHIFT = {"": (0, 0), "__gt": (1, None), "__gte": (0, None), "__lt": (None, -1), "__lte": (None, 0)}
"""How many days each comparison moves the first and the last day."""


@dataclass(frozen=True, slots=True)
class Periode:
    """A period as far as it is counted: the first and last one may be cut off by the filter."""

    naam: str
    van: str
    tot_en_met: str


class Kind(NamedTuple):
    """A length of period: periods are numbered, so that any day falls in exactly one."""

    number: Callable[[Day], int]
    first: Callable[[int], Day]
    name: Callable[[Day], str]


KINDS: Mapping[str, Kind] = {
    "JAAR": Kind(
        lambda day: day.year,
        lambda number: Day(number, 1, 1),
        lambda day: f"{day.year:04}",
    ),
    "KWARTAAL": Kind(
        lambda day: day.year * 4 + (day.month - 1) // 3,
        lambda number: Day(number // 4, number % 4 * 3 + 1, 1),
        lambda day: f"{day.year:04}-K{(day.month + 2) // 3}",
    ),
    "MAAND": Kind(
        lambda day: day.year * 12 + day.month - 1,
        lambda number: Day(number // 12, number % 12 + 1, 1),
        lambda day: f"{day.year:04}-{day.month:02}",
    ),
    "WEEK": Kind(
        lambda day: (day.toordinal() - 1) // 7,
        lambda number: Day.fromordinal(number * 7 + 1),
        lambda day: "{:04}-W{:02}".format(*day.isocalendar()),
    ),
    "DAG": Kind(Day.toordinal, Day.fromordinal, Day.isoformat),
}


class Range(NamedTuple):
    """The days a filter leaves, both ends included."""

    van: Day
    tot_en_met: Day

    def count(self, kind: Kind) -> int:
        """Return how many periods there are, without making them."""
        if self.van > self.tot_en_met:
            return 0
        return kind.number(self.tot_en_met) - kind.number(self.van) + 1

    def split(self, kind: Kind) -> list[Periode]:
        """Return the periods in order."""
        start = kind.number(self.van)
        found = []
        for number in range(start, start + self.count(kind)):
            first, after = kind.first(number), kind.first(number + 1)
            last = min(self.tot_en_met, after - _DAY)
            day = max(self.van, first)
            found.append(Periode(kind.name(first), day.isoformat(), last.isoformat()))
        return found


def range_of(params: Mapping[str, str], name: str) -> Range:
    """Return the days the filter leaves for date `name`.

    Raises BadUserInputError when the filter leaves one side open.
    """
    firsts, lasts = [], []
    for suffix, (first, last) in _SHIFT.items():
        if f"{name}{suffix}" in params:
            day = _checked(Day.fromisoformat(params[f"{name}{suffix}"]), name)
            if first is not None:
                firsts.append(day + first * _DAY)
            if last is not None:
                lasts.append(day + last * _DAY)
    if not firsts or not lasts:
        missing = "first" if not firsts else "last"
        raise BadUserInputError(
            f"'groepeerOp' by a period needs a {missing} day in 'filter': "
            f"bound '{name}' on both sides, or choose another 'datum'"
        )
    return Range(max(firsts), min(lasts))


def without_range(params: Mapping[str, str], name: str) -> dict[str, str]:
    """Return the parameters that do not bound date `name`."""
    bounds = {f"{name}{suffix}" for suffix in _SHIFT}
    return {key: value for key, value in params.items() if key not in bounds}


def as_params(periode: Periode, name: str) -> dict[str, str]:
    """Return the filters for one period, with the two comparisons that every date has."""
    van, tot = Day.fromisoformat(periode.van), Day.fromisoformat(periode.tot_en_met)
    return {
        f"{name}__gt": (van - _DAY).isoformat(),
        f"{name}__lt": (tot + _DAY).isoformat(),
    }


def _checked(day: Day, name: str) -> Day:
    """Refuse the years at the ends of the calendar, where a day more or less does not exist."""
    if not 1 < day.year < datetime.MAXYEAR:
        raise BadUserInputError(f"'{name}' in 'filter' is not a date to count by")
    return day
