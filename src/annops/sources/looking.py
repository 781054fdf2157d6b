"""What `annops look` does between its file and its answer: opens, proposes, loads, measures."""

import sys
from pathlib import Path
from shutil import copyfileobj
from tempfile import TemporaryDirectory
from typing import Any

from annops.core.finding import Finding
from annops.project.source import FIELDS
from annops.sources.look_result import file_facts, look_result
from annops.sources.model import LookResult
from annops.sources.oddities import Evidence, oddities
from annops.sources.proposal import Proposal, Wishes
from annops.sources.seen import Seen, propose, see
from annops.sources.trial import definition_of, try_out

STDIN = "-"
"""What stands for standard input where a file is named."""


def look_at_stdin() -> LookResult:
    """Look at what comes in by standard input, kept in a file only meanwhile.

    Raises:
        AnnopsError: As `look_at` does.
    """
    with TemporaryDirectory(prefix="annops-") as scratch:
        path = Path(scratch) / "stdin"
        with path.open("wb") as kept:
            copyfileobj(sys.stdin.buffer, kept)
        return look_at(path).model_copy(update={"file": STDIN})


def look_at(path: Path) -> LookResult:
    """Look at a file that belongs to no project.

    Raises:
        AnnopsError: When the file cannot be opened, or is in no format annops reads (3).
    """
    seen = see(path)
    proposal = propose(seen, Wishes())
    loaded, questions = None, {}
    if proposal.source.get("columns", True) and not _unanswered(proposal):
        definition = definition_of(proposal.source, _all_questions(proposal))
        loaded = try_out(path, definition)
        questions = dict(definition.questions)
    findings = seen.reading.findings if loaded is None else loaded.annotations.findings
    ledger = loaded.annotations.ledger.files[0] if loaded else None
    rows = loaded.rows if loaded else None
    about = {
        "file": path.name,
        "sha256": seen.opened.sha256,
        "size": path.stat().st_size,
        "format": seen.form.name,
        "title": seen.form.title,
        "why": seen.why,
        **(file_facts(ledger) if ledger else _records(seen)),
    }
    told = (*proposal.oddities, *_about_shape(seen))
    found = oddities(Evidence(rows, ledger, _unique(findings), told))
    return look_result(about, proposal, rows, questions, found)


def _unanswered(proposal: Proposal) -> bool:
    """Say whether a table's column of answers is not known, so that nothing can be loaded."""
    layout = proposal.source.get("layout")
    columns = proposal.source.get("columns", {})
    if layout == "long":
        return "answer" not in columns
    if layout == "wide-questions":
        return not proposal.questions
    return layout is not None and "annotators" not in columns


def _all_questions(proposal: Proposal) -> dict[str, Any]:
    """Return the proposed questions; one whose labels are not known is read as text."""
    source = proposal.source
    asked = [source.get("question"), *source.get("questions", {}).values()]
    if source.get("layout") == "wide-questions":
        asked += [name for name in source["columns"] if name not in FIELDS]
    unknown = {name: {"type": "text"} for name in asked if name and name not in FIELDS}
    return {**unknown, **proposal.questions}


def _records(seen: Seen) -> dict[str, int]:
    return {"records": seen.reading.n_records, "unreadable": len(seen.reading.unreadable)}


def _about_shape(seen: Seen) -> tuple[str, ...]:
    columns = getattr(seen.reading, "columns", None)
    if seen.form.name == "delimited" and columns is not None and len(columns) == 1:
        return ("every record has one cell only: this may be no table at all",)
    return ()


def _unique(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    return tuple(dict.fromkeys(findings))
