"""The sections of a weekly report about quality: targets, places, labels, people, changes."""

from dataclasses import replace

from annops.agree.document import (
    annotators_table,
    breakdown_figures,
    confusions_table,
    disputed_table,
    estimates_table,
    targets_table,
)
from annops.agree.model import EstimateRow
from annops.consensus.document import gold_section
from annops.core.document import Block, Column, Figure, Kind, Paragraph, Section, Table
from annops.report.columns import GUIDELINE, WEEK
from annops.report.model import WeeklyResult
from annops.report.sections import sentence
from annops.report.troubles import drop_text

MOST_WEAK = 8
MOST_CONFUSED = 5
_OWN = {WEEK, GUIDELINE}


def quality_section(result: WeeklyResult) -> tuple[Section, ...]:
    """Return quality against targets, the weakest places, and the labels that are confused."""
    agreement = result.agreement
    whole = [row for row in agreement.estimates if not row.breakdown]
    blocks: list[Block] = [targets_table(result.targets)] if result.targets else []
    blocks.append(estimates_table(whole, "agreement", "Agreement of all answers"))
    blocks += [figure for figure in breakdown_figures(agreement) if _drawn(figure)]
    blocks.append(_by_week(result))
    sections = [
        Section("quality", "Quality against targets", tuple(blocks)),
        Section("weakest", "Weakest places", (_weakest(result), _places(result))),
    ]
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


def _by_week(result: WeeklyResult) -> Table:
    usual = _usual(result)
    rows = [r for r in result.agreement.estimates
            if WEEK in r.breakdown and (r.question, r.metric) in usual]  # fmt: skip
    rows.sort(key=lambda row: (row.question, row.breakdown[WEEK]))
    return estimates_table(_unflagged(rows), "agreement_by_week", "Agreement week by week")


def _unflagged(rows: list[EstimateRow]) -> list[EstimateRow]:
    return [row.model_copy(update={"flag": None}) for row in rows]


def _breakdown_rows(result: WeeklyResult) -> list[EstimateRow]:
    usual = _usual(result)
    shown = [r for r in result.agreement.estimates if (r.question, r.metric) in usual]
    return [row for row in shown if row.breakdown and not _OWN & row.breakdown.keys()]


def _weakest(result: WeeklyResult) -> Table:
    rows = [row for row in _breakdown_rows(result) if row.value is not None]
    rows.sort(key=lambda r: (r.flag is None, r.value or 0.0, r.question, str(r.breakdown)))
    title = "The places that agree least, those that surely lie below the rest first"
    return estimates_table(rows[:MOST_WEAK], "weakest_places", title)


def _places(result: WeeklyResult) -> Table:
    return estimates_table(_breakdown_rows(result), "agreement_places", "Agreement by place")


def people_section(result: WeeklyResult) -> tuple[Section, ...]:
    """Return every annotator against colleagues, one table a question."""
    tables: list[Block] = []
    for note in result.agreement.questions:
        rows = [row for row in result.agreement.annotators if row.question == note.question]
        if rows:
            table = annotators_table(
                result.agreement.model_copy(update={"annotators": tuple(rows)})
            )
            hidden = len(rows) - len(table.rows)
            more = f" {hidden:,} more annotators stand in the numbers file." if hidden else ""
            tables.append(replace(
                table, id=f"annotators_{note.question}", title=f"{table.title}: {note.question}",
                note=f"{table.note}{more}",
            ))  # fmt: skip
    return (Section("people", "Annotators", tuple(tables)),) if tables else ()


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
             d.before, d.after, d.difference)
            for d in result.drops
        ),
        note="Answers are parted by the moment they were submitted. What follows a change is not "
        "proven to be caused by it.",
    )  # fmt: skip
    said = [Paragraph(sentence(drop_text(drop))) for drop in result.drops if drop.fell]
    return (Section("guidelines", "After guideline changes", (*said, table)),)
