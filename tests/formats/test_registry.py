"""A format is found by the content of a file, whatever the file is called."""

import hashlib
from pathlib import Path
from types import ModuleType

import pytest

from annops.core.errors import AnnopsError
from annops.formats import registry


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
