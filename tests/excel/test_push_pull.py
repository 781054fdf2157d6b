"""Registers go out as workbooks and come back cell by cell."""

import csv
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from typer.testing import CliRunner, Result

from annops.cli import app

HEADER = ("id", "title", "status", "owner", "probability", "impact", "review", "opened", "mood")
RISKS = (
    ("R-aaa111", "Vendor late", "open", "Kim", "3", "4", "2026-12-01", "2026-11-01", "calm"),
    ("R-bbb222", "Labels unclear", "open", "Lee", "", "", "", "2026-11-02", ""),
    ("R-ccc333", "Tool down", "closed", "", "1", "2", "", "2026-11-03", ""),
)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "annops.yaml").write_text(
        "project: aster\nquestions: {q: {type: classification, labels: [a, b]}}\n",
        encoding="utf-8",
    )
    write(tmp_path, RISKS)
    return tmp_path


def write(root: Path, rows: Sequence[Sequence[str]]) -> None:
    (root / "registers").mkdir(exist_ok=True)
    with (root / "registers/risks.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([HEADER, *rows])


def register(root: Path) -> dict[str, dict[str, str]]:
    with (root / "registers/risks.csv").open(encoding="utf-8", newline="") as file:
        return {row["id"]: row for row in csv.DictReader(file)}


def run(root: Path, *words: str) -> Result:
    day = ("--as-of", "2026-11-20") if words[0] == "pull" else ()
    return CliRunner().invoke(app, ["excel", *words, "--project", str(root), *day])


def edit(root: Path, change: Callable[[Any], object], name: str = "risks") -> None:
    path = root / f"excel/{name}.xlsx"
    book = openpyxl.load_workbook(path)
    change(book.worksheets[0])
    book.save(path)


def put(**cells: object) -> Callable[[Any], None]:
    def change(made: Any) -> None:
        for cell, value in cells.items():
            made[cell] = value

    return change


def set_cell(root: Path, record: str, key: str, text: str) -> None:
    rows = register(root)
    rows[record][key] = text
    write(root, [[row.get(column, "") for column in HEADER] for row in rows.values()])


def test_what_goes_out_and_comes_back_untouched_changes_nothing(project: Path) -> None:
    assert run(project, "push", "risks").exit_code == 0
    before = (project / "registers/risks.csv").read_bytes()
    result = run(project, "pull", "risks", "--yes")
    assert (result.exit_code, result.stdout) == (0, "risks: nothing to take over\n")
    assert (project / "registers/risks.csv").read_bytes() == before


def test_a_changed_cell_is_told_in_words_and_written(project: Path) -> None:
    run(project, "push", "risks")
    edit(project, put(D2="Ana", D3="Zoe", H3="unclear words"))
    result = run(project, "pull", "risks", "--yes")
    assert result.exit_code == 0, result.output
    assert result.stdout.splitlines() == [
        "risks: 3 cells changed in 2 risks",
        "  R-aaa111 owner: Kim -> Ana",
        "  R-bbb222 owner: Lee -> Zoe",
        "  R-bbb222 cause: (empty) -> unclear words",
        "wrote registers/risks.csv",
    ]
    assert register(project)["R-aaa111"]["owner"] == "Ana"


def column(root: Path, title: str) -> str:
    made = openpyxl.load_workbook(root / "excel/risks.xlsx").worksheets[0]
    return next(cell.column_letter for cell in made[1] if cell.value == title)


def test_a_column_that_people_added_to_the_register_goes_out_and_comes_back(project: Path) -> None:
    run(project, "push", "risks")
    edit(project, put(**{f"{column(project, 'mood')}3": "tense"}))
    assert run(project, "pull", "risks", "--yes").exit_code == 0
    assert register(project)["R-bbb222"]["mood"] == "tense"


def test_without_a_terminal_nothing_is_taken_over_unless_yes_is_said(project: Path) -> None:
    run(project, "push", "risks")
    edit(project, put(D2="Ana"))
    result = run(project, "pull", "risks")
    assert result.exit_code == 2
    assert "XLS006" in result.stderr
    assert register(project)["R-aaa111"]["owner"] == "Kim"


def test_a_dry_run_shows_the_changes_in_words_and_writes_nothing(project: Path) -> None:
    run(project, "push", "risks")
    edit(project, put(D2="Ana"))
    result = run(project, "pull", "risks", "--dry-run")
    assert "R-aaa111 owner: Kim -> Ana" in result.stdout
    assert "nothing was written: --dry-run" in result.stdout
    assert "@@" not in result.stdout
    assert register(project)["R-aaa111"]["owner"] == "Kim"
    assert not (project / ".annops").exists() or not list((project / ".annops").rglob("*.json"))


def test_a_new_row_gets_an_id_and_the_workbook_learns_it(project: Path) -> None:
    run(project, "push", "risks")
    edit(project, put(B7="Budget cut", D7="Kim"))
    result = run(project, "pull", "risks", "--yes")
    assert result.exit_code == 0, result.output
    (new,) = [row for row in register(project).values() if row["title"] == "Budget cut"]
    assert new["id"].startswith("R-")
    assert (new["opened"], new["status"]) == ("2026-11-20", "open")
    made = openpyxl.load_workbook(project / "excel/risks.xlsx").worksheets[0]
    assert new["id"] in {cell.value for cell in made["A"]}
    again = run(project, "pull", "risks", "--yes")
    assert again.exit_code == 0
    assert len(register(project)) == 4


def test_a_new_row_taken_back_twice_is_added_once(project: Path, tmp_path: Path) -> None:
    run(project, "push", "risks")
    edit(project, put(B7="Budget cut"))
    copy = tmp_path / "copy.xlsx"
    copy.write_bytes((project / "excel/risks.xlsx").read_bytes())
    for _ in range(2):
        assert run(project, "pull", "risks", "--file", str(copy), "--yes").exit_code == 0
    assert len(register(project)) == 4


def test_a_cell_changed_here_and_there_stays_and_is_named(project: Path) -> None:
    run(project, "push", "risks")
    edit(project, put(D2="Ana", D3="Zoe"))
    set_cell(project, "R-aaa111", "owner", "Bob")
    result = run(project, "pull", "risks", "--yes")
    assert result.exit_code == 1
    assert "excel/risks.xlsx:Risks!D2: error XLS001" in result.stderr
    assert "`Bob` here, `Ana` in the sheet, `Kim` was sent" in result.stderr
    owners = {key: row["owner"] for key, row in register(project).items()}
    assert owners == {"R-aaa111": "Bob", "R-bbb222": "Zoe", "R-ccc333": ""}


@pytest.mark.parametrize(("option", "owner"), [("--mine", "Bob"), ("--theirs", "Ana")])
def test_a_person_decides_whose_text_holds(project: Path, option: str, owner: str) -> None:
    run(project, "push", "risks")
    edit(project, put(D2="Ana", D3="Zoe"))
    set_cell(project, "R-aaa111", "owner", "Bob")
    result = run(project, "pull", "risks", "--yes", option)
    assert result.exit_code == 0, result.output
    assert register(project)["R-aaa111"]["owner"] == owner
    assert run(project, "pull", "risks", "--yes").exit_code == 0


def test_what_was_taken_over_once_is_no_conflict_later(project: Path) -> None:
    run(project, "push", "risks")
    edit(project, put(D2="Ana"))
    run(project, "pull", "risks", "--yes")
    set_cell(project, "R-aaa111", "owner", "Bob")
    result = run(project, "pull", "risks", "--yes")
    assert (result.exit_code, result.stdout) == (0, "risks: nothing to take over\n")
    assert register(project)["R-aaa111"]["owner"] == "Bob"


def test_the_same_entry_in_a_workbook_made_again_is_taken_over_again(project: Path) -> None:
    for _ in range(2):
        write(project, RISKS)
        run(project, "push", "risks", "--replace")
        edit(project, put(D2="Ana"))
        assert run(project, "pull", "risks", "--yes").exit_code == 0
        assert register(project)["R-aaa111"]["owner"] == "Ana"


def test_a_row_deleted_in_the_sheet_stays_until_delete_is_said(project: Path) -> None:
    run(project, "push", "risks")
    edit(project, lambda made: made.delete_rows(4))
    result = run(project, "pull", "risks", "--yes")
    assert "R-ccc333 is missing in the sheet and stays; --delete takes it out" in result.stdout
    assert "R-ccc333" in register(project)
    result = run(project, "pull", "risks", "--yes", "--delete")
    assert "taken out: R-ccc333" in result.stdout
    assert sorted(register(project)) == ["R-aaa111", "R-bbb222"]


def test_a_row_that_was_refused_is_not_taken_out(project: Path) -> None:
    run(project, "push", "risks")
    edit(project, put(A4="R-other"))
    result = run(project, "pull", "risks", "--yes", "--delete")
    assert result.exit_code == 1
    assert "SHT010" in result.stderr
    assert "R-ccc333" in register(project)


def test_a_value_out_of_range_is_named_with_its_cell_and_the_rest_is_taken(project: Path) -> None:
    run(project, "push", "risks")
    edit(project, put(E2=9, D2="Ana"))
    result = run(project, "pull", "risks", "--yes")
    assert result.exit_code == 1
    assert "excel/risks.xlsx:Risks!E2: error XLS002 `9` found" in result.stderr
    row = register(project)["R-aaa111"]
    assert (row["owner"], row["probability"]) == ("Ana", "3")
    assert run(project, "pull", "risks", "--yes").exit_code == 1  # it is told until put right


def test_a_new_row_without_what_a_record_needs_is_not_added(project: Path) -> None:
    run(project, "push", "risks")
    edit(project, put(D7="Kim"))
    result = run(project, "pull", "risks", "--yes")
    assert result.exit_code == 1
    assert "Risks!B7: error XLS002 new risk not added" in result.stderr
    assert len(register(project)) == 3


def test_text_is_taken_back_as_well(project: Path, tmp_path: Path) -> None:
    file = tmp_path / "x.csv"
    rows = [HEADER, *RISKS[:2], (*RISKS[2][:3], "Ana", *RISKS[2][4:])]
    file.write_text("\n".join(";".join(row) for row in rows), encoding="utf-8")
    result = run(project, "pull", "risks", "--file", str(file), "--yes")
    assert result.exit_code == 1  # columns are missing in the file, which is said
    assert register(project)["R-ccc333"]["owner"] == "Ana"


def test_a_workbook_with_changes_is_not_made_again_before_they_are_taken_back(
    project: Path,
) -> None:
    run(project, "push", "risks")
    edit(project, put(D2="Ana"))
    written = (project / "excel/risks.xlsx").read_bytes()
    result = run(project, "push", "risks")
    assert (result.exit_code, "XLS005" in result.stderr) == (1, True)
    assert (project / "excel/risks.xlsx").read_bytes() == written
    assert run(project, "push", "risks", "--replace").exit_code == 0
    assert (project / "excel/risks.xlsx").read_bytes() != written


def test_a_workbook_is_made_again_after_the_register_changed_here_only(project: Path) -> None:
    run(project, "push", "risks")
    set_cell(project, "R-aaa111", "owner", "Bob")
    assert run(project, "push", "risks").exit_code == 0
    made = openpyxl.load_workbook(project / "excel/risks.xlsx").worksheets[0]
    assert made["D2"].value == "Bob"


def test_pushing_twice_gives_the_same_bytes_and_git_does_not_see_them(project: Path) -> None:
    run(project, "push", "risks")
    first = (project / "excel/risks.xlsx").read_bytes()
    run(project, "push")
    assert (project / "excel/risks.xlsx").read_bytes() == first
    assert "*" in (project / "excel/.gitignore").read_text(encoding="utf-8").splitlines()


def test_a_workbook_of_another_project_is_refused(project: Path) -> None:
    run(project, "push", "risks")
    definition = project / "annops.yaml"
    definition.write_text(
        definition.read_text(encoding="utf-8").replace("aster", "other"), encoding="utf-8"
    )
    edit(project, put(D2="Ana"))
    result = run(project, "pull", "risks", "--yes")
    assert result.exit_code == 1
    assert "SHT002" in result.stderr
    assert register(project)["R-aaa111"]["owner"] == "Kim"


def test_records_that_people_name_are_added_under_their_name(project: Path) -> None:
    assert run(project, "push", "batches").exit_code == 0
    edit(project, put(A2="b-7", B2=1200), "batches")
    result = run(project, "pull", "batches", "--yes")
    assert result.exit_code == 0, result.output
    text = (project / "registers/batches.csv").read_text(encoding="utf-8")
    assert text.splitlines()[1].startswith("b-7,1200,")


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("push", "risk"), "XLS003"),
        (("pull", "risks"), "XLS004"),
        (("pull",), "XLS004"),
        (("pull", "risks", "--mine", "--theirs"), "XLS007"),
        (("pull", "--file", "x.csv"), "XLS007"),
    ],
)
def test_what_cannot_be_done_is_a_finding(
    project: Path, words: tuple[str, ...], code: str
) -> None:
    result = run(project, *words)
    assert result.exit_code in {2, 3}
    assert code in result.stderr


