"""Reads from the project folder what guideline checks look at."""

import posixpath
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote

from annops.core.errors import AnnopsError
from annops.core.finding import Code, Finding, Severity
from annops.core.guideline import GuidelineText, Release
from annops.guideline.model import Before, Governed, Subject, Use
from annops.guideline.versions import spans
from annops.project.definition import Definition
from annops.workspace.guidelines import read_texts, text_files
from annops.workspace.guidelines_git import Earlier, read_earlier
from annops.workspace.guidelines_lock import LOCK, read_lock
from annops.workspace.root import DEFINITION
from annops.workspace.yaml_places import YamlText, read_yaml

NOT_LOOKED = Code(
    id="GDL004",
    title="Answers that could not be looked at",
    severity=Severity.NOTE,
    checks="Whether exports with a guideline column can be read, to see which versions they name.",
    why="Answers under a version that was not in force go unnoticed until they can.",
    example="A copy of the project without its exports, as on a build server.",
    remedy="run the check where the exports are, or pass `--no-read` to leave them out",
)


def gather(
    root: Path, definition: Definition, text: YamlText, *, answers: bool = True
) -> tuple[Subject, tuple[Finding, ...]]:
    """Read guidelines, release record, link targets and what answers say of versions.

    Args:
        root: The project folder.
        definition: Its definition.
        text: The definition's text, for places.
        answers: Whether to look at answers; only sources with a guideline column are affected.

    Returns:
        What checks look at, and what could not be read.
    """
    texts, findings = read_texts(root)
    releases, wrong = read_lock(root)
    subject = Subject(
        texts=texts,
        releases=releases,
        governed=tuple(_governed(definition, text)),
        known=texts,
        present=frozenset(_present(root, texts)),
        files=frozenset(text_files(root)),
        records_asked=not wrong,
    )
    if answers and names_versions(definition):
        try:
            subject = replace(subject, uses=_uses(root, definition, subject))
        except AnnopsError as error:
            first = error.findings[0]
            wrong = (
                *wrong,
                NOT_LOOKED.at(first.place, f"answers were not looked at: {first.message}"),
            )
    return subject, (*findings, *wrong)


def since(
    root: Path, subject: Subject, findings: Sequence[Finding], revision: str
) -> tuple[Subject, tuple[Finding, ...]]:
    """Narrow down to the guidelines that differ from an earlier state, and compare with it.

    A guideline is looked at when one of its texts, releases or questions differs.

    Raises:
        AnnopsError: When the earlier state is not at hand (GDL003).
    """
    earlier = read_earlier(root, revision)
    names = _differing(root, subject, earlier)
    before = Before(
        revision,
        tuple(text for text in earlier.texts if text.guideline in names),
        {name: own for name, own in (earlier.releases or {}).items() if name in names}
        if earlier.releases is not None
        else None,
    )
    texts = tuple(text for text in subject.texts if text.guideline in names)
    old = {text.file for text in earlier.texts}
    read = {text.file for text in subject.texts}
    kept = [f for f in findings if f.place is None or f.place.file == LOCK or _newly(f, old, read)]
    return replace(subject, texts=texts, before=before), tuple(kept)


def _newly(finding: Finding, old: set[str], read: set[str]) -> bool:
    """Whether a text that cannot be read could be read then; a new one counts as well."""
    file = finding.place.file if finding.place else ""
    return file in old or file not in read


def _differing(root: Path, subject: Subject, earlier: Earlier) -> set[str]:
    texts = {_identity(t) for t in subject.texts} ^ {_identity(t) for t in earlier.texts}
    now = (root / DEFINITION).read_bytes()
    questions = _questions(now) ^ _questions(earlier.definition)
    names = {str(name) for name, *_ in texts} | {name for name, _ in questions}
    for name in {*(subject.releases or {}), *(earlier.releases or {})}:
        here, there = ((r or {}).get(name) for r in (subject.releases, earlier.releases))
        names |= {name} if _plain(here) != _plain(there) else set()
    return names


def _identity(text: GuidelineText) -> tuple[object, ...]:
    """Return what a person sees of a text; line numbers of the front matter do not count."""
    labels = tuple(sorted((text.labels or {}).items()))
    body = text.body
    return (
        text.guideline, text.file, text.version, text.effective_from, text.status, labels,
        body.sha256, tuple(key for key, _ in body.entries), tuple(li.target for li in body.links),
    )  # fmt: skip


def _questions(definition: bytes | None) -> set[tuple[str, str]]:
    """Return what a definition says of the questions that a guideline governs, by guideline."""
    data = read_yaml(definition or b"", DEFINITION).data
    questions = data.get("questions") if isinstance(data, dict) else None
    if not isinstance(questions, dict):
        return set()
    said = [(name, q) for name, q in questions.items() if isinstance(q, dict)]
    return {(str(q.get("guideline")), f"{name} {q}") for name, q in said}


def _plain(releases: Sequence[Release] | None) -> list[Release]:
    return [replace(release, line=0) for release in releases or ()]


def _governed(definition: Definition, text: YamlText) -> Iterator[Governed]:
    for name, question in definition.questions.items():
        if question.guideline is not None:
            labels = tuple(str(label) for label in getattr(question, "labels", ()))
            place = text.place(("questions", name, "labels" if labels else "guideline"))
            named = text.place(("questions", name, "guideline"))
            yield Governed(name, question.guideline, labels, place, named)


def _present(root: Path, texts: Sequence[GuidelineText]) -> Iterator[tuple[str, str]]:
    """Find the links whose file exists; `/x` is looked for from the project folder up.

    Yields:
        File of the link, and the path as it stands there.
    """
    for text in texts:
        for path in {link.target.partition("#")[0] for link in text.body.links} - {""}:
            if any(found.exists() for found in _meant(root, text.file, unquote(path))):
                yield text.file, path


def _meant(root: Path, file: str, path: str) -> list[Path]:
    if "\0" in path or len(path) > 1000:
        return []
    if path.startswith("/"):
        return [folder / path.lstrip("/") for folder in (root, *root.parents)][:-1]
    return [root / posixpath.dirname(file) / path]


def names_versions(definition: Definition) -> bool:
    """Whether any source has a column, or a fixed text, for the guideline version."""
    return any("guideline" in {*s.columns, *s.fixed} for s in definition.sources)


def _uses(root: Path, definition: Definition, subject: Subject) -> tuple[Use, ...]:
    from annops.guideline.uses import version_uses
    from annops.workspace.load import load_annotations

    columns = ("guideline", "submitted_at")
    frame = load_annotations(root, definition, columns=columns).frame
    names = {governed.guideline for governed in subject.governed}
    releases = subject.releases or {}
    known = {name: spans(subject.of(name), releases.get(name)) for name in names}
    return version_uses(frame, subject.governed, known)
