"""Definitions that something is wrong with: exit code 2, a place in annops.yaml, a way out."""

from collections.abc import Callable
from typing import Any

import pytest
import yaml

_MOOD = {"type": "classification", "labels": ["negative", "positive"]}
_GOOD = yaml.safe_dump({"project": "p", "questions": {"mood": _MOOD}})
_BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{chr(98 + i)}: &{chr(98 + i)} [{','.join(['*' + chr(97 + i)] * 9)}]\n" for i in range(9)
)


def _question(**question: Any) -> str:
    return yaml.safe_dump({"project": "p", "questions": {"mood": question}})


def _source(**source: Any) -> str:
    entry = {"path": "a.csv", "question": "mood", **source}
    return yaml.safe_dump({"project": "p", "questions": {"mood": _MOOD}, "sources": [entry]})


_CASES: dict[str, bytes | str] = {
    "unknown key": _GOOD + "clint: x\n",
    "tab": "\tproject: p\n",
    "key twice": _GOOD + "project: q\n",
    "bomb of aliases": _BOMB + _GOOD,
    "alias of itself": "a: &a [*a]\n" + _GOOD,
    "windows-1252": (_GOOD + "client: Zo\xe9\n").encode("cp1252"),
    "empty": "",
    "remark only": "# nothing yet\n",
    "list": "- a\n- b\n",
    "number": "5\n",
    "word": "hello\n",
    "null": "null\n",
    "NUL": _GOOD + "\0",
    "bytes of no meaning": bytes(range(256)),
    "python object": _GOOD + "client: !!python/object/apply:os.system ['exit 3']\n",
    "unknown tag": _GOOD + "client: !foo bar\n",
    "two documents": _GOOD + "---\n" + _GOOD,
    "deep list": "a: " + "[" * 100_000,
    "deep mappings": "project: " + "{a: " * 3000 + "x" + "}" * 3000,
    "list as key": "? [a, b]\n: c\n" + _GOOD,
    "merge key": "project: p\n<<: 5\n",
    "20,000 unknown keys": _GOOD + "".join(f"x{i}: 1\n" for i in range(20_000)),
    "unknown task type": _question(type="clasification", labels=["a"]),
    "task type as list": _question(type=["a"]),
    "no labels": _question(type="classification", labels=[]),
    "label twice": _question(type="classification", labels=["a", "a"]),
    "guideline out of the folder": _question(**_MOOD, guideline="../../x"),
    "endless target": _GOOD + "targets: [{metric: krippendorff_alpha, at_least: .inf}]\n",
    "unknown metric": _GOOD + "targets: [{metric: kripp, at_least: 0.5}]\n",
    "absolute path": _source(path="/etc/passwd"),
    "path out of the folder": _source(path="../../etc/passwd"),
    "pattern out of the folder": _source(path="../*/a.csv"),
    "path of another system": _source(path="C:\\x.csv"),
    "path from home": _source(path="~/a.csv"),
    "path with NUL": _source(path="a\0.csv"),
    "no path": _source(path=""),
    "stars beside signs": _source(path="**x/a.csv"),
    "delimiter of two signs": _source(delimiter="ab"),
}


@pytest.mark.parametrize("name", _CASES)
def test_broken_definition_ends_in_2_with_place_and_way_out(
    name: str, broken: Callable[..., Any], annops: Callable[..., Any]
) -> None:
    content = _CASES[name]
    folder = broken("item,who,label\n")
    (folder / "annops.yaml").write_bytes(
        content if isinstance(content, bytes) else content.encode()
    )
    ran = annops(folder, "status", "--as-of", "2026-11-20")
    assert ran.code == 2, ran.err
    assert ran.out == ""
    told = ran.findings()
    assert any(line.startswith("annops.yaml:") and " error DEF0" in line for line, _ in told)
    assert all(hint for _, hint in told)


@pytest.mark.parametrize("name", _CASES)
def test_check_tells_the_same_findings_on_stdout_and_ends_in_1(
    name: str, broken: Callable[..., Any], annops: Callable[..., Any]
) -> None:
    content = _CASES[name]
    folder = broken("item,who,label\n")
    (folder / "annops.yaml").write_bytes(
        content if isinstance(content, bytes) else content.encode()
    )
    ran = annops(folder, "check")
    assert (ran.code, ran.err) == (1, "")
    assert "annops.yaml" in ran.out


def test_path_longer_than_the_system_allows_finds_no_file(
    broken: Callable[..., Any], annops: Callable[..., Any]
) -> None:
    ran = annops(broken(None, source={"path": "a" * 5000}), "agree")
    assert ran.code == 3
    assert "SRC001" in ran.err


def test_pattern_for_everything_reads_neither_the_definition_nor_hidden_files(
    broken: Callable[..., Any], annops: Callable[..., Any]
) -> None:
    folder = broken("item,who,label\n1,a,positive\n", source={"path": "**/*"})
    (folder / ".git").mkdir()
    (folder / ".git" / "config").write_text("[core]\n", encoding="utf-8")
    inputs = annops(folder, "agree", "--format", "json").inputs()
    assert [file["file"] for file in inputs["files"]] == ["a.csv"]
