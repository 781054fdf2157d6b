"""How registers are read from and written to a project folder."""

from pathlib import Path

import pytest

from annops.core.errors import AnnopsError
from annops.registers.risks import Risk
from annops.workspace.registers import RegisterFile, check_registers, path_of, read_register

HEADER = "id,title,probability,impact\n"


def read(root: Path, text: str | bytes) -> RegisterFile[Risk]:
    path = root / path_of(Risk)
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return read_register(root, Risk)


def test_register_without_file_is_empty(tmp_path: Path) -> None:
    assert read_register(tmp_path, Risk).rows == ()


def test_records_are_given_by_id(tmp_path: Path) -> None:
    found = read(tmp_path, f"{HEADER}R-b,second,,\nR-a,first,2,3\n")
    assert [(row.id, row.score) for row in found.rows] == [("R-a", 6), ("R-b", None)]


def test_wrong_cell_is_told_by_line_and_column_and_stays_in_the_file(tmp_path: Path) -> None:
    found = read(tmp_path, f"{HEADER}R-a,first,high,3\nR-b,second,1,1\n")
    assert [str(finding.place) for finding in found.findings] == [
        "registers/risks.csv:2:probability"
    ]
    assert [row.id for row in found.rows] == ["R-b"]
    written = found.with_rows([Risk(id="R-c", title="third")]).content.decode()
    assert "R-a,first,high,3" in written


def test_column_that_people_added_survives_a_change(tmp_path: Path) -> None:
    found = read(tmp_path, "id,title,colour\nR-a,first,red\n")
    written = found.with_rows([Risk(id="R-a", title="first", owner="Ana")]).content.decode()
    assert written.splitlines()[1].startswith("R-a,first,red,")
    assert "Ana" in written


def test_record_on_a_line_that_is_too_short_is_told(tmp_path: Path) -> None:
    found = read(tmp_path, f"{HEADER}R-a,first\nR-b,second,1,1\n")
    assert [(f.code, str(f.place)) for f in found.findings] == [
        ("REG001", "registers/risks.csv:2")
    ]


def test_line_after_a_cell_of_several_lines_is_counted_right(tmp_path: Path) -> None:
    found = read(tmp_path, f'{HEADER}R-a,"one\ntwo",1,1\nR-b,x,9,1\n')
    assert str(found.findings[0].place) == "registers/risks.csv:4:probability"


def test_mark_of_an_unfinished_merge_is_no_record(tmp_path: Path) -> None:
    found = read(tmp_path, f"{HEADER}<<<<<<< mine\nR-a,first,1,1\n=======\n")
    assert {f.code for f in found.findings} == {"REG001"}
    assert [row.id for row in found.rows] == ["R-a"]


def test_id_that_stands_twice_is_told_and_the_first_counts(tmp_path: Path) -> None:
    found = read(tmp_path, f"{HEADER}R-a,first,1,1\nR-a,other,2,2\n")
    assert [(f.code, str(f.place)) for f in found.findings] == [
        ("REG003", "registers/risks.csv:3:id")
    ]
    assert [row.title for row in found.rows] == ["first"]


@pytest.mark.parametrize("text", ["title\nlate\n", "id,id,title\nR-a,R-b,late\n", b"id\xff\n"])
def test_file_that_is_no_register_is_refused(tmp_path: Path, text: str | bytes) -> None:
    with pytest.raises(AnnopsError) as refused:
        read(tmp_path, text)
    assert refused.value.exit_code == 3
    assert {f.code for f in refused.value.findings} == {"REG001"}
    assert {f.code for f in check_registers(tmp_path)} == {"REG001"}


@pytest.mark.parametrize("given", ["R-ab1", "ab1", "R-AB", "ab"])
def test_record_is_found_by_the_beginning_of_its_id(tmp_path: Path, given: str) -> None:
    found = read(tmp_path, f"{HEADER}R-ab1,first,1,1\nR-c,second,1,1\n")
    assert found.find(given).title == "first"


def test_beginning_of_two_ids_is_refused_and_both_are_named(tmp_path: Path) -> None:
    found = read(tmp_path, f"{HEADER}R-ab1,first,1,1\nR-ab2,second,1,1\n")
    with pytest.raises(AnnopsError) as refused:
        found.find("ab")
    assert "R-ab1, R-ab2" in (refused.value.findings[0].hint or "")


def test_change_that_changes_nothing_gives_the_same_bytes(tmp_path: Path) -> None:
    found = read(tmp_path, f"{HEADER}R-b,second,,\nR-a,first,2,3\n")
    once = found.with_rows(found.rows).content
    again = read(tmp_path, once)
    assert again.with_rows(again.rows).content == once


def test_id_with_blanks_around_it_names_one_record(tmp_path: Path) -> None:
    found = read(tmp_path, f"{HEADER} R-a ,first,1,1\n")
    (row,) = found.rows
    written = found.with_rows([row.model_copy(update={"title": "other"})]).content.decode()
    assert [line[:9] for line in written.splitlines()[1:]] == ["R-a,other"]


def test_columns_without_a_name_are_counted(tmp_path: Path) -> None:
    found = read(tmp_path, "id,title,,\nR-a,first,,\n")
    assert [str(f).splitlines()[0] for f in found.findings] == [
        "registers/risks.csv:1: error REG001 2 columns without a name; take them out"
    ]


@pytest.mark.parametrize(("sign", "called"), [(";", "`;`"), ("\t", "tabs")])
def test_cells_parted_by_a_spreadsheet_programs_own_sign_are_told_so(
    tmp_path: Path, sign: str, called: str
) -> None:
    with pytest.raises(AnnopsError, match=f"parted by {called}, commas expected"):
        read(tmp_path, f"{HEADER}R-a,first,1,1\n".replace(",", sign))
