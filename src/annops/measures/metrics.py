"""The metrics annops reports: what each means, its formula, its source, when it is undefined."""

from dataclasses import dataclass

from annops.tasks.question import Comparison

_NOMINAL = frozenset({Comparison.NOMINAL})
_NUMERIC = frozenset({Comparison.ORDINAL, Comparison.INTERVAL, Comparison.RATIO})
_SETS = frozenset({Comparison.SET})
_ALL = _NOMINAL | _NUMERIC | _SETS


@dataclass(frozen=True, slots=True)
class Metric:
    """One metric's page.

    Attributes:
        id: Stable id in definitions, results and `annops explain`.
        title: What people call it.
        measures: What it measures, in one plain sentence.
        formula: The formula, with its symbols named.
        undefined: When it has no value.
        source: Where formula and standard error are published.
        comparisons: Kinds of questions it applies to, empty for metrics that are no agreement.
        share: Whether it is a share, shown as percent.
    """

    id: str
    title: str
    measures: str
    formula: str
    undefined: str
    source: str
    comparisons: frozenset[Comparison] = frozenset()
    share: bool = False


_ONE_LABEL = "No item has two answers, or one label only was used."
_ICC = (
    "Shrout and Fleiss, Psychological Bulletin 86 (1979), p. 420; McGraw and Wong (1996) for "
    "intervals"
)

