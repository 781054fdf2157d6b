"""Words the findings about answers that are none: which text, how often, where first."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import polars as pl

from annops.core.finding import Code, Finding, Place, Severity
from annops.core.states import Reason
from annops.project.definition import Definition
from annops.tasks.question import Problem

if TYPE_CHECKING:
    from annops.workspace.load import LoadedFile

UNKNOWN_LABEL = Code(
    "ANS001",
    "label not in the question's set",
    Severity.WARNING,
    checks="Every label in an export is one of the question's labels in annops.yaml.",
    why="A misspelled label counted as its own class lowers agreement and hides a real one.",
    example="`postive` where the labels are `negative`, `neutral`, `positive`.",
    remedy="add the label to the question, or name it under `aliases:` with the label it means",
)
INVALID_VALUE = Code(
    "ANS002",
    "value is not an answer to the question",
    Severity.WARNING,
    checks="Every value of an export can be read by the type of its question.",
    why="A rating of 6 on a scale to 5, or text where a number stands, is not an answer.",
    example="`six` or `7` for a rating from 1 up to 5.",
    remedy="correct the scale in annops.yaml, or have the value corrected in the tool",
)
UNKNOWN_QUESTION = Code(
    "ANS003",
    "question not in the definition",
    Severity.WARNING,
    checks="Every question named in an export is a question of the definition.",
    why="Answers to a question nobody described cannot be read or measured.",
    example="The export has answers to `tone`; annops.yaml describes only `sentiment`.",
    remedy="describe the question under `questions:`, or map its name under the source's "
    "`questions:`",
)
UNSUPPORTED = Code(
    "ANS004",
    "answer type not supported",
    Severity.NOTE,
    checks="Which answers of an export are of a type annops cannot read yet.",
    why="They are counted and timed, and their content is left out of every figure.",
    example="`rectanglelabels` regions in a Label Studio export.",
    remedy="nothing to do; volumes and times include these records, agreement does not",
)
NO_ANNOTATOR = Code(
    "ANS005",
    "answer without annotator",
    Severity.WARNING,
    checks="Every answer names who gave it.",
    why="Without it neither agreement nor anything per person can be measured on the answer.",
    example="A blank cell in the annotator column, or an export that lacks the column.",
    remedy="export again with annotator ids, or name the column under `columns: {annotator: ...}`",
)
NO_ITEM = Code(
    "ANS006",
    "answer without item",
    Severity.WARNING,
    checks="Every answer names the item it is about.",
    why="Answers to one item can only be compared when they can be found.",
    example="A blank cell in the item column.",
    remedy="correct the export, or name the column under `columns: {item: ...}`",
)

REPEATED = Code(
    "ANS007",
    "one annotator answered twice",
    Severity.ERROR,
    checks="No annotator answers a question about an item twice, where the source says "
    "`duplicates: error`.",
    why="Which of the answers counts is not for annops to guess there, so none does.",
    example="Annotator `w7` answered item `0012` on Monday and again on Tuesday.",
    remedy="have one of the answers removed in the tool, or write `duplicates: last` or `first`",
)

_CODES: Mapping[Reason, Code] = {
    Reason.UNKNOWN_LABEL: UNKNOWN_LABEL,
    Reason.INVALID_VALUE: INVALID_VALUE,
    Reason.UNKNOWN_QUESTION: UNKNOWN_QUESTION,
    Reason.UNSUPPORTED_TYPE: UNSUPPORTED,
    Reason.NO_ANNOTATOR: NO_ANNOTATOR,
    Reason.NO_ITEM: NO_ITEM,
}
_MOST = 20


def problem_findings(
    frame: pl.DataFrame,
    problems: Mapping[tuple[str, str], Problem],
    files: Sequence["LoadedFile"],
    definition: Definition,
) -> list[Finding]:
    """Make one finding per file, question and text that is no answer, with count and first place.

    Args:
        frame: Rows with `problem`, `raw`, `question`, `file`, `record`.
        problems: What was expected instead, by question and raw text.
        files: The files read, for line numbers.
        definition: For the names of columns.
    """
    coded = pl.col("problem").is_in([str(reason) for reason in _CODES])
    keys = ["file", "question", "problem", "raw"]
    extra = ["unsupported"] if "unsupported" in frame.columns else []
    table = (
        frame.lazy()
        .filter(coded)
        .group_by([*keys, *extra])
        .agg(pl.len().alias("count"), pl.col("record").min())
        .with_columns(pl.col(*keys, *extra).cast(pl.String))
        .with_columns(_shown(extra))
        .group_by(keys)
        .agg(pl.col("count").sum(), pl.col("record").min())
        .sort(
            ["file", "problem", "question", "count", "raw"],
            descending=[False, False, False, True, False],
            nulls_last=True,
        )
        .collect()
    )
    lines = {file.name: file.answers.line_of for file in files}
    findings: list[Finding] = []
    for (file, reason), part in table.group_by(["file", "problem"], maintain_order=True):
        rows = part.rows(named=True)
        code = _CODES[Reason(str(reason))]
        for row in rows[:_MOST]:
            place = Place(str(file), lines[str(file)](row["record"]), None, row["record"])
            findings.append(_word(code, row, problems, place))
        if len(rows) > _MOST:
            more = sum(row["count"] for row in rows[_MOST:])
            text = f"{len(rows) - _MOST} more such texts on {more} answers are not listed"
            findings.append(code.at(Place(str(file)), text, count=more))
    del definition
    return findings


def _shown(extra: Sequence[str]) -> pl.Expr:
    """Show the unsupported type in place of the raw text; blank for reasons without a text."""
    raw = pl.col("raw")
    if extra:
        raw = (
            pl.when(pl.col("unsupported").is_not_null()).then(pl.col("unsupported")).otherwise(raw)
        )
    nameless = pl.col("problem").is_in([str(Reason.NO_ANNOTATOR), str(Reason.NO_ITEM),
                                        str(Reason.UNKNOWN_QUESTION)])  # fmt: skip
    return pl.when(nameless).then(None).otherwise(raw).alias("raw")


def _word(
    code: Code,
    row: Mapping[str, object],
    problems: Mapping[tuple[str, str], Problem],
    place: Place,
) -> Finding:
    question, raw, count = row["question"], row["raw"], int(str(row["count"]))
    times = "" if count == 1 else f" ({count} answers, here first)"
    problem = problems.get((str(question), str(raw)))
    about = "" if question is None else f"`{question}`: "
    if code is UNKNOWN_QUESTION:
        named = "no question is named" if question is None else f"question `{question}`"
        tail = "" if question is None else " is not in the definition"
        return code.at(place, f"{named}{tail}{times}", count=count)
    if code is UNSUPPORTED:
        text = f"{about}answers of type `{raw}` are counted, not compared{times}"
        return code.at(place, text, count=count)
    if problem is None:
        return code.at(place, f"{about}{code.title}{times}", count=count)
    shown = str(raw) if len(str(raw)) <= 60 else str(raw)[:57] + "..."
    noun = "label" if code is UNKNOWN_LABEL else "value"
    text = f"{noun} `{shown}` is no answer to `{question}`{times}"
    return code.at(place, text, f"{problem.expected}; {code.remedy}", count=count)


def repeat_findings(
    frame: pl.DataFrame, files: Sequence["LoadedFile"], definition: Definition
) -> list[Finding]:
    """Make one finding per file whose source refuses repeated answers and has some.

    Args:
        frame: Rows with `problem`, `item`, `annotator`, `file`, `source_index`, `record`, policies
            applied.
        files: The files read, for line numbers.
        definition: For the sources' policies.
    """
    strict = [i for i, source in enumerate(definition.sources) if source.duplicates == "error"]
    if not strict:
        return []
    repeated = frame.lazy().filter(
        pl.col("source_index").is_in(strict) & (pl.col("problem") == str(Reason.DUPLICATE))
    )
    texts = pl.col("file", "item", "annotator").cast(pl.String)
    table = (
        repeated.select(texts, "record")
        .group_by("file")
        .agg(pl.len().alias("n"), pl.all().sort_by("record").first())
        .sort("file")
        .collect()
    )
    lines = {file.name: file.answers.line_of for file in files}
    findings = []
    for row in table.iter_rows(named=True):
        place = Place(row["file"], lines[row["file"]](row["record"]), None, row["record"])
        said = f"annotator `{row['annotator']}` answered item `{row['item']}` more than once"
        times = f" ({row['n']} such answers, here first)"
        findings.append(REPEATED.at(place, said + times, count=row["n"]))
    return findings
