"""The everyday answers of `annops rework`: what was sent, what came back, what is out."""

from collections.abc import Sequence

from annops.core.command_word import command_word
from annops.rework.model import Fate, ReworkResult, Sending, TicketEntry, VerifyResult

_MOST = 7


def sent_lines(sending: Sending, batch: str) -> list[str]:
    """Say which tickets were made, or why there was nothing to send."""
    if not sending.parcels:
        return _nothing(sending, batch)
    n = sum(len(parcel.defects) for parcel in sending.parcels)
    tickets = f"{len(sending.parcels)} ticket{'' if len(sending.parcels) == 1 else 's'}"
    due = sending.parcels[0].ticket.due
    said = [f"{batch}: {_defects(n)} in {tickets}, wanted back by {due}"]
    for parcel in sending.parcels[:_MOST]:
        ticket = parcel.ticket
        said.append(f"  {ticket.id} to {ticket.to}: {_defects(len(parcel.defects))}")
    if len(sending.parcels) > _MOST:
        said.append(f"  and {len(sending.parcels) - _MOST} more: {_rework(batch)} --list")
    said.append("wrote rework/TICKET/: ticket.xlsx, ticket.csv, mail.txt; nothing was sent yet")
    said += _left_over(sending, batch)
    said.append(f"next: send each mail; when an export is back: {_rework(batch)} --verify")
    return said


def _nothing(sending: Sending, batch: str) -> list[str]:
    name = command_word(batch)
    if sending.not_logged:
        one = "" if len(sending.not_logged) == 1 else "s"
        which = f"sample{one} {_some(sending.not_logged)}"
        return [
            f"{batch}: nothing was sent; wrong answers of {which} are not logged as defects yet",
            f"next: annops defects log {name}, then {_rework(batch)}",
        ]
    said = [f"{batch}: nothing to send; nothing was written"]
    if sending.under_way:
        due = min((row.due for row in sending.under_way if row.due), default=None)
        tickets = sorted({row.ticket for row in sending.under_way})
        wanted = f", wanted back by {due}" if due else ""
        said.append(f"already out: {_defects(len(sending.under_way))} in {_some(tickets)}{wanted}")
    said += _left_over(sending, batch)
    if sending.under_way:
        return [*said, f"next: {_rework(batch)} --verify"]
    if sending.settled and not sending.unchanged:
        said.append(f"fixed or withdrawn: {_defects(sending.settled)}")
        return [*said, f"next: {_re_test(batch)}"]
    return [*said, f"next: annops defects log {name}, or annops sample {name}"]


def _left_over(sending: Sending, batch: str) -> list[str]:
    if not sending.unchanged:
        return []
    n = _defects(len(sending.unchanged))
    return [f"came back unchanged: {n}; send again: {_rework(batch)} --again"]


def verify_lines(result: VerifyResult) -> list[str]:
    """Say what came back, in at most a dozen lines."""
    if not result.tickets:
        return [f"{result.batch}: no ticket is out", f"next: {_rework(result.batch)}"]
    total = sum(len(check.rows) for check in result.tickets)
    said = [f"{result.batch}: {_defects(total)} in {_tickets(len(result.tickets))} compared"]
    if not any(check.newer for check in result.tickets):
        said.append("no export has come since the sending: annops import FILE")
    said += [f"  {fate.value}: {n:,}{_says(fate)}" for fate in Fate if (n := result.count(fate))]
    unasked = sum(len(check.unasked or ()) for check in result.tickets)
    known = any(check.unasked is not None for check in result.tickets)
    said.append(f"  changed without being asked: {f'{unasked:,}' if known else 'not known'}")
    said.append(f"next: {_next(result)}")
    return said


def _says(fate: Fate) -> str:
    if fate in {Fate.FIXED, Fate.CHANGED}:
        return "; a re-test comes with the next sample"
    return ""


def _next(result: VerifyResult) -> str:
    batch = result.batch
    if result.count(Fate.OTHERWISE, Fate.CLAIMED, Fate.UNCHANGED):
        return f"{_rework(batch)} --again"
    if result.count(Fate.DISPUTED):
        return "annops excel push defects, and set each dispute to `withdrawn` or `open`"
    if result.count(Fate.WAITING, Fate.UNKNOWN):
        return f"{_rework(batch)} --verify, when the rest is back"
    return _re_test(batch)


def _re_test(batch: str) -> str:
    """Return the command that draws from a batch once more, whatever was drawn before."""
    return f'annops sample {command_word(batch)} --redraw --reason "re-test after rework"'


def list_lines(result: ReworkResult) -> list[str]:
    """Say which tickets are out, the oldest first, and what was never sent."""
    if not result.tickets and not result.to_send:
        return ["rework: no tickets and no open defects"]
    done = len(result.tickets) - len(result.open)
    said = [f"rework as of {result.as_of}: {_tickets(len(result.open))} out, {done:,} done"]
    said += [entry_text(entry) for entry in result.open[:_MOST]]
    if len(result.open) > _MOST:
        said.append(f"  and {len(result.open) - _MOST} more")
    if result.to_send:
        parts = [f"{batch or '(no batch)'} {n:,}" for batch, n in result.to_send.items()]
        said.append(f"not sent yet: {_some(parts)}")
    n = len(result.findings)
    noun = "finding" if n == 1 else "findings"
    said.append(f"attention: {f'{n:,} {noun}: annops check' if n else 'nothing'}")
    said.append(f"next: {_next_of_list(result)}")
    return said


def entry_text(entry: TicketEntry) -> str:
    """Word one ticket: id, batch, addressee, what is left, age, delay."""
    ticket = entry.ticket
    state = "to be compared again" if ticket.state == "done" else ticket.state
    parts = [f"{entry.waiting:,} of {ticket.defects} not settled", state]
    if entry.age_days is not None:
        parts.append(f"{entry.age_days} {'day' if entry.age_days == 1 else 'days'} old")
    if entry.overdue_days is not None:
        parts.append(f"{entry.overdue_days} d overdue")
    elif ticket.due is not None:
        parts.append(f"due {ticket.due}")
    return f"  {ticket.id} {ticket.batch} to {ticket.to}: {', '.join(parts)}"


def _next_of_list(result: ReworkResult) -> str:
    if result.open:
        return f"{_rework(result.open[0].ticket.batch)} --verify"
    first = next(iter(result.to_send), "")
    return _rework(first) if first else "annops status"


def _rework(batch: str) -> str:
    return f"annops rework {command_word(batch)}"


def _defects(n: int) -> str:
    return f"{n:,} answer{'' if n == 1 else 's'}"


def _tickets(n: int) -> str:
    return f"{n:,} ticket{'' if n == 1 else 's'}"


def _some(names: Sequence[str]) -> str:
    more = f" and {len(names) - _MOST} more" if len(names) > _MOST else ""
    return ", ".join(names[:_MOST]) + more
