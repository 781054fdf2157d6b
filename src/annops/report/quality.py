"""The sections of a weekly report about quality: targets, places, labels, people, changes."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from annops.agree.document import (
    breakdown_figures,
    estimates_table,
    targets_table,
)
from annops.agree.model import ConfusionRow, EstimateRow, TargetRow
from annops.consensus.document import gold_section
from annops.core.document import Block, Column, Figure, Kind, Paragraph, Section, Table
from annops.core.estimate import Estimate
from annops.measures.metrics import METRICS
from annops.render.numbers import target
from annops.report.columns import GUIDELINE, WEEK
from annops.report.model import WeeklyResult
from annops.report.sections import sentence, target_bound
from annops.report.troubles import drop_text

MOST_WEAK = 8
MOST_CONFUSED = 5
MORE_ITEMS = (
    " More items to tell: how many more such items would settle it, were the figure to stay."
)
_OWN = {WEEK, GUIDELINE}


def quality_section(result: WeeklyResult) -> tuple[Section, ...]:
    """Return quality against targets, the weakest places, and the labels that are confused."""
    agreement = result.agreement
    whole = [row for row in agreement.estimates if not row.breakdown]
    blocks: list[Block] = [*_mended(result), *_targets(result)]
    blocks += _estimates(whole, "agreement", "Agreement of all answers")
    blocks += [_in_time(figure) for figure in breakdown_figures(agreement) if _drawn(figure)]
    blocks += _by_week(result)
    places = _breakdown_rows(result)
    sections = [Section("quality", "Quality against targets", tuple(blocks))]
    if places:
        found = (*_weakest(places), *_estimates(places, "agreement_places", "Agreement by place"))
        sections.append(Section("weakest", "Weakest places", found))
    if agreement.confusions:
        sections.append(Section("labels", "Labels confused most", (_confused(result),)))
    return tuple(sections)


def _mended(result: WeeklyResult) -> tuple[Paragraph, ...]:
    """Say that agreement and accuracy count answers that were put right because rework asked."""
    defects = result.standing.defects
    fixed = 0 if defects is None else defects.counts.fixed
    if not fixed:
        return ()
    what = "answer was" if fixed == 1 else "answers were"
    return (
        Paragraph(
            f"{fixed:,} {what} changed because rework asked for it. Agreement and accuracy count "
            "them as given alone and come out too high; the error rate of a sample drawn after "
            "the rework does not."
        ),
    )


def _drawn(figure: Figure) -> bool:
    """Whether a chart belongs into the report: by locale and by week, the rest is in tables."""
    return figure.id.endswith(("_locale", f"_{WEEK}"))


def _in_time(figure: Figure) -> Figure:
    """Put the weeks of a chart in order; other charts stay in the order of their figures."""
    rows = figure.chart.rows
    if not all(WEEK in row for row in rows):
        return figure
    weeks = tuple(sorted(rows, key=lambda row: str(row[WEEK])))
    return replace(figure, chart=replace(figure.chart, rows=weeks))


def _confused(result: WeeklyResult) -> Table:
    rows = result.agreement.confusions
    kept = [
        row for note in result.agreement.questions
        for row in [r for r in rows if r.question == note.question][:MOST_CONFUSED]
    ]  # fmt: skip
    note = f"The {MOST_CONFUSED} pairs of a question that cost most; {len(rows):,} pairs in all."
    return Table(
        "confusions", "Labels given to the same items",
        (
            Column("question", "Question"),
            Column("pair", "Labels"),
            Column("share", "Share of disagreement", Kind.ESTIMATE, share=True),
            Column("expected", "As if mixed at random", Kind.SHARE),
            Column("lost", "Coefficient lost", Kind.NUMBER),
            Column("flag", "Note"),
        ),
        tuple(
            (r.question, f"{r.first} / {r.second}",
             _share(r),
             r.expected, r.lost, r.flag)
            for r in kept
        ),
        note=note if len(kept) < len(rows) else None,
    )  # fmt: skip


def _share(row: ConfusionRow) -> Estimate:
    """Return the share of disagreement; its interval is cut to what a share can be."""
    low, high = (None if end is None else min(max(end, 0.0), 1.0) for end in (row.low, row.high))
    return Estimate(row.share, low, high, row.n_items, "items with both labels", "")


def _usual(result: WeeklyResult) -> set[tuple[str, str | None]]:
    return {(note.question, note.metric) for note in result.agreement.questions}


def _targets(result: WeeklyResult) -> list[Table]:
    """Return coefficients and shares each in a table, targets and results in the same unit."""
    made: list[Table] = []
    for share, table_id, title in (
        (False, "agreement_targets", "Targets"),
        (True, "share_targets", "Targets in percent"),
    ):
        mine = [row for row in result.targets if METRICS[row.metric].share is share]
        if mine:
            table = targets_table(mine)
            columns = (replace(c, share=share and c.key == "value") for c in table.columns)
            more = MORE_ITEMS if any(row.more_items for row in mine) else ""
            made.append(replace(
                table, id=table_id, title=title, columns=tuple(columns),
                rows=_worded(table, mine), note=f"{'' if made else table.note}{more}".strip(),
            ))  # fmt: skip
    return made


def _worded(table: Table, rows: Sequence[TargetRow]) -> tuple[tuple[Any, ...], ...]:
    """Word targets as the summary does, as `≤ 3.0 %`."""
    place = [column.key for column in table.columns].index("target")
    words = [target(target_bound(row), is_share=METRICS[row.metric].share) for row in rows]
    return tuple(
        (*row[:place], word, *row[place + 1 :])
        for row, word in zip(table.rows, words, strict=True)
    )


def _estimates(rows: Sequence[EstimateRow], table_id: str, title: str) -> list[Table]:
    """Return coefficients and shares each in a table, so that shares stand in percent.

    The method of intervals stands in the section on methods, once.
    """
    made = []
    for share, suffix, words in ((False, "", ""), (True, "_shares", ", in percent")):
        mine = [row.model_copy(update={"method": ""}) for row in rows
                if METRICS[row.metric].share is share]  # fmt: skip
        if mine:
            table = estimates_table(mine, f"{table_id}{suffix}", f"{title}{words}")
            columns = (replace(c, share=share and c.key == "value") for c in table.columns)
            made.append(replace(table, columns=tuple(columns), note=None))
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
    title = "Places that agree least, those surely below the rest first"
    return _estimates(rows[:MOST_WEAK], "weakest_places", title)


def gold_part(result: WeeklyResult) -> Section:
    """Return the comparison with gold, or that there is none."""
    return gold_section(result.consensus)


def guideline_section(result: WeeklyResult) -> tuple[Section, ...]:
    """Return the guideline versions, and agreement before and after each change."""
    versions = (*result.guidelines, *result.coming)
    if not versions:
        return ()
    blocks: list[Block] = [_versions_table(result)]
    if result.drops:
        blocks += [Paragraph(sentence(drop_text(drop))) for drop in result.drops if drop.fell]
        blocks.append(_drops_table(result))
    return (Section("guidelines", "Guidelines and their changes", tuple(blocks)),)


def _versions_table(result: WeeklyResult) -> Table:
    columns = (
        Column("guideline", "Guideline"),
        Column("version", "Version"),
        Column("effective_on", "In force from", Kind.DATE),
        Column("changes", "Rules changed"),
        Column("state", "State"),
    )
    rows = [(v, "in force in the week or before") for v in result.guidelines]
    rows += [(v, "takes effect later") for v in result.coming]
    cells = tuple(
        (v.guideline, v.version, v.day(result.zone), v.changes, state) for v, state in rows
    )
    return Table("guideline_versions", "Versions", columns, cells)


def _drops_table(result: WeeklyResult) -> Table:
    return Table(
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
             *(replace(one, method="") for one in (d.before, d.after, d.difference)))
            for d in result.drops
        ),
        note="Answers are parted by the moment they were submitted. What follows a change is not "
        "proven to be caused by it.",
    )  # fmt: skip
