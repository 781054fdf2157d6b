"""`record` stands for the number of a record wherever a column may be named."""

from annops.workspace.definition import parse_definition

MATRIX = b"""project: p
questions: {q: {type: classification, labels: ["0", "1"]}}
sources:
  - path: matrix.csv
    layout: wide-annotators
    header: false
    columns: {item: %s, annotators: rest}
    question: q
"""


def test_record_is_allowed_where_the_file_has_no_header() -> None:
    assert parse_definition(MATRIX % b"record").findings == ()


def test_another_word_is_no_position() -> None:
    (finding,) = parse_definition(MATRIX % b"recor").findings
    assert "is not a position" in finding.message