def test_records_with_one_id_are_not_sent_out(project: Path) -> None:
    write(project, [RISKS[0], RISKS[0]])
    result = run(project, "push", "risks")
    assert result.exit_code == 3
    assert "REG003" in result.stderr


def test_a_dry_run_tells_every_change(project: Path) -> None:
    write(project, [(f"R-{n:06}", f"Risk {n}", "open", *[""] * 6) for n in range(60)])
    run(project, "push", "risks")
    edit(project, put(**{f"D{n}": "Ana" for n in range(2, 62)}))
    result = run(project, "pull", "risks", "--dry-run")
    assert result.stdout.count("owner: (empty) -> Ana") == 60


def opened(root: Path) -> None:
    (root / "excel/~$risks.xlsx").write_bytes(b"")


def test_a_workbook_that_is_open_is_not_made_again_unless_replace_is_said(project: Path) -> None:
    run(project, "push", "risks")
    set_cell(project, "R-aaa111", "owner", "Bob")
    opened(project)
    before = (project / "excel/risks.xlsx").read_bytes()
    result = run(project, "push", "risks")
    assert result.exit_code == 1
    assert "excel/risks.xlsx: error XLS008 open in a spreadsheet program" in result.stderr
    assert (project / "excel/risks.xlsx").read_bytes() == before
    result = run(project, "push", "risks", "--replace")
    assert result.exit_code == 0
    assert "excel/risks.xlsx was open in a spreadsheet program" in result.stderr
    assert (project / "excel/risks.xlsx").read_bytes() != before


