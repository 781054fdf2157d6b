"""Finds and fills the templates that annops ships: beside the package, then in the checkout."""

from collections.abc import Mapping
from pathlib import Path

import yaml

import annops

ENDING = ".j2"
DOT = "dot-"
"""Begin of a template's name that stands for the dot of a hidden file: `dot-gitignore.j2`."""


def shipped_folders(kind: str) -> list[Path]:
    """Return where shipped files of a kind may lie, best first: `templates`, `examples`."""
    package = Path(annops.__file__).resolve().parent
    places = (package / "_shipped" / kind, package.parents[1] / kind)
    return [place for place in places if place.is_dir()]


def find_template(name: str) -> Path | None:
    """Return the template file or folder of that name, as `init/llm-eval`; None without one."""
    places = (folder / name for folder in shipped_folders("templates"))
    return next((place for place in places if place.exists()), None)


def template_names(folder: str) -> tuple[str, ...]:
    """Return the names of the folders in a template folder, hidden and shared ones left out."""
    found = find_template(folder)
    if found is None:
        return ()
    names = (entry.name for entry in found.iterdir() if entry.is_dir())
    return tuple(sorted(name for name in names if not name.startswith(("_", "."))))


def filled(folder: str, values: Mapping[str, object]) -> dict[str, str]:
    """Fill every template below a folder with values.

    Args:
        folder: Template folder, as `init/llm-eval`.
        values: Values by name; a name a template uses and nobody gives is an error of ours.

    Returns:
        Text by path relative to the folder, without the ending `.j2`, sorted.
    """
    from jinja2 import StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    environment = ImmutableSandboxedEnvironment(
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # YAML and Markdown, no HTML; the filter `yaml` quotes
    )
    environment.filters["yaml"] = yaml_scalar
    found = find_template(folder)
    files = sorted(found.rglob(f"*{ENDING}")) if found else []
    texts = {}
    for file in files:
        path = file.relative_to(found or file).as_posix().removesuffix(ENDING)
        parts = [_named(part) for part in path.split("/")]
        texts["/".join(parts)] = environment.from_string(file.read_text("utf-8")).render(values)
    return texts


def _named(part: str) -> str:
    return "." + part.removeprefix(DOT) if part.startswith(DOT) else part


def yaml_scalar(value: object) -> str:
    """Write a value so that it stands safely on one line of YAML.

    >>> yaml_scalar("no"), yaml_scalar("a: b"), yaml_scalar(["de-DE", "1"])
    ("'no'", "'a: b'", "[de-DE, '1']")
    """
    plain = list(value) if isinstance(value, tuple) else value
    written = yaml.safe_dump([plain], default_flow_style=True, width=10**9, allow_unicode=True)
    return written.strip().removeprefix("[").removesuffix("]")
