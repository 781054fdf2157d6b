"""The audit sheet: what a reviewer is asked about each answer drawn, never who gave it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from annops.core.review import Verdict
from annops.core.sample import SampledAnswer, SampleRecord, shown_answer
from annops.core.sheet import Entry, Sheet, SheetColumn, Tone
from annops.project.definition import Defects, Definition

ROW, ITEM, QUESTION, ANSWER = "row", "item", "question", "answer"
VERDICT, CATEGORY, SEVERITY = "verdict", "category", "severity"
EXPECTED, COMMENT, REVIEWER = "expected", "comment", "reviewer"
CONTENT = ("text", "media", "link", "locale")
"""Columns that show the item; one is there where some item drawn has it."""

_TONES = {
    Verdict.PASSED.value: Tone.GOOD,
    Verdict.FAILED.value: Tone.BAD,
    Verdict.CANNOT_JUDGE.value: Tone.WATCH,
}
_TITLES = {"text": "Text", "media": "Media", "link": "Link", "locale": "Locale"}


def audit_sheet(
    definition: Definition,
    record: SampleRecord,
    answers: Iterable[SampledAnswer],
    content: Mapping[str, Mapping[str, str | None]],
    *,
    guidelines: Sequence[str] = (),
    second: bool = False,
) -> Sheet:
    """Return the sheet of a sample: one row a distinct answer, in the order of the row ids.

    Args:
        definition: The project's questions, and what a defect can be.
        record: The sample.
        answers: Its answers.
        content: By item: text, media, link and locale, as far as known.
        guidelines: A line on each guideline in force.
        second: Whether it is the second reviewer's sheet, which holds the items of both only.
    """
    distinct = {answer.row: answer for answer in answers if answer.second or not second}
    asked = [distinct[row] for row in sorted(distinct)]
    known = tuple(
        name for name in CONTENT if any((content.get(a.item) or {}).get(name) for a in asked)
    )
    rows = tuple(
        _row(answer, definition, content.get(answer.item) or {}, known) for answer in asked
    )
    whose = " (second reviewer)" if second else ""
    return Sheet(
        id="audit",
        title=f"Audit {record.id}{whose}",
        columns=audit_columns(definition, record.questions, known),
        row_id=ROW,
        rows=rows,
        about=tuple(_about(definition.defects, record, guidelines, second=second)),
        keys={
            "sample": record.id,
            "frame": record.frame_sha256,
            "reviewer": "second" if second else "first",
        },
        stamp=record.drawn_on.isoformat(),
    )


def audit_columns(
    definition: Definition, questions: Sequence[str], content: Sequence[str] = ()
) -> tuple[SheetColumn, ...]:
    """Return the columns of an audit sheet: the item and the answer locked, the verdict to give.

    Args:
        definition: The project's questions, and what a defect can be.
        questions: Questions whose answers are judged.
        content: Which columns of `CONTENT` show the item.
    """
    defects = definition.defects
    right = "The right answer, where you know it."
    return (
        SheetColumn(ROW, "Row", locked=True, width=12),
        SheetColumn(ITEM, "Item", locked=True, width=14),
        *(_content_column(name) for name in content),
        SheetColumn(QUESTION, "Question", locked=True, width=24),
        SheetColumn(ANSWER, "Given answer", locked=True, width=24),
        SheetColumn(
            VERDICT, "Verdict", choices=tuple(Verdict), required=True, width=14, tones=_TONES,
            note="pass: right under the guideline. fail: not right. cannot judge: say why in the "
            "comment.",
        ),
        SheetColumn(
            CATEGORY, "What is wrong", choices=tuple(defects.categories), width=22,
            note="With fail only; the page About says what each means.",
        ),
        SheetColumn(
            SEVERITY, "How severe", choices=tuple(defects.severities), width=12,
            note="With fail only; the mildest comes first.",
        ),
        SheetColumn(
            EXPECTED, "Right answer", choices=_expected(definition, questions), width=24,
            note=right + _how_written(definition, questions),
        ),
        SheetColumn(COMMENT, "Comment", width=40, note="Anything that helps to put it right."),
        SheetColumn(REVIEWER, "Reviewer", width=16, note="Your name; the first row is enough."),
    )  # fmt: skip


def _content_column(name: str) -> SheetColumn:
    entry = Entry.LINK if name in {"media", "link"} else Entry.TEXT
    return SheetColumn(
        name, _TITLES[name], entry=entry, locked=True, width=60 if name == "text" else 20
    )


def _row(
    answer: SampledAnswer,
    definition: Definition,
    content: Mapping[str, str | None],
    known: Sequence[str],
) -> dict[str, str]:
    question = definition.questions.get(answer.question)
    return {
        ROW: answer.row,
        ITEM: answer.item,
        **{name: content.get(name) or "" for name in known},
        QUESTION: (question.title if question else None) or answer.question,
        ANSWER: shown_answer(answer.answer),
    }


def _expected(definition: Definition, questions: Sequence[str]) -> tuple[str, ...]:
    """Return the answers offered as the right one; none where a question's answers are open."""
    offered: dict[str, None] = {}
    for name in questions:
        question = definition.questions.get(name)
        if question is None or not question.categories:
            return ()
        offered |= dict.fromkeys(question.categories)
    return tuple(offered)


def _how_written(definition: Definition, questions: Sequence[str]) -> str:
    several = [name for name in questions if hasattr(definition.questions.get(name), "separator")]
    return " Put | between several labels." if several else ""


def _about(
    defects: Defects, record: SampleRecord, guidelines: Sequence[str], *, second: bool
) -> Iterator[str]:
    yield (
        "Judge each row by itself: is the given answer right under the guideline? Answers of "
        "several people that say the same stand in one row."
    )
    yield (
        "Choose a verdict in every row: pass, fail, or cannot judge. A row left blank counts as "
        "not judged, never as a pass."
    )
    yield (
        "With fail, say what is wrong and how severe it is; give the right answer and a comment "
        "where they help."
    )
    yield "Write your name into the column Reviewer; the first row is enough."
    if second:
        yield "You are the second reviewer: please judge without asking or looking at the first."
    yield f"When you are done, save the file and give it back for the sample {record.id}."
    if guidelines:
        yield "Guidelines in force:"
        yield from (f"  {line}" for line in guidelines)
    yield "What is wrong:"
    yield from (f"  {name}: {meaning}" for name, meaning in defects.categories.items())
    yield f"How severe, mildest first: {', '.join(defects.severities)}."
