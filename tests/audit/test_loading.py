"""What status, report and run get: the audits of all samples in use, by the verdicts on record."""

import json
import re
from pathlib import Path

import pytest

from annops.audit.document import sections
from annops.audit.lines import lines
from annops.audit.loading import columns_of, load_audits
from annops.audit.model import AuditResult
from annops.core.document import Document
from annops.render.json_ import dumps
from annops.render.registry import outputs
from annops.workspace.open import open_workspace
from tests.audit.conftest import Planted, overall, plant


def audits(made: Planted) -> tuple[AuditResult, ...]:
    workspace = open_workspace(made.root)
    annotations = workspace.annotations(columns_of(workspace.definition))
    return load_audits(workspace, annotations, workspace.items())


def test_every_batch_with_a_sample_in_use_is_judged_once(tmp_path: Path) -> None:
    made = plant(tmp_path, 90, rates={"bo": 0.2})
    made.rows = [
        (*row[:4], "B02" if int(row[0][1:]) % 3 == 0 else "B01", *row[5:]) for row in made.rows
    ]
    made.write()
    made.draw("--size", "30")
    made.draw("--size", "40", "--redraw", "--reason", "larger")
    made.draw("--targeted", "bo", "--where", "annotator=bo")
    made.run("sample", "B02", "--size", "10")
    made.judge("B01-2")
    wanted = made.audit()
    found = audits(made)
    assert [(result.batch, result.sample.id if result.sample else "") for result in found] == [
        ("B01", "B01-2"), ("B02", "B02-1")
    ]  # fmt: skip
    assert json.loads(dumps(found[0].model_dump(by_alias=True, mode="json"))) == wanted
    assert [finding.code for finding in found[1].refused] == ["AUD006"]


def test_a_sheet_that_nobody_took_in_is_not_read(tmp_path: Path) -> None:
    made = plant(tmp_path, 60)
    made.judge(made.draw("--size", "20"))
    assert [finding.code for finding in audits(made)[0].refused] == ["AUD006"]
    assert not (tmp_path / "reviews").exists()


def test_a_batch_that_changed_has_no_rate_there_either(tmp_path: Path) -> None:
    made = plant(tmp_path, 60)
    made.judge(made.draw("--size", "20"))
    made.run("audit", "B01")
    assert audits(made)[0].rate is not None
    made.rows = made.rows[3:]
    made.write()
    (result,) = audits(made)
    assert result.rate is None
    assert [finding.code for finding in result.refused] == ["AUD003"]
    assert "1 are gone" in result.refused[0].message


@pytest.mark.parametrize("how", ["judged", "missing", "targeted"])
def test_every_output_can_show_the_sections(tmp_path: Path, how: str) -> None:
    made = plant(tmp_path, 60, rates={"bo": 0.4}, locales=("en-US", "de-DE"))
    words = ("--targeted", "bo", "--where", "annotator=bo") if how == "targeted" else (
        "--size", "40", "--second", "0.5")  # fmt: skip
    sample = made.draw(*words)
    first = made.table(f"samples/{sample}/sheet.csv")[0]["row"]
    made.judge(sample, lambda row: {} if how == "missing" and row["row"] == first
               else made.as_true(row))  # fmt: skip
    if how != "targeted":
        made.judge(sample, made.as_true, "sheet-second")
    result = AuditResult.model_validate(made.audit())
    made_sections = sections(result)
    ids = [block.id for section in made_sections for block in section.blocks
           if hasattr(block, "id")]  # fmt: skip
    assert len(ids) == len(set(ids))
    document = Document("audit", "Audit", "B01", made_sections, "2026-11-21")
    for output in outputs().values():
        assert output.render(document)
    assert len(lines(result)) <= 12


def test_a_result_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    made = plant(tmp_path, 60, rates={"bo": 0.4})
    made.judge(made.draw("--size", "30"))
    data = made.audit()
    result = AuditResult.model_validate(data)
    assert result.model_dump(by_alias=True, mode="json") == data
    assert result.rate is not None
    assert result.rate.estimate.value == overall(data)["estimate"]["value"]


def test_targets_carry_the_confidence_that_the_audit_was_made_with(tmp_path: Path) -> None:
    made = plant(tmp_path, 90, rates={"bo": 0.3})
    made.define("audit: {confidence: 0.9}\ntargets: [{metric: error_rate, at_most: 0.01}]\n")
    made.judge(made.draw("--size", "60"))
    made.run("audit", "B01")
    said = made.run("status").stdout
    assert re.search(r"not met: Error rate of all, batch B01: .*\(90 % CI ", said)
    assert said.endswith("next: annops audit B01 --explain\n")
    assert made.run("report", "--format", "md").exit_code == 0
    report = (tmp_path / "reports/2026-W47/weekly.md").read_text(encoding="utf-8")
    worst = next(line for line in report.splitlines() if line.startswith("| quality"))
    assert "(90 % CI " in worst
