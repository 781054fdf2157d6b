"""The sections of a weekly report about annotators, and about the items they dispute."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from annops.agree.document import MOST_ROWS, annotators_table, disputed_table
from annops.agree.model import AnnotatorRow
from annops.core.document import Section, Table
from annops.report.model import WeeklyResult

MOST_PEOPLE = 10
"""Annotators of a question in a report; its workbook has all."""

MOST_ANNOTATORS = 5_000
FEW_ANSWERS = 6


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
    rest = (
        ""
        if len(kept) == len(agreement.annotators)
        else (
            f" The first {len(kept):,} of {len(agreement.annotators):,}; the numbers file has all."
        )
    )
    everybody = replace(
        _annotators(result, kept), id="annotators_all", title="All annotators", data=True,
        note=f"The same figures of every annotator.{rest}",
    )  # fmt: skip
    return (Section("people", "Annotators", (replace(table, note=note), everybody)),)


def _annotators(result: WeeklyResult, rows: Sequence[AnnotatorRow]) -> Table:
    made: list[Any] = []
    for start in range(0, len(rows), MOST_ROWS):
        part = tuple(rows[start : start + MOST_ROWS])
        made += annotators_table(result.agreement.model_copy(update={"annotators": part})).rows
    table = annotators_table(result.agreement)
    return replace(table, rows=tuple(made))


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
