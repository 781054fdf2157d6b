"""What of the batches needs somebody's attention; pure."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from annops.batches.model import BatchRow
from annops.core.command_word import command_word
from annops.core.estimate import Outcome
from annops.core.finding import Code, Finding, Place, Severity, sort_findings

FILE = "registers/batches.csv"
OVER = frozenset({"accepted", "delivered"})
"""States in which no work on a batch is expected any more."""
NOT_BEGUN = frozenset({"planned", "on hold"})
"""States in which no data of a batch is expected."""

UNKNOWN = Code(
    id="BAT001",
    title="A batch of the data that is not in the register",
    severity=Severity.WARNING,
    checks="Whether each batch that items or answers name stands in registers/batches.csv.",
    why="Nobody has said how much it holds and by when it is due; or its name is mistyped.",
    example="Answers of batch `B03a`, while the register knows `B03`.",
    remedy="`annops batches add ID --units N --due DAY`, or correct the name in the export",
)
NO_DATA = Code(
    id="BAT002",
    title="A batch of the register without data",
    severity=Severity.WARNING,
    checks="Whether each batch that is begun has items or answers.",
    why="The export has not come, or calls the batch by another name.",
    example="`B04` is in progress, and no item or answer names it.",
    remedy="take its export in: `annops import FILE`, or correct its state or name",
)
OVERDUE = Code(
    id="BAT003",
    title="A batch that is overdue",
    severity=Severity.WARNING,
    checks="Whether everything planned is done on the day a batch is due.",
    why="The client counts on the day.",
    example="`B02` was due on 2026-11-18 and 120 judgments are missing.",
    remedy="tell who waits for it, or set another day: `annops batches edit ID --due DAY`",
)
TOO_SLOW = Code(
    id="BAT004",
    title="A batch whose pace does not suffice",
    severity=Severity.WARNING,
    checks="Whether the pace of the last 7 days suffices for each batch to be done when due.",
    why="There is still time to add people or to tell the client.",
    example="`B03` needs 80 judgments a day and gets 31 to 45.",
    remedy="add people, or set another day: `annops batches edit ID --due DAY`",
)
MORE_ITEMS = Code(
    id="BAT005",
    title="A batch with more items than its units",
    severity=Severity.WARNING,
    checks="Whether a batch holds no more items than the register plans.",
    why="Either the plan has changed, or items of another batch are counted here.",
    example="`B01` has 500 units, and 520 items name it.",
    remedy="correct the units: `annops batches edit ID --units N`",
)
UNFINISHED = Code(
    id="BAT006",
    title="A batch called accepted or delivered that is not done",
    severity=Severity.WARNING,
    checks="Whether every unit of an accepted or delivered batch has the judgments planned.",
    why="What was delivered would not be what was agreed.",
    example="`B01` is delivered, and 12 of 500 items have one judgment of two.",
    remedy="find the missing answers, or correct units, overlap or state",
)


def attention(
    rows: Iterable[BatchRow], as_of: date, lines: Mapping[str, int] | None = None,
    *, counted: bool = True,
) -> tuple[Finding, ...]:  # fmt: skip
    """Return what needs attention.

    Args:
        rows: The batches.
        as_of: The day.
        lines: Line of each record in the register by id, where known.
        counted: Whether data were there to be counted.
    """
    known = lines or {}
    found = (
        code.at(Place(FILE, known.get(row.id), column if row.registered else None),
                f"batch `{row.id}`: {what}", _hint(code, row))
        for row in rows
        for code, column, what in _needs(row, as_of, counted=counted)
    )  # fmt: skip
    return sort_findings(found)


def _hint(code: Code, row: BatchRow) -> str:
    return code.remedy.replace(" ID ", f" {command_word(row.id)} ")


def _needs(
    row: BatchRow, as_of: date, *, counted: bool
) -> Iterator[tuple[Code, str, str]]:  # fmt: skip
    if not row.registered:
        yield UNKNOWN, "id", f"{_counted(row.received, 'item')} and no line in the register"
        return
    if not counted:
        return
    if not row.in_data and row.state not in NOT_BEGUN:
        yield NO_DATA, "id", f"is {row.state}, and no item or answer names it"
        return
    if row.units is not None and row.received > row.units:
        yield (
            MORE_ITEMS,
            "units",
            f"{_counted(row.received, 'item')}, {_counted(row.units, 'unit')} planned",
        )
    if row.state in OVER and row.units is not None and row.done < row.units:
        yield UNFINISHED, "state", f"is {row.state}, {row.done:,} of {row.units:,} items done"
    yield from _late(row, as_of)


def _late(row: BatchRow, as_of: date) -> Iterator[tuple[Code, str, str]]:
    pace = row.pace
    if pace is None or pace.outcome is not Outcome.NOT_MET:
        return
    if pace.due is not None and pace.due <= as_of:
        yield OVERDUE, "due", f"due {pace.due}, and {_missing(pace.remaining or 0)}"
    else:
        expected = f"; at this pace it is done on {row.finish}" if row.finish else ""
        yield TOO_SLOW, "due", f"due {pace.due}: {pace.why}{expected}"


def _missing(number: int) -> str:
    return f"{_counted(number, 'judgment')} {'is' if number == 1 else 'are'} missing"


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
