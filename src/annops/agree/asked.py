"""Checks the metrics and breakdowns a person asks for: known names, and columns with values."""

from collections.abc import Iterable

import polars as pl

from annops.core.annotations import Annotations
from annops.core.errors import AnnopsError
from annops.core.finding import Code, Finding, Severity, did_you_mean
from annops.measures.metrics import METRICS
from annops.project.definition import Definition
from annops.workspace.asked import ALWAYS

BAD_OPTION = Code(
    "AGR001",
    "option names nothing there is",
    Severity.ERROR,
    checks="Metrics and breakdowns asked for exist.",
    why="A mistyped name would quietly give fewer figures than were asked for.",
    example="`--metric krippendorf` or `--by local`.",
    remedy="take one of the names listed",
)
NO_VALUES = Code(
    "AGR002",
    "breakdown without values",
    Severity.ERROR,
    checks="The column that figures are broken down by has a value on some answer.",
    why="A table of no groups looks as if there were no answers.",
    example="`--by vendor` while no source says which column holds the vendor.",
    remedy="name the column in the source: `columns: {vendor: COLUMN}`, or what all its records "
    "share: `fixed: {vendor: NAME}`",
)
BUILT_IN = (*ALWAYS, "guideline")
"""Columns to break down by that need not stand under `breakdowns`."""


def metric_ids(given: Iterable[str]) -> tuple[str, ...]:
    """Return full metric ids: `alpha` becomes `krippendorff_alpha`, commas separate several.

    Raises:
        AnnopsError: When a name is no metric of agreement, or could be several (AGR001).
    """
    known = [page.id for page in METRICS.values() if page.comparisons]
    found: list[str] = []
    for metric in (part.strip() for text in given for part in text.split(",")):
        full = [name for name in known if metric == name or metric in name.split("_")]
        if metric == "all":
            found.append(metric)
        elif len(full) == 1:
            found += full
        else:
            raise AnnopsError(_no_metric(metric, full, known))
    return tuple(dict.fromkeys(found))


def _no_metric(metric: str, full: list[str], known: list[str]) -> Finding:
    pairs = (
        "`cohen_kappa` is of two annotators: `annops agree --pairs FILE` writes it for every "
        "pair; `conger_kappa` is its form for any number of annotators, and the same with two"
    )
    if metric == "cohen_kappa":
        message = "`cohen_kappa` is not computed over all annotators"
        return BAD_OPTION.at(None, message, pairs)
    if len(full) > 1:
        several = ", ".join(f"`{name}`" for name in full)
        hint = f"take one: {several}" + (f"; {pairs}" if metric == "kappa" else "")
        return BAD_OPTION.at(None, f"`{metric}` can be several metrics", hint)
    hint = did_you_mean(metric, [*known, "all"])
    return BAD_OPTION.at(None, f"no agreement metric `{metric}`", hint)


def check_breakdowns(columns: Iterable[str], definition: Definition) -> None:
    """Refuse a breakdown that is neither declared nor built in, and say how to declare it.

    Raises:
        AnnopsError: When there is one (AGR001).
    """
    known = tuple(dict.fromkeys((*definition.breakdowns, *BUILT_IN)))
    for column in columns:
        if column not in known:
            near = did_you_mean(column, known)
            declared = ", ".join((*definition.breakdowns, column))
            hint = (
                f"{near}; to break down by `{column}`, declare it: `breakdowns: [{declared}]`, "
                f"and in the source `columns: {{{column}: COLUMN}}`"
            )
            raise AnnopsError(BAD_OPTION.at(None, f"no breakdown `{column}`", hint))


def empty_breakdowns(columns: Iterable[str], annotations: Annotations) -> list[str]:
    """Return those of the columns that have no value on any answer."""
    wanted = list(dict.fromkeys(columns))
    have = annotations.frame.collect_schema().names()
    checks = [pl.col(name).is_not_null().any() for name in wanted if name in have]
    filled = annotations.frame.select(checks).collect().to_dicts()[0] if checks else {}
    return [name for name in wanted if not filled.get(name)]


def no_values(column: str, filled: Iterable[str]) -> Finding:
    """Say that a breakdown has no values, with the columns that have some."""
    others = ", ".join(f"`{name}`" for name in filled)
    there = f"there are: {others}; " if others else ""
    hint = (
        f"{there}to break down by `{column}`, name its column in the source: "
        f"`columns: {{{column}: COLUMN}}`, or what all its records share: "
        f"`fixed: {{{column}: NAME}}`"
    )
    return NO_VALUES.at(None, f"no answer has a `{column}`", hint)
