"""What of the register of risks needs somebody's attention; pure."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from annops.core.finding import Code, Finding, Severity
from annops.registers.needing import Need, findings_of
from annops.registers.risks import Risk

UNREVIEWED_DAYS = 14
"""An open risk without a day of review is stale after these days."""
UNSCORED_DAYS = 7
"""Days in which probability and impact should be estimated."""

NO_OWNER = Code(
    id="RSK001",
    title="A risk that nobody watches",
    severity=Severity.WARNING,
    checks="Whether each open risk has an owner.",
    why="A risk of everybody is watched by nobody.",
    example="`Vendor cannot staff ja-JP`, open, `owner` empty.",
    remedy="name one person: `annops risk edit ID --owner NAME`",
)
REVIEW_OVERDUE = Code(
    id="RSK002",
    title="A risk whose review is overdue",
    severity=Severity.WARNING,
    checks="Whether the day of review of each open risk is still to come.",
    why="Probability and impact are opinions of the day they were written.",
    example="`review` is 2026-11-10, today is 2026-11-20.",
    remedy="look at it again, then set the next day: `annops risk edit ID --review DAY`",
)
NO_REVIEW = Code(
    id="RSK003",
    title="A risk without a day of review",
    severity=Severity.WARNING,
    checks=f"Whether an open risk has a day of review within {UNREVIEWED_DAYS} days.",
    why="A risk that nobody looks at again is out of date without anybody knowing.",
    example="Opened 2026-10-01, `review` empty, today is 2026-11-20.",
    remedy="say when it is looked at: `annops risk edit ID --review DAY`",
)
NO_RESPONSE = Code(
    id="RSK004",
    title="A risk with a score and no response",
    severity=Severity.WARNING,
    checks="Whether each open risk with probability and impact says what is done about it.",
    why="To accept a risk is a response; to say nothing is not.",
    example="Probability 4, impact 4, `response` empty.",
    remedy='choose one: `annops risk edit ID --response reduce --mitigation "..."`',
)
NO_OUTCOME = Code(
    id="RSK005",
    title="A risk that was closed without a word",
    severity=Severity.WARNING,
    checks="Whether each closed risk says what became of it.",
    why="The next project learns from how risks ended.",
    example="`status` is closed, `outcome` is empty.",
    remedy='say it in a line: `annops risk edit ID --outcome "..."`',
)
NO_SCORE = Code(
    id="RSK006",
    title="A risk without probability or impact",
    severity=Severity.WARNING,
    checks=f"Whether an open risk has both within {UNSCORED_DAYS} days.",
    why="It stands last in every list, however bad it is.",
    example="Opened 2026-11-01, `impact` empty, today is 2026-11-20.",
    remedy="estimate both from 1 to 5: `annops risk edit ID --probability N --impact N`",
)


def attention(
    rows: Iterable[Risk], as_of: date, lines: Mapping[str, int] | None = None
) -> tuple[Finding, ...]:
    """Return what needs attention in the register of risks.

    Args:
        rows: The risks.
        as_of: The day.
        lines: Line of each record in its file by id, where known.
    """
    return findings_of(rows, lambda row: needs(row, as_of), lines)


def needs(row: Risk, as_of: date) -> Iterator[Need]:
    """Give what one risk needs.

    Yields:
        The code, the column it is about, and what was found.
    """
    if row.status == "closed" and not row.outcome:
        yield NO_OUTCOME, "outcome", "closed without an outcome"
    if row.status != "open":
        return
    age = None if row.opened is None else (as_of - row.opened).days
    if not row.owner:
        yield NO_OWNER, "owner", "no owner"
    if row.review is not None and row.review < as_of:
        late = (as_of - row.review).days
        yield REVIEW_OVERDUE, "review", f"review was due {late} {_days(late)} ago, {row.review}"
    yield from _stale(row, age)
    if row.score is not None and row.response is None:
        yield NO_RESPONSE, "response", f"score {row.score} and no response"


def _stale(row: Risk, age: int | None) -> Iterator[Need]:
    if age is None:
        return
    if row.review is None and age > UNREVIEWED_DAYS:
        yield NO_REVIEW, "review", f"open for {age} days without a day of review"
    if row.score is None and age > UNSCORED_DAYS:
        column = "probability" if row.probability is None else "impact"
        yield NO_SCORE, column, f"open for {age} days without {_missing(row)}"


def _missing(row: Risk) -> str:
    missing = [key for key in ("probability", "impact") if getattr(row, key) is None]
    return " and ".join(missing)


def _days(number: int) -> str:
    return "day" if number == 1 else "days"
