from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import polars as pl
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy import stats

from annops.core.annotations import Annotations
from annops.core.items import Items
from annops.measures.judgments import median_seconds
from annops.project.definition import Definition
from annops.volumes.compute import volumes
from annops.volumes.document import lines
from annops.volumes.model import Options
from annops.volumes.period import up_to, within
from annops.volumes.tally import tally

Answers = Callable[[Sequence[dict[str, Any]]], Annotations]
Define = Callable[..., Definition]
Received = Callable[..., Items]


def at(item: str, time: str, **more: Any) -> dict[str, Any]:
    return {"item": item, "answer": "x", "submitted_at": time, **more}


def test_items_received_are_answered_unusable_or_untouched(
    answers: Answers, definition: Define, received: Received
) -> None:
    table = answers([
        {"item": "1", "answer": "x"},
        {"item": "2", "answer": None, "status": "skipped"},
        {"item": "3", "answer": "x", "role": "gold", "annotator": None},
    ])  # fmt: skip
    counted = volumes(table, received("1", "2", "3", "4"), definition()).total.items
    assert counted is not None
    assert counted.model_dump() == {
        "received": 4, "answered": 1, "unusable": 1, "untouched": 2,
    }  # fmt: skip


def test_an_answered_item_missing_from_the_manifest_is_told(
    answers: Answers, definition: Define, received: Received
) -> None:
    result = volumes(answers([{"item": "9", "answer": "x"}]), received("1"), definition())
    assert result.outside == 1
    assert result.total.items is not None
    assert result.total.items.answered == 0


def test_answers_loaded_are_used_or_have_a_reason(answers: Answers, definition: Define) -> None:
    table = answers([
        {"item": "1", "answer": "x"},
        {"item": "1", "annotator": "b", "answer": None, "status": "draft"},
        {"item": "1", "annotator": "c", "answer": "x", "problem": "duplicate"},
    ])  # fmt: skip
    total = volumes(table, None, definition()).total
    assert (total.loaded, total.used, total.excluded) == (3, 1, {"draft": 1, "duplicate": 1})


def test_a_record_with_two_questions_counts_its_seconds_once(
    answers: Answers, definition: Define
) -> None:
    label = {"type": "classification", "labels": ["x", "y"]}
    table = answers([
        {"item": "1", "answer": "x", "question": "q", "record": 1, "seconds": 20.0},
        {"item": "1", "answer": "x", "question": "r", "record": 1, "seconds": 20.0},
    ])  # fmt: skip
    total = volumes(table, None, definition(questions={"q": label, "r": label})).total
    assert (total.judgments, total.seconds.value) == (1, 20.0)


def test_the_records_of_one_judgment_add_up(answers: Answers, definition: Define) -> None:
    table = answers([
        {"item": "1", "answer": "x", "question": "q", "seconds": 20.0},
        {"item": "1", "answer": "x", "question": "r", "seconds": 15.0},
    ])  # fmt: skip
    assert volumes(table, None, definition()).total.seconds.value == 35.0


def test_idle_time_is_cut_and_counted(answers: Answers, definition: Define) -> None:
    table = answers([
        {"item": "1", "answer": "x", "seconds": 4000.0},
        {"item": "2", "answer": "x", "seconds": 4000.0},
        {"item": "3", "answer": "x", "seconds": 10.0},
    ])  # fmt: skip
    total = volumes(table, None, definition(plan={"idle_seconds": 60})).total
    assert (total.seconds.value, total.idle_cuts) == (60.0, 2)


def test_without_times_the_median_is_undefined_with_a_reason(
    answers: Answers, definition: Define
) -> None:
    seconds = volumes(answers([{"item": "1", "answer": "x"}]), None, definition()).total.seconds
    assert seconds.value is None
    assert seconds.why_undefined == "the exports hold no times per record"


def test_days_and_weeks_are_those_of_the_zone(answers: Answers, definition: Define) -> None:
    table = answers([at("1", "2026-11-15T23:30:00+00:00")])
    result = volumes(table, None, definition(zone="Europe/Berlin"), Options(by=("week",)))
    assert result.last_day == date(2026, 11, 16)
    assert [row.value for row in result.by("week")] == ["2026-W47"]


def test_pace_counts_active_days_only(answers: Answers, definition: Define) -> None:
    table = answers([
        at("1", "2026-11-02T08:00:00+00:00"), at("2", "2026-11-02T09:00:00+00:00"),
        at("3", "2026-11-09T08:00:00+00:00"), at("4", "2026-11-09T09:00:00+00:00"),
        at("5", "2026-11-09T10:00:00+00:00"),
    ])  # fmt: skip
    total = volumes(table, None, definition()).total
    assert (total.active_days, total.per_active_day) == (2, 2.5)


