"""Holds a ticket against the newest answers: what was changed as asked, and what was not; pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from annops.core.sample import shown_answer
from annops.registers.defects import Defect, DefectState
from annops.registers.rework import Ticket
from annops.rework.answers import kept
from annops.rework.model import (
    CheckRow,
    Fate,
    Given,
    Kept,
    Key,
    Reply,
    Said,
    TicketCheck,
    UnaskedRow,
)
from annops.tasks.question import Question

STATES: Mapping[Fate, DefectState] = {
    Fate.FIXED: "fixed",
    Fate.CHANGED: "fixed",
    Fate.OTHERWISE: "unchanged",
    Fate.CLAIMED: "unchanged",
    Fate.UNCHANGED: "unchanged",
    Fate.DISPUTED: "disputed",
    Fate.WAITING: "in rework",
    Fate.UNKNOWN: "in rework",
    Fate.WITHDRAWN: "withdrawn",
}
"""State of a defect after the comparison. An answer changed to something else than was expected
counts as unchanged: the review still holds against it."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a ticket is held against.

    Attributes:
        now: The newest answers by item and question, then by annotator.
        before: What was kept of the answers at the sending; None where nothing was.
        replies: What the returned ticket says, by defect; None where none was returned.
        newer: Whether an export has come since the sending.
        asked: Items and questions that any ticket of the batch asks to change.
        questions: Questions of the definition.
        as_of: The day.
    """

    now: Mapping[tuple[str, str], Mapping[str, Given]]
    before: Mapping[Key, Kept] | None
    replies: Mapping[str, Reply] | None
    newer: bool
    asked: Collection[tuple[str, str]]
    questions: Mapping[str, Question]
    as_of: date


def to_check(defect: Defect, ticket: Ticket) -> bool:
    """Whether a defect is out with a ticket; a state that a person has set is left alone."""
    if defect.ticket != ticket.id or defect.state in {"open", "withdrawn"}:
        return False
    return defect.state == "in rework" or defect.checked is not None


def check_ticket(ticket: Ticket, defects: Sequence[Defect], evidence: Evidence) -> TicketCheck:
    """Compare the defects of a ticket with the newest answers.

    Args:
        ticket: The ticket.
        defects: The register of defects, or those of the ticket.
        evidence: What it is held against.
    """
    mine = [row for row in defects if row.ticket == ticket.id]
    rows = tuple(_row(row, ticket, evidence) for row in mine)
    unasked = _unasked(evidence)
    came_back = bool(evidence.replies) or any(
        row.fate in {Fate.FIXED, Fate.CHANGED, Fate.OTHERWISE} for row in rows
    )
    settled = all(row.fate in {Fate.FIXED, Fate.CHANGED, Fate.WITHDRAWN} for row in rows)
    state = "done" if settled else "returned" if came_back else "sent"
    counts = {
        "fixed": (Fate.FIXED, Fate.CHANGED),
        "unchanged": (Fate.OTHERWISE, Fate.CLAIMED, Fate.UNCHANGED),
        "disputed": (Fate.DISPUTED,),
    }
    found: dict[str, object] = {
        key: sum(row.fate in fates for row in rows) for key, fates in counts.items()
    }
    found |= {"state": state, "checked": evidence.as_of}
    found["unasked"] = None if unasked is None else len(unasked)
    return TicketCheck(
        ticket=ticket.model_copy(update=found), rows=rows, unasked=unasked,
        newer=evidence.newer, replied=bool(evidence.replies),
    )  # fmt: skip


def checked_defect(defect: Defect, row: CheckRow, as_of: date) -> Defect:
    """Return the defect with its new state and the evidence for it."""
    state = STATES[row.fate]
    if row.fate in {Fate.WAITING, Fate.UNKNOWN}:
        return defect.model_copy(update={"state": state})
    update = {"state": state, "checked": as_of, "evidence": evidence_text(row)}
    if defect.state == state and defect.evidence == update["evidence"] and defect.checked:
        return defect
    return defect.model_copy(update=update)


def evidence_text(row: CheckRow) -> str:
    """Word what a defect's state rests on: the answer there is now, and where it stands."""
    answer = "" if row.now is None else shown_answer(kept(row.now))
    now = "no answer any more" if row.now is None else f"`{answer}` in {row.where}"
    note = f"; note: {row.note}" if row.note else ""
    return f"{row.fate}: {now}{note}"


