import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annops.core.errors import AnnopsError
from annops.core.sample import SampledAnswer, SampleRecord, content_hash
from annops.workspace.item_list import read_item_list
from annops.workspace.samples import (
    active_sample,
    active_samples,
    check_samples,
    list_samples,
    read_records,
    read_sample,
    sample_writes,
)
from tests.sample.conftest import Project, answers_of

Make = Callable[..., Project]
TEXT = st.text(st.characters(codec="utf-8"), max_size=8)


@pytest.fixture
def drawn(project: Make) -> Project:
    made = project(answers_of(40))
    made.run("B01", "--size", "10")
    return made


def codes(root: Path, sample: str = "B01-1") -> list[str]:
    return [finding.code for finding in read_sample(root, sample)[2]]


def test_an_untouched_sample_has_no_finding(drawn: Project) -> None:
    record, answers, findings = read_sample(drawn.root, "B01-1")
    assert (record.drawn, len({answer.item for answer in answers}), findings) == (10, 10, ())
    assert list(check_samples(drawn.root)) == []


def test_a_changed_list_is_found(drawn: Project) -> None:
    path = drawn.path("B01-1", "frame.csv")
    path.write_bytes(path.read_bytes().replace(b"i007,all,4\n", b""))
    assert codes(drawn.root) == ["SAM003"]


def test_a_missing_list_is_found(drawn: Project) -> None:
    drawn.path("B01-1", "frame.csv").unlink()
    assert codes(drawn.root) == ["SAM003"]


def test_line_ends_of_windows_are_no_change(drawn: Project) -> None:
    for name in ("frame.csv", "answers.csv"):
        path = drawn.path("B01-1", name)
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert codes(drawn.root) == []


def test_changed_answers_are_found_and_not_given(drawn: Project) -> None:
    path = drawn.path("B01-1", "answers.csv")
    path.write_bytes(path.read_bytes().replace(b"good", b"bad"))
    _, answers, findings = read_sample(drawn.root, "B01-1")
    assert (answers, [finding.code for finding in findings]) == ((), ["SAM004"])


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"<<<<<<< mine\n", "is no JSON text"), (b"{}", "wrong in `id`"),
        (None, "SAM001"),
    ],
)  # fmt: skip
def test_a_damaged_record_stops_whoever_needs_to_know_what_is_in_use(
    drawn: Project, content: bytes | None, said: str
) -> None:
    path = drawn.path("B01-1", "record.json")
    path.unlink() if content is None else path.write_bytes(content)
    with pytest.raises(AnnopsError, match=said):
        active_sample(drawn.root, "B01")
    assert drawn.run("B01").exit_code == 3
    assert [finding.code for finding in read_records(drawn.root)[1]] != []


def test_a_record_in_a_folder_of_another_name_is_damaged(drawn: Project) -> None:
    drawn.path("B01-1", "").rename(drawn.root / "samples" / "B09-1")
    with pytest.raises(AnnopsError, match="the record is of the sample `B01-1`"):
        list_samples(drawn.root)


def test_the_sample_in_use_is_the_last_one_neither_replaced_nor_cancelled(
    drawn: Project,
) -> None:
    drawn.run("B01", "--targeted", "why", "--where", "annotator=ann1")
    drawn.run("B01", "--size", "12", "--redraw", "--reason", "more")
    in_use = active_sample(drawn.root, "B01")
    assert in_use is not None
    assert in_use.id == "B01-3"
    assert [record.id for record in active_samples(drawn.root, "B01")] == ["B01-2", "B01-3"]
    drawn.run("B01", "--cancel", "--reason", "enough")
    assert active_sample(drawn.root, "B01") is None


def test_a_project_without_samples_has_none(tmp_path: Path) -> None:
    assert list_samples(tmp_path) == ()
    assert active_sample(tmp_path, "B01") is None


@given(st.lists(st.tuples(TEXT, TEXT, TEXT, st.booleans()), max_size=5))
def test_answers_of_any_text_come_back_as_they_were(
    tmp_path_factory: pytest.TempPathFactory, texts: list[tuple[str, str, str, bool]]
) -> None:
    root = tmp_path_factory.mktemp("p")
    answers = tuple(
        SampledAnswer(row=f"B-1.{n}", item=item, question="q", annotator=who, answer=said,
                      second=second)
        for n, (item, who, said, second) in enumerate(texts)
    )  # fmt: skip
    items = {item: sum(one.item == item for one in answers) for item, _, _, _ in texts}
    table = pl.DataFrame({"item": list(items), "stratum": "all", "answers": list(items.values())})
    frame = table.write_csv().encode()
    data: dict[str, Any] = {
        "id": "B-1", "batch": "B", "number": 1, "design": "simple", "questions": ["q"],
        "items": len(items), "drawn": len(items), "answers": {"q": len(texts)},
        "strata": [{"name": "all", "items": len(items), "drawn": len(items)}] if items else [],
        "seed": "s", "frame_sha256": content_hash(frame),
        "drawn_on": "2026-11-20", "annops": "0",
    }  # fmt: skip
    record, writes = sample_writes(SampleRecord.model_validate(data), frame, answers)
    for write in writes:
        (root / write.path).parent.mkdir(parents=True, exist_ok=True)
        (root / write.path).write_bytes(write.content)
    assert read_sample(root, "B-1") == (record, answers, ())


def test_a_record_is_text_with_sorted_keys(drawn: Project) -> None:
    text = drawn.path("B01-1", "record.json").read_text(encoding="utf-8")
    assert (
        text == json.dumps(json.loads(text), ensure_ascii=False, indent=2, sort_keys=True) + "\n"
    )


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("i1\ni2\n", ("i1", "i2")), ("\ufeffItem\ni1\n", ("i1",)),
        ('n,item\n1,"a,b"\n2,c\n\n', ("a,b", "c")), ("", ()), (" i1 \r\n\r\ni2", ("i1", "i2")),
    ],
)  # fmt: skip
def test_lists_of_items_are_read(tmp_path: Path, text: str, ids: tuple[str, ...]) -> None:
    path = tmp_path / "list.csv"
    path.write_text(text, encoding="utf-8", newline="")
    assert read_item_list(path) == ids


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"number,why\n1,x\n", "without a column `item`"), (b"\xff\xfe\x00", "is not UTF-8 text")],
)
def test_lists_that_are_none_are_refused(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(content)
    with pytest.raises(AnnopsError, match=said):
        read_item_list(path)
