"""What came back: nothing counts as fixed without a changed answer in an export."""

import json
from typing import Any

import openpyxl
import pytest

from annops.rework.model import CheckRow, Fate
from annops.rework.verify import evidence_text


def sent(folder: Any, *defects: dict[str, Any]) -> None:
    folder.defects(*(defects or ({"item": "i0", "expected": "bad"},)))
    folder.run("B1")


def fates(folder: Any, *words: str, day: str = "2026-11-23") -> dict[str, str]:
    said = folder.run("B1", "--verify", "--format", "json", *words, day=day)
    (check,) = json.loads(said.stdout)["tickets"]
    return {row["item"]: row["fate"] for row in check["rows"]}


def test_answer_changed_to_what_was_expected_is_fixed_with_its_evidence(folder: Any) -> None:
    sent(folder)
    folder.export("2026-11-22", {("i0", "ann"): "bad"})
    said = folder.run("B1", "--verify", day="2026-11-23")
    assert said.exit_code == 0
    assert "changed as asked: 1; a re-test comes with the next sample" in said.output
    (row,) = folder.register("defects")
    assert (row["state"], row["checked"]) == ("fixed", "2026-11-23")
    assert row["evidence"] == "changed as asked: `bad` in exports/2026-11-22.csv:1"
    assert [t["state"] for t in folder.register("rework")] == ["done"]


def test_answer_changed_where_nothing_was_expected_needs_a_re_test(folder: Any) -> None:
    sent(folder, {"item": "i0"})
    folder.export("2026-11-22", {("i0", "ann"): "mixed"})
    assert fates(folder) == {"i0": "changed, needs a re-test"}


def test_answer_changed_to_something_else_than_expected_is_not_fixed(folder: Any) -> None:
    sent(folder)
    folder.export("2026-11-22", {("i0", "ann"): "mixed"})
    assert fates(folder) == {"i0": "changed, but not to what is expected"}
    assert folder.state("i0") == "unchanged"


def test_claim_without_a_change_is_told_from_a_change(folder: Any) -> None:
    sent(folder, {"item": "i0", "expected": "bad"}, {"item": "i1", "expected": "bad"})
    folder.fill({"i0": ("done", ""), "i1": ("done", "")})
    folder.export("2026-11-22", {("i0", "ann"): "bad"})
    assert fates(folder) == {"i0": "changed as asked", "i1": "said to be done, but unchanged"}
    assert folder.run("B1", "--verify", day="2026-11-23").exit_code == 1


def test_claim_cannot_be_judged_before_a_newer_export_has_come(folder: Any) -> None:
    sent(folder)
    folder.fill({"i0": ("done", "")})
    said = folder.run("B1", "--verify", day="2026-11-23")
    assert "no export has come since the sending" in said.output
    assert folder.state("i0") == "in rework"


def test_dispute_keeps_its_note_and_waits_for_a_decision(folder: Any) -> None:
    sent(folder)
    folder.fill({"i0": ("disputed", "rule R4 allows it")})
    folder.export("2026-11-22")
    assert fates(folder) == {"i0": "disputed"}
    (row,) = folder.register("defects")
    assert row["state"] == "disputed"
    assert "rule R4 allows it" in row["evidence"]


def test_what_is_not_back_waits_until_its_day_has_passed(folder: Any) -> None:
    sent(folder)
    folder.export("2026-11-22")
    assert fates(folder, day="2026-11-25") == {"i0": "not returned yet"}
    assert fates(folder, day="2026-11-26") == {"i0": "unchanged after the due day"}


def test_change_that_nobody_asked_for_is_found(folder: Any) -> None:
    sent(folder)
    folder.export("2026-11-22", {("i0", "ann"): "bad", ("i5", "ann"): "mixed",
                                 ("i6", "bob"): "mixed"})  # fmt: skip
    said = folder.run("B1", "--verify", "--format", "json", day="2026-11-23")
    (check,) = json.loads(said.stdout)["tickets"]
    assert [(r["item"], r["annotator"], r["before"], r["now"]) for r in check["unasked"]] == [
        ("i5", "ann", "good", "mixed")
    ]
    assert said.exit_code == 1
    assert [row["unasked"] for row in folder.register("rework")] == ["1"]


def test_item_given_to_another_person_is_judged_by_their_answer(folder: Any) -> None:
    sent(folder)
    folder.export("2026-11-22", {("i0", "cat"): "bad"})
    assert fates(folder) == {"i0": "changed as asked"}


def test_answer_of_a_colleague_that_was_there_before_is_no_rework(folder: Any) -> None:
    folder.export("2026-11-18", {("i0", "bob"): "bad"})
    sent(folder)
    folder.export("2026-11-22")
    assert fates(folder) == {"i0": "not returned yet"}


def test_rework_in_a_later_round_counts(folder: Any) -> None:
    sent(folder)
    yaml = folder.root / "annops.yaml"
    text = yaml.read_text(encoding="utf-8").replace(
        "items:\n", "  - {path: again.csv, question: mood, round: 2, columns: {item: item, "
        "annotator: who, answer: a}}\nitems:\n"
    )  # fmt: skip
    yaml.write_text(text, encoding="utf-8")
    (folder.root / "again.csv").write_text("item,who,a\ni0,ann,bad\n", encoding="utf-8")
    assert fates(folder) == {"i0": "changed as asked"}


