"""The everyday answer of `annops agree`: at most a dozen plain lines."""

from annops.agree.document import as_estimate, group_name, limit_text, use_text
from annops.agree.model import AgreementResult, EstimateRow, TargetRow
from annops.core.estimate import Outcome
from annops.measures.metrics import METRICS
from annops.render.numbers import estimate_text

_MOST_QUESTIONS = 4


def lines(result: AgreementResult) -> list[str]:
    """Return the figures, the outcome, what stands out, what was used, what to do next."""
    said = [*_figures(result), *_targets(result), *_standing_out(result)]
    said.append(use_text(result))
    if len(result.questions) == 1 and result.questions[0].metric:
        said.append(result.questions[0].why_metric)
    said.extend(text for note in result.questions for text in note.notes[:1])
    said.append("next: `annops agree --explain` for people, labels and items; `annops report`")
    return said


def _figures(result: AgreementResult) -> list[str]:
    said = []
    whole = [row for row in result.estimates if not row.breakdown]
    for note in result.questions[:_MOST_QUESTIONS]:
        for row in whole:
            if row.question == note.question and row.metric == (note.metric or row.metric):
                said.append(f"{row.question}: {METRICS[row.metric].title} {_shown(row)}")
                break
    if len(result.questions) > _MOST_QUESTIONS:
        said.append(f"... and {len(result.questions) - _MOST_QUESTIONS} more questions")
    return said


def _shown(row: EstimateRow | TargetRow) -> str:
    return estimate_text(as_estimate(row), is_share=METRICS[row.metric].share)


def _targets(result: AgreementResult) -> list[str]:
    if not result.targets:
        return []
    counts = {
        outcome: sum(row.outcome is outcome for row in result.targets) for outcome in Outcome
    }
    parts = [f"{n} {outcome.value}" for outcome, n in counts.items() if n]
    said = [f"targets: {', '.join(parts)}"]
    failed = [row for row in result.targets if row.outcome is Outcome.NOT_MET]
    failed.sort(key=lambda row: (row.value or 0.0, group_name(row.breakdown)))
    for row in failed[:2]:
        where = f"{row.question}, {group_name(row.breakdown)}"
        said.append(f"not met: {where}: {_shown(row)}; wanted {limit_text(row)}")
    unsure = [row for row in result.targets if row.more_items]
    if unsure:
        near = min(unsure, key=lambda row: (row.more_items or 0, group_name(row.breakdown)))
        where = f"{near.question}, {group_name(near.breakdown)}"
        said.append(f"cannot tell yet: {where}: about {near.more_items:,} more items would settle")
    return said


def _standing_out(result: AgreementResult) -> list[str]:
    said = [
        f"weak: {row.question}, {group_name(row.breakdown)}: {row.flag}"
        for row in result.estimates
        if row.flag
    ][:2]
    said += [
        f"stands out: {row.annotator} {row.flag} ({row.question})"
        for row in result.annotators
        if row.flag
    ][:2]
    said += [
        f"muddled: {row.question}, {row.first} / {row.second}: {row.flag}"
        for row in result.confusions
        if row.flag
    ][:2]
    return said
