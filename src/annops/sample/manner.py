"""How `annops sample` works and answers, besides what it is asked for."""

from dataclasses import dataclass
from pathlib import Path

from annops.workspace.emit import Form


@dataclass(frozen=True, slots=True)
class Manner:
    """How the command works and answers.

    Attributes:
        project: Project folder, None for the one around the current folder.
        form: Form of the answer.
        as_of: Day that counts as today, None for the clock's.
        by_whom: Who draws, None for who saves here.
        plan_only: Whether only the plan is shown.
        dry_run: Whether nothing is written, only shown.
        explain: Whether all tables are shown, and how the draw works.
    """

    project: Path | None = None
    form: Form = Form.TEXT
    as_of: str | None = None
    by_whom: str | None = None
    plan_only: bool = False
    dry_run: bool = False
    explain: bool = False