_PAGES = (
    Metric(
        "percent_agreement", "Percent agreement",
        "How often two annotators of the same item gave the same answer.",
        "mean over items with two answers or more of (agreeing pairs / pairs of answers)",
        "No item has two answers.",
        "Gwet, Handbook of Inter-Rater Reliability, 4th ed. (2014), section 5.2",
        _ALL, share=True,
    ),
    Metric(
        "krippendorff_alpha", "Krippendorff alpha",
        "Agreement beyond chance for any number of annotators, missing answers and every kind of "
        "answer: 1 perfect, 0 as by chance, below 0 worse than chance.",
        "1 - Do / De, Do the mean distance of answers within items, De between all answers; the "
        "distance is 0 or 1 for labels, squared mid-rank difference for ordinal, squared "
        "difference for interval, squared relative difference for ratio ratings, Jaccard or MASI "
        "for sets of labels",
        _ONE_LABEL,
        "Krippendorff, Computing Krippendorff's Alpha-Reliability (2011); standard error by "
        "linearisation as in Gwet (2014), chapter 5",
        _ALL,
    ),
    Metric(
        "fleiss_kappa", "Fleiss kappa",
        "Agreement beyond chance, chance taken from how often each label was used by all.",
        "(pa - pe) / (1 - pe), pe = sum over labels of (mean share of the label) squared; two "
        "annotators: Scott pi; ratings weighted",
        _ONE_LABEL,
        "Fleiss, Psychological Bulletin 76 (1971), p. 378; missing answers and standard error: "
        "Gwet (2014), section 5.3",
        _NOMINAL | _NUMERIC,
    ),
    Metric(
        "conger_kappa", "Conger kappa",
        "Agreement beyond chance, chance taken from each annotator's own use of the labels; with "
        "two annotators it is Cohen kappa.",
        "(pa - pe) / (1 - pe), pe the mean over pairs of annotators of the agreement their own "
        "label shares would give",
        _ONE_LABEL,
        "Conger, Psychological Bulletin 88 (1980), p. 322; missing answers and standard error: "
        "Gwet (2014), section 5.3",
        _NOMINAL | _NUMERIC,
    ),
    Metric(
        "gwet_ac1", "Gwet AC1",
        "Agreement beyond chance that stays steady where one label is far more frequent.",
        "(pa - pe) / (1 - pe), pe = sum of p (1 - p) over labels / (labels - 1)",
        "No item has two answers, or the question has one label.",
        "Gwet, British Journal of Mathematical and Statistical Psychology 61 (2008), p. 29",
        _NOMINAL,
    ),
    Metric(
        "gwet_ac2", "Gwet AC2",
        "AC1 for ratings: near misses count in part.",
        "(pa - pe) / (1 - pe) with weights between ratings; "
        "pe = sum of weights / (K (K - 1)) x sum of p (1 - p)",
        "No item has two answers, or the scale has one rating.",
        "Gwet (2014), section 5.3",
        _NUMERIC,
    ),
    Metric(
        "brennan_prediger", "Brennan-Prediger",
        "Agreement beyond chance, chance taken as if all labels were equally likely.",
        "(pa - 1/K) / (1 - 1/K), K labels of the question; ratings weighted",
        "No item has two answers, or the question has one label.",
        "Brennan and Prediger, Educational and Psychological Measurement 41 (1981), p. 687",
        _NOMINAL | _NUMERIC,
    ),
    Metric(
        "icc_1_1", "ICC(1,1)",
        "Share of the ratings' variance that items explain; each item has its own annotators.",
        "(BMS - WMS) / (BMS + (k - 1) WMS)",
        "An item lacks a rating, or all ratings are equal.", _ICC, _NUMERIC,
    ),
    Metric(
        "icc_2_1", "ICC(2,1)",
        "As ICC(1,1) for annotators drawn from many, absolute agreement of single ratings.",
        "(BMS - EMS) / (BMS + (k - 1) EMS + k (JMS - EMS) / n)",
        "An item lacks a rating, or all ratings are equal.", _ICC, _NUMERIC,
    ),
    Metric(
        "icc_3_1", "ICC(3,1)",
        "Consistency of single ratings of these very annotators; constant offsets do not count.",
        "(BMS - EMS) / (BMS + (k - 1) EMS)",
        "An item lacks a rating, or all ratings are equal.", _ICC, _NUMERIC,
    ),
    Metric(
        "icc_1_k", "ICC(1,k)", "ICC(1,1) for the mean of all k annotators.",
        "(BMS - WMS) / BMS", "An item lacks a rating, or all ratings are equal.", _ICC, _NUMERIC,
    ),
    Metric(
        "icc_2_k", "ICC(2,k)", "ICC(2,1) for the mean of all k annotators.",
        "(BMS - EMS) / (BMS + (JMS - EMS) / n)",
        "An item lacks a rating, or all ratings are equal.", _ICC, _NUMERIC,
    ),
    Metric(
        "icc_3_k", "ICC(3,k)", "ICC(3,1) for the mean of all k annotators.",
        "(BMS - EMS) / BMS", "An item lacks a rating, or all ratings are equal.", _ICC, _NUMERIC,
    ),
    Metric(
        "cohen_kappa", "Cohen kappa",
        "Agreement beyond chance of two annotators on the items both answered.",
        "(po - pe) / (1 - pe), pe = sum over labels of the product of both annotators' shares",
        "No shared item, or both used one and the same label only.",
        "Cohen, Educational and Psychological Measurement 20 (1960), p. 37",
    ),
    Metric(
        "accuracy", "Accuracy against gold",
        "How often an answer equals the gold answer.",
        "equal answers / answers to items with gold; a k-way tie holding the gold counts 1/k",
        "No answered item has gold.",
        "interval: Clopper and Pearson, Biometrika 26 (1934), p. 404",
        share=True,
    ),
    Metric(
        "error_rate", "Error rate",
        "Share of all answers of a batch that are wrong, estimated from a random sample.",
        "sum of w x wrong answers / sum of w x answers over the judged items, w = items of the "
        "stratum / items drawn from it (combined ratio estimator); its variance goes by items, "
        "for answers to one item are not independent, with the finite population correction; "
        "interval: Wilson's, or Clopper and Pearson's (`interval: exact`), on the effective "
        "number of answers",
        "A row of the sample has no verdict, or the sample does not serve: not drawn at random, "
        "replaced, or drawn from another batch than the one there is now.",
        "Cochran, Sampling Techniques, 3rd ed. (1977), eqs. 6.44 and 11.30; Korn and Graubard, "
        "Survey Methodology 24 (1998), p. 193", share=True,
    ),
    Metric(
        "item_error_rate", "Items with a wrong answer",
        "Share of the items of a batch that have at least one wrong answer.",
        "sum of w x items with a wrong answer / sum of w x items, w as for `error_rate`",
        "As `error_rate`.", "as `error_rate`", share=True,
    ),
    Metric(
        "differing", "Answers that differ",
        "Share of answers that differ from the reviewers' or the gold answers, on the items that "
        "have either; no rate of the batch, for these items were chosen, not drawn.",
        "differing answers / answers to these items", "No answer to these items is used.",
        "definition", share=True,
    ),
    Metric(
        "penalty", "Penalty per 1,000 answers",
        "What the wrong answers weigh, each by the weight of its severity.",
        "1,000 x sum of w x weight of the severity / sum of w x answers, w as for `error_rate`, "
        "weights from `defects: severities:`; an answer without a severity weighs as the mildest",
        "As `error_rate`.",
        "interval: Fay and Feuer, Statistics in Medicine 16 (1997), p. 791",
    ),
    Metric(
        "precision", "Precision",
        "Of the answers that give a label, the share for which it is right.",
        "answers that give it rightly / answers that give it, weighted as `error_rate`",
        "The label was not given.", "van Rijsbergen, Information Retrieval, 2nd ed. (1979), ch. 7",
        share=True,
    ),
    Metric(
        "recall", "Recall",
        "Of the answers for which a label is right, the share that give it.",
        "answers that give it rightly / answers for which it is right, weighted as `error_rate`",
        "The label was the right answer nowhere.",
        "van Rijsbergen, Information Retrieval, 2nd ed. (1979), ch. 7", share=True,
    ),
    Metric(
        "f1", "F1", "Precision and recall in one number, low when either is.",
        "2 x answers that give it rightly / (answers that give it + answers for which it is "
        "right), weighted as `error_rate`: the harmonic mean of precision and recall",
        "The label was neither given nor right.",
        "van Rijsbergen, Information Retrieval, 2nd ed. (1979), ch. 7", share=True,
    ),
    Metric(
        "mae", "Mean absolute error", "How far answers are from gold on average.",
        "mean of |answer - gold|", "No answered item has gold.", "textbook",
    ),
    Metric(
        "rmse", "Root mean squared error",
        "How far answers are from gold, large errors weighing more.",
        "square root of the mean of (answer - gold) squared", "No answered item has gold.",
        "textbook",
    ),
    Metric(
        "median_seconds", "Median time per item",
        "The time half of the records stay below; idle gaps are cut at the declared threshold.",
        "median over records of min(seconds, idle_seconds), each record once",
        "No record carries a time.",
        "interval by order statistics: Hahn and Meeker, Statistical Intervals (1991), section 5.2",
    ),
    Metric(
        "throughput", "Throughput", "Answers per day on which there were any.",
        "answers / active days", "No answer carries a date.", "definition",
    ),
)  # fmt: skip

