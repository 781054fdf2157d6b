"""Measure how often the agreement intervals hold the truth, and write docs/coverage.md.

Run: python benchmarks/coverage.py [--replicates 4000] [--seed 20240607] [--output FILE]

Tables are drawn from enumerated populations (`coverage_populations`), their coefficients computed
for all replicates at once (`coverage_sampling`); the interval is the product's own. Three tables
of every cell go through the product's coefficients too, and the run stops when they differ.
"""

import argparse
import itertools
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from coverage_document import Cell, document
from coverage_populations import (
    GRADES,
    MODELS,
    PREVALENCES,
    Population,
    biased_pair,
    cohen,
    even_pair,
    graded_population,
    missing_pair,
    population,
)
from coverage_sampling import (
    GRADED,
    NOMINAL,
    Sampled,
    check_counts,
    check_pairs,
    sampled,
    sampled_pairs,
    true_value,
)

from annops.stats.agreement_limits import agreement_limits
from annops.stats.interval import MIN_EVENTS_GRADED, MIN_ITEMS, MIN_ITEMS_GRADED, MIN_RARER
from annops.stats.quantile import student_t_quantile

LEVELS = (0.4, 0.6, 0.8, 0.9, 0.95)
ITEMS = (10, 20, 30, 50, 100, 200, 500, 1000)
ANNOTATORS = (2, 3, 5)
TARGETS = (0.67, 0.8)
PAIRS = {"noise": even_pair, "biased": biased_pair, "missed by one": missing_pair}
ROUNDING = 1e-9

Key = dict[str, object]


def populations() -> Iterator[tuple[Key, Population, tuple[str, ...]]]:
    for model, label, m, level in itertools.product(MODELS, PREVALENCES, ANNOTATORS, LEVELS):
        shares = PREVALENCES[label]
        if m == 2 and len(shares) == 2 and model != "noise":
            continue  # two annotators, two labels: kappa and prevalence say all
        key = {"model": model, "prevalence": label, "annotators": m, "level": level}
        yield key, population(model, shares, m, level), NOMINAL
    for label, m, level in itertools.product(GRADES, ANNOTATORS, LEVELS):
        key = {"model": "graded", "prevalence": label, "annotators": m, "level": level}
        yield key, graded_population(GRADES[label], m, level), (GRADED,)


def count_cells(rng: np.random.Generator, replicates: int) -> Iterator[Cell]:
    for key, items, names in populations():
        for n in ITEMS:
            drawn = rng.multinomial(n, items.probabilities, size=replicates)
            for name in names:
                result = sampled(name, items.counts, drawn)
                check_counts(name, items.counts, drawn, result)
                true = true_value(name, items.counts, items.probabilities)
                yield measure({**key, "items": n, "coefficient": name}, true, result)


def pair_cells(rng: np.random.Generator, replicates: int) -> Iterator[Cell]:
    for model, label, level in itertools.product(PAIRS, PREVALENCES, LEVELS):
        joint = PAIRS[model](PREVALENCES[label], level)
        key = {"model": model, "prevalence": label, "annotators": 2, "level": level}
        for n in ITEMS:
            drawn = rng.multinomial(n, joint.ravel() / joint.sum(), size=replicates)
            tables = drawn.reshape(-1, *joint.shape)
            result = sampled_pairs(tables)
            check_pairs(tables, result)
            yield measure({**key, "items": n, "coefficient": "Cohen"}, cohen(joint), result)


def measure(key: Key, true: float, result: Sampled) -> Cell:
    spread, n_items = result.spread, int(result.spread.n_items[0])
    low, high = agreement_limits(spread, n_items - 1)
    defined = ~np.isnan(spread.value)
    doubtful = cautioned(result, graded=key["coefficient"] == GRADED)
    half_width = student_t_quantile(0.975, n_items - 1) * spread.se
    wald_low, wald_high = spread.value - half_width, np.minimum(1, spread.value + half_width)
    above = low > true + ROUNDING
    for target in TARGETS:
        above |= (low >= target) & (target > true + ROUNDING)
    settled = (low >= TARGETS[1]) | (high < TARGETS[1])
    return Cell(
        **key,
        true=true,
        coverage=float(holds(true, low, high)[defined].mean()),
        wrong_met=float((above & ~doubtful).mean()),
        wrong_not_met=float(((high < true - ROUNDING) & ~doubtful).mean()),
        caution=float(doubtful.mean()),
        cannot_tell=float((doubtful | ~settled).mean()),
        width=float((high - low)[defined].mean()),
        wald_coverage=float(holds(true, wald_low, wald_high)[defined].mean()),
        wald_width=float((wald_high - wald_low)[defined].mean()),
        wald_wrong_met=float((wald_low > true + ROUNDING).mean()),
    )


def cautioned(result: Sampled, *, graded: bool) -> np.ndarray:
    """Tables the product would not judge, array (n_tables,)."""
    spread = result.spread
    doubtful = np.isnan(spread.value) | ((spread.se == 0) & (spread.value < 1 - 1e-12))
    doubtful |= spread.n_items < (MIN_ITEMS_GRADED if graded else MIN_ITEMS)
    if graded:
        with np.errstate(divide="ignore", invalid="ignore"):
            events = ((1 - spread.value) / spread.se) ** 2
        doubtful |= (events < MIN_EVENTS_GRADED) & (spread.value < 1 - 1e-12)
    if result.n_rarer is not None:
        doubtful |= result.n_rarer < MIN_RARER
    return doubtful


def holds(true: float, low: np.ndarray, high: np.ndarray) -> np.ndarray:
    return (low <= true + ROUNDING) & (high >= true - ROUNDING)


def main() -> None:
    """Run the grid.

    Raises:
        SystemExit: always; 1 when a cell fails.
    """
    parser = argparse.ArgumentParser(description="Coverage of the agreement intervals")
    parser.add_argument("--replicates", type=int, default=4000)
    parser.add_argument("--seed", type=int, default=20240607)
    parser.add_argument("--output", type=Path, default=Path("docs/coverage.md"))
    options = parser.parse_args()
    started = time.perf_counter()
    rng = np.random.default_rng(options.seed)
    cells = [*count_cells(rng, options.replicates), *pair_cells(rng, options.replicates)]
    chosen = f"--replicates {options.replicates} --seed {options.seed}"
    text = document(
        cells, f"python benchmarks/coverage.py {chosen}", options.seed, options.replicates
    )
    options.output.write_text(text, encoding="utf-8", newline="\n")
    n_failing = sum(cell.fails for cell in cells)
    seconds = time.perf_counter() - started
    print(f"{len(cells)} cells, {n_failing} fail, {seconds:.0f} s")
    raise SystemExit(1 if n_failing else 0)


if __name__ == "__main__":
    main()