def test_a_new_row_that_holds_only_a_formula_is_a_finding(project: Path) -> None:
    run(project, "push", "risks")
    edit(project, put(B5="=1+1"))
    result = run(project, "pull", "risks", "--yes")
    assert result.exit_code == 1
    assert "Risks!B5" in result.stderr
    assert "the formula has no stored result" in result.stderr
    assert len(register(project)) == 3


def test_a_title_that_begins_with_an_equals_sign_is_taken_as_the_text_it_is(project: Path) -> None:
    run(project, "push", "risks")

    def type_text(made: Any) -> None:
        made["B5"] = "=1+1"
        made["B5"].data_type = "s"

    edit(project, type_text)
    assert run(project, "pull", "risks", "--yes").exit_code == 0
    assert "=1+1" in {row["title"] for row in register(project).values()}


@pytest.mark.parametrize(
    ("typed", "days"),
    [
        ("30.11.26", ("2026-11-30", "2030-11-26")),
        ("03/04/2026", ("2026-04-03", "2026-03-04")),
        ("31.12.26", ("2026-12-31", "2031-12-26")),
    ],
)
def test_a_day_that_may_mean_two_is_told_with_both(
    project: Path, typed: str, days: tuple[str, str]
) -> None:
    run(project, "push", "risks")
    edit(project, put(**{f"{column(project, 'Review by')}2": typed}))
    result = run(project, "pull", "risks", "--yes")
    assert result.exit_code == 1
    assert f"`{typed}` may mean {days[0]} or {days[1]}" in result.stderr
    assert "2026-04-03" not in result.stderr or "2026-04-03" in days


