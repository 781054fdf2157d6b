"""One question's figures, each computed once and only when asked for."""

import hashlib
import math
from collections.abc import Iterator

import numpy as np
import polars as pl

from annops.agree.groups import Breakdown, break_down, present, whole
from annops.agree.labels import confusion_rows, disputed_items, label_rows
from annops.agree.model import (
    AgreementOptions,
    AnnotatorRow,
    ConfusionRow,
    DisputedItem,
    EstimateRow,
    LabelRow,
    QuestionNote,
    TargetRow,
)
from annops.agree.people import EMPTY_PAIRS, annotator_rows, pair_table
from annops.agree.targets import judge
from annops.core.counts import code_answers, label_patterns
from annops.core.estimate import Estimate
from annops.measures.agreement import Group, bootstrap_values, estimate
from annops.measures.metrics import METRICS, agreement_metrics, usual_metric, why_metric
from annops.measures.scoring import Scoring, answer_order, scoring
from annops.project.definition import Definition
from annops.stats.arrays import FloatArray
from annops.stats.coefficient import Coefficient
from annops.stats.quantile import normal_quantile
from annops.tasks.question import Comparison

Measured = tuple[Estimate, Coefficient | None]

WEAK_MARGIN = 0.05
"""How far below the rest a breakdown value must surely be to be named."""

PARTED = 0.35
"""Distance of percent agreement from the coefficient that is worth a note."""

NO_ANSWERS = "no answers"
_REST = "\x1fall but "
_ROW = ("item", "item_number", "annotator", "answer")
_WEIGHTED = {"fleiss_kappa", "conger_kappa", "gwet_ac2", "brennan_prediger"}


