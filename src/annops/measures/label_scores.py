"""How right each label is: precision, recall, F1, and what was given in place of what."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from annops.core.estimate import Estimate
from annops.measures.drawn import DrawnItems
from annops.stats.arrays import BoolArray, IntArray
from annops.tasks.labels import Labels
from annops.tasks.question import Comparison, Question

MOST_LABELS = 50
"""Labels of a question above which only those that were given or expected are listed."""

NEVER_GIVEN = "the label was not given"
NEVER_RIGHT = "the label was the right answer nowhere"
NEVER_MET = "the label was neither given nor right"


@dataclass(frozen=True, slots=True)
class Checked:
    """Answers to one question beside the right ones.

    Attributes:
        item: Array (n_answers,), position of each answer's item among the items judged.
        given: The canonical answers.
        right: The right answer of each: the answer itself where it was found right; None where it
            was found wrong and nobody said what is right.
    """

    item: IntArray
    given: Sequence[str]
    right: Sequence[str | None]


@dataclass(frozen=True, slots=True)
class LabelScore:
    """One label against all others.

    Attributes:
        label: The label.
        n_given: Judged answers that give it.
        n_right: Judged answers for which it is right.
        n_both: Judged answers that give it and for which it is right.
        precision: Share right of the answers that give it.
        recall: Share found of the answers for which it is right.
        f1: Harmonic mean of precision and recall: twice both over given and right together.
    """

    label: str
    n_given: int
    n_right: int
    n_both: int
    precision: Estimate
    recall: Estimate
    f1: Estimate


@dataclass(frozen=True, slots=True)
class Confusion:
    """An answer given where another was right.

    Attributes:
        given: The label or answer given.
        right: The right one.
        n: Judged answers.
        share: Of all wrong answers whose right answer is known, weighted by what each stands for.
    """

    given: str
    right: str
    n: int
    share: float


def has_labels(question: Question) -> bool:
    """Whether answers to a question are labels that can be scored one by one."""
    kinds = {Comparison.NOMINAL, Comparison.SET, Comparison.ORDINAL}
    return question.comparison in kinds and (
        question.categories is not None or isinstance(question, Labels)
    )


def label_scores(
    question: Question, checked: Checked, drawn: DrawnItems
) -> tuple[LabelScore, ...]:
    """Score each label of a question, in the order of the definition.

    Every share is a ratio over answers, each weighted by the items its item stands for, with the
    interval of `DrawnItems`. A wrong answer of which nobody said what is right counts against the
    precision of its label; of sets of labels it is left out, for any of the labels may be wrong.
    Recall and F1 then carry a caution: the right label of such an answer is missing from them.
    """
    keep = _usable(question, checked)
    item = checked.item[keep]
    given = [question.members(checked.given[at]) for at in keep]
    right = [None if (r := checked.right[at]) is None else question.members(r) for at in keep]
    n_unknown = sum(answer is None for answer in checked.right)
    caution = _caution(n_unknown)
    made = []
    for label in _labels(question, given, right):
        is_given = np.array([label in one for one in given], dtype=bool)
        is_right = np.array([one is not None and label in one for one in right], dtype=bool)
        made.append(_score(label, is_given, is_right, lambda a, b: drawn.estimate(item, a, b)))
    return tuple(
        replace(score, recall=_cautious(score.recall, caution), f1=_cautious(score.f1, caution))
        for score in made
    )


def confusions(question: Question, checked: Checked, drawn: DrawnItems) -> tuple[Confusion, ...]:
    """Count what was given where what was right, most weight first; single answers only.

    Sets of labels have no such pairs: a missed and a wrong label need not belong together.
    """
    if question.comparison is Comparison.SET:
        return ()
    weights, found = drawn.weights, dict[tuple[str, str], tuple[int, float]]()
    for at, given in enumerate(checked.given):
        right = checked.right[at]
        if right is not None and right != given:
            n, weight = found.get((given, right), (0, 0.0))
            found[given, right] = (n + 1, weight + float(weights[checked.item[at]]))
    total = sum(weight for _, weight in found.values())
    made = [
        Confusion(given, right, n, weight / total)
        for (given, right), (n, weight) in sorted(found.items())
    ]
    return tuple(sorted(made, key=lambda one: -one.share))


def _usable(question: Question, checked: Checked) -> list[int]:
    if question.comparison is not Comparison.SET:
        return list(range(len(checked.given)))
    return [at for at, right in enumerate(checked.right) if right is not None]


def _labels(
    question: Question,
    given: Sequence[frozenset[str]],
    right: Sequence[frozenset[str] | None],
) -> Sequence[str]:
    known = question.labels if isinstance(question, Labels) else question.categories or ()
    met = frozenset[str]().union(*given, *(one for one in right if one is not None))
    return known if len(known) <= MOST_LABELS else [label for label in known if label in met]


def _score(
    label: str,
    given: BoolArray,
    right: BoolArray,
    ratio: Callable[[IntArray, IntArray], Estimate],
) -> LabelScore:
    both = (given & right).astype(np.int64)
    all_given, all_right = given.astype(np.int64), right.astype(np.int64)
    counts = (int(all_given.sum()), int(all_right.sum()), int(both.sum()))

    def part(hits: IntArray, out_of: IntArray, why: str) -> Estimate:
        if not out_of.any():
            return Estimate.undefined(why, n=0, unit="answers")
        return ratio(hits, out_of)

    f1 = part(2 * both, all_given + all_right, NEVER_MET)
    return LabelScore(
        label, *counts,
        part(both, all_given, NEVER_GIVEN),
        part(both, all_right, NEVER_RIGHT),
        replace(f1, n=int((given | right).sum()), population=None),
    )  # fmt: skip


def _caution(n_unknown: int) -> str | None:
    if not n_unknown:
        return None
    what = "wrong answer lacks" if n_unknown == 1 else "wrong answers lack"
    return f"{n_unknown:,} {what} the right one, so this may be too high"


def _cautious(estimate: Estimate, caution: str | None) -> Estimate:
    if caution is None or estimate.value is None:
        return estimate
    return replace(estimate, caution=caution)
