"""Coefficients of whole questions and groups are those of independent peers and of brute force."""

from collections import Counter
from collections.abc import Callable, Sequence
from itertools import combinations
from typing import Any

import krippendorff
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from nltk.metrics.agreement import AnnotationTask
from nltk.metrics.distance import jaccard_distance, masi_distance
from sklearn.metrics import cohen_kappa_score
from statsmodels.stats.inter_rater import aggregate_raters, fleiss_kappa

from annops.agree.model import AgreementResult, EstimateRow
from annops.measures import scoring

Measure = Callable[..., AgreementResult]
Row = tuple[str, str, str]
shared = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
STARS = {"type": "rating", "scale": {"min": 1, "max": 5}}


def draw(seed: int, answers: Sequence[str], n_items: int = 60, n_annotators: int = 5) -> list[Row]:
    """Answers with a common tendency, two to four annotators an item, in mixed order."""
    rng = np.random.default_rng(seed)
    rows = []
    for item in range(n_items):
        truth = rng.integers(len(answers))
        for who in rng.permutation(n_annotators)[: rng.integers(1, 5)]:
            answer = truth if rng.random() < 0.6 else rng.integers(len(answers))
            rows.append((f"i{item:03}", f"a{who}", answers[int(answer)]))
    return [rows[at] for at in rng.permutation(len(rows))]


def estimates(result: AgreementResult, **group: str) -> dict[str, EstimateRow]:
    return {row.metric: row for row in result.estimates if row.breakdown == group}


def matrix(rows: Sequence[Row], number: Callable[[str], float]) -> Any:
    """Array (n_annotators, n_items), nan where not asked."""
    items, who = sorted({r[0] for r in rows}), sorted({r[1] for r in rows})
    table = np.full((len(who), len(items)), np.nan)
    for item, annotator, answer in rows:
        table[who.index(annotator), items.index(item)] = number(answer)
    return table


def peer_alpha(rows: Sequence[Row], number: Callable[[str], float], level: Any) -> float:
    return float(krippendorff.alpha(reliability_data=matrix(rows, number),
                                    level_of_measurement=level))  # fmt: skip


def answers_by_item(rows: Sequence[Row]) -> list[list[str]]:
    items: dict[str, list[str]] = {}
    for item, _, answer in rows:
        items.setdefault(item, []).append(answer)
    return [own for own in items.values() if len(own) > 1]


@pytest.mark.parametrize("seed", range(5))
def test_alpha_of_labels_is_the_peer_s(measured: Measure, seed: int) -> None:
    rows = draw(seed, "xyz")
    row = estimates(measured(rows))["krippendorff_alpha"]
    assert row.value == pytest.approx(peer_alpha(rows, "xyz".index, "nominal"))
    assert (row.level, row.method != "") == ("nominal", True)


@pytest.mark.parametrize("level", ["ordinal", "interval", "ratio"])
def test_alpha_of_ratings_is_the_peer_s(measured: Measure, level: str) -> None:
    rows = draw(3, "12345")
    question = {"type": "rating", "scale": {"min": 1, "max": 5, "level": level}}
    row = estimates(measured(rows, q=question))["krippendorff_alpha"]
    assert row.value == pytest.approx(peer_alpha(rows, float, level))
    assert row.level == level


def test_alpha_of_ordered_labels_is_ordinal(measured: Measure) -> None:
    rows = draw(4, "xyz")
    row = estimates(measured(rows, q={"type": "classification", "labels": ["y", "x", "z"],
                                      "ordered": True}))["krippendorff_alpha"]  # fmt: skip
    assert row.value == pytest.approx(peer_alpha(rows, "yxz".index, "ordinal"))
    assert row.level == "ordinal"


