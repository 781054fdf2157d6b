"""The client edition of the weekly report: nobody named, small groups withheld, nothing leaks."""

import io
import json
import re
import shutil
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner, Result

from annops.cli import app
from annops.report.client import client_numbers
from annops.report.leaks import Secrets, leaks
from annops.report.model import WeeklyResult
from annops.report.pseudonyms import pseudonyms

EXAMPLES = Path(__file__).parents[2] / "examples"
WEEK = "2026-W47"


def run(folder: Path, *arguments: str) -> Result:
    words = ["report", "--project", str(folder), "--week", WEEK, *arguments]
    return CliRunner().invoke(app, words)


@pytest.fixture(scope="module")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("client")
    shutil.copytree(EXAMPLES / "llm-eval", folder, dirs_exist_ok=True)
    assert run(folder, "--audience", "client").exit_code == 0
    return folder


def parts(folder: Path) -> dict[str, str]:
    """Return every part of every file of the edition as text; a workbook's parts one by one."""
    found: dict[str, str] = {}
    for path in sorted(path for path in (folder / "reports").rglob("*") if path.is_file()):
        if path.suffix == ".xlsx":
            archive = zipfile.ZipFile(io.BytesIO(path.read_bytes()))
            names = archive.namelist()
            found |= {
                f"{path.name}!{n}": archive.read(n).decode("utf-8", "replace") for n in names
            }
        else:
            found[path.name] = path.read_text(encoding="utf-8")
    return found


def test_no_part_of_any_file_holds_an_annotator(edition: Path) -> None:
    texts = (edition / "exports/evalstudio").glob("*.csv")
    people = {line.split(",")[1] for path in texts for line in path.read_text().splitlines()[1:]}
    assert len(people) == 30
    looked = parts(edition)
    assert len(looked) > 20
    for name, text in looked.items():
        assert not people & set(re.findall(r"\w+", text)), name


def test_no_part_of_any_file_holds_a_file_name_a_command_or_a_finding(edition: Path) -> None:
    for name, text in parts(edition).items():
        assert "evalstudio" not in text, name
        assert not re.search(r"annops (agree|sources|volumes|report)", text), name
        assert not re.search(r"\b(SRC|CSV|LST|QST)\d{3}\b", text), name


def test_figures_are_those_of_the_internal_report(edition: Path) -> None:
    assert run(edition).exit_code == 0
    numbers = edition / "results" / WEEK
    inside = WeeklyResult.model_validate_json((numbers / "weekly.json").read_text())
    outside = WeeklyResult.model_validate_json((numbers / "weekly-client.json").read_text())
    kept = {key for key, number in outside.figures.items() if number.value is not None}
    assert len(kept) > 100
    for key in kept:
        assert outside.figures[key].value == pytest.approx(inside.figures[key].value, abs=1e-12)


def test_breakdown_that_the_definition_hides_is_left_out(edition: Path) -> None:
    text = (edition / "reports" / WEEK / "weekly-client.md").read_text()
    assert "| Vendor |" not in text
    assert "| Locale |" in text


def test_edition_made_twice_is_the_same_bytes(edition: Path) -> None:
    before = parts(edition)
    assert run(edition, "--audience", "client").exit_code == 0
    assert parts(edition) == before


def test_internal_word_in_a_title_keeps_the_edition_from_being_written(tmp_path: Path) -> None:
    shutil.copytree(EXAMPLES / "llm-eval", tmp_path, dirs_exist_ok=True)
    definition = tmp_path / "annops.yaml"
    text = definition.read_text() + "title: Aster for ProjectFalcon\n"
    definition.write_text(f"{text}client_edition: {{internal: [projectfalcon]}}\n")
    refused = run(tmp_path, "--audience", "client")
    assert refused.exit_code == 1
    assert "RPT004" in refused.stderr
    assert "`projectfalcon`, an internal name" in refused.stderr
    assert not (tmp_path / "reports").exists()


def test_figure_of_a_small_group_is_withheld_with_the_reason(edition: Path) -> None:
    numbers = (edition / "results" / WEEK / "weekly-client.json").read_text()
    result = WeeklyResult.model_validate_json(numbers)
    most = max(row.n_items for row in result.agreement.estimates)
    hidden = client_numbers(result, smallest=most)
    rows = [row for row in hidden.agreement.estimates if 0 < row.n_items < most]
    assert rows
    for row in rows:
        assert row.value is None
        assert row.low is None
        assert row.why_undefined == f"withheld, rests on fewer than {most}"


def xlsx(**names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in names.items():
            archive.writestr(name, text)
    return out.getvalue()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("asked kim-7 again", "`kim-7`, the id of a person"),
        ("asked kim-7.", "`kim-7`, the id of a person"),
        ("write to a.b@example.org", "`a.b@example.org`, an e-mail address"),
        ("see R-abc123", "`R-abc123`, a record's id"),
        ("see sheet_r-abc123_v2.xlsx", "`R-abc123`, a record's id"),
        ("the FALCON team", "`falcon`, an internal name"),
    ],
)
@pytest.mark.parametrize("form", ["md", "html", "xlsx"])
def test_what_a_client_must_not_see_is_met_in_every_form(text: str, said: str, form: str) -> None:
    made = {
        "md": text.encode(),
        "html": f'<p title="{text}">x</p>'.encode(),
        "xlsx": xlsx(**{"docProps/core.xml": f"<c><t>{text}</t></c>"}),
    }[form]
    secrets = Secrets(frozenset({"kim-7"}), frozenset({"R-abc123"}), ("falcon",))
    assert [said in finding.message for finding in leaks({f"a.{form}": made}, secrets)] == [True]


def test_words_that_only_contain_a_name_are_no_leak() -> None:
    secrets = Secrets(frozenset({"ann", "101"}), frozenset(), ("eval",))
    assert leaks({"a.md": b"annotators: 101 evaluations"}, secrets) == ()


@given(st.sets(st.text(min_size=1, max_size=6), max_size=40))
def test_pseudonyms_differ_and_do_not_depend_on_the_order(people: set[str]) -> None:
    made = pseudonyms("seed", sorted(people)).names
    assert len(set(made.values())) == len(people)
    assert made == pseudonyms("seed", sorted(people, reverse=True)).names


def test_pseudonyms_of_another_project_are_others() -> None:
    assert pseudonyms("a", ["kim"]).of("kim") != pseudonyms("b", ["kim"]).of("kim")


def test_client_numbers_hold_no_name(edition: Path) -> None:
    data = json.loads((edition / "results" / WEEK / "weekly-client.json").read_text())
    assert data["audience"] == "client"
    assert data["findings"] == []
    assert {file["file"] for file in data["agreement"]["inputs"]["files"]} == {"Export 1"}
