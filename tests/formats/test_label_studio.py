"""Tasks stand in the tests; each is read from a file as it would be exported."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from annops.core.errors import AnnopsError
from annops.core.finding import Place
from annops.formats.label_studio import LabelStudio
from annops.formats.reading import Answers, Opened
from annops.project.source import Source

Json = dict[str, Any]
Row = dict[str, Any]
Read = Callable[..., Answers]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Write tasks (or text, or bytes) to a file and read it with a source of these options."""

    def reader(content: object, wanted: tuple[str, ...] | None = None, **options: Any) -> Answers:
        opened = _opened(tmp_path, content)
        source = Source(path="ls.json", **options)
        return LabelStudio().read(opened, source, wanted=wanted)

    return reader


def _opened(folder: Path, content: object) -> Opened:
    path = folder / "ls.json"
    if isinstance(content, bytes):
        path.write_bytes(content)
    else:
        path.write_text(content if isinstance(content, str) else json.dumps(content), "utf-8")
    return Opened(path, "exports/ls.json", path.read_bytes()[: 256 * 1024], "")


def _task(number: int = 1, *annotations: Json, **more: Any) -> Json:
    return {"id": number, "data": {"text": "Good."}, "annotations": list(annotations), **more}


def _annotation(*results: Json, by: object = 7, **more: Any) -> Json:
    return {"id": 70, "completed_by": by, "result": list(results), **more}


def _choice(*labels: str, name: str = "sentiment", **more: Any) -> Json:
    value = {"choices": list(labels)}
    return {"type": "choices", "from_name": name, "to_name": "t", "value": value, **more}


def _result(kind: str, name: str = "q", **value: Any) -> Json:
    return {"type": kind, "from_name": name, "to_name": "t", "value": value}


def _rows(answers: Answers, *columns: str) -> list[Row]:
    return answers.frame.select(columns).collect().to_dicts()


def _values(answers: Answers, *columns: str) -> list[tuple[Any, ...]]:
    return answers.frame.select(columns).collect().rows()


def _codes(answers: Answers) -> list[str]:
    return [finding.code for finding in answers.findings]


def test_single_choice_is_the_label_itself(read: Read) -> None:
    answers = read([_task(5, _annotation(_choice("positive"), by=7))])
    assert _rows(answers, "item", "question", "annotator", "role", "status", "raw", "record") == [
        {
            "item": "5",
            "question": "sentiment",
            "annotator": "7",
            "role": "annotator",
            "status": "submitted",
            "raw": "positive",
            "record": 1,
        }
    ]


@pytest.mark.parametrize(
    ("result", "raw"),
    [
        (_choice("price", "quality"), '["price","quality"]'),
        (_choice("a", "a"), "a"),
        (_choice(), None),
        (_result("choices", choices="plain"), "plain"),
        (_result("rating", rating=4), "4"),
        (_result("rating", rating=3.5), "3.5"),
        (_result("rating", rating=0), "0"),
        (_result("rating", rating=None), None),
        (_result("number", number=12), "12"),
        (_result("datetime", datetime="2026-03-20"), "2026-03-20"),
        (_result("pairwise", selected="left"), "left"),
        (_result("textarea", text=["one", "two"]), "one\ntwo"),
        (_result("textarea", text="one"), "one"),
        (_result("textarea", text=[]), None),
    ],
)
def test_answer_is_read_as_text(read: Read, result: Json, raw: str | None) -> None:
    answers = read([_task(1, _annotation(result))])
    assert _values(answers, "raw", "unsupported") == [(raw, None)]


