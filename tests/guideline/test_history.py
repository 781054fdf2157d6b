"""Twenty commits of a project: each bad one is caught at its line, each good one is clean."""

import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from annops.render.findings_form import FindingForm

FILE = "guidelines/tone.md"
LOCK = "guidelines/lock.json"
COPY = "guidelines/tone-1.5.md"
"""The text of the newest version, as it was kept when it was released."""

BELOW = "projects/kite/"
"""Where the project lies in its repository: hosts must be given paths from the top."""

Read = Callable[[str], set[str]]


@dataclass
class Repository:
    """The project below its repository."""

    project: Any

    def bad(self, *places: tuple[str, str, str]) -> set[str]:
        """Commit; each place is a code, a file, and a text of the line the finding is on."""
        self.project.commit()
        return {f"{code} {name}:{self.project.line(name, at)}" for code, name, at in places}

    def good(self) -> set[str]:
        self.project.commit()
        return set()


def _edited(project: Any, old: str, new: str) -> None:
    project.edit(FILE, old, new)


def _twenty(repository: Repository) -> Iterator[set[str]]:  # noqa: PLR0915 - twenty commits
    """Make one commit after the other.

    Yields:
        What is wrong with the commit just made.
    """
    project = repository.project
    _edited(project, 'version: "1.0"', 'version: "0.1"')
    _edited(project, "---\n# Tone", "status: draft\n---\n# Tone")
    yield repository.good()  # 1 a draft
    _edited(project, "for praise.", "for praise of the thing.")
    yield repository.good()  # 2 a draft may be reworded
    project.release("tone", "1.0", "--effective", "2026-11-02")
    yield repository.good()  # 3
    _edited(project, "for blame", "for sharp blame")
    yield repository.bad(("GDL010", FILE, "- R2"))  # 4 reworded under its version
    _edited(project, "for sharp blame", "for blame")
    yield repository.good()  # 5 taken back
    _edited(project, 'version: "1.0"', 'version: "0.9"')
    yield repository.bad(("GDL011", FILE, "version"))  # 6 goes back
    project.git("checkout", "-q", "HEAD~1", "--", FILE)
    yield repository.good()  # 7
    _edited(project, "for blame", "for blame of any kind")
    project.release("tone", "1.1", "--effective", "2026-11-09", "--note", "any blame counts")
    yield repository.good()  # 8 a change under a new version
    _edited(project, 'version: "1.1"', 'version: "1.2"')
    _edited(project, "2026-11-09T00", "2026-11-16T00")
    _edited(project, "cannot read", "cannot read or hear")
    yield repository.bad(("GDL012", FILE, "## Changelog"), ("GDL018", FILE, "version"))  # 9
    project.release("tone", "1.2", "--note", "hearing counts")
    yield repository.good()  # 10 entry and record are there
    _edited(project, "2026-11-16T00", "2026-11-09T00")
    yield repository.bad(("GDL013", FILE, "effective_from"))  # 11 two versions at one moment
    _edited(project, "2026-11-09T00", "2026-11-16T00")
    yield repository.good()  # 12
    _edited(project, "---\n# Tone", "labels: {tone: [bad, good]}\n---\n# Tone")
    yield repository.good()  # 13 says which labels it explains
    project.edit("annops.yaml", "[bad, good]", "[bad, good, mixed]")
    yield repository.bad(("GDL014", "annops.yaml", "mixed"))  # 14 a label nobody explains
    _edited(project, "labels: {tone: [bad, good]}", "labels: {tone: [bad, good, mixed]}")
    _edited(project, "- R3", "- R4: Choose `mixed` for both.\n- R3")
    project.release("tone", "1.3", "--effective", "2026-11-20")
    yield repository.good()  # 15
    _edited(project, "for both.", "for both, but see R9 and [pictures](cat.png).")
    project.release("tone", "1.3.1", "--effective", "2026-11-21")
    yield repository.bad(("GDL016", FILE, "R9"))  # 16 leads nowhere, twice
    _edited(project, ", but see R9 and [pictures](cat.png)", ", see R3")
    project.release("tone", "1.3.2", "--effective", "2026-11-22")
    yield repository.good()  # 17
    _edited(project, "- R3", "- R4: Choose `good` for thanks.\n- R3")
    project.release("tone", "1.4", "--effective", "2026-11-23")
    yield repository.bad(("GDL017", FILE, "for thanks"))  # 18 one id, two rules
    _edited(project, "- R4: Choose `good` for thanks", "- R5: Choose `good` for thanks")
    project.release("tone", "1.5", "--effective", "2026-11-24")
    yield repository.good()  # 19
    old = json.loads(project.read(LOCK))["guidelines"]["tone"][-1]["sha256"]
    _edited(project, "for thanks", "for thanks and wishes")
    shown = project.release("tone", "1.6", "--effective", "2026-11-30", "--dry-run").stdout
    new = re.findall(r"[0-9a-f]{64}", shown)
    fresh = [part for part in new if part not in project.read(LOCK)]
    project.edit(LOCK, old, fresh[0])
    yield repository.bad(
        ("GDL010", FILE, "wishes"), ("GDL010", COPY, "version"), ("GDL020", LOCK, '"1.5"')
    )  # 20 both edited


