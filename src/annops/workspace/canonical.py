"""Reads each distinct raw answer once through its question, and maps the result over the rows."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from annops.core.counts import densify
from annops.core.states import Reason
from annops.tasks.question import Problem, Question

_NO_QUESTION = Problem(Reason.UNKNOWN_QUESTION, "a question of the definition")


_REASONS: tuple[Reason, ...] = tuple(Reason)
_CODE = {reason: code for code, reason in enumerate(_REASONS, start=1)}


def canonical_answers(
    frame: pl.DataFrame, questions: Mapping[str, Question]
) -> tuple[pl.DataFrame, dict[tuple[str, str], Problem]]:
    """Add `answer` and `problem` beside `raw`.

    Args:
        frame: Rows with `item`, `question`, `annotator`, `role`, `raw`, maybe `unsupported`.
        questions: The definition's questions by id.

    Returns:
        The frame in the same row order, and the problem of each (question, raw text) that is no
        answer, for findings; the frame keeps `raw` so that they can be placed.
    """
    raw = frame["raw"].cast(pl.Categorical)
    vocabulary: dict[str | None, int] = {None: 0}
    answers = np.zeros(len(raw), np.int32)
    why = np.zeros(len(raw), np.int8)
    problems: dict[tuple[str, str], Problem] = {}
    for name, rows in _rows_by_question(frame["question"]):
        luts, unread = _read_distinct(raw.gather(rows) if rows is not None else raw,
                                      questions.get(name), vocabulary)  # fmt: skip
        problems |= {(name, text): problem for text, problem in unread.items()}
        at = slice(None) if rows is None else rows
        codes = raw.to_physical().fill_null(luts.shape[1] - 1).to_numpy()[at]
        answers[at], why[at] = luts[0][codes], luts[1][codes]
    _override(frame, answers, why)
    return frame.with_columns(
        _texts(list(vocabulary), answers).alias("answer"),
        _texts([None, *_REASONS], why).alias("problem"),
    ), problems


def _rows_by_question(question: pl.Series) -> Iterator[tuple[str, NDArray[np.int64] | None]]:
    """Give each question with its rows.

    Yields:
        Question name, empty for none, and its row positions, or None for all rows.
    """
    codes, names = densify(question)
    for code in np.unique(codes).tolist():
        everything = len(names) == 1 and not np.any(codes < 0)
        yield (
            (names[code] if code >= 0 else ""),
            (None if everything else np.flatnonzero(codes == code)),
        )


def _read_distinct(
    raw: pl.Series, question: Question | None, vocabulary: dict[str | None, int]
) -> tuple[NDArray[np.int32], dict[str, Problem]]:
    """Read the distinct texts of a question's answers.

    Returns:
        Array (2, n_physical + 1): answer and reason by physical code, the last column for null;
        and the texts that are no answers.
    """
    met = raw.unique().drop_nulls()
    physical = met.to_physical().to_list()
    luts = np.zeros((2, max(physical, default=-1) + 2), np.int32)
    problems: dict[str, Problem] = {}
    for at, text in zip(physical, met.cast(pl.String).to_list(), strict=True):
        read = _read(text, question)
        if isinstance(read, Problem):
            problems[text] = read
            luts[1, at] = _CODE[read.reason]
        elif read is not None:
            luts[0, at] = vocabulary.setdefault(read, len(vocabulary))
    return luts, problems


def _read(text: str, question: Question | None) -> str | Problem | None:
    if question is None:
        return _NO_QUESTION
    return None if text in question.null else question.canonical(text)


def _override(frame: pl.DataFrame, answers: NDArray[np.int32], why: NDArray[np.int8]) -> None:
    """Write into `why` the problems that do not come from the answer's text."""
    why[(answers == 0) & (why == 0)] = _CODE[Reason.NO_ANSWER]
    if "unsupported" in frame.columns and frame["unsupported"].null_count() < len(frame):
        why[frame["unsupported"].is_not_null().to_numpy()] = _CODE[Reason.UNSUPPORTED_TYPE]
    if frame["annotator"].null_count():
        mine = frame.select(pl.col("annotator").is_null() & (pl.col("role") == "annotator"))
        why[mine.to_series().to_numpy() & (why == 0)] = _CODE[Reason.NO_ANNOTATOR]
    if frame["item"].null_count():
        why[frame["item"].is_null().to_numpy()] = _CODE[Reason.NO_ITEM]


def _texts(names: Sequence[str | None], codes: NDArray[np.integer[Any]]) -> pl.Series:
    return pl.Series(names, dtype=pl.Categorical).gather(codes)
