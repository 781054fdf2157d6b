"""A source that refuses repeated answers says so with a place, and counts none of them."""

import json
from pathlib import Path

import pytest

from annops.core.annotations import Annotations
from annops.core.finding import Severity
from annops.workspace.open import open_workspace


def _load(folder: Path, policy: str) -> Annotations:
    (folder / "a.csv").write_text("item,who,label\n1,w,a\n2,w,a\n1,w,b\n", encoding="utf-8")
    definition = {
        "project": "p",
        "questions": {"q": {"type": "classification", "labels": ["a", "b"]}},
        "sources": [
            {
                "path": "a.csv", "question": "q", "duplicates": policy,
                "columns": {"item": "item", "annotator": "who", "answer": "label"},
            }
        ],
    }  # fmt: skip
    (folder / "annops.yaml").write_text(json.dumps(definition), encoding="utf-8")
    return open_workspace(folder).annotations()


def test_refused_repeats_are_an_error_at_their_first_line(tmp_path: Path) -> None:
    (finding,) = _load(tmp_path, "error").findings
    assert (finding.code, finding.severity, str(finding.place)) == (
        "ANS007", Severity.ERROR, "a.csv:2",
    )  # fmt: skip
    assert finding.count == 2


@pytest.mark.parametrize("policy", ["last", "first", "keep"])
def test_repeats_that_a_policy_settles_are_no_finding(tmp_path: Path, policy: str) -> None:
    assert _load(tmp_path, policy).findings == ()
