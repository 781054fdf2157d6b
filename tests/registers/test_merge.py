"""Two people change one table: nothing is lost, and what both changed is named."""

from hypothesis import given
from hypothesis import strategies as st

from annops.registers.merge import (
    Conflict,
    Merged,
    RowChanges,
    Side,
    What,
    merge_tables,
    repeated_ids,
    row_changes,
)
from annops.registers.table import Table, table_text


def table(*rows: str, header: str = "id,title,owner") -> Table:
    names = tuple(header.split(","))
    return Table(names, tuple(dict(zip(names, row.split(","), strict=True)) for row in rows))


BASE = table("R-1,late,ann", "R-2,noisy,bo")


def texts(merged: Merged) -> str:
    return table_text(merged.table)


def test_rows_added_on_both_sides_all_survive() -> None:
    ours = table("R-1,late,ann", "R-2,noisy,bo", "R-3,mine,ann")
    theirs = table("R-0,yours,cy", "R-1,late,ann", "R-2,noisy,bo")
    merged = merge_tables(BASE, ours, theirs)
    assert texts(merged) == (
        "id,title,owner\nR-0,yours,cy\nR-1,late,ann\nR-2,noisy,bo\nR-3,mine,ann\n"
    )
    assert merged.conflicts == ()


def test_different_cells_of_one_record_are_both_taken() -> None:
    merged = merge_tables(
        BASE, table("R-1,later,ann", "R-2,noisy,bo"), table("R-1,late,cy", "R-2,noisy,bo")
    )
    assert texts(merged) == "id,title,owner\nR-1,later,cy\nR-2,noisy,bo\n"


def test_one_cell_changed_differently_names_record_column_and_all_three_texts() -> None:
    merged = merge_tables(
        BASE, table("R-1,later,ann", "R-2,noisy,bo"), table("R-1,never,ann", "R-2,noisy,bo")
    )
    assert merged.conflicts == (
        Conflict(What.CELL, "R-1", "title", "late", "later", "never"),
    )  # fmt: skip
    mine = merged.settled(lambda _: Side.OURS)
    other = merged.settled(lambda _: Side.THEIRS)
    assert [row["title"] for row in (*mine.rows, *other.rows)] == [
        "later", "noisy", "never", "noisy",
    ]  # fmt: skip


def test_cell_chosen_to_be_blank_becomes_blank() -> None:
    merged = merge_tables(table("R-1,late,ann"), table("R-1,,ann"), table("R-1,never,ann"))
    assert table_text(merged.settled(lambda _: Side.OURS)) == "id,title,owner\nR-1,,ann\n"


def test_record_taken_out_here_and_left_alone_there_is_gone() -> None:
    assert texts(merge_tables(BASE, table("R-2,noisy,bo"), BASE)) == (
        "id,title,owner\nR-2,noisy,bo\n"
    )


def test_record_taken_out_here_and_changed_there_is_kept_and_asked_about() -> None:
    theirs = table("R-1,never,ann", "R-2,noisy,bo")
    merged = merge_tables(BASE, table("R-2,noisy,bo"), theirs)
    assert texts(merged) == "id,title,owner\nR-1,never,ann\nR-2,noisy,bo\n"
    assert [(c.what, c.record, c.ours, c.theirs) for c in merged.conflicts] == [
        (What.RECORD, "R-1", None, "changed")
    ]
    assert [row["id"] for row in merged.settled(lambda _: Side.OURS).rows] == ["R-2"]
    assert [row["id"] for row in merged.settled(lambda _: Side.THEIRS).rows] == ["R-1", "R-2"]


def test_columns_added_on_either_side_survive_with_their_texts() -> None:
    ours = table("R-1,late,ann,x", "R-2,noisy,bo,", header="id,title,owner,note")
    theirs = table("R-1,late,ann,5", "R-2,noisy,bo,6", header="id,title,owner,cost")
    merged = merge_tables(BASE, ours, theirs)
    assert texts(merged) == (
        "id,title,owner,cost,note\nR-1,late,ann,5,x\nR-2,noisy,bo,6,\n"
    )  # fmt: skip


def test_column_taken_out_here_and_written_in_there_is_kept_and_asked_about() -> None:
    ours = table("R-1,late", "R-2,noisy", header="id,title")
    theirs = table("R-1,late,cy", "R-2,noisy,bo")
    merged = merge_tables(BASE, ours, theirs)
    assert [(c.what, c.column, c.ours, c.theirs) for c in merged.conflicts] == [
        (What.COLUMN, "owner", None, "written in")
    ]
    assert merged.table.header == ("id", "title", "owner")
    assert merged.settled(lambda _: Side.OURS).header == ("id", "title")
    assert merge_tables(BASE, ours, BASE).table.header == ("id", "title")


