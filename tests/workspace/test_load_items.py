"""The items of a project: from its manifest, or from the exports, which is said."""

from collections.abc import Callable

from annops.workspace.open import Workspace

Make = Callable[..., Workspace]
HEADER = "item,who,label,lang\n"
COLUMNS = {"item": "item", "annotator": "who", "answer": "label", "locale": "lang"}
SOURCE = {"path": "e.csv", "question": "mood", "columns": COLUMNS}
MANIFEST = {"path": "m.csv", "columns": {"item": "id", "text": "body", "locale": "lang"}}


def test_items_without_manifest_are_those_of_the_exports(project: Make) -> None:
    made = project({"e.csv": HEADER + "2,a,neutral,\n1,a,,de-DE\n2,b,neutral,fr-FR\n"},
                   sources=[SOURCE]).items()  # fmt: skip
    assert made.derived
    assert made.frame.select("item", "locale").rows() == [("1", "de-DE"), ("2", "fr-FR")]


def test_items_of_a_manifest_are_all_there_answered_or_not(project: Make) -> None:
    files = {"e.csv": HEADER + "2,a,neutral,\n", "m.csv": "id,body,lang\n3,c,\n1,x,de-DE\n2,y,\n"}
    made = project(files, sources=[SOURCE], items=[MANIFEST]).items()
    assert not made.derived
    assert made.frame.select("item", "text", "locale").rows() == [
        ("1", "x", "de-DE"), ("2", "y", None), ("3", "c", None),
    ]  # fmt: skip


def test_columns_that_nobody_gave_are_there_and_empty(project: Make) -> None:
    made = project({"e.csv": HEADER + "1,a,neutral,de-DE\n"}, sources=[SOURCE]).items()
    assert made.frame.select("text", "media", "link", "batch").rows() == [(None,) * 4]


def test_answer_without_item_makes_no_item(project: Make) -> None:
    made = project({"e.csv": HEADER + ",a,neutral,\n1,a,neutral,\n"}, sources=[SOURCE]).items()
    assert made.frame["item"].to_list() == ["1"]


def test_item_listed_twice_is_one_item_with_the_first_value_of_each_column(project: Make) -> None:
    files = {
        "e.csv": HEADER + "2,a,neutral,\n",
        "m.csv": "id,body,lang\n2,,fr-FR\n1,x,de-DE\n2,y,de-DE\n",
    }
    made = project(files, sources=[SOURCE], items=[MANIFEST]).items()
    assert made.frame.select("item", "text", "locale").rows() == [
        ("1", "x", "de-DE"), ("2", "y", "fr-FR"),
    ]  # fmt: skip