def _row(defect: Defect, ticket: Ticket, evidence: Evidence) -> CheckRow:
    question = evidence.questions.get(defect.question)
    before, expected = (_canonical(question, text) for text in (defect.answer, defect.expected))
    was = _was(defect, before, expected, evidence)
    given = _now(defect, was, evidence)
    reply = (evidence.replies or {}).get(defect.id, Reply(None))
    if defect.state == "withdrawn":
        fate = Fate.WITHDRAWN
    elif not to_check(defect, ticket):
        fate = _of_person(defect)
    elif given is not None and expected and given.answer == expected:
        fate = Fate.FIXED
    elif given is None or was is None:
        fate = Fate.DISPUTED if reply.said is Said.DISPUTED else Fate.UNKNOWN
    elif kept(given.answer) != was:
        fate = Fate.OTHERWISE if expected else Fate.CHANGED
    else:
        fate = _same(reply, ticket, evidence)
    return CheckRow(
        defect=defect.id, item=defect.item, question=defect.question, fate=fate,
        before=before, expected=expected, now=None if given is None else given.answer,
        where="" if given is None else given.where, note=reply.note,
        in_use=given is None or given.in_use,
    )  # fmt: skip


def _was(defect: Defect, before: str, expected: str, evidence: Evidence) -> str | None:
    """Return what the answer must differ from, as it is kept.

    Where an answer is expected, that is the answer at the sending, which may have come back wrong
    once already; where none is, it is the answer that was reviewed, so that a change made before
    the sending counts.
    """
    one = (evidence.before or {}).get((defect.item, defect.question, defect.annotator))
    sent = None if one is None else one.answer
    reviewed = kept(before) if before else None
    return (sent or reviewed) if expected else (reviewed or sent)


def _of_person(defect: Defect) -> Fate:
    """Take a state that a person has set for what it says."""
    found = {"fixed": Fate.CHANGED, "unchanged": Fate.UNCHANGED, "disputed": Fate.DISPUTED}
    return found.get(defect.state, Fate.WAITING)


def _same(reply: Reply, ticket: Ticket, evidence: Evidence) -> Fate:
    """Say what an unchanged answer means: a dispute, an empty claim, or nothing yet."""
    if reply.said is Said.DISPUTED:
        return Fate.DISPUTED
    if not evidence.newer:
        return Fate.WAITING
    if reply.said is Said.DONE:
        return Fate.CLAIMED
    late = ticket.due is not None and ticket.due < evidence.as_of
    return Fate.UNCHANGED if late else Fate.WAITING


def _now(defect: Defect, was: str | None, evidence: Evidence) -> Given | None:
    """Return the annotator's newest answer; a newcomer's where the item went to another person."""
    given = evidence.now.get((defect.item, defect.question), {})
    own = given.get(defect.annotator)
    if evidence.before is None or (own is not None and kept(own.answer) != was):
        return own
    newcomers = [
        given[who] for who in sorted(given)
        if (defect.item, defect.question, who) not in evidence.before
    ]  # fmt: skip
    return newcomers[-1] if newcomers else own


def _unasked(evidence: Evidence) -> tuple[UnaskedRow, ...] | None:
    """Return the addressee's answers that changed outside all tickets of the batch."""
    if evidence.before is None:
        return None
    rows: list[UnaskedRow] = []
    for key, before in sorted(evidence.before.items(), key=lambda entry: entry[0]):
        item, question, who = key
        given = evidence.now.get((item, question), {}).get(who)
        if not before.own or (item, question) in evidence.asked:
            continue
        if given is None or kept(given.answer) != before.answer:
            rows.append(
                UnaskedRow(
                    item=item, question=question, annotator=who, before=before.answer,
                    now=None if given is None else given.answer,
                    where="" if given is None else given.where,
                )
            )  # fmt: skip
    return tuple(rows)


def _canonical(question: Question | None, text: str) -> str:
    if question is None or not text:
        return text
    read = question.canonical(text)
    return read if isinstance(read, str) else text
