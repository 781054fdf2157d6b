"""What `annops run` does between its options and its exit code."""

from collections.abc import Callable, Iterator

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
        _tried("check", lambda: check(running)),
        _tried("agree", lambda: agreement(running)),
        *_each("audit", lambda: audits(running)),
        _tried("report", lambda: report(running, "internal")),
    ]
    if client:
        steps.append(_tried("report for the client", lambda: report(running, "client")))
    return RunResult(
        project=definition.title or definition.project, week=running.week.name,
        as_of=running.day, steps=tuple(steps),
    )  # fmt: skip


def _each(name: str, begin: Callable[[], Iterator[Callable[[], Step]]]) -> list[Step]:
    """Do every part of a step; where they cannot be begun, that is the step."""
    try:
        parts = list(begin())
    except AnnopsError as error:
        return [_failed(name, error)]
    return [_tried(name, part) for part in parts]


def _tried(name: str, step: Callable[[], Step]) -> Step:
    try:
        return step()
    except AnnopsError as error:
        return _failed(name, error)


def _failed(name: str, error: AnnopsError) -> Step:
    first = error.findings[0]
    where = "" if first.place is None else f" ({first.place.file})"
    return Step(
        name=name, state=State.FAILED, exit_code=error.exit_code,
        text=f"could not be done: {first.code} {first.message}{where}", findings=error.findings,
    )  # fmt: skip
