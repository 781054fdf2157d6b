"""What `annops run` does between its options and its exit code."""

from collections.abc import Callable, Iterable

from annops.core.errors import AnnopsError
from annops.run.model import RunResult, State, Step
from annops.run.steps import Running, agreement, audits, check, report


def run(running: Running, *, client: bool = False) -> RunResult:
    """Do every step; one that cannot be done is told and the others are done all the same.

    Args:
        running: What every step knows.
        client: Whether the client edition is made too.
    """
    definition = running.workspace.definition
    steps = [
        *_tried("check", lambda: (check(running),)),
        *_tried("agree", lambda: (agreement(running),)),
        *_tried("audit", lambda: audits(running)),
        *_tried("report", lambda: (report(running, "internal"),)),
    ]
    if client:
        steps += _tried("report for the client", lambda: (report(running, "client"),))
    return RunResult(
        project=definition.title or definition.project, week=running.week.name,
        as_of=running.day, steps=tuple(steps),
    )  # fmt: skip


def _tried(name: str, step: Callable[[], Iterable[Step]]) -> list[Step]:
    try:
        return list(step())
    except AnnopsError as error:
        first = error.findings[0]
        return [
            Step(
                name=name, state=State.FAILED, exit_code=error.exit_code,
                text=f"could not be done: {first.code} {first.message}", findings=error.findings,
            )
        ]  # fmt: skip