@pytest.mark.parametrize(
    ("result", "kind"),
    [
        (_result("rectanglelabels", x=1, y=2, rectanglelabels=["Car"]), "rectanglelabels"),
        (_result("taxonomy", taxonomy=[["A", "B"]]), "taxonomy"),
        (_result("ranker", ranker={"a": ["x"]}), "ranker"),
        (_choice("a", id="r1") | {"value": {"start": 1, "end": 2, "choices": ["a"]}},
         "choices per region"),
        (_result("rating", rating=2, item_index=0), "rating per part"),
        (_result("choices", choices=[["A", "B"]]), "nested choices"),
        ({"type": "choices", "from_name": "q"}, "choices without value"),
        ({"from_name": "q"}, "no type"),
    ],
)  # fmt: skip
def test_type_that_is_not_read_keeps_the_record_and_names_the_type(
    read: Read, result: Json, kind: str
) -> None:
    answers = read([_task(1, _annotation(result))])
    assert _values(answers, "raw", "unsupported", "record") == [(None, kind, 1)]


def test_several_regions_of_one_tag_are_one_row(read: Read) -> None:
    regions = [_result("labels", "ner", start=i, end=i + 1, labels=["PER"]) for i in range(3)]
    answers = read([_task(1, _annotation(_choice("a"), *regions))])
    assert _values(answers, "question", "raw", "unsupported") == [
        ("sentiment", "a", None),
        ("ner", None, "labels"),
    ]


def test_choice_that_shares_its_id_with_a_region_is_no_answer_about_the_item(read: Read) -> None:
    region = _result("rectangle", "box", x=1, y=1) | {"id": "r1"}
    about_region = _choice("blurred", name="quality", id="r1")
    about_item = _choice("car", name="scene", id="s1")
    answers = read([_task(1, _annotation(about_region, region, about_item))])
    assert _values(answers, "question", "raw", "unsupported") == [
        ("quality", None, "choices per region"),
        ("box", None, "rectangle"),
        ("scene", "car", None),
    ]


def test_results_without_ids_beside_regions_without_ids_are_answers(read: Read) -> None:
    answers = read([_task(1, _annotation(_choice("a"), _result("rectangle", "box", x=1)))])
    assert _values(answers, "raw") == [("a",), (None,)]


def test_relation_belongs_to_no_question(read: Read) -> None:
    answers = read([_task(1, _annotation({"type": "relation", "from_id": "a", "to_id": "b"}))])
    assert _values(answers, "question", "unsupported") == [(None, "relation")]


def test_choices_given_in_several_results_are_joined(read: Read) -> None:
    answers = read([_task(1, _annotation(_choice("a"), _choice("b", "a")))])
    assert _values(answers, "raw") == [('["a","b"]',)]


def test_contradicting_ratings_of_one_annotation_are_no_answer(read: Read) -> None:
    two = [_result("rating", rating=2), _result("rating", rating=5)]
    assert _values(read([_task(1, _annotation(*two))]), "raw", "unsupported") == [
        (None, "several rating")
    ]


def test_cancelled_annotation_is_a_skip_without_answers(read: Read) -> None:
    cancelled = _annotation(_choice("positive"), was_cancelled=True)
    answers = read([_task(1, cancelled)])
    assert _values(answers, "question", "status", "raw") == [("sentiment", "skipped", None)]


def test_empty_result_gives_no_answer_to_each_question_of_the_file(read: Read) -> None:
    filled = _annotation(_choice("a"), _result("rating", "helpful", rating=3), by=1)
    answers = read([_task(1, _annotation(by=2), filled)])
    assert _values(answers, "record", "question", "raw") == [
        (1, "sentiment", None),
        (1, "helpful", None),
        (2, "sentiment", "a"),
        (2, "helpful", "3"),
    ]


def test_empty_result_gives_no_answer_to_a_question_only_the_source_knows(read: Read) -> None:
    answers = read([_task(1, _annotation())], questions={"sent": "sentiment"})
    assert _values(answers, "question", "raw", "unsupported") == [("sentiment", None, None)]


def test_empty_result_without_known_question_keeps_its_record(read: Read) -> None:
    assert _values(read([_task(1, _annotation())]), "question", "record") == [(None, 1)]


