"""The ticket as a table to fill in, and as a mail ready to be sent; pure."""

from collections import Counter
from collections.abc import Mapping, Sequence

from annops.core.finding import visible
from annops.core.sample import shown_answer
from annops.core.sheet import Entry, Returned, Row, Sheet, SheetColumn, Tone
from annops.registers.defects import Defect
from annops.registers.rework import Ticket
from annops.rework.model import Answers, Parcel, Reply, Said

STATUS, NOTE, DEFECT = "status", "note", "defect"
CONTENT = ("text", "media", "link")
"""Columns of the list of items that show what an item is."""

_STATUS = SheetColumn(
    STATUS, "Status", choices=tuple(said.value for said in Said), required=True, width=12,
    note="done: the answer is corrected in the tool. disputed: it is right as it is; say why.",
    tones={Said.DONE.value: Tone.GOOD, Said.DISPUTED.value: Tone.WATCH},
)  # fmt: skip
_NOTE = SheetColumn(NOTE, "Note", width=40, note="Why the answer is right, or a question.")


def ticket_sheet(
    parcel: Parcel, items: Mapping[str, Mapping[str, str]], answers: Answers, by: str
) -> Sheet:
    """Return the table that is sent.

    It names no reviewer, and no annotator where it goes to one.

    Args:
        parcel: The ticket and its defects.
        items: What is known of each item: `text`, `media`, `link`.
        answers: The newest answers; that of the reviewer's time stands in where there is none.
        by: `annotator` or `vendor`.
    """
    rows = [
        _row(defect, items.get(defect.item, {}), _answer(defect, answers))
        for defect in parcel.defects
    ]
    shown = [key for key in CONTENT if any(row[key] for row in rows)]
    optional = [
        key for key in ("locale", "category", "severity", "comment", "expected")
        if any(row[key] for row in rows)
    ]  # fmt: skip
    who = ["annotator"] if by == "vendor" and any(row["annotator"] for row in rows) else []
    columns = ["item", *shown, *who, "question", "answer", *optional]
    ticket = parcel.ticket
    return Sheet(
        "rework", f"Rework {ticket.id}",
        (_locked(DEFECT), *(_locked(key) for key in columns), _STATUS, _NOTE),
        DEFECT, tuple({key: row[key] for key in (DEFECT, *columns, STATUS, NOTE)} for row in rows),
        about=about(ticket), keys=_keys(ticket), stamp=str(ticket.issued or "2000-01-01"),
    )  # fmt: skip


def reply_sheet(ticket: Ticket, defects: Sequence[Defect]) -> Sheet:
    """Return the part of the table that is read back: ids, status and note."""
    columns = (DEFECT, "item", "question")
    cells = [_row(defect, {}, "") for defect in defects]
    rows = [{key: row[key] for key in (*columns, STATUS, NOTE)} for row in cells]
    return Sheet(
        "rework", f"Rework {ticket.id}", (*(_locked(key) for key in columns), _STATUS, _NOTE),
        DEFECT, tuple(rows), keys=_keys(ticket),
    )  # fmt: skip


def replies(returned: Returned) -> dict[str, Reply]:
    """Return what was filled in, by defect; rows without a status or note are left out."""
    found: dict[str, Reply] = {}
    for row in returned.rows:
        status, note = row.cells.get(STATUS, ""), " ".join(row.cells.get(NOTE, "").split())
        said = Said(status) if status in set(Said) else None
        if said is not None or note:
            found[row.cells[DEFECT]] = Reply(said, note)
    return found


def about(ticket: Ticket) -> tuple[str, ...]:
    """Say what to do with the table."""
    return (
        "Each row is one answer that a check found to differ from the guideline.",
        "1. Look at the item again and correct the answer in the tool.",
        "2. Status: `done` when it is corrected, `disputed` when it is right as it is.",
        "3. With `disputed`, say in the note why; it is looked at by somebody else.",
        "Please change only the answers listed here.",
        f"Wanted back by {ticket.due}.",
    )


def mail_text(parcel: Parcel, project: str, files: Sequence[str]) -> str:
    """Return the mail: to whom, what it is about, how many, by when, how to answer.

    Args:
        parcel: The ticket and its defects.
        project: Name of the project.
        files: Names of the files to attach.
    """
    ticket, n = parcel.ticket, len(parcel.defects)
    answers = f"{n:,} answer{'' if n == 1 else 's'}"
    subject = f"{project}: {answers} of batch {ticket.batch} to look at again, by {ticket.due}"
    lines = [
        f"To: {visible(ticket.to)}",
        f"Subject: {visible(subject)}",
        "",
        "Hello,",
        "",
        f"a check of batch {visible(ticket.batch)} found {answers} to look at again:",
        "",
        *_counts("category", parcel.defects),
        *_counts("severity", parcel.defects),
        "",
        f"The answers are listed in the file attached ({' or '.join(files)}).",
        "For each of them, please:",
        "  1. look at the item again and correct the answer in the tool;",
        "  2. set its status to `done`, or to `disputed` if the answer is right as it is,",
        "     and then say in the note why;",
        f"  3. send the file back by {ticket.due}.",
        "",
        "Please change only the answers listed. What was corrected is checked again with the",
        "next sample. If anything in the guideline is unclear, a question in the note helps.",
        "",
        f"Ticket {ticket.id}",
        "Thank you.",
    ]
    return "".join(f"{line}\n" for line in lines)


def _counts(key: str, defects: Sequence[Defect]) -> list[str]:
    counts = Counter(str(getattr(defect, key)) for defect in defects)
    if not set(counts) - {""}:
        return []
    most = sorted(counts.items(), key=lambda entry: (-entry[1], entry[0]))
    return [f"  by {key}: " + ", ".join(f"{name or 'none given'} {n:,}" for name, n in most)]


def _keys(ticket: Ticket) -> dict[str, str]:
    return {"ticket": ticket.id, "batch": ticket.batch}


def _answer(defect: Defect, answers: Answers) -> str:
    given = answers.get((defect.item, defect.question, defect.annotator))
    return defect.answer if given is None else given.answer


def _row(defect: Defect, item: Mapping[str, str], given: str) -> Row:
    cells = {key: str(getattr(defect, key)) for key in (
        "item", "annotator", "question", "locale", "category", "severity", "comment"
    )}  # fmt: skip
    expected = shown_answer(defect.expected) if defect.expected else ""
    content = {key: item.get(key) or "" for key in CONTENT}
    blank = {STATUS: "", NOTE: ""}
    answer = shown_answer(given)
    return {DEFECT: defect.id, **cells, **content, "answer": answer, "expected": expected, **blank}


_TITLES = {DEFECT: "Row", "answer": "Answer given"}
_WIDTHS = {DEFECT: 11, "text": 48, "media": 24, "link": 24, "comment": 36, "answer": 20}


def _locked(key: str) -> SheetColumn:
    entry = Entry.LINK if key in {"media", "link"} else Entry.TEXT
    title = _TITLES.get(key, key.capitalize())
    return SheetColumn(key, title, entry, locked=True, width=_WIDTHS.get(key, 14))
