"""What a new project is made from."""

from dataclasses import dataclass

ABOUT = {
    "blank": "An annotation project",
    "llm-eval": "An evaluation of language models' responses",
    "text-classification": "A classification of texts",
}
"""Template: what such a project is, in a few words."""


@dataclass(frozen=True, slots=True)
class InitOptions:
    """What a person states about a new project.

    Attributes:
        project: Short name.
        template: Name of the template.
        as_of: ISO date the guidelines take effect.
        client: Who the work is for.
        locales: BCP 47 tags; none where a person names none and the template asks for none.
        units: Items to be delivered in all.
        due: ISO date the last item is due.
        track_exports: Whether exports are kept in git.
    """

    project: str
    template: str
    as_of: str
    client: str | None = None
    locales: tuple[str, ...] = ("en-US",)
    units: int | None = None
    due: str | None = None
    track_exports: bool = False
