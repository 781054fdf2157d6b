"""One writer at a time; the lock of a writer that died is taken over."""

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from annops.core.errors import AnnopsError
from annops.workspace.lock import LOCKS, locked

NAME = "registers/risks.csv"


def _lock(root: Path, pid: int, host: str, age: float = 0.0) -> Path:
    path = root / LOCKS / "registers-risks.csv.lock"
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps({"pid": pid, "host": host, "token": "t"}), encoding="utf-8")
    if age:
        at = path.stat().st_mtime - age
        os.utime(path, (at, at))
    return path


def _ended() -> int:
    ended = subprocess.Popen((sys.executable, "-c", ""))
    ended.wait()
    return ended.pid


def test_second_writer_is_refused_after_waiting(tmp_path: Path) -> None:
    with locked(tmp_path, NAME):
        with pytest.raises(AnnopsError) as busy, locked(tmp_path, NAME, patience=0.1):
            pass
        finding = busy.value.findings[0]
        assert finding.code == "LCK001"
        assert f"process {os.getpid()} on {socket.gethostname()}" in finding.message
        with locked(tmp_path, "registers/issues.csv", patience=0):
            pass
    with locked(tmp_path, NAME, patience=0):
        pass
    assert list((tmp_path / LOCKS).iterdir()) == []


def test_lock_of_a_dead_process_is_taken_over(tmp_path: Path) -> None:
    path = _lock(tmp_path, _ended(), socket.gethostname())
    with locked(tmp_path, NAME, patience=0.1):
        assert json.loads(path.read_text("utf-8"))["pid"] == os.getpid()
    assert not path.exists()


@pytest.mark.parametrize(("age", "free"), [(60.0, False), (3600.0, True)])
def test_lock_of_another_computer_holds_for_ten_minutes(
    tmp_path: Path, age: float, *, free: bool
) -> None:
    _lock(tmp_path, 1, "elsewhere", age)
    try:
        with locked(tmp_path, NAME, patience=0.0):
            taken = True
    except AnnopsError:
        taken = False
    assert taken is free


_COUNT_UP = """
import sys
from pathlib import Path
from annops.workspace.lock import locked
root = Path(sys.argv[1])
for _ in range(25):
    with locked(root, "registers/risks.csv", patience=60):
        number = int((root / "n").read_text())
        (root / "n").write_text(str(number + 1))
"""


def test_no_count_of_several_processes_is_lost(tmp_path: Path) -> None:
    (tmp_path / "n").write_text("0", encoding="utf-8")
    _lock(tmp_path, _ended(), socket.gethostname())
    words = (sys.executable, "-c", _COUNT_UP, str(tmp_path))
    processes = [subprocess.Popen(words) for _ in range(3)]
    assert [process.wait(60) for process in processes] == [0, 0, 0]
    assert (tmp_path / "n").read_text("utf-8") == "75"
