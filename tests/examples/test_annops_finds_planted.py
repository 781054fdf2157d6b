"""annops names what is planted in the examples, and hardly ever what is not there.

The shares stated here are what the flags of `annops agree` promise: at least 19 of 20 projects
for a planted fact, at most 5 % of projects for any false alarm of a kind.
"""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import numpy as np
import polars as pl
import pytest

from annops.agree.compute import agree
from annops.agree.model import AgreementOptions, AgreementResult
from annops.core.annotations import SCHEMA, Annotations
from annops.core.ledger import Ledger
from annops.project.definition import definition_model
from annops.stats.proportion import clopper_pearson
from annops.workspace.definition import open_definition
from annops.workspace.open import Workspace

SEEDS = (20261116, *range(1, 20))
NAMES = ("llm-eval", "text-classification")
NULL_SEEDS = 200
LEAST_FOUND = 19
MOST_FALSE = 2


@dataclass(frozen=True)
class Found:
    """What a project's agreement result names, beside what is planted in it."""

    name: str
    careless: str
    weak: str
    muddled: frozenset[str]
    annotators: frozenset[str]
    locales: frozenset[str]
    pairs: tuple[frozenset[str], ...]
    costliest: frozenset[str]


def flags(result: AgreementResult) -> tuple[frozenset[str], frozenset[str], list[frozenset[str]]]:
    """Annotators, locales and pairs of labels that are named."""
    return (
        frozenset(row.annotator for row in result.annotators if row.flag),
        frozenset(row.breakdown["locale"] for row in result.estimates if row.flag),
        [frozenset((row.first, row.second)) for row in result.confusions if row.flag],
    )


