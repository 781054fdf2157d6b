"""`annops explain`: what a finding code checks, what a metric computes."""

from typing import Annotated

import typer


def explain(
    name: Annotated[
        str | None,
        typer.Argument(metavar="CODE|METRIC", help="As DEF016 or krippendorff_alpha."),
    ] = None,
) -> None:
    """Say what a code checks and how to put it right, or what a metric computes.

    Without a name, list everything that can be explained.

    Example: annops explain krippendorff_alpha
    """
    from annops.explain.catalog import page, pages
    from annops.explain.text import list_text, page_text

    text = list_text(pages().values()) if name is None else page_text(page(name))
    typer.echo(text, nl=False)
