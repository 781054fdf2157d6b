"""Reads the tickets that came back filled, and keeps what came by mail beside what was sent."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from annops.core.changeset import Write
from annops.core.finding import Code, Finding, Place, Severity
from annops.core.sheet import Sheet
from annops.registers.defects import Defect
from annops.registers.rework import Ticket
from annops.rework.model import Reply
from annops.rework.sheet import DEFECT, replies, reply_sheet
from annops.workspace.tickets import read_sent, returned_files, ticket_path

NO_TICKET = Code(
    id="RWK009",
    title="A file that is no ticket of the batch",
    severity=Severity.ERROR,
    checks="Whether each file given with `--returned` is a ticket of the batch that is out.",
    why="What is said in it would be passed over.",
    example="`annops rework B01 --verify --returned B02.xlsx`.",
    remedy="name the batch the file belongs to; `annops rework --list` shows what is out",
)


@dataclass(slots=True)
class Gathered:
    """What came back.

    Attributes:
        replies: What each ticket says, by ticket and defect; tickets that say nothing are absent.
        writes: Files given by name, to be kept in the folder of their ticket.
        findings: Damage in the files, and files that belong to no ticket.
    """

    replies: dict[str, dict[str, Reply]] = field(default_factory=dict)
    writes: list[Write] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def take(self, ticket: Ticket, said: dict[str, Reply]) -> None:
        """Add replies; what was said in a file taken before counts more."""
        if said:
            self.replies[ticket.id] = {**said, **self.replies.get(ticket.id, {})}


def gather(
    root: Path, tickets: Sequence[Ticket], defects: Sequence[Defect], named: Sequence[Path]
) -> Gathered:
    """Read the files named, then those that lie in the folders of the tickets.

    Args:
        root: The project folder.
        tickets: Tickets that are out.
        defects: Defects of the batch.
        named: Files a person has named.

    Raises:
        AnnopsError: When a file cannot be read at all.
    """
    found = Gathered()
    sheets = {ticket.id: _sheet(root, ticket, defects) for ticket in tickets}
    mine = {t.id: {row.id for row in defects if row.ticket == t.id} for t in tickets}
    for path in named:
        owners = [
            ticket for ticket in tickets
            if _read(path, path.name, ticket, sheets[ticket.id], mine[ticket.id], found)
        ]  # fmt: skip
        name = "returned.xlsx" if path.suffix.lower() == ".xlsx" else "returned.csv"
        found.writes += [Write(ticket_path(t.id, name), path.read_bytes()) for t in owners]
        if not owners:
            found.findings.append(NO_TICKET.at(Place(path.name), "no ticket that is out"))
    for ticket in tickets:
        for path in returned_files(root, ticket.id):
            name = path.relative_to(root).as_posix()
            _read(path, name, ticket, sheets[ticket.id], mine[ticket.id], found)
    return found


def _sheet(root: Path, ticket: Ticket, defects: Sequence[Defect]) -> Sheet:
    """Return the sheet as it was sent; some of its defects may be out with a later ticket."""
    sent = read_sent(root, ticket.id)
    went = {row.id for row in defects if row.ticket == ticket.id}
    went |= set() if sent is None else set(sent.defects)
    return reply_sheet(ticket, [row for row in defects if row.id in went])


def _read(
    path: Path, name: str, ticket: Ticket, sheet: Sheet, mine: set[str], found: Gathered
) -> bool:
    """Take what a file says of a ticket; False when it belongs to another one.

    A text file may hold the rows of several tickets, so rows of others and missing rows are no
    damage of it.
    """
    from annops.formats.returned_codes import COLUMN_ADDED, OTHER_SHEET, ROW_LOST, UNKNOWN_ID
    from annops.formats.returned_sheet import read_returned

    read = read_returned(path, name, sheet)
    ids = {row.cells[DEFECT] for row in read.rows} & {row[DEFECT] for row in sheet.rows}
    if not ids or any(one.code == OTHER_SHEET.id for one in read.findings):
        return False
    silent = {COLUMN_ADDED.id}
    if read.sent is None:
        silent |= {ROW_LOST.id, UNKNOWN_ID.id}
    found.findings += [one for one in read.findings if one.code not in silent]
    found.take(ticket, {key: reply for key, reply in replies(read).items() if key in mine})
    return True
