"""Holds the tickets of a batch against the newest exports and keeps what was found."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from annops.core.changeset import ChangeSet
from annops.core.finding import Finding, Place
from annops.registers.defects import Defect
from annops.registers.rework import Ticket
from annops.render.csv_ import render as table_csv
from annops.rework.answers import by_question, newest_answers, read_before
from annops.rework.attention import NOTHING_KEPT
from annops.rework.document import checks_table, verify_sections
from annops.rework.lines import verify_lines
from annops.rework.model import Kept, Key, Reply, TicketCheck, VerifyResult
from annops.rework.run import COLUMNS, Asked, of_batch
from annops.rework.sheet import replies, reply_sheet
from annops.rework.verify import Evidence, check_ticket, checked_defect
from annops.workspace.emit import Answer, Form, emit, tell_first
from annops.workspace.open import Workspace
from annops.workspace.register_edits import editable, writing
from annops.workspace.tickets import (
    BEFORE,
    read_kept,
    read_sent,
    returned_files,
    ticket_path,
)


def verify(
    workspace: Workspace, asked: Asked, returned: Sequence[Path], form: Form,
    output: Path | None,
) -> int:  # fmt: skip
    """Hold the tickets of a batch against the newest exports, and say and keep what was found.

    Returns:
        1 where something came back unchanged, is disputed, or changed unasked; else 0.

    Raises:
        AnnopsError: When no defect belongs to the batch (RWK008), or a file cannot be read.
    """
    with writing(workspace.root, Defect, Ticket, dry_run=asked.dry_run):
        defects = editable(workspace.root, Defect)
        tickets = editable(workspace.root, Ticket)
        mine = of_batch(workspace, defects, asked.batch)
        out = [r for r in tickets.rows if r.batch == asked.batch and r.state != "done"]
        checks, findings = _checks(workspace, out, mine, asked, returned)
        by_id = {row.id: row for row in mine}
        rows = [
            checked_defect(by_id[row.defect], row, asked.as_of)
            for check in checks for row in check.rows
        ]  # fmt: skip
        writes = (defects.with_rows(rows), tickets.with_rows([c.ticket for c in checks]))
        changes = ChangeSet(f"verify rework of {asked.batch}", writes)
        diff = workspace.apply(changes, dry_run=asked.dry_run) if checks else ""
    result = VerifyResult(as_of=asked.as_of, batch=asked.batch, tickets=tuple(checks),
                          findings=tuple(findings))  # fmt: skip
    tell_first(findings, f"annops rework {asked.batch} --verify --format md")
    data = result.model_dump(by_alias=True, mode="json")
    said = diff.splitlines() if asked.dry_run and diff else verify_lines(result)
    emit(Answer(said, verify_sections(result), data, lambda: table_csv(checks_table(result))),
         form, output)  # fmt: skip
    bad = any(c.ticket.unchanged or c.ticket.disputed or c.ticket.unasked for c in checks)
    return int(bad)


def _checks(
    workspace: Workspace, tickets: Sequence[Ticket], defects: Sequence[Defect], asked: Asked,
    returned: Sequence[Path],
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
        filled, told = _filled(workspace, ticket, defects, returned)
        kept, missing = _kept(workspace, ticket)
        evidence = Evidence(
            now, kept, filled, _is_newer(workspace, ticket, exports), asked_for,
            workspace.definition.questions, asked.as_of,
        )  # fmt: skip
        findings += [*told, *missing]
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


def _filled(
    workspace: Workspace, ticket: Ticket, defects: Sequence[Defect], returned: Sequence[Path]
) -> tuple[dict[str, Reply] | None, list[Finding]]:
    """Read the filled ticket: the files named that belong to it, else those of its folder."""
    from annops.formats.returned_codes import COLUMN_ADDED, OTHER_SHEET
    from annops.formats.returned_sheet import read_returned

    sent = read_sent(workspace.root, ticket.id)
    went = {row.id for row in defects if row.ticket == ticket.id}
    went |= set() if sent is None else set(sent.defects)  # some may be out with a later ticket
    sheet = reply_sheet(ticket, [row for row in defects if row.id in went])
    found: dict[str, Reply] = {}
    findings: list[Finding] = []
    for path in returned or returned_files(workspace.root, ticket.id):
        inside = path.is_relative_to(workspace.root)
        name = path.relative_to(workspace.root).as_posix() if inside else path.name
        read = read_returned(path, name, sheet)
        if any(finding.code == OTHER_SHEET.id for finding in read.findings):
            continue
        findings += [one for one in read.findings if one.code != COLUMN_ADDED.id]
        found = {**replies(read), **found}
    return found or None, findings
