"""What can be wrong with a sheet that comes back: one code a kind of damage."""

from annops.core.finding import Code, Severity

NO_TABLE = Code(
    id="SHT001",
    title="The table is not in the file",
    severity=Severity.ERROR,
    checks="A file that comes back holds the header of the sheet that was sent, with its id "
    "column.",
    why="Without the id column nobody can tell which row is which; nothing is read.",
    example="the worksheet was deleted, or the column `Id` was renamed to `Number`",
    remedy="put the worksheet and its id column back, or begin again with a fresh file",
)
OTHER_SHEET = Code(
    id="SHT002",
    title="The file belongs to another sheet",
    severity=Severity.ERROR,
    checks="The hidden record of a workbook names the sheet, and the sample or register, that "
    "is read.",
    why="Ids of two sheets may look alike; verdicts would go to the wrong rows. Nothing is read.",
    example="the audit sheet of batch 7 given back for batch 8",
    remedy="take the file that belongs here",
)
COLUMN_LOST = Code(
    id="SHT003",
    title="A column to be filled in is missing",
    severity=Severity.ERROR,
    checks="Every column that people fill in is still in the file, under its name.",
    why="What was written in it cannot be read; the texts that were sent are kept.",
    example="the column `Verdict` was renamed to `Result`",
    remedy="give the column its name back",
)
LOCKED_COLUMN_LOST = Code(
    id="SHT004",
    title="A locked column is missing",
    severity=Severity.WARNING,
    checks="Every locked column is still in the file.",
    why="Nothing is lost, its texts are kept; but rows can no longer be checked against them.",
    example="the column `Item` was deleted to make room",
    remedy="nothing needs to be done; next time, hide columns instead",
)
COLUMN_TWICE = Code(
    id="SHT005",
    title="Two columns have the same name",
    severity=Severity.ERROR,
    checks="Every column's name stands in the header once.",
    why="Nobody can tell which of the two counts; neither is read.",
    example="the column `Verdict` was copied to compare two opinions",
    remedy="give the copy another name, or delete it",
)
COLUMN_ADDED = Code(
    id="SHT006",
    title="A column was added",
    severity=Severity.NOTE,
    checks="The file holds the columns that were sent, and no others.",
    why="What stands in added columns is not taken over.",
    example="a column `my notes` beside the table",
    remedy="move what matters into a column of the sheet",
)
NO_ID = Code(
    id="SHT007",
    title="A row without id",
    severity=Severity.ERROR,
    checks="Every filled row has an id, where rows cannot be added.",
    why="Nobody can tell which row it is; it is not read.",
    example="a row typed below the table, or an id that was deleted",
    remedy="put the id back, or delete the row",
)
UNKNOWN_ID = Code(
    id="SHT008",
    title="A row whose id was not sent",
    severity=Severity.ERROR,
    checks="Every id in the file is one that was sent.",
    why="The row belongs to nothing here; it is not read.",
    example="rows pasted in from another workbook",
    remedy="delete the row; leave the id blank in rows that are new",
)
REPEATED_ID = Code(
    id="SHT009",
    title="Two rows have the same id",
    severity=Severity.ERROR,
    checks="Every id stands in the file once.",
    why="Rows that say different things cannot both be right; none of them is read, what was "
    "sent is kept.",
    example="a row copied and pasted below, with another verdict",
    remedy="delete the row that is wrong",
)
CHANGED_ID = Code(
    id="SHT010",
    title="A row's id was changed",
    severity=Severity.ERROR,
    checks="The id of a row is the one that was sent, letter for letter.",
    why="The row was recognised by the rest of it, but that is no proof: what was sent is kept.",
    example="`007` became `7`, `12345678901234567` became `1.23E+16`, `1-2` became a date",
    remedy="format the id column as text and put the id back, or begin with a fresh file",
)
ROW_LOST = Code(
    id="SHT011",
    title="A row is missing",
    severity=Severity.WARNING,
    checks="Every row that was sent comes back.",
    why="Deleting a row says nothing about what it stood for.",
    example="rows deleted to make the list shorter",
    remedy="put the row back, unless it was deleted on purpose",
)
LOCKED_CHANGED = Code(
    id="SHT012",
    title="A locked cell was changed",
    severity=Severity.WARNING,
    checks="Locked cells hold what was sent.",
    why="They say what a row is about; the text that was sent is kept.",
    example="the text to be judged was corrected in the sheet",
    remedy="nothing needs to be done; write such remarks into a column that is not locked",
)
NO_CHOICE = Code(
    id="SHT013",
    title="Not one of the choices",
    severity=Severity.ERROR,
    checks="A cell of a column with choices holds one of them; capitals and blanks do not matter.",
    why="Nobody can tell which choice is meant; the text that was sent is kept.",
    example="`passed` where `pass` or `fail` is asked",
    remedy="take one of the choices",
)
OTHER_KIND = Code(
    id="SHT014",
    title="A number where text is expected",
    severity=Severity.WARNING,
    checks="A cell of a text column holds text.",
    why="A spreadsheet that makes a number of text may drop zeros; what it shows is read.",
    example="`0049` typed into a cell that is not formatted as text becomes 49",
    remedy="look whether the text read is the one that was typed",
)
SPOILED = Code(
    id="SHT015",
    title="Digits were lost",
    severity=Severity.ERROR,
    checks="Long numbers and numbers that begin with 0 are still text.",
    why="A spreadsheet keeps 15 digits of a number and no zeros in front; the text that was "
    "sent is kept.",
    example="the order number `12345678901234567` became 1.23457E+16",
    remedy="format the cells as text and type the number again",
)
AMBIGUOUS_DATE = Code(
    id="SHT016",
    title="A date that may mean two days",
    severity=Severity.ERROR,
    checks="Dates are real dates of the spreadsheet, or written so that day and month differ.",
    why="03/04/2026 is a day in March or in April; the text that was sent is kept.",
    example="`03/04/2026`, or `3.4.26`, as text",
    remedy="write year, month and day, as 2026-04-03 for the third of April",
)
NO_DATE = Code(
    id="SHT017",
    title="Not a date",
    severity=Severity.ERROR,
    checks="A cell of a date column holds a date.",
    why="Due dates are counted from it; the text that was sent is kept.",
    example="`next week`, or `2026-02-30`",
    remedy="write it as 2026-11-20",
)
NO_NUMBER = Code(
    id="SHT018",
    title="Not a number for certain",
    severity=Severity.ERROR,
    checks="A cell of a number column holds a number that can be read in one way only.",
    why="1,234 is more than a thousand or a bit more than one; the text that was sent is kept.",
    example="`about 5`, `1,234`, or `2.5` where a whole number is asked",
    remedy="write digits, with a point before decimals and nothing between thousands",
)
FORMULA = Code(
    id="SHT019",
    title="A formula was read by its result",
    severity=Severity.NOTE,
    checks="Cells hold what people wrote, not formulas.",
    why="Only the result that the spreadsheet program last stored is taken over.",
    example='`=IF(C2="ok","pass","fail")` filled down the column of verdicts',
    remedy="look whether the results are the ones meant",
)
NO_RESULT = Code(
    id="SHT020",
    title="A cell without a value to read",
    severity=Severity.ERROR,
    checks="Formulas have a stored result, and no cell holds an error.",
    why="An error is no answer; the text that was sent is kept.",
    example="`#N/A`, or a formula written by a program that does not calculate",
    remedy="replace the cell by what is meant; open and save the file in Excel first",
)
MERGED_CELLS = Code(
    id="SHT021",
    title="Merged cells",
    severity=Severity.ERROR,
    checks="No cells of the table are merged.",
    why="Only the upper left one keeps its text, the others have lost theirs; for them the "
    "texts that were sent are kept.",
    example="one verdict merged over three rows",
    remedy="unmerge the cells and write the text into each row",
)
SORTED_APART = Code(
    id="SHT022",
    title="Rows were torn apart by sorting",
    severity=Severity.ERROR,
    checks="The locked texts of a row still belong to its id.",
    why="When only some columns are sorted, verdicts end up beside other rows. The rows concerned "
    "are not read, what was sent is kept.",
    example="the columns A to C sorted, the others left as they were",
    remedy="undo the sorting, or move the answers into a fresh file by hand",
)
NO_RECORD = Code(
    id="SHT023",
    title="The record of what was sent is missing",
    severity=Severity.WARNING,
    checks="A workbook still has its hidden worksheet `_annops`.",
    why="Whether the file belongs here cannot be proved, and cells are held against what stands "
    "here now instead of what was sent.",
    example="the table was copied into a new workbook",
    remedy="fill in the workbook that was sent, or look at each change",
)
RECORD_DAMAGED = Code(
    id="SHT024",
    title="The record of what was sent was changed",
    severity=Severity.ERROR,
    checks="The hidden worksheet `_annops` holds what annops wrote, which its hash proves.",
    why="A changed record proves nothing; cells are held against what stands here now instead.",
    example="all worksheets were shown and one of them was sorted",
    remedy="fill in a fresh file, or look at each change",
)
IS_OPEN = Code(
    id="SHT025",
    title="The file is open in a spreadsheet program",
    severity=Severity.NOTE,
    checks="No program holds the file open.",
    why="What has not been saved there cannot be seen.",
    example="the file `~$risks.xlsx` lies beside `risks.xlsx`",
    remedy="save and close it there, then run the command again",
)
BECAME_DATE = Code(
    id="SHT026",
    title="Text became a date",
    severity=Severity.ERROR,
    checks="A cell of a text column holds text, no date.",
    why="Which text was typed cannot be told any more; the text that was sent is kept.",
    example="`3-4` or `MARCH1` typed into a cell that is not formatted as text",
    remedy="format the cell as text and type it again",
)
TORN_ROW = Code(
    id="SHT027",
    title="A line with too many or too few cells",
    severity=Severity.ERROR,
    checks="Every line of a text file has as many cells as its header.",
    why="Its texts may stand in the wrong columns; the line is not read.",
    example="a comma in a text without quotes around it",
    remedy="put quotes around texts that hold the delimiter",
)
ABOVE_HEADER = Code(
    id="SHT028",
    title="Rows above the header",
    severity=Severity.NOTE,
    checks="The header is the first row of the table.",
    why="What stands above it is not taken over.",
    example="a title typed into a row inserted on top",
    remedy="nothing needs to be done",
)
SEVERAL_TABLES = Code(
    id="SHT029",
    title="Several worksheets hold the table",
    severity=Severity.ERROR,
    checks="The table stands on one worksheet of the file.",
    why="Only one of them is read; what was written on the others is not seen.",
    example="a copy of the worksheet, `Risks (2)`, made for the afternoon",
    remedy="delete the copies, or move what matters to the first one",
)
OTHER_ROW = Code(
    id="SHT030",
    title="A row that is about something else",
    severity=Severity.ERROR,
    checks="In a file without a record of what was sent, as a text file: no row differs from what "
    "was sent in two locked cells; where one does, none that differs is read.",
    why="Rows are known by their id; that of another sheet may be the same. The row is not read.",
    example="sheet.csv of a sample that was drawn again under the same name",
    remedy="take the file that belongs here, or type what was filled in into the workbook",
)
