"""Turns filled audit sheets into verdicts; what cannot be taken is a finding at its cell."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from annops.audit.refusals import (
    BAD_EXPECTED,
    CONTRADICTION,
    NO_ANSWER_YET,
    NO_KIND,
    NOT_A_DEFECT,
    SAME_PERSON,
    TAKEN_BACK,
    TWO_SHEETS,
)
from annops.core.finding import Finding, Place
from annops.core.review import Review, Verdict, latest
from annops.core.sample import SampledAnswer, SampleRecord, shown_answer
from annops.core.sheet import Returned, ReturnedRow
from annops.measures.audit_sheet import (
    CATEGORY,
    COMMENT,
    EXPECTED,
    REVIEWER,
    ROW,
    SEVERITY,
    VERDICT,
)
from annops.tasks.labels import Labels
from annops.tasks.question import Problem, Question

NOBODY = {False: "first reviewer", True: "second reviewer"}
"""Who judged where the sheet names nobody, by whether it is the second reviewer's."""

_DECIMAL_COMMA = re.compile(r"[-+]?\d+,(\d{1,2}|\d{4,})")
_ON_RECORD = (CATEGORY, SEVERITY, EXPECTED, COMMENT)
"""Columns that are fields of a verdict by the same name."""


@dataclass(frozen=True, slots=True)
class Filled:
    """What a filled sheet holds.

    Attributes:
        reviews: Verdicts, by row; without ids.
        findings: What could not be taken, or should be looked at.
        blank: Rows of the sheet that have no verdict.
        places: Where each verdict stands, by row.
        second: Whether it is the second reviewer's sheet.
        refused: Cells of each row that could not be taken; what is on record stands in for them.
    """

    reviews: tuple[Review, ...]
    findings: tuple[Finding, ...]
    blank: frozenset[str]
    places: Mapping[str, Place]
    second: bool
    refused: Mapping[str, frozenset[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Reader:
    """What one row is read with."""

    record: SampleRecord
    answers: Mapping[str, SampledAnswer]
    questions: Mapping[str, Question]
    day: date
    second: bool


def read_filled(
    returned: Returned,
    record: SampleRecord,
    answers: Iterable[SampledAnswer],
    questions: Mapping[str, Question],
    *,
    day: date,
    second: bool,
) -> Filled:
    """Read the verdicts of a sheet that came back.

    Args:
        returned: The sheet.
        record: The sample it belongs to.
        answers: Its answers.
        questions: Questions of the definition, to read expected answers.
        day: Day on which verdicts are taken in.
        second: Whether it is the second reviewer's sheet.
    """
    asked = {answer.row: answer for answer in answers if answer.second or not second}
    reader = _Reader(record, asked, questions, day, second)
    rows = [row for row in returned.rows if row.cells.get(ROW) in asked]
    names = _reviewers(rows, NOBODY[second])
    reviews: list[Review] = []
    findings: list[Finding] = []
    blank: set[str] = set()
    refused: dict[str, frozenset[str]] = {}
    for row, name in zip(rows, names, strict=True):
        review, told = _read(reader, row, name)
        findings += told
        bad = {EXPECTED} if any(one.code == BAD_EXPECTED.id for one in told) else set()
        refused[row.cells[ROW]] = row.refused | bad
        if review is None:
            blank.add(row.cells[ROW])
        else:
            reviews.append(review)
    ordered = tuple(sorted(reviews, key=lambda review: review.row))
    places = {row.cells[ROW]: _at(row, VERDICT) for row in rows}
    told_of = (*returned.findings, *findings)
    return Filled(ordered, told_of, frozenset(blank), places, second, refused)


def join_files(workbook: Filled, text: Filled) -> Filled:
    """Join the verdicts of a workbook and of its text form; the workbook's count."""
    first = {review.row: review for review in workbook.reviews}
    differing = [
        review for review in text.reviews
        if review.row in first and not _same(first[review.row], review)
    ]  # fmt: skip
    told = [
        TWO_SHEETS.at(
            text.places.get(review.row),
            f"`{review.verdict}` found, the workbook says `{first[review.row].verdict}`",
        )
        for review in differing
    ]
    if len(told) > 1:
        told = [
            TWO_SHEETS.at(
                text.places.get(differing[0].row),
                f"{len(told):,} rows have another verdict in the workbook", count=len(told),
            )
        ]  # fmt: skip
    more = [review for review in text.reviews if review.row not in first]
    reviews = tuple(sorted((*workbook.reviews, *more), key=lambda review: review.row))
    judged = {review.row for review in reviews}
    refused = {row: cells for row, cells in workbook.refused.items() if row in first}
    return Filled(
        reviews, (*workbook.findings, *text.findings, *told),
        (workbook.blank | text.blank) - judged, {**text.places, **workbook.places},
        workbook.second, {**text.refused, **refused},
    )  # fmt: skip


def with_record(filled: Filled, before: Iterable[Review]) -> Filled:
    """Put what is on record in place of cells of a failed row that could not be taken.

    Args:
        filled: What the sheet holds.
        before: Verdicts on record.
    """
    current = {review.place: review for review in latest(before)}
    kept = []
    for review in filled.reviews:
        last, refused = current.get(review.place), filled.refused.get(review.row, frozenset())
        if last is not None and last.verdict is review.verdict is Verdict.FAILED:
            on_record = {key: getattr(last, key) for key in _ON_RECORD if key in refused}
            kept.append(review.model_copy(update=on_record))
        else:
            kept.append(review)
    return replace(filled, reviews=tuple(kept))


def erased(filled: Filled, before: Iterable[Review]) -> Iterator[Finding]:
    """Give the finding that verdicts on record were erased from the sheet.

    Yields:
        At most one finding.
    """
    known = {review.row for review in latest(before) if review.second == filled.second}
    gone = sorted(known & filled.blank)
    if gone:
        what = "row has" if len(gone) == 1 else "rows have"
        message = f"{len(gone):,} {what} no verdict here; the one on record counts"
        yield TAKEN_BACK.at(filled.places.get(gone[0]), message, count=len(gone))


def one_person(reviews: Sequence[Review]) -> Iterator[Finding]:
    """Give the finding that somebody judged rows twice.

    Yields:
        At most one finding.
    """
    current = latest(reviews)
    first = {(review.row, review.reviewer) for review in current if not review.second}
    twice = [r for r in current if r.second and (r.row, r.reviewer) in first]
    if twice:
        who = min(review.reviewer for review in twice)
        rows = "row" if len(twice) == 1 else "rows"
        yield SAME_PERSON.at(None, f"`{who}` judged {len(twice):,} {rows} as both reviewers")


def _reviewers(rows: Sequence[ReturnedRow], nobody: str) -> list[str]:
    """Name who judged each row: the name beside it, else the last one above, else the first."""
    given = [row.cells.get(REVIEWER, "").strip() for row in rows]
    name = next((one for one in given if one), nobody)
    found = []
    for one in given:
        name = one or name
        found.append(name)
    return found


def _read(reader: _Reader, row: ReturnedRow, name: str) -> tuple[Review | None, Sequence[Finding]]:
    """Read one row: its verdict, None where it has none that can be taken."""
    cells = {key: row.cells.get(key, "").strip() for key in (VERDICT, CATEGORY, SEVERITY)}
    if not cells[VERDICT]:
        return None, _remarks(row)
    answer = reader.answers[row.cells[ROW]]
    verdict = Verdict(cells[VERDICT])
    expected, told = _expected(reader, row, answer)
    wrong = _contradiction(verdict, expected, answer)
    if wrong:
        return None, [*told, CONTRADICTION.at(_at(row, VERDICT), wrong)]
    failed = verdict is Verdict.FAILED
    told += _kinds(row, cells, failed=failed)
    review = Review(
        sample=reader.record.id, row=answer.row, item=answer.item, question=answer.question,
        answer=answer.answer, reviewer=name, verdict=verdict,
        category=cells[CATEGORY] if failed else "", severity=cells[SEVERITY] if failed else "",
        expected=expected if failed else "", comment=row.cells.get(COMMENT, "").strip(),
        reviewed_on=reader.day, second=reader.second,
    )  # fmt: skip
    return review, told


def _remarks(row: ReturnedRow) -> list[Finding]:
    said = [
        key for key in (CATEGORY, SEVERITY, EXPECTED, COMMENT) if row.cells.get(key, "").strip()
    ]
    if not said:
        return []
    return [NO_ANSWER_YET.at(_at(row, said[0]), "there is a remark, but no verdict")]


def _kinds(row: ReturnedRow, cells: Mapping[str, str], *, failed: bool) -> list[Finding]:
    """Tell of a fail without category or severity, and of either where nothing failed."""
    words = {CATEGORY: "what is wrong", SEVERITY: "how severe it is"}
    if failed:
        absent = [key for key in words if not cells[key] and key not in row.refused]
        if not absent:
            return []
        what = " and ".join(words[key] for key in absent)
        return [NO_KIND.at(_at(row, absent[0]), f"`fail` without {what}")]
    there = [key for key in words if cells[key]]
    if not there:
        return []
    message = f"`{cells[there[0]]}` beside the verdict `{cells[VERDICT]}`"
    return [NOT_A_DEFECT.at(_at(row, there[0]), message)]


def _contradiction(verdict: Verdict, expected: str, answer: SampledAnswer) -> str | None:
    shown = shown_answer(answer.answer)
    if verdict is Verdict.PASSED and expected and expected != answer.answer:
        return f"`pass` on `{shown}`, but `{shown_answer(expected)}` is given as the right answer"
    if verdict is Verdict.FAILED and expected == answer.answer:
        return f"`fail` on `{shown}`, but the same is given as the right answer"
    return None


def _expected(
    reader: _Reader, row: ReturnedRow, answer: SampledAnswer
) -> tuple[str, list[Finding]]:
    """Read the right answer that a reviewer gave; empty where it is none, with a finding."""
    text = row.cells.get(EXPECTED, "").strip()
    question = reader.questions.get(answer.question)
    if not text or question is None:
        return "", []
    found = question.canonical(_as_answered(text, question))
    if isinstance(found, Problem):
        message = f"`{text}` is no answer to `{answer.question}`"
        return "", [BAD_EXPECTED.at(_at(row, EXPECTED), message, found.expected)]
    return found, []


def _as_answered(text: str, question: Question) -> str:
    """Write an answer as its question reads it; sheets put `|` between the labels of a set.

    A number may have a decimal comma; with three digits behind it, it may be thousands, and stays.
    """
    if question.is_number and _DECIMAL_COMMA.fullmatch(text):
        return text.replace(",", ".")
    if not isinstance(question, Labels):
        return text
    if text == shown_answer("[]"):
        return "[]"
    return text if text.startswith("[") else text.replace("|", question.separator)


def _at(row: ReturnedRow, key: str) -> Place:
    return row.places.get(key, row.place)


def _same(one: Review, other: Review) -> bool:
    return one.says_as(other.model_copy(update={"reviewer": one.reviewer}))
