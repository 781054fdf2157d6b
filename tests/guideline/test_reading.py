"""Any guideline is read without a crash, and what counts as a change is stable."""

from datetime import UTC, datetime
from time import perf_counter

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from annops.core.finding import Finding
from annops.core.guideline import GuidelineText, Release, version_key
from annops.guideline.edit import with_entry, with_front_matter
from annops.workspace.guidelines_lock import lock_write, parse_lock
from annops.workspace.guidelines_text import parse_guideline

HEAD = "---\nguideline: tone\nversion: '1.0'\neffective_from: 2026-11-02\n---\n"

WORDS = st.lists(
    st.sampled_from(
        ["# Tone", "## R1 One", "- R1: one", "- **R2** two, see R1", "", "  more", "```", "~~~",
         "<!--", "-->", "## Changelog", "- 1.0 (2026-11-02): first", "[x](y.md#z)", "`good`",
         "- `bad`: blame", "# Rest", "\u2028", "1. R3. three", "|R4|", "---"]
    ),
    max_size=14,
)  # fmt: skip


def _read(text: str) -> GuidelineText:
    read = parse_guideline((HEAD + text).encode(), "guidelines/tone.md")
    assert isinstance(read, GuidelineText)
    return read


@given(st.binary(max_size=300))
@example(b"---\n---\n")
@example(b"---\nguideline: [x]\nversion: {}\neffective_from: 9999-12-31T23:59:59-12:00\n---")
def test_any_bytes_are_a_text_or_a_finding(content: bytes) -> None:
    for candidate in (content, HEAD.encode() + content):
        read = parse_guideline(candidate, "guidelines/tone.md")
        assert isinstance(read, (GuidelineText, Finding))


@given(WORDS)
def test_line_ends_make_no_difference_to_what_is_read(lines: list[str]) -> None:
    text = "\n".join(lines)
    windows = parse_guideline((HEAD + text).replace("\n", "\r\n").encode(), "guidelines/tone.md")
    assert windows == _read(text)


@given(WORDS, WORDS)
def test_texts_with_the_same_hash_have_the_same_words_and_rules(
    one: list[str], two: list[str]
) -> None:
    first, second = _read("\n".join(one)), _read("\n".join(two))
    words = [[line for _, line in text.body.lines] for text in (first, second)]
    same = "\n".join(words[0]).rstrip("\n") == "\n".join(words[1]).rstrip("\n")
    assert (first.body.sha256 == second.body.sha256) == same


@given(WORDS)
def test_entry_for_a_release_never_changes_the_words_that_count(lines: list[str]) -> None:
    text = "\n".join(lines)
    before = _read(text)
    if before.body.changelog is None and any(line in {"```", "~~~", "<!--"} for line in lines):
        return  # an open fence or comment swallows what is added; a release refuses such a text
    values = {"version": '"1.1"', "effective_from": "2026-11-09T00:00:00Z"}
    edited = with_front_matter(with_entry(HEAD + text, before, "1.1: x"), before, values)
    after = parse_guideline(edited.encode(), "guidelines/tone.md")
    assert isinstance(after, GuidelineText)
    assert after.body.sha256 == before.body.sha256
    assert (after.version, after.effective_from) == ("1.1", datetime(2026, 11, 9, tzinfo=UTC))
    assert (1, 1, 0) in {key for key, _ in after.body.entries}


@given(
    st.dictionaries(
        st.text(st.characters(codec="utf-8", categories=("L", "N", "P")), min_size=1, max_size=8),
        st.lists(st.integers(0, 40), unique=True, min_size=1, max_size=4),
        max_size=3,
    )
)
def test_release_record_is_read_as_it_was_written(named: dict[str, list[int]]) -> None:
    since = datetime(2026, 11, 2, 8, tzinfo=UTC)
    releases = {
        name: tuple(Release(f"1.{n}", since, "ab" * 32, {"R1": "cd"}) for n in sorted(numbers))
        for name, numbers in named.items()
    }
    write = lock_write(releases)
    read, wrong = parse_lock(write.content)
    assert wrong == ()
    assert read is not None
    assert lock_write(read) == write
    said = {name: [release.version for release in own] for name, own in read.items()}
    assert said == {name: [r.version for r in own] for name, own in releases.items()}


@pytest.mark.parametrize(
    "line",
    ["# " + " " * 60_000 + "x", "R1 " * 20_000, "`" * 60_000, "[" * 60_000, "[a](" * 15_000,
     "<!--" * 15_000, "- " * 30_000, "<a " * 20_000, "(R1" * 20_000, "**" * 30_000],
)  # fmt: skip
def test_long_lines_are_read_in_a_moment(line: str) -> None:
    begun = perf_counter()
    _read(line)
    assert perf_counter() - begun < 5


@pytest.mark.parametrize(
    "version", ["1.0.0.0", "1.", ".1", "-1", "1.0-rc", "\u0661.0", "1 .0", ""]
)
def test_what_is_no_version_is_not_guessed(version: str) -> None:
    assert version_key(version) is None
