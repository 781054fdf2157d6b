"""Gives a command's answer in the form asked for: data to stdout or a file, talk to stderr."""

import json
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from annops.core.document import Column, Kind, Section, Table
from annops.core.errors import AnnopsError
from annops.core.estimate import Estimate
from annops.core.finding import Code, Place, Severity

NOT_WRITABLE = Code(
    id="OUT002",
    title="A file that cannot be written",
    severity=Severity.ERROR,
    checks="Whether the file named by `--output` can be written.",
    why="The answer would be lost.",
    example="`--output` names a folder, or a file that is open in Excel.",
    remedy="close the file, or name another one",
)
_NUMBER = re.compile(r"[+-]?(\d+([.,]\d*)?|[.,]\d+)([eE][+-]?\d+)?")


class Form(StrEnum):
    """Forms of the answer on stdout."""

    TEXT = "text"
    JSON = "json"
    MD = "md"
    CSV = "csv"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a measuring command has to say, in every form it may be asked for.

    Attributes:
        lines: The everyday answer: at most a dozen lines, the figure first.
        sections: The whole answer.
        data: The whole answer for machines.
        csv: Gives the one table that stands for the answer in a spreadsheet.
    """

    lines: Sequence[str]
    sections: Sequence[Section]
    data: Mapping[str, Any]
    csv: Callable[[], str]

    def text(self, form: Form) -> str:
        """Write the answer in a form; ends with a line end."""
        if form is Form.JSON:
            return canonical_json(self.data)
        if form is Form.CSV:
            return self.csv()
        if form is Form.MD:
            from annops.render.markdown import render_sections

            return render_sections(self.sections)
        return "".join(f"{line}\n" for line in self.lines)


def emit(answer: Answer, form: Form, output: Path | None = None) -> None:
    """Print the answer; with `output` write it to that file and name the file on stderr.

    A file is written in the form of its ending (`.json`, `.md`, `.csv`) unless another form than
    text was asked for.

    Raises:
        AnnopsError: When the file cannot be written (OUT002).
    """
    if output is None or str(output) == "-":
        sys.stdout.write(answer.text(form))
        return
    ending = output.suffix.removeprefix(".").lower()
    if form is Form.TEXT and ending in set(Form):
        form = Form(ending)
    written = _write(output, answer.text(form).encode())
    sys.stderr.write(f"wrote {written}\n")


def _write(path: Path, content: bytes) -> Path:
    from annops.workspace.atomic import replace_file

    try:
        return replace_file(path, content)
    except OSError as error:
        message = f"cannot be written: {error.strerror}"
        raise AnnopsError(NOT_WRITABLE.at(Place(path.as_posix()), message)) from None


def canonical_json(data: object) -> str:
    r"""Write JSON so that equal figures have equal bytes: sorted keys, 12 significant digits, LF.

    >>> canonical_json({"b": 0.1 + 0.2, "a": None})
    '{\n "a": null,\n "b": 0.3\n}\n'
    """
    return json.dumps(_canonical(data), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _canonical(value: object) -> object:
    from annops.render.numbers import float_value

    if isinstance(value, float):
        return float_value(value)
    if isinstance(value, Mapping):
        return {str(key): _canonical(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_canonical(part) for part in value]
    return value


def table_csv(table: Table) -> str:
    """Write a table as CSV: an estimate takes four columns, an undefined number is blank."""
    import csv
    from io import StringIO

    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([name for column in table.columns for name in _headers(column)])
    for row in table.rows:
        pairs = zip(table.columns, row, strict=True)
        writer.writerow([cell for column, value in pairs for cell in _cells(column, value)])
    return out.getvalue()


def _headers(column: Column) -> tuple[str, ...]:
    if column.kind is not Kind.ESTIMATE:
        return (column.key,)
    return (column.key, f"{column.key}_low", f"{column.key}_high", f"{column.key}_n")


def _cells(column: Column, value: Any) -> tuple[str, ...]:
    if column.kind is not Kind.ESTIMATE:
        return (_cell(value),)
    if not isinstance(value, Estimate):
        return ("", "", "", "")
    return tuple(_cell(part) for part in (value.value, value.low, value.high, value.n))


def _cell(value: Any) -> str:
    from annops.render.numbers import float_text

    if value is None:
        return ""
    return float_text(value) if isinstance(value, float) else guarded(str(value))


def guarded(text: str) -> str:
    """Keep spreadsheets from taking a text for a formula: an apostrophe in front, never else.

    >>> guarded("=1+1"), guarded("-5"), guarded("plain")
    ("'=1+1", '-5', 'plain')
    """
    risky = text[:1] in {"=", "+", "-", "@", "\t", "\r", "'"} and not _NUMBER.fullmatch(text)
    return f"'{text}" if risky else text
