"""Each guideline that a question names has its text."""

from collections.abc import Iterator

from annops.core.finding import Code, Finding, Severity
from annops.guideline.model import Subject

CODE = Code(
    id="CHK002",
    title="A guideline without a file",
    severity=Severity.WARNING,
    checks="Whether each guideline a question names has its file, guidelines/NAME.md. With "
    "`--since`: whether it has, if it had one then.",
    why="Nobody can look up which rules the answers were given under.",
    example="`guideline: tone` without guidelines/tone.md.",
    remedy="write the guideline, or correct the name",
)


def check(subject: Subject) -> Iterator[Finding]:
    """Look for the file of each guideline that is named.

    Yields:
        One finding per question whose guideline has no file.
    """
    before = None
    if subject.before is not None:
        before = {text.guideline for text in subject.before.texts}
    for governed in subject.governed:
        name = governed.guideline
        if f"guidelines/{name}.md" not in subject.files and (before is None or name in before):
            where = f"questions.{governed.question}.guideline"
            yield CODE.at(governed.named, f"`{where}`: there is no guidelines/{name}.md")
