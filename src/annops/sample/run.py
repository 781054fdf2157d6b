"""What `annops sample` does between its options and its exit code."""

import sys
from collections.abc import Sequence
from contextlib import nullcontext

from annops.core.errors import AnnopsError
from annops.core.finding import Code, Severity, did_you_mean
from annops.core.review import Verdict, governing
from annops.core.sample import WHOLE, Allocation, SampleRecord
from annops.render.console import render, style_of
from annops.render.csv_ import render as table_csv
from annops.sample.document import sections, strata_table
from annops.sample.draw import Circumstances, draw, next_number
from annops.sample.files import changes_of
from annops.sample.frame import Closed, Frame, batches_of, build_frame, close, needed_columns
from annops.sample.keeping import verdicts_on
from annops.sample.lines import lines
from annops.sample.manner import Manner
from annops.sample.model import Options, Plan, SampleResult
from annops.sample.plan import as_drawn, make_plan, plan_targeted
from annops.sample.standing import (
    GIVEN_UP,
    last_random,
    refuse_judged,
    refuse_second,
    same_answers,
    same_draw,
    same_items,
)
from annops.sample.targets import only_matching, targets_of
from annops.workspace import samples
from annops.workspace.asked import check_breakdown, check_question
from annops.workspace.emit import Answer, emit
from annops.workspace.lock import locked
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


def run(batch: str | None, options: Options, manner: Manner) -> int:
    """Draw a sample of a batch, or show how it would be drawn; return the exit code.

    Raises:
        AnnopsError: When something a person can fix stands in the way.
    """
    workspace = open_workspace(manner.project)
    frame = _frame(workspace, batch, options)
    frame, plan, targets = _plan(workspace, frame, options)
    if manner.plan_only:
        _say(SampleResult(plan=plan), manner, options)
        return 0
    with nullcontext() if manner.dry_run else locked(workspace.root, samples.FOLDER):
        return _drawn(workspace, (frame, plan, targets), options, manner)


def _drawn(
    workspace: Workspace,
    planned: tuple[Frame, Plan, tuple[str, ...] | None],
    options: Options,
    manner: Manner,
) -> int:
    """Draw what is planned unless it stands already; one command does so at a time."""
    frame, plan, targets = planned
    records = samples.list_samples(workspace.root)
    closed = close(frame, targets)
    standing = _standing(workspace, records, (frame, closed), plan, options)
    if standing is not None:
        answers = samples.read_sample(workspace.root, standing.id)[1]
        rows = {answer.row for answer in answers}
        _say(
            SampleResult(
                plan=as_drawn(plan, standing),
                record=standing,
                already=True,
                n_answers=len(answers),
                n_rows=len(rows),
            ),
            manner,
        )
        return 0
    under = _circumstances(workspace, records, frame, options, manner)
    drawn = draw(frame, closed, plan, under)
    record, changes = changes_of(workspace, drawn, frame, closed)
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
        asked = same_draw(record, plan, closed.sha256, options)
        if asked and not (options.redraw and _reworked(workspace, record, frame)):
            return record
    if options.targeted is not None or not in_use:
        return None
    same = same_items(frame, in_use[-1], samples.read_frame(workspace.root, in_use[-1]))
    same = same and not _reworked(workspace, in_use[-1], frame)
    if not options.redraw:
        refuse_second(in_use[-1], changed=not same, items=plan.items)
    verdicts = verdicts_on(workspace, in_use[-1])
    if verdicts and same:
        refuse_judged(in_use[-1], verdicts)
    return None


def _reworked(workspace: Workspace, record: SampleRecord, frame: Frame) -> bool:
    """Whether answers that were drawn are others now."""
    _, answers, damage = samples.read_sample(workspace.root, record.id)
    return not damage and not same_answers(frame, answers)


def _circumstances(
    workspace: Workspace,
    records: Sequence[SampleRecord],
    frame: Frame,
    options: Options,
    manner: Manner,
) -> Circumstances:
    from annops.workspace.git import identity

    definition = workspace.definition
    before = None if options.targeted is not None else last_random(records, frame.batch)
    if before is not None and before.cancelled_on:
        verdicts = verdicts_on(workspace, before)
        if verdicts:
            message = f"`{before.id}` was cancelled with {verdicts:,} verdicts: "
            sys.stderr.write(f"{GIVEN_UP.at(None, message + before.cancelled_why)}\n")
    by_whom = identity(workspace.root)[0] if manner.by_whom is None else manner.by_whom
    return Circumstances(
        project_seed=definition.draw_seed,
        number=next_number(frame.batch, (record.id for record in records)),
        day=workspace.today(manner.as_of),
        by_whom=by_whom or "",
        reason=options.targeted or options.reason,
        supersedes=before.id if before else None,
    )


def _say(result: SampleResult, manner: Manner, planned: Options | None = None) -> None:
    shown = lines(result, planned)
    document = sections(result)
    if manner.explain or manner.plan_only:
        tables = sections(result, method=manner.explain)
        shown = [*shown, "", *render(tables, style_of(sys.stdout)).splitlines()]
    data = result.model_dump(by_alias=True, mode="json")
    answer = Answer(shown, document, data, lambda: table_csv(strata_table(result.plan)))
    emit(answer, manner.form)
