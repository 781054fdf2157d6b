"""Agreement of items by how many annotators gave each label, with analytic standard errors.

Common arguments:
    counts: array (n_patterns, n_labels), how many annotators gave each label to an item that shows
        the pattern. Columns are the labels of the question, used or not.
    weights: array (n_patterns,), how many items show the pattern, 0 or more.
    agreement_weights: array (n_labels, n_labels) in [0, 1], symmetric, 1 on the diagonal
        (`annops.stats.weights`); identity when None.
    full_linearisation: how the standard error treats items with a single rating. False is Gwet's
        published formula, which holds the share of items with two ratings constant and grows far
        too large when most items have one rating. True lets that share vary with the sample, as
        the bootstrap does. Without single ratings both are equal.

Items with a single rating never enter observed agreement. Krippendorff drops them from chance
agreement as well; Gwet's AC, Fleiss' kappa keep them there, by their share of each label. Standard
errors take items as the sample (n - 1 in the denominator) and annotators as given.
Source: Gwet, Handbook of Inter-Rater Reliability, 4th ed. (2014), chapters 2, 3 and 5.
"""

import numpy as np

from annops.stats.alpha_error import alpha_scores
from annops.stats.arrays import FloatArray
from annops.stats.coefficient import NO_PAIRS, ONE_LABEL_IN_LIST, Coefficient
from annops.stats.disagreement import (
    Disagreement,
    alpha_disagreement,
    brennan_prediger_disagreement,
    fleiss_disagreement,
    gwet_disagreement,
    is_pairable,
    item_disagreement,
    label_shares,
    mean_item_disagreement,
    mean_label_shares,
    pairable_marginals,
    ratings_per_item,
)
from annops.stats.pattern_result import (
    checked_distances,
    defined_result,
    undefined_result,
    without_value,
)


def percent_agreement(
    counts: FloatArray,
    weights: FloatArray,
    agreement_weights: FloatArray | None = None,
    *,
    full_linearisation: bool = False,
) -> Coefficient:
    """Mean over items of the share of their rating pairs that agree, in [0, 1].

    Returns:
        Defined (1.0) also when only one label was used; undefined when no item has two ratings.

    Example:
        >>> result = percent_agreement(np.array([[2.0, 0.0], [1.0, 1.0]]), np.array([3.0, 1.0]))
        >>> result.value, result.expected
        (0.75, None)
    """
    distances = checked_distances(counts, weights, agreement_weights)
    observed = float(mean_item_disagreement(counts, weights[:, None], distances)[0])
    if np.isnan(observed):
        return without_value(counts, weights, NO_PAIRS)
    own = 1 - item_disagreement(counts, distances)
    centre = 1 - observed if full_linearisation else 0.0
    scores = _observed_scores(counts, weights, own, centre)
    return defined_result(counts, weights, scores, (1 - observed, 1 - observed, None))


def fleiss_kappa(
    counts: FloatArray,
    weights: FloatArray,
    agreement_weights: FloatArray | None = None,
    *,
    full_linearisation: bool = False,
) -> Coefficient:
    """Fleiss' kappa (Scott's pi with two annotators), weighted or not, missing ratings allowed.

    Returns:
        Undefined when no item has two ratings or only one label was used.

    Source:
        Fleiss, Psychological Bulletin 76 (1971), p. 378; Gwet 2014, eq. 2.7 and 5.3.

    Example:
        >>> fleiss_kappa(np.array([[2.0, 0.0], [0.0, 2.0], [1.0, 1.0]]), np.ones(3)).value
        0.333333...
    """
    distances = checked_distances(counts, weights, agreement_weights)
    parts = fleiss_disagreement(counts, weights[:, None], distances)
    chance = label_shares(counts) @ (distances @ mean_label_shares(counts, weights[:, None])[:, 0])
    table = counts, weights, distances
    return _gwet_family(table, parts, chance, full_linearisation=full_linearisation)


def gwet_ac(
    counts: FloatArray,
    weights: FloatArray,
    agreement_weights: FloatArray | None = None,
    *,
    full_linearisation: bool = False,
) -> Coefficient:
    """Gwet's AC1, or AC2 when weighted.

    Returns:
        1.0 when all agree on one label of several, with a caution, since the formula is defined
        there; undefined when no item has two ratings or the question has one label only.

    Source:
        Gwet, British Journal of Mathematical and Statistical Psychology 61 (2008), pp. 29-48.

    Example:
        >>> gwet_ac(np.array([[2.0, 0.0], [0.0, 2.0], [1.0, 1.0]]), np.array([8.0, 1, 1])).value
        0.865771...
    """
    n_labels = counts.shape[1]
    distances = checked_distances(counts, weights, agreement_weights)
    if n_labels < 2:
        return without_value(counts, weights, ONE_LABEL_IN_LIST)
    parts = gwet_disagreement(counts, weights[:, None], distances)
    shares = mean_label_shares(counts, weights[:, None])[:, 0]
    scale = (1 - distances).sum() / (n_labels * (n_labels - 1))
    chance = 1 - scale * (label_shares(counts) @ (1 - shares))
    table = counts, weights, distances
    return _gwet_family(table, parts, chance, full_linearisation=full_linearisation)


