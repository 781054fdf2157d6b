"""`annops run` where one part of the project is broken, or the week has not begun."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml

Broken = Callable[..., Path]
Annops = Callable[..., Any]

_DAY = ("--as-of", "2026-11-24")
_ROWS = "".join(
    f"{batch}-{n},{who},positive,{batch}\n"
    for batch in ("B1", "B2")
    for n in range(6)
    for who in ("b-7", "b-8")
)


def _two_samples(broken: Broken, annops: Annops) -> Path:
    folder = broken(f"item,who,label,batch\n{_ROWS}")
    stated = yaml.safe_load((folder / "annops.yaml").read_text())
    stated["sources"][0]["columns"]["batch"] = "batch"
    (folder / "annops.yaml").write_text(yaml.safe_dump(stated))
    for batch in ("B1", "B2"):
        assert annops(folder, "sample", batch, "--second", "0", *_DAY).code == 0
    return folder


def test_a_broken_sheet_leaves_the_other_audits(broken: Broken, annops: Annops) -> None:
    folder = _two_samples(broken, annops)
    (folder / "samples/B2-1/sheet.xlsx").write_bytes(b"\x00")
    ran = annops(folder, "run", *_DAY)
    assert ran.code == 3
    lines = [line.split() for line in ran.out.splitlines() if line.startswith("  audit ")]
    assert [line[1] for line in lines] == ["look", "failed"]
    assert "(samples/B2-1/sheet.xlsx)" in ran.out
    assert "results/latest/audit-B1-1.json" in ran.out
    assert (folder / "reports/2026-W48/weekly.md").exists()


def test_a_week_that_has_not_begun_is_refused(broken: Broken, annops: Annops) -> None:
    folder = broken("item,who,label\n1,b-7,positive\n")
    ran = annops(folder, "run", "--week", "2027-W20", *_DAY)
    assert ran.code == 2
    assert "RPT003 2027-W20 begins on 2027-05-17, after 2026-11-24" in ran.out
    assert not (folder / "reports").exists()


def test_a_report_edited_outside_its_boxes_is_told_of(broken: Broken, annops: Annops) -> None:
    folder = broken("item,who,label\n1,b-7,positive\n")
    annops(folder, "run", *_DAY)
    report = folder / "reports/2026-W48/weekly.md"
    report.write_text(f"{report.read_text()}\nMine.\n")
    ran = annops(folder, "run", *_DAY)
    assert "report: reports/2026-W48/weekly.md" in ran.err
    assert "RPT002" in ran.err
    assert "Mine." in (report.parent / "weekly.kept-1.md").read_text()
