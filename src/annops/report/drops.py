"""Compares agreement before and after each guideline change; pure."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from annops.agree.document import as_estimate
from annops.agree.model import AgreementResult, EstimateRow
from annops.core.estimate import Estimate
from annops.project.definition import Definition
from annops.report.columns import GUIDELINE
from annops.report.model import Drop, GuidelineVersion
from annops.stats.difference import difference_interval
from annops.stats.limits import Interval
from annops.stats.quantile import normal_quantile

METHOD = "difference of two independent coefficients, interval after Zou and Donner (2008)"


def drops(
    agreement: AgreementResult, definition: Definition, versions: Sequence[GuidelineVersion]
) -> tuple[Drop, ...]:
    """Compare each two neighbouring versions under which answers were given.

    Args:
        agreement: Agreement with the breakdown `guideline`.
        definition: Says which guideline governs a question, and the zone of days.
        versions: Every guideline version.
    """
    found = [
        drop
        for note in agreement.questions
        if note.metric is not None
        for drop in _of_question(agreement, definition, versions, (note.question, note.metric))
    ]
    wider = normal_quantile(1 - 0.025 / max(len(found), 1)) / normal_quantile(0.975)
    return tuple(drop.model_copy(update={"fell": _fell(drop, wider)}) for drop in found)


def _fell(drop: Drop, wider: float) -> bool:
    """Whether agreement surely fell, all comparisons of the report held at once (Bonferroni)."""
    value, high = drop.difference.value, drop.difference.high
    if value is None or high is None or drop.before.caution or drop.after.caution:
        return False
    return value + (high - value) * wider < 0


def _of_question(
    agreement: AgreementResult, definition: Definition, versions: Sequence[GuidelineVersion],
    key: tuple[str, str],
) -> Iterator[Drop]:  # fmt: skip
    question, metric = key
    rows = {
        row.breakdown[GUIDELINE]: row
        for row in agreement.estimates
        if row.question == question and row.metric == metric and GUIDELINE in row.breakdown
    }
    guideline = definition.questions[question].guideline
    mine = [v for v in versions if v.guideline == guideline and v.version in rows]
    for earlier, later in pairwise(sorted(mine, key=lambda v: v.effective_from)):
        yield _drop(rows[earlier.version], rows[later.version], (earlier, later), definition.zone)


def _drop(
    before: EstimateRow, after: EstimateRow, change: tuple[GuidelineVersion, GuidelineVersion],
    zone: str,
) -> Drop:  # fmt: skip
    earlier, later = change
    old, new = as_estimate(before), as_estimate(after)
    return Drop(
        question=before.question, guideline=later.guideline, before_version=earlier.version,
        version=later.version,
        effective_on=later.day(zone),
        metric=before.metric, before=old, after=new, difference=_difference(new, old), fell=False,
    )  # fmt: skip


def _difference(new: Estimate, old: Estimate) -> Estimate:
    n = new.n + old.n
    if new.value is None or old.value is None:
        why = new.why_undefined or old.why_undefined or "undefined"
        return Estimate.undefined(why, n=n, unit="items", method=METHOD)
    ends = difference_interval(
        new.value, Interval(new.low, new.high), old.value, Interval(old.low, old.high)
    )
    return Estimate(new.value - old.value, ends.low, ends.high, n, "items", METHOD)
