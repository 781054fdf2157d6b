"""Rates each side of the project, and the whole by the worst of them; pure."""

from collections.abc import Mapping, Sequence

from annops.agree.document import group_name
from annops.agree.model import TargetRow
from annops.batches.model import BatchesResult
from annops.core.estimate import Outcome
from annops.core.wording import counted
from annops.report.model import Dimension, Rating
from annops.status.document import target_text
from annops.status.model import Standing
from annops.volumes.model import Pace, VolumeRow

DATA = "data"
"""Name of the side that says whether the exports could be read."""

_NAMED = 3
"""Late batches named in a reason."""

_WORST_FIRST = (Rating.RED, Rating.AMBER, Rating.GREEN)
_OF_OUTCOME = {
    Outcome.MET: Rating.GREEN,
    Outcome.NOT_MET: Rating.RED,
    Outcome.CANNOT_TELL: Rating.AMBER,
}


def overall(dimensions: Sequence[Dimension], total: VolumeRow) -> tuple[Rating, str]:
    """Give the worst rating of the rated dimensions and the sentence behind it.

    A side that is off track always counts. Otherwise the project is not rated while no answer is
    used, or while neither schedule nor quality is: that records were read says nothing of them.

    Args:
        dimensions: Each side of the project.
        total: Counts of all answers.
    """
    worst = next((d for r in _WORST_FIRST for d in dimensions if d.rating is r), None)
    measured = any(d.name != DATA and d.rating is not Rating.GREY for d in dimensions)
    if worst is not None and (worst.rating is Rating.RED or (measured and total.used)):
        return worst.rating, f"{worst.name}: {worst.reason}"
    if total.used == 0:
        return Rating.GREY, f"nothing can be rated: {unused_text(total)}"
    whys = [f"{d.name}: {d.reason}" for d in dimensions if d.name != DATA]
    return Rating.GREY, "; ".join(whys) or "there is no evidence to rate the project by"


def unused_text(total: VolumeRow) -> str:
    """Say how many answers are used, and of those that are not the most frequent reason."""
    said = f"used {total.used:,} of {counted(total.loaded, 'answer')}"
    if total.loaded == 0:
        return "there are no answers"
    if total.used or not total.excluded:
        return said
    why, n = max(total.excluded.items(), key=lambda entry: (entry[1], entry[0]))
    return f"{said} ({why}: {n:,})"


def schedule(pace: Pace, batches: BatchesResult | None = None) -> Dimension:
    """Rate the pace; red where a batch is late, grey where the plan names no units or due day."""
    late = batches.late if batches else ()
    if late:
        named = ", ".join(row.id for row in late[:_NAMED])
        more = f" and {len(late) - _NAMED:,} more" if len(late) > _NAMED else ""
        which = "batch is" if len(late) == 1 else "batches are"
        said = f"{len(late):,} {which} late or too slow to be on time: {named}{more}"
        if pace.remaining:
            said += f"; {pace.why}"
        return Dimension(name="schedule", rating=Rating.RED, reason=said)
    if pace.remaining is None or (pace.working_days is None and pace.remaining):
        return Dimension(name="schedule", rating=Rating.GREY, reason=pace.why)
    reason = pace.why
    if pace.needed is not None and pace.remaining:
        now = "-" if pace.actual.value is None else f"{pace.actual.value:,.1f}"
        reason += f" ({now} judgments per working day, {pace.needed:,.1f} needed per working day)"
    return Dimension(name="schedule", rating=_OF_OUTCOME[pace.outcome], reason=reason)


def quality(targets: Sequence[TargetRow]) -> Dimension:
    """Rate the targets by the worst that has evidence; grey where none has."""
    known = [row for row in targets if row.n_items > 0]
    if not known:
        reason = "no target has evidence yet" if targets else "the definition names no targets"
        return Dimension(name="quality", rating=Rating.GREY, reason=reason)
    for outcome, words in (
        (Outcome.NOT_MET, "not met"),
        (Outcome.CANNOT_TELL, "cannot be told yet"),
    ):
        rows = [row for row in known if row.outcome is outcome]
        if rows:
            worst = min(rows, key=lambda r: (_margin(r), r.question, group_name(r.breakdown)))
            open_ = sum(row.outcome is Outcome.CANNOT_TELL for row in targets)
            also = f", {open_} cannot be told yet" if outcome is Outcome.NOT_MET and open_ else ""
            said = f"{len(rows)} of {counted(len(targets), 'target')} {words}{also}"
            said += f": {target_text(worst)}"
            return Dimension(name="quality", rating=_OF_OUTCOME[outcome], reason=said)
    reason = f"every target with evidence is met ({len(known)} of {len(targets)})"
    return Dimension(name="quality", rating=Rating.GREEN, reason=reason)


HIGH_SCORE = 15
"""A risk of this score or more, of 25, keeps a project from being green."""


def risk(standing: Standing) -> tuple[Dimension, ...]:
    """Rate blockers and risks: red with an overdue blocker; none where nothing is registered."""
    risks, issues = standing.risks, standing.issues
    if risks is None and issues is None:
        return ()
    blockers = () if issues is None else issues.blockers
    late = [entry for entry in blockers if entry.overdue_days is not None]
    high = [e for e in (risks.open if risks else ()) if (e.score or 0) >= HIGH_SCORE]
    said = f"{counted(len(blockers), 'blocker')}, {counted(len(high), 'risk')} of score 15 or more"
    if late:
        said = f"{counted(len(late), 'blocker')} overdue: {late[0].issue.title}"
    rated = Rating.RED if late else Rating.AMBER if blockers or high else Rating.GREEN
    return (Dimension(name="risk", rating=rated, reason=said),)


def _margin(row: TargetRow) -> float:
    """How far the figure clears its limit; negative where it fails it."""
    if row.value is None:
        return 0.0
    if row.at_least is not None:
        return row.value - row.at_least
    return (row.at_most or 0.0) - row.value


def data(findings: Mapping[str, int], unreadable: int, total: VolumeRow) -> Dimension:
    """Rate the exports: red with errors or unreadable records."""
    used = unused_text(total)
    if total.loaded == 0:
        return Dimension(name=DATA, rating=Rating.GREY, reason=used)
    if unreadable or findings.get("error"):
        errors = findings.get("error", 0)
        bad = f"{counted(unreadable, 'record')} unreadable, {counted(errors, 'error')} found"
        reason = f"{bad}; {used}"
        return Dimension(name=DATA, rating=Rating.RED, reason=reason)
    reason = f"every record was read; {used}"
    if total.used == 0:
        return Dimension(name=DATA, rating=Rating.GREY, reason=reason)
    return Dimension(name=DATA, rating=Rating.GREEN, reason=reason)
