"""The file that questions refer to holds the guideline of its name."""

from collections.abc import Iterator

from annops.core.finding import Code, Finding, Severity
from annops.guideline.model import Subject

CODE = Code(
    id="GDL022",
    title="A file of a guideline that says it is another one",
    severity=Severity.ERROR,
    checks="Whether guidelines/NAME.md says `guideline: NAME`, where a question or the release "
    "record names NAME.",
    why="Annotators open the file by its name; a text under another name is compared with no "
    "release, so that a change of it goes unnoticed.",
    example="`guideline: toone` in tone.md, or two guidelines whose files changed names.",
    remedy="write the name of the file after `guideline:`, or give the file its old name back",
)


def check(subject: Subject) -> Iterator[Finding]:
    """Hold the name in each text against the name of its file.

    Yields:
        One finding per file that says it is another guideline.
    """
    known = {governed.guideline for governed in subject.governed} | {*(subject.releases or {})}
    files = {f"guidelines/{name}.md": name for name in known}
    for text in subject.texts:
        name = files.get(text.file)
        if name is not None and name != text.guideline:
            message = f"`{text.file}` says that it is guideline `{text.guideline}`"
            yield CODE.at(text.place("guideline"), message)
