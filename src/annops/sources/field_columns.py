"""Finds the columns of items, people, times and breakdowns, by name and by what they hold."""

import re
from collections.abc import Callable, Iterator, Mapping

from annops.sources.columns import Column, distinctness, evenness, follows
from annops.sources.names import DOUBTFUL_LOCALE, EXACT, ROW_IDS, normalised
from annops.sources.proposal import Sureness
from annops.sources.table import Making

_PERSON = re.compile(
    r"(w|a|ann|r|u)?(worker|annotator|rater|coder|user|judge)?[-_ ]?\d+|A[0-9A-Z]{9,14}"
)
_ITEM = re.compile(
    r"(i|t|q|s|d)?(item|task|img|image|doc|unit|text|sent)?[-_ ]?\d+", re.IGNORECASE
)
_SOMEBODY = re.compile(r"worker|annotator|rater|user|labell?er|coder|session")
_MOST_CANDIDATES = 7


def _groups(column: Column) -> bool:
    return not column.timed and column.n_distinct <= 200 and column.length <= 40


def _id(column: Column) -> bool:
    return not column.timed and not column.listed and column.length <= 120


_BY_NAME: Mapping[str, Callable[[Column], bool]] = {
    "annotator": _id,
    "submitted_at": lambda column: column.timed or column.epochal,
    "begin": lambda column: column.timed or column.epochal,
    "seconds": lambda column: column.measured and not column.timed and not column.epochal,
    "locale": _groups,
    "batch": _groups,
    "vendor": _groups,
    "guideline": _groups,
    "round": lambda column: column.numeric and _groups(column),
    "role": _groups,
    "status": _groups,
}


def find_fields(making: Making) -> None:
    """Name the columns whose names and contents agree; then search by content for the rest."""
    for what, fits in _BY_NAME.items():
        if what not in making.fields:
            _take_best(making, what, fits)
    if "item" not in making.fields:
        _take_item(making)
    if making.table.header:
        for what in ("text", "media", "link"):
            if what not in making.fields:
                _take_best(making, what, lambda column: not column.numeric)
    if not {"item", "annotator"} <= making.fields.keys():
        _search(making)
    _take_locale(making)


def _take_best(making: Making, what: str, fits: Callable[[Column], bool]) -> None:
    met = [(w, column) for w, column in making.named(what) if fits(column)]
    if not met:
        return
    fullest = max(column.n_filled for _, column in met)
    met = [(w, column) for w, column in met if column.n_filled >= 0.8 * fullest]
    (weight, _), best = min(met, key=lambda pair: (-pair[0][0], pair[0][1]))
    sureness = Sureness.SURE if weight == EXACT else Sureness.LIKELY
    making.take(what, best.name, f"named `{best.name}`", sureness)


def _take_locale(making: Making) -> None:
    """Take a column of tags as `de-AT` that goes with the items, whatever its name."""
    item = making.one("item")
    if item is None or "locale" in making.fields or not making.table.header:
        return
    sample = making.table.sample
    fits = (c for c in making.free if _is_place(c) and follows(sample, c.name, item))
    column = next(fits, None)
    if column is not None:
        why = f"tags of locales, as `{column.counts[0][0]}`, one an item"
        making.take("locale", column.name, why, Sureness.LIKELY)


def _is_place(column: Column) -> bool:
    name = normalised(column.name)
    doubtful = DOUBTFUL_LOCALE.intersection(name.split("_")) or _SOMEBODY.search(name)
    return column.tagged and _groups(column) and not doubtful


def _take_item(making: Making) -> None:
    """Take the best named column of ids: one that repeats and goes with each annotator once."""
    person = making.one("annotator")
    sample = making.table.sample
    ranked: list[tuple[tuple[float, ...], Column]] = []
    for (weight, rank), column in making.named("item"):
        if column.n_distinct < 2 or not _id(column) or _SOMEBODY.search(normalised(column.name)):
            continue
        pair = distinctness(sample, [column.name, person]) if person else 1.0
        repeats = person is None or column.n_distinct < 0.9 * column.n_filled
        score: tuple[float, ...] = (pair >= 0.5, repeats, weight, round(pair, 1), -rank)
        ranked.append((score, column))
    if not ranked:
        return
    won, best = max(ranked, key=lambda pair: pair[0])
    sureness = Sureness.SURE if won[2] == EXACT and won[1] else Sureness.LIKELY
    ids = f"{best.n_distinct:,} different ids"
    making.take("item", best.name, f"named `{best.name}`, {ids}", sureness)


def _search(making: Making) -> None:
    """Search items and annotators by content: ids that meet once, and answers that vary."""
    found = max(_pairings(making), key=lambda one: one[0], default=None)
    if found is None:
        return
    score, item, person = found
    sureness = Sureness.LIKELY if score >= 6 and not making.table.header else Sureness.GUESS
    if "item" not in making.fields:
        why = f"{item.n_distinct:,} different ids, met about equally often"
        making.take("item", item.name, why, sureness)
    if person is not None and "annotator" not in making.fields:
        why = f"{person.n_distinct:,} different ids, each once with an item"
        making.take("annotator", person.name, why, sureness)


def _pairings(making: Making) -> Iterator[tuple[float, Column, Column | None]]:
    """Give every pair of columns that could be item and annotator.

    Yields:
        Score, item, annotator; the annotator is None where ids that never repeat stand alone.
    """
    known_item, known_person = making.one("item"), making.one("annotator")
    free = [c for c in making.free if _searchable(c, header=making.table.header)]
    free = free[:_MOST_CANDIDATES]
    items = [c for c in making.table.columns if c.name == known_item] or free
    people = [c for c in making.table.columns if c.name == known_person] or free
    for item in items:
        for person in people:
            if item.name != person.name and _meet_once(making, item, person):
                yield _score(making, item, person), item, person
        nameless = not making.table.header and known_item is None and len(making.free) > 1
        if nameless and item.n_distinct == item.n_filled:
            yield 0.5, item, None


def _searchable(column: Column, *, header: bool) -> bool:
    words = set(normalised(column.name).split("_"))
    if column.timed or column.epochal or column.listed or column.length > 80:
        return False
    if header and (ROW_IDS & words or column.n_distinct > 0.9 * column.n_filled):
        return False
    return column.n_distinct >= 2 and column.n_filled >= 0.9 * column.n_rows


def _meet_once(making: Making, item: Column, person: Column) -> bool:
    if item.n_distinct > 0.95 * item.n_filled or person.n_distinct > 0.7 * person.n_filled:
        return False
    return distinctness(making.table.sample, [item.name, person.name]) >= 0.95


def _score(making: Making, item: Column, person: Column) -> float:
    sample = making.table.sample
    rest = [c for c in making.free if c.name not in {item.name, person.name} and c.answer_like]
    varying = [c for c in rest if not follows(sample, c.name, item.name)]
    fixed = len(rest) - len(varying)
    by_person = sum(follows(sample, c.name, person.name) for c in rest)
    score = 2.0 * bool(varying) + 2.0 * bool(fixed) - 1.0 * bool(by_person)
    score += 1.0 * (item.n_distinct > person.n_distinct)
    score += 1.0 * (evenness(sample, item.name) < evenness(sample, person.name))
    score += 2.0 * _all(_PERSON, person) - 2.0 * (_all(_PERSON, item) and not item.numeric)
    return score + 1.0 * _all(_ITEM, item) - 1.0 * bool(person.numeric and person.few)


def _all(pattern: re.Pattern[str], column: Column) -> bool:
    texts = [text for text, _ in column.counts[:50]]
    return not column.numeric and all(pattern.fullmatch(text) for text in texts)
