"""Precision, recall and confusions of each question, from the answers that were judged."""

from collections.abc import Mapping

import numpy as np

from annops.audit.judged import Judged
from annops.audit.model import ConfusionRow, LabelRow
from annops.measures.label_scores import Checked, confusions, has_labels, label_scores
from annops.tasks.question import Question


def label_rows(
    judged: Judged, questions: Mapping[str, Question]
) -> tuple[tuple[LabelRow, ...], tuple[ConfusionRow, ...]]:
    """Score the labels of each question that has labels and no missing verdict.

    Args:
        judged: Answers and verdicts.
        questions: Questions of the definition.
    """
    labels: list[LabelRow] = []
    confused: list[ConfusionRow] = []
    for name in judged.questions:
        question = questions.get(name)
        mine = judged.is_question(name)
        if question is None or not has_labels(question) or (judged.missing & mine).any():
            continue
        checked = _checked(judged, np.flatnonzero(mine).tolist())
        if not any(
            right is None or right != given
            for given, right in zip(checked.given, checked.right, strict=True)
        ):
            continue  # every answer right: nothing to tell apart
        labels += [
            LabelRow(
                question=name, label=s.label, n_given=s.n_given, n_right=s.n_right,
                n_both=s.n_both, precision=s.precision, recall=s.recall, f1=s.f1,
            )
            for s in label_scores(question, checked, judged.drawn)
        ]  # fmt: skip
        confused += [
            ConfusionRow(question=name, given=c.given, right=c.right, n=c.n, share=c.share)
            for c in confusions(question, checked, judged.drawn)
        ]
    return tuple(labels), tuple(confused)


def _checked(judged: Judged, places: list[int]) -> Checked:
    given, right = [], []
    for at in places:
        answer, review = judged.answers[at].answer, judged.verdicts[at]
        said = (review.expected if review else "") or None
        given.append(answer)
        right.append(said if judged.wrong[at] else answer)
    return Checked(judged.item[places], given, right)
