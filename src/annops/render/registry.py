"""Finds every output: each module of this folder that defines `OUTPUT` is one."""

from collections.abc import Callable, Iterable
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from annops.core.document import Document
from annops.core.errors import AnnopsError
from annops.core.finding import Code, Severity, did_you_mean
from annops.render.narratives import fill, merge_narratives, read_narratives
from annops.render.output import Files, Output

UNKNOWN_OUTPUT = Code(
    id="OUT001",
    title="unknown output",
    severity=Severity.ERROR,
    checks="that the output asked for exists",
    why="a report in a form nobody asked for would be taken for the whole answer",
    example="annops report --to exel",
    remedy="take one of the outputs listed",
)


@cache
def outputs() -> dict[str, Output]:
    """Return the outputs by name, in the order of their names."""
    package = import_module("annops.render")
    names = sorted(module.name for module in iter_modules(package.__path__))
    modules = [import_module(f"annops.render.{name}") for name in names]
    found = [module.OUTPUT for module in modules if hasattr(module, "OUTPUT")]
    return {output.name: output for output in sorted(found, key=lambda output: output.name)}


def find_output(name: str) -> Output:
    """Return the output of a name.

    Raises:
        AnnopsError: When there is no such output; the message names the nearest one.
    """
    if name not in outputs():
        message = f"no output is called `{name}`"
        raise AnnopsError(UNKNOWN_OUTPUT.at(None, message, did_you_mean(name, outputs())))
    return outputs()[name]


def write(
    document: Document, names: Iterable[str], old: Callable[[str], str | None] | None = None
) -> Files:
    """Render a document to the files of several outputs, what people wrote kept in all of them.

    Args:
        document: The report.
        names: Names of outputs.
        old: Takes a path below the report's folder, returns the text that stands there or None;
            boxes are read from the outputs people write into (Markdown).

    Raises:
        AnnopsError: When there is no output of a name.
    """
    chosen = [find_output(name) for name in names]
    before = {
        output.name: (old(output.main_file(document)) if old else None) or ""
        for output in outputs().values()
        if output.hand_written
    }
    texts = {
        name: text for page in before.values() for name, text in read_narratives(page).items()
    }
    filled = fill(document, texts)
    files: Files = {}
    for output in chosen:
        files |= output.render(filled)
        if before.get(output.name):
            main = output.main_file(document)
            files[main] = merge_narratives(before[output.name], files[main].decode()).encode()
    return files
