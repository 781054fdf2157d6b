"""Makes the tickets of a batch: registers, workbooks, mails, and answers as they were."""

from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from annops.core.changeset import ChangeSet, Write
from annops.core.items import Items
from annops.core.review import Verdict, governing
from annops.measures.pace import after_working_days
from annops.registers.defects import Defect
from annops.registers.rework import Ticket
from annops.render.json_ import dumps
from annops.rework.answers import before, before_text, newest_answers, people_of
from annops.rework.compute import sending
from annops.rework.lines import sent_lines
from annops.rework.model import Parcel
from annops.rework.run import COLUMNS, Asked, of_batch
from annops.rework.sheet import CONTENT, mail_text, ticket_sheet
from annops.workspace.emit import tell_first
from annops.workspace.open import Workspace
from annops.workspace.register_edits import editable, writing
from annops.workspace.reviews import read_reviews
from annops.workspace.samples import list_samples
from annops.workspace.tickets import BEFORE, MAIL, SENT, TEXT, WORKBOOK, ticket_writes


def send(workspace: Workspace, asked: Asked) -> str:
    """Make the tickets of a batch; what is out already stays as it is.

    Returns:
        What was done, in lines; of a dry run the diff.

    Raises:
        AnnopsError: When no defect belongs to the batch (RWK008), or a register cannot be written.
    """
    by = asked.by or workspace.definition.rework.by
    due = asked.due or after_working_days(asked.as_of, workspace.definition.rework.days)
    with writing(workspace.root, Defect, Ticket, dry_run=asked.dry_run):
        defects = editable(workspace.root, Defect)
        tickets = editable(workspace.root, Ticket)
        mine = of_batch(workspace, defects, asked.batch)
        taken = [row.id for row in tickets.rows]
        found = sending(mine, by, (asked.as_of, due), taken, again=asked.again)
        if not found.parcels:
            found = replace(found, not_logged=_not_logged(workspace, asked.batch, mine))
        diff = ""
        if found.parcels:
            writes = _writes(workspace, found.parcels, by)
            sent = [row for parcel in found.parcels for row in parcel.defects]
            new = [parcel.ticket for parcel in found.parcels]
            changes = ChangeSet(
                f"rework of {asked.batch}",
                (defects.with_rows(sent), tickets.with_rows(new), *writes),
            )
            diff = workspace.apply(changes, dry_run=asked.dry_run)
    tell_first(found.findings, "annops check")
    said = "".join(f"{line}\n" for line in sent_lines(found, asked.batch))
    return diff if asked.dry_run and diff else said


def _not_logged(workspace: Workspace, batch: str, defects: Sequence[Defect]) -> tuple[str, ...]:
    """Return the samples of a batch in which answers failed and no defect is logged."""
    logged = {row.sample for row in defects}
    return tuple(
        record.id
        for record in list_samples(workspace.root)
        if record.batch == batch
        and record.id not in logged
        and any(
            review.verdict is Verdict.FAILED
            for review in governing(read_reviews(workspace.root, record.id).reviews).values()
        )
    )


def _writes(workspace: Workspace, parcels: Sequence[Parcel], by: str) -> list[Write]:
    from annops.render.sheet_csv import sheet_csv
    from annops.render.sheet_xlsx import sheet_xlsx

    items = workspace.items()  # first: it keeps a copy of all columns
    annotations = workspace.annotations(COLUMNS)
    sent_items = {row.item for parcel in parcels for row in parcel.defects}
    content = _content(items, sent_items)
    answers = newest_answers(annotations, items, parcels[0].ticket.batch, sent_items)
    name = workspace.definition.title or workspace.definition.project
    exports = {entry.file: entry.sha256 for entry in annotations.ledger.files}
    writes: list[Write] = []
    for parcel in parcels:
        sheet = ticket_sheet(parcel, content, answers, by)
        sent = {"ticket": parcel.ticket.id, "defects": [row.id for row in parcel.defects],
                "exports": exports}  # fmt: skip
        people = {row.annotator for row in parcel.defects if row.annotator}
        if by == "vendor":
            people |= people_of(annotations, parcel.ticket.to)
        kept = before(answers, people, {row.item for row in parcel.defects})
        files = {
            WORKBOOK: sheet_xlsx(sheet),
            TEXT: sheet_csv(sheet),
            MAIL: mail_text(parcel, name, (WORKBOOK, TEXT)).encode(),
            BEFORE: before_text(kept).encode(),
            SENT: dumps(sent).encode(),
        }
        writes += ticket_writes(parcel.ticket.id, files)
    return writes


def _content(items: Items, wanted: set[str]) -> dict[str, dict[str, str]]:
    keys = [key for key in CONTENT if key in items.frame.columns]
    rows = items.frame.filter(pl.col("item").is_in(list(wanted))).select("item", *keys)
    return {row.pop("item"): {k: v or "" for k, v in row.items()}
            for row in rows.iter_rows(named=True)}  # fmt: skip
