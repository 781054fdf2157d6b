"""Judges whether the work will be done on the due day; pure."""

from datetime import date

from annops.core.estimate import Estimate
from annops.measures.pace import judge_pace, working_days
from annops.measures.pace import recent_pace as pace_of_days
from annops.project.definition import Plan
from annops.volumes.model import Pace, VolumesResult


def pace(result: VolumesResult, plan: Plan, as_of: date) -> Pace:
    """Compare the pace needed with the pace of the last seven days.

    Args:
        result: Volumes up to the day.
        plan: Units, overlap and due day.
        as_of: The day.
    """
    due = None if plan.due is None else date.fromisoformat(plan.due)
    planned = result.delivery.planned_judgments
    remaining = None if planned is None else max(planned - result.delivery.done_judgments, 0)
    left = None if due is None else working_days(as_of, due)
    needed = remaining / left if remaining is not None and left else None
    actual = recent_pace(result, as_of)
    outcome, why = judge_pace(remaining, left, needed, actual)
    return Pace(
        as_of=as_of, due=due, remaining=remaining, working_days=left, needed=needed,
        actual=actual, outcome=outcome, why=why,
    )  # fmt: skip


def recent_pace(result: VolumesResult, as_of: date) -> Estimate:
    """Average the judgments per working day of the seven days up to a day."""
    return pace_of_days(((row.day, row.judgments) for row in result.days), as_of)
