"""What is committed below examples/ is what the generator makes."""

from pathlib import Path
from types import ModuleType

import pytest

NAMES = ("llm-eval", "text-classification")

MADE = {".annops", "results", "reports"}
"""What running annops in an example leaves there; git does not track it."""


@pytest.mark.parametrize("name", NAMES)
def test_committed_files_are_the_bytes_that_the_default_seed_gives(
    generate: ModuleType, examples_folder: Path, name: str
) -> None:
    made = generate.EXAMPLES[name](generate.DEFAULT_SEED).files
    folder = examples_folder / name
    committed = {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not MADE.intersection(path.relative_to(folder).parts)
    }
    assert sorted(committed) == sorted(made)
    differing = [path for path in made if committed[path] != made[path]]
    assert differing == []


@pytest.mark.parametrize("name", NAMES)
def test_the_same_seed_gives_the_same_bytes_and_another_seed_other_data(
    generate: ModuleType, name: str
) -> None:
    make = generate.EXAMPLES[name]
    assert make(7).files == make(7).files
    other = make(8).files
    changed = {path for path, content in make(7).files.items() if content != other[path]}
    assert any(path.startswith("exports/") for path in changed)
    assert "annops.yaml" not in changed


def test_committed_examples_stay_below_two_megabytes(generate: ModuleType) -> None:
    made = [make(generate.DEFAULT_SEED) for make in generate.EXAMPLES.values()]
    assert sum(len(content) for example in made for content in example.files.values()) < 2_000_000


@pytest.mark.parametrize("name", NAMES)
def test_every_made_file_is_utf8_with_unix_line_ends_and_a_final_newline(
    generate: ModuleType, name: str
) -> None:
    for path, content in generate.EXAMPLES[name](3).files.items():
        assert "\r" not in content.decode("utf-8"), path
        assert content.endswith(b"\n"), path


def test_only_one_example_is_written_when_asked(generate: ModuleType, tmp_path: Path) -> None:
    generate.main(["--seed", "5", "--out", str(tmp_path), "--only", "llm-eval"])
    assert [path.name for path in tmp_path.iterdir()] == ["llm-eval"]
    written = (tmp_path / "llm-eval/truth.json").read_bytes()
    assert written == generate.llm_eval(5).files["truth.json"]
