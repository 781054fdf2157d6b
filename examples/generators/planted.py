"""What is planted in an example: people, work and faults of known size, drawn from a seed.

Every draw is made from uniform numbers and ends in a choice or in whole seconds, so that the same
seed gives the same bytes whichever numpy and processor made them.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import combinations
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

DAY = 86_400
OVERLAP = 3
CARELESS_SKILL = 0.40
USUAL_ERROR = (0.01, 0.05)
DIFFICULTY = (0.4, 1.6)
WEAK_LOCALE_ERROR = 0.25
MUDDLE = 0.03
MUDDLE_SHARE = 0.75
IDLE_SECONDS = (3_900.0, 6_500.0)


class Answer(NamedTuple):
    """One usable answer; `date` is the UTC day it was given, `answer` its canonical text."""

    item: str
    annotator: str
    locale: str
    date: str
    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class Truth:
    """What was planted, and how many records of each kind the exports hold.

    Attributes:
        seed: Seed of every draw.
        main_question: Classification question that carries the planted facts.
        careless_annotator: Whose answers are near random, with skill `careless_skill`.
        careless_skill: Chance that the careless annotator gives the true label.
        usual_skill: Lowest and highest chance of the true label among the others, before the
            change, outside the weak locale and on an item of average difficulty.
        weak_locale: Where everybody errs more often, by `weak_locale_error`.
        weak_locale_error: Added chance of a wrong label in the weak locale.
        muddled_pair: Two labels taken for each other, in the order of the question's labels.
        change_date: First UTC day of guideline 1.1, from which everybody errs more often.
        change_error: Added chance of a wrong label from that day.
        counts: Records, and records that need care, by kind.
        items: True label of each item.
    """

    seed: int
    main_question: str
    careless_annotator: str
    careless_skill: float
    usual_skill: tuple[float, float]
    weak_locale: str
    weak_locale_error: float
    muddled_pair: tuple[str, str]
    change_date: str
    change_error: float
    counts: dict[str, int]
    items: dict[str, str]


@dataclass(frozen=True, slots=True)
class Example:
    """A whole project folder in memory.

    Attributes:
        name: Folder name.
        files: Content by path inside the folder, with forward slashes.
        truth: What is planted.
        answers: Usable answers of annotators, after skips, unknown labels, drafts, predictions
            and earlier duplicates are set aside.
    """

    name: str
    files: dict[str, bytes]
    truth: Truth
    answers: list[Answer]


@dataclass(frozen=True, slots=True)
class Plan:
    """Size and calendar of an example.

    Attributes:
        regions: Locales by region; an annotator works inside one region.
        shifts: First UTC hour of the working day, by region.
        annotators: Annotator ids, dealt to the regions in turn.
        items_per_locale: Items of each locale.
        careless_per_locale: Items that the careless annotator answers in each of their locales.
        batches: First and last day of each batch; every locale's items are dealt evenly.
        change_date: First day of guideline 1.1.
        change_error: Added chance of a wrong label from that day.
        usual_seconds: Median time of an answer.
    """

    regions: tuple[tuple[str, ...], ...]
    shifts: tuple[int, ...]
    annotators: tuple[str, ...]
    items_per_locale: int
    careless_per_locale: int
    batches: tuple[tuple[date, date], ...]
    change_date: date
    change_error: float
    usual_seconds: float

    @property
    def locales(self) -> tuple[str, ...]:
        """All locales, region after region."""
        return tuple(locale for region in self.regions for locale in region)

    @property
    def n_items(self) -> int:
        """Items of the whole project."""
        return self.items_per_locale * len(self.locales)


@dataclass(frozen=True, slots=True)
class Work:
    """Who answered what and when; arrays of one entry a judgment, ordered by item.

    Attributes:
        item: Index of the item.
        annotator: Index of the annotator.
        locale: Index of the locale.
        batch: Index of the batch.
        start: Seconds since the epoch, UTC.
        seconds: Whole seconds from start to end, idle time included.
        idle: Whether the answer was left open for more than an hour.
        error: Chance of a wrong answer, before any mix-up of the muddled pair.
        careless: Whether the careless annotator answered.
        careless_annotator: Index of the careless annotator.
        weak_locale: Index of the weak locale.
    """

    item: Ints
    annotator: Ints
    locale: Ints
    batch: Ints
    start: Ints
    seconds: Ints
    idle: Bools
    error: Floats
    careless: Bools
    careless_annotator: int
    weak_locale: int


def bell(rng: np.random.Generator, n: int) -> Floats:
    """Draw n nearly normal numbers of mean 0 and variance 1, as sums of twelve uniforms."""
    drawn: Floats = rng.random((n, 12)).sum(axis=1) - 6.0
    return drawn


def pick(rng: np.random.Generator, n: int) -> int:
    """Draw one index below n."""
    return int(rng.random() * n)


def some(rng: np.random.Generator, among: Ints, n: int) -> Ints:
    """Draw n different entries of `among`, sorted."""
    return np.sort(among[np.argsort(rng.random(among.size), kind="stable")[:n]])


def weighted(rng: np.random.Generator, n: int, weights: tuple[float, ...]) -> Ints:
    """Draw n indices with chances `weights`, which sum to 1."""
    return np.searchsorted(np.cumsum(weights)[:-1], rng.random(n), side="right").astype(np.int64)


def plan_work(rng: np.random.Generator, plan: Plan) -> Work:
    """Deal three annotators to every item, put their answers on the calendar and plant faults."""
    careless = pick(rng, len(plan.annotators))
    weak = _weak_locale(rng, plan, careless)
    item = np.repeat(np.arange(plan.n_items), OVERLAP)
    annotator = _deal(rng, plan, careless, weak).ravel()
    batch = (item % plan.items_per_locale) * len(plan.batches) // plan.items_per_locale
    locale = item // plan.items_per_locale
    is_careless = annotator == careless
    seconds, idle = _durations(rng, plan.usual_seconds, is_careless)
    start = _one_at_a_time(annotator, _starts(rng, plan, batch, locale), seconds)
    error = _errors(rng, plan, item, annotator)
    error += WEAK_LOCALE_ERROR * (locale == weak)
    error += plan.change_error * (start + seconds >= epoch(plan.change_date))
    error[is_careless] = 1.0 - CARELESS_SKILL
    return Work(
        item=item,
        annotator=annotator,
        locale=locale,
        batch=batch,
        start=start,
        seconds=seconds,
        idle=idle,
        error=error,
        careless=is_careless,
        careless_annotator=careless,
        weak_locale=weak,
    )


def draw_labels(
    rng: np.random.Generator, work: Work, truth: Ints, n_labels: int, muddled: tuple[int, int]
) -> Ints:
    """Draw one label a judgment.

    A wrong label is any of the others alike; where the true label is one of the muddled pair,
    everybody but the careless annotator takes it for its partner more often.

    Args:
        rng: Source of the draws.
        work: The judgments.
        truth: True label index of each item.
        n_labels: Labels of the question, at least three.
        muddled: Label indices of the muddled pair.
    """
    true_label = truth[work.item]
    in_pair = np.isin(true_label, muddled) & ~work.careless
    partner = muddled[0] + muddled[1] - true_label
    wrong = rng.random(true_label.size) < work.error + MUDDLE * in_pair
    other = (true_label + 1 + (rng.random(true_label.size) * (n_labels - 1)).astype(np.int64)) % (
        n_labels
    )
    slipped = in_pair & (rng.random(true_label.size) < MUDDLE_SHARE)
    return np.where(wrong, np.where(slipped, partner, other), true_label)


def record_truth(  # noqa: PLR0913 - one argument for each thing an example decides
    plan: Plan,
    work: Work,
    *,
    seed: int,
    question: str,
    muddled: tuple[str, str],
    items: dict[str, str],
    counts: dict[str, int],
) -> Truth:
    """Write down what was planted."""
    low, high = USUAL_ERROR
    return Truth(
        seed=seed,
        main_question=question,
        careless_annotator=plan.annotators[work.careless_annotator],
        careless_skill=CARELESS_SKILL,
        usual_skill=(round(1 - high - MUDDLE, 2), round(1 - low, 2)),
        weak_locale=plan.locales[work.weak_locale],
        weak_locale_error=WEAK_LOCALE_ERROR,
        muddled_pair=muddled,
        change_date=plan.change_date.isoformat(),
        change_error=plan.change_error,
        counts=counts,
        items=items,
    )


def epoch(day: date) -> int:
    """Seconds from the epoch to the start of a UTC day."""
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())


def _region_of(plan: Plan, annotator: int) -> int:
    return annotator % len(plan.regions)


def _weak_locale(rng: np.random.Generator, plan: Plan, careless: int) -> int:
    """Draw a locale; of another region than the careless annotator's where there are several."""
    home = plan.regions[_region_of(plan, careless)] if len(plan.regions) > 1 else ()
    open_to_draw = [i for i, locale in enumerate(plan.locales) if locale not in home]
    return open_to_draw[pick(rng, len(open_to_draw))]


