"""How defects are counted: by state, by age, by kind."""

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annops.defects.compute import defects, pareto
from annops.defects.document import pareto_figure, pareto_table, sections, state_text
from annops.defects.lines import list_lines, pareto_lines
from annops.defects.model import By, Filters
from annops.project.definition import Defects
from annops.render.markdown import render_sections
from tests.audit.conftest import Planted
from tests.defects.conftest import defect

RULES = Defects()
DAY = date(2026, 11, 30)


def test_states_add_up_and_ages_are_counted_to_the_day_asked_for() -> None:
    rows = [
        defect(1, state="open", found="2026-11-20"),
        defect(2, state="in rework", found="2026-11-28"),
        defect(3, state="fixed", found="2026-11-01"),
        defect(4, state="withdrawn", found="2026-10-01"),
        defect(5, state="unchanged", found="2026-11-25"),
        defect(6, state="disputed"),
        defect(7, state="open", found="2026-12-01"),
    ]
    found = defects(rows, RULES, DAY)
    assert found.counts.model_dump() == {
        "all": 6, "open": 1, "in_rework": 1, "fixed": 1, "unchanged": 1, "disputed": 1,
        "withdrawn": 1,
    }  # fmt: skip
    assert (found.oldest, found.oldest_days) == ("D-0001", 10)
    assert found.mean_age_days == pytest.approx((10 + 2 + 5) / 3)
    assert found.counts.unsettled == 4
    assert found.later == 1
    assert state_text(found).endswith("1 found after 2026-11-30 are left out.")


def test_settled_defects_have_no_age_and_stand_last() -> None:
    rows = [defect(1, state="fixed", found="2026-01-01"), defect(2, found="2026-11-29")]
    found = defects(rows, RULES, DAY)
    assert [(one.defect.id, one.age_days) for one in found.defects] == [
        ("D-0002", 1), ("D-0001", None)
    ]  # fmt: skip


def test_filters_must_all_hold() -> None:
    rows = [
        defect(1, batch="B01", annotator="a"), defect(2, batch="B01", annotator="b"),
        defect(3, batch="B02", annotator="a"),
    ]  # fmt: skip
    found = defects(rows, RULES, DAY, Filters(batch="B01", annotator="a"))
    assert [one.defect.id for one in found.defects] == ["D-0001"]


def test_number_and_weight_rank_kinds_differently_and_other_stands_last() -> None:
    rows = [defect(n, category="missed", severity="minor") for n in range(6)]
    rows += [defect(10 + n, category="wrong label", severity="critical") for n in range(2)]
    rows += [defect(20 + n, category="other", severity="critical") for n in range(9)]
    found = pareto(rows, RULES)
    assert [row.name for row in found.by_count] == ["missed", "wrong label", "other"]
    assert [row.name for row in found.by_weight] == ["wrong label", "missed", "other"]
    assert [row.cumulative for row in found.by_count] == pytest.approx([6 / 17, 8 / 17, 1])
    assert found.weight == 6 + 50 + 225


def test_withdrawn_defects_are_left_out_and_told() -> None:
    rows = [defect(1, category="missed"), defect(2, category="missed", state="withdrawn")]
    found = pareto(rows, RULES)
    assert (found.n, found.withdrawn) == (1, 1)
    assert "1 withdrawn are left out" in (pareto_table(found).note or "")


def test_counts_by_annotator_say_that_they_rank_nobody() -> None:
    found = pareto([defect(1, annotator="a")], RULES, By.ANNOTATOR)
    assert "Counts alone rank nobody" in (pareto_table(found).note or "")
    assert any("counts rank nobody" in line for line in pareto_lines(found))


@given(
    st.lists(
        st.tuples(st.integers(0, 20), st.sampled_from(["", "minor", "major", "critical"])),
        min_size=1, max_size=60,
    )
)  # fmt: skip
def test_shares_end_at_one_and_every_defect_is_in_a_row(kinds: list[tuple[int, str]]) -> None:
    rows = [defect(n, category=f"k{k}", severity=s) for n, (k, s) in enumerate(kinds)]
    for ranked in (pareto(rows, RULES).by_count, pareto(rows, RULES).by_weight):
        assert sum(row.n for row in ranked) == len(rows)
        assert ranked[-1].cumulative == pytest.approx(1)
        assert ranked[-1].weight_cumulative == pytest.approx(1)
        assert len(ranked) <= 12


