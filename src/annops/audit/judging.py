"""Judges one batch: takes the verdicts in, computes, and says what is to be written."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from annops.audit.compute import audit_chosen, audit_nothing, audit_sample, missing_finding
from annops.audit.loading import (
    columns_of,
    inputs_of,
    references_of,
    reviewed_in_exports,
    standing_of,
)
from annops.audit.model import Against, AuditResult, Options
from annops.audit.references import Reference
from annops.audit.refusals import NO_SAMPLE, NOTHING_TO_COMPARE
from annops.audit.taking import Sheets, Taken
from annops.core.changeset import Write
from annops.core.finding import Finding, Place, sort_findings
from annops.core.review import Review
from annops.core.sample import SampledAnswer, SampleRecord
from annops.render.json_ import dumps
from annops.workspace.open import Workspace
from annops.workspace.reviews import path_of, read_reviews
from annops.workspace.samples import read_sample


@dataclass(frozen=True, slots=True)
class Done:
    """An audit, with what was found on the way and what is to be written.

    Attributes:
        result: The audit.
        findings: What was found, worst first.
        writes: Files to write.
        written: The same in words.
    """

    result: AuditResult
    findings: tuple[Finding, ...] = ()
    writes: tuple[Write, ...] = ()
    written: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Verdicts:
    """Verdicts on record and those taken in now; `lost` are lines that cannot be read."""

    reviews: tuple[Review, ...] = ()
    findings: tuple[Finding, ...] = ()
    lost: tuple[Finding, ...] = ()
    write: Write | None = None
    said: str | None = None


@dataclass(frozen=True, slots=True)
class Judging:
    """Judges batches of a project as one command asks for it.

    Attributes:
        workspace: The project folder.
        options: What is computed.
        items: One row an item, with what a sheet shows of it.
        sheets: Sheets that came back; those of the sample's folder without any.
        day: Day on which verdicts are taken in.
    """

    workspace: Workspace
    items: pl.DataFrame
    options: Options
    sheets: tuple[Path, ...]
    day: date

    def by_sample(
        self, record: SampleRecord, records: Sequence[SampleRecord], rows: pl.DataFrame
    ) -> Done:
        """Judge a batch by the verdicts on a sample.

        Args:
            record: The sample.
            records: All samples.
            rows: The answers to the items of the batch as they are.
        """
        definition, options = self.workspace.definition, self.options
        _, answers, damage = read_sample(self.workspace.root, record.id)
        verdicts = self._verdicts(record, answers)
        columns = columns_of(definition, options.by)
        inputs = inputs_of(record, answers, verdicts.reviews, rows, columns)
        against = Against.SHEET
        if options.against is not Against.SHEET:
            inputs, against = reviewed_in_exports(inputs, rows, definition)
        stops = standing_of(self.workspace, record, records, rows, as_drawn=options.as_drawn)
        stops = [*damage, *verdicts.lost, *stops]
        result = audit_sample(inputs, definition, options, stops, against)
        found = [*verdicts.findings, *result.refused, missing_finding(result)]
        writes, written = self._kept(record, verdicts, result)
        findings = sort_findings(one for one in found if one is not None)
        return Done(result, findings, writes, written)

    def without_sample(self, rows: pl.DataFrame, batch: str | None) -> Done:
        """Compare with reviewers or gold; a batch of which no sample was drawn has no rate."""
        wanted = self.options.against
        kinds = {
            Against.GOLD: (Reference.GOLD,),
            Against.REVIEWERS: (Reference.REVIEWERS,),
            None: (Reference.REVIEWERS, Reference.GOLD),
        }
        columns = columns_of(self.workspace.definition, self.options.by)
        name = batch or "the project"
        missing = NO_SAMPLE.at(Place("samples"), f"no sample of `{name}` is in use")
        for kind in kinds.get(wanted, ()):
            references = references_of(rows, kind, self.workspace.definition, columns)
            if references is not None:
                result = audit_chosen(references, self.workspace.definition, self.options, batch)
                return Done(result, () if wanted else (missing,))
        why = missing
        if wanted not in {None, Against.SHEET}:
            message = f"no answer of `{name}` can be held against {wanted}"
            why = NOTHING_TO_COMPARE.at(None, message)
        result = audit_nothing(batch, wanted or Against.SHEET, why)
        return Done(result, (why,))

    def _verdicts(self, record: SampleRecord, answers: Sequence[SampledAnswer]) -> _Verdicts:
        if self.options.against is Against.REVIEWERS:
            return _Verdicts()
        file = read_reviews(self.workspace.root, record.id)
        taken = Taken()
        if answers:
            sheets = Sheets(self.workspace, self.items, record, answers, self.day)
            taken = sheets.take(file.reviews, self.sheets)
        added, write = file.with_reviews(taken.reviews)
        what = "verdict" if len(added) == 1 else "verdicts"
        said = f"{path_of(record.id)} ({len(added):,} {what} added)" if added else None
        reviews = (*file.reviews, *added)
        return _Verdicts(reviews, taken.findings, file.findings, write, said)

    def _kept(
        self, record: SampleRecord, verdicts: _Verdicts, result: AuditResult
    ) -> tuple[tuple[Write, ...], tuple[str, ...]]:
        """What is written: new verdicts, and the result that status and report give too."""
        writes = [verdicts.write] if verdicts.write else []
        written = [verdicts.said] if verdicts.said else []
        asked = self.options
        usual = not (asked.by or asked.leave_out or asked.as_drawn)
        if usual and asked.against in {None, Against.SHEET}:
            data = result.model_dump(by_alias=True, mode="json")
            saved = self.workspace.result_write("latest", f"audit-{record.id}", dumps(data))
            writes.append(saved)
            written.append(saved.path)
        return tuple(writes), tuple(written)
