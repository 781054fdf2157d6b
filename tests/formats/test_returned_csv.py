"""A sheet that comes back as text, from whatever program wrote it."""

import pytest

from annops.core.errors import AnnopsError
from annops.core.sheet import Entry, Returned, Sheet, SheetColumn
from annops.formats.returned_sheet import read_returned

SHEET = Sheet(
    "risks",
    "Risks",
    (
        SheetColumn("id", "Id", locked=True),
        SheetColumn("title", "Title"),
        SheetColumn("share", "Share", Entry.NUMBER),
    ),
    "id",
    ({"id": "R1", "title": "late", "share": "0.5"}, {"id": "R2", "title": "", "share": ""}),
)


def back(text: str, encoding: str = "utf-8") -> Returned:
    return read_returned(text.encode(encoding), "risks.csv", SHEET)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_every_delimiter_and_encoding_of_spreadsheets_is_read(mark: str, encoding: str) -> None:
    lines = [("id", "title", "share"), ("R1", "zu spät", "0.5"), ("R2", "", "")]
    returned = back("\r\n".join(mark.join(line) for line in lines), encoding)
    assert returned.rows[0].cells["title"] == "zu spät"
    assert returned.findings == ()


def test_western_europes_old_encoding_is_read_and_told() -> None:
    returned = back("id,title,share\nR1,zu spät,0.5\nR2,,\n", "cp1252")
    assert returned.rows[0].cells["title"] == "zu spät"
    assert [finding.code for finding in returned.findings] == ["FMT112"]


def test_titles_are_as_good_as_keys() -> None:
    assert back("Share,TITLE,Id\n0.5,soon,R1\n,,R2\n").rows[0].cells["title"] == "soon"


def test_the_guard_before_formulas_is_taken_away_and_other_quotes_stay() -> None:
    returned = back("id,title,share\nR1,'=1+1,0.5\nR2,'tis late,\n")
    assert [row.cells["title"] for row in returned.rows] == ["=1+1", "'tis late"]


def test_a_finding_names_line_and_column() -> None:
    returned = back("id,title,share\nR1,late,half\nR2,,\n")
    (finding,) = returned.findings
    assert str(finding.place) == "risks.csv:2:share"
    assert returned.rows[0].cells["share"] == "0.5"


@pytest.mark.parametrize(
    ("text", "read"), [("0,5", "0.5"), ("1,25", "1.25"), ("1,250", None), ("1.250", None)]
)
def test_decimal_commas_are_read_where_no_thousands_can_be_meant(
    text: str, read: str | None
) -> None:
    returned = back(f"id;title;share\nR1;late;0,5\nR2;;{text}\n")
    assert returned.rows[1].cells["share"] == (read or "")
    assert [finding.code for finding in returned.findings] == ([] if read else ["SHT018"])


def test_a_line_with_a_cell_too_many_is_not_read_and_keeps_what_was_sent() -> None:
    returned = back("id,title,share\nR1,late, but not too late,0.5\nR2,x,\n")
    assert [(f.code, str(f.place)) for f in returned.findings] == [("SHT027", "risks.csv:2:1")]
    assert [row.cells["title"] for row in returned.rows] == ["late", "x"]


def test_a_torn_quote_loses_its_line_and_says_so() -> None:
    returned = back('id,title,share\nR1,"late,0.5\nR2,x,\n')
    assert [finding.code for finding in returned.findings] == ["FMT105", "SHT011"]
    assert [row.cells["id"] for row in returned.rows] == ["R2"]


def test_blank_cells_left_out_at_the_end_are_no_damage() -> None:
    returned = back("id,title,share\nR1,late,0.5,,\nR2,x,\n")
    assert returned.findings == ()
    assert len(returned.rows) == 2


@pytest.mark.parametrize("text", ["", "\n", "a,b\n1,2\n"])
def test_text_without_the_table_is_refused(text: str) -> None:
    with pytest.raises(AnnopsError, match="SHT001"):
        back(text)