def test_a_breakdown_that_differs_within_an_item_tells_nothing_of_received(
    answers: Answers, definition: Define, received: Received
) -> None:
    table = answers([
        {"item": "1", "annotator": "a", "answer": "x", "vendor": "v", "locale": "en"},
        {"item": "1", "annotator": "b", "answer": "x", "vendor": "w", "locale": "en"},
    ])  # fmt: skip
    manifest = received("1", vendor=["v"], locale=["en"])
    result = volumes(table, manifest, definition(breakdowns=["vendor", "locale"]))
    assert [row.items is None for row in result.by("vendor")] == [True, True]
    assert [row.items is None for row in result.by("locale")] == [False]


def test_a_batch_nobody_began_is_listed(
    answers: Answers, definition: Define, received: Received
) -> None:
    table = answers([{"item": "1", "answer": "x", "batch": "B1"}])
    manifest = received("1", "2", batch=["B1", "B2"])
    rows = volumes(table, manifest, definition(), Options(by=("batch",))).by("batch")
    assert [(row.value, row.items.untouched if row.items else None, row.loaded) for row in rows] \
        == [("B1", 0, 1), ("B2", 1, 0)]  # fmt: skip


def test_judgments_beyond_the_overlap_do_not_count_towards_the_plan(
    answers: Answers, definition: Define
) -> None:
    given_ = {"1": 3, "2": 2, "3": 1}
    rows = [
        {"item": i, "annotator": str(a), "answer": "x"}
        for i, n in given_.items()
        for a in range(n)
    ]
    delivery = volumes(answers(rows), None, definition(plan={"units": 5, "overlap": 2})).delivery
    assert (delivery.done_items, delivery.done_judgments) == (2, 5)
    assert delivery.planned_judgments == 10


def test_answers_after_the_day_are_left_out_and_undated_ones_stay(answers: Answers) -> None:
    table = answers([
        at("1", "2026-11-15T23:30:00+00:00"), at("2", "2026-11-15T22:30:00+00:00"),
        {"item": "3", "answer": "x", "submitted_at": None},
    ])  # fmt: skip
    kept = up_to(table, date(2026, 11, 15), "Europe/Berlin").frame.collect()["item"].to_list()
    assert kept == ["2", "3"]


def test_undated_answers_belong_to_no_week(answers: Answers) -> None:
    table = answers([at("1", "2026-11-16T00:00:00+00:00"), {"item": "3", "answer": "x"}])
    week = within(table, date(2026, 11, 16), date(2026, 11, 22), "UTC")
    assert week.frame.collect()["item"].to_list() == ["1"]


def test_the_interval_of_the_median_is_that_of_the_order_statistics() -> None:
    values = pl.Series(np.arange(1.0, 26.0) ** 2)
    low, high = stats.binom(25, 0.5).ppf([0.025, 0.975])
    found = median_seconds(values)
    assert found.value == 169.0
    assert (found.low, found.high) == (float(low) ** 2, (float(high) + 1) ** 2)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from([None, "duplicate", "unknown label"]), min_size=1, max_size=12))
def test_every_breakdown_adds_up_to_the_total(
    answers: Answers, definition: Define, problems: list[str | None]
) -> None:
    rows = [
        {"item": str(n // 2), "annotator": str(n % 3), "answer": "x", "locale": "ab"[n % 2],
         "problem": why, "submitted_at": None}
        for n, why in enumerate(problems)
    ]  # fmt: skip
    result = volumes(answers(rows), None, definition())
    for name in ("locale", "annotator", "question", "week"):
        part = result.by(name)
        assert sum(row.loaded for row in part) == result.total.loaded
        assert sum(row.used for row in part) == result.total.used


def test_answers_without_a_known_question_have_rows_so_that_questions_add_up(
    answers: Answers, definition: Define
) -> None:
    rows: list[dict[str, Any]] = [
        {"item": "1", "answer": "x"},
        {"item": "2", "answer": None, "question": None, "problem": "answer type not supported"},
        {"item": "3", "answer": None, "question": "other",
         "problem": "question not in the definition"},
    ]  # fmt: skip
    result = volumes(answers(rows), None, definition())
    assert {row.value: row.loaded for row in result.by("question")} == {
        "q": 1, "(no question)": 1, "(not in the definition)": 1,
    }  # fmt: skip
    assert {row.values[-1] for row in tally(answers(rows), definition()).rows} == {
        row.value for row in result.by("question")
    }


def test_gold_is_said_to_be_set_aside(answers: Answers, definition: Define) -> None:
    rows = [{"item": "1", "answer": "x"}, {"item": "1", "answer": "x", "role": "gold"}]
    said = lines(volumes(answers(rows), None, definition()))
    assert "answers: 2 loaded = 1 used + 1 not used (1 set aside as gold)" in said
    assert "judgments: 1 by 1 annotator" in said


def test_no_answer_at_all_gives_zero_and_no_pace(
    answers: Answers, definition: Define, received: Received
) -> None:
    table = answers([at("1", "2026-11-16T00:00:00+00:00")])
    empty = replace(table, frame=table.frame.clear())
    total = volumes(empty, received("1"), definition()).total
    assert (total.loaded, total.judgments, total.per_active_day) == (0, 0, None)
    assert total.idle_cuts == 0
