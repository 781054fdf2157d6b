"""Project folders that are damaged, locked, or laid out by a stranger."""

import errno
import hashlib
import json
import os
import shutil
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

_GOOD = "item,who,label\n1,a,positive\n1,b,positive\n2,a,negative\n2,b,positive\n"
Broken = Callable[..., Path]
Annops = Callable[..., Any]


@pytest.mark.parametrize("command", ["look", "import"])
def test_pipe_as_input_is_refused_and_never_waited_for(
    command: str, broken: Broken, annops: Annops
) -> None:
    folder = broken(None)
    os.mkfifo(folder / "a.csv")
    ran = annops(folder, command, "a.csv")
    assert ran.code == 3
    assert "FMT004 the file is a pipe" in ran.err


@pytest.mark.parametrize("kind", ["pipe", "folder"])
def test_source_that_is_no_file_is_told_so(kind: str, broken: Broken, annops: Annops) -> None:
    folder = broken(None)
    (os.mkfifo if kind == "pipe" else os.mkdir)(folder / "a.csv")
    ran = annops(folder, "agree")
    assert ran.code == 3
    assert "SRC001 source 1: `a.csv` is no file that can be read" in ran.err


@pytest.mark.parametrize("command", ["agree", "check"])
def test_link_out_of_the_folder_is_not_read_and_told(
    command: str, broken: Broken, annops: Annops, tmp_path_factory: pytest.TempPathFactory
) -> None:
    outside = tmp_path_factory.mktemp("outside") / "secret.csv"
    outside.write_text(_GOOD, encoding="utf-8")
    folder = broken(None)
    (folder / "a.csv").symlink_to(outside)
    ran = annops(folder, command)
    assert ran.code in {1, 3}
    assert "`a.csv` leads out of the project folder and is not read" in ran.out + ran.err


def test_links_in_a_circle_are_walked_once(broken: Broken, annops: Annops) -> None:
    folder = broken(_GOOD, "x/a.csv", {"path": "**/a.csv"})
    (folder / "x" / "again").symlink_to(folder)
    assert annops(folder, "agree", "--format", "json").inputs()["records_read"] == 4


def test_definition_that_is_a_folder_is_no_project(tmp_path: Path, annops: Annops) -> None:
    (tmp_path / "annops.yaml").mkdir()
    ran = annops(tmp_path, "agree")
    assert ran.code == 2
    assert "DEF001" in ran.err


@pytest.mark.parametrize(
    ("blocked", "command"),
    [("results", ("agree",)), ("results", ("report", "--week", "2026-W47")),
     ("reports", ("report", "--week", "2026-W47")), (".annops", ("schema",))],
)  # fmt: skip
def test_file_where_a_folder_should_be_is_a_finding_and_ends_in_4(
    blocked: str, command: tuple[str, ...], broken: Broken, annops: Annops
) -> None:
    folder = broken(_GOOD)
    (folder / blocked).write_text("mine", encoding="utf-8")
    ran = annops(folder, *command)
    assert ran.code == 4, ran.err
    assert "WRT002" in ran.err
    assert (folder / blocked).read_text(encoding="utf-8") == "mine"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read and write everything")
def test_export_without_permission_is_a_finding(broken: Broken, annops: Annops) -> None:
    folder = broken(_GOOD)
    (folder / "a.csv").chmod(0)
    ran = annops(folder, "agree")
    assert ran.code == 3
    assert "FMT004" in ran.err


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read and write everything")
def test_read_only_folder_still_answers(broken: Broken, annops: Annops) -> None:
    folder = broken(_GOOD)
    folder.chmod(0o555)
    try:
        ran = annops(folder, "status", "--as-of", "2026-11-20")
    finally:
        folder.chmod(0o755)
    assert ran.code == 0


