"""The committed list of exports: what was received, byte for byte, even where git has no copy."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from annops.core.changeset import Write
from annops.core.csv_records import csv_records
from annops.core.errors import AnnopsError
from annops.core.finding import Code, Finding, Place, Severity

MANIFEST = "exports/manifest.csv"
HEADER = ("path", "sha256", "bytes", "records", "first_seen")

CHANGED = Code(
    id="MAN001",
    title="An export is not the file that was taken in",
    severity=Severity.ERROR,
    checks="Whether each file of exports/manifest.csv still has the bytes it was taken in with.",
    why="Exports are evidence: figures already reported rest on them and must stay checkable.",
    example="An export opened in Excel and saved, or a newer export put over the old one.",
    remedy="put the original back, and take a newer export in under its own dated name",
)
UNREADABLE = Code(
    id="MAN002",
    title="A line of the manifest cannot be read",
    severity=Severity.ERROR,
    checks="Whether exports/manifest.csv has its columns and each line its values.",
    why="Without the line nothing shows whether the file was changed.",
    example="A manifest edited by hand, or one with marks of a merge left in it.",
    remedy="take the line as it was in the last saved version",
)
ABSENT = Code(
    id="MAN003",
    title="An export of the manifest is not in this folder",
    severity=Severity.NOTE,
    checks="Whether each file of exports/manifest.csv is there.",
    why="Figures made here lack its answers; where exports stay out of git that is expected.",
    example="A fresh copy of the project on another computer.",
    remedy="copy the export into the folder if figures are to be made here",
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One export as it was taken in.

    Attributes:
        path: Path relative to the project folder, `/` between parts.
        sha256: Hash of the bytes.
        size: Number of bytes.
        records: Records read from it, None where they were not counted.
        first_seen: ISO date it was taken in.
    """

    path: str
    sha256: str
    size: int
    records: int | None
    first_seen: str


def entry_of(root: Path, path: str, *, first_seen: str, records: int | None = None) -> Entry:
    """Return the entry of a file as it is on disk.

    Raises:
        OSError: When the file cannot be read.
    """
    digest, size = _digest(root / path)
    return Entry(path, digest, size, records, first_seen)


def read_manifest(root: Path) -> dict[str, Entry]:
    """Return the entries by path; none when there is no manifest yet.

    Raises:
        AnnopsError: When lines of the manifest cannot be read (MAN002).
    """
    try:
        text = (root / MANIFEST).read_text("utf-8-sig")
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise AnnopsError(
            UNREADABLE.at(Place(MANIFEST), "cannot be read as UTF-8 text")
        ) from error
    entries: dict[str, Entry] = {}
    findings: list[Finding] = []
    for line, row in _rows(text):
        entry = _entry(row)
        if entry is None:
            message = f"the line has not the values of {', '.join(HEADER)}"
            findings.append(UNREADABLE.at(Place(MANIFEST, line), message))
        else:
            entries[entry.path] = entry
    if findings:
        raise AnnopsError(*findings)
    return entries


def merge(
    entries: Mapping[str, Entry], seen: Iterable[Entry]
) -> tuple[dict[str, Entry], tuple[Finding, ...]]:
    """Add the files seen to the entries.

    A file already listed keeps its first date; one whose bytes differ keeps its old entry too.

    Returns:
        All entries by path, and a finding for each file whose bytes differ.
    """
    merged, findings = dict(entries), []
    for entry in seen:
        known = merged.get(entry.path)
        if known is None:
            merged[entry.path] = entry
        elif known.sha256 != entry.sha256:
            findings.append(_changed(known, entry.sha256))
        elif known.records is None and entry.records is not None:
            merged[entry.path] = Entry(
                known.path, known.sha256, known.size, entry.records, known.first_seen
            )
    return merged, tuple(findings)


def manifest_write(entries: Mapping[str, Entry]) -> Write:
    """Return the write of the manifest, sorted by path."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(HEADER)
    for _, entry in sorted(entries.items()):
        records = "" if entry.records is None else entry.records
        writer.writerow((entry.path, entry.sha256, entry.size, records, entry.first_seen))
    return Write(MANIFEST, text.getvalue().encode())


def check_manifest(root: Path) -> tuple[Finding, ...]:
    """Return what is wrong with the exports in the manifest: changed, absent, or unreadable."""
    try:
        entries = read_manifest(root)
    except AnnopsError as error:
        return error.findings
    return tuple(finding for entry in entries.values() for finding in _check(root, entry))


def _check(root: Path, entry: Entry) -> Iterator[Finding]:
    if not (root / entry.path).resolve().is_relative_to(root.resolve()):
        yield UNREADABLE.at(Place(MANIFEST), f"`{entry.path}` lies outside the project folder")
        return
    try:
        digest, _ = _digest(root / entry.path)
    except OSError:
        message = f"taken in on {entry.first_seen}, is not in this folder"
        yield ABSENT.at(Place(entry.path), message)
        return
    if digest != entry.sha256:
        yield _changed(entry, digest)


def _changed(known: Entry, digest: str) -> Finding:
    message = (
        f"is not the file taken in on {known.first_seen}: "
        f"its hash was {known.sha256[:12]} and is {digest[:12]}"
    )
    return CHANGED.at(Place(known.path), message)


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    for record in csv_records(text):
        if record.cells and not (record.line == 1 and tuple(record.cells) == HEADER):
            yield record.line, record.cells


def _entry(row: list[str]) -> Entry | None:
    if len(row) != len(HEADER) or not row[0] or len(row[1]) != 64 or not row[2].isdecimal():
        return None
    if row[3] and not row[3].isdecimal():
        return None
    return Entry(row[0], row[1], int(row[2]), int(row[3]) if row[3] else None, row[4])


def _digest(path: Path) -> tuple[str, int]:
    digest, size = sha256(), 0
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
            size += len(block)
    return digest.hexdigest(), size
