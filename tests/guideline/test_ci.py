"""docs/ci.md works as written: the jobs are valid, and their commands catch a bad change."""

import os
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
FILE = "guidelines/sentiment.md"
BIN = Path(sys.executable).parent
_BLOCK = re.compile(r"^## (?P<title>[^\n]+)\n(?P<body>.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)
SCHEMAS = {
    "GitHub Actions": "https://json.schemastore.org/github-workflow.json",
    "The week by schedule": "https://json.schemastore.org/github-workflow.json",
    "GitLab CI": "https://gitlab.com/gitlab-org/gitlab/-/raw/master/app/assets/javascripts/editor/"
    "schema/ci.json",
    "Before each commit, with pre-commit": "https://json.schemastore.org/pre-commit-config.json",
}


def _blocks(title: str) -> list[dict[str, Any]]:
    text = (ROOT / "docs/ci.md").read_text("utf-8")
    bodies = {m["title"]: m["body"] for m in _BLOCK.finditer(text)}
    blocks = re.findall(r"^```yaml\n(.*?)^```", bodies[title], re.MULTILINE | re.DOTALL)
    return [_named(yaml.safe_load(block)) for block in blocks]


def _named(data: dict[Any, Any]) -> dict[str, Any]:
    """Give the key `on` its name back, which YAML 1.1 reads as true."""
    return {"on" if key is True else str(key): value for key, value in data.items()}


@pytest.fixture
def example(project: Any, tmp_path: Path) -> Any:
    """Return a copy of an example project, cloned, with a branch to be merged checked out."""
    origin = type(project)(tmp_path / "origin")
    skipped = shutil.ignore_patterns(".annops", "results", "reports")
    shutil.copytree(ROOT / "examples/text-classification", origin.root, ignore=skipped)
    origin.git("init", "-q")
    origin.commit("the example")
    words = ["git", "clone", "-q", origin.root.as_uri(), str(tmp_path / "clone")]
    subprocess.run(words, check=True)
    clone = type(project)(tmp_path / "clone")
    clone.git("checkout", "-q", "-b", "change")
    return clone


def _bad_change(example: Any) -> None:
    example.edit(FILE, "stronger one", "last one")
    example.commit("a rule")


def _good_change(example: Any) -> None:
    example.edit(FILE, "stronger one", "last one")
    example.release("sentiment", "1.2", "--effective", "2026-11-30")
    example.commit("a rule")


def _shell(command: str, example: Any, **variables: str) -> subprocess.CompletedProcess[str]:
    path = f"{BIN}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(
        ["sh", "-c", command], cwd=example.root, capture_output=True, encoding="utf-8",
        check=False, env={**os.environ, "PATH": path, **variables},
    )  # fmt: skip


@pytest.mark.parametrize("title", sorted(SCHEMAS))
def test_every_configuration_is_valid_by_its_published_schema(
    title: str, against: Callable[[str, Any], None]
) -> None:
    blocks = _blocks(title)
    assert blocks
    for block in blocks:
        against(SCHEMAS[title], block)


def test_github_steps_annotate_a_bad_change_and_pass_a_good_one(
    example: Any, sarif: Callable[[str], dict[str, Any]]
) -> None:
    (job,) = _blocks("GitHub Actions")[0]["jobs"].values()
    annotate, everything = [s["run"] for s in job["steps"] if "annops guid" in s.get("run", "")]
    _bad_change(example)
    done = _shell(annotate, example, GITHUB_BASE_REF="main")
    line = example.line(FILE, "last one")
    assert done.stdout.startswith(f"::error title=GDL010,file={FILE},line={line},col=1::")
    assert done.returncode == 1
    assert _shell(everything, example).returncode == 1
    results = sarif(example.read("annops.sarif"))["runs"][0]["results"]
    assert [result["ruleId"] for result in results] == ["GDL010"]
    example.git("reset", "-q", "--hard", "HEAD~1")
    _good_change(example)
    assert _shell(annotate, example, GITHUB_BASE_REF="main").returncode == 0
    assert _shell(everything, example).returncode == 0


def test_gitlab_script_reports_a_bad_change_and_passes_a_good_one(example: Any) -> None:
    command = _blocks("GitLab CI")[0]["guidelines"]["script"][-1]
    base = example.git("rev-parse", "HEAD").strip()
    for variables in ({}, {"CI_MERGE_REQUEST_DIFF_BASE_SHA": base}):
        _bad_change(example)
        assert _shell(command, example, **variables).returncode == 1
        suite = ET.fromstring(example.read("annops-guidelines.xml"))  # noqa: S314 - our own output
        failed = [case for case in suite if case.find("failure") is not None]
        assert [(c.get("classname"), c.get("file")) for c in failed] == [("GDL010", FILE)]
        assert len(suite) > 10
        example.git("reset", "-q", "--hard", base)
        _good_change(example)
        assert _shell(command, example, **variables).returncode == 0
        example.git("reset", "-q", "--hard", base)


