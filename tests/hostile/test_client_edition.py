"""Names that a person wrote into a client edition, or that the data carried there."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from annops.report.leaks import Secrets, leaks

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
