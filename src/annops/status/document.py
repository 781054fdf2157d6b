"""The status as a screen of plain lines, and as sections."""

from annops.agree.document import as_estimate, group_name, limit_text, targets_table
from annops.agree.model import TargetRow
from annops.core.document import Paragraph, Section, Table
from annops.core.estimate import Outcome
from annops.core.wording import counted
from annops.measures.metrics import METRICS
from annops.render.numbers import estimate_text, share
from annops.status.model import Standing, StatusResult
from annops.volumes.document import pace_figure
from annops.volumes.model import Delivery, Pace

MOST_LINES = 12
_MOST_FAILED = 2
_MOST_BLOCKERS = 2


def lines(result: StatusResult) -> list[str]:
    """Return at most a dozen lines, the work done first."""
    who = f" for {result.client}" if result.client else ""
    first = [
        f"{result.project}{who}, as of {result.as_of}",
        done_text(result.delivery, result.judgments),
    ]
    last = [findings_text(result.findings), f"next: {result.next}"]
    targets, stands = target_lines(result.targets), standing_lines(result.standing)
    room = MOST_LINES - len(first) - len(last) - 1 - len(targets) - len(stands)
    more = [items_text(result), gold_lines(result.gold)]
    items, gold = (text if n < room else [] for n, text in enumerate(more))
    said = [*first, *items, pace_text(result.pace), *targets, *stands, *gold]
    return [*said[: MOST_LINES - len(last)], *last]


def standing_lines(standing: Standing) -> list[str]:
    """Say what blocks, what is late, and where defects, rework and risks stand; a line each."""
    said = []
    if standing.issues is not None and standing.issues.blockers:
        told = "; ".join(
            f"{e.issue.title} ({e.issue.owner or 'no owner'}, {e.age_days or 0} days old)"
            for e in standing.issues.blockers[:_MOST_BLOCKERS]
        )
        more = len(standing.issues.blockers) - _MOST_BLOCKERS
        said.append(f"blocked: {told}{f'; and {more} more' if more > 0 else ''}")
    if standing.batches is not None and standing.batches.late:
        said.append(f"late: {', '.join(row.id for row in standing.batches.late)}")
    if standing.defects is not None:
        counts = standing.defects.counts
        age = f", the oldest {standing.defects.oldest_days} days old"
        said.append(
            f"defects: {counts.all:,}, {counts.unsettled:,} not settled"
            f"{age if standing.defects.oldest_days is not None else ''}{_rework(standing)}"
        )
    if standing.risks is not None and standing.risks.open:
        top = standing.risks.open[0]
        score = "" if top.score is None else f", score {top.score}"
        said.append(f"risks: {len(standing.risks.open):,} open, first {top.risk.title}{score}")
    return said


def _rework(standing: Standing) -> str:
    if standing.rework is None or not standing.rework.open:
        return ""
    late = len(standing.rework.overdue)
    return f"; {counted(len(standing.rework.open), 'rework ticket')} out, {late:,} overdue"


def sections(result: StatusResult) -> tuple[Section, ...]:
    """Return the status as one section of a report."""
    blocks: list[Paragraph | Table] = [Paragraph(line) for line in lines(result)]
    if result.targets:
        blocks.append(targets_table(result.targets))
    return (Section("status", "Status", tuple(blocks)),)


def done_text(delivery: Delivery, judgments: int) -> str:
    """Say how much of the plan is done."""
    planned = delivery.planned_judgments
    if planned is None or delivery.units is None:
        what = "judgment" if judgments == 1 else "judgments"
        return f"done: {judgments:,} {what}; the plan names no units"
    of_items = share(delivery.done_items / delivery.units)
    return (
        f"done: {delivery.done_items:,} of {delivery.units:,} items have {delivery.overlap} "
        f"judgments ({of_items}); {delivery.done_judgments:,} of {planned:,} judgments "
        f"({share(delivery.done_judgments / planned)})"
    )


def items_text(result: StatusResult) -> list[str]:
    """Say what became of the items received, when that is known."""
    items = result.items
    if items is None:
        return []
    parts = f"{items.answered:,} answered + {items.unusable:,} without a usable answer"
    return [f"items: {items.received:,} received = {parts} + {items.untouched:,} not begun"]


def pace_text(pace: Pace) -> str:
    """Say how fast work must go and how fast it goes."""
    actual = pace_figure(pace.actual, ascii_only=True)
    now = f"in the last 7 days {actual} judgments per working day"
    if pace.remaining == 0:
        return "pace: everything planned is done"
    if pace.needed is None:
        return f"pace: {now}; {pace.why}"
    days = "day" if pace.working_days == 1 else "days"
    return (
        f"pace: {pace.needed:,.1f} judgments per working day needed to be done on {pace.due} "
        f"({pace.working_days} working {days}); {now}: {pace.why}"
    )


def target_lines(targets: tuple[TargetRow, ...]) -> list[str]:
    """Say how many targets are met and which are not."""
    if not targets:
        return ["targets: none defined"]
    counts = [(kind, sum(row.outcome is kind for row in targets)) for kind in Outcome]
    said = ["targets: " + ", ".join(f"{n} {kind.value}" for kind, n in counts if n)]
    failed = [row for row in targets if row.outcome is Outcome.NOT_MET]
    failed.sort(key=lambda row: (row.value or 0.0, row.question, group_name(row.breakdown)))
    said += [f"  not met: {target_text(row)}" for row in failed[:_MOST_FAILED]]
    if len(failed) > _MOST_FAILED:
        said.append(f"  and {len(failed) - _MOST_FAILED} more not met")
    return said


def target_text(row: TargetRow) -> str:
    """Word a target with its figure."""
    page = METRICS.get(row.metric)
    title, is_share = (page.title, page.share) if page else (row.metric.replace("_", " "), True)
    where = "".join(f", {name} {value}" for name, value in row.breakdown.items())
    figure = estimate_text(as_estimate(row), is_share=is_share, ascii_only=True)
    why = (
        f" ({row.why})" if row.metric == "error_rate" and row.why and row.value is not None else ""
    )
    return f"{title} of {row.question}{where}: {figure}, wanted {limit_text(row)}{why}"


def gold_lines(gold: dict[str, int]) -> list[str]:
    """Say where the accuracy stands when there is gold to compare with."""
    if not gold:
        return []
    n, question = sum(gold.values()), next(iter(gold))
    command = f"annops consensus {question}" if len(gold) == 1 else "annops consensus"
    answers = "answer" if n == 1 else "answers"
    return [f"gold: {n:,} {answers} set aside; `{command}` gives the accuracy against them"]


def findings_text(findings: dict[str, int]) -> str:
    """Say how many findings there were while reading."""
    met = [f"{n:,} {name}{'' if n == 1 else 's'}" for name, n in findings.items() if n]
    if not met:
        return "findings: none"
    return f"findings: {', '.join(met)}; see `annops sources --findings`"
