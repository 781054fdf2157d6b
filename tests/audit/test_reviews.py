"""Verdicts on record: only ever added to, the later counts, and none is written twice."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from annops.core.review import Review, Verdict, added, governing, latest

VERDICTS = st.sampled_from(list(Verdict))


def review(row: str, verdict: Verdict, who: str = "mia", *, second: bool = False) -> Review:
    return Review(
        sample="s", row=row, item="i", question="q", answer="x", reviewer=who, verdict=verdict,
        second=second,
    )  # fmt: skip


GIVEN = st.lists(
    st.builds(review, st.sampled_from("ab"), VERDICTS, st.sampled_from(["mia", "noor"]),
              second=st.booleans()), max_size=12)  # fmt: skip


@given(GIVEN, GIVEN)
def test_what_stands_on_record_adds_nothing(first: list[Review], second: list[Review]) -> None:
    record = added((), first)
    record += added(record, second)
    assert added(record, latest(record)) == ()
    assert len({line.id for line in record}) == len(record)


@given(GIVEN)
def test_the_later_line_of_a_row_and_reviewer_counts(given_: list[Review]) -> None:
    record = added((), given_)
    last = {one.place: one.verdict for one in given_}
    assert {one.place: one.verdict for one in latest(record)} == last


@given(GIVEN)
def test_the_verdict_that_counts_is_the_firsts_unless_nobody_there_could_judge(
    given_: list[Review],
) -> None:
    chosen = governing(given_)
    for row, one in chosen.items():
        mine = [r for r in latest(given_) if r.row == row]
        firsts = [r for r in mine if not r.second]
        judged = [r for r in firsts if r.verdict is not Verdict.CANNOT_JUDGE]
        if judged:
            assert not one.second
        elif any(r.verdict is not Verdict.CANNOT_JUDGE for r in mine):
            assert one.verdict is not Verdict.CANNOT_JUDGE


def test_the_day_makes_no_other_verdict_and_going_back_makes_a_new_line() -> None:
    passed = review("a", Verdict.PASSED)
    record = added((), [passed])
    later = passed.model_copy(update={"reviewed_on": date(2027, 1, 1)})
    assert added(record, [later]) == ()
    record += added(record, [review("a", Verdict.FAILED)])
    record += added(record, [passed])
    assert [line.verdict for line in record] == [
        Verdict.PASSED, Verdict.FAILED, Verdict.PASSED
    ]  # fmt: skip
    assert record[2].id != record[0].id
    assert record[2].replaces == record[1].id


def test_the_same_verdict_has_the_same_id_whoever_takes_it_in_and_when() -> None:
    one = review("a", Verdict.PASSED)
    assert one.named().id == one.model_copy(update={"reviewed_on": date(2027, 1, 1)}).named().id
    assert one.named().id != one.model_copy(update={"comment": "ok"}).named().id
