"""Ledgers balance or do not exist, and every row has one reason not to be used."""

from collections import Counter

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annops.core.annotations import Selection, exclusion
from annops.core.finding import Place
from annops.core.ledger import FileLedger, Ledger, Unreadable, UseLedger
from annops.core.states import Role

rows = st.lists(
    st.tuples(
        st.sampled_from(["submitted", "draft", "skipped", "rejected"]),
        st.sampled_from(["annotator", "model", "gold", "reviewer"]),
        st.integers(1, 3),
        st.sampled_from([None, "unknown label", "no answer", "duplicate"]),
    )
)


def excluded(
    given_rows: list[tuple[str, str, int, str | None]], selection: Selection
) -> list[str]:
    columns = ["status", "role", "round", "problem"]
    frame = pl.DataFrame(given_rows, dict.fromkeys(columns, pl.String), orient="row", strict=False)
    frame = frame.with_columns(pl.col("round").cast(pl.Int32))
    return frame.select(exclusion(selection, columns=frame.columns))["excluded"].to_list()


def test_use_ledger_out_of_balance_is_refused() -> None:
    with pytest.raises(ValueError, match="out of balance"):
        UseLedger(10, 6, {"draft": 3})


def test_use_ledger_in_balance_is_made() -> None:
    assert UseLedger(10, 6, {"draft": 3, "skipped": 1}).used == 6


def test_file_ledger_counts_as_loaded_what_was_not_unreadable() -> None:
    entry = FileLedger("f", "h", "csv", 5, (Unreadable(Place("f", 3), "broken"),), 4)
    assert entry.loaded == 4


def test_project_ledger_adds_up_its_files() -> None:
    broken = (Unreadable(Place("f", 3), "broken"), Unreadable(Place("f", 4), "broken"))
    ledger = Ledger((FileLedger("f", "h", "csv", 5, broken, 9), FileLedger("g", "i", "csv", 7)))
    assert (ledger.read, ledger.loaded, ledger.unreadable, ledger.answers) == (12, 10, 2, 9)


@given(rows)
def test_used_rows_and_reasons_add_up_to_the_rows(
    given_rows: list[tuple[str, str, int, str | None]],
) -> None:
    reasons = Counter(excluded(given_rows, Selection()))
    used = sum(row == ("submitted", "annotator", 1, None) for row in given_rows)
    assert reasons.pop(None, 0) == used  # type: ignore[call-overload]
    assert used + reasons.total() == len(given_rows)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (("submitted", "annotator", 1, None), None),
        (("draft", "model", 2, "no answer"), "draft"),
        (("skipped", "annotator", 1, "no answer"), "skipped"),
        (("rejected", "annotator", 1, None), "rejected"),
        (("submitted", "model", 2, "unknown label"), "prediction"),
        (("submitted", "gold", 1, None), "gold"),
        (("submitted", "reviewer", 1, None), "review"),
        (("submitted", "annotator", 2, "unknown label"), "other round"),
        (("submitted", "annotator", 1, "unknown label"), "unknown label"),
    ],
)
def test_row_has_the_first_reason_that_holds(
    row: tuple[str, str, int, str | None], reason: str | None
) -> None:
    assert excluded([row], Selection()) == [reason]


def test_roles_asked_for_are_used() -> None:
    selection = Selection(roles=(Role.ANNOTATOR, Role.REVIEWER))
    given_rows = [("submitted", role, 1, None) for role in ("annotator", "reviewer", "gold")]
    assert excluded(list(given_rows), selection) == [None, None, "gold"]


def test_round_asked_for_is_used() -> None:
    given_rows = [("submitted", "annotator", n, None) for n in (1, 2, 3)]
    assert excluded(list(given_rows), Selection(round=2)) == ["other round", None, "other round"]


def test_rule_on_an_absent_column_does_not_hold() -> None:
    frame = pl.DataFrame({"status": ["draft", "submitted"]})
    made = frame.select(exclusion(Selection(), columns=frame.columns))
    assert made["excluded"].to_list() == ["draft", None]
