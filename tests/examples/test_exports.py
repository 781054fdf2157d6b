"""The exports hold what the truth says, read here by hand with nothing of the generator."""

import csv
import io
import json
from collections import Counter, defaultdict
from datetime import UTC, date, datetime
from itertools import pairwise
from types import ModuleType
from typing import Any

import pytest
import yaml

from annops.project.definition import definition_model

SEEDS = (20261116, 1, 2)
WIDE_QUESTIONS = {
    "preference": {"A", "B", "tie"},
    "helpfulness": set("12345"),
    "correctness": set("12345"),
}


def csv_records(example: Any) -> list[dict[str, str]]:
    (export,) = (c for path, c in example.files.items() if path.startswith("exports/"))
    return list(csv.DictReader(io.StringIO(export.decode())))


def tasks(example: Any, day: str) -> list[dict[str, Any]]:
    exported: list[dict[str, Any]] = json.loads(example.files[f"exports/labelstudio/{day}.json"])
    return exported


def us_time(text: str) -> datetime:
    return datetime.strptime(text, "%m/%d/%Y %H:%M:%S").replace(tzinfo=UTC)


@pytest.mark.parametrize("seed", SEEDS)
def test_answers_are_the_usable_cells_of_the_csv_export(generate: ModuleType, seed: int) -> None:
    example = generate.llm_eval(seed)
    read = {
        (r["task"], r["rater"], r["lang"], us_time(r["ended"]).date().isoformat(), q, r[f"q_{q}"])
        for r in csv_records(example)
        for q, allowed in WIDE_QUESTIONS.items()
        if r["state"] == "submitted" and r[f"q_{q}"] in allowed
    }
    assert sorted(read) == sorted(tuple(answer) for answer in example.answers)


@pytest.mark.parametrize("seed", SEEDS)
def test_counts_of_the_csv_export_are_the_stated_counts(generate: ModuleType, seed: int) -> None:
    example = generate.llm_eval(seed)
    records = csv_records(example)
    submitted = [r for r in records if r["state"] == "submitted"]
    times = [tuple(r.values()) for r in records]
    assert example.truth.counts == {
        "records": len(records),
        "skipped": len(records) - len(submitted),
        "unknown_labels": sum(r["q_preference"] not in {"A", "B", "tie"} for r in submitted),
        "duplicates": len(times) - len(set(times)),
        "idle_over_an_hour": sum(
            (us_time(r["ended"]) - us_time(r["started"])).total_seconds() > 3600
            for r in {tuple(r.values()): r for r in records}.values()
        ),
    }


@pytest.mark.parametrize("seed", SEEDS)
def test_llm_eval_has_three_of_thirty_raters_on_each_of_1200_items_in_twelve_locales(
    generate: ModuleType, seed: int
) -> None:
    records = csv_records(generate.llm_eval(seed))
    raters = defaultdict(set)
    for record in records:
        raters[record["task"]].add(record["rater"])
    assert Counter(len(who) for who in raters.values()) == {3: 1200}
    assert len({record["rater"] for record in records}) == 30
    assert Counter(r["lang"] for r in {r["task"]: r for r in records}.values()) == dict.fromkeys(
        {r["lang"] for r in records}, 100
    )
    assert len({record["lang"] for record in records}) == 12
    assert {record["batch"] for record in records} == {"B01", "B02", "B03", "B04"}


@pytest.mark.parametrize("seed", SEEDS)
def test_llm_eval_runs_through_the_weeks_45_to_47_of_2026(generate: ModuleType, seed: int) -> None:
    records = csv_records(generate.llm_eval(seed))
    weeks = {tuple(us_time(r[c]).isocalendar()[:2]) for r in records for c in ("started", "ended")}
    assert weeks == {(2026, 45), (2026, 46), (2026, 47)}


@pytest.mark.parametrize("seed", SEEDS)
def test_no_rater_works_on_two_items_at_once(generate: ModuleType, seed: int) -> None:
    spans = defaultdict(set)
    for record in csv_records(generate.llm_eval(seed)):
        spans[record["rater"]].add((us_time(record["started"]), us_time(record["ended"])))
    for own in spans.values():
        ordered = sorted(own)
        pairs = pairwise(ordered)
        assert all(end < start for (_, end), (start, _) in pairs)


def submitted(annotations: list[dict[str, Any]]) -> dict[int, dict[str, Any]]:
    """Each person's last submission, cancelled ones and ground truth set aside."""
    last: dict[int, dict[str, Any]] = {}
    for annotation in sorted(annotations, key=lambda a: str(a["updated_at"])):
        if not annotation["was_cancelled"] and not annotation["ground_truth"]:
            last[annotation["completed_by"]] = annotation
    return last


@pytest.mark.parametrize("seed", SEEDS)
def test_answers_are_the_last_submissions_of_the_last_label_studio_export(
    generate: ModuleType, seed: int
) -> None:
    example = generate.text_classification(seed)
    read = []
    for task in tasks(example, "2026-11-23"):
        for who, annotation in submitted(task["annotations"]).items():
            for region in annotation["result"]:
                chosen = region["value"]["choices"]
                single = region["from_name"] == "sentiment"
                answer = chosen[0] if single else json.dumps(sorted(chosen), separators=(",", ":"))
                head = (str(task["id"]), str(who), task["data"]["locale"])
                read.append((*head, region["from_name"], answer))
    expected = [(a.item, a.annotator, a.locale, a.question, a.answer) for a in example.answers]
    assert sorted(read) == sorted(expected)