def _deal(rng: np.random.Generator, plan: Plan, careless: int, weak: int) -> Ints:
    """Choose three annotators for each item; array (n_items, 3).

    An annotator works in two locales of one region, the careless one in all of theirs but the
    weak one.
    """
    pool = np.zeros((len(plan.locales), len(plan.annotators)), dtype=np.bool_)
    for number, region in enumerate(plan.regions):
        pairs = _spread_pairs(len(region))
        own = range(number, len(plan.annotators), len(plan.regions))
        first = plan.locales.index(region[0])
        for turn, annotator in enumerate(who for who in own if who != careless):
            pool[[first + place for place in pairs[turn % len(pairs)]], annotator] = True
        if careless in own:
            pool[first : first + len(region), careless] = True
    pool[weak, careless] = False
    keys = np.where(np.repeat(pool, plan.items_per_locale, axis=0), 1.0, np.inf)
    keys *= rng.random(keys.shape) + 0.5
    keys[:, careless] = np.inf
    for place in np.flatnonzero(pool[:, careless]).tolist():
        first_item = place * plan.items_per_locale
        own_items = np.arange(first_item, first_item + plan.items_per_locale)
        keys[some(rng, own_items, plan.careless_per_locale), careless] = 0.0
    return np.argsort(keys, axis=1, kind="stable")[:, :OVERLAP]


