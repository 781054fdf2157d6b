"""What `annops audit` does between its options and its exit code."""

import sys
from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from annops.audit.choosing import choose
from annops.audit.document import sections
from annops.audit.judging import Done, Judging
from annops.audit.lines import lines
from annops.audit.loading import Answers, columns_of
from annops.audit.model import Against, AuditResult, Options
from annops.audit.tables import csv_table
from annops.core.changeset import ChangeSet
from annops.core.estimate import Outcome
from annops.core.finding import Finding, Severity
from annops.formats.returned_codes import IS_OPEN
from annops.render.console import render, style_of
from annops.render.csv_ import render as table_csv
from annops.workspace.asked import check_breakdown
from annops.workspace.emit import Answer, Form, emit
from annops.workspace.lock import locked
from annops.workspace.open import open_workspace
from annops.workspace.reviews import path_of
from annops.workspace.samples import list_samples

_TOLD = 5


@dataclass(frozen=True, slots=True)
class Asked:
    """What a person asked for.

    Attributes:
        batch: Batch, or id of a sample; None where only one was drawn from.
        sample: Id of the sample, None for the one in use.
        sheets: Sheets that came back; those of the sample's folder without any.
        options: What is computed.
    """

    batch: str | None
    sample: str | None
    sheets: tuple[Path, ...]
    options: Options


@dataclass(frozen=True, slots=True)
class Manner:
    """How the command works and answers.

    Attributes:
        project: Project folder, None for the one around the current folder.
        form: Form of the answer.
        output: File for the answer; None for stdout.
        explain: Whether all tables and findings are shown.
        dry_run: Whether nothing is written, only shown.
        as_of: Day that counts as today, None for the clock's.
        require_met: Whether a target that cannot be told counts as not met.
    """

    project: Path | None = None
    form: Form = Form.TEXT
    output: Path | None = None
    explain: bool = False
    dry_run: bool = False
    as_of: str | None = None
    require_met: bool = False


def run(asked: Asked, manner: Manner) -> int:
    """Judge a batch, say how it stands, keep the verdicts; return the exit code.

    Raises:
        AnnopsError: When the batch is unknown.
    """
    workspace = open_workspace(manner.project)
    for column in asked.options.by:
        check_breakdown(column, workspace.definition, ("annotator",))
    records = list_samples(workspace.root)
    columns = columns_of(workspace.definition, asked.options.by)
    answers = Answers.of(workspace.annotations(columns), workspace.items(), columns)
    batch, record = choose(asked.batch, asked.sample, records, answers)
    day = workspace.today(manner.as_of)
    judging = Judging(workspace, answers.items, asked.options, asked.sheets, day)
    with ExitStack() as held:
        if record is None or asked.options.against is Against.GOLD:
            done = judging.without_sample(answers.of_batch(batch), batch)
        else:
            if not manner.dry_run:
                held.enter_context(locked(workspace.root, path_of(record.id)))
            done = judging.by_sample(record, records, answers.of_batch(record.batch))
        changes = ChangeSet(f"audit of {done.result.name}", done.writes)
        shown = workspace.apply(changes, dry_run=manner.dry_run)
    if manner.dry_run:
        sys.stdout.write(shown)
        return 0
    _say(done, manner)
    return exit_code(done.result, done.findings, require_met=manner.require_met)


def exit_code(
    result: AuditResult, findings: Iterable[Finding], *, require_met: bool = False
) -> int:
    """Return 1 when a target is not met (or cannot be told and must be) or a rate is refused."""
    bad = {Outcome.NOT_MET, Outcome.CANNOT_TELL} if require_met else {Outcome.NOT_MET}
    failed = any(target.outcome in bad for target in result.targets)
    stopped = any(finding.severity is Severity.ERROR for finding in findings)
    return int(failed or stopped or bool(result.refused))


def _not_open(finding: Finding) -> bool:
    """Sort a sheet that is still open in a spreadsheet program first: it may explain the rest."""
    return finding.code != IS_OPEN.id


def _say(done: Done, manner: Manner) -> None:
    style = style_of(sys.stdout)
    said = lines(done.result, done.written, ascii_only=style.ascii_only)
    made = sections(done.result)
    data = done.result.model_dump(by_alias=True, mode="json")
    if manner.explain:
        said = [*said, "", *render(made, style).splitlines()]
    answer = Answer(said, made, data, lambda: table_csv(csv_table(done.result)))
    emit(answer, manner.form, manner.output)
    findings = sorted(done.findings, key=_not_open)
    shown = findings if manner.explain else findings[:_TOLD]
    for finding in shown:
        sys.stderr.write(f"{finding}\n")
    more = len(findings) - len(shown)
    if more:
        sys.stderr.write(f"{more:,} more {'finding' if more == 1 else 'findings'}: --explain\n")