@pytest.mark.parametrize(
    ("by", "annotator"),
    [
        (7, "7"),
        ({"id": 19, "email": "ann@example.org"}, "19"),
        ({"email": "ann@example.org", "first_name": "Ann"}, "ann@example.org"),
        ("ann", "ann"),
        (None, None),
        ([1], None),
    ],
)
def test_annotator_is_an_id_where_there_is_one(
    read: Read, by: object, annotator: str | None
) -> None:
    assert _values(read([_task(1, _annotation(_choice("a"), by=by))]), "annotator") == [
        (annotator,)
    ]


def test_annotator_may_be_another_key(read: Read) -> None:
    one = _annotation(_choice("a"), by={"id": 1, "email": "ann@example.org"})
    answers = read([_task(1, one)], columns={"annotator": "completed_by.email"})
    assert _values(answers, "annotator") == [("ann@example.org",)]


def test_draft_is_read_with_its_status_and_the_id_of_its_maker(read: Read) -> None:
    draft = {
        "user": "ann@example.org",
        "created_username": "ann@example.org, 19165",
        "result": [_choice("a")],
    }
    answers = read([_task(1, drafts=[draft])])
    assert _values(answers, "annotator", "role", "status", "raw") == [
        ("19165", "annotator", "draft", "a")
    ]


def test_prediction_has_role_model_and_its_version_as_annotator(read: Read) -> None:
    prediction = {"model_version": "v2", "result": [_choice("a")], "score": 0.4}
    answers = read([_task(1, predictions=[prediction])])
    assert _values(answers, "annotator", "role", "raw") == [("v2", "model", "a")]


def test_prediction_given_as_id_only_is_an_unreadable_record(read: Read) -> None:
    answers = read([_task(1, _annotation(_choice("a")), predictions=[41, 42])])
    assert answers.n_records == 3
    assert [(u.place, u.reason) for u in answers.unreadable] == [
        (Place("exports/ls.json", 1, None, 2), "prediction given as an id only"),
        (Place("exports/ls.json", 1, None, 3), "prediction given as an id only"),
    ]


def test_records_after_an_unreadable_one_keep_their_number(read: Read) -> None:
    answers = read([_task(1, 5, _annotation(_choice("a")))])  # type: ignore[arg-type]
    assert _values(answers, "record", "raw") == [(2, "a")]


def test_record_order_is_annotations_then_drafts_then_predictions(read: Read) -> None:
    task = {
        "predictions": [{"result": [_choice("p")]}],
        "drafts": [{"result": [_choice("d")]}],
        **_task(1, _annotation(_choice("a"))),
    }
    assert _values(read([task]), "record", "raw") == [(1, "a"), (2, "d"), (3, "p")]


def test_ground_truth_stays_the_annotators_own_answer(read: Read) -> None:
    answers = read([_task(1, _annotation(_choice("a"), ground_truth=True))])
    assert _values(answers, "annotator", "role") == [("7", "annotator")]
    assert _codes(answers) == ["LST006"]


def test_ground_truth_named_as_gold_is_gold_as_well(read: Read) -> None:
    chosen = _annotation(_choice("a"), by=1, ground_truth=True, lead_time=5.0)
    other = _annotation(_choice("b"), by=2, ground_truth=False, lead_time=6.0)
    answers = read([_task(1, chosen, other)], columns={"gold": "ground_truth"})
    assert _values(answers, "record", "annotator", "role", "raw", "seconds") == [
        (1, "1", "annotator", "a", 5.0),
        (1, "1", "gold", "a", None),
        (2, "2", "annotator", "b", 6.0),
    ]


def test_cancelled_ground_truth_is_no_gold(read: Read) -> None:
    both = _annotation(_choice("a"), ground_truth=True, was_cancelled=True)
    answers = read([_task(1, both)], columns={"gold": "ground_truth"})
    assert _values(answers, "role", "status") == [("annotator", "skipped")]


def test_same_annotator_twice_on_a_task_stays_two_records(read: Read) -> None:
    answers = read([_task(1, _annotation(_choice("a")), _annotation(_choice("b")))])
    assert _values(answers, "annotator", "record", "raw") == [("7", 1, "a"), ("7", 2, "b")]


