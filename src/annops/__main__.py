"""Entry point: forces UTF-8 where the platform would not, then hands over to the command line."""

import gc
import os
import re
import sys
from contextlib import suppress
from pathlib import Path
from typing import TextIO

_MEMORY = "dirty_decay_ms:100,muzzy_decay_ms:0"
"""How soon polars gives memory back: a sixth less at the peak of reading JSON, no slower."""

_YOUNG_OBJECTS = 50_000
"""Objects between two searches for cycles: a command reads, answers and ends, and makes few."""

INTERRUPTED = 130

_EPOCH, _YEAR_3000 = "SOURCE_DATE_EPOCH", 32_503_680_000
"""Variable that replaces the clock, in seconds; and the time at which days end."""


def main() -> None:
    """Run annops and end with its exit code."""
    gc.set_threshold(_YOUNG_OBJECTS, 20, 20)
    os.environ.setdefault("_RJEM_MALLOC_CONF", _MEMORY)
    sys.stdout = sys.stdout or _nowhere()  # None when whoever called has closed it
    sys.stderr = sys.stderr or _nowhere()
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        sys.exit(_finish(_run()))
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)


def _run() -> int | str | None:
    from annops.cli import app

    if not _has_clock():
        return 2
    try:
        app(prog_name="annops")
    except SystemExit as ended:
        return ended.code
    return 0


def _has_clock() -> bool:
    """Refuse a SOURCE_DATE_EPOCH that is no time: libraries end in a trace over it, too."""
    epoch = os.environ.get(_EPOCH)
    if epoch is None or (re.fullmatch("[0-9]{1,11}", epoch) and int(epoch) < _YEAR_3000):
        return True
    if not epoch:
        del os.environ[_EPOCH]
        return True
    from annops.workspace.clock import BAD_DAY

    hint = "take the variable out of the environment, or set it to seconds since 1970"
    sys.stderr.write(f"{BAD_DAY.at(None, f'{_EPOCH} is `{epoch}`, which is no time', hint)}\n")
    return False


def _finish(code: int | str | None) -> int | str | None:
    """Write out what is still held back; a closed reader or a full disk shows only now."""
    try:
        sys.stdout.flush()
    except OSError as error:
        _drop_output()
        if isinstance(error, BrokenPipeError):
            from annops.cli import CLOSED

            return CLOSED
        from annops.core.errors import NO_ROOM

        message = f"the answer cannot be written: {error.strerror}"
        sys.stderr.write(f"{NO_ROOM.at(None, message)}\n")
        return 4
    return code


def entry() -> None:
    """Run annops as a process of its own, and end at once when all is written.

    Taking large tables apart before the end would cost about a thirtieth of a long run.
    """
    try:
        main()
    except SystemExit as ended:
        _leave(ended.code)


def _leave(code: int | str | None) -> None:
    if isinstance(code, str):
        sys.exit(code)
    with suppress(OSError, ValueError):
        sys.stderr.flush()
    os._exit(code or 0)


def _nowhere() -> TextIO:
    return Path(os.devnull).open("w", encoding="utf-8")


def _drop_output() -> None:
    """Let the rest of the output go nowhere, so that the interpreter can end in peace."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())


if __name__ == "__main__":
    entry()
