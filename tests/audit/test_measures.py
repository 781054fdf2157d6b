"""Precision, recall, penalties and tests against peers and published figures."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import fisher_exact, hypergeom
from sklearn.metrics import precision_recall_fscore_support
from statsmodels.stats.multitest import multipletests

from annops.audit.people import FALSE_SHARE, chance_of_more, pointed_out, prior_of
from annops.audit.settling import _rounded_up
from annops.measures.drawn import DrawnItems
from annops.measures.label_scores import Checked, confusions, label_scores
from annops.measures.penalty import penalty_per_thousand
from annops.tasks.classification import Classification
from annops.tasks.labels import Labels

TONE = Classification(labels=("a", "b", "c"))


def test_share_of_the_stratified_schools_is_the_published_one() -> None:
    """Lumley's apistrat: schools that met their target, N 4421, 755, 1018, n 100, 50, 50."""
    sizes, drawn, met = (4421, 755, 1018), (100, 50, 50), (91, 26, 35)
    stratum = np.repeat(np.arange(3), drawn)
    hits = np.concatenate([np.arange(n) < k for n, k in zip(drawn, met, strict=True)])
    found = DrawnItems(stratum, sizes).share(np.arange(200), hits, np.ones(200, dtype=bool))
    assert found.value == pytest.approx(0.827948, abs=1e-6)
    assert found.standard_error == pytest.approx(0.0243448, abs=1e-6)
    assert found.effective_n == pytest.approx(240.354, abs=1e-2)
    assert found.value != pytest.approx(0.76, abs=0.01)  # the raw share
    assert found.low is not None
    assert found.high is not None
    assert found.low <= 0.775171 + 1e-5
    assert found.high >= 0.870407 - 1e-5


@given(
    st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("abc"), st.integers(0, 1)),
             min_size=1, max_size=40)
)  # fmt: skip
def test_precision_recall_and_f1_are_those_of_scikit_learn(
    rows: list[tuple[str, str, int]],
) -> None:
    given, right, stratum = zip(*rows, strict=True)
    strata = np.array(stratum)
    seen = np.bincount(strata, minlength=2)
    sizes = (max(1, int(seen[0])) * 3, max(1, int(seen[1])) * 11)
    present = [at for at in range(2) if seen[at]]
    number = np.array([present.index(at) for at in stratum])
    drawn = DrawnItems(number, tuple(sizes[at] for at in present))
    scores = label_scores(TONE, Checked(np.arange(len(rows)), given, right), drawn)
    peer = precision_recall_fscore_support(
        right, given, labels=list("abc"), sample_weight=drawn.weights, zero_division=np.nan
    )
    for at, score in enumerate(scores):
        for estimate, expected in zip(
            (score.precision, score.recall, score.f1), (row[at] for row in peer[:3]), strict=True
        ):
            if estimate.value is None:
                assert np.isnan(expected) or expected == 0
            else:
                assert estimate.value == pytest.approx(expected)
                assert estimate.low is not None
                assert estimate.high is not None
                assert estimate.low <= estimate.value <= estimate.high


def test_labels_of_sets_are_scored_one_by_one() -> None:
    question = Labels(labels=("x", "y"))
    checked = Checked(np.arange(3), ['["x","y"]', '["x"]', "[]"], ['["x"]', '["x"]', '["y"]'])
    x, y = label_scores(question, checked, DrawnItems.chosen(3))
    assert (x.n_given, x.n_right, x.n_both) == (2, 2, 2)
    assert (y.precision.value, y.recall.value) == (0, 0)
    assert confusions(question, checked, DrawnItems.chosen(3)) == ()


def test_a_wrong_answer_without_the_right_one_lowers_precision_and_cautions_recall() -> None:
    checked = Checked(np.arange(4), ["a", "a", "b", "b"], ["a", None, "b", "b"])
    a = label_scores(TONE, checked, DrawnItems.chosen(4))[0]
    assert a.precision.value == 0.5
    assert a.recall.value == 1
    assert a.recall.caution == "1 wrong answer lacks the right one, so this may be too high"


