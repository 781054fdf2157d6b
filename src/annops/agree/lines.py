"""The everyday answer of `annops agree`: at most a dozen plain lines."""

from annops.agree.document import as_estimate, group_name, limit_text, unanswered, use_text
from annops.agree.model import AgreementResult, EstimateRow, TargetRow
from annops.core.estimate import Outcome
from annops.measures.metrics import METRICS
from annops.render.numbers import estimate_text

MOST_LINES = 12
NEXT = "next: `annops agree --explain` for people, labels and items; `annops report`"
_MOST_QUESTIONS = 4


def lines(result: AgreementResult, *, ascii_only: bool = False) -> list[str]:
    """Return the figures, the outcome, what stands out, what was used, what to do next.

    At most a dozen lines: where more stands out, one of each kind is said before a second one.

    Args:
        result: The figures.
        ascii_only: Whether our own signs are ASCII; words of the data stay as they are.
    """
    said = [*_figures(result, ascii_only=ascii_only), *_targets(result, ascii_only=ascii_only)]
    told = [use_text(result), NEXT]
    out = _standing_out(result, MOST_LINES - len(said) - len(told))
    notes = _notes(result)[: MOST_LINES - len(said) - len(told) - len(out)]
    return [*said, *out, told[0], *notes, told[1]]


def ending(result: AgreementResult) -> list[str]:
    """Return the lines below tables: questions nobody answered, what was used, what to do next."""
    none = sorted(unanswered(result))
    return [*(f"{question}: no answers" for question in none), use_text(result), NEXT]


def _notes(result: AgreementResult) -> list[str]:
    none = unanswered(result)
    said = [n.why_metric for n in result.questions if n.metric and n.question not in none]
    texts = [n.notes[0] for n in result.questions if n.notes and n.question not in none]
    return [*(said if len(result.questions) == 1 else ()), *texts]


def _figures(result: AgreementResult, *, ascii_only: bool) -> list[str]:
    said = []
    none = unanswered(result)
    whole = [row for row in result.estimates if not row.breakdown]
    for note in result.questions[:_MOST_QUESTIONS]:
        mine = [r for r in whole if r.question == note.question]
        row = next((r for r in mine if r.metric == (note.metric or r.metric)), None)
        if note.question in none:
            said.append(f"{note.question}: no answers")
        elif row is not None:
            title = METRICS[row.metric].title
            said.append(f"{row.question}: {title} {_shown(row, ascii_only=ascii_only)}")
    if len(result.questions) > _MOST_QUESTIONS:
        said.append(f"... and {len(result.questions) - _MOST_QUESTIONS} more questions")
    return said


def _shown(row: EstimateRow | TargetRow, *, ascii_only: bool) -> str:
    is_share = METRICS[row.metric].share
    return estimate_text(as_estimate(row), is_share=is_share, ascii_only=ascii_only)


def _targets(result: AgreementResult, *, ascii_only: bool) -> list[str]:
    if not result.targets:
        return []
    counts = {
        outcome: sum(row.outcome is outcome for row in result.targets) for outcome in Outcome
    }
    parts = [f"{n} {outcome.value}" for outcome, n in counts.items() if n]
    said = [f"targets: {', '.join(parts)}"]
    failed = [row for row in result.targets if row.outcome is Outcome.NOT_MET]
    failed.sort(key=lambda row: (row.value or 0.0, group_name(row.breakdown)))
    said += [
        f"not met: {_where(row)}: {_shown(row, ascii_only=ascii_only)}; wanted {limit_text(row)}"
        for row in failed[:2]
    ]
    unsure = [row for row in result.targets if row.more_items]
    if unsure:
        near = min(unsure, key=_how_far)
        said.append(f"cannot tell yet: {_where(near)}: {_settling(near)}")
    return said


def _how_far(row: TargetRow) -> tuple[bool, int, str]:
    return row.realistic_items is None, row.more_items or 0, group_name(row.breakdown)


def _settling(row: TargetRow) -> str:
    if row.more_items is None and row.why:
        return row.why
    if row.realistic_items is None:
        return "no realistic number of items would settle, the result is too near the target"
    items = "item" if row.realistic_items == 1 else "items"
    return f"about {row.realistic_items:,} more {items} would settle"


def _where(row: EstimateRow | TargetRow) -> str:
    return ", ".join((row.question, *row.breakdown.values()))


def _standing_out(result: AgreementResult, room: int) -> list[str]:
    weak = [f"weak: {_where(row)}: {row.flag}" for row in result.estimates if row.flag]
    people = [
        f"stands out: annotator {row.annotator} {row.flag} ({row.question})"
        for row in result.annotators
        if row.flag
    ]
    muddled = [
        f"mixed up: {row.question}, {row.first} / {row.second}: {row.flag}"
        for row in result.confusions
        if row.flag
    ]
    kinds = (weak, people, muddled)
    chosen = [line for at in range(2) for kind in kinds for line in kind[at : at + 1]][:room]
    return [line for kind in kinds for line in kind if line in chosen]
