"""Edits a guideline's first lines and changelog as text, so that everything else stays."""

import re
from collections.abc import Mapping
from datetime import datetime

from annops.core.guideline import GuidelineText

HEADING = "## Changelog"
_ENTRY = re.compile(r"(\s*(?:[-*+]|#{1,6})\s+\S+) \((\d{4}-\d\d-\d\d)\): (.*?)(\r?)")
_ENTRY_OR_HEADING = re.compile(r"(?:[-*+]|#{1,6})\s")


def with_front_matter(content: str, text: GuidelineText, values: Mapping[str, str]) -> str:
    """Set keys of the front matter and drop `status: draft`; comments and line ends stay.

    Args:
        content: The file as it is.
        text: What was read from it.
        values: YAML text by key; the keys are there already.
    """
    lines = content.split("\n")
    for key, value in values.items():
        at = (text.place(key).line or 1) - 1
        end = "\r" if lines[at].endswith("\r") else ""
        comment = re.search(r"\s+#[^\"']*$", lines[at].rstrip("\r"))
        lines[at] = f"{key}: {value}{comment[0] if comment else ''}{end}"
    if text.is_draft:
        del lines[(text.place("status").line or 1) - 1]
    return "\n".join(lines)


def with_first_lines(content: str, values: Mapping[str, str]) -> str:
    r"""Add keys to the lines between two `---` that begin a file, which are made where missing.

    >>> with_first_lines("# Tone\n", {"guideline": "tone"})
    '---\nguideline: tone\n---\n# Tone\n'
    """
    if not values:
        return content
    end = "\r\n" if "\r\n" in content else "\n"
    added = "".join(f"{key}: {value}{end}" for key, value in values.items())
    plain = content.removeprefix("\ufeff")
    first, _, rest = plain.partition("\n")
    if first.strip() == "---":
        return f"---{end}{added}{rest}"
    return f"---{end}{added}---{end}{plain}"


def with_entry(content: str, text: GuidelineText, entry: str) -> str:
    """Add an entry to the changelog, newest first; the changelog is made where there is none.

    Args:
        content: The file as it is; its lines are those that `text` was read from.
        text: What was read from it.
        entry: The entry, without a list dash.
    """
    end = "\r\n" if "\r\n" in content else "\n"
    line = text.body.changelog
    if line is None:
        return content.rstrip("\r\n") + f"{end}{end}{HEADING}{end}{end}- {entry}{end}"
    lines = content.split("\n")
    first = text.body.entries[0][1] - 1 if text.body.entries else None
    if first is not None:
        lead = re.match(r"\s*([-*+]|#{1,6})\s", lines[first])
        mark = lead[1] if lead else "-"
        added = [f"{mark} {entry}"] + ([""] if mark.startswith("#") else [])
        lines[first:first] = [part + end[:-1] for part in added]
    else:
        lines[line:line] = [end[:-1], f"- {entry}{end[:-1]}"]
    return "\n".join(lines)


def with_corrected_entry(
    content: str, at: int, note: str | None, days: tuple[datetime, datetime]
) -> str | None:
    """Correct words and day of an entry that is of the form of `with_entry`, on one line.

    Args:
        content: The file as it is.
        at: Line of the entry, from 1.
        note: Its new words; None to leave them.
        days: When the version took effect so far, and when it does now; an entry with another day
            keeps it.

    Returns:
        The new content; None where the entry is of another form.
    """
    lines = content.split("\n")
    found = _ENTRY.fullmatch(lines[at - 1])
    following = lines[at].rstrip("\r") if at < len(lines) else ""
    if found is None or (following and not _ENTRY_OR_HEADING.match(following)):
        return None
    before, after = (f"{day:%Y-%m-%d}" for day in days)
    day = after if found[2] == before else found[2]
    lines[at - 1] = f"{found[1]} ({day}): {found[3] if note is None else note}{found[4]}"
    return "\n".join(lines)
