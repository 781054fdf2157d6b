"""`annops risk` at the command line."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import Result

from annops.registers.issues import Issue
from annops.registers.risks import Risk
from annops.workspace.registers import read_register

Annops = Callable[..., Result]


def the_risk(folder: Path) -> Risk:
    (row,) = read_register(folder, Risk).rows
    return row


def test_a_title_is_enough(annops: Annops, folder: Path) -> None:
    said = annops("risk", "add", "Vendor late")
    assert said.exit_code == 0
    row = the_risk(folder)
    assert (row.title, str(row.opened), row.status) == ("Vendor late", "2026-11-20", "open")
    assert f"added {row.id} Vendor late" in said.output


def test_same_title_again_is_said_to_be_there_and_changes_nothing(
    annops: Annops, folder: Path
) -> None:
    annops("risk", "add", "Vendor late")
    before = (folder / "registers/risks.csv").read_bytes()
    said = annops("risk", "add", "vendor LATE", "--as-of", "2026-12-01", "--owner", "kim")
    assert (folder / "registers/risks.csv").read_bytes() == before
    assert f"already there: {the_risk(folder).id}" in said.output


def test_closed_risk_may_come_again(annops: Annops, folder: Path) -> None:
    annops("risk", "add", "Vendor late")
    annops("risk", "close", the_risk(folder).id, "--outcome", "staffed")
    annops("risk", "add", "Vendor late", "--as-of", "2026-12-01")
    states = [row.status for row in read_register(folder, Risk).rows]
    assert sorted(states) == ["closed", "open"]


def test_fields_of_the_row_model_are_options(annops: Annops, folder: Path) -> None:
    annops("risk", "add", "t", "--probability", "4", "--impact", "5", "--response", "Reduce",
           "--review", "2026-12-01")  # fmt: skip
    row = the_risk(folder)
    assert (row.score, row.response, str(row.review)) == (20, "reduce", "2026-12-01")


def test_record_stays_one_line_of_its_file_whatever_is_typed(annops: Annops, folder: Path) -> None:
    annops("risk", "add", "a\nb", "--cause", "c\r\nd", "--mitigation", 'says "x, y"')
    assert len((folder / "registers/risks.csv").read_bytes().splitlines()) == 2
    assert (the_risk(folder).title, the_risk(folder).mitigation) == ("a b", 'says "x, y"')


def test_wrong_value_names_the_option_and_the_nearest_choice(annops: Annops, folder: Path) -> None:
    said = annops("risk", "add", "t", "--category", "qualty")
    assert said.exit_code == 2
    assert "REG005 risk: `--category` is `qualty`" in said.output
    assert "did you mean `quality`?" in said.output
    assert not (folder / "registers").exists()


def test_record_is_edited_by_the_beginning_of_its_id_and_empty_text_clears(
    annops: Annops, folder: Path
) -> None:
    annops("risk", "add", "t", "--owner", "kim")
    annops("risk", "edit", the_risk(folder).id[2:5], "--owner", "", "--impact", "3")
    row = the_risk(folder)
    assert (row.owner, row.impact) == ("", 3)


def test_unknown_id_is_a_finding(annops: Annops) -> None:
    said = annops("risk", "edit", "R-zzz", "--owner", "kim")
    assert (said.exit_code, "REG004" in said.output) == (2, True)


def test_wrong_cell_can_be_put_right(annops: Annops, folder: Path) -> None:
    annops("risk", "add", "t")
    row_id, path = the_risk(folder).id, folder / "registers/risks.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",open,,,", ",open,,9,"))
    assert read_register(folder, Risk).rows == ()
    annops("risk", "edit", row_id, "--probability", "5")
    assert the_risk(folder).probability == 5


def test_register_with_a_line_that_cannot_be_read_is_not_written(
    annops: Annops, folder: Path
) -> None:
    annops("risk", "add", "t")
    path = folder / "registers/risks.csv"
    path.write_text(path.read_text(encoding="utf-8") + "R-cut,half a line\n", encoding="utf-8")
    before = path.read_bytes()
    said = annops("risk", "add", "another")
    assert (said.exit_code, path.read_bytes()) == (3, before)
    assert "REG006" in said.output


def test_columns_that_people_added_are_kept(annops: Annops, folder: Path) -> None:
    annops("risk", "add", "t")
    path = folder / "registers/risks.csv"
    head, body = path.read_text(encoding="utf-8").splitlines()
    path.write_text(f"{head},jira\n{body},AB-7\n", encoding="utf-8")
    annops("risk", "edit", the_risk(folder).id, "--owner", "mia")
    assert path.read_text(encoding="utf-8").splitlines()[1].endswith(",AB-7")


def test_closing_sets_the_day_and_reopening_takes_it_away(annops: Annops, folder: Path) -> None:
    annops("risk", "add", "t")
    row_id = the_risk(folder).id
    annops("risk", "close", row_id, "--outcome", "gone", "--as-of", "2026-12-01")
    assert (str(the_risk(folder).closed), the_risk(folder).outcome) == ("2026-12-01", "gone")
    annops("risk", "edit", row_id, "--status", "open")
    assert the_risk(folder).closed is None


def test_risk_that_occurred_opens_one_issue_however_often_it_is_said(
    annops: Annops, folder: Path
) -> None:
    annops("risk", "add", "t", "--owner", "mia", "--probability", "2", "--impact", "5")
    for _ in range(2):
        annops("risk", "occurred", the_risk(folder).id)
    (issue,) = read_register(folder, Issue).rows
    assert the_risk(folder).status == "occurred"
    assert (issue.risk, issue.owner, issue.priority) == (the_risk(folder).id, "mia", "high")


@pytest.mark.parametrize(
    "words", [("add", "new"), ("edit", "{id}", "--owner", "kim"), ("close", "{id}"),
              ("occurred", "{id}")],
)  # fmt: skip
def test_dry_run_shows_a_diff_and_writes_nothing(
    words: tuple[str, ...], annops: Annops, folder: Path
) -> None:
    annops("risk", "add", "t")
    before = {p: p.read_bytes() for p in folder.rglob("*.csv")}
    said = annops("risk", *(w.format(id=the_risk(folder).id) for w in words), "--dry-run")
    assert "+++ b/registers/risks.csv" in said.stdout
    assert {p: p.read_bytes() for p in folder.rglob("*.csv")} == before


def test_bare_call_is_at_most_a_dozen_lines_with_many_risks(annops: Annops) -> None:
    for n in range(9):
        annops("risk", "add", f"risk {n}", "--as-of", "2026-10-01", "--impact", "3")
    said = annops("risk").stdout.splitlines()
    assert len(said) <= 12
    assert said[0] == "risks as of 2026-11-20: 9 open"
    assert said[-1].startswith("next: annops risk edit R-")


def test_list_as_json_has_score_age_and_schema(annops: Annops) -> None:
    annops("risk", "add", "t", "--probability", "3", "--impact", "3", "--as-of", "2026-11-10")
    data = json.loads(annops("risk", "list", "--format", "json").stdout)
    assert data["schema"] == "annops.risk/1"
    assert [(r["score"], r["age_days"]) for r in data["risks"]] == [(9, 10)]


def test_list_shows_closed_risks_only_when_asked(annops: Annops, folder: Path) -> None:
    annops("risk", "add", "t")
    annops("risk", "close", the_risk(folder).id)
    row_id = the_risk(folder).id
    assert row_id not in annops("risk", "list").stdout
    assert row_id in annops("risk", "list", "--all", "--format", "csv").stdout


def test_option_before_a_subcommand_is_refused_not_ignored(annops: Annops) -> None:
    said = annops("risk", "--as-of", "2026-11-01", "list")
    assert said.exit_code == 2
    assert "write `--as-of` after `list`" in said.output


def test_matrix_is_drawn_and_shows_each_risk_in_its_cell(annops: Annops, folder: Path) -> None:
    annops("risk", "add", "t", "--probability", "4", "--impact", "2")
    row = next(x for x in annops("risk", "matrix").stdout.splitlines() if x.startswith("4 "))
    assert row.split("%")[1].split() == [".", the_risk(folder).id, ".", ".", "."]
    assert annops("risk", "matrix", "--output", "m.svg").exit_code == 0
    assert "Matrix of 1 open risk by" in (folder / "m.svg").read_text(encoding="utf-8")


def test_empty_matrix_is_not_drawn(annops: Annops, folder: Path) -> None:
    said = annops("risk", "matrix", "--output", "m.svg")
    assert (said.exit_code, (folder / "m.svg").exists()) == (2, False)
    assert "RSK007" in said.output


def test_commands_at_once_lose_no_risk(folder: Path) -> None:
    calls = [
        subprocess.Popen([sys.executable, "-m", "annops", "risk", "add", f"risk {n}"], cwd=folder)
        for n in range(6)
    ]
    assert [call.wait(60) for call in calls] == [0] * 6
    titles = sorted(row.title for row in read_register(folder, Risk).rows)
    assert titles == [f"risk {n}" for n in range(6)]
