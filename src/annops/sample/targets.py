"""Which items a targeted sample looks at."""

from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from annops.core.errors import AnnopsError
from annops.core.finding import Code, Severity, did_you_mean
from annops.sample.frame import Frame

_NAMED = 5

STRANGE_ITEMS = Code(
    id="SAM010",
    title="Items that cannot be drawn from the batch",
    severity=Severity.ERROR,
    checks="Whether each item of the list belongs to the batch and has an answer to be judged.",
    why="An item left out silently would be taken for one that was looked at.",
    example="A list of another batch, or ids that a spreadsheet turned into numbers.",
    remedy="correct the ids, or take the items out of the list",
)
NO_MATCH = Code(
    id="SAM011",
    title="A condition that no item meets",
    severity=Severity.ERROR,
    checks="Whether the column of `--where` exists and some item of the batch has the value.",
    why="An empty sample would look like items without errors.",
    example="`--where annotator=a7` where the annotators are called a07, a08 ...",
    remedy="take a column and a value that the batch has",
)


def targets_of(frame: Frame, ids: Sequence[str] | None, file: str) -> tuple[str, ...]:
    """Return the items that have answers to be judged, sorted; of a list, those that stand in it.

    Args:
        frame: The frame, with no other answers than those that meet the conditions.
        ids: Ids of the list, None where there is none.
        file: Name of the list.

    Raises:
        AnnopsError: When the list is empty or names items that cannot be drawn (SAM010), or none
            of them meets the conditions (SAM011).
    """
    found = set(frame.rows["item"].unique().to_list())
    if ids is None:
        return tuple(sorted(found))
    given = pl.DataFrame({"item": sorted(set(ids))}, {"item": pl.String})
    strange = given.join(frame.table, on="item", how="anti")["item"].sort().to_list()
    if strange:
        named = ", ".join(f"`{item}`" for item in strange[:_NAMED])
        more = f" and {len(strange) - _NAMED:,} more" if len(strange) > _NAMED else ""
        message = f"{len(strange):,} of {given.height:,} items of `{file}` are not there: "
        raise AnnopsError(STRANGE_ITEMS.at(None, message + named + more))
    if given.is_empty():
        raise AnnopsError(STRANGE_ITEMS.at(None, f"`{file}` names no item"))
    if not found & set(ids):
        raise AnnopsError(NO_MATCH.at(None, f"no item of `{file}` meets the conditions"))
    return tuple(sorted(found & set(ids)))


def only_matching(frame: Frame, where: Sequence[tuple[str, str]]) -> Frame:
    """Return the frame with no other answers than those that meet all conditions.

    Conditions on answers (annotator, question, answer, vendor ...) must hold for one answer
    together; a column that only the list of items has must hold for the answer's item. The list
    of items stays as it is.

    Raises:
        AnnopsError: When a column is unknown or nothing is left (SAM011).
    """
    rows, content = frame.rows, frame.content
    for column, value in where:
        if _has(rows, column):
            rows = _kept(rows, column, value)
        elif _has(content, column):
            content = _kept(content, column, value)
        else:
            columns = [name for name in dict.fromkeys((*rows.columns, *content.columns))
                       if name not in _HIDDEN]  # fmt: skip
            hint = did_you_mean(column, sorted(columns))
            raise AnnopsError(NO_MATCH.at(None, f"no column is called `{column}`", hint))
    rows = rows.join(content.select("item"), on="item", how="semi")
    if rows.is_empty():
        told = " and ".join(f"`{column}={value}`" for column, value in where)
        raise AnnopsError(NO_MATCH.at(None, f"no item of the batch meets {told} together"))
    asked = set(rows["question"].cast(pl.String).unique().to_list())
    questions = tuple(name for name in frame.questions if name in asked)
    return replace(frame, rows=rows, questions=questions)


_HIDDEN = {"begun", "used", "item_number", "problem", "status", "role", "round"}


def _has(frame: pl.DataFrame, column: str) -> bool:
    return column in frame.columns and frame[column].null_count() < frame.height


def _kept(frame: pl.DataFrame, column: str, value: str) -> pl.DataFrame:
    kept = frame.filter(pl.col(column).cast(pl.String) == value)
    if kept.is_empty() and not frame.is_empty():
        values = frame[column].cast(pl.String).drop_nulls().unique().sort().to_list()
        message = f"no item of the batch has `{column}={value}`"
        raise AnnopsError(NO_MATCH.at(None, message, did_you_mean(value, values)))
    return kept
