"""The one table every export becomes: one row is one answer by one annotator to one question."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import polars as pl

from annops.core.finding import Finding
from annops.core.ledger import Ledger
from annops.core.states import Reason, Role

SCHEMA: Mapping[str, pl.DataType | type[pl.DataType]] = {
    "item": pl.String(),
    "item_number": pl.UInt32(),
    "question": pl.Categorical(),
    "annotator": pl.Categorical(),
    "role": pl.Categorical(),
    "round": pl.Int32(),
    "batch": pl.Categorical(),
    "locale": pl.Categorical(),
    "vendor": pl.Categorical(),
    "guideline": pl.Categorical(),
    "status": pl.Categorical(),
    "answer": pl.Categorical(),
    "problem": pl.Categorical(),
    "submitted_at": pl.Datetime("us", "UTC"),
    "seconds": pl.Float64(),
    "snapshot": pl.Categorical(),
    "file": pl.Categorical(),
    "record": pl.UInt32(),
}
"""Columns and types of an annotation frame, further breakdown columns are categorical text.

`answer` is canonical text owned by the task type, null exactly when the text is no answer;
`problem` then says why (see `Reason`). A repeated answer keeps its text and has the problem
`duplicate`. `item_number` numbers the items, equal ids have equal numbers. `record` counts the
records of the file from 1. Columns that a command does not need may be absent from the frame.
"""


@dataclass(frozen=True, slots=True)
class Annotations:
    """Every loaded answer of a project, with the ledger of how it came to be loaded.

    Attributes:
        frame: Lazy frame in `SCHEMA`, one row per answer, in file and record order.
        ledger: Records read, loaded and unreadable by file.
        findings: What was met while reading.
        breakdowns: Breakdown columns that the frame carries.
    """

    frame: pl.LazyFrame
    ledger: Ledger
    findings: tuple[Finding, ...] = ()
    breakdowns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Selection:
    """What a command uses: which questions, roles and round.

    Attributes:
        questions: Ids of questions, or empty for all.
        round: Round whose answers count.
        roles: Roles that count as annotators.
    """

    questions: tuple[str, ...] = ()
    round: int = 1
    roles: tuple[Role, ...] = field(default=(Role.ANNOTATOR,))


def exclusion(selection: Selection, *, columns: Iterable[str]) -> pl.Expr:
    """Return the expression giving each row's reason not to be used, null when it is used.

    A row has one reason: the first that holds in the order status, role, round, problem, so
    that the counts by reason add up to the rows.

    Args:
        selection: What the command uses.
        columns: Columns present in the frame; a rule whose column is absent cannot hold.
    """
    have = set(columns)
    rules: list[tuple[pl.Expr, str]] = []
    if "status" in have:
        rules += [
            (pl.col("status") == "draft", Reason.DRAFT),
            (pl.col("status") == "skipped", Reason.SKIPPED),
            (pl.col("status") == "rejected", Reason.REJECTED),
        ]
    if "role" in have:
        used = {role.value for role in selection.roles}
        names = {"model": Reason.MODEL, "gold": Reason.GOLD, "reviewer": Reason.REVIEW}
        rules += [(pl.col("role") == r, why) for r, why in names.items() if r not in used]
    if "round" in have:
        rules.append((pl.col("round") != selection.round, Reason.OTHER_ROUND))
    reason = pl.col("problem").cast(pl.String) if "problem" in have else pl.lit(None, pl.String)
    for condition, why in reversed(rules):
        reason = pl.when(condition).then(pl.lit(str(why))).otherwise(reason)
    return reason.alias("excluded")
