"""What `annops risk` does between its options and its exit code."""

import sys
from datetime import date
from pathlib import Path

from annops.core.changeset import ChangeSet
from annops.core.document import Document, Section
from annops.core.errors import AnnopsError
from annops.core.finding import Code, Severity
from annops.registers.issues import Issue
from annops.registers.listing import lines_by_id
from annops.registers.risks import Risk
from annops.render.console import render, style_of
from annops.render.csv_ import render as table_csv
from annops.risk.compute import occurred_issue, risks
from annops.risk.document import matrix_figure, matrix_table, risks_table, sections, short_table
from annops.risk.lines import lines
from annops.risk.model import RisksResult
from annops.workspace.emit import Answer, Form, emit, tell_first, write_output
from annops.workspace.open import Workspace
from annops.workspace.register_edits import (
    changed,
    editable,
    made,
    writing,
)
from annops.workspace.registers import read_register

NO_PICTURE = Code(
    id="RSK007",
    title="A matrix that cannot be drawn",
    severity=Severity.ERROR,
    checks="Whether the file asked for is svg, png or html, and any open risk has a score.",
    why="An empty picture would say that there is no risk.",
    example="`annops risk matrix --output matrix.pdf`.",
    remedy="write to matrix.svg, matrix.png or matrix.html; give risks probability and impact",
)


def measured(workspace: Workspace, as_of: date) -> tuple[RisksResult, int]:
    """Read the register and score it; what is wrong in the file is told on stderr.

    Returns:
        The risks, and the exit code: 1 where a record could not be read.
    """
    file = read_register(workspace.root, Risk)
    tell_first(file.findings, "annops check")
    found = risks(file.rows, as_of, lines_by_id(file.table))
    return found.model_copy(update={"left_out": file.left_out}), file.exit_code


def say(result: RisksResult, form: Form, output: Path | None) -> None:
    """Print the everyday answer, or the whole of it in another form."""
    data = result.model_dump(by_alias=True, mode="json")
    answer = Answer(lines(result), sections(result), data,
                    lambda: table_csv(risks_table(result.risks)))  # fmt: skip
    emit(answer, form, output)


def list_risks(result: RisksResult, form: Form, output: Path | None, *, everything: bool) -> None:
    """Print the risks, one a row; only those that are open unless `everything`."""
    chosen = result.risks if everything else result.open
    shown = Section("risks", "Risks", (short_table(chosen),))
    data = result.model_copy(update={"risks": chosen}).model_dump(by_alias=True, mode="json")
    text = render((shown,), style_of(sys.stdout)).splitlines()
    whole = (Section("risks", "Risks", (risks_table(chosen),)),)
    emit(Answer(text, whole, data, lambda: table_csv(risks_table(chosen))), form, output)


def occur(workspace: Workspace, given: str, as_of: date, *, dry_run: bool) -> None:
    """Mark a risk as occurred and open the issue that follows it, in one change."""
    with writing(workspace.root, Risk, Issue, dry_run=dry_run):
        file = editable(workspace.root, Risk)
        issues = editable(workspace.root, Issue)
        edit = changed(file, given, {"status": "occurred"})
        row = edit.after
        there = next((issue for issue in issues.rows if issue.risk == row.id), None)
        writes = [file.with_rows([row])]
        if there is None:
            day = as_of.isoformat()
            cells = {**occurred_issue(row), "opened": day}
            issue = made(issues, cells, (row.title, day)).after
            writes.append(issues.with_rows([issue]))
        else:
            issue = there
        changes = ChangeSet(f"risk {row.id} occurred", tuple(writes))
        said = workspace.apply(changes, dry_run=dry_run)
    word = "already open" if there else "opened"
    text = f"{row.id} occurred: {row.title}\n{word}: {issue.id}, owner {issue.owner or '(none)'}\n"
    hint = f"next: annops issue edit {issue.id} --due DAY\n" if issue.due is None else ""
    sys.stdout.write(said if dry_run else text + hint)


def matrix(result: RisksResult, output: Path | None, project: str) -> None:
    """Print the matrix, or write it as a picture.

    Raises:
        AnnopsError: When the ending is none of svg, png and html, or no open risk has a score.
    """
    if output is None:
        shown = Section("risks", "Risks", (matrix_table(result),))
        sys.stdout.write(render((shown,), style_of(sys.stdout)))
        return
    written = write_output(output, _picture(result, output.suffix.lower(), project))
    sys.stderr.write(f"wrote {written}\n")


def _picture(result: RisksResult, ending: str, project: str) -> bytes:
    figure = matrix_figure(result)
    if figure is None or ending not in {".svg", ".png", ".html"}:
        why = "no open risk has a score" if figure is None else f"`{ending}` is no picture"
        raise AnnopsError(NO_PICTURE.at(None, why))
    from annops.render import charts, html

    if ending == ".svg":
        return charts.svg(figure).encode()
    if ending == ".png":
        return charts.png(figure)
    document = Document(
        "risk_matrix", "Risk matrix", f"{project}, {result.as_of}", sections(result, drawn=True),
        result.as_of.isoformat(),
    )  # fmt: skip
    return html.render(document).encode()
