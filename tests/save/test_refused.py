"""What does not go in without a yes, and what a save must not be mixed with."""

import os
from pathlib import Path

import pytest

from annops.workspace import git_repository
from tests.save.conftest import DEFINITION, Pair, files, git, person, put, run, save, write


def _refused(folder: Path, *words: str) -> str:
    before, head = files(folder), git(folder, "rev-parse", "HEAD")
    said = save(folder, "x", *words, code=1)
    assert files(folder) == before
    assert git(folder, "rev-parse", "HEAD") == head
    return said


def test_key_is_named_with_its_line_and_is_kept_nowhere_without_a_yes(alone: Path) -> None:
    key, before = "token=" + "x9Kd7Lq2Wm4Zt8Rv5Bn1", git(alone, "count-objects")
    put(alone, "notes.md", f"one\n\nsee {key} there\n")
    said = _refused(alone)
    assert said.startswith("notes.md:3: error SAV002 looks like a password or key\n")
    assert key not in said
    assert git(alone, "count-objects") == before
    save(alone, "x", "--allow", "tokens")


def test_mail_address_and_telephone_number_need_a_yes(alone: Path) -> None:
    write(alone, people="id,contact\np-1,mia.lang@firma.de\np-2,+49 30 901820\np-3,none\n")
    said = _refused(alone)
    assert [line.split(" ", 2)[:2] for line in said.splitlines() if "SAV001" in line] == [
        ["registers/people.csv:2:", "error"], ["registers/people.csv:3:", "error"],
    ]  # fmt: skip
    _refused(alone, "--allow", "tokens,large-files")
    assert save(alone, "x", "--yes").startswith("saved 1 file as ")


def test_line_that_was_let_through_is_not_asked_about_again(alone: Path) -> None:
    write(alone, people="id,contact\np-1,mia.lang@firma.de\n")
    save(alone, "x", "--allow", "personal-data")
    write(alone, people="id,contact\np-1,mia.lang@firma.de\np-2,none\n")
    save(alone, "y")


def test_workbook_is_looked_into(alone: Path) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    book.create_sheet("people").append(["mia.lang@firma.de"])
    book.save(alone / "people.xlsx")
    assert _refused(alone).startswith("people.xlsx: error SAV001 looks like a mail address")


def test_file_over_10_mb_needs_a_yes(alone: Path) -> None:
    put(alone, "exports/big.bin", b"\0" * 10_000_001)
    assert "exports/big.bin: error SAV003 has 10.0 MB, more than 10" in _refused(alone)
    save(alone, "x", "--allow", "large-files")


def test_many_lines_of_one_file_are_counted(alone: Path) -> None:
    put(alone, "a.csv", "".join(f"{n},n{n}@firma.de\n" for n in range(1000)))
    said = _refused(alone)
    assert said.count("SAV001") == 5
    assert "a.csv:5: error SAV001 looks like a mail address, and 995 more in this file" in said


def test_definition_with_an_error_needs_a_yes(alone: Path) -> None:
    put(alone, "annops.yaml", DEFINITION + "nonsense: 1\n")
    assert "annops.yaml:4:" in _refused(alone)
    save(alone, "x", "--allow", "errors")


def test_log_whose_ids_repeat_needs_a_yes(alone: Path) -> None:
    write(alone, risks="id,title\nR-1,a\nR-1,b\n")
    said = _refused(alone)
    assert "registers/risks.csv:3:id: error SAV004 the id `R-1` names more than one" in said


def test_cell_that_its_column_does_not_take_is_shown_and_saved(alone: Path) -> None:
    write(alone, risks="id,title,probability\nR-1,late,high\n")
    said = save(alone, "x")
    assert "registers/risks.csv:2:probability: error REG002 `high` found" in said
    assert "saved 1 file" in said


def test_dry_run_shows_files_and_findings_and_keeps_nothing(alone: Path) -> None:
    before = git(alone, "count-objects")
    write(alone, risks="id,title,owner\nR-1,late,mia@firma.de\nR-2,noisy,bo\nR-3,x,y\n")
    shown = run(alone, "save", "--dry-run")
    assert shown.exit_code == 1
    assert shown.stdout.splitlines() == [
        "changed registers/risks.csv", "risks: 1 added, 1 changed",
    ]  # fmt: skip
    assert "registers/risks.csv:2: error SAV001" in shown.stderr
    assert git(alone, "count-objects") == before