def test_full_disk_while_a_result_is_saved_is_a_finding_and_leaves_nothing_half(
    broken: Broken, annops: Annops, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = broken(_GOOD)

    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    ran = annops(folder, "report", "--week", "2026-W47")
    assert ran.code == 4
    assert "WRT002" in ran.err
    assert "No space left" in ran.err
    assert not (folder / "reports").exists() or not any((folder / "reports").rglob("*.md"))


def test_memory_that_does_not_suffice_is_a_finding(
    broken: Broken, annops: Annops, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none_left(*_: object, **__: object) -> None:
        raise MemoryError

    monkeypatch.setattr("annops.workspace.load.assemble", none_left)
    ran = annops(broken(_GOOD), "status")
    assert ran.code == 3
    assert "error SYS002" in ran.err


def test_device_named_as_output_is_written_to_and_not_replaced(
    broken: Broken, annops: Annops
) -> None:
    ran = annops(broken(_GOOD), "agree", "--output", os.devnull)
    assert ran.code == 0
    assert stat.S_ISCHR(Path(os.devnull).stat().st_mode)


@pytest.mark.parametrize("option", ["--output", "--pairs"])
@pytest.mark.parametrize("target", [".", "", "a.csv/x.json"])
def test_output_that_cannot_be_a_file_is_a_finding(
    option: str, target: str, broken: Broken, annops: Annops
) -> None:
    ran = annops(broken(_GOOD), "agree", option, target)
    assert ran.code == 2
    assert "OUT002" in ran.err


def _journal(folder: Path, name: str, record: object, content: bytes | None = None) -> Path:
    place = folder / ".annops" / "journal"
    place.mkdir(parents=True, exist_ok=True)
    (place / f"{name}.json").write_text(json.dumps(record), encoding="utf-8")
    if content is not None:
        (place / name).mkdir()
        (place / name / "0").write_bytes(content)
    return place


@pytest.mark.parametrize(
    "record", [[], 5, {"summary": "s", "steps": 5}, {"summary": "s", "steps": [{"path": 5}]},
               {"summary": "s", "steps": [{"path": "x\0", "before": None, "delete": True}]}],
)  # fmt: skip
def test_journal_that_makes_no_sense_is_dropped_and_told(
    record: object, broken: Broken, annops: Annops
) -> None:
    folder = broken(_GOOD)
    place = _journal(folder, "x", record)
    (place / "v.json").mkdir()
    ran = annops(folder, "agree")
    assert ran.code == 0
    assert "a change" in ran.err
    assert list(place.iterdir()) == []


def test_journal_of_a_stranger_reaches_no_file_outside_the_folder(
    broken: Broken, annops: Annops, tmp_path_factory: pytest.TempPathFactory
) -> None:
    victim = tmp_path_factory.mktemp("outside") / "victim"
    victim.write_bytes(b"v")
    folder = broken(_GOOD)
    way = os.path.relpath(victim, folder)
    before = hashlib.sha256(b"v").hexdigest()
    step = {"path": way, "before": before}
    _journal(folder, "y", {"summary": "s", "steps": [{**step, "delete": True}]})
    _journal(folder, "z", {"summary": "s", "steps": [{**step, "delete": False}]}, b"evil")
    ran = annops(folder, "agree")
    assert victim.read_bytes() == b"v"
    assert "outside the project folder" in ran.err


@pytest.mark.parametrize(
    "args", [("report", "--week", week) for week in
             ("2026-W60", "2026-W00", "x", "", "10000-W01", "0001-W01", "9999-W52")]
    + [("status", "--as-of", day) for day in
       ("nonsense", "2026-02-30", "0001-01-01", "9999-12-31", "")],
)  # fmt: skip
def test_day_or_week_that_does_not_exist_ends_in_2(
    args: tuple[str, ...], broken: Broken, annops: Annops
) -> None:
    ran = annops(broken(_GOOD), *args)
    assert ran.code == 2
    assert "error USE001" in ran.err
    assert "2026-W47" in ran.err


def test_export_that_vanishes_is_told_by_its_path(broken: Broken, annops: Annops) -> None:
    folder = broken(_GOOD, "exports/a.csv")
    shutil.rmtree(folder / "exports")
    ran = annops(folder, "agree")
    assert ran.code == 3
    assert "no file matches `exports/a.csv`" in ran.err
