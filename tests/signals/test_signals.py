"""Which risks data propose, and that each is written down once."""

import csv
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner, Result

from annops.agree.model import EstimateRow, TargetRow
from annops.cli import app
from annops.core.estimate import Estimate, Outcome
from annops.registers.rework import Ticket
from annops.rework.model import TicketEntry
from annops.signals.compute import Measured, signals
from annops.signals.concentration import Concentration
from annops.volumes.model import Pace

DAY = date(2026, 11, 20)
NOTHING: dict[str, Any] = {
    "targets": (), "estimates": (), "pace": None, "late": (), "overdue": (), "concentrations": (),
}  # fmt: skip


def target(**fields: Any) -> TargetRow:
    usual = {
        "metric": "krippendorff_alpha", "question": "mood", "breakdown": {"locale": "ja-JP"},
        "at_least": 0.67, "at_most": None, "value": 0.4, "low": 0.3, "high": 0.5, "n_items": 90,
        "outcome": Outcome.NOT_MET,
    }  # fmt: skip
    return TargetRow.model_validate({**usual, **fields})


def estimate(**fields: Any) -> EstimateRow:
    usual = {
        "question": "mood", "breakdown": {"locale": "ja-JP"}, "metric": "krippendorff_alpha",
        "level": "nominal", "value": 0.4, "low": 0.3, "high": 0.5, "confidence": 0.95,
        "n_items": 90, "n_annotators": 3, "n_annotations": 270, "method": "m",
        "why_undefined": None, "flag": "0.30 below the rest (0.70)",
    }  # fmt: skip
    return EstimateRow.model_validate({**usual, **fields})


def found(**parts: Any) -> list[tuple[str, str]]:
    result = signals(Measured(**{**NOTHING, **parts}), (), DAY)
    return [(one.kind, one.risk.title) for one in result.signals]


def test_target_that_is_not_met_is_a_signal_with_its_figure() -> None:
    (one,) = signals(Measured(**{**NOTHING, "targets": (target(),)}), (), DAY).signals
    assert one.risk.title == "Krippendorff alpha of mood, ja-JP misses its target"
    assert "0.40 (95 % CI 0.30-0.50, n = 90 items), wanted at least 0.67" in one.risk.evidence


@pytest.mark.parametrize("outcome", [Outcome.MET, Outcome.CANNOT_TELL])
def test_target_that_is_met_or_cannot_be_told_is_no_signal(outcome: Outcome) -> None:
    assert found(targets=(target(outcome=outcome),)) == []


def test_weak_locale_is_told_once_where_its_target_is_missed_too() -> None:
    assert [kind for kind, _ in found(estimates=(estimate(),))] == ["weak group"]
    both = found(targets=(target(),), estimates=(estimate(),))
    assert [kind for kind, _ in both] == ["target"]


def test_group_that_does_not_stand_out_is_no_signal() -> None:
    assert found(estimates=(estimate(flag=None), estimate(breakdown={}))) == []


@pytest.mark.parametrize("outcome", list(Outcome))
def test_pace_is_a_signal_only_when_it_does_not_suffice(outcome: Outcome) -> None:
    actual = Estimate(3.0, 2.0, 4.0, 5, "working days", "m")
    pace = Pace(as_of=DAY, due=date(2026, 12, 1), remaining=90, working_days=7, needed=12.9,
                actual=actual, outcome=outcome, why="w")  # fmt: skip
    assert bool(found(pace=pace)) == (outcome is Outcome.NOT_MET)


def test_overdue_tickets_of_one_addressee_are_one_signal() -> None:
    entries = tuple(
        TicketEntry(ticket=Ticket(id=f"T-{n}", to="delta"), age_days=9, overdue_days=n, waiting=2)
        for n in (1, 4)
    )
    result = signals(Measured(**{**NOTHING, "overdue": entries}), (), DAY)
    (one,) = result.signals
    assert "4 answers in T-1, T-4 not settled, up to 4 days overdue" in one.risk.evidence


