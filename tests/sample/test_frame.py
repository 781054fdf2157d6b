from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annops.core.errors import AnnopsError
from annops.core.items import Items
from annops.sample.frame import SEVERAL, Frame, build_frame, close
from tests.sample.conftest import listed, table

ITEMS = [f"i{n}" for n in range(12)]


def frame_of(rows: Sequence[dict[str, Any]], items: Items | None = None, **more: Any) -> Frame:
    every = items or listed(*({"item": i, "batch": "B01"} for i in ITEMS))
    given = {"batch": "B01", "questions": ["q"], **more}
    return build_frame(table(rows), every, **given)


def test_items_not_begun_and_items_without_usable_answer_are_counted_apart() -> None:
    rows: list[dict[str, Any]] = [
        {"item": "i0"},
        {"item": "i1", "answer": None, "problem": "unknown label"},
    ]
    frame = frame_of(rows)
    assert frame.table.rows() == [("i0", "all", 1)]
    assert frame.excluded == {"not begun": 10, "no usable answer": 1}


@given(st.lists(st.sampled_from(ITEMS), min_size=1), st.sets(st.sampled_from(ITEMS), min_size=1))
def test_frame_and_excluded_items_are_the_batch(answered: list[str], in_batch: set[str]) -> None:
    items = listed(*({"item": i, "batch": "B01" if i in in_batch else "B02"} for i in ITEMS))
    rows = [{"item": i, "batch": None} for i in answered]
    if not in_batch & set(answered):
        return
    frame = frame_of(rows, items)
    assert frame.table.height + sum(frame.excluded.values()) == len(in_batch)


def test_drafts_predictions_gold_and_rework_are_not_judged() -> None:
    rows: list[dict[str, Any]] = [
        {"item": "i0", "annotator": "a"}, {"item": "i0", "annotator": "b", "status": "draft"},
        {"item": "i0", "role": "model"}, {"item": "i0", "role": "gold"},
        {"item": "i0", "annotator": "c", "round": 2},
    ]  # fmt: skip
    frame = frame_of(rows)
    assert frame.table.rows() == [("i0", "all", 1)]
    assert frame.rows["annotator"].to_list() == ["a"]


def test_gold_alone_does_not_begin_an_item() -> None:
    frame = frame_of([{"item": "i0"}, {"item": "i1", "role": "gold"}])
    assert frame.excluded == {"not begun": 11}


def test_items_that_the_list_lacks_come_from_the_answers() -> None:
    frame = frame_of([{"item": "new", "batch": "B01"}, {"item": "i0"}])
    assert frame.table["item"].to_list() == ["i0", "new"]


def test_an_unknown_batch_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(AnnopsError, match="SAM005") as caught:
        frame_of([{"item": "i0"}], batch="B1")
    assert "did you mean `B01`" in str(caught.value)


def test_all_is_the_project_unless_a_batch_is_called_so() -> None:
    rows = [{"item": "i0", "batch": None}, {"item": "i1", "batch": None}]
    whole = listed({"item": "i0", "batch": "B01"}, {"item": "i1", "batch": "B02"})
    assert frame_of(rows, whole, batch="all").table.height == 2
    named = listed({"item": "i0", "batch": "all"}, {"item": "i1", "batch": "B02"})
    found = frame_of(rows, named, batch="all")
    assert (found.batch, found.table["item"].to_list()) == ("all", ["i0"])


def test_a_batch_nobody_began_is_refused() -> None:
    items = listed({"item": "i0", "batch": "B01"}, {"item": "i1", "batch": "B02"})
    with pytest.raises(AnnopsError, match="SAM006"):
        frame_of([{"item": "i1", "batch": None}], items)


def test_an_item_whose_answers_have_several_values_is_a_stratum_of_its_own() -> None:
    rows = [
        {"item": "i0", "annotator": "a"}, {"item": "i0", "annotator": "b"},
        {"item": "i1", "annotator": "b"},
    ]  # fmt: skip
    frame = frame_of(rows, by=("annotator",))
    assert frame.table.select("item", "stratum").rows() == [("i0", SEVERAL), ("i1", "b")]


@given(st.randoms(use_true_random=False), st.integers(1, 40))
def test_the_order_of_rows_does_not_change_the_frame(random: Any, n: int) -> None:
    rows: list[dict[str, Any]] = [
        {"item": f"i{i % 12}", "annotator": f"a{i}", "locale": "x" if i % 2 else "y"}
        for i in range(n)
    ]
    shuffled = list(rows)
    random.shuffle(shuffled)
    assert close(frame_of(rows)).content == close(frame_of(shuffled)).content


def test_answers_in_the_order_of_the_list_and_in_another_give_one_frame() -> None:
    rows: list[dict[str, Any]] = [{"item": i, "annotator": i} for i in ITEMS]
    items = listed(*({"item": i, "batch": "B01"} for i in sorted(ITEMS)))
    frames = [frame_of(sorted(rows, key=lambda row: row["item"]), items), frame_of(rows, items)]
    assert close(frames[0]).sha256 == close(frames[1]).sha256
    assert frames[0].table["item"].to_list() == sorted(ITEMS)
    assert frames[0].content.equals(frames[1].content)
