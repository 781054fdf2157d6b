"""Ids of the metrics that a target may name."""

METRIC_IDS = (
    "accuracy",
    "brennan_prediger",
    "cohen_kappa",
    "conger_kappa",
    "error_rate",
    "fleiss_kappa",
    "gwet_ac1",
    "gwet_ac2",
    "icc_1_1",
    "icc_2_1",
    "icc_3_1",
    "icc_1_k",
    "icc_2_k",
    "icc_3_k",
    "krippendorff_alpha",
    "percent_agreement",
    "scott_pi",
)
