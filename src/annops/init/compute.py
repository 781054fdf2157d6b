"""From what a person states to the files of a new project folder."""

from collections.abc import Mapping

from annops.core.changeset import ChangeSet, Write
from annops.core.errors import AnnopsError
from annops.core.finding import Code, Place, Severity, did_you_mean
from annops.init.model import ABOUT, InitOptions
from annops.project.json_schema import schema_changes

DEFINITION = "annops.yaml"

EXISTS = Code(
    id="INI001",
    title="There is a project in the folder already",
    severity=Severity.ERROR,
    checks="Whether the folder holds an annops.yaml that says something else.",
    why="A new project must never overwrite one that has been worked on.",
    example="`annops init aster` where `aster/annops.yaml` has been edited.",
    remedy="choose another folder, or work on the project that is there: `annops check`",
)
NO_TEMPLATE = Code(
    id="INI002",
    title="A template that does not exist",
    severity=Severity.ERROR,
    checks="Whether the template named is one that annops ships.",
    why="The questions and guidelines of the project come from it.",
    example="`annops init aster --template llm`.",
    remedy="take one of the templates named in `annops init --help`",
)


def template_values(options: InitOptions, seed: str) -> dict[str, object]:
    """Return the values that the templates are filled with.

    Args:
        options: What a person states.
        seed: Text that nobody outside the project can guess.
    """
    return {
        "project": options.project,
        "title": options.project,
        "about": ABOUT.get(options.template, "An annotation project"),
        "client": options.client,
        "seed": seed,
        "locales": options.locales,
        "units": options.units,
        "due": options.due,
        "as_of": options.as_of,
        "track_exports": options.track_exports,
    }


def check_template(name: str, known: tuple[str, ...]) -> None:
    """Refuse a template that annops does not ship.

    Raises:
        AnnopsError: When there is none of that name (INI002).
    """
    if name not in known:
        message = f"there is no template `{name}`"
        raise AnnopsError(NO_TEMPLATE.at(None, message, did_you_mean(name, known)))


def project_files(
    texts: Mapping[str, str], present: Mapping[str, bytes]
) -> tuple[ChangeSet, tuple[str, ...]]:
    """Return the files to write, and the paths of other files of that name that stay.

    Args:
        texts: Text by path of the new project.
        present: Content by path of those files that are in the folder already.

    Raises:
        AnnopsError: When the folder holds another definition (INI001).
    """
    found = present.get(DEFINITION)
    if found is not None and found.replace(b"\r\n", b"\n") != texts[DEFINITION].encode():
        message = "the folder holds a project already; nothing was written"
        raise AnnopsError(EXISTS.at(Place(DEFINITION), message))
    writes = [Write(path, text.encode()) for path, text in texts.items() if path not in present]
    kept = tuple(
        path for path, text in texts.items() if present.get(path, text.encode()) != text.encode()
    )
    schema = [write for write in schema_changes().writes if write.path not in present]
    return ChangeSet("start the project", (*writes, *schema)), kept
