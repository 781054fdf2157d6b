"""What `annops audit` is asked, and what it answers: the public result annops.audit/1."""

from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from annops.agree.model import TargetRow
from annops.core.estimate import Estimate
from annops.core.finding import Finding
from annops.core.review import Verdict


class Against(StrEnum):
    """Where verdicts come from."""

    SHEET = "sheet"
    REVIEWERS = "reviewers"
    GOLD = "gold"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Options(_Part):
    """What is asked for.

    Attributes:
        by: Columns to break the rate down by; empty for those of the definition.
        as_drawn: Whether the batch is judged as it was when the sample was drawn.
        against: Where verdicts are taken from; None for the first of sheet, reviewers, gold that
            has some.
        leave_out: Whether answers that nobody could judge are left out of the rates; nothing is
            while rows are empty.
    """

    by: tuple[str, ...] = ()
    as_drawn: bool = False
    against: Against | None = None
    leave_out: bool = False


class SampleFacts(_Part):
    """The sample that the figures rest on.

    Attributes:
        id: Its id.
        batch: The batch; None for the whole project.
        design: `simple`, `stratified`, `targeted`.
        by: Columns of its strata.
        frame_items: Items it was drawn from.
        frame_answers: Answers of those items.
        items: Items drawn.
        interval: `wilson` or `exact`.
        confidence: Of the intervals.
        frame_sha256: Hash of what it was drawn from.
        verdicts_sha256: Hash of the verdicts that the figures rest on.
    """

    id: str
    batch: str | None
    design: str
    by: tuple[str, ...]
    frame_items: int
    frame_answers: int
    items: int
    interval: str
    confidence: float
    frame_sha256: str
    verdicts_sha256: str


class Counts(_Part):
    """What was to be judged and what was: rows = judged + missing + cannot_judge.

    Attributes:
        rows: Rows of the audit sheet; equal answers to one item share a row.
        judged: Rows with a pass or a fail.
        missing: Rows without a verdict.
        cannot_judge: Rows that nobody could judge.
        answers: Answers behind the rows.
        answers_judged: Answers behind the judged rows.
        answers_wrong: Answers found wrong.
        items: Items.
        items_judged: Items all of whose rows are judged.
        items_wrong: Items with a wrong answer.
        second: Rows that a second reviewer is to judge too.
        second_judged: Those of them that a second reviewer judged.
    """

    rows: int = 0
    judged: int = 0
    missing: int = 0
    cannot_judge: int = 0
    answers: int = 0
    answers_judged: int = 0
    answers_wrong: int = 0
    items: int = 0
    items_judged: int = 0
    items_wrong: int = 0
    second: int = 0
    second_judged: int = 0

    @property
    def without_verdict(self) -> int:
        """Rows that nobody passed or failed."""
        return self.missing + self.cannot_judge

    @property
    def complete(self) -> bool:
        """Whether every row was passed or failed."""
        return self.judged == self.rows > 0


class Bounds(_Part):
    """How far missing verdicts can move a rate.

    Attributes:
        all_right: The rate if every answer without a verdict were right.
        all_wrong: The rate if every one of them were wrong.
    """

    all_right: Estimate
    all_wrong: Estimate


class Rate(_Part):
    """An error rate, of everything or of one group.

    Attributes:
        metric: `error_rate` of answers, `item_error_rate` of items with a wrong answer,
            `differing` of items that were chosen and not drawn.
        question: Id of the question; None for all questions.
        breakdown: Column and value of the group; empty for all.
        estimate: The rate; undefined while verdicts are missing.
        wrong: Wrong answers (items) found, counted plainly.
        judged: Answers judged; items all of whose answers are.
        missing: Answers without a verdict; items that have some.
        left_out: Answers (items) left out, for nobody could judge them.
        bounds: Given where verdicts are missing or were left out: with those counted.
    """

    metric: str = "error_rate"
    question: str | None = None
    breakdown: dict[str, str] = Field(default_factory=dict)
    estimate: Estimate
    wrong: int
    judged: int
    missing: int = 0
    left_out: int = 0
    bounds: Bounds | None = None

    @property
    def of(self) -> int:
        """Answers (items) of the group, those left out aside."""
        return self.judged + self.missing

    @property
    def ends(self) -> tuple[float | None, float | None]:
        """Lowest and highest rate, sampling error and missing verdicts both allowed for."""
        if self.bounds is None:
            return (self.estimate.low, self.estimate.high)
        return (self.bounds.all_right.low, self.bounds.all_wrong.high)


class InBatch(_Part):
    """How many answers of the whole batch are wrong.

    Attributes:
        low: Fewest, by the interval; with missing verdicts, if those are right.
        high: Most, by the interval; with missing verdicts, if those are wrong.
        of: Answers in the batch.
    """

    low: int
    high: int
    of: int


