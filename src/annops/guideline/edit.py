"""Edits a guideline's front matter and changelog as text, so that everything else stays."""

import re
from collections.abc import Mapping

from annops.core.guideline import GuidelineText

HEADING = "## Changelog"


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


def with_entry(content: str, text: GuidelineText, entry: str) -> str:
    """Add an entry to the changelog, newest first; the changelog is made where there is none.

    A version that has an entry keeps it as it is.

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
