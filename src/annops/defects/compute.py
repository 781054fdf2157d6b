"""Counts defects: how many stand where, how old they are, what weighs most; pure."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date

from annops.core.finding import Finding
from annops.defects.model import (
    REST,
    SETTLED,
    Aged,
    BatchDefects,
    By,
    DefectsResult,
    Filters,
    ParetoResult,
    ParetoRow,
    StateCounts,
)
from annops.measures.penalty import NOT_GIVEN, weight_of
from annops.project.definition import Defects
from annops.registers.defects import Defect

OTHER = "other"
"""Value that stands last in a list by size, however large: it is no kind of its own."""

MOST_ROWS = 12
"""Kinds that are listed by themselves; the rest is added up as `all others`."""


def defects(
    rows: Iterable[Defect],
    rules: Defects,
    as_of: date,
    filters: Filters | None = None,
    findings: Sequence[Finding] = (),
) -> DefectsResult:
    """Say where the defects stand and how old they are.

    Args:
        rows: The register.
        rules: Weights of the severities.
        as_of: Day that ages are counted to; defects found later are left out.
        filters: Which defects are wanted; all without it.
        findings: What is wrong in the register.
    """
    wanted = filters or Filters()
    mine = [row for row in rows if _is_wanted(row, wanted)]
    kept = [row for row in mine if row.found is None or row.found <= as_of]
    aged = sorted((_aged(row, rules, as_of) for row in kept), key=_oldest_first)
    ages = [one for one in aged if one.age_days is not None]
    days = [one.age_days for one in ages if one.age_days is not None]
    batches = sorted({row.batch for row in kept})
    return DefectsResult(
        as_of=as_of, filters=wanted, counts=_counts(kept),
        batches=tuple(_of_batch(name, aged) for name in batches),
        oldest=ages[0].defect.id if ages else None, oldest_days=max(days, default=None),
        mean_age_days=sum(days) / len(days) if days else None,
        later=len(mine) - len(kept), defects=tuple(aged),
        findings=tuple(findings),
    )  # fmt: skip


def pareto(
    rows: Iterable[Defect], rules: Defects, by: By = By.CATEGORY, batch: str = ""
) -> ParetoResult:
    """Count defects by kind, most first: by number, and by the weight of their severities.

    Args:
        rows: The register; withdrawn defects are left out and counted.
        rules: Weights of the severities.
        by: What is counted by.
        batch: The batch, empty for all.
    """
    mine = [row for row in rows if not batch or row.batch == batch]
    kept = [row for row in mine if row.state != "withdrawn"]
    counts: Counter[str] = Counter()
    weights: dict[str, float] = defaultdict(float)
    for row in kept:
        name = str(getattr(row, by.value)) or NOT_GIVEN
        counts[name] += 1
        weights[name] += weight_of(row.severity, rules)
    return ParetoResult(
        by=by, batch=batch, n=len(kept), weight=sum(weights.values()),
        withdrawn=len(mine) - len(kept),
        by_count=_ranked(counts, weights, lambda name: counts[name]),
        by_weight=_ranked(counts, weights, lambda name: weights[name]),
        weights=dict(rules.severities),
    )  # fmt: skip


def _ranked(
    counts: Counter[str], weights: dict[str, float], size: Callable[[str], float]
) -> tuple[ParetoRow, ...]:
    """Rank kinds by a size; the smallest beyond a dozen are added up, `other` stands last."""
    names = sorted(counts, key=lambda name: (-size(name), name))
    last = [name for name in names if name in {OTHER, NOT_GIVEN}]
    kinds = [name for name in names if name not in last]
    parts = [(name, counts[name], weights[name]) for name in kinds]
    room = MOST_ROWS - len(last)
    if len(parts) > room:
        rest = parts[room - 1 :]
        parts = parts[: room - 1]
        parts.append((REST, sum(n for _, n, _ in rest), sum(w for _, _, w in rest)))
    parts += [(name, counts[name], weights[name]) for name in last]
    all_n, all_weight = sum(counts.values()), sum(weights.values())
    made: list[ParetoRow] = []
    so_far, weight_so_far = 0, 0.0
    for name, n, weight in parts:
        so_far, weight_so_far = so_far + n, weight_so_far + weight
        made.append(
            ParetoRow(
                name=name, n=n, share=n / all_n, cumulative=so_far / all_n, weight=weight,
                weight_share=weight / all_weight if all_weight else 0.0,
                weight_cumulative=weight_so_far / all_weight if all_weight else 0.0,
            )
        )  # fmt: skip
    return tuple(made)


def _is_wanted(row: Defect, filters: Filters) -> bool:
    given = filters.model_dump()
    return all(not wanted or getattr(row, key) == wanted for key, wanted in given.items())


def _aged(row: Defect, rules: Defects, as_of: date) -> Aged:
    settled = row.state in SETTLED or row.found is None
    age = None if settled or row.found is None else (as_of - row.found).days
    return Aged(defect=row, age_days=age, weight=weight_of(row.severity, rules))


def _oldest_first(one: Aged) -> tuple[bool, int, float, str]:
    settled = one.defect.state in SETTLED
    return (settled, -(one.age_days or 0), -one.weight, one.defect.id)


def _counts(rows: Sequence[Defect]) -> StateCounts:
    by_state = Counter(row.state.replace(" ", "_") for row in rows)
    return StateCounts(all=len(rows), **by_state)


def _of_batch(batch: str, aged: Sequence[Aged]) -> BatchDefects:
    mine = [one for one in aged if one.defect.batch == batch]
    ages = [one.age_days for one in mine if one.age_days is not None]
    weight = sum(one.weight for one in mine if one.defect.state != "withdrawn")
    return BatchDefects(
        batch=batch, counts=_counts([one.defect for one in mine]), weight=weight,
        oldest_days=max(ages, default=None),
    )  # fmt: skip
