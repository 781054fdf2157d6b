"""Compares the definition with what the exports hold: breakdowns, locales, questions."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from annops.core.finding import Code, Finding, Severity, did_you_mean
from annops.project.definition import Definition
from annops.project.locales import canonical_locale
from annops.workspace.yaml_places import YamlText

if TYPE_CHECKING:
    from annops.workspace.load import LoadedFile

MOST_BYTES = 20_000_000
"""Files above this are not looked through for locales and questions; their columns still are."""
_MOST_NAMED = 5

NO_COLUMN = Code(
    id="CHK005",
    title="A breakdown that no source has a column for",
    severity=Severity.WARNING,
    checks="Whether each of `breakdowns` is a column of some source, or fixed for one.",
    why="Figures by it would be missing from every report without a word.",
    example="`breakdowns: [locale, vendor]` while no source says which column holds the vendor.",
    remedy="name the column in the source (`columns: {vendor: COLUMN}`), or what its records "
    "share (`fixed: {vendor: NAME}`), or take it out of `breakdowns`",
)
OTHER_LOCALE = Code(
    id="CHK006",
    title="Locales in the exports that the definition does not list",
    severity=Severity.WARNING,
    checks="Whether the locales met in the exports are those under `locales` (in files to 20 MB).",
    why="`en_us` beside `en-US` is counted as a locale of its own, or work came that nobody "
    "ordered.",
    example="`locales: [en-US, de-DE]` and records with `en_us` or `fr-FR`.",
    remedy="add them to `locales`, or have the export corrected",
)
NO_ANSWERS = Code(
    id="CHK007",
    title="A question without answers",
    severity=Severity.WARNING,
    checks="Whether each question has an answer in some export (in files to 20 MB).",
    why="A question that is mapped to the wrong column looks as if nobody had answered it.",
    example="`topics` is a question, and no source has `question: topics` or a column for it.",
    remedy="name it in a source: `question: NAME`, a column under `columns`, or a name under "
    "`questions`",
)


@dataclass(frozen=True, slots=True)
class Held:
    """What the exports hold.

    Attributes:
        columns: Fields and breakdowns that some file has.
        answers: Answers with a text, by question; None when a file was too large to look.
        locales: Records by locale, of the files looked through.
    """

    columns: frozenset[str]
    answers: Mapping[str, int] | None
    locales: Mapping[str, int]


def coverage_findings(
    root: Path, files: Sequence["LoadedFile"], definition: Definition, text: YamlText
) -> Iterator[Finding]:
    """Say which breakdowns, locales and questions of definition and exports do not meet.

    Yields:
        One finding per breakdown without column, locale not listed, question without answers.
    """
    held = _held(root, files)
    declared = isinstance(text.data, dict) and "breakdowns" in text.data
    for i, name in enumerate(definition.breakdowns if declared else ()):
        if name not in held.columns:
            message = f"`breakdowns[{i}]`: no source has a column for `{name}`"
            yield NO_COLUMN.at(text.place(("breakdowns", i)), message)
    yield from _locales(held.locales, definition, text)
    for name in definition.questions if held.answers is not None else ():
        if not (held.answers or {}).get(name):
            named = held.answers is not None and name in held.answers
            said = "every answer in the exports is empty" if named else "no source has answers"
            place = text.place(("questions", name), key=True)
            yield NO_ANSWERS.at(place, f"`questions.{name}`: {said}")


def _locales(met: Mapping[str, int], definition: Definition, text: YamlText) -> Iterator[Finding]:
    listed = definition.locales
    others = [locale for locale in sorted(met) if locale not in listed]
    if not listed or not others:
        return
    place = text.place(("locales",), key=True)
    for locale in others[:_MOST_NAMED]:
        form = canonical_locale(locale)
        near = form if form in listed else None
        hint = f"did you mean `{near}`?" if near else did_you_mean(locale, listed)
        message = f"`{locale}` is in the exports and not in `locales` ({met[locale]:,} answers)"
        yield OTHER_LOCALE.at(place, message, f"{hint}; {OTHER_LOCALE.remedy}")
    if len(others) > _MOST_NAMED:
        rest = others[_MOST_NAMED:]
        message = f"{len(rest)} more locales are in the exports and not in `locales`"
        yield OTHER_LOCALE.at(place, message)


def _held(root: Path, files: Sequence["LoadedFile"]) -> Held:
    columns: set[str] = set()
    answers: Counter[str] = Counter()
    locales: Counter[str] = Counter()
    whole = True
    for file in files:
        columns.update(file.answers.frame.collect_schema().names())
        if (root / file.name).stat().st_size > MOST_BYTES:
            whole = False
        else:
            _look(file, answers, locales)
    return Held(frozenset(columns), dict(answers) if whole else None, locales)


def _look(file: "LoadedFile", answers: Counter[str], locales: Counter[str]) -> None:
    """Add a file's answers by question and records by locale."""
    import polars as pl

    names = file.answers.frame.collect_schema().names()
    keys = [pl.col(name).cast(pl.String) for name in ("question", "locale") if name in names]
    given = pl.col("raw").is_not_null() if "raw" in names else pl.lit(False)
    if "unsupported" in names:
        given |= pl.col("unsupported").is_not_null()
    table = (
        file.answers.frame.select(*keys, given.alias("given"))
        .group_by([name for name in ("question", "locale") if name in names] or pl.lit(1))
        .agg(pl.col("given").sum(), pl.len().alias("n"))
        .collect()
    )
    for row in table.iter_rows(named=True):
        if row.get("question") is not None:
            answers[row["question"]] += int(row["given"])
        if row.get("locale") is not None:
            locales[row["locale"]] += int(row["n"])