@pytest.mark.parametrize(
    ("given", "instant"),
    [
        ("2026-03-20T13:27:07.733307Z", datetime(2026, 3, 20, 13, 27, 7, 733307, UTC)),
        ("2026-03-20T15:27:07+02:00", datetime(2026, 3, 20, 13, 27, 7, 0, UTC)),
        (1614852912, datetime(2021, 3, 4, 10, 15, 12, 0, UTC)),
        (None, None),
    ],
)
def test_time_is_created_at_as_iso_or_epoch(
    read: Read, given: object, instant: datetime | None
) -> None:
    one = _annotation(_choice("a"), created_at=given, updated_at="2027-01-01T00:00:00Z")
    assert _values(read([_task(1, one)]), "submitted_at") == [(instant,)]


def test_time_may_be_updated_at(read: Read) -> None:
    one = _annotation(
        _choice("a"), created_at="2026-01-01T00:00:00Z", updated_at="2026-01-02T00:00:00Z"
    )
    answers = read([_task(1, one)], columns={"submitted_at": "updated_at"})
    assert _values(answers, "submitted_at") == [(datetime(2026, 1, 2, tzinfo=UTC),)]


def test_time_that_cannot_be_read_is_a_finding_and_no_time(read: Read) -> None:
    answers = read([_task(1, _annotation(_choice("a"), created_at="3 days ago"))])
    assert _values(answers, "submitted_at") == [(None,)]
    assert "TIM001" in _codes(answers)


@pytest.mark.parametrize(
    ("given", "seconds", "codes"),
    [
        (12.5, 12.5, []),
        (3, 3.0, []),
        (None, None, []),
        (-1.0, None, ["LST008"]),
        ("x", None, ["LST008"]),
        ("\ud83d", None, ["LST008"]),
        (10**400, None, ["LST008"]),
    ],
)
def test_seconds_are_lead_time_unless_it_is_no_time(
    read: Read, given: object, seconds: float | None, codes: list[str]
) -> None:
    answers = read([_task(1, _annotation(_choice("a"), lead_time=given))])
    assert _values(answers, "seconds") == [(seconds,)]
    assert _codes(answers) == codes


def test_seconds_stand_on_each_row_of_the_record(read: Read) -> None:
    one = _annotation(_choice("a"), _result("rating", "helpful", rating=1), lead_time=9.0)
    assert _values(read([_task(1, one)]), "record", "seconds") == [(1, 9.0), (1, 9.0)]


def test_seconds_may_lie_between_two_times(read: Read) -> None:
    one = _annotation(
        _choice("a"), created_at="2026-01-01T00:00:00Z", updated_at="2026-01-01T00:01:30Z"
    )
    answers = read(
        [_task(1, one)], columns={"seconds": {"from": "created_at", "to": "updated_at"}}
    )
    assert _values(answers, "seconds") == [(90.0,)]


@pytest.mark.parametrize(
    ("reference", "item"),
    [
        ("data.external_id", "doc-5"),
        ("external_id", "doc-5"),
        ("inner_id", "3"),
        ("id", "9"),
        ("meta.key", "k"),
        ("data.url", "https://host/a.png"),
        ("data.id.num", "77"),
    ],
)
def test_item_may_be_any_key_of_the_task(read: Read, reference: str, item: str) -> None:
    data = {
        "external_id": "doc-5",
        "id.num": 77,
        "url": "https://host/a.png?X-Amz-Signature=abc&X-Amz-Expires=60",
    }
    task = _task(9, _annotation(_choice("a"))) | {
        "data": data,
        "inner_id": 3,
        "meta": {"key": "k"},
    }
    assert _values(read([task], columns={"item": reference}), "item") == [(item,)]


def test_breakdowns_come_from_data_meta_and_the_annotation(read: Read) -> None:
    task = _task(1, _annotation(_choice("a"), team="north"), meta={"batch": 4})
    task["data"]["locale"] = "de-DE"
    columns = {"locale": "data.locale", "batch": "meta.batch", "vendor": "annotation.team"}
    answers = read([task], columns=columns)
    assert _values(answers, "locale", "batch", "vendor") == [("de-DE", "4", "north")]


