"""Linearised standard error of Krippendorff's alpha, whatever the distance between ratings."""

import numpy as np

from annops.stats.arrays import FloatArray
from annops.stats.coefficient import ZERO_WIDTH, Coefficient, weighted_standard_error


def alpha_scores(
    n_ratings: FloatArray,
    own: FloatArray,
    to_all: FloatArray,
    means: tuple[float, float],
    weights: FloatArray | None = None,
) -> FloatArray:
    """Influence of each item with two ratings or more on alpha, after Gwet and irrCAC.

    Args:
        n_ratings: array (n_items,), 2 or more.
        own: array (n_items,), mean distance between two ratings of the item.
        to_all: array (n_items,), mean distance from its ratings to all pairable ratings.
        means: observed disagreement, and mean of to_all over ratings.
        weights: array (n_items,), how often each item counts; once when None.

    Returns:
        Array (n_items,) whose weighted mean is 1 - observed / by_chance.

    Source:
        Gwet 2014, section 5.4; the correction 1 / n follows irrCAC for Python and CRAN irrCAC 1.0.
    """
    w = np.ones(len(n_ratings)) if weights is None else weights
    observed, by_chance = means
    total = float(w @ n_ratings)
    size = n_ratings * float(w.sum()) / total
    corrected = (1 - 1 / total) * observed
    deviation = corrected + size * (own - corrected)
    chance = size * (to_all - by_chance) / by_chance
    return np.asarray(1 - deviation / by_chance + 2 * (observed / by_chance) * chance)


def alpha_with_error(
    means: tuple[float, float], scores: FloatArray, n_ratings: int
) -> Coefficient:
    """Alpha with its standard error, each item counting once.

    Args:
        means: as in `alpha_scores`, scaled so that the largest distance is 1.
        scores: array (n_items,) from `alpha_scores`; nan for items with fewer than two ratings.
        n_ratings: ratings of items with two or more.
    """
    observed, by_chance = means
    expected = by_chance * n_ratings / (n_ratings - 1)
    n_items = int((~np.isnan(scores)).sum())
    se = weighted_standard_error(scores, np.ones(len(scores)))
    return Coefficient(
        value=1 - observed / expected,
        se=se,
        observed=1 - observed,
        expected=1 - expected,
        n_items=n_items,
        n_ratings=n_ratings,
        degrees_of_freedom=None if se is None else n_items - 1,
        caution=ZERO_WIDTH if se == 0 else None,
        item_scores=None if se is None else scores,
    )
