"""How far batches are, whether they will be late, and what needs attention."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annops.batches.compute import Counted, batches, count_batches
from annops.batches.document import bar, batch_line, batches_table
from annops.batches.lines import lines
from annops.core.annotations import SCHEMA, Annotations
from annops.core.counts import number_items
from annops.core.estimate import Outcome
from annops.core.items import Items
from annops.core.ledger import Ledger
from annops.project.definition import Definition, definition_model
from annops.registers.batches import Batch

FRIDAY = date(2026, 11, 20)


def define(overlap: int = 1) -> Definition:
    questions = {"q": {"type": "classification", "labels": ["x", "y"]}}
    said = {"project": "p", "questions": questions, "plan": {"overlap": overlap}}
    return definition_model().model_validate(said)


def answers(rows: Sequence[tuple[str, str, str | None, str | None]]) -> Annotations:
    """Answers as item, annotator, batch, day."""
    frame = pl.DataFrame(
        [
            {"item": item, "annotator": who, "batch": batch, "question": "q", "answer": "x",
             "role": "annotator", "round": 1, "status": "submitted", "problem": None,
             "file": "f.csv", "record": n,
             "submitted_at": datetime.fromisoformat(f"{day}T09:00:00+00:00") if day else None}
            for n, (item, who, batch, day) in enumerate(rows, 1)
        ]
    )  # fmt: skip
    frame = frame.with_columns(pl.col(n).cast(SCHEMA[n]) for n in frame.columns)
    numbers = pl.Series("item_number", number_items(frame["item"]))
    return Annotations(frame.with_columns(numbers).lazy(), Ledger(), (), ("batch",))


def received(batch_of: Mapping[str, str | None], *, derived: bool = False) -> Items:
    schema = {"item": pl.String(), "batch": pl.String()}
    rows = {"item": list(batch_of), "batch": list(batch_of.values())}
    return Items(pl.DataFrame(rows, schema), derived)


def record(**fields: Any) -> Batch:
    return Batch.model_validate({"id": "B1", "state": "in progress", **fields})


def codes(row: Batch, counted: Counted) -> list[str]:
    result = batches([row], {row.id: counted}, define(), FRIDAY)
    return [finding.code for finding in result.findings]


def recent(per_day: int) -> tuple[tuple[date, int], ...]:
    """The same number on each of the last five working days, give or take one."""
    monday = date(2026, 11, 16)
    return tuple((monday + timedelta(days=n), per_day + (n % 2)) for n in range(5))


def test_an_item_is_done_when_it_has_the_judgments_planned() -> None:
    rows = [("a", "p", "B1", None), ("a", "q", "B1", None), ("b", "p", "B1", None)]
    listed = received({"a": "B1", "b": "B1", "c": "B1", "d": "B2"})
    counted = count_batches(answers(rows), listed, define(overlap=2), FRIDAY)
    one = counted["B1"]
    assert (one.received, one.answered, one.done, one.judgments, one.toward) == (3, 2, 1, 3, 3)
    assert counted["B2"].received == 1


def test_judgments_beyond_the_overlap_do_not_bring_the_batch_forward() -> None:
    rows = [("a", who, "B1", None) for who in "pqr"]
    counted = count_batches(answers(rows), received({"a": "B1", "b": "B1"}), define(2), FRIDAY)
    (row,) = batches([record(units=2)], counted, define(2), FRIDAY).batches
    assert row.pace is not None
    assert (row.judgments, row.pace.remaining, row.share) == (3, 2, 0.5)


def test_batch_of_the_list_of_items_outranks_that_of_the_answer() -> None:
    counted = count_batches(
        answers([("a", "p", "typo", None), ("x", "p", "B9", None)]), received({"a": "B1"}),
        define(), FRIDAY,
    )  # fmt: skip
    assert {name: part.judgments for name, part in counted.items()} == {"B1": 1, "B9": 1}


def test_answers_without_a_batch_are_counted_not_lost() -> None:
    counted = count_batches(answers([("a", "p", None, None)]), received({"a": None}), define(),
                            FRIDAY)  # fmt: skip
    assert batches([], counted, define(), FRIDAY).without_batch == 1


def test_answers_after_the_day_are_left_out() -> None:
    rows = [("a", "p", "B1", "2026-11-20"), ("b", "p", "B1", "2026-11-21")]
    counted = count_batches(answers(rows), received({"a": "B1", "b": "B1"}), define(), FRIDAY)
    assert counted["B1"].judgments == 1


@pytest.mark.parametrize(
    ("row", "counted", "expected"),
    [
        (record(units=10), Counted(10, 10, 10, 10, 10), []),
        (record(), Counted(), ["BAT002"]),
        (record(state="planned"), Counted(), []),
        (record(units=5), Counted(6, 5, 5, 5, 5), ["BAT005"]),
        (record(units=5, state="delivered"), Counted(5, 4, 4, 4, 4), ["BAT006"]),
        (record(units=9, due=FRIDAY), Counted(9, 3, 3, 3, 3), ["BAT003"]),
        (record(units=900, due=FRIDAY + timedelta(7)),
         Counted(900, 52, 52, 52, 52, recent(10)), ["BAT004"]),
        (record(units=900, due=FRIDAY + timedelta(7), state="on hold"),
         Counted(900, 52, 52, 52, 52, recent(10)), []),
    ],
)  # fmt: skip
def test_what_needs_attention_is_a_finding(
    row: Batch, counted: Counted, expected: list[str]
) -> None:
    assert codes(row, counted) == expected


def test_batch_of_the_data_that_is_not_registered_is_named_with_its_command() -> None:
    result = batches([], {"B7": Counted(received=3, derived=True)}, define(), FRIDAY)
    (found,) = result.findings
    assert found.code == "BAT001"
    assert "`annops batches add B7 --units N --due DAY`" in (found.hint or "")
    assert lines(result)[-1] == "next: annops batches add B7 --units 3 --due DAY"


def test_register_alone_is_no_reason_for_findings_before_the_first_export() -> None:
    result = batches([record()], None, define(), FRIDAY)
    assert (result.findings, result.no_data) == ((), "there is no export yet")


def test_forecast_counts_working_days_at_the_mean_pace() -> None:
    # 52 done in 5 days (10, 11, 10, 11, 10): 21 left at 10.4 a day are three working days
    counted = Counted(73, 52, 52, 52, 52, recent(10))
    (row,) = batches([record(units=73)], {"B1": counted}, define(), FRIDAY).batches
    assert row.finish == date(2026, 11, 25)


def test_pace_that_varies_too_much_cannot_tell() -> None:
    days = ((date(2026, 11, 16), 1), (date(2026, 11, 18), 90))
    counted = Counted(200, 91, 91, 91, 91, days)
    row = record(units=200, due=FRIDAY + timedelta(7))
    (found,) = batches([row], {"B1": counted}, define(), FRIDAY).batches
    assert found.pace is not None
    assert found.pace.outcome is Outcome.CANNOT_TELL


def test_overdue_batch_says_by_how_many_days() -> None:
    counted = Counted(9, 3, 3, 3, 3)
    (row,) = batches([record(units=9, due=date(2026, 11, 17))], {"B1": counted}, define(),
                     FRIDAY).batches  # fmt: skip
    assert row.overdue_days == 3
    assert batch_line(row, 2).endswith("due 2026-11-17: 3 days overdue")


def test_without_units_progress_is_not_made_up() -> None:
    (row,) = batches([record()], {"B1": Counted(judgments=3, done=3)}, define(), FRIDAY).batches
    assert (row.units, row.share) == (None, None)


@given(st.one_of(st.none(), st.floats(0, 3)))
def test_bar_has_one_length_and_is_full_only_when_all_is_done(value: float | None) -> None:
    drawn = bar(value)
    assert len(drawn) == 12
    assert ("." not in drawn) == (value is not None and value >= 1)


def test_everyday_answer_has_at_most_a_dozen_lines_late_batches_first() -> None:
    rows = [record(id=f"B{n:02d}", units=5) for n in range(20)]
    rows.append(record(id="Z", units=5, due=date(2026, 11, 2)))
    counted: dict[str | None, Counted] = {
        row.id: Counted(5, 1, 1, 1, 1, derived=True) for row in rows
    }
    said = lines(batches(rows, counted, define(), FRIDAY))
    assert len(said) <= 12
    assert said[1].startswith("  Z ")


def outcome_of(**fields: Any) -> object:
    counted = Counted(received=4, answered=4, done=4, toward=4, judgments=4)
    result = batches([record(units=4, **fields)], {"B1": counted}, define(), FRIDAY)
    table = batches_table(result)
    return table.rows[0][[column.key for column in table.columns].index("outcome")]


def test_a_batch_without_a_due_day_is_not_called_on_time() -> None:
    assert outcome_of() is None
    assert outcome_of(due=date(2026, 12, 1)) is Outcome.MET


def test_a_batch_without_a_due_day_that_is_done_needs_no_words_on_time() -> None:
    counted = Counted(received=4, answered=4, done=4, toward=4, judgments=4)
    (row,) = batches([record(units=4)], {"B1": counted}, define(), FRIDAY).batches
    assert batch_line(row, 2).endswith("4 of 4 done (100.0 %); in progress")


@pytest.mark.parametrize(
    ("plan", "said"),
    [
        ({}, "Done: items with a judgment (no overlap planned)."),
        ({"overlap": 1}, "Done: items with 1 judgment, as planned per item."),
        ({"overlap": 3}, "Done: items with 3 judgments, as planned per item."),
    ],
)
def test_what_done_means_follows_from_the_plan(plan: Mapping[str, int], said: str) -> None:
    made = {"project": "p", "questions": {}, "plan": plan}
    definition = definition_model().model_validate(made)
    note = batches_table(batches([record()], {}, definition, FRIDAY)).note
    assert (note or "").startswith(said)


def test_a_name_with_a_blank_is_quoted_in_commands() -> None:
    result = batches([], {"Charge B": Counted(received=70)}, define(), FRIDAY)
    assert lines(result)[-1] == 'next: annops batches add "Charge B" --units 70 --due DAY'
    result = batches([record(id="Charge B", units=4)], {}, define(), FRIDAY)
    assert lines(result)[-1] == 'next: annops batches edit "Charge B" --due DAY'


def test_one_item_is_told_in_the_singular() -> None:
    result = batches([], {"B9": Counted(received=1, answered=1, done=1)}, define(), FRIDAY)
    assert lines(result)[0].endswith("1 of 1 item done")
    assert "1 item and no line in the register" in result.findings[0].message