def test_verifying_twice_on_one_day_changes_nothing(folder: Any) -> None:
    sent(folder, {"item": "i0", "expected": "bad"}, {"item": "i1"})
    folder.fill({"i1": ("disputed", "no")})
    folder.export("2026-11-22", {("i0", "ann"): "bad"})
    folder.run("B1", "--verify", day="2026-11-23")
    before = folder.bytes()
    folder.run("B1", "--verify", day="2026-11-23")
    assert folder.bytes() == before


def test_state_that_a_person_has_set_is_left_alone(folder: Any) -> None:
    sent(folder)
    path = folder.root / "registers/defects.csv"
    text = path.read_text(encoding="utf-8").replace("in rework", "withdrawn")
    path.write_text(text, encoding="utf-8")
    folder.export("2026-11-22", {("i0", "ann"): "mixed"})
    assert fates(folder) == {"i0": "withdrawn"}
    assert folder.state("i0") == "withdrawn"


def test_what_came_back_wrong_is_sent_again_and_then_compared_with_that(folder: Any) -> None:
    sent(folder)
    folder.export("2026-11-22", {("i0", "ann"): "mixed"})
    folder.run("B1", "--verify", day="2026-11-23")
    folder.run("B1", "--again", day="2026-11-23")
    folder.export("2026-11-24")
    said = folder.run("B1", "--verify", "--format", "json", day="2026-11-24")
    checks = json.loads(said.stdout)["tickets"]
    assert [row["fate"] for check in checks for row in check["rows"]] == ["not returned yet"]
    assert sorted(row["state"] for row in folder.register("rework")) == ["done", "sent"]


def test_filled_workbook_may_come_from_anywhere(folder: Any) -> None:
    sent(folder)
    (path,) = (folder.root / "rework").glob("*/ticket.xlsx")
    book = openpyxl.load_workbook(path)
    sheet = next(s for s in book.worksheets if s.title.startswith("Rework"))
    head = [cell.value for cell in sheet[1]]
    sheet.cell(2, head.index("Status") + 1).value = "disputed"
    elsewhere = folder.root / "mail attachment.xlsx"
    book.save(elsewhere)
    folder.export("2026-11-22")
    assert fates(folder, "--returned", str(elsewhere)) == {"i0": "disputed"}

    assert fates(folder) == {"i0": "disputed"}, "what came back is kept"


def test_file_of_no_ticket_is_told_not_passed_over(folder: Any) -> None:
    sent(folder)
    stranger = folder.root / "other.csv"
    stranger.write_text("defect,status,note\nD-zz,done,\n", encoding="utf-8")
    said = folder.run("B1", "--verify", "--returned", str(stranger), day="2026-11-23")
    assert "RWK009" in said.output


def test_one_text_file_may_hold_the_rows_of_several_tickets(folder: Any) -> None:
    sent(folder, {"item": "i0", "expected": "bad"}, {"item": "i1", "annotator": "bob"})
    both = folder.root / "both.csv"
    both.write_text(
        "defect,item,question,status,note\nD-i0,i0,mood,disputed,no\nD-i1,i1,mood,disputed,no\n",
        encoding="utf-8",
    )
    said = folder.run("B1", "--verify", "--returned", str(both), day="2026-11-23")
    assert "disputed: 2" in said.output
    assert "SHT" not in said.output


def test_reply_to_an_earlier_ticket_is_no_reply_to_a_later_one(folder: Any) -> None:
    sent(folder)
    folder.fill({"i0": ("done", "")})
    folder.export("2026-11-22")
    folder.run("B1", "--verify", day="2026-11-23")
    folder.run("B1", "--again", day="2026-11-23")
    folder.export("2026-11-24", {("i5", "bob"): "mixed"})
    folder.run("B1", "--verify", day="2026-11-24")
    assert folder.state("i0") == "in rework"


def test_lost_folder_leaves_unasked_changes_unknown_not_zero(folder: Any) -> None:
    sent(folder)
    for path in (folder.root / "rework").glob("*/before.csv"):
        path.unlink()
    folder.export("2026-11-22", {("i0", "ann"): "bad", ("i5", "ann"): "mixed"})
    said = folder.run("B1", "--verify", day="2026-11-23")
    assert "changed without being asked: not known" in said.output
    assert "RWK007" in said.output


@pytest.mark.parametrize(("day", "days"), [("2026-11-25", None), ("2026-11-26", 1)])
def test_ticket_is_overdue_the_day_after_it_is_wanted_back(
    day: str, days: int | None, folder: Any
) -> None:
    sent(folder)
    data = json.loads(folder.run("--format", "json", day=day).stdout)
    assert [f["code"] for f in data["findings"]] == (["RWK001"] if days else [])
    assert [t["overdue_days"] for t in data["tickets"]] == [days]


