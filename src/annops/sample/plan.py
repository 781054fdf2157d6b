"""How many items to draw, how they are spread over the strata, and what that will tell."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from annops.core.errors import AnnopsError
from annops.core.finding import Code, Severity
from annops.core.sample import WHOLE, Allocation, Design, SampleRecord
from annops.project.definition import Audit
from annops.sample.frame import REST, TARGETED, Frame
from annops.sample.model import HabitRow, Options, Plan, SizeRow, StratumPlan
from annops.stats.allocation import MIN_PER_STRATUM, neyman, proportional
from annops.stats.limits import Interval
from annops.stats.proportion import clopper_pearson, wilson
from annops.stats.sample_size import cochran_size, wilson_size
from annops.stats.shrunk_rate import shrunk_rate

HALF_WIDTHS = (0.01, 0.02, 0.03, 0.05, 0.1)
HABITS = (0.01, 0.05, 0.1, 0.2)
NEARLY_ALL = 0.9
"""Share of a batch from which on a planned sample is the whole batch."""

PRIOR_ITEMS = 20.0
"""How many items the rate assumed is worth beside what earlier audits found in a stratum."""

Past = Mapping[str, tuple[int, int]]
"""By stratum: items found wrong in earlier audits, and items judged."""

TOO_LARGE = Code(
    id="SAM007",
    title="A sample larger than the batch",
    severity=Severity.ERROR,
    checks="Whether the batch has as many items with an answer as `--size` asks for.",
    why="An item is judged once; a sample larger than the batch would be a slip of the pen.",
    example="`annops sample B01 --size 500` where 300 items have an answer.",
    remedy="ask for fewer items, or leave `--size` out",
)


@dataclass(frozen=True, slots=True)
class Strata:
    """The parts of a frame.

    Attributes:
        names: Their names, sorted.
        sizes: Items in each.
        rates: Error rate assumed in each, shares strictly between 0 and 1.
    """

    names: tuple[str, ...]
    sizes: tuple[int, ...]
    rates: tuple[float, ...]

    @property
    def items(self) -> int:
        """Items in all."""
        return sum(self.sizes)

    @property
    def rate(self) -> float:
        """Error rate assumed in all of them together."""
        return float(np.dot(self.sizes, self.rates)) / self.items

    def spread_over(self, n: int, allocation: Allocation) -> list[int]:
        """Return how many of n items are drawn from each."""
        if allocation is Allocation.PROPORTIONAL:
            return proportional(self.sizes, n)
        spreads = [math.sqrt(rate * (1 - rate)) for rate in self.rates]
        return neyman(self.sizes, spreads, n)

    def half_width(self, drawn: Sequence[int], confidence: float) -> float:
        """Return the half-width that the rate of all of them will have.

        Wilson's interval on the number of items that a simple sample with the same variance
        would have, within what the items judged leave possible; exact for one stratum.
        """
        parts = list(zip(self.sizes, self.rates, drawn, strict=True))
        variance = sum(
            (size / self.items) ** 2 * rate * (1 - rate) / n * (size - n) / max(1, size - 1)
            for size, rate, n in parts
        )
        if variance <= 0:
            return 0.0
        rate = self.rate
        effective = rate * (1 - rate) / variance
        interval = wilson(rate * effective, effective, confidence)
        found = sum(rate * n for _, rate, n in parts) / self.items
        most = 1 - sum((1 - rate) * n for _, rate, n in parts) / self.items
        return (min(most, interval.high or 0.0) - max(found, interval.low or 0.0)) / 2


def make_plan(frame: Frame, options: Options, audit: Audit, past: Past | None = None) -> Plan:
    """Plan a random sample.

    Args:
        frame: The list to draw from.
        options: What is asked for.
        audit: What the definition says where the options say nothing.
        past: What earlier audits found by stratum; only Neyman's allocation looks at it.

    Raises:
        AnnopsError: When more items are asked for than there are (SAM007).
    """
    by = audit.by if options.by is None else options.by
    rate = options.expected_rate or audit.expected_rate
    allocation = (options.allocation or Allocation(audit.allocation)) if by else None
    found = (past or {}) if allocation is Allocation.NEYMAN else {}
    strata = strata_of(frame, rate, found)
    wanted = None if options.size else options.half_width or audit.half_width
    n = options.size or _size(strata, allocation, wanted or audit.half_width, audit.confidence)
    _refuse_too_large(n, strata.items)
    least = sum(min(size, MIN_PER_STRATUM) for size in strata.sizes)
    drawn = _drawn(strata, allocation, max(n, least) if by else n)
    notes = _notes(strata, drawn, max(0, least - n) if by else 0, planned=wanted is not None)
    if allocation is Allocation.NEYMAN and not found:
        notes.append(
            "no earlier audit tells where errors are, so the sample is spread by size alone"
        )
    return Plan(
        batch=frame.batch, design=Design.STRATIFIED if by else Design.SIMPLE, by=by,
        allocation=allocation, questions=frame.questions, items=strata.items, drawn=sum(drawn),
        excluded=frame.excluded, wanted=wanted, expected_rate=rate, confidence=audit.confidence,
        half_width=strata.half_width(drawn, audit.confidence), second=_second(options, audit),
        strata=_planned(strata, drawn, audit.confidence), notes=tuple(notes),
        sizes=size_table(strata.items, rate, audit.confidence),
        habits=habit_table(strata.items, rate, audit.confidence),
    )  # fmt: skip


def plan_targeted(frame: Frame, targets: Sequence[str], options: Options, audit: Audit) -> Plan:
    """Plan a look at certain items: all of them, or `size` of them drawn at random.

    Args:
        frame: The list of the batch.
        targets: Ids of the items, all of them in the frame, each once.
        options: What is asked for.
        audit: What the definition says where the options say nothing.

    Raises:
        AnnopsError: When more items are asked for than there are (SAM007).
    """
    n = options.size or len(targets)
    _refuse_too_large(n, len(targets))
    rate = options.expected_rate or audit.expected_rate
    rest = frame.table.height - len(targets)
    parts = [StratumPlan(name=TARGETED, items=len(targets), drawn=n, rate=rate, half_width=0.0)]
    if rest:
        parts.append(StratumPlan(name=REST, items=rest, drawn=0, rate=rate, half_width=0.0))
    where = tuple(f"{column}={value}" for column, value in options.where)
    if options.items is not None:
        where += (f"items of {options.items_file}",)
    return Plan(
        batch=frame.batch, design=Design.TARGETED,
        by=tuple(dict.fromkeys(column for column, _ in options.where)), where=where,
        questions=frame.questions, items=frame.table.height, drawn=n, excluded=frame.excluded,
        wanted=None, expected_rate=rate, confidence=audit.confidence, half_width=None,
        second=_second(options, audit), strata=tuple(parts),
        notes=("targeted items say nothing about how often the others are wrong",),
    )  # fmt: skip


def as_drawn(plan: Plan, record: SampleRecord) -> Plan:
    """Return the plan with what was drawn: one made now may spread the items otherwise."""
    drawn = [part.drawn for part in record.strata]
    if drawn == [part.drawn for part in plan.strata] or not record.estimates:
        return plan
    rate = record.expected_rate or plan.expected_rate
    names, sizes = zip(*((part.name, part.items) for part in record.strata), strict=True)
    strata = Strata(names, sizes, (rate,) * len(names))
    told = {
        "items": record.items, "drawn": record.drawn, "expected_rate": rate, "notes": (),
        "half_width": strata.half_width(drawn, record.confidence),
        "strata": _planned(strata, drawn, record.confidence),
    }  # fmt: skip
    return plan.model_copy(update=told)


def strata_of(frame: Frame, rate: float, past: Past) -> Strata:
    """Return the strata of a frame with the error rate assumed in each.

    What earlier audits found in a stratum is drawn towards the rate assumed, as if that had been
    seen in 20 items, so that a stratum in which no error was found is not taken to have none.
    """
    counted = sorted(
        (str(name), int(n)) for name, n in frame.table["stratum"].value_counts().rows()
    )
    names = tuple(name for name, _ in counted)
    rates = tuple(_shrunk(past[name], rate) if name in past else rate for name in names)
    return Strata(names, tuple(n for _, n in counted), rates)


def size_table(items: int, rate: float, confidence: float) -> tuple[SizeRow, ...]:
    """Return how many of these items several precisions take, for a simple sample."""
    return tuple(
        SizeRow(
            half_width=half_width,
            items=wilson_size(rate, half_width, confidence, population=items),
            textbook=min(items, cochran_size(rate, half_width, confidence, population=items)),
        )
        for half_width in HALF_WIDTHS
    )


def habit_table(items: int, rate: float, confidence: float) -> tuple[HabitRow, ...]:
    """Return what looking at a fixed share of these items gives, for a simple sample."""
    rows: list[HabitRow] = []
    for share in HABITS:
        n = math.ceil(share * items - 1e-9)
        none = clopper_pearson(0, n, 2 * confidence - 1, population=items).high
        half = _half(wilson(rate * n, n, confidence, population=items))
        rows.append(HabitRow(share=share, items=n, half_width=half, none_wrong=none or 0.0))
    return tuple(rows)


def _size(
    strata: Strata, allocation: Allocation | None, half_width: float, confidence: float
) -> int:
    """Return the smallest number of items that reaches a half-width.

    All of them where hardly any would be left out.
    """
    n = _smallest(strata, allocation, half_width, confidence)
    return strata.items if n >= NEARLY_ALL * strata.items else n


def _smallest(
    strata: Strata, allocation: Allocation | None, half_width: float, confidence: float
) -> int:
    if allocation is None:
        return wilson_size(strata.rate, half_width, confidence, population=strata.items)
    least = sum(min(size, MIN_PER_STRATUM) for size in strata.sizes)
    too_few, enough = least - 1, strata.items
    while enough - too_few > 1:
        middle = (too_few + enough) // 2
        drawn = strata.spread_over(middle, allocation)
        if strata.half_width(drawn, confidence) <= half_width + 1e-9:
            enough = middle
        else:
            too_few = middle
    return enough


def _drawn(strata: Strata, allocation: Allocation | None, n: int) -> list[int]:
    return [n] if allocation is None else strata.spread_over(n, allocation)


def _planned(strata: Strata, drawn: Sequence[int], confidence: float) -> tuple[StratumPlan, ...]:
    rows = zip(strata.names, strata.sizes, strata.rates, drawn, strict=True)
    return tuple(
        StratumPlan(
            name=name, items=size, drawn=n, rate=rate,
            half_width=_half(wilson(rate * n, n, confidence, population=size)),
        )
        for name, size, rate, n in rows
    )  # fmt: skip


def _notes(strata: Strata, drawn: Sequence[int], added: int, *, planned: bool) -> list[str]:
    notes = []
    if sum(drawn) == strata.items and planned:
        notes.append(
            "all items are judged: a sample that tells the rate as closely would leave few out"
        )
    if added:
        notes.append(
            f"{added:,} added: {MIN_PER_STRATUM} of each part are needed to see any spread"
        )
    if strata.names == (WHOLE,) or len(strata.names) > 1:
        return notes
    return [*notes, f"all items are in one part, `{strata.names[0]}`"]


def _shrunk(past: tuple[int, int], rate: float) -> float:
    wrong, judged = past
    return shrunk_rate(wrong, judged, rate * PRIOR_ITEMS, (1 - rate) * PRIOR_ITEMS).value


def _refuse_too_large(n: int, items: int) -> None:
    if n > items:
        have = "1 item" if items == 1 else f"{items:,} items"
        raise AnnopsError(TOO_LARGE.at(None, f"{n:,} items are asked for, {have} can be drawn"))


def _second(options: Options, audit: Audit) -> float:
    return audit.second if options.second is None else options.second


def _half(interval: Interval) -> float:
    if interval.low is None or interval.high is None:
        return 0.0
    return (interval.high - interval.low) / 2
