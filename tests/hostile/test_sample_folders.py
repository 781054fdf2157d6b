"""Samples and verdicts that somebody edited, lost, or put there: never a trace, never a rate."""

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Broken = Callable[..., Path]
Annops = Callable[..., Any]

_ROWS = "".join(f"{n},{who},positive\n" for n in range(12) for who in ("a", "b"))
_RECORD = "samples/all-1/record.json"


@pytest.fixture
def sampled(broken: Broken, annops: Annops) -> Path:
    folder = broken(f"item,who,label\n{_ROWS}", targets=[{"metric": "error_rate", "at_most": 0.9}])
    assert annops(folder, "sample", "all", "--size", "6", "--second", "0").code == 0
    return folder


@pytest.fixture
def judged(sampled: Path, annops: Annops) -> Path:
    sheet = sampled / "samples/all-1/sheet.csv"
    head, *rows = sheet.read_text(encoding="utf-8-sig").splitlines()
    verdict = head.split(",").index("verdict")
    filled = []
    for row in rows:
        cells = row.split(",")
        cells[verdict] = "pass"
        filled.append(",".join(cells))
    sheet.write_text("\n".join([head, *filled, ""]), encoding="utf-8")
    assert annops(sampled, "audit", "all").code == 0
    return sampled


def edit(folder: Path, **changes: Any) -> None:
    path = folder / _RECORD
    record = json.loads(path.read_text(encoding="utf-8"))
    strata = changes.pop("strata", None)
    record.update(changes)
    if isinstance(strata, dict):
        record["strata"][0].update(strata)
    elif strata is not None:
        record["strata"] = strata
    path.write_text(json.dumps(record), encoding="utf-8")


@pytest.mark.parametrize(
    "changes",
    [{"items": 10**9}, {"strata": {"items": 10**9}, "items": 10**9}, {"strata": {"items": -1}},
     {"strata": {"drawn": 5}, "drawn": 5}, {"strata": []}, {"answers": {"mood": -1}},
     {"answers": {"mood": 10**9}}, {"questions": ["tone"]}, {"questions": []}],
)  # fmt: skip
@pytest.mark.parametrize("command", [("audit", "all"), ("status",)])
def test_record_that_contradicts_its_files_gives_no_rate(
    changes: dict[str, Any], command: tuple[str, ...], judged: Path, annops: Annops
) -> None:
    edit(judged, **changes)
    ran = annops(judged, *command)
    assert ran.code == 3
    assert f"{_RECORD}: error SAM002" in ran.err
    assert annops(judged, "check").code == 1


@pytest.mark.parametrize("text", ["[" * 200_000, "[]", "", '{"items": ' + "9" * 10_000 + "}"])
def test_record_that_is_no_record_is_told_so(text: str, sampled: Path, annops: Annops) -> None:
    (sampled / _RECORD).write_text(text, encoding="utf-8")
    ran = annops(sampled, "audit", "all")
    assert ran.code == 3
    assert f"{_RECORD}: error SAM002 is no" in ran.err


def test_list_of_samples_with_a_damaged_one_does_not_say_that_none_was_drawn(
    sampled: Path, annops: Annops
) -> None:
    (sampled / _RECORD).write_text("", encoding="utf-8")
    ran = annops(sampled, "sample", "--list")
    assert ran.code == 1
    assert "no sample has been drawn" not in ran.out


def test_packed_list_that_unpacks_without_end_is_not_unpacked(
    sampled: Path, annops: Annops
) -> None:
    folder = sampled / "samples/all-1"
    (folder / "frame.csv").unlink()
    with gzip.open(folder / "frame.csv.gz", "wb") as packed:
        for _ in range(50):
            packed.write(bytes(10_000_000))
    ran = annops(sampled, "audit", "all")
    assert ran.code == 1
    assert "error SAM003 the list of `all-1` is missing or cannot be read" in ran.err


def test_folder_of_another_program_beside_the_samples_is_passed_over(
    judged: Path, annops: Annops
) -> None:
    (judged / "samples/.ipynb_checkpoints").mkdir()
    assert annops(judged, "audit", "all").code == 0


def test_copy_of_a_sample_is_told_how_to_go_on(sampled: Path, annops: Annops) -> None:
    copy = sampled / "samples/all-1 - Copy"
    copy.mkdir()
    (copy / "record.json").write_bytes((sampled / _RECORD).read_bytes())
    ran = annops(sampled, "audit", "all")
    assert ran.code == 3
    assert "move it out of samples/" in ran.err


@pytest.mark.parametrize("how", [(), ("--as-drawn",)])
def test_question_renamed_after_the_draw_is_named_and_gives_no_rate(
    how: tuple[str, ...], judged: Path, annops: Annops
) -> None:
    definition = judged / "annops.yaml"
    text = definition.read_text(encoding="utf-8")
    definition.write_text(text.replace("mood", "tone"), encoding="utf-8")
    ran = annops(judged, "audit", "all", *how)
    assert ran.code == 1
    assert "no error rate" in ran.out
    assert "error AUD019 `all-1` asks about `mood`" in ran.err


@pytest.mark.parametrize("command", [("audit", "all"), ("status",)])
def test_verdict_that_cannot_be_read_leaves_no_rate(
    command: tuple[str, ...], judged: Path, annops: Annops
) -> None:
    """The line may have replaced an earlier verdict, which would count again."""
    path = judged / "reviews/all-1.jsonl"
    with path.open("a", encoding="utf-8") as file:
        file.write('{"id": "torn')
    told = json.loads(annops(judged, *command, "--format", "json").out)
    assert [target["value"] for target in told["targets"]] == [None]
    assert "of reviews/all-1.jsonl is no verdict" in told["targets"][0]["why"]
