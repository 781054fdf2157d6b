"""What `annops report` says on the terminal: outcome, troubles, files, next command."""

from collections.abc import Sequence

from annops.core.wording import counted
from annops.report.model import WeeklyResult
from annops.report.sections import silence_text

MOST_TROUBLES = 4


def lines(result: WeeklyResult, files: Sequence[str], folder: str) -> list[str]:
    """Return at most a dozen lines.

    Args:
        result: The numbers.
        files: Paths written.
        folder: Folder of the report.
    """
    said = [f"{result.week} overall {result.rating.value}; {result.reason}"]
    if result.this_week.loaded == 0:
        said.append(silence_text(result))
    kinds: dict[str, str] = {}
    for trouble in result.troubles:
        kinds.setdefault(trouble.kind, trouble.text)
    said += [f"look: {text}" for text in list(kinds.values())[:MOST_TROUBLES]]
    drawn = [path for path in files if path.endswith(".svg")]
    shown = [path for path in files if path not in drawn]
    figures = f" and {counted(len(drawn), 'figure')}" if drawn else ""
    said.append(f"wrote {', '.join(shown)}{figures}")
    name = "weekly" if result.audience == "internal" else "weekly-client"
    said.append(f"next: write your words into the boxes of {folder}/{name}.md, then run it again")
    return said
