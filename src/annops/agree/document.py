"""The agreement result as sections of a report."""

from collections.abc import Iterable

from annops.agree.model import AgreementResult, EstimateRow, TargetRow
from annops.core.document import (
    Block,
    Chart,
    Column,
    Figure,
    Kind,
    Mark,
    Paragraph,
    Section,
    Table,
)
from annops.core.estimate import Estimate
from annops.core.states import reasons_text
from annops.measures.metrics import METRICS
from annops.render import numbers

MOST_ROWS = 50
"""Rows of a table about people or pairs in a report; the JSON result has all."""


MULTIPLICITY = (
    "What is pointed out (an annotator, a weak place, labels mixed up) holds for all rows of its "
    "table at once, with 95 % confidence; a report has several such tables. Targets are judged "
    "one by one: among many groups that reach a target exactly, one may fail by chance."
)
"""What a reader must know about several verdicts side by side."""


def as_estimate(row: EstimateRow | TargetRow) -> Estimate:
    """Return a row's number with its interval, to be shown."""
    method = row.method if isinstance(row, EstimateRow) else ""
    why = None
    if row.value is None:
        reason = row.why_undefined if isinstance(row, EstimateRow) else row.why
        why = reason or "undefined"
    caution = row.caution if isinstance(row, EstimateRow) else None
    return Estimate(row.value, row.low, row.high, row.n_items, "items", method,
                    confidence=row.confidence, caution=caution, why_undefined=why)  # fmt: skip


def group_name(breakdown: dict[str, str]) -> str:
    """Name a breakdown value, `all` for the whole."""
    return ", ".join(breakdown.values()) or "all"


def sections(result: AgreementResult) -> tuple[Section, ...]:
    """Return the sections: agreement, targets, people, labels, items, and how to read them."""
    made = [_agreement(result)]
    if result.targets:
        made.append(Section("agreement_targets", "Targets", (targets_table(result.targets),)))
    if result.annotators or result.repeats or result.pairs:
        made.append(_people(result))
    if result.labels or result.confusions:
        made.append(_labels(result))
    if result.disputed_items:
        made.append(Section("disputed", "Most disputed items", (disputed_table(result),)))
    made.append(method_section(result))
    return tuple(made)


def _agreement(result: AgreementResult) -> Section:
    blocks: list[Block] = [estimates_table(result.estimates, "agreement", "Agreement")]
    blocks += breakdown_figures(result)
    return Section("agreement", "Agreement", tuple(blocks))


def estimates_table(rows: Iterable[EstimateRow], table_id: str, title: str) -> Table:
    """Return estimates as a table, overall rows and breakdown rows side by side."""
    return Table(
        table_id, title,
        (
            Column("question", "Question"),
            Column("group", "Group"),
            Column("metric", "Metric"),
            Column("value", "Value", Kind.ESTIMATE),
            Column("n_annotators", "Annotators", Kind.COUNT),
            Column("n_annotations", "Answers", Kind.COUNT),
            Column("flag", "Note"),
        ),
        tuple(
            (row.question, group_name(row.breakdown), METRICS[row.metric].title, as_estimate(row),
             row.n_annotators, row.n_annotations, row.flag or row.caution or row.why_undefined)
            for row in rows
        ),
        note="n counts items with two answers or more; intervals are two-sided, "
        "items taken as drawn at random.",
    )  # fmt: skip


def breakdown_table(result: AgreementResult, question: str, column: str) -> Table:
    """Return one question by one column: all units first, then the values, lowest first."""
    mine = [row for row in result.estimates if row.question == question]
    metrics = tuple(dict.fromkeys(row.metric for row in mine))
    cells = {(row.breakdown.get(column, ""), row.metric): row for row in mine
             if not row.breakdown or column in row.breakdown}  # fmt: skip
    groups = dict.fromkeys(group for group, _ in cells if group)

    def low(group: str) -> tuple[float, str]:
        value = cells[group, metrics[0]].value
        return (9.0 if value is None else value, group)

    rows = []
    for group in ("", *sorted(groups, key=low)):
        shown = [cells.get((group, metric)) for metric in metrics]
        first = shown[0]
        note = first and (first.flag or first.caution or first.why_undefined)
        estimates = [None if row is None else as_estimate(row) for row in shown]
        rows.append((group or "all", *estimates, note or ""))
    columns = [Column(m, METRICS[m].title, Kind.ESTIMATE, share=METRICS[m].share) for m in metrics]
    return Table(
        f"agreement_{question}_{column}",
        f"{question} by {column}",
        (Column("group", column), *columns, Column("note", "Note")),
        tuple(rows),
    )


