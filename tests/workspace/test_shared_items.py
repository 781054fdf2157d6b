"""Items of two sources with the same ids are one item; where that looks wrong, it is said."""

from collections.abc import Callable, Sequence

import pytest

from annops.workspace.open import Workspace

Make = Callable[..., Workspace]
LABELS = {"type": "classification", "labels": ["x", "y"]}
COLUMNS = {"item": "item", "annotator": "who", "answer": "label"}


def _export(items: Sequence[int]) -> str:
    return "item,who,label\n" + "".join(f"{item},w,x\n" for item in items)


def _said(project: Make, first: range, second: range, asked: tuple[str, str]) -> list[str]:
    made = project(
        {"a.csv": _export(first), "b.csv": _export(second)},
        questions={"tone": LABELS, "topic": LABELS},
        sources=[
            {"path": name, "question": question, "columns": COLUMNS}
            for name, question in zip(("a.csv", "b.csv"), asked, strict=True)
        ],
    )
    return [str(finding) for finding in made.annotations().findings]


def test_ids_partly_shared_between_different_questions_are_a_warning(project: Make) -> None:
    (said,) = _said(project, range(100), range(27, 200), ("tone", "topic"))
    assert said.startswith("annops.yaml: warning SRC003 73 item ids occur in two sources")
    assert "`a.csv` and `b.csv`" in said
    assert "distinct ids" in said


@pytest.mark.parametrize(
    ("second", "asked"),
    [
        (range(100), ("tone", "topic")),  # the same items
        (range(5, 105), ("tone", "topic")),  # nearly the same items
        (range(10, 30), ("tone", "topic")),  # a second question about some of the items
        (range(100, 200), ("tone", "topic")),  # other items
        (range(50, 150), ("tone", "tone")),  # the same question: a second pass, or gold
    ],
)
def test_ids_that_can_well_be_the_same_items_are_not_warned_of(
    project: Make, second: range, asked: tuple[str, str]
) -> None:
    assert _said(project, range(100), second, asked) == []
