"""The summary of a run as lines and as a section."""

from annops.core.document import Column, Section, Table
from annops.core.finding import Severity
from annops.core.wording import counted
from annops.run.model import RunResult, State

_WIDTH = 22
MOST_FILES = 6
MOST_FINDINGS = 2


def sections(result: RunResult) -> tuple[Section, ...]:
    """Return one section: every step with its outcome."""
    return (Section("run", f"Run of {result.week}", (steps_table(result),)),)


def steps_table(result: RunResult) -> Table:
    """Return every step with its outcome and the files it wrote."""
    columns = (
        Column("step", "Step"),
        Column("state", "Outcome"),
        Column("text", "In a sentence"),
        Column("files", "Files"),
    )
    rows = tuple(
        (step.name, step.state.value, step.text, ", ".join(step.files) or None)
        for step in result.steps
    )
    return Table("steps", f"{result.project}, {result.week}", columns, rows)


def told(result: RunResult) -> list[str]:
    """Return the first findings of each step that are no notes, and how many more there are."""
    said = []
    for step in result.steps:
        wrong = [found for found in step.findings if found.severity is not Severity.NOTE]
        said += [f"{step.name}: {found}" for found in wrong[:MOST_FINDINGS]]
        if len(wrong) > MOST_FINDINGS:
            more = counted(len(wrong) - MOST_FINDINGS, "more finding")
            said.append(f"{step.name}: {more}, see `annops {step.name.split()[0]}`")
    return said


def lines(result: RunResult) -> list[str]:
    """Return the summary: the whole first, then a line a step, then the files."""
    bad = [step for step in result.steps if step.state is not State.FINE]
    total = len(result.steps)
    whole = "nothing to look at" if not bad else f"{len(bad)} of {total} steps need a look"
    if any(step.state is State.FAILED for step in bad):
        whole += "; not everything could be done"
    said = [f"{result.project}, {result.week} as of {result.as_of}: {whole}"]
    said += [f"  {step.name:<{_WIDTH}} {step.state.value:<7}{step.text}" for step in result.steps]
    files = [path for step in result.steps for path in step.files if not path.endswith(".svg")]
    shown = files[:MOST_FILES]
    more = f" and {len(files) - len(shown)} more" if len(files) > len(shown) else ""
    said += [f"wrote {', '.join(shown)}{more}"] if shown else []
    return said
