"""What `annops report` says on the terminal: outcome, troubles, files, next command."""

from collections.abc import Sequence

from annops.report.model import WeeklyResult

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
        last = result.volumes.last_day
        when = "no answer has a time" if last is None else f"the last one on {last}"
        said.append(f"no answer was submitted in {result.week}; {when}")
    kinds: dict[str, str] = {}
    for trouble in result.troubles:
        kinds.setdefault(trouble.kind, trouble.text)
    said += [f"look: {text}" for text in list(kinds.values())[:MOST_TROUBLES]]
    drawn = [path for path in files if path.endswith(".svg")]
    shown = [path for path in files if path not in drawn]
    said.append("wrote " + ", ".join(shown) + (f" and {len(drawn)} figures" if drawn else ""))
    said.append(f"next: write your words into the boxes of {folder}/weekly.md, then run it again")
    return said
