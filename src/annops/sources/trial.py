"""Loads one file as a source entry says, under a definition that need not be on disk."""

from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from annops.project.columns import normalised
from annops.project.definition import Definition, definition_model
from annops.project.source import Source
from annops.workspace.load import Loaded, LoadedFile, assemble, read_file

COLUMNS = ("submitted_at", "seconds", "locale", "batch", "vendor")


def definition_of(
    source: Mapping[str, Any],
    questions: Mapping[str, Any],
    base: Definition | None = None,
) -> Definition:
    """Return a definition with one source and these questions besides those of `base`."""
    made = definition_model().model_validate(
        {
            "project": "look",
            "breakdowns": [],
            "questions": dict(questions),
            "sources": [{"path": "-", **source}],
        }
    )
    update: dict[str, Any] = {}
    if base is not None:
        update = {"questions": {**base.questions, **made.questions},
                  "breakdowns": base.breakdowns}  # fmt: skip
    return normalised(made.model_copy(update=update))


def try_out(path: Path, definition: Definition, source: Source | None = None) -> Loaded:
    """Load a file by the definition's first source, or the one given; nothing is kept on disk.

    Raises:
        AnnopsError: When the file cannot be read so.
    """
    entry = source or definition.sources[0]
    definition = definition.model_copy(update={"sources": (entry,)})
    with TemporaryDirectory(prefix="annops-") as scratch:
        ledger, answers = read_file(Path(scratch), path, definition, entry, None)
        file = LoadedFile(ledger.file, 0, 0, answers, ledger)
        return assemble((file,), answers.findings, definition, COLUMNS)
