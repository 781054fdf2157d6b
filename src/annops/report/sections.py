"""The sections of a weekly report, each from the numbers of one of its parts."""

from collections.abc import Iterator, Sequence
from zoneinfo import ZoneInfo

from annops.agree.document import as_estimate, group_name, method_section
from annops.agree.model import TargetRow
from annops.core.document import (
    Block,
    Column,
    Findings,
    Kind,
    Metric,
    Paragraph,
    Section,
    Table,
)
from annops.core.estimate import Bound, Outcome
from annops.core.finding import Finding, Place, Severity
from annops.core.wording import counted
from annops.measures.metrics import METRICS
from annops.report.drops import METHOD as DROP_METHOD
from annops.report.model import Rating, WeeklyResult
from annops.report.rating import DATA
from annops.report.volumes import done_sentence, pace_sentences
from annops.volumes.document import idle_note

SHOWN_OF_HASH = 16
RATING_SIGNS = {Rating.RED: "✗", Rating.AMBER: "?", Rating.GREEN: "✓", Rating.GREY: "\N{EN DASH}"}


def rating_text(rating: Rating) -> str:
    """Write a rating as symbol and words, so that it never rests on colour."""
    return f"{RATING_SIGNS[rating]} {rating.value}"


def summary_section(result: WeeklyResult) -> Section:
    """Return the overall rating with its reason, and each side of the project."""
    table = Table(
        "dimensions", "How each side of the project stands",
        (Column("name", "Side"), Column("rating", "Rating"), Column("reason", "Reason")),
        tuple((d.name, rating_text(d.rating), d.reason) for d in result.dimensions),
        note="The overall rating is the worst of the rated sides; that records were read never "
        "makes a project green.",
    )  # fmt: skip
    worst = next((d.name for d in result.dimensions if d.rating is result.rating), None)
    because = f", because of {worst}" if worst and result.rating is not Rating.GREEN else ""
    if result.rating is Rating.GREY:
        because = f", because {result.reason}"
    overall = Paragraph(f"Overall {rating_text(result.rating)}{because}.")
    volumes = result.volumes
    done = done_sentence(volumes.delivery, volumes.total.judgments)
    said = Paragraph(f"{done} {pace_sentences(result.pace)}")
    blocks = (overall, said, *_silence(result), table, *_metrics(result.targets))
    return Section("summary", "Summary", blocks)


def _metrics(targets: Sequence[TargetRow]) -> Iterator[Metric | Paragraph]:
    """Show every target that is not met and every one of all answers; count the others.

    Yields:
        A metric a target, the ones not met first, then a sentence on the rest.
    """
    failed = [row for row in targets if row.outcome is Outcome.NOT_MET]
    failed.sort(key=lambda row: (row.value or 0.0, row.question, group_name(row.breakdown)))
    whole = [r for r in targets if not r.breakdown and r.outcome is not Outcome.NOT_MET]
    for place, row in enumerate((*failed, *whole)):
        yield _metric(row, place)
    rest = [r for r in targets if r.breakdown and r.outcome is not Outcome.NOT_MET]
    if rest:
        counts = [(kind, sum(row.outcome is kind for row in rest)) for kind in Outcome]
        said = ", ".join(f"{n:,} {kind.value}" for kind, n in counts if n)
        yield Paragraph(f"Not shown here: {counted(len(rest), 'target')} by place ({said}).")


def _silence(result: WeeklyResult) -> Iterator[Paragraph]:
    if result.this_week.loaded == 0:
        yield Paragraph(sentence(silence_text(result)))


def silence_text(result: WeeklyResult) -> str:
    """Say that the week has no answer, and which the last week with one is, no full stop."""
    said = f"no answer was submitted in {result.week}"
    if result.cut_off is None:
        timed = result.agreement.inputs.loaded > 0
        return f"{said}; {'no answer has a time' if timed else 'nor before it'}"
    last = result.cut_off.astimezone(ZoneInfo(result.zone)).date()
    year, number, _ = last.isocalendar()
    said += f"; the last one on {last}"
    shown = "" if result.audience == "client" else f": `annops report --week {year}-W{number:02d}`"
    return said + shown


def sentence(text: str) -> str:
    """Turn a clause into a sentence."""
    return f"{text[:1].upper()}{text[1:]}."


def _metric(row: TargetRow, place: int) -> Metric:
    page = METRICS[row.metric]
    label = page.title if row.question == "all" else f"{page.title}, {row.question}"
    label += "".join(f", {name} {value}" for name, value in row.breakdown.items())
    number = f"_{place + 1}" if row.breakdown else ""
    return Metric(
        f"target_{row.metric}_{row.question}{number}", label, as_estimate(row), page.share,
        outcome=row.outcome, bound=target_bound(row),
    )  # fmt: skip


