"""Holds the tickets of a batch against the newest exports and keeps what was found."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from annops.core.changeset import ChangeSet
from annops.core.command_word import command_word
from annops.core.finding import Finding, Place
from annops.formats.returned_codes import IS_OPEN
from annops.registers.defects import Defect
from annops.registers.rework import Ticket
from annops.render.csv_ import render as table_csv
from annops.rework.answers import by_question, newest_answers, read_before
from annops.rework.attention import NOT_IN_USE, NOTHING_KEPT, is_out
from annops.rework.document import checks_table, verify_sections
from annops.rework.lines import verify_lines
from annops.rework.model import Fate, Kept, Key, TicketCheck, VerifyResult
from annops.rework.returned import Gathered, gather
from annops.rework.run import COLUMNS, Asked, of_batch
from annops.rework.verify import Evidence, check_ticket, checked_defect
from annops.workspace.emit import Answer, Form, emit, tell_first
from annops.workspace.open import Workspace
from annops.workspace.register_edits import editable, writing
from annops.workspace.tickets import (
    BEFORE,
    read_kept,
    read_sent,
    ticket_path,
)


def verify(
    workspace: Workspace, asked: Asked, returned: Sequence[Path], form: Form,
    output: Path | None,
) -> int:  # fmt: skip
    """Hold the tickets of a batch against the newest exports, and say and keep what was found.

    Returns:
        1 where something came back unchanged, is disputed, changed unasked, or is changed in
        answers that no figure uses; else 0.

    Raises:
        AnnopsError: When no defect belongs to the batch (RWK008), or a file cannot be read.
    """
    result, diff = _compared(workspace, asked, returned)
    tell_first(result.findings, f"annops rework {command_word(asked.batch)} --verify --format md")
    data = result.model_dump(by_alias=True, mode="json")
    said = diff.splitlines() if diff else verify_lines(result)
    emit(Answer(said, verify_sections(result), data, lambda: table_csv(checks_table(result))),
         form, output)  # fmt: skip
    tickets = [check.ticket for check in result.tickets]
    unused = any(finding.code == NOT_IN_USE.id for finding in result.findings)
    return int(unused or any(one.unchanged or one.disputed or one.unasked for one in tickets))


def _compared(
    workspace: Workspace, asked: Asked, returned: Sequence[Path]
) -> tuple[VerifyResult, str]:
    """Compare and write; the text is the diff of a dry run, else empty."""
    with writing(workspace.root, Defect, Ticket, dry_run=asked.dry_run):
        defects = editable(workspace.root, Defect)
        tickets = editable(workspace.root, Ticket)
        mine = of_batch(workspace, defects, asked.batch)
        out = [r for r in tickets.rows if r.batch == asked.batch and is_out(r, mine)]
        gathered = gather(workspace.root, out, mine, returned)
        checks, findings = _checks(workspace, out, mine, asked, gathered)
        by_id = {row.id: row for row in mine}
        rows = [
            checked_defect(by_id[row.defect], row, asked.as_of)
            for check in checks for row in check.rows
        ]  # fmt: skip
        writes = (
            defects.with_rows(rows), tickets.with_rows([c.ticket for c in checks]),
            *gathered.writes,
        )  # fmt: skip
        changes = ChangeSet(f"verify rework of {asked.batch}", writes if checks else ())
        said = workspace.apply(changes, dry_run=asked.dry_run)
    result = VerifyResult(
        as_of=asked.as_of, batch=asked.batch, tickets=tuple(checks),
        findings=tuple(
            sorted((*gathered.findings, *findings, *_not_in_use(checks)), key=_not_open)
        ),
    )  # fmt: skip
    return result, said if asked.dry_run else ""


def _not_in_use(checks: Sequence[TicketCheck]) -> list[Finding]:
    """Return a warning where defects count as fixed by answers that figures leave out."""
    rows = [
        row for check in checks for row in check.rows
        if row.fate in {Fate.FIXED, Fate.CHANGED} and not row.in_use
    ]  # fmt: skip
    if not rows:
        return []
    file, _, record = rows[0].where.rpartition(":")
    one = "answer is left" if len(rows) == 1 else "answers are left"
    message = f"{len(rows):,} changed {one} out of all figures as duplicate, this one first"
    return [NOT_IN_USE.at(Place(file, int(record)), message, count=len(rows))]


def _not_open(finding: Finding) -> bool:
    """Sort a file that is still open in a spreadsheet program first: it may hold all the rest."""
    return finding.code != IS_OPEN.id


def _checks(
    workspace: Workspace, tickets: Sequence[Ticket], defects: Sequence[Defect], asked: Asked,
    gathered: Gathered,
) -> tuple[list[TicketCheck], list[Finding]]:  # fmt: skip
    if not tickets:
        return [], []
    items = workspace.items()  # first: it keeps a copy of all columns
    annotations = workspace.annotations(COLUMNS)
    wanted = {row.item for row in defects}
    now = by_question(newest_answers(annotations, items, asked.batch, wanted))
    exports = {entry.file: entry.sha256 for entry in annotations.ledger.files}
    asked_for = frozenset((row.item, row.question) for row in defects if row.ticket)
    checks: list[TicketCheck] = []
    findings: list[Finding] = []
    for ticket in tickets:
        filled = gathered.replies.get(ticket.id)
        kept, missing = _kept(workspace, ticket)
        evidence = Evidence(
            now, kept, filled, _is_newer(workspace, ticket, exports), asked_for,
            workspace.definition.questions, asked.as_of,
        )  # fmt: skip
        findings += missing
        checks.append(check_ticket(ticket, defects, evidence))
    return checks, findings


def _kept(
    workspace: Workspace, ticket: Ticket
) -> tuple[dict[Key, Kept] | None, list[Finding]]:  # fmt: skip
    text = read_kept(workspace.root, ticket.id)
    kept = None if text is None else read_before(text)
    place = Place(ticket_path(ticket.id, BEFORE))
    return kept, [] if kept is not None else [NOTHING_KEPT.at(place, "missing or damaged")]


def _is_newer(workspace: Workspace, ticket: Ticket, exports: Mapping[str, str]) -> bool:
    """Whether any export differs from those at the sending; taken to be so where nobody knows."""
    sent = read_sent(workspace.root, ticket.id)
    return sent is None or any(sent.exports.get(file) != sha for file, sha in exports.items())