def test_status_texts_of_the_source_apply_to_annotations(read: Read) -> None:
    rejected = _annotation(_choice("a"), last_action="rejected")
    cancelled = _annotation(_choice("a"), last_action="rejected", was_cancelled=True)
    answers = read(
        [_task(1, rejected, cancelled)], columns={"status": "last_action"}, rejected=["rejected"]
    )
    assert _values(answers, "status") == [("rejected",), ("skipped",)]


def test_round_is_read_from_the_task(read: Read) -> None:
    answers = read([_task(1, _annotation(_choice("a")), meta={"pass": 2})],
                   columns={"round": "meta.pass"})  # fmt: skip
    assert _values(answers, "round") == [(2,)]


def test_role_of_the_source_applies_to_annotations_not_to_predictions(read: Read) -> None:
    task = _task(1, _annotation(_choice("a")), predictions=[{"result": [_choice("b")]}])
    assert _values(read([task], role="gold"), "role") == [("gold",), ("model",)]


def test_questions_are_mapped_by_control_tag(read: Read) -> None:
    one = _annotation(_choice("a", name="s1"), _choice("b", name="other"))
    answers = read([_task(1, one)], questions={"s1": "sentiment"})
    assert _values(answers, "question") == [("sentiment",), ("other",)]


def test_one_question_stands_for_tags_with_answers_only(read: Read) -> None:
    one = _annotation(_choice("a", name="s1"), _result("labels", "ner", start=1, labels=["X"]))
    answers = read([_task(1, one)], question="sentiment")
    assert _values(answers, "question") == [("sentiment",), ("ner",)]
    assert _codes(answers) == []


def test_one_question_for_several_tags_is_a_finding(read: Read) -> None:
    one = _annotation(_choice("a", name="s1"), _choice("b", name="s2"))
    assert _codes(read([_task(1, one)], question="sentiment")) == ["LST005"]


def test_items_hold_every_task_with_text_media_and_breakdowns(read: Read) -> None:
    tasks = [
        {"id": 1, "data": {"text": "Good.", "locale": "en"}, "annotations": []},
        {"id": 2, "data": {"image": "s3://b/a.png?X-Amz-Signature=1", "locale": "de"}},
        {"id": 3, "data": {"audio": "/data/local-files/?d=a.wav"}},
    ]
    answers = read(tasks, columns={"locale": "data.locale"})
    assert answers.items is not None
    assert answers.items.select("item", "text", "media", "locale").collect().rows() == [
        ("1", "Good.", None, "en"),
        ("2", None, "s3://b/a.png", "de"),
        ("3", None, "/data/local-files/?d=a.wav", None),
    ]


def test_items_of_several_tasks_are_listed_once(read: Read) -> None:
    tasks = [_task(1), _task(2), _task(3)]
    for task, key in zip(tasks, ("a", "b", "a"), strict=True):
        task["data"]["key"] = key
    answers = read(tasks, columns={"item": "data.key"})
    assert answers.items is not None
    assert answers.items.select("item").collect().to_series().to_list() == ["a", "b"]


def test_tasks_inside_projects_are_read(read: Read) -> None:
    projects = [
        {"project": {"id": 1}, "tasks": []},
        {"project": {"id": 2}, "tasks": [_task(4, _annotation(_choice("a")))]},
        {"project": {"id": 3}, "tasks": [_task(5, _annotation(_choice("b")))]},
    ]
    answers = read({"n": 3, "projects": projects})
    assert _values(answers, "item", "raw") == [("4", "a"), ("5", "b")]


def test_tasks_inside_one_object_are_read(read: Read) -> None:
    answers = read({"total": 1, "tasks": [_task(4, _annotation(_choice("a")))]})
    assert _values(answers, "item", "raw") == [("4", "a")]


