"""What a person reads before a sheet is taken over: each change in words."""

from collections.abc import Iterator, Sequence

from annops.core.finding import visible
from annops.core.wording import counted
from annops.excel.model import Plan

_MOST = 40  # changes told one by one
_LONG = 60


def lines(name: str, one: str, plan: Plan, *, everything: bool = False) -> list[str]:
    """Say what taking a sheet back changes.

    Args:
        name: Name of the register.
        one: What one record is called.
        plan: What becomes of the register.
        everything: Whether each change is told, however many there are.
    """
    told = [*_changes(plan), *_added(plan), *_deleted(plan)]
    shown = told if everything else told[:_MOST]
    if len(told) > len(shown):
        shown.append(f"  and {counted(len(told) - _MOST, 'more change')}; --dry-run shows all")
    return [visible(line) for line in (f"{name}: {_head(plan, name, one)}", *shown, *_kept(plan))]


def _head(plan: Plan, name: str, one: str) -> str:
    if plan.is_empty:
        return "nothing to take over"
    n_records = len({change.record for change in plan.changes})
    parts = [
        f"{counted(len(plan.changes), 'cell')} changed in {_records(n_records, name, one)}"
        if plan.changes
        else "",
        f"{_records(len(plan.added), name, one)} added" if plan.added else "",
        f"{_records(len(plan.deleted), name, one)} taken out" if plan.deleted else "",
    ]
    return ", ".join(part for part in parts if part)


def _records(number: int, name: str, one: str) -> str:
    """Count records; the plural of `batch` is the name of its register."""
    return f"{number:,} {name}" if number != 1 and name.startswith(one) else counted(number, one)


def _changes(plan: Plan) -> Iterator[str]:
    for change in plan.changes:
        old, new = _short(change.old), _short(change.new)
        yield f"  {change.record} {change.column}: {old} -> {new}"


def _added(plan: Plan) -> Iterator[str]:
    for record, words in plan.added:
        yield f"  new {record}{f': {_short(words)}' if words else ''}"


def _deleted(plan: Plan) -> Iterator[str]:
    for record in plan.deleted:
        yield f"  taken out: {record}"


def _kept(plan: Plan) -> Sequence[str]:
    if not plan.kept:
        return []
    named = ", ".join(plan.kept[:6])
    more = f" and {len(plan.kept) - 6} more" if len(plan.kept) > 6 else ""
    is_one = len(plan.kept) == 1
    what = "is missing in the sheet and stays" if is_one else "are missing in the sheet and stay"
    return [f"  {named}{more} {what}; --delete takes {'it' if is_one else 'them'} out"]


def _short(text: str) -> str:
    line = " ".join(text.split())
    if not line:
        return "(empty)"
    return line if len(line) <= _LONG else line[: _LONG - 1] + "\N{HORIZONTAL ELLIPSIS}"