def target_bound(row: TargetRow) -> Bound:
    """Return the bound of a target."""
    limit = row.at_least if row.at_least is not None else row.at_most
    return Bound(0.0 if limit is None else limit, at_least=row.at_least is not None)


def troubles_section(result: WeeklyResult) -> Section:
    """Return what to look at, worst first, with the command that shows it."""
    columns = [Column("kind", "About"), Column("text", "What was found")]
    rows: list[tuple[str, ...]] = [(t.kind, sentence(t.text)) for t in result.troubles]
    note = "Named only where the whole interval clears a margin, so that chance is an unlikely"
    note += " reason."
    if result.audience == "internal":
        columns.append(Column("look", "Command"))
        rows = [(*row, t.look) for row, t in zip(rows, result.troubles, strict=True)]
        note += " The command shows more."
    table = Table(
        "troubles", "The worst of each kind first", tuple(columns), tuple(rows), note=note,
        empty="nothing stands out",
    )  # fmt: skip
    return Section("troubles", "What to look at", (table,))


def findings_section(result: WeeklyResult) -> Section:
    """Return the findings met while reading."""
    findings = Findings(tuple(
        Finding(f.code, Severity(f.severity), f.message,
                None if f.place is None else Place(f.place), f.hint, f.count)
        for f in result.findings
    ))  # fmt: skip
    nothing = Paragraph("Nothing was found wrong while reading.")
    if result.audience == "client":
        data = next(d.reason for d in result.dimensions if d.name == DATA)
        nothing = Paragraph(sentence(data))
    block: Block = findings if result.findings else nothing
    return Section("data", "Findings in the data", (block,))


def files_section(result: WeeklyResult) -> Section:
    """Return every file read with its hash."""
    table = Table(
        "inputs", "Files read",
        (
            Column("file", "File"),
            Column("read", "Records read", Kind.COUNT),
            Column("loaded", "Records loaded", Kind.COUNT),
            Column("unreadable", "Unreadable", Kind.COUNT),
            Column("sha256", "SHA-256 begins with"),
        ),
        tuple(
            (f.file, f.read, f.loaded, f.read - f.loaded, f.sha256[:SHOWN_OF_HASH])
            for f in result.agreement.inputs.files
        ),
        total=("read", "loaded", "unreadable"),
        note="Records read = loaded + unreadable. The numbers file has the hashes in full.",
    )  # fmt: skip
    return Section("files", "Files", (table,))


def method_part(result: WeeklyResult) -> Section:
    """Return how the figures were made, in plain words."""
    found = method_section(result.agreement)
    blocks = (*method_note(), *found.blocks, *_intervals(result))
    return Section("method", "How these figures were made", blocks)


def _intervals(result: WeeklyResult) -> Iterator[Paragraph]:
    """Name the interval of each kind of figure, and what is cut.

    Yields:
        One sentence a method.
    """
    rows = result.agreement.estimates
    pairs = dict.fromkeys((METRICS[r.metric].title, r.method) for r in rows if r.method)
    for method in dict.fromkeys(method for _, method in pairs):
        titles = ", ".join(title for title, used in pairs if used == method)
        yield Paragraph(f"Intervals of {titles}: {method}.")
    if result.drops:
        yield Paragraph(f"Change after a guideline: {DROP_METHOD}.")
    yield Paragraph(idle_note(result.volumes))


def method_note() -> tuple[Paragraph, ...]:
    """Say in plain words how the figures are to be read."""
    return (
        Paragraph(
            "Every figure carries the range in which the true value lies with 95 % confidence "
            "unless it names another, and n, what it rests on. A target is met when the whole "
            "range clears it, not met when the whole range fails it, and cannot be told otherwise."
        ),
        Paragraph(
            "Agreement says how often annotators agree beyond what chance would give: 1 is "
            "perfect, 0 is as by chance. It says nothing about whether they are right; the "
            "comparison with gold does."
        ),
        Paragraph(
            "An agreement figure rests on the n items that have two answers or more. Its interval "
            "takes the items as drawn at random from many like them."
        ),
        Paragraph(
            "Figures are cumulative up to the last day of the week unless they name the week. "
            "What follows a change is not proven to be caused by it."
        ),
        Paragraph(
            "The overall rating is the worst of the rated sides; a side without evidence is not "
            "rated and does not count. Without evidence for schedule and quality the project is "
            "not rated."
        ),
    )
