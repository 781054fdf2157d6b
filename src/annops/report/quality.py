"""The sections of a weekly report about quality: targets, places, labels, people, changes."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from annops.agree.document import (
    MOST_ROWS,
    annotators_table,
    breakdown_figures,
    confusions_table,
    disputed_table,
    estimates_table,
    targets_table,
)
from annops.agree.model import AnnotatorRow, EstimateRow
from annops.consensus.document import gold_section
from annops.core.document import Block, Column, Figure, Kind, Paragraph, Section, Table
from annops.core.estimate import Estimate
from annops.measures.metrics import METRICS
from annops.report.columns import GUIDELINE, WEEK
from annops.report.model import WeeklyResult
from annops.report.sections import sentence
from annops.report.troubles import drop_text

MOST_WEAK = 8
MOST_CONFUSED = 5
MOST_PEOPLE = 10
MOST_ANNOTATORS = 5_000
_OWN = {WEEK, GUIDELINE}


def quality_section(result: WeeklyResult) -> tuple[Section, ...]:
    """Return quality against targets, the weakest places, and the labels that are confused."""
    agreement = result.agreement
    whole = [row for row in agreement.estimates if not row.breakdown]
    blocks: list[Block] = [_targets(result)] if result.targets else []
    blocks += _estimates(whole, "agreement", "Agreement of all answers")
    blocks += [figure for figure in breakdown_figures(agreement) if _drawn(figure)]
    blocks += _by_week(result)
    places = _breakdown_rows(result)
    sections = [Section("quality", "Quality against targets", tuple(blocks))]
    if places:
        found = (*_weakest(places), *_estimates(places, "agreement_places", "Agreement by place"))
        sections.append(Section("weakest", "Weakest places", found))
    if agreement.confusions:
        sections.append(Section("labels", "Labels confused most", (_confused(result),)))
    return tuple(sections)


def _drawn(figure: Figure) -> bool:
    """Whether a chart belongs into the report: by locale and by week, the rest is in tables."""
    return figure.id.endswith(("_locale", f"_{WEEK}"))


def _confused(result: WeeklyResult) -> Table:
    rows = result.agreement.confusions
    of_question = [
        [r for r in rows if r.question == n.question] for n in result.agreement.questions
    ]
    kept = [row for mine in of_question for row in mine[:MOST_CONFUSED]]
    table = confusions_table(result.agreement.model_copy(update={"confusions": tuple(kept)}))
    note = f"The {MOST_CONFUSED} pairs of a question that cost most; {len(rows):,} pairs in all."
    return replace(table, note=note if len(kept) < len(rows) else None)


def _usual(result: WeeklyResult) -> set[tuple[str, str | None]]:
    return {(note.question, note.metric) for note in result.agreement.questions}


def _targets(result: WeeklyResult) -> Table:
    table = targets_table(result.targets)
    more = (
        " More items to tell: how many more such items would settle it, were the figure to stay."
        if any(row.more_items for row in result.targets)
        else ""
    )
    return replace(table, title="Every target", note=f"{table.note}{more}")


def _estimates(rows: Sequence[EstimateRow], table_id: str, title: str) -> list[Table]:
    """Return coefficients and shares each in a table, so that shares stand in percent."""
    made = []
    for share, suffix, words in ((False, "", ""), (True, "_shares", ", in percent")):
        mine = [row for row in rows if METRICS[row.metric].share is share]
        if mine:
            table = estimates_table(mine, f"{table_id}{suffix}", f"{title}{words}")
            columns = (replace(c, share=share and c.key == "value") for c in table.columns)
            made.append(replace(table, columns=tuple(columns), note=None))  # the method says it
    return made


def _by_week(result: WeeklyResult) -> list[Table]:
    usual, order = _usual(result), [note.question for note in result.agreement.questions]
    rows = [r for r in result.agreement.estimates
            if WEEK in r.breakdown and (r.question, r.metric) in usual]  # fmt: skip
    rows.sort(key=lambda row: (order.index(row.question), row.breakdown[WEEK]))
    return _estimates(_unflagged(rows), "agreement_by_week", "Agreement week by week")


def _unflagged(rows: list[EstimateRow]) -> list[EstimateRow]:
    return [row.model_copy(update={"flag": None}) for row in rows]


def _breakdown_rows(result: WeeklyResult) -> list[EstimateRow]:
    usual = _usual(result)
    shown = [r for r in result.agreement.estimates if (r.question, r.metric) in usual]
    return [row for row in shown if row.breakdown and not _OWN & row.breakdown.keys()]


def _weakest(places: Sequence[EstimateRow]) -> list[Table]:
    rows = [row for row in places if row.value is not None]
    rows.sort(key=lambda r: (r.flag is None, r.value or 0.0, r.question, str(r.breakdown)))
    title = "The places that agree least, those that surely lie below the rest first"
    return _estimates(rows[:MOST_WEAK], "weakest_places", title)


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


def gold_part(result: WeeklyResult) -> Section:
    """Return the comparison with gold, or that there is none."""
    return gold_section(result.consensus)


def disputed_section(result: WeeklyResult) -> tuple[Section, ...]:
    """Return the items disputed most; none where nothing is disputed."""
    if not result.agreement.disputed_items:
        return ()
    table = disputed_table(result.agreement)
    return (Section("disputed", "Disputed items", (table,)),)


def guideline_section(result: WeeklyResult) -> tuple[Section, ...]:
    """Return agreement before and after each guideline change; none without a change."""
    if not result.drops:
        return ()
    table = Table(
        "guideline_changes", "Agreement before and after",
        (
            Column("question", "Question"),
            Column("guideline", "Guideline"),
            Column("effective_on", "In force from", Kind.DATE),
            Column("before", "Before", Kind.ESTIMATE),
            Column("after", "After", Kind.ESTIMATE),
            Column("difference", "Difference", Kind.ESTIMATE),
        ),
        tuple(
            (d.question, f"{d.guideline} {d.before_version} to {d.version}", d.effective_on,
             *_alike(d.before, d.after, d.difference))
            for d in result.drops
        ),
        note="Answers are parted by the moment they were submitted. What follows a change is not "
        "proven to be caused by it.",
    )  # fmt: skip
    said = [Paragraph(sentence(drop_text(drop))) for drop in result.drops if drop.fell]
    return (Section("guidelines", "After guideline changes", (*said, table)),)


def _alike(before: Estimate, after: Estimate, difference: Estimate) -> Iterator[Estimate]:
    """Give three figures of a row one method in words, so that one note says it."""
    method = f"{before.method}, of the difference after Zou and Donner (2008)".lstrip(", ")
    return (replace(one, method=method) for one in (before, after, difference))
