"""The manifest shows whether an export is still the file that was taken in."""

from hashlib import sha256
from pathlib import Path

import pytest

from annops.core.errors import AnnopsError
from annops.workspace.manifest import (
    Entry,
    check_manifest,
    entry_of,
    manifest_write,
    merge,
    read_manifest,
)


def _take_in(root: Path, path: str, content: bytes) -> Entry:
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_bytes(content)
    return entry_of(root, path, first_seen="2026-11-02", records=3)


def _keep(root: Path, *entries: Entry) -> None:
    write = manifest_write({entry.path: entry for entry in entries})
    (root / write.path).write_bytes(write.content)


def test_manifest_is_sorted_by_path_and_reads_back(tmp_path: Path) -> None:
    second = _take_in(tmp_path, 'exports/b, "x".csv', b"b")
    first = _take_in(tmp_path, "exports/a.csv", b"a")
    _keep(tmp_path, second, first)
    lines = (tmp_path / "exports/manifest.csv").read_bytes().split(b"\n")
    assert lines[0] == b"path,sha256,bytes,records,first_seen"
    assert lines[1].decode() == f"exports/a.csv,{sha256(b'a').hexdigest()},1,3,2026-11-02"
    assert read_manifest(tmp_path) == {first.path: first, second.path: second}


def test_untouched_export_gives_no_finding(tmp_path: Path) -> None:
    _keep(tmp_path, _take_in(tmp_path, "exports/a.csv", b"a"))
    assert check_manifest(tmp_path) == ()


def test_export_saved_over_is_found(tmp_path: Path) -> None:
    _keep(tmp_path, _take_in(tmp_path, "exports/a.csv", b"a"))
    (tmp_path / "exports/a.csv").write_bytes(b"edited")
    assert [(item.code, str(item.place)) for item in check_manifest(tmp_path)] == [
        ("MAN001", "exports/a.csv")
    ]


def test_export_that_is_not_here_is_only_noted(tmp_path: Path) -> None:
    _keep(tmp_path, _take_in(tmp_path, "exports/a.csv", b"a"))
    (tmp_path / "exports/a.csv").unlink()
    assert [(item.code, item.severity.value) for item in check_manifest(tmp_path)] == [
        ("MAN003", "note")
    ]


def test_merge_keeps_the_first_date_and_refuses_other_bytes(tmp_path: Path) -> None:
    known = _take_in(tmp_path, "exports/a.csv", b"a")
    again = Entry(known.path, known.sha256, known.size, None, "2026-12-24")
    other = Entry(known.path, "0" * 64, 5, 1, "2026-12-24")
    assert merge({known.path: known}, [again]) == ({known.path: known}, ())
    merged, findings = merge({known.path: known}, [other])
    assert (merged, [item.code for item in findings]) == ({known.path: known}, ["MAN001"])


def test_line_that_cannot_be_read_is_found_with_its_line(tmp_path: Path) -> None:
    _keep(tmp_path, _take_in(tmp_path, "exports/a.csv", b"a"))
    with (tmp_path / "exports/manifest.csv").open("a", encoding="utf-8") as file:
        file.write("<<<<<<< HEAD\n")
    with pytest.raises(AnnopsError) as refused:
        read_manifest(tmp_path)
    assert [str(item.place) for item in refused.value.findings] == ["exports/manifest.csv:3"]


def test_path_that_leaves_the_folder_is_not_read(tmp_path: Path) -> None:
    root = tmp_path / "root"
    (root / "exports").mkdir(parents=True)
    (tmp_path / "secret").write_bytes(b"s")
    _keep(root, Entry("../secret", "0" * 64, 1, None, "2026-11-02"))
    assert [item.code for item in check_manifest(root)] == ["MAN002"]
