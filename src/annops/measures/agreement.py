"""One agreement metric on one group of units, as an Estimate."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from annops.core.counts import CodedAnswers, LabelPatterns
from annops.core.estimate import Estimate
from annops.measures.scoring import Scoring
from annops.stats import bootstrap, disagreement
from annops.stats.arrays import FloatArray
from annops.stats.bootstrap import percentile_interval
from annops.stats.coefficient import Coefficient
from annops.stats.conger import conger_kappa
from annops.stats.count_coefficients import (
    brennan_prediger,
    fleiss_kappa,
    gwet_ac,
    krippendorff_alpha,
    percent_agreement,
)
from annops.stats.icc import intraclass_correlations
from annops.stats.interval import agreement_interval, count_rarer
from annops.stats.moments import ItemMoments, interval_alpha, ordinal_alpha
from annops.stats.ratings import Ratings
from annops.stats.ratio_alpha import ratio_alpha
from annops.tasks.question import Comparison

SMALL_GROUP = 10
"""Items below which a group's figure is shown with a caution and gives no verdict."""

_COUNT_BASED = {
    "fleiss_kappa": fleiss_kappa,
    "gwet_ac1": gwet_ac,
    "gwet_ac2": gwet_ac,
    "brennan_prediger": brennan_prediger,
}
_CHANCE_OF_DRAWS = {
    "fleiss_kappa": disagreement.fleiss_disagreement,
    "gwet_ac1": disagreement.gwet_disagreement,
    "gwet_ac2": disagreement.gwet_disagreement,
    "brennan_prediger": disagreement.brennan_prediger_disagreement,
}
_CHANCE_FROM_LABELS = {"krippendorff_alpha", "fleiss_kappa", "conger_kappa"}


@dataclass(frozen=True)
class Group:
    """Units of one question and one breakdown value.

    Attributes:
        coded: All answers to the question.
        patterns: Patterns of all units.
        weights: Array (n_patterns,): units of the group by pattern.
        members: Array (n_units,) of bool: units in the group; None for all.
        scoring: How answers are scored.
    """

    coded: CodedAnswers
    patterns: LabelPatterns
    weights: FloatArray
    members: np.ndarray[tuple[int], np.dtype[np.bool_]] | None
    scoring: Scoring

    @cached_property
    def counts(self) -> FloatArray:
        """Array (n_patterns, n_answers) as the statistics take it."""
        return self.patterns.counts.astype(float)

    @cached_property
    def rows(self) -> slice | np.ndarray[tuple[int], np.dtype[np.int64]]:
        """Rows of the group's units."""
        if self.members is None:
            return slice(None)
        return np.flatnonzero(self.members[self.coded.unit])

    @cached_property
    def ratings(self) -> Ratings:
        """The group's rows beside the pattern of each unit."""
        coded, of_unit = self.coded, self.patterns.of_unit
        unit = coded.unit[self.rows].astype(np.int64)
        if self.members is not None:
            number = np.cumsum(self.members) - 1
            unit, of_unit = number[unit], of_unit[self.members]
        return Ratings(
            unit,
            coded.annotator[self.rows].astype(np.int64),
            coded.answer[self.rows].astype(np.int64),
            of_unit.astype(np.int64),
            self.counts,
            len(coded.annotators),
        )

    @cached_property
    def n_annotators(self) -> int:
        """Annotators who answered in the group."""
        if self.members is None:
            return len(self.coded.annotators)
        return len(np.unique(self.coded.annotator[self.rows]))


def coefficient(metric: str, group: Group) -> Coefficient:
    """Compute a coefficient with its analytic standard error.

    The standard error is fully linearised: items with a single answer are part of what varies. On
    items that all have two answers or more it is the published one; where most items have one
    answer (a small overlap) the published form, which holds their share fixed, is several times
    too large.

    Args:
        metric: Id of an agreement metric other than the intraclass correlations.
        group: The units.

    Returns:
        Undefined with a reason where the metric has no value here.
    """
    counts, item_weights = group.counts, group.weights
    if metric == "percent_agreement":
        return percent_agreement(counts, item_weights, full_linearisation=True)
    if metric == "krippendorff_alpha":
        return _alpha(group)
    if not group.scoring.has_matrix and group.scoring.weight_name != "identity":
        return _undefined(group, f"{len(group.scoring.answers)} different ratings are too many")
    try:
        credit = group.scoring.agreement_weights()
    except ValueError as error:
        return _undefined(group, str(error))
    if metric == "conger_kappa":
        return conger_kappa(group.ratings, credit, full_linearisation=True)
    return _COUNT_BASED[metric](counts, item_weights, credit, full_linearisation=True)


def _alpha(group: Group) -> Coefficient:
    nominal = group.scoring.comparison is Comparison.NOMINAL
    if not nominal and not group.scoring.has_matrix:
        return _alpha_of_many_values(group)
    between = group.scoring.alpha_distances(group.counts, group.weights)
    return krippendorff_alpha(group.counts, group.weights, between)


def _undefined(group: Group, why: str) -> Coefficient:
    sizes = group.counts.sum(axis=1)
    pairable = group.weights * (sizes >= 2)
    return Coefficient.undefined(why, n_items=int(pairable.sum()), n_ratings=int(pairable @ sizes))


