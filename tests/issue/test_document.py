"""Tables of issues say truly what is not in them."""

from datetime import date

from annops.core.document import Table
from annops.issue.compute import issues
from annops.issue.document import sections, short_table
from annops.registers.issues import Issue

DAY = date(2026, 11, 20)


def test_a_list_of_what_is_open_says_that_nothing_is() -> None:
    assert short_table([]).empty == "nothing open"


def test_an_open_decision_stands_in_the_table_of_what_is_open() -> None:
    row = Issue.model_validate({"id": "I-1", "title": "Keep ties?", "kind": "decision"})
    (section,) = sections(issues([row], DAY))
    assert isinstance(section.blocks[0], Table)
    assert len(section.blocks[0].rows) == 1
