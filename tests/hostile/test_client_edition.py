"""Names that a person wrote into a client edition, or that the data carried there."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from annops.report.client import client_numbers
from annops.report.hints import hints
from annops.report.leaks import Secrets, leaks
from annops.report.model import WeeklyResult

Broken = Callable[..., Path]
Annops = Callable[..., Any]

_ROWS = "".join(f"{n},{who},positive\n" for n in range(6) for who in ("Maria Lopez", "b-7"))
_DAY = ("--as-of", "2026-11-24", "--audience", "client")
_BOX = "<!-- annops:narrative summary -->\n"


@pytest.mark.parametrize(
    "written",
    ["Maria Lopez was away", "MARIA LOPEZ was away", "Maria\nLopez was away",
     "Maria\u00a0Lopez", "Mar\u200bia Lopez", "Maria **Lopez**", "Maria <b>Lopez</b>",
     "Maria&nbsp;Lopez", "M&#97;ria Lopez", "Mari\u0301a L\u00f3pez", "(Maria Lopez)"],
)  # fmt: skip
@pytest.mark.parametrize("file", ["weekly.md", "weekly.html"])
def test_name_of_several_words_is_found_however_it_is_written(written: str, file: str) -> None:
    secrets = Secrets(people=frozenset({"Maria Lopez"}))
    found = leaks({file: f"This week {written}.".encode()}, secrets)
    assert [finding.code for finding in found] == ["RPT004"]


@pytest.mark.parametrize("written", ["Maria and Lopez", "Ana-Maria Lopezzo", "maria"])
def test_other_words_are_not_taken_for_a_name(written: str) -> None:
    assert not leaks({"a.md": written.encode()}, Secrets(people=frozenset({"Maria Lopez"})))


@pytest.mark.parametrize(
    ("name", "written", "is_met"),
    [("j.smith", "J.Smith left", True), ("may", "May was short", False), ("may", "so may", True)],
)
def test_capitals_matter_only_where_an_id_may_be_a_word(
    name: str, written: str, *, is_met: bool
) -> None:
    assert bool(leaks({"a.md": written.encode()}, Secrets(people=frozenset({name})))) is is_met


@pytest.mark.parametrize("name", ["Maria Lopez", "Rita Roe", "Olga Orr"])
def test_annotator_reviewer_and_owner_named_in_a_box_are_refused(
    name: str, broken: Broken, annops: Annops
) -> None:
    folder = broken(f"item,who,label\n{_ROWS}")
    annops(folder, "sample", "all", "--second", "0")
    sheet = folder / "samples/all-1/sheet.csv"
    head, first, *rest = sheet.read_text(encoding="utf-8-sig").splitlines()
    cells = dict(zip(head.split(","), first.split(","), strict=True))
    judged = ",".join({**cells, "verdict": "pass", "reviewer": "Rita Roe"}.values())
    sheet.write_text("\n".join([head, judged, *rest, ""]), encoding="utf-8")
    annops(folder, "audit", "all")
    annops(folder, "risk", "add", "Too few reviewers", "--owner", "Olga Orr")
    assert annops(folder, "report", *_DAY).code == 0
    report = folder / "reports/2026-W48/weekly-client.md"
    text = report.read_text(encoding="utf-8")
    report.write_text(text.replace(_BOX, f"{_BOX}{name} was away.\n", 1), encoding="utf-8")
    ran = annops(folder, "report", *_DAY)
    assert ran.code == 1
    assert f"error RPT004 holds `{name}`" in ran.err
    assert name not in report.with_suffix(".html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "written", "is_met"),
    [
        ("r17", "_r17_ left", True), ("r17", "see dump_r17.csv", True),
        ("r17", "task-R17-004", True), ("r17", "r170", False),
        ("rater_17", "rater\\_17 left", True), ("kim", "dump_kim.csv", True),
        ("anna.schmidt", "Anna Schmidt left", True), ("anna_schmidt@x.org", "anna schmidt", True),
        ("j.smith", "J. Smith", True), ("team-a", "the team a week ago", False),
        ("quality@x.org", "quality is", False), ("b-7", "| b | 7 |", False),
        ("b-7", '{"b": 7}', False), ("\u674e\u5a1c", "\u674e\u5a1c\u8bf7\u5047\u4e86", True),
        ("A", "A target", False), ("w47", "in 2026-W47", False), ("w47", "w47 left", True),
    ],
)  # fmt: skip
def test_an_id_is_found_where_it_names_somebody(name: str, written: str, *, is_met: bool) -> None:
    secrets = Secrets(people=frozenset({name}))
    assert bool(leaks({"a.md": written.encode()}, secrets)) is is_met


@pytest.mark.parametrize(
    ("word", "written", "is_met"),
    [
        ("falcon", "batch Falcon_B1", True), ("falcon", "falcon2", True),
        ("falcon", "falconers", False), ("B1", "B12", False), ("B1", "pool_B1", True),
        ("Project Falcon", "Project **Falcon**", True), ("C++", "c++", True),
    ],
)  # fmt: skip
def test_an_internal_name_is_found_beside_digits_and_underscores(
    word: str, written: str, *, is_met: bool
) -> None:
    assert bool(leaks({"a.md": written.encode()}, Secrets(words=(word,)))) is is_met


def test_what_annops_made_itself_is_no_person() -> None:
    people = frozenset({"r6", "b01"})
    made = {"a.md": b"sentiment 1.2: R6 new; batch B01"}
    fine = Secrets(people, shown=frozenset({"B01"}), computed=frozenset({"R6 new"}))
    assert len(leaks(made, Secrets(people))) == 2
    assert leaks(made, fine) == ()


@pytest.mark.parametrize("ids", [("a1", "b2", "c3"), ("r1", "r2"), ("A", "B"), ("w47", "w46")])
def test_ids_that_look_like_cells_rules_and_weeks_do_not_keep_an_edition_back(
    ids: tuple[str, ...], broken: Broken, annops: Annops
) -> None:
    rows = "".join(f"{n},{who},positive\n" for n in range(6) for who in ids)
    folder = broken(f"item,who,label\n{rows}")
    (folder / "guidelines").mkdir(exist_ok=True)
    text = folder / "guidelines/mood.md"
    text.write_text("# Mood\n\n- R1: One.\n- R2: Two.\n")
    annops(folder, "guideline", "release", "mood", "1.0", "--effective", "2026-10-01")
    text.write_text(text.read_text().replace("Two", "Zwei"))
    annops(folder, "guideline", "release", "mood", "1.1", "--effective", "2026-11-01")
    ran = annops(folder, "report", *_DAY)
    assert ran.code == 0, ran.err


def _vendors(folder: Path) -> None:
    stated = yaml.safe_load((folder / "annops.yaml").read_text())
    stated["sources"][0]["columns"]["vendor"] = "firm"
    stated["breakdowns"] = ["vendor"]
    question = next(iter(stated["questions"]))
    target = {"metric": "percent_agreement", "question": question, "at_least": 0.9}
    stated["targets"] = [target | {"by": "vendor"}, target]
    (folder / "annops.yaml").write_text(yaml.safe_dump(stated))


def _with_vendors(broken: Broken) -> Path:
    rows = "".join(
        f"{n},{who},{'positive' if n % 3 else label},{firm}\n"
        for n in range(12)
        for firm in ("Acmecorp", "Betaworks")[n % 2 :][:1]
        for who, label in (("b-7", "positive"), ("b-8", "negative"))
    )
    folder = broken(f"item,who,label,firm\n{rows}")
    _vendors(folder)
    return folder


def test_a_target_by_a_hidden_breakdown_is_left_out(broken: Broken, annops: Annops) -> None:
    folder = _with_vendors(broken)
    assert annops(folder, "report", *_DAY).code == 0
    numbers = (folder / "results/2026-W48/weekly-client.json").read_text(encoding="utf-8")
    assert [row["breakdown"] for row in json.loads(numbers)["targets"]] == [{}]
    assert "Betaworks" not in numbers
    assert annops(folder, "report", *_DAY[:2]).code == 0
    assert "Betaworks" in (folder / "results/2026-W48/weekly.json").read_text(encoding="utf-8")


def test_a_vendor_named_in_a_decision_is_refused(broken: Broken, annops: Annops) -> None:
    folder = _with_vendors(broken)
    annops(folder, "issue", "add", "May acmecorp go on?", "--kind", "decision")
    ran = annops(folder, "report", *_DAY)
    assert ran.code == 1
    assert "holds `Acmecorp`, a value of `vendor`, which the edition leaves out" in ran.err


def test_a_vendor_that_may_be_shown_is_no_person_though_tickets_go_to_it(
    broken: Broken, annops: Annops
) -> None:
    folder = _with_vendors(broken)
    stated = yaml.safe_load((folder / "annops.yaml").read_text())
    stated["client_edition"] = {"hide": []}
    (folder / "annops.yaml").write_text(yaml.safe_dump(stated))
    (folder / "registers").mkdir()
    ticket = "id,batch,to,sent,due,state\nT-abc123,all,Acmecorp,2026-11-20,2026-11-27,sent\n"
    (folder / "registers/rework.csv").write_text(ticket)
    ran = annops(folder, "report", *_DAY)
    assert ran.code == 0, ran.err
    made = folder / "reports/2026-W48/weekly-client.md"
    assert "Acmecorp" in made.read_text(encoding="utf-8")


def test_a_decision_may_be_the_clients_own(broken: Broken, annops: Annops) -> None:
    folder = broken(f"item,who,label\n{_ROWS}")
    annops(folder, "issue", "add", "Which label?", "--kind", "decision", "--owner", "client")
    ran = annops(folder, "report", *_DAY)
    assert ran.code == 0, ran.err


def test_a_figure_that_is_withheld_stands_in_no_sentence(broken: Broken, annops: Annops) -> None:
    folder = _with_vendors(broken)
    assert annops(folder, "report", *_DAY).code == 0
    text = (folder / "results/2026-W48/weekly-client.json").read_text(encoding="utf-8")
    result = WeeklyResult.model_validate_json(text)
    assert "66.7" in result.reason
    hidden = client_numbers(result, smallest=100)
    assert "66.7" not in hidden.model_dump_json(include={"reason", "dimensions", "troubles"})
    assert "withheld, rests on fewer than 100" in hidden.reason
    assert hidden.rating is result.rating


def test_a_first_name_and_a_number_are_pointed_out(broken: Broken, annops: Annops) -> None:
    rows = "".join(f"{n},{who},positive\n" for n in range(6) for who in ("Maria Lopez", "4711"))
    folder = broken(f"item,who,label\n{rows}")
    annops(
        folder, "issue", "add", "May Maria go on?", "--kind", "decision", "--default", "ask 4711"
    )
    ran = annops(folder, "report", *_DAY)
    assert ran.code == 0
    assert "warning RPT005 `Maria` may name a person" in ran.err
    assert "warning RPT005 `4711` may name a person" in ran.err
    assert (folder / "reports/2026-W48/weekly-client.md").exists()


def test_a_word_that_many_ids_share_is_no_name() -> None:
    box = (
        "<!-- annops:narrative a -->\nRater numbers rose; maria too\n<!-- /annops:narrative -->\n"
    )
    people = {"Rater 1", "Rater 2", "Rater 3", "Maria Lopez"}
    assert hints({"weekly-client.md": box.encode()}, people) == ()


@pytest.mark.parametrize(("seed", "warned"), [(None, True), ("kXq83mZ0pT", False)])
def test_pseudonyms_made_from_the_name_of_the_project_are_warned_of(
    seed: str | None, broken: Broken, annops: Annops, *, warned: bool
) -> None:
    folder = broken(f"item,who,label\n{_ROWS}")
    if seed:
        definition = folder / "annops.yaml"
        definition.write_text(f"{definition.read_text()}\nseed: {seed}\n")
    ran = annops(folder, "report", *_DAY)
    assert ran.code == 0
    assert ("warning RPT006" in ran.err) is warned
    assert "RPT006" not in annops(folder, "report", *_DAY[:2]).err


def test_an_annotator_who_is_gone_from_the_exports_is_still_nobody(
    broken: Broken, annops: Annops
) -> None:
    folder = broken(f"item,who,label\n{_ROWS}")
    annops(folder, "sample", "all", "--second", "0")
    sheet = folder / "samples/all-1/sheet.csv"
    head, *rest = sheet.read_text(encoding="utf-8-sig").splitlines()
    place = head.split(",").index("verdict")
    failed = [",".join([*row[:place], "fail", *row[place + 1 :]])
              for row in (line.split(",") for line in rest)]  # fmt: skip
    sheet.write_text("\n".join([head, *failed, ""]), encoding="utf-8")
    annops(folder, "audit", "all")
    annops(folder, "defects", "log", "all")
    (export,) = (path for path in folder.rglob("*.csv") if "who" in path.read_text()[:30])
    export.write_text(export.read_text().replace("b-7", "b-9"))
    ran = annops(folder, "report", *_DAY)
    assert ran.code == 0, ran.err
    annops(folder, "issue", "add", "May b-7 go on?", "--kind", "decision")
    assert "holds `b-7`, the id of a person" in annops(folder, "report", *_DAY).err
