"""Finds the project folder: the nearest folder, walking up, that holds annops.yaml."""

from pathlib import Path

from annops.core.errors import AnnopsError
from annops.core.finding import Code, Severity

DEFINITION = "annops.yaml"
"""Name of the definition; the folder it lies in is the root of the project."""

NO_PROJECT = Code(
    id="DEF001",
    title="No project folder here",
    severity=Severity.ERROR,
    checks="Whether the folder, or one above it, holds an annops.yaml.",
    why="Every command works on one project folder, and annops.yaml marks it.",
    example="`annops status` run in the home folder.",
    remedy="go to the project folder, name it with `--project DIR`, or make one: `annops init`",
)


def find_root(start: Path, given: Path | None = None) -> Path:
    """Return the project folder as an absolute path.

    Args:
        start: Folder to walk up from, as the current one.
        given: Folder (or its annops.yaml) a person named; then nothing is searched.

    Raises:
        AnnopsError: When there is no annops.yaml (DEF001).
    """
    if given is not None:
        folder = (given.parent if given.name == DEFINITION else given).resolve()
        if (folder / DEFINITION).is_file():
            return folder
        raise AnnopsError(NO_PROJECT.at(None, f"`{given}` holds no {DEFINITION}"))
    here = start.resolve()
    for folder in (here, *here.parents):
        if (folder / DEFINITION).is_file():
            return folder
    raise AnnopsError(NO_PROJECT.at(None, f"no {DEFINITION} in `{here}` or a folder above it"))
