"""Reads one guideline text: its first lines, which say which version it is, and its words."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from annops.core.finding import Code, Finding, Place, Severity, did_you_mean
from annops.core.guideline import GuidelineText
from annops.workspace.guidelines_body import read_body
from annops.workspace.yaml_places import YamlText, read_yaml

STATUSES = ("draft", "released", "in force", "superseded")
"""What `status` may say. Only `draft` changes anything: a draft may be reworded freely."""

_FENCE = "---"
_NEEDED = ("guideline", "version", "effective_from")

BAD_FRONT_MATTER = Code(
    id="GDL001",
    title="A guideline that does not say which version it is, or since when",
    severity=Severity.WARNING,
    checks="Whether each text in guidelines/ begins with `guideline`, `version` and "
    "`effective_from` between two lines of `---`, and is UTF-8 text.",
    why="Without them nobody can tell which answers were given under which rules.",
    example="`effective_from: next Monday`, or no `version`.",
    remedy="`annops guideline release NAME VERSION` writes what is missing; by hand: begin the "
    'file with `---`, `guideline: NAME`, `version: "1.1"`, `effective_from: 2026-11-09T00:00:00Z`'
    ", `---`, each on a line",
)


def parse_guideline(content: bytes, name: str) -> GuidelineText | Finding:
    """Read the bytes of a guideline.

    Args:
        content: UTF-8 text that begins with front matter.
        name: Path relative to the project folder.

    Returns:
        The text, or what is wrong with its front matter.
    """
    try:
        lines = _lines(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        place = Place(name, content[: error.start].count(b"\n") + 1)
        hint = "save the file as UTF-8 in the editor (Save as, Encoding: UTF-8)"
        return BAD_FRONT_MATTER.at(place, "the guideline is not UTF-8 text", hint)
    end = _end_of_front_matter(lines)
    if end is None:
        message = "the guideline does not say which version it is, or since when"
        if lines[0].strip() == _FENCE:
            message = "the guideline begins with `---`, and no second `---` ends its first lines"
        return BAD_FRONT_MATTER.at(Place(name, 1), message)
    read = read_yaml("\n".join(["", *lines[1:end]]).encode(), name)
    if read.findings:
        return read.findings[0]
    data = read.data if isinstance(read.data, dict) else {}
    wrong = _wrong(data, read)
    if wrong is not None:
        return wrong
    since = datetime.fromisoformat(str(data["effective_from"]))
    moment = since.replace(tzinfo=UTC) if since.tzinfo is None else since.astimezone(UTC)
    return GuidelineText(
        file=name,
        guideline=str(data["guideline"]),
        version=str(data["version"]),
        effective_from=moment,
        body=read_body(list(enumerate(lines[end + 1 :], end + 2))),
        status=data.get("status"),
        labels=_labels(data.get("labels")),
        places={str(key): read.place((key,), key=True) for key in data},
    )


def _lines(text: str) -> list[str]:
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _end_of_front_matter(lines: list[str]) -> int | None:
    """Return the position of the closing `---`; None without front matter."""
    if lines[0].strip() != _FENCE:
        return None
    return next((n for n, line in enumerate(lines[1:], 1) if line.strip() == _FENCE), None)


def missing_keys(content: str) -> tuple[str, ...]:
    r"""Return what the first lines of a guideline do not speak of, though they should.

    All three keys where there are no such lines; none where what stands there cannot be read.

    >>> missing_keys("# Tone"), missing_keys("---\nversion: 1.0\n---\n")
    (('guideline', 'version', 'effective_from'), ('guideline', 'effective_from'))
    """
    lines = _lines(content)
    end = _end_of_front_matter(lines)
    if end is None:
        return () if lines[0].strip() == _FENCE else _NEEDED
    read = read_yaml("\n".join(["", *lines[1:end]]).encode(), "")
    data = read.data if isinstance(read.data, dict) else {}
    usable = not read.findings and (data or not "".join(lines[1:end]).strip())
    return tuple(key for key in _NEEDED if key not in data) if usable else ()


def _wrong(data: Mapping[str, Any], read: YamlText) -> Finding | None:
    """Say what is missing or unreadable in the front matter; None when it is as it should be."""
    missing = [key for key in _NEEDED if not data.get(key) or not isinstance(data[key], str)]
    if missing:
        message = f"the first lines of the guideline lack `{missing[0]}`"
        return BAD_FRONT_MATTER.at(Place(read.file, 1), message)
    try:
        datetime.fromisoformat(data["effective_from"]).astimezone(UTC)
    except (ValueError, OverflowError):
        message = f"`effective_from`: `{data['effective_from']}` is not a moment"
        return BAD_FRONT_MATTER.at(read.place(("effective_from",)), message)
    status = data.get("status")
    if status is not None and status not in STATUSES:
        message = f"`status`: `{status}` is not a status"
        hint = did_you_mean(str(status), STATUSES)
        return BAD_FRONT_MATTER.at(read.place(("status",)), message, hint)
    if _labels(data.get("labels")) is None and data.get("labels") is not None:
        message = "`labels` is neither a list of labels nor lists of labels by question"
        hint = "write `labels: {QUESTION: [LABEL, LABEL]}`"
        return BAD_FRONT_MATTER.at(read.place(("labels",)), message, hint)
    return None


def _labels(value: Any) -> dict[str, tuple[str, ...]] | None:
    """Read `labels`: a list, or lists by question; None for anything else."""
    by_question = {"": value} if isinstance(value, list) else value
    if not isinstance(by_question, dict):
        return None
    if not all(isinstance(labels, list) for labels in by_question.values()):
        return None
    flat = [label for labels in by_question.values() for label in labels]
    if not all(isinstance(label, str) for label in flat):
        return None
    return {str(question): tuple(labels) for question, labels in by_question.items()}
