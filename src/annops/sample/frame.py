"""The list a sample is drawn from: the items of a batch that have an answer to be judged."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from annops.core.annotations import Annotations, Selection, exclusion
from annops.core.errors import AnnopsError
from annops.core.finding import Code, Severity, did_you_mean
from annops.core.items import Items, item_batches
from annops.core.sample import WHOLE, content_hash

NONE, SEVERAL = "(none)", "(several)"
"""Stratum of items without a value, and of items whose answers have several values."""

TARGETED, REST = "targeted", "not targeted"
"""Strata of a sample whose items were chosen."""

NOT_BEGUN, NO_ANSWER = "not begun", "no usable answer"
BETWEEN = " / "
_ITEM_LEVEL = ("batch", "locale")

UNKNOWN_BATCH = Code(
    id="SAM005",
    title="A batch that the project does not have",
    severity=Severity.ERROR,
    checks="Whether some item belongs to the batch named.",
    why="A sample of nothing would look like a batch without errors.",
    example="`annops sample B1` where the batches are called B01, B02 ...",
    remedy="take one of the batches named, or `all` for the whole project",
)
NOTHING = Code(
    id="SAM006",
    title="A batch with nothing to judge",
    severity=Severity.ERROR,
    checks="Whether some item of the batch has an answer that can be judged.",
    why="Only what has been answered can be right or wrong.",
    example="A batch that was released but not begun, or a question nobody answered yet.",
    remedy="take in an export with its answers first: `annops import FILE`",
)


@dataclass(frozen=True, slots=True)
class Frame:
    """The list a sample is drawn from.

    Attributes:
        batch: The batch, None for the whole project.
        table: One row an item, sorted by id: `item`, `stratum`, `answers`.
        rows: One row an answer that can be judged: `item`, `question`, `annotator`, `answer`, and
            the columns of the answers that conditions may name.
        content: One row an item: `item`, `text`, `media`, `link`, `locale` and breakdowns.
        questions: Questions that have answers here, in the order of the definition.
        answers: Answers that can be judged, by question.
        excluded: Items of the batch that cannot be drawn, by reason; with `table` they are all.
    """

    batch: str | None
    table: pl.DataFrame
    rows: pl.DataFrame
    content: pl.DataFrame
    questions: tuple[str, ...]
    answers: dict[str, int]
    excluded: dict[str, int]


@dataclass(frozen=True, slots=True)
class Closed:
    """A frame as it is drawn from: its table, and the same as the bytes of frame.csv."""

    table: pl.DataFrame
    content: bytes
    sha256: str


def close(frame: Frame, targets: Sequence[str] | None = None) -> Closed:
    """Write the list down: the same bytes in whichever order it was read.

    Args:
        frame: The list.
        targets: Ids of targeted items, which become a stratum of their own; None for a random
            sample.
    """
    table = frame.table
    if targets is not None:
        is_target = pl.col("item").is_in(pl.Series(targets, dtype=pl.String).implode())
        part = pl.when(is_target).then(pl.lit(TARGETED)).otherwise(pl.lit(REST))
        table = table.with_columns(part.alias("stratum"))
    content = table.write_csv(line_terminator="\n").encode()
    return Closed(table, content, content_hash(content))


def build_frame(
    annotations: Annotations,
    items: Items,
    batch: str | None,
    questions: Sequence[str],
    by: Sequence[str] = (),
) -> Frame:
    """List the items of a batch that can be drawn, each in its stratum.

    Args:
        annotations: All answers; only used answers of round 1 by annotators count.
        items: All items; one that only the exports know is added from there.
        batch: Name of the batch; `all` where no batch is called so: the whole project.
        questions: Questions whose answers are judged, in the order of the definition.
        by: Columns whose values are strata.

    Raises:
        AnnopsError: When the batch is unknown (SAM005) or has nothing to judge (SAM006).
    """
    answers = _answers(annotations, questions)
    listed = _listed(items.frame, answers)
    chosen = _batch_of(listed, batch)
    mine = listed if chosen is None else listed.filter(pl.col("batch") == chosen)
    can = mine.filter(pl.col("answers") > 0)
    if can.is_empty():
        raise AnnopsError(NOTHING.at(None, f"{_named(chosen)} has no answer that can be judged"))
    used = answers.filter("used")
    if mine.height < listed.height:
        used = used.join(can.select("item"), on="item", how="semi")
    begun = int(mine["begun"].fill_null(value=False).sum())
    excluded = {NOT_BEGUN: mine.height - begun, NO_ANSWER: begun - can.height}
    numbers = {str(name): int(n) for name, n in used["question"].value_counts().iter_rows()}
    table = _strata(can, used, by).select("item", "stratum", pl.col("answers").cast(pl.Int64))
    content = can.drop("begun", "answers").sort("item")
    return Frame(
        chosen, table.sort("item"), used, content,
        tuple(name for name in questions if name in numbers),
        {name: numbers[name] for name in questions if name in numbers},
        {reason: n for reason, n in excluded.items() if n},
    )  # fmt: skip


def batches_of(annotations: Annotations, items: Items) -> tuple[str, ...]:
    """Return the names of the project's batches, sorted."""
    listed = _listed(items.frame, _answers(annotations, ()))
    return tuple(str(name) for name in listed["batch"].drop_nulls().unique().sort())


