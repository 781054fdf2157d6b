"""Measure how often the error-rate intervals hold the truth, write docs/coverage_error_rates.md.

Run: python benchmarks/coverage_error_rates.py [--replicates 10000] [--seed 20240607] [--output F]
The intervals are the product's own `weighted_share`.
"""

import argparse
import itertools
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from error_rate_designs import (
    Design,
    Samples,
    breakdown,
    every_sample,
    one_answer,
    random_samples,
    several_answers,
    sums_of,
)
from error_rate_document import Cell, document

from annops.stats.proportion import wilson
from annops.stats.share_ends import ShareMethod
from annops.stats.weighted_share import weighted_share

RATES = (0.005, 0.01, 0.02, 0.03, 0.05, 0.08, 0.1, 0.15, 0.2)
ITEMS = (50, 100, 200, 500, 1000)
FRACTIONS = (0.0, 0.1, 0.5)
TILTS = (0.25, 1.0, 4.0, 10.0)
CORRELATIONS = (0.0, 0.3, 0.9)
ROUNDING = 1e-9
LARGE = 1_000_000
Ends = dict[object, tuple[float, float, bool, float, float]]


def simple() -> Iterator[tuple[str, Design]]:
    """One stratum, one answer an item; every number of errors a batch can have, thinned.

    Yields:
        Name and design.
    """
    for n, fraction in itertools.product(ITEMS, FRACTIONS):
        size = round(n / fraction) if fraction else LARGE
        step = max(1, round(0.2 * size) // 120)
        for wrong in range(max(1, round(0.005 * size)), round(0.2 * size) + 1, step):
            yield "simple", Design((one_answer(size, wrong / size, n),), process=not fraction)


def two_strata() -> Iterator[tuple[str, Design]]:
    """A small stratum and the rest, drawn in equal numbers; rates differ by a factor.

    Yields:
        Name and design.
    """
    for n, share, fraction in itertools.product(ITEMS[:4], (0.05, 0.2, 0.5), (0.0, 0.1)):
        size = round(n / fraction) if fraction else LARGE
        small = max(round(share * size), 2)
        drawn = min(n // 2, small)
        for rate, tilt in itertools.product(RATES, TILTS):
            base = rate / (share * tilt + 1 - share)
            if base * tilt <= 1:
                strata = (
                    one_answer(small, base * tilt, drawn),
                    one_answer(size - small, base, n - drawn),
                )
                yield "two strata", Design(strata, process=not fraction)


def five_strata() -> Iterator[tuple[str, Design]]:
    """Five unequal strata drawn in equal numbers, rates from half to four times.

    Yields:
        Name and design.
    """
    shares = (0.02, 0.08, 0.15, 0.25, 0.5)
    for n, rate, order in itertools.product(ITEMS[:4], RATES[1:], (1, -1)):
        tilts = np.array([4.0, 2.0, 1.0, 1.0, 0.5])[::order]
        base = rate / float(np.dot(shares, tilts))
        strata = tuple(
            one_answer(round(share * 50 * n), base * tilt, n // 5)
            for share, tilt in zip(shares, tilts.tolist(), strict=True)
        )
        yield "five strata", Design(strata, process=False)


def clusters() -> Iterator[tuple[str, Design]]:
    """Three answers an item, errors within an item alike or not, one stratum or two; ten answers.

    Yields:
        Name and design; 17 items are the first with 50 answers.
    """
    for n, rate, alike in itertools.product((10, 17, *ITEMS[:4]), RATES, CORRELATIONS):
        size = 5 * n
        one = (several_answers(size, rate, alike, n, 3),)
        yield "three answers", Design(one, process=False)
        two = (
            several_answers(size // 5, 2 * rate, alike, n // 2, 3),
            several_answers(size - size // 5, 0.75 * rate, alike, n - n // 2, 3),
        )
        yield "three answers, two strata", Design(two, process=False)
    for n, rate, alike in itertools.product((10, 20, 50, 100), RATES, CORRELATIONS):
        yield "ten answers", Design((several_answers(5 * n, rate, alike, n, 10),), process=False)


def breakdowns() -> Iterator[tuple[str, Design]]:
    """A breakdown that holds a quarter of the items of two strata.

    Yields:
        Name and design.
    """
    for n, rate in itertools.product((200, 500, 1000), RATES):
        strata = (
            breakdown(2 * n, 2 * rate, 0.25, n // 2),
            breakdown(8 * n, 0.75 * rate, 0.25, n // 2),
        )
        yield "breakdown", Design(strata, process=False)


def measure(name: str, design: Design, samples: Samples, method: ShareMethod, cache: Ends) -> Cell:
    true = design.rate
    found = np.array([_ends(design, row, method, cache) for row in samples.rows])
    low, high, doubtful, raw_low, raw_high = found.T
    weight = samples.probabilities
    said = doubtful == 0
    return Cell(
        name,
        method.value,
        design.n_items,
        design.n_answers,
        true,
        coverage=_share(weight, (low <= true + ROUNDING) & (high >= true - ROUNDING)),
        wrong_met=_share(weight, (high < true - ROUNDING) & said),
        wrong_not_met=_share(weight, (low > true + ROUNDING) & said),
        width=float(weight @ (high - low)) / float(weight.sum()),
        raw_coverage=_share(weight, (raw_low <= true) & (raw_high >= true)),
    )


def _ends(
    design: Design, row: tuple[tuple[int, ...], ...], method: ShareMethod, cache: Ends
) -> tuple[float, float, bool, float, float]:
    sizes = tuple((stratum.size, stratum.n) for stratum in design.strata)
    key = (sizes, row, design.process, method)
    if key not in cache:
        sums = sums_of(design, row)
        share = weighted_share(sums, method=method, process=design.process)
        if share.low is None or share.high is None:
            cache[key] = (0.0, 1.0, True, 0.0, 1.0)
        else:
            raw = wilson(share.errors, share.n_answers)
            cache[key] = (
                share.low,
                share.high,
                share.caution is not None,
                raw.low or 0.0,
                raw.high or 1.0,
            )
    return cache[key]


def _share(weight: np.ndarray, holds: np.ndarray) -> float:
    return float(weight @ holds) / float(weight.sum())


def cells(rng: np.random.Generator, replicates: int) -> Iterator[Cell]:
    exact, random = (simple, two_strata), (five_strata, clusters, breakdowns)
    for designs in (*exact, *random):
        cache: Ends = {}
        for name, design in designs():
            samples = (
                every_sample(design)
                if designs in exact
                else random_samples(design, rng, replicates)
            )
            for method in (ShareMethod.WILSON, ShareMethod.CLOPPER_PEARSON):
                yield measure(name, design, samples, method, cache)


def main() -> None:
    """Run the grid.

    Raises:
        SystemExit: always; 1 when a cell fails.
    """
    parser = argparse.ArgumentParser(description="Coverage of the error-rate intervals")
    parser.add_argument("--replicates", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=20240607)
    parser.add_argument("--output", type=Path, default=Path("docs/coverage_error_rates.md"))
    options = parser.parse_args()
    started = time.perf_counter()
    measured = list(cells(np.random.default_rng(options.seed), options.replicates))
    text, failed = document(measured, options.replicates, options.seed)
    options.output.write_text(text, encoding="utf-8", newline="\n")
    print(f"{len(measured)} cells in {time.perf_counter() - started:.0f} s, {len(failed)} fail")
    raise SystemExit(1 if failed else 0)


if __name__ == "__main__":
    main()