@pytest.mark.parametrize("level", ["ordinal", "interval", "ratio"])
def test_alpha_of_too_many_ratings_for_a_matrix_is_that_of_the_matrix(
    measured: Measure, level: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = draw(5, [str(n) for n in range(1, 31)])
    question = {"type": "rating", "scale": {"level": level}}
    with_matrix = estimates(measured(rows, q=question))["krippendorff_alpha"]
    monkeypatch.setattr(scoring, "MOST_ANSWERS", 5)
    without = estimates(measured(rows, q=question))["krippendorff_alpha"]
    assert without.value == pytest.approx(with_matrix.value, abs=1e-9)
    assert without.value == pytest.approx(peer_alpha(rows, float, level))
    assert (without.n_items, without.n_annotations) == (
        with_matrix.n_items,
        with_matrix.n_annotations,
    )


@pytest.mark.parametrize(
    ("name", "distance"), [("jaccard", jaccard_distance), ("masi", masi_distance)]
)
def test_alpha_of_sets_is_the_peer_s(
    measured: Measure, name: str, distance: Callable[[Any, Any], float]
) -> None:
    sets = ['["a"]', '["a","b"]', '["b","c"]', '["a","b","c"]']
    rows = draw(6, sets, n_items=40)
    question = {"type": "labels", "labels": ["a", "b", "c"]}
    row = estimates(measured(rows, q=question, set_distance=name))["krippendorff_alpha"]
    pairable = {item for item, n in Counter(r[0] for r in rows).items() if n > 1}
    data = [(who, item, frozenset(answer.strip("[]").replace('"', "").split(",")))
            for item, who, answer in rows if item in pairable]  # fmt: skip
    task = AnnotationTask(data=data, distance=distance)
    assert row.value == pytest.approx(task.alpha(), abs=1e-9)
    assert row.level == name


def test_percent_agreement_is_counted_by_hand(measured: Measure) -> None:
    rows = draw(7, "xyz")
    shares = []
    for own in answers_by_item(rows):
        pairs = list(combinations(own, 2))
        shares.append(sum(a == b for a, b in pairs) / len(pairs))
    row = estimates(measured(rows))["percent_agreement"]
    assert row.value == pytest.approx(np.mean(shares))


def test_kappas_of_complete_tables_are_the_peers(measured: Measure) -> None:
    rng = np.random.default_rng(8)
    table = rng.integers(0, 3, size=(80, 2))
    table[:, 1] = np.where(rng.random(80) < 0.6, table[:, 0], table[:, 1])
    rows = [(f"i{i}", f"a{j}", "xyz"[table[i, j]]) for i in range(80) for j in range(2)]
    made = estimates(measured(rows, metrics=("all",)))
    assert made["fleiss_kappa"].value == pytest.approx(fleiss_kappa(aggregate_raters(table)[0]))
    assert made["conger_kappa"].value == pytest.approx(cohen_kappa_score(*table.T))


def test_brennan_prediger_and_ac1_follow_their_formulas(measured: Measure) -> None:
    rows = [(f"i{i}", who, "x" if i < 8 or (i == 8 and who == "a") else "y")
            for i in range(10) for who in "ab"]  # fmt: skip
    made = estimates(measured(rows, metrics=("all",)))
    x = (8 + 0.5) / 10
    by_chance = (x * (1 - x) * 2) / 2
    assert made["brennan_prediger"].value == pytest.approx((0.9 - 1 / 3) / (1 - 1 / 3))
    assert made["gwet_ac1"].value == pytest.approx((0.9 - by_chance) / (1 - by_chance))


def test_all_metrics_that_apply_are_given_once(measured: Measure) -> None:
    metrics = [
        row.metric for row in measured(draw(9, "12345"), q=STARS, metrics=("all",)).estimates
    ]
    assert metrics[0] == "krippendorff_alpha"
    assert sorted(metrics) == sorted({
        "percent_agreement", "krippendorff_alpha", "fleiss_kappa", "conger_kappa", "gwet_ac2",
        "brennan_prediger", "icc_1_1", "icc_2_1", "icc_3_1", "icc_1_k", "icc_2_k", "icc_3_k",
    })  # fmt: skip


@pytest.mark.parametrize("weights", ["linear", "quadratic"])
def test_weighted_kappa_of_two_annotators_is_the_peer_s(measured: Measure, weights: str) -> None:
    rng = np.random.default_rng(10)
    table = rng.integers(1, 6, size=(70, 2))
    table[:, 1] = np.clip(table[:, 0] + rng.integers(-1, 2, 70), 1, 5)
    rows = [(f"i{i}", f"a{j}", str(table[i, j])) for i in range(70) for j in range(2)]
    made = estimates(measured(rows, q=STARS, metrics=("conger_kappa",), weights=weights))
    expected = cohen_kappa_score(*table.T, weights=weights)
    assert made["conger_kappa"].value == pytest.approx(expected)
    assert made["conger_kappa"].level == weights


def test_intraclass_correlation_is_the_anova_s(measured: Measure) -> None:
    table = np.array(
        [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]
    )
    rows = [(f"i{i}", f"a{j}", str(table[i, j])) for i in range(6) for j in range(4)]
    made = estimates(measured(rows, q={"type": "rating"}, metrics=("all",)))
    published = {
        "icc_1_1": 0.17,
        "icc_2_1": 0.29,
        "icc_3_1": 0.71,
        "icc_1_k": 0.44,
        "icc_2_k": 0.62,
        "icc_3_k": 0.91,
    }  # Shrout and Fleiss (1979)
    assert {m: round(made[m].value or 0, 2) for m in published} == published


def test_intraclass_correlation_needs_a_complete_table(measured: Measure) -> None:
    row = estimates(measured(draw(11, "12345"), q=STARS, metrics=("all",)))["icc_2_1"]
    assert row.value is None
    assert row.why_undefined is not None
    assert "complete" in row.why_undefined


def test_figures_of_a_breakdown_are_those_of_its_items_alone(measured: Measure) -> None:
    rows = draw(12, "xyz")
    locale = ["de-DE" if row[0] < "i020" else "fr-FR" for row in rows]
    made = measured(rows, more={"locale": locale}, by=("locale",))
    for value in ("de-DE", "fr-FR"):
        own = [row for row, lang in zip(rows, locale, strict=True) if lang == value]
        alone = estimates(measured(own))["krippendorff_alpha"]
        row = estimates(made, locale=value)["krippendorff_alpha"]
        assert row.value == pytest.approx(peer_alpha(own, "xyz".index, "nominal"))
        assert row.model_dump(exclude={"breakdown", "flag"}) == pytest.approx(
            alone.model_dump(exclude={"breakdown", "flag"})
        )


def test_items_without_a_value_are_a_group_of_their_own(measured: Measure) -> None:
    rows = draw(13, "xyz")
    locale = ["de-DE" if row[0] < "i020" else None for row in rows]
    made = measured(rows, more={"locale": locale}, by=("locale",))
    own = [row for row in rows if row[0] >= "i020"]
    value = estimates(made, locale="(none)")["krippendorff_alpha"].value
    assert value == pytest.approx(peer_alpha(own, "xyz".index, "nominal"))


def test_breakdown_of_annotators_compares_answers_of_one_value_only(measured: Measure) -> None:
    rows = draw(14, "xyz", n_annotators=6)
    vendor = ["v1" if row[1] < "a3" else "v2" for row in rows]
    made = measured(rows, more={"vendor": vendor}, by=("vendor",))
    for value in ("v1", "v2"):
        own = [row for row, name in zip(rows, vendor, strict=True) if name == value]
        row = estimates(made, vendor=value)["krippendorff_alpha"]
        assert row.value == pytest.approx(peer_alpha(own, "xyz".index, "nominal"))
        assert row.n_items == len(answers_by_item(own))
        assert row.n_annotators == len({who for _, who, _ in own})


def test_counts_beside_a_figure_are_what_it_rests_on(measured: Measure) -> None:
    rows = [("1", "a", "x"), ("1", "b", "x"), ("2", "a", "y"), ("2", "c", "x"), ("2", "b", "y"),
            ("3", "d", "z")]  # fmt: skip
    row = estimates(measured(rows))["krippendorff_alpha"]
    assert (row.n_items, row.n_annotators, row.n_annotations) == (2, 4, 5)


def test_answers_that_do_not_count_leave_no_trace(measured: Measure) -> None:
    rows = draw(15, "xyz")
    noise: list[Row] = [("i001", "a9", "z"), ("i002", "a9", "z"), ("i003", "a9", "z")]
    states = ["submitted"] * len(rows) + ["draft", "submitted", "submitted"]
    roles = ["annotator"] * (len(rows) + 1) + ["model", "annotator"]
    problems = [None] * (len(rows) + 2) + ["duplicate"]
    made = measured([*rows, *noise], more={"status": states, "role": roles, "problem": problems})
    clean = measured(rows)
    assert made.estimates == clean.estimates
    assert made.annotators == clean.annotators
    assert made.inputs.excluded == {"draft": 1, "prediction": 1, "duplicate": 1}
    assert (made.inputs.loaded, made.inputs.used) == (len(rows) + 3, len(rows))


@shared
@given(st.permutations(range(40)))
def test_row_order_does_not_matter(measured: Measure, order: list[int]) -> None:
    rows = draw(16, "xyz", n_items=16)[:40]
    vendor = ["v1" if row[1] < "a2" else "v2" for row in rows]
    asked: dict[str, Any] = {"by": ("vendor",), "metrics": ("all",), "pairs": True}
    one = measured(rows, more={"vendor": vendor}, **asked)
    kept = [at for at in order if at < len(rows)]
    other = measured([rows[at] for at in kept],
                     more={"vendor": [vendor[at] for at in kept]}, **asked)  # fmt: skip
    rounded = [result.model_dump_json() for result in (one, other)]
    assert rounded[0] == rounded[1] or _near(one.model_dump(), other.model_dump())


def _near(one: Any, other: Any) -> bool:
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(_near(one[key], other[key]) for key in one)
    if isinstance(one, tuple | list):
        return len(one) == len(other) and all(map(_near, one, other))
    if isinstance(one, float):
        return other is not None and bool(abs(one - other) < 1e-9)
    return bool(one == other)


@shared
@given(st.permutations(["x", "y", "z"]))
def test_names_of_labels_do_not_matter(measured: Measure, names: list[str]) -> None:
    rows = draw(17, "xyz")
    renamed = [(item, who, names["xyz".index(answer)]) for item, who, answer in rows]
    one, other = (measured(table, metrics=("all",)) for table in (rows, renamed))
    for a, b in zip(one.estimates, other.estimates, strict=True):
        assert b.value == pytest.approx(a.value)
        assert b.low == pytest.approx(a.low)


def test_perfect_agreement_is_one(measured: Measure) -> None:
    rows = [(f"i{i}", who, "xyz"[i % 3]) for i in range(30) for who in "abc"]
    made = estimates(measured(rows, metrics=("all",)))
    assert {m: row.value for m, row in made.items()} == pytest.approx(dict.fromkeys(made, 1.0))
