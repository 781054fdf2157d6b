"""The pace there is, is counted in the unit of the pace needed: judgments per working day."""

from datetime import date, timedelta
from typing import Any

import pytest

from annops.core.estimate import Outcome
from annops.project.definition import Plan
from annops.volumes.model import DayRow, Delivery, VolumesResult
from annops.volumes.pace import pace, recent_pace

FRIDAY = date(2026, 11, 20)


def _result(judgments: dict[date, int], planned: int = 450) -> VolumesResult:
    days = tuple(
        DayRow(day=day, judgments=n, annotators=1) for day, n in sorted(judgments.items())
    )
    delivery = Delivery(overlap=1, units=planned, done_items=0, done_judgments=0)
    parts: dict[str, Any] = {"days": days, "delivery": delivery}
    return VolumesResult.model_construct(**parts)


def _days(*counts: int) -> dict[date, int]:
    """Judgments from Saturday the 14th on, one number a calendar day; none where 0."""
    first = FRIDAY - timedelta(days=6)
    return {first + timedelta(days=n): count for n, count in enumerate(counts) if count}


def test_idle_working_days_count_as_none() -> None:
    # 98, 102 and 100 on three of five days: 60 a working day, not 100
    found = recent_pace(
        _result({date(2026, 11, 2): 90, **_days(0, 0, 98, 0, 102, 0, 100)}), FRIDAY
    )
    assert found.value == pytest.approx(60.0)
    assert found.n == 5


def test_work_at_the_weekend_counts_to_the_working_day_before() -> None:
    # 70 a day on seven days is 490 a week; Saturday and Sunday go to the Friday before
    earlier = {date(2026, 11, 2): 1}
    found = recent_pace(_result({**earlier, **_days(70, 70, 70, 70, 70, 70, 70)}), FRIDAY)
    assert found.n * (found.value or 0) == pytest.approx(490.0)


def test_days_before_the_first_judgment_do_not_count() -> None:
    found = recent_pace(_result({date(2026, 11, 19): 9, FRIDAY: 11}), FRIDAY)
    assert (found.value, found.n) == (10.0, 2)


def test_three_good_days_of_five_do_not_meet_a_pace_of_ninety() -> None:
    counts = {date(2026, 11, 2): 90, **_days(0, 0, 98, 0, 102, 0, 100)}
    stated = Plan(units=450, due="2026-11-27")
    assert pace(_result(counts), stated, FRIDAY).outcome is not Outcome.MET


def test_pace_is_never_said_to_reach_below_nothing() -> None:
    # 60, 0, 0, 0, 0: mean 12, t interval -21.3 to 45.3
    found = recent_pace(_result({date(2026, 11, 2): 90, **_days(0, 0, 60)}), FRIDAY)
    assert (found.value, found.low) == (12.0, 0.0)
    assert found.high == pytest.approx(45.3, abs=0.05)


def test_equal_days_are_not_said_to_vary() -> None:
    counts = {date(2026, 11, 2): 90, **_days(0, 0, 90, 90, 90, 90, 90)}
    found = pace(_result(counts), Plan(units=450, due="2026-11-27"), FRIDAY)
    assert "vary" not in found.why.replace("varies", "")
    assert "alike" in found.why
