"""Wrong answers by category and severity, and what they weigh."""

from collections import defaultdict

import numpy as np

from annops.audit.judged import Judged
from annops.audit.model import DefectCount
from annops.core.estimate import Estimate
from annops.measures.penalty import NOT_GIVEN, PER, penalty_per_thousand, weight_of
from annops.project.definition import Defects
from annops.stats.arrays import FloatArray


def formula(rules: Defects) -> str:
    """Write how the penalty is computed, with the weights.

    >>> formula(Defects(severities={"minor": 1, "major": 5}))
    '1,000 x sum of the weights of wrong answers / answers (minor 1, major 5)'
    """
    weights = ", ".join(f"{name} {weight:g}" for name, weight in rules.severities.items())
    return f"1,000 x sum of the weights of wrong answers / answers ({weights})"


def defect_counts(judged: Judged, rules: Defects, *, rates: bool) -> tuple[DefectCount, ...]:
    """Count wrong answers by category and severity, heaviest first, then by number and name.

    Args:
        judged: Answers and verdicts.
        rules: Weights of the severities.
        rates: Whether the sample estimates anything; else penalties are left out.
    """
    weights = judged.drawn.weights
    answers = float(weights[judged.item].sum())
    counts: dict[tuple[str, str], list[float]] = defaultdict(lambda: [0, 0.0])
    for at in np.flatnonzero(judged.wrong).tolist():
        review = judged.verdicts[at]
        category = (review.category if review else "") or NOT_GIVEN
        severity = (review.severity if review else "") or NOT_GIVEN
        counts[category, severity][0] += 1
        counts[category, severity][1] += float(weights[judged.item[at]])
    made = [
        DefectCount(
            category=category, severity=severity, n=int(n), weight=weight_of(severity, rules),
            penalty=PER * stood_for * weight_of(severity, rules) / answers if rates else None,
        )
        for (category, severity), (n, stood_for) in counts.items()
    ]  # fmt: skip
    return tuple(
        sorted(made, key=lambda one: (-one.n * one.weight, -one.n, one.category, one.severity))
    )


def penalty(judged: Judged, rules: Defects) -> Estimate:
    """Estimate the weighted penalty per 1,000 answers; undefined while verdicts are missing."""
    n_missing = int(judged.missing.sum())
    if n_missing:
        why = f"{n_missing:,} of {len(judged.answers):,} answers without a verdict"
        return Estimate.undefined(why, n=len(judged.answers) - n_missing, unit="answers")
    heaviest = max(rules.severities.values())
    return penalty_per_thousand(judged.drawn, judged.item, _weights(judged, rules), heaviest)


def _weights(judged: Judged, rules: Defects) -> FloatArray:
    """Weight of each answer's error, 0 for right answers."""
    pairs = zip(judged.wrong.tolist(), judged.verdicts, strict=True)
    return np.array(
        [weight_of(review.severity, rules) if wrong and review else 0.0 for wrong, review in pairs]
    )
