"""A format is found by the content of a file, whatever the file is called."""

import hashlib
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from types import ModuleType

import pytest

import annops.formats
from annops.core.errors import AnnopsError
from annops.formats import registry
from annops.formats.reading import Format
from annops.project.source import Source


def recognised(tmp_path: Path, content: bytes, name: str) -> str:
    (tmp_path / name).write_bytes(content)
    return registry.recognise(registry.open_file(tmp_path / name, name)).name


@pytest.mark.parametrize(
    ("content", "name", "expected"),
    [
        (b'{"id": 1}\n{"id": 2}\n', "instances.json", "jsonl"),
        (b"id\tx\n1\ta\n", "table.csv", "delimited"),
        (b"id,x\n1,a\n", "export.json", "delimited"),
        (b'[{"id": 1, "label": "a"}]', "export.csv", "jsonl"),
        (b'[{"id":1,"data":{"t":"a"},"annotations":[]}]', "tasks.txt", "label-studio"),
    ],
)
def test_content_decides_not_the_name(
    tmp_path: Path, content: bytes, name: str, expected: str
) -> None:
    assert recognised(tmp_path, content, name) == expected


def test_hash_is_of_all_bytes(tmp_path: Path) -> None:
    content = b"a,b\n" * 200_000
    (tmp_path / "a.csv").write_bytes(content)
    opened = registry.open_file(tmp_path / "a.csv", "a.csv")
    assert opened.sha256 == hashlib.sha256(content).hexdigest()


def test_head_is_the_first_256_kib(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"a,b\n" * 200_000)
    assert len(registry.open_file(tmp_path / "a.csv", "a.csv").head) == 262_144


def test_empty_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(AnnopsError, match="FMT002") as refused:
        recognised(tmp_path, b"", "a.csv")
    assert refused.value.exit_code == 3


def test_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(AnnopsError, match="FMT004") as refused:
        registry.open_file(tmp_path / "none.csv", "none.csv")
    assert refused.value.exit_code == 3


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"%PDF-1.7", "a PDF"),
        (b"<?xml version='1.0'?><annotations/>", "XML or HTML that begins with `<\\?xml"),
        (b"\x00\x01\x02\x03" * 100, "not text"),
        (b"   \n", "blank"),
    ],
)
def test_refusal_says_what_was_found_and_what_can_be_read(
    tmp_path: Path, content: bytes, words: str
) -> None:
    with pytest.raises(AnnopsError, match=f"(?s)FMT001 .*{words}.*hint: .*Excel") as refused:
        recognised(tmp_path, content, "a.csv")
    assert refused.value.exit_code == 3


def test_pinned_format_is_not_questioned(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"just one line")
    opened = registry.open_file(tmp_path / "a.csv", "a.csv")
    assert registry.recognise(opened, "jsonl").name == "jsonl"


def test_unknown_pinned_format_is_a_mistake_in_the_definition(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"a,b\n")
    opened = registry.open_file(tmp_path / "a.csv", "a.csv")
    with pytest.raises(AnnopsError, match="did you mean `jsonl`") as refused:
        registry.recognise(opened, "jsnl")
    assert refused.value.exit_code == 2


def test_module_that_fails_to_import_fails_loudly(monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(name: str) -> ModuleType:
        raise ImportError(name)

    monkeypatch.setattr(registry, "import_module", failing)
    registry.formats.cache_clear()
    with pytest.raises(ImportError, match=r"annops\.formats\."):
        registry.formats()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("WEBVTT\n\n00:01.000 --> 00:02.000\nHello, you\n", "WebVTT captions"),
        ("\ufeffWEBVTT - a title\n\n1\n00:01.000 --> 00:02.000\nHello\n", "WebVTT captions"),
        ("1\n00:00:01,000 --> 00:00:02,500\nHello\n\n2\n00:00:03,000 --> ", "SRT subtitles"),
        ('File type = "ooTextFile"\nObject class = "TextGrid"\n\nxmin = 0\n', "a Praat TextGrid"),
        ('File type = "ooTextFile short"\n"TextGrid"\n\n0\n2.3\n<exists>\n', "a Praat TextGrid"),
        ("---\ntask: tone\nlabels: [a, b]\n", "YAML"),
        ("39: {11573: true, 11574: true,\n  11575: true, 11577: false}\n40: {1: true}\n", "YAML"),
        ("{11573: true, 11574: true, 11575: false}\n", "YAML"),
        ("project:\n  name: aster\n  labels: a, b\nowner:\n  name: ann\n", "YAML"),
        ("# Notes\n\nFirst, some words.\nThen, others, too.\n", "Markdown"),
        ("T1\tPerson 0 5\tAnnie\nR1\tKnows Arg1:T1 Arg2:T2\nE1\tBirth:T3\n", "brat annotations"),
        ("*\tEquiv T54 T55\nT74\tGene 106 116;118 120\tproduction\n", "brat annotations"),
        ("<annotations><version>1.1</version></annotations>", "XML or HTML"),
        ("We saw, in the end, that it was so.\nIt was late, and we went.\nAll slept\n", "text"),
        ("Some words stand here\nand others there\nbut nothing parts them\n", "text"),
    ],
)
def test_text_that_is_evidently_no_table_is_refused_by_its_kind(
    tmp_path: Path, content: str, words: str
) -> None:
    with pytest.raises(AnnopsError, match=f"FMT001 .*the content is {words}") as refused:
        recognised(tmp_path, content.encode(), "a.csv")
    assert refused.value.exit_code == 3


@pytest.mark.parametrize(
    "content",
    [
        "id\nt1\nt2\nt3\n",
        "T1\tworker 1\tx\nT2\tworker 2\ty\n",
        "id, text\n1, It was late, and so we went\n2, fine\n3, good\n",
        "name: a,b\nname: c,d\n",
        "# id,label\n1,a\n2,b\n",
        '1,"00:00:01,000 --> 00:00:02,000"\n2,"00:00:03,000 --> 00:00:04,000"\n',
    ],
)
def test_plain_tables_and_lists_of_ids_are_delimited_text(tmp_path: Path, content: str) -> None:
    assert recognised(tmp_path, content.encode(), "a.txt") == "delimited"


def test_column_of_sentences_is_read_where_the_source_pins_the_format(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"text\nIt is fine\nIt is not\n")
    opened = registry.open_file(tmp_path / "a.csv", "a.csv")
    cells = registry.recognise(opened, "delimited").read(opened, Source(path="a.csv"), wanted=None)
    assert cells.frame.collect()["text"].to_list() == ["It is fine", "It is not"]


def test_no_module_that_defines_a_format_is_passed_over() -> None:
    modules = [
        import_module(f"annops.formats.{module.name}")
        for module in iter_modules(annops.formats.__path__)
    ]
    defined = {
        vars(value)["name"]
        for module in modules
        for value in vars(module).values()
        if isinstance(value, type) and value is not Format and hasattr(value, "recognises")
    }
    assert set(registry.formats()) == defined