def breakdown_figures(result: AgreementResult) -> list[Figure]:
    """Return one interval chart a question and breakdown, with its target."""
    figures = []
    for note in result.questions:
        mine = [r for r in result.estimates if r.question == note.question and r.breakdown]
        for column in dict.fromkeys(next(iter(row.breakdown)) for row in mine):
            rows = [r for r in mine if column in r.breakdown and r.metric == note.metric]
            shown = [r for r in rows if r.value is not None]
            if len(shown) > 1:
                figures.append(_figure(note.question, column, shown, _limit(result, shown[0])))
    return figures


def _limit(result: AgreementResult, row: EstimateRow) -> float | None:
    limits = [
        target.at_least for target in result.targets
        if target.question == row.question and target.metric == row.metric
    ]  # fmt: skip
    return limits[0] if limits else None


def _figure(question: str, column: str, rows: list[EstimateRow], target: float | None) -> Figure:
    metric = METRICS[rows[0].metric].title
    worst = min(rows, key=lambda row: row.value or 0.0)
    best = max(rows, key=lambda row: row.value or 0.0)
    data = tuple(
        {column: row.breakdown[column], "value": row.value, "low": row.low, "high": row.high}
        for row in sorted(rows, key=lambda row: (row.value or 0.0, row.breakdown[column]))
    )
    alt = (
        f"{metric} of {question} by {column} with 95 % intervals: from {worst.value:.2f} "
        f"({worst.breakdown[column]}) to {best.value:.2f} ({best.breakdown[column]})"
        + ("" if target is None else f"; target at least {target:g}")
    )
    chart = Chart(Mark.INTERVAL, data, ("value", metric), (column, column), "low", "high",
                  target=target)  # fmt: skip
    return Figure(
        f"agreement_{question}_{column}", f"{metric} of {question} by {column}", alt, chart
    )


def targets_table(rows: Iterable[TargetRow]) -> Table:
    """Return targets with their outcome, and what would settle those that are open."""
    return Table(
        "agreement_targets", "Agreement targets",
        (
            Column("question", "Question"),
            Column("group", "Group"),
            Column("metric", "Metric"),
            Column("target", "Target"),
            Column("value", "Result", Kind.ESTIMATE),
            Column("outcome", "Outcome", Kind.OUTCOME),
            Column("more_items", "More items to tell", Kind.COUNT),
        ),
        tuple(
            (row.question, group_name(row.breakdown), METRICS[row.metric].title, limit_text(row),
             as_estimate(row), row.outcome, _more_items(row))
            for row in rows
        ),
        note="Met when the whole interval clears the target, not met when the whole interval "
        "fails it, otherwise cannot tell yet.",
    )  # fmt: skip


def _more_items(row: TargetRow) -> int | str | None:
    far = row.more_items is not None and row.realistic_items is None
    return "no realistic number" if far else row.more_items


def limit_text(row: TargetRow) -> str:
    """Word a target's bound, a share as percent."""
    limit = (row.at_least if row.at_least is not None else row.at_most) or 0.0
    page = METRICS.get(row.metric)
    text = numbers.share(limit) if page is not None and page.share else f"{limit:g}"
    return f"at {'least' if row.at_least is not None else 'most'} {text}"


def _people(result: AgreementResult) -> Section:
    blocks: list[Block] = []
    if result.annotators:
        blocks.append(annotators_table(result))
    if result.pairs:
        blocks.append(_pairs_table(result))
    if result.repeats:
        blocks.append(
            Table(
                "repeated_answers", "Annotators against themselves",
                (
                    Column("question", "Question"),
                    Column("annotator", "Annotator"),
                    Column("n_repeated", "Repeated answers", Kind.COUNT),
                    Column("n_same", "Same answer again", Kind.COUNT),
                ),
                tuple((r.question, r.annotator, r.n_repeated, r.n_same) for r in result.repeats),
                note="An answer given twice by one annotator; one of them counts, by policy.",
            )
        )  # fmt: skip
    return Section("people", "People", tuple(blocks))


def annotators_table(result: AgreementResult) -> Table:
    """Return every annotator against colleagues, those whose absence helps most first."""
    return Table(
        "annotators", "Annotators against their colleagues",
        (
            Column("question", "Question"),
            Column("annotator", "Annotator"),
            Column("n_annotations", "Answers", Kind.COUNT),
            Column("n_items", "Shared items", Kind.COUNT),
            Column("change", "Coefficient without, change", Kind.NUMBER),
            Column("agrees", "Agrees with colleagues", Kind.SHARE),
            Column("expected", "Colleagues with each other", Kind.SHARE),
            Column("low", "Difference, low", Kind.SHARE),
            Column("high", "Difference, high", Kind.SHARE),
            Column("flag", "Note"),
        ),
        tuple(
            (r.question, r.annotator, r.n_annotations, r.n_items, r.change, r.agrees, r.expected,
             r.low, r.high, r.flag)
            for r in result.annotators[:MOST_ROWS]
        ),
        note="Compared on items of the same locale. The interval of the difference holds for all "
        "annotators at once; a note needs the whole interval below -10 points.",
    )  # fmt: skip


