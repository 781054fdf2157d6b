"""The measured cells of `coverage.py`, and the page they become."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

LEAST_COVERAGE = 0.93
MOST_WRONG_MET = 0.05
ITEMS_THAT_MUST_COVER = 100

HEAD = """\
# How often the agreement intervals hold the truth

Agreement intervals say what all items would show, from a random sample of them. This page measures
how often that is so: {n_cells:,} cells, {replicates:,} replicates each, seed {seed}. No figure is
typed in by hand; the page is written by

    {command}

**{verdict}**

The lines: from {must_cover} items on, the 95 % interval holds the true value in at least
{least:.0%} of the replicates of *every* cell; and in *every* cell, small ones included, *met* is
said of a target the true value does not reach in at most {most:.0%}. "Wrong met" takes the hardest
target, the one just above the true value, and .67 and .8 where these are higher.

- Least coverage in cells from {must_cover} items: **{coverage:.1%}** (value ± t x standard error:
  {wald_coverage:.1%}).
- Most wrong *met* in any cell: **{wrong_met:.1%}** (value ± t x standard error:
  {wald_wrong_met:.1%}).
- Most wrong *not met* in any cell: {wrong_not_met:.1%}.

## What was drawn

Every cell is one population: items with 2, 3 or 5 annotators; labels balanced, skewed (.8 or .9 of
the answers on one of two labels) or 5 labels (.70, .15, .08, .05, .02); true agreement .4, .6, .8,
.9 or .95. The true value is exact: all answer patterns are enumerated with their probabilities.
The level is that of alpha and kappa. Percent agreement and AC1 of the same population are higher;
their intervals are judged against their own true values.

Ways to disagree: *noise*, each annotator reports the true label or guesses; *hard*, a share of the
items is guessed by all; *missed*, rarer labels are overlooked in favour of the commonest; for
Cohen's kappa also one annotator with other habits (*biased*, *missed by one*); for alpha with
squared distances, grades that are off by few steps more often than by many (*graded*).

A cautioned interval ends in *cannot tell* and counts as neither met nor not met. Cautions: fewer
than 10 items (30 with squared distances); fewer than 5 items with a label other than the most
common one, for alpha and the kappas; one or two items making up most of the disagreement, with
squared distances. Coverage counts cautioned intervals too, where the coefficient is defined.
"Cannot tell at .8" includes the cases where the interval holds .8.

## By coefficient
"""

LIMITS = """
## What this does not show

- Items must be a random sample. Items in groups (frames of a video, turns of a dialogue) make all
  these intervals too short.
- Annotators are taken as given; the intervals do not speak about annotators who did not take part.
- All items of a cell have the same number of ratings. Prevalences beyond .9 are not on the grid.
- Of distances between labels, only squared ones between five grades are on the grid, not numbers.
"""


@dataclass(frozen=True)
class Cell:
    """What one coefficient's intervals did in one population with one number of items.

    Shares are of all replicates, coverage of those where the coefficient is defined.
    """

    model: str
    prevalence: str
    annotators: int
    level: float
    items: int
    coefficient: str
    true: float
    coverage: float
    wrong_met: float
    wrong_not_met: float
    caution: float
    cannot_tell: float
    width: float
    wald_coverage: float
    wald_width: float
    wald_wrong_met: float

    @property
    def must_cover(self) -> bool:
        return self.items >= ITEMS_THAT_MUST_COVER

    @property
    def fails(self) -> bool:
        too_rare = self.must_cover and self.coverage < LEAST_COVERAGE
        return too_rare or self.wrong_met > MOST_WRONG_MET


COLUMNS: dict[str, Callable[[list[Cell]], str]] = {
    "least coverage": lambda cells: f"{min(cell.coverage for cell in cells):.3f}",
    "most wrong met": lambda cells: f"{max(cell.wrong_met for cell in cells):.3f}",
    "caution": lambda cells: f"{_mean(cell.caution for cell in cells):.2f}",
    "cannot tell at .8": lambda cells: f"{_mean(cell.cannot_tell for cell in cells):.2f}",
    "mean width": lambda cells: f"{_mean(cell.width for cell in cells):.3f}",
    "± t x se: least coverage": lambda cells: f"{min(cell.wald_coverage for cell in cells):.3f}",
    "± t x se: width": lambda cells: f"{_mean(cell.wald_width for cell in cells):.3f}",
}


def document(cells: list[Cell], command: str, seed: int, replicates: int) -> str:
    """The page in Markdown."""
    large = [cell for cell in cells if cell.must_cover]
    failing = [cell for cell in cells if cell.fails]
    verdict = f"{len(failing)} cells fail; they are listed below." if failing else "No cell fails."
    head = HEAD.format(
        command=command,
        seed=seed,
        replicates=replicates,
        n_cells=len(cells),
        verdict=verdict,
        must_cover=ITEMS_THAT_MUST_COVER,
        least=LEAST_COVERAGE,
        most=MOST_WRONG_MET,
        coverage=min(cell.coverage for cell in large),
        wald_coverage=min(cell.wald_coverage for cell in large),
        wrong_met=max(cell.wrong_met for cell in cells),
        wald_wrong_met=max(cell.wald_wrong_met for cell in cells),
        wrong_not_met=max(cell.wrong_not_met for cell in cells),
    )
    by_population = "\n## By items, prevalence and level (all coefficients)\n\n"
    return (
        head
        + "\n"
        + _table(cells, ("coefficient", "items"))
        + _failures(failing)
        + by_population
        + _table(sorted(cells, key=lambda cell: cell.items), ("items", "prevalence", "level"))
        + LIMITS
    )


def _failures(failing: list[Cell]) -> str:
    if not failing:
        return ""
    keys = ("coefficient", "items", "prevalence", "level", "annotators", "model")
    return "\n## Failing cells\n\n" + _table(failing, keys)


def _table(cells: list[Cell], keys: tuple[str, ...]) -> str:
    groups: dict[tuple[object, ...], list[Cell]] = {}
    for cell in cells:
        groups.setdefault(tuple(getattr(cell, key) for key in keys), []).append(cell)
    lines = [_row((*keys, *COLUMNS)), "|" + " --- |" * (len(keys) + len(COLUMNS))]
    for values, group in groups.items():
        shown = [column(group) for column in COLUMNS.values()]
        lines.append(_row((*map(str, values), *shown)))
    return "\n".join(lines) + "\n"


def _row(parts: Iterable[str]) -> str:
    return "| " + " | ".join(parts) + " |"


def _mean(numbers: Iterable[float]) -> float:
    listed = list(numbers)
    return sum(listed) / len(listed)
