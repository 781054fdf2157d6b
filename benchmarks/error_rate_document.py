"""The page docs/coverage_error_rates.md, from measured cells."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

LEAST = 0.93
LEAST_EXACT = 0.95
MOST_WRONG_MET = 0.05
FROM_ANSWERS = 50
TITLES = {
    "simple": "one stratum, one answer an item (all samples)",
    "two strata": "two strata, one answer an item (all samples)",
    "five strata": "five strata, one answer an item",
    "three answers": "three answers an item, one stratum",
    "three answers, two strata": "three answers an item, two strata",
    "ten answers": "ten answers an item, one stratum",
    "breakdown": "a breakdown of a quarter of the items, two strata",
}


@dataclass(frozen=True)
class Cell:
    """One population, sample size and method."""

    name: str
    method: str
    n_items: int
    n_answers: int
    true: float
    coverage: float
    wrong_met: float
    wrong_not_met: float
    width: float
    raw_coverage: float


def document(cells: Sequence[Cell], replicates: int, seed: int) -> tuple[str, list[Cell]]:
    """Text of the page, and the cells that fail."""
    failed = [cell for cell in cells if fails(cell)]
    counted = [cell for cell in cells if cell.n_answers >= FROM_ANSWERS]
    exact = [c for c in cells if c.name == "simple" and c.method == "clopper_pearson"]
    text = _PAGE.format(
        n_cells=f"{len(cells):,}",
        replicates=replicates,
        seed=seed,
        verdict=f"**{len(failed)} cells fail.**" if failed else "**No cell fails.**",
        least=_percent(min(c.coverage for c in counted)),
        least_exact=_percent(min(c.coverage for c in exact)),
        most_met=_percent(max(c.wrong_met for c in cells)),
        most_not_met=_percent(max(c.wrong_not_met for c in cells)),
        raw=_percent(min(c.raw_coverage for c in counted)),
        by_design="\n".join(_table(cells, "design", lambda c: TITLES[c.name])),
        by_share="\n".join(
            _table(sorted(counted, key=lambda c: c.true), "true share", _band, with_items=False)
        ),
    )
    return text, failed


def fails(cell: Cell) -> bool:
    """Whether a cell breaks one of the lines."""
    if cell.wrong_met > MOST_WRONG_MET:
        return True
    if cell.name == "simple" and cell.method == "clopper_pearson":
        return cell.coverage < LEAST_EXACT - 1e-5
    return cell.n_answers >= FROM_ANSWERS and cell.coverage < LEAST


def _table(
    cells: Sequence[Cell], heading: str, key: Callable[[Cell], str], *, with_items: bool = True
) -> list[str]:
    head = [heading, *(["items"] if with_items else []), "method", "cells", "least coverage"]
    head += ["mean coverage", "most wrong met", "most wrong not met", "mean width"]
    head += ["raw rate: least coverage"]
    groups: dict[tuple[str, int, str], list[Cell]] = {}
    for cell in cells:
        place = (key(cell), cell.n_items if with_items else 0, cell.method)
        groups.setdefault(place, []).append(cell)
    rows = [f"| {' | '.join(head)} |", "|" + " --- |" * len(head)]
    for (title, n, method), found in groups.items():
        row = [title, *([str(n)] if with_items else []), method, str(len(found))]
        row += [
            f"{min(c.coverage for c in found):.3f}",
            f"{sum(c.coverage for c in found) / len(found):.3f}",
            f"{max(c.wrong_met for c in found):.3f}",
            f"{max(c.wrong_not_met for c in found):.3f}",
            f"{sum(c.width for c in found) / len(found):.3f}",
            f"{min(c.raw_coverage for c in found):.3f}",
        ]
        rows.append(f"| {' | '.join(row)} |")
    return rows


def _band(cell: Cell) -> str:
    for top in (0.01, 0.02, 0.05, 0.1):
        if cell.true < top:
            return f"below {top:g}"
    return "from 0.1 on"


def _percent(share: float) -> str:
    return f"{share:.1%}"


_PAGE = """# How often the error-rate intervals hold the truth

An audit judges a random sample of a batch and says what share of all answers is wrong, with a 95 %
interval. This page measures how often that interval holds the true share: {n_cells} cells. No
figure in it is typed in by hand; the page is written by

    python benchmarks/coverage_error_rates.py --replicates {replicates} --seed {seed}

{verdict}

The lines: from 50 judged answers on, the interval holds the true share in at least 93 % of the
samples of *every* cell; *clopper_pearson* with one stratum and one answer an item does in at least
95 %; and *met* is said of a target just below the true share, which the batch fails by a hair, in
at most 5 %.

- Least coverage: **{least}**; of *clopper_pearson*, one stratum and one answer an item:
  **{least_exact}**.
- Most wrong *met*: **{most_met}**; most wrong *not met*: {most_not_met}.
- Least coverage of Wilson's interval for the raw rate, which takes all answers for one simple
  sample: {raw}.

## What was drawn

True shares of wrong answers from .005 to .2. Batches of 2 to 50 times the sample, drawn without
replacement, or a process without end. Strata are drawn in equal numbers although they hold from
2 % to 95 % of the items, and their rates differ by factors of 1/4 to 10, so that a large stratum
often shows no error at all while a small one shows many. Answers to one item go wrong
independently, somewhat alike (correlation .3) or almost always together (.9).

With one answer an item and one or two strata the coverage is exact: every sample is enumerated
with its probability. Elsewhere the samples are random ones.

## What is done about few errors

Wilson's interval alone starts too high when one, two or three errors are seen, and so misses small
true shares far too often. The variance of a stratum without errors is 0, which says nothing about
that stratum. Hence, with fewer than 15 errors (or fewer than 15 right answers) in all, or fewer
than 8 in some stratum, the ends are the outer ones of the method's interval and of one that
allows for one more error of the largest weight (`rare_events` in `annops.stats.share_ends`; with
one stratum it is the exact interval). Small samples therefore cover more than 95 % at most true
shares, so that none is missed too often.

## By design and number of items

{by_design}

## By true share, from 50 answers on

{by_share}

## What this does not show

- The sample must be a random one, and every verdict right. Missing verdicts are not in here.
- Items with very unequal numbers of answers, and more than five strata, are not on the grid.
- A process is taken to be stable while the items are made.
"""