@pytest.mark.parametrize("seed", SEEDS)
def test_counts_of_the_label_studio_export_are_the_stated_counts(
    generate: ModuleType, seed: int
) -> None:
    example = generate.text_classification(seed)
    exported = tasks(example, "2026-11-23")
    everything = [(task["id"], a) for task in exported for a in task["annotations"]]
    made = [(item, a) for item, a in everything if not a["ground_truth"]]
    people = [(item, a["completed_by"]) for item, a in made]
    counts = example.truth.counts
    assert counts["annotations"] == len(made)
    assert counts["cancelled"] == sum(a["was_cancelled"] for _, a in made) > 0
    assert counts["drafts"] == sum(len(task["drafts"]) for task in exported) > 0
    assert counts["predictions"] == sum(len(task["predictions"]) for task in exported) > 0
    assert counts["ground_truth_annotations"] == len(everything) - len(made) > 0
    assert counts["duplicates"] == len(people) - len(set(people)) > 0
    assert counts["gold_items"] == example.files["exports/gold.csv"].count(b"\n") - 1
    assert counts["idle_over_an_hour"] == sum(a["lead_time"] > 3600 for _, a in made) > 0


@pytest.mark.parametrize("seed", SEEDS)
def test_later_export_holds_every_task_and_annotation_of_the_earlier(
    generate: ModuleType, seed: int
) -> None:
    example = generate.text_classification(seed)
    later = {a["id"]: a for task in tasks(example, "2026-11-23") for a in task["annotations"]}
    earlier = [a for task in tasks(example, "2026-11-02") for a in task["annotations"]]
    assert 0 < len(earlier) < len(later)
    assert {a["id"] for a in earlier} <= set(later)
    edited = [a for a in earlier if later[a["id"]]["result"] != a["result"]]
    assert len(edited) == example.truth.counts["revised_between_exports"] > 0
    assert all(a["updated_at"] < "2026-11-02" <= later[a["id"]]["updated_at"] for a in edited)


@pytest.mark.parametrize("seed", SEEDS)
def test_gold_and_ground_truth_state_the_true_label_of_different_items(
    generate: ModuleType, seed: int
) -> None:
    example = generate.text_classification(seed)
    gold = dict(csv.reader(io.StringIO(example.files["exports/gold.csv"].decode())))
    gold.pop("task")
    truth = {
        str(task["id"]): a["result"][0]["value"]["choices"][0]
        for task in tasks(example, "2026-11-23")
        for a in task["annotations"]
        if a["ground_truth"]
    }
    assert not gold.keys() & truth.keys()
    assert (gold | truth).items() <= example.truth.items.items()


@pytest.mark.parametrize("name", ["llm-eval", "text-classification"])
def test_guideline_1_1_takes_effect_on_the_stated_day(generate: ModuleType, name: str) -> None:
    example = generate.EXAMPLES[name](4)
    texts = {p: c.decode() for p, c in example.files.items() if p.startswith("guidelines/")}
    fronts = [yaml.safe_load(t.split("---\n")[1]) for p, t in texts.items() if p.endswith(".md")]
    effective = {front["version"]: front["effective_from"] for front in fronts}
    assert set(effective) == {"1.0", "1.1"}
    day = date.fromisoformat(example.truth.change_date)
    assert effective["1.1"] == datetime(day.year, day.month, day.day, tzinfo=UTC)
    assert effective["1.0"] < effective["1.1"]
    (releases,) = json.loads(texts["guidelines/lock.json"])["guidelines"].values()
    recorded = {r["version"]: datetime.fromisoformat(r["effective_from"]) for r in releases}
    assert recorded == effective


@pytest.mark.parametrize("name", ["llm-eval", "text-classification"])
def test_readme_names_every_planted_fact(generate: ModuleType, name: str) -> None:
    example = generate.EXAMPLES[name](4)
    readme = example.files["README.md"].decode()
    truth = example.truth
    facts = (truth.careless_annotator, truth.weak_locale, *truth.muddled_pair, truth.change_date)
    assert [fact for fact in facts if fact not in readme] == []


@pytest.mark.parametrize("name", ["llm-eval", "text-classification"])
def test_truth_beside_the_exports_says_what_the_truth_in_memory_says(
    generate: ModuleType, name: str
) -> None:
    example = generate.EXAMPLES[name](4)
    stated = json.loads(example.files["truth.json"])
    assert stated["careless_annotator"] == example.truth.careless_annotator
    assert stated["weak_locale"] == example.truth.weak_locale
    assert tuple(stated["muddled_pair"]) == example.truth.muddled_pair
    assert stated["items"] == example.truth.items


@pytest.mark.parametrize("name", ["llm-eval", "text-classification"])
def test_definition_is_accepted_and_aims_at_agreement_by_locale(
    generate: ModuleType, name: str
) -> None:
    example = generate.EXAMPLES[name](4)
    stated = yaml.safe_load(example.files["annops.yaml"])
    definition = definition_model().model_validate(stated)
    assert set(definition.locales) == {a.locale for a in example.answers}
    assert set(definition.questions) == {a.question for a in example.answers}
    main = [t for t in definition.targets if t.question == example.truth.main_question]
    assert [(t.metric, t.at_least, t.by) for t in main] == [("krippendorff_alpha", 0.67, "locale")]
