"""What of the register of issues needs somebody's attention; pure."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from annops.core.finding import Code, Finding, Severity
from annops.registers.issues import Issue
from annops.registers.needing import Need, findings_of

NO_OWNER = Code(
    id="ISS001",
    title="A blocker that nobody deals with",
    severity=Severity.WARNING,
    checks="Whether each open blocker has an owner.",
    why="Work stands still until somebody deals with it.",
    example="`Tool export lacks annotator ids`, a blocker, `owner` empty.",
    remedy="name one person: `annops issue edit ID --owner NAME`",
)
OVERDUE = Code(
    id="ISS002",
    title="An issue that is overdue",
    severity=Severity.WARNING,
    checks="Whether the due day of each open issue, decision and question is still to come.",
    why="Who waits for it has to be told, or the day has to be moved.",
    example="`due` is 2026-11-10, today is 2026-11-20.",
    remedy="close it, or set another day: `annops issue edit ID --due DAY`",
)
NO_RESOLUTION = Code(
    id="ISS003",
    title="An issue that was closed without a word",
    severity=Severity.WARNING,
    checks="Whether each closed issue says how it was settled.",
    why="The same question comes again, and nobody knows the answer.",
    example="`status` is closed, `resolution` is empty.",
    remedy='say it in a line: `annops issue edit ID --resolution "..."`',
)
NO_DUE = Code(
    id="ISS004",
    title="A decision without a day",
    severity=Severity.WARNING,
    checks="Whether each open decision has a due day and says what happens without one.",
    why="A decision without a day and a default is not asked for, only mentioned.",
    example="`Keep the tie option?`, a decision, `due` and `default` empty.",
    remedy='`annops issue edit ID --due DAY --default "..." --options "..."`',
)


def attention(
    rows: Iterable[Issue], as_of: date, lines: Mapping[str, int] | None = None
) -> tuple[Finding, ...]:
    """Return what needs attention in the register of issues.

    Args:
        rows: The records.
        as_of: The day.
        lines: Line of each record in its file by id, where known.
    """
    return findings_of(rows, lambda row: needs(row, as_of), lines)


def needs(row: Issue, as_of: date) -> Iterator[Need]:
    """Give what one record needs.

    Yields:
        The code, the column it is about, and what was found.
    """
    if row.status == "closed":
        if not row.resolution:
            yield NO_RESOLUTION, "resolution", "closed without a resolution"
        return
    if row.kind == "blocker" and not row.owner:
        yield NO_OWNER, "owner", "a blocker without an owner"
    if row.due is not None and row.due < as_of:
        late = (as_of - row.due).days
        unit = "day" if late == 1 else "days"
        yield OVERDUE, "due", f"{row.kind} was due {late} {unit} ago, {row.due}"
    if row.kind == "decision" and (row.due is None or not row.default):
        missing = [name for name in ("due", "default") if not getattr(row, name)]
        yield NO_DUE, missing[0], f"a decision without {' and '.join(missing)}"
