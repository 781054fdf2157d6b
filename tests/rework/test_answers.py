"""Which answer is the newest one, and what is kept of the answers at a sending."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annops.core.annotations import SCHEMA, Annotations
from annops.core.counts import number_items
from annops.core.ledger import Ledger
from annops.rework.answers import before, before_text, kept, newest_answers, read_before
from annops.rework.model import Given, Kept, Key


def annotations(rows: Sequence[dict[str, Any]]) -> Annotations:
    usual = {"item": "i", "question": "q", "annotator": "ann", "role": "annotator", "round": 1,
             "status": "submitted", "problem": None, "batch": "B1", "file": "f.csv",
             "snapshot": "s", "submitted_at": None}  # fmt: skip
    filled = [{**usual, "record": n, **row} for n, row in enumerate(rows, 1)]
    names = list(filled[0])
    frame = pl.DataFrame({n: [row[n] for row in filled] for n in names}, strict=False)
    frame = frame.with_columns(pl.col(n).cast(SCHEMA[n]) for n in names)
    numbers = pl.Series("item_number", number_items(frame["item"]))
    return Annotations(frame.with_columns(numbers).lazy(), Ledger(), (), ("batch",))


def newest(*rows: dict[str, Any]) -> str | None:
    found = newest_answers(annotations(rows), None, "B1")
    return found[("i", "q", "ann")].answer if found else None


def at(hour: int) -> datetime:
    return datetime.fromisoformat(f"2026-11-20T{hour:02d}:00:00+00:00")


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"round": 2}, {"round": 1, "submitted_at": at(9)}),
        ({"submitted_at": at(9)}, {"submitted_at": at(8)}),
        ({"submitted_at": at(9), "snapshot": "a"}, {"submitted_at": at(8), "snapshot": "b"}),
        ({"snapshot": "2026-11-21"}, {"snapshot": "2026-11-20", "submitted_at": at(9)}),
        ({"record": 5}, {"record": 4}),
        ({}, {"status": "draft", "record": 9}),
        ({}, {"role": "reviewer", "record": 9}),
        ({}, {"problem": "superseded by a newer export", "record": 9}),
        ({"problem": "duplicate", "record": 9}, {}),
    ],
    ids=["round", "time", "time before snapshot", "snapshot where a time is missing", "record",
         "draft", "reviewer", "superseded", "repeated answer"],
)  # fmt: skip
def test_newest_answer_whatever_the_order_of_the_rows(
    first: dict[str, Any], second: dict[str, Any]
) -> None:
    rows = [{"answer": "new", **first}, {"answer": "old", **second}]
    numbered = [{"record": n, **row} for n, row in zip((7, 6), rows, strict=True)]
    assert newest(*numbered) == "new"
    assert newest(*numbered[::-1]) == "new"


def test_no_usable_answer_is_none_not_an_empty_one() -> None:
    assert newest({"answer": None, "problem": "no answer"}) is None


def test_answers_of_other_batches_are_left_out_unless_their_items_are_asked_for() -> None:
    rows = [{"answer": "x", "batch": "B2", "item": "j"}, {"answer": "x", "batch": "B2"}]
    assert newest_answers(annotations(rows), None, "B1") == {}
    assert [key[0] for key in newest_answers(annotations(rows), None, "B1", {"j"})] == ["j"]


TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=9)
KEYS = st.tuples(TEXT, TEXT, TEXT)


@given(st.dictionaries(KEYS, st.builds(Kept, TEXT, st.booleans()), max_size=6))
def test_what_is_kept_is_read_back_the_same(answers: dict[Key, Kept]) -> None:
    assert read_before(before_text(answers)) == answers


def test_damaged_file_is_nothing_not_a_part() -> None:
    text = before_text({("i", "q", "a"): Kept("x", own=True)})
    assert read_before(text + "cut,off\n") is None
    assert read_before("") is None


@given(st.text("ab", min_size=201, max_size=210), st.text("ab", min_size=201, max_size=210))
def test_long_answers_are_told_apart_by_their_hash(one: str, other: str) -> None:
    assert (kept(one) == kept(other)) == (one == other)
    assert len(kept(one)) < 100


def test_only_the_addressee_and_the_items_sent_are_kept() -> None:
    answers = {(item, "q", who): Given("x", "f:1") for item in "ij" for who in ("ann", "bob")}
    assert set(before(answers, {"ann"}, {"i"})) == {
        ("i", "q", "ann"), ("j", "q", "ann"), ("i", "q", "bob"),
    }  # fmt: skip
