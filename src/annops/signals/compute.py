"""Turns what was measured into risks that people may write down; pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from annops.agree.model import EstimateRow, TargetRow
from annops.batches.model import BatchRow
from annops.core.estimate import Estimate, Outcome
from annops.measures.metrics import METRICS
from annops.registers.risks import Risk
from annops.registers.row import new_id
from annops.render.numbers import estimate_text, share
from annops.rework.model import TicketEntry
from annops.signals.concentration import Concentration
from annops.signals.model import Signal, SignalKind, SignalsResult
from annops.status.document import pace_text, target_text
from annops.volumes.model import Pace

_ORDER: tuple[SignalKind, ...] = (
    "target", "weak group", "pace", "batch", "rework", "concentration",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Measured:
    """What signals are drawn from.

    Attributes:
        targets: Every target, judged.
        estimates: Agreement by group, with the flag of those that stand out.
        pace: Pace of the whole project.
        late: Batches that are overdue or too slow.
        overdue: Rework tickets that are overdue.
        concentrations: Where the work rests on one person.
    """

    targets: tuple[TargetRow, ...]
    estimates: tuple[EstimateRow, ...]
    pace: Pace | None
    late: tuple[BatchRow, ...]
    overdue: tuple[TicketEntry, ...]
    concentrations: tuple[Concentration, ...]


def signals(measured: Measured, register: Iterable[Risk], as_of: date) -> SignalsResult:
    """Return the risks that data propose; those in the register say so.

    Args:
        measured: What was measured.
        register: The risks written down.
        as_of: The day, which new risks are opened on.
    """
    known = {row.id: row.status for row in register}
    found = {
        risk.id: Signal(kind=kind, risk=risk, registered=known.get(risk.id))
        for kind, risk in _all(measured, as_of)
    }
    ordered = sorted(found.values(), key=lambda one: (_ORDER.index(one.kind), one.risk.title))
    return SignalsResult(as_of=as_of, signals=tuple(ordered))


def _all(measured: Measured, as_of: date) -> Iterator[tuple[SignalKind, Risk]]:
    missed = [row for row in measured.targets if row.outcome is Outcome.NOT_MET]
    for row in missed:
        yield "target", _target(row, as_of)
    told = {(row.question, _where(row.breakdown)) for row in missed}
    for one in measured.estimates:
        if one.flag and one.breakdown and (one.question, _where(one.breakdown)) not in told:
            yield "weak group", _weak(one, as_of)
    pace = measured.pace
    if pace is not None and pace.outcome is Outcome.NOT_MET:
        title = f"The work will not be done on {pace.due}"
        parts = ("pace", str(pace.due))
        yield "pace", _risk(parts, title, pace_text(pace), as_of, "schedule", "annops status")
    for batch in measured.late:
        yield "batch", _batch(batch, as_of)
    for to in sorted({entry.ticket.to for entry in measured.overdue}):
        mine = [entry for entry in measured.overdue if entry.ticket.to == to]
        yield "rework", _rework(to, mine, as_of)
    for spot in measured.concentrations:
        yield "concentration", _concentration(spot, as_of)


def _risk(
    parts: tuple[str, ...], title: str, evidence: str, as_of: date, category: str, trigger: str
) -> Risk:
    risk_id = new_id(Risk.PREFIX, ("signal", *parts))
    said = {"id": risk_id, "title": title, "evidence": f"{as_of}: {evidence}", "opened": as_of,
            "category": category, "trigger": f"`{trigger}` shows it"}  # fmt: skip
    return Risk.model_validate(said)


def _target(row: TargetRow, as_of: date) -> Risk:
    page = METRICS.get(row.metric)
    metric = page.title if page else row.metric.replace("_", " ").capitalize()
    where = "".join(f", {value}" for value in row.breakdown.values())
    title = f"{metric} of {row.question}{where} misses its target"
    by = "".join(f" --by {column}" for column in row.breakdown)
    quality = row.metric in {"error_rate", "accuracy"}
    trigger = "annops status" if quality else f"annops agree {row.question}{by}"
    parts = ("target", row.metric, row.question, _where(row.breakdown))
    return _risk(parts, title, target_text(row), as_of, "quality", trigger)


def _weak(row: EstimateRow, as_of: date) -> Risk:
    page = METRICS.get(row.metric)
    values = ", ".join(row.breakdown.values())
    estimate = (
        Estimate.undefined(row.why_undefined or "not defined", n=row.n_items, unit="items")
        if row.value is None
        else Estimate(row.value, row.low, row.high, row.n_items, "items", row.method,
                      confidence=row.confidence)
    )  # fmt: skip
    figure = estimate_text(estimate, is_share=bool(page and page.share), ascii_only=True)
    evidence = f"{page.title if page else row.metric} {figure}: {row.flag}"
    by = "".join(f" --by {column}" for column in row.breakdown)
    title = f"Agreement of {row.question} is weak in {values}"
    parts = ("weak", row.question, _where(row.breakdown))
    return _risk(parts, title, evidence, as_of, "quality", f"annops agree {row.question}{by}")


def _batch(row: BatchRow, as_of: date) -> Risk:
    pace = row.pace
    due = None if pace is None else pace.due
    why = pace.why if pace else ""
    late = f"; {row.overdue_days} days overdue" if row.overdue_days else ""
    evidence = f"{row.done:,} of {row.units or 0:,} items done{late}; {why}"
    title = f"Batch {row.id} will be late"
    return _risk(("batch", row.id, str(due)), title, evidence, as_of, "schedule", "annops batches")


def _rework(to: str, entries: list[TicketEntry], as_of: date) -> Risk:
    days = max(entry.overdue_days or 0 for entry in entries)
    waiting = sum(entry.waiting for entry in entries)
    tickets = ", ".join(sorted(entry.ticket.id for entry in entries))
    evidence = f"{waiting:,} answers in {tickets} not settled, up to {days} days overdue"
    title = f"Rework of {to} does not come back"
    return _risk(("rework", to), title, evidence, as_of, "quality", "annops rework --list")


def _concentration(spot: Concentration, as_of: date) -> Risk:
    where = f" in {spot.locale}" if spot.locale else ""
    people = "annotator" if spot.people == 1 else "annotators"
    evidence = (
        f"{spot.done:,} of {spot.judgments:,} judgments ({share(spot.share)}) by "
        f"{spot.annotator}, {spot.people} {people} in all"
    )
    title = f"The work{where} rests on one person"
    parts = ("concentration", spot.locale or "")
    return _risk(parts, title, evidence, as_of, "people", "annops volumes --by annotator")


def _where(breakdown: dict[str, str]) -> str:
    return "\x1e".join(f"{key}={value}" for key, value in sorted(breakdown.items()))
