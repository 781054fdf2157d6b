"""Keeps what was drawn: samples/ID/ with the record, the frame and the answers to be judged."""

import json
import re
import struct
import zlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from pydantic import ValidationError

from annops.core.changeset import Write
from annops.core.csv_records import csv_records
from annops.core.errors import AnnopsError
from annops.core.finding import Code, Finding, Place, Severity, did_you_mean, sort_findings
from annops.core.sample import SampledAnswer, SampleRecord, content_hash
from annops.render.json_ import dumps
from annops.workspace.sample_faults import faults

FOLDER = "samples"
RECORD, ANSWERS = "record.json", "answers.csv"
FRAMES = ("frame.csv", "frame.csv.gz")
PACKED_FROM = 100_000
"""Items of a frame above which frame.csv is packed."""

_LONGEST_LINE, _MOST_ITEMS = 1_000, 1_000_000
"""Bytes of a line of a list, on average, and lines of a list: no list is unpacked further."""

_HEADER = tuple(SampledAnswer.model_fields)
_QUOTED = re.compile(r'[,"\r\n]')

NO_SAMPLE = Code(
    id="SAM001",
    title="A sample that is not there",
    severity=Severity.ERROR,
    checks="Whether samples/ holds a folder with the record of the sample named.",
    why="Verdicts mean something only beside the record of how their items were drawn.",
    example="`samples/B01-1` was deleted, or exists only on the computer that drew it.",
    remedy="take the folder back from the last saved version; `annops sample --list` names all",
)
BAD_RECORD = Code(
    id="SAM002",
    title="A sample's record cannot be read",
    severity=Severity.ERROR,
    checks="Whether record.json is as annops wrote it.",
    why="The record says which chance each item had; without it no rate can be computed.",
    example="A record edited by hand, or one with marks of a merge left in it.",
    remedy="take the record back from the last saved version",
)
CHANGED_FRAME = Code(
    id="SAM003",
    title="The list a sample was drawn from has changed",
    severity=Severity.ERROR,
    checks="Whether frame.csv still has the hash that stands in the record.",
    why="The draw can be checked only against the list it was made from.",
    example="frame.csv opened in Excel and saved, or deleted.",
    remedy="take frame.csv back from the last saved version",
)
CHANGED_ANSWERS = Code(
    id="SAM004",
    title="The answers of a sample have changed",
    severity=Severity.ERROR,
    checks="Whether answers.csv still has the hash that stands in the record, and can be read.",
    why="Verdicts are about the answers as they were when the sample was drawn.",
    example="answers.csv opened in Excel and saved, or deleted.",
    remedy="take answers.csv back from the last saved version",
)


def sheet_name(*, second: bool = False) -> str:
    """Return the name of an audit sheet's files, without ending: SHEET.xlsx, SHEET.csv."""
    return "sheet-second" if second else "sheet"


def sample_path(sample: str, name: str) -> str:
    """Return the path of a file of a sample, relative to the project folder."""
    return f"{FOLDER}/{sample}/{name}"


def read_records(root: Path) -> tuple[tuple[SampleRecord, ...], tuple[Finding, ...]]:
    """Read the record of every sample, by batch and number, and what is wrong with the others."""
    records: list[SampleRecord] = []
    findings: list[Finding] = []
    for folder in _folders(root):
        try:
            records.append(read_record(root, folder.name))
        except AnnopsError as error:
            findings += error.findings
    ordered = sorted(records, key=lambda one: (one.batch or "", one.number, one.id))
    return tuple(ordered), sort_findings(findings)


def list_samples(root: Path) -> tuple[SampleRecord, ...]:
    """Read the record of every sample, by batch and number.

    Raises:
        AnnopsError: When a record is damaged (SAM002): it might be the one that counts.
    """
    records, findings = read_records(root)
    if findings:
        raise AnnopsError(*findings, exit_code=3)
    return records


def is_active(record: SampleRecord, records: Iterable[SampleRecord]) -> bool:
    """Whether a sample still counts: not cancelled, and not replaced by a later one."""
    replaced = {one.supersedes for one in records}
    return record.cancelled_on is None and record.id not in replaced


