"""Finds the text to release, and gives it the first lines that it lacks."""

import json
import re
from collections.abc import Sequence
from datetime import UTC, datetime, time
from pathlib import Path

from annops.core.errors import AnnopsError
from annops.core.finding import Code, Finding, Place, Severity, did_you_mean
from annops.core.guideline import GuidelineText
from annops.guideline.edit import with_first_lines
from annops.guideline.model import ReleaseOptions
from annops.workspace.guidelines import FOLDER, text_files
from annops.workspace.guidelines_lock import moment_text
from annops.workspace.guidelines_text import missing_keys, parse_guideline

UNKNOWN = Code(
    id="GDL031",
    title="A guideline that does not exist",
    severity=Severity.ERROR,
    checks="Whether guidelines/ holds the guideline to be released.",
    why="A release records the text that is there.",
    example="`annops guideline release tune 1.1` where guidelines/tone.md is meant.",
    remedy="name one of the guidelines of `annops guideline list`, or write the text first",
)


def text_to_release(
    root: Path, texts: Sequence[GuidelineText], options: ReleaseOptions
) -> tuple[GuidelineText, str]:
    """Return the text that a release is about, and its content.

    First lines that do not speak of name, version or day are given them; the file is not written.

    Raises:
        AnnopsError: When there is no such file (GDL031), or its first lines are wrong (GDL001).
    """
    mine = [text for text in texts if text.guideline == options.name and text.is_current_file]
    file = mine[0].file if mine else f"{FOLDER}/{options.name}.md"
    if file not in text_files(root):
        raise AnnopsError(_unknown(options.name, sorted({text.guideline for text in texts})))
    held = (root / file).read_bytes()
    try:
        content = held.decode("utf-8")
    except UnicodeDecodeError:
        content = ""  # what is read from the bytes says where
    if not mine and content:
        content = _opened(content, options)
        held = content.encode()
    read = mine[0] if mine else parse_guideline(held, file)
    if isinstance(read, Finding):
        raise AnnopsError(read)
    if read.guideline != options.name:
        message = f"{file} says that it is guideline `{read.guideline}`"
        hint = f"write `guideline: {options.name}` in its first lines, or name the file otherwise"
        raise AnnopsError(UNKNOWN.at(read.place("guideline"), message, hint))
    return read, content


def _unknown(name: str, others: Sequence[str]) -> Finding:
    write = (
        f"write its rules into {FOLDER}/{name}.md, a line each (`- R1: ...`), then run this "
        "again; name, version and day are put in for you"
    )
    hint = f"{did_you_mean(name, others)}; for a new one {write}" if others else write
    message = f"there is no guideline `{name}` in {FOLDER}/{name}.md"
    return UNKNOWN.at(Place(f"{FOLDER}/{name}.md"), message, hint)


def _opened(content: str, options: ReleaseOptions) -> str:
    """Return the content with the first lines it lacks."""
    name = options.name
    effective = options.effective or datetime.combine(options.today, time.min, UTC)
    values = {
        "guideline": name if re.fullmatch(r"\w[\w.-]*", name) else json.dumps(name),
        "version": f'"{options.version}"',
        "effective_from": moment_text(effective),
    }
    return with_first_lines(content, {key: values[key] for key in missing_keys(content)})
