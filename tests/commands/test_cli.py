"""The command line as a whole: light to start, complete, and without traces."""

import inspect
import re
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

SOURCE = Path(__file__).parents[2] / "src" / "annops"
HEAVY = {"polars", "numpy", "pydantic", "rich", "openpyxl", "sklearn", "scipy", "jinja2", "yaml",
         "fastexcel", "vl_convert"}  # fmt: skip
NAMES = sorted(COMMANDS)


def annops(*arguments: str, cwd: Path | None = None) -> "subprocess.CompletedProcess[str]":
    return subprocess.run([sys.executable, "-m", "annops", *arguments], cwd=cwd, check=False,
                          capture_output=True, encoding="utf-8")  # fmt: skip


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


@pytest.mark.parametrize("name", NAMES)
def test_help_of_a_command_shows_an_example_that_begins_with_its_name(name: str) -> None:
    examples = re.findall(r"\bExample: (.+)", load_command(name).help or "")
    assert examples
    assert all(f"annops {name}" in example for example in examples)


@pytest.mark.parametrize("name", NAMES)
def test_options_in_the_example_exist(name: str) -> None:
    command = load_command(name)
    known = {option for parameter in command.params for option in
             (*parameter.opts, *parameter.secondary_opts)}  # fmt: skip
    example = next(line for line in (command.help or "").splitlines() if "Example:" in line)
    assert set(re.findall(r"(?<=\s)--[a-z-]+", example)) <= known


@pytest.mark.parametrize("name", NAMES)
def test_every_option_is_described(name: str) -> None:
    shown = [parameter for parameter in load_command(name).params if parameter.name != "help"]
    assert [p.name for p in shown if not getattr(p, "help", None)] == []


@pytest.mark.parametrize("name", NAMES)
def test_no_command_needs_an_option(name: str) -> None:
    needed = [p.name for p in load_command(name).params
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


@pytest.mark.parametrize("name", ["agree", "status", "volumes", "consensus", "sources", "report"])
def test_outside_a_project_a_command_says_what_to_do(name: str, tmp_path: Path) -> None:
    done = annops(name, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert "hint: " in done.stderr
    assert "annops init" in done.stderr
    assert "Traceback" not in done.stderr


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
