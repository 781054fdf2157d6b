"""Write the example projects: `python examples/generate.py [--seed N] [--out DIR] [--only NAME]`.

The committed folders are what seed 20261116 gives; run this by hand after changing a generator.
"""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from generators.llm_eval import llm_eval
from generators.planted import Answer, Example, Truth
from generators.text_classification import text_classification

__all__ = ["DEFAULT_SEED", "EXAMPLES", "Answer", "Example", "Truth", "llm_eval", "main",
           "text_classification", "write"]  # fmt: skip

DEFAULT_SEED = 20261116
EXAMPLES: dict[str, Callable[[int], Example]] = {
    "llm-eval": llm_eval,
    "text-classification": text_classification,
}


def write(example: Example, out: Path) -> Path:
    """Write an example's files below `out`, over those that stand there; return its folder."""
    folder = out / example.name
    for path, content in sorted(example.files.items()):
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    return folder


def main(arguments: list[str]) -> None:
    """Write the chosen examples and say what was written."""
    parser = argparse.ArgumentParser(description="Write the example projects.")
    parser.add_argument("--seed", type=int, default=DEFAULT_SEED)
    parser.add_argument("--out", type=Path, default=Path(__file__).parent)
    parser.add_argument("--only", choices=sorted(EXAMPLES))
    options = parser.parse_args(arguments)
    for name in [options.only] if options.only else EXAMPLES:
        example = EXAMPLES[name](options.seed)
        folder = write(example, options.out)
        size = sum(len(content) for content in example.files.values())
        print(f"{folder}: {len(example.files)} files, {size:,} bytes")


if __name__ == "__main__":
    main(sys.argv[1:])
