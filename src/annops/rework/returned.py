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
    went = {ticket.id: _went(root, ticket, defects) for ticket in tickets}
    every = [row for row in defects if any(row.id in ids for ids in went.values())]
    asked = [
        _Out(
            ticket, reply_sheet(ticket, [row for row in every if row.id in went[ticket.id]]),
            reply_sheet(ticket, every), {row.id for row in every if row.ticket == ticket.id},
        )
        for ticket in tickets
    ]  # fmt: skip
    for path in named:
        owners = [one.ticket for one in asked if _read(path, path.name, one, found)]
        name = "returned.xlsx" if path.suffix.lower() == ".xlsx" else "returned.csv"
        found.writes += [Write(ticket_path(t.id, name), path.read_bytes()) for t in owners]
        if not owners:
            found.findings.append(NO_TICKET.at(Place(path.name), "no ticket that is out"))
    for one in asked:
        for path in returned_files(root, one.ticket.id):
            _read(path, path.relative_to(root).as_posix(), one, found)
    return found


@dataclass(frozen=True, slots=True)
class _Out:
    """A ticket that is out.

    Attributes:
        ticket: The ticket.
        sheet: Its sheet as it was sent; some of its defects may be out with a later ticket.
        every: The rows of all tickets that are out.
        mine: Ids of the defects that are out with it.
    """

    ticket: Ticket
    sheet: Sheet
    every: Sheet
    mine: set[str]


def _went(root: Path, ticket: Ticket, defects: Sequence[Defect]) -> set[str]:
    """Return the ids of the defects that were sent with a ticket."""
    sent = read_sent(root, ticket.id)
    here = {row.id for row in defects if row.ticket == ticket.id}
    return here if sent is None else here | set(sent.defects)


def _read(path: Path, name: str, out: _Out, found: Gathered) -> bool:
    """Take what a file says of a ticket; False when it belongs to another one.

    A text file may hold the rows of several tickets, so rows of others and missing rows are no
    damage of it. It is held against the rows of all of them: a row of another ticket about the
    same answer is not this one's with a spoiled id.
    """
    from annops.formats.returned_codes import COLUMN_ADDED, OTHER_SHEET, ROW_LOST, UNKNOWN_ID
    from annops.formats.returned_sheet import read_returned

    read = read_returned(path, name, out.sheet)
    if read.sent is None:
        read = read_returned(path, name, out.every)
    ids = {row.cells[DEFECT] for row in read.rows} & {row[DEFECT] for row in out.sheet.rows}
    if not ids or any(one.code == OTHER_SHEET.id for one in read.findings):
        return False
    silent = {COLUMN_ADDED.id}
    if read.sent is None:
        silent |= {ROW_LOST.id, UNKNOWN_ID.id}
    told = [one for one in read.findings if one.code not in silent]
    found.findings += [one for one in told if one not in found.findings]
    said = replies(read)
    found.take(out.ticket, {key: reply for key, reply in said.items() if key in out.mine})
    return True
