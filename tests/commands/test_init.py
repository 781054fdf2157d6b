"""`annops init` makes a folder that passes `annops check` at once, and never harms one."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from annops.cli import app
from annops.workspace.definition import open_definition
from annops.workspace.templates import template_names

TEMPLATES = ("blank", "llm-eval", "text-classification")


def _run(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


def _init(folder: Path, *words: str) -> Result:
    return _run("init", str(folder), "--as-of", "2026-11-02", *words)


def _files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and ".git" not in path.relative_to(folder).parts
    }


def test_shipped_templates_are_those_the_help_names() -> None:
    assert template_names("init") == TEMPLATES
    assert all(name in _run("init", "--help").stdout for name in TEMPLATES)


@pytest.mark.parametrize("template", TEMPLATES)
def test_new_folder_passes_check_at_once(tmp_path: Path, template: str) -> None:
    made = _init(tmp_path / "aster", "--template", template)
    assert made.exit_code == 0, made.output
    checked = _run("check", "--project", str(tmp_path / "aster"))
    assert (checked.exit_code, checked.stdout.splitlines()[-1]) == (0, "1 note")
    assert "CHK003" in checked.stdout


def test_what_a_person_states_stands_in_the_definition(tmp_path: Path) -> None:
    made = _init(
        tmp_path / "aster", "--template", "llm-eval", "--project", "no", "--client", "A: #1 'x'",
        "--locales", "en-US, zh-Hant-TW,no", "--units", "24000", "--due", "2026-12-18",
    )  # fmt: skip
    assert made.exit_code == 0, made.output
    definition = open_definition(tmp_path / "aster")
    assert (definition.project, definition.client) == ("no", "A: #1 'x'")
    assert definition.locales == ("en-US", "zh-Hant-TW", "no")
    assert (definition.plan.units, definition.plan.due) == (24000, "2026-12-18")


def test_name_of_the_project_is_the_folders_without_a_flag(tmp_path: Path) -> None:
    _init(tmp_path / "aster")
    assert open_definition(tmp_path / "aster").project == "aster"


def test_editors_find_the_schema_by_the_first_lines(tmp_path: Path) -> None:
    _init(tmp_path / "aster")
    lines = (tmp_path / "aster/annops.yaml").read_text("utf-8").splitlines()
    assert lines[:2] == [
        "# yaml-language-server: $schema=.annops/schema/annops.schema.json",
        "# $schema: .annops/schema/annops.schema.json",
    ]
    assert (tmp_path / "aster/.annops/schema/annops.schema.json").is_file()


def test_guideline_has_front_matter_and_numbered_rules(tmp_path: Path) -> None:
    _init(tmp_path / "aster", "--template", "llm-eval")
    text = (tmp_path / "aster/guidelines/preference.md").read_text("utf-8")
    assert text.startswith(
        '---\nguideline: preference\nversion: "0.1"\neffective_from: 2026-11-02'
    )
    assert text.count("\n- R") == 6


def test_second_init_with_the_same_words_changes_nothing(tmp_path: Path) -> None:
    _init(tmp_path / "aster", "--units", "5")
    before = _files(tmp_path / "aster")
    again = _init(tmp_path / "aster", "--units", "5")
    assert (again.exit_code, again.stdout) == (0, "")
    assert _files(tmp_path / "aster") == before


def test_each_project_has_a_seed_of_its_own_that_a_name_does_not_tell(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        _init(tmp_path / folder, "--project", "aster")
    seeds = {open_definition(tmp_path / folder).seed or "" for folder in ("a", "b")}
    assert len(seeds) == 2
    assert all(len(seed) == 20 for seed in seeds)


def test_folder_with_another_project_is_refused_and_left_alone(tmp_path: Path) -> None:
    _init(tmp_path / "aster")
    (tmp_path / "aster/annops.yaml").write_text("project: mine\n", encoding="utf-8")
    before = _files(tmp_path / "aster")
    again = _init(tmp_path / "aster")
    assert (again.exit_code, "INI001" in again.stderr) == (2, True)
    assert _files(tmp_path / "aster") == before


def test_file_that_is_there_already_is_kept_and_said(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("mine\n", encoding="utf-8")
    made = _init(tmp_path)
    assert "kept README.md, which was there already" in made.stderr
    assert (tmp_path / "README.md").read_text("utf-8") == "mine\n"


def test_dry_run_shows_the_files_and_writes_none(tmp_path: Path) -> None:
    shown = _init(tmp_path / "aster", "--dry-run")
    assert (shown.exit_code, "+++ b/annops.yaml" in shown.stdout) == (0, True)
    assert not (tmp_path / "aster").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--locales", "pt-Br"], "did you mean `pt-BR`?"),
        (["--due", "18.12.2026"], "`18.12.2026` is not a day"),
        (["--template", "llm-evil"], "did you mean `llm-eval`?"),
        (["--units", "0"], "--units"),
    ],
)
def test_wrong_option_is_told_before_anything_is_written(
    tmp_path: Path, words: list[str], said: str
) -> None:
    made = _init(tmp_path / "aster", *words)
    assert (made.exit_code, said in made.stderr) == (2, True), made.stderr
    assert not (tmp_path / "aster").exists()


def test_project_of_no_template_invents_no_question_target_or_locale(tmp_path: Path) -> None:
    _init(tmp_path / "aster")
    definition = open_definition(tmp_path / "aster")
    assert not definition.questions
    assert not definition.targets
    assert not definition.locales


@pytest.mark.parametrize("command", ["agree", "status"])
def test_fresh_project_is_told_to_take_an_export_in(tmp_path: Path, command: str) -> None:
    _init(tmp_path / "aster")
    told = _run(command, "--project", str(tmp_path / "aster"))
    assert "`annops import FILE`" in told.stderr
    assert "Traceback" not in told.output


def test_fresh_project_takes_an_export_in_and_holds_nothing_else(tmp_path: Path) -> None:
    _init(tmp_path / "aster")
    rows = [f"t{n // 3},w{n % 3},{'ab'[n * n % 2]}\n" for n in range(18)]
    (tmp_path / "tone.csv").write_text("task,worker,response\n" + "".join(rows), "utf-8")
    there = ("--project", str(tmp_path / "aster"))
    taken = _run("import", str(tmp_path / "tone.csv"), "--yes", *there)
    assert taken.exit_code == 0, taken.output
    assert list(open_definition(tmp_path / "aster").questions) == ["tone"]
    assert _run("agree", *there).exit_code == 0
    checked = _run("check", *there)
    assert checked.exit_code == 0, checked.output


def test_examples_in_the_comments_of_a_blank_project_are_right(tmp_path: Path) -> None:
    _init(tmp_path / "aster")
    path = tmp_path / "aster/annops.yaml"
    blocks = re.findall(r"((?:^#  .*\n)+)^(\w+:)\n", path.read_text("utf-8"), flags=re.MULTILINE)
    shown = [f"{key}\n{examples.replace('#  ', '  ')}" for examples, key in blocks]
    path.write_text("project: aster\n" + "".join(shown), "utf-8")
    definition = open_definition(tmp_path / "aster")
    assert set(definition.questions) == {"sentiment", "helpfulness"}
    assert (len(definition.sources), len(definition.targets)) == (1, 1)


def _git(folder: Path, *words: str) -> str:
    return subprocess.run(
        ["git", "-C", str(folder), *words], capture_output=True, check=True, text=True
    ).stdout


def test_git_repository_is_made_and_leaves_cache_and_exports_out(tmp_path: Path) -> None:
    _init(tmp_path / "aster")
    (tmp_path / "aster/exports/a.csv").write_bytes(b"x\r\n")
    (tmp_path / "aster/exports/manifest.csv").write_bytes(b"x\n")
    _git(tmp_path / "aster", "add", ".")
    assert _git(tmp_path / "aster", "ls-files").split() == [
        ".gitattributes", ".gitignore", "README.md", "annops.yaml", "exports/.gitkeep",
        "exports/manifest.csv", "guidelines/.gitkeep", "registers/.gitkeep",
    ]  # fmt: skip


def test_exports_tracked_in_git_keep_their_bytes(tmp_path: Path) -> None:
    _init(tmp_path / "aster", "--track-exports")
    (tmp_path / "aster/exports/a.csv").write_bytes(b"x\r\n")
    _git(tmp_path / "aster", "add", ".")
    assert _git(tmp_path / "aster", "cat-file", "-s", ":exports/a.csv").strip() == "3"


def test_no_repository_is_made_inside_another_or_on_request(tmp_path: Path) -> None:
    _git(tmp_path, "init", "--quiet")
    _init(tmp_path / "inside")
    assert not (tmp_path / "inside/.git").exists()


def test_no_repository_is_made_with_no_git(tmp_path: Path) -> None:
    _init(tmp_path / "aster", "--no-git")
    assert not (tmp_path / "aster/.git").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="there is no pty on Windows")
def test_person_at_a_terminal_is_asked_for_what_the_flags_leave_open(tmp_path: Path) -> None:
    import pty

    terminal, line = pty.openpty()
    words = ["init", str(tmp_path / "aster"), "--locales", "de-DE", "--no-git"]
    run = subprocess.Popen(
        [sys.executable, "-m", "annops", *words], stdin=line, stdout=line, stderr=line
    )
    os.close(line)
    os.write(terminal, b"llm-eval\n\nNorth: wind\nmany\n24,000\n2026-12-18\n")
    assert run.wait(timeout=30) == 0
    os.close(terminal)
    definition = open_definition(tmp_path / "aster")
    assert (definition.project, definition.client) == ("aster", "North: wind")
    assert (definition.locales, definition.plan.units) == (("de-DE",), 24000)
    assert "preference" in definition.questions


def test_nothing_is_asked_without_a_terminal(tmp_path: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "annops", "init", str(tmp_path / "aster"), "--no-git"],
        capture_output=True, stdin=subprocess.DEVNULL, timeout=30, check=False,
    )  # fmt: skip
    assert run.returncode == 0
    assert (tmp_path / "aster/annops.yaml").is_file()


def test_folder_with_blanks_stands_in_quotes_in_the_next_command(tmp_path: Path) -> None:
    folder = tmp_path / "p 3 ü"
    assert f'next: cd "{folder.as_posix()}", then annops import FILE' in _init(folder).stderr


def test_a_new_folder_is_told_of_in_words_without_git(tmp_path: Path) -> None:
    said = _init(tmp_path / "aster").stderr
    assert "versions of the folder are kept from now on" in said
    assert "git" not in said
