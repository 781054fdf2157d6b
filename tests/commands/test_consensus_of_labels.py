from collections.abc import Callable, Sequence
from typing import Any

import pytest

from annops.consensus.compute import consensus
from annops.consensus.document import items_csv, lines
from annops.consensus.model import ConsensusResult, Options
from annops.consensus.ties import Ties
from annops.core.annotations import Annotations
from annops.project.definition import Definition

Answers = Callable[[Sequence[dict[str, Any]]], Annotations]
Define = Callable[..., Definition]


def votes(item: str, given: str, **more: Any) -> list[dict[str, Any]]:
    return [{"item": item, "annotator": f"a{n}", "answer": a, **more} for n, a in enumerate(given)]


def gold(item: str, answer: str) -> dict[str, Any]:
    return {"item": item, "annotator": None, "role": "gold", "answer": answer}


def answer_of(result: ConsensusResult, item: str) -> str | None:
    answers: dict[str, str | None] = dict(result.items.select("item", "answer").iter_rows())
    return answers[item]


def test_the_most_frequent_answer_wins(answers: Answers, definition: Define) -> None:
    result = consensus(answers(votes("1", "xxy") + votes("2", "zyz")), definition())
    rows = result.items.select("item", "answer", "votes", "n").rows()
    assert rows == [("1", "x", 2, 3), ("2", "z", 2, 3)]


def test_a_tie_has_no_answer_and_is_listed(answers: Answers, definition: Define) -> None:
    result = consensus(answers(votes("1", "xyxy")), definition())
    assert answer_of(result, "1") is None
    assert [(tie.item, tie.answers, tie.votes) for tie in result.ties] == [("1", ("x", "y"), 2)]


def test_the_first_of_tied_answers_is_the_first_of_the_definition(
    answers: Answers, definition: Define
) -> None:
    questions = {"q": {"type": "classification", "labels": ["z", "y", "x"]}}
    table = answers(votes("1", "xyxy"))
    result = consensus(table, definition(questions=questions), Options(ties=Ties.FIRST))
    assert answer_of(result, "1") == "y"


@pytest.mark.parametrize(
    ("ties", "right", "n"), [(Ties.LIST, 1.5, 2), (Ties.FIRST, 2.0, 2), (Ties.NONE, 1.0, 1)]
)
def test_a_tie_counts_against_gold_by_the_policy(
    ties: Ties, right: float, n: int, answers: Answers, definition: Define
) -> None:
    table = answers(votes("1", "xxy") + votes("2", "xy") + [gold("1", "x"), gold("2", "x")])
    figure = consensus(table, definition(), Options(ties=ties)).questions[0].figures["accuracy"]
    assert (figure.value, figure.n) == (right / n, n)


def test_a_tie_without_the_gold_answer_is_wrong(answers: Answers, definition: Define) -> None:
    table = answers([*votes("1", "xy"), gold("1", "z")])
    assert consensus(table, definition()).questions[0].figures["accuracy"].value == 0


def test_an_item_with_two_gold_answers_is_not_compared(
    answers: Answers, definition: Define
) -> None:
    table = answers([*votes("1", "xx"), gold("1", "x"), gold("1", "y"), *votes("2", "yy"),
                     gold("2", "y")])  # fmt: skip
    entry = consensus(table, definition()).questions[0]
    assert (entry.figures["accuracy"].n, entry.n_gold_conflicts) == (1, 1)


def test_gold_rows_do_not_vote(answers: Answers, definition: Define) -> None:
    result = consensus(answers([*votes("1", "x"), gold("1", "y"), gold("1", "y")]), definition())
    assert answer_of(result, "1") == "x"


def test_used_and_excluded_answers_add_up_to_the_loaded_ones(
    answers: Answers, definition: Define
) -> None:
    rows = [
        *votes("1", "xx"), gold("1", "x"),
        {"item": "1", "annotator": "s", "answer": None, "status": "skipped"},
        {"item": "1", "annotator": "u", "answer": None, "problem": "unknown label"},
    ]  # fmt: skip
    result = consensus(answers(rows), definition())
    assert result.excluded == {"gold": 1, "skipped": 1, "unknown label": 1}
    assert result.loaded == 5
    assert result.used == 2


SETS = {"q": {"type": "labels", "labels": ["p", "q", "r"]}}


def test_each_label_of_a_set_is_decided_by_its_own_majority(
    answers: Answers, definition: Define
) -> None:
    given = ['["p","q"]', '["p"]', '["q","r"]']
    rows = [{"item": "1", "annotator": str(n), "answer": a} for n, a in enumerate(given)]
    result = consensus(answers(rows), definition(questions=SETS))
    assert answer_of(result, "1") == '["p","q"]'


def test_a_set_may_win_that_nobody_gave(answers: Answers, definition: Define) -> None:
    given = ['["p"]', '["q"]', '["r"]']
    rows = [{"item": "1", "annotator": str(n), "answer": a} for n, a in enumerate(given)]
    row = consensus(answers(rows), definition(questions=SETS)).items.to_dicts()[0]
    assert (row["answer"], row["votes"]) == ("[]", 0)


def test_a_label_chosen_by_half_makes_a_set_a_tie_worth_half(
    answers: Answers, definition: Define
) -> None:
    rows = [
        {"item": "1", "annotator": "a", "answer": '["p"]'},
        {"item": "1", "annotator": "b", "answer": '["p","r"]'},
        gold("1", '["p","r"]'),
    ]
    result = consensus(answers(rows), definition(questions=SETS))
    assert result.ties[0].answers == ("r",)
    assert result.questions[0].figures["accuracy"].value == 0.5


def test_free_text_has_no_consensus_and_says_so(answers: Answers, definition: Define) -> None:
    table = answers(votes("1", "xx"))
    entry = consensus(table, definition(questions={"q": {"type": "text"}})).questions[0]
    assert entry.why_none == "free text has no majority"


def test_the_order_of_the_rows_does_not_matter(answers: Answers, definition: Define) -> None:
    rows = votes("2", "xyz") + votes("1", "yyx") + votes("10", "zz")
    forward, backward = (consensus(answers(r), definition()) for r in (rows, rows[::-1]))
    assert forward.items.rows() == backward.items.rows()


def test_a_text_that_spreadsheets_take_for_a_formula_is_guarded_in_csv(
    answers: Answers, definition: Define
) -> None:
    result = consensus(answers(votes("=1+1", "xx") + votes("-7", "yy")), definition())
    rows = items_csv(result).splitlines()
    assert [row.split(",")[0] for row in rows] == ["item", "-7", "'=1+1"]


def test_a_project_without_usable_answers_gives_an_empty_table(
    answers: Answers, definition: Define
) -> None:
    table = answers([{"item": "1", "answer": None, "status": "skipped"}])
    result = consensus(table, definition())
    assert result.questions[0].why_none == "no usable answer"
    assert items_csv(result).strip() == ""


def test_the_answers_used_are_those_of_the_question_asked_for(
    answers: Answers, definition: Define
) -> None:
    rows = [*votes("1", "xx"), gold("1", "x"), *votes("1", "yyy", question="r")]
    labels = {"type": "classification", "labels": ["x", "y"]}
    stated = definition(questions={"q": labels, "r": labels})
    result = consensus(answers(rows), stated, Options(question="q"))
    assert (result.loaded, result.used) == (6, 2)
    assert result.excluded == {"gold": 1, "other question": 3}
    said = lines(result)
    assert "Used 2 of 6 answers; excluded: 1 set aside as gold, 3 other question." in said
    assert said[-1] == "next: annops consensus q --output consensus.csv"
