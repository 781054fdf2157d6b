"""Reads which version of which guideline took effect when, from the front matter of the texts."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from annops.core.finding import Code, Finding, Place, Severity, sort_findings

FOLDER = "guidelines"

BAD_FRONT_MATTER = Code(
    id="GDL001",
    title="A guideline that does not say which version it is, or since when",
    severity=Severity.WARNING,
    checks="Whether each text in guidelines/ begins with `guideline`, `version` and "
    "`effective_from` between two lines of `---`.",
    why="Without them nobody can tell which answers were given under which rules.",
    example="`effective_from: next Monday`, or no `version`.",
    remedy='begin the file with `---`, `guideline: NAME`, `version: "1.1"`, '
    "`effective_from: 2026-11-09T00:00:00Z`, `---`",
)


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


def read_guidelines(root: Path) -> tuple[tuple[GuidelineVersion, ...], tuple[Finding, ...]]:
    """Read every guideline version of the project, by guideline and time."""
    versions: list[GuidelineVersion] = []
    findings: list[Finding] = []
    for path in sorted((root / FOLDER).glob("**/*.md")):
        name = path.relative_to(root).as_posix()
        if path.name.lower() == "readme.md":
            continue
        found = _version(path, name)
        if isinstance(found, GuidelineVersion):
            versions.append(found)
        else:
            findings.append(found)
    ordered = sorted(versions, key=lambda v: (v.guideline, v.effective_from, v.version))
    return tuple(ordered), sort_findings(findings)


def _version(path: Path, name: str) -> GuidelineVersion | Finding:
    from annops.workspace.yaml_places import read_yaml

    try:
        head = path.read_bytes().removeprefix(b"\xef\xbb\xbf")
    except OSError as error:
        return BAD_FRONT_MATTER.at(Place(name), f"the guideline cannot be read: {error.strerror}")
    lines = head.replace(b"\r\n", b"\n").split(b"\n")
    if lines[0].strip() != b"---" or b"---" not in (line.strip() for line in lines[1:]):
        return BAD_FRONT_MATTER.at(Place(name, 1), "the guideline has no front matter")
    end = next(n for n, line in enumerate(lines[1:], 1) if line.strip() == b"---")
    read = read_yaml(b"\n".join([b"", *lines[1:end]]), name)
    if read.findings:
        return read.findings[0]
    data = read.data if isinstance(read.data, dict) else {}
    missing = [key for key in ("guideline", "version", "effective_from") if not data.get(key)]
    if missing:
        message = f"the guideline's front matter lacks `{missing[0]}`"
        return BAD_FRONT_MATTER.at(Place(name, 1), message)
    try:
        since = datetime.fromisoformat(str(data["effective_from"]))
    except ValueError:
        message = f"`effective_from`: `{data['effective_from']}` is not a moment"
        return BAD_FRONT_MATTER.at(read.place(("effective_from",)), message)
    moment = since.replace(tzinfo=UTC) if since.tzinfo is None else since.astimezone(UTC)
    return GuidelineVersion(str(data["guideline"]), str(data["version"]), moment, name)
