"""What `annops agree` does between its options and its exit code."""

import sys
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path

import polars as pl

from annops.agree.asked import (
    BUILT_IN,
    check_breakdowns,
    empty_breakdowns,
    metric_ids,
    no_values,
)
from annops.agree.compute import agree_with_pairs
from annops.agree.document import breakdown_table, estimates_table, sections
from annops.agree.lines import ending, lines
from annops.agree.model import AgreementOptions, AgreementResult
from annops.core.annotations import Annotations
from annops.core.changeset import ChangeSet, Write
from annops.core.document import Section
from annops.core.errors import AnnopsError
from annops.core.estimate import Outcome
from annops.project.definition import Definition
from annops.render.console import render, style_of
from annops.render.csv_ import render as table_csv
from annops.render.json_ import dumps
from annops.workspace.asked import check_question
from annops.workspace.emit import Answer, Form, emit, tell_first, write_output
from annops.workspace.open import Workspace, open_workspace

SAVED = "results/latest/agree.json"
"""Where a run with the definition's own options leaves its result."""


@dataclass(frozen=True, slots=True)
class Saying:
    """Where the answer goes and how much of it.

    Attributes:
        form: Form of the answer.
        output: File for the answer; None for stdout.
        pairs: File for all pairs of annotators; None for none.
        explain: Whether text shows every table.
    """

    form: Form
    output: Path | None
    pairs: Path | None = None
    explain: bool = False


def run(
    options: AgreementOptions, project: Path | None, say: Saying, *, require_met: bool = False
) -> int:
    """Measure, print, save; return the exit code: 1 when a target is not met.

    Raises:
        AnnopsError: When the project cannot be opened, or an option names nothing there is, or a
            breakdown without values.
    """
    workspace = open_workspace(project)
    options = checked(options, workspace.definition)
    columns = dict.fromkeys(
        (*(options.by or workspace.definition.breakdowns), "locale",
         *(t.by for t in workspace.definition.targets if t.by))
    )  # fmt: skip
    annotations = workspace.annotations(columns)
    _check_filled(workspace, annotations, options.by)
    measured = replace(options, views=options.views and _are_views_shown(options, say))
    result, pairs = agree_with_pairs(annotations, workspace.definition, measured)
    if say.pairs is not None:
        _write_pairs(pairs, say.pairs)
    made = sections(result)
    said = lines(result, ascii_only=style_of(sys.stdout).ascii_only)
    if say.explain or options.by:
        shown = made if say.explain else _by(result, options.by)
        tables = render(shown, style_of(sys.stdout)).splitlines()
        said = tables if say.explain else [*tables, "", *ending(result)]
    table = estimates_table(result.estimates, "agreement", "Agreement")
    data = result.model_dump(by_alias=True, mode="json")
    emit(Answer(said, made, data, lambda: table_csv(table)), say.form, say.output)
    tell_first(annotations.findings)
    if options == replace(AgreementOptions(), pairs=options.pairs):
        _save(workspace, data)
    return exit_code(result, require_met=require_met)


def checked(options: AgreementOptions, definition: Definition) -> AgreementOptions:
    """Check the names in the options; `alpha` for `krippendorff_alpha` and the like are expanded.

    Raises:
        AnnopsError: When a question, a metric or a breakdown does not exist.
    """
    for question in options.questions:
        check_question(question, definition)
    check_breakdowns(options.by, definition)
    return replace(options, metrics=metric_ids(options.metrics))


def _check_filled(workspace: Workspace, annotations: Annotations, by: tuple[str, ...]) -> None:
    """Refuse a breakdown that no answer has a value of, naming those that have some.

    Raises:
        AnnopsError: When there is one (AGR002).
    """
    empty = empty_breakdowns(by, annotations)
    if empty:
        all_columns = tuple(dict.fromkeys((*workspace.definition.breakdowns, *BUILT_IN)))
        without = empty_breakdowns(all_columns, workspace.annotations(all_columns))
        filled = [name for name in all_columns if name not in without]
        raise AnnopsError(no_values(empty[0], filled))


def exit_code(result: AgreementResult, *, require_met: bool) -> int:
    """Return 1 when a target is not met, or cannot be told and must be, else 0."""
    bad = {Outcome.NOT_MET, Outcome.CANNOT_TELL} if require_met else {Outcome.NOT_MET}
    return int(any(target.outcome in bad for target in result.targets))


def _are_views_shown(options: AgreementOptions, say: Saying) -> bool:
    """Whether the answer has room for people, labels and items: a breakdown's table has not."""
    only_table = bool(options.by) and say.form is Form.TEXT and say.output is None
    return say.explain or not only_table


def _by(result: AgreementResult, columns: tuple[str, ...]) -> tuple[Section, ...]:
    """The breakdowns asked for, one table a question and column."""
    tables = (
        breakdown_table(result, note.question, column)
        for note in result.questions
        for column in columns
        if any(r.question == note.question and column in r.breakdown for r in result.estimates)
    )
    return (Section("by", "", tuple(tables)),)


def _write_pairs(table: pl.DataFrame, path: Path) -> None:
    buffer = BytesIO()
    if path.suffix == ".parquet":
        table.write_parquet(buffer)
    else:
        table.write_csv(buffer, line_terminator="\n")
    written = write_output(path, buffer.getvalue())
    sys.stderr.write(f"wrote {written} ({len(table):,} pairs)\n")


def _save(workspace: Workspace, data: object) -> None:
    write = Write(SAVED, dumps(data).encode())
    try:
        workspace.apply(ChangeSet("agreement with the definition's own options", (write,)))
    except OSError as error:
        sys.stderr.write(f"result not saved: {error.strerror}\n")
        return
    sys.stderr.write(f"wrote {SAVED}\n")
