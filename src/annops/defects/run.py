"""What `annops defects` does between its options and its exit code."""

import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from annops.core.changeset import ChangeSet
from annops.core.errors import AnnopsError
from annops.core.finding import Finding, Place, Severity, did_you_mean
from annops.core.review import Review
from annops.core.sample import WHOLE, SampledAnswer, SampleRecord
from annops.defects.codes import DAMAGED, NOTHING_JUDGED, UNKNOWN_KIND
from annops.defects.compute import defects, pareto
from annops.defects.document import (
    pareto_sections,
    pareto_table,
    register_table,
    sections,
)
from annops.defects.lines import list_lines, log_lines, pareto_lines
from annops.defects.log import Judged, log
from annops.defects.model import Aged, By, Filters, LogResult
from annops.project.definition import Definition
from annops.registers.defects import Defect
from annops.registers.listing import lines_by_id
from annops.render.csv_ import render as table_csv
from annops.workspace.asked import NOT_DEFINED
from annops.workspace.emit import Answer, Form, emit, tell_first
from annops.workspace.open import Workspace
from annops.workspace.register_edits import editable, writing
from annops.workspace.registers import RegisterFile, path_of, read_register
from annops.workspace.reviews import read_reviews
from annops.workspace.samples import list_samples, read_sample

_CONTEXT = ("batch", "locale", "vendor")


@dataclass(frozen=True, slots=True)
class Manner:
    """Form of the answer, and the file for it; None for stdout."""

    form: Form = Form.TEXT
    output: Path | None = None


def log_defects(
    workspace: Workspace, batch: str | None, day: date, manner: Manner, *, dry_run: bool
) -> None:
    """Log a defect for every annotator who gave an answer that failed.

    Args:
        workspace: The project folder.
        batch: Batch or sample; None for every one with verdicts.
        day: Day on which a defect counts as found whose verdict names none.
        manner: Form of the answer.
        dry_run: Whether nothing is written, only shown.

    Raises:
        AnnopsError: When the batch has no verdicts (DFC001), or the register cannot be written.
    """
    judged = _judged(workspace, batch)
    with writing(workspace.root, Defect, dry_run=dry_run):
        file = editable(workspace.root, Defect)
        _refuse_damaged(file)
        result = log(judged, file.rows, day)
        writes = (file.with_rows(result.writes),) if result.writes else ()
        shown = workspace.apply(ChangeSet("log defects", writes), dry_run=dry_run)
    if dry_run:
        sys.stdout.write(shown)
        return
    data = result.model_dump(by_alias=True, mode="json")
    rows = register_table(_aged(result, workspace.definition))
    made = pareto(result.added, workspace.definition.defects)
    said = log_lines(result, written=bool(writes))
    answer = Answer(said, pareto_sections(made), data, lambda: table_csv(rows))
    emit(answer, manner.form, manner.output)


def list_defects(workspace: Workspace, filters: Filters, as_of: date, manner: Manner) -> int:
    """Print the defects wanted, oldest first; return 1 where a record could not be read."""
    definition = workspace.definition
    file = read_register(workspace.root, Defect)
    findings = (*file.findings, *unknown_kinds(file, definition))
    _refuse_unknown(filters, file, definition)
    result = defects(file.rows, definition.defects, as_of, filters, findings)
    paretos = [pareto([one.defect for one in result.defects], definition.defects)]
    data = result.model_dump(by_alias=True, mode="json")
    table = register_table(result.defects)
    answer = Answer(list_lines(result), sections(result, paretos), data, lambda: table_csv(table))
    emit(answer, manner.form, manner.output)
    tell_first(findings)
    return file.exit_code


def show_pareto(workspace: Workspace, by: By, batch: str, manner: Manner) -> int:
    """Print what most defects are, and what weighs most; 1 where a record could not be read."""
    definition = workspace.definition
    file = read_register(workspace.root, Defect)
    _refuse_unknown(Filters(batch=batch), file, definition)
    result = pareto(file.rows, definition.defects, by, batch)
    data = result.model_dump(by_alias=True, mode="json")
    answer = Answer(
        pareto_lines(result), pareto_sections(result), data,
        lambda: table_csv(pareto_table(result)),
    )  # fmt: skip
    emit(answer, manner.form, manner.output)
    tell_first((*file.findings, *unknown_kinds(file, definition)))
    return file.exit_code


