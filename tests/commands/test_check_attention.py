"""`annops check` says what in the registers needs somebody: no owner, overdue, stale."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from annops.cli import app


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "annops.yaml").write_text("project: p\n")
    (tmp_path / "registers").mkdir()
    (tmp_path / "registers/risks.csv").write_text(
        "id,title,status,owner,probability,impact,response,review,opened\n"
        "R-1,Late,open,,3,3,reduce,2026-11-10,2026-11-01\n"
    )
    (tmp_path / "registers/issues.csv").write_text(
        "id,title,kind,owner,due,opened\nI-1,Tool down,blocker,kim,2026-11-05,2026-11-01\n"
    )
    return tmp_path


def codes(folder: Path, day: str) -> list[str]:
    words = ["check", "--project", str(folder), "--as-of", day, "--format", "text"]
    lines = CliRunner().invoke(app, words).stdout.splitlines()
    return [f"{line.split(': ')[0]} {line.split()[2]}" for line in lines if ": warning" in line]


def test_risk_without_owner_is_found_on_its_line(project: Path) -> None:
    assert "registers/risks.csv:2:owner RSK001" in codes(project, "2026-11-02")


def test_review_that_is_past_and_blocker_that_is_late_are_found(project: Path) -> None:
    before, after = codes(project, "2026-11-02"), codes(project, "2026-11-20")
    assert {text.split()[0] for text in after} - {text.split()[0] for text in before} == {
        "registers/risks.csv:2:review", "registers/issues.csv:2:due",
    }  # fmt: skip