def test_proposed_risk_has_no_probability_and_no_impact() -> None:
    spot = Concentration("ja-JP", "kim", 80, 100, 4)
    (one,) = signals(Measured(**{**NOTHING, "concentrations": (spot,)}), (), DAY).signals
    assert (one.risk.probability, one.risk.impact) == (None, None)
    assert "80 of 100 judgments (80.0 %) by kim, 4 annotators in all" in one.risk.evidence


@given(st.dates(date(2026, 1, 1), date(2027, 1, 1)), st.floats(0, 0.66))
def test_signal_has_the_same_id_on_every_day_and_with_every_figure(
    day: date, value: float
) -> None:
    measured = Measured(**{**NOTHING, "targets": (target(value=value),)})
    first = signals(Measured(**{**NOTHING, "targets": (target(),)}), (), DAY).signals[0]
    assert signals(measured, (), day).signals[0].risk.id == first.risk.id


def test_signal_that_is_written_down_is_not_new() -> None:
    measured = Measured(**{**NOTHING, "targets": (target(), target(question="other"))})
    risks = [one.risk for one in signals(measured, (), DAY).signals]
    result = signals(measured, risks[:1], DAY)
    assert [one.risk.id for one in result.new] == [risks[1].id]


def test_numbers_stay_when_a_signal_is_written_down() -> None:
    measured = Measured(**{**NOTHING, "targets": (target(), target(question="other"))})
    first = signals(measured, (), DAY)
    then = signals(measured, [first.signals[0].risk], DAY)
    assert {n: one.risk.id for n, one in then.numbered.items()} == {
        n: one.risk.id for n, one in first.numbered.items()
    }


# At the command line: one person gives all answers in one locale.

YAML = """project: p
questions: {mood: {type: classification, labels: [x, y]}}
sources:
  - {path: a.csv, question: mood, columns: {item: i, annotator: w, answer: a, locale: l}}
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "annops.yaml").write_text(YAML, encoding="utf-8")
    rows = [f"{n},{'ann' if n % 2 else 'bob'},x,de-DE\n" for n in range(60)]
    rows += [f"j{n},kim,x,ja-JP\n" for n in range(50)]
    (tmp_path / "a.csv").write_text("i,w,a,l\n" + "".join(rows), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def annops(*words: str) -> Result:
    arguments = ["risk", "signals", *words, "--as-of", "2026-11-20"]
    return CliRunner().invoke(app, arguments, prog_name="annops")


def titles(folder: Path) -> list[str]:
    path = folder / "registers/risks.csv"
    if not path.exists():
        return []
    rows = csv.DictReader(path.read_text(encoding="utf-8").splitlines())
    return [row["title"] for row in rows]


def test_nothing_is_written_without_being_accepted(folder: Path) -> None:
    said = annops().stdout
    assert "  1  The work in ja-JP rests on one person" in said
    assert titles(folder) == []


@pytest.mark.parametrize("words", [("--accept", "1"), ("--accept", "all"), ("--yes",)])
def test_accepting_twice_writes_once(words: tuple[str, ...], folder: Path) -> None:
    annops(*words)
    before = (folder / "registers/risks.csv").read_bytes()
    assert titles(folder) == ["The work in ja-JP rests on one person"]
    annops(*words)
    assert (folder / "registers/risks.csv").read_bytes() == before


def test_number_that_is_not_there_writes_nothing(folder: Path) -> None:
    said = annops("--accept", "1,2")
    assert (said.exit_code, titles(folder)) == (2, [])
    assert "SIG001 no signal is `2`" in said.output


def test_dry_run_shows_the_line_and_writes_nothing(folder: Path) -> None:
    said = annops("--accept", "1", "--dry-run")
    assert "The work in ja-JP rests on one person" in said.stdout
    assert titles(folder) == []
