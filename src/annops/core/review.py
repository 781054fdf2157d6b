"""A reviewer's verdict on one answer."""

from datetime import date
from enum import StrEnum

from pydantic import BaseModel, ConfigDict


class Verdict(StrEnum):
    """What a reviewer can say; an answer nobody could judge is no pass."""

    PASSED = "pass"
    FAILED = "fail"
    CANNOT_JUDGE = "cannot judge"


class Review(BaseModel):
    """One verdict: one line of reviews/SAMPLE.jsonl, never changed; a later one replaces it.

    Attributes:
        id: Made from all that follows, so that the same verdict is written once.
        sample: The sample, empty where the verdict came with an export.
        row: Row of the audit sheet.
        item: The item.
        question: The question.
        answer: The answer judged, canonical text.
        reviewer: Who judged.
        verdict: What was said.
        category: Category of the defect, empty for a pass.
        severity: Severity of the defect, empty for a pass.
        expected: The right answer, where the reviewer gave it.
        comment: The reviewer's words.
        reviewed_on: Day of the verdict.
        second: Whether it is the second reviewer's.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
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