def test_save_without_a_message_is_refused_where_nobody_can_be_asked(alone: Path) -> None:
    put(alone, "a.txt", "x\n")
    assert "SAV005" in save(alone, code=2)


@pytest.mark.parametrize("words", [("--allow", "emails"), ("--mine", "--theirs")])
def test_options_that_mean_nothing_are_refused(alone: Path, words: tuple[str, ...]) -> None:
    assert "SAV009" in save(alone, "x", *words, code=2)


def test_folder_without_versions_says_how_to_begin(tmp_path: Path) -> None:
    put(tmp_path, "p/annops.yaml", DEFINITION)
    said = save(tmp_path / "p", "x", code=2)
    assert "GIT003" in said
    assert "annops save --start" in said
    begun = save(tmp_path / "p", "x", "--start")
    assert "saved 3 files" in begun
    assert ".annops" not in git(tmp_path / "p", "ls-files")


def test_computer_without_git_is_told_so(alone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(git_repository, "find_git", lambda: None)
    assert "GIT002" in save(alone, "x", code=2)
    assert "GIT002" in run(alone, "history").output


def test_half_done_merge_of_plain_git_is_refused(alone: Path) -> None:
    git(alone, "checkout", "-q", "-b", "other")
    put(alone, "annops.yaml", DEFINITION + "client: One\n")
    git(alone, "commit", "-qam", "one")
    git(alone, "checkout", "-q", "main")
    put(alone, "annops.yaml", DEFINITION + "client: Two\n")
    git(alone, "commit", "-qam", "two")
    git(alone, "merge", "other", check=False)
    before = files(alone)
    assert "GIT004 a merge of plain git is not finished" in save(alone, "x", code=1)
    assert files(alone) == before


def test_older_version_taken_out_is_refused(alone: Path) -> None:
    git(alone, "checkout", "-q", "--detach")
    put(alone, "a.txt", "x\n")
    assert "GIT005" in _refused(alone)


def test_lock_of_another_git_is_refused_and_left(
    alone: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(git_repository, "_PATIENCE", 0.0)
    (alone / ".git/index.lock").touch()
    put(alone, "a.txt", "x\n")
    assert "GIT006" in _refused(alone)
    assert (alone / ".git/index.lock").exists()


def test_project_that_the_repository_around_it_leaves_out_is_refused(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", "-b", "main", "big")
    put(tmp_path, "big/.gitignore", "build/\n")
    put(tmp_path, "big/build/p/annops.yaml", DEFINITION)
    git(tmp_path / "big", "add", "-f", "build/p/annops.yaml")
    assert "GIT007" in save(tmp_path / "big/build/p", "x", code=1)


@pytest.mark.skipif(os.name == "nt", reason="hooks are shell scripts")
def test_check_of_the_repository_may_refuse(alone: Path) -> None:
    put(alone, ".git/hooks/pre-commit", "#!/bin/sh\necho no tabs please >&2\nexit 1\n")
    (alone / ".git/hooks/pre-commit").chmod(0o755)
    put(alone, "a.txt", "x\n")
    assert "SAV011 the check `pre-commit` refuses: no tabs please" in _refused(alone)


@pytest.mark.skipif(os.name == "nt", reason="hooks are shell scripts")
def test_check_of_the_repository_may_put_files_in_order(alone: Path) -> None:
    hook = "#!/bin/sh\nprintf 'tidy\\n' > a.txt\ngit add a.txt\n"
    put(alone, ".git/hooks/pre-commit", hook)
    (alone / ".git/hooks/pre-commit").chmod(0o755)
    put(alone, "a.txt", "x\n")
    save(alone, "x")
    assert git(alone, "show", "HEAD:a.txt") == "tidy"
    assert git(alone, "status", "--porcelain") == ""


def test_shared_copy_out_of_reach_saves_here_and_says_so(pair: Pair) -> None:
    pair.shared.rename(pair.shared.with_name("away.git"))
    put(pair.ann, "a.txt", "x\n")
    said = save(pair.ann, "offline", code=4)
    assert "saved here, not sent\nthe shared copy cannot be reached" in said
    assert git(pair.ann, "log", "-1", "--format=%s") == "offline"
    pair.shared.with_name("away.git").rename(pair.shared)
    assert save(pair.ann).splitlines() == ["nothing new to save", "sent to the shared copy"]


@pytest.mark.skipif(os.name == "nt", reason="hooks are shell scripts")
def test_check_of_the_shared_copy_that_refuses_is_quoted(pair: Pair) -> None:
    put(pair.shared, "hooks/pre-receive", "#!/bin/sh\necho main is protected\nexit 1\n")
    (pair.shared / "hooks/pre-receive").chmod(0o755)
    put(pair.ann, "a.txt", "x\n")
    said = save(pair.ann, "x", code=4)
    assert 'the shared copy refuses: a check there says "main is protected"; whoever' in said
    assert "remote" not in said


def test_shared_copy_that_somebody_works_in_is_said_to_take_no_saves(pair: Pair) -> None:
    git(pair.ann, "remote", "set-url", "origin", "../bo")
    put(pair.ann, "a.txt", "x\n")
    said = save(pair.ann, "x", code=4)
    assert "the shared copy refuses: it is a folder that somebody works in" in said
    assert "remote:" not in said
    assert "error:" not in said


def test_shared_copy_that_is_gone_is_said_so_without_a_word_of_git(pair: Pair) -> None:
    git(pair.ann, "remote", "set-url", "origin", "../gone.git")
    put(pair.ann, "a.txt", "x\n")
    said = save(pair.ann, "x", code=4)
    assert "the shared copy cannot be reached: it is not where it was" in said
    assert "fatal" not in said


def test_branch_without_a_shared_one_is_shared_by_its_first_save(pair: Pair) -> None:
    git(pair.ann, "checkout", "-q", "-b", "week-2")
    put(pair.ann, "a.txt", "x\n")
    save(pair.ann, "on a branch")
    assert git(pair.shared, "log", "-1", "--format=%s", "week-2") == "on a branch"
    assert git(pair.ann, "config", "branch.week-2.merge") == "refs/heads/week-2"


def test_computer_without_a_name_signs_with_the_login(
    alone: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOGNAME", "mlang")
    git(alone, "config", "--unset", "user.name")
    git(alone, "config", "--unset", "user.email")
    put(alone, "a.txt", "x\n")
    assert "signed as `mlang`" in save(alone, "x")
    assert git(alone, "log", "-1", "--format=%an") == "mlang"
    assert "undid `x`" in run(alone, "undo").output


def test_project_in_a_larger_repository_saves_its_own_folder_only(tmp_path: Path) -> None:
    big = tmp_path / "big"
    git(tmp_path, "init", "-q", "-b", "main", "big")
    person(big, "Ann")
    put(big, "other.txt", "1\n")
    git(big, "add", "-A")
    git(big, "commit", "-qm", "begin")
    put(big, "other.txt", "2\n")
    put(big, "staged.txt", "s\n")
    git(big, "add", "staged.txt")
    put(big, "work/p [1]/annops.yaml", DEFINITION)
    git(big, "--literal-pathspecs", "add", "work/p [1]/annops.yaml")
    save(big / "work/p [1]", "project")
    assert git(big, "show", "--name-only", "--format=").splitlines() == [
        "work/p [1]/.gitattributes", "work/p [1]/.gitignore", "work/p [1]/annops.yaml",
    ]  # fmt: skip
    assert git(big, "status", "--porcelain").splitlines() == ["M other.txt", "A  staged.txt"]
    assert run(big / "work/p [1]", "history").stdout.count("\n") == 1


def test_changes_of_others_beside_the_project_are_taken_in_but_never_over_unsaved_ones(
    pair: Pair,
) -> None:
    for folder in (pair.ann, pair.bo):
        assert folder.exists()
    put(pair.ann, "sub/annops.yaml", DEFINITION)
    put(pair.ann, "script.sh", "1\n")
    save(pair.ann, "sub")
    save(pair.bo)
    put(pair.ann, "script.sh", "2\n")
    save(pair.ann, "script")
    save(pair.bo / "sub")
    assert files(pair.bo)["script.sh"] == b"2\n"
    put(pair.ann, "script.sh", "3\n")
    save(pair.ann, "script")
    put(pair.bo, "script.sh", "mine\n")
    assert "../script.sh: error SAV007" in save(pair.bo / "sub", code=1)
    assert files(pair.bo)["script.sh"] == b"mine\n"
