"""Texts become codes, items become numbers, rows become units, and order does not matter."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annops.core.counts import (
    NO_VALUE,
    code_answers,
    densify,
    label_patterns,
    number_items,
    pair_counts,
    unit_groups,
)

texts = st.lists(st.one_of(st.none(), st.text(max_size=3)))
answers = st.lists(
    st.tuples(st.integers(0, 6), st.sampled_from("abcd"), st.sampled_from("xyz"),
              st.sampled_from(["v1", "v2", None])),
    min_size=1, max_size=40,
)  # fmt: skip
Answer = tuple[int, str, str, str | None]


def frame_of(rows: list[Answer]) -> pl.DataFrame:
    schema = {"item_number": pl.UInt32, "annotator": pl.String, "answer": pl.String,
              "vendor": pl.String}  # fmt: skip
    return pl.DataFrame(rows, schema, orient="row")


@pytest.mark.parametrize("dtype", [pl.String(), pl.Categorical()])
@given(given_texts=texts)
def test_codes_lead_back_to_the_texts(given_texts: list[str | None], dtype: pl.DataType) -> None:
    codes, names = densify(pl.Series(given_texts, dtype=pl.String).cast(dtype))
    assert [None if code < 0 else names[code] for code in codes.tolist()] == given_texts
    assert list(names) == sorted({text for text in given_texts if text is not None})


@given(texts)
def test_fixed_names_keep_their_order_and_others_follow(given_texts: list[str | None]) -> None:
    fixed = ("z", "", "a")
    codes, names = densify(pl.Series(given_texts, dtype=pl.String), fixed)
    assert names[:3] == fixed
    assert list(names[3:]) == sorted({t for t in given_texts if t is not None} - set(fixed))
    assert [None if code < 0 else names[code] for code in codes.tolist()] == given_texts


@given(st.lists(st.one_of(st.none(), st.sampled_from(["a", "b", "c", "d"]))))
def test_equal_items_have_equal_numbers_in_any_order(items: list[str | None]) -> None:
    numbers = number_items(pl.Series(items, dtype=pl.String)).tolist()
    assert len(numbers) == len(items)
    assert len(set(zip(items, numbers, strict=True))) == len(set(items)) == len(set(numbers))


def test_clustered_items_are_numbered_one_after_the_other() -> None:
    assert number_items(pl.Series(["b", "b", "a", "c", "c"])).tolist() == [0, 0, 1, 2, 2]


@given(answers)
def test_coded_rows_lead_back_to_the_frame(rows: list[Answer]) -> None:
    coded = code_answers(frame_of(rows))
    back = [
        (rows[at][0], coded.annotators[a], coded.answers[k])
        for at, a, k in zip(coded.row.tolist(), coded.annotator, coded.answer, strict=True)
    ]
    assert back == [rows[at][:3] for at in coded.row.tolist()]
    assert sorted(coded.row.tolist()) == list(range(len(rows)))


@given(answers)
def test_rows_of_a_unit_stand_together_and_are_one_item(rows: list[Answer]) -> None:
    coded = code_answers(frame_of(rows))
    items = [
        {rows[at][0] for at in coded.row[low:high].tolist()}
        for low, high in zip(coded.starts[:-1], coded.starts[1:], strict=True)
    ]
    assert all(len(own) == 1 for own in items)
    assert len(set().union(*items)) == len(items) == coded.n_units
    assert coded.unit.tolist() == np.repeat(np.arange(coded.n_units), coded.unit_sizes).tolist()


@given(answers)
def test_answers_of_one_unit_stay_in_file_order(rows: list[Answer]) -> None:
    coded = code_answers(frame_of(rows))
    for low, high in zip(coded.starts[:-1], coded.starts[1:], strict=True):
        assert coded.row[low:high].tolist() == sorted(coded.row[low:high].tolist())


def test_many_answers_of_one_unit_stay_in_file_order() -> None:
    items = np.random.default_rng(1).integers(0, 7, 20_000).astype(np.uint32)
    frame = pl.DataFrame({"item_number": items}).with_columns(
        annotator=pl.lit("a"), answer=pl.lit("x")
    )
    coded = code_answers(frame)
    assert coded.row.tolist() == np.argsort(items, kind="stable").tolist()


@given(answers, st.data())
def test_counts_do_not_depend_on_the_order_of_rows(
    rows: list[Answer], data: st.DataObject
) -> None:
    one = code_answers(frame_of(rows), split_by="vendor")
    other = code_answers(frame_of(data.draw(st.permutations(rows))), split_by="vendor")
    first, second = label_patterns(one), label_patterns(other)
    assert first.counts.tolist() == second.counts.tolist()
    assert first.of_unit.tolist() == second.of_unit.tolist()
    for name in ("first", "second", "shared", "agreed"):
        assert (
            getattr(pair_counts(one), name).tolist() == getattr(pair_counts(other), name).tolist()
        )


@given(answers)
def test_row_level_breakdown_splits_items_into_units_of_one_value(rows: list[Answer]) -> None:
    frame = frame_of(rows)
    coded = code_answers(frame, split_by="vendor")
    values = [
        {(rows[at][0], rows[at][3]) for at in coded.row[low:high].tolist()}
        for low, high in zip(coded.starts[:-1], coded.starts[1:], strict=True)
    ]
    assert all(len(own) == 1 for own in values)
    assert coded.n_units == len({(row[0], row[3]) for row in rows})
    assert unit_groups(frame, coded, "vendor")[2]


@given(answers)
def test_unit_groups_know_whether_rows_of_an_item_differ(rows: list[Answer]) -> None:
    frame = frame_of(rows)
    coded = code_answers(frame)
    codes, names, constant = unit_groups(frame, coded, "vendor")
    first_rows = coded.row[coded.starts[:-1]].tolist()
    assert [names[code] for code in codes.tolist()] == [
        rows[at][3] or NO_VALUE for at in first_rows
    ]
    by_item: dict[int, set[str | None]] = {}
    for row in rows:
        by_item.setdefault(row[0], set()).add(row[3])
    assert constant == all(len(values) == 1 for values in by_item.values())


def test_rows_without_a_value_form_the_last_group() -> None:
    rows: list[Answer] = [(1, "a", "x", None), (2, "a", "x", "v"), (3, "a", "x", None)]
    codes, names, constant = unit_groups(frame_of(rows), code_answers(frame_of(rows)), "vendor")
    assert (codes.tolist(), names, constant) == ([1, 0, 1], ("v", NO_VALUE), True)


def test_no_rows_give_no_units() -> None:
    coded = code_answers(frame_of([]))
    assert (coded.n_units, coded.n_rows, coded.starts.tolist()) == (0, 0, [0])
    assert label_patterns(coded).counts.shape == (0, 0)
    assert pair_counts(coded).shared.tolist() == []


def test_categories_of_the_definition_keep_their_order_though_nobody_used_them() -> None:
    coded = code_answers(frame_of([(1, "a", "x", None)]), categories=("z", "x", "y"))
    assert (coded.answers, coded.answer.tolist()) == (("z", "x", "y"), [1])
