"""An audit as sections of a report."""

from dataclasses import replace

from annops.agree.model import TargetRow
from annops.audit.figures import rate_figures
from annops.audit.model import AuditResult
from annops.audit.tables import (
    annotator_blocks,
    defect_blocks,
    found_table,
    label_blocks,
    rates_table,
    reviewer_blocks,
)
from annops.audit.wording import (
    TITLES,
    counts_text,
    in_batch_text,
    result_id,
    slug,
    target_label,
)
from annops.core.document import Block, Findings, Metric, Paragraph, Section
from annops.core.estimate import Bound, Estimate
from annops.render import numbers


def sections(result: AuditResult) -> tuple[Section, ...]:
    """Return the sections: outcome, rates, defects, labels, people, what was found."""
    made = [_outcome(result)]
    parts = (
        ("rates", "Error rates by group", rate_blocks(result)),
        ("defects", "What is wrong", defect_blocks(result)),
        ("labels", "Label by label", label_blocks(result)),
        ("annotators", "By annotator", annotator_blocks(result)),
        ("reviewers", "How far reviewers agree", reviewer_blocks(result)),
        ("found", "Rows found wrong", _found(result)),
    )
    made += [
        Section(f"{result_id(result)}_{name}", f"{title}: {result.name}", tuple(blocks))
        for name, title, blocks in parts
        if blocks
    ]
    return tuple(made)


def _outcome(result: AuditResult) -> Section:
    blocks: list[Block] = [Paragraph(result.scope), Paragraph(counts_text(result))]
    if result.refused:
        blocks.append(Findings(result.refused))
    blocks += _headline(result)
    if result.in_batch is not None:
        blocks.append(Paragraph(in_batch_text(result)))
    blocks += [Paragraph(note) for note in result.notes]
    return Section(result_id(result), f"Audit: {result.name}", tuple(blocks))


def _headline(result: AuditResult) -> list[Block]:
    """Each target as a headline, else the rate of all answers; then the rate of items."""
    made: list[Block] = []
    for row in result.targets:
        limit = row.at_most if row.at_most is not None else row.at_least
        bound = Bound(limit or 0.0, at_least=row.at_least is not None)
        made.append(
            Metric(
                f"{result_id(result)}_{slug(target_label(row, result))}",
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
        Metric(
            f"{result_id(result)}_{rate.metric}", TITLES[rate.metric], rate.estimate, share=True
        )
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
            return _with_why(rate.estimate, row)
    why = None if row.value is not None else row.why or "undefined"
    return Estimate(
        row.value, row.low, row.high, row.n_items, "items", "", why_undefined=why,
        caution=row.why if row.value is not None else None,
    )  # fmt: skip


def _with_why(estimate: Estimate, row: TargetRow) -> Estimate:
    """Return a rate that is not given with the figure that its target was judged by."""
    if estimate.value is not None or row.why is None:
        return estimate
    return replace(estimate, why_undefined=row.why)


def rate_blocks(result: AuditResult) -> list[Block]:
    if not result.rates:
        return []
    return [rates_table(result), *rate_figures(result)]


def _found(result: AuditResult) -> list[Block]:
    return [found_table(result)] if result.found else []
