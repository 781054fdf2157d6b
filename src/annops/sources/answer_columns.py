"""Finds the columns of answers, of gold answers and of the question that was asked."""

from annops.sources.columns import Column, follows
from annops.sources.names import ABOUT_ROWS, AKIN, EXACT, normalised, strength
from annops.sources.proposal import Sureness
from annops.sources.questions import guess_question
from annops.sources.table import Making

_PRIMARY = 13
"""Ranks below this are words that mean an answer and hardly anything else."""


def find_answers(making: Making, *, wide: bool | None) -> list[str]:
    """Return the columns of answers; one means long, several wide-questions.

    Args:
        making: What is known of the other columns; `gold` and `asked` are added.
        wide: What a person said: True wide-questions, False long, None nothing.
    """
    golds = _gold_candidates(making)
    _take_asked(making)
    candidates = [c for c in making.free if c.name not in golds]
    named = _named(candidates) if making.table.header and wide is not True else []
    if named:
        chosen = named[:1]
        why, sureness = f"named `{named[0].name}`", Sureness.SURE
        if strength("answer", named[0].name)[0] == AKIN:
            sureness = Sureness.LIKELY
    else:
        chosen, fixed = _by_content(making, candidates)
        golds |= fixed
        why, sureness = "few different texts that vary between annotators", Sureness.LIKELY
        if len(chosen) > 1 or not making.table.header:
            sureness = Sureness.GUESS
    if wide is False:
        chosen = chosen[:1]
    for column in chosen:
        making.take("answers", column.name, why, sureness)
    _take_gold(making, golds, [column.name for column in chosen])
    _note_others(making, chosen, [c for c in candidates if c.name not in golds])
    return [column.name for column in chosen]


def _named(candidates: list[Column]) -> list[Column]:
    """Return the columns named as answers, best first; weaker words count only when alone."""
    met = [(strength("answer", c.name), c) for c in candidates if not c.timed]
    exact = sorted((rank, i) for i, ((w, rank), _) in enumerate(met) if w == EXACT)
    if exact and exact[0][0] < _PRIMARY:
        return [met[exact[0][1]][1]]
    akin = [c for (w, _), c in met if w == AKIN and c.n_distinct > 1]
    if akin:
        return akin if len(akin) == 1 else []
    weak = [met[i][1] for _, i in exact]
    others = [c for (w, _), c in met if not w and _answer_like(c)]
    return weak if len(weak) == 1 and not others else []


def _answer_like(column: Column) -> bool:
    if column.answer_like:
        return True
    if column.timed or column.structured or column.numeric or column.n_distinct < 2:
        return False
    guess = guess_question(column.counts, column.name).definition
    return guess is not None and guess["type"] in {"classification", "labels"}


def _by_content(making: Making, candidates: list[Column]) -> tuple[list[Column], set[str]]:
    """Return the columns that vary within items and annotators, and those that only follow items.

    Without repeated items nothing can be told by the second test.
    """
    sample, item, person = making.table.sample, making.one("item"), making.one("annotator")
    like = [c for c in candidates if _answer_like(c) and c.n_filled >= 0.05 * c.n_rows]
    if making.table.header:
        like = [c for c in like if not ABOUT_ROWS.intersection(normalised(c.name).split("_"))]
    if person is not None:
        like = [c for c in like if not follows(sample, c.name, person)]
    if item is None:
        return like, set()
    fixed = [c for c in like if follows(sample, c.name, item)]
    varying = [c for c in like if c not in fixed]
    if not making.table.header and len(varying) > 1:
        varying = sorted(varying, key=lambda c: c.n_distinct)[:1]
    texts = {text for c in varying for text, _ in c.counts}
    golds = {c.name for c in fixed if c.counts and {text for text, _ in c.counts} <= texts}
    return varying, set() if making.table.header else golds


def _gold_candidates(making: Making) -> set[str]:
    return {column.name for _, column in making.named("gold")}


def _take_gold(making: Making, golds: set[str], answers: list[str]) -> None:
    if not golds or "gold" in making.fields:
        return
    if not answers:
        best = min(golds, key=lambda name: strength("gold", name)[1])
        making.take("gold", best, f"named `{best}`", Sureness.SURE)
        return
    if len(answers) > 1:
        making.notes.append(f"gold columns are not used: {_listed(sorted(golds))}")
        return
    stem = normalised(answers[0])
    fitting = [name for name in sorted(golds) if normalised(name).startswith(stem)]
    exact = [name for name in sorted(golds) if strength("gold", name)[0] != AKIN]
    best = (fitting or exact or [""])[0]
    if best:
        named = strength("gold", best)[0] > 0
        why = f"named `{best}`" if named else "one text an item, out of the labels"
        sureness = Sureness.SURE if named else Sureness.GUESS
        making.take("gold", best, why, sureness)


def _take_asked(making: Making) -> None:
    item = making.one("item")
    for (weight, _), column in making.named("asked"):
        several = item is None or not follows(making.table.sample, column.name, item)
        known = "question" in making.fields or column.n_distinct > 30 or not column.few
        if weight == EXACT and several and not known:
            why = f"named `{column.name}`, {column.n_distinct} different questions"
            making.take("question", column.name, why, Sureness.LIKELY)


def _note_others(making: Making, chosen: list[Column], candidates: list[Column]) -> None:
    if len(chosen) != 1 or not making.table.header:
        return
    rest = [c for c in candidates if c is not chosen[0]]
    others, _ = _by_content(making, [c for c in rest if c.name in {f.name for f in making.free}])
    if others:
        names = _listed([column.name for column in others[:4]])
        making.notes.append(
            f"{names} may hold answers too: `--layout wide-questions` takes all of them"
        )


def _listed(names: list[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)
