"""The sections of a weekly report about volumes and pace."""

from collections.abc import Sequence
from dataclasses import replace

from annops.core.document import Block, Paragraph, Section, Table
from annops.core.wording import counted
from annops.render.numbers import share
from annops.report.columns import WEEK
from annops.report.model import WeeklyResult
from annops.volumes.document import (
    answers_table,
    counts_table,
    items_table,
    pace_figure,
    pace_table,
    throughput_figure,
)
from annops.volumes.model import Delivery, Pace, VolumeRow
from annops.volumes.tidy import tidy_table, with_sums


def volumes_section(result: WeeklyResult) -> Section:
    """Return volumes that reconcile to what was received, and the raw counts behind them."""
    volumes, week = result.volumes, result.this_week
    who = f"{counted(week.judgments, 'judgment')} by {counted(week.annotators, 'annotator')}"
    when = counted(week.active_days or 0, "active day")
    used = f"{week.used:,} of {counted(week.loaded, 'answer')} used"
    blocks: list[Block] = [
        Paragraph(f"In {result.week}: {who} on {when}; {used}."),
        items_table(volumes),
        answers_table(volumes),
    ]
    names = dict.fromkeys(row.breakdown for row in volumes.rows[1:])
    by = [name for name in names if name != "annotator"]
    tables = said_once([counts_table(volumes, name) for name in by])
    blocks += [
        with_sums(table, result.tally, name) for table, name in zip(tables, by, strict=True)
    ]
    if result.tally.rows:
        blocks.append(tidy_table(result.tally))
    return Section("volumes", "Volumes", tuple(blocks))


def pace_section(result: WeeklyResult) -> Section:
    """Return how fast the work goes: by day, week and annotator."""
    volumes = result.volumes
    blocks: list[Block] = [Paragraph(pace_sentences(result.pace))]
    figure = throughput_figure(volumes)
    blocks += [] if figure is None else [figure]
    names = {row.breakdown for row in volumes.rows[1:]}
    worked = volumes.model_copy(update={"rows": _worked(volumes.rows)})
    blocks += said_once([pace_table(worked, n) for n in (WEEK, "annotator") if n in names])
    return Section("pace", "Pace and time", tuple(blocks))


def _worked(rows: Sequence[VolumeRow]) -> tuple[VolumeRow, ...]:
    """Keep the total and the rows with judgments: nobody and no model has a pace."""
    return (*rows[:1], *(row for row in rows[1:] if row.judgments))


def said_once(tables: Sequence[Table]) -> list[Table]:
    """Keep a note under the first table that has it, and take it from the ones that follow."""
    met: set[str | None] = set()
    kept = []
    for table in tables:
        kept.append(replace(table, note=None) if table.note in met else table)
        met.add(table.note)
    return kept


def done_sentence(delivery: Delivery, judgments: int) -> str:
    """Say how much of the plan is done."""
    planned = delivery.planned_judgments
    if planned is None or delivery.units is None:
        return f"{counted(judgments, 'judgment')} are done; the plan names no units."
    items = f"{delivery.done_items:,} of {counted(delivery.units, 'item')}"
    of_items = share(delivery.done_items / delivery.units)
    of_judgments = share(delivery.done_judgments / planned)
    return (
        f"{items} are done ({of_items}), each with {counted(delivery.overlap, 'judgment')}; "
        f"that is {delivery.done_judgments:,} of {planned:,} judgments ({of_judgments})."
    )


def pace_sentences(pace: Pace) -> str:
    """Say how fast work must go and how fast it goes."""
    if pace.remaining == 0:
        return "Everything planned is done."
    actual = pace_figure(pace.actual)
    now = f"In the last 7 days, judgments per working day: {actual}."
    if pace.needed is None:
        return f"{now} {_sentence(pace.why)}"
    left = counted(pace.working_days or 0, "working day")
    needed = f"To be done by {pace.due}, with {left} left, {pace.needed:,.1f} judgments"
    return f"{needed} per working day are needed. {now} {_sentence(pace.why)}"


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."