def _spread_pairs(n: int) -> list[tuple[int, int]]:
    """All pairs of n places, ordered so that any first few cover the places evenly."""
    pairs = list(combinations(range(n), 2))
    complement = {pair: tuple(sorted(set(range(n)) - set(pair))) for pair in pairs}
    ordered: list[tuple[int, int]] = []
    for pair in pairs:
        if pair not in ordered:
            ordered.append(pair)
            ordered.extend(p for p in pairs if p == complement[pair])
    return ordered


def _durations(rng: np.random.Generator, median: float, careless: Bools) -> tuple[Ints, Bools]:
    """Whole seconds of each judgment, and which of them were left open for over an hour.

    Working time is lognormal, the careless annotator's a third of the others'; one in three
    hundred is left open.
    """
    drawn = median * np.exp(0.5 * bell(rng, careless.size))
    seconds = np.maximum(3, np.rint(np.where(careless, drawn / 3, drawn))).astype(np.int64)
    idle = np.zeros(careless.size, dtype=np.bool_)
    idle[some(rng, np.flatnonzero(~careless), careless.size // 300)] = True
    low, high = IDLE_SECONDS
    seconds[idle] += (low + (high - low) * rng.random(int(idle.sum()))).astype(np.int64)
    return seconds, idle


def _starts(rng: np.random.Generator, plan: Plan, batch: Ints, locale: Ints) -> Ints:
    """Start of each judgment on a day of its batch; one in seventy comes a week late."""
    first = np.array([epoch(day) for day, _ in plan.batches])
    n_days = np.array([(end - day).days + 1 for day, end in plan.batches])
    day = (rng.random(batch.size) * n_days[batch]).astype(np.int64)
    shift_of_locale = [
        plan.shifts[number] for number, region in enumerate(plan.regions) for _ in region
    ]
    within = np.array(shift_of_locale)[locale] * 3600 + rng.random(batch.size) * 8 * 3600
    last = first[-1] + (n_days[-1] - 1) * DAY
    midnight = first[batch] + day * DAY
    late = (rng.random(batch.size) < 1 / 70) & (midnight + 7 * DAY <= last)
    starts: Ints = midnight + late * 7 * DAY + within.astype(np.int64)
    return starts


def _one_at_a_time(annotator: Ints, start: Ints, seconds: Ints) -> Ints:
    """Move starts later where an annotator would answer two items at once."""
    moved = start.copy()
    free: dict[int, int] = {}
    for row in np.lexsort((np.arange(start.size), start)):
        who = int(annotator[row])
        moved[row] = max(int(start[row]), free.get(who, 0))
        free[who] = int(moved[row] + seconds[row]) + 4
    return moved


def _errors(rng: np.random.Generator, plan: Plan, item: Ints, annotator: Ints) -> Floats:
    """Chance of a wrong answer by annotator and difficulty of the item."""
    low, high = USUAL_ERROR
    by_annotator = low + (high - low) * rng.random(len(plan.annotators))
    easy, hard = DIFFICULTY
    by_item = easy + (hard - easy) * rng.random(plan.n_items)
    return by_annotator[annotator] * by_item[item]
