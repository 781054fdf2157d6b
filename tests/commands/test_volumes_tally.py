"""Answers by week, breakdowns and question at once, and the formulas that add them up."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annops.core.annotations import Annotations
from annops.core.document import Column, Kind, Table
from annops.project.definition import Definition
from annops.volumes.compute import volumes
from annops.volumes.model import Tally, TallyRow
from annops.volumes.tally import tally
from annops.volumes.tidy import tidy_table, with_sums

Answers = Callable[[Sequence[dict[str, Any]]], Annotations]
Define = Callable[..., Definition]
COUNTS = ("loaded", "used", "skipped", "drafts", "other")


def test_each_combination_that_occurs_is_a_row(answers: Answers, definition: Define) -> None:
    monday = "2026-11-16T09:00:00+00:00"
    table = answers([
        {"item": "1", "answer": "x", "locale": "de", "submitted_at": monday},
        {"item": "2", "answer": None, "locale": "de", "status": "skipped", "submitted_at": monday},
        {"item": "3", "answer": "x", "locale": None, "submitted_at": None},
    ])  # fmt: skip
    found = tally(table, definition(breakdowns=["locale"]))
    assert found.columns == ("week", "locale", "question")
    assert [(row.values, row.loaded, row.used, row.skipped) for row in found.rows] == [
        (("(none)", "(none)", "q"), 1, 1, 0), (("2026-W47", "de", "q"), 2, 1, 1),
    ]  # fmt: skip


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(
        st.tuples(
            st.sampled_from("ab"), st.sampled_from([None, "duplicate", "unknown label"]),
            st.sampled_from(["submitted", "skipped", "draft"]),
        ),
        min_size=1, max_size=12,
    ),
    most=st.integers(1, 12),
)  # fmt: skip
def test_the_rows_add_up_to_the_volumes_however_few_are_allowed(
    answers: Answers, definition: Define, rows: list[tuple[str, str | None, str]], most: int
) -> None:
    table = answers([
        {"item": str(n), "answer": "x", "locale": locale, "problem": why, "status": status}
        for n, (locale, why, status) in enumerate(rows)
    ])  # fmt: skip
    made = definition(breakdowns=["locale"])
    found, counted = tally(table, made, most), volumes(table, None, made)
    assert len(found.rows) <= most
    assert sum(row.loaded for row in found.rows) == counted.total.loaded
    assert sum(row.used for row in found.rows) == counted.total.used
    if "locale" in found.columns:
        place = found.columns.index("locale")
        for row in counted.by("locale"):
            mine = [one.loaded for one in found.rows if one.values[place] == row.value]
            assert sum(mine) == row.loaded


def test_the_column_with_most_values_is_left_out_first(
    answers: Answers, definition: Define
) -> None:
    table = answers([
        {"item": str(n), "answer": "x", "locale": f"l{n}", "batch": "ab"[n % 2]} for n in range(9)
    ])  # fmt: skip
    found = tally(table, definition(breakdowns=["locale"]), 4)
    assert (found.left_out, found.columns) == (("locale",), ("week", "batch", "question"))
    assert "locale" in (tidy_table(found).note or "")


def counts_by(*names: str) -> tuple[Table, Tally]:
    rows = tuple(
        TallyRow(values=(name,), loaded=1, used=1, skipped=0, drafts=0, other=0) for name in names
    )
    columns = (Column("value", "Batch"), Column("used", "Used", Kind.COUNT))
    table = Table("t", "T", columns, tuple((name, 1) for name in names))
    return table, Tally(columns=("batch",), rows=rows)


def test_a_table_adds_up_the_raw_data_by_its_values() -> None:
    table, found = counts_by("B01", "B02")
    assert with_sums(table, found, "batch").live == {
        "used": "SUMIFS({data[used]},{data[batch]},{value})"
    }


@pytest.mark.parametrize(
    "names",
    [("a", "A"), ("B*", "C"), ("1", "01"), ("1e5", "x"), ("2026-11", "x"), ("<5", "x"), ("", "x"),
     ("x" * 256, "x")],
)  # fmt: skip
def test_values_that_sumifs_would_confuse_are_compared_exactly(names: tuple[str, ...]) -> None:
    table, found = counts_by(*names)
    assert with_sums(table, found, "batch").live == {
        "used": "SUMPRODUCT(EXACT({data[batch]},{value})*{data[used]})"
    }


def test_a_table_by_a_column_that_is_left_out_stays_as_it_is() -> None:
    table, found = counts_by("B01")
    assert with_sums(table, found, "locale") == table


def test_raw_data_has_a_column_for_every_count_and_is_marked_as_data() -> None:
    _, found = counts_by("B01", "B02")
    table = tidy_table(found)
    assert [column.key for column in table.columns] == ["batch", *COUNTS]
    assert (table.data, len(table.rows)) == (True, 2)


def test_a_column_whose_name_no_formula_can_hold_gets_a_key() -> None:
    row = TallyRow(values=("a", "b"), loaded=1, used=1, skipped=0, drafts=0, other=0)
    found = Tally(columns=("my vendor", "used"), rows=(row,))
    assert [column.key for column in tidy_table(found).columns[:2]] == ["by_1", "by_2"]
