"""What goes to stdout, what to stderr, and what never goes to either."""

import json
import os
import pty
import re
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from annops.cli import COMMANDS, load_command

_CALL = (sys.executable, "-m", "annops")
_ESCAPE = "\x1b"
_YAML = """project: p
questions:
  mood: {type: classification, labels: [よい, 悪い]}
sources:
  - path: a.csv
    question: mood
    columns: {item: item, annotator: who, answer: label}
"""
_ROWS = "".join(
    f"{n},{who},{'よい' if (n + len(who)) % 3 else '悪い'}\n"
    for n in range(12)
    for who in ("ann", "花子")
)
_ARGUMENTS: Mapping[str, tuple[str, ...]] = {
    "init": ("new", "--no-git", "--dry-run"), "import": ("b.csv", "--dry-run", "--yes"),
    "look": ("b.csv",), "report": ("--week", "2026-W47", "--dry-run"),
    "explain": ("krippendorff_alpha",), "schema": ("--stdout",), "demo": ("made",),
    "status": ("--as-of", "2026-11-20"),
}  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "annops.yaml").write_text(_YAML, encoding="utf-8")
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_text("item,who,label\n" + _ROWS, encoding="utf-8")
    return tmp_path


def _call(folder: Path, *args: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        (*_CALL, *args), cwd=folder, capture_output=True, timeout=60, check=False,
        stdin=subprocess.DEVNULL, env={**os.environ, **environment},
    )  # fmt: skip


def _call_at_terminal(folder: Path, *args: str, **environment: str) -> str:
    """Return what a command writes to stdout when it is a terminal."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        (*_CALL, *args),
        cwd=folder,
        stdin=theirs,
        stdout=theirs,
        stderr=subprocess.DEVNULL,
        env={**os.environ, **environment},
    ) as process:
        os.close(theirs)
        read = bytearray()
        while True:
            try:
                block = os.read(ours, 65536)
            except OSError:  # Linux's way of saying that the other side has closed
                break
            if not block:
                break
            read += block
        process.wait(60)
    os.close(ours)
    return read.decode().replace("\r\n", "\n")


def _takes_json(name: str) -> bool:
    for option in load_command(name).params:
        if "--format" in option.opts:
            return "json" in getattr(type(option.default), "__members__", {}).values()
    return False


_JSON = [name for name in COMMANDS if _takes_json(name)]


def _strict(text: str) -> Any:
    def refuse(constant: str) -> None:
        raise AssertionError(f"{constant} is no JSON")

    return json.loads(text, parse_constant=refuse)


def test_every_measuring_command_gives_json() -> None:
    assert {"agree", "status", "volumes", "consensus", "sources", "look", "check"} <= set(_JSON)


@pytest.mark.parametrize("name", _JSON)
def test_json_is_the_same_object_alone_under_a_pipe_and_at_a_terminal(
    name: str, folder: Path
) -> None:
    args = (name, *_ARGUMENTS.get(name, ()), "--format", "json")
    piped = _call(folder, *args)
    assert b"Traceback" not in piped.stderr
    shown = _call_at_terminal(folder, *args)
    assert _strict(piped.stdout.decode()) == _strict(shown)


@pytest.mark.parametrize("name", COMMANDS)
def test_piped_output_has_no_escape_sequences_and_no_trace(name: str, folder: Path) -> None:
    said = _call(folder, name, *_ARGUMENTS.get(name, ()))
    assert said.returncode in {0, 1}, said.stderr.decode()
    assert _ESCAPE not in (said.stdout + said.stderr).decode()
    assert "Traceback" not in said.stderr.decode()


@pytest.mark.parametrize("wish", [{"NO_COLOR": "1"}, {"TERM": "dumb"}], ids=["no color", "dumb"])
@pytest.mark.parametrize("args", [("agree", "--explain"), ("volumes", "--by", "annotator")])
def test_terminal_that_wants_no_colour_gets_no_escape_sequences(
    args: tuple[str, ...], wish: dict[str, str], folder: Path
) -> None:
    shown = _call_at_terminal(folder, *args, **wish)
    assert "花子" in shown
    assert _ESCAPE not in shown


@pytest.mark.parametrize("name", COMMANDS)
def test_japanese_labels_come_through_where_the_language_is_set_to_ascii(
    name: str, folder: Path
) -> None:
    said = _call(folder, name, *_ARGUMENTS.get(name, ()), LC_ALL="C", PYTHONIOENCODING="ascii",
                 PYTHONUTF8="0", PYTHONCOERCECLOCALE="0")  # fmt: skip
    assert said.returncode in {0, 1}, said.stderr.decode()
    assert b"Traceback" not in said.stderr
    said.stdout.decode("utf-8")


def test_japanese_labels_stay_letters_in_json(folder: Path) -> None:
    said = _call(folder, "agree", "--format", "json", LC_ALL="C", PYTHONIOENCODING="ascii")
    labels = {entry["label"] for entry in _strict(said.stdout.decode())["labels"]}
    assert labels == {"よい", "悪い"}


@pytest.mark.parametrize("name", COMMANDS)
def test_help_of_every_command_shows_an_example(name: str) -> None:
    said = str(load_command(name).help)
    assert re.search(rf"Example: annops {name}\b", said), said


def test_what_is_wrong_goes_to_stderr_and_stdout_stays_empty(tmp_path: Path) -> None:
    said = _call(tmp_path, "agree", "--format", "json")
    assert (said.returncode, said.stdout) == (2, b"")
    assert b"DEF001" in said.stderr


@pytest.mark.parametrize(
    "args", [("agree", "--format", "json"), ("schema", "--stdout"), ("explain",)]
)
def test_reader_that_closes_early_leaves_no_trace(args: tuple[str, ...], folder: Path) -> None:
    with subprocess.Popen(
        (*_CALL, *args), cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        told = process.stderr.read().decode()
        process.wait(60)
    assert process.returncode == 141
    assert "Traceback" not in told
    assert "Broken" not in told


@pytest.mark.skipif(not Path("/dev/full").is_char_device(), reason="needs a disk always full")
@pytest.mark.parametrize(
    "args", [("agree", "--format", "json"), ("schema", "--stdout"), ("check",)]
)
def test_full_disk_behind_stdout_is_a_finding(args: tuple[str, ...], folder: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        said = subprocess.run((*_CALL, *args), cwd=folder, stdout=full, stderr=subprocess.PIPE,
                              timeout=60, check=False)  # fmt: skip
    assert said.returncode == 4
    assert b"error SYS001" in said.stderr
    assert b"Traceback" not in said.stderr


def test_closed_stdout_and_stderr_are_no_trouble(folder: Path) -> None:
    closing = f"exec {sys.executable} -m annops agree >&- 2>&-"
    said = subprocess.run(("sh", "-c", closing), cwd=folder, check=False, timeout=60)
    assert said.returncode == 0


@pytest.mark.parametrize("pause", [0.3, 1.5])
def test_interrupted_load_ends_in_130_without_trace(pause: float, folder: Path) -> None:
    with (folder / "a.csv").open("w", encoding="utf-8") as file:
        file.write("item,who,label\n")
        file.writelines(f'{n // 3},w{n % 7},"よ\nい"\n' for n in range(900_000))
    with subprocess.Popen(
        (*_CALL, "agree"), cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        time.sleep(pause)
        process.send_signal(signal.SIGINT)
        _, told = process.communicate(timeout=60)
    assert process.returncode == 130, told.decode()
    assert b"Traceback" not in told
