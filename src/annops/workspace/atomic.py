"""Puts one file on disk whole: written beside, flushed, then moved into place."""

import errno
import os
import time
from collections.abc import Callable
from pathlib import Path

PAUSES = (0.05, 0.1, 0.2, 0.4, 0.8)
"""Seconds between tries while another program holds the file open."""

STAGED = ".annops-new"
"""Ending of a file that is being written; left behind only by a killed run."""


def replace_file(target: Path, content: bytes) -> Path:
    """Write the content to `target`, or beside it when the file is held open.

    Returns:
        The path written: `target`, or `name.new.ext` beside it after all tries have failed.

    What is no file (a pipe, a device as /dev/null) is written to, not replaced.

    Raises:
        OSError: When the folder cannot be written or the disk is full.
        IsADirectoryError: When the target is a folder.
    """
    if target.is_dir() or not target.name:
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(target))
    if target.exists() and not target.is_file():
        target.write_bytes(content)
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    staged = target.with_name(f".{target.name}{STAGED}")
    try:
        _write_through(staged, content)
        if target.exists():
            staged.chmod(target.stat().st_mode)
        if _moved(staged, target):
            written = target
        else:
            written = target.with_name(f"{target.stem}.new{target.suffix}")
            staged.replace(written)
    finally:
        staged.unlink(missing_ok=True)
    _flush_folder(target.parent)
    return written


def delete_file(target: Path) -> bool:
    """Delete a file; False when it is held open after all tries, True when it is gone."""
    return patiently(lambda: target.unlink(missing_ok=True))


def patiently(act: Callable[[], object]) -> bool:
    """Try until another program lets go of the file; False when it never does."""
    for pause in (*PAUSES, None):
        try:
            act()
        except PermissionError:
            if pause is not None:
                time.sleep(pause)
        else:
            return True
    return False


def _moved(staged: Path, target: Path) -> bool:
    return patiently(lambda: staged.replace(target))


def _write_through(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _flush_folder(folder: Path) -> None:
    """Make the move itself durable; Windows cannot open folders and needs no such step."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
