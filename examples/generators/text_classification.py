"""The text classification example: product reviews labelled in Label Studio in four locales."""

import json
from dataclasses import asdict
from pathlib import Path

import numpy as np

from generators.label_studio import (
    FIRST_EXPORT,
    FIRST_TASK,
    LAST_EXPORT,
    PLAN,
    SENTIMENTS,
    TOPICS,
    Judgments,
    Reference,
    export,
)
from generators.planted import (
    Answer,
    Bools,
    Example,
    Ints,
    Truth,
    Work,
    draw_labels,
    epoch,
    pick,
    plan_work,
    record_truth,
    some,
    weighted,
)
from generators.texts import TEXT_CLASSIFICATION_TEXTS

NAME = "text-classification"
MUDDLED_PAIRS = ((0, 1), (1, 2))


def text_classification(seed: int) -> Example:
    """Make the text classification project of a seed: 600 items, three annotators each."""
    rng = np.random.default_rng([seed, 2])
    work = plan_work(rng, PLAN)
    muddled = MUDDLED_PAIRS[seed % len(MUDDLED_PAIRS)]
    reference = _reference(rng)
    judgments = _judge(rng, work, reference, muddled)
    truth = record_truth(
        PLAN,
        work,
        seed=seed,
        question="sentiment",
        muddled=(SENTIMENTS[muddled[0]], SENTIMENTS[muddled[1]]),
        items={
            str(FIRST_TASK + item): SENTIMENTS[label]
            for item, label in enumerate(reference.sentiment)
        },
        counts=_counts(work, judgments, reference),
    )
    exports = {
        f"exports/labelstudio/{day}.json": export(work, judgments, reference, day)
        for day in (FIRST_EXPORT, LAST_EXPORT)
    }
    return Example(NAME, _files(truth, reference, exports), truth, _answers(work, judgments))


def _reference(rng: np.random.Generator) -> Reference:
    n = PLAN.n_items
    sentiment = weighted(rng, n, (0.32, 0.33, 0.35))
    topics = np.zeros((n, len(TOPICS)), dtype=np.bool_)
    first = weighted(rng, n, (0.28, 0.32, 0.22, 0.18))
    topics[np.arange(n), first] = True
    second = (first + 1 + (rng.random(n) * 3).astype(np.int64)) % len(TOPICS)
    two = rng.random(n) < 0.3
    topics[np.flatnonzero(two), second[two]] = True
    gold = some(rng, np.arange(n), 120)
    predicted = np.where(rng.random(n) < 0.8, sentiment, weighted(rng, n, (0.3, 0.4, 0.3)))
    predicted[rng.random(n) >= 0.25] = -1
    return Reference(
        sentiment=sentiment,
        topics=topics,
        texts=_texts(rng, sentiment, topics),
        gold=gold,
        ground_truth=some(rng, np.setdiff1d(np.arange(n), gold), 40),
        predicted=predicted,
    )


def _texts(rng: np.random.Generator, sentiment: Ints, topics: Bools) -> list[str]:
    """One sentence a topic, in the words of the item's locale."""
    source = Path(__file__).with_name("wording.json").read_text(encoding="utf-8")
    wording = json.loads(source)
    products = wording["products"]
    drawn = rng.random(PLAN.n_items)
    texts: list[str] = []
    for item in range(PLAN.n_items):
        words = wording[NAME][PLAN.locales[item // PLAN.items_per_locale]]
        product = products[int(drawn[item] * len(products))]
        said = [words[TOPICS[topic]][sentiment[item]] for topic in np.flatnonzero(topics[item])]
        texts.append(" ".join(sentence.format(product) for sentence in said))
    return texts


def _judge(
    rng: np.random.Generator, work: Work, reference: Reference, muddled: tuple[int, int]
) -> Judgments:
    n = work.item.size
    sentiment = draw_labels(rng, work, reference.sentiment, len(SENTIMENTS), muddled)
    true_topics = reference.topics[work.item]
    topics = true_topics ^ (rng.random(true_topics.shape) < 0.4 * work.error[:, None])
    topics = np.where(topics.any(axis=1, keepdims=True), topics, true_topics)
    order = some(rng, np.arange(n), 24)
    cancelled, draft = np.zeros(n, dtype=np.bool_), np.zeros(n, dtype=np.bool_)
    cancelled[order[::2]], draft[order[1::4]] = True, True
    sound = np.setdiff1d(np.flatnonzero(~work.idle), order)
    again = some(rng, sound, 6)
    again_sentiment = sentiment[again]
    again_sentiment[::2] = (again_sentiment[::2] + 1) % len(SENTIMENTS)
    in_first = work.start + work.seconds < epoch(FIRST_EXPORT)
    early = np.setdiff1d(sound[in_first[sound]], again)
    return Judgments(
        sentiment=sentiment,
        topics=topics,
        cancelled=cancelled,
        draft=draft,
        again=again,
        again_sentiment=again_sentiment,
        revised=some(rng, early, 4),
        left_open=int(np.flatnonzero(work.idle)[pick(rng, int(work.idle.sum()))]),
    )


def _answers(work: Work, judgments: Judgments) -> list[Answer]:
    """What a correct reader counts: submitted answers, the later of two by one annotator."""
    final = judgments.sentiment.copy()
    final[judgments.again] = judgments.again_sentiment
    days = (work.start + work.seconds).astype("datetime64[s]").astype("datetime64[D]").astype(str)
    answers: list[Answer] = []
    for row in np.flatnonzero(~judgments.cancelled & ~judgments.draft):
        who = (
            str(FIRST_TASK + int(work.item[row])),
            PLAN.annotators[work.annotator[row]],
            PLAN.locales[work.locale[row]],
            str(days[row]),
        )
        topics = sorted(TOPICS[topic] for topic in np.flatnonzero(judgments.topics[row]))
        answers.append(Answer(*who, "sentiment", SENTIMENTS[final[row]]))
        answers.append(Answer(*who, "topics", json.dumps(topics, separators=(",", ":"))))
    return answers


def _counts(work: Work, judgments: Judgments, reference: Reference) -> dict[str, int]:
    n_drafts = int(judgments.draft.sum())
    return {
        "annotations": int(work.item.size - n_drafts + judgments.again.size),
        "cancelled": int(judgments.cancelled.sum()),
        "drafts": n_drafts,
        "duplicates": int(judgments.again.size),
        "revised_between_exports": int(judgments.revised.size),
        "predictions": int((reference.predicted >= 0).sum()),
        "ground_truth_annotations": int(reference.ground_truth.size),
        "gold_items": int(reference.gold.size),
        "idle_over_an_hour": int(work.idle.sum()),
    }


def _files(truth: Truth, reference: Reference, exports: dict[str, bytes]) -> dict[str, bytes]:
    facts = {
        "careless": truth.careless_annotator,
        "locale": truth.weak_locale,
        "first": truth.muddled_pair[0],
        "second": truth.muddled_pair[1],
        "change": truth.change_date,
        "seed": str(truth.seed),
    }
    gold = ["task,label"]
    gold += [
        f"{FIRST_TASK + item},{SENTIMENTS[reference.sentiment[item]]}" for item in reference.gold
    ]
    record = json.dumps(asdict(truth), indent=1, sort_keys=True) + "\n"
    texts = {
        path: text.substitute(facts).encode() for path, text in TEXT_CLASSIFICATION_TEXTS.items()
    }
    other = {"exports/gold.csv": "\n".join([*gold, ""]).encode(), "truth.json": record.encode()}
    return texts | exports | other
