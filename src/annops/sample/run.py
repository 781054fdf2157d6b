"""What `annops sample` does between its options and its exit code."""

import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from annops.core.changeset import ChangeSet, Write
from annops.core.errors import AnnopsError
from annops.core.finding import Code, Severity, did_you_mean
from annops.core.review import Verdict, governing
from annops.core.sample import WHOLE, Allocation, SampleRecord
from annops.measures.audit_sheet import CONTENT, audit_sheet
from annops.render.console import render, style_of
from annops.render.csv_ import render as table_csv
from annops.render.sheet_csv import sheet_csv
from annops.render.sheet_xlsx import sheet_xlsx
from annops.sample.document import list_section, list_table, sections, strata_table
from annops.sample.draw import Circumstances, Drawn, draw, next_number
from annops.sample.frame import Closed, Frame, batches_of, build_frame, close, needed_columns
from annops.sample.lines import lines, list_lines
from annops.sample.model import Listed, Options, Plan, SampleResult
from annops.sample.plan import make_plan, plan_targeted
from annops.sample.standing import (
    GIVEN_UP,
    cancelled_so,
    last_random,
    refuse_judged,
    refuse_second,
    same_draw,
    same_items,
    to_cancel,
)
from annops.sample.targets import only_matching, targets_of
from annops.workspace import samples
from annops.workspace.asked import check_breakdown, check_question
from annops.workspace.emit import Answer, Form, emit
from annops.workspace.guidelines import read_guidelines
from annops.workspace.open import Workspace, open_workspace
from annops.workspace.reviews import read_reviews

NO_BATCH = Code(
    id="SAM016",
    title="No batch named",
    severity=Severity.ERROR,
    checks="Whether `annops sample` is told which batch to draw from.",
    why="A sample speaks for the batch it was drawn from.",
    example="`annops sample` in a project with several batches.",
    remedy="name a batch, or `all` for the whole project",
)
NO_CONTENT = Code(
    id="SAM017",
    title="A reviewer would see nothing of the items",
    severity=Severity.WARNING,
    checks="Whether the exports or the list of items give a text, media file or link of the "
    "items drawn.",
    why="Who judges an answer needs to see what it is about; with an id only, the item must be "
    "looked up in the annotation tool.",
    example="An export whose column `prompt` is not named in annops.yaml.",
    remedy="name the column in annops.yaml, as `columns: {text: prompt}`, and draw then",
)


@dataclass(frozen=True, slots=True)
class Manner:
    """How the command works and answers.

    Attributes:
        project: Project folder, None for the one around the current folder.
        form: Form of the answer.
        as_of: Day that counts as today, None for the clock's.
        by_whom: Who draws, None for who saves here.
        plan_only: Whether only the plan is shown.
        dry_run: Whether nothing is written, only shown.
        explain: Whether all tables are shown, and how the draw works.
    """

    project: Path | None = None
    form: Form = Form.TEXT
    as_of: str | None = None
    by_whom: str | None = None
    plan_only: bool = False
    dry_run: bool = False
    explain: bool = False


def run(batch: str | None, options: Options, manner: Manner) -> int:
    """Draw a sample of a batch, or show how it would be drawn; return the exit code.

    Raises:
        AnnopsError: When something a person can fix stands in the way.
    """
    workspace = open_workspace(manner.project)
    frame = _frame(workspace, batch, options)
    frame, plan, targets = _plan(workspace, frame, options)
    if manner.plan_only:
        _say(SampleResult(plan=plan), manner)
        return 0
    records = samples.list_samples(workspace.root)
    closed = close(frame, targets)
    standing = _standing(workspace, records, (frame, closed), plan, options)
    if standing is not None:
        answers = samples.read_sample(workspace.root, standing.id)[1]
        rows = {answer.row for answer in answers}
        _say(
            SampleResult(
                plan=plan, record=standing, already=True, n_answers=len(answers), n_rows=len(rows)
            ),
            manner,
        )
        return 0
    under = _circumstances(workspace, records, frame, options, manner)
    drawn = draw(frame, closed, plan, under)
    record, changes = _changes(workspace, drawn, frame, closed)
    shown = workspace.apply(changes, dry_run=manner.dry_run)
    if manner.dry_run:
        sys.stdout.write(shown)
        return 0
    rows = {answer.row for answer in drawn.answers}
    result = SampleResult(
        plan=plan, record=record, n_answers=len(drawn.answers), n_rows=len(rows),
        written=tuple(write.path for write in changes.writes),
    )  # fmt: skip
    _say(result, manner)
    return 0