def _answers(annotations: Annotations, questions: Sequence[str]) -> pl.DataFrame:
    """One row an answer of an annotator: whether the item was begun by it, whether it is used."""
    names = annotations.frame.collect_schema().names()
    reason = exclusion(Selection(), columns=names)
    keep = [name for name in names if name not in {"file", "record", "snapshot"}]
    asked = pl.col("question").is_in(list(questions)) if questions else pl.lit(value=True)
    return (
        annotations.frame.select(*keep, reason)
        .filter(pl.col("item").is_not_null())
        .with_columns(
            (pl.col("role") == "annotator").fill_null(value=False).alias("begun"),
            (pl.col("excluded").is_null() & asked).fill_null(value=False).alias("used"),
        )
        .drop("excluded")
        .collect()
    )


def _listed(items: pl.DataFrame, answers: pl.DataFrame) -> pl.DataFrame:
    """All items: whether begun, how many answers are used, the batch as far as it is known."""
    counted = _counted(answers)
    if items["item"].equals(counted["item"]):
        every = items.hstack(counted.drop("item"))
    else:
        every = items.join(counted, on="item", how="left", maintain_order="left")
    if every["answers"].count() < counted.height:
        unlisted = counted.join(items, on="item", how="anti")
        every = pl.concat((every, unlisted), how="diagonal")
    if "batch" not in answers.columns or not every["batch"].null_count():
        return every
    known = item_batches(answers, items)
    return every.drop("batch").join(known, on="item", how="left", maintain_order="left")


def _counted(answers: pl.DataFrame) -> pl.DataFrame:
    """One row an item that has answers: `item`, `begun`, `answers` (how many are used)."""
    numbers = answers["item_number"].to_numpy()
    size = int(numbers.max(initial=0)) + 1
    first = np.full(size, -1, dtype=np.int64)
    first[numbers[::-1]] = np.arange(len(numbers), dtype=np.int64)[::-1]
    there = np.flatnonzero(first >= 0)
    begun = np.bincount(numbers[answers["begun"].to_numpy()], minlength=size)
    used = np.bincount(numbers[answers["used"].to_numpy()], minlength=size)
    return pl.DataFrame(
        {
            "item": answers["item"].gather(first[there]),
            "begun": begun[there] > 0,
            "answers": used[there],
        }
    )


def _batch_of(listed: pl.DataFrame, batch: str | None) -> str | None:
    if batch is None:
        return None
    names = [str(name) for name in listed["batch"].drop_nulls().unique().sort()]
    if batch in names:
        return batch
    if batch == WHOLE:
        return None
    raise AnnopsError(
        UNKNOWN_BATCH.at(None, f"no batch is called `{batch}`", _choices(batch, names))
    )


def _choices(batch: str, names: Sequence[str]) -> str:
    if names:
        return f"{did_you_mean(batch, names)}, or `{WHOLE}` for the whole project"
    return f"the exports give no batches; take `{WHOLE}`, or map `batch:` in `columns`"


def _named(batch: str | None) -> str:
    return "the project" if batch is None else f"the batch `{batch}`"


def _strata(can: pl.DataFrame, used: pl.DataFrame, by: Sequence[str]) -> pl.DataFrame:
    """Add the column `stratum`: the values of the columns, `all` without columns."""
    if not by:
        return can.with_columns(pl.lit(WHOLE).alias("stratum"))
    for column in by:
        can = _with_value(can, used, column)
    values = [pl.col(f"stratum {column}").fill_null(NONE) for column in by]
    return can.with_columns(pl.concat_str(values, separator=BETWEEN).alias("stratum"))


def _with_value(can: pl.DataFrame, used: pl.DataFrame, column: str) -> pl.DataFrame:
    """Add the value of one column for each item; one that its answers differ in is `several`."""
    name = f"stratum {column}"
    known = column in can.columns and can[column].null_count() < can.height
    if column not in used.columns or (known and column in _ITEM_LEVEL):
        value = pl.col(column) if column in can.columns else pl.lit(None, pl.String)
        return can.with_columns(value.alias(name))
    values = pl.col(column).cast(pl.String).drop_nulls().unique()
    one = pl.when(values.len() > 1).then(pl.lit(SEVERAL)).otherwise(values.first())
    told = used.group_by("item").agg(one.alias(name))
    return can.join(told, on="item", how="left", maintain_order="left")


def needed_columns(by: Iterable[str], where: Iterable[str]) -> tuple[str, ...]:
    """Return the columns of the answers that a frame needs besides the usual ones."""
    return tuple(dict.fromkeys(("batch", *by, *where)))
