"""How an audit is worded, the same in lines and sections."""

import re

from annops.agree.model import TargetRow
from annops.audit.model import AuditResult, Rate
from annops.core.estimate import Outcome
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
    """Say how much was judged: rows, items and answers."""
    c = result.counts
    said = (
        f"Judged {c.judged:,} of {c.rows:,} rows ({c.answers_judged:,} of {c.answers:,} answers "
    )
    said += f"to {c.items:,} items); {c.answers_wrong:,} answers were found wrong"
    if c.without_verdict:
        said += f"; {c.missing:,} rows have no verdict, {c.cannot_judge:,} could not be judged"
    return f"{said}."


def in_batch_text(result: AuditResult) -> str:
    """Say how many answers of the whole batch are wrong."""
    if result.in_batch is None:
        return ""
    many = result.in_batch
    spread = f"{many.low:,}" if many.low == many.high else f"{many.low:,}-{many.high:,}"
    about = "" if many.low == many.high else "about "
    where = "in the batch" if result.batch else "in the project"
    return f"{about}{spread} of {many.of:,} answers {where} are wrong"


def outcome_text(row: TargetRow) -> str:
    """Word a target and its outcome, as `target at most 3.0 %: not met`."""
    limit = row.at_most if row.at_most is not None else row.at_least
    words = "at most" if row.at_most is not None else "at least"
    said = f"target {words} {numbers.share(limit or 0.0)}: "
    if row.outcome is not Outcome.CANNOT_TELL:
        return said + row.outcome.value
    if row.more_items:
        return f"{said}cannot tell yet, about {row.more_items:,} more items would tell"
    return f"{said}cannot tell yet" + (f" ({row.why})" if row.why else "")
