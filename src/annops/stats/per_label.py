"""Agreement on one label against all the others, for each label."""

import dataclasses
from collections.abc import Callable

import numpy as np

from annops.stats.arrays import FloatArray
from annops.stats.coefficient import ONE_LABEL, Coefficient
from annops.stats.count_coefficients import fleiss_kappa, krippendorff_alpha

NEVER_USED = "the label was never used"
ALWAYS_USED = "no other label was used"


def fleiss_kappa_per_label(counts: FloatArray, weights: FloatArray) -> list[Coefficient]:
    """Fleiss' kappa of "this label or another", one for each label.

    With the same number of ratings on every item this is Fleiss' kappa of a category.

    Args:
        counts: array (n_patterns, n_labels).
        weights: array (n_patterns,).

    Returns:
        One coefficient a label in the order of the columns; undefined for a label never used and
        for the only one used.

    Source:
        Fleiss, Psychological Bulletin 76 (1971), p. 381.

    Example:
        >>> counts = np.array([[2.0, 0.0, 0.0], [1.0, 1.0, 0.0], [0.0, 2.0, 0.0]])
        >>> results = fleiss_kappa_per_label(counts, np.ones(3))
        >>> results[0].value, results[2].why_undefined
        (0.333..., 'the label was never used')
    """
    return _one_against_rest(counts, weights, fleiss_kappa)


def krippendorff_alpha_per_label(counts: FloatArray, weights: FloatArray) -> list[Coefficient]:
    """Nominal alpha of "this label or another"; arguments and result as `fleiss_kappa_per_label`.

    Source:
        Krippendorff, Content Analysis, 2nd ed. (2004), section 11.3 (reliability of categories).

    Example:
        >>> counts = np.array([[2.0, 0.0, 0.0], [1.0, 1.0, 0.0], [0.0, 2.0, 0.0]])
        >>> krippendorff_alpha_per_label(counts, np.ones(3))[0].value
        0.444...
    """
    return _one_against_rest(counts, weights, krippendorff_alpha)


def _one_against_rest(
    counts: FloatArray,
    weights: FloatArray,
    coefficient: Callable[[FloatArray, FloatArray], Coefficient],
) -> list[Coefficient]:
    ratings = counts.sum(axis=1)
    results = []
    for label in range(counts.shape[1]):
        own = counts[:, label]
        result = coefficient(np.column_stack([own, ratings - own]), weights)
        if result.why_undefined == ONE_LABEL:
            used = bool((own * weights).any())
            why = ALWAYS_USED if used else NEVER_USED
            result = dataclasses.replace(result, why_undefined=why)
        results.append(result)
    return results
