"""Agreement on the questions of one file, before there is a project to measure it in; pure."""

import polars as pl

from annops.core.counts import code_answers, label_patterns
from annops.core.estimate import Estimate
from annops.measures.agreement import Group, estimate
from annops.measures.scoring import answer_order, scoring
from annops.tasks.question import Comparison, Question

METRICS = ("krippendorff_alpha", "percent_agreement")


def agreement(used: pl.DataFrame, question: Question) -> dict[str, Estimate]:
    """Return Krippendorff alpha and percent agreement of the used answers to one question.

    Args:
        used: Answers that figures use, with `item`, `item_number`, `annotator` and `answer`.
        question: The question they belong to.

    Returns:
        Estimates by metric; none for free text and where there is no answer.
    """
    if question.comparison is Comparison.TEXT or used.is_empty():
        return {}
    met = used["answer"].unique().cast(pl.String).to_list()
    order = answer_order(question, met)
    coded = code_answers(used, categories=order)
    patterns = label_patterns(coded)
    group = Group(coded, patterns, patterns.weights()[:, 0], None, scoring(question, order))
    return {metric: estimate(metric, group)[0] for metric in METRICS}
