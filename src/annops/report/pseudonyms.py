"""Names for people that say nothing of who they are, the same in every report of a project."""

import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass, replace

import polars as pl

from annops.core.annotations import Annotations
from annops.core.finding import Code, Finding, Place, Severity
from annops.project.definition import Definition
from annops.registers.row import ID_SYMBOLS

GUESSABLE = Code(
    id="RPT006",
    title="Pseudonyms that a client could undo",
    severity=Severity.WARNING,
    checks="Whether annops.yaml has a `seed` other than the name of the project or its client.",
    why="Pseudonyms are made from the seed; who knows it can try ids until one fits. Without "
    "`seed` it is the project's name, which stands in every edition.",
    example="An annops.yaml written by hand, which has no `seed`.",
    remedy="add a line `seed: ` and twenty letters of your choice to annops.yaml, and keep it: "
    "pseudonyms, later draws and the ends of resampled intervals change with it, once",
)

SHORTEST = 5
_BITS = 5


@dataclass(frozen=True, slots=True)
class Pseudonyms:
    """Names by person.

    Attributes:
        names: Pseudonym by id.
    """

    names: dict[str, str]

    def of(self, who: str) -> str:
        """Return a person's pseudonym; empty for nobody.

        Raises:
            KeyError: When the person was not among those the pseudonyms were made for.
        """
        return self.names[who] if who else ""

    def annotations(self, annotations: Annotations) -> Annotations:
        """Return the answers with every annotator under a pseudonym.

        Raises:
            polars.exceptions.InvalidOperationError: When an annotator has none.
        """
        if "annotator" not in annotations.frame.collect_schema().names():
            return annotations
        old, new = list(self.names), list(self.names.values())
        named = (
            pl.col("annotator").cast(pl.String).replace_strict(old, new, return_dtype=pl.String)
        )
        return replace(
            annotations, frame=annotations.frame.with_columns(named.cast(pl.Categorical))
        )


def pseudonyms(seed: str, people: Iterable[str]) -> Pseudonyms:
    """Make the pseudonyms of people.

    A pseudonym is keyed by the project's seed, so that it is the same in every report of the
    project, differs between projects, and tells nothing to who does not have the seed. It is
    made longer where two people's would be the same.

    Args:
        seed: Text that only the project has.
        people: Ids; order and repeats do not matter.
    """
    symbols = {who: _symbols(seed, who) for who in sorted(set(people)) if who}
    length = SHORTEST
    while len({text[:length] for text in symbols.values()}) < len(symbols):
        length += 1
    return Pseudonyms({who: text[:length].upper() for who, text in symbols.items()})


def guessable(definition: Definition) -> tuple[Finding, ...]:
    """Return a warning where the seed of the pseudonyms is a name that a client knows."""
    known = {definition.project, definition.title, definition.client}
    if definition.draw_seed not in known:
        return ()
    message = "the pseudonyms of annotators can be undone by who knows the project's name"
    return (GUESSABLE.at(Place("annops.yaml"), message),)


def _symbols(seed: str, who: str) -> str:
    digest = hmac.new(seed.encode(), who.encode(), hashlib.sha256).digest()
    number = int.from_bytes(digest, "big")
    return "".join(ID_SYMBOLS[number >> shift & 31] for shift in range(0, 255, _BITS))
