"""The everyday answer: a dozen plain lines at most, the figure first, the next command last."""

import pytest

from annops.agree.document import targets_table
from annops.agree.lines import MOST_LINES, ending, lines
from annops.agree.model import (
    AgreementResult,
    AnnotatorRow,
    ConfusionRow,
    EstimateRow,
    Inputs,
    QuestionNote,
    TargetRow,
)
from annops.core.estimate import Outcome


def estimate(question: str, locale: str | None = None, flag: str | None = None) -> EstimateRow:
    return EstimateRow(
        question=question, breakdown={"locale": locale} if locale else {}, flag=flag,
        metric="krippendorff_alpha", level="nominal", value=0.5, low=0.4, high=0.6,
        confidence=0.95, n_items=50, n_annotators=3, n_annotations=150, method="m",
        why_undefined=None,
    )  # fmt: skip


def result(n_questions: int = 1, n_each: int = 0, n_targets: int = 0) -> AgreementResult:
    names = [f"q{n}" for n in range(n_questions)]
    return AgreementResult(
        inputs=Inputs(files=(), records_read=9, records_unreadable=1, loaded=8, used=6,
                      excluded={"draft": 2}),
        questions=tuple(QuestionNote(question=name, metric="krippendorff_alpha", why_metric="Why.",
                                     notes=("a note",)) for name in names),
        estimates=(*(estimate(name) for name in names),
                   *(estimate("q0", f"l{n}", f"{n} below the rest") for n in range(n_each))),
        targets=tuple(
            TargetRow(metric="krippendorff_alpha", question="q0", breakdown={"locale": f"t{n}"},
                      at_least=0.67, at_most=None, value=0.5, low=0.4, high=0.6, n_items=50,
                      outcome=Outcome.NOT_MET if n % 2 else Outcome.CANNOT_TELL,
                      more_items=None if n % 2 else 1000 + n) for n in range(n_targets)
        ),
        annotators=tuple(
            AnnotatorRow(question="q0", annotator=f"a{n}", n_annotations=9, n_items=9, without=0.6,
                         change=0.1, agrees=0.5, expected=0.9, low=-0.6, high=-0.2,
                         flag="differs") for n in range(n_each)
        ),
        confusions=tuple(
            ConfusionRow(question="q0", first=f"x{n}", second="y", n_items=9, share=0.5, low=0.4,
                         high=0.6, expected=0.2, lost=0.1, flag="half") for n in range(n_each)
        ),
    )  # fmt: skip


@pytest.mark.parametrize("n_questions", [1, 3, 9])
@pytest.mark.parametrize("n_each", [0, 1, 5])
@pytest.mark.parametrize("n_targets", [0, 1, 8])
def test_there_are_at_most_twelve_lines(n_questions: int, n_each: int, n_targets: int) -> None:
    said = lines(result(n_questions, n_each, n_targets))
    assert len(said) <= MOST_LINES == 12
    assert all("\n" not in line for line in said)


def test_figure_comes_first_with_interval_and_n() -> None:
    assert lines(result())[0] == "q0: Krippendorff alpha 0.50 (95 % CI 0.40-0.60, n = 50 items)"


def test_next_command_comes_last() -> None:
    assert lines(result(9, 5, 8))[-1].startswith("next: `annops agree --explain`")


def test_what_was_used_is_always_said() -> None:
    said = lines(result(9, 5, 8))
    assert "Used 6 of 8 answers; excluded: 2 draft. 1 of 9 records unreadable." in said


def test_one_of_each_kind_is_said_before_a_second_one() -> None:
    said = [line.split(":")[0] for line in lines(result(3, 5, 2))]
    assert {"weak", "stands out", "mixed up"} <= set(said)


def test_why_the_coefficient_was_taken_is_said_for_one_question() -> None:
    assert "Why." in lines(result(1))
    assert "Why." not in lines(result(2))


def test_outcomes_are_counted_and_the_worst_named() -> None:
    said = lines(result(1, 0, 8))
    assert "targets: 4 not met, 4 cannot tell" in said
    assert sum(line.startswith("not met: ") for line in said) == 2
    assert "cannot tell yet: q0, t0: about 1,000 more items would settle" in said