class QuestionFigures:
    """The used answers to one question, and every figure about them."""

    def __init__(
        self, marked: pl.LazyFrame, definition: Definition, options: AgreementOptions, name: str
    ) -> None:
        """Collect and code the used answers.

        Args:
            marked: All answers with the reason not to be used in `excluded`.
            definition: Questions, breakdowns and targets.
            options: What to measure.
            name: Id of the question.
        """
        self.name, self.options, self.definition = name, options, definition
        self.question = definition.questions[name]
        self.frame = self._used_rows(marked)
        self.any = bool(len(self.frame)) and self.question.comparison is not Comparison.TEXT
        self._made: dict[tuple[str, str, str], Measured] = {}
        self._drawn: dict[tuple[str, str], dict[str, FloatArray]] = {}
        self._breakdowns: dict[str, Breakdown] = {}
        if self.any:
            met = self.frame["answer"].unique().cast(pl.String).to_list()
            order = answer_order(self.question, met)
            coded = code_answers(self.frame, categories=order)
            self.everything = whole(coded, label_patterns(coded), self._scoring(order))

    def _used_rows(self, marked: pl.LazyFrame) -> pl.DataFrame:
        wanted = dict.fromkeys((*_ROW, *self._columns()))
        names = marked.collect_schema().names()
        mine = (pl.col("question") == self.name) & pl.col("excluded").is_null()
        return marked.filter(mine).select([name for name in wanted if name in names]).collect()

    def _columns(self) -> tuple[str, ...]:
        by_target = tuple(t.by for t in self.definition.targets if t.by)
        return (*(self.options.by or self.definition.breakdowns), *by_target)

    def _scoring(self, order: tuple[str, ...]) -> Scoring:
        return scoring(
            self.question, order,
            weight_name=self.options.weights, set_distance=self.options.set_distance,
        )  # fmt: skip

    def metrics(self) -> tuple[str, ...]:
        """The metrics asked for that apply, the usual one first."""
        possible = agreement_metrics(self.question.comparison)
        if "all" in self.options.metrics:
            return possible
        if self.options.metrics:
            return tuple(metric for metric in possible if metric in self.options.metrics)
        usual = usual_metric(self.question.comparison)
        return () if usual is None else (usual, "percent_agreement")

    def measure(self, metric: str, column: str, value: str, group: Group) -> Measured:
        """Measure once; bootstrap draws of a group serve all its metrics."""
        key = (metric, column, value)
        if key not in self._made:
            drawn = self._draws(column, value, group).get(metric)
            self._made[key] = estimate(
                metric, group, confidence=self.options.confidence, replicates=drawn
            )
        return self._made[key]

    def _draws(self, column: str, value: str, group: Group) -> dict[str, FloatArray]:
        """Bootstrap values by metric; the seed derives from what is drawn."""
        if not self.options.replicates or value.startswith(_REST):
            return {}
        if (column, value) not in self._drawn:
            parts = (self.definition.draw_seed, "bootstrap", self.name, column, value)
            text = "\x1f".join(parts)
            seed = int.from_bytes(hashlib.sha256(text.encode()).digest()[:16])
            rng = np.random.Generator(np.random.PCG64(seed))
            metrics = dict.fromkeys((*self.metrics(), *self._target_metrics()))
            self._drawn[column, value] = bootstrap_values(
                tuple(metrics), group, self.options.replicates, rng
            )
        return self._drawn[column, value]

    def _target_metrics(self) -> tuple[str, ...]:
        possible = agreement_metrics(self.question.comparison)
        return tuple(t.metric for t in self.definition.targets if t.metric in possible)

    def breakdown(self, column: str) -> Breakdown:
        """Split the units by a column, once."""
        if column not in self._breakdowns:
            self._breakdowns[column] = break_down(self.frame, self.everything, column)
        return self._breakdowns[column]

    def estimates(self) -> Iterator[EstimateRow]:
        """Give every estimate, overall first.

        Yields:
            One row a metric and group.
        """
        if not self.any:
            yield from self._empty()
            return
        for metric in self.metrics():
            yield self._row(
                metric, {}, self.measure(metric, "", "", self.everything), self.everything
            )
        for column in present(self.options.by or self.definition.breakdowns, self.frame):
            split = self.breakdown(column)
            for at, value in enumerate(split.values):
                flag = self._weak(split, at)
                for metric in self.metrics():
                    measured = self.measure(metric, column, value, split.groups[at])
                    row = self._row(metric, {column: value}, measured, split.groups[at])
                    first = metric == self.metrics()[0]
                    yield row.model_copy(update={"flag": flag}) if first else row

    def _empty(self) -> Iterator[EstimateRow]:
        none = Estimate.undefined(NO_ANSWERS, n=0, unit="items")
        for metric in self.metrics():
            yield self._row(metric, {}, (none, None), None)

    def _row(
        self, metric: str, breakdown: dict[str, str], measured: Measured, group: Group | None
    ) -> EstimateRow:
        found, coefficient = measured
        rated = coefficient.n_ratings if coefficient is not None else 0
        if coefficient is None and group is not None:
            rated = int(group.weights @ group.counts.sum(axis=1))
        level = self.everything.scoring.level if self.any else self.question.comparison.value
        weighted = metric in _WEIGHTED and self.any
        return EstimateRow(
            question=self.name, breakdown=breakdown, metric=metric,
            level=self.everything.scoring.weight_name if weighted else level,
            value=found.value, low=found.low, high=found.high, confidence=found.confidence,
            n_items=found.n, n_annotators=0 if group is None else group.n_annotators,
            n_annotations=rated, method=found.method, why_undefined=found.why_undefined,
            caution=found.caution,
        )  # fmt: skip

    def _weak(self, split: Breakdown, at: int) -> str | None:
        """Name a breakdown value whose coefficient is surely below that of all the others."""
        metric = self.metrics()[0] if self.metrics() else None
        if metric is None or metric.startswith("icc_") or len(split.values) < 2:
            return None
        value = split.values[at]
        here, mine = self.measure(metric, split.column, value, split.groups[at])
        there, rest = self.measure(metric, split.column, f"{_REST}{value}", split.rest[at])
        if here.value is None or there.value is None or here.caution or there.caution:
            return None
        if mine is None or rest is None or not mine.se or not rest.se:
            return None
        half = normal_quantile(1 - 0.025 / len(split.values)) * math.hypot(mine.se, rest.se)
        gap = there.value - here.value
        if gap - half <= WEAK_MARGIN:
            return None
        return f"{gap:.2f} below the rest ({there.value:.2f})"

    def targets(self) -> Iterator[TargetRow]:
        """Judge the targets that name this question or none.

        Yields:
            One row a target and group.
        """
        for target in self.definition.targets:
            page = METRICS.get(target.metric)
            mine = target.question in {None, self.name}
            if page is None or self.question.comparison not in page.comparisons or not mine:
                continue
            if not self.any:
                none = Estimate.undefined(NO_ANSWERS, n=0, unit="items")
                yield judge(target, self.name, {}, (none, None))
            elif target.by is None or not present((target.by,), self.frame):
                measured = self.measure(target.metric, "", "", self.everything)
                yield judge(target, self.name, {}, measured)
            else:
                split = self.breakdown(target.by)
                for value, group in zip(split.values, split.groups, strict=True):
                    measured = self.measure(target.metric, target.by, value, group)
                    yield judge(target, self.name, {target.by: value}, measured)

    def annotators(self) -> tuple[AnnotatorRow, ...]:
        """Compare each annotator with colleagues on the same locale."""
        if not self._viewed:
            return ()
        usual = usual_metric(self.question.comparison) or "krippendorff_alpha"
        value = self.measure(usual, "", "", self.everything)[0].value
        strata, n_strata = None, 1
        if present(("locale",), self.frame):
            split = self.breakdown("locale")
            if len(split.of_unit) == self.everything.coded.n_units:
                strata, n_strata = split.of_unit, len(split.values)
        return annotator_rows(self.name, self.everything, value, strata, n_strata)

    def labels(self) -> tuple[LabelRow, ...]:
        """Measure agreement on each label."""
        return label_rows(self.name, self.everything) if self._viewed else ()

    def confusions(self) -> tuple[ConfusionRow, ...]:
        """List the pairs of labels that are confused."""
        return confusion_rows(self.name, self.everything) if self._viewed else ()

    def disputed_items(self) -> tuple[DisputedItem, ...]:
        """List the items that are disputed most."""
        return disputed_items(self.name, self.everything, self.frame) if self._viewed else ()

    @property
    def _viewed(self) -> bool:
        return self.any and self.options.views

    def pairs(self) -> pl.DataFrame:
        """List the pairs of annotators, when asked for; see `annops.agree.people.pair_table`."""
        wanted = self.options.pairs and self.any
        return pair_table(self.name, self.everything) if wanted else EMPTY_PAIRS

    def note(self) -> QuestionNote:
        """Say which coefficient was taken and why, and what to mind when reading it."""
        metric = self.metrics()[0] if self.metrics() else None
        notes = tuple(self._notes()) if len(self.frame) else (NO_ANSWERS,)
        return QuestionNote(
            question=self.name, metric=metric, why_metric=why_metric(self.question.comparison),
            notes=notes,
        )  # fmt: skip

    def _notes(self) -> Iterator[str]:
        usual = usual_metric(self.question.comparison)
        if usual is None:
            return
        beyond = self.measure(usual, "", "", self.everything)[0].value
        percent = self.measure("percent_agreement", "", "", self.everything)[0].value
        if beyond is not None and percent is not None and percent - beyond > PARTED:
            yield (
                f"percent agreement is {100 * percent:.0f} % but alpha {beyond:.2f}: one answer "
                "is so frequent that most agreement would also come by chance"
            )
