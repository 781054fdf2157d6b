"""Every registered format keeps the promises that the rest of annops relies on."""

import io
import json
import re
from collections.abc import Callable
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from annops.core.errors import AnnopsError
from annops.core.finding import Code
from annops.formats.reading import Answers, Cells
from annops.formats.registry import formats, open_file, recognise
from annops.project.source import Source

RECORDS = [{"id": "001", "who": "a", "label": "x"}, {"id": "1", "who": "b", "label": "y"}]


def _csv() -> bytes:
    return b"id,who,label\n001,a,x\n1,b,y\n"


def _jsonl() -> bytes:
    return "".join(json.dumps(record) + "\n" for record in RECORDS).encode()


def _parquet() -> bytes:
    buffer = io.BytesIO()
    pl.DataFrame(RECORDS).write_parquet(buffer)
    return buffer.getvalue()


def _xlsx() -> bytes:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert sheet is not None
    for row in (["id", "who", "label"], ["001", "a", "x"], ["1", "b", "y"]):
        sheet.append(row)
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def _label_studio() -> bytes:
    tasks = [
        {
            "id": number,
            "data": {"text": "t"},
            "annotations": [
                {
                    "id": number * 10,
                    "completed_by": 7,
                    "was_cancelled": False,
                    "lead_time": 3.5,
                    "created_at": "2026-03-20T11:38:16.179490Z",
                    "result": [
                        {
                            "from_name": "label",
                            "to_name": "text",
                            "type": "choices",
                            "value": {"choices": ["x"]},
                        }
                    ],
                }
            ],
        }
        for number in (1, 2)
    ]
    return json.dumps(tasks).encode()


SAMPLES: dict[str, Callable[[], bytes]] = {
    "delimited": _csv,
    "jsonl": _jsonl,
    "parquet": _parquet,
    "xlsx": _xlsx,
    "label-studio": _label_studio,
}
NAMES = sorted(formats())
TABLES = [name for name in NAMES if name != "label-studio"]


def read(tmp_path: Path, name: str, content: bytes) -> Cells | Answers:
    """Read a sample with the format itself."""
    (tmp_path / "sample.bin").write_bytes(content)
    opened = open_file(tmp_path / "sample.bin", "sample.bin")
    return formats()[name].read(opened, Source(path="sample.bin"), wanted=None)


def test_every_format_has_a_sample_here() -> None:
    assert sorted(SAMPLES) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_format_is_registered_under_its_own_name(name: str) -> None:
    form = formats()[name]
    assert form.name == name
    assert re.fullmatch(r"[a-z][a-z-]*", name)
    assert form.title


@pytest.mark.parametrize("name", NAMES)
def test_sample_is_recognised_as_its_own_format_only(tmp_path: Path, name: str) -> None:
    (tmp_path / "sample").write_bytes(SAMPLES[name]())
    assert recognise(open_file(tmp_path / "sample", "sample")).name == name


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("other", NAMES)
def test_certainty_is_a_share(tmp_path: Path, name: str, other: str) -> None:
    (tmp_path / "sample").write_bytes(SAMPLES[other]())
    assert 0 <= formats()[name].recognises(open_file(tmp_path / "sample", "sample")) <= 1


@pytest.mark.parametrize("name", NAMES)
def test_every_record_is_read_or_unreadable(tmp_path: Path, name: str) -> None:
    reading = read(tmp_path, name, SAMPLES[name]())
    loaded = reading.frame.select(pl.col("record").n_unique()).collect().item()
    assert (reading.n_records, len(reading.unreadable), loaded) == (2, 0, 2)


@pytest.mark.parametrize("name", NAMES)
def test_records_are_numbered_from_one(tmp_path: Path, name: str) -> None:
    frame = read(tmp_path, name, SAMPLES[name]()).frame.collect()
    assert frame["record"].dtype == pl.UInt32
    assert frame["record"].unique().sort().to_list() == [1, 2]


@pytest.mark.parametrize("name", TABLES)
def test_cells_are_text_and_ids_keep_their_zeros(tmp_path: Path, name: str) -> None:
    cells = read(tmp_path, name, SAMPLES[name]())
    assert isinstance(cells, Cells)
    rows = cells.frame.select(pl.exclude("record").cast(pl.String)).collect().rows(named=True)
    assert rows == RECORDS


@pytest.mark.parametrize("name", TABLES)
def test_columns_are_those_of_the_frame(tmp_path: Path, name: str) -> None:
    cells = read(tmp_path, name, SAMPLES[name]())
    assert isinstance(cells, Cells)
    assert cells.frame.collect_schema().names() == ["record", *cells.columns]


@pytest.mark.parametrize("name", NAMES)
def test_reading_twice_gives_the_same_rows(tmp_path: Path, name: str) -> None:
    content = SAMPLES[name]()
    first, second = (read(tmp_path, name, content).frame.collect() for _ in range(2))
    assert first.rows() == second.rows()


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_sample_that_was_cut_gives_balanced_records_or_a_finding(
    tmp_path: Path, name: str, share: float
) -> None:
    content = SAMPLES[name]()
    try:
        reading = read(tmp_path, name, content[: max(1, int(len(content) * share))])
    except AnnopsError as error:
        exit_code = error.exit_code
    else:
        exit_code = 0
        records = reading.frame.collect()["record"]
        assert reading.n_records >= records.n_unique() + len(reading.unreadable)
        assert reading.n_records == len(
            set(records.to_list()) | {entry.place.record for entry in reading.unreadable}
        ) + (reading.n_blank if isinstance(reading, Answers) else 0)
    assert exit_code in {0, 3}


@pytest.mark.parametrize("name", NAMES)
def test_bytes_of_another_kind_are_refused_with_a_finding(tmp_path: Path, name: str) -> None:
    with pytest.raises(AnnopsError) as refused:
        read(tmp_path, name, b"\x89PNG\r\n\x1a\n")
    assert refused.value.exit_code == 3


def _codes() -> list[Code]:
    from importlib import import_module
    from pkgutil import iter_modules

    import annops.formats

    modules = [
        import_module(f"annops.formats.{module.name}")
        for module in iter_modules(annops.formats.__path__)
    ]
    found = {id(v): v for module in modules for v in vars(module).values() if isinstance(v, Code)}
    return sorted(found.values(), key=lambda code: code.id)


def test_codes_of_formats_are_not_used_twice() -> None:
    ids = [code.id for code in _codes()]
    assert sorted(set(ids)) == ids


@pytest.mark.parametrize("code", _codes(), ids=lambda code: code.id)
def test_code_has_a_complete_page(code: Code) -> None:
    assert all((code.title, code.checks, code.why, code.example, code.remedy))