def test_questions_beyond_four_are_counted() -> None:
    assert "... and 5 more questions" in lines(result(9))


def unanswered(question: str) -> EstimateRow:
    change = {"value": None, "low": None, "high": None, "n_items": 0, "n_annotations": 0,
              "n_annotators": 0, "why_undefined": "no answers"}  # fmt: skip
    return estimate(question).model_copy(update=change)


def test_question_without_answers_is_one_short_line() -> None:
    both = result(2)
    note = both.questions[1].model_copy(update={"notes": ("no answers",)})
    update = {"estimates": (both.estimates[0], unanswered("q1")),
              "questions": (both.questions[0], note)}  # fmt: skip
    said = [line for line in lines(both.model_copy(update=update)) if "no answers" in line]
    assert said == ["q1: no answers"]


def test_undefined_figure_is_a_plain_hyphen_where_signs_are_ascii() -> None:
    change = {"value": None, "low": None, "high": None, "why_undefined": "one label only"}
    row = estimate("q0").model_copy(update=change)
    made = result().model_copy(update={"estimates": (row,)})
    assert lines(made, ascii_only=True)[0] == (
        "q0: Krippendorff alpha - (n = 50 items: one label only)"
    )
    assert "\N{EN DASH}" in lines(made)[0]


def test_annotator_is_called_one_so_that_a_number_is_not_read_as_a_figure() -> None:
    assert "stands out: annotator a0 differs (q0)" in lines(result(1, 1))


def test_only_question_without_answers_is_told_once_and_no_coefficient_explained() -> None:
    made = result().model_copy(update={"estimates": (unanswered("q0"),)})
    assert lines(made)[0] == "q0: no answers"
    assert "Why." not in lines(made)


def test_a_target_of_the_whole_question_names_no_group() -> None:
    made = result(1, 0, 2)
    targets = tuple(row.model_copy(update={"breakdown": {}}) for row in made.targets)
    said = lines(made.model_copy(update={"targets": targets}))
    assert "cannot tell yet: q0: about 1,000 more items would settle" in said


def test_tables_end_with_what_was_used_also_where_there_are_notes() -> None:
    made = result(2)
    made = made.model_copy(update={"estimates": (made.estimates[0], unanswered("q1"))})
    said = ending(made)
    assert [line.split()[0] for line in said] == ["q1:", "Used", "next:"]


def test_gold_is_said_to_be_set_aside() -> None:
    made = result()
    inputs = made.inputs.model_copy(update={"excluded": {"gold": 2}})
    assert "Used 6 of 8 answers; excluded: 2 set aside as gold. 1 of 9 records unreadable." in (
        lines(made.model_copy(update={"inputs": inputs}))
    )


def unsettled(more_items: int, n_items: int = 70) -> AgreementResult:
    made = result(1, 0, 1)
    row = made.targets[0].model_copy(update={"more_items": more_items, "n_items": n_items})
    return made.model_copy(update={"targets": (row,)})


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (1_400, "about 1,400 more items would settle"),
        (1, "about 1 more item would settle"),
        (1_401, "no realistic number of items would settle, the result is too near the target"),
        (
            1_044_819,
            "no realistic number of items would settle, the result is too near the target",
        ),
    ],
)
def test_more_items_than_twenty_times_those_at_hand_are_no_number(more: int, said: str) -> None:
    assert f"cannot tell yet: q0, t0: {said}" in lines(unsettled(more))


def test_the_target_that_can_be_settled_is_named_before_one_that_cannot() -> None:
    far, near = unsettled(2_000).targets[0], unsettled(60_000, 50_000).targets[0]
    near = near.model_copy(update={"breakdown": {"locale": "near"}})
    made = result(1, 0, 1).model_copy(update={"targets": (far, near)})
    assert "cannot tell yet: q0, near: about 60,000 more items would settle" in lines(made)


def test_the_table_of_targets_says_that_no_number_is_realistic() -> None:
    table = targets_table([*unsettled(1_044_819).targets, *unsettled(40).targets])
    place = [column.key for column in table.columns].index("more_items")
    assert [row[place] for row in table.rows] == ["no realistic number", 40]
