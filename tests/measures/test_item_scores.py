"""Intervals weigh item scores by what they stand for: one a pattern, or one an item."""

import numpy as np
import pytest

from annops.core.counts import CodedAnswers, label_patterns
from annops.measures.agreement import Group, coefficient, estimate
from annops.measures.scoring import scoring
from annops.stats.interval import agreement_interval, count_rarer
from annops.tasks.classification import Classification


def _second_half(answers: list[list[int]], n_first: int) -> Group:
    """Make the group of the units after the first `n_first` ones."""
    coded = CodedAnswers(
        unit=np.repeat(np.arange(len(answers)), 3).astype(np.int32),
        annotator=np.tile(np.arange(3), len(answers)).astype(np.int32),
        answer=np.array(answers, np.int32).ravel(),
        starts=np.arange(0, 3 * len(answers) + 1, 3),
        row=np.arange(3 * len(answers)),
        annotators=("x", "y", "z"),
        answers=("a", "b", "c", "d", "e"),
    )
    patterns = label_patterns(coded)
    members = np.arange(len(answers)) >= n_first
    weights = patterns.weights(members.astype(np.int32), 2)[:, 1]
    question = Classification(labels=coded.answers)
    return Group(coded, patterns, weights, members, scoring(question, coded.answers))


def test_as_many_items_as_patterns_do_not_turn_items_into_patterns() -> None:
    # the group has as many items as the question has patterns, and shows few of them
    drawn = np.random.default_rng(5).integers(0, 5, (300, 3)).tolist()
    distinct = list({tuple(sorted(row)): row for row in drawn}.values())
    mixed = [[0, 0, 1], [2, 2, 2], [0, 0, 0], [0, 0, 0], [3, 3, 4]]
    same = [mixed[n % 5] for n in range(len(distinct))]
    group = _second_half([*distinct, *same], len(distinct))
    conger = coefficient("conger_kappa", group)
    assert conger.item_scores is not None
    assert len(conger.item_scores) == len(group.weights) == group.weights.sum()
    rarer = count_rarer(group.counts, group.weights)
    wanted = agreement_interval(conger, None, n_rarer=rarer)
    found = estimate("conger_kappa", group)[0]
    assert (found.low, found.high) == pytest.approx((wanted.low, wanted.high), abs=1e-12)
