"""The labels of the definition are those the guideline explains."""

from collections.abc import Iterator

from annops.core.finding import Code, Finding, Place, Severity, did_you_mean
from annops.core.guideline import GuidelineText, Term
from annops.guideline.model import Governed, Subject

CODE = Code(
    id="GDL014",
    title="Labels that definition and guideline do not share",
    severity=Severity.WARNING,
    checks="Whether the labels of a question are those of guidelines/NAME.md. These are `labels` "
    "in its first lines: `labels: {QUESTION: [LABEL, LABEL]}`, or a plain list where it governs "
    "one question. Without it, lists whose entries begin with a label in backticks are read so; a "
    "guideline with neither is left alone.",
    why="Annotators would have to choose a label that nobody explained, or miss one.",
    example="`labels: [good, bad, mixed]` in annops.yaml and a guideline on `good` and `bad`.",
    remedy="explain the label in the guideline and release it, or correct the definition",
)


def check(subject: Subject) -> Iterator[Finding]:
    """Compare both ways, for each question with labels and a guideline that names some.

    Yields:
        One finding per label that only one side has.
    """
    for text in subject.current():
        governed = [g for g in subject.governed if g.guideline == text.guideline and g.labels]
        if governed and text.labels is not None:
            yield from _stated(text, governed)
        elif governed:
            yield from _listed(text, governed)


def _stated(text: GuidelineText, governed: list[Governed]) -> Iterator[Finding]:
    labels = text.labels or {}
    place = text.place("labels")
    names = {question.question for question in governed}
    for question in governed:
        plain = labels.get("") if len(governed) == 1 else None
        said = labels.get(question.question, plain)
        if said is None:
            continue
        yield from _missing(question, set(said), text)
        for label in (label for label in said if label not in question.labels):
            yield _unknown(label, question.question, question.labels, place)
    for name in labels:
        if name and name not in names:
            message = f"`labels` names `{name}`, which is no question with this guideline"
            yield CODE.at(place, message, did_you_mean(name, sorted(names)))


def _listed(text: GuidelineText, governed: list[Governed]) -> Iterator[Finding]:
    lists: dict[int, list[Term]] = {}
    for term in text.body.terms:
        if term.listed is not None:
            lists.setdefault(term.listed, []).append(term)
    words = {term.word for term in text.body.terms}
    every = [label for question in governed for label in question.labels]
    for terms in lists.values():
        mine = [g for g in governed if any(term.word in g.labels for term in terms)]
        for term in terms if mine else ():
            if term.word not in every:
                names = ", ".join(question.question for question in mine)
                place = Place(text.file, term.line, term.column)
                yield _unknown(term.word, names, mine[0].labels, place)
        for question in mine:
            yield from _missing(question, words, text)


def _missing(question: Governed, said: set[str], text: GuidelineText) -> Iterator[Finding]:
    for label in question.labels:
        if label not in said:
            message = f"`{label}` of question `{question.question}` is not in {text.file}"
            yield CODE.at(question.place, message)


def _unknown(word: str, question: str, labels: tuple[str, ...], place: Place) -> Finding:
    message = f"`{word}` is no label of question `{question}`"
    return CODE.at(place, message, f"{did_you_mean(word, labels)}; {CODE.remedy}")
