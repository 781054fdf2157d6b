"""What `annops rework BATCH` sends, to whom, and that it is sent once."""

import json
import zipfile
from datetime import date
from typing import Any

import openpyxl
import pytest

from annops.registers.defects import Defect
from annops.registers.rework import Ticket
from annops.rework.attention import attention
from annops.rework.compute import sending

DAYS = (date(2026, 11, 20), date(2026, 11, 25))


def defect(n: int, **fields: Any) -> Defect:
    usual = {"id": f"D-{n}", "item": f"i{n}", "batch": "B1", "annotator": "ann"}
    return Defect.model_validate({**usual, **fields})


def test_each_addressee_gets_one_ticket_with_all_of_their_open_defects() -> None:
    rows = [defect(1), defect(2, annotator="bob"), defect(3), defect(4, state="fixed")]
    parcels = sending(rows, "annotator", DAYS, ()).parcels
    assert [(p.ticket.to, [d.id for d in p.defects]) for p in parcels] == [
        ("ann", ["D-1", "D-3"]), ("bob", ["D-2"]),
    ]  # fmt: skip


def test_ticket_id_comes_from_its_content_whatever_the_order_of_the_defects() -> None:
    rows = [defect(1), defect(2)]
    first = sending(rows, "annotator", DAYS, ()).parcels[0].ticket.id
    assert sending(rows[::-1], "annotator", DAYS, ()).parcels[0].ticket.id == first
    assert sending(rows[:1], "annotator", DAYS, ()).parcels[0].ticket.id != first


def test_sending_the_same_defects_again_makes_another_ticket() -> None:
    rows = [defect(1, state="unchanged")]
    first = sending([defect(1)], "annotator", DAYS, ()).parcels[0].ticket.id
    second = sending(rows, "annotator", DAYS, (first,), again=True).parcels[0].ticket.id
    assert first != second


def test_unchanged_defects_wait_until_they_are_asked_for_again() -> None:
    found = sending([defect(1, state="unchanged")], "annotator", DAYS, ())
    assert (found.parcels, [row.id for row in found.unchanged]) == ((), ["D-1"])


def test_defect_without_an_addressee_is_told_not_dropped() -> None:
    found = sending([defect(1), defect(2)], "vendor", DAYS, ())
    assert found.parcels == ()
    assert [(f.code, f.count) for f in found.findings] == [("RWK006", 2)]


def test_batch_is_sent_once(folder: Any) -> None:
    folder.defects({"item": "i0"}, {"item": "i1", "annotator": "bob"})
    said = folder.run("B1")
    assert "B1: 2 answers in 2 tickets, wanted back by 2026-11-25" in said.output
    assert folder.state("i0") == "in rework"
    before = folder.bytes()
    again = folder.run("B1", day="2026-11-21")
    assert "B1: nothing to send; nothing was written" in again.output
    assert "wanted back by 2026-11-25" in again.output
    assert folder.bytes() == before


def test_dry_run_shows_the_changes_and_writes_nothing(folder: Any) -> None:
    folder.defects({"item": "i0"})
    before = folder.bytes()
    said = folder.run("B1", "--dry-run")
    assert "+++ b/registers/rework.csv" in said.output
    assert folder.bytes() == before


def test_same_project_gives_the_same_bytes(folder: Any) -> None:
    folder.defects({"item": "i0", "expected": "bad"})
    folder.run("B1")
    first = folder.bytes()
    for path in (folder.root / "rework").glob("*/*"):
        path.unlink()
    (folder.root / "registers/rework.csv").unlink()
    folder.defects({"item": "i0", "expected": "bad"})
    folder.run("B1")
    assert folder.bytes() == first