@pytest.fixture
def repository(empty: Any, tmp_path: Path) -> Repository:
    root = tmp_path / "repository"
    (root / "projects").mkdir(parents=True)
    empty.root.rename(root / "projects/kite")
    project = type(empty)(root / "projects/kite")
    type(empty)(root).git("init", "-q")
    text = project.read(FILE)
    (project.root / FILE).unlink()
    project.commit("an empty project")
    project.write(FILE, text)
    return Repository(project)


def _from_json(text: str) -> set[str]:
    data = json.loads(text)
    assert data["schema"] == "annops.findings/1"
    return {f"{f['code']} {f['file']}:{f['line']}" for f in data["findings"]}


def _from_text(text: str) -> set[str]:
    pattern = r"^([^\s:]+:\d+)(?::\d+)?: (?:error|warning) (\w+) "
    return {f"{code} {at}" for at, code in re.findall(pattern, text, re.MULTILINE)}


def _from_github(text: str) -> set[str]:
    pattern = rf"^::(?:error|warning) title=(\w+),file={BELOW}([^,]+),line=(\d+)(?:,col=\d+)?::"
    return {f"{c} {file}:{n}" for c, file, n in re.findall(pattern, text, re.MULTILINE)}


def _from_sarif(log: dict[str, Any]) -> set[str]:
    met = set()
    for result in log["runs"][0]["results"]:
        where = result["locations"][0]["physicalLocation"]
        assert where["artifactLocation"]["uriBaseId"] in log["runs"][0]["originalUriBaseIds"]
        rule = log["runs"][0]["tool"]["driver"]["rules"][result["ruleIndex"]]
        assert (rule["id"], bool(rule["help"]["text"])) == (result["ruleId"], True)
        name = where["artifactLocation"]["uri"].removeprefix(BELOW)
        met.add(f"{result['ruleId']} {name}:{where['region']['startLine']}")
    return met


def _from_junit(text: str) -> set[str]:
    suite = ET.fromstring(text)  # noqa: S314 - our own output
    failed = [case for case in suite if case.find("failure") is not None]
    assert (suite.get("failures"), suite.get("tests")) == (str(len(failed)), str(len(suite)))
    met = set()
    for case in failed:
        name = str(case.get("file")).removeprefix(BELOW)
        met.add(f"{case.get('classname')} {name}:{case.get('line')}")
    return met


def test_twenty_commit_history_has_its_bad_commits_caught_in_every_form(
    repository: Repository, sarif: Callable[[str], dict[str, Any]]
) -> None:
    readers: dict[str, Read] = {
        "json": _from_json, "text": _from_text, "github": _from_github, "junit": _from_junit,
        "sarif": lambda text: _from_sarif(sarif(text)),
    }  # fmt: skip
    assert set(readers) == set(FindingForm)
    every = []
    for number, wanted in enumerate(_twenty(repository), 1):
        every.append(wanted)
        for form, read in readers.items():
            words = ("check", "--since", "HEAD~1", "--format", form)
            checked = repository.project.run(*words)
            found = read(checked.stdout)
            if form == "junit" and found <= wanted:  # one case a check, at the first place
                assert {one[:6] for one in found} == {one[:6] for one in wanted}
                found = wanted
            said = (number, form, found, checked.exit_code)
            assert said == (number, form, wanted, 1 if wanted else 0), checked.stdout
    assert (len(every), len([wanted for wanted in every if wanted])) == (20, 8)


def test_same_history_is_caught_without_looking_back_a_rewritten_record_by_its_kept_text(
    repository: Repository,
) -> None:
    for number, wanted in enumerate(_twenty(repository), 1):
        found = repository.project.check()
        assert (number, found) == (number, wanted if number != 20 else found & wanted)
        assert bool(found) == bool(wanted)
