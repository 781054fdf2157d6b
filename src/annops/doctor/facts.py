"""Looks at this computer; says nothing about what it finds."""

import locale
import os
import re
import shutil
import sys
import tempfile
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

import annops
from annops.doctor.model import Facts
from annops.workspace.git import ask_git, identity
from annops.workspace.journal import pending
from annops.workspace.root import DEFINITION

_OWNER_FILES = ("~$*", ".~lock.*#")
"""What Excel and LibreOffice put beside a file that is open in them."""


def gather(folder: Path) -> Facts:
    """Look at the computer and at a folder, which may be a project's or any other."""
    name, mail = identity(folder)
    return Facts(
        python=sys.version_info[:3],
        annops=annops.__version__,
        libraries=_libraries(),
        file_encoding=sys.getfilesystemencoding(),
        output_encoding=sys.stdout.encoding or "unknown",
        locale=".".join(part for part in locale.getlocale() if part) or "none set",
        terminal=shutil.get_terminal_size().columns if sys.stdout.isatty() else None,
        zones=_knows_zones(),
        git=_git_version(folder),
        git_name=name,
        git_mail=mail,
        folder=str(folder),
        is_project=(folder / DEFINITION).is_file(),
        refused=_refused(folder),
        free_bytes=_free(folder),
        open_files=_open_files(folder),
        unfinished=sum(1 for _ in pending(folder)),
    )


def _libraries() -> dict[str, str | None]:
    try:
        needed = requires("annops") or []
    except PackageNotFoundError:
        needed = []
    names = [re.split(r"[^A-Za-z0-9_.-]", text)[0] for text in needed if "extra ==" not in text]
    return {name: _version(name) for name in sorted(names, key=str.casefold)}


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _knows_zones() -> bool:
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        ZoneInfo("Europe/Berlin")
    except (ZoneInfoNotFoundError, OSError):
        return False
    return True


def _git_version(folder: Path) -> str | None:
    answer = ask_git(folder, "--version")
    return None if answer is None else answer.removeprefix("git version ")


def _refused(folder: Path) -> str | None:
    try:
        with tempfile.NamedTemporaryFile(dir=folder, prefix=".annops-doctor-"):
            return None
    except OSError as error:
        return error.strerror or type(error).__name__


def _free(folder: Path) -> int | None:
    try:
        return shutil.disk_usage(folder).free
    except OSError:
        return None


def _open_files(folder: Path) -> tuple[str, ...]:
    found: list[str] = []
    deep = (folder / DEFINITION).is_file()  # any other folder may be as large as a disk
    for place, below, files in os.walk(folder):
        below[:] = [name for name in below if deep and not name.startswith(".")]
        marks = [name for name in files for form in _OWNER_FILES if Path(name).match(form)]
        found += [(Path(place) / name).relative_to(folder).as_posix() for name in marks]
    return tuple(sorted(found))