def show_list(batch: str | None, manner: Manner) -> None:
    """Show every sample of the project or a batch; what cannot be read is said on stderr."""
    workspace = open_workspace(manner.project)
    records, findings = samples.read_records(workspace.root)
    for finding in findings:
        sys.stderr.write(f"{finding}\n")
    own = [record for record in records if batch in {None, WHOLE, record.batch}]
    listed = [_listed(workspace, record, records) for record in own]
    data = {
        "schema": "annops.samples/1",
        "samples": [one.model_dump(by_alias=True, mode="json") for one in listed],
    }
    answer = Answer(
        list_lines(listed), (list_section(listed),), data, lambda: table_csv(list_table(listed))
    )
    emit(answer, manner.form)


def cancel(batch: str | None, reason: str, manner: Manner) -> None:
    """Give a sample up: its record says since when and why, nothing is deleted.

    Raises:
        AnnopsError: When no sample in use is meant (SAM015).
    """
    from annops.workspace.clock import today

    workspace = open_workspace(manner.project)
    records = samples.list_samples(workspace.root)
    name = batch or WHOLE
    in_use = [record for record in records if samples.is_active(record, records)]
    is_batch = any(record.batch == name for record in records)
    meant = name if is_batch or name != WHOLE else None
    before = cancelled_so(records, name, meant, reason)
    if before is not None:
        sys.stdout.write(f"{before.id} was cancelled before\n")
        return
    record = to_cancel(in_use, name, meant)
    day = today(manner.as_of, workspace.definition.zone)
    given_up = record.model_copy(update={"cancelled_on": day, "cancelled_why": reason})
    summary = f"cancel the sample {record.id}"
    shown = workspace.apply(
        ChangeSet(summary, (samples.record_write(given_up),)), dry_run=manner.dry_run
    )
    if manner.dry_run:
        sys.stdout.write(shown)
        return
    verdicts = _verdicts(workspace, record)
    kept = f"; its {verdicts:,} verdicts are kept" if verdicts else ""
    sys.stdout.write(f"{record.id} is cancelled{kept}\nwrote {shown}\n")


def _frame(workspace: Workspace, batch: str | None, options: Options) -> Frame:
    definition = workspace.definition
    by = definition.audit.by if options.by is None else options.by
    for column in by:
        check_breakdown(column, definition, ("annotator",))
    for question in options.questions:
        check_question(question, definition)
    items = workspace.items()
    where = [column for column, _ in options.where]
    annotations = workspace.annotations(needed_columns(by, where))
    if batch is None:
        hint = did_you_mean("", (*batches_of(annotations, items), WHOLE))
        raise AnnopsError(NO_BATCH.at(None, "no batch is named", hint))
    asked = [name for name in definition.questions if name in options.questions]
    return build_frame(annotations, items, batch, asked or list(definition.questions), by)


def _plan(
    workspace: Workspace, frame: Frame, options: Options
) -> tuple[Frame, Plan, tuple[str, ...] | None]:
    """Plan the sample; targeted items come with it, None for a random one.

    Of targeted items only the answers that meet the conditions are judged.
    """
    audit = workspace.definition.audit
    if options.targeted is None:
        by = audit.by if options.by is None else options.by
        wanted = options.allocation or Allocation(audit.allocation)
        past = _past(workspace, by) if by and wanted is Allocation.NEYMAN else {}
        return frame, make_plan(frame, options, audit, past), None
    frame = only_matching(frame, options.where)
    targets = targets_of(frame, options.items, options.items_file)
    return frame, plan_targeted(frame, targets, options, audit), targets


def _past(workspace: Workspace, by: Sequence[str]) -> dict[str, tuple[int, int]]:
    """Count what audits of samples with the same strata found: items wrong, items judged."""
    found: dict[str, tuple[int, int]] = {}
    for record in samples.list_samples(workspace.root):
        if record.by != tuple(by) or not record.estimates or record.cancelled_on:
            continue
        _, answers, damage = samples.read_sample(workspace.root, record.id)
        verdicts = {} if damage else governing(read_reviews(workspace.root, record.id).reviews)
        judged: dict[tuple[str, str], bool] = {}
        for answer in answers:
            review = verdicts.get(answer.row)
            if review is not None and review.verdict is not Verdict.CANNOT_JUDGE:
                key = (answer.stratum, answer.item)
                judged[key] = judged.get(key, False) or review.verdict is Verdict.FAILED
        for (stratum, _), is_wrong in judged.items():
            wrong, n = found.get(stratum, (0, 0))
            found[stratum] = (wrong + is_wrong, n + 1)
    return found


