"""Says what a newer export of a source changes: answers superseded, changed and new."""

from dataclasses import dataclass

import polars as pl

from annops.core.annotations import Selection, exclusion
from annops.core.errors import AnnopsError
from annops.core.states import Reason
from annops.core.wording import counted
from annops.render.numbers import count
from annops.workspace.open import Workspace

_KEY = ("item", "question", "annotator", "role", "round")


@dataclass(frozen=True, slots=True)
class Standing:
    """The answers of a project at one time.

    Attributes:
        used: The answers that figures use: `_KEY` as text and `answer`.
        n_superseded: Answers that newer exports stand in for.
    """

    used: pl.DataFrame
    n_superseded: int


def standing(workspace: Workspace) -> Standing | None:
    """Return the answers of a project, None when they cannot be loaded."""
    try:
        frame = workspace.annotations().frame
    except AnnopsError:
        return None
    names = frame.collect_schema().names()
    rows = (
        frame.with_columns(exclusion(Selection(), columns=names))
        .select(*(pl.col(name).cast(pl.String) for name in (*_KEY, "answer", "excluded")))
        .collect()
    )
    superseded = rows.filter(pl.col("excluded") == Reason.SUPERSEDED.value).height
    used = rows.filter(pl.col("excluded").is_null()).drop("excluded")
    return Standing(used, superseded)


def difference(before: Standing | None, after: Standing | None) -> str | None:
    """Say what became of the answers between two times; None when one of them is not known."""
    if before is None or after is None:
        return None
    both = after.used.join(before.used, on=_KEY, how="left", suffix="_before", nulls_equal=True)
    had = pl.col("answer_before").is_not_null()
    changed = both.filter(had & (pl.col("answer") != pl.col("answer_before"))).height
    new = both.filter(~had).height
    gone = before.used.join(after.used, on=_KEY, how="anti", nulls_equal=True).height
    parts = [f"{count(changed)} changed", f"{count(new)} new"]
    if gone:
        parts.append(f"{count(gone)} used no more")
    n = after.n_superseded - before.n_superseded
    what = f"supersedes {counted(n, 'answer')}" if n else "supersedes no answer"
    return f"{what}: {', '.join(parts)}"
