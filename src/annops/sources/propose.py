"""From a table's cells to a proposed source entry, its questions, and the reasons; pure."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from polars import String

from annops.core.command_word import command_word
from annops.core.states import Role
from annops.formats.own_column import own_column
from annops.project.source import FIELDS
from annops.sources import decimal_commas
from annops.sources.answer_columns import find_answers
from annops.sources.columns import Column, value_counts
from annops.sources.field_columns import find_fields
from annops.sources.layout import annotator_columns, are_people
from annops.sources.names import DOUBTFUL_LOCALE, identifier, normalised, strength
from annops.sources.proposal import Guess, Proposal, Sureness, Wishes
from annops.sources.questions import Counts, fitting, guess_question
from annops.sources.spelling import is_number
from annops.sources.statuses import status_entries
from annops.sources.table import Making, Table
from annops.sources.time_columns import settle_times
from annops.sources.unused import hints
from annops.tasks.question import Question

_GENERIC = frozenset({
    "answer", "answers", "label", "labels", "labeled", "export", "data", "dataset", "results",
    "result", "annotation", "annotations", "judgments", "gold", "truth", "batch", "raw", "final",
    "v1", "v2", "csv", "all", "new", "response", "responses", "full", "stdin",
})  # fmt: skip
_GOLD_WORDS = frozenset({"gold", "truth", "gt", "groundtruth", "reference"})
_MADE_UP = "q1"
_ORDER = (
    "item", "annotator", "question", "answers", "gold", "role", "round", "status", "batch",
    "locale", "vendor", "guideline", "submitted_at", "seconds", "text", "media", "link",
)  # fmt: skip


def propose_table(
    table: Table, wishes: Wishes, known: Mapping[str, Question] | None = None
) -> Proposal:
    """Propose a source entry for a table.

    Args:
        table: The table.
        wishes: What a person says about it.
        known: The project's questions.
    """
    making = Making(table)
    for what, columns in wishes.columns.items():
        for column in columns:
            making.take(what, column, "given", Sureness.GIVEN)
    asked = _Asked(making, wishes, dict(known or {}))
    people = () if wishes.layout in {"long", "wide-questions"} else _people(table, wishes)
    return asked.matrix(people) if people else asked.records()


def _people(table: Table, wishes: Wishes) -> tuple[str, ...]:
    if "annotators" in wishes.columns:
        return wishes.columns["annotators"]
    if wishes.layout is None and {"annotator", "answer"} & wishes.columns.keys():
        return ()
    found = annotator_columns(table.columns)
    return found or (("rest",) if wishes.layout == "wide-annotators" else ())


class _Asked:
    """One proposal in the making: columns, then questions, then the entry."""

    def __init__(self, making: Making, wishes: Wishes, known: dict[str, Question]) -> None:
        self._making, self._wishes, self._known = making, wishes, known
        self._questions: dict[str, Mapping[str, Any]] = {}
        self._missing: list[str] = []
        self._oddities: list[str] = []
        self._entry: dict[str, Any] = {}

    def matrix(self, people: tuple[str, ...]) -> Proposal:
        """Propose layout wide-annotators with these columns of annotators, `rest` for all."""
        making, table = self._making, self._making.table
        making.fields.pop("annotators", None)
        self._take_row_ids([c for c in table.columns if c.name not in people])
        taken = {name for names in making.fields.values() for name in names}
        others = tuple(c.name for c in table.columns if c.name not in taken)
        people = others if people == ("rest",) else people
        why = f"{len(people)} columns share one set of texts"
        sureness = Sureness.LIKELY if are_people(people) else Sureness.GUESS
        if self._wishes.layout is not None:
            sureness = Sureness.GIVEN
        making.guesses.append(Guess("layout", "wide-annotators", why, sureness))
        columns = {what: _reference(names) for what, names in making.fields.items()}
        everybody = set(people) == set(others)
        columns["annotators"] = "rest" if everybody else list(people)
        self._entry = {"layout": "wide-annotators", **self._header(), "columns": columns}
        counts = _pooled([value_counts(table.frame, column) for column in people])
        name = self._wishes.question or _stem_id(table.stem)
        forced = self._wishes.question is not None
        self._entry["question"] = self._ask(name, counts, table.stem, forced=forced)
        if "item" not in making.fields:
            making.notes.append("no column of item ids: each record is taken for an item")
        return self._done()

    def _take_row_ids(self, columns: Sequence[Column]) -> None:
        making = self._making
        if not making.table.header or "item" in making.fields:
            return
        named = [(strength("item", c.name), c.name) for c in columns if c.n_distinct > 1]
        (weight, _), best = min(
            named, key=lambda one: (-one[0][0], one[0][1]), default=((0, 0), "")
        )
        if weight:
            making.take("item", best, f"named `{best}`", Sureness.LIKELY)

    def records(self) -> Proposal:
        """Propose layout long or wide-questions."""
        making, wishes = self._making, self._wishes
        named = self._named_questions()
        find_fields(making)
        answers = [*making.fields.pop("answer", ()), *named.values()]
        if not answers:
            wide = None if wishes.layout is None else wishes.layout == "wide-questions"
            answers = find_answers(making, wide=wide)
            answers += self._only_gold() if not answers else []
        making.fields.pop("answers", None)
        time, self._oddities = settle_times(making)
        layout = wishes.layout or ("wide-questions" if len(answers) > 1 or named else "long")
        why = "one column a question" if layout == "wide-questions" else "one answer a record"
        self._guess("layout", layout, why, wished=wishes.layout is not None)
        self._entry = {"layout": layout, **self._header()}
        self._add_columns(layout, answers, named)
        if time:
            self._entry["time"] = time
        if "seconds" in making.fields and _has_decimal_commas(making):
            self._entry["decimal"] = ","
        self._ask_for(answers)
        return self._done()

    def _named_questions(self) -> dict[str, str]:
        """Return the columns a person gave for questions by id, taken out of the fields."""
        given = [what for what in self._wishes.columns if what not in (*FIELDS, "annotators")]
        return {what: self._making.fields[what][0] for what in given}

    def _named_gold(self) -> bool:
        """Say whether the file's own name says that it holds right answers, and nobody's own."""
        words = _GOLD_WORDS.intersection(normalised(self._making.table.stem).split("_"))
        if not words or self._making.one("annotator") is not None:
            return False
        self._guess("role", "gold", f"`{min(words)}` in the file's name, and nobody named")
        return True

    def _only_gold(self) -> list[str]:
        making = self._making
        gold = making.fields.get("gold")
        if not gold or making.one("annotator") is not None:
            return []
        del making.fields["gold"]
        making.guesses = [guess for guess in making.guesses if guess.what != "gold"]
        self._guess("role", "gold", f"only right answers, in `{gold[0]}`, and nobody's own")
        return list(gold)

    def _add_columns(self, layout: str, answers: Sequence[str], named: Mapping[str, str]) -> None:
        making, entry = self._making, self._entry
        gold = self._is_gold() or self._named_gold()
        role = self._wishes.role or (Role.GOLD if gold else None)
        fields = {k: making.fields[k] for k in _ORDER if k in making.fields}
        columns: dict[str, Any] = {k: _reference(v) for k, v in fields.items() if k != "seconds"}
        if layout == "wide-questions":
            ids = {column: name for name, column in named.items()}
            for column in answers:
                columns[self._question_of(column, ids)] = column
        elif answers:
            columns["answer"] = answers[0]
        if "seconds" in fields:
            columns["seconds"] = _span(fields["seconds"])
        entry["columns"] = columns
        if layout == "long" and answers:
            self._ask_long(answers[0])
        if role is not None and role is not Role.ANNOTATOR:
            entry["role"] = role.value
        if "status" in fields:
            self._add_statuses(fields["status"][0])

    def _add_statuses(self, column: str) -> None:
        words = status_entries(value_counts(self._making.table.frame, column))
        if words is None:
            del self._entry["columns"]["status"]
            self._making.notes.append(f"`{column}` is left out: its words are unknown")
        else:
            self._entry.update(words)

    def _is_gold(self) -> bool:
        return any(
            guess.what == "role" and guess.value == "gold" for guess in self._making.guesses
        )

    def _question_of(self, column: str, ids: Mapping[str, str]) -> str:
        counts = value_counts(self._making.table.frame, column)
        name = ids.get(column) or self._own_id(column)
        return self._ask(name, counts, column, forced=column in ids)

    def _ask_long(self, column: str) -> None:
        making, frame = self._making, self._making.table.frame
        if "question" not in making.fields:
            counts = value_counts(frame, column)
            name = self._wishes.question or self._own_id(column)
            forced = self._wishes.question is not None
            self._entry["question"] = self._ask(name, counts, column, forced=forced)
            return
        by = making.fields["question"][0]
        renamed: dict[str, str] = {}
        for text, _ in value_counts(frame, by):
            mine = frame.filter(own_column(by).cast(String).str.strip_chars() == text)
            name = self._ask(identifier(text) or "q", value_counts(mine, column), text)
            if name != text:
                renamed[text] = name
        if renamed:
            self._entry["questions"] = renamed

    def _own_id(self, column: str) -> str:
        named = strength("answer", column)[0] or strength("gold", column)[0]
        generic = named or column.isdigit()
        name = identifier(column)
        taken = (*FIELDS, "annotators", "label", "worker", "rater", "unit", "task", "language")
        if generic and not self._is_rated(column):
            return _stem_id(self._making.table.stem)
        return f"q_{name}" if name in taken or not name else name

    @staticmethod
    def _is_rated(column: str) -> bool:
        return normalised(column) in {
            "rating", "score", "category", "severity", "bewertung", "urteil",
        }  # fmt: skip

    def _ask(self, name: str, counts: Counts, column: str, *, forced: bool = False) -> str:
        """Return the id of the question, after defining it or finding it in the project."""
        counts = self._without_commas(counts, column)
        if self._wishes.question == name and name in self._known:
            return name
        fits = [q for q, known in self._known.items() if _fits(known, counts)]
        own = name in self._known and fitting(self._known[name], counts) >= 0.95
        fits = [name] if own else fits
        if not forced and (own or (len(fits) == 1 and name not in self._known)):
            chosen = fits[0]
            self._guess("question", chosen, "its answers are those of the definition")
            return chosen
        if name in self._known and (forced or not counts):
            return name
        name = name if name not in self._known and name not in self._questions else f"{name}_2"
        guess = guess_question(counts, column)
        if guess.definition is None:
            self._missing.append(
                f"what may be answered to `{name}`: {guess.why}; define it under `questions:` in "
                f"annops.yaml with all its labels, then add `--question {name}`"
            )
            return name
        self._questions[name] = guess.definition
        if name == _MADE_UP:
            self._making.notes.append(f"`{name}` is a name made up: `--question ID` gives another")
        what = f"{guess.definition['type']} `{name}`"
        self._making.guesses.append(Guess("question", what, guess.why, guess.sureness))
        if guess.note:
            self._making.notes.append(guess.note)
        self._oddities += guess.odd
        return name

    def _without_commas(self, counts: Counts, column: str) -> Counts:
        """Return numbers with points; where they have commas, the source says so."""
        meant = self._known.get(self._wishes.question or "")
        unclear = self._making.table.comma_split and not (meant and meant.is_number)
        shown = decimal_commas.example(counts, comma_split=unclear)
        labelled = any(
            not known.is_number and known.type != "text" and fitting(known, counts) >= 0.95
            for known in self._known.values()
        )
        if shown is None or labelled:
            return counts
        if "decimal" not in self._entry:
            self._entry["decimal"] = ","
            why = f"`{shown}` in `{column}`: numbers with a decimal comma, no list of labels"
            self._guess("decimal", "','", why)
        return decimal_commas.with_points(counts)

    def _guess(self, what: str, value: str, why: str, *, wished: bool = False) -> None:
        sureness = Sureness.GIVEN if wished else Sureness.LIKELY
        self._making.guesses.append(Guess(what, value, "given" if wished else why, sureness))

    def _header(self) -> dict[str, Any]:
        return {} if self._making.table.header else {"header": False}

    def _ask_for(self, answers: Sequence[str]) -> None:
        making = self._making
        if not answers:
            free = ", ".join(f"`{c.name}`" for c in making.free[:8])
            choice = f" (columns: {free})" if free else ""
            self._missing.append(
                f"which column holds the answers: add `--column answer=NAME`{choice}"
            )
        if "item" not in making.fields:
            making.notes.append(
                "no column of item ids: each record is taken for an item; else add "
                "`--column item=NAME`"
            )
        role = self._entry.get("role", "annotator")
        if "annotator" not in making.fields and role == "annotator":
            making.notes.append(
                "who answered is not known: add `--column annotator=NAME`, or `--role gold` if "
                "these are the right answers"
            )
        making.notes.extend(_about_unused(making))

    def _done(self) -> Proposal:
        making = self._making
        used = {c for value in self._entry["columns"].values() for c in _named(value)}
        unused = () if "rest" in used else tuple(
            c.name for c in making.table.columns if c.name not in used
        )  # fmt: skip
        making.notes.extend(list(hints(making, unused, self._entry["columns"])))
        return Proposal(
            self._entry, self._questions, tuple(making.guesses), tuple(making.notes),
            tuple(self._missing), tuple(self._oddities), unused,
        )  # fmt: skip


def _has_decimal_commas(making: Making) -> bool:
    column = making.table.column(making.fields["seconds"][0])
    texts = [text for text, _ in column.counts] if column else []
    commas = [text for text in texts if re.fullmatch(r"\d+,\d+", text)]
    return bool(commas) and not any("." in text for text in texts)


def _about_unused(making: Making) -> Iterator[str]:
    for column in making.free:
        words = set(normalised(column.name).split("_"))
        if "locale" not in making.fields and words & DOUBTFUL_LOCALE:
            yield (
                f"`{column.name}` may be the annotators' place, not the items' locale: "
                f"add `--column {command_word(f'locale={column.name}')}` if it is"
            )
            return
        plain = not making.table.header and column.numeric and column.n_distinct > 20
        if plain and "seconds" not in making.fields:
            yield (
                f"column {column.name} holds numbers, as `{column.counts[0][0]}`: add "
                f"`--column seconds={column.name}` if they are seconds"
            )
            return


def _fits(question: Question, counts: Counts) -> bool:
    """Say whether answers are those of a question, and not just by chance among them."""
    if question.type == "text" or fitting(question, counts) < 0.95:
        return False
    labels: set[str] = set(getattr(question, "labels", question.categories or ()))
    read = [question.canonical(text) for text, _ in counts]
    met = {label for text in read if isinstance(text, str) for label in question.members(text)}
    if question.type == "rating":
        return bool(labels) and len(met) > 0.7 * len(labels)
    if all(is_number(label) for label in labels):
        return met == labels
    return 2 * len(met) >= len(labels)


def _pooled(parts: Sequence[Counts]) -> list[tuple[str, int]]:
    totals: dict[str, int] = {}
    for counts in parts:
        for text, n in counts:
            totals[text] = totals.get(text, 0) + n
    return sorted(totals.items(), key=lambda pair: (-pair[1], pair[0]))


def _reference(columns: tuple[str, ...]) -> Any:
    return columns[0] if len(columns) == 1 else list(columns)


def _span(columns: tuple[str, ...]) -> Any:
    return {"from": columns[0], "to": columns[1]} if len(columns) == 2 else columns[0]


def _named(value: Any) -> tuple[str, ...]:
    if isinstance(value, dict):
        return tuple(value.values())
    return (value,) if isinstance(value, str) else tuple(value)


def _stem_id(stem: str) -> str:
    """Return what a file's name says beyond dates, numbers and words all exports have."""
    words = [w for w in normalised(stem).split("_") if w not in _GENERIC]
    kept = [w for w in words if not re.fullmatch(r"\d+|v\d+", w)]
    return identifier("_".join(kept)) or _MADE_UP
