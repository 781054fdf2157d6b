"""The everyday answer of `annops audit`: at most a dozen plain lines."""

from collections.abc import Sequence

from annops.agree.model import TargetRow
from annops.audit.model import Against, AuditResult, Rate
from annops.audit.wording import in_batch_text, outcome_text, target_label
from annops.core.estimate import Outcome
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
    if rate.bounds is not None:
        low, high = rate.bounds.all_right.value, rate.bounds.all_wrong.value
        if low is not None and high is not None:
            return (
                f"between {numbers.share(low)} and {numbers.share(high)} of {_what(rate)} wrong: "
                f"{rate.missing:,} have no verdict"
            )
    estimate = rate.estimate
    value = numbers.value_text(estimate, is_share=True, ascii_only=ascii_only)
    interval = numbers.interval_text(estimate, is_share=True)
    if interval is None:
        return f"{value} of {_what(rate)} wrong ({estimate.why_undefined or 'no interval'})"
    sure = numbers.confidence(estimate.confidence)
    caution = f"; {estimate.caution}" if estimate.caution else ""
    return f"{value} of {_what(rate)} wrong ({sure} CI {interval}{caution})"


def _what(rate: Rate) -> str:
    return "items" if rate.metric == "item_error_rate" else "answers"


def _rates(result: AuditResult, *, ascii_only: bool) -> list[str]:
    rate, counts = result.rate, result.counts
    if rate is None:
        return []
    judged = f"{counts.items_judged:,} of {counts.items:,} items judged"
    first = f"{result.name}: {rate_text(rate, ascii_only=ascii_only)}, {judged}"
    whole = [row for row in result.targets if _is_whole(row)]
    if whole:
        first += f" - {outcome_text(whole[0])}"
    said = [first]
    others = [row for row in result.targets if not _is_whole(row) or row is not whole[0]]
    said += _other_targets(others, result)
    if result.in_batch is not None:
        said.append(in_batch_text(result))
    if rate.bounds is None:
        items = next((r for r in result.rates if r.metric == "item_error_rate"), None)
        said += [rate_text(items, ascii_only=ascii_only)] if items else []
    else:
        said.append("rows without a verdict are no passes: have them judged for a rate")
    return said


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
    return said + [
        f"  not met: {target_label(row, result)}: {_share(row.value)} wrong" for row in failed[:2]
    ]


def _share(value: float | None) -> str:
    return "-" if value is None else numbers.share(value)


def _standing_out(result: AuditResult) -> list[str]:
    said = []
    if result.defects:
        worst = result.defects[0]
        said.append(
            f"heaviest: {worst.category}, {worst.severity}: {worst.n:,} of "
            f"{result.counts.answers_wrong:,} wrong answers"
        )
    if result.confusions:
        top = result.confusions[0]
        said.append(
            f"most often: {shown_answer(top.given)} given where {shown_answer(top.right)} is right"
            f" ({top.n:,})"
        )
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
            f"reviewers: the same verdict on {row.n_same:,} of {row.n_rows:,} rows judged twice"
        )
    return said


def _without_rate(result: AuditResult) -> list[str]:
    counts = result.counts
    said = [f"{result.name}: no error rate: {result.refused[0].message}"]
    if counts.judged:
        said.append(
            f"{counts.judged:,} of {counts.rows:,} rows judged; {counts.answers_wrong:,} wrong "
            "answers found, which say nothing about the others"
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
    first = f"{result.name}: {counts.answers_wrong:,} of {counts.answers:,} answers to "
    said = [f"{first}{counts.items:,} items differ from {who}"]
    if rate is not None and result.against is Against.GOLD:
        text = numbers.estimate_text(rate.estimate, is_share=True, ascii_only=ascii_only)
        said.append(f"share that differs: {text}")
    said.append("these items were chosen, not drawn: this is no error rate of the batch")
    return said + _standing_out(result)


def _next(result: AuditResult) -> list[str]:
    batch = result.batch or "all"
    name = f'"{batch}"' if " " in batch else batch
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
    if result.counts.answers_wrong:
        return [f"next: annops defects log {name}, then annops rework {name}"]
    return ["next: annops report"]
