"""Opens one file outside any project: its format and why, its header, its table or its answers."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from annops.formats.delimited import preview
from annops.formats.dialect import guess_header, sniff
from annops.formats.encoding import GUESSED_ENCODING, recognise_encoding, sample_text
from annops.formats.json_stream import Element, stream
from annops.formats.reading import Answers, Cells, Format, Opened
from annops.formats.registry import open_file, recognise
from annops.project.source import Source
from annops.sources.absent import refuse_absent
from annops.sources.columns import SAMPLE
from annops.sources.names import is_name, strength
from annops.sources.proposal import Proposal, Wishes
from annops.sources.propose import propose_table
from annops.sources.propose_answers import propose_answers
from annops.sources.table import table_of
from annops.tasks.question import Question

_FIRST_TASKS = 100


@dataclass(frozen=True, slots=True)
class Seen:
    """A file as opened and read without a source entry.

    Attributes:
        path: The file on disk.
        opened: Its head and hash.
        form: Its format.
        why: What in its content speaks for the format.
        header: Whether the first record names the columns.
        reading: Its table, or its raw answers.
    """

    path: Path
    opened: Opened
    form: Format
    why: str
    header: bool
    reading: Cells | Answers


def see(path: Path, *, header: bool | None = None) -> Seen:
    """Open and read a file.

    Args:
        path: The file.
        header: Whether the first record names the columns; guessed without it.

    Raises:
        AnnopsError: When the file is not there or cannot be read, or its format is unknown (3).
    """
    refuse_absent(path)
    opened = open_file(path, path.name)
    form = recognise(opened)
    if header is None:
        header = form.name != "delimited" or has_header(preview(opened, Source(path="-"), 200))
    source = Source(path="-", header=header)
    reading = form.read(opened, source, wanted=None)
    clean = all(finding.code != GUESSED_ENCODING.id for finding in reading.findings)
    return Seen(path, opened, form, _why(opened, form, clean=clean), header, reading)


def propose(seen: Seen, wishes: Wishes, known: Mapping[str, Question] | None = None) -> Proposal:
    """Propose a source entry for a file that was read."""
    if isinstance(seen.reading, Answers):
        return propose_answers(seen.reading, _task_keys(seen.path), wishes, known or {})
    table = table_of(
        seen.path.stem, seen.reading.frame, seen.reading.columns, n_sample=SAMPLE,
        header=seen.header,
    )  # fmt: skip
    delimited = seen.form.name == "delimited"
    comma = delimited and sniff(sample_text(seen.opened.head)).delimiter == ","
    return propose_table(replace(table, comma_split=comma), wishes, known)


def has_header(rows: Sequence[Sequence[str]]) -> bool:
    """Say whether the first record names the columns: by words that tools use, or by contrast.

    >>> has_header([["item", "1", "2"], ["a", "1", "1"]]), has_header([["w1", "7", "0"]] * 2)
    (True, False)
    """
    if guess_header(rows):
        return True
    first = [cell.strip() for cell in rows[0]]
    later = [{row[at].strip() for row in rows[1:] if at < len(row)} for at in range(len(first))]
    return any(is_name(cell) and cell not in later[at] for at, cell in enumerate(first))


def _why(opened: Opened, form: Format, *, clean: bool) -> str:
    if form.name == "delimited":
        text = sample_text(opened.head)
        fit = sniff(text)
        sign = {"\t": "tab", ",": "comma", ";": "semicolon", "|": "bar"}.get(
            fit.delimiter, fit.delimiter
        )
        name = recognise_encoding(opened.head).upper().removesuffix("-SIG")
        encoding = name if clean else f"not all {name}"
        return f"{fit.width} cells a record, {sign} between them, {encoding}"
    return {
        "label-studio": "tasks with `data` and `annotations`",
        "jsonl": "JSON objects, one a record",
        "parquet": "begins with PAR1",
        "xlsx": "a ZIP archive with a workbook",
    }.get(form.name, "by its content")


def _task_keys(path: Path) -> dict[str, str]:
    """Return the keys of the first tasks' data that speak for a breakdown, by field."""
    keys: dict[str, None] = {}
    for task in _first_tasks(path):
        for holder in ("data", "meta"):
            inner = task.get(holder)
            if isinstance(inner, dict):
                keys |= dict.fromkeys(f"{holder}.{key}" for key in inner)
    found: dict[str, str] = {}
    for what in ("locale", "batch", "vendor"):
        named = [(strength(what, key), key) for key in keys]
        exact = [(rank, key) for (weight, rank), key in named if weight == 2]
        if exact:
            found[what] = min(exact)[1]
    return found


def _first_tasks(path: Path) -> list[dict[str, Any]]:
    with path.open("rb") as handle:
        head = handle.read(4 << 20)
    for way in ((), ("tasks",), ("projects", "tasks")):
        tasks: list[dict[str, Any]] = []
        for element in stream(io.BytesIO(head), way):
            value = element.value if isinstance(element, Element) else None
            if isinstance(value, dict) and isinstance(value.get("data"), dict):
                tasks.append(value)
            if value is None or len(tasks) == _FIRST_TASKS or (not tasks and way == ()):
                break
        if tasks:
            return tasks
    return []