def test_a_batch_whose_name_was_typed_lacks_no_id(project: Path) -> None:
    run(project, "push", "batches")
    edit(project, put(A2="b-7", B2=1200, A3="b-8", B3="many"), "batches")
    result = run(project, "pull", "batches", "--yes")
    assert "wrote registers/batches.csv" in result.stdout
    assert "id" not in result.stdout.splitlines()[-1]


def test_a_risk_without_an_id_is_told_where_the_workbook_stays(project: Path) -> None:
    run(project, "push", "risks")
    edit(project, put(B7="Budget cut", E2=9))
    result = run(project, "pull", "risks", "--yes")
    assert "excel/risks.xlsx still lacks the id of a new row" in result.stdout


@pytest.fixture
def batches(project: Path) -> Path:
    (project / "registers/batches.csv").write_text(
        "id,units,state\n1234567890123451,150,planned\n1234567890123452,150,planned\nT01,150,planned\n",
        encoding="utf-8",
    )
    return project


def units(root: Path) -> dict[str, str]:
    with (root / "registers/batches.csv").open(encoding="utf-8", newline="") as file:
        return {row["id"]: row["units"] for row in csv.DictReader(file)}


def test_a_workbook_of_another_project_takes_nothing_out(project: Path) -> None:
    run(project, "push", "risks")
    definition = project / "annops.yaml"
    text = definition.read_text(encoding="utf-8")
    definition.write_text(text.replace("project: aster", "project: borage"), encoding="utf-8")
    result = run(project, "pull", "risks", "--yes", "--delete")
    assert result.exit_code == 1
    assert "SHT002" in result.stderr
    assert "missing" not in result.stdout
    assert len(register(project)) == 3


