"""A reviewer's verdict on one answer."""

from collections.abc import Iterable, Sequence
from datetime import date
from enum import StrEnum
from hashlib import sha256

from pydantic import BaseModel, ConfigDict

_ID_LENGTH = 16
_NOT_IN_ID = {"id", "reviewed_on"}


class Verdict(StrEnum):
    """What a reviewer can say; an answer nobody could judge is no pass."""

    PASSED = "pass"
    FAILED = "fail"
    CANNOT_JUDGE = "cannot judge"


class Review(BaseModel):
    """One verdict: one line of reviews/SAMPLE.jsonl, never changed; a later one replaces it.

    Attributes:
        id: Made from all that follows but the day, so that the same verdict is written once.
        sample: The sample, empty where the verdict came with an export.
        row: Row of the audit sheet.
        item: The item.
        question: The question.
        answer: The answer judged, canonical text.
        reviewer: Who judged.
        verdict: What was said.
        category: Category of the defect, empty for a pass or where none was given.
        severity: Severity of the defect, as category.
        expected: The right answer, canonical text, where the reviewer gave it.
        comment: The reviewer's words.
        reviewed_on: Day on which the verdict was taken in.
        second: Whether it is the second reviewer's.
        replaces: Id of the same reviewer's earlier verdict on the row, empty for the first.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = ""
    sample: str
    row: str
    item: str
    question: str
    answer: str
    reviewer: str
    verdict: Verdict
    category: str = ""
    severity: str = ""
    expected: str = ""
    comment: str = ""
    reviewed_on: date | None = None
    second: bool = False
    replaces: str = ""

    @property
    def place(self) -> tuple[str, str, bool]:
        """Whose verdict on what it is: row, reviewer, and whether as the second reviewer."""
        return (self.row, self.reviewer, self.second)

    def says_as(self, other: "Review") -> bool:
        """Whether two verdicts on one place say the same, whenever they were given."""
        apart = {"id", "reviewed_on", "replaces"}
        return self.model_dump(exclude=apart) == other.model_dump(exclude=apart)

    def named(self) -> "Review":
        """Return the review with the id that its content gives it."""
        content = self.model_dump(mode="json", exclude=_NOT_IN_ID)
        text = "\x1f".join(f"{key}={content[key]}" for key in sorted(content))
        return self.model_copy(update={"id": sha256(text.encode()).hexdigest()[:_ID_LENGTH]})


def latest(reviews: Iterable[Review]) -> tuple[Review, ...]:
    """Return the verdicts that count, oldest first: the last line by row and reviewer."""
    current: dict[tuple[str, str, bool], Review] = {}
    for review in reviews:
        current.pop(review.place, None)
        current[review.place] = review
    return tuple(current.values())


def added(before: Sequence[Review], given: Iterable[Review]) -> tuple[Review, ...]:
    """Return the lines that verdicts add to those on record: none for what already stands there.

    Args:
        before: Reviews on record, oldest first.
        given: Verdicts as they are now; their ids are made here.
    """
    current = {review.place: review for review in latest(before)}
    lines: list[Review] = []
    for review in given:
        last = current.get(review.place)
        if last is not None and last.says_as(review):
            continue
        line = review.model_copy(update={"replaces": last.id if last else ""}).named()
        current[line.place] = line
        lines.append(line)
    return tuple(lines)


def governing(reviews: Iterable[Review]) -> dict[str, Review]:
    """Return the verdict on each row that figures and defects rest on, by row.

    It is the first reviewer's; where that one gave none or could not judge, the second's. Of
    several people who filled one sheet the later pass or fail counts. A row nobody could judge has
    the verdict `cannot judge`.
    """

    def weight(review: Review) -> tuple[bool, bool]:
        return (review.verdict is not Verdict.CANNOT_JUDGE, not review.second)

    return {review.row: review for review in sorted(latest(reviews), key=weight)}
