"""How an audit is worded, the same in lines and sections."""

import re

from annops.agree.model import TargetRow
from annops.audit.model import AuditResult, Rate
from annops.core.estimate import Bound, Outcome
from annops.render import numbers

TITLES = {
    "error_rate": "Answers that are wrong",
    "item_error_rate": "Items with a wrong answer",
    "differing": "Answers that differ, on these items",
}


def result_id(result: AuditResult) -> str:
    """Return the beginning of every id in the audit's sections."""
    name = result.sample.id if result.sample else f"{result.name}_{result.against.value}"
    return f"audit_{slug(name)}"


def slug(text: str) -> str:
    """Return a text as part of an id: letters, digits, underscores."""
    return re.sub(r"[^0-9A-Za-z]+", "_", text)


def group_name(rate: Rate) -> str:
    """Name the group of a rate, `all` for the whole."""
    return ", ".join(f"{name} {value}" for name, value in rate.breakdown.items()) or "all"


def target_label(row: TargetRow, result: AuditResult) -> str:
    """Name what a target is on: the batch, and the question or group where it names one."""
    groups = [f"{n} {v}" for n, v in row.breakdown.items() if n != "batch"]
    what = [] if row.question == "all" else [row.question]
    return ", ".join((result.name, *what, *groups))


def counts_text(result: AuditResult) -> str:
    """Say how much was judged: rows, answers and items, each unit by its name."""
    c = result.counts
    said = (
        f"Judged {c.judged:,} of {counted(c.rows, 'row')} ({c.answers_judged:,} of "
        f"{counted(c.answers, 'answer')}; {c.items_judged:,} of {counted(c.items, 'item')} in "
        f"full); {counted(c.answers_wrong, 'answer')} found wrong"
    )
    if c.without_verdict:
        said += (
            f"; without a verdict: {counted(c.missing, 'row')}, and "
            f"{counted(c.cannot_judge, 'row')} that could not be judged "
            f"({counted(c.answers - c.answers_judged, 'answer')} in all)"
        )
    return f"{said}."


def counted(number: int, noun: str) -> str:
    """Write a number with its noun.

    >>> counted(1, "row"), counted(2000, "row")
    ('1 row', '2,000 rows')
    """
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def unjudged_text(result: AuditResult) -> str:
    """Say how many rows, and answers behind them, lack a verdict."""
    c = result.counts
    answers = f"{c.answers - c.answers_judged:,} of {counted(c.answers, 'answer')}"
    verb = "has" if c.without_verdict == 1 else "have"
    said = f"{c.without_verdict:,} of {counted(c.rows, 'row')} ({answers}) {verb} no verdict"
    return said + (f", {c.cannot_judge:,} of them not judgeable" if c.cannot_judge else "")


def resting_text(rate: Rate, outcome: Outcome, bound: Bound) -> str:
    """Say what the outcome of a target rests on while verdicts are missing or left out.

    Args:
        rate: The rate, with bounds.
        outcome: The outcome.
        bound: The target.
    """
    low, high = rate.ends
    if low is None or high is None:
        return rate.estimate.why_undefined or "no interval"
    ends = f"between {numbers.share(low)} and {numbers.share(high)} wrong"
    if rate.estimate.value is not None:
        return f"{counted(rate.left_out, 'answer')} nobody could judge left out; with them {ends}"
    if outcome is Outcome.CANNOT_TELL:
        return f"{rate.estimate.why_undefined}; {ends}"
    if (outcome is Outcome.NOT_MET) != bound.at_least:
        return f"at least {numbers.share(low)} wrong, even if every missing verdict is a pass"
    return f"at most {numbers.share(high)} wrong, even if every missing verdict is a fail"


def in_batch_text(result: AuditResult) -> str:
    """Say how many answers of the whole batch are wrong."""
    if result.in_batch is None:
        return ""
    many = result.in_batch
    spread = f"{many.low:,}" if many.low == many.high else f"{many.low:,}-{many.high:,}"
    about = "" if many.low == many.high else "about "
    where = "in the batch" if result.batch else "in the project"
    verb = "is" if many.of == 1 or many.low == many.high == 1 else "are"
    said = f"{about}{spread} of {counted(many.of, 'answer')} {where} {verb} wrong"
    if result.counts.without_verdict:
        said += ", rows without a verdict counted as right and as wrong"
    return said


def limit_text(row: TargetRow) -> str:
    """Word the limit of a target, as `at most 3.0 %`."""
    limit = row.at_most if row.at_most is not None else row.at_least
    words = "at most" if row.at_most is not None else "at least"
    return f"{words} {numbers.share(limit or 0.0)}"


def outcome_text(row: TargetRow) -> str:
    """Word a target and its outcome, as `target at most 3.0 %: not met`."""
    said = f"target {limit_text(row)}: "
    if row.outcome is Outcome.NOT_MET and row.value is not None:
        return said + row.outcome.value + _by_a_hair(row)
    if row.outcome is not Outcome.CANNOT_TELL:
        return said + row.outcome.value + (f" ({row.why})" if row.value is None else "")
    if row.more_items:
        return f"{said}cannot tell yet, about {row.more_items:,} more items would tell"
    return f"{said}cannot tell yet" + (f" ({row.why})" if row.why else "")


def _by_a_hair(row: TargetRow) -> str:
    """Write the end of the interval that misses a limit it is rounded to; else nothing."""
    is_most = row.at_most is not None
    limit, end = (row.at_most, row.low) if is_most else (row.at_least, row.high)
    if limit is None or end is None or numbers.share(limit) != numbers.share(end):
        return ""
    places = next((n for n in range(2, 7) if _percent(end, n) != _percent(limit, n)), None)
    if places is None:
        return ""
    return f" ({'at least' if is_most else 'at most'} {_percent(end, places)})"


def _percent(value: float, places: int) -> str:
    return f"{numbers.fixed(100 * value, places)} %"


CHANGED_NOTE = "{}: the rates are of the answers as they were drawn. A new sample tells them now."


def changed_text(result: AuditResult) -> str:
    """Say how many of the answers drawn are others now."""
    have = "has" if result.changed == 1 else "have"
    return f"{counted(result.changed, 'answer')} of the sample {have} been changed since the draw"
