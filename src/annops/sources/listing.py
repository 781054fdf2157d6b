"""What `annops sources` does between its options and its exit code."""

import sys
from dataclasses import dataclass
from pathlib import Path

from annops.core.errors import AnnopsError
from annops.core.finding import Code, Severity, did_you_mean
from annops.render.console import render, style_of
from annops.render.csv_ import render as table_csv
from annops.sources.ledger_lines import files_table, lines, rows_table, sections
from annops.sources.ledgers import (
    REASONS,
    UNREADABLE,
    excluded_rows,
    sources_result,
    unreadable_rows,
)
from annops.sources.model import LeftOut, SourcesResult
from annops.workspace.emit import Answer, Form, emit
from annops.workspace.load import Loaded, load
from annops.workspace.open import open_workspace

NO_REASON = Code(
    id="USE003",
    title="A reason that does not exist",
    severity=Severity.ERROR,
    checks="Whether the reason of `--list` is one that records or answers are left out for.",
    why="A misspelt reason would list nothing, as if all were well.",
    example="`annops sources --list duplicates`.",
    remedy="take one of the reasons that `annops sources` shows",
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of the ledgers is wanted.

    Attributes:
        reason: Reason whose rows are listed, None for none.
        findings: Whether to show every finding.
        form: Form of the answer.
        output: File for the answer; None for stdout.
    """

    reason: str | None
    findings: bool
    form: Form
    output: Path | None


def show_sources(project: Path | None, wanted: Wanted) -> None:
    """Print what became of every row.

    Raises:
        AnnopsError: When the reason is unknown, or the project or a file cannot be read.
    """
    reason = None if wanted.reason is None else known_reason(wanted.reason)
    workspace = open_workspace(project)
    loaded = load(workspace.root, workspace.definition)
    result = sources_result(loaded.annotations)
    if not wanted.findings:
        result = result.model_copy(update={"findings": ()})
    if reason is not None:
        update = {"listed": reason, "rows": left_out(loaded, reason)}
        result = result.model_copy(update=update)
    emit(_answer(result, detailed=wanted.findings or reason is not None),
         wanted.form, wanted.output)  # fmt: skip


def known_reason(given: str) -> str:
    """Return the reason meant; `_`, `-` and capitals do not matter.

    Raises:
        AnnopsError: When there is no such reason; the hint names the nearest one.

    >>> known_reason("Unknown-Label")
    'unknown label'
    """
    plain = " ".join(given.replace("_", " ").replace("-", " ").casefold().split())
    if plain not in REASONS:
        message = f"no reason is called `{given}`"
        raise AnnopsError(NO_REASON.at(None, message, did_you_mean(plain, REASONS)))
    return plain


def left_out(loaded: Loaded, reason: str) -> tuple[LeftOut, ...]:
    """List the records or answers left out for a reason, with their lines."""
    if reason == UNREADABLE:
        return unreadable_rows([file.ledger for file in loaded.files])
    lines_of = {file.name: file.answers.line_of for file in loaded.files}
    table = excluded_rows(loaded.rows, reason)
    return tuple(
        LeftOut(reason=reason, line=lines_of[row["file"]](row["record"]), **row)
        for row in table.iter_rows(named=True)
    )


def _answer(result: SourcesResult, *, detailed: bool) -> Answer:
    made = sections(result)
    said = render(made[1:], style_of(sys.stdout)).splitlines() if detailed else lines(result)
    table = files_table(result) if result.listed is None else rows_table(result)
    data = result.model_dump(by_alias=True, mode="json")
    return Answer(said, made, data, lambda: table_csv(table))
