"""The whole file of California schools, row by row; R survey 4.1.1 gives the values.

Run where the file is: the folder named by ANNOPS_SHARED, else `../shared` beside the checkout.
"""

import csv
import os
from pathlib import Path

import numpy as np
import pytest

from annops.stats.stratum_sums import sum_up
from annops.stats.weighted_share import weighted_share

SHARED = Path(os.environ.get("ANNOPS_SHARED", Path(__file__).parents[3] / "shared"))
SCHOOLS = SHARED / "oracles" / "fixtures" / "apistrat.csv"
pytestmark = pytest.mark.skipif(not SCHOOLS.is_file(), reason="no schools on this machine")


def test_share_of_schools_that_met_their_target_is_rs_and_not_the_raw_one() -> None:
    with SCHOOLS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    names = sorted({row["stype"] for row in rows})
    sizes = {row["stype"]: int(row["fpc"]) for row in rows}
    met = np.array([row["sch.wide"] == "Yes" for row in rows], dtype=np.int64)
    stratum = np.array([names.index(row["stype"]) for row in rows], dtype=np.int64)
    sums = sum_up(stratum, met, np.ones_like(met), [sizes[name] for name in names])
    share = weighted_share(sums)
    assert share.value == pytest.approx(0.827948, abs=5e-7)
    assert share.standard_error == pytest.approx(0.0243448, abs=5e-8)
    assert met.mean() == 0.76