@pytest.fixture(scope="module")
def found(generate: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> list[Found]:
    """Both examples, twenty seeds each, read from their files and measured."""
    made = []
    for name in NAMES:
        for seed in SEEDS:
            example = generate.EXAMPLES[name](seed)
            folder: Path = generate.write(example, tmp_path_factory.mktemp("project"))
            workspace = Workspace(folder, open_definition(folder))
            asked = AgreementOptions(questions=(example.truth.main_question,), by=("locale",))
            result = agree(workspace.annotations(("locale",)), workspace.definition, asked)
            first = result.confusions[0]
            annotators, locales, pairs = flags(result)
            truth = example.truth
            planted = (truth.careless_annotator, truth.weak_locale, frozenset(truth.muddled_pair))
            costliest = frozenset((first.first, first.second))
            made.append(Found(name, *planted, annotators, locales, tuple(pairs), costliest))
    return made


@pytest.mark.parametrize("name", NAMES)
def test_careless_annotator_is_named(found: list[Found], name: str) -> None:
    hits = [one.careless in one.annotators for one in found if one.name == name]
    assert sum(hits) >= LEAST_FOUND


@pytest.mark.parametrize("name", NAMES)
def test_weak_locale_is_named(found: list[Found], name: str) -> None:
    hits = [one.weak in one.locales for one in found if one.name == name]
    assert sum(hits) >= LEAST_FOUND


@pytest.mark.parametrize("name", NAMES)
def test_muddled_pair_is_named_and_costs_most(found: list[Found], name: str) -> None:
    mine = [one for one in found if one.name == name]
    hits = [one.muddled in one.pairs and one.muddled == one.costliest for one in mine]
    assert sum(hits) >= LEAST_FOUND


def test_other_annotators_are_hardly_ever_named(found: list[Found]) -> None:
    others = [sorted(one.annotators - {one.careless}) for one in found]
    assert sum(map(bool, others)) <= MOST_FALSE, others


def test_other_locales_are_hardly_ever_named(found: list[Found]) -> None:
    others = [sorted(one.locales - {one.weak}) for one in found]
    assert sum(map(bool, others)) <= MOST_FALSE, others


def test_other_pairs_of_labels_are_hardly_ever_named(found: list[Found]) -> None:
    others = [[sorted(pair) for pair in one.pairs if pair != one.muddled] for one in found]
    assert sum(map(bool, others)) <= MOST_FALSE, others


@dataclass(frozen=True)
class Null:
    """A population in which nobody and nothing stands out.

    Attributes:
        n_annotators: Annotators, all with the same chance of a slip, two locales each.
        items_per_locale: Items of each of the twelve locales, three answers each.
        shares: How frequent each label is.
        error: Chance of a slip.
        by_use: Whether slips fall on labels as often as they are used, or on all others alike.
    """

    n_annotators: int
    items_per_locale: int
    shares: tuple[float, ...]
    error: float
    by_use: bool


N_LOCALES = 12
NULLS = (
    Null(24, 60, (1 / 3, 1 / 3, 1 / 3), 0.12, by_use=False),
    Null(40, 24, (0.2, 0.2, 0.2, 0.2, 0.2), 0.2, by_use=True),
    Null(20, 100, (0.6, 0.3, 0.1), 0.12, by_use=False),
    Null(30, 40, (0.55, 0.25, 0.15, 0.05), 0.08, by_use=True),
)


def draw(null: Null, rng: np.random.Generator) -> Annotations:
    n_items, n_labels = N_LOCALES * null.items_per_locale, len(null.shares)
    truth = rng.choice(n_labels, n_items, p=null.shares)
    locale = np.repeat(np.arange(N_LOCALES), null.items_per_locale)
    who = np.arange(null.n_annotators)
    pools = [who[(who % N_LOCALES == at) | ((5 * who + 3) % N_LOCALES == at)]
             for at in range(N_LOCALES)]  # fmt: skip
    open_to = [pool if len(pool) >= 3 else who for pool in pools]
    annotator = np.stack([rng.permutation(open_to[at])[:3] for at in locale])
    if null.by_use:
        slip = rng.choice(n_labels, (n_items, 3), p=null.shares)
    else:
        slip = (truth[:, None] + rng.integers(1, n_labels, (n_items, 3))) % n_labels
    answer = np.where(rng.random((n_items, 3)) < null.error, slip, truth[:, None])
    frame = pl.DataFrame(
        {
            "item_number": np.repeat(np.arange(n_items), 3),
            "annotator": [f"a{n:02}" for n in annotator.ravel()],
            "answer": [f"l{n}" for n in answer.ravel()],
            "locale": [f"x{n:02}" for n in np.repeat(locale, 3)],
        }
    ).with_columns(
        pl.col("item_number").cast(pl.String).alias("item"),
        question=pl.lit("q"), role=pl.lit("annotator"), status=pl.lit("submitted"),
        round=pl.lit(1), problem=pl.lit(None),
    )  # fmt: skip
    return Annotations(frame.cast({n: SCHEMA[n] for n in frame.columns}).lazy(), Ledger())


@pytest.fixture(scope="module", params=NULLS, ids=str)
def false_alarms(request: pytest.FixtureRequest) -> Counter[str]:
    """In how many of the drawn projects anything was named, by kind."""
    null: Null = request.param
    labels = [f"l{n}" for n in range(len(null.shares))]
    question = {"type": "classification", "labels": labels}
    definition = definition_model().model_validate({"project": "p", "questions": {"q": question}})
    alarms: Counter[str] = Counter()
    for seed in range(NULL_SEEDS):
        drawn = draw(null, np.random.default_rng([seed, 7]))
        result = agree(drawn, definition, AgreementOptions(by=("locale",)))
        annotators, locales, pairs = flags(result)
        alarms.update(annotator=bool(annotators), locale=bool(locales), pair=bool(pairs))
    return alarms


@pytest.mark.parametrize("kind", ["annotator", "locale", "pair"])
def test_false_alarms_stay_within_five_percent_of_projects(
    false_alarms: Counter[str], kind: str
) -> None:
    low = clopper_pearson(false_alarms[kind], NULL_SEEDS, 0.98).low
    assert low is not None
    assert low <= 0.05, f"{false_alarms[kind]} of {NULL_SEEDS} projects"
