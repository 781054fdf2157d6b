"""What every output must do, found through the registry: a new one is tested without asking."""

from pathlib import Path

import pytest

from annops.core.document import Column, Document, Kind, Metric, Section, Table
from annops.core.errors import AnnopsError
from annops.core.estimate import Estimate
from annops.render import registry

NAMES = sorted(registry.outputs())
EMPTY = Document("empty", "Empty", "", (), "2026-01-01")


@pytest.mark.parametrize("name", NAMES)
def test_two_runs_write_the_same_bytes(name: str, sample_document: Document) -> None:
    output = registry.find_output(name)
    assert output.render(sample_document) == output.render(sample_document)


@pytest.mark.parametrize("name", NAMES)
def test_the_main_file_is_among_the_files(name: str, sample_document: Document) -> None:
    output = registry.find_output(name)
    if output.suffix:
        assert output.main_file(sample_document) in output.render(sample_document)


@pytest.mark.parametrize("name", NAMES)
def test_files_stay_below_the_folder_of_the_report(name: str, sample_document: Document) -> None:
    for path in registry.find_output(name).render(sample_document):
        assert path.startswith(sample_document.id)
        assert ".." not in Path(path).parts


@pytest.mark.parametrize("name", NAMES)
def test_text_files_are_utf8_with_lf_and_end_with_a_line_end(
    name: str, sample_document: Document
) -> None:
    for path, content in registry.find_output(name).render(sample_document).items():
        if not path.endswith(".xlsx"):
            assert "\r" not in content.decode()
            assert content.endswith(b"\n")


@pytest.mark.parametrize("name", NAMES)
def test_an_empty_report_is_written_without_failing(name: str) -> None:
    files = registry.find_output(name).render(EMPTY)
    assert all(isinstance(content, bytes) for content in files.values())


@pytest.mark.parametrize("name", NAMES)
def test_undefined_numbers_leave_no_nan_none_or_zero(name: str) -> None:
    estimate = Estimate.undefined("no item has two answers", n=7, unit="items")
    table = Table("t", "T", (Column("a", "Alpha", Kind.ESTIMATE),), ((estimate,),))
    section = Section("s", "S", (Metric("m", "Agreement", estimate), table))
    files = registry.find_output(name).render(Document("d", "T", "", (section,), "2026-01-01"))
    text = b"".join(content for path, content in files.items() if not path.endswith(".xlsx"))
    assert b"nan" not in text.lower()
    assert b"None" not in text
    assert b"0.0" not in text


HOSTILE = "a\x00b\x1b[0m\ud800\uffff|`<script>\r\n=1"


@pytest.mark.parametrize("name", NAMES)
def test_hostile_text_can_be_written_by_every_output(name: str) -> None:
    table = Table("t", HOSTILE, (Column("a", HOSTILE),), ((HOSTILE,),), note=HOSTILE)
    section = Section("s", HOSTILE, (table,))
    document = Document("d", HOSTILE, HOSTILE, (section,), "2026-01-01", ((HOSTILE, HOSTILE),))
    for path, content in registry.find_output(name).render(document).items():
        if not path.endswith((".xlsx", ".csv", ".json")):
            assert b"\x1b" not in content
            assert b"\x00" not in content


def test_an_unknown_output_names_the_nearest() -> None:
    with pytest.raises(AnnopsError, match="did you mean `excel`"):
        registry.find_output("exel")


def test_the_outputs_people_ask_for_are_there() -> None:
    assert {"csv", "excel", "html", "json", "markdown", "text"} <= set(NAMES)
