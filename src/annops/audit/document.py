"""An audit as sections of a report."""

import re
from collections.abc import Iterable, Sequence

from annops.agree.model import TargetRow
from annops.audit.model import AuditResult, Found, Rate
from annops.core.document import (
    Block,
    Chart,
    Column,
    Figure,
    Findings,
    Kind,
    Mark,
    Metric,
    Paragraph,
    Section,
    Table,
)
from annops.core.estimate import Bound, Estimate, Outcome
from annops.core.review import Verdict
from annops.core.sample import shown_answer
from annops.render import numbers

TITLES = {
    "error_rate": "Answers that are wrong",
    "item_error_rate": "Items with a wrong answer",
    "differing": "Answers that differ, on these items",
}
MISSING_NOTE = (
    "Where verdicts are missing there is no rate, only what it would be if all of them were right "
    "or wrong."
)
PEOPLE_NOTE = (
    "Expected: wrong answers that the rates of all annotators on the same questions in the same "
    "strata would give. Pointed out by Benjamini and Hochberg's rule: of those pointed out at "
    "most 5 % are expected to be chance. Few answers say little: see the intervals, and look at "
    "the work before you judge a person."
)


def sections(result: AuditResult) -> tuple[Section, ...]:
    """Return the sections: outcome, rates, defects, labels, people, what was found."""
    made = [_outcome(result)]
    parts = (
        ("rates", "Error rates by group", _rates(result)),
        ("defects", "What is wrong", _defects(result)),
        ("labels", "Label by label", _labels(result)),
        ("annotators", "By annotator", _annotators(result)),
        ("reviewers", "How far reviewers agree", _reviewers(result)),
        ("found", "Rows found wrong", _found(result)),
    )
    made += [
        Section(f"{_id(result)}_{name}", f"{title}: {result.name}", tuple(blocks))
        for name, title, blocks in parts
        if blocks
    ]
    return tuple(made)


def rates_table(result: AuditResult) -> Table:
    """Return every rate with its interval, one a row; what was found where there are none."""
    bounded = any(rate.bounds for rate in result.rates)
    ends = (
        Column("all_right", "If missing are right", Kind.ESTIMATE, share=True),
        Column("all_wrong", "If missing are wrong", Kind.ESTIMATE, share=True),
    )
    return Table(
        f"{_id(result)}_rates", f"Error rates: {result.name}",
        (
            Column("group", "Group"),
            Column("question", "Question"),
            Column("metric", "What is counted"),
            Column("value", "Rate", Kind.ESTIMATE, share=True),
            *(ends if bounded else ()),
            Column("wrong", "Found wrong", Kind.COUNT),
            Column("judged", "Judged", Kind.COUNT),
            Column("missing", "No verdict", Kind.COUNT),
        ),
        tuple(
            (
                group_name(rate), rate.question or "all", TITLES[rate.metric], rate.estimate,
                *(_ends(rate) if bounded else ()), rate.wrong, rate.judged, rate.missing,
            )
            for rate in result.rates
        ),
        note=MISSING_NOTE if bounded else f"{_confidence(result)} intervals.",
        empty="no rate is given",
    )  # fmt: skip


def found_table(result: AuditResult) -> Table:
    """Return the rows found wrong or not judgeable."""
    return Table(
        f"{_id(result)}_found", f"Rows found wrong or not judgeable: {result.name}",
        (
            Column("item", "Item"), Column("question", "Question"),
            Column("answer", "Given answer"), Column("expected", "Right answer"),
            Column("kind", "What is wrong"), Column("severity", "How severe"),
            Column("annotators", "Given by"),
        ),
        tuple(
            (
                one.item, one.question, shown_answer(one.answer),
                shown_answer(one.expected) or None, _kind(one), one.severity or None,
                ", ".join(one.annotators),
            )
            for one in result.found
        ),
        empty="nothing was found wrong",
    )  # fmt: skip


def _kind(one: Found) -> str | None:
    return one.category or (None if one.verdict is Verdict.FAILED else one.verdict.value)


def group_name(rate: Rate) -> str:
    """Name the group of a rate, `all` for the whole."""
    return ", ".join(f"{name} {value}" for name, value in rate.breakdown.items()) or "all"


def csv_table(result: AuditResult) -> Table:
    """Return the one table that stands for the audit in a spreadsheet."""
    return rates_table(result) if result.rates else found_table(result)


def target_label(row: TargetRow, result: AuditResult) -> str:
    """Name what a target is on: the batch, and the question or group where it names one."""
    groups = [f"{n} {v}" for n, v in row.breakdown.items() if n != "batch"]
    what = [] if row.question == "all" else [row.question]
    return ", ".join((result.name, *what, *groups))


def _id(result: AuditResult) -> str:
    name = result.sample.id if result.sample else f"{result.name}_{result.against.value}"
    return f"audit_{re.sub(r'[^0-9A-Za-z]+', '_', name)}"


def _confidence(result: AuditResult) -> str:
    known = next((rate.estimate.confidence for rate in result.rates), 0.95)
    return numbers.confidence(known)


