"""What a source entry says that cannot hold: unknown fields and questions, escaping paths."""

from collections.abc import Iterator
from pathlib import PurePosixPath, PureWindowsPath

from annops.core.finding import Code, Severity, did_you_mean
from annops.project.columns import ANNOTATORS, canonical_name, known_names
from annops.project.complaint import CONTRADICTION, Complaint, Loc, path_text
from annops.project.definition import Definition
from annops.project.source import ALIASES, Source

UNKNOWN_FIELD = Code(
    id="DEF012",
    title="A field that does not exist",
    severity=Severity.ERROR,
    checks="Whether each key of `columns` and `fixed` is a field, a question or a breakdown.",
    why="The column named there would be read as nothing, and its data lost.",
    example="`columns: {anotator: worker}`.",
    remedy="write a field (item, annotator, answer ...), a question or a breakdown on the left, "
    "and the file's own column on the right",
)
TWICE = Code(
    id="DEF013",
    title="The same field given twice",
    severity=Severity.ERROR,
    checks="Whether two keys of `columns` mean the same field.",
    why="Only one column can be the annotator; which one is not for annops to guess.",
    example="`columns: {annotator: id, worker: name}`; `worker` is another word for `annotator`.",
    remedy="keep one of the two",
)
ESCAPES = Code(
    id="DEF018",
    title="A path that leaves the project folder",
    severity=Severity.ERROR,
    checks="Whether every path is relative and stays inside the project folder.",
    why="A project must work on every computer, and a file from elsewhere must not reach others.",
    example="`path: ../other/export.csv`, or `path: C:\\exports\\a.csv`.",
    remedy="copy the file into the folder, as `annops import FILE` does, and name it from there",
)

RECORD = "record"
"""Word that stands for the number of the record in place of a column."""


def source_complaints(definition: Definition, unknown_question: Code) -> Iterator[Complaint]:
    """Yield what is wrong in `sources` and `items`."""
    for i, source in enumerate(definition.sources):
        loc: Loc = ("sources", i)
        yield from _path(source.path, (*loc, "path"))
        yield from _fields(definition, source, loc)
        yield from _named_questions(definition, source, loc, unknown_question)
        yield from _question_is_known(definition, source, loc)
        yield from _positions(source, loc)
    for i, source in enumerate(definition.items):
        yield from _path(source.path, ("items", i, "path"))
        yield from _fields(definition, source, ("items", i))
        yield from _positions(source, ("items", i))
    for name, question in definition.questions.items():
        if question.guideline is not None and _not_a_name(question.guideline):
            loc = ("questions", name, "guideline")
            message = f"`{path_text(loc)}`: `{question.guideline}` is not a plain name"
            hint = "write the name of guidelines/NAME.md without folder and ending"
            yield Complaint(ESCAPES, loc, message, hint)


def _not_a_name(text: str) -> bool:
    return not text or text.startswith(".") or any(sign in text for sign in '/\\:*?"<>|')


def _path(path: str, loc: Loc) -> Iterator[Complaint]:
    windows = PureWindowsPath(path)
    if windows.drive or windows.root or PurePosixPath(path).is_absolute() or path.startswith("~"):
        message = f"`{path_text(loc)}`: `{path}` is not relative to the project folder"
        yield Complaint(ESCAPES, loc, message)
    elif ".." in windows.parts:
        message = f"`{path_text(loc)}`: `{path}` leaves the project folder"
        yield Complaint(ESCAPES, loc, message)
    elif "\\" in path:
        message = f"`{path_text(loc)}`: `{path}` is written with `\\`"
        forward = path.replace("\\", "/")
        yield Complaint(ESCAPES, loc, message, f"write `{forward}`; it works on Windows too")
    elif not windows.parts or not path.strip() or "\0" in path:
        yield Complaint(CONTRADICTION, loc, f"`{path_text(loc)}`: `{path}` names no file")
    elif any("**" in part and part != "**" for part in windows.parts):
        message = f"`{path_text(loc)}`: `{path}` has `**` beside other signs"
        yield Complaint(CONTRADICTION, loc, message, "write `**` alone between two `/`, or `*`")


def _fields(definition: Definition, source: Source, loc: Loc) -> Iterator[Complaint]:
    known = known_names(definition)
    for part, keys in (("columns", source.columns), ("fixed", source.fixed)):
        seen: dict[str, str] = {}
        for key in keys:
            here = (*loc, part, key)
            name = canonical_name(key, definition)
            if name not in known:
                message = f"`{path_text(here)}`: `{key}` is no field, question or breakdown"
                hint = did_you_mean(key, (*known, *ALIASES))
                yield Complaint(UNKNOWN_FIELD, here, message, hint, key=True)
            elif name in seen:
                message = f"`{path_text(here)}`: `{key}` and `{seen[name]}` both mean `{name}`"
                yield Complaint(TWICE, here, message, key=True)
            seen.setdefault(name, key)


def _named_questions(
    definition: Definition, source: Source, loc: Loc, code: Code
) -> Iterator[Complaint]:
    named: list[tuple[Loc, str]] = [
        ((*loc, "questions", name), question) for name, question in source.questions.items()
    ]
    if source.question is not None:
        named.append(((*loc, "question"), source.question))
    for here, question in named:
        if question not in definition.questions:
            message = f"`{path_text(here)}`: `{question}` is not a question"
            known = definition.questions
            hint = did_you_mean(question, known) if known else None
            yield Complaint(code, here, message, hint)


def _question_is_known(definition: Definition, source: Source, loc: Loc) -> Iterator[Complaint]:
    # A column of answers must say which question they belong to, one way or the other.
    if not source.columns or source.question is not None or source.questions:
        return
    fields = {canonical_name(key, definition) for key in source.columns}
    text = path_text(loc)
    if source.layout == "wide-questions":
        if not set(source.columns) & set(definition.questions):
            message = f"`{text}.columns` names no question as a column"
            yield Complaint(CONTRADICTION, (*loc, "columns"), message, "add `QUESTION: COLUMN`")
    elif "answer" in fields and "question" not in fields and len(definition.questions) > 1:
        message = f"`{text}` does not say which question its answers belong to"
        hint = "add `question: NAME`, or `question: COLUMN` under `columns`; questions: "
        yield Complaint(CONTRADICTION, loc, message, hint + ", ".join(definition.questions))


def _positions(source: Source, loc: Loc) -> Iterator[Complaint]:
    if source.header:
        return  # without a header columns are positions from 1
    for key, column in source.columns.items():
        here = (*loc, "columns", key)
        names = (column,) if isinstance(column, str) else column
        if not isinstance(names, tuple) or (key == ANNOTATORS and names == ("rest",)):
            continue
        for name in names:
            if name != RECORD and not (name.isascii() and name.isdigit() and int(name) >= 1):
                message = f"`{path_text(here)}`: without a header `{name}` is not a position"
                yield Complaint(CONTRADICTION, here, message, "write 1 for the first column")