def _pairs_table(result: AgreementResult) -> Table:
    return Table(
        "pairs", "Pairs of annotators who share most items",
        (
            Column("question", "Question"),
            Column("first", "First"),
            Column("second", "Second"),
            Column("n_items", "Shared items", Kind.COUNT),
            Column("agreed", "Same answer", Kind.COUNT),
            Column("kappa", "Cohen kappa", Kind.NUMBER),
        ),
        tuple(
            (r.question, r.first, r.second, r.n_items, r.agreed, r.kappa)
            for r in result.pairs[:MOST_ROWS]
        ),
        note=f"{result.n_pairs:,} pairs share items; a kappa of few shared items says little, "
        "and kappas are never averaged.",
    )  # fmt: skip


def _labels(result: AgreementResult) -> Section:
    blocks: list[Block] = []
    if result.confusions:
        blocks.append(confusions_table(result))
    if result.labels:
        blocks.append(
            Table(
                "labels", "Agreement on each label against the others",
                (
                    Column("question", "Question"),
                    Column("label", "Label"),
                    Column("n_annotations", "Given", Kind.COUNT),
                    Column("share", "Share of answers", Kind.SHARE),
                    Column("value", "Alpha", Kind.ESTIMATE),
                ),
                tuple(
                    (r.question, r.label, r.n_annotations, r.share,
                     Estimate(r.value, r.low, r.high, r.n_items, "items", "",
                              why_undefined=r.why_undefined))
                    for r in result.labels
                ),
                note="n counts items on which somebody gave the label.",
            )
        )  # fmt: skip
    return Section("labels", "Labels", tuple(blocks))


def confusions_table(result: AgreementResult) -> Table:
    """Return the pairs of labels that eat the agreement, costliest first."""
    return Table(
        "confusions", "Labels given to the same items",
        (
            Column("question", "Question"),
            Column("pair", "Labels"),
            Column("n_items", "Items", Kind.COUNT),
            Column("share", "Share of disagreement", Kind.SHARE),
            Column("low", "Low", Kind.SHARE),
            Column("high", "High", Kind.SHARE),
            Column("expected", "As if mixed at random", Kind.SHARE),
            Column("lost", "Costs of the coefficient", Kind.NUMBER),
            Column("flag", "Note"),
        ),
        tuple(
            (r.question, f"{r.first} / {r.second}", r.n_items, r.share, r.low, r.high,
             r.expected, r.lost, r.flag)
            for r in result.confusions[:MOST_ROWS]
        ),
    )  # fmt: skip


def disputed_table(result: AgreementResult) -> Table:
    """Return the items whose annotators disagree most."""
    return Table(
        "disputed_items", "Items whose annotators disagree most",
        (
            Column("question", "Question"),
            Column("item", "Item"),
            Column("answers", "Answers"),
            Column("disagreement", "Disagreement", Kind.SHARE),
        ),
        tuple(
            (r.question, r.item, ", ".join(f"{n} x {answer}" for answer, n in r.answers.items()),
             r.disagreement)
            for r in result.disputed_items
        ),
    )  # fmt: skip


def method_section(result: AgreementResult) -> Section:
    """Say which coefficient was taken and why, and what was read and used."""
    blocks: list[Block] = []
    none = unanswered(result)
    asked = [note for note in result.questions if note.question not in none]
    for reason in dict.fromkeys(note.why_metric for note in asked):
        names = [note.question for note in asked if note.why_metric == reason]
        blocks.append(Paragraph(f"{', '.join(names)}: {reason}"))
    blocks += [
        Paragraph(f"{note.question}: {text}.") for note in result.questions for text in note.notes
    ]
    blocks += [Paragraph(MULTIPLICITY), Paragraph(use_text(result))]
    return Section("agreement_method", "How these figures were made", tuple(blocks))


def unanswered(result: AgreementResult) -> set[str]:
    """Return the questions that nobody's answer counts for."""
    rows = [row for row in result.estimates if not row.breakdown]
    return {row.question for row in rows} - {row.question for row in rows if row.n_annotations}


def use_text(result: AgreementResult) -> str:
    """Say how many answers were used and why the others were not."""
    inputs = result.inputs
    why = reasons_text(inputs.excluded)
    text = f"Used {inputs.used:,} of {inputs.loaded:,} answers"
    text += f"; excluded: {why}." if why else "."
    if inputs.records_unreadable:
        text += f" {inputs.records_unreadable:,} of {inputs.records_read:,} records unreadable."
    return text