def _alpha_of_many_values(group: Group) -> Coefficient:
    numbers = group.scoring.numbers
    if numbers is None:
        return _undefined(group, f"{len(group.scoring.answers)} different answers are too many")
    unit, value = group.ratings.item, numbers[group.ratings.label]
    if group.scoring.comparison is Comparison.ORDINAL:
        return ordinal_alpha(unit, value)
    if group.scoring.comparison is Comparison.INTERVAL:
        return interval_alpha(ItemMoments.from_rows(unit, value))
    return ratio_alpha(unit, value)


def estimate(
    metric: str,
    group: Group,
    *,
    confidence: float = 0.95,
    replicates: FloatArray | None = None,
) -> tuple[Estimate, Coefficient | None]:
    """Compute a metric with its interval.

    Args:
        metric: Id of an agreement metric.
        group: The units.
        confidence: Of the interval.
        replicates: Array (n_replicates,) of the metric's bootstrap values, nan where undefined;
            None for the analytic interval.

    Returns:
        The estimate, and the coefficient behind it (None for intraclass correlations).
    """
    if metric.startswith("icc_"):
        return _icc_estimate(metric, group, confidence), None
    found = coefficient(metric, group)
    if found.value is None:
        why = found.why_undefined or "undefined"
        return Estimate.undefined(why, n=found.n_items, unit="items"), found
    rarer = count_rarer(group.counts, group.weights) if metric in _CHANCE_FROM_LABELS else None
    nominal = group.scoring.comparison is Comparison.NOMINAL
    interval = agreement_interval(
        found,
        group.weights if _is_by_pattern(metric, group) else None,
        n_rarer=rarer,
        graded=not nominal and metric != "percent_agreement",
        confidence=confidence,
    )
    low, high, method = interval.low, interval.high, interval.method
    if replicates is not None and len(replicates) and not interval.caution:
        drawn = percentile_interval(replicates, confidence)
        low, high = drawn.low, drawn.high
        method = f"bootstrap over items, {len(replicates)} replicates"
    return Estimate(
        found.value, low, high, found.n_items, "items", method,
        confidence=confidence, caution=interval.caution,
    ), found  # fmt: skip


def _is_by_pattern(metric: str, group: Group) -> bool:
    """Whether a metric's item scores stand one a pattern, rather than one an item."""
    many_values = metric == "krippendorff_alpha" and not (
        group.scoring.has_matrix or group.scoring.comparison is Comparison.NOMINAL
    )
    return metric != "conger_kappa" and not many_values


def bootstrap_values(
    metrics: Sequence[str], group: Group, n_replicates: int, rng: np.random.Generator
) -> dict[str, FloatArray]:
    """Draw items with replacement and compute the metrics that can be had from the draws.

    Returns:
        Array (n_replicates,) by metric, nan where undefined; metrics that need more than label
        counts (Conger kappa, intraclass correlations, open numbers) are left out.
    """
    made = {metric: _statistic(metric, group) for metric in metrics}
    statistics = {metric: statistic for metric, statistic in made.items() if statistic}
    if not statistics:
        return {}
    return bootstrap.bootstrap_several(group.counts, group.weights, statistics, n_replicates, rng)


def _statistic(metric: str, group: Group) -> bootstrap.Statistic | None:
    """The replicate statistic of a count-based metric; None where there is none."""
    scoring = group.scoring
    if not scoring.has_matrix and scoring.comparison is not Comparison.NOMINAL:
        return None
    if metric == "percent_agreement":
        return bootstrap.percent()
    if metric == "krippendorff_alpha":
        if scoring.comparison is Comparison.ORDINAL:
            return bootstrap.ordinal_alpha
        between = scoring.alpha_distances(group.counts, group.weights)
        return bootstrap.chance_corrected(disagreement.alpha_disagreement, between)
    return _kappa_statistic(metric, scoring)


def _kappa_statistic(metric: str, scoring: Scoring) -> bootstrap.Statistic | None:
    """The replicate statistic of a kappa; None where its weights are not defined."""
    parts = _CHANCE_OF_DRAWS.get(metric)
    try:
        credit = scoring.agreement_weights()
    except ValueError:
        return None
    if parts is None:
        return None
    return bootstrap.chance_corrected(parts, None if credit is None else 1 - credit)


def _icc_estimate(metric: str, group: Group, confidence: float) -> Estimate:
    numbers, ratings = group.scoring.numbers, group.ratings
    n_units = len(ratings.item_pattern)
    present, column = np.unique(ratings.annotator, return_inverse=True)
    if numbers is None or n_units * len(present) != len(ratings.item):
        why = "not every annotator rated every item, and this form needs a complete table"
        return Estimate.undefined(why, n=n_units, unit="items")
    table = np.full((n_units, len(present)), np.nan)
    table[ratings.item, column] = numbers[ratings.label]
    wanted = metric.removeprefix("icc_").replace("_", ",")
    found = next(f for f in intraclass_correlations(table, confidence) if f.form == wanted)
    if found.value is None:
        return Estimate.undefined(found.why_undefined or "undefined", n=n_units, unit="items")
    return Estimate(
        found.value, found.low, found.high, n_units, "items", "F quantiles, ratings about normal",
        confidence=confidence,
        caution=None if n_units >= SMALL_GROUP else f"only {n_units} items",
    )  # fmt: skip