def test_the_section_shows_states_kinds_and_bars() -> None:
    rows = [defect(1, category="missed", batch="B01", found="2026-11-20", answer='["a","b"]')]
    result = defects(rows, RULES, DAY)
    made = sections(result, [pareto(rows, RULES)])
    text = render_sections(made)
    assert "1 defect: 1 open; the oldest not settled, D-0001, is 10 days old." in text
    assert "a \\| b" in text
    assert pareto_figure(pareto(rows, RULES)).alt == (
        "1 defect by category, the largest part first: missed (1, 100.0 %)"
    )


def test_what_is_not_given_stands_last_and_is_still_called_the_largest() -> None:
    rows = [defect(n, category="wrong label", severity="minor") for n in range(4)]
    rows += [defect(10 + n) for n in range(6)]
    found = pareto(rows, RULES)
    assert [row.name for row in found.by_count] == ["wrong label", "not given"]
    assert pareto_figure(found).alt == (
        "10 defects by category, the largest part first: "
        "not given (6, 60.0 %), then wrong label (4, 40.0 %)"
    )
    places = {row[0]: row[-2:] for row in pareto_table(found).rows}
    assert places == {"not given": (1, pytest.approx(0.6)), "wrong label": (2, pytest.approx(1))}


def test_what_is_not_given_is_a_row_of_its_own_however_many_kinds_there_are() -> None:
    rows = [defect(n, category=f"k{n:02d}") for n in range(14)]
    rows += [defect(20), defect(21, category="other")]
    found = pareto(rows, RULES).by_count
    assert [row.name for row in found[-3:]] == ["all others", "not given", "other"]
    assert (len(found), found[-3].n) == (12, 5)


def test_the_age_of_the_oldest_is_told_where_its_id_is_withheld() -> None:
    found = defects([defect(1, found="2026-11-20")], RULES, DAY)
    withheld = found.model_copy(update={"oldest": None})
    assert state_text(withheld) == "1 defect: 1 open; the oldest not settled is 10 days old."


def test_the_list_is_filtered_at_the_command_and_a_slip_is_named(judged: Planted) -> None:
    judged.run("defects", "log", "B01")
    done = judged.run("defects", "list", "--annotator", "ann", "--format", "json")
    assert [one["defect"]["item"] for one in json.loads(done.stdout)["defects"]] == ["i3"]
    slip = judged.run("defects", "list", "--state", "opn")
    assert slip.exit_code == 2
    assert "did you mean `open`?" in slip.stderr


def test_pareto_draws_a_bar_for_each_kind(judged: Planted) -> None:
    judged.run("defects", "log", "B01")
    said = judged.run("defects", "pareto", "--by", "annotator").stdout.splitlines()
    assert said[0] == "3 defects by annotator; in brackets the share with all above"
    assert [line.split()[0] for line in said[1:4]] == ["ann", "bo", "cy"]
    assert all(line.endswith("#" * 20) for line in said[1:4])


def test_a_severity_that_is_not_defined_is_told_at_its_line(judged: Planted) -> None:
    judged.run("defects", "log", "B01")
    path = judged.root / "registers" / "defects.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",minor,", ",blocker,", 1), "utf-8")
    done = judged.run("defects", "list")
    assert "registers/defects.csv:2:severity: warning DFC002" in done.stderr


def test_a_filter_that_finds_nothing_is_named_and_the_next_command_names_the_batch() -> None:
    rows = [defect(1, batch="Charge A", state="open", found="2026-11-20")]
    none = defects(rows, RULES, DAY, Filters(state="disputed", batch="Charge A"))
    assert state_text(none) == "No defect with batch `Charge A` and state `disputed` is recorded."
    assert list_lines(defects(rows, RULES, DAY))[-1] == 'next: annops rework "Charge A"'
