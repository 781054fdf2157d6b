"""The numbers of a weekly report, from small tables."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from typing import Any

import pytest

from annops.agree.model import InputFile, TargetRow
from annops.core.annotations import Annotations
from annops.core.document import Figure, Kind, Paragraph, Table, tables_by_id
from annops.core.estimate import Estimate, Outcome
from annops.core.items import Items
from annops.measures.metrics import METRICS
from annops.project.definition import Definition
from annops.report.changes import points_of
from annops.report.compute import weekly
from annops.report.document import document
from annops.report.figures import compare
from annops.report.inputs import Inputs, Week
from annops.report.model import Dimension, GuidelineVersion, Number, Rating, WeeklyResult
from annops.report.rating import data, overall, quality
from annops.volumes.model import VolumeRow

Answers = Callable[[Sequence[dict[str, Any]]], Annotations]
Define = Callable[..., Definition]
Received = Callable[..., Items]

W47 = Week("2026-W47", date(2026, 11, 16))
LABELS = "xyz"


def pair(item: int, day: str, first: str, second: str) -> list[dict[str, Any]]:
    time = f"{day}T09:00:00+00:00"
    return [
        {"item": str(item), "annotator": "a", "answer": first, "submitted_at": time},
        {"item": str(item), "annotator": "b", "answer": second, "submitted_at": time},
    ]


def changed(n: int) -> list[dict[str, Any]]:
    """Agreement on all items until the guideline changes on the Monday, on a third after it."""
    before = [r for i in range(n) for r in pair(i, "2026-11-10", LABELS[i % 3], LABELS[i % 3])]
    after = [r for i in range(n, 2 * n)
             for r in pair(i, "2026-11-17", LABELS[i % 3], LABELS[(i * 2) % 3])]  # fmt: skip
    return before + after


def versions() -> tuple[GuidelineVersion, ...]:
    return tuple(
        GuidelineVersion(
            guideline="g", version=v, effective_from=datetime(2026, 11, day, tzinfo=UTC)
        )
        for v, day in (("1.0", 2), ("1.1", 16))
    )


def governed(define: Define, **more: Any) -> Definition:
    question = {"type": "classification", "labels": list(LABELS), "guideline": "g"}
    return define(questions={"q": question}, **more)


def test_a_fall_after_a_guideline_change_is_named(
    answers: Answers, definition: Define, received: Received
) -> None:
    inputs = Inputs(answers(changed(60)), received(), governed(definition), versions())
    result = weekly(inputs, W47)
    (drop,) = result.drops
    assert drop.fell
    assert (drop.before_version, drop.version, drop.before.n, drop.after.n) == (
        "1.0", "1.1", 60, 60,
    )  # fmt: skip
    assert [t.kind for t in result.troubles if "fell after guideline g 1.1" in t.text] == [
        "guideline"
    ]


def test_a_change_on_few_items_is_not_called_a_fall(
    answers: Answers, definition: Define, received: Received
) -> None:
    inputs = Inputs(answers(changed(3)), received(), governed(definition), versions())
    assert [drop.fell for drop in weekly(inputs, W47).drops] == [False]


def test_the_report_of_a_week_knows_nothing_of_later_answers(
    answers: Answers, definition: Define, received: Received
) -> None:
    rows = changed(60)
    early = [row for row in rows if row["submitted_at"] < "2026-11-16"]
    week = Week("2026-W46", date(2026, 11, 9))
    with_later, without = (
        weekly(Inputs(answers(part), received(), governed(definition), versions()), week)
        for part in (rows, early)
    )
    assert with_later.figures == without.figures
    assert with_later.guidelines == versions()[:1]


def test_figures_of_the_week_stand_beside_figures_to_date(
    answers: Answers, definition: Define, received: Received
) -> None:
    inputs = Inputs(answers(changed(10)), received(), governed(definition), versions())
    figures = weekly(inputs, W47).figures
    assert figures["volumes.judgments"].value == 40
    assert figures["week.judgments"].value == 20
    assert figures["agreement.q.percent_agreement[week=2026-W46]"].value == 1.0


def rated(name: str, rating: Rating) -> Dimension:
    return Dimension(name=name, rating=rating, reason=f"of {name}")


def test_the_worst_rated_side_decides_and_grey_does_not_count() -> None:
    sides = [rated("a", Rating.GREEN), rated("b", Rating.GREY), rated("c", Rating.AMBER)]
    assert overall(sides, counts(used=5)) == (Rating.AMBER, "c: of c")


def counts(used: int) -> VolumeRow:
    return VolumeRow(
        breakdown="total", value="all", items=None, loaded=168, used=used,
        excluded={"answer type not supported": 168 - used}, judgments=168, annotators=1,
        active_days=None, per_active_day=None, idle_cuts=0,
        seconds=Estimate.undefined("no times", n=0, unit="judgments"),
    )  # fmt: skip


def test_without_evidence_the_project_is_not_rated() -> None:
    assert overall([rated("a", Rating.GREY)], counts(used=5))[0] is Rating.GREY


def test_records_that_were_read_do_not_make_the_project_green() -> None:
    sides = [rated("schedule", Rating.GREY), rated("quality", Rating.GREY)]
    assert data({}, 0, counts(used=5)).rating is Rating.GREEN
    found = overall([*sides, data({}, 0, counts(used=5))], counts(used=5))
    assert found == (Rating.GREY, "schedule: of schedule; quality: of quality")


def test_without_a_used_answer_the_project_is_not_rated_and_the_reason_is_told() -> None:
    sides = [rated("schedule", Rating.GREEN), data({}, 0, counts(used=0))]
    rating, reason = overall(sides, counts(used=0))
    assert rating is Rating.GREY
    assert "used 0 of 168 answers (answer type not supported: 168)" in reason


def test_unreadable_records_keep_the_project_red() -> None:
    assert overall([data({}, 3, counts(used=0))], counts(used=0))[0] is Rating.RED


def target(outcome: Outcome, value: float | None, n: int = 100) -> TargetRow:
    return TargetRow(
        metric="krippendorff_alpha", question="q", breakdown={}, at_least=0.6, at_most=None,
        value=value, low=None, high=None, n_items=n, outcome=outcome,
        why=None if value is not None else "no answers",
    )  # fmt: skip


def test_quality_is_red_with_the_worst_target_in_the_reason() -> None:
    rows = [target(Outcome.NOT_MET, 0.4), target(Outcome.NOT_MET, 0.2), target(Outcome.MET, 0.9)]
    found = quality(rows)
    assert found.rating is Rating.RED
    assert found.reason.startswith("2 of 3 targets not met: Krippendorff alpha of q: 0.20")


def test_a_target_without_evidence_does_not_make_quality_amber() -> None:
    rows = [target(Outcome.MET, 0.9), target(Outcome.CANNOT_TELL, None, n=0)]
    assert quality(rows).rating is Rating.GREEN
    assert quality(rows).reason == "every target with evidence is met (1 of 2)"


def number(value: float | None, low: float | None = None, high: float | None = None) -> Number:
    return Number(label="f", value=value, low=low, high=high, n=10)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [((0.5, 0.4, 0.6), (0.8, 0.7, 0.9), "True"), ((0.5, 0.4, 0.6), (0.6, 0.5, 0.7), "False"),
     ((0.5, None, None), (0.6, 0.5, 0.7), "None")],
)  # fmt: skip
def test_a_change_says_whether_the_intervals_overlap(
    old: tuple[float, ...], new: tuple[float, ...], words: str
) -> None:
    before = {"figures": {"f": number(*old).model_dump()}}
    (change,) = compare(before, "2026-W46", {"f": number(*new)}, ()).changes
    assert str(change.apart) == words
    assert change.difference == pytest.approx(new[0] - old[0])


def test_an_undefined_figure_has_no_difference() -> None:
    before = {"figures": {"f": number(0.5).model_dump()}}
    (change,) = compare(before, "2026-W46", {"f": number(None)}, ()).changes
    assert change.difference is None


def test_inputs_altered_since_the_earlier_report_are_named() -> None:
    files = [{"file": name, "sha256": "1"} for name in ("gone.csv", "kept.csv", "other.csv")]
    before = {"figures": {}, "agreement": {"inputs": {"files": files}}}
    now = tuple(
        InputFile(file=name, sha256=sha, read=1, loaded=1)
        for name, sha in (("kept.csv", "1"), ("new.csv", "1"), ("other.csv", "2"))
    )
    assert compare(before, "2026-W46", {}, now).files == (
        "`gone.csv` is gone",
        "`new.csv` is new",
        "`other.csv` was altered since, so earlier figures may differ",
    )


def shown(result: WeeklyResult, table_id: str) -> Table:
    return tables_by_id(document(result).sections)[table_id]


def test_people_and_weeks_without_judgments_have_no_pace(
    answers: Answers, definition: Define, received: Received
) -> None:
    rows = [*pair(1, "2026-11-17", "x", "x"), {"item": "2", "annotator": "m", "role": "model",
            "answer": "x", "submitted_at": None}]  # fmt: skip
    result = weekly(Inputs(answers(rows), received(), definition()), W47)
    assert [row[0] for row in shown(result, "pace_annotator").rows] == ["a", "b"]
    assert {row.value for row in result.volumes.by("annotator")} == {"a", "b", "m"}


def test_disputed_answers_are_listed_one_by_one(
    answers: Answers, definition: Define, received: Received
) -> None:
    many = [{"item": "2", "annotator": str(n), "answer": "xy"[n % 2]} for n in range(8)]
    rows = [*pair(1, "2026-11-17", "y", "x"), *many]
    result = weekly(Inputs(answers(rows), received(), definition()), W47)
    said = {row[1]: row[2] for row in shown(result, "disputed_items").rows}
    assert said == {"1": "x, y", "2": "4 x x, 4 x y"}


def test_a_set_of_labels_is_listed_in_words(
    answers: Answers, definition: Define, received: Received
) -> None:
    question = {"type": "labels", "labels": ["price", "service"]}
    rows = [*pair(1, "2026-11-17", '["price","service"]', '["price"]'),
            *pair(2, "2026-11-17", '["service"]', '["service"]')]  # fmt: skip
    made = Inputs(answers(rows), received(), definition(questions={"q": question}))
    (row,) = shown(weekly(made, W47), "disputed_items").rows
    assert row[2] == "price + service, price"


def test_weeks_of_a_chart_stand_in_order(
    answers: Answers, definition: Define, received: Received
) -> None:
    first = [r for i in range(12) for r in pair(i, "2026-11-10", "xyz"[i % 3], "xyyz"[i % 4])]
    then = [r for i in range(12, 24) for r in pair(i, "2026-11-17", "xyz"[i % 3], "xyz"[i % 3])]
    rows = [*first, *then]
    result = weekly(Inputs(answers(rows), received(), definition()), W47)
    (chart,) = [
        block.chart
        for section in document(result).sections
        for block in section.blocks
        if isinstance(block, Figure) and block.id.endswith("_week")
    ]
    assert [row["week"] for row in chart.rows] == ["2026-W46", "2026-W47"]
    assert chart.rows[0]["value"] < chart.rows[1]["value"]


def test_shares_stand_in_percent_apart_from_coefficients(
    answers: Answers, definition: Define, received: Received
) -> None:
    result = weekly(Inputs(answers(changed(10)), received(), definition()), W47)
    titles = {METRICS[r.metric].title: METRICS[r.metric].share for r in result.agreement.estimates}
    for table_id, share in (("agreement", False), ("agreement_shares", True)):
        table = shown(result, table_id)
        assert {titles[row[2]] for row in table.rows} == {share}
        assert [c.share for c in table.columns if c.kind is Kind.ESTIMATE] == [share]


def test_a_difference_of_shares_is_in_points() -> None:
    before = {"figures": {"f": Number(label="f", value=0.5, n=9, share=True).model_dump()}}
    now = Number(label="f", value=0.625, n=9, share=True)
    (change,) = compare(before, "2026-W46", {"f": now}, ()).changes
    assert points_of(change) == 12.5


def test_quality_tells_how_many_targets_are_still_open() -> None:
    rows = [target(Outcome.NOT_MET, 0.2), target(Outcome.CANNOT_TELL, 0.6),
            target(Outcome.MET, 0.9)]  # fmt: skip
    assert quality(rows).reason.startswith("1 of 3 targets not met, 1 cannot be told yet: ")


def test_a_single_thing_is_not_written_in_the_plural(
    answers: Answers, definition: Define, received: Received
) -> None:
    rows = pair(1, "2026-11-17", "x", "x")[:1]
    result = weekly(Inputs(answers(rows), received(), definition()), W47)
    section = next(s for s in document(result).sections if s.id == "volumes")
    first = section.blocks[0]
    assert isinstance(first, Paragraph)
    assert first.text == (
        "In 2026-W47: 1 judgment by 1 annotator on 1 active day; 1 of 1 answer used."
    )
