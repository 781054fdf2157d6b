"""The written files of the example projects: templates below texts/, by path in the project."""

from pathlib import Path
from string import Template


def _templates(name: str) -> dict[str, Template]:
    folder = Path(__file__).with_name("texts") / name
    return {
        path.relative_to(folder).as_posix(): Template(path.read_text(encoding="utf-8"))
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


LLM_EVAL_TEXTS = _templates("llm-eval")
TEXT_CLASSIFICATION_TEXTS = _templates("text-classification")
