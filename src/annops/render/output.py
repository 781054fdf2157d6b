"""What an output is: a name, a file ending, a function from a Document to files."""

from collections.abc import Callable
from dataclasses import dataclass

from annops.core.document import Document

Files = dict[str, bytes]  # path below the report's folder, `/` between parts, and its bytes


@dataclass(frozen=True, slots=True)
class Output:
    """One way to write a Document.

    Attributes:
        name: What a person asks for, as `markdown`.
        suffix: Ending of the main file, as `.md`; the main file is the document's id with it.
        render: The document to all its files, the same bytes each time.
        hand_written: Whether people write into the main file between narrative marks.
    """

    name: str
    suffix: str
    render: Callable[[Document], Files]
    hand_written: bool = False

    def main_file(self, document: Document) -> str:
        """Return the path of the main file below the report's folder."""
        return f"{document.id}{self.suffix}"
