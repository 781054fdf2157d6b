"""What goes to stdout, what to stderr, and what never goes to either."""

import json
import os
import pty
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from annops.cli import load_command
from tests.commands.every_command import (
    CALLS,
    DATA_WORDS,
    ENVIRONMENT,
    every_name,
    make_project,
    names,
)

_CALL = (sys.executable, "-m", "annops")
_ESCAPE = "\x1b"
_ASCII = {
    "LC_ALL": "C",
    "PYTHONIOENCODING": "ascii",
    "PYTHONUTF8": "0",
    "PYTHONCOERCECLOCALE": "0",
}
_DIFF = ("+", "-", "@", " ")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a project that no test changes: its commands preview, or write what is known."""
    root = tmp_path_factory.mktemp("project")
    make_project(root)
    return root


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    """Return a copy of the project."""
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    return tmp_path


def _call(folder: Path, *args: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        (*_CALL, *args), cwd=folder, capture_output=True, timeout=60, check=False,
        stdin=subprocess.DEVNULL, env={**os.environ, **ENVIRONMENT, **environment},
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
        env={**os.environ, **ENVIRONMENT, **environment},
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


def _takes_json(call: tuple[str, ...]) -> bool:
    command: Any = load_command(call[0])
    for name in names(call)[1:]:
        command = command.commands[name]
    for option in command.params:
        if "--format" in option.opts:
            return "json" in getattr(type(option.default), "__members__", {}).values()
    return False


def _spoken(call: tuple[str, ...]) -> str:
    return " ".join(names(call))


_JSON = [call for call in CALLS if _takes_json(call)]


def _strict(text: str) -> Any:
    def refuse(constant: str) -> None:
        raise AssertionError(f"{constant} is no JSON")

    return json.loads(text, parse_constant=refuse)


def test_every_command_is_called_here() -> None:
    assert sorted(map(names, CALLS)) == sorted(every_name())


def test_every_measuring_command_gives_json() -> None:
    measuring = {"agree", "status", "volumes", "consensus", "sources", "look", "check", "audit",
                 "sample", "risk list", "issue list", "batches list", "defects list", "history",
                 "guideline list", "risk signals", "defects pareto", "run"}  # fmt: skip
    assert measuring <= set(map(_spoken, _JSON))


@pytest.mark.parametrize("call", _JSON, ids=_spoken)
def test_json_is_the_same_object_alone_under_a_pipe_and_at_a_terminal(
    call: tuple[str, ...], made: Path
) -> None:
    words = (call[0], "--list") if call[0] in {"sample", "rework"} else call
    if call[0] != "run":
        words = tuple(word for word in words if word != "--dry-run")
    args = (*words, "--format", "json")
    piped = _call(made, *args)
    assert b"Traceback" not in piped.stderr
    shown = _call_at_terminal(made, *args)
    assert _strict(piped.stdout.decode()) == _strict(shown)


@pytest.mark.parametrize("call", CALLS, ids=_spoken)
def test_piped_output_is_words_in_plain_characters_without_a_trace(
    call: tuple[str, ...], made: Path, tmp_path: Path
) -> None:
    """Also where the language is ASCII; what a dry run shows of files is UTF-8 everywhere."""
    language = _ASCII if " ".join(call).isascii() else {}
    done = _call(tmp_path if call[0] == "demo" else made, *call, **language)
    said = done.stdout.decode() + done.stderr.decode()
    assert done.returncode in {0, 1}, said
    assert said.strip()
    assert _ESCAPE not in said
    assert "Traceback" not in said
    for word in DATA_WORDS:
        said = said.replace(word, "")
    is_diff = "\n+++ b/" in said
    ours = [line for line in said.splitlines() if not (is_diff and line.startswith(_DIFF))]
    assert [line for line in ours if not line.isascii()] == []


@pytest.mark.parametrize("wish", [{"NO_COLOR": "1"}, {"TERM": "dumb"}], ids=["no color", "dumb"])
@pytest.mark.parametrize("args", [("agree", "--explain"), ("volumes", "--by", "annotator")])
def test_terminal_that_wants_no_colour_gets_no_escape_sequences(
    args: tuple[str, ...], wish: dict[str, str], folder: Path
) -> None:
    shown = _call_at_terminal(folder, *args, **wish)
    assert "花子" in shown
    assert _ESCAPE not in shown


@pytest.mark.parametrize(
    "call",
    [("agree", "--explain"), ("consensus", "--format", "csv"), ("risk", "list"), ("history",)],
    ids=_spoken,
)
def test_japanese_words_come_through_where_the_language_is_set_to_ascii(
    call: tuple[str, ...], made: Path
) -> None:
    plain, said = _call(made, *call), _call(made, *call, **_ASCII)
    assert any(word in said.stdout.decode() for word in DATA_WORDS)
    assert plain.stdout == said.stdout


def test_word_that_is_no_text_is_told_and_nothing_is_written(folder: Path) -> None:
    call = ("risk", "add", b"mia \xff")
    register = (folder / "registers/risks.csv").read_bytes()
    said = subprocess.run((*_CALL, *call), cwd=folder, capture_output=True, timeout=60,
                          check=False, env={**os.environ, **ENVIRONMENT})  # fmt: skip
    assert (said.returncode, said.stdout) == (2, b"")
    assert b"error SYS003" in said.stderr
    assert b"Traceback" not in said.stderr
    assert (folder / "registers/risks.csv").read_bytes() == register


def test_japanese_labels_stay_letters_in_json(folder: Path) -> None:
    said = _call(folder, "agree", "--format", "json", LC_ALL="C", PYTHONIOENCODING="ascii")
    labels = {entry["label"] for entry in _strict(said.stdout.decode())["labels"]}
    assert labels == {"よい", "悪い"}


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
