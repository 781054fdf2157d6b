"""What `annops issue` does between its options and its exit code."""

import sys
from datetime import date
from pathlib import Path

from annops.core.document import Section
from annops.issue.compute import issues
from annops.issue.document import issues_table, sections, short_table
from annops.issue.lines import lines
from annops.issue.model import IssuesResult
from annops.registers.issues import Issue
from annops.registers.listing import lines_by_id
from annops.render.console import render, style_of
from annops.render.csv_ import render as table_csv
from annops.workspace.emit import Answer, Form, emit, tell_first
from annops.workspace.open import Workspace
from annops.workspace.registers import read_register


def measured(workspace: Workspace, as_of: date) -> tuple[IssuesResult, int]:
    """Read the register; what is wrong in the file is told on stderr.

    Returns:
        The records, and the exit code: 1 where one could not be read.
    """
    file = read_register(workspace.root, Issue)
    tell_first(file.findings, "annops check")
    found = issues(file.rows, as_of, lines_by_id(file.table))
    return found.model_copy(update={"left_out": file.left_out}), file.exit_code


def say(result: IssuesResult, form: Form, output: Path | None) -> None:
    """Print the everyday answer, or the whole of it in another form."""
    data = result.model_dump(by_alias=True, mode="json")
    answer = Answer(lines(result), sections(result), data,
                    lambda: table_csv(issues_table(result.issues)))  # fmt: skip
    emit(answer, form, output)


def list_issues(
    result: IssuesResult, form: Form, output: Path | None, *, kind: str | None, everything: bool
) -> None:
    """Print the records, one a row; only those that are open unless `everything`."""
    of_kind = [e for e in result.issues if kind is None or e.issue.kind == kind]
    chosen = tuple(entry for entry in of_kind if everything or entry.is_open)
    empty = "nothing written down" if everything else "nothing open"
    shown = (Section("issues", "Issues", (short_table(chosen, empty=empty),)),)
    data = result.model_copy(update={"issues": chosen}).model_dump(by_alias=True, mode="json")
    whole = (Section("issues", "Issues", (issues_table(chosen),)),)
    text = render(shown, style_of(sys.stdout)).splitlines()
    emit(Answer(text, whole, data, lambda: table_csv(issues_table(chosen))), form, output)
