"""The command line as a whole: light to start, complete, and without traces."""

import inspect
import re
import shlex
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from annops import __version__
from annops.cli import COMMANDS, app, load_command
from tests.commands.every_command import CALLS, every_name, names

SOURCE = Path(__file__).parents[2] / "src" / "annops"
HEAVY = {"polars", "numpy", "pydantic", "rich", "openpyxl", "sklearn", "scipy", "jinja2", "yaml",
         "fastexcel", "vl_convert"}  # fmt: skip
NAMES = sorted(COMMANDS)
WORDS = sorted({*every_name(), *((name,) for name in COMMANDS)})
"""Words of every command, group and subcommand."""
NO_PROJECT = {("init",), ("look",), ("explain",), ("schema",), ("doctor",), ("demo",)}


def annops(*arguments: str, cwd: Path | None = None) -> "subprocess.CompletedProcess[str]":
    return subprocess.run([sys.executable, "-m", "annops", *arguments], cwd=cwd, check=False,
                          capture_output=True, encoding="utf-8")  # fmt: skip


def command_of(words: tuple[str, ...]) -> Any:
    """Return the command, or the one inside a group, that the words name."""
    command: Any = load_command(words[0])
    for word in words[1:]:
        command = command.commands[word]
    return command


def functions_of(command: Any) -> list[Any]:
    """Return the function of a command, or all of a group's, that of the bare call first."""
    if not isinstance(command, typer.Typer):
        return [command]
    bare = command.registered_callback
    found = [bare.callback] if bare is not None and bare.callback is not None else []
    return [*found, *(one.callback for one in command.registered_commands)]


def imported(*arguments: str) -> set[str]:
    """Top names of the packages that a run imports."""
    done = subprocess.run([sys.executable, "-X", "importtime", "-m", "annops", *arguments],
                          capture_output=True, encoding="utf-8", check=True)  # fmt: skip
    names = re.findall(r"^import time:.*\|\s*(\S+)$", done.stderr, re.MULTILINE)
    assert "annops" in names
    return {name.split(".")[0] for name in names}


@pytest.mark.parametrize("arguments", [("--help",), ("--version",)])
def test_main_help_and_version_import_nothing_heavy(arguments: tuple[str, ...]) -> None:
    assert imported(*arguments) & HEAVY == set()


@pytest.mark.parametrize("name", NAMES)
def test_help_of_a_command_imports_no_figures(name: str) -> None:
    assert imported(name, "--help") & {"scipy", "sklearn", "openpyxl", "vl_convert"} == set()


def test_main_help_lists_every_command_with_its_line() -> None:
    said = annops("--help").stdout
    for name, entry in COMMANDS.items():
        assert re.search(rf"^\W*{name}\s+{re.escape(entry.help)}", said, re.MULTILINE), name


@pytest.mark.parametrize("name", NAMES)
def test_command_of_the_table_is_a_function_or_group_of_its_module(name: str) -> None:
    entry = COMMANDS[name]
    command = getattr(import_module(entry.module), entry.function)
    for function in functions_of(command):
        assert inspect.isfunction(function)
        assert function.__module__ == entry.module


def test_every_command_module_stands_in_the_table() -> None:
    there = {f"annops.{path.parent.name}.command" for path in SOURCE.glob("*/command.py")}
    parts = {module for entry in COMMANDS.values() for module, _ in entry.parts.values()}
    assert there == {entry.module for entry in COMMANDS.values()} | parts


@pytest.mark.parametrize("module", sorted({entry.module for entry in COMMANDS.values()}))
def test_every_public_function_of_a_command_module_is_a_command(module: str) -> None:
    functions = {
        name for name, value in vars(import_module(module)).items()
        if inspect.isfunction(value) and value.__module__ == module and not name.startswith("_")
    }  # fmt: skip
    made = [getattr(import_module(module), e.function) for e in COMMANDS.values()
            if e.module == module]  # fmt: skip
    commands = {function.__name__ for one in made for function in functions_of(one)}
    assert functions == {name for name in commands if not name.startswith("_")}


@pytest.mark.parametrize("words", WORDS, ids=" ".join)
def test_help_of_a_command_shows_an_example_that_begins_with_its_name(
    words: tuple[str, ...],
) -> None:
    examples = re.findall(r"\bExample: (.+)", command_of(words).help or "")
    assert examples
    assert all(f"{example} ".startswith(f"annops {' '.join(words)} ") for example in examples)


@pytest.mark.parametrize("words", WORDS, ids=" ".join)
def test_example_of_a_command_can_be_typed(words: tuple[str, ...]) -> None:
    """Its words and options are those of the command; nothing is run."""
    said = command_of(words).help or ""
    _, name, *typed = shlex.split(re.findall(r"\bExample: (.+)", said)[0])
    command: Any = load_command(name)
    while typed and typed[0] in getattr(command, "commands", {}):
        command, typed = command.commands[typed[0]], typed[1:]
    assert command.make_context(name, typed, resilient_parsing=False).params


@pytest.mark.parametrize("words", WORDS, ids=" ".join)
def test_every_option_is_described(words: tuple[str, ...]) -> None:
    shown = [parameter for parameter in command_of(words).params if parameter.name != "help"]
    assert [p.name for p in shown if not getattr(p, "help", None)] == []


@pytest.mark.parametrize("words", WORDS, ids=" ".join)
def test_no_command_needs_an_option(words: tuple[str, ...]) -> None:
    needed = [p.name for p in command_of(words).params
              if p.required and p.param_type_name == "option"]  # fmt: skip
    assert needed == []


def test_version_is_printed() -> None:
    assert annops("--version").stdout == f"annops {__version__}\n"


@pytest.mark.parametrize(("typed", "meant"), [("agre", "agree"), ("Reports", "report")])
def test_unknown_command_ends_with_two_and_names_the_nearest(typed: str, meant: str) -> None:
    done = annops(typed)
    assert (done.returncode, done.stdout) == (2, "")
    assert f"no command `{typed}`; did you mean `{meant}`?" in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr


def test_unknown_option_ends_with_two(tmp_path: Path) -> None:
    done = annops("agree", "--no-such-option", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert "--no-such-option" in done.stderr
    assert "Traceback" not in done.stderr


def test_no_arguments_show_the_help() -> None:
    done = annops()
    assert "agree" in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "call", [call for call in CALLS if names(call) not in NO_PROJECT],
    ids=lambda call: " ".join(names(call)),
)  # fmt: skip
def test_outside_a_project_a_command_says_what_to_do(
    call: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(app, list(call))
    assert (done.exit_code, done.stdout) == (2, "")
    assert "hint: " in done.stderr
    assert "annops init" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_what_a_person_can_fix_is_told_without_a_trace_with_its_exit_code(tmp_path: Path) -> None:
    (tmp_path / "annops.yaml").write_text(
        "project: p\nquestions: {q: {type: classification, labels: [a, b]}}\n"
        "sources: [{path: missing.csv, question: q, columns: {item: i, answer: a}}]\n",
        encoding="utf-8",
    )
    done = annops("agree", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr.startswith("annops.yaml: error SRC001 ")
    assert "\n  hint: " in done.stderr
    assert "Traceback" not in done.stderr


def test_bug_of_annops_keeps_its_trace(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("annops.workspace.open.open_workspace", broken)
    monkeypatch.setattr("annops.agree.run.open_workspace", broken)
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(app, ["agree"])
    assert isinstance(done.exception, ZeroDivisionError)
