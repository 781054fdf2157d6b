"""The everyday answer of `annops batches`: the late ones first."""

from collections import Counter

from annops.batches.document import batch_line
from annops.batches.model import BatchesResult, BatchRow
from annops.core.command_word import command_word

_MOST = 7
_WORDS = {
    "BAT001": "not in the register", "BAT002": "without data", "BAT003": "overdue",
    "BAT004": "too slow", "BAT005": "with more items than units",
    "BAT006": "called done and not done",
}  # fmt: skip


def lines(result: BatchesResult) -> list[str]:
    """Return at most a dozen lines."""
    if not result.batches:
        return ["batches: none", "next: annops batches add ID --units N --due DAY"]
    chosen = sorted(result.batches, key=_order)[:_MOST]
    width = max(len(row.id) for row in chosen)
    said = [_count(result), *(batch_line(row, width) for row in chosen)]
    if len(result.batches) > _MOST:
        said.append(f"  and {len(result.batches) - _MOST} more: annops batches list")
    met = sum(row.units_from == "exports" for row in result.batches)
    if met:
        said.append(f"units of {met} not in the register: the items met in the exports stand in")
    if result.no_data:
        said.append(f"nothing was counted: {result.no_data}")
    counts = Counter(finding.code for finding in result.findings)
    shown = ", ".join(f"{n} {_WORDS[code]}" for code, n in sorted(counts.items()))
    said.append(f"attention: {shown or 'nothing'}")
    said.append(f"next: {_next(result)}")
    return said


def _order(row: BatchRow) -> tuple[bool, bool, int, str, str]:
    """Late ones first, then those at work by due day, then those that are over."""
    late = row.pace is not None and row.pace.outcome.value == "not met"
    due = row.pace.due.isoformat() if row.pace and row.pace.due else "9999"
    return (not late, row.pace is None, -(row.overdue_days or 0), due, row.id)


def _count(result: BatchesResult) -> str:
    total = sum(row.done for row in result.batches)
    units = [row.units for row in result.batches]
    of = f" of {sum(n for n in units if n is not None):,}" if None not in units else ""
    what = "batch" if len(result.batches) == 1 else "batches"
    items = "item" if f"{total:,}{of}" == "1" or of == " of 1" else "items"
    return f"{len(result.batches):,} {what} as of {result.as_of}: {total:,}{of} {items} done"


def _next(result: BatchesResult) -> str:
    unknown = next((row for row in result.batches if not row.registered), None)
    if unknown is not None:
        name = command_word(unknown.id)
        return f"annops batches add {name} --units {unknown.received} --due DAY"
    no_due = next((r for r in result.batches if r.pace and not r.pace.due and r.pace.remaining),
                  None)  # fmt: skip
    if no_due is not None:
        return f"annops batches edit {command_word(no_due.id)} --due DAY"
    return "annops batches list"
