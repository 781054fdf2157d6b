from collections import Counter
from datetime import date
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annops.project.definition import Audit
from annops.sample.draw import Circumstances, Drawn, draw, next_number, slug
from annops.sample.frame import build_frame, close
from annops.sample.model import Options
from annops.sample.plan import make_plan
from tests.sample.conftest import listed, table

Row = dict[str, Any]


def rows_of(n: int) -> list[Row]:
    return [
        {"item": f"i{i:03d}", "annotator": f"a{person}", "answer": "x" if person else "y"}
        for i in range(n) for person in range(2)
    ]  # fmt: skip


def drawn_from(rows: list[Row], seed: str = "s", number: int = 1, **options: Any) -> Drawn:
    items = listed(
        *(
            {"item": row["item"], "batch": "B01", "locale": ("xx", "yy", "zz")[hash_of(row) % 3]}
            for row in {row["item"]: row for row in rows}.values()
        )
    )
    chosen = Options(**{"size": 10, **options})
    frame = build_frame(table(rows), items, "B01", ["q"], chosen.by or ())
    plan = make_plan(frame, chosen, Audit())
    under = Circumstances(seed, number, date(2026, 11, 20))
    return draw(frame, close(frame), plan, under)


def hash_of(row: Row) -> int:
    return sha256(row["item"].encode()).digest()[0]


def items_of(drawn: Drawn) -> set[str]:
    return {answer.item for answer in drawn.answers}


@given(st.randoms(use_true_random=False))
def test_forbidden_mistake_14_the_order_of_rows_does_not_change_who_is_drawn(random: Any) -> None:
    rows = rows_of(40)
    shuffled = list(rows)
    random.shuffle(shuffled)
    assert drawn_from(rows, by=("locale",)) == drawn_from(shuffled, by=("locale",))


def test_one_item_more_is_another_list_and_another_draw() -> None:
    before, after = drawn_from(rows_of(40)), drawn_from(rows_of(41))
    assert before.record.seed != after.record.seed
    assert items_of(before) != items_of(after)


def test_a_second_draw_from_the_same_list_is_another_draw() -> None:
    first, second = drawn_from(rows_of(40)), drawn_from(rows_of(40), number=2)
    assert first.record.frame_sha256 == second.record.frame_sha256
    assert items_of(first) != items_of(second)


def test_items_are_drawn_equally_often() -> None:
    counts = Counter(
        item
        for seed in range(400)
        for item in items_of(drawn_from(rows_of(20), str(seed), size=5))
    )
    # each of 20 items is expected 100 times; the variance is that of 400 draws at 1/4
    squares = sum((counts[f"i{i:03d}"] - 100) ** 2 / (400 * 0.25 * 0.75) for i in range(20))
    assert squares * 19 / 20 < 43.8  # chi-square, 19 degrees of freedom, 0.1 %


def test_every_stratum_gives_what_the_plan_says() -> None:
    drawn = drawn_from(rows_of(60), by=("locale",), size=20)
    strata = {answer.item: answer.stratum for answer in drawn.answers}
    counted = Counter(strata.values())
    assert {part.name: part.drawn for part in drawn.record.strata} == dict(counted)


def test_answers_that_say_the_same_share_a_row() -> None:
    rows: list[Row] = [
        {"item": "i0", "annotator": who, "answer": said}
        for who, said in (("a", "x"), ("b", "y"), ("c", "x"))
    ]
    drawn = drawn_from(rows, size=1)
    assert [(a.annotator, a.answer, a.row) for a in drawn.answers] == [
        ("a", "x", "B01-1.1"), ("c", "x", "B01-1.1"), ("b", "y", "B01-1.2"),
    ]  # fmt: skip


def test_rows_do_not_follow_the_order_in_which_items_came() -> None:
    drawn = drawn_from(rows_of(40), size=40)
    assert sorted(drawn.order) == [f"i{i:03d}" for i in range(40)]
    neighbours = sum(a < b for a, b in zip(drawn.order, drawn.order[1:], strict=False))
    assert 8 < neighbours < 32


@pytest.mark.parametrize(("share", "n"), [(0.0, 0), (0.1, 1), (0.11, 2), (1.0, 10)])
def test_the_second_reviewer_gets_the_share_asked_for_rounded_up(share: float, n: int) -> None:
    drawn = drawn_from(rows_of(40), second=share)
    assert drawn.record.second_items == n
    assert len({answer.item for answer in drawn.answers if answer.second}) == n


def test_who_is_judged_twice_does_not_depend_on_who_was_drawn_first() -> None:
    drawn = drawn_from(rows_of(200), size=100, second=0.5)
    twice = [item for item in drawn.order if item in {a.item for a in drawn.answers if a.second}]
    places = [drawn.order.index(item) for item in twice]
    assert 35 < sum(places) / len(places) < 65


@pytest.mark.parametrize(
    ("batch", "name"),
    [
        ("B 01/../x", "B-01-..-x"),
        ("../..", "batch"),
        ("北京", "batch"),
        (None, "all"),
        ("a.b", "a.b"),
    ],
)
def test_a_batch_of_any_name_has_a_plain_folder(batch: str | None, name: str) -> None:
    assert slug(batch) == name


def test_batches_whose_folders_look_alike_do_not_share_one() -> None:
    assert next_number("b 01", ["B-01-1", "B-01-2", "B-010-7", "other-9"]) == 3
