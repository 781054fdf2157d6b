"""Options that commands share: one word, one help text, one meaning."""

from pathlib import Path
from typing import Annotated

import typer

from annops.workspace.emit import Form

ProjectOption = Annotated[
    Path | None, typer.Option("--project", help="Project folder; found by walking up.")
]
AsOfOption = Annotated[str | None, typer.Option("--as-of", help="Day that counts as today.")]
FormOption = Annotated[
    Form, typer.Option("--format", envvar="ANNOPS_FORMAT", help="Form of the answer.")
]
OutputOption = Annotated[
    Path | None, typer.Option("--output", help="Write the answer to this file.")
]
DryRunOption = Annotated[
    bool, typer.Option("--dry-run", help="Show what would be written, write nothing.")
]
