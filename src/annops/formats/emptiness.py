"""What is said of files whose records cannot be read, or that have none."""

from annops.core.errors import AnnopsError
from annops.core.finding import Code, Place, Severity
from annops.formats.reading import Cells

NOTHING_READ = Code(
    id="FMT101",
    title="No record of the file can be read",
    severity=Severity.ERROR,
    checks="Some record of the file has the shape that its header or its other records have.",
    why="Nothing can be counted; most often delimiter or header are not as declared, or the file "
    "is damaged.",
    example="a header of 6 names over records of 7 cells",
    remedy="correct `delimiter` or `header` in the source, or export again",
)
NO_RECORDS = Code(
    id="FMT102",
    title="File without records",
    severity=Severity.WARNING,
    checks="A file holds at least one record besides its header.",
    why="An export without records is usually a filter that left nothing, or a failed export.",
    example="a CSV with only the line `id,annotator,label`",
    remedy="export again, or remove the file if there was nothing to export",
)


def checked(cells: Cells, name: str) -> Cells:
    """Return the cells, with a finding when the file has no record.

    Raises:
        AnnopsError: When the file has records and none could be read (3).
    """
    if cells.n_records == 0:
        empty = NO_RECORDS.at(Place(name), "the file holds no record")
        return Cells(cells.frame, cells.columns, 0, (), (*cells.findings, empty))
    if cells.n_records == len(cells.unreadable):
        nothing = NOTHING_READ.at(Place(name), "no record of the file can be read")
        raise AnnopsError(nothing, *cells.findings, exit_code=3)
    return cells
