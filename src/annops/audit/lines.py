"""The everyday answer of `annops audit`: at most a dozen plain lines."""

from collections.abc import Sequence

from annops.agree.model import TargetRow
from annops.audit.model import Against, AuditResult, ConfusionRow, Rate
from annops.audit.refusals import NO_VERDICT
from annops.audit.wording import (
    changed_text,
    counted,
    in_batch_text,
    limit_text,
    outcome_text,
    target_label,
)
from annops.core.command_word import command_word
from annops.core.estimate import Estimate, Outcome
from annops.core.sample import shown_answer
from annops.render import numbers

MOST_LINES = 12
_MOST_PEOPLE = 3
_MOST_FOUND = 5
_WHO = {Against.GOLD: "the gold answers", Against.REVIEWERS: "the reviewers' answers"}


def lines(
    result: AuditResult, written: Sequence[str] = (), *, ascii_only: bool = False
) -> list[str]:
    """Return rate, outcome, what it means for the batch, what stands out, what to do next.

    Args:
        result: The audit.
        written: What was written, in words.
        ascii_only: Whether our own signs are ASCII.
    """
    if result.refused:
        said = _without_rate(result)
    elif result.sample is None:
        said = _of_these(result, ascii_only=ascii_only)
    else:
        said = [*_rates(result, ascii_only=ascii_only), *_standing_out(result)]
    ends = [*(f"wrote {text}" for text in written), *_next(result)]
    return [*said[: MOST_LINES - len(ends)], *ends]


def rate_text(rate: Rate, *, ascii_only: bool = False) -> str:
    """Write a rate with its interval; with missing verdicts what it lies between.

    `4.1 % of answers wrong (95 % CI 2.3-6.7 %)`
    """
    estimate = rate.estimate
    if rate.bounds is not None and estimate.value is None:
        return _between(rate)
    value = numbers.value_text(estimate, is_share=True, ascii_only=ascii_only)
    interval = numbers.interval_text(estimate, is_share=True)
    if interval is None:
        return f"{value} of {_what(rate)} wrong ({estimate.why_undefined or 'no interval'})"
    sure = numbers.confidence(estimate.confidence)
    caution = f"; {estimate.caution}" if estimate.caution else ""
    return f"{value} of {_what(rate)} wrong ({sure} CI {interval}{caution})"


def _between(rate: Rate) -> str:
    """Write between what a rate lies: missing verdicts as right and as wrong, and sampling."""
    low, high = rate.ends
    if low is None or high is None:
        return f"no rate of {_what(rate)} wrong: {rate.estimate.why_undefined}"
    sure = numbers.confidence(rate.estimate.confidence)
    lacks = "not judged in full" if rate.metric == "item_error_rate" else "without a verdict"
    return (
        f"between {numbers.share(low)} and {numbers.share(high)} of {_what(rate)} wrong ({sure} "
        f"CI, the {rate.missing:,} of {rate.of:,} {lacks} taken as right and as wrong)"
    )


def _what(rate: Rate) -> str:
    return "items" if rate.metric == "item_error_rate" else "answers"


def _rates(result: AuditResult, *, ascii_only: bool) -> list[str]:
    rate, counts = result.rate, result.counts
    if rate is None:
        return []
    in_full = " in full" if counts.without_verdict else ""
    judged = f"{counts.items_judged:,} of {counted(counts.items, 'item')} judged{in_full}"
    first = f"{result.name}: {rate_text(rate, ascii_only=ascii_only)}, {judged}"
    whole = [row for row in result.targets if _is_whole(row)]
    if whole:
        first += f" - {outcome_text(whole[0])}"
    said = [first]
    others = [row for row in result.targets if not _is_whole(row) or row is not whole[0]]
    said += _other_targets(others, result)
    if result.in_batch is not None:
        said.append(in_batch_text(result))
    said += _changed(result)
    if rate.estimate.value is not None:
        said += _left_out(result, rate)
        items = next((r for r in result.rates if r.metric == "item_error_rate"), None)
        said += [rate_text(items, ascii_only=ascii_only)] if items else []
    else:
        said.append("rows without a verdict are no passes: there is no rate until they have one")
    return said


def _changed(result: AuditResult) -> list[str]:
    """Say that the rate is older than answers that rework has changed."""
    return [f"{changed_text(result)}: this is the rate before"] if result.changed else []


def _left_out(result: AuditResult, rate: Rate) -> list[str]:
    """Say what was left out because nobody could judge it, and what it could change."""
    low, high = rate.ends
    if not result.left_out or low is None or high is None:
        return []
    rows = counted(result.left_out, "row")
    answers = counted(rate.left_out, "answer")
    ends = f"between {numbers.share(low)} and {numbers.share(high)} wrong"
    return [f"left out: {rows} ({answers}) that nobody could judge; with them counted {ends}"]


def _is_whole(row: TargetRow) -> bool:
    return row.question == "all" and set(row.breakdown) <= {"batch"}


def _other_targets(rows: Sequence[TargetRow], result: AuditResult) -> list[str]:
    """Count the other targets by outcome, and name those not met."""
    if not rows:
        return []
    counts = [(kind, sum(row.outcome is kind for row in rows)) for kind in Outcome]
    said = ["targets: " + ", ".join(f"{n} {kind.value}" for kind, n in counts if n)]
    failed = [row for row in rows if row.outcome is Outcome.NOT_MET]
    failed.sort(key=lambda row: -(row.value or 0.0))
    sure = result.rate.estimate.confidence if result.rate else 0.95
    named = [f"{target_label(row, result)}: {_figure(row, sure)}" for row in failed[:2]]
    return said + [f"  not met: {one}" for one in named]


