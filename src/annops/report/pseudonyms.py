"""Names for people that say nothing of who they are, the same in every report of a project."""

import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass, replace

import polars as pl

from annops.core.annotations import Annotations
from annops.registers.row import ID_SYMBOLS

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


def _symbols(seed: str, who: str) -> str:
    digest = hmac.new(seed.encode(), who.encode(), hashlib.sha256).digest()
    number = int.from_bytes(digest, "big")
    return "".join(ID_SYMBOLS[number >> shift & 31] for shift in range(0, 255, _BITS))