def _standing(
    workspace: Workspace,
    records: Sequence[SampleRecord],
    drawn_from: tuple[Frame, Closed],
    plan: Plan,
    options: Options,
) -> SampleRecord | None:
    """Return the sample that is what is asked for; refuse what may not be drawn."""
    frame, closed = drawn_from
    in_use = [
        record for record in records
        if record.batch == frame.batch and samples.is_active(record, records)
        and record.estimates == (options.targeted is None)
    ]  # fmt: skip
    for record in in_use:
        if same_draw(record, plan, closed.sha256, options):
            return record
    if options.targeted is not None or not in_use:
        return None
    same = same_items(frame, samples.read_frame(workspace.root, in_use[-1]))
    if not options.redraw:
        refuse_second(in_use[-1], changed=not same, items=plan.items)
    verdicts = _verdicts(workspace, in_use[-1])
    if verdicts and same:
        refuse_judged(in_use[-1], verdicts)
    return None


def _circumstances(
    workspace: Workspace,
    records: Sequence[SampleRecord],
    frame: Frame,
    options: Options,
    manner: Manner,
) -> Circumstances:
    from annops.workspace.clock import today
    from annops.workspace.git import identity

    definition = workspace.definition
    before = None if options.targeted is not None else last_random(records, frame.batch)
    if before is not None and before.cancelled_on:
        verdicts = _verdicts(workspace, before)
        if verdicts:
            message = f"`{before.id}` was cancelled with {verdicts:,} verdicts: "
            sys.stderr.write(f"{GIVEN_UP.at(None, message + before.cancelled_why)}\n")
    by_whom = identity(workspace.root)[0] if manner.by_whom is None else manner.by_whom
    return Circumstances(
        project_seed=definition.draw_seed,
        number=next_number(frame.batch, (record.id for record in records)),
        day=today(manner.as_of, definition.zone),
        by_whom=by_whom or "",
        reason=options.targeted or options.reason,
        supersedes=before.id if before else None,
    )


def _changes(
    workspace: Workspace, drawn: Drawn, frame: Frame, closed: Closed
) -> tuple[SampleRecord, ChangeSet]:
    record, writes = samples.sample_writes(drawn.record, closed.content, drawn.answers)
    content = _content(frame, drawn.order)
    if not any(row.get(name) for row in content.values() for name in ("text", "media", "link")):
        message = "the audit sheet shows the items by their ids only"
        sys.stderr.write(f"{NO_CONTENT.at(None, message)}\n")
    in_force = _in_force(workspace, record.questions, record.drawn_on)
    sheets: list[Write] = []
    for second in (False, True) if record.second_items else (False,):
        sheet = audit_sheet(
            workspace.definition, record, drawn.answers, content, guidelines=in_force,
            second=second,
        )  # fmt: skip
        name = samples.sheet_name(second=second)
        sheets.append(Write(samples.sample_path(record.id, f"{name}.xlsx"), sheet_xlsx(sheet)))
        sheets.append(Write(samples.sample_path(record.id, f"{name}.csv"), sheet_csv(sheet)))
    return record, ChangeSet(f"draw the sample {record.id}", (*writes, *sheets))


def _content(frame: Frame, items: Iterable[str]) -> Mapping[str, Mapping[str, str | None]]:
    names = [name for name in CONTENT if name in frame.content.columns]
    wanted = pl.DataFrame({"item": list(items)}, {"item": pl.String})
    rows = frame.content.select("item", *names).join(wanted, on="item", how="semi")
    return {row["item"]: row for row in rows.iter_rows(named=True)}


def _in_force(workspace: Workspace, questions: Sequence[str], day: date) -> tuple[str, ...]:
    versions, _ = read_guidelines(workspace.root)
    told: list[str] = []
    for name in questions:
        guideline = workspace.definition.questions[name].guideline
        own = [
            version for version in versions
            if version.guideline == guideline and version.effective_from.date() <= day
        ]  # fmt: skip
        if own:
            last = own[-1]
            told.append(f"{name}: {guideline}, version {last.version} ({last.file})")
    return tuple(told)


def _listed(workspace: Workspace, record: SampleRecord, records: Iterable[SampleRecord]) -> Listed:
    later = [one.id for one in records if one.supersedes == record.id]
    if record.cancelled_on:
        state = f"cancelled on {record.cancelled_on.isoformat()}"
    else:
        state = f"replaced by {later[0]}" if later else "in use"
    return Listed(record=record, state=state, verdicts=_verdicts(workspace, record))


def _verdicts(workspace: Workspace, record: SampleRecord) -> int:
    """Count the rows of a sample that verdicts were given on."""
    return len(governing(read_reviews(workspace.root, record.id).reviews))


def _say(result: SampleResult, manner: Manner) -> None:
    shown = lines(result)
    document = sections(result)
    if manner.explain or manner.plan_only:
        tables = sections(result, method=manner.explain)
        shown = [*shown, "", *render(tables, style_of(sys.stdout)).splitlines()]
    data = result.model_dump(by_alias=True, mode="json")
    answer = Answer(shown, document, data, lambda: table_csv(strata_table(result.plan)))
    emit(answer, manner.form)
