"""The LLM evaluation example: two responses compared and rated by raters of twelve locales."""

import csv
import io
import json
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np

from generators.planted import (
    Answer,
    Bools,
    Example,
    Floats,
    Ints,
    Plan,
    Truth,
    Work,
    bell,
    draw_labels,
    plan_work,
    record_truth,
    some,
    weighted,
)
from generators.texts import LLM_EVAL_TEXTS

NAME = "llm-eval"
LABELS = ("A", "B", "tie")
MUDDLED_PAIRS = ((1, 2), (0, 2))
VENDORS = ("V-Alder", "V-Birch", "V-Cedar")
MISSPELT = {"A": ("a", "A."), "B": ("b", "Resp. B"), "tie": ("Tie ", "TIE")}
HEADER = (
    "task", "rater", "lang", "batch", "vendor", "prompt", "response_a", "response_b",
    "q_preference", "q_helpfulness", "q_correctness", "state", "started", "ended",
)  # fmt: skip
PLAN = Plan(
    regions=(
        ("en-US", "es-MX", "pt-BR", "fr-FR"),
        ("de-DE", "pl-PL", "tr-TR", "ar-EG"),
        ("hi-IN", "ja-JP", "ko-KR", "id-ID"),
    ),
    shifts=(13, 7, 1),
    annotators=tuple(f"r{number:02}" for number in range(1, 31)),
    items_per_locale=100,
    careless_per_locale=34,
    batches=(
        (date(2026, 11, 2), date(2026, 11, 6)),
        (date(2026, 11, 9), date(2026, 11, 13)),
        (date(2026, 11, 16), date(2026, 11, 17)),
        (date(2026, 11, 18), date(2026, 11, 20)),
    ),
    change_date=date(2026, 11, 16),
    change_error=0.09,
    usual_seconds=95.0,
)


@dataclass(frozen=True, slots=True)
class Judgments:
    """Answers and their mishaps; one entry a judgment, in the order of the work.

    Attributes:
        preference: Label index.
        helpfulness: Rating 1 to 5.
        correctness: Rating 1 to 5.
        skipped: Whether the rater declined.
        misspelt: Whether the preference is written as no label of the question.
        twice: Judgments whose record the export holds twice.
    """

    preference: Ints
    helpfulness: Ints
    correctness: Ints
    skipped: Bools
    misspelt: Bools
    twice: Ints


def llm_eval(seed: int) -> Example:
    """Make the LLM evaluation project of a seed: 1,200 items, three raters each."""
    rng = np.random.default_rng([seed, 1])
    work = plan_work(rng, PLAN)
    muddled = MUDDLED_PAIRS[seed % len(MUDDLED_PAIRS)]
    preference = weighted(rng, PLAN.n_items, (0.34, 0.36, 0.30))
    judgments = _judge(rng, work, preference, muddled)
    items = [_item(i) for i in range(PLAN.n_items)]
    truth = record_truth(
        PLAN,
        work,
        seed=seed,
        question="preference",
        muddled=(LABELS[muddled[0]], LABELS[muddled[1]]),
        items={item: LABELS[label] for item, label in zip(items, preference, strict=True)},
        counts=_counts(work, judgments),
    )
    export = _export(work, judgments, _prompts(rng), preference)
    return Example(NAME, _files(truth, export), truth, _answers(work, judgments))


def _item(index: int) -> str:
    locale, number = divmod(index, PLAN.items_per_locale)
    return f"{PLAN.locales[locale][:2]}-{number + 1:03}"


def _judge(
    rng: np.random.Generator, work: Work, preference: Ints, muddled: tuple[int, int]
) -> Judgments:
    n = work.item.size
    label = draw_labels(rng, work, preference, len(LABELS), muddled)
    lean = np.array([2.6, 4.0, 3.3])[preference]
    helpfulness = lean + 0.9 * bell(rng, PLAN.n_items)
    correctness = 0.6 * helpfulness + 1.4 + 0.7 * bell(rng, PLAN.n_items)
    skipped = rng.random(n) < 0.012
    sound = np.flatnonzero(~skipped)
    misspelt = np.zeros(n, dtype=np.bool_)
    misspelt[some(rng, sound, 6)] = True
    return Judgments(
        preference=label,
        helpfulness=_rate(rng, work, helpfulness),
        correctness=_rate(rng, work, correctness),
        skipped=skipped,
        misspelt=misspelt,
        twice=some(rng, np.flatnonzero(~skipped & ~misspelt), 5),
    )


