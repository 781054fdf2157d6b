"""Decides what is sent to whom, and where every ticket stands; pure."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from annops.core.finding import Place
from annops.registers.defects import Defect
from annops.registers.rework import Ticket
from annops.registers.row import new_id
from annops.rework.attention import DEFECTS, NOBODY, SETTLED, attention, left, out
from annops.rework.model import Parcel, ReworkResult, Sending, TicketEntry


def sending(
    batch: Sequence[Defect],
    by: str,
    days: tuple[date, date],
    taken: Iterable[str],
    *,
    again: bool = False,
) -> Sending:
    """Group the open defects of a batch by who gets them.

    Args:
        batch: The defects of the batch.
        by: `annotator` or `vendor`.
        days: Day of the sending, and day the answers are wanted back.
        taken: Ids of tickets there are.
        again: Whether defects that came back unchanged are sent again.
    """
    wanted = {"open", "unchanged"} if again else {"open"}
    groups: dict[str, list[Defect]] = {}
    nobody: list[Defect] = []
    for row in sorted(batch, key=lambda row: (row.item, row.question, row.id)):
        if row.state in wanted:
            to = str(getattr(row, by))
            (groups.setdefault(to, []) if to else nobody).append(row)
    used = set(taken)
    parcels = tuple(_parcel(to, groups[to], days, used) for to in sorted(groups))
    found = (
        (NOBODY.at(Place(DEFECTS, None, by), f"{len(nobody):,} open without a {by}",
                   count=len(nobody)),)
        if nobody else ()
    )  # fmt: skip
    return Sending(
        parcels,
        tuple(row for row in batch if row.state == "in rework"),
        () if again else tuple(row for row in batch if row.state == "unchanged"),
        found,
        sum(row.state in SETTLED for row in batch),
    )


def _parcel(to: str, defects: Sequence[Defect], days: tuple[date, date], used: set[str]) -> Parcel:
    issued, due = days
    batch = defects[0].batch
    ids = sorted(row.id for row in defects)
    ticket_id = new_id(Ticket.PREFIX, (batch, to, *ids), used)
    used.add(ticket_id)
    ticket = Ticket(id=ticket_id, batch=batch, to=to, issued=issued, due=due, defects=len(defects))
    sent = {"state": "in rework", "ticket": ticket_id, "due": due, "checked": None, "evidence": ""}
    return Parcel(ticket, tuple(row.model_copy(update=sent) for row in defects))


def rework(
    tickets: Iterable[Ticket],
    defects: Iterable[Defect],
    as_of: date,
    lines: tuple[Mapping[str, int], Mapping[str, int]] = ({}, {}),
) -> ReworkResult:
    """Say where every ticket stands.

    Args:
        tickets: The register of tickets.
        defects: The register of defects.
        as_of: The day.
        lines: Line of each ticket and of each defect in its register by id, where known.
    """
    known, rows = tuple(defects), tuple(tickets)
    entries = sorted((_entry(row, known, as_of) for row in rows), key=_order)
    to_send = Counter(row.batch for row in known if row.state == "open")
    return ReworkResult(
        as_of=as_of, tickets=tuple(entries), to_send=dict(sorted(to_send.items())),
        findings=attention(rows, known, as_of, lines),
    )  # fmt: skip


def _entry(row: Ticket, defects: Sequence[Defect], as_of: date) -> TicketEntry:
    late = row.due is not None and row.due < as_of and out(row, defects)
    return TicketEntry(
        ticket=row, waiting=left(row, defects), out=out(row, defects),
        age_days=None if row.issued is None else (as_of - row.issued).days,
        overdue_days=(as_of - row.due).days if late and row.due else None,
    )  # fmt: skip


def _order(entry: TicketEntry) -> tuple[bool, int, str]:
    return (entry.ticket.state == "done", -(entry.age_days or 0), entry.ticket.id)
