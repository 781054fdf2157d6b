"""Groups of units made of a few arrays, without reading any export."""

from collections.abc import Callable

import polars as pl
import pytest

from annops.agree.groups import whole
from annops.core.counts import code_answers, label_patterns
from annops.measures.agreement import Group
from annops.measures.scoring import Scoring
from annops.stats.arrays import IntArray
from annops.tasks.question import Comparison

MakeGroup = Callable[[IntArray, IntArray, IntArray, int], Group]


@pytest.fixture
def group_of() -> MakeGroup:
    """Make a group from codes of item, annotator and label, and the number of labels."""

    def make(item: IntArray, annotator: IntArray, label: IntArray, n_labels: int) -> Group:
        labels = tuple(f"l{k}" for k in range(n_labels))
        frame = pl.DataFrame(
            {
                "item_number": item,
                "annotator": [f"a{code:02}" for code in annotator.tolist()],
                "answer": [labels[code] for code in label.tolist()],
            }
        )
        coded = code_answers(frame, categories=labels)
        scoring = Scoring(Comparison.NOMINAL, labels, None, None, "identity", "jaccard")
        return whole(coded, label_patterns(coded), scoring)

    return make
