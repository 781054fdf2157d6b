"""`annops explain`: what a finding code checks, a metric computes, a word of an answer means."""

from typing import Annotated

import typer


def explain(
    name: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="CODE|METRIC|WORD", help="As DEF016, krippendorff_alpha, cannot tell."
        ),
    ] = None,
) -> None:
    """Say what a code checks and how to put it right, what a metric or a word means.

    Without a name, list everything that can be explained.

    Example: annops explain krippendorff_alpha
    """
    from annops.explain.catalog import page, pages
    from annops.explain.text import list_text, page_text

    text = page_text(page(" ".join(name))) if name else list_text(pages().values())
    typer.echo(text, nl=False)
