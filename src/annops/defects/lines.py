"""The everyday answers of `annops defects`: at most a dozen lines."""

from collections.abc import Sequence

from annops.core.command_word import command_word
from annops.core.sample import shown_answer
from annops.defects.document import state_text
from annops.defects.model import Aged, By, DefectsResult, LogResult, ParetoResult, ParetoRow
from annops.render import numbers

_MOST = 7
_MOST_BARS = 5
_BAR = 20


def log_lines(result: LogResult, *, written: bool) -> list[str]:
    """Say what was logged, withdrawn and left as it was."""
    where = ", ".join(result.samples)
    parts = (
        (len(result.added), "logged"),
        (len(result.reopened), "opened again"),
        (len(result.withdrawn), "withdrawn, for the verdict was taken back"),
        (len(result.changed), "changed as the reviewer changed the verdict"),
        (result.unchanged, "stands as it is" if result.unchanged == 1 else "stand as they are"),
    )
    said = [f"{n:,} {words}" for n, words in parts if n]
    lines = [f"defects of {where}: {', '.join(said) or 'none'}"]
    if result.without_kind:
        what = "defect has" if result.without_kind == 1 else "defects have"
        lines.append(f"{result.without_kind:,} new {what} no category or severity yet")
    if written:
        lines.append("wrote registers/defects.csv")
    if result.compare_again:
        n = len(result.compare_again)
        lines.append(f"{n:,} counted as fixed before the right answer was given: compare again")
    return [*lines, *_next_of_log(result)]


def _next_of_log(result: LogResult) -> list[str]:
    """Name the next command; none where there is nothing to do."""
    back = sorted({row.batch for row in result.changed if row.id in result.compare_again})
    new = sorted({row.batch for row in result.added if row.batch})
    if back and back[0]:
        return [f"next: annops rework {command_word(back[0])} --verify"]
    if len(new) == 1:
        return [f"next: annops rework {command_word(new[0])}"]
    return ["next: annops defects pareto"] if result.added or result.unchanged else []


def list_lines(result: DefectsResult) -> list[str]:
    """Say how many stand where, and name the oldest that are not settled."""
    said = [state_text(result).removesuffix(".")]
    open_ones = [one for one in result.defects if one.age_days is not None]
    shown = open_ones or list(result.defects)
    said += [f"  {_one(one)}" for one in shown[:_MOST]]
    hidden = len(result.defects) - min(len(shown), _MOST)
    if hidden > 0:
        said.append(f"  and {hidden:,} more: --format md")
    if result.counts.open:
        batch = next((one.batch for one in result.batches if one.counts.open and one.batch), "")
        said.append(f"next: annops rework {command_word(batch) if batch else 'BATCH'}")
    return said


def _one(one: Aged) -> str:
    row = one.defect
    answer = shown_answer(row.answer)
    meant = f" -> {shown_answer(row.expected)}" if row.expected else ""
    kind = ", ".join(text for text in (row.category, row.severity) if text)
    who = f" by {row.annotator}" if row.annotator else ""
    days = "" if one.age_days is None else f", {_days(one.age_days)}"
    return f"{row.id} {row.state}{days}: {row.item} {row.question}{who}: {answer}{meant} ({kind})"


def _days(n: int) -> str:
    return "1 day" if n == 1 else f"{n:,} days"


def pareto_lines(result: ParetoResult) -> list[str]:
    """Draw the kinds as bars: by number, and by weight where that gives another order."""
    where = f" of {result.batch}" if result.batch else ""
    if not result.n:
        return [f"no defect{where} is recorded"]
    noun = "defect" if result.n == 1 else "defects"
    first = f"{result.n:,} {noun}{where} by {result.by.value}"
    said = [f"{first}; in brackets the share with all above"]
    said += _bars(result.by_count, by_weight=False)
    if any(row.share != row.weight_share for row in result.by_count):
        said.append(f"by weight ({numbers.fixed(result.weight, 0)} in all)")
        said += _bars(result.by_weight[:4], by_weight=True)
    if result.by is By.ANNOTATOR:
        said.append("counts rank nobody: annops audit BATCH --explain shows rates with intervals")
    return said


def _bars(rows: Sequence[ParetoRow], *, by_weight: bool) -> list[str]:
    shown = rows[:_MOST_BARS]
    wide = max((len(row.name) for row in shown), default=0)
    largest = max((_size(row, by_weight=by_weight) for row in rows), default=0.0)
    lines = []
    for row in shown:
        size = _size(row, by_weight=by_weight)
        whole = row.weight_cumulative if by_weight else row.cumulative
        part = row.weight_share if by_weight else row.share
        bar = "#" * max(1, round(_BAR * size / largest)) if largest and size else ""
        number = numbers.fixed(size, 0)
        lines.append(
            f"  {row.name:<{wide}}  {number:>6}  {numbers.share(part):>7}  "
            f"({numbers.share(whole):>7})  {bar}".rstrip()
        )
    hidden = len(rows) - len(shown)
    if hidden > 0:
        lines.append(f"  and {hidden:,} more: --format md")
    return lines


def _size(row: ParetoRow, *, by_weight: bool) -> float:
    return row.weight if by_weight else float(row.n)