def unknown_kinds(file: RegisterFile[Defect], definition: Definition) -> tuple[Finding, ...]:
    """Return a warning for each defect whose category or severity is not defined."""
    rules, lines, found = definition.defects, lines_by_id(file.table), []
    for row in file.rows:
        for key, known in (("category", rules.categories), ("severity", rules.severities)):
            text = getattr(row, key)
            if text and text not in known:
                where = Place(path_of(Defect), lines.get(row.id), key)
                hint = did_you_mean(text, known)
                found.append(UNKNOWN_KIND.at(where, f"`{text}` is not defined", hint))
    return tuple(found)


def _judged(workspace: Workspace, batch: str | None) -> list[Judged]:
    """Read every sample of a batch that has verdicts, those no longer in use included.

    Raises:
        AnnopsError: When there is none (DFC001), or a sample's answers were changed.
    """
    records = [r for r in list_samples(workspace.root) if _is_meant(r, batch)]
    found: list[tuple[SampleRecord, Sequence[SampledAnswer], Sequence[Review]]] = []
    for record in records:
        reviews = read_reviews(workspace.root, record.id)
        tell_first(reviews.findings)
        if reviews.reviews:
            _, answers, damage = read_sample(workspace.root, record.id)
            wrong = [one for one in damage if one.severity is Severity.ERROR]
            if wrong and not answers:
                raise AnnopsError(*wrong, exit_code=1)
            found.append((record, answers, reviews.reviews))
    if not found:
        of = f"a sample of `{batch}`" if batch else "any sample"
        message = f"no verdict on {of} is on record"
        raise AnnopsError(NOTHING_JUDGED.at(Place("reviews"), message), exit_code=1)
    known = _known(workspace, {a.item for _, answers, _ in found for a in answers})
    return [Judged(record, answers, reviews, known) for record, answers, reviews in found]


def _is_meant(record: SampleRecord, batch: str | None) -> bool:
    if batch is None or record.id == batch:
        return True
    return record.batch == batch or (batch == WHOLE and record.batch is None)


def _known(
    workspace: Workspace, items: set[str]
) -> Mapping[tuple[str, str, str], Mapping[str, str]]:
    """Return batch, locale and vendor of the answers to some items."""
    frame = workspace.annotations(_CONTEXT).frame
    have = frame.collect_schema().names()
    columns = [name for name in _CONTEXT if name in have]
    wanted = pl.DataFrame({"item": sorted(items)}, {"item": pl.String}).lazy()
    texts = pl.col("question", "annotator", *columns).cast(pl.String)
    rows = (
        frame.filter(pl.col("role").cast(pl.String) == "annotator")
        .join(wanted, on="item", how="semi")
        .select("item", texts)
        .collect()
    )
    return {
        (item, question or "", who or ""): {
            name: value for name, value in zip(columns, values, strict=True) if value
        }
        for item, question, who, *values in rows.reverse().rows()
    }


def _refuse_damaged(file: RegisterFile[Defect]) -> None:
    wrong = [one for one in file.findings if one.severity is Severity.ERROR]
    if wrong:
        message = f"{len(wrong):,} wrong {'cell' if len(wrong) == 1 else 'cells'} in the register"
        raise AnnopsError(*wrong, DAMAGED.at(Place(path_of(Defect)), message), exit_code=1)


def _refuse_unknown(filters: Filters, file: RegisterFile[Defect], definition: Definition) -> None:
    """Refuse a filter that nothing can meet: a slip must not look like a clean project.

    Raises:
        AnnopsError: When a value is neither in the register nor defined (USE002).
    """
    rules = definition.defects
    states = next(column for column in Defect.columns() if column.key == "state").choices
    defined: Mapping[str, Iterable[str]] = {
        "category": rules.categories,
        "severity": rules.severities,
        "state": states,
    }
    for key, wanted in filters.model_dump().items():
        there = sorted({str(getattr(row, key)) for row in file.rows} - {""})
        known = list(dict.fromkeys((*defined.get(key, ()), *there)))
        if wanted and file.rows and wanted not in known:
            message = f"no defect has the {key} `{wanted}`"
            raise AnnopsError(NOT_DEFINED.at(None, message, did_you_mean(wanted, known)))


def _aged(result: LogResult, definition: Definition) -> tuple[Aged, ...]:
    rows = result.writes
    day = max((row.found for row in rows if row.found), default=date.min)
    return defects(rows, definition.defects, day).defects
