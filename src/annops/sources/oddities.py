"""What is odd about a file's answers: repeats, spellings, blanks, times, one busy person."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import polars as pl

from annops.core.finding import Finding, Severity
from annops.core.ledger import FileLedger
from annops.core.wording import counted
from annops.sources.model import Oddity
from annops.sources.spelling import is_nothing

_IDLE = 3600.0
_POWER = re.compile(r"\d(\.\d+)?[eE]\+\d+")
_TOLD_ELSEWHERE = {"ANS003", "TIM002", "ANS004", "ANS005", "ANS006", "TIM012", "TIM001"}
_WEIGHTS = {Severity.ERROR: 70, Severity.WARNING: 50, Severity.NOTE: 15}
_SPECIAL = {"FMT112": 75, "TIM003": 65, "FMT103": 60, "LAY009": 80, "ANS001": 40}


@dataclass(frozen=True, slots=True)
class Evidence:
    """What oddities are looked for in.

    Attributes:
        rows: Answers with `raw` and the columns of annotations; None when they are not known.
        ledger: Records of the file; None when they are not known.
        findings: What was met while reading.
        told: Oddities met while the file was made sense of.
    """

    rows: pl.DataFrame | None
    ledger: FileLedger | None
    findings: Sequence[Finding]
    told: Sequence[str] = ()


def oddities(evidence: Evidence) -> tuple[Oddity, ...]:
    """Return what is odd, what matters most first."""
    found = [*_of_findings(evidence.findings)]
    found += [Oddity(weight=82, message=text) for text in evidence.told]
    if evidence.ledger is not None and evidence.ledger.unreadable:
        n = len(evidence.ledger.unreadable)
        text = f"{n:,} of {evidence.ledger.read:,} records cannot be read"
        found.append(Oddity(weight=90, message=text, count=n))
    if evidence.rows is not None and evidence.rows.height:
        found += [oddity for check in _CHECKS for oddity in check(evidence.rows)]
    return tuple(sorted(found, key=lambda one: (-one.weight, -one.count, one.message)))


def _of_findings(findings: Sequence[Finding]) -> Iterator[Oddity]:
    by_code: dict[str, list[Finding]] = {}
    for finding in findings:
        if finding.code not in _TOLD_ELSEWHERE:
            by_code.setdefault(finding.code, []).append(finding)
    for code, met in by_code.items():
        more = f" (and {len(met) - 1} more alike)" if len(met) > 1 else ""
        count = sum(finding.count for finding in met)
        weight = _SPECIAL.get(code, _WEIGHTS[met[0].severity])
        yield Oddity(weight=weight, message=met[0].message + more, count=count, code=code)


def _repeats(rows: pl.DataFrame) -> Iterator[Oddity]:
    """Report people who answered the same question about the same item several times.

    Yields:
        At most one oddity.
    """
    mine = rows.filter((pl.col("role") == "annotator") & (pl.col("status") == "submitted"))
    mine = mine.drop_nulls(["item", "annotator"])
    each = mine.group_by("item", "annotator", "question").agg(
        pl.col("record").n_unique().alias("n"),
        pl.col("answer").drop_nulls().n_unique().alias("answers"),
    )
    pairs = each.filter(pl.col("n") > 1).group_by("item", "annotator").agg(pl.col("answers").max())
    if pairs.height:
        text = f"{counted(pairs.height, 'time')} one person answered an item more than once"
        if pairs.filter(pl.col("answers") > 0).height:
            unlike = pairs.filter(pl.col("answers") > 1).height
            text += f", {counted(unlike, 'time')} differently"
        yield Oddity(weight=80, message=text, count=pairs.height)


def _blanks(rows: pl.DataFrame) -> Iterator[Oddity]:
    mine = rows.filter(pl.col("role") == "annotator").unique(["file", "record"])
    for column, noun in (("annotator", "annotator"), ("item", "item")):
        n = mine[column].null_count() + _blank_texts(mine, column)
        if 0 < n < mine.height:
            text = f"{counted(n, 'record')} without {noun}"
            yield Oddity(weight=85, message=text, count=n)
    if mine.height and mine["annotator"].null_count() == mine.height:
        text = "nobody is named as annotator, so agreement cannot be had"
        yield Oddity(weight=95, message=text, count=mine.height)


def _blank_texts(rows: pl.DataFrame, column: str) -> int:
    texts = rows.select(pl.col(column).cast(pl.String).str.strip_chars().str.len_bytes() == 0)
    return int(texts.to_series().fill_null(value=False).sum())


def _spellings(rows: pl.DataFrame) -> Iterator[Oddity]:
    """Report labels and people whose spellings differ by case and blanks only.

    Yields:
        One oddity for each such text.
    """
    labels = rows.filter(pl.col("answer").is_not_null() & ~_is_long(pl.col("raw")))
    for column, frame, noun in (("raw", labels, "answer"), ("annotator", rows, "annotator")):
        counts = frame[column].cast(pl.String).drop_nulls().value_counts(name="n").sort(column)
        if counts.height > 2000:
            continue
        forms: dict[str, list[tuple[str, int]]] = {}
        for text, n in counts.iter_rows():
            forms.setdefault(" ".join(text.casefold().split()), []).append((text, n))
        for same in forms.values():
            if len(same) > 1:
                shown = " and ".join(f"`{text}` ({n:,})" for text, n in same[:3])
                fewer = sum(n for _, n in same) - max(n for _, n in same)
                text = f"{noun} spelled in {len(same)} ways: {shown}"
                yield Oddity(weight=78, message=text, count=fewer)


def _is_long(column: pl.Expr) -> pl.Expr:
    return column.cast(pl.String).str.len_bytes() > 60


def _nothings(rows: pl.DataFrame) -> Iterator[Oddity]:
    """Report answers that may stand for no answer.

    Yields:
        At most one oddity.
    """
    counts = rows["raw"].cast(pl.String).drop_nulls().value_counts(name="n").sort("raw")
    met = [(text, n) for text, n in counts.iter_rows() if len(text) < 12 and is_nothing(text)]
    if met:
        shown = ", ".join(f"`{text}` ({n:,})" for text, n in met[:3])
        n_met = sum(n for _, n in met)
        text = f"answers that may mean none: {shown}; if so, list them under `null:`"
        yield Oddity(weight=25, message=text, count=n_met)


def _times(rows: pl.DataFrame) -> Iterator[Oddity]:
    if "seconds" not in rows.columns:
        return
    seconds = rows.unique(["file", "record"])["seconds"].drop_nulls()
    idle = seconds.filter(seconds > _IDLE)
    if len(idle):
        most = float(str(idle.max())) / 3600
        n = counted(len(idle), "time")
        text = f"{n} spent above an hour, up to {most:,.1f} h: idle"
        yield Oddity(weight=55, message=text, count=len(idle))
    if len(seconds) >= 10 and seconds.n_unique() == 1:
        text = f"every time spent is {float(str(seconds[0])):g} s"
        yield Oddity(weight=58, message=text, count=len(seconds))


def _ids(rows: pl.DataFrame) -> Iterator[Oddity]:
    """Report ids that a spreadsheet has spoiled: powers of ten, leading zeros lost.

    Yields:
        At most one oddity of each kind and column.
    """
    for column in ("item", "annotator"):
        ids = rows[column].cast(pl.String).drop_nulls().unique()
        powers = ids.filter(ids.str.contains(_POWER.pattern + "$"))
        if len(powers):
            text = (
                f"{counted(len(powers), 'id')} of {column}s as `{powers.sort()[0]}`: digits lost"
            )
            yield Oddity(weight=88, message=text, count=len(powers))
        lost = _shortened(ids) if column == "item" else 0
        if lost:
            text = f"{counted(lost, 'id')} of {column}s shorter than the rest: leading zeros lost?"
            yield Oddity(weight=35, message=text, count=lost)


def _shortened(ids: pl.Series) -> int:
    """Count numeric ids that are shorter than nearly all, where ids are no running numbers."""
    if len(ids) < 20 or not bool(ids.str.contains(r"^\d{1,15}$").all()):
        return 0
    lengths = ids.str.len_chars()
    usual = int(str(lengths.max()))
    short = int((lengths < usual).sum())
    numbers = ids.cast(pl.Int64)
    span = int(str(numbers.max())) - int(str(numbers.min())) + 1
    few = 0 < short <= 0.15 * len(ids) and usual >= 5
    return short if few and len(ids) < 0.01 * span else 0


def _one_person(rows: pl.DataFrame) -> Iterator[Oddity]:
    mine = rows.filter(pl.col("role") == "annotator")["annotator"].drop_nulls().cast(pl.String)
    counts = mine.value_counts(name="n", sort=True)
    if counts.height >= 3 and counts["n"][0] > 0.5 * len(mine):
        share = counts["n"][0] / len(mine)
        text = f"`{counts['annotator'][0]}` gave {share:.0%} of all answers"
        yield Oddity(weight=30, message=text, count=int(counts["n"][0]))


_CHECKS: tuple[Callable[[pl.DataFrame], Iterator[Oddity]], ...] = (
    _repeats, _blanks, _spellings, _nothings, _times, _ids, _one_person,
)  # fmt: skip