def test_tasks_one_a_line_are_read(read: Read) -> None:
    lines = [json.dumps(_task(n, _annotation(_choice("a")))) for n in (1, 2)]
    answers = read("\n".join(lines))
    assert [answers.line_of(record) for record in (1, 2)] == [1, 2]
    assert _values(answers, "item") == [("1",), ("2",)]


def test_task_with_projects_in_its_data_is_no_wrapper(read: Read) -> None:
    task = _task(1, _annotation(_choice("a")))
    task["data"]["projects"] = [{"tasks": []}]
    assert _values(read(json.dumps(task)), "item", "raw") == [("1", "a")]


@pytest.mark.parametrize("wrapper", ["projects", "tasks"])
def test_tasks_in_a_wrapper_longer_than_the_head_are_read(read: Read, wrapper: str) -> None:
    tasks = [_task(n, _annotation(_choice("a" * 1000))) for n in range(400)]
    whole = {"n": 1, wrapper: [{"tasks": tasks}] if wrapper == "projects" else tasks}
    assert read(whole).n_records == 400


def test_completions_of_old_exports_are_annotations(read: Read) -> None:
    task = {
        "id": 1,
        "data": {"text": "x"},
        "completions": [{"result": [_choice("a")], "created_at": 1614852912, "lead_time": 2.0}],
    }
    assert _values(read([task]), "raw", "seconds") == [("a", 2.0)]


def test_utf_16_with_byte_order_mark_is_read(read: Read) -> None:
    data = json.dumps([_task(1, _annotation(_choice("größer")))], ensure_ascii=False)
    assert _values(read(data.encode("utf-16")), "raw") == [("größer",)]


def test_torn_file_keeps_the_tasks_before_the_tear(read: Read) -> None:
    text = json.dumps([_task(n, _annotation(_choice("a"))) for n in (1, 2, 3)], indent=1)
    answers = read(text[: text.rindex('"choices": [')])
    assert _values(answers, "item") == [("1",), ("2",)]
    assert answers.n_records == 3
    (torn,) = answers.unreadable
    assert torn.place.record == 3
    assert _codes(answers) == ["JSN001"]


def test_task_that_is_no_object_is_an_unreadable_record(read: Read) -> None:
    answers = read("[\n" + json.dumps(_task(1, _annotation(_choice("a")))) + ",\n[1]]")
    assert [(u.place.line, u.place.record) for u in answers.unreadable] == [(3, 2)]


@pytest.mark.parametrize("result", ["text", {"a": 1}, [1], [["a"]], [{"type": []}], 5])
def test_malformed_result_is_an_unreadable_record(read: Read, result: object) -> None:
    answers = read([_task(1, {"result": result}, _annotation(_choice("a")))])
    assert [u.reason for u in answers.unreadable] == ["`result` of the annotation is malformed"]
    assert _values(answers, "record") == [(2,)]


def test_record_is_found_on_the_line_of_its_task(read: Read) -> None:
    tasks = [_task(1, _annotation(_choice("a")), _annotation(_choice("b"))), _task(2),
             _task(3, _annotation(_choice("c")))]  # fmt: skip
    answers = read("[" + ",\n".join(json.dumps(task) for task in tasks) + "]")
    assert [answers.line_of(record) for record in (1, 2, 3)] == [1, 1, 3]


def test_empty_array_is_no_task_and_a_finding(read: Read) -> None:
    answers = read([])
    assert answers.n_records == 0
    assert _values(answers, "item", "question", "raw") == []
    assert _codes(answers) == ["LST002"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ([{"id": 1, "sentiment": "positive", "annotator": 3}], "LST001"),
        ({"images": [], "annotations": []}, "LST001"),
        ("hello", "JSN001"),
        ("[", "JSN001"),
        (" ", "LST001"),
    ],
)
def test_file_without_any_task_is_refused(read: Read, content: object, code: str) -> None:
    with pytest.raises(AnnopsError) as refused:
        read(content)
    assert refused.value.exit_code == 3
    assert [finding.code for finding in refused.value.findings] == [code]


