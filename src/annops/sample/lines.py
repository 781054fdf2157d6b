"""The everyday answer of `annops sample`: at most a dozen lines."""

from collections.abc import Sequence

from annops.core.command_word import command_word
from annops.core.sample import WHOLE, Design
from annops.render import numbers
from annops.sample.model import Listed, Options, Plan, SampleResult, StratumPlan

_MOST_PARTS = 4
_MOST_LISTED = 10


def lines(result: SampleResult, asked: Options | None = None) -> list[str]:
    """Return what was drawn, what it will tell, what was written and what comes next.

    Args:
        result: The plan, and the sample drawn by it.
        asked: The options of a plan, which the draw that comes next takes too.
    """
    plan, record = result.plan, result.record
    said = [_first(result), _precision(plan)]
    said += _parts(plan)
    if plan.excluded:
        why = ", ".join(f"{n:,} {reason}" for reason, n in plan.excluded.items())
        said.append(f"{_items(sum(plan.excluded.values()))} cannot be drawn: {why}")
    said += [f"note: {note}" for note in plan.notes]
    if record is None:
        words = _options(plan, asked or Options())
        return [*said, f"next: annops sample {_argument(plan)}{words}"]
    if record.second_items:
        verb = "goes" if record.second_items == 1 else "go"
        said.append(f"{record.second_items:,} of them {verb} to a second reviewer too")
    if result.written:
        sheets = [path for path in result.written if path.endswith(".xlsx")]
        others = len(result.written) - len(sheets)
        said.append(f"wrote {', '.join(sheets)} and {others} more in samples/{record.id}/")
    name = record.id if plan.design is Design.TARGETED else _argument(plan)
    return [*said, f"next: give the sheet to a reviewer, then annops audit {name}"]


def list_lines(listed: Sequence[Listed]) -> list[str]:
    """Return a line a sample, the latest ones where there are many."""
    if not listed:
        return ["no sample has been drawn yet", "next: annops sample BATCH"]
    shown = [_listed(one) for one in listed[-_MOST_LISTED:]]
    hidden = len(listed) - len(shown)
    if hidden > 0:
        more = "sample" if hidden == 1 else "samples"
        shown.insert(0, f"{hidden:,} more {more}: annops sample --list --format md")
    return shown


def points(half_width: float) -> str:
    """Write a half-width in points of percent.

    >>> points(0.0251)
    '2.5 points'
    """
    return f"{numbers.fixed(half_width * 100, 1)} points"


def _first(result: SampleResult) -> str:
    plan, record = result.plan, result.record
    of = f"{plan.drawn:,} of {_items(plan.items)}"
    if record is None:
        return f"{of} would be drawn from {_whole(plan)}"
    judged = f"{result.n_rows:,} {'row' if result.n_rows == 1 else 'rows'} to judge"
    if result.already:
        return f"{record.id}: already drawn on {numbers.day(record.drawn_on)}, {of}, {judged}"
    how = "chosen" if plan.design is Design.TARGETED else "drawn at random"
    return f"{record.id}: {of} {how} from {_whole(plan)}, {judged}"


def _precision(plan: Plan) -> str:
    if plan.half_width is None:
        return f"items with {' and '.join(plan.where)}: only to find errors, never for a rate"
    if plan.drawn == plan.items:
        return "every item is judged, so the error rate will not depend on chance"
    return (
        f"if about {numbers.share(plan.expected_rate)} are wrong, the rate will be known to about "
        f"±{points(plan.half_width)}"
    )


def _parts(plan: Plan) -> list[str]:
    if plan.design is not Design.STRATIFIED:
        return []
    shown = [_part(part) for part in plan.strata[:_MOST_PARTS]]
    hidden = len(plan.strata) - len(shown)
    more = [f"  and {hidden:,} more: annops sample --plan"] if hidden else []
    return [*shown, *more]


def _part(part: StratumPlan) -> str:
    return (
        f"  {part.name}: {part.drawn:,} of {part.items:,}, alone known to "
        f"±{points(part.half_width)}"
    )


def _listed(one: Listed) -> str:
    record = one.record
    batch = "the whole project" if record.batch is None else record.batch
    return (
        f"{record.id}: {record.drawn:,} of {_items(record.items)} of {batch}, "
        f"{record.design.value}, {numbers.day(record.drawn_on)}, {one.verdicts:,} verdicts, "
        f"{one.state}"
    )


def _items(n: int) -> str:
    return "1 item" if n == 1 else f"{n:,} items"


def _whole(plan: Plan) -> str:
    return "the whole project" if plan.batch is None else plan.batch


def _options(plan: Plan, asked: Options) -> str:
    """Write the options that draw what was planned, each with a blank before it."""
    if plan.design is Design.TARGETED:
        return " with the same options, without --plan"
    empty_by = "" if asked.by == () else None
    given: tuple[tuple[str, str | int | float | None], ...] = (
        ("size", plan.drawn if plan.wanted is None else None),
        ("half-width", asked.half_width),
        ("expected-rate", asked.expected_rate),
        ("by", ",".join(plan.by) if plan.by else empty_by),
        ("allocation", asked.allocation),
        *(("question", name) for name in asked.questions),
        ("second", asked.second),
        ("reason", asked.reason or None),
    )
    words = [f" --{name} {command_word(str(value))}" for name, value in given if value is not None]
    return "".join([*words, " --redraw"] if asked.redraw else words)


def _argument(plan: Plan) -> str:
    return command_word(plan.batch or WHOLE)
