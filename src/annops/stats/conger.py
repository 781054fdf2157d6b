"""Agreement beyond chance when chance respects each annotator's own habits (Conger, Cohen)."""

import numpy as np

from annops.stats.arrays import FloatArray, divide_or_nan
from annops.stats.coefficient import (
    NO_DISTANCE,
    NO_PAIRS,
    ONE_LABEL,
    ZERO_WIDTH,
    Coefficient,
    weighted_standard_error,
)
from annops.stats.disagreement import item_disagreement
from annops.stats.pattern_result import pairable_sizes
from annops.stats.ratings import Ratings


def conger_kappa(
    ratings: Ratings,
    agreement_weights: FloatArray | None = None,
    *,
    full_linearisation: bool = False,
) -> Coefficient:
    """Conger's kappa; with two annotators and no missing rating it is Cohen's kappa.

    Chance agreement is the mean over pairs of annotators of what their own label shares would
    give, whether or not the pair shares an item; ratings of items nobody else rated count in it.

    Args:
        ratings: one row a rating; missing ratings are missing rows.
        agreement_weights: array (n_labels, n_labels) in [0, 1], symmetric, 1 on the diagonal;
            identity when None.
        full_linearisation: False is Gwet's published standard error, which holds the share of
            items with two ratings constant and grows too large when many have one; True lets it
            vary with the sample, as the bootstrap does.

    Returns:
        Coefficient with one item score per item code. Undefined when no item has two ratings or
        only one label was used.

    Source:
        Conger, Psychological Bulletin 88 (1980), p. 325; Gwet 2014, eq. 2.11 and 5.5.

    Example:
        >>> item, annotator = np.repeat(np.arange(4), 2), np.tile(np.arange(2), 4)
        >>> label = np.array([0, 0, 1, 1, 0, 1, 0, 0])
        >>> conger_kappa(Ratings.from_rows(item, annotator, label, n_labels=2)).value
        0.5
    """
    counts = ratings.pattern_counts
    distances = 1 - (np.eye(ratings.n_labels) if agreement_weights is None else agreement_weights)
    per_item = counts.sum(axis=1)[ratings.item_pattern]
    pairable = per_item >= 2
    sizes = pairable_sizes(counts, ratings.pattern_weights)
    if not pairable.any():
        return Coefficient.undefined(NO_PAIRS)
    own = item_disagreement(counts, distances)[ratings.item_pattern]
    observed = float(own[pairable].mean())
    expected, chance = _chance_disagreement(ratings, distances)
    if expected <= 0:
        why = ONE_LABEL if (counts.sum(axis=0) > 0).sum() < 2 else NO_DISTANCE
        return Coefficient.undefined(
            why, n_items=sizes[0], n_ratings=sizes[1], observed=1 - observed, expected=1.0
        )
    n_rated = int((per_item > 0).sum())
    value = 1 - observed / expected
    centre = value if full_linearisation else 0.0
    scores = centre + pairable * (1 - own / expected - centre) * n_rated / pairable.sum()
    scores += 2 * (observed / expected) * chance / expected
    scores[per_item == 0] = np.nan
    se = weighted_standard_error(scores, np.ones(len(scores))) if pairable.sum() >= 2 else None
    return Coefficient(
        value=value,
        se=se,
        observed=1 - observed,
        expected=1 - expected,
        n_items=sizes[0],
        n_ratings=sizes[1],
        degrees_of_freedom=None if se is None else n_rated - 1,
        caution=ZERO_WIDTH if se == 0 else None,
        item_scores=None if se is None else scores,
    )


def _chance_disagreement(ratings: Ratings, distances: FloatArray) -> tuple[float, FloatArray]:
    """Expected disagreement, and each item's centred part in it (n_items,)."""
    habits = ratings.habits
    totals = habits.sum(axis=1)
    n_annotators = int((totals > 0).sum())
    n_pairs = n_annotators * (n_annotators - 1)
    shares = np.nan_to_num(divide_or_nan(habits, np.broadcast_to(totals[:, None], habits.shape)))
    # from each label to the label shares of all other annotators, summed over these
    to_others = (shares.sum(axis=0) - shares) @ distances
    own_mean = (shares * to_others).sum(axis=1)
    centred = to_others[ratings.annotator, ratings.label] - own_mean[ratings.annotator]
    centred /= totals[ratings.annotator]
    n_items = len(ratings.item_pattern)
    n_rated = int((np.bincount(ratings.item, minlength=n_items) > 0).sum())
    chance = np.bincount(ratings.item, weights=centred, minlength=n_items) * n_rated / n_pairs
    return float(own_mean.sum()) / n_pairs, chance
