"""What Krippendorff's alpha would be without each annotator in turn."""

from dataclasses import dataclass

import numpy as np

from annops.stats.arrays import FloatArray, IntArray, divide_or_nan
from annops.stats.disagreement import item_disagreement, pairable_marginals, ratings_per_item
from annops.stats.ratings import Ratings


@dataclass(frozen=True, slots=True)
class WithoutAnnotator:
    """Alpha of the other annotators' ratings, for each annotator left out.

    Attributes:
        alpha: array (n_annotators,); nan where undefined: the others share no item, or used one
            label only on the items they share.
        n_pairable: array (n_annotators,), ratings left on items with two ratings or more.
        n_own: array (n_annotators,), ratings the annotator gave.
    """

    alpha: FloatArray
    n_pairable: IntArray
    n_own: IntArray


def alpha_without_each(ratings: Ratings, distances: FloatArray | None = None) -> WithoutAnnotator:
    """Alpha with each annotator left out, in one pass over the rows.

    What a rating takes with it depends only on its label and the pattern of its item, so the
    change is looked up in a table (n_patterns, n_labels) and summed by annotator. With the ordinal
    metric, whose distances move with the marginals, use `annops.stats.leave_one_out_ordered`.

    Args:
        ratings: one row a rating, no annotator twice on an item.
        distances: array (n_labels, n_labels) as in `annops.stats.distances`; nominal when None.

    Source:
        Definition of alpha (Krippendorff 2011), recomputed on the remaining ratings.

    Example:
        >>> item, annotator = np.repeat(np.arange(3), 3), np.tile(np.arange(3), 3)
        >>> label = np.array([0, 0, 1, 1, 1, 1, 0, 0, 0])
        >>> rows = Ratings.from_rows(item, annotator, label, n_labels=2)
        >>> alpha_without_each(rows).alpha.round(4)
        array([0.4444, 0.4444, 1.    ])
    """
    counts, n_annotators = ratings.pattern_counts, ratings.n_annotators
    if distances is None:
        distances = 1 - np.eye(ratings.n_labels)
    weights = ratings.pattern_weights
    total = float((item_disagreement(counts, distances) * ratings_per_item(counts)) @ weights)
    cells = ratings.item_pattern[ratings.item] * ratings.n_labels + ratings.label
    lost = _lost_disagreement(counts, distances).ravel()[cells]
    observed = total - np.bincount(ratings.annotator, weights=lost, minlength=n_annotators)
    marginals = pairable_marginals_without_each(ratings)
    n_pairable = marginals.sum(axis=1)
    expected = ((marginals @ distances) * marginals).sum(axis=1)
    # subtraction leaves rounding dust where the exact answer is 0
    observed[observed < 1e-12 * total] = 0.0
    alpha = 1 - divide_or_nan(observed * (n_pairable - 1), expected)
    return WithoutAnnotator(alpha, n_pairable.astype(np.int64), _rows_per_annotator(ratings))


def _rows_per_annotator(ratings: Ratings) -> IntArray:
    return np.bincount(ratings.annotator, minlength=ratings.n_annotators).astype(np.int64)


def _lost_disagreement(counts: FloatArray, distances: FloatArray) -> FloatArray:
    """Change of an item's sum of disagreement when one rating goes, (n_patterns, n_labels)."""
    ratings = ratings_per_item(counts)[:, None]
    to_labels = counts @ distances
    pairs = (counts * to_labels).sum(axis=1, keepdims=True)
    before, after = np.zeros(pairs.shape), np.zeros(counts.shape)
    np.divide(pairs, ratings - 1, out=before, where=ratings >= 2)
    np.divide(pairs - 2 * to_labels, ratings - 2, out=after, where=ratings >= 3)
    return np.asarray(before - after, dtype=float)


def pairable_marginals_without_each(ratings: Ratings) -> FloatArray:
    """Ratings of each label on items that two others rated, (n_annotators, n_labels)."""
    n_labels, n_annotators = ratings.n_labels, ratings.n_annotators
    shape = (n_annotators, n_labels)
    per_item = ratings_per_item(ratings.pattern_counts)
    per_row = per_item[ratings.item_pattern[ratings.item]]
    own = ratings.annotator * n_labels + ratings.label
    in_pairable = np.bincount(own[per_row >= 2], minlength=n_annotators * n_labels)
    alone = per_row == 2  # the partner's rating is left without a pair
    cells = ratings.item_pattern[ratings.item] * n_labels + ratings.label
    partner = _other_label(ratings.pattern_counts).ravel()[cells[alone]]
    orphaned = np.bincount(
        ratings.annotator[alone] * n_labels + partner, minlength=n_annotators * n_labels
    )
    everyone = pairable_marginals(ratings.pattern_counts, ratings.pattern_weights)
    return np.asarray(everyone - (in_pairable + orphaned).reshape(shape), dtype=float)


def _other_label(counts: FloatArray) -> IntArray:
    """Label of the other rating of an item with two, for each (pattern, own label)."""
    n_patterns, n_labels = counts.shape
    codes = np.arange(n_labels)
    both = (counts * codes).sum(axis=1, keepdims=True)
    other = np.where(ratings_per_item(counts)[:, None] == 2, both - codes, 0.0)
    return np.clip(other, 0, max(n_labels - 1, 0)).astype(np.int64).reshape(n_patterns, n_labels)