class DefectCount(_Part):
    """Wrong answers of one category and severity.

    Attributes:
        category: Category; `not given` where the reviewer named none.
        severity: Severity; `not given` likewise.
        n: Wrong answers found.
        weight: Weight of the severity; that of the mildest where none was given.
        penalty: Weight times answers found, each counted by what its item stands for, per 1,000
            answers of the batch; None where the sample estimates nothing.
    """

    category: str
    severity: str
    n: int
    weight: float
    penalty: float | None


class LabelRow(_Part):
    """One label against all others, judged answers only."""

    question: str
    label: str
    n_given: int
    n_right: int
    n_both: int
    precision: Estimate
    recall: Estimate
    f1: Estimate


class ConfusionRow(_Part):
    """An answer given where another was right."""

    question: str
    given: str
    right: str
    n: int
    share: float = Field(description="Of wrong answers whose right answer is known, weighted.")


class ReviewerRow(_Part):
    """How far first and second reviewers agree on rows both judged.

    Attributes:
        question: Id of the question; None for all questions.
        n_rows: Rows judged by both.
        n_same: Rows on which both say the same.
        agreement: Share of the same verdict.
        kappa: Cohen's kappa of pass and fail.
    """

    question: str | None
    n_rows: int
    n_same: int
    agreement: Estimate
    kappa: Estimate


class AnnotatorRow(_Part):
    """One annotator's errors, beside those to be expected on the same work.

    Attributes:
        annotator: Who.
        judged: Judged answers.
        wrong: Wrong ones.
        missing: Sampled answers without a verdict.
        rate: Share wrong of this annotator's answers in the batch.
        shrunk: The same drawn towards the rate of all, for few answers say little.
        expected: Wrong answers to be expected of judged answers to these questions in these
            strata.
        ratio: Wrong over expected; None when none are expected.
        p: Chance of so many wrong answers if this annotator were like the others; None for fewer
            answers than a judgment takes.
        flag: What stands out; None for nothing, which is no praise.
        why_cannot_tell: Why nothing can be said, None when something can.
    """

    annotator: str
    judged: int
    wrong: int
    missing: int
    rate: Estimate
    shrunk: Estimate
    expected: float
    ratio: float | None
    p: float | None = None
    flag: str | None = None
    why_cannot_tell: str | None = None


class Found(_Part):
    """A row that was found wrong, or could not be judged."""

    row: str
    item: str
    question: str
    answer: str
    annotators: tuple[str, ...]
    verdict: Verdict
    expected: str
    category: str
    severity: str
    comment: str
    reviewer: str


class AuditResult(_Part):
    """The answer of `annops audit`; fields may be added within a schema version, never renamed.

    Attributes:
        batch: Batch asked for; None for the whole project.
        against: Where the verdicts come from.
        sample: The sample; None for items that were not drawn.
        scope: What the figures speak of, in words.
        counts: What was judged.
        left_out: Rows left out of the rates, for nobody could judge them.
        refused: Why there are no rates; empty when there are.
        rates: The rate of answers, of each question and group, and of items.
        in_batch: Wrong answers in the whole batch.
        targets: The definition's targets on the error rate, judged.
        defects: Wrong answers by category and severity, heaviest first.
        penalty: Weighted penalty per 1,000 answers.
        penalty_formula: How it is computed, with the weights.
        labels: Precision, recall and F1 of each label.
        confusions: What was given in place of what.
        reviewers: How far reviewers agree with each other.
        annotators: Errors by annotator, by name.
        found: Rows found wrong or not judgeable, by item.
        notes: What a reader must know, a sentence each.
        changed: How many of the answers drawn are others now, as after rework.
    """

    schema_: Literal["annops.audit/1"] = Field("annops.audit/1", alias="schema")
    batch: str | None
    against: Against
    sample: SampleFacts | None = None
    scope: str
    counts: Counts
    left_out: int = 0
    refused: tuple[Finding, ...] = ()
    rates: tuple[Rate, ...] = ()
    in_batch: InBatch | None = None
    targets: tuple[TargetRow, ...] = ()
    defects: tuple[DefectCount, ...] = ()
    penalty: Estimate | None = None
    penalty_formula: str | None = None
    labels: tuple[LabelRow, ...] = ()
    confusions: tuple[ConfusionRow, ...] = ()
    reviewers: tuple[ReviewerRow, ...] = ()
    annotators: tuple[AnnotatorRow, ...] = ()
    found: tuple[Found, ...] = ()
    notes: tuple[str, ...] = ()
    changed: int = 0

    @property
    def name(self) -> str:
        """What the answer is called in words."""
        return self.batch or "all batches"

    @property
    def rate(self) -> Rate | None:
        """The rate of all answers; None when there is none."""
        return next((r for r in self.rates if not r.breakdown and r.question is None), None)