def test_ticket_names_no_reviewer_and_holds_what_is_needed(folder: Any) -> None:
    folder.defects({"item": "i0", "expected": "bad", "category": "wrong label",
                    "comment": "see R1"})  # fmt: skip
    folder.run("B1")
    (path,) = (folder.root / "rework").glob("*/ticket.xlsx")
    book = openpyxl.load_workbook(path)
    sheet = next(s for s in book.worksheets if s.title.startswith("Rework"))
    head, row = ([cell.value for cell in line] for line in sheet.iter_rows(max_row=2))
    assert dict(zip(head, row, strict=True)) == {
        "Row": "D-i0", "Item": "i0", "Text": "Text 0, long", "Question": "mood",
        "Answer given": "good", "Category": "wrong label", "Comment": "see R1",
        "Expected": "bad", "Status": None, "Note": None,
    }  # fmt: skip
    with zipfile.ZipFile(path) as package:
        everything = b"".join(package.read(name) for name in package.namelist())
    mail = path.with_name("mail.txt").read_bytes()
    for content in (everything, mail, path.with_name("ticket.csv").read_bytes()):
        assert b"zoe" not in content


def test_mail_says_how_many_by_when_and_how(folder: Any) -> None:
    folder.defects({"item": "i0", "category": "missed"}, {"item": "i1", "category": "missed"})
    folder.run("B1", "--due", "2026-12-01")
    (path,) = (folder.root / "rework").glob("*/mail.txt")
    mail = path.read_text(encoding="utf-8")
    assert mail.startswith(
        "To: ann\nSubject: p: 2 answers of batch B1 to look at again, by 2026-12-01\n"
    )
    assert "by category: missed 2" in mail
    assert "`disputed`" in mail


def test_ticket_to_a_vendor_says_whose_answer_it_is(folder: Any) -> None:
    folder.defects({"item": "i0", "vendor": "delta"}, {"item": "i1", "vendor": ""})
    said = folder.run("B1", "--by", "vendor")
    assert "RWK006" in said.output
    (path,) = (folder.root / "rework").glob("*/ticket.csv")
    assert "annotator" in path.read_text(encoding="utf-8-sig").splitlines()[0].split(",")


def test_unknown_batch_names_the_nearest(folder: Any) -> None:
    folder.defects({"item": "i0"})
    said = folder.run("b1")
    assert said.exit_code == 2
    assert "RWK008" in said.output
    assert "did you mean `B1`?" in said.output


def test_batch_without_defects_is_no_error(folder: Any) -> None:
    folder.defects({"item": "i0", "batch": "other"})
    said = folder.run("B1")
    assert said.exit_code == 0
    assert said.stdout.startswith("B1: nothing to send; nothing was written\n")


@pytest.mark.parametrize("words", [(), ("--list",)])
def test_list_says_what_was_never_sent(words: tuple[str, ...], folder: Any) -> None:
    folder.defects({"item": "i0"}, {"item": "i1"})
    assert "not sent yet: B1 2" in folder.run(*words).output


def test_json_of_a_sending_is_the_list_of_tickets(folder: Any) -> None:
    folder.defects({"item": "i1"})
    done = folder.run("B1", "--format", "json")
    (ticket,) = json.loads(done.stdout)["tickets"]
    assert f"{ticket['ticket']['id']} to ann" in done.stderr


def test_names_with_blanks_stand_in_quotes_in_every_command_named(folder: Any) -> None:
    folder.defects({"item": "i0", "batch": "Charge A", "state": "unchanged"},
                   {"item": "i1", "batch": "Charge A"})  # fmt: skip
    said = folder.run("Charge A").output
    assert 'annops rework "Charge A" --verify' in said
    assert 'annops rework "Charge A" --again' in said
    listed = folder.run("--list").output
    assert 'next: annops rework "Charge A" --verify' in listed
    assert "attention: 1 finding: annops check" in listed


def test_the_hint_of_a_change_nobody_asked_for_is_a_whole_command() -> None:
    ticket = Ticket(id="T-1", batch="Charge A", to="ann", issued=DAYS[0], defects=1, unasked=1)
    (found,) = attention([ticket], [], DAYS[0])
    assert '`annops rework "Charge A" --verify --format csv`' in (found.hint or "")
    assert "1 other answer changed" in found.message
