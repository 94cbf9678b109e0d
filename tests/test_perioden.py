"""Periods: each day in exactly one, under its usual name."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolvers.perioden import KINDS, Range, range_of


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        ("JAAR", ["2024", "2025"]),
        ("KWARTAAL", ["2024-K4", "2025-K1"]),
        ("MAAND", ["2024-12", "2025-01"]),
        ("WEEK", ["2024-W52", "2025-W01"]),
        ("DAG", [f"2024-12-{day}" for day in range(28, 32)] + ["2025-01-01", "2025-01-02"]),
    ],
)
def test_periods_have_their_usual_names(kind: str, names: list[str]) -> None:
    days = Range(datetime.date(2024, 12, 28), datetime.date(2025, 1, 2))
    assert [periode.naam for periode in days.split(KINDS[kind])] == names


def test_the_narrowest_days_of_a_filter_count() -> None:
    days = {"startdatum__gte": "2026-01-01", "startdatum__gt": "2026-01-05"}
    days |= {"startdatum__lte": "2026-03-01", "startdatum__lt": "2026-02-01"}
    found = range_of({**days, "einddatum": "2026-01-20"}, "startdatum")
    assert found == Range(datetime.date(2026, 1, 6), datetime.date(2026, 1, 31))


@given(
    kind=st.sampled_from(sorted(KINDS)),
    van=st.dates(datetime.date(1900, 1, 1), datetime.date(2200, 1, 1)),
    length=st.integers(-3, 800),
)
def test_periods_cover_every_day_once(kind: str, van: datetime.date, length: int) -> None:
    day = datetime.timedelta(days=1)
    days = Range(van, van + length * day)
    periods = days.split(KINDS[kind])
    assert len(periods) == days.count(KINDS[kind]) == len({periode.naam for periode in periods})
    following = van
    for periode in periods:
        assert periode.van == following.isoformat() <= periode.tot_en_met
        following = datetime.date.fromisoformat(periode.tot_en_met) + day
    assert following == (days.tot_en_met + day if length >= 0 else van)
