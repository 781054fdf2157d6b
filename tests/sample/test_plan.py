import math
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annops.core.errors import AnnopsError
from annops.core.sample import Allocation, Design
from annops.project.definition import Audit
from annops.sample.frame import Frame
from annops.sample.model import Options, Plan
from annops.sample.plan import make_plan, plan_targeted, size_table, strata_of


def frame(**sizes: int) -> Frame:
    strata = [name for name, n in sizes.items() for _ in range(n)]
    items = [f"i{n:06d}" for n in range(len(strata))]
    rows = pl.DataFrame({"item": items, "stratum": strata, "answers": [1] * len(items)})
    empty = pl.DataFrame({"item": items})
    return Frame("B01", rows, empty, empty, ("q",), {"q": len(items)}, {})


def planned(sizes: dict[str, int], audit: dict[str, Any] | None = None, **options: Any) -> Plan:
    return make_plan(frame(**sizes), Options(**options), Audit(**(audit or {})))


@pytest.mark.parametrize(
    ("rate", "half_width", "items"),
    [(0.05, 0.02, 469), (0.95, 0.02, 469), (0.5, 0.05, 381), (0.02, 0.01, 792)],
)
def test_sizes_for_a_huge_batch_are_the_enumerated_ones(
    rate: float, half_width: float, items: int
) -> None:
    rows = {row.half_width: row for row in size_table(10**12, rate, 0.95)}
    assert rows[half_width].items == items


def test_the_textbook_size_is_that_of_krejcie_and_morgan() -> None:
    # Krejcie and Morgan (1970), table 1: 278 of 1,000 and 370 of 10,000 at 5 points
    sizes = [
        next(row.textbook for row in size_table(n, 0.5, 0.95) if row.half_width == 0.05)
        for n in (1_000, 10_000)
    ]
    assert sizes == [278, 370]


def test_size_is_planned_for_the_precision_of_the_definition() -> None:
    wide = planned({"all": 50_000}, {"half_width": 0.05, "expected_rate": 0.1})
    narrow = planned({"all": 50_000}, {"half_width": 0.01, "expected_rate": 0.1})
    assert wide.drawn < narrow.drawn
    assert (narrow.half_width or 1) <= 0.01 < (wide.half_width or 0) <= 0.05


@given(st.integers(1, 3000), st.sampled_from((0.01, 0.02, 0.05)), st.sampled_from((0.02, 0.3)))
def test_the_planned_size_is_the_smallest_that_reaches_the_precision(
    items: int, half_width: float, rate: float
) -> None:
    plan = planned({"all": items}, half_width=half_width, expected_rate=rate)
    assert plan.half_width is not None
    assert plan.half_width <= half_width + 1e-6
    if 1 < plan.drawn < items:
        fewer = planned({"all": items}, size=plan.drawn - 1, expected_rate=rate)
        assert fewer.half_width is not None
        assert fewer.half_width > half_width - 1e-6


def test_a_small_batch_is_judged_whole_and_the_plan_says_so() -> None:
    plan = planned({"all": 12})
    assert (plan.drawn, plan.half_width) == (12, 0.0)
    assert plan.notes[0].startswith("all items are judged")


def test_a_sample_larger_than_the_batch_is_refused() -> None:
    with pytest.raises(AnnopsError, match="SAM007"):
        planned({"all": 12}, size=13)


@given(
    st.dictionaries(st.sampled_from("abcdef"), st.integers(1, 400), min_size=1),
    st.integers(1, 2400), st.sampled_from(tuple(Allocation)),
)  # fmt: skip
def test_strata_add_up_and_none_gets_less_than_two_or_more_than_it_has(
    sizes: dict[str, int], n: int, allocation: Allocation
) -> None:
    n = min(n, sum(sizes.values()))
    plan = planned(sizes, size=n, by=("locale",), allocation=allocation)
    least = sum(min(2, size) for size in sizes.values())
    assert plan.drawn == sum(part.drawn for part in plan.strata) == max(n, least)
    assert sum(part.items for part in plan.strata) == plan.items == sum(sizes.values())
    for part in plan.strata:
        assert min(2, part.items) <= part.drawn <= part.items == sizes[part.name]


def test_too_small_a_sample_is_raised_to_two_a_part_and_the_plan_says_so() -> None:
    plan = planned({"a": 50, "b": 50, "c": 1}, size=1, by=("locale",))
    assert [part.drawn for part in plan.strata] == [2, 2, 1]
    assert plan.notes == ("4 added: 2 of each part are needed to see any spread",)


def test_strata_with_one_rate_are_as_precise_as_a_simple_sample_of_that_size() -> None:
    for half in (45, 5000):
        parts = planned({"a": half, "b": half}, size=60, by=("locale",))
        whole = planned({"all": 2 * half}, size=60)
        assert parts.half_width == pytest.approx(whole.half_width, rel=0.01)


def test_neyman_without_earlier_audits_is_proportional_and_says_so() -> None:
    sizes = {"a": 900, "b": 300}
    neyman = planned(sizes, size=80, by=("locale",), allocation=Allocation.NEYMAN)
    assert [part.drawn for part in neyman.strata] == [60, 20]
    assert any("no earlier audit" in note for note in neyman.notes)


def test_neyman_draws_more_where_earlier_audits_found_more_errors() -> None:
    options = Options(size=100, by=("locale",), allocation=Allocation.NEYMAN)
    past = {"a": (0, 200), "b": (60, 200)}
    plan = make_plan(frame(a=1000, b=1000), options, Audit(), past)
    spread = [math.sqrt(p * (1 - p)) for p in (1 / 220, 61 / 220)]
    share = spread[1] / sum(spread)
    assert [part.drawn for part in plan.strata] == [100 - round(100 * share), round(100 * share)]
    assert not any("no earlier audit" in note for note in plan.notes)


def test_a_part_without_any_error_so_far_is_not_taken_to_have_none() -> None:
    strata = strata_of(frame(a=100, b=100), 0.05, {"a": (0, 500)})
    assert 0 < strata.rates[0] < strata.rates[1] == 0.05


def test_a_habit_of_five_percent_says_what_it_leaves_unknown() -> None:
    plan = planned({"all": 2_000})
    habit = next(row for row in plan.habits if row.share == 0.05)
    # none of 100 wrong: 1 - 0.05 ** (1 / 100) is 2.95 % for an infinite batch, a little less here
    assert habit.items == 100
    assert 0.025 < habit.none_wrong <= 1 - 0.05 ** (1 / 100)


def test_a_targeted_sample_has_no_precision() -> None:
    plan = plan_targeted(frame(all=20), ["i000001", "i000002"], Options(targeted="why"), Audit())
    assert (plan.design, plan.half_width, plan.drawn, plan.items) == (
        Design.TARGETED, None, 2, 20
    )  # fmt: skip
    assert [(part.name, part.items, part.drawn) for part in plan.strata] == [
        ("targeted", 2, 2), ("not targeted", 18, 0)
    ]  # fmt: skip
