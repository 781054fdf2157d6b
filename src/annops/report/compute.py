"""Puts the numbers of a weekly report together from the other commands' results; pure."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import polars as pl

from annops.agree.compute import agree
from annops.agree.model import AgreementOptions, AgreementResult
from annops.batches.compute import Counted, count_batches
from annops.consensus.compute import consensus
from annops.consensus.targets import other_targets
from annops.core.annotations import Annotations
from annops.core.finding import Finding, sort_findings
from annops.report import rating
from annops.report.columns import GUIDELINE, WEEK, with_week_and_guideline
from annops.report.drops import drops
from annops.report.figures import compare, figures, found_figures
from annops.report.inputs import Inputs, Week
from annops.report.model import FindingRow, GuidelineVersion, Number, Previous, WeeklyResult
from annops.report.troubles import troubles
from annops.status.compute import by_severity
from annops.status.standing import standing
from annops.volumes.compute import volumes
from annops.volumes.model import Options, VolumeRow
from annops.volumes.pace import pace
from annops.volumes.period import up_to, within
from annops.volumes.tally import tally

MOST_DISPUTED = 10


def weekly(inputs: Inputs, week: Week, more: Sequence[Finding] = ()) -> WeeklyResult:
    """Compute the numbers of the report of a week, cumulative up to its end.

    Args:
        inputs: What it is made from.
        week: The week.
        more: Findings met outside the exports.
    """
    definition = inputs.definition
    so_far = up_to(inputs.annotations, week.last, definition.zone)
    counted = volumes(so_far, inputs.items, definition)
    this_week = _of_week(inputs, week)
    speed = pace(counted, definition.plan, week.as_of)
    agreement = _agreement(so_far, inputs)
    voted = consensus(so_far, definition)
    targets = (*agreement.targets, *other_targets(definition, voted, inputs.audited_targets))
    fallen = drops(agreement, definition, inputs.guidelines)
    findings = sort_findings((*inputs.annotations.findings, *more))
    known = standing(inputs.records, _in_batches(inputs, week), definition, week.as_of)
    dimensions = (
        rating.quality(targets),
        rating.schedule(speed, known.batches),
        rating.data(by_severity(findings), inputs.annotations.ledger.unreadable, counted.total),
        *rating.risk(known),
    )
    worst, reason = rating.overall(dimensions, counted.total)
    numbers = figures(counted, this_week, speed, agreement, voted) | found_figures(known)
    return WeeklyResult(
        project=definition.title or definition.project, client=definition.client,
        week=week.name, first=week.first, last=week.last, as_of=week.as_of, zone=definition.zone,
        cut_off=_cut_off(so_far), rating=worst, reason=reason, dimensions=dimensions,
        troubles=troubles(agreement, fallen), volumes=counted, this_week=this_week, pace=speed,
        agreement=agreement, consensus=voted.model_copy(update={"items": pl.DataFrame()}),
        targets=targets, guidelines=_in_force(inputs, week), drops=fallen,
        findings=tuple(_finding(finding) for finding in findings),
        previous=_compared(inputs, numbers, agreement),
        figures=numbers, tally=tally(so_far, definition), standing=known,
        coming=_coming(inputs, week),
    )  # fmt: skip


def _in_batches(inputs: Inputs, week: Week) -> Mapping[str | None, Counted] | None:
    if not inputs.records.batches:
        return None
    return count_batches(inputs.annotations, inputs.items, inputs.definition, week.as_of)


def _of_week(inputs: Inputs, week: Week) -> VolumeRow:
    in_week = within(inputs.annotations, week.first, week.last, inputs.definition.zone)
    return volumes(in_week, None, inputs.definition, Options(by=())).total


def _compared(
    inputs: Inputs, numbers: Mapping[str, Number], agreement: AgreementResult
) -> Previous | None:
    if inputs.previous is None:
        return None
    week, before = inputs.previous
    return compare(before, week, numbers, agreement.inputs.files)


def _agreement(so_far: Annotations, inputs: Inputs) -> AgreementResult:
    """Measure agreement by the definition's breakdowns, by week and by guideline version."""
    definition = inputs.definition
    dated = with_week_and_guideline(so_far, definition, inputs.guidelines)
    by = tuple(dict.fromkeys((*definition.breakdowns, WEEK, GUIDELINE)))
    found = agree(dated, definition, AgreementOptions(by=by))
    disputed = found.disputed_items
    kept = [row for q in definition.questions
            for row in [d for d in disputed if d.question == q][:MOST_DISPUTED]]  # fmt: skip
    return found.model_copy(update={"disputed_items": tuple(kept)})


def _cut_off(annotations: Annotations) -> datetime | None:
    if "submitted_at" not in annotations.frame.collect_schema().names():
        return None
    last: datetime | None = annotations.frame.select(pl.col("submitted_at").max()).collect().item()
    return last


def _in_force(inputs: Inputs, week: Week) -> tuple[GuidelineVersion, ...]:
    zone = inputs.definition.zone
    return tuple(v for v in inputs.guidelines if v.day(zone) <= week.last)


def _coming(inputs: Inputs, week: Week) -> tuple[GuidelineVersion, ...]:
    zone = inputs.definition.zone
    return tuple(v for v in inputs.guidelines if v.day(zone) > week.last)


def _finding(finding: Finding) -> FindingRow:
    return FindingRow(
        code=finding.code, severity=finding.severity.value, message=finding.message,
        place=None if finding.place is None else str(finding.place), hint=finding.hint,
        count=finding.count,
    )  # fmt: skip
