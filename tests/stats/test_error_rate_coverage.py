"""Exact coverage of the error-rate intervals: all samples of small designs are enumerated."""

from functools import lru_cache

import numpy as np
import pytest
from scipy import stats

from annops.stats.share_ends import ShareMethod
from annops.stats.stratum_sums import StratumSums
from annops.stats.weighted_share import weighted_share

Strata = tuple[tuple[int, int], ...]


@lru_cache(maxsize=100_000)
def ends(
    design: Strata, errors: tuple[int, ...], method: ShareMethod, *, process: bool
) -> tuple[float, float]:
    strata = [
        StratumSums.of_counts(size, n, k) for (size, n), k in zip(design, errors, strict=True)
    ]
    share = weighted_share(strata, method=method, process=process)
    assert share.low is not None
    assert share.high is not None
    return share.low, share.high


def chances(size: int, n: int, wrong: int, *, process: bool) -> list[tuple[int, float]]:
    k = np.arange(n + 1)
    if process:
        pmf = stats.binom.pmf(k, n, wrong / size)
    else:
        pmf = stats.hypergeom.pmf(k, size, wrong, n)
    return [(int(i), float(p)) for i, p in zip(k, pmf, strict=True) if p > 1e-6]


def missed(
    design: Strata, wrong: tuple[int, ...], method: ShareMethod, *, process: bool = False
) -> tuple[float, float]:
    """Chance that the interval lies below the true share, and above it."""
    true = sum(wrong) / sum(size for size, _ in design)
    samples: list[tuple[tuple[int, ...], float]] = [((), 1.0)]
    for (size, n), w in zip(design, wrong, strict=True):
        samples = [
            ((*errors, k), p * q)
            for errors, p in samples
            for k, q in chances(size, n, w, process=process)
            if p * q > 1e-6
        ]
    below = above = 0.0
    for errors, p in samples:
        low, high = ends(design, errors, method, process=process)
        below += p * (high < true - 1e-9)
        above += p * (low > true + 1e-9)
    return below, above


@pytest.mark.parametrize("process", [False, True])
@pytest.mark.parametrize(("size", "n"), [(100, 50), (1000, 50), (400, 200), (10_000, 200)])
def test_simple_sample_covers_every_true_share(size: int, n: int, *, process: bool) -> None:
    step = max(1, size // 300)
    for wrong in range(max(1, size // 200), size // 5 + 1, step):
        below, above = missed(((size, n),), (wrong,), ShareMethod.WILSON, process=process)
        assert below + above <= 0.07
        assert below <= 0.05
        exact = missed(((size, n),), (wrong,), ShareMethod.CLOPPER_PEARSON, process=process)
        assert sum(exact) <= 0.05


@pytest.mark.parametrize(
    ("design", "wrong"),
    [
        (((50, 25), (950, 25)), (10, 10)),  # few errors in a large stratum
        (((50, 25), (950, 25)), (2, 40)),
        (((100, 50), (900, 50)), (40, 10)),
        (((500, 50), (500, 50)), (75, 75)),
        (((100, 100), (1900, 100)), (15, 285)),  # one stratum judged in full
        (((200, 100), (800, 100)), (100, 40)),
    ],
)
@pytest.mark.parametrize("method", [ShareMethod.WILSON, ShareMethod.CLOPPER_PEARSON])
def test_unequal_strata_drawn_in_equal_numbers_are_covered(
    design: Strata, wrong: tuple[int, ...], method: ShareMethod
) -> None:
    below, above = missed(design, wrong, method)
    assert below + above <= 0.07
    assert below <= 0.05


def test_true_rate_of_a_large_clean_stratum_is_not_declared_met() -> None:
    # the raw variance sees only the small stratum and would say "met" in a third of the samples
    below, _ = missed(((500, 50), (9500, 50)), (100, 190), ShareMethod.WILSON)
    assert below <= 0.05


@pytest.mark.parametrize("correlated", [False, True])
def test_items_with_three_answers_are_covered(*, correlated: bool) -> None:
    rng = np.random.default_rng(20240607)
    chance = [0.94, 0.01, 0.01, 0.04] if correlated else [0.8574, 0.1354, 0.0071, 0.0001]
    types = (np.array(chance) * 2000).round().astype(np.int64)
    types[0] += 2000 - types.sum()
    wrong = np.arange(4)
    true = float(types @ wrong) / 6000
    drawn = rng.multivariate_hypergeometric(types, 60, size=4000, method="marginals")
    held = 0
    for counts in drawn:
        sums = [int(counts @ wrong), 180, int(counts @ wrong**2), int(counts @ wrong) * 3, 540]
        share = weighted_share([StratumSums(2000, 60, *sums)])
        assert share.low is not None
        assert share.high is not None
        held += share.low <= true <= share.high
    assert held / 4000 >= 0.93
