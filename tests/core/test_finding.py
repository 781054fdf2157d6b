"""Findings print the way editors read them, sort worst first, and name the nearest choice."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annops.core.errors import AnnopsError
from annops.core.finding import Code, Finding, Place, Severity, did_you_mean, sort_findings

CODE = Code("T001", "title", Severity.WARNING, "checks", "why", "example", "the remedy")
places = st.one_of(
    st.none(),
    st.builds(
        Place,
        st.sampled_from(["a.csv", "b.csv"]),
        st.one_of(st.none(), st.integers(1, 9)),
        st.one_of(st.none(), st.integers(1, 9), st.sampled_from(["x", "y"])),
        st.one_of(st.none(), st.integers(1, 9)),
    ),
)
findings = st.builds(
    Finding, st.sampled_from(["A1", "B2"]), st.sampled_from(Severity), st.text(), places
)


@pytest.mark.parametrize(
    ("place", "text"),
    [
        (Place("f.csv"), "f.csv"),
        (Place("f.csv", 3), "f.csv:3"),
        (Place("f.csv", 3, 7), "f.csv:3:7"),
        (Place("f.csv", 3, "answer", 2), "f.csv:3:answer"),
        (Place("f.json", record=4), "f.json:record 4"),
        (Place("f.json", record=4, column="x"), "f.json:record 4:x"),
        (Place("f.xlsx", 9, 2, 8, "Sheet1!B7"), "f.xlsx:Sheet1!B7"),
    ],
)
def test_place_is_written_as_editors_read_it(place: Place, text: str) -> None:
    assert str(place) == text


def test_finding_is_two_lines_with_the_hint_on_its_own() -> None:
    finding = Finding("X1", Severity.ERROR, "is wrong", Place("f.csv", 2), "do this")
    assert str(finding) == "f.csv:2: error X1 is wrong\n  hint: do this"


def test_finding_without_place_and_hint_is_one_line() -> None:
    assert str(Finding("X1", Severity.NOTE, "is odd")) == "note X1 is odd"


def test_code_gives_its_remedy_where_no_hint_is_given() -> None:
    assert CODE.at(None, "m").hint == "the remedy"
    assert CODE.at(None, "m", "another").hint == "another"


def test_finding_carries_severity_and_count_of_its_code() -> None:
    made = CODE.at(Place("f"), "m", count=3)
    assert (made.code, made.severity, made.count) == ("T001", Severity.WARNING, 3)


@given(st.lists(findings))
def test_sorted_findings_are_the_distinct_ones_worst_first(given_findings: list[Finding]) -> None:
    made = sort_findings(given_findings)
    assert set(made) == set(given_findings)
    assert len(made) == len(set(given_findings))
    rank = ["error", "warning", "note"]
    ranks = [rank.index(finding.severity) for finding in made]
    assert ranks == sorted(ranks)


@given(st.lists(findings), st.data())
def test_sorting_does_not_depend_on_the_order_given(
    given_findings: list[Finding], data: st.DataObject
) -> None:
    shuffled = data.draw(st.permutations(given_findings))
    assert [str(f) for f in sort_findings(shuffled)] == [
        str(f) for f in sort_findings(given_findings)
    ]


def test_findings_of_one_severity_are_ordered_by_file_line_and_record() -> None:
    first, second, third, fourth = (
        CODE.at(place, "m")
        for place in (Place("a", 2), Place("a", 10), Place("b", record=2), Place("b", record=10))
    )
    assert sort_findings([fourth, second, third, first]) == (first, second, third, fourth)


def test_nearest_choice_ignores_case_and_blanks_around() -> None:
    assert did_you_mean(" POSITIV ", ["negative", "positive"]).startswith(
        "did you mean `positive`?"
    )


def test_no_choice_is_named_as_nearest_when_none_is_near() -> None:
    assert did_you_mean("zzz", ["negative", "positive"]) == "valid: `negative`, `positive`"


def test_long_lists_of_choices_are_cut_with_their_number() -> None:
    said = did_you_mean("nothing near", [f"choice{n:02}" for n in range(20)])
    assert "`choice11`" in said
    assert "`choice12`" not in said
    assert said.endswith("and 8 more")


def test_no_valid_choice_at_all_is_said() -> None:
    assert did_you_mean("x", []) == "nothing is valid here"


def test_error_is_worded_by_its_findings() -> None:
    error = AnnopsError(CODE.at(None, "one"), CODE.at(None, "two"), exit_code=3)
    assert str(error) == f"{error.findings[0]}\n{error.findings[1]}"
    assert error.exit_code == 3
