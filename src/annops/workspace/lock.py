"""One writer at a time: a lock file that names its holder and is taken over when that one died."""

import json
import os
import re
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from annops.core.errors import AnnopsError
from annops.core.finding import Code, Severity

LOCKS = ".annops/locks"
PATIENCE = 5.0
"""Seconds to wait for another command to end its writing."""

_PAUSE = 0.05
_FORGOTTEN = 600.0
"""Seconds after which a lock of another computer, or one that says nothing, is given up."""

BUSY = Code(
    id="LCK001",
    title="Another command is writing the same file",
    severity=Severity.ERROR,
    checks="Whether anybody else writes a register, a review or a save at this moment.",
    why="Two writers at once would undo each other's rows.",
    example="`annops risk add` in two windows while a large save runs.",
    remedy="wait until the other command has ended, then run this one again",
)


@dataclass(frozen=True, slots=True)
class _Holder:
    pid: int
    host: str
    token: str


@contextmanager
def locked(root: Path, name: str, *, patience: float = PATIENCE) -> Iterator[None]:
    """Keep all other commands from writing what `name` stands for until the block ends.

    Put it around reading, changing and writing a register: `locked(root, "registers/risks.csv")`.
    It is not to be nested for one name. The lock of a command that was killed is taken over.

    Args:
        root: The project folder.
        name: What is locked, usually the path of the file.
        patience: Seconds to wait for another holder.

    Raises:
        AnnopsError: When the other holder does not end in time (LCK001).
    """
    path = root / LOCKS / (re.sub(r"[^\w.-]+", "-", name) + ".lock")
    mine = _Holder(os.getpid(), socket.gethostname(), uuid4().hex)
    _take(path, mine, name, patience)
    try:
        yield
    finally:
        if _holder(path) == mine:
            path.unlink(missing_ok=True)


def _take(path: Path, mine: _Holder, name: str, patience: float) -> None:
    deadline = time.monotonic() + patience
    while not _created(path, mine):
        if _is_dead(path) and _taken_away(path):
            continue
        if time.monotonic() >= deadline:
            raise _busy(path, name)
        time.sleep(_PAUSE)


def _busy(path: Path, name: str) -> AnnopsError:
    holder = _holder(path)
    who = f" (process {holder.pid} on {holder.host})" if holder else ""
    where = "/".join(path.parts[-3:])
    hint = f"wait until it has ended; if none is running, delete {where}"
    return AnnopsError(BUSY.at(None, f"`{name}` is being written{who}", hint), exit_code=4)


def _created(path: Path, mine: _Holder) -> bool:
    """Make the lock whole or not at all, so that nobody ever reads half of one."""
    folder = path.parent
    folder.mkdir(parents=True, exist_ok=True)
    ignored = folder.parent / ".gitignore"
    if not ignored.exists():
        ignored.write_text("*\n", encoding="utf-8")
    content = json.dumps({"pid": mine.pid, "host": mine.host, "token": mine.token}).encode()
    staged = folder / f"{mine.token}.new"
    try:
        staged.write_bytes(content)
        os.link(staged, path)
    except FileExistsError:
        return False
    except OSError:  # a file system without links
        return _written(path, content)
    finally:
        staged.unlink(missing_ok=True)
    return True


def _written(path: Path, content: bytes) -> bool:
    try:
        with path.open("xb") as file:
            file.write(content)
    except (FileExistsError, PermissionError):
        return False
    return True


def _holder(path: Path) -> _Holder | None:
    try:
        read = json.loads(path.read_bytes())
        return _Holder(int(read["pid"]), str(read["host"]), str(read["token"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _is_dead(path: Path) -> bool:
    holder = _holder(path)
    if holder is not None and holder.host == socket.gethostname():
        return not is_alive(holder.pid)
    try:
        return time.time() - path.stat().st_mtime > _FORGOTTEN
    except OSError:
        return False


def _taken_away(path: Path) -> bool:
    """Move a dead lock aside; a live one that came in between is put back."""
    before = _holder(path)
    aside = path.with_name(f"{uuid4().hex}.old")
    try:
        path.rename(aside)
    except OSError:
        return False
    if _holder(aside) != before:
        with suppress(OSError):
            os.link(aside, path)
    aside.unlink(missing_ok=True)
    return True


def is_alive(pid: int) -> bool:
    """Whether a process of this computer runs; also True for one that belongs to somebody else."""
    if os.name == "nt":
        return _is_alive_on_windows(pid)
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OverflowError:
        return False
    except PermissionError:
        return True
    return True


def _is_alive_on_windows(pid: int) -> bool:
    """Ask for the exit code; signal 0 means something else there."""
    import ctypes

    kernel = getattr(ctypes, "windll").kernel32  # noqa: B009 - the name exists on Windows only
    handle = kernel.OpenProcess(0x1000, False, pid)
    if not handle:
        return False
    code = ctypes.c_ulong()
    kernel.GetExitCodeProcess(handle, ctypes.byref(code))
    kernel.CloseHandle(handle)
    return code.value == 259