def test_no_record_is_taken_out_while_a_row_of_the_sheet_cannot_be_told(batches: Path) -> None:
    run(batches, "push", "batches")
    edit(batches, put(A2=1.23456789012345e15, A3=1.23456789012345e15), "batches")
    result = run(batches, "pull", "batches", "--yes", "--delete")
    assert result.exit_code == 1
    assert (
        "error XLS010 missing in the sheet and not taken out: 1234567890123451, 1234567890123452"
        in result.stderr
    )
    assert len(units(batches)) == 3


def test_a_line_with_a_torn_quote_takes_no_record_out(batches: Path) -> None:
    file = batches / "back.csv"
    file.write_text(
        'id,units,state\n1234567890123451,"150,planned\n1234567890123452,160,planned\n',
        encoding="utf-8",
    )
    result = run(batches, "pull", "batches", "--file", str(file), "--yes", "--delete")
    assert result.exit_code == 1
    assert "XLS010" in result.stderr
    assert units(batches) == {"1234567890123451": "150", "1234567890123452": "160", "T01": "150"}


def test_thousands_with_a_point_are_never_a_small_number(batches: Path) -> None:
    run(batches, "push", "batches")
    edit(batches, put(B4="1.000"), "batches")
    result = run(batches, "pull", "batches", "--yes")
    assert (
        "Batches!B4: error SHT018 Units: `1.000` found, a whole number expected" in result.stderr
    )
    assert units(batches)["T01"] == "150"


def test_names_of_new_batches_are_read_as_other_texts_are(batches: Path) -> None:
    run(batches, "push", "batches")
    edit(
        batches,
        put(A5=7, B5=1, A6="t01", B6=2, A7="\u00e4", A8="a\u0308", A9=" ", B9=3),
        "batches",
    )
    result = run(batches, "pull", "batches", "--yes")
    assert result.exit_code == 1
    assert "batches: 2 batches added" in result.stdout
    assert set(units(batches)) == {"1234567890123451", "1234567890123452", "T01", "7", "\u00e4"}
    assert "A5: warning SHT014 Id: a number where text is expected, read as `7`" in result.stderr
    assert "A6: error XLS002 new batch not added: `t01` found, `T01` itself" in result.stderr
    assert (
        "A8: error XLS002 new batch not added: `a\u0308` found, `\u00e4` itself" in result.stderr
    )
    assert "A9: error XLS002 new batch not added: `` found, some text expected" in result.stderr


def test_a_record_closed_in_the_sheet_gets_the_day_and_loses_it_when_open_again(
    project: Path,
) -> None:
    run(project, "push", "risks")
    edit(project, put(C2="Closed", B5="Done and over", C5="closed"))
    assert "closed: (empty) -> 2026-11-20" in run(project, "pull", "risks", "--yes").stdout
    rows = {row["title"]: row["closed"] for row in register(project).values()}
    assert rows["Vendor late"] == rows["Done and over"] == "2026-11-20"
    assert rows["Tool down"] == ""  # closed before; nobody knows when
    run(project, "push", "risks")
    edit(project, put(C2="open"))
    run(project, "pull", "risks", "--yes")
    assert register(project)["R-aaa111"]["closed"] == ""


def test_a_day_of_closing_that_was_typed_is_kept(project: Path) -> None:
    run(project, "push", "risks")
    edit(project, put(**{"C2": "closed", f"{column(project, 'Closed')}2": "2026-11-03"}))
    run(project, "pull", "risks", "--yes")
    assert register(project)["R-aaa111"]["closed"] == "2026-11-03"


def test_control_characters_of_a_sheet_never_reach_the_terminal(project: Path) -> None:
    file = project / "back.csv"
    file.write_text("id,title\n,bad \x1b[31m\u202eword\n", encoding="utf-8")
    result = run(project, "pull", "risks", "--file", str(file), "--yes")
    assert "bad \\x1b[31m\\u202eword" in result.stdout
    assert "\x1b" not in result.stdout


