"""Guidelines as a section, as everyday lines, and a release as the notice to annotators."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from annops.core.document import Column, Kind, Section, Table
from annops.guideline.model import GuidelineList, Listed, PastAnswers, Released

STEPS = {
    "major": "past answers may be wrong under it",
    "minor": "it covers a case that was not covered",
    "patch": "only the wording changed",
}
"""What each step of a version means."""

_AFTER = {
    "major": "look at them again: they may be wrong now",
    "minor": "look again at those on the cases that are new",
    "patch": "they stay as they are: only the wording changed",
}


def moment(value: datetime | None, dash: str = "-") -> str:
    """Write a moment, the time of day only where it is not midnight; a dash for none."""
    if value is None:
        return dash
    midnight = (value.hour, value.minute, value.second) == (0, 0, 0)
    return value.strftime("%Y-%m-%d" if midnight else "%Y-%m-%d %H:%M UTC")


def sections(result: GuidelineList) -> tuple[Section, ...]:
    """Return one section with one row per guideline."""
    columns = (
        Column("guideline", "Guideline"), Column("version", "Version in force"),
        Column("since", "Since"), Column("next_version", "Next version"),
        Column("next_from", "From"), Column("status", "Status"),
        Column("n_rules", "Rules", Kind.COUNT), Column("file", "File"),
    )  # fmt: skip
    rows = tuple(_row(entry) for entry in result.guidelines)
    table = Table("guidelines", "Guidelines", columns, rows)
    return (Section("guidelines", "Guidelines", (table,)),)


def _row(entry: Listed, dash: str = "-") -> tuple[str | int, ...]:
    return (
        entry.guideline, entry.version or dash, moment(entry.since, dash),
        entry.next_version or dash, moment(entry.next_from, dash), entry.status, entry.n_rules,
        entry.file,
    )  # fmt: skip


def lines(result: GuidelineList) -> tuple[str, ...]:
    """Return one line per guideline, aligned, under a line of headings."""
    if not result.guidelines:
        return ("no guideline is in guidelines/ yet",)
    head = ("guideline", "in force", "since", "next", "from", "status", "rules", "file")
    table = [head, *(tuple(str(cell) for cell in _row(e)) for e in result.guidelines)]
    widths = [max(len(row[at]) for row in table) for at in range(len(head))]
    return tuple(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in table
    )


def csv(result: GuidelineList) -> str:
    """Return the table as CSV."""
    from annops.render.csv_ import guard

    keys = ("guideline", "version", "since", "next_version", "next_from", "status", "n_rules")
    rows = [(*keys, "file"), *(_row(entry, dash="") for entry in result.guidelines)]
    return "".join(",".join(_cell(guard(str(cell))) for cell in row) + "\n" for row in rows)


def _cell(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if any(s in text for s in ',"\n') else text


def release_lines(
    result: Released, past: PastAnswers | None, written: Sequence[str]
) -> Iterator[str]:
    """Give what a release does: the version, what was changed, past answers, the notice.

    Args:
        result: The release.
        past: Answers given before it takes effect; None where there are no exports yet.
        written: Files written.

    Yields:
        Lines for the coordinator, then the notice to annotators.
    """
    step = f" ({result.step}: {_claim(result)})" if result.step else ""
    since = moment(result.effective_from)
    yield f"{result.guideline} {result.version} is in force from {since}{step}"
    if result.rules is not None:
        yield f"since {result.replaced}: {result.rules}"
    if result.kept is not None:
        yield f"the text of {result.replaced} is kept in {result.kept}"
    yield from _past(result, past)
    if written:
        yield f"wrote {', '.join(written)}"
        yield "next: send the notice below to annotators, then `annops check`"
    yield ""
    yield "Notice to annotators:"
    yield from (f"  {line}" for line in notice(result))


def _claim(result: Released) -> str:
    """Say what the step means, as a claim where the rules that differ do not show it."""
    if result.step == "minor" and not _only_new(result):
        return "by its number no past answer becomes wrong"
    return STEPS[result.step or "patch"]


def _only_new(result: Released) -> bool:
    rules = result.rules
    return rules is not None and bool(rules.new) and not (rules.changed or rules.gone)


def _after(result: Released) -> str:
    """Say what becomes of past answers."""
    if result.step is None:
        return "this is the first version released"
    if result.step == "minor" and not _only_new(result):
        return "by the number they stay right; look again where that is not so"
    return _AFTER[result.step]


def _past(result: Released, past: PastAnswers | None) -> Iterator[str]:
    if past is None:
        return
    given = {name: n for name, n in past.by_question.items() if n}
    if given:
        by_question = ", ".join(f"{n:,} to {name}" for name, n in given.items())
        were = "was" if sum(given.values()) == 1 else "were"
        answers = f"{_answers(sum(given.values()))} {were} given before that"
        yield f"{answers} ({by_question}); {_after(result)}"
    if past.n_undated:
        say = "says" if past.n_undated == 1 else "say"
        yield f"{_answers(past.n_undated)} {say} neither time nor version"


def _answers(n: int) -> str:
    return "1 answer" if n == 1 else f"{n:,} answers"


def notice(result: Released) -> Iterator[str]:
    """Give the notice to annotators, to be sent as it is.

    Yields:
        Plain sentences.
    """
    name, since = result.guideline, moment(result.effective_from)
    yield f"From {since} please work by version {result.version} of the {name} guideline."
    rules = result.rules
    if rules is not None:
        named = (
            ("Changed", rules.changed), ("New", rules.new), ("No longer valid", rules.gone),
        )  # fmt: skip
        said = [f"{word}: {', '.join(ids)}." for word, ids in named if ids]
        if said:
            yield " ".join(said)
    if result.note is not None:
        yield f"What is new: {result.note.rstrip('.')}."
