"""Refuses what is no file before it is opened: a name that is not there, or a folder."""

from difflib import get_close_matches
from pathlib import Path

from annops.core.errors import AnnopsError
from annops.core.finding import Code, Place, Severity

NO_FILE = Code(
    id="IMP007",
    title="No such file",
    severity=Severity.ERROR,
    checks="Whether the file named on the command line exists.",
    why="Nothing can be said about a file that is not there.",
    example="`annops look nosuch.csv`",
    remedy="check the name and the folder you are in",
)
FOLDER = Code(
    id="IMP008",
    title="A folder where a file is expected",
    severity=Severity.ERROR,
    checks="Whether the name on the command line is that of a file.",
    why="One export is looked at, or taken in, at a time.",
    example="`annops look exports`",
    remedy="name one of the files in it",
)
_MOST = 3


def refuse_absent(path: Path) -> None:
    """Refuse a path that leads to no file.

    Raises:
        AnnopsError: When nothing is there, or a folder (3).
    """
    place = Place(path.as_posix())
    if path.is_dir():
        hint = _named("the files in it", _files(path))
        raise AnnopsError(FOLDER.at(place, "this is a folder, not a file", hint), exit_code=3)
    if path.exists() or path.is_symlink():
        return
    folder = path.parent
    if not folder.is_dir():
        message = f"there is no such file, and no folder `{folder.as_posix()}`"
        raise AnnopsError(NO_FILE.at(place, message), exit_code=3)
    names = _files(folder)
    near = _near(path.name, names)
    hint = _named("did you mean", near) or _named("files there", names)
    raise AnnopsError(NO_FILE.at(place, "there is no such file", hint), exit_code=3)


def _near(name: str, names: list[str]) -> list[str]:
    folded = {other.casefold(): other for other in names}
    met = get_close_matches(name.casefold(), folded, n=_MOST, cutoff=0.6)
    return [folded[other] for other in met]


def _files(folder: Path) -> list[str]:
    try:
        return sorted(
            entry.name
            for entry in folder.iterdir()
            if entry.is_file() and not entry.name.startswith(".")
        )
    except OSError:
        return []


def _named(what: str, names: list[str]) -> str | None:
    """Return the first names after a word for them, None without any."""
    if not names:
        return None
    shown = ", ".join(f"`{name}`" for name in names[:_MOST])
    more = f" and {len(names) - _MOST} more" if len(names) > _MOST else ""
    question = "?" if what == "did you mean" else ""
    return f"{what}{'' if question else ':'} {shown}{more}{question}"
