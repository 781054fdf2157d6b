"""What the weekly report says of decisions, issues, risks and batches, inside and to a client."""

import shutil
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from annops.cli import app
from annops.issue.compute import issues
from annops.registers.issues import Issue
from annops.report.management import others_table

EXAMPLES = Path(__file__).parents[2] / "examples"
DAY = "2026-11-20"


def annops(folder: Path, *words: str) -> str:
    done = CliRunner().invoke(app, [*words, "--project", str(folder)])
    assert done.exit_code == 0, done.output
    return done.output


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("managed")
    shutil.copytree(EXAMPLES / "text-classification", folder, dirs_exist_ok=True)
    annops(folder, "batches", "add", "T03", "--units", "152", "--due", "2026-11-19")
    annops(folder, "issue", "add", "Tool down", "--kind", "blocker", "--owner", "kim",
           "--due", "2026-11-18", "--as-of", "2026-11-16")  # fmt: skip
    annops(folder, "issue", "add", "Which label for irony?", "--kind", "decision",
           "--default", "neutral", "--due", "2026-11-27", "--as-of", DAY)  # fmt: skip
    annops(folder, "risk", "add", "Annotators leave", "--probability", "4", "--impact", "4",
           "--owner", "kim", "--as-of", DAY)  # fmt: skip
    annops(folder, "risk", "add", "Text volume doubles", "--probability", "2", "--impact", "5",
           "--response", "escalate", "--owner", "kim", "--as-of", DAY)  # fmt: skip
    shown = {}
    for audience, name in (("internal", "weekly"), ("client", "weekly-client")):
        annops(folder, "report", "--week", "2026-W47", "--format", "md", "--audience", audience)
        path = folder / "reports/2026-W47" / f"{name}.md"
        shown[audience] = path.read_text(encoding="utf-8")
    return shown


def part(report: str, heading: str) -> str:
    return report.split(f"\n## {heading}\n")[1].split("\n## ", maxsplit=1)[0]


def test_overdue_blocker_makes_the_risk_side_red(reports: dict[str, str]) -> None:
    assert "| risk | ✗ red: off track | 1 blocker overdue: Tool down |" in reports["internal"]


def test_decision_names_day_and_default(reports: dict[str, str]) -> None:
    for report in reports.values():
        row = part(report, "Decisions needed").split("Which label for irony?")[1].splitlines()[0]
        assert "neutral" in row
        assert "2026-11-27" in row


def test_batch_that_is_overdue_is_called_late(reports: dict[str, str]) -> None:
    assert "Late, or too slow to be on time: T03." in part(reports["internal"], "Batches")


def test_late_batch_makes_the_schedule_red_in_either_edition(reports: dict[str, str]) -> None:
    for report in reports.values():
        row = next(line for line in report.splitlines() if line.startswith("| schedule"))
        assert "off track" in row
        assert "1 batch is late or too slow to be on time: T03; " in row


def test_risks_stand_by_score_inside(reports: dict[str, str]) -> None:
    shown = part(reports["internal"], "Risks")
    assert shown.index("Annotators leave") < shown.index("Text volume doubles")


def test_client_sees_only_the_risks_escalated_to_it(reports: dict[str, str]) -> None:
    assert "Text volume doubles" in part(reports["client"], "Risks")
    assert "Annotators leave" not in reports["client"]


def test_client_sees_open_points_without_owner_or_id(reports: dict[str, str]) -> None:
    shown = part(reports["client"], "Open points")
    assert "Tool down" in shown
    assert "kim" not in reports["client"]
    assert "I-" not in shown


def test_decisions_are_counted_beside_blockers(reports: dict[str, str]) -> None:
    assert "Open: 2, of these 1 blocker and 1 decision;" in reports["internal"]


def test_where_only_a_decision_is_open_the_table_does_not_say_that_nothing_is() -> None:
    row = Issue.model_validate({"id": "I-1", "title": "Keep ties?", "kind": "decision"})
    measured = issues([row], date(2026, 11, 20))
    assert others_table(measured).empty == "nothing but decisions is open"
    assert others_table(issues([], date(2026, 11, 20))).empty == "nothing is open"
