"""The everyday answer of `annops look`: at most a dozen plain lines."""

from annops.core.command_word import command_word
from annops.core.estimate import Estimate
from annops.core.wording import counted
from annops.render.numbers import count, estimate_text
from annops.render.plain import visible
from annops.sources.model import Figure, LookResult, QuestionSeen

_MOST_UNUSED = 6
_MOST_QUESTIONS, _MOST_ODDITIES, _MOST_LABELS, _WIDTH = 2, 3, 6, 160
_LAYOUTS = {
    "long": "one answer a record",
    "wide-questions": "one column a question",
    "wide-annotators": "one column an annotator",
}


def lines(result: LookResult) -> list[str]:
    """Return what the file is, what is in it, how far people agree, what is odd, what next."""
    said = [file_line(result), sizes_line(result), *_columns(result), *_places(result)]
    said += _unused(result)
    most = 1 if result.missing and result.unused else _MOST_QUESTIONS
    for question in result.questions[:most]:
        said += _question(question)
    if len(result.questions) > most:
        said.append(
            f"... and {counted(len(result.questions) - most, 'more question')}: --format md"
        )
    room = max(1, 11 - len(said) - min(1, len(result.missing)))
    said += [f"odd: {one.message}" for one in result.oddities[: min(_MOST_ODDITIES, room)]]
    said += [f"not known: {text}" for text in result.missing[:1]]
    if result.notes and len(said) < 11:
        said.append(f"note: {result.notes[0]}")
    file = "FILE" if result.file == "-" else command_word(result.file)
    said.append(f"next: `annops import {file}` in a project folder takes it in")
    return [_clipped(visible(line)) for line in said]


def _clipped(line: str) -> str:
    return line if len(line) <= _WIDTH else line[: _WIDTH - 3] + "..."


def file_line(result: LookResult) -> str:
    """Say what the file is and why."""
    layout = _LAYOUTS.get(result.layout or "", "")
    tail = f"; {layout}" if layout else ""
    header = "" if result.source.get("header", True) else ", no header"
    return f"{result.file}: {result.title}, {result.why}{header}{tail}"


def sizes_line(result: LookResult) -> str:
    """Say how much is in the file, and what of it cannot be used."""
    parts = [counted(result.records, "record")]
    if result.unreadable:
        parts.append(f"{count(result.unreadable)} unreadable")
    if result.answers is not None and result.answers != result.records:
        parts.append(counted(result.answers, "answer"))
    if result.items is not None:
        each = ""
        if result.per_item is not None:
            low, high = result.per_item
            span = counted(high, "annotator") if low == high else f"{low} to {high} annotators"
            each = f" ({span} each)"
        parts.append(counted(result.items, "item") + each)
    if result.people is not None:
        parts.append(counted(result.people, "annotator"))
    excluded = [f"{count(n)} {reason}" for reason, n in result.excluded.items()]
    tail = f"; not used: {', '.join(excluded)}" if excluded else ""
    return ", ".join(parts) + tail


def _columns(result: LookResult) -> list[str]:
    columns = result.source.get("columns") or {}
    parts = []
    for field, column in columns.items():
        if isinstance(column, dict):
            parts.append(f"{field} = {column['from']} to {column['to']}")
        elif isinstance(column, list):
            more = f" and {len(column) - 2} more" if len(column) > 2 else ""
            parts.append(f"{field} = {', '.join(column[:2])}{more}")
        else:
            parts.append(f"{field} = {column}")
    role = result.source.get("role")
    said = [f"role = {role}"] if role else []
    return [f"columns: {', '.join([*parts, *said])}"] if parts else []


def _unused(result: LookResult) -> list[str]:
    if not result.unused:
        return []
    more = len(result.unused) - _MOST_UNUSED
    tail = f" and {more:,} more" if more > 0 else ""
    return [f"columns not used: {', '.join(result.unused[:_MOST_UNUSED])}{tail}"]


def _places(result: LookResult) -> list[str]:
    said = []
    if result.first is not None and result.last is not None:
        said.append(f"from {result.first[:16]} to {result.last[:16]}".replace("T", " "))
    if result.locales:
        shown = ", ".join(f"{one.label} {count(one.n)}" for one in result.locales[:6])
        more = len(result.locales) - 6
        said.append(f"locales: {shown}" + (f" and {more} more" if more > 0 else ""))
    return ["; ".join(said)] if said else []


def _question(question: QuestionSeen) -> list[str]:
    shown = ", ".join(f"{one.label} {count(one.n)}" for one in question.labels[:_MOST_LABELS])
    more = question.n_labels - _MOST_LABELS
    tail = f" and {more:,} more" if question.labels and more > 0 else ""
    kind = (
        f"{question.question} ({question.type}, {counted(question.n_labels, 'different answer')})"
    )
    said = [f"{kind}: {shown}{tail}" if shown else kind]
    alpha = question.krippendorff_alpha
    if alpha is None or question.n_answers == 0:
        return said
    share = question.percent_agreement
    percent = (
        f"; same answer {_text(share, share=True)}" if share and share.value is not None else ""
    )
    said.append(f"  agreement: Krippendorff alpha {_text(alpha, share=False)}{percent}")
    return said


def _text(figure: Figure, *, share: bool) -> str:
    return estimate_text(figure_estimate(figure), is_share=share, ascii_only=True)


def figure_estimate(figure: Figure) -> Estimate:
    """Return a figure as the estimate it is, to be shown."""
    return Estimate(
        figure.value, figure.low, figure.high, figure.n_items, "items", figure.method,
        why_undefined=figure.why_undefined,
    )  # fmt: skip
