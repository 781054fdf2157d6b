"""Puts together where the project stands from volumes, agreement and consensus; pure."""

from collections import Counter
from collections.abc import Iterable
from datetime import date

import polars as pl

from annops.agree.compute import agree
from annops.agree.model import AgreementOptions, TargetRow
from annops.batches.compute import count_batches
from annops.consensus.compute import consensus
from annops.consensus.targets import other_targets
from annops.core.annotations import Annotations
from annops.core.command_word import command_word
from annops.core.estimate import Outcome
from annops.core.finding import Finding, Severity
from annops.core.items import Items
from annops.project.definition import Definition
from annops.status.model import StatusResult
from annops.status.standing import Records, standing
from annops.volumes.compute import volumes
from annops.volumes.model import Options
from annops.volumes.pace import pace
from annops.volumes.period import up_to


def status(
    annotations: Annotations,
    items: Items,
    definition: Definition,
    as_of: date,
    records: Records | None = None,
) -> StatusResult:
    """Say where the project stands on a day.

    Args:
        annotations: All answers; those submitted after the day are left out.
        items: The items received.
        definition: Plan, targets, questions.
        as_of: The day.
        records: The registers and the audits; none without it.
    """
    known = records or Records()
    so_far = up_to(annotations, as_of, definition.zone)
    counted = volumes(so_far, items, definition, Options(by=()))
    audited = tuple(row for audit in known.audits for row in audit.targets)
    targets = judged_targets(so_far, definition, audited)
    in_batches = count_batches(annotations, items, definition, as_of) if known.batches else None
    return StatusResult(
        project=definition.title or definition.project, client=definition.client, as_of=as_of,
        items=counted.total.items, judgments=counted.total.judgments, delivery=counted.delivery,
        pace=pace(counted, definition.plan, as_of), targets=targets,
        findings=by_severity(annotations.findings), gold=gold_answers(so_far, definition),
        standing=standing(known, in_batches, definition, as_of),
        next=next_command(targets, annotations.findings),
    )  # fmt: skip


def judged_targets(
    annotations: Annotations, definition: Definition, audited: tuple[TargetRow, ...] = ()
) -> tuple[TargetRow, ...]:
    """Judge every target; computes only what the targets ask for."""
    if not definition.targets:
        return ()
    found = agree(annotations, definition, AgreementOptions(views=False)).targets
    if any(target.metric in {"accuracy", "error_rate"} for target in definition.targets):
        found += other_targets(definition, consensus(annotations, definition), audited)
    return found


def gold_answers(annotations: Annotations, definition: Definition) -> dict[str, int]:
    """Count the gold answers that can be compared with, by question of the definition."""
    if "role" not in annotations.frame.collect_schema().names():
        return {}
    usable = (pl.col("role") == "gold") & pl.col("problem").is_null()
    counted = annotations.frame.filter(usable).group_by(pl.col("question").cast(pl.String)).len()
    counts = dict(counted.collect().iter_rows())
    return {name: counts[name] for name in definition.questions if counts.get(name)}


def by_severity(findings: Iterable[Finding]) -> dict[str, int]:
    """Count findings by severity, each once, as `annops sources --findings` lists them."""
    counts = Counter(finding.severity.value for finding in set(findings))
    return {severity.value: counts[severity.value] for severity in Severity}


def next_command(targets: Iterable[TargetRow], findings: Iterable[Finding]) -> str:
    """Choose the command that helps most: unreadable input first, then a target not met."""
    if any(finding.severity is Severity.ERROR for finding in findings):
        return "annops sources"
    failed = next((row for row in targets if row.outcome is Outcome.NOT_MET), None)
    if failed is None:
        return "annops report"
    if failed.metric == "error_rate":
        return f"annops audit {command_word(failed.breakdown.get('batch', 'all'))} --explain"
    if failed.metric == "accuracy":
        return f"annops consensus {failed.question}"
    by = "".join(f" --by {column}" for column in failed.breakdown)
    return f"annops agree {failed.question}{by}"
