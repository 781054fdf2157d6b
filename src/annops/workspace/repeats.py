"""Applies the policies for answers that appear twice: in newer exports, and by one annotator."""

from collections.abc import Callable, Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from annops.core.counts import densify
from annops.core.states import Reason
from annops.project.source import Source

Keys = NDArray[np.int64]


def answer_keys(frame: pl.DataFrame) -> Keys:
    """Number (item, question, annotator, role, round) per row: equal numbers, equal answers."""
    key = frame["item_number"].to_numpy().astype(np.int64)
    for column in ("annotator", "question", "role"):
        codes, names = densify(frame[column])
        key = key * (len(names) + 1) + codes + 1
    rounds = frame["round"].to_numpy().astype(np.int64)
    return key * (int(rounds.max(initial=1)) + 1) + rounds


def mark_superseded(frame: pl.DataFrame, keys: Keys, sources: Sequence[Source]) -> pl.DataFrame:
    """Give rows that a newer file of the same cumulative source repeats the problem superseded."""
    if not len(frame) or not frame["file_index"].max():
        return frame
    cumulative = [i for i, source in enumerate(sources) if source.snapshots == "cumulative"]
    files = frame.group_by("source_index").agg(pl.col("file_index").n_unique())
    several = files.filter(pl.col("file_index") > 1)["source_index"].to_list()
    affected = sorted(set(cumulative).intersection(several))
    if not affected:
        return frame
    keyed = frame.with_columns(pl.Series("_key", keys))
    newest = pl.col("file_index").max().over("source_index", "_key")
    old = pl.col("source_index").is_in(affected) & (pl.col("file_index") < newest)
    why = (
        pl.when(old)
        .then(pl.lit(str(Reason.SUPERSEDED)))
        .otherwise(pl.col("problem").cast(pl.String))
    )
    return keyed.with_columns(why.cast(pl.Categorical).alias("problem")).drop("_key")


def mark_duplicates(
    frame: pl.DataFrame,
    keys: Keys,
    sources: Sequence[Source],
    times: Callable[[NDArray[np.int64]], pl.Series],
) -> pl.DataFrame:
    """Give answers beside another one by the same annotator the problem duplicate, by policy.

    Args:
        frame: All rows in source, file and record order.
        keys: `answer_keys(frame)`.
        sources: The definition's sources; the policy of an answer's source decides.
        times: Gives `submitted_at` of rows by position; asked only for repeated answers.
    """
    usable = frame.select(
        pl.col("problem").is_null() & (pl.col("status") == "submitted")
    ).to_series()
    everything = bool(usable.all())
    rows = np.arange(len(frame)) if everything else usable.arg_true().to_numpy()
    mine = pl.Series(keys if everything else keys[rows])
    if mine.n_unique() == len(mine):
        return frame
    at = rows[mine.is_duplicated().to_numpy()].astype(np.int64)
    repeated = (
        pl.DataFrame({"row": at, "key": keys[at]})
        .with_columns(times(at).alias("time"), frame["source_index"].gather(at).alias("source"))
        .sort("key", "time", "row", nulls_last=False)
    )
    policy = [source.duplicates for source in sources]
    kept = repeated.with_columns(
        pl.col("source")
        .last()
        .over("key")
        .replace_strict(dict(enumerate(policy)), return_dtype=pl.String)
        .alias("policy"),
        (pl.int_range(pl.len()).over("key") == 0).alias("is_first"),
        (pl.int_range(pl.len(), 0, -1).over("key") == 1).alias("is_last"),
    )
    out = kept.filter(
        ((pl.col("policy") == "last") & ~pl.col("is_last"))
        | ((pl.col("policy") == "first") & ~pl.col("is_first"))
        | (pl.col("policy") == "error")
    )["row"].to_numpy()
    problem = frame["problem"].cast(pl.String).scatter(out, str(Reason.DUPLICATE))
    return frame.with_columns(problem.cast(pl.Categorical).alias("problem"))
