"""Every code and metric has a page; nothing can be found that no page explains."""

import ast
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

import annops
from annops.cli import app
from annops.core.estimate import Outcome
from annops.core.finding import Code
from annops.core.states import Reason
from annops.explain.catalog import codes, pages
from annops.explain.text import page_text

SOURCE = Path(annops.__file__).parent
CODES = codes()


def _explain(*words: str) -> Result:
    return CliRunner().invoke(app, ["explain", *words])


@pytest.mark.parametrize("code", [code for _, code in CODES], ids=lambda code: code.id)
def test_every_field_of_a_code_says_something(code: Code) -> None:
    empty = [name for name in ("title", "checks", "why", "example", "remedy")
             if len(getattr(code, name).strip()) < 4]  # fmt: skip
    assert empty == []
    assert re.fullmatch(r"[A-Z]{3}\d{3}", code.id)


def test_no_two_codes_share_an_id() -> None:
    ids = [code.id for _, code in CODES]
    assert sorted({code for code in ids if ids.count(code) > 1}) == []


def _made_by_hand(tree: ast.AST) -> list[int]:
    """Lines that make a finding of a code written out there instead of a Code's own."""
    calls = [
        node for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        and node.func.id == "Finding"
    ]  # fmt: skip
    given = [
        (call, [*call.args[:1], *(word.value for word in call.keywords if word.arg == "code")])
        for call in calls
    ]
    return [
        call.lineno for call, code in given
        if not code or isinstance(code[0], ast.Constant | ast.JoinedStr)
    ]  # fmt: skip


@pytest.mark.parametrize(
    "path", sorted(SOURCE.rglob("*.py")), ids=lambda path: path.relative_to(SOURCE).as_posix()
)
def test_no_finding_is_made_without_a_code(path: Path) -> None:
    assert _made_by_hand(ast.parse(path.read_text("utf-8"))) == []


def test_finding_made_by_hand_would_be_seen() -> None:
    text = "Finding('ANS001', x)\nFinding(code=f'A{i}')\nFinding(f.code, x)\n"
    assert _made_by_hand(ast.parse(text)) == [1, 2]


def test_every_code_in_the_source_is_collected() -> None:
    written = {
        code
        for path in SOURCE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        and node.func.id == "Code"
        for code in [_first_text(node)]
    }  # fmt: skip
    assert written == {code.id for _, code in CODES}


def _first_text(call: ast.Call) -> str:
    named = [word.value for word in call.keywords if word.arg == "id"]
    given = (named or call.args)[0]
    assert isinstance(given, ast.Constant)
    return str(given.value)


@pytest.mark.parametrize("name", list(pages()))
def test_page_fits_88_signs_a_line(name: str) -> None:
    assert [line for line in page_text(pages()[name]).splitlines() if len(line) > 88] == []


def test_page_holds_all_of_a_codes_words() -> None:
    code = next(code for _, code in CODES if code.id == "DEF016")
    words = " ".join(_explain("DEF016").stdout.split())
    parts = (code.title, code.checks, code.why, code.example, code.remedy)
    assert [part for part in parts if part not in words] == []


def test_metric_is_found_with_hyphens_and_capitals() -> None:
    explained = _explain("Krippendorff-Alpha")
    assert (explained.exit_code, explained.stdout.split()[0]) == (0, "krippendorff_alpha")


@pytest.mark.parametrize("word", [*Reason, *Outcome, "alpha", "kappa", "interval", "n"])
def test_word_of_a_ledger_an_outcome_or_a_figure_has_a_page(word: str) -> None:
    explained = _explain(*word.split())
    assert explained.exit_code == 0, explained.stderr
    assert explained.stdout.startswith(f"{word} (word): ")
    parts = dict(pages()[word].parts)
    assert [name for name in ("means", "why", "remedy") if len(parts[name].strip()) < 4] == []


def test_first_words_of_a_name_are_enough_where_they_lead_to_one() -> None:
    assert _explain("superseded").stdout.startswith("superseded by a newer export (word)")
    assert _explain("no").exit_code == 2


def test_unknown_name_is_answered_with_the_nearest() -> None:
    explained = _explain("kripendorf_alpha")
    assert (explained.exit_code, explained.stdout) == (2, "")
    assert "did you mean `krippendorff_alpha`?" in explained.stderr


def test_without_a_name_every_page_is_listed_on_one_line() -> None:
    lines = _explain().stdout.splitlines()
    assert [line.startswith(f"{name} ") for line, name in zip(lines, pages(), strict=True)] == (
        [True] * len(pages())
    )
    assert max(len(line) for line in lines) <= 88