def _figure(row: TargetRow, confidence: float) -> str:
    if row.value is None:
        return row.why or "no rate is given"
    rate = Estimate(row.value, row.low, row.high, row.n_items, "items", "", confidence=confidence)
    value = numbers.value_text(rate, is_share=True)
    interval = numbers.interval_text(rate, is_share=True)
    ends = f"{numbers.confidence(confidence)} CI {interval}, " if interval else ""
    return f"{value} wrong ({ends}{numbers.size_text(rate)}); wanted {limit_text(row)}"


def _standing_out(result: AuditResult) -> list[str]:
    said = []
    if result.defects:
        worst = result.defects[0]
        said.append(
            f"heaviest: {worst.category}, {worst.severity}: {worst.n:,} of "
            f"{counted(result.counts.answers_wrong, 'answer')} found wrong (of "
            f"{result.counts.answers_judged:,} judged)"
        )
    if result.confusions:
        said.append(_most_often(result.confusions))
    flagged = [row for row in result.annotators if row.flag]
    flagged.sort(key=lambda row: (row.p or 0.0, row.annotator))
    said += [
        f"stands out: annotator {row.annotator}, {row.wrong:,} of {row.judged:,} wrong where "
        f"{numbers.fixed(row.expected, 1)} were to be expected"
        for row in flagged[:_MOST_PEOPLE]
    ]
    if result.reviewers:
        row = result.reviewers[0]
        said.append(
            f"reviewers: the same verdict on {row.n_same:,} of {counted(row.n_rows, 'row')} "
            "judged twice"
        )
    return said + _second(result)


def _most_often(confusions: Sequence[ConfusionRow]) -> str:
    """Name the pair met most often; shares are of one question and do not compare questions."""
    top = max(confusions, key=lambda row: row.n)
    where = f"{top.question}, " if len({row.question for row in confusions}) > 1 else ""
    given, right = shown_answer(top.given), shown_answer(top.right)
    return f"most often: {where}{given} given where {right} is right ({top.n:,})"


def _second(result: AuditResult) -> list[str]:
    """Remind of the second reviewer's sheet while rows of it are empty."""
    counts, sample = result.counts, result.sample
    if sample is None or counts.second_judged == counts.second:
        return []
    rows = counted(counts.second, "row")
    state = f"{counts.second_judged:,} of {rows} judged" if counts.second_judged else (
        f"still empty, {rows}"
    )  # fmt: skip
    return [f"second reviewer: samples/{sample.id}/sheet-second.xlsx: {state}"]


def _without_rate(result: AuditResult) -> list[str]:
    counts = result.counts
    why = result.refused[0]
    if why.code == NO_VERDICT.id:  # told in full by the finding
        said = [f"{result.name}: no error rate yet"]
    else:
        said = [f"{result.name}: no error rate: {why.message}"]
    if counts.judged:
        said.append(
            f"{counts.judged:,} of {counted(counts.rows, 'row')} judged; "
            f"{counted(counts.answers_wrong, 'answer')} found wrong (of "
            f"{counts.answers_judged:,} judged), which says nothing about the others"
        )
    for one in result.found[:_MOST_FOUND]:
        kind = ", ".join(text for text in (one.category, one.severity) if text)
        answer = shown_answer(one.answer)
        said.append(f"  {one.item}, {one.question}: {answer}: {kind or one.verdict.value}")
    hidden = len(result.found) - _MOST_FOUND
    if hidden > 0:
        said.append(f"  and {hidden:,} more: --explain")
    return said


def _of_these(result: AuditResult, *, ascii_only: bool) -> list[str]:
    counts, rate = result.counts, result.rate
    who = _WHO.get(result.against, "verdicts")
    first = f"{result.name}: {counts.answers_wrong:,} of {counted(counts.answers, 'answer')} to "
    verb = "differs" if counts.answers == 1 else "differ"
    said = [f"{first}{counted(counts.items, 'item')} {verb} from {who}"]
    if rate is not None and result.against is Against.GOLD:
        text = numbers.estimate_text(rate.estimate, is_share=True, ascii_only=ascii_only)
        said.append(f"share that differs: {text}")
    said.append("these items were chosen, not drawn: this is no error rate of the batch")
    return said + _standing_out(result)


def _next(result: AuditResult) -> list[str]:
    name = command_word(result.batch or "all")
    codes = {finding.code for finding in result.refused}
    if "AUD007" in codes:
        return ["next: annops import FILE"]
    if result.sample is None:
        is_gold = result.against is Against.GOLD
        return ["next: annops report" if is_gold else f"next: annops sample {name}"]
    if codes & {"AUD002", "AUD003"}:
        return []
    if "AUD006" in codes:
        return [f"next: fill samples/{result.sample.id}/sheet.xlsx, then annops audit {name}"]
    return [f"next: {_after_rate(result, name)}"]


def _after_rate(result: AuditResult, name: str) -> str:
    if result.changed:
        again = f'annops sample {name} --redraw --reason "after rework"'
        return f"annops rework {name} --verify; when all is back: {again}"
    if result.counts.answers_wrong:
        return f"annops defects log {name}, then annops rework {name}"
    return "annops report"