def _rate(rng: np.random.Generator, work: Work, quality: Floats) -> Ints:
    """Rate 1 to 5 with noise that grows with the chance of error; the careless rate at random."""
    n = work.item.size
    true_rating = np.clip(np.rint(quality), 1, 5)[work.item]
    near = true_rating + (0.25 + 1.6 * work.error) * bell(rng, n)
    at_random = 1 + np.floor(5 * rng.random(n))
    return np.clip(np.rint(np.where(work.careless, at_random, near)), 1, 5).astype(np.int64)


def _prompts(rng: np.random.Generator) -> list[str]:
    """A short prompt for each item, in the words of its locale."""
    source = Path(__file__).with_name("wording.json").read_text(encoding="utf-8")
    wording = json.loads(source)[NAME]
    first, second = rng.random(PLAN.n_items), rng.random(PLAN.n_items)
    prompts: list[str] = []
    for index in range(PLAN.n_items):
        words = wording[PLAN.locales[index // PLAN.items_per_locale]]
        template = words["prompts"][int(first[index] * len(words["prompts"]))]
        prompts.append(template.format(words["things"][int(second[index] * len(words["things"]))]))
    return prompts


def _export(work: Work, judgments: Judgments, prompts: list[str], preference: Ints) -> bytes:
    """The evaluation tool's CSV: one record a judgment, one column a question."""
    spelled = _spelled(judgments)
    responses = (("clear, correct", "one error"), ("too long", "clear, correct"), ("good", "good"))
    records: list[tuple[str, ...]] = []
    for row in [*range(work.item.size), *judgments.twice]:
        item, annotator = int(work.item[row]), int(work.annotator[row])
        skipped = bool(judgments.skipped[row])
        ratings = (judgments.helpfulness[row], judgments.correctness[row])
        records.append((
            _item(item),
            PLAN.annotators[annotator],
            PLAN.locales[work.locale[row]],
            f"B{work.batch[row] + 1:02}",
            VENDORS[annotator // 3 % 3],
            prompts[item],
            *responses[preference[item]],
            "" if skipped else spelled[row],
            *("" if skipped else str(rating) for rating in ratings),
            "skipped" if skipped else "submitted",
            _us_time(int(work.start[row])),
            _us_time(int(work.start[row] + work.seconds[row])),
        ))  # fmt: skip
    records.sort(key=lambda record: (record[0], record[-2]))
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(HEADER)
    writer.writerows(records)
    return buffer.getvalue().encode()


def _spelled(judgments: Judgments) -> list[str]:
    """Preferences as the export writes them."""
    spelled = [LABELS[label] for label in judgments.preference]
    for turn, row in enumerate(np.flatnonzero(judgments.misspelt).tolist()):
        spelled[row] = MISSPELT[spelled[row]][turn % 2]
    return spelled


def _us_time(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%m/%d/%Y %H:%M:%S")


def _answers(work: Work, judgments: Judgments) -> list[Answer]:
    """What a correct reader counts, in the order of the work and the questions."""
    days = (work.start + work.seconds).astype("datetime64[s]").astype("datetime64[D]").astype(str)
    answers: list[Answer] = []
    for row in np.flatnonzero(~judgments.skipped).tolist():
        who = (
            _item(int(work.item[row])),
            PLAN.annotators[work.annotator[row]],
            PLAN.locales[work.locale[row]],
            str(days[row]),
        )
        if not judgments.misspelt[row]:
            answers.append(Answer(*who, "preference", LABELS[judgments.preference[row]]))
        answers.append(Answer(*who, "helpfulness", str(judgments.helpfulness[row])))
        answers.append(Answer(*who, "correctness", str(judgments.correctness[row])))
    return answers


def _counts(work: Work, judgments: Judgments) -> dict[str, int]:
    return {
        "records": int(work.item.size + judgments.twice.size),
        "skipped": int(judgments.skipped.sum()),
        "unknown_labels": int(judgments.misspelt.sum()),
        "duplicates": int(judgments.twice.size),
        "idle_over_an_hour": int(work.idle.sum()),
    }


def _files(truth: Truth, export: bytes) -> dict[str, bytes]:
    facts = {
        "careless": truth.careless_annotator,
        "locale": truth.weak_locale,
        "first": truth.muddled_pair[0],
        "second": truth.muddled_pair[1],
        "change": truth.change_date,
        "seed": str(truth.seed),
    }
    texts = {path: text.substitute(facts).encode() for path, text in LLM_EVAL_TEXTS.items()}
    record = json.dumps(asdict(truth), indent=1, sort_keys=True) + "\n"
    return texts | {"exports/evalstudio/2026-11-23.csv": export, "truth.json": record.encode()}
