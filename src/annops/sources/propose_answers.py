"""Proposes a source entry for a tool whose records hold answers: its questions, its breakdowns."""

from collections.abc import Mapping
from typing import Any

import polars as pl

from annops.core.states import Role
from annops.formats.reading import Answers
from annops.project.source import FIELDS
from annops.sources.columns import value_counts
from annops.sources.names import identifier
from annops.sources.proposal import Guess, Proposal, Sureness, Wishes
from annops.sources.questions import guess_question
from annops.tasks.question import Question


def propose_answers(
    answers: Answers, keys: Mapping[str, str], wishes: Wishes, known: Mapping[str, Question]
) -> Proposal:
    """Propose an entry from answers that name their question.

    Args:
        answers: All answers of the file.
        keys: Keys of the items' data by field, as `locale: data.lang`.
        wishes: What a person says about the file.
        known: The project's questions.
    """
    making = _Making(answers, wishes, known)
    columns: dict[str, Any] = {what: _reference(given) for what, given in wishes.columns.items()}
    for what, key in keys.items():
        if what not in columns:
            columns[what] = key
            making.guesses.append(Guess(what, key, f"named `{key}`", Sureness.SURE))
    renamed = making.name_questions()
    entry: dict[str, Any] = {"columns": columns} if columns else {}
    if wishes.question is not None:
        entry["question"] = wishes.question
    elif renamed:
        entry["questions"] = renamed
    if wishes.role is not None and wishes.role is not Role.ANNOTATOR:
        entry["role"] = wishes.role.value
    return Proposal(
        entry, making.questions, tuple(making.guesses), tuple(making.notes),
        tuple(making.missing), tuple(making.oddities),
    )  # fmt: skip


class _Making:
    def __init__(self, answers: Answers, wishes: Wishes, known: Mapping[str, Question]) -> None:
        self._frame, self._wishes, self._known = answers.frame, wishes, known
        self.questions: dict[str, Mapping[str, Any]] = {}
        self.guesses: list[Guess] = []
        self.notes: list[str] = []
        self.missing: list[str] = []
        self.oddities: list[str] = []

    def name_questions(self) -> dict[str, str]:
        """Define the questions that have readable answers; return the ids that differ."""
        renamed: dict[str, str] = {}
        readable = self._frame.filter(pl.col("raw").is_not_null())
        named = value_counts(readable, "question")
        for tag, _ in named:
            mine = readable.filter(pl.col("question").cast(pl.String).str.strip_chars() == tag)
            name = self._wishes.question or _question_id(tag)
            self._define(name, tag, mine)
            if name != tag:
                renamed[tag] = name
        self._note_unread({tag for tag, _ in named})
        return renamed

    def _define(self, name: str, tag: str, mine: pl.LazyFrame) -> None:
        if name in self._known or name in self.questions:
            self.guesses.append(Guess("question", name, "defined in the project", Sureness.SURE))
            return
        guess = guess_question(value_counts(mine, "raw"), tag)
        if guess.definition is None:
            self.missing.append(
                f"what may be answered to `{name}`: {guess.why}; define it under `questions:` in "
                "annops.yaml with all its labels"
            )
            return
        self.questions[name] = guess.definition
        what = f"{guess.definition['type']} `{name}`"
        self.guesses.append(Guess("question", what, guess.why, guess.sureness))
        if guess.note:
            self.notes.append(guess.note)
        self.oddities += guess.odd

    def _note_unread(self, readable: set[str]) -> None:
        if "unsupported" not in self._frame.collect_schema().names():
            return
        unread = (
            self._frame.filter(pl.col("unsupported").is_not_null())
            .select(pl.col("question").cast(pl.String), pl.col("unsupported").cast(pl.String))
            .unique()
            .collect()
            .sort("question", "unsupported", nulls_last=True)
        )
        kinds = [
            f"`{question}` ({kind})"
            for question, kind in unread.iter_rows()
            if question is not None and question not in readable
        ]
        if kinds:
            more = f" and {len(kinds) - 4} more" if len(kinds) > 4 else ""
            self.notes.append(
                f"answers of {', '.join(kinds[:4])}{more} are counted and timed, not compared"
            )


def _question_id(tag: str) -> str:
    return tag if tag not in FIELDS and tag.strip() else f"q_{identifier(tag)}"


def _reference(columns: tuple[str, ...]) -> Any:
    return columns[0] if len(columns) == 1 else list(columns)
