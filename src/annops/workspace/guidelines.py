"""Reads the guidelines of a project folder: which version of which took effect when."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from annops.core.finding import Finding, Place, sort_findings
from annops.core.guideline import GuidelineText
from annops.workspace.guidelines_text import BAD_FRONT_MATTER, parse_guideline

FOLDER = "guidelines"
_NOT_GUIDELINES = ("readme.md", "changelog.md")


@dataclass(frozen=True, slots=True)
class GuidelineVersion:
    """One version of one guideline, in force from a moment until the next version's.

    Attributes:
        guideline: Name that questions refer to.
        version: Version as written.
        effective_from: The moment, UTC.
        file: Path relative to the project folder.
    """

    guideline: str
    version: str
    effective_from: datetime
    file: str


def is_guideline(name: str) -> bool:
    """Whether a path below the project folder is a guideline's text by its name."""
    parts = name.split("/")
    inside = len(parts) > 1 and parts[0] == FOLDER
    return inside and name.endswith(".md") and parts[-1].lower() not in _NOT_GUIDELINES


def text_files(root: Path) -> list[str]:
    """List the files of guidelines/ that hold a guideline's text, by name."""
    names = (path.relative_to(root).as_posix() for path in (root / FOLDER).glob("**/*.md"))
    return sorted(name for name in names if is_guideline(name))


def read_texts(root: Path) -> tuple[tuple[GuidelineText, ...], tuple[Finding, ...]]:
    """Read every text in guidelines/, by file; what cannot be read is a finding."""
    texts: list[GuidelineText] = []
    findings: list[Finding] = []
    for name in text_files(root):
        try:
            found = parse_guideline((root / name).read_bytes(), name)
        except OSError as error:
            message = f"the guideline cannot be read: {error.strerror}"
            found = BAD_FRONT_MATTER.at(Place(name), message)
        if isinstance(found, GuidelineText):
            texts.append(found)
        else:
            findings.append(found)
    return tuple(texts), sort_findings(findings)


def read_guidelines(root: Path) -> tuple[tuple[GuidelineVersion, ...], tuple[Finding, ...]]:
    """Read every guideline version of the project once, by guideline and time; no drafts."""
    texts, findings = read_texts(root)
    versions: dict[tuple[str, str], GuidelineVersion] = {}
    for t in sorted((t for t in texts if not t.is_draft), key=lambda t: not t.is_current_file):
        version = GuidelineVersion(t.guideline, t.version, t.effective_from, t.file)
        versions.setdefault((t.guideline, t.version), version)
    ordered = sorted(versions.values(), key=lambda v: (v.guideline, v.effective_from, v.version))
    return tuple(ordered), findings
