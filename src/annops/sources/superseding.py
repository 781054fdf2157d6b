"""Says what a file changes: answers superseded, changed, new, absent, or there already."""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import PurePosixPath

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
        rows: All answers: `_KEY`, `answer`, `file` and `excluded` (why, null if used), as text.
    """

    rows: pl.DataFrame

    @property
    def used(self) -> pl.DataFrame:
        """The answers that figures use."""
        return self.rows.filter(pl.col("excluded").is_null())

    @property
    def n_superseded(self) -> int:
        """Answers that newer exports stand in for."""
        return self.rows.filter(pl.col("excluded") == Reason.SUPERSEDED.value).height


def standing(workspace: Workspace) -> Standing | None:
    """Return the answers of a project, None when they cannot be loaded."""
    try:
        frame = workspace.annotations().frame
    except AnnopsError:
        return None
    names = frame.collect_schema().names()
    marked = frame.with_columns(exclusion(Selection(), columns=names))
    columns = (*_KEY, "answer", "file", "excluded")
    return Standing(marked.select(*(pl.col(name).cast(pl.String) for name in columns)).collect())


def difference(
    before: Standing | None, after: Standing | None, newest: str, older: Collection[str]
) -> str | None:
    """Say what became of the answers between two times; None when one of them is not known.

    Args:
        before: The answers before a file was taken in.
        after: The answers with it.
        newest: Path of the file.
        older: Paths of the files that it should repeat; none where files only add.
    """
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
    return f"{what}: {', '.join(parts)}{_absent(before, after, newest, older)}"


def _absent(before: Standing, after: Standing, newest: str, older: Collection[str]) -> str:
    told = after.rows.filter(pl.col("file") == newest)
    known = before.used.filter(pl.col("file").is_in(list(older)))
    n = known.join(told, on=_KEY, how="anti", nulls_equal=True).height
    verbs = "is not in it and still counts" if n == 1 else "are not in it and still count"
    return f"; {counted(n, 'answer')} of earlier exports {verbs}" if n else ""


def already(rows: pl.DataFrame, there: Standing | None) -> str | None:
    """Say how many answers of a file the project has from another source; None without any.

    Args:
        rows: Answers of the file, as they were loaded by themselves.
        there: The answers of the project; None when they are not known.
    """
    if there is None or "item" not in rows.columns:
        return None
    asked = rows.select(*(pl.col(name).cast(pl.String) for name in _KEY)).unique()
    known = there.used.select(*_KEY, "file").unique(_KEY, keep="first", maintain_order=True)
    both = asked.join(known, on=_KEY, how="inner", maintain_order="left_right")
    if both.is_empty():
        return None
    file = str(both["file"].mode().sort()[0])
    which = "all" if both.height == asked.height else f"{count(both.height)} of"
    return (
        f"{which} {counted(asked.height, 'answer')} (by item, question and annotator) are in the "
        f"project already, as in {file}, and would count twice or as duplicates; if this is a "
        f"newer export of that source, or its rework, put it into {PurePosixPath(file).parent}/ "
        "and import it there"
    )
