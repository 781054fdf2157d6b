import pytest
from hypothesis import given
from hypothesis import strategies as st

from annops.core.document import Document, Narrative, Section
from annops.render import markdown
from annops.render.narratives import (
    KEPT_HEADING,
    box,
    broken_mark,
    fill,
    is_sealed,
    line_of,
    merge_narratives,
    outside,
    read_narratives,
    seal,
)
from annops.render.registry import write

PROMPT = "_Write here: why?_"
WRITTEN = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1
).filter(lambda text: text.strip() and "annops:narrative" not in text and text != PROMPT)


def page(*boxes: tuple[str, str]) -> str:
    return "# Title\n\n" + "\n".join(box(Narrative(name, ""), text) for name, text in boxes)


@given(WRITTEN)
def test_written_text_survives_a_new_report(text: str) -> None:
    new = page(("why", PROMPT))
    merged = merge_narratives(page(("why", text)), new)
    assert read_narratives(merged) == {"why": text.strip()}


@given(WRITTEN, WRITTEN)
def test_merging_twice_changes_nothing_more(first: str, second: str) -> None:
    old, new = page(("a", first), ("gone", second)), page(("a", PROMPT), ("b", PROMPT))
    once = merge_narratives(old, new)
    assert merge_narratives(once, new) == once


def test_text_of_a_box_that_is_gone_stands_at_the_end() -> None:
    merged = merge_narratives(page(("gone", "Rain.")), page(("why", PROMPT)))
    assert merged.index("Rain.") > merged.index(KEPT_HEADING) > merged.index(PROMPT)


def test_text_returns_to_its_box_when_the_box_comes_back() -> None:
    kept = merge_narratives(page(("gone", "Rain.")), page(("why", PROMPT)))
    back = merge_narratives(kept, page(("gone", PROMPT)))
    assert back == page(("gone", "Rain."))


def test_an_untouched_prompt_is_replaced_by_the_new_prompt() -> None:
    new = page(("why", "_Write here: and now?_"))
    assert merge_narratives(page(("why", PROMPT)), new) == new


def test_a_deleted_closing_mark_loses_no_text() -> None:
    broken = page(("a", "One."), ("b", "Two.")).replace("<!-- /annops:narrative -->", "", 1)
    assert read_narratives(broken) == {"a": "One.", "b": "Two."}


def test_two_boxes_of_one_id_keep_both_texts() -> None:
    assert read_narratives(page(("a", "One."), ("a", "Two."))) == {"a": "One.\n\nTwo."}


def test_windows_line_ends_are_understood() -> None:
    assert read_narratives(page(("a", "One.")).replace("\n", "\r\n")) == {"a": "One."}


def test_text_written_in_markdown_stands_in_every_output(sample_document: Document) -> None:
    first = write(sample_document, ["markdown"])["quality.md"].decode()
    prompt = "_Write here: Why is ja-JP below target, and what is done about it?_"
    edited = first.replace(prompt, "Two new <annotators>.")
    assert edited != first
    files = write(sample_document, ["html", "markdown", "text"], {"quality.md": edited}.get)
    assert files["quality.md"].decode() == edited
    assert "<p>Two new &lt;annotators&gt;.</p>" in files["quality.html"].decode()
    assert "Two new <annotators>." in files["quality.txt"].decode()


def test_text_of_a_section_that_is_gone_is_kept_when_a_report_is_written(
    sample_document: Document,
) -> None:
    old = page(("last_week", "It rained."))
    written = write(sample_document, ["markdown"], {"quality.md": old}.get)["quality.md"]
    assert read_narratives(written.decode()) == {"last_week": "It rained."}


def test_fill_leaves_other_boxes_alone() -> None:
    blocks = (Narrative("a", "?"), Narrative("b", "?"))
    document = Document("d", "T", "", (Section("s", "S", blocks),), "2026-01-01")
    filled = fill(document, {"b": "text"})
    assert filled.sections[0].blocks == (Narrative("a", "?"), Narrative("b", "?", "text"))
    assert "text" in markdown.render(filled)


def test_a_box_that_is_not_closed_does_not_take_the_next_section() -> None:
    text = page(("a", "One.")).replace("<!-- /annops:narrative -->", "\n## Next\n\nOurs.")
    assert read_narratives(text) == {"a": "One."}


@given(WRITTEN)
def test_text_in_a_box_leaves_the_seal_whole(text: str) -> None:
    assert is_sealed(merge_narratives(page(("why", text)), seal(page(("why", PROMPT)))))


@given(WRITTEN)
def test_text_of_a_box_that_is_gone_is_sealed_too(text: str) -> None:
    assert is_sealed(merge_narratives(page(("gone", text)), seal(page(("why", PROMPT)))))


@given(st.integers(0, 8))
def test_a_line_added_outside_a_box_breaks_the_seal(place: int) -> None:
    lines = seal(page(("a", PROMPT))).split("\n")
    inside = lines[:place].count("<!-- annops:narrative a -->") - lines[:place].count(
        "<!-- /annops:narrative -->"
    )
    edited = "\n".join([*lines[:place], "Mine.", *lines[place:]])
    assert is_sealed(edited) is bool(inside)


def test_line_ends_and_spaces_at_them_do_not_break_the_seal() -> None:
    text = seal(page(("a", "One.")))
    assert is_sealed("\ufeff" + text.replace("\n", "  \r\n"))


@pytest.mark.parametrize(
    ("marks", "found"),
    [("oc", None), ("o", (1, "the box `a` is not closed")),
     ("c", (1, "a box is closed that was not opened")),
     ("oo", (1, "the box `a` is not closed")), ("ococ", (3, "the box `a` stands there twice"))],
)  # fmt: skip
def test_a_missing_or_doubled_mark_is_found(marks: str, found: tuple[int, str] | None) -> None:
    words = {"o": "<!-- annops:narrative a -->", "c": "<!-- /annops:narrative -->"}
    assert broken_mark("\n".join(words[mark] for mark in marks)) == found


def test_a_line_outside_the_boxes_is_found_again_in_the_report() -> None:
    text = page(("a", "One.\nTwo.\nThree.")) + "Mine.\n"
    number = outside(text).split("\n").index("Mine.") + 1
    assert text.split("\n")[line_of(text, number) - 1] == "Mine."
