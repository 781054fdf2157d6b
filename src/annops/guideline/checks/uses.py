"""Answers name the version that was in force."""

from collections.abc import Iterator

from annops.core.finding import Code, Finding, Severity, did_you_mean
from annops.guideline.model import Governed, Subject, Use
from annops.guideline.versions import named_version, spans

CODE = Code(
    id="GDL015",
    title="Answers given under a guideline version that was not in force",
    severity=Severity.WARNING,
    checks="Whether the version that an export's guideline column names exists, is no draft, and "
    "was in force when the answer was given. Of answers without time only the name is judged.",
    why="They may follow rules that did not hold, and distort figures before and after a change.",
    example="Answers of 2026-11-20 that name 1.0, though 1.1 took effect on 2026-11-09.",
    remedy="have those annotators shown the version in force; look at their answers again",
)


def check(subject: Subject) -> Iterator[Finding]:
    """Judge each version that answers name.

    Yields:
        One finding per question and version named wrongly.
    """
    governed = {g.question: g for g in subject.governed if g.guideline in subject.names()}
    for use in subject.uses:
        if use.question in governed:
            yield from _judge(subject, governed[use.question], use)


def _judge(subject: Subject, governed: Governed, use: Use) -> Iterator[Finding]:
    known = spans(subject.of(governed.guideline), (subject.releases or {}).get(governed.guideline))
    key = named_version(use.version, governed.guideline)
    of = f"to `{use.question}` under guideline version `{use.version}`"
    match = next((span for span in known if span.key == key), None)
    if match is None:
        hint = f"{did_you_mean(use.version, [s.version for s in known])}; {CODE.remedy}"
        message = f"{_answers(use.n)} {of}, which `{governed.guideline}` does not have"
        yield CODE.at(use.first, message, hint, count=use.n)
    elif match.is_draft:
        hint = f"release it: `annops guideline release {governed.guideline} {match.version}`"
        yield CODE.at(use.first, f"{_answers(use.n)} {of}, which is a draft", hint, count=use.n)
    elif use.outside is not None:
        n, place = use.outside
        until = f" to {match.until:%Y-%m-%d %H:%M}" if match.until else ""
        message = (
            f"{_answers(n)} {of} when it was not in force "
            f"(from {match.since:%Y-%m-%d %H:%M}{until} UTC)"
        )
        yield CODE.at(place, message, count=n)


def _answers(n: int) -> str:
    return "1 answer" if n == 1 else f"{n:,} answers"