def active_samples(root: Path, batch: str | None) -> tuple[SampleRecord, ...]:
    """Return the samples of a batch that count, targeted ones included, by number.

    Args:
        root: The project folder.
        batch: The batch, None for the sample of the whole project.

    Raises:
        AnnopsError: When a record is damaged (SAM002).
    """
    records = list_samples(root)
    return tuple(one for one in records if one.batch == batch and is_active(one, records))


def active_sample(root: Path, batch: str | None) -> SampleRecord | None:
    """Return the sample that the rate of a batch is estimated from; None when none was drawn.

    Raises:
        AnnopsError: When a record is damaged (SAM002).
    """
    found = [record for record in active_samples(root, batch) if record.estimates]
    return found[-1] if found else None


def read_record(root: Path, sample: str) -> SampleRecord:
    """Read the record of a sample.

    Raises:
        AnnopsError: When there is none (SAM001) or it is damaged (SAM002).
    """
    place = Place(sample_path(sample, RECORD))
    try:
        data = json.loads((root / place.file).read_bytes())
        record = SampleRecord.model_validate(data)
    except (FileNotFoundError, NotADirectoryError):
        names = [folder.name for folder in _folders(root)]
        hint = did_you_mean(sample, names) if names and sample not in names else None
        missing = NO_SAMPLE.at(place, f"the record of the sample `{sample}` is missing", hint)
        raise AnnopsError(missing, exit_code=3) from None
    except ValidationError as error:
        named = ", ".join(f"`{'.'.join(map(str, one['loc']))}`" for one in error.errors()[:3])
        message = "is no record" if named == "``" else f"wrong in {named}"
        raise AnnopsError(BAD_RECORD.at(place, message), exit_code=3) from None
    except (OSError, ValueError, RecursionError):
        raise AnnopsError(BAD_RECORD.at(place, "is no JSON text"), exit_code=3) from None
    if record.id != sample:
        message = f"the record is of the sample `{record.id}`, the folder is called `{sample}`"
        hint = f"if it is a copy of samples/{record.id}, move it out of {FOLDER}/"
        raise AnnopsError(BAD_RECORD.at(place, message, hint), exit_code=3)
    return record


def _folders(root: Path) -> list[Path]:
    """Return the folders of samples; those of other programs begin with a dot."""
    found = (root / FOLDER).glob("*/")
    return sorted(folder for folder in found if not folder.name.startswith("."))


def read_sample(
    root: Path, sample: str
) -> tuple[SampleRecord, tuple[SampledAnswer, ...], tuple[Finding, ...]]:
    """Read a sample: its record, the answers to be judged, and what has changed since the draw.

    A finding of severity error means that no figure may rest on the sample.

    Raises:
        AnnopsError: When there is no record (SAM001), or it is damaged or says something else than
            the list and the answers beside it (SAM002).
    """
    record = read_record(root, sample)
    answers, findings = _answers(root, record)
    frame = read_frame(root, record)
    changed = tuple(_frame_findings(record, frame))
    wrong = list(faults(record, answers, None if changed else frame))
    if wrong:
        place = Place(sample_path(sample, RECORD))
        raise AnnopsError(*(BAD_RECORD.at(place, message) for message in wrong), exit_code=3)
    return record, answers, sort_findings((*changed, *findings))


def read_answers(root: Path, sample: str) -> tuple[SampledAnswer, ...]:
    """Read the answers that a sample asks about; none where they, or the sample, are damaged."""
    try:
        return _answers(root, read_record(root, sample))[0]
    except AnnopsError:
        return ()


def read_frame(root: Path, record: SampleRecord) -> bytes | None:
    """Return frame.csv as it was written, unpacked; None where it is missing or damaged.

    One line an item, by id: `item`, `stratum`, `answers` (how many answers of it can be judged).
    """
    for name in FRAMES:
        path = root / sample_path(record.id, name)
        try:
            content = path.read_bytes()
            return _unpacked(content, record.items) if name.endswith(".gz") else content
        except FileNotFoundError:
            continue
        except (OSError, EOFError, zlib.error):
            return None
    return None


