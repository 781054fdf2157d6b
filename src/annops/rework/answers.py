"""Finds the newest answer of everybody in a batch, and keeps answers as they were; pure."""

from collections.abc import Collection, Iterable, Mapping
from hashlib import sha256

import polars as pl

from annops.core.annotations import Annotations
from annops.core.csv_records import csv_records
from annops.core.items import Items
from annops.core.states import Reason, Role, Status
from annops.registers.table import csv_line
from annops.rework.model import Answers, Given, Kept, Key

KEY = ("item", "question", "annotator")
HEADER = (*KEY, "own", "answer")
LONGEST = 200
"""Characters of an answer that is kept as it is; of a longer one the hash is kept."""


def newest_answers(
    annotations: Annotations, items: Items | None, batch: str, also: Iterable[str] = ()
) -> Answers:
    """Return the newest answer of each annotator to each question, for a batch.

    Every round counts, a later one more; then the time of submission where all answers compared
    have one, then the export, the file and the record. Answers that a newer export replaces or
    that cannot be read do not count; of repeated answers the newest does, whatever the source's
    policy, since rework is a repeated answer.

    Args:
        annotations: All answers, with `submitted_at`, `batch` where they are known.
        items: The items received, which know their batch.
        batch: The batch.
        also: Items whose answers are wanted too.
    """
    names = annotations.frame.collect_schema().names()
    wanted = set(also)
    if items is not None and "batch" in items.frame.columns:
        wanted |= set(items.frame.filter(pl.col("batch") == batch)["item"])
    mine = pl.col("item").is_in(list(wanted))
    if "batch" in names:
        mine = mine | (pl.col("batch").cast(pl.String) == batch)
    usable = (
        (pl.col("status").cast(pl.String) == Status.SUBMITTED.value)
        & (pl.col("role").cast(pl.String) == Role.ANNOTATOR.value)
        & pl.col("answer").is_not_null()
        & pl.col("problem").cast(pl.String).fill_null(Reason.DUPLICATE.value).eq(
            Reason.DUPLICATE.value
        )
    )  # fmt: skip
    time = pl.col("submitted_at") if "submitted_at" in names else pl.lit(None)
    snapshot = pl.col("snapshot") if "snapshot" in names else pl.lit("")
    text = [pl.col(name).cast(pl.String).fill_null("") for name in (*KEY, "answer")]
    rows = annotations.frame.filter(mine & usable).select(
        *text, "round", "record", pl.col("file").cast(pl.String),
        time.cast(pl.Datetime("us", "UTC")).alias("time"),
        snapshot.cast(pl.String).alias("snapshot"), pl.col("problem").is_null().alias("in_use"),
    ).collect()  # fmt: skip
    key = list(KEY)
    timed = pl.when(pl.col("time").is_null().any().over(key)).then(None).otherwise(pl.col("time"))
    ordered = rows.with_columns(timed.alias("time")).sort(
        *key, "round", "time", "snapshot", "file", "record"
    )
    last = ordered.group_by(key, maintain_order=True).last()
    return {
        (row["item"], row["question"], row["annotator"]): Given(
            row["answer"], f"{row['file']}:{row['record']}", in_use=row["in_use"]
        )
        for row in last.iter_rows(named=True)
    }


def by_question(answers: Answers) -> dict[tuple[str, str], dict[str, Given]]:
    """Arrange answers by item and question, then by annotator."""
    found: dict[tuple[str, str], dict[str, Given]] = {}
    for (item, question, who), given in answers.items():
        found.setdefault((item, question), {})[who] = given
    return found


def kept(answer: str) -> str:
    """Return what is kept of an answer: itself, or the hash of a long one."""
    if len(answer) <= LONGEST:
        return answer
    return f"sha256:{sha256(answer.encode()).hexdigest()}"


def people_of(annotations: Annotations, vendor: str) -> set[str]:
    """Return the annotators whose answers name a vendor."""
    if "vendor" not in annotations.frame.collect_schema().names():
        return set()
    mine = annotations.frame.filter(pl.col("vendor").cast(pl.String) == vendor)
    names = mine.select(pl.col("annotator").cast(pl.String).unique().drop_nulls()).collect()
    return set(names["annotator"])


def before(answers: Answers, people: Collection[str], items: Collection[str]) -> dict[Key, Kept]:
    """Choose what is kept at a sending: the addressee's answers, and all on the items sent."""
    return {
        key: Kept(kept(given.answer), key[2] in people)
        for key, given in answers.items()
        if key[2] in people or key[0] in items
    }


def before_text(answers: Mapping[Key, Kept]) -> str:
    """Write what is kept, sorted, one answer a line."""
    ordered = sorted(answers.items(), key=lambda entry: entry[0])
    lines = [HEADER, *((*key, "yes" if one.own else "", one.answer) for key, one in ordered)]
    return "".join(f"{csv_line(cells)}\n" for cells in lines)


def read_before(text: str) -> dict[Key, Kept] | None:
    """Read what was kept; None where it is no such text."""
    rows = [record.cells for record in csv_records(text)]
    if not rows or tuple(rows[0]) != HEADER or any(len(row) != len(HEADER) for row in rows):
        return None
    return {
        (item, question, who): Kept(answer, own == "yes")
        for item, question, who, own, answer in rows[1:]
    }
