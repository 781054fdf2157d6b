"""Gives a command's answer in the form asked for: data to stdout or a file, talk to stderr."""

import errno
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from annops.core.document import Section
from annops.core.errors import AnnopsError
from annops.core.finding import Code, Finding, Place, Severity, visible

NOT_WRITABLE = Code(
    id="OUT002",
    title="A file that cannot be written",
    severity=Severity.ERROR,
    checks="Whether the file named by `--output` can be written.",
    why="The answer would be lost.",
    example="`--output` names a folder, or a file that is open in Excel.",
    remedy="close the file, or name another one",
)

_TOLD = 3


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
            from annops.render.json_ import dumps

            return dumps(self.data)
        if form is Form.CSV:
            return self.csv()
        if form is Form.MD:
            from annops.render.markdown import render_sections

            return render_sections(self.sections)
        return "".join(f"{visible(line)}\n" for line in self.lines)


def tell_first(
    findings: Sequence[Finding], others: str = "annops sources --findings"
) -> None:  # fmt: skip
    """Show the first few findings on stderr, and the command that shows the others."""
    for finding in findings[:_TOLD]:
        sys.stderr.write(f"{finding}\n")
    if len(findings) > _TOLD:
        more = len(findings) - _TOLD
        what = "finding" if more == 1 else "findings"
        sys.stderr.write(f"{more} more {what}: `{others}`\n")


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
    written = write_output(output, answer.text(form).encode())
    sys.stderr.write(f"wrote {written}\n")


def write_output(path: Path, content: bytes) -> Path:
    """Write a file that a person named, and return where it was written.

    Raises:
        AnnopsError: When it cannot be written (OUT002), with exit code 4 for a full disk.
    """
    from annops.workspace.atomic import replace_file

    try:
        return replace_file(path, content)
    except OSError as error:
        message = f"cannot be written: {error.strerror}"
        code = 4 if error.errno in {errno.ENOSPC, errno.EDQUOT} else 2
        finding = NOT_WRITABLE.at(Place(path.as_posix()), message)
        raise AnnopsError(finding, exit_code=code) from None
