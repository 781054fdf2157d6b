"""The charts of an audit: error rates of groups side by side."""

from collections.abc import Sequence

from annops.audit.model import AuditResult, Rate
from annops.audit.wording import TITLES, result_id, slug
from annops.core.document import Chart, Figure, Mark
from annops.render import numbers


def rate_figures(result: AuditResult) -> list[Figure]:
    """Return an interval chart of each column that has several groups, with the target."""
    figures = []
    columns = dict.fromkeys(name for rate in result.rates for name in rate.breakdown)
    for column in columns:
        shown = [r for r in result.rates if column in r.breakdown and r.estimate.value is not None]
        if len(shown) > 1:
            figures.append(_figure(result, column, shown))
    return figures


def _figure(result: AuditResult, column: str, rates: Sequence[Rate]) -> Figure:
    rows = sorted(
        (
            {column: r.breakdown[column], "value": r.estimate.value, "low": r.estimate.low,
             "high": r.estimate.high}
            for r in rates
        ),
        key=lambda row: (-(row["value"] or 0.0), row[column]),  # type: ignore[operator]
    )  # fmt: skip
    limit = next((t.at_most for t in result.targets if t.at_most is not None), None)
    worst, best = rows[0], rows[-1]
    alt = (
        f"Share of wrong answers by {column} with intervals: from "
        f"{numbers.share(float(best['value'] or 0))} ({best[column]}) to "
        f"{numbers.share(float(worst['value'] or 0))} ({worst[column]})"
    )
    chart = Chart(
        Mark.INTERVAL, tuple(rows), ("value", TITLES[rates[0].metric]), (column, column),
        "low", "high", target=limit, share=True,
    )  # fmt: skip
    title = f"{TITLES[rates[0].metric]}, {result.name} by {column}"
    return Figure(f"{result_id(result)}_{slug(column)}", title, alt, chart)
