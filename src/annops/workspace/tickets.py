"""The folder of a rework ticket, rework/ID/: what was sent, what was kept, what came back."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from annops.core.changeset import Write

FOLDER = "rework"
BEFORE, SENT, MAIL = "before.csv", "sent.json", "mail.txt"
WORKBOOK, TEXT = "ticket.xlsx", "ticket.csv"
RETURNED = ("returned.xlsx", "returned.csv", WORKBOOK, TEXT)
"""Where a filled ticket is looked for; the one that was sent may have been filled in place."""


def ticket_path(ticket: str, name: str) -> str:
    """Return the path of a file of a ticket's folder."""
    return f"{FOLDER}/{ticket}/{name}"


def ticket_writes(ticket: str, files: Mapping[str, bytes]) -> tuple[Write, ...]:
    """Return the writes of a ticket's files, by name."""
    return tuple(Write(ticket_path(ticket, name), files[name]) for name in sorted(files))


def read_kept(root: Path, ticket: str) -> str | None:
    """Read the answers kept at the sending; None where they cannot be read."""
    try:
        return (root / ticket_path(ticket, BEFORE)).read_bytes().decode()
    except (OSError, UnicodeDecodeError):
        return None


@dataclass(frozen=True, slots=True)
class Sent:
    """What was noted when a ticket was sent.

    Attributes:
        defects: Ids of the defects sent with it.
        exports: Hash of each export there was, by path.
    """

    defects: tuple[str, ...]
    exports: Mapping[str, str]


def read_sent(root: Path, ticket: str) -> Sent | None:
    """Read what was noted at the sending; None where it cannot be read."""
    try:
        data: Any = json.loads((root / ticket_path(ticket, SENT)).read_bytes())
        exports = {str(path): str(sha) for path, sha in data["exports"].items()}
        return Sent(tuple(map(str, data["defects"])), exports)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def returned_files(root: Path, ticket: str) -> list[Path]:
    """List the files that may hold the filled ticket, the likeliest first."""
    paths = [root / ticket_path(ticket, name) for name in RETURNED]
    return [path for path in paths if path.is_file()]
