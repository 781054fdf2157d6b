"""Picks what a coordinator must look at, from what the other commands flagged; pure."""

from collections.abc import Iterable, Iterator, Sequence

from annops.agree.model import AgreementResult, AnnotatorRow, EstimateRow
from annops.measures.metrics import METRICS
from annops.render.numbers import estimate_text
from annops.report.columns import GUIDELINE, WEEK
from annops.report.model import Drop, Trouble

_NOT_PLACES = {WEEK, GUIDELINE}


def troubles(agreement: AgreementResult, drops: Sequence[Drop]) -> tuple[Trouble, ...]:
    """Return everything flagged, the worst of each kind first, then the rest by cost.

    The cost is in units of the coefficient of all answers: what leaving an annotator out would
    gain, what a pair of labels takes, a breakdown's gap weighed by its share of items, a fall
    weighed by the share of items after it. Breakdowns stand by their gap, so that a small locale
    that is very weak comes before a large batch that is a little weak.
    """
    found = [
        *_by_cost(_annotators(agreement)), *_breakdowns(agreement), *_by_cost(_labels(agreement)),
        *_by_cost(_fallen(drops)),
    ]  # fmt: skip
    worst: dict[str, Trouble] = {}
    for trouble in found:
        worst.setdefault(trouble.kind, trouble)
    first = _by_cost(worst.values())
    return (*first, *_by_cost(trouble for trouble in found if trouble not in first))


def _by_cost(found: Iterable[Trouble]) -> list[Trouble]:
    return sorted(found, key=lambda trouble: (-trouble.cost, trouble.text))


def _annotators(agreement: AgreementResult) -> Iterator[Trouble]:
    flagged: dict[str, list[AnnotatorRow]] = {}
    for row in agreement.annotators:
        if row.flag:
            flagged.setdefault(row.annotator, []).append(row)
    for annotator, rows in flagged.items():
        rows.sort(key=lambda row: ((row.agrees or 0.0) - (row.expected or 0.0), row.question))
        also = ", ".join(row.question for row in rows[1:])
        said = f"annotator {annotator} {rows[0].flag} ({rows[0].question})"
        yield Trouble(
            kind="annotator", text=f"{said}; stands out in {also} too" if also else said,
            look=f"annops agree {rows[0].question} --explain",
            cost=max(row.change or 0.0 for row in rows),
        )  # fmt: skip


def _breakdowns(agreement: AgreementResult) -> Iterator[Trouble]:
    sizes = {
        (row.question, row.metric): row.n_items for row in agreement.estimates if not row.breakdown
    }
    flagged = [r for r in agreement.estimates if r.flag and not _NOT_PLACES & r.breakdown.keys()]
    flagged.sort(key=lambda row: (-_gap(row, agreement), row.question, str(row.breakdown)))
    for row in flagged:
        whole = max(sizes.get((row.question, row.metric), 0), 1)
        gap = _gap(row, agreement)
        place = ", ".join(f"{column} {value}" for column, value in row.breakdown.items())
        title = METRICS[row.metric].title
        yield Trouble(
            kind="breakdown", text=f"{place} is weak: {title} of {row.question} is {row.flag}",
            look=f"annops agree {row.question} --by {next(iter(row.breakdown))}",
            cost=gap * row.n_items / whole,
        )  # fmt: skip


def _gap(row: EstimateRow, agreement: AgreementResult) -> float:
    everybody = next(
        (r.value for r in agreement.estimates
         if r.question == row.question and r.metric == row.metric and not r.breakdown), None,
    )  # fmt: skip
    return 0.0 if everybody is None or row.value is None else everybody - row.value


def _labels(agreement: AgreementResult) -> Iterator[Trouble]:
    for row in agreement.confusions:
        if row.flag:
            yield Trouble(
                kind="labels",
                text=f'"{row.first}" and "{row.second}" of {row.question} are taken for each '
                f"other: {row.flag}",
                look=f"annops agree {row.question} --explain", cost=row.lost or 0.0,
            )  # fmt: skip


def _fallen(drops: Sequence[Drop]) -> Iterator[Trouble]:
    for drop in drops:
        if drop.fell and drop.difference.value is not None:
            share = drop.after.n / max(drop.difference.n, 1)
            yield Trouble(
                kind="guideline", text=drop_text(drop),
                look=f"annops agree {drop.question} --by batch",
                cost=-drop.difference.value * share,
            )  # fmt: skip


def drop_text(drop: Drop) -> str:
    """Say how agreement changed after a guideline took effect, no full stop."""
    word = "changed"
    if drop.difference.low is not None and drop.difference.high is not None:
        word = "fell" if drop.fell else "rose" if drop.difference.low > 0 else "changed"
    figures = (
        f"{METRICS[drop.metric].title} of {drop.question} {word} after guideline "
        f"{drop.guideline} {drop.version} took effect on {drop.effective_on}"
    )
    return f"{figures}: difference {estimate_text(drop.difference, ascii_only=True)}"