def _ends(rate: Rate) -> tuple[Estimate | None, Estimate | None]:
    if rate.bounds is None:
        return (None, None)
    return (rate.bounds.all_right, rate.bounds.all_wrong)


def _outcome(result: AuditResult) -> Section:
    blocks: list[Block] = [Paragraph(result.scope), Paragraph(counts_text(result))]
    if result.refused:
        blocks.append(Findings(result.refused))
    blocks += _headline(result)
    if result.in_batch is not None:
        blocks.append(Paragraph(in_batch_text(result)))
    blocks += [Paragraph(note) for note in result.notes]
    return Section(_id(result), f"Audit: {result.name}", tuple(blocks))


def _headline(result: AuditResult) -> list[Block]:
    """Each target as a headline, else the rate of all answers; then the rate of items."""
    made: list[Block] = []
    for row in result.targets:
        limit = row.at_most if row.at_most is not None else row.at_least
        bound = Bound(limit or 0.0, at_least=row.at_least is not None)
        made.append(
            Metric(
                f"{_id(result)}_{_slug(target_label(row, result))}",
                f"Wrong answers, {target_label(row, result)}", _of_target(row, result),
                share=True, target=numbers.target(bound, is_share=True), outcome=row.outcome,
                bound=bound,
            )
        )  # fmt: skip
    shown = [rate for rate in result.rates if not rate.breakdown and rate.question is None]
    if result.targets and any(
        row.question == "all" and set(row.breakdown) <= {"batch"} for row in result.targets
    ):
        shown = [rate for rate in shown if rate.metric == "item_error_rate"]
    made += [
        Metric(f"{_id(result)}_{rate.metric}", TITLES[rate.metric], rate.estimate, share=True)
        for rate in shown
    ]
    return made


def _of_target(row: TargetRow, result: AuditResult) -> Estimate:
    """Return the rate that a target was judged by."""
    groups = {name: value for name, value in row.breakdown.items() if name != "batch"}
    one_question = not any(rate.question for rate in result.rates)
    question = None if row.question == "all" or one_question else row.question
    for rate in result.rates:
        if rate.metric == "error_rate" and (rate.question, rate.breakdown) == (question, groups):
            return rate.estimate
    why = None if row.value is not None else row.why or "undefined"
    return Estimate(
        row.value, row.low, row.high, row.n_items, "items", "", why_undefined=why,
        caution=row.why if row.value is not None else None,
    )  # fmt: skip


def counts_text(result: AuditResult) -> str:
    """Say how much was judged: rows, items and answers."""
    c = result.counts
    said = (
        f"Judged {c.judged:,} of {c.rows:,} rows ({c.answers_judged:,} of {c.answers:,} answers "
    )
    said += f"to {c.items:,} items); {c.answers_wrong:,} answers were found wrong"
    if c.without_verdict:
        said += f"; {c.missing:,} rows have no verdict, {c.cannot_judge:,} could not be judged"
    return f"{said}."


def in_batch_text(result: AuditResult) -> str:
    """Say how many answers of the whole batch are wrong."""
    if result.in_batch is None:
        return ""
    many = result.in_batch
    spread = f"{many.low:,}" if many.low == many.high else f"{many.low:,}-{many.high:,}"
    about = "" if many.low == many.high else "about "
    return f"{about}{spread} of {many.of:,} answers in the batch are wrong"


def _slug(text: str) -> str:
    return re.sub(r"[^0-9A-Za-z]+", "_", text)


def _rates(result: AuditResult) -> list[Block]:
    if not result.rates:
        return []
    return [rates_table(result), *rate_figures(result)]


def rate_figures(result: AuditResult) -> list[Figure]:
    """Return an interval chart of each column that has several groups, with the target."""
    figures = []
    columns = dict.fromkeys(name for rate in result.rates for name in rate.breakdown)
    for column in columns:
        shown = [r for r in result.rates if column in r.breakdown and r.estimate.value is not None]
        if len(shown) > 1:
            figures.append(_figure(result, column, shown))
    return figures


def _figure(result: AuditResult, column: str, rates: Sequence[Rate]) -> Figure:
    rows = sorted(
        (
            {column: r.breakdown[column], "value": r.estimate.value, "low": r.estimate.low,
             "high": r.estimate.high}
            for r in rates
        ),
        key=lambda row: (-(row["value"] or 0.0), row[column]),  # type: ignore[operator]
    )  # fmt: skip
    limit = next((t.at_most for t in result.targets if t.at_most is not None), None)
    worst, best = rows[0], rows[-1]
    alt = (
        f"Share of wrong answers by {column} with intervals: from "
        f"{numbers.share(float(best['value'] or 0))} ({best[column]}) to "
        f"{numbers.share(float(worst['value'] or 0))} ({worst[column]})"
    )
    chart = Chart(
        Mark.INTERVAL, tuple(rows), ("value", TITLES[rates[0].metric]), (column, column),
        "low", "high", target=limit, share=True,
    )  # fmt: skip
    title = f"{TITLES[rates[0].metric]}, {result.name} by {column}"
    return Figure(f"{_id(result)}_{_slug(column)}", title, alt, chart)


