"""The weekly report as files, made from an example project."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from annops.cli import app
from annops.report.document import document
from annops.report.model import WeeklyResult
from annops.report.run import from_numbers

EXAMPLES = Path(__file__).parents[2] / "examples"


def run(folder: Path, *arguments: str) -> Result:
    return CliRunner().invoke(app, ["report", "--project", str(folder), *arguments])


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for part in ("reports", "results")
        for path in sorted((folder / part).rglob("*"))
        if path.is_file()
    }


@pytest.fixture
def project(tmp_path: Path) -> Path:
    kept = ("annops.yaml", "exports", "guidelines")
    for name in kept:
        source = EXAMPLES / "llm-eval" / name
        copy = shutil.copytree if source.is_dir() else shutil.copy
        copy(source, tmp_path / name)
    return tmp_path


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """Give a project of a few answers, for what does not depend on them."""
    rows = "".join(
        f"{item},{who},{'xy'[(item + ord(who)) % 7 == 0]},2026-11-{16 + item % 5}T10:00:00Z\n"
        for item in range(20)
        for who in "ab"
    )
    (tmp_path / "exports").mkdir()
    (tmp_path / "exports/a.csv").write_text(f"item,who,label,at\n{rows}")
    (tmp_path / "annops.yaml").write_text(
        "project: p\nquestions: {q: {type: classification, labels: [x, y]}}\nsources:\n"
        "  - path: exports/a.csv\n    question: q\n"
        "    columns: {item: item, annotator: who, answer: label, submitted_at: at}\n"
    )
    return tmp_path


def test_everything_planted_is_told_in_plain_words(project: Path) -> None:
    truth = json.loads((EXAMPLES / "llm-eval" / "truth.json").read_text(encoding="utf-8"))
    said = run(project, "--week", "2026-W47", "--format", "md").stdout
    assert len(said.splitlines()) <= 12
    planted = (truth["careless_annotator"], truth["weak_locale"], truth["change_date"])
    for name in (*planted, *truth["muddled_pair"]):
        assert name in said


def test_the_same_run_gives_the_same_bytes(project: Path) -> None:
    run(project, "--week", "2026-W47")
    first = files(project)
    run(project, "--week", "2026-W47")
    assert files(project) == first
    reports = {f"reports/2026-W47/weekly.{ending}" for ending in ("md", "xlsx", "html")}
    assert {*reports, "results/2026-W47/weekly.json"} <= set(first)


def test_what_a_person_wrote_survives(small: Path) -> None:
    run(small, "--week", "2026-W47", "--format", "md")
    report = small / "reports/2026-W47/weekly.md"
    box = "<!-- annops:narrative summary -->\n"
    text = report.read_text(encoding="utf-8")
    start = text.index(box) + len(box)
    end = text.index("\n<!-- /annops", start)
    report.write_text(text[:start] + "Raters were ill." + text[end:], encoding="utf-8")
    run(small, "--week", "2026-W47", "--format", "md,html")
    assert "Raters were ill." in report.read_text(encoding="utf-8")
    assert "Raters were ill." in report.with_suffix(".html").read_text(encoding="utf-8")


WEEK = ("--week", "2026-W47", "--format", "md")
OPEN = "<!-- annops:narrative summary -->"
CLOSE = "<!-- /annops:narrative -->"


def edited(project: Path, change: Callable[[str], str]) -> tuple[Path, Result]:
    """Make a report, edit it, make it again."""
    run(project, *WEEK)
    report = project / "reports/2026-W47/weekly.md"
    report.write_text(change(report.read_text(encoding="utf-8")), encoding="utf-8")
    return report, run(project, *WEEK)


def without_box(text: str) -> str:
    start, end = text.index(OPEN), text.index(CLOSE) + len(CLOSE)
    return f"{text[:start]}Raters were ill.{text[end:]}"


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("## Volumes", "Raters were ill.\n\n## Volumes"),
        lambda text: text.replace(CLOSE, "Raters were ill.", 1),
        lambda text: text.replace(OPEN, "Raters were ill.", 1),
        without_box,
        lambda text: text.rpartition("<!-- annops:written")[0] + "Raters were ill.",
    ],
    ids=["outside", "not closed", "not opened", "box deleted", "at the end"],
)
def test_words_outside_the_boxes_are_kept_beside_the_report_and_told(
    small: Path, change: Callable[[str], str]
) -> None:
    report, again = edited(small, change)
    kept = report.with_name("weekly.kept-1.md").read_text(encoding="utf-8")
    assert "Raters were ill." in kept
    new = report.read_text(encoding="utf-8")
    assert new.count("\n## Volumes\n") == 1
    line = next(
        n for n, text in enumerate(kept.split("\n"), 1) if "Raters" in text or OPEN in text
    )
    told = again.stderr
    assert "reports/2026-W47/weekly.md:" in told
    assert "RPT002" in told
    assert "hint: write only between the marks" in told
    assert int(told.split("weekly.md:")[1].split(":")[0].split()[0]) >= line
    assert run(small, *WEEK).stderr == ""
    assert not report.with_name("weekly.kept-2.md").exists()


def test_the_line_of_an_edit_outside_the_boxes_is_named(small: Path) -> None:
    report, again = edited(small, lambda t: t.replace("## Volumes", "Raters were ill.\n"))
    kept = report.with_name("weekly.kept-1.md").read_text(encoding="utf-8").split("\n")
    assert f"weekly.md:{kept.index('Raters were ill.') + 1}: warning RPT002" in again.stderr


def test_an_edited_report_that_is_not_text_is_kept_as_it_is(small: Path) -> None:
    run(small, *WEEK)
    report = small / "reports/2026-W47/weekly.md"
    report.write_bytes(b"Raters were b\xf6se.")
    run(small, *WEEK)
    assert report.with_name("weekly.kept-1.md").read_bytes() == b"Raters were b\xf6se."


def test_the_document_comes_from_the_numbers_file_alone(project: Path) -> None:
    run(project, "--week", "2026-W47", "--format", "md")
    text = (project / "results/2026-W47/weekly.json").read_text(encoding="utf-8")
    shutil.rmtree(project / "exports")
    made = from_numbers(text)
    assert made == document(WeeklyResult.model_validate(json.loads(text)))
    assert dict(made.front)["Data"] == "1 file, 3,605 records, 10,815 answers"


def test_the_second_report_tells_what_changed_and_that_data_was_altered(project: Path) -> None:
    run(project, "--week", "2026-W46", "--format", "md")
    (export,) = (project / "exports/evalstudio").glob("*.csv")
    export.write_text(export.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    run(project, "--week", "2026-W47", "--format", "md")
    report = (project / "reports/2026-W47/weekly.md").read_text(encoding="utf-8")
    changes = report[report.index("## Changes since 2026-W46") :]
    assert "was altered since, so earlier figures may differ" in changes
    assert "| Judgments | 1,755 | 3,557 | 1,802 |" in changes


def test_a_damaged_earlier_numbers_file_is_a_finding(project: Path) -> None:
    earlier = project / "results/2026-W46/weekly.json"
    earlier.parent.mkdir(parents=True)
    earlier.write_text("<<<<<<< mine", encoding="utf-8")
    assert run(project, "--week", "2026-W47", "--format", "md").exit_code == 0
    numbers = json.loads((project / "results/2026-W47/weekly.json").read_text(encoding="utf-8"))
    assert "RES001" in [finding["code"] for finding in numbers["findings"]]
    assert numbers["previous"] is None


def test_a_dry_run_shows_the_report_and_writes_nothing(project: Path) -> None:
    said = run(project, "--week", "2026-W47", "--format", "md", "--dry-run").stdout
    assert "+# Weekly report 2026-W47" in said
    assert files(project) == {}


def test_the_week_is_that_of_the_day(project: Path) -> None:
    run(project, "--as-of", "2026-11-15", "--format", "md")
    assert (project / "reports/2026-W46/weekly.md").exists()


def test_a_week_without_answers_says_so(project: Path) -> None:
    said = run(project, "--as-of", "2026-12-10", "--format", "md").stdout
    told = "o answer was submitted in 2026-W50; the last one on 2026-11-20: "
    assert f"n{told}`annops report --week 2026-W47`" in said
    report = project / "reports/2026-W50/weekly.md"
    assert f"N{told}`annops report --week 2026-W47`." in report.read_text(encoding="utf-8")


def test_a_week_before_all_answers_says_so(project: Path) -> None:
    said = run(project, "--week", "2026-W30", "--format", "md").stdout
    assert "no answer was submitted in 2026-W30; nor before it" in said
    assert "None" not in said


def test_a_week_that_has_not_begun_is_refused(project: Path) -> None:
    result = run(project, "--week", "2999-W10", "--format", "md")
    assert (result.exit_code, "RPT003" in result.stderr) == (2, True)
    assert files(project) == {}


def test_the_targets_not_met_stand_in_the_summary_and_the_rest_is_counted(project: Path) -> None:
    run(project, *WEEK)
    report = (project / "reports/2026-W47/weekly.md").read_text(encoding="utf-8")
    summary = report[report.index("## Summary") : report.index("## What to look at")]
    assert "| Krippendorff alpha, preference, locale es-MX | ≥ 0.67 | 0.28 |" in summary
    numbers = json.loads((project / "results/2026-W47/weekly.json").read_text(encoding="utf-8"))
    rest = [t for t in numbers["targets"] if t["breakdown"] and t["outcome"] != "not met"]
    assert f"Not shown here: {len(rest)} targets by place" in summary


def test_the_rating_is_coloured_with_symbol_and_word(project: Path) -> None:
    run(project, "--week", "2026-W47", "--format", "html")
    page = (project / "reports/2026-W47/weekly.html").read_text(encoding="utf-8")
    assert '<span class="rating not-met">✗ red: off track</span>' in page
    assert '<td class="met" dir="auto">✓ green: on track</td>' in page


@pytest.mark.parametrize(
    ("arguments", "code"),
    [(["--week", "2026-W60"], "USE001"), (["--as-of", "yesterday"], "USE001"),
     (["--format", "pdf"], "RPT001")],
)  # fmt: skip
def test_a_wrong_option_names_what_is_wrong(
    project: Path, arguments: list[str], code: str
) -> None:
    result = run(project, *arguments)
    assert (result.exit_code, code in result.stderr) == (2, True)


def test_a_guideline_without_a_date_is_a_finding_not_a_trace(project: Path) -> None:
    (project / "guidelines/preference.md").write_text("# No front matter\n", encoding="utf-8")
    assert run(project, "--week", "2026-W47", "--format", "md").exit_code == 0
    report = (project / "reports/2026-W47/weekly.md").read_text(encoding="utf-8")
    assert "GDL001" in report
