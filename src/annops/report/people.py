"""The sections of a weekly report about annotators, and about the items they dispute."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace

from annops.agree.document import annotators_table, disputed_table
from annops.agree.model import AnnotatorRow
from annops.core.document import Column, Kind, Section, Table
from annops.core.estimate import Estimate
from annops.report.model import WeeklyResult

MOST_PEOPLE = 10
"""Annotators of a question in a report; its workbook has all."""

MOST_ANNOTATORS = 5_000
FEW_ANSWERS = 6
UNIT = "shared items"
STANDS_OUT = "below colleagues"


def people_section(result: WeeklyResult) -> tuple[Section, ...]:
    """Return annotators against colleagues: the costliest of each question, then all as data."""
    agreement = result.agreement
    if not agreement.annotators:
        return ()
    shown = [
        row for note in agreement.questions
        for place, row in enumerate(r for r in agreement.annotators if r.question == note.question)
        if place < MOST_PEOPLE or row.flag
    ]  # fmt: skip
    table = _annotators(result, shown)
    if len(shown) == len(agreement.annotators):
        return (Section("people", "Annotators", (table,)),)
    note = f"{table.note} Shown are those whose absence would change a question's figure most."
    kept = agreement.annotators[:MOST_ANNOTATORS]
    everything = len(kept) == len(agreement.annotators)
    rest = "" if everything else f" The first {len(kept):,}; the numbers file has all."
    everybody = replace(
        _annotators(result, kept), id="annotators_all", title="All annotators", data=True,
        note=f"The same figures of every annotator.{rest}",
    )  # fmt: skip
    return (Section("people", "Annotators", (replace(table, note=note), everybody)),)


def _annotators(result: WeeklyResult, rows: Sequence[AnnotatorRow]) -> Table:
    return Table(
        "annotators", "Annotators against their colleagues",
        (
            Column("question", "Question"),
            Column("annotator", "Annotator"),
            Column("n_annotations", "Answers", Kind.COUNT),
            Column("agrees", "Agrees with colleagues", Kind.SHARE),
            Column("expected", "Colleagues with each other", Kind.SHARE),
            Column("difference", "Difference, points", Kind.ESTIMATE),
            Column("change", "Coefficient change without", Kind.NUMBER),
            Column("flag", "Note"),
        ),
        tuple(
            (r.question, r.annotator, r.n_annotations, r.agrees, r.expected, _difference(r),
             r.change, None if r.flag is None else STANDS_OUT)
            for r in rows
        ),
        note=annotators_table(result.agreement).note,
    )  # fmt: skip


def _difference(row: AnnotatorRow) -> Estimate:
    """Return agrees - expected in percentage points, resting on the items shared."""
    if row.agrees is None or row.expected is None:
        return Estimate.undefined("no colleague to compare with", n=row.n_items, unit=UNIT)
    low, high = (None if end is None else 100 * end for end in (row.low, row.high))
    return Estimate(100 * (row.agrees - row.expected), low, high, row.n_items, UNIT, "")


def disputed_section(result: WeeklyResult) -> tuple[Section, ...]:
    """Return the items disputed most; none where nothing is disputed."""
    items = result.agreement.disputed_items
    if not items:
        return ()
    table = disputed_table(result.agreement)
    place = [column.key for column in table.columns].index("answers")
    rows = (
        (*row[:place], _given(item.answers), *row[place + 1 :])
        for row, item in zip(table.rows, items, strict=True)
    )
    return (Section("disputed", "Disputed items", (replace(table, rows=tuple(rows)),)),)


def _given(answers: Mapping[str, int]) -> str:
    """List every answer given while they are few, as `1, 5, 5`; else how often each was."""
    few = sum(answers.values()) <= FEW_ANSWERS
    listed = [
        text
        for answer, n in answers.items()
        for text in ([_answer(answer)] * n if few else [f"{n} x {_answer(answer)}"])
    ]
    return ", ".join(listed)


def _answer(text: str) -> str:
    """Write a set of labels as `delivery + service`, anything else as it is."""
    if not text.startswith("["):
        return text
    try:
        found = json.loads(text)
    except ValueError:
        return text
    if not found or not all(isinstance(label, str) for label in found):
        return text
    return " + ".join(found)