def test_a_label_never_given_has_no_precision_rather_than_zero() -> None:
    checked = Checked(np.arange(2), ["a", "b"], ["a", "a"])
    c = label_scores(TONE, checked, DrawnItems.chosen(2))[2]
    assert (c.precision.value, c.precision.why_undefined) == (None, "the label was not given")


def test_confusions_are_weighted_by_what_their_items_stand_for() -> None:
    drawn = DrawnItems(np.array([0, 0, 1]), (2, 8))
    checked = Checked(np.arange(3), ["a", "b", "a"], ["b", "b", "c"])
    assert [(c.given, c.right, c.n, round(c.share, 4)) for c in confusions(TONE, checked, drawn)] \
        == [("a", "c", 1, 0.8889), ("a", "b", 1, 0.1111)]  # fmt: skip


@given(st.integers(1, 30), st.integers(1, 30), st.data())
def test_chance_in_one_cell_is_fishers_one_sided(
    mine: int, others: int, data: st.DataObject
) -> None:
    wrong = data.draw(st.integers(0, mine))
    theirs = data.draw(st.integers(0, others))
    table = [[wrong, mine - wrong], [theirs, others - theirs]]
    expected = fisher_exact(table, alternative="greater").pvalue
    found = chance_of_more(wrong, [(mine, wrong + theirs, mine + others)])
    assert found == pytest.approx(expected, rel=1e-6)


def test_chance_over_cells_is_that_of_the_sum() -> None:
    cells = [(5, 4, 20), (8, 3, 30)]
    first, second = hypergeom(20, 4, 5), hypergeom(30, 3, 8)
    expected = sum(first.pmf(i) * second.pmf(j) for i in range(5) for j in range(4) if i + j >= 3)
    assert chance_of_more(3, cells) == pytest.approx(expected)


def test_three_of_forty_against_nine_of_forty_is_no_finding() -> None:
    """Two-sided p = .1149: `three times worse` is not supported."""
    p = chance_of_more(9, [(40, 12, 80)])
    assert 2 * p == pytest.approx(0.114888, abs=1e-5)
    assert pointed_out([p, chance_of_more(3, [(40, 12, 80)])]) == set()


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_those_pointed_out_are_benjamini_and_hochbergs(chances: list[float]) -> None:
    expected = multipletests(chances, alpha=FALSE_SHARE, method="fdr_bh")[0]
    assert pointed_out(chances) == set(np.flatnonzero(expected).tolist())


def test_the_prior_is_strong_where_people_differ_no_more_than_by_chance() -> None:
    alike = prior_of([(5, 100), (4, 100), (6, 100)])
    apart = prior_of([(1, 100), (40, 100), (5, 100)])
    assert alike[1] == 1000
    assert apart[1] < 20
    assert apart[0] == pytest.approx(46.5 / 301)


def test_the_penalty_is_the_weighted_sum_and_keeps_width_without_defects() -> None:
    drawn = DrawnItems(np.array([0, 0, 1]), (20, 100))
    found = penalty_per_thousand(drawn, np.arange(3), np.array([5.0, 0.0, 1.0]), 25)
    assert found.value == pytest.approx(1000 * (10 * 5 + 100 * 1) / 120)
    none = penalty_per_thousand(DrawnItems.chosen(250), np.arange(250), np.zeros(250), 25)
    assert (none.value, none.low) == (0, 0)
    assert none.high == pytest.approx(3.689 * 25 * 1000 / 250, rel=1e-3)


def test_the_interval_of_the_penalty_covers_it() -> None:
    rng = np.random.default_rng(11)
    weights = rng.choice([0.0, 1.0, 5.0], 4000, p=[0.93, 0.05, 0.02])
    truth = 1000 * weights.mean()
    hits = 0
    for _ in range(300):
        drawn = weights[rng.choice(4000, 300, replace=False)]
        found = penalty_per_thousand(DrawnItems.chosen(300), np.arange(300), drawn, 25)
        assert found.low is not None
        assert found.high is not None
        hits += found.low <= truth <= found.high
    assert hits / 300 >= 0.94


def test_items_to_settle_are_rounded_up_but_never_beyond_what_is_left() -> None:
    assert [_rounded_up(n, 2000) for n in (1, 99, 101, 1234)] == [1, 99, 110, 1300]
    assert _rounded_up(101, 105) == 105
