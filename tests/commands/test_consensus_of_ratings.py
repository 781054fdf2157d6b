from collections.abc import Callable, Sequence
from typing import Any

import pytest

from annops.consensus.compute import consensus
from annops.core.annotations import Annotations
from annops.project.definition import Definition

Answers = Callable[[Sequence[dict[str, Any]]], Annotations]
Define = Callable[..., Definition]


def rating(level: str) -> dict[str, Any]:
    return {"q": {"type": "rating", "scale": {"min": 0, "max": 100, "step": 1, "level": level}}}


def rows(item: str, numbers: Sequence[int], truth: int | None = None) -> list[dict[str, Any]]:
    given = [
        {"item": item, "annotator": f"a{n}", "answer": str(value)}
        for n, value in enumerate(numbers)
    ]
    known = {"item": item, "annotator": None, "role": "gold", "answer": str(truth)}
    return given if truth is None else [*given, known]


@pytest.mark.parametrize(("level", "answer"), [("ordinal", "4"), ("interval", "27.5")])
def test_ordinal_scales_take_the_median_and_interval_scales_the_mean(
    level: str, answer: str, answers: Answers, definition: Define
) -> None:
    table = answers(rows("1", [100, 2, 3, 5]))
    result = consensus(table, definition(questions=rating(level)))
    assert result.items["answer"].to_list() == [answer]


def test_errors_of_mean_and_median_against_gold(answers: Answers, definition: Define) -> None:
    table = answers(rows("1", [0, 0, 30], 10) + rows("2", [50, 50, 50], 54))
    figures = consensus(table, definition(questions=rating("interval"))).questions[0].figures
    assert figures["mean_mae"].value == pytest.approx((0 + 4) / 2)
    assert figures["mean_mae"].low == 0.0  # a mean of distances; t would say -23.4
    assert figures["mean_rmse"].value == pytest.approx((16 / 2) ** 0.5)
    assert figures["median_mae"].value == pytest.approx((10 + 4) / 2)
    assert figures["median_rmse"].value == pytest.approx(((100 + 16) / 2) ** 0.5)
