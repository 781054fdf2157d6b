"""The history of a project as lines and as a table."""

from annops.core.document import Column, Kind, Section, Table
from annops.save.changed import count_words, register_words
from annops.save.model import HistoryResult, Saved


def lines(result: HistoryResult) -> list[str]:
    """Return one line a save: day, who, what about, how many files, records of logs."""
    if not result.saves:
        return ["nothing has been saved yet", 'next: annops save "first save"']
    said = [f"{save.day}  {save.who}  {save.message}  ({_words(save)})" for save in result.saves]
    if result.more:
        said.append(f"there are older ones: annops history -n {2 * len(result.saves)}")
    return said


def _words(save: Saved) -> str:
    return "; ".join([count_words(len(save.files)), *register_words(save.files)])


def saves_table(result: HistoryResult) -> Table:
    """Return a row a save, newest first."""
    columns = (
        Column("day", "Day"),
        Column("who", "Who"),
        Column("message", "What about"),
        Column("n_files", "Files", Kind.COUNT),
        Column("records", "Records of logs"),
        Column("id", "Version"),
    )
    rows = tuple(
        (save.day, save.who, save.message, len(save.files), "; ".join(register_words(save.files)),
         save.id[:10])
        for save in result.saves
    )  # fmt: skip
    note = "Only saves that changed the project folder; the newest first."
    return Table("saves", "Saves", columns, rows, note=note, empty="nothing has been saved yet")


def sections(result: HistoryResult) -> tuple[Section, ...]:
    """Return the whole history as one section."""
    return (Section("history", "History", (saves_table(result),)),)
