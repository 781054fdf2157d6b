"""Coefficients of very many small tables at once, with what their intervals are computed from."""

from dataclasses import dataclass

import numpy as np
from coverage_populations import item_disagreement, squared_distances

from annops.stats.agreement_limits import AgreementSpread, agreement_limits
from annops.stats.cohen import cohen_kappa
from annops.stats.count_coefficients import (
    fleiss_kappa,
    gwet_ac,
    krippendorff_alpha,
    percent_agreement,
)
from annops.stats.interval import GRADED_LOSS, agreement_interval

GRADED = "alpha, squared"
PRODUCT = {
    "alpha": krippendorff_alpha,
    "Fleiss": fleiss_kappa,
    "AC1": gwet_ac,
    "percent": percent_agreement,
    GRADED: lambda counts, weights: krippendorff_alpha(
        counts, weights, squared_distances(counts.shape[1])
    ),
}
NOMINAL = ("alpha", "Fleiss", "AC1", "percent")
CHECKED_TABLES = 3


@dataclass(frozen=True)
class Sampled:
    """One coefficient of all tables, arrays (n_tables,); undefined values are nan."""

    spread: AgreementSpread
    n_rarer: np.ndarray | None


def true_value(name: str, counts: np.ndarray, probabilities: np.ndarray) -> float:
    observed = float(probabilities @ item_disagreement(counts, _distances(name, counts)))
    return 1 - observed / float(_chance(name, counts, probabilities[None, :])[0][0])


def sampled(name: str, counts: np.ndarray, drawn: np.ndarray) -> Sampled:
    """A coefficient of tables (n_tables, n_patterns) of items by pattern."""
    n_items = drawn.sum(axis=1)
    weights = drawn / n_items[:, None]
    own = item_disagreement(counts, _distances(name, counts))
    expected, by_pattern = _chance(name, counts, weights)
    observed = weights @ own
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = observed / expected
        scores = 1 - own / expected[:, None]
        scores += 2 * (ratio / expected)[:, None] * (by_pattern - expected[:, None])
        if name in {"alpha", GRADED}:
            n_ratings = n_items * counts[0].sum()
            expected = expected * n_ratings / (n_ratings - 1)
        value = 1 - observed / expected
        centred = scores - (weights * scores).sum(axis=1)[:, None]
        variance = (drawn * centred**2).sum(axis=1) / (n_items * (n_items - 1))
    loss = np.maximum(0, -np.where(drawn > 0, centred, np.inf).min(axis=1)) / n_items
    loss *= GRADED_LOSS if name == GRADED else 1
    spread = AgreementSpread(value, np.sqrt(variance), 1 - expected, loss, n_items * 1.0)
    return Sampled(spread, None if name in {"AC1", "percent"} else _rarer(counts, drawn))


def sampled_pairs(tables: np.ndarray) -> Sampled:
    """Cohen's kappa of tables (n_tables, n_labels, n_labels), standard error over n."""
    n_items = tables.sum(axis=(1, 2))
    joint = tables / n_items[:, None, None]
    rows, columns = joint.sum(axis=2), joint.sum(axis=1)
    expected = 1 - (rows * columns).sum(axis=1)
    own = 1 - np.eye(tables.shape[1])
    observed = (joint * own).sum(axis=(1, 2))
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = observed / expected
        scores = ratio[:, None, None] * ((1 - columns)[:, :, None] + (1 - rows)[:, None, :]) - own
        scores /= expected[:, None, None]
        scores -= (joint * scores).sum(axis=(1, 2))[:, None, None]
        se = np.sqrt((joint * scores**2).sum(axis=(1, 2)) / n_items)
        loss = ratio * (1 / observed - 1 + 2 * (1 - expected) / expected) / n_items
    loss = np.where(observed > 0, loss, 0.0)
    spread = AgreementSpread(1 - ratio, se, 1 - expected, loss, n_items * 1.0)
    modal = (rows + columns).argmax(axis=1)
    return Sampled(spread, n_items - tables[np.arange(len(tables)), modal, modal])


def check_counts(name: str, counts: np.ndarray, drawn: np.ndarray, result: Sampled) -> None:
    """Compare the first tables with the product.

    Raises:
        SystemExit: the product gives another interval.
    """
    low, high = agreement_limits(result.spread, drawn[0].sum() - 1)
    for i in range(CHECKED_TABLES):
        weights = drawn[i] * 1.0
        coefficient = PRODUCT[name](counts * 1.0, weights)
        interval = agreement_interval(coefficient, weights, graded=name == GRADED)
        lowest = 0.0 if name == "percent" else -1.0
        wanted = None if coefficient.value is None else (max(low[i], lowest), high[i])
        if not _same((interval.low, interval.high), wanted):
            raise SystemExit(f"simulation and product differ: {name}, {drawn[i]}")


def check_pairs(tables: np.ndarray, result: Sampled) -> None:
    """Compare the first tables with the product.

    Raises:
        SystemExit: the product gives another interval.
    """
    low, high = agreement_limits(result.spread, tables[0].sum() - 1)
    for i in range(CHECKED_TABLES):
        coefficient = cohen_kappa(tables[i] * 1.0)
        interval = agreement_interval(coefficient)
        wanted = None if coefficient.value is None else (low[i], high[i])
        if not _same((interval.low, interval.high), wanted):
            raise SystemExit(f"simulation and product differ: Cohen, {tables[i]}")


def _same(found: tuple[float | None, float | None], wanted: tuple[float, float] | None) -> bool:
    if wanted is None or found[0] is None:
        return wanted is None and found[0] is None
    return bool(np.allclose(found, wanted, rtol=0, atol=1e-9))


def _distances(name: str, counts: np.ndarray) -> np.ndarray:
    n_labels = counts.shape[1]
    return squared_distances(n_labels) if name == GRADED else 1 - np.eye(n_labels)


def _chance(name: str, counts: np.ndarray, weights: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Expected disagreement (n_tables,) and each pattern's share in it (n_tables, n_patterns)."""
    own = counts / counts[0].sum()
    shares = weights @ own
    if name == "percent":
        return np.ones(len(weights)), np.ones((len(weights), len(counts)))
    if name == "AC1":
        rest = (1 - shares) / (counts.shape[1] - 1)
        return 1 - (shares * rest).sum(axis=1), 1 - rest @ own.T
    to_all = shares @ _distances(name, counts)
    return (shares * to_all).sum(axis=1), to_all @ own.T


def _rarer(counts: np.ndarray, drawn: np.ndarray) -> np.ndarray:
    """Items with a label other than the table's most common one."""
    modal = (drawn @ counts).argmax(axis=1)
    of_one_label = drawn @ (counts == counts[0].sum()).astype(int)
    return drawn.sum(axis=1) - of_one_label[np.arange(len(drawn)), modal]