def test_rows_without_an_id_and_with_a_repeated_one_are_not_lost() -> None:
    ours = table(",first,ann", "R-1,late,ann", "R-1,again,ann", "R-2,noisy,bo")
    theirs = table(",second,cy", "R-1,late,ann", "R-2,noisy,bo")
    merged = merge_tables(BASE, ours, theirs)
    assert sorted(row["title"] for row in merged.table.rows) == [
        "again", "first", "late", "noisy", "second",
    ]  # fmt: skip
    assert repeated_ids(merged.table) == ("R-1",)


def test_another_column_may_name_the_records() -> None:
    base = table("a.csv,1", header="path,sha256")
    merged = merge_tables(
        base,
        table("a.csv,1", "b.csv,2", header="path,sha256"),
        table("a.csv,1", "c.csv,3", header="path,sha256"),
        key="path",
    )
    assert [row["path"] for row in merged.table.rows] == ["a.csv", "b.csv", "c.csv"]


def test_row_changes_are_counted_by_record() -> None:
    after = table("R-1,later,ann", "R-3,new,bo", "R-4,new,bo")
    assert row_changes(BASE, after) == RowChanges(added=2, changed=1, removed=1)


_CELLS = st.sampled_from(["", "a", "b", "c"])
_HEADERS = st.sampled_from([("id", "t"), ("id", "t", "u"), ("id", "u"), ("id", "t", "v", "u")])


@st.composite
def tables(draw: st.DrawFn) -> Table:
    header = draw(_HEADERS)
    names = draw(st.lists(st.sampled_from("123456"), unique=True, max_size=5))
    rows = [{c: name if c == "id" else draw(_CELLS) for c in header} for name in names]
    return Table(header, tuple(rows))


@given(tables(), tables(), tables())
def test_no_row_and_no_text_that_only_one_side_wrote_is_lost(
    base: Table, ours: Table, theirs: Table
) -> None:
    before, mine, other = ({r["id"]: r for r in t.rows} for t in (base, ours, theirs))
    merged = {row["id"]: row for row in merge_tables(base, ours, theirs).table.rows}
    assert (mine.keys() | other.keys()) - before.keys() <= merged.keys()
    assert mine.keys() & other.keys() <= merged.keys()
    for name in (mine.keys() ^ other.keys()) - before.keys():
        row = mine.get(name) or other.get(name) or {}
        assert {c: t for c, t in row.items() if t} == {c: t for c, t in merged[name].items() if t}


@given(tables(), tables())
def test_merging_a_version_with_itself_or_with_what_it_began_as_gives_that_version(
    base: Table, ours: Table
) -> None:
    for merged in (merge_tables(base, ours, ours), merge_tables(base, ours, base)):
        assert merged.conflicts == ()
        assert table_text(_ordered(merged.table)) == table_text(_ordered(ours))


@given(tables(), tables(), tables())
def test_exchanging_the_sides_changes_no_byte(base: Table, ours: Table, theirs: Table) -> None:
    one, two = merge_tables(base, ours, theirs), merge_tables(base, theirs, ours)
    assert len(one.conflicts) == len(two.conflicts)
    assert table_text(one.settled(lambda _: Side.OURS)) == table_text(
        two.settled(lambda _: Side.THEIRS)
    )
    if not one.conflicts:
        assert texts(one) == texts(two)


@given(tables(), tables(), tables(), tables())
def test_order_of_merging_three_versions_does_not_matter_without_conflicts(
    base: Table, one: Table, two: Table, three: Table
) -> None:
    inner, outer = merge_tables(base, one, two), merge_tables(base, two, three)
    left, right = (
        merge_tables(base, inner.table, three), merge_tables(base, one, outer.table),
    )  # fmt: skip
    if not (inner.conflicts or outer.conflicts or left.conflicts or right.conflicts):
        assert texts(left) == texts(right)


@given(tables(), tables(), tables())
def test_settled_table_taken_as_ours_leaves_nothing_to_decide(
    base: Table, ours: Table, theirs: Table
) -> None:
    settled = merge_tables(base, ours, theirs).settled(lambda _: Side.OURS)
    again = merge_tables(theirs, settled, theirs)
    assert again.conflicts == ()
    assert table_text(_ordered(again.table)) == table_text(_ordered(settled))


def _ordered(one: Table) -> Table:
    """Return the table with sorted columns: their order is no content."""
    return Table(tuple(sorted(one.header)), one.rows)