METRICS = {page.id: page for page in _PAGES}
"""Every metric by id."""


def agreement_metrics(comparison: Comparison) -> tuple[str, ...]:
    """Name the agreement metrics that apply to a kind of question, the usual one first."""
    usual = usual_metric(comparison)
    rest = [page.id for page in _PAGES if comparison in page.comparisons and page.id != usual]
    return (usual, *rest) if usual else ()


def usual_metric(comparison: Comparison) -> str | None:
    """Name the coefficient annops takes when none is asked for; None where none is defined."""
    return None if comparison is Comparison.TEXT else "krippendorff_alpha"


_WHY = {
    Comparison.NOMINAL: "the answers are labels without order",
    Comparison.ORDINAL: "the answers have an order but no fixed distances",
    Comparison.INTERVAL: "differences between the ratings mean something",
    Comparison.RATIO: "the ratings have a true zero, so ratios mean something",
    Comparison.SET: "an answer is a set of labels, so sets that share labels agree in part",
}
_LEVEL = {Comparison.SET: "Jaccard distance"}


def why_metric(comparison: Comparison) -> str:
    """Say in one plain sentence which coefficient was chosen and why."""
    if comparison is Comparison.TEXT:
        return "Free texts are counted and timed; no agreement coefficient is defined on them."
    level = _LEVEL.get(comparison, comparison.value)
    return (
        f"Krippendorff alpha ({level}), because {_WHY[comparison]}; it allows for missing answers "
        "and any number of annotators."
    )
