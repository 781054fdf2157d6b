"""The files of a sample: record, list, answers, and a sheet for each reviewer."""

import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import polars as pl

from annops.core.changeset import ChangeSet, Write
from annops.core.finding import Code, Severity
from annops.core.sample import SampleRecord
from annops.measures.audit_sheet import CONTENT, audit_sheet
from annops.render.sheet_csv import sheet_csv
from annops.render.sheet_xlsx import sheet_xlsx
from annops.sample.draw import Drawn
from annops.sample.frame import Closed, Frame
from annops.workspace import samples
from annops.workspace.guidelines import read_guidelines
from annops.workspace.open import Workspace

NO_CONTENT = Code(
    id="SAM017",
    title="A reviewer would see nothing of the items",
    severity=Severity.WARNING,
    checks="Whether the exports or the list of items give a text, media file or link of the "
    "items drawn.",
    why="Who judges an answer needs to see what it is about; with an id only, the item must be "
    "looked up in the annotation tool.",
    example="An export whose column `prompt` is not named in annops.yaml.",
    remedy="name the column in annops.yaml, as `columns: {text: prompt}`, and draw then",
)


def changes_of(
    workspace: Workspace, drawn: Drawn, frame: Frame, closed: Closed
) -> tuple[SampleRecord, ChangeSet]:
    """Return the record of a sample with the hash of its answers, and all files to be written.

    Args:
        workspace: The project folder.
        drawn: The sample.
        frame: The list it was drawn from.
        closed: The same, written down.
    """
    record, writes = samples.sample_writes(drawn.record, closed.content, drawn.answers)
    content = _content(frame, drawn.order)
    if not any(row.get(name) for row in content.values() for name in ("text", "media", "link")):
        message = "the audit sheet shows the items by their ids only"
        sys.stderr.write(f"{NO_CONTENT.at(None, message)}\n")
    in_force = _in_force(workspace, record.questions, record.drawn_on)
    sheets: list[Write] = []
    for second in (False, True) if record.second_items else (False,):
        sheet = audit_sheet(
            workspace.definition, record, drawn.answers, content, guidelines=in_force,
            second=second,
        )  # fmt: skip
        name = samples.sheet_name(second=second)
        sheets.append(Write(samples.sample_path(record.id, f"{name}.xlsx"), sheet_xlsx(sheet)))
        sheets.append(Write(samples.sample_path(record.id, f"{name}.csv"), sheet_csv(sheet)))
    return record, ChangeSet(f"draw the sample {record.id}", (*writes, *sheets))


def _content(frame: Frame, items: Iterable[str]) -> Mapping[str, Mapping[str, str | None]]:
    names = [name for name in CONTENT if name in frame.content.columns]
    wanted = pl.DataFrame({"item": list(items)}, {"item": pl.String})
    rows = frame.content.select("item", *names).join(wanted, on="item", how="semi")
    return {row["item"]: row for row in rows.iter_rows(named=True)}


def _in_force(workspace: Workspace, questions: Sequence[str], day: date) -> tuple[str, ...]:
    versions, _ = read_guidelines(workspace.root)
    told: list[str] = []
    for name in questions:
        guideline = workspace.definition.questions[name].guideline
        own = [
            version for version in versions
            if version.guideline == guideline and version.effective_from.date() <= day
        ]  # fmt: skip
        if own:
            last = own[-1]
            told.append(f"{name}: {guideline}, version {last.version} ({last.file})")
    return tuple(told)