def _defects(result: AuditResult) -> list[Block]:
    if not result.defects:
        return []
    table = Table(
        f"{_id(result)}_defects", f"Wrong answers by kind: {result.name}",
        (
            Column("category", "What is wrong"), Column("severity", "How severe"),
            Column("n", "Found", Kind.COUNT), Column("weight", "Weight", Kind.NUMBER),
            Column("penalty", "Penalty per 1,000", Kind.NUMBER),
        ),
        tuple((d.category, d.severity, d.n, d.weight, d.penalty) for d in result.defects),
        total=("n",), note=result.penalty_formula,
    )  # fmt: skip
    if result.penalty is None:
        return [table]
    name = f"{_id(result)}_penalty"
    return [Metric(name, "Penalty per 1,000 answers", result.penalty), table]


def _labels(result: AuditResult) -> list[Block]:
    blocks: list[Block] = []
    if result.labels:
        blocks.append(
            Table(
                f"{_id(result)}_labels", f"Precision and recall by label: {result.name}",
                (
                    Column("question", "Question"), Column("label", "Label"),
                    Column("n_given", "Given", Kind.COUNT), Column("n_right", "Right", Kind.COUNT),
                    Column("precision", "Precision", Kind.ESTIMATE, share=True),
                    Column("recall", "Recall", Kind.ESTIMATE, share=True),
                    Column("f1", "F1", Kind.ESTIMATE, share=True),
                ),
                tuple(
                    (r.question, r.label, r.n_given, r.n_right, r.precision, r.recall, r.f1)
                    for r in result.labels
                ),
                note="Precision: of the answers that give the label, the share for which it is "
                "right. Recall: of the answers for which it is right, the share that give it."
                + _cautions(r.recall for r in result.labels),
            )
        )  # fmt: skip
    if result.confusions:
        blocks.append(
            Table(
                f"{_id(result)}_confusions", f"Given in place of what: {result.name}",
                (
                    Column("question", "Question"), Column("given", "Given"),
                    Column("right", "Right answer"), Column("n", "Answers", Kind.COUNT),
                    Column("share", "Share of the confusions", Kind.SHARE),
                ),
                tuple(
                    (c.question, shown_answer(c.given), shown_answer(c.right), c.n, c.share)
                    for c in result.confusions
                ),
            )
        )  # fmt: skip
    return blocks


def _cautions(estimates: Iterable[Estimate]) -> str:
    said = dict.fromkeys(one.caution for one in estimates if one.caution)
    return "".join(f" {text[0].upper()}{text[1:]}." for text in list(said)[:2])


def _annotators(result: AuditResult) -> list[Block]:
    if not result.annotators:
        return []
    table = Table(
        f"{_id(result)}_annotators", f"Wrong answers by annotator: {result.name}",
        (
            Column("annotator", "Annotator"), Column("judged", "Judged", Kind.COUNT),
            Column("wrong", "Wrong", Kind.COUNT),
            Column("expected", "Expected wrong", Kind.NUMBER),
            Column("ratio", "Wrong / expected", Kind.NUMBER),
            Column("rate", "Rate", Kind.ESTIMATE, share=True),
            Column("shrunk", "Drawn towards all", Kind.ESTIMATE, share=True),
            Column("flag", "Points out"),
        ),
        tuple(
            (r.annotator, r.judged, r.wrong, r.expected, r.ratio, r.rate, r.shrunk,
             r.flag or (f"cannot tell: {r.why_cannot_tell}" if r.why_cannot_tell else None))
            for r in result.annotators
        ),
        note=PEOPLE_NOTE,
    )  # fmt: skip
    return [table]


def _reviewers(result: AuditResult) -> list[Block]:
    if not result.reviewers:
        return []
    return [
        Table(
            f"{_id(result)}_reviewers", f"First and second reviewers: {result.name}",
            (
                Column("question", "Question"), Column("n_rows", "Rows judged twice", Kind.COUNT),
                Column("n_same", "Same verdict", Kind.COUNT),
                Column("agreement", "Same verdict, share", Kind.ESTIMATE, share=True),
                Column("kappa", "Cohen kappa", Kind.ESTIMATE),
            ),
            tuple(
                (r.question or "all", r.n_rows, r.n_same, r.agreement, r.kappa)
                for r in result.reviewers
            ),
            note="Kappa is agreement beyond chance: 1 perfect, 0 as by chance.",
        )
    ]  # fmt: skip


def _found(result: AuditResult) -> list[Block]:
    return [found_table(result)] if result.found else []


def outcome_text(row: TargetRow) -> str:
    """Word a target and its outcome, as `target at most 3.0 %: not met`."""
    limit = row.at_most if row.at_most is not None else row.at_least
    words = "at most" if row.at_most is not None else "at least"
    said = f"target {words} {numbers.share(limit or 0.0)}: "
    if row.outcome is not Outcome.CANNOT_TELL:
        return said + row.outcome.value
    if row.more_items:
        return f"{said}cannot tell yet, about {row.more_items:,} more items would tell"
    return f"{said}cannot tell yet" + (f" ({row.why})" if row.why else "")
