"""The tables of an audit: rates, kinds of errors, labels, people, what was found."""

from collections.abc import Iterable, Sequence

from annops.audit.model import AnnotatorRow, AuditResult, Found, LabelRow, Rate
from annops.audit.wording import TITLES, group_name, result_id, slug
from annops.core.document import Block, Column, Kind, Metric, Table
from annops.core.estimate import Estimate
from annops.core.review import Verdict
from annops.core.sample import shown_answer
from annops.render import numbers

MISSING_NOTE = (
    "Where verdicts are missing there is no rate, only what it would be if all of them were right "
    "or wrong. An item counts as judged when all its answers are."
)
LEFT_OUT_NOTE = (
    "Answers that nobody could judge are left out of the rate, and items that have one; what the "
    "rate would be with all of them right or wrong stands beside it."
)
PEOPLE_NOTE = (
    "Expected: wrong answers that the rates of all annotators on the same questions in the same "
    "strata would give; ratio: wrong over expected. Drawn to all: the rate drawn towards that of "
    "all annotators, the more the fewer the answers. `More than expected` is said by Benjamini "
    "and Hochberg's rule: of those at most 5 % are expected to be chance. Few answers say little: "
    "see the intervals, and look at the work before you judge a person."
)


def rates_table(result: AuditResult) -> Table:
    """Return every rate with its interval, one a row; what was found where there are none."""
    bounded = any(rate.bounds for rate in result.rates)
    left = (Column("left_out", "Left out", Kind.COUNT),) if result.left_out else ()
    ends = (
        Column("all_right", "If missing are right", Kind.ESTIMATE, share=True),
        Column("all_wrong", "If missing are wrong", Kind.ESTIMATE, share=True),
    )
    return Table(
        f"{result_id(result)}_rates", f"Error rates: {result.name}",
        (
            Column("group", "Group"),
            Column("question", "Question"),
            Column("metric", "What is counted"),
            Column("value", "Rate", Kind.ESTIMATE, share=True),
            *(ends if bounded else ()),
            Column("wrong", "Found wrong", Kind.COUNT),
            Column("judged", "Judged", Kind.COUNT),
            Column("missing", "No verdict", Kind.COUNT),
            *left,
        ),
        tuple(
            (
                group_name(rate), rate.question or "all", TITLES[rate.metric], rate.estimate,
                *(_ends(rate) if bounded else ()), rate.wrong, rate.judged, rate.missing,
                *((rate.left_out,) if left else ()),
            )
            for rate in result.rates
        ),
        note=_note(result) if bounded else f"{_confidence(result)} intervals.",
        empty="no rate is given",
    )  # fmt: skip


def _note(result: AuditResult) -> str:
    missing = any(rate.missing for rate in result.rates)
    notes = [LEFT_OUT_NOTE] if result.left_out else []
    return " ".join([*notes, MISSING_NOTE] if missing or not notes else notes)


def csv_table(result: AuditResult) -> Table:
    """Return the one table that stands for the audit in a spreadsheet."""
    return rates_table(result) if result.rates else found_table(result)


def found_table(result: AuditResult) -> Table:
    """Return the rows found wrong or not judgeable."""
    return Table(
        f"{result_id(result)}_found", f"Rows found wrong or not judgeable: {result.name}",
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


def _confidence(result: AuditResult) -> str:
    known = next((rate.estimate.confidence for rate in result.rates), 0.95)
    return numbers.confidence(known)


def _ends(rate: Rate) -> tuple[Estimate | None, Estimate | None]:
    if rate.bounds is None:
        return (None, None)
    return (rate.bounds.all_right, rate.bounds.all_wrong)


def defect_blocks(result: AuditResult) -> list[Block]:
    """Return wrong answers by category and severity, and what they weigh."""
    if not result.defects:
        return []
    table = Table(
        f"{result_id(result)}_defects", f"Wrong answers by kind: {result.name}",
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
    name = f"{result_id(result)}_penalty"
    title = f"Penalty per 1,000 answers: {result.name}"
    return [Metric(name, title, result.penalty), table]


def label_blocks(result: AuditResult) -> list[Block]:
    """Return precision and recall of each question's labels, and what was confused."""
    questions = dict.fromkeys(row.question for row in result.labels)
    blocks: list[Block] = [
        _labels_table(result, question, [r for r in result.labels if r.question == question])
        for question in questions
    ]
    if result.confusions:
        blocks.append(
            Table(
                f"{result_id(result)}_confusions", f"Given in place of what: {result.name}",
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


def _labels_table(result: AuditResult, question: str, rows: Sequence[LabelRow]) -> Table:
    return Table(
        f"{result_id(result)}_labels_{slug(question)}",
        f"Precision and recall of {question}: {result.name}",
        (
            Column("label", "Label"),
            Column("precision", "Precision", Kind.ESTIMATE, share=True),
            Column("recall", "Recall", Kind.ESTIMATE, share=True),
            Column("f1", "F1", Kind.ESTIMATE, share=True),
        ),
        tuple((r.label, r.precision, r.recall, r.f1) for r in rows),
        note="Precision: of the answers that give the label, the share for which it is right. "
        "Recall: of the answers for which it is right, the share that give it."
        + _cautions(r.recall for r in rows),
    )  # fmt: skip


def _cautions(estimates: Iterable[Estimate]) -> str:
    said = dict.fromkeys(one.caution for one in estimates if one.caution)
    return "".join(f" {text[0].upper()}{text[1:]}." for text in list(said)[:2])


def annotator_blocks(result: AuditResult) -> list[Block]:
    """Return each annotator's wrong answers beside those to be expected."""
    if not result.annotators:
        return []
    table = Table(
        f"{result_id(result)}_annotators", f"Wrong answers by annotator: {result.name}",
        (
            Column("annotator", "Annotator"), Column("wrong", "Wrong", Kind.COUNT),
            Column("expected", "Expected", Kind.NUMBER),
            Column("ratio", "Ratio", Kind.NUMBER),
            Column("rate", "Rate", Kind.ESTIMATE, share=True),
            Column("shrunk", "Drawn to all", Kind.SHARE), Column("flag", "What it says"),
        ),
        tuple(
            (r.annotator, r.wrong, r.expected, r.ratio, r.rate, r.shrunk.value, _says(r))
            for r in result.annotators
        ),
        note=PEOPLE_NOTE,
    )  # fmt: skip
    return [table]


def _says(row: AnnotatorRow) -> str | None:
    if row.flag:
        return "more than expected"
    return f"cannot tell: {row.why_cannot_tell}" if row.why_cannot_tell else None


def reviewer_blocks(result: AuditResult) -> list[Block]:
    """Return how far first and second reviewers agree."""
    if not result.reviewers:
        return []
    return [
        Table(
            f"{result_id(result)}_reviewers", f"First and second reviewers: {result.name}",
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