def check_samples(root: Path) -> Iterator[Finding]:
    """Give what is wrong with the samples of the folder.

    Yields:
        Findings, sample by sample.
    """
    records, findings = read_records(root)
    yield from findings
    for record in records:
        try:
            yield from read_sample(root, record.id)[2]
        except AnnopsError as error:
            yield from error.findings


def sample_writes(
    record: SampleRecord, frame: bytes, answers: Sequence[SampledAnswer]
) -> tuple[SampleRecord, tuple[Write, ...]]:
    """Return the record with the hash of its answers, and the writes of the three files."""
    text = answers_csv(answers)
    record = record.model_copy(update={"answers_sha256": content_hash(text)})
    packed = record.items > PACKED_FROM
    name = FRAMES[1] if packed else FRAMES[0]
    return record, (
        record_write(record),
        Write(sample_path(record.id, name), _packed(frame) if packed else frame),
        Write(sample_path(record.id, ANSWERS), text),
    )


def record_write(record: SampleRecord) -> Write:
    """Return the write of a sample's record."""
    text = dumps(record.model_dump(by_alias=True, mode="json"))
    return Write(sample_path(record.id, RECORD), text.encode())


def answers_csv(answers: Iterable[SampledAnswer]) -> bytes:
    """Write answers.csv: a header, then one line an answer, in the order given."""
    rows = [_HEADER, *(_cells(answer) for answer in answers)]
    return "".join(f"{','.join(map(_cell, row))}\n" for row in rows).encode()


def _cells(answer: SampledAnswer) -> tuple[str, ...]:
    second = "yes" if answer.second else ""
    return tuple(second if name == "second" else str(getattr(answer, name)) for name in _HEADER)


def _cell(text: str) -> str:
    doubled = text.replace('"', '""')
    return f'"{doubled}"' if _QUOTED.search(text) else text


def _frame_findings(record: SampleRecord, content: bytes | None) -> Iterator[Finding]:
    place = Place(sample_path(record.id, FRAMES[record.items > PACKED_FROM]))
    if content is None:
        yield CHANGED_FRAME.at(place, f"the list of `{record.id}` is missing or cannot be read")
    elif content_hash(content) != record.frame_sha256:
        yield CHANGED_FRAME.at(place, f"this is not the list that `{record.id}` was drawn from")


def _answers(
    root: Path, record: SampleRecord
) -> tuple[tuple[SampledAnswer, ...], tuple[Finding, ...]]:
    place, what = Place(sample_path(record.id, ANSWERS)), f"the answers of `{record.id}`"
    try:
        content = (root / place.file).read_bytes()
    except OSError:
        return (), (CHANGED_ANSWERS.at(place, f"{what} are missing or cannot be read"),)
    if content_hash(content) != record.answers_sha256:
        return (), (CHANGED_ANSWERS.at(place, f"{what} are not those drawn"),)
    try:
        header, *rows = [record.cells for record in csv_records(content.decode()) if record.cells]
        cells = [dict(zip(header, row, strict=True)) for row in rows]
        return tuple(
            SampledAnswer.model_validate({**row, "second": row.get("second") == "yes"})
            for row in cells
        ), ()
    except ValueError:
        return (), (CHANGED_ANSWERS.at(place, f"{what} are no table"),)


def _unpacked(content: bytes, items: int) -> bytes:
    """Unpack a list of so many items, and never more than any such list can hold.

    Raises:
        zlib.error: When it holds more, or is not packed so.
        EOFError: When its end is missing.
    """
    limit = _LONGEST_LINE * (max(0, min(items, _MOST_ITEMS)) + 1)
    packer = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    found = packer.decompress(content, limit)
    if packer.unconsumed_tail:
        raise zlib.error("more than a list of items")
    if not packer.eof:
        raise EOFError
    return found


def _packed(content: bytes) -> bytes:
    """Pack with a header that names no time and no system, so that equal texts pack equally."""
    packer = zlib.compressobj(1, zlib.DEFLATED, -zlib.MAX_WBITS)
    body = packer.compress(content) + packer.flush()
    tail = struct.pack("<LL", zlib.crc32(content), len(content) & 0xFFFFFFFF)
    return b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff" + body + tail
