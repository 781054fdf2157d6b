"""Adds and changes risks and issues: what both are asked for, in one definition."""

import sys
from collections.abc import Mapping
from pathlib import Path

from annops.registers.closing import with_day_of_closing
from annops.registers.needing import Titled
from annops.workspace.open import open_workspace
from annops.workspace.register_edits import add_record, change_record


def add_titled(
    register: type[Titled],
    title: str,
    fields: Mapping[str, str],
    project: Path | None,
    as_of: str | None,
    *,
    dry_run: bool,
) -> None:
    """Add a record and say so; one that is open under the same title is named instead.

    Raises:
        AnnopsError: When a value is none that its column takes (REG005).
    """
    workspace = open_workspace(project)
    words, opened = title.strip(), workspace.today(as_of).isoformat()

    def there(row: Titled) -> bool:
        return row.title.casefold() == words.casefold() and row.status != "closed"

    cells = {**fields, "title": words, "opened": opened}
    row, said = add_record(
        workspace, register, cells, there=there, naming=(words, opened), dry_run=dry_run
    )
    command = f"annops {register.ONE} edit {row.id} --owner NAME"
    sys.stdout.write(said + ("" if row.owner or dry_run else f"next: {command}\n"))


def change_titled(
    register: type[Titled],
    given: str,
    fields: Mapping[str, str],
    project: Path | None,
    as_of: str | None,
    *,
    dry_run: bool,
) -> None:
    """Change some fields of a record and say so; a status that closes it gets the day.

    Raises:
        AnnopsError: When no record, or several, have the id (REG004), or a value is none that its
            column takes (REG005).
    """
    workspace = open_workspace(project)
    day = workspace.today(as_of)

    def wanted(row: Titled) -> Mapping[str, str]:
        return with_day_of_closing(fields, row.status, day)

    _, said = change_record(workspace, register, given, fields, settle=wanted, dry_run=dry_run)
    sys.stdout.write(said)