def test_everyday_answers_have_at_most_a_dozen_lines(folder: Any) -> None:
    people = [f"p{n:02d}" for n in range(20)]
    folder.export("2026-11-18", {("i0", who): "good" for who in people})
    folder.defects(*({"id": f"D-{who}", "item": "i0", "annotator": who} for who in people))
    assert len(folder.run("B1").stdout.splitlines()) <= 12
    assert len(folder.run().stdout.splitlines()) <= 12
    assert len(folder.run("B1", "--verify").stdout.splitlines()) <= 12


def test_a_ticket_that_is_open_in_a_spreadsheet_is_told_first(folder: Any) -> None:
    folder.defects(*({"item": f"i{n}"} for n in range(6)))
    folder.run("B1")
    (path,) = (folder.root / "rework").glob("*/ticket.csv")
    folder.fill({f"i{n}": ("dun", "") for n in range(6)})
    (path.parent / ".~lock.ticket.csv#").write_text("me", encoding="utf-8")
    told = folder.run("B1", "--verify").stderr.splitlines()
    assert "SHT025" in told[0]
    assert any("more finding" in line for line in told[1:])


def test_reworked_answer_that_figures_leave_out_is_told(folder: Any) -> None:
    sent(folder)
    yaml = folder.root / "annops.yaml"
    text = yaml.read_text(encoding="utf-8").replace(
        "items:\n", "  - {path: new/*.csv, question: mood, columns: {item: item, annotator: who, "
        "answer: a}}\nitems:\n"
    )  # fmt: skip
    yaml.write_text(text, encoding="utf-8")
    (folder.root / "new").mkdir()
    (folder.root / "new/2026-11-22.csv").write_text("item,who,a\ni0,ann,bad\n", encoding="utf-8")
    said = folder.run("B1", "--verify", day="2026-11-23")
    assert "changed as asked: 1" in said.output
    assert "new/2026-11-22.csv:1: warning RWK010 1 changed answer is left out" in said.stderr
    assert said.exit_code == 1


def test_re_test_is_asked_for_with_the_command_that_draws_again(folder: Any) -> None:
    sent(folder)
    folder.export("2026-11-22", {("i0", "ann"): "bad"})
    again = 'next: annops sample B1 --redraw --reason "re-test after rework"'
    assert again in folder.run("B1", "--verify", day="2026-11-23").stdout
    said = folder.run("B1", day="2026-11-24").stdout
    assert "fixed or withdrawn: 1 answer\n" in said
    assert again in said


def test_evidence_shows_an_answer_of_several_labels_as_people_read_it() -> None:
    row = CheckRow(defect="D-1", item="i0", question="topics", fate=Fate.OTHERWISE, before="[]",
                   expected='["price"]', now='["price","quality"]', where="a.csv:3")  # fmt: skip
    text = "changed, but not to what is expected: `price | quality` in a.csv:3"
    assert evidence_text(row) == text


def test_ticket_as_text_is_not_taken_for_another_one_about_the_same_answer(folder: Any) -> None:
    folder.defects({"item": "i0", "expected": "bad"},
                   {"id": "D-bob", "item": "i0", "annotator": "bob", "expected": "bad"},
                   {"item": "i1", "annotator": "bob", "expected": "bad"})  # fmt: skip
    folder.run("B1")
    (ann,) = [row["id"] for row in folder.register("rework") if row["to"] == "ann"]
    (bob,) = [row["id"] for row in folder.register("rework") if row["to"] == "bob"]
    folder.fill({"i0": ("disputed", "no")})
    came = folder.root / "came.csv"
    came.write_bytes((folder.root / f"rework/{ann}/ticket.csv").read_bytes())
    for path in (folder.root / "rework").glob("*/ticket.csv"):
        path.unlink()
    said = folder.run("B1", "--verify", "--returned", str(came), day="2026-11-23")
    assert "disputed: 1\n" in said.output
    assert "SHT" not in said.stderr
    assert (folder.root / f"rework/{ann}/returned.csv").exists()
    assert not (folder.root / f"rework/{bob}/returned.csv").exists()


def test_note_that_says_why_answers_changed_unasked_settles_the_matter(folder: Any) -> None:
    sent(folder)
    folder.export("2026-11-22", {("i0", "ann"): "bad", ("i5", "ann"): "mixed"})
    folder.run("B1", "--verify", day="2026-11-23")

    def told() -> list[str]:
        data = json.loads(folder.run("--format", "json", day="2026-11-23").stdout)
        return [finding["code"] for finding in data["findings"]]

    assert told() == ["RWK004"]
    assert [row["state"] for row in folder.register("rework")] == ["done"]
    assert "changed without being asked: 1" in folder.run("B1", "--verify").stdout, "still shown"
    path = folder.root / "registers/rework.csv"
    text = path.read_text(encoding="utf-8").removesuffix("\n")
    path.write_text(f"{text}typing error of hers\n", encoding="utf-8")
    assert told() == []
    assert "no ticket is out" in folder.run("B1", "--verify").stdout
    assert [row["note"] for row in folder.register("rework")] == ["typing error of hers"]
