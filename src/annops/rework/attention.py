"""What of the rework needs somebody's attention; pure."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from annops.core.command_word import command_word
from annops.core.finding import Code, Finding, Place, Severity, sort_findings
from annops.registers.defects import Defect
from annops.registers.rework import Ticket

TICKETS = "registers/rework.csv"
DEFECTS = "registers/defects.csv"
UNSENT_DAYS = 7
"""Days in which an open defect should be sent out or withdrawn."""
SETTLED = frozenset({"fixed", "withdrawn"})
"""States of a defect in which nothing is left to do."""

OVERDUE = Code(
    id="RWK001",
    title="A rework ticket that is overdue",
    severity=Severity.WARNING,
    checks="Whether everything sent with a ticket has come back by the day it is wanted.",
    why="The batch cannot be delivered while wrong answers are out.",
    example="`T-4kd9xz` was wanted back on 2026-11-18, and 5 answers of it are not back.",
    remedy="remind who has it; then `annops rework BATCH --verify`",
)
UNCHANGED = Code(
    id="RWK002",
    title="A defect that came back unchanged",
    severity=Severity.WARNING,
    checks="Whether each defect that came back was changed.",
    why="It was said to be done, or its day has passed, and the answer is as it was.",
    example="`D-2f7qmn` is called done in the ticket; the export holds the same answer.",
    remedy="send it again: `annops rework BATCH --again`",
)
DISPUTED = Code(
    id="RWK003",
    title="A disputed defect that waits for a decision",
    severity=Severity.WARNING,
    checks="Whether each defect that the addressee disputes has been decided.",
    why="The addressee has said why the answer is right, and waits for an answer.",
    example="`D-2f7qmn`: disputed with the note `rule R4 allows this`.",
    remedy="set its state to `withdrawn` in registers/defects.csv, or to `open` to send it again",
)
UNASKED = Code(
    id="RWK004",
    title="Answers that changed though nobody asked",
    severity=Severity.WARNING,
    checks="Whether answers outside the ticket are as they were when it was sent, or the ticket's "
    "note says why they are not.",
    why="What was sampled and found right may be wrong now, and nobody has looked at it.",
    example="Ticket of 12 answers; 40 other answers of the annotator differ from before.",
    remedy="look at them: `annops rework BATCH --verify --format csv`; ask why, and write it into "
    "the ticket's note in registers/rework.csv",
)
NOT_SENT = Code(
    id="RWK005",
    title="A defect that was not sent to anybody",
    severity=Severity.WARNING,
    checks=f"Whether each open defect is sent out within {UNSENT_DAYS} days.",
    why="A wrong answer stays in the data while everybody believes it is dealt with.",
    example="Found on 2026-11-02, still open on 2026-11-20.",
    remedy="send it: `annops rework BATCH`, or set its state to `withdrawn`",
)
NOBODY = Code(
    id="RWK006",
    title="A defect that nobody can be sent",
    severity=Severity.WARNING,
    checks="Whether each open defect names the annotator or vendor it goes to.",
    why="It stays open.",
    example="Tickets go to vendors, and the defect names none.",
    remedy="fill the column in registers/defects.csv, or group by the other: `--by`",
)
NOTHING_KEPT = Code(
    id="RWK007",
    title="Nothing to compare a ticket with",
    severity=Severity.WARNING,
    checks="Whether rework/TICKET/before.csv holds the answers as they were at the sending.",
    why="Changes that nobody asked for cannot be seen without it.",
    example="The folder rework/T-4kd9xz was deleted.",
    remedy="take the folder back from the last saved version",
)
NO_BATCH = Code(
    id="RWK008",
    title="A batch that nothing names",
    severity=Severity.ERROR,
    checks="Whether a defect, an item or the register of batches names the batch.",
    why="A mistyped name would look like a batch without faults.",
    example="`annops rework B1` where the batch is called `B01`.",
    remedy="`annops batches` names the batches",
)
NOT_IN_USE = Code(
    id="RWK010",
    title="A reworked answer that no figure uses",
    severity=Severity.WARNING,
    checks="Whether figures use the answer that a defect counts as fixed by.",
    why="Rework goes by the newest answer. Where the source keeps another one of the same person, "
    "as the first one or one of another file, the old answer is still counted and delivered.",
    example="The new file came in as a source of its own, without times; its answers are "
    "duplicates of the old ones.",
    remedy="see `annops sources --list duplicate`; let the newer file join the source of the "
    "older one, or say `duplicates: last`",
)


def attention(
    tickets: Iterable[Ticket],
    defects: Iterable[Defect],
    as_of: date,
    lines: tuple[Mapping[str, int], Mapping[str, int]] = ({}, {}),
) -> tuple[Finding, ...]:
    """Return what needs attention.

    Args:
        tickets: The register of tickets.
        defects: The register of defects.
        as_of: The day.
        lines: Line of each ticket and of each defect in its register by id, where known.
    """
    known = tuple(defects)
    found = [
        code.at(Place(TICKETS, lines[0].get(row.id), column), f"{row.id} to `{row.to}`: {what}",
                code.remedy.replace("BATCH", command_word(row.batch)))
        for row in tickets
        for code, column, what in _ticket(row, known, as_of)
    ]  # fmt: skip
    found += [
        code.at(Place(DEFECTS, lines[1].get(row.id), "state"), f"{row.id}: {what}",
                code.remedy.replace("BATCH", command_word(row.batch)))
        for row in known
        for code, what in _defect(row, as_of)
    ]  # fmt: skip
    return sort_findings(found)


def out(ticket: Ticket, defects: Iterable[Defect]) -> int:
    """Count the defects of a ticket that have not come back."""
    return sum(row.ticket == ticket.id and row.state == "in rework" for row in defects)


def is_out(ticket: Ticket, defects: Iterable[Defect]) -> bool:
    """Whether a ticket is to be compared.

    One that was done is, too, when a verdict changed since, and while answers that changed
    unasked wait for a note: they can be looked at no other way.
    """
    return ticket.state != "done" or out(ticket, defects) > 0 or _unexplained(ticket)


def _unexplained(ticket: Ticket) -> bool:
    return bool(ticket.unasked) and not ticket.note


def left(ticket: Ticket, defects: Iterable[Defect]) -> int:
    """Count the defects of a ticket that are not settled."""
    return sum(row.ticket == ticket.id and row.state not in SETTLED for row in defects)


def _ticket(
    row: Ticket, defects: Iterable[Defect], as_of: date
) -> Iterator[tuple[Code, str, str]]:  # fmt: skip
    waiting = left(row, defects)
    if row.due is not None and row.due < as_of and waiting and row.state != "done":
        late = (as_of - row.due).days
        unit = "day" if late == 1 else "days"
        what = (
            f"wanted back {late} {unit} ago, {row.due}; {waiting:,} of {row.defects} not settled"
        )
        yield OVERDUE, "due", what
    if _unexplained(row):
        other = "other answer" if row.unasked == 1 else "other answers"
        yield UNASKED, "unasked", f"{row.unasked:,} {other} changed since {row.issued}"


def _defect(row: Defect, as_of: date) -> Iterator[tuple[Code, str]]:
    name = f"`{row.item}`, {row.question}" if row.question else f"`{row.item}`"
    if row.state == "unchanged":
        yield UNCHANGED, f"{name}: {row.evidence or 'came back as it was'}"
    if row.state == "disputed":
        yield DISPUTED, f"{name}: {row.evidence or 'disputed'}"
    age = None if row.found is None else (as_of - row.found).days
    if row.state == "open" and age is not None and age > UNSENT_DAYS:
        yield NOT_SENT, f"{name}: open for {age} days"
