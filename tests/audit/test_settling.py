"""How many more items would tell, and what stands in a report while nothing can be told."""

from datetime import date

import numpy as np
import pytest

from annops.agree.model import TargetRow
from annops.audit.compute import audit_sample, with_audits
from annops.audit.judged import Inputs, Judged, judge_sample
from annops.audit.model import AuditResult, Options
from annops.audit.rates import judge_targets
from annops.core.estimate import Outcome
from annops.core.review import Review, Verdict, governing
from annops.core.sample import Design, SampledAnswer, SampleRecord, Stratum
from annops.project.definition import Audit, Definition, Target, definition_model

TARGET = Target(metric="error_rate", at_most=0.03)
RNG = np.random.default_rng(0)


def inputs(n: int, wrong: int, population: int, verdicts: bool = True) -> Inputs:  # noqa: FBT001, FBT002 - a test's input
    record = SampleRecord(
        id="B-1", batch="B", number=1, design=Design.SIMPLE, questions=("q",), items=population,
        drawn=n, answers={"q": population}, seed="s", frame_sha256="f", annops="0",
        strata=(Stratum(name="all", items=population, drawn=n),), drawn_on=date(2026, 11, 20),
    )  # fmt: skip
    answers = [
        SampledAnswer(row=f"r{k}", item=f"i{k}", question="q", annotator="a", answer="x")
        for k in range(n)
    ]
    reviews = [
        Review(sample="B-1", row=a.row, item=a.item, question="q", answer="x", reviewer="m",
               verdict=Verdict.FAILED if k < wrong else Verdict.PASSED)
        for k, a in enumerate(answers)
    ]  # fmt: skip
    return Inputs(record, answers, reviews if verdicts else [], {})


def judged(n: int, wrong: int, population: int, interval: str) -> Judged:
    given = inputs(n, wrong, population)
    rules = Audit.model_validate({"interval": interval})
    return judge_sample(given, governing(given.reviews), rules)


def row_of(n: int, wrong: int, population: int, interval: str = "wilson") -> TargetRow:
    (row,) = judge_targets([TARGET], judged(n, wrong, population, interval), "B")
    return row


@pytest.mark.parametrize("interval", ["wilson", "exact"])
@pytest.mark.parametrize("share", [0.05, 0.015])
@pytest.mark.parametrize("population", [3000, 100_000])
def test_with_so_many_more_items_at_the_same_rate_the_target_is_judged(
    interval: str, share: float, population: int
) -> None:
    n = 200
    more = row_of(n, round(n * share), population, interval).more_items
    assert more is not None
    outcome = Outcome.MET if share < 0.03 else Outcome.NOT_MET
    step = round(1 / share) if share == 0.05 else 200  # so that the share stays what it is
    enough = -(-round(n + 1.05 * more) // step) * step
    too_few = int(n + 0.8 * more) // step * step
    assert row_of(enough, round(enough * share), population, interval).outcome is outcome
    assert row_of(too_few, round(too_few * share), population, interval).outcome is (
        Outcome.CANNOT_TELL
    )


def test_where_the_rate_is_the_limit_no_number_of_items_would_tell() -> None:
    row = row_of(200, 6, 100_000)
    assert (row.outcome, row.more_items) == (Outcome.CANNOT_TELL, None)


def test_judging_all_that_is_left_settles_everything_else() -> None:
    row = row_of(200, 7, 260)
    assert row.more_items is not None
    assert row.more_items <= 60


def definition() -> Definition:
    labels = {"q": {"type": "classification", "labels": ["x", "y"]}}
    targets = [{"metric": "error_rate", "at_most": 0.03}]
    return definition_model().model_validate(
        {"project": "p", "questions": labels, "targets": targets}
    )


def audited(*, verdicts: bool) -> AuditResult:
    return audit_sample(inputs(200, 20, 3000, verdicts), definition(), Options())


def test_a_target_of_a_batch_without_rate_stays_open_with_the_reason() -> None:
    (row,) = audited(verdicts=False).targets
    assert (row.outcome, row.value) == (Outcome.CANNOT_TELL, None)
    assert row.why == "none of the 200 rows of `B-1` has a verdict"


def test_audits_take_the_place_of_rows_that_know_of_none() -> None:
    result = audited(verdicts=True)
    (row,) = result.targets
    no_audit = row.model_copy(update={"value": None, "breakdown": {}, "why": "no audit"})
    other = row.model_copy(update={"metric": "krippendorff_alpha"})
    assert with_audits([other, no_audit], [result]) == (other, row)
    assert with_audits([other, no_audit], []) == (other, no_audit)
