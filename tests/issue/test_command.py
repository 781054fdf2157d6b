"""`annops issue` at the command line."""

import json
from collections.abc import Callable
from pathlib import Path

from typer.testing import Result

from annops.registers.issues import Issue
from annops.workspace.registers import read_register

Annops = Callable[..., Result]


def the_issue(folder: Path) -> Issue:
    (row,) = read_register(folder, Issue).rows
    return row


def test_blocker_is_written_down_and_closed_with_its_resolution(
    annops: Annops, folder: Path
) -> None:
    annops("issue", "add", "no ids in the export", "--kind", "blocker", "--owner", "tooling")
    said = annops("issue").stdout
    assert "blocker: no ids in the export (medium, owner tooling, 0 days old)" in said
    annops("issue", "close", the_issue(folder).id, "--resolution", "new export")
    row = the_issue(folder)
    assert (row.status, str(row.closed), row.resolution) == ("closed", "2026-11-20", "new export")


def test_same_title_again_is_said_to_be_there(annops: Annops, folder: Path) -> None:
    annops("issue", "add", "slow tool")
    said = annops("issue", "add", "slow tool")
    assert said.stdout.startswith(f"already there: {the_issue(folder).id}")


def test_decision_keeps_options_default_and_day(annops: Annops, folder: Path) -> None:
    annops("issue", "add", "Keep ties?", "--kind", "decision", "--options", "yes / no",
           "--default", "yes", "--due", "2026-12-01")  # fmt: skip
    (entry,) = json.loads(annops("issue", "--format", "json").stdout)["issues"]
    assert (entry["issue"]["default"], entry["issue"]["due"]) == ("yes", "2026-12-01")
    assert "If nobody decides" in annops("issue", "--format", "md").stdout
    assert the_issue(folder).kind == "decision"


def test_unknown_kind_names_the_nearest_and_writes_nothing(annops: Annops, folder: Path) -> None:
    said = annops("issue", "add", "t", "--kind", "bloker")
    assert (said.exit_code, (folder / "registers").exists()) == (2, False)
    assert "did you mean `blocker`?" in said.output


def test_list_of_one_kind_leaves_the_others_out(annops: Annops) -> None:
    annops("issue", "add", "a thing")
    annops("issue", "add", "a choice", "--kind", "decision")
    said = annops("issue", "list", "--kind", "decision").stdout
    assert "a choice" in said
    assert "a thing" not in said


def test_bare_call_is_at_most_a_dozen_lines(annops: Annops) -> None:
    for n in range(12):
        annops("issue", "add", f"issue {n}", "--due", "2026-11-01", "--kind", "blocker")
    said = annops("issue").stdout.splitlines()
    assert len(said) <= 12
    assert said[0] == "open as of 2026-11-20: 12 blockers; 0 closed"
    assert "12 overdue" in said[-2]
