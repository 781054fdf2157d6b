"""What `annops demo` does: copies an example, reports on its last week, tells what was planted."""

import json
from pathlib import Path

import typer

from annops.core.changeset import ChangeSet, Write
from annops.core.errors import AnnopsError
from annops.core.finding import Code, Place, Severity
from annops.report.lines import lines
from annops.report.run import changes, compute, report_folder, week_asked
from annops.workspace.changes import apply
from annops.workspace.open import open_workspace
from annops.workspace.templates import shipped_folders

NO_EXAMPLE = Code(
    "DMO001",
    "example data not found",
    Severity.ERROR,
    checks="The examples that annops ships are there.",
    why="The demonstration has nothing to show without them.",
    example="An installation from which the folder of examples was removed.",
    remedy="install annops again",
)
NOT_OURS = Code(
    "DMO002",
    "folder holds something else",
    Severity.ERROR,
    checks="The demonstration writes only into a new folder or one it made itself.",
    why="Your own files must never be overwritten by example data.",
    example="`annops demo .` in a folder with other files.",
    remedy="name another folder, as `annops demo my-demo`",
)

WEEK = "2026-W47"
"""The week that the examples end in."""

_LEFT_OUT = {"truth.json"}


def run(folder: Path, example: str, *, open_page: bool) -> None:
    """Make the demonstration.

    Raises:
        AnnopsError: When the example is missing, or the folder holds something else.
    """
    shipped = next(
        (f / example for f in shipped_folders("examples") if (f / example).is_dir()), None
    )
    if shipped is None:
        raise AnnopsError(NO_EXAMPLE.at(None, f"the example `{example}` is not there"))
    _copy(shipped, folder)
    workspace = open_workspace(folder)
    result = compute(workspace, week_asked(WEEK, None, workspace.definition.zone))
    made = changes(workspace, result, ("md", "xlsx", "html"))
    workspace.apply(made)
    files = [f"{folder}/{write.path}" for write in made.writes]
    page = folder / report_folder(result.week) / "weekly.html"
    for line in lines(result, files, f"{folder}/{report_folder(result.week)}")[:-1]:
        typer.echo(line)
    typer.echo(f"planted: {_planted(shipped)}")
    typer.echo(f"look: open {page} in a browser, or weekly.xlsx beside it")
    typer.echo(f"next: cd {folder}, then annops status, annops agree --explain, annops sources")
    if open_page:
        typer.launch(str(page))


def _copy(shipped: Path, folder: Path) -> None:
    """Copy the example's files; files that are there already stay as they are.

    Raises:
        AnnopsError: When the folder holds files but no annops.yaml of this example.
    """
    if folder.exists() and any(folder.iterdir()):
        mine = folder / "annops.yaml"
        if not mine.is_file() or mine.read_bytes() != (shipped / "annops.yaml").read_bytes():
            raise AnnopsError(NOT_OURS.at(Place(folder.as_posix()), "the folder is not a demo"))
    names = [p.relative_to(shipped) for p in sorted(shipped.rglob("*")) if p.is_file()]
    kept = [name for name in names if name.name not in _LEFT_OUT and name.parts[0] not in
            {"reports", "results", ".annops"}]  # fmt: skip
    writes = tuple(
        Write(name.as_posix(), (shipped / name).read_bytes())
        for name in kept
        if not (folder / name).exists()
    )
    folder.mkdir(parents=True, exist_ok=True)
    apply(folder, ChangeSet("example project", writes))


def _planted(shipped: Path) -> str:
    """Say what was planted in the data, so that anyone can hold the findings against it."""
    truth = json.loads((shipped / "truth.json").read_text(encoding="utf-8"))
    first, second = truth["muddled_pair"]
    return (
        f"careless annotator {truth['careless_annotator']}, weak locale {truth['weak_locale']}, "
        f"muddled labels {first} / {second}, a drop from {truth['change_date']} on"
    )