def test_unknown_encoding_is_refused(read: Read) -> None:
    with pytest.raises(AnnopsError) as refused:
        read([_task(1)], encoding="utf9")
    assert [finding.code for finding in refused.value.findings] == ["FMT110"]


def test_key_that_no_task_has_is_a_finding_with_the_nearest_one(read: Read) -> None:
    answers = read([_task(1, _annotation(_choice("a")))], columns={"locale": "data.txt"})
    (finding,) = answers.findings
    assert finding.code == "LST003"
    assert finding.hint is not None
    assert finding.hint.startswith("did you mean `data.text`?")


def test_column_without_meaning_here_is_a_finding(read: Read) -> None:
    answers = read([_task(1, _annotation(_choice("a")))], columns={"answer": "label"})
    assert _codes(answers) == ["LST004"]


def test_reviews_are_counted_in_a_note(read: Read) -> None:
    reviewed = _annotation(_choice("a"), reviews=[{"accepted": False}, {"accepted": True}])
    (finding,) = read([_task(1, reviewed)]).findings
    assert (finding.code, finding.count) == ("LST007", 2)


def test_half_a_character_is_replaced_and_counted(read: Read) -> None:
    task = json.dumps([_task(1, _annotation(_choice("a\ud83d")))])
    answers = read(task)
    assert _values(answers, "raw") == [("a\ufffd",)]
    assert [(f.code, f.count) for f in answers.findings] == [("LST009", 1)]


def test_half_a_character_in_names_is_replaced(read: Read) -> None:
    one = _annotation(_choice("a", name="q\ud83d"), _result("x\udc00", "r"), by="ann\ud83d")
    answers = read([_task(1, one)])
    assert _values(answers, "question", "annotator", "unsupported") == [
        ("q\ufffd", "ann\ufffd", None),
        ("r", "ann\ufffd", "x\ufffd"),
    ]


def test_columns_not_wanted_are_not_read(read: Read) -> None:
    one = _annotation(_choice("a"), lead_time=3.0, created_at="2026-01-01T00:00:00Z")
    answers = read([_task(1, one)], wanted=("item", "question", "answer"))
    assert set(answers.frame.collect_schema().names()) == {
        "item", "question", "annotator", "role", "status", "raw", "unsupported", "record",
    }  # fmt: skip


def test_many_tasks_are_read_in_order_across_flushes(
    read: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("annops.formats.growing_columns._FLUSH", 10)
    monkeypatch.setattr("annops.formats.label_studio_records._ROUND", 3)
    tasks = [_task(n, _annotation(_choice(f"l{n}"), lead_time=float(n))) for n in range(100)]
    assert _values(read(tasks), "item", "raw", "seconds", "record") == [
        (str(n), f"l{n}", float(n), n + 1) for n in range(100)
    ]


@pytest.mark.parametrize(
    ("content", "sure"),
    [
        ([_task(1, _annotation(_choice("a")))], 0.95),
        ([{"id": 1, "data": {}, "completions": []}], 0.95),
        ([{"data": {}, "predictions": []}], 0.6),
        ({"projects": [{"tasks": []}, {"tasks": [_task(1)]}]}, 0.95),
        ({"tasks": [_task(1)]}, 0.95),
        (json.dumps(_task(1)) + "\n" + json.dumps(_task(2)), 0.95),
        ([{"id": 1, "data": {"text": "x" * 400_000}, "annotations": []}], 0.4),
        ([{"id": 1, "annotations": [_annotation(_choice("x" * 400_000))], "data": {}}], 0.9),
        ([{"id": 1, "sentiment": "positive", "annotator": 3}], 0.0),
        ({"images": [{"id": 1}], "annotations": [{"id": 1}], "categories": []}, 0.0),
        ([], 0.0),
        ("id,text\n1,good\n", 0.0),
    ],
)
def test_content_is_recognised(tmp_path: Path, content: object, sure: float) -> None:
    assert LabelStudio().recognises(_opened(tmp_path, content)) == sure
