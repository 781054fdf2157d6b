"""Finds and reads the audit sheets of a sample that reviewers filled in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import polars as pl

from annops.audit.refusals import NO_SHEET
from annops.audit.sheets import Filled, erased, join_files, one_person, read_filled, with_record
from annops.core.errors import AnnopsError
from annops.core.finding import Finding, Place, Severity
from annops.core.review import Review
from annops.core.sample import SampledAnswer, SampleRecord
from annops.formats.returned_codes import OTHER_SHEET
from annops.formats.returned_sheet import read_returned
from annops.measures.audit_sheet import CONTENT, audit_sheet
from annops.workspace.open import Workspace
from annops.workspace.samples import sample_path, sheet_name

_SECOND = "second"


@dataclass(frozen=True, slots=True)
class Taken:
    """The verdicts of all sheets, and what was found in them.

    Attributes:
        reviews: Verdicts, the first reviewer's first; without ids.
        findings: What is wrong in the sheets.
        files: The sheets read.
    """

    reviews: tuple[Review, ...] = ()
    findings: tuple[Finding, ...] = ()
    files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sheets:
    """Reads the sheets of one sample.

    Attributes:
        workspace: The project folder.
        items: What is known of each item, as the sheet shows it.
        record: The sample.
        answers: Its answers.
        day: Day on which verdicts are taken in.
    """

    workspace: Workspace
    items: pl.DataFrame
    record: SampleRecord
    answers: Sequence[SampledAnswer]
    day: date

    def take(self, before: Sequence[Review], named: Sequence[Path] = ()) -> Taken:
        """Read the sheets named, else those in the sample's folder.

        Args:
            before: Verdicts on record.
            named: Files that came back; the sample's own sheets without any.

        Raises:
            AnnopsError: When a file named is not there (AUD008) or cannot be read.
        """
        content = self._content()
        filled: list[Filled] = []
        files: list[str] = []
        for path in named:
            if not path.is_file():
                raise AnnopsError(NO_SHEET.at(Place(path.as_posix()), "is not there"))
            filled.append(self._named(path, content))
            files.append(path.as_posix())
        if not named:
            for second in (False, True):
                own, names = self._own(content, second=second)
                filled += own
                files += names
        filled = [with_record(one, before) for one in filled]
        reviews = tuple(review for one in filled for review in one.reviews)
        findings = [finding for one in filled for finding in one.findings]
        for one in filled:
            findings += erased(one, before)
        return Taken(reviews, (*findings, *one_person(reviews)), tuple(files))

    def _own(
        self, content: Mapping[str, Mapping[str, str | None]], *, second: bool
    ) -> tuple[list[Filled], list[str]]:
        """Read workbook and text form of one of the sample's sheets, as far as they are there."""
        read: list[Filled] = []
        names: list[str] = []
        for ending in (".xlsx", ".csv"):
            name = sample_path(self.record.id, f"{sheet_name(second=second)}{ending}")
            path = self.workspace.root / name
            if path.is_file():
                read.append(self._read(path, name, content, second=second))
                names.append(name)
        if len(read) < 2:
            return read, names
        return [_joined(read[0], read[1])], names

    def _named(self, path: Path, content: Mapping[str, Mapping[str, str | None]]) -> Filled:
        """Read a file that somebody gave back; whose it is stands in it, else in its name."""
        name = path.as_posix()
        second = _SECOND in path.stem.lower()
        found = self._read(path, name, content, second=second)
        if any(finding.code == OTHER_SHEET.id for finding in found.findings):
            other = self._read(path, name, content, second=not second)
            if not any(finding.code == OTHER_SHEET.id for finding in other.findings):
                return other
        return found

    def _read(
        self,
        path: Path,
        name: str,
        content: Mapping[str, Mapping[str, str | None]],
        *,
        second: bool,
    ) -> Filled:
        sheet = audit_sheet(
            self.workspace.definition, self.record, self.answers, content, second=second
        )
        return read_filled(
            read_returned(path, name, sheet), self.record, self.answers,
            self.workspace.definition.questions, day=self.day, second=second,
        )  # fmt: skip

    def _content(self) -> Mapping[str, Mapping[str, str | None]]:
        """What the sheet shows of each item."""
        names = [name for name in CONTENT if name in self.items.columns]
        asked = pl.DataFrame(
            {"item": sorted({answer.item for answer in self.answers})}, {"item": pl.String}
        )
        rows = self.items.select("item", *names).join(asked, on="item", how="semi")
        return {row["item"]: row for row in rows.iter_rows(named=True)}


def _joined(workbook: Filled, text: Filled) -> Filled:
    """Join both forms; one that holds no verdict at all was not the one that was filled in."""
    if not text.reviews:
        wrong = [f for f in text.findings if f.severity is Severity.ERROR]
        return replace(workbook, findings=(*workbook.findings, *wrong))
    if not workbook.reviews:
        damage = [f for f in workbook.findings if f.code == OTHER_SHEET.id]
        return replace(text, findings=(*damage, *text.findings))
    return join_files(workbook, text)
