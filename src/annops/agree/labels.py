"""What is confused: labels, pairs of labels, and the items people dispute."""

import numpy as np
import polars as pl

from annops.agree.model import ConfusionRow, DisputedItem, LabelRow
from annops.measures.agreement import Group
from annops.stats.arrays import FloatArray
from annops.stats.coefficient import Coefficient
from annops.stats.confusion import ConfusedPair, confused_pairs
from annops.stats.disagreement import item_disagreement
from annops.stats.interval import agreement_interval
from annops.stats.per_label import krippendorff_alpha_per_label
from annops.stats.quantile import beta_quantile
from annops.tasks.question import Comparison

MOST_LABELS = 60
"""Labels above which the tables about labels are not made."""

MOST_DISPUTED = 20
LIFT = 1.1
"""How many times its expected share of disagreement a pair must surely have to be named."""


def label_rows(question: str, group: Group) -> tuple[LabelRow, ...]:
    """Measure agreement on each label against all the others, least agreed first."""
    names, own = _label_counts(group)
    if not names or len(names) > MOST_LABELS or not len(group.counts):
        return ()
    sizes = group.counts.sum(axis=1)
    answers = float(group.weights @ sizes)
    rows = []
    for at, name in enumerate(names):
        table = np.column_stack([own[:, at], sizes - own[:, at]])
        found = _against_rest(table, group.weights)
        rarer = int(group.weights @ ((sizes >= 2) & (own[:, at] > 0)))
        interval = agreement_interval(found, group.weights, n_rarer=rarer)
        used = int(group.weights @ own[:, at])
        rows.append(
            LabelRow(
                question=question,
                label=name,
                n_annotations=used,
                share=used / answers if answers else 0.0,
                value=found.value,
                low=interval.low,
                high=interval.high,
                n_items=rarer,
                why_undefined=found.why_undefined,
            )
        )
    return tuple(
        sorted(rows, key=lambda row: (9.0 if row.value is None else row.value, row.label))
    )


def _against_rest(table: FloatArray, weights: FloatArray) -> Coefficient:
    return krippendorff_alpha_per_label(table, weights)[0]


def _label_counts(group: Group) -> tuple[tuple[str, ...], FloatArray]:
    """Labels, and array (n_patterns, n_labels) of the annotators who gave each."""
    if group.scoring.sets is None:
        return group.scoring.answers, group.counts
    names = tuple(sorted(frozenset().union(*group.scoring.sets)))
    holds = np.array([[name in members for name in names] for members in group.scoring.sets])
    return names, group.counts @ holds.astype(float).reshape(len(group.scoring.sets), len(names))


def confusion_rows(question: str, group: Group) -> tuple[ConfusionRow, ...]:
    """List the pairs of labels that eat the agreement, costliest first.

    A pair of labels is named when its share of all disagreement surely (interval over items, all
    pairs of the question held) exceeds 1.1 times what its labels' frequencies would give.
    Neighbouring ratings are bound to be confused, so pairs of ratings are listed and never named.
    """
    n_labels = len(group.scoring.answers)
    nominal = group.scoring.comparison is Comparison.NOMINAL
    single = nominal or group.scoring.comparison is Comparison.ORDINAL
    if not single or not 2 < n_labels <= MOST_LABELS or not len(group.counts):
        return ()
    between = group.scoring.alpha_distances(group.counts, group.weights)
    pairs = confused_pairs(group.counts, group.weights, between)
    distance = 1 - np.eye(n_labels) if between is None else between
    by_chance = _chance_shares(group, distance)
    confidence = 1 - 0.05 / (n_labels * (n_labels - 1) / 2)
    rows = (_confusion(question, group, pair, distance, by_chance, confidence) for pair in pairs)
    return tuple(row if nominal else row.model_copy(update={"flag": None}) for row in rows)


def _confusion(
    question: str,
    group: Group,
    pair: ConfusedPair,
    distance: FloatArray,
    by_chance: FloatArray,
    confidence: float,
) -> ConfusionRow:
    a, b, share = pair.label_a, pair.label_b, pair.share or 0.0
    low, high = _share_interval(group, distance, (a, b), share, confidence)
    both = (group.counts[:, a] > 0) & (group.counts[:, b] > 0)
    expected = float(by_chance[a, b])
    return ConfusionRow(
        question=question,
        first=group.scoring.answers[a],
        second=group.scoring.answers[b],
        n_items=int(group.weights @ both),
        share=share,
        low=low,
        high=high,
        expected=expected,
        lost=pair.alpha_lost,
        flag=_flag(share, expected) if low > LIFT * expected else None,
    )