def test_hooks_are_valid_by_the_published_schema(against: Callable[[str, Any], None]) -> None:
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    against("https://json.schemastore.org/pre-commit-hooks.json", hooks)
    named = {hook["id"] for hook in _blocks("Before each commit, with pre-commit")[0]["repos"][0]
             ["hooks"]}  # fmt: skip
    assert named == {hook["id"] for hook in hooks} == {"annops-guideline-check", "annops-check"}


def test_every_code_of_the_page_is_a_check_and_every_check_is_on_the_page() -> None:
    from annops.guideline.checks.registry import guideline_checks

    text = (ROOT / "docs/ci.md").read_text("utf-8")
    listed = set(re.findall(r"^\| ([A-Z]{3}\d+) \|", text, re.MULTILINE))
    assert listed == {check.code.id for check in guideline_checks()} | {"GDL001"}


def test_front_matter_of_the_page_is_a_sound_guideline(project: Any) -> None:
    text = (ROOT / "docs/ci.md").read_text("utf-8")
    (block,) = re.findall(r"^```markdown\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    project.write("guidelines/sentiment.md", block)
    project.edit("annops.yaml", "  tone:", "  sentiment: {type: classification, guideline: "
                 "sentiment, labels: [negative, neutral, positive]}\n  tone:")  # fmt: skip
    project.release("sentiment", "1.1")
    assert project.check() == set()


def _pre_commit(example: Any, *words: str, **variables: str) -> subprocess.CompletedProcess[str]:
    home = str(example.root.parent / "pre-commit")
    command = [sys.executable, "-m", "pre_commit", *words]
    path = f"{BIN}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(
        command, cwd=example.root, capture_output=True, encoding="utf-8", check=False,
        env={**os.environ, "PRE_COMMIT_HOME": home, "PATH": path, **variables},
    )  # fmt: skip


def test_local_hook_of_the_page_stops_a_bad_commit(example: Any) -> None:
    pytest.importorskip("pre_commit")
    config = _blocks("Before each commit, with pre-commit")[1]
    example.write(".pre-commit-config.yaml", yaml.safe_dump(config))
    example.commit("hooks")
    assert _pre_commit(example, "run", "--all-files").returncode == 0
    example.edit(FILE, "stronger one", "last one")
    example.git("add", "-A")
    stopped = _pre_commit(example, "run")
    assert (stopped.returncode, "GDL010" in stopped.stdout) == (1, True)
    example.release("sentiment", "1.2", "--effective", "2026-11-30")
    example.git("add", "-A")
    assert _pre_commit(example, "run").returncode == 0


def test_hooks_of_the_page_install_annops_and_stop_a_bad_commit(example: Any) -> None:
    """Install this checkout's commit as pre-commit does; the libraries are those at hand."""
    pytest.importorskip("pre_commit")
    pytest.importorskip("hatchling")
    if not (ROOT / ".git").exists():
        pytest.skip("the checkout is no git repository to install from")
    site = str(Path(yaml.__file__).parents[1])
    offline = {"PIP_NO_DEPS": "1", "PIP_NO_BUILD_ISOLATION": "0", "PYTHONPATH": site}
    config = _blocks("Before each commit, with pre-commit")[0]
    commit = type(example)(ROOT).git("rev-parse", "HEAD").strip()
    config["repos"][0] |= {"repo": str(ROOT), "rev": commit}
    example.write(".pre-commit-config.yaml", yaml.safe_dump(config))
    example.commit("hooks")
    done = _pre_commit(example, "run", "--all-files", **offline)
    assert (done.returncode, done.stdout.count("Passed")) == (0, 2), done.stdout + done.stderr
    example.edit(FILE, "stronger one", "last one")
    example.git("add", "-A")
    stopped = _pre_commit(example, "run", **offline)
    said = (stopped.returncode, stopped.stdout.count("GDL010"), stopped.stdout.count("Failed"))
    assert said == (1, 2, 2), stopped.stdout


def test_scheduled_command_makes_the_report_and_tells_by_its_exit_code(example: Any) -> None:
    (job,) = _blocks("The week by schedule")
    commands = [step["run"] for step in job["jobs"]["week"]["steps"] if "run" in step]
    (command,) = [text for text in commands if text.startswith("annops")]
    done = _shell(command.replace("date -d yesterday +%F", "echo 2026-11-22"), example)
    assert done.returncode == 1, done.stderr
    assert (example.root / "reports/2026-W47/weekly.md").exists()
