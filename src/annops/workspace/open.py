"""A project folder, opened: its definition, its annotations and items, and the door to write."""

import sys
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from annops.core.changeset import ChangeSet, Write
from annops.project.definition import Definition

if TYPE_CHECKING:
    from annops.core.annotations import Annotations
    from annops.core.items import Items

UNCHANGED = "nothing would change\n"
"""What a dry run says instead of a diff."""


@dataclass(frozen=True, slots=True)
class Workspace:
    """One project folder.

    Attributes:
        root: The folder that holds annops.yaml.
        definition: What annops.yaml states.
    """

    root: Path
    definition: Definition

    def annotations(self, columns: Iterable[str] = ()) -> "Annotations":
        """Load all answers with the named extra columns (`submitted_at`, breakdowns ...).

        Raises:
            AnnopsError: When a source names no file or a file cannot be read at all.
        """
        from annops.workspace.load import load_annotations

        return load_annotations(self.root, self.definition, columns=columns)

    def items(self) -> "Items":
        """List the project's items: from manifests if there are any, else from the exports."""
        from annops.workspace.load_items import load_items

        return load_items(self.root, self.definition)

    def today(self, as_of: str | None) -> date:
        """Return the day given as `2026-11-20`, else today in the project's time zone.

        Raises:
            AnnopsError: When the text is no day (USE001).
        """
        from annops.workspace.clock import today

        return today(as_of, self.definition.zone)

    def result_write(self, period: str, name: str, text: str) -> Write:
        """Return the write of a result file, results/<period>/<name>.json."""
        return Write(f"results/{period}/{name}.json", text.encode())

    def apply(self, changes: ChangeSet, *, dry_run: bool = False) -> str:
        """Write the changes whole or not at all; with `dry_run` return the diff instead.

        What happened on the way (a file held open, an earlier run finished, a dry run that would
        change nothing) is said on stderr.

        Returns:
            The diff of a dry run, else the list of files written, one a line.
        """
        from annops.workspace.changes import apply, preview

        if dry_run:
            diff = preview(self.root, changes)
            sys.stderr.write("" if diff else UNCHANGED)
            return diff
        for finding in apply(self.root, changes):
            sys.stderr.write(f"{finding}\n")
        return "\n".join(write.path for write in changes.writes)


def open_workspace(project: Path | None = None) -> Workspace:
    """Open the project folder given, or the one that holds the current folder.

    A change that a killed run left half done is finished or undone first, and said on stderr.

    Raises:
        AnnopsError: When there is none, or its definition is wrong.
    """
    from annops.workspace.changes import recover
    from annops.workspace.definition import open_definition
    from annops.workspace.root import find_root

    root = find_root(Path.cwd(), project)
    for sentence in recover(root):
        sys.stderr.write(f"{sentence}\n")
    return Workspace(root, open_definition(root))
