"""What `annops rework` sends, finds in what comes back, and answers; annops.rework/1."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from annops.core.finding import Finding
from annops.registers.defects import Defect
from annops.registers.rework import Ticket

Key = tuple[str, str, str]
"""Item, question, annotator: what one answer is an answer to, and whose it is."""


@dataclass(frozen=True, slots=True)
class Given:
    """An answer as it stands in the exports.

    Attributes:
        answer: Its canonical text.
        where: The file and record.
        in_use: Whether figures use it; not where it repeats another one that the source keeps.
    """

    answer: str
    where: str
    in_use: bool = True


Answers = Mapping[Key, Given]
"""The newest answer of each annotator to each question about each item."""


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer as it was when a ticket was sent.

    Attributes:
        answer: Its text, or its hash where it is long.
        own: Whether it is the addressee's; others' are kept on the items sent, to know newcomers.
    """

    answer: str
    own: bool


@dataclass(frozen=True, slots=True)
class Parcel:
    """One ticket with the defects that are sent with it, as they stand then."""

    ticket: Ticket
    defects: tuple[Defect, ...]


@dataclass(frozen=True, slots=True)
class Sending:
    """What a batch gives to send.

    Attributes:
        parcels: One for each addressee, by name.
        under_way: Defects that are out with an earlier ticket.
        unchanged: Defects that came back as they were and are not sent again.
        findings: Defects that cannot be sent.
        settled: How many defects of the batch are fixed or withdrawn.
        not_logged: Samples of the batch with wrong answers of which none is logged.
    """

    parcels: tuple[Parcel, ...]
    under_way: tuple[Defect, ...] = ()
    unchanged: tuple[Defect, ...] = ()
    findings: tuple[Finding, ...] = ()
    settled: int = 0
    not_logged: tuple[str, ...] = ()


class Said(StrEnum):
    """What the addressee says in the returned ticket."""

    DONE = "done"
    DISPUTED = "disputed"


@dataclass(frozen=True, slots=True)
class Reply:
    """One row of a returned ticket."""

    said: Said | None
    note: str = ""


class Fate(StrEnum):
    """What became of a defect that was sent."""

    FIXED = "changed as asked"
    CHANGED = "changed, needs a re-test"
    OTHERWISE = "changed, but not to what is expected"
    CLAIMED = "said to be done, but unchanged"
    UNCHANGED = "unchanged after the due day"
    DISPUTED = "disputed"
    WAITING = "not returned yet"
    UNKNOWN = "no answer to compare with"
    WITHDRAWN = "withdrawn"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class CheckRow(_Part):
    """One defect held against the newest answer.

    Attributes:
        defect: Its id.
        item: The item.
        question: The question.
        fate: What became of it.
        before: The answer that was found wrong.
        expected: The answer expected, empty where none was given.
        now: The answer there is now; None where there is none any more.
        where: File and record of the answer.
        note: What the addressee wrote.
        in_use: Whether figures use the answer there is now, not another one that it repeats.
    """

    defect: str
    item: str
    question: str
    fate: Fate
    before: str
    expected: str
    now: str | None
    where: str
    note: str = ""
    in_use: bool = True


class UnaskedRow(_Part):
    """An answer of the addressee that changed though nobody asked.

    Attributes:
        item: The item.
        question: The question.
        annotator: Whose answer it is.
        before: The answer when the ticket was sent, or its hash where it is long.
        now: The answer now; None where it is gone.
        where: File and record of the answer.
    """

    item: str
    question: str
    annotator: str
    before: str
    now: str | None
    where: str


class TicketCheck(_Part):
    """A ticket held against the newest export.

    Attributes:
        ticket: The ticket, with the counts found.
        rows: Its defects.
        unasked: Answers changed though nobody asked; None where nothing was kept to compare with.
        newer: Whether an export has come since the sending.
        replied: Whether a filled ticket was found.
    """

    ticket: Ticket
    rows: tuple[CheckRow, ...]
    unasked: tuple[UnaskedRow, ...] | None
    newer: bool
    replied: bool

    def count(self, *fates: Fate) -> int:
        """Count the defects with one of these fates."""
        return sum(row.fate in fates for row in self.rows)


class VerifyResult(_Part):
    """The answer of `annops rework BATCH --verify`; fields may be added, never renamed."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    schema_: Literal["annops.rework.verify/1"] = Field("annops.rework.verify/1", alias="schema")
    as_of: date
    batch: str
    tickets: tuple[TicketCheck, ...]
    findings: tuple[Finding, ...] = ()

    def count(self, *fates: Fate) -> int:
        """Count the defects of all tickets with one of these fates."""
        return sum(check.count(*fates) for check in self.tickets)


class TicketEntry(_Part):
    """One ticket with what follows from it on a day.

    Attributes:
        ticket: The record.
        age_days: Days since it was sent; None where that day is not known.
        overdue_days: Days since it was wanted back, where defects have not come back; else None.
        waiting: Its defects that are not settled: not returned, unchanged, or disputed.
        out: Those of them that are to be compared with an export.
    """

    ticket: Ticket
    age_days: int | None
    overdue_days: int | None
    waiting: int
    out: int = 0


class ReworkResult(_Part):
    """The answer of `annops rework --list`; fields may be added, never renamed.

    Attributes:
        as_of: The day.
        tickets: Every ticket, those with something left first, oldest first.
        to_send: Defects not sent to anybody, by batch.
        findings: What needs attention.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    schema_: Literal["annops.rework/1"] = Field("annops.rework/1", alias="schema")
    as_of: date
    tickets: tuple[TicketEntry, ...]
    to_send: dict[str, int] = Field(default_factory=dict)
    findings: tuple[Finding, ...] = ()

    @property
    def open(self) -> tuple[TicketEntry, ...]:
        """Tickets with something left."""
        return tuple(entry for entry in self.tickets if entry.ticket.state != "done" or entry.out)

    @property
    def overdue(self) -> tuple[TicketEntry, ...]:
        """Tickets that were wanted back before the day."""
        return tuple(entry for entry in self.tickets if entry.overdue_days is not None)