def copies(root: Path, *names: str) -> list[Path]:
    """Make a copy of the workbook for each person, in which they own a risk each."""
    run(root, "push", "risks")
    made = []
    for number, name in enumerate(names, start=2):
        file = root / f"{name}.xlsx"
        edit(root, put(**{f"D{number}": name}))
        shutil.copy(root / "excel/risks.xlsx", file)
        run(root, "push", "risks", "--replace")
        made.append(file)
    return made


def test_copies_that_several_people_filled_in_do_not_take_each_others_texts_back(
    project: Path,
) -> None:
    for file in copies(project, "Ana", "Bob", "Cyd"):
        assert run(project, "pull", "risks", "--file", str(file), "--yes").exit_code == 0
    assert [row["owner"] for row in register(project).values()] == ["Ana", "Bob", "Cyd"]
    result = run(project, "pull", "risks", "--yes")  # the workbook that nobody filled in
    assert "nothing to take over" in result.stdout


def test_a_copy_in_the_place_of_the_workbook_is_asked_about(project: Path) -> None:
    first, second = copies(project, "Ana", "Bob")
    shutil.copy(first, project / "excel/risks.xlsx")
    run(project, "pull", "risks", "--yes")
    shutil.copy(second, project / "excel/risks.xlsx")
    for _ in range(3):  # it is asked until somebody decides
        result = run(project, "pull", "risks", "--yes")
        assert result.exit_code == 1
        assert "XLS001 R-aaa111 owner: `Ana` here, `Kim` in the sheet, `Kim` was" in result.stderr
    assert [row["owner"] for row in register(project).values()][:2] == ["Ana", "Bob"]
    run(project, "pull", "risks", "--yes", "--theirs")
    assert register(project)["R-aaa111"]["owner"] == "Kim"


def test_a_file_from_elsewhere_with_a_new_row_is_told_to_lack_its_id(project: Path) -> None:
    run(project, "push", "risks")
    edit(project, put(B5="Budget cut"))
    file = project / "mail.xlsx"
    shutil.copy(project / "excel/risks.xlsx", file)
    said = run(project, "pull", "risks", "--file", str(file), "--yes").stdout
    assert f"{file.as_posix()} still lacks the id of a new row; do not change this row" in said


def test_two_copies_that_say_different_things_are_a_conflict(project: Path) -> None:
    first, second = copies(project, "Ana", "Bob")
    shutil.copy(first, project / "excel/risks.xlsx")
    edit(project, put(E2=5))
    run(project, "pull", "risks", "--yes")
    shutil.copy(second, project / "excel/risks.xlsx")
    edit(project, put(D2="Zoe"))
    result = run(project, "pull", "risks", "--yes")
    assert "XLS001 R-aaa111 owner: `Ana` here, `Zoe` in the sheet, `Kim` was sent" in result.stderr
    assert register(project)["R-aaa111"]["owner"] == "Ana"


def test_a_cell_is_written_into_week_after_week(project: Path) -> None:
    run(project, "push", "risks")
    for owner in ("Ana", "Bob", "Cyd"):
        edit(project, put(D2=owner))
        assert run(project, "pull", "risks", "--yes").exit_code == 0
        assert register(project)["R-aaa111"]["owner"] == owner


def test_a_copy_with_as_many_texts_of_old_as_of_new_is_asked_about(project: Path) -> None:
    run(project, "push", "risks")
    edit(project, put(D2="Ana"))
    shutil.copy(project / "excel/risks.xlsx", project / "colleague.xlsx")
    edit(project, put(D3="Bob"))
    run(project, "pull", "risks", "--yes")
    shutil.copy(project / "colleague.xlsx", project / "excel/risks.xlsx")
    assert run(project, "pull", "risks", "--yes").exit_code == 1
    assert [row["owner"] for row in register(project).values()][:2] == ["Ana", "Bob"]


def test_a_text_put_back_in_a_workbook_that_holds_the_others_is_taken_over(project: Path) -> None:
    run(project, "push", "risks")
    edit(project, put(D2="Ana", D3="Bob", E2=5))
    run(project, "pull", "risks", "--yes")
    edit(project, put(D2="Kim"))
    assert run(project, "pull", "risks", "--yes").exit_code == 0
    assert [row["owner"] for row in register(project).values()][:2] == ["Kim", "Bob"]