def brennan_prediger(
    counts: FloatArray,
    weights: FloatArray,
    agreement_weights: FloatArray | None = None,
    *,
    full_linearisation: bool = False,
) -> Coefficient:
    """Brennan and Prediger's coefficient (Bennett's S, Randolph's free-marginal kappa).

    Returns:
        1.0 when all agree on one label of several, with a caution; undefined when no item has two
        ratings or the question has one label only.

    Source:
        Brennan and Prediger, Educational and Psychological Measurement 41 (1981), p. 693.

    Example:
        >>> brennan_prediger(np.array([[2.0, 0.0], [1.0, 1.0]]), np.array([3.0, 1.0])).value
        0.5
    """
    distances = checked_distances(counts, weights, agreement_weights)
    if counts.shape[1] < 2:
        return without_value(counts, weights, ONE_LABEL_IN_LIST)
    parts = brennan_prediger_disagreement(counts, weights[:, None], distances)
    chance = np.full(len(counts), float(parts.expected[0]))
    table = counts, weights, distances
    return _gwet_family(table, parts, chance, full_linearisation=full_linearisation)


def krippendorff_alpha(
    counts: FloatArray, weights: FloatArray, distances: FloatArray | None = None
) -> Coefficient:
    """Krippendorff's alpha with any distance between labels.

    The standard error treats the distances as given, also those of the ordinal metric, which come
    from the marginals; the bootstrap does not.

    Args:
        counts: as above.
        weights: as above.
        distances: array (n_labels, n_labels) as in `annops.stats.distances`; nominal when None.

    Returns:
        Undefined when no item has two ratings or only one label was used by such items.

    Source:
        Krippendorff, Computing Krippendorff's Alpha-Reliability (2011); standard error: Gwet 2014,
        section 5.4, as in irrCAC.

    Example:
        >>> pairs = np.array([[2.0, 0.0], [1.0, 1.0], [0.0, 2.0]])
        >>> krippendorff_alpha(pairs, np.array([5.0, 4.0, 1.0])).value
        0.095238...
    """
    if distances is None:
        distances = 1 - np.eye(counts.shape[1])
    largest = float(distances.max(initial=0.0))
    agreement = 1 - distances / largest if largest > 0 else np.ones(distances.shape)
    distances = checked_distances(counts, weights, agreement)
    parts = alpha_disagreement(counts, weights[:, None], distances)
    undefined = undefined_result(counts, weights, parts, is_pairable(counts))
    if undefined is not None:
        return undefined
    observed, expected = float(parts.observed[0]), float(parts.expected[0])
    scores = _pattern_alpha_scores(counts, weights, distances, observed)
    values = (1 - observed / expected, 1 - observed, 1 - expected)
    return defined_result(counts, weights, scores, values)


def _pattern_alpha_scores(
    counts: FloatArray, weights: FloatArray, distances: FloatArray, observed: float
) -> FloatArray:
    pairable = is_pairable(counts)
    ratings, w = ratings_per_item(counts)[pairable], weights[pairable]
    marginals = pairable_marginals(counts, weights)
    shares = marginals / marginals.sum()
    by_chance = float(shares @ distances @ shares)
    own = item_disagreement(counts, distances)[pairable]
    to_all = (label_shares(counts) @ (distances @ shares))[pairable]
    scores = np.full(len(counts), np.nan)
    scores[pairable] = alpha_scores(ratings, own, to_all, (observed, by_chance), w)
    return scores


def _gwet_family(
    table: tuple[FloatArray, FloatArray, FloatArray],
    parts: Disagreement,
    chance: FloatArray,
    *,
    full_linearisation: bool,
) -> Coefficient:
    counts, weights, distances = table
    undefined = undefined_result(counts, weights, parts, ratings_per_item(counts) > 0)
    if undefined is not None:
        return undefined
    observed, expected = float(parts.observed[0]), float(parts.expected[0])
    value = 1 - observed / expected
    own = 1 - item_disagreement(counts, distances) / expected
    scores = _observed_scores(counts, weights, own, value if full_linearisation else 0.0)
    scores += 2 * (observed / expected) * (chance - expected) / expected
    return defined_result(counts, weights, scores, (value, 1 - observed, 1 - expected))


def _observed_scores(
    counts: FloatArray, weights: FloatArray, own: FloatArray, centre: float
) -> FloatArray:
    rated, pairable = ratings_per_item(counts) > 0, is_pairable(counts)
    blow_up = float(weights @ rated) / float(weights @ pairable)
    return np.where(rated, centre + blow_up * (own - centre) * pairable, np.nan)