def _flag(share: float, expected: float) -> str:
    return (
        f"{100 * share:.0f} % of all disagreement, "
        f"{share / expected:.1f} times what the labels' frequencies would give"
    )


def _chance_shares(group: Group, distance: FloatArray) -> FloatArray:
    """Largest share of disagreement that the labels' frequencies would give each pair.

    Slips may fall on labels as often as they are used, or on all other labels alike; which of the
    two is not known, so a pair's share is the larger one and the shares may add up to more than 1.
    """
    totals = group.weights @ group.counts
    by_use = np.outer(totals, totals) * distance
    alike = np.add.outer(totals, totals) * distance
    return np.maximum(_shares(by_use), _shares(alike))


def _shares(mixed: FloatArray) -> FloatArray:
    whole = float(np.triu(mixed, 1).sum())
    return np.asarray(mixed / whole if whole else mixed, dtype=float)


def _share_interval(
    group: Group, distance: FloatArray, pair: tuple[int, int], share: float, confidence: float
) -> tuple[float, float]:
    """Interval of a pair's share of disagreement, items drawn at random.

    Clopper and Pearson's for as many disagreeing items of equal weight as the share's ratio
    estimate is worth, at most as many as there are by Kish's count: where all of a handful of
    items disagree on the same two labels, the ratio estimate by itself would have no error.

    Source:
        Korn and Graubard, Survey Methodology 24 (1998), p. 193; Kish, Survey Sampling (1965).
    """
    counts, sizes = group.counts, group.counts.sum(axis=1)
    scale = np.where(sizes >= 2, 1 / np.maximum(sizes - 1, 1), 0.0)
    mine = counts[:, pair[0]] * counts[:, pair[1]] * distance[pair] * scale
    everything = (counts * (counts @ distance)).sum(axis=1) / 2 * scale
    total = float(group.weights @ everything)
    if not total:
        return 0.0, 1.0
    worth = total**2 / float(group.weights @ everything**2)
    squares = float(group.weights @ (mine - share * everything) ** 2)
    if squares > 0:
        worth = min(worth, share * (1 - share) * total**2 / squares)
    tail, mine_worth, rest_worth = (1 - confidence) / 2, share * worth, (1 - share) * worth
    low = beta_quantile(tail, mine_worth, rest_worth + 1) if mine_worth > 0 else 0.0
    high = beta_quantile(1 - tail, mine_worth + 1, rest_worth) if rest_worth > 1e-9 else 1.0
    return low, high


def disputed_items(question: str, group: Group, frame: pl.DataFrame) -> tuple[DisputedItem, ...]:
    """List the items whose annotators disagree most; ties by number of answers, then by id."""
    if not group.scoring.has_matrix or not len(group.counts):
        return ()
    between = group.scoring.alpha_distances(group.counts, group.weights)
    distance = 1 - np.eye(group.counts.shape[1]) if between is None else between
    largest = float(distance.max(initial=0.0)) or 1.0
    sizes = group.counts.sum(axis=1)
    score = np.where(sizes >= 2, item_disagreement(group.counts, distance) / largest, 0.0)
    score = np.nan_to_num(score)
    of_unit, coded = group.patterns.of_unit, group.coded
    found: list[DisputedItem] = []
    for pattern in np.lexsort((-sizes, -score)):
        if score[pattern] <= 0 or len(found) >= MOST_DISPUTED:
            break
        same = (score == score[pattern]) & (sizes == sizes[pattern])
        units = np.flatnonzero(same[of_unit])
        score[same] = 0.0
        items = frame["item"].gather(coded.row[coded.starts[units]])
        order = items.arg_sort()[: MOST_DISPUTED - len(found)].to_numpy()
        chosen = zip(items.gather(order).to_list(), of_unit[units[order]].tolist(), strict=True)
        found += [_disputed(question, item, at, group, distance) for item, at in chosen]
    return tuple(found)


def _disputed(
    question: str, item: str, pattern: int, group: Group, distance: FloatArray
) -> DisputedItem:
    counts = group.counts[pattern]
    largest = float(distance.max(initial=0.0)) or 1.0
    given = {group.scoring.answers[k]: int(counts[k]) for k in np.flatnonzero(counts)}
    return DisputedItem(
        question=question, item=item, n_annotations=int(counts.sum()), answers=given,
        disagreement=float(item_disagreement(counts[None, :], distance)[0] / largest),
    )  # fmt: skip
